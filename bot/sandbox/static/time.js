// Dates, times and sizes as people read them, in the desk's time zone and the page's language.

import { currentLanguage, t } from "./words.js";

let zone = "Asia/Shanghai";
let skew = 0; // the sandbox's clock minus the browser's, in milliseconds

export function setZone(name) {
  zone = name;
}

/** Tell what time it is in the sandbox, so that "today" means its today. */
export function setNow(milliseconds) {
  skew = milliseconds - Date.now();
}

export function now() {
  return Date.now() + skew;
}

// Making a formatter takes longer than drawing a message; there are few kinds of them.
const formatters = new Map();

function format(milliseconds, options, locale = currentLanguage() === "zh" ? "zh-CN" : "en-GB") {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options }));
  return formatters.get(key).format(milliseconds);
}

/** 09:05 */
export function clockTime(milliseconds) {
  return format(milliseconds, { hour: "2-digit", minute: "2-digit" });
}

function dayKey(milliseconds) {
  return format(milliseconds, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
}

export function isSameDay(one, other) {
  return dayKey(one) === dayKey(other);
}

/** 今天, 昨天, 6月20日 星期六; with the year where it is another. */
export function dayName(milliseconds) {
  if (isSameDay(milliseconds, now())) return t("today");
  if (isSameDay(milliseconds, now() - 86400000)) return t("yesterday");
  const other = dayKey(milliseconds).slice(0, 4) !== dayKey(now()).slice(0, 4);
  return format(milliseconds, { year: other ? "numeric" : undefined, month: "long", day: "numeric", weekday: "short" });
}

/** The time for today, the date for other days: for the list of chats. */
export function shortTime(milliseconds) {
  return isSameDay(milliseconds, now()) ? clockTime(milliseconds) : format(milliseconds, { month: "numeric", day: "numeric" });
}

/** 2026年6月20日 周六 09:00 */
export function fullTime(milliseconds) {
  const month = currentLanguage() === "zh" ? "long" : "short";
  return format(milliseconds, { year: "numeric", month, day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit" });
}

/** 3 天后, in 5 hours */
export function fromNow(milliseconds) {
  const hours = (milliseconds - now()) / 3600000;
  const [value, unit] = Math.abs(hours) < 1 ? [hours * 60, "minute"] : Math.abs(hours) < 36 ? [hours, "hour"] : [hours / 24, "day"];
  return new Intl.RelativeTimeFormat(currentLanguage() === "zh" ? "zh-CN" : "en-GB").format(Math.round(value), unit);
}

/** 09:20:05 */
export function secondsTime(milliseconds) {
  return format(milliseconds, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** 1.2 MB */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
