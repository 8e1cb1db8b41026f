// The page's own words in the chosen language, at first the browser's; what the bot says is the bot's affair.

import { ELSE } from "./words-else.js";
import { GLASS } from "./words-glass.js";
import { PAGE, REASONS } from "./words-page.js";
import { TOUR } from "./words-tour.js";

const WORDS = {
  zh: { ...PAGE.zh, ...GLASS.zh, ...TOUR.zh, ...ELSE.zh },
  en: { ...PAGE.en, ...GLASS.en, ...TOUR.en, ...ELSE.en },
};

let language = localStorage.getItem("sandbox-language") ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
if (!(language in WORDS)) language = "zh";

// Letters of right-to-left scripts and the marks that turn a line round: a name with them must not turn its neighbours.
const TURNING = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]/;

/** The word for a key, with {names} filled in. */
export function t(key, values = {}) {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name) => isolated(String(values[name] ?? "")));
}

function isolated(text) {
  return TURNING.test(text) ? `\u2068${text}\u2069` : text;
}

/** Whether there is a word for a key. */
export function has(key) {
  return key in WORDS[language];
}

/** A server's reason in the page's language. */
export function reason(text) {
  return language === "zh" ? REASONS[text] ?? text : text;
}

/** "zh" or "en". */
export function currentLanguage() {
  return language;
}

/** Change to "zh" or "en" and remember it. */
export function useLanguage(wanted) {
  language = wanted;
  localStorage.setItem("sandbox-language", language);
}
