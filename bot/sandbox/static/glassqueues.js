// The drawer's view of one of the bot's two tables, what came in or what goes out: counted by state, and the newest rows.

import { el } from "./dom.js";
import { secondsTime } from "./time.js";
import { has, t } from "./words.js";

let drawn = "";

/** Draw a queue, unless nothing has changed; undefined where the application shows none. */
export function drawQueue(queue) {
  const panel = document.getElementById("glass-panel");
  const shape = JSON.stringify(queue ?? null) + t("glass");
  if (shape === drawn && panel.querySelector(".queue")) return;
  drawn = shape;
  const open = new Set([...panel.querySelectorAll("details[open]")].map((node) => node.dataset.row));
  panel.replaceChildren(queue ? section(queue, open) : el("p", { class: "empty", text: t("noQueues") }));
}

function section(queue, open) {
  const counts = Object.entries(queue.counts);
  return el("section", { class: "queue", dataset: { queue: queue.key }, "aria-label": t(`queue-${queue.key}`) },
    el("h3", { class: "group-name", text: t(`queue-${queue.key}`) }), el("p", { class: "queue-hint", text: t(`queue-${queue.key}-hint`) }),
    el("ul", { class: "counts" }, counts.map(([state, count]) => el("li", { class: `state state-${kind(state)}` }, el("span", { text: word(queue, state) }), el("strong", { class: "count", dataset: { state }, text: count })))),
    queue.rows.length ? queue.rows.map((row) => line(queue, row, open)) : el("p", { class: "empty", text: t("noRows") }));
}

function line(queue, row, open) {
  const id = `${queue.key} ${row.number}`;
  return el("details", { class: "queue-row", dataset: { row: id, state: row.state }, open: open.has(id) },
    el("summary", {}, el("span", { class: "call-top" }, el("span", { class: "row-number", text: `#${row.number}` }), el("strong", { text: row.what }), el("time", { text: secondsTime(row.at) }),
      el("span", { class: `state state-${kind(row.state)}`, text: word(queue, row.state) })),
    row.whom || row.error ? el("span", { class: "call-words", text: [row.whom, row.attempts > 1 || row.error ? t("attempts", { n: row.attempts }) : "", row.error].filter(Boolean).join(" · ") }) : null),
    row.payload ? el("pre", { tabindex: "0", text: row.payload }) : null);
}

function word(queue, state) {
  const key = `${queue.key}-${state}`;
  return has(key) ? t(key) : state;
}

/** How a state is coloured: done, under way, or in trouble. */
function kind(state) {
  if (["sent", "handled", "dropped"].includes(state)) return "done";
  return ["dead", "aside", "held"].includes(state) ? "bad" : "open";
}
