// The drawer's list of Bot API calls, newest first: method, parameters, answer and time, the long ones folded.

import { el } from "./dom.js";
import { read } from "./server.js";
import { state } from "./state.js";
import { secondsTime } from "./time.js";
import { t } from "./words.js";

const SHOWN = 120;
let last = 0; // number of the newest call that is drawn
let withPolls = false;

/** The next drawing starts anew. */
export function forgetCalls() {
  last = 0;
}

/** Put the calls since the last drawing on top. */
export async function drawCalls() {
  const panel = document.getElementById("glass-panel");
  const { calls } = await read("log", { after: last, limit: SHOWN });
  if (!panel.querySelector(".calls")) panel.replaceChildren(filter(), el("div", { class: "calls" }));
  last = calls[0]?.number ?? last;
  const list = panel.querySelector(".calls");
  const shown = calls.filter((call) => withPolls || !isIdlePoll(call));
  list.querySelector(".empty")?.remove();
  list.prepend(...shown.map(entry));
  while (list.childElementCount > SHOWN) list.lastElementChild.remove();
  if (!list.childElementCount) list.append(el("p", { class: "empty", text: t("noCalls") }));
}

function filter() {
  const box = el("input", { type: "checkbox", checked: withPolls, on: { change: () => {
    withPolls = box.checked;
    forgetCalls();
    document.querySelector(".calls").replaceChildren();
    drawCalls();
  } } });
  return el("label", { class: "check calls-filter" }, box, el("span", { text: t("withPolls") }));
}

/** The bot asks for news all the time; that it got none is no news. */
function isIdlePoll(call) {
  return call.method === "getUpdates" && !call.error && !call.fault && !(call.result ?? []).length;
}

function entry(call) {
  const bad = call.error || call.fault;
  const fault = call.fault ? t(call.fault.startsWith("4") ? "fault429" : "faultCut") : call.error;
  const words = [brief(call), fault].filter(Boolean).join(" · ");
  return el("details", { class: `call ${bad ? "is-bad" : ""}`, dataset: { method: call.method } },
    el("summary", {}, el("span", { class: "call-top" }, el("strong", { text: call.method }), el("time", { text: secondsTime(call.at) }), el("span", { class: "call-cost", text: `${Math.round(call.seconds * 1000)} ms` })),
      words ? el("span", { class: "call-words", text: words }) : null),
    el("h4", { text: t("parameters") }), el("pre", { tabindex: "0", text: pretty(call.params) }),
    el("h4", { text: t("answer") }), el("pre", { tabindex: "0", text: bad ? call.error || t("noReply") : pretty(call.result) }));
}

/** To whom, and the beginning of what. */
function brief({ method, params, result }) {
  if (method === "getUpdates") return result ? t("updates", { n: result.length }) : "";
  const id = String(params.chat_id ?? "");
  const to = state.groups.find((one) => String(one.id) === id)?.title ?? state.people.find((one) => String(one.id) === id)?.name ?? id;
  const text = String(params.text ?? params.caption ?? "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim().slice(0, 90);
  return [to, text].filter(Boolean).join(" · ");
}

function pretty(value) {
  return JSON.stringify(value, (_, inner) => (typeof inner === "string" && /^[[{]/.test(inner) ? unfolded(inner) : inner), 2) ?? "";
}

function unfolded(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
