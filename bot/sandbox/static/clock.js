// The clock control of the demo: what time it is there, what will be posted next, jumping to it, and marking what came by a jump.

import { announce } from "./announce.js";
import { el, icon } from "./dom.js";
import { dialog, toast } from "./overlays.js";
import { read, write } from "./server.js";
import { actions, notify, state, watch } from "./state.js";
import { fromNow, fullTime, now, setNow } from "./time.js";
import { currentLanguage, t } from "./words.js";

let isWinding = false;
let arrived = 0; // messages since the winding began

watch((kind, data) => {
  if (kind === "message" && isWinding && !data.message.mine) arrived += 1;
});

/** Ask the server for the time, and whether the clock is going on a jump: one that was started anew knows of none. */
export async function syncClock() {
  const clock = await read("clock");
  isWinding = clock.winding;
  setNow(clock.now);
  drawClock();
}

/** The clock goes on a jump: what comes from now on is new. */
export function beginWinding() {
  isWinding = true;
  arrived = 0;
  if (state.chat !== null) state.mark = state.messages.at(-1)?.id ?? 0;
  drawClock();
}

/** The jump is done. */
export function endWinding(moment) {
  const text = t(arrived ? "movedWith" : "moved", { time: fullTime(moment), n: arrived });
  setNow(moment);
  if (isWinding) {
    toast(text);
    announce(text);
  }
  isWinding = false;
  actions.redraw(arrived ? "mark" : null);
}

/** Draw the strip with date and time; nothing where the clock cannot be moved. */
export function drawClock() {
  const place = document.getElementById("clock-strip");
  if (!place) return;
  if (!state.movable) {
    place.replaceChildren();
    return;
  }
  // The strip's button is changed, not replaced: it may have the focus.
  const strip = place.firstElementChild ?? place.appendChild(el("button", { type: "button", class: "clock-strip", dataset: { focus: "clock" }, on: { click: openClock } },
    icon("clock"), el("time"), el("span", { class: "clock-more" })));
  const text = isWinding ? t("winding") : fullTime(now());
  strip.setAttribute("aria-label", `${t("clock")}: ${text}`);
  strip.setAttribute("aria-busy", String(isWinding));
  strip.querySelector("time").textContent = text;
  strip.querySelector(".clock-more").textContent = t("moveClock");
}

/** The dialog with what comes next. */
export async function openClock() {
  if (!state.movable) return;
  const clock = await actions.attempt(() => read("clock"));
  if (!clock) return;
  setNow(clock.now);
  notify("clock-opened");
  await dialog(t("clock"), (close) => [
    el("p", { class: "clock-now", text: fullTime(clock.now) }),
    el("p", { class: "clock-hint", text: t("clockHint") }),
    el("div", { class: "clock-steps" },
      el("button", { type: "button", class: "primary day-on", text: t("day"), on: { click: () => jump({ days: 1 }, close) } }),
      el("button", { type: "button", class: "primary month-on", text: t("month"), on: { click: () => jump({ months: 1 }, close) } })),
    el("h3", { class: "group-name", text: t("nextPosts") }),
    clock.upcoming.length ? el("ul", { class: "posts" }, clock.upcoming.map((post) => entry(post, close))) : el("p", { class: "dialog-text", text: t("nothingNext") }),
  ], "clock-dialog");
}

function entry(post, close) {
  const label = (currentLanguage() === "zh" ? "" : post.label_en) || post.label;
  return el("li", { class: "post", dataset: { key: post.key } },
    el("span", { class: "post-words" }, el("strong", { text: label }), el("span", { class: "post-when" }, el("time", { text: fullTime(post.at) }), el("span", { text: fromNow(post.at) }))),
    el("button", { type: "button", class: "quiet", text: t("jump"), "aria-label": `${t("jump")}: ${label} ${fullTime(post.at)}`, on: { click: () => jump({ to: post.at }, close) } }));
}

async function jump(target, close) {
  close(true);
  await actions.attempt(() => write("clock", target));
}
