// The guided tour: a card that says what to do, leads there, lights up where to act, and notices when it is done.

import { announce } from "./announce.js";
import { putText } from "./composer.js";
import { el, icon, iconButton, keepFocus } from "./dom.js";
import { isGlassOpen } from "./glass.js";
import { actions, state, watch } from "./state.js";
import { buttonNames, chatOf, EPILOGUE, isInPlace, STEPS } from "./toursteps.js";
import { t } from "./words.js";

const KEPT = "sandbox-tour"; // "done" in localStorage; where one stands, per window, in sessionStorage
let place = 0; // 0 offers the tour, 1 to 6 are its steps, 7 ends it, 8 is what may follow
let isDone = false;
let memory = {};
let timer = 0;

const root = () => document.getElementById("tour");
const END = STEPS.length + 1;
const step = () => (place > END ? EPILOGUE : STEPS[place - 1]); // none at the offer and the end

/** Offer the tour to a newcomer, or take it up where a reload broke it off. */
export function offerTour() {
  if (!Object.keys(state.parts).length) return;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept) {
    ({ place, isDone, memory } = kept);
    show();
  } else if (localStorage.getItem(KEPT) !== "done") show();
}

/** Begin at the first step. */
export function startTour() {
  memory = {};
  go(1);
  root().querySelector("h2").focus();
}

/** Draw the card anew. */
export function drawTour() {
  if (root().hidden) return;
  root().setAttribute("aria-label", t("tour"));
  Object.assign(root().dataset, { step: place, done: isDone });
  keepFocus(root(), () => root().replaceChildren(...(place === 0 ? offer() : place === END ? farewell() : card())));
}

function offer() {
  return [title(t("tourOffer")), el("p", { text: t("tourOfferText") }), el("div", { class: "tour-foot" },
    el("button", { type: "button", class: "quiet tour-skip", text: t("tourNo"), on: { click: leave } }),
    el("button", { type: "button", class: "primary tour-next", text: t("tourYes"), on: { click: startTour } }))];
}

function farewell() {
  return [title(t("tourEnd")), el("p", { text: t("tourEndText") }), el("div", { class: "tour-foot" },
    el("button", { type: "button", class: "quiet tour-again", text: t("tourAgain"), on: { click: startTour } }),
    el("button", { type: "button", class: "quiet tour-else", text: t("whatElse"), on: { click: actions.showWhatElse } }),
    el("button", { type: "button", class: "quiet tour-more", text: t("tourMore"), on: { click: () => go(END + 1) } }),
    el("button", { type: "button", class: "primary tour-skip", text: t("tourClose"), on: { click: leave } }))];
}

function card() {
  const { key, sample, trace } = step();
  const here = isInPlace(step(), memory);
  return [
    el("div", { class: "tour-top" }, el("span", { class: "tour-count", text: place > END ? t("tourMore") : t("tourCount", { n: place, of: STEPS.length }) }),
      el("span", { class: "tour-bar", "aria-hidden": "true" }, STEPS.map((_, index) => el("i", { class: index < place - 1 || (index === place - 1 && isDone) ? "past" : index === place - 1 ? "present" : "" }))),
      iconButton("close", t("tourSkip"), leave, "tour-skip")),
    title(t(`tour-${key}`)),
    isDone ? el("p", { class: "tour-done" }, icon("check"), el("span", { text: words("done") })) : el("p", { text: words("text") }),
    el("div", { class: "tour-foot" },
      place > 1 ? el("button", { type: "button", class: "quiet tour-back", text: t("back"), on: { click: () => go(place - 1) } }) : null,
      !isDone && !here ? el("button", { type: "button", class: "primary tour-go", text: t("tourGo", { name: actor() }), on: { click: lead } }) : null,
      isDone && trace ? el("button", { type: "button", class: "quiet tour-trace", text: t("tourTrace"), on: { click: traceBack } }) : null,
      !isDone && here && sample ? el("button", { type: "button", class: "primary tour-fill", text: t("tourFill"), on: { click: fill } }) : null,
      el("button", { type: "button", class: `${isDone ? "primary" : "quiet"} tour-next`, text: t(isDone ? "next" : "tourPass"), on: { click: () => go(place > END ? END : place + 1) } })),
  ];
}

function actor() {
  return state.people.find((one) => one.id === state.parts[step().who])?.name ?? "";
}

/** The step's "text", what to do; or its "done", what has happened. */
function words(part) {
  return t(`tour-${step().key}-${part}`, { name: actor(), number: memory.last ?? memory.number, ...buttonNames() });
}

function title(text) {
  return el("h2", { tabindex: "-1", text });
}

async function lead() {
  uncover();
  const { who } = step();
  if (state.me === state.parts[who]) await actions.open(chatOf(step()));
  else await actions.actAs(state.parts[who], chatOf(step()));
  await actions.openEnd(); // what the step is about is what came last
  light();
}

/** On a phone the drawer lies over the conversation; who is to write there must see it. */
function uncover() {
  if (isGlassOpen() && matchMedia("(max-width: 759px)").matches) actions.toggleGlass();
}

function fill() {
  uncover();
  const now = new Date();
  // Told apart from the last time the tour was taken: the desk notices an item that it has already.
  const n = 10 + ((now.getHours() * 60 + now.getMinutes()) * 7 + now.getSeconds()) % 80;
  putText(t(step().sample, { n, m: n * 13, k: n * 4 + 1 }));
  light();
}

/** Put the question into the input that leads from an item's points back to its text. */
async function traceBack() {
  await lead();
  putText(t(step().trace, { number: memory.number }));
}

function go(to) {
  place = to;
  isDone = false;
  const { number, demand } = memory;
  memory = { number, demand };
  show();
}

function show() {
  root().hidden = false;
  keep();
  drawTour();
  clearInterval(timer);
  timer = setInterval(light, 500);
  light();
}

/** End the tour; it can be started again from the menu. */
export function leave() {
  localStorage.setItem(KEPT, "done");
  sessionStorage.removeItem(KEPT);
  root().hidden = true;
  clearInterval(timer);
  mark(null);
  place = 0;
}

function keep() {
  if (place === 0) return;
  const now = JSON.stringify({ place, isDone, memory });
  if (now !== sessionStorage.getItem(KEPT)) sessionStorage.setItem(KEPT, now); // writing is dear, and most events change nothing
}

/** Light up where to act; what is lit changes while people write, press and switch. */
function light() {
  const inStep = step() && !isDone;
  mark(inStep && isInPlace(step(), memory) ? step().target(memory) : inStep ? root().querySelector(".tour-go") : null);
}

function mark(target) {
  const lit = document.querySelector(".tour-target");
  if (lit === target) return;
  lit?.classList.remove("tour-target");
  target?.classList.add("tour-target");
}

watch((kind, data) => {
  if (!step() || root().hidden) return;
  if (kind === "open") drawTour();
  if (isDone || !step().done(kind, data, memory)) {
    if (kind !== "open") light();
    keep();
    return;
  }
  isDone = true;
  keep();
  drawTour();
  light();
  announce(words("done"));
});

Object.assign(actions, { startTour });
