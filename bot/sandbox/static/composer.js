// The lower edge of a conversation: text, files, the command menu, the reply keyboard, replying and editing.

import { el, icon, iconButton } from "./dom.js";
import { actions, openChat, state } from "./state.js";
import { askAboutFiles } from "./uploads.js";
import { t } from "./words.js";

let root = null;
let field = null;
let commands = [];
let keysShown = true;
let drawnKeys = ""; // what the reply keyboard shows, so that it is drawn only when it changes
const answeredForce = new Map(); // per person and chat the message whose ForceReply was honoured already
const drafts = new Map(); // unsent text per person and chat

/** The composer's empty frame; `drawComposer` fills it. */
export function composer() {
  root = el("footer", { class: "composer", id: "composer", "aria-label": t("compose") });
  field = null;
  drawnKeys = "";
  return root;
}

/** Draw what the open chat allows: a Start button, an Unblock button, or the input. */
export function drawComposer() {
  const chat = openChat();
  if (!root || !chat) return;
  if (chat.type === "private" && chat.blocked) return barrier(t("blocked"), t("unblock"), () => actions.act("unblock"));
  if (chat.type === "private" && !chat.opened) return barrier(t("startHint"), t("start"), () => actions.act("start"));
  if (!chat.writable) return barrier(t("wentUp"));
  if (!field) drawInput();
  drawContext();
  drawKeys(chat);
  return undefined;
}

/** Say which commands the person has here; whoever has typed a slash already sees them now. */
export function setCommands(list) {
  commands = list;
  root?.querySelector(".menu-button")?.toggleAttribute("hidden", list.length === 0);
  if (field?.value.startsWith("/")) suggest();
}

/** Put words into the input and give it the focus. */
export function putText(text) {
  if (!field) return;
  field.value = text;
  grow();
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

/** Open the command menu by typing its slash. */
export function beginCommand() {
  putText("/");
  suggest();
}

/** Forget what was drawn, so that the next drawing starts anew; the unsent text is kept. */
export function leaveComposer() {
  keep();
  field = null;
}

function draftKey() {
  return `${state.me}/${state.chat}`;
}

function keep() {
  if (field && !state.edit) drafts.set(draftKey(), field.value);
}

function barrier(text, label = null, run = null) {
  field = null;
  root.replaceChildren(el("div", { class: "barrier" }, el("p", { text }), label ? el("button", { type: "button", class: "primary wide", text: label, on: { click: run } }) : null));
}

function drawInput() {
  field = el("textarea", { class: "input", rows: "1", "aria-label": t("write"), placeholder: t("write"), enterkeyhint: "send" });
  field.value = drafts.get(draftKey()) ?? "";
  field.addEventListener("input", () => { grow(); suggest(); keep(); });
  field.addEventListener("keydown", onKey);
  field.addEventListener("paste", onPaste);
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", "suggestions");
  const files = el("input", { type: "file", multiple: true, hidden: true, "aria-label": t("attach") });
  files.addEventListener("change", () => { offerFiles([...files.files]); files.value = ""; });
  const menu = iconButton("menu", t("menu"), toggleMenu, "menu-button");
  menu.replaceChildren(el("span", { class: "slash", text: "/" }));
  menu.hidden = commands.length === 0;
  root.replaceChildren(el("div", { id: "suggestions", class: "suggestions", hidden: true, role: "listbox", tabindex: "0", "aria-label": t("menu") }), el("div", { id: "uploads" }), el("div", { class: "context" }),
    el("form", { class: "input-row", on: { submit: (event) => { event.preventDefault(); submit(); } } },
      menu, iconButton("attach", t("attach"), () => files.click()), files,
      el("div", { class: "input-box" }, field, iconButton("keys", t("keys"), toggleKeys, "keys-button")),
      el("button", { type: "submit", class: "send", "aria-label": t("send"), title: t("send") }, icon("send"))),
    el("div", { class: "keys" }));
  drawnKeys = "";
  grow();
  dropInto(document.getElementById("talk"));
}

/** The line above the input: what is replied to or edited. */
function drawContext() {
  const place = root.querySelector(".context");
  const subject = state.edit ?? state.reply;
  if (!subject) return place.replaceChildren();
  const title = state.edit ? t("editing") : t("replying", { name: subject.from.name });
  return place.replaceChildren(el("div", { class: "context-line" },
    el("div", { class: "context-words" }, el("span", { class: "quote-name", text: title }), el("span", { class: "quote-text", text: subject.text || subject.file?.name || "" })),
    iconButton("close", t("cancel"), cancelContext)));
}

export function cancelContext() {
  const wasEdit = state.edit;
  state.edit = null;
  state.reply = null;
  if (wasEdit && field) field.value = drafts.get(draftKey()) ?? "";
  drawContext();
  grow();
}

function drawKeys(chat) {
  const markup = chat.keyboard;
  const rows = keysShown ? markup?.keyboard ?? [] : [];
  const button = root.querySelector(".keys-button");
  button.hidden = !markup?.keyboard?.length;
  button.setAttribute("aria-pressed", String(keysShown));
  field.placeholder = markup?.input_field_placeholder || t("write");
  const drawn = JSON.stringify(rows);
  if (drawn !== drawnKeys) {
    drawnKeys = drawn;
    root.querySelector(".keys").replaceChildren(...rows.map((row) => el("div", { class: "keys-row" },
      row.map((key) => el("button", { type: "button", class: "key", text: key.text, on: { click: () => pressKey(key.text, markup) } })))));
  }
  if (markup?.force_reply && markup.message_id > (answeredForce.get(draftKey()) ?? 0)) {
    answeredForce.set(draftKey(), markup.message_id);
    actions.replyTo(markup.message_id);
    field.focus();
  }
}

function pressKey(text, markup) {
  if (markup.one_time_keyboard) keysShown = false;
  actions.send(text);
  drawComposer();
}

function toggleKeys() {
  keysShown = !keysShown;
  drawComposer();
}

async function submit() {
  const text = field.value.trim();
  if (!text) return;
  const edited = state.edit;
  const key = draftKey();
  hideSuggestions();
  if (edited) {
    await actions.saveEdit(edited, text);
    return;
  }
  drafts.delete(key);
  field.value = "";
  grow();
  field.focus();
  if (await actions.send(text)) return;
  // It did not go out: what was typed comes back, unless something else has been typed since.
  if (!drafts.get(key)) drafts.set(key, text);
  if (field && draftKey() === key && !field.value) putText(text);
}

function onKey(event) {
  // Enter while an input method composes Chinese chooses a word; it must not send.
  if (event.isComposing || event.keyCode === 229) return;
  const list = root.querySelector(".suggestions");
  if (!list.hidden && ["ArrowDown", "ArrowUp", "Tab"].includes(event.key)) {
    event.preventDefault();
    choose(list, event.key === "ArrowUp" ? -1 : 1);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    const chosen = list.hidden ? null : list.querySelector('[aria-selected="true"]');
    if (chosen) chosen.click();
    else submit();
  } else if (event.key === "Escape") {
    if (!list.hidden) hideSuggestions();
    else if (state.edit || state.reply) cancelContext();
    else return; // the page's own Escape
    event.preventDefault();
  } else if (event.key === "ArrowUp" && !field.value) {
    event.preventDefault();
    actions.editLast();
  }
}

function choose(list, step) {
  const items = [...list.children];
  const index = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = (index + step + items.length) % items.length;
  items.forEach((item, number) => item.setAttribute("aria-selected", String(number === next)));
  field.setAttribute("aria-activedescendant", items[next].id);
  items[next].scrollIntoView({ block: "nearest" });
}

function suggest() {
  const match = /^\/(\w*)$/.exec(field.value);
  const fitting = match ? commands.filter((command) => command.command.startsWith(match[1].toLowerCase())) : [];
  showSuggestions(fitting);
}

function toggleMenu() {
  if (!root.querySelector(".suggestions").hidden) return hideSuggestions();
  showSuggestions(commands);
  return field.focus();
}

function showSuggestions(list) {
  const place = root.querySelector(".suggestions");
  place.hidden = list.length === 0;
  field.removeAttribute("aria-activedescendant");
  place.replaceChildren(...list.map((command) => el("button", { type: "button", role: "option", id: `suggestion-${command.command}`, tabindex: "-1", class: "suggestion", "aria-selected": "false",
    on: { click: () => { hideSuggestions(); field.value = ""; grow(); actions.send(commandText(command)); } } },
  el("span", { class: "suggestion-name", text: `/${command.command}` }), el("span", { class: "suggestion-text", text: command.description }))));
}

/** In a group a client adds the bot's name, so that only this bot answers. */
function commandText(command) {
  return openChat()?.type === "private" ? `/${command.command}` : `/${command.command}@${state.bot.username}`;
}

function hideSuggestions() {
  field.removeAttribute("aria-activedescendant");
  root.querySelector(".suggestions").hidden = true;
}

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
}

function onPaste(event) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  offerFiles(files);
}

function dropInto(place) {
  place.ondragover = (event) => {
    if (!field || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    place.classList.add("dropping");
    place.dataset.hint = t("dropHere");
  };
  place.ondragleave = (event) => !place.contains(event.relatedTarget) && place.classList.remove("dropping");
  place.ondrop = (event) => {
    place.classList.remove("dropping");
    event.preventDefault();
    if (field) offerFiles([...event.dataTransfer.files]);
  };
}

async function offerFiles(files) {
  if (!files.length) return;
  const choice = await askAboutFiles(files, field.value);
  if (!choice) return;
  field.value = "";
  keep();
  grow();
  actions.sendFiles(files, choice.caption, choice.photos);
}
