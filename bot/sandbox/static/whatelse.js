// What there is beside the tour: each of the office's mechanisms in a sentence, with a button that leads to where it plays.

import { putText } from "./composer.js";
import { el } from "./dom.js";
import { dialog } from "./overlays.js";
import { actions, state } from "./state.js";
import { t } from "./words.js";

// Who looks where, and what they may send there; a partner’s group needs no command. No part is called as a group is.
const PLACES = [
  { key: "today", who: "editor", chat: "private", command: "/today" },
  { key: "documents", who: "reporter", chat: "private", command: "/docs" },
  { key: "meetings", who: "editor", chat: "private", command: "/meetings" },
  { key: "consultation", who: "editor", chat: "desk", command: "/consult" },
  { key: "keypoints", who: "reporter", chat: "private", command: "/keypoints" },
  { key: "supervision", who: "leader", chat: "private", command: "/tasks" },
  { key: "training", who: "reporter", chat: "private", command: "/rotation" },
  { key: "sharing", who: "press", chat: "partner", command: "" },
  { key: "sources", who: "editor", chat: "desk", command: "/feeds" },
  { key: "guidance", who: "reporter", chat: "private", command: "/guide" },
  { key: "quiet", who: "reporter", chat: "private", command: "/notify" },
];

/** The list; whoever chooses is led to the chat, with the command in the input. */
export async function showWhatElse() {
  const place = await dialog(t("whatElse"), (close) => [
    el("p", { class: "dialog-text", text: t("whatElseText") }),
    el("ul", { class: "else-list" }, PLACES.filter(({ who }) => state.parts[who]).map((one) => entry(one, close))),
  ], "else");
  if (!place) return;
  const chat = place.chat === "private" ? state.parts[place.who] : state.parts[place.chat];
  if (state.me === state.parts[place.who]) await actions.open(chat);
  else await actions.actAs(state.parts[place.who], chat);
  await actions.openEnd();
  if (place.command) putText(place.command);
}

function entry(one, close) {
  const name = state.people.find((person) => person.id === state.parts[one.who])?.name ?? "";
  return el("li", {}, el("button", { type: "button", class: "else-entry", on: { click: () => close(one) } },
    el("b", { text: t(`else-${one.key}`) }),
    el("span", { text: t(`else-${one.key}-text`) }),
    el("span", { class: "else-way", text: one.command ? t("elseGo", { name, command: one.command }) : t("elseLook", { name }) })));
}

Object.assign(actions, { showWhatElse });
