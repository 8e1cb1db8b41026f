// The open conversation: its head, topics, the window of messages and how it scrolls; bubbles are in bubbles.js.

import { keyOf, row } from "./bubbles.js";
import { composer, drawComposer } from "./composer.js";
import { avatar, el, icon, iconButton } from "./dom.js";
import { actions, openChat, state } from "./state.js";
import { dayName, isSameDay } from "./time.js";
import { t } from "./words.js";

const KEPT = 100; // more than this is taken out again when new messages come while one reads the end
let scroller = null;
let inner = null;
let typingTimer = 0;

/** Draw the conversation of the open chat from nothing. */
export function drawTalk() {
  const root = document.getElementById("talk");
  const chat = openChat();
  if (!chat) {
    root.replaceChildren(el("div", { class: "nothing" }, el("img", { src: "/static/icon.svg", alt: "", width: 72, height: 72 }), el("p", { text: t("pickChat") })));
    scroller = null;
    return;
  }
  inner = el("div", { class: "messages", role: "log", "aria-label": t("messages") });
  scroller = el("div", { class: "scroller", tabindex: "0" }, inner);
  scroller.addEventListener("scroll", onScroll);
  const toEnd = iconButton("down", t("newBelow"), () => scrollToEnd(true), "to-end");
  root.replaceChildren(el("div", { id: "talk-head" }), el("div", { class: "scroll-frame" }, scroller, toEnd), composer());
  drawHead();
  fillMessages();
  drawComposer();
  scrollToEnd(false);
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
      iconButton("back", t("back"), () => actions.open(null), "only-phone"),
      avatar(picture, "small"),
      el("div", { class: "talk-words" }, el("h1", { class: "bar-title", text: chat.title }),
        el("p", { id: "talk-note", class: "talk-note", text: isPrivate ? t("botPrivate") : t("members", { n: chat.members }) })),
      iconButton(isPrivate ? "more" : "info", isPrivate ? t("more") : t("groupInfo"), (event) => actions.chatMenu(event.currentTarget))),
    chat.forum ? topicTabs(chat) : null,
    pinned ? el("button", { type: "button", class: "pinned", on: { click: () => actions.jumpTo(pinned.id) } }, icon("pin"), el("span", { class: "pinned-text", text: `${t("pinned")} · ${pinned.text || pinned.file?.name || ""}` })) : null,
  ];
  place.replaceChildren(...parts.filter(Boolean));
}

function topicTabs(chat) {
  const tabs = [[null, t("all")], [0, t("general")], ...chat.topics.map((topic) => [topic.id, topic.name])];
  return el("div", { class: "topics", role: "tablist" }, tabs.map(([id, name]) => el("button", {
    type: "button", role: "tab", class: "topic", "aria-selected": String(state.topic === id), text: name, on: { click: () => actions.openTopic(id) } })));
}

/** Draw all loaded messages anew, keeping the place where no other is asked for. */
export function fillMessages() {
  if (!inner) return;
  const rows = grouped(state.messages).map(row);
  inner.replaceChildren(...(rows.length ? rows : [el("p", { class: "empty", text: t("noMessages") })]));
  decorate();
}

/** Put in a message that is new or has changed. */
export function showMessage(message) {
  if (!inner) return;
  const atEnd = isAtEnd();
  const key = keyOf(message);
  const members = state.messages.filter((other) => keyOf(other) === key);
  const old = inner.querySelector(`[data-key="${key}"]`);
  const fresh = row(members);
  if (old) {
    const focus = [...old.querySelectorAll("button")].indexOf(document.activeElement);
    old.replaceWith(fresh);
    if (focus >= 0) [...fresh.querySelectorAll("button")].at(focus)?.focus({ preventScroll: true });
  } else {
    inner.querySelector(".empty")?.remove();
    fresh.classList.add("fresh");
    inner.append(fresh);
  }
  if (atEnd) trim();
  decorate();
  if (atEnd || (message.mine && !old)) scrollToEnd(false);
}

/** Take a deleted message out. */
export function hideMessage(message) {
  const key = keyOf(message);
  const rest = state.messages.filter((other) => keyOf(other) === key);
  const node = inner?.querySelector(`[data-key="${key}"]`);
  if (!node) return;
  if (rest.length) node.replaceWith(row(rest));
  else node.remove();
  decorate();
}

/** Show for a moment that the bot is busy. */
export function showTyping() {
  const note = document.getElementById("talk-note");
  if (!note) return;
  clearTimeout(typingTimer);
  note.textContent = t("typing");
  typingTimer = setTimeout(drawHead, 3000);
}

export function stopTyping() {
  clearTimeout(typingTimer);
  drawHead();
}

/** Scroll to a message if it is loaded, and mark it for a moment; whether it was. */
export function flash(id) {
  const message = state.messages.find((one) => one.id === id);
  const node = message && inner?.querySelector(`[data-key="${keyOf(message)}"]`);
  if (!node) return false;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), 1600);
  return true;
}

export function isAtEnd() {
  return !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
}

export function scrollToEnd(smooth) {
  scroller?.scrollTo({ top: scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
}

/** Run `change`, which puts older rows above, without moving what is being read. */
export function keepPlace(change) {
  const before = scroller.scrollHeight - scroller.scrollTop;
  change();
  scroller.scrollTop = scroller.scrollHeight - before;
}

function onScroll() {
  document.querySelector(".to-end")?.classList.toggle("shown", !isAtEnd());
  if (scroller.scrollTop < 200 && state.more) actions.loadEarlier();
}

function trim() {
  if (state.messages.length <= KEPT * 1.5) return;
  state.messages.splice(0, state.messages.length - KEPT);
  state.more = true;
  fillMessages();
}

function grouped(messages) {
  const groups = new Map();
  for (const message of messages) groups.set(keyOf(message), [...(groups.get(keyOf(message)) ?? []), message]);
  return [...groups.values()];
}

/** Mark where a day, and where one person's run of messages begins and ends. */
function decorate() {
  for (const mark of inner.querySelectorAll(".day")) mark.remove();
  let before = null;
  for (const node of [...inner.children]) {
    const date = Number(node.dataset.date ?? 0) * 1000;
    const newDay = date && (!before?.date || !isSameDay(before.date, date));
    if (newDay) node.before(el("div", { class: "day" }, el("span", { text: dayName(date) })));
    const sender = node.dataset.sender ?? null;
    const follows = before && !newDay && sender !== null && before.sender === sender && date - before.date < 600000;
    node.classList.toggle("follows", Boolean(follows));
    before?.node.classList.toggle("last", !follows);
    before = { node, sender, date: date || before?.date };
  }
  before?.node.classList.add("last");
}
