// What can be done with a chat or a message beyond writing: group information, forwarding, deleting, pictures.

import { avatar, el } from "./dom.js";
import { askLine, confirmBox, dialog, popup, toast } from "./overlays.js";
import { actions, openChat, state } from "./state.js";
import { t } from "./words.js";

/** The menu of the open chat. */
export function chatMenu(button) {
  const chat = openChat();
  if (chat.type !== "private") return groupInfo(chat);
  const place = button.getBoundingClientRect();
  return popup(place.right - 180, place.bottom + 4, [
    [t("start"), () => actions.act("start")],
    chat.blocked ? [t("unblock"), () => actions.act("unblock")] : [t("block"), () => actions.act("block"), true],
  ]);
}

function groupInfo(chat) {
  const mine = chat.people.find((person) => person.id === state.me);
  const bot = chat.people.find((person) => person.id === state.bot.id);
  const isAdmin = mine && mine.status !== "member";
  const possible = [
    !bot && [t("addBot"), () => actions.act("add", { user: state.bot.id })],
    bot?.status === "member" && isAdmin && [t("promoteBot"), () => actions.act("promote", { user: bot.id })],
    chat.forum && [t("newTopic"), addTopic],
    chat.type === "group" && isAdmin && [t("migrate"), () => actions.act("migrate")],
    [t("leave"), () => actions.act("leave").then(() => actions.open(null))],
  ].filter(Boolean);
  return dialog(chat.title, (close) => [
    el("p", { class: "group-name", text: t("members", { n: chat.members }) }),
    el("ul", { class: "members" }, chat.people.map((person) => el("li", { class: "person" }, avatar(person, "small"),
      el("span", { class: "person-words" }, el("span", { class: "person-name", text: person.name }), el("span", { class: "person-note", text: person.bot ? t("bot") : person.note.unit ?? "" })),
      el("span", { class: "status", text: t(person.status) })))),
    el("footer", { class: "dialog-foot wrap" }, possible.map(([label, run]) => el("button", { type: "button", class: "quiet", text: label, on: { click: () => { close(true); run(); } } }))),
  ]);
}

async function addTopic() {
  const name = await askLine(t("newTopic"), t("topicName"));
  if (name) await actions.act("topic", { name });
}

/** The menu of one message. */
export function messageMenu(message, x, y) {
  const items = [
    [t("reply"), () => actions.replyTo(message.id)],
    message.text && [t("copy"), () => copy(message.text)],
    message.editable && [t("edit"), () => actions.startEdit(message)],
    !message.service && [t("forward"), () => forward(message)],
    message.deletable && [t("delete"), () => remove(message), true],
  ];
  popup(x, y, items.filter(Boolean));
}

async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(t("copied"));
}

async function forward(message) {
  const target = await dialog(t("forwardTo"), (close) => el("ul", { class: "members" }, state.chats.filter((chat) => chat.writable).map((chat) => el("li", {},
    el("button", { type: "button", class: "person", on: { click: () => close(chat.id) } }, avatar(chat.type === "private" ? { ...state.bot, bot: true } : { id: chat.id, title: chat.title }, "small"),
      el("span", { class: "person-words" }, el("span", { class: "person-name", text: chat.title })))))));
  if (target !== null) {
    await actions.act("forward", { message: message.id, to: target });
    await actions.open(target);
  }
}

async function remove(message) {
  if (await confirmBox(t("deleteAsk"), t("delete"), true)) await actions.act("delete", { message: message.id });
}

/** Ask before leaving for another site. */
export function openLink(address) {
  return dialog(t("openLink"), (close) => [
    el("p", { class: "dialog-text", text: address }),
    el("footer", { class: "dialog-foot" }, el("button", { type: "button", class: "quiet", text: t("cancel"), on: { click: () => close(null) } }),
      el("a", { class: "primary", href: address, target: "_blank", rel: "noopener noreferrer", autofocus: true, text: t("open"), on: { click: () => close(true) } })),
  ]);
}
