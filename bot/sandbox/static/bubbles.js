// One message (or album) of the conversation -> DOM; where it goes is for talk.js.

import { avatar, el, icon, tone } from "./dom.js";
import { richText } from "./richtext.js";
import { actions, openChat } from "./state.js";
import { clockTime, fileSize, fullTime } from "./time.js";
import { t } from "./words.js";

/** A service message in words. */
export function serviceText(message) {
  const { kind, name, actor } = message.service;
  switch (kind) {
    case "new_chat_members": return name === actor ? t("joined", { name }) : t("added", { actor, name });
    case "left_chat_member": return name === actor ? t("left", { name }) : t("removed", { actor, name });
    case "forum_topic_created": return t("topic", { actor, name });
    case "new_chat_title": return t("renamed", { actor, name });
    case "migrate_to_chat_id": return t("migratedTo");
    case "migrate_from_chat_id": return t("migratedFrom");
    default: return t("service");
  }
}

/** A row of the conversation for one message or for all messages of an album. */
export function row(messages) {
  const first = messages[0];
  if (first.service) {
    return el("div", { class: "service" }, el("span", { text: serviceText(first) }));
  }
  const name = first.mine ? t("you") : first.from.name;
  const node = el("article", { class: `row ${first.mine ? "mine" : "theirs"}`, tabindex: "-1", "aria-label": `${name}, ${clockTime(first.date * 1000)}` },
    first.mine ? null : avatar(first.from, "small"),
    el("div", { class: "stack" }, bubble(messages), keyboard(messages.at(-1))));
  node.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, textarea")) return;
    event.preventDefault();
    actions.messageMenu(first, event.clientX, event.clientY);
  });
  return node;
}

/** What tells rows apart: an album's messages share one. */
export function keyOf(message) {
  return message.album ? `album-${message.album}` : `message-${message.id}`;
}

function bubble(messages) {
  const first = messages[0];
  const captioned = messages.find((message) => message.text) ?? first;
  const files = messages.filter((message) => message.file);
  const photos = files.filter((message) => message.file.photo);
  const others = files.filter((message) => !message.file.photo);
  const group = openChat()?.type !== "private";
  return el("div", { class: `bubble ${photos.length && !captioned.text ? "bare" : ""}` },
    el("div", { class: "bubble-head" },
      group && !first.mine ? el("div", { class: `sender text-tone-${tone(first.from.id)}`, text: first.from.name }) : null,
      topicMark(first),
      first.forward !== null ? el("div", { class: "forwarded", text: t("forwarded", { name: first.forward }) }) : null,
      quote(first)),
    photos.length ? pictures(photos) : null,
    others.map(documentLine),
    captioned.text ? el("div", { class: "text" }, richText(captioned.text, captioned.entities, actions.tap)) : null,
    el("div", { class: "meta" }, menuButton(captioned),
      messages.some((message) => message.edited) ? el("span", { text: t("edited") }) : null,
      el("time", { text: clockTime(first.date * 1000), title: fullTime(first.date * 1000) })));
}

function menuButton(message) {
  const open = (event) => {
    const place = event.currentTarget.getBoundingClientRect();
    actions.messageMenu(message, place.left, place.bottom);
  };
  return el("button", { type: "button", class: "bubble-menu", tabindex: "-1", "aria-label": t("more"), "aria-haspopup": "menu", on: { click: open } }, icon("more"));
}

function topicMark(message) {
  const chat = openChat();
  if (!chat?.forum || message.thread === null) return null;
  const topic = chat.topics.find((one) => one.id === message.thread);
  return topic ? el("button", { type: "button", class: "topic-mark", text: topic.name, on: { click: () => actions.openTopic(topic.id) } }) : null;
}

function quote(message) {
  if (!message.reply) return null;
  return el("button", { type: "button", class: "quote", on: { click: () => actions.jumpTo(message.reply.id) } },
    el("span", { class: "quote-name", text: message.reply.name }), el("span", { class: "quote-text", text: message.reply.text }));
}

function pictures(photos) {
  return el("div", { class: `pictures count-${Math.min(photos.length, 4)}` }, photos.map(({ file }, index) => {
    const image = el("img", { src: `/sandbox/file/${file.id}`, alt: file.name, loading: "lazy", width: file.width || null, height: file.height || null });
    return el("button", { type: "button", class: "picture", "aria-label": `${t("photo")} ${file.name}`, on: { click: () => actions.showPictures(photos.map((photo) => photo.file), index) } }, image);
  }));
}

function documentLine({ file }) {
  const first = file.preview;
  return el("a", { class: `document ${first ? "previewed" : ""}`, href: `/sandbox/file/${file.id}`, download: file.name, "aria-label": t("download", { name: file.name }) },
    first ? el("img", { class: "document-preview", src: `/sandbox/file/${first.id}`, alt: "", loading: "lazy", width: first.width, height: first.height }) : null,
    el("span", { class: "document-icon" }, icon("file")),
    el("span", { class: "document-words" }, el("span", { class: "document-name", text: file.name }), el("span", { class: "document-size", text: fileSize(file.size) })));
}

function keyboard(message) {
  if (!message.inline.length) return null;
  return el("div", { class: "inline-keys" }, message.inline.map((buttons, rowNumber) => el("div", { class: "inline-row" },
    buttons.map((button, column) => inlineButton(message, button, rowNumber, column)))));
}

function inlineButton(message, button, rowNumber, column) {
  const node = el("button", { type: "button", class: "inline-key" }, el("span", { text: button.text }), button.url ? icon("link") : null);
  node.addEventListener("click", async () => {
    if (node.classList.contains("busy")) return;
    node.classList.add("busy");
    node.setAttribute("aria-busy", "true");
    try {
      await actions.press(message, rowNumber, column);
    } finally {
      node.classList.remove("busy");
      node.removeAttribute("aria-busy");
    }
  });
  return node;
}
