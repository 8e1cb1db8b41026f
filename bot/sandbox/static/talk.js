// The open conversation's frame: its head with topics and the pinned message; the messages are in roll.js.

import { composer, drawComposer } from "./composer.js";
import { avatar, el, icon, iconButton, keepFocus } from "./dom.js";
import { drawRows, leaveRoll, roll } from "./roll.js";
import { actions, openChat, state } from "./state.js";
import { t } from "./words.js";

let typingTimer = 0;

/** Draw the conversation of the open chat from nothing, at `place` (see `drawRows`). */
export function drawTalk(place = "end") {
  const root = document.getElementById("talk");
  root.setAttribute("aria-label", t("talk"));
  if (!openChat()) {
    root.replaceChildren(el("div", { class: "nothing" }, el("img", { src: "/static/icon.svg", alt: "", width: 72, height: 72 }), el("p", { text: t("pickChat") })));
    leaveRoll();
    return;
  }
  root.replaceChildren(el("div", { id: "talk-head" }), roll(), composer());
  drawHead();
  drawComposer();
  drawRows(place);
}

/** Draw the line above the conversation anew. */
export function drawHead() {
  const chat = openChat();
  const place = document.getElementById("talk-head");
  if (!chat || !place) return;
  const isPrivate = chat.type === "private";
  const picture = isPrivate ? { ...state.bot, bot: true } : { id: chat.id, title: chat.title };
  const pinned = chat.pinned[0];
  const parts = [
    el("header", { class: "bar" },
      iconButton("back", t("back"), () => actions.open(null), "talk-back only-phone"),
      avatar(picture, "small"),
      el("div", { class: "talk-words" }, el("h1", { class: "bar-title", text: chat.title }),
        el("p", { id: "talk-note", class: "talk-note", text: isPrivate ? t("botPrivate") : t("members", { n: chat.members }) })),
      iconButton("glass", t("glass"), actions.toggleGlass, "talk-glass"),
      iconButton(isPrivate ? "more" : "info", isPrivate ? t("chatMenu") : t("groupInfo"), (event) => actions.chatMenu(event.currentTarget))),
    chat.forum ? topicTabs(chat) : null,
    pinned ? el("button", { type: "button", class: "pinned", on: { click: () => actions.jumpTo(pinned.id) } }, icon("pin"), el("span", { class: "pinned-text", text: `${t("pinned")} · ${pinned.text || pinned.file?.name || ""}` })) : null,
  ];
  keepFocus(place, () => place.replaceChildren(...parts.filter(Boolean)));
}

function topicTabs(chat) {
  const tabs = [[null, t("all")], [0, t("general")], ...chat.topics.map((topic) => [topic.id, topic.name])];
  return el("div", { class: "topics", role: "group", "aria-label": t("topics") }, tabs.map(([id, name]) => el("button", {
    type: "button", class: "topic", "aria-pressed": String(state.topic === id), text: name, on: { click: () => actions.openTopic(id) } })));
}

/** Show for a moment that the bot is busy. */
export function showTyping() {
  const note = document.getElementById("talk-note");
  if (!note) return;
  clearTimeout(typingTimer);
  note.classList.add("typing");
  note.replaceChildren(t("typing"), el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
  typingTimer = setTimeout(drawHead, 5000); // Telegram forgets an action after five seconds, too
}

export function stopTyping() {
  clearTimeout(typingTimer);
  drawHead();
}
