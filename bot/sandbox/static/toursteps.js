// The six steps of the guided tour: who acts where, what is highlighted, and how one sees that a step is done; no drawing.

import { isGlassOpen } from "./glass.js";
import { state } from "./state.js";

const NUMBER = /\d{4}-\d{4,}/;

/**
 * A step: `who` of the parts acts in the place `chat` (null: wherever). `target()` is where to act now.
 * `done(kind, data, memory)` sees every event; what it keeps in `memory` is for this and later steps.
 */
export const STEPS = [
  { key: "submit", who: "reporter", chat: "private", sample: "sampleItem", target: input, done: isReceived },
  { key: "review", who: "editor", chat: "desk", target: reviewButton, done: isAdopted },
  { key: "demand", who: "editor", chat: "desk", sample: "sampleDemand", target: demandTarget, done: isPosted },
  { key: "book", who: "booker", chat: "work", target: bookButton, done: isBooked },
  { key: "month", who: "booker", chat: "work", target: clockButton, done: isMonthEnded },
  { key: "glass", who: "reporter", chat: "private", sample: "sampleMy", target: glassTarget, done: isRevived },
];

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

/** The last button with one of these words on it, of a message about `about` if there is one. */
function buttonWith(words, about = "") {
  const rows = [...document.querySelectorAll("#talk .row")].filter((row) => row.textContent.includes(about)).reverse();
  for (const row of rows) {
    for (const word of words) {
      const found = [...row.querySelectorAll(".inline-key")].find((button) => button.textContent.includes(word));
      if (found) return found;
    }
  }
  return null;
}

function reviewButton(memory) {
  return buttonWith(["签收", "采用"], memory.number);
}

function isAdopted(kind, { message }, memory) {
  if (kind === "pressed" && message.text.includes("采用")) memory.adopting = true;
  return kind === "edited" && Boolean(memory.adopting) && message.chat === state.parts.desk && message.text.includes(memory.number ?? "") && !labels(message).some((label) => label.includes("采用") && !label.includes("不"));
}

function demandTarget() {
  return document.querySelector("#composer textarea")?.value ? document.querySelector(".send") : buttonWith(["发布"]) ?? input();
}

function isPosted(kind, { message }, memory) {
  if (kind !== "message" || message.chat !== state.parts.work || !labels(message).some((label) => label.includes("预约"))) return false;
  memory.demand = message.id;
  return true;
}

function bookButton() {
  return buttonWith(["预约"]);
}

function isBooked(kind, { message }, memory) {
  if (kind === "pressed" && message.text.includes("预约")) memory.booking = true;
  return kind === "edited" && Boolean(memory.booking) && message.chat === state.parts.work;
}

function clockButton() {
  return seen(".clock-dialog .month-on", ".clock-strip", ".talk-back");
}

function isMonthEnded(kind, data, memory) {
  if (kind === "winding") memory.wound = true;
  return kind === "clock" && Boolean(memory.wound);
}

function glassTarget(memory) {
  if (memory.killed && !memory.wrote) return input();
  return isGlassOpen() ? seen("#bot-kill", "#bot-start") : seen("#glass-button", ".talk-glass");
}

function isRevived(kind, data, memory) {
  if (kind === "glass" && data.process === "dead") memory.killed = true;
  if (kind === "message" && memory.killed && data.message.mine) memory.wrote = true;
  return kind === "message" && Boolean(memory.wrote) && !data.message.mine && data.message.from.bot;
}

function labels(message) {
  return message.inline.flat().map((button) => button.text);
}
