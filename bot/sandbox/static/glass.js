// Behind the glass: the drawer with the bot's life and the faults, the calls of the Bot API, and the rows of both queues.

import { announce } from "./announce.js";
import { drawCalls, forgetCalls } from "./glasscalls.js";
import { drawQueue } from "./glassqueues.js";
import { drawAway, drawControls } from "./glasscontrols.js";
import { el, iconButton, keepFocus } from "./dom.js";
import { read, Unreachable } from "./server.js";
import { actions, notify, watch } from "./state.js";
import { t } from "./words.js";

const LOOK_EVERY = 1000;
const TABS = ["calls", "inbox", "outbox"];
let tab = "calls";
let timer = 0;
let isLooking = false;

const root = () => document.getElementById("glass");

/** Open the drawer, or close it. */
export function toggleGlass() {
  const open = root().hidden;
  root().hidden = !open;
  document.getElementById("app").classList.toggle("glass-open", open);
  document.getElementById("glass-button")?.setAttribute("aria-expanded", String(open));
  clearInterval(timer);
  if (open) {
    drawGlass();
    timer = setInterval(look, LOOK_EVERY);
    root().querySelector("h2").focus();
    notify("glass-opened");
  } else [...document.querySelectorAll("#glass-button, .talk-glass")].find((node) => node.getClientRects().length)?.focus();
}

export function isGlassOpen() {
  return !root().hidden;
}

/** Draw the drawer anew, in the page's language. */
export function drawGlass() {
  if (root().hidden) return;
  root().setAttribute("aria-label", t("glass"));
  keepFocus(root(), () => root().replaceChildren(
    el("header", { class: "bar" }, el("h2", { class: "bar-title", tabindex: "-1", text: t("glass") }), iconButton("close", t("closeIt"), toggleGlass)),
    el("div", { class: "glass-body", tabindex: "0", role: "region", "aria-label": t("glass") },
      el("div", { id: "glass-controls" }),
      el("div", { class: "tabs", role: "tablist", "aria-label": t("glass") }, TABS.map((name) => el("button", { type: "button", role: "tab", id: `tab-${name}`, class: "tab",
        "aria-selected": String(name === tab), "aria-controls": "glass-panel", tabindex: name === tab ? "0" : "-1", dataset: { tab: name, focus: `tab ${name}` }, text: t(`tab-${name}`), on: { click: () => choose(name), keydown: onTabKey } }))),
      el("div", { id: "glass-panel", role: "tabpanel", "aria-labelledby": `tab-${tab}` }))));
  forgetCalls();
  look();
}

function choose(name) {
  tab = name;
  drawGlass();
}

function onTabKey(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  choose(TABS.at((TABS.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1)) % TABS.length));
  document.getElementById(`tab-${tab}`).focus();
}

async function look() {
  if (isLooking || root().hidden || document.hidden) return;
  isLooking = true;
  try {
    const glass = await read("glass");
    drawControls(glass, look);
    if (tab === "calls") await drawCalls();
    else drawQueue(glass.queues.find((queue) => queue.key === tab));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    drawAway(); // the next look may find the server again
  } finally {
    isLooking = false;
  }
}

watch((kind, data) => {
  if (kind !== "glass") return;
  if (data.process) announce(t(`bot-${data.process}`));
  look();
});

Object.assign(actions, { toggleGlass });
