// The six steps of the guided tour, and what may follow them: who acts where, what is highlighted, and how one sees that a step is done; no drawing.

import { isGlassOpen } from "./glass.js";
import { state } from "./state.js";
import { currentLanguage } from "./words.js";

const NUMBER = /\d{4}-\d{4,}/;

// The buttons that the steps are about, as the bot calls them in Chinese and in English.
const BUTTONS = { take: ["签收", "Take"], adopt: ["采用", "Adopt"], undo: ["撤销", "Undo"], post: ["发布", "Post"], book: ["预约", "Book"], preview: ["预览", "Preview"] };

/**
 * A step: `who` of the parts acts in the place `chat` (null: wherever). `target()` is where to act now.
 * `trace` is what may be asked once it is done. `done(kind, data, memory)` sees every event; what it keeps in `memory` is for this and later steps.
 */
export const STEPS = [
  { key: "submit", who: "reporter", chat: "private", sample: "sampleItem", target: input, done: isReceived },
  { key: "review", who: "editor", chat: "desk", trace: "sampleWhy", target: reviewButton, done: isAdopted },
  { key: "demand", who: "editor", chat: "desk", sample: "sampleDemand", target: demandTarget, done: isPosted },
  { key: "book", who: "booker", chat: "work", target: bookButton, done: isBooked },
  { key: "month", who: "booker", chat: "work", target: clockButton, done: isMonthEnded },
  { key: "bulletin", who: "editor", chat: "desk", sample: "sampleIssue", target: bulletinTarget, done: isPrinted },
];

/** Behind the glass: for who wants to see what becomes of an item while the bot is dead. */
export const EPILOGUE = { key: "glass", who: "reporter", chat: "private", sample: "sampleLast", target: glassTarget, done: isRevived };

/** The id of the chat in which a step plays. */
export function chatOf(step) {
  return step.chat === "private" ? state.parts[step.who] : state.parts[step.chat];
}

/** Whether the right person looks at the right chat, as far as what is left to do needs that chat. */
export function isInPlace(step, memory) {
  const isFree = step.key === "month" || Boolean(memory.wrote);
  return state.me === state.parts[step.who] && (isFree || state.chat === chatOf(step));
}

/** The first of these selectors that stands on the screen: a phone shows the list or the conversation. */
function seen(...selectors) {
  return selectors.map((selector) => document.querySelector(selector)).find((node) => node?.getClientRects().length) ?? null;
}

function input() {
  const field = document.querySelector("#composer textarea");
  return field?.value ? document.querySelector(".send") : field ?? document.querySelector("#composer .primary");
}

function isReceived(kind, { message }, memory) {
  if (kind !== "message" || message.chat !== state.parts.reporter) return false;
  if (message.mine) memory.sent = true;
  else if (memory.sent && NUMBER.test(message.text)) memory.number = NUMBER.exec(message.text)[0];
  return Boolean(memory.number);
}

/** The names of the buttons as they stand on the screen; a Chinese one is explained to who reads English. */
export function buttonNames() {
  const shown = [...document.querySelectorAll("#talk .inline-key")].map((key) => key.textContent);
  return Object.fromEntries(Object.entries(BUTTONS).map(([name, [chinese, english]]) => {
    if (shown.some((label) => isCalled(label, english))) return [name, english];
    return [name, currentLanguage() === "zh" ? chinese : `${chinese} (${english})`];
  }));
}

/** Whether a label is this name, alone or with a topic's number behind it. */
function isCalled(label, name) {
  return label === name || label.startsWith(`${name} `);
}

function isButton(name, label) {
  return BUTTONS[name].some((word) => isCalled(label, word));
}

/** The last button that is one of these, of a message about `about` if there is one. */
function buttonOf(names, about = "") {
  const rows = [...document.querySelectorAll("#talk .row")].filter((row) => row.textContent.includes(about)).reverse();
  for (const row of rows) {
    for (const name of names) {
      const found = [...row.querySelectorAll(".inline-key")].find((button) => isButton(name, button.textContent));
      if (found) return found;
    }
  }
  return null;
}

function reviewButton(memory) {
  return buttonOf(["take", "adopt"], memory.number);
}

function isAdopted(kind, { message }, memory) {
  if (kind === "pressed" && isButton("adopt", message.text)) memory.adopting = true;
  return kind === "edited" && Boolean(memory.adopting) && message.chat === state.parts.desk && message.text.includes(memory.number ?? "") && !has(message, "adopt");
}

function demandTarget() {
  return document.querySelector("#composer textarea")?.value ? document.querySelector(".send") : buttonOf(["post"]) ?? input();
}

function isPosted(kind, { message }, memory) {
  if (kind !== "message" || message.chat !== state.parts.work || !has(message, "book")) return false;
  memory.demand = message.id;
  return true;
}

function bookButton() {
  return buttonOf(["book"]);
}

function isBooked(kind, { message }, memory) {
  if (kind === "pressed" && isButton("book", message.text)) memory.booking = true;
  return kind === "edited" && Boolean(memory.booking) && message.chat === state.parts.work;
}

function clockButton() {
  return seen(".clock-dialog .month-on", ".clock-strip", ".talk-back");
}

function isMonthEnded(kind, data, memory) {
  if (kind === "winding") memory.wound = true;
  return kind === "clock" && Boolean(memory.wound);
}

function bulletinTarget() {
  return document.querySelector("#composer textarea")?.value ? document.querySelector(".send") : buttonOf(["preview"], "📰") ?? input();
}

/** The paper, or the first picture of it, has come. */
function isPrinted(kind, { message }, memory) {
  if (kind === "pressed" && isButton("preview", message.text)) memory.printing = true;
  return kind === "message" && Boolean(memory.printing) && message.chat === state.parts.desk && Boolean(message.file);
}

function glassTarget(memory) {
  if (memory.killed && !memory.wrote) return input();
  return isGlassOpen() ? seen("#bot-kill", "#bot-start") : seen("#glass-button", ".talk-glass");
}

function isRevived(kind, data, memory) {
  if (kind === "glass" && data.process === "dead") memory.killed = true;
  if (kind === "message" && memory.killed && data.message.mine) memory.wrote = true;
  if (kind !== "message" || !memory.wrote || data.message.mine || data.message.chat !== state.parts.reporter) return false;
  memory.last = NUMBER.exec(data.message.text)?.[0];
  return Boolean(memory.last);
}

function has(message, name) {
  return message.inline.flat().some((button) => isButton(name, button.text));
}
