// The list of one person's chats, with the last line, the time and the unread count.

import { avatar, el, icon, iconButton } from "./dom.js";
import { popup } from "./overlays.js";
import { serviceText } from "./bubbles.js";
import { actions, me, state } from "./state.js";
import { shortTime } from "./time.js";
import { t } from "./words.js";

/** Draw the list anew. */
export function drawChats() {
  const root = document.getElementById("chats");
  const person = me();
  root.setAttribute("aria-label", t("chats"));
  const scrolled = root.querySelector(".chat-list")?.scrollTop ?? 0;
  const sorted = [...state.chats].sort((one, other) => (other.last?.date ?? 0) - (one.last?.date ?? 0));
  const list = el("div", { class: "chat-list", role: "list" }, sorted.map((chat) => el("div", { role: "listitem" }, entry(chat))));
  root.replaceChildren(...[person && head(person), el("div", { id: "clock-strip" }), list].filter(Boolean));
  list.scrollTop = scrolled;
  actions.drawClock();
}

function head(person) {
  const note = [person.note.role, person.note.unit].filter(Boolean).join(" · ");
  return el("header", { class: "bar" },
    el("button", { type: "button", class: "whoami", "aria-label": `${t("switchPerson")}: ${person.name}`, on: { click: () => actions.showPeople(true) } },
      avatar(person, "small"),
      el("span", { class: "person-words" }, el("span", { class: "person-name", text: person.name }), el("span", { class: "person-note", text: note || person.username || t("switchPerson") })),
      icon("down")),
    iconButton("plus", t("more"), openMenu),
    iconButton("theme", t("theme"), actions.toggleTheme),
    el("button", { type: "button", class: "language", text: t("language"), on: { click: actions.toggleLanguage } }));
}

function openMenu(event) {
  const place = event.currentTarget.getBoundingClientRect();
  const joinable = state.groups.filter((group) => !group.joined);
  popup(place.left, place.bottom + 4, [
    [t("newGroup"), () => actions.newGroup(false)],
    [t("newForum"), () => actions.newGroup(true)],
    ...joinable.map((group) => [t("join", { name: group.title }), () => actions.act("join", { chat: group.id })]),
  ]);
}

function entry(chat) {
  const current = chat.id === state.chat;
  const picture = chat.type === "private" ? { ...state.bot, bot: true } : { id: chat.id, title: chat.title };
  return el("button", { type: "button", class: "chat", "aria-current": current ? "true" : null, dataset: { chat: chat.id }, on: { click: () => actions.open(chat.id) } },
    avatar(picture),
    el("span", { class: "chat-words" },
      el("span", { class: "chat-top" }, el("span", { class: "chat-title", text: chat.title }),
        chat.last ? el("time", { class: "chat-time", text: shortTime(chat.last.date * 1000) }) : null),
      el("span", { class: "chat-bottom" }, el("span", { class: "chat-last" }, lastLine(chat)),
        chat.unread ? el("span", { class: "badge", text: chat.unread > 99 ? "99+" : chat.unread, "aria-label": t("unread", { n: chat.unread }) }) : null)));
}

function lastLine(chat) {
  const last = chat.last;
  if (!last) return t("noMessages");
  if (last.service) return serviceText(last);
  const text = last.text || (last.file?.photo ? `[${t("photo")}]` : last.file ? `[${t("file")}] ${last.file.name}` : "");
  if (chat.type === "private") return text;
  return [el("span", { class: "chat-sender", text: last.mine ? t("you") : last.from.name }), ` ${text}`];
}
