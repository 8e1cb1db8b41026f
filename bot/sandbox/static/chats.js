// The list of one person's chats, with the last line, the time and the unread count.

import { serviceText } from "./bubbles.js";
import { avatar, el, icon, iconButton, keepFocus } from "./dom.js";
import { popup } from "./overlays.js";
import { roleOf } from "./people.js";
import { actions, me, state } from "./state.js";
import { shortTime } from "./time.js";
import { t } from "./words.js";

const entries = new Map(); // chat id -> its button: changed, never replaced, so that a press in progress still hits it
let drawnHead = "";

/** Draw the list anew. */
export function drawChats() {
  const root = document.getElementById("chats");
  if (!root.firstElementChild) root.append(el("div", { id: "chats-head" }), el("div", { id: "clock-strip" }), el("ul", { class: "chat-list" }));
  root.setAttribute("aria-label", t("chats"));
  drawHead(root.firstElementChild);
  const list = root.lastElementChild;
  const items = sortedChats().map(item);
  // Appending what stands there already would move the focus away and end a press.
  if (items.length !== list.children.length || items.some((node, index) => node !== list.children[index])) {
    const scrolled = list.scrollTop;
    keepFocus(list, () => list.replaceChildren(...items));
    list.scrollTop = scrolled;
  }
  actions.drawClock();
}

function drawHead(place) {
  const person = me();
  const drawn = JSON.stringify([person && { ...person, unread: 0 }, t("language"), openGlass()]);
  if (drawn === drawnHead) return;
  drawnHead = drawn;
  keepFocus(place, () => place.replaceChildren(...(person ? [head(person)] : [])));
}

function openGlass() {
  return document.getElementById("app").classList.contains("glass-open");
}

function item(chat) {
  const node = entries.get(chat.id) ?? el("li", {}, el("button", { type: "button", class: "chat", dataset: { chat: chat.id, focus: `chat ${chat.id}` }, on: { click: () => actions.open(chat.id) } }));
  entries.set(chat.id, node);
  const button = node.firstElementChild;
  if (chat.id === state.chat) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  button.replaceChildren(...entry(chat));
  return node;
}

/** The chats as the list has them, the newest message first. */
export function sortedChats() {
  return [...state.chats].sort((one, other) => (other.last?.date ?? 0) - (one.last?.date ?? 0));
}

function head(person) {
  const note = [roleOf(person), person.note.unit].filter(Boolean).join(" · ");
  return el("header", { class: "bar" },
    el("button", { type: "button", class: "whoami", "aria-label": `${t("switchPerson")}: ${person.name}`, on: { click: () => actions.showPeople(true) } },
      avatar(person, "small"),
      el("span", { class: "person-words" }, el("span", { class: "person-name", text: person.name }), el("span", { class: "person-note", text: note || person.username || t("switchPerson") })),
      icon("down")),
    el("button", { type: "button", class: "language", text: t("language"), "aria-label": t("otherLanguage"), lang: t("otherTag"), on: { click: actions.toggleLanguage } }),
    el("button", { type: "button", id: "glass-button", class: "icon-button", "aria-label": t("glass"), title: t("glass"), "aria-expanded": String(openGlass()), on: { click: actions.toggleGlass } }, icon("glass")),
    iconButton("more", t("more"), openMenu));
}

function openMenu(event) {
  const place = event.currentTarget.getBoundingClientRect();
  const joinable = state.groups.filter((group) => !group.joined);
  popup(place.right - 190, place.bottom + 4, [
    ...(Object.keys(state.parts).length ? [[t("tour"), actions.startTour], [t("whatElse"), actions.showWhatElse]] : []),
    [t("theme"), actions.toggleTheme],
    [t("shortcuts"), actions.showShortcuts],
    [t("newGroup"), () => actions.newGroup(false)],
    [t("newForum"), () => actions.newGroup(true)],
    ...joinable.map((group) => [t("join", { name: group.title }), () => actions.act("join", { chat: group.id })]),
  ]);
}

function entry(chat) {
  const picture = chat.type === "private" ? { ...state.bot, bot: true } : { id: chat.id, title: chat.title };
  return [
    avatar(picture),
    el("span", { class: "chat-words" },
      el("span", { class: "chat-top" }, el("span", { class: "chat-title", text: chat.title }),
        chat.last ? el("time", { class: "chat-time", text: shortTime(chat.last.date * 1000) }) : null),
      el("span", { class: "chat-bottom" }, el("span", { class: "chat-last" }, lastLine(chat)),
        chat.unread ? el("span", { class: "badge" }, el("span", { "aria-hidden": "true", text: chat.unread > 99 ? "99+" : chat.unread }), el("span", { class: "only-heard", text: t("unread", { n: chat.unread }) })) : null)),
  ];
}

function lastLine(chat) {
  const last = chat.last;
  if (!last) return t("noMessages");
  if (last.service) return serviceText(last);
  const text = last.text || (last.file?.photo ? `[${t("photo")}]` : last.file ? `[${t("file")}] ${last.file.name}` : "");
  if (chat.type === "private") return text;
  return [el("span", { class: "chat-sender", text: last.mine ? t("you") : last.from.name }), ` ${text}`];
}
