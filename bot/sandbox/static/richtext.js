// A message's text with its entities -> DOM nodes; every character goes in as text.

import { el } from "./dom.js";
import { t } from "./words.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** Nodes for a text. `onTap(kind, value)` is called for commands, hashtags and links that start the bot. */
export function richText(text, entities, onTap) {
  return build(text, 0, text.length, entities, onTap);
}

function build(text, start, end, entities, onTap) {
  const nodes = [];
  let place = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = entity.offset;
    const to = Math.min(entity.offset + entity.length, end);
    const inner = [];
    index += 1;
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++]);
    if (from < place || to <= from) continue;
    if (from > place) nodes.push(document.createTextNode(text.slice(place, from)));
    nodes.push(wrap(entity, text.slice(from, to), build(text, from, to, inner, onTap), onTap));
    place = to;
  }
  if (place < end) nodes.push(document.createTextNode(text.slice(place, end)));
  return nodes;
}

function wrap(entity, words, children, onTap) {
  switch (entity.type) {
    case "bold": case "italic": case "underline": case "strikethrough": case "code":
      return el(TAGS[entity.type], {}, children);
    case "pre":
      return el("pre", {}, el("code", {}, children));
    case "blockquote":
      return el("blockquote", {}, children);
    case "expandable_blockquote":
      return expandable(children);
    case "spoiler":
      return spoiler(children);
    case "bot_command": case "hashtag":
      return el("button", { type: "button", class: "tap", on: { click: () => onTap(entity.type, words) } }, children);
    case "url": case "text_link": case "email":
      return link(entity, words, children, onTap);
    case "mention": case "text_mention":
      return el("span", { class: "mention" }, children);
    default:
      return el("span", {}, children);
  }
}

function link(entity, words, children, onTap) {
  const address = safeAddress(entity.type === "text_link" ? entity.url : entity.type === "email" ? `mailto:${words}` : words);
  if (address === null) return el("span", {}, children);
  const anchor = el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, children);
  anchor.addEventListener("click", (event) => {
    if (onTap("link", address)) event.preventDefault();
  });
  return anchor;
}

/** An address that is safe to follow; null for any other, such as javascript:. */
export function safeAddress(address) {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`;
  try {
    const url = new URL(whole);
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The payload of a link that starts the bot `username`; null for another link. */
export function startPayload(address, username) {
  try {
    const url = new URL(address);
    const names = ["t.me", "telegram.me"];
    if (!names.includes(url.hostname) || url.pathname.replaceAll("/", "") !== username) return null;
    return url.searchParams.get("start") ?? "";
  } catch {
    return null;
  }
}

function spoiler(children) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, el("span", {}, children));
  const show = () => {
    node.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => event.key === "Enter" && show());
  return node;
}

function expandable(children) {
  const node = el("blockquote", { class: "expandable", tabindex: "0" }, children);
  node.addEventListener("click", () => node.classList.toggle("open"));
  node.addEventListener("keydown", (event) => event.key === "Enter" && node.classList.toggle("open"));
  return node;
}
