// The drawer's upper part: whether the bot lives, killing and starting it, the faults, and what waits outside.

import { el, icon } from "./dom.js";
import { write } from "./server.js";
import { actions, notify } from "./state.js";
import { t } from "./words.js";

let drawn = "";

/** The server does not answer: whether the bot runs cannot be known, and nothing can be pressed. */
export function drawAway() {
  drawn = "";
  const state = document.getElementById("bot-state");
  if (!state) return;
  state.dataset.state = "unknown";
  state.lastElementChild.textContent = t("bot-unknown");
  for (const button of document.querySelectorAll("#glass-controls button")) button.disabled = true;
}

/** Draw what the server says of itself; `look` asks it again. */
export function drawControls(glass, look) {
  const root = document.getElementById("glass-controls");
  const { process, faults, waiting } = glass;
  if (process) notify("process", { state: process });
  const shape = `${t("glass")} ${JSON.stringify({ process, faults })}`;
  if (!root.firstChild || shape !== drawn) {
    drawn = shape;
    const focused = document.activeElement?.dataset.focus;
    root.replaceChildren(...[process && life(process, look), ...Object.entries(faults).map(([name, on]) => fault(name, on, look))].filter(Boolean),
      el("p", { class: "waiting" }, el("span", { text: t("waiting") }), el("strong", { id: "bot-waiting" })));
    if (focused) root.querySelector(`[data-focus="${focused}"]`)?.focus();
  }
  document.getElementById("bot-waiting").textContent = waiting;
}

function life(state, look) {
  const isDead = state === "dead";
  const run = (event) => {
    event.currentTarget.disabled = true;
    event.currentTarget.setAttribute("aria-busy", "true");
    actions.attempt(() => write("process", { do: isDead ? "start" : "kill" })).finally(() => {
      drawn = "";
      look();
    });
  };
  return el("div", { class: "life" },
    el("p", { id: "bot-state", class: "life-state", dataset: { state } }, el("span", { class: "lamp", "aria-hidden": "true" }), el("span", { text: t(`bot-${state}`) })),
    el("button", { type: "button", id: isDead ? "bot-start" : "bot-kill", class: isDead ? "primary" : "danger", disabled: state === "starting", dataset: { focus: "life" }, on: { click: run } },
      icon("power"), el("span", { text: t(isDead ? "startBot" : "killBot") })),
    el("p", { class: "life-hint", text: t(isDead ? "deadHint" : "killHint") }));
}

function fault(name, on, look) {
  const node = el("button", { type: "button", role: "switch", class: "fault", "aria-checked": String(on), dataset: { fault: name, focus: `fault ${name}` } },
    el("span", { class: "fault-words" }, el("strong", { text: t(`fault-${name}`) }), el("span", { text: t(`fault-${name}-hint`) })), el("span", { class: "knob", "aria-hidden": "true" }));
  node.addEventListener("click", () => actions.attempt(() => write("fault", { name, on: !on })).then(look));
  return node;
}
