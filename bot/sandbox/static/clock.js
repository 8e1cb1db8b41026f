// The clock control of the demo: what time it is there, what will be posted next, and jumping to it.

import { el, icon } from "./dom.js";
import { dialog, toast } from "./overlays.js";
import { actions, state } from "./state.js";
import { read, write } from "./server.js";
import { fullTime, now, setNow } from "./time.js";
import { t } from "./words.js";

/** Ask the server for the time. */
export async function syncClock() {
  setNow((await read("clock")).now);
  drawClock();
}

/** Draw the strip with date and time; nothing where the clock cannot be moved. */
export function drawClock() {
  const place = document.getElementById("clock-strip");
  if (!place) return;
  if (!state.movable) return place.replaceChildren();
  return place.replaceChildren(el("button", { type: "button", class: "clock-strip", "aria-label": `${t("clock")}: ${fullTime(now())}`, on: { click: openClock } },
    icon("clock"), el("time", { text: fullTime(now()) }), el("span", { class: "clock-more", text: t("clock") })));
}

async function openClock() {
  const clock = await read("clock");
  setNow(clock.now);
  await dialog(t("clock"), (close) => [
    el("p", { class: "clock-now", text: fullTime(clock.now) }),
    el("h3", { class: "group-name", text: t("nextPosts") }),
    clock.upcoming.length ? el("ul", { class: "posts" }, clock.upcoming.map((post) => entry(post, close))) : el("p", { class: "dialog-text", text: t("nothingNext") }),
    el("footer", { class: "dialog-foot" }, el("button", { type: "button", class: "primary", text: t("day"), on: { click: () => jump({ days: 1 }, close) } })),
  ], "clock-dialog");
}

function entry(post, close) {
  return el("li", { class: "post" },
    el("span", { class: "post-words" }, el("strong", { text: post.label }), el("time", { text: fullTime(post.at) })),
    el("button", { type: "button", class: "quiet", text: t("jump"), "aria-label": `${t("jump")}: ${post.label}`, on: { click: () => jump({ to: post.at }, close) } }));
}

async function jump(target, close) {
  close(true);
  await actions.attempt(async () => {
    const clock = await write("clock", target);
    setNow(clock.now);
    toast(t("moved", { time: fullTime(clock.now) }));
    drawClock();
  });
}
