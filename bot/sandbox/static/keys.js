// Shortcuts that work everywhere on the page, and the list of them; those inside a part are the part's.

import { sortedChats } from "./chats.js";
import { openClock } from "./clock.js";
import { el } from "./dom.js";
import { dialog } from "./overlays.js";
import { actions, state } from "./state.js";
import { t } from "./words.js";

const HELP = [
  ["Alt + ↑ ↓", "keyChats"], ["Alt + P", "keyPeople"], ["Alt + T", "keyClock"], ["Alt + G", "keyGlass"], ["/", "keyCommand"],
  ["↑ ↓  Home End", "keyMessages"], ["Enter", "keyMenu"], ["Enter  Shift + Enter", "keySend"], ["↑", "keyEdit"], ["Esc", "keyEscape"], ["?", "keyHelp"],
];

/** Start listening. */
export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const run = event.altKey && !event.ctrlKey && !event.metaKey ? withAlt(event) : alone(event);
    if (!run) return;
    event.preventDefault();
    run();
  });
}

function withAlt(event) {
  switch (event.code) { // not `key`: Alt and a letter type something on some keyboards
    case "ArrowDown": return () => neighbour(1);
    case "ArrowUp": return () => neighbour(-1);
    case "KeyP": return () => actions.showPeople(true);
    case "KeyT": return openClock;
    case "KeyG": return actions.toggleGlass;
    default: return null;
  }
}

function alone(event) {
  if (event.key === "Escape") return () => actions.escape();
  if (event.ctrlKey || event.metaKey || event.target.matches("input, textarea")) return null;
  const field = document.querySelector("#composer textarea");
  if (event.key === "/" && field) return () => actions.beginCommand();
  return event.key === "?" ? showShortcuts : null;
}

function neighbour(step) {
  const ids = sortedChats().map((chat) => chat.id);
  if (ids.length) actions.open(ids.at((ids.indexOf(state.chat) + step) % ids.length)).then(() => document.querySelector("#composer textarea")?.focus());
}

/** The list of shortcuts. */
export function showShortcuts() {
  return dialog(t("shortcuts"), () => el("dl", { class: "shortcuts" }, HELP.map(([keys, word]) => [el("dt", {}, keys.split(/\s{2,}/).map((one) => el("kbd", { text: one }))), el("dd", { text: t(word) })])));
}
