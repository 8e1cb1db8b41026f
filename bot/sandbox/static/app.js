// Ties the page together: who acts, which chat is open, what the stream brings; drawing is left to the parts.

import { drawChats, sortedChats } from "./chats.js";
import { chatMenu, messageMenu, openLink } from "./chatmenu.js";
import { drawClock, syncClock } from "./clock.js";
import { beginCommand, cancelContext, drawComposer, leaveComposer, putText, setCommands } from "./composer.js";
import { drawGlass, isGlassOpen, toggleGlass } from "./glass.js";
import { listenToKeys, showShortcuts } from "./keys.js";
import { put, receive } from "./live.js";
import { alertBox, askLine, toast } from "./overlays.js";
import { drawPeople } from "./people.js";
import { showPictures } from "./pictures.js";
import { safeAddress, startPayload } from "./richtext.js";
import { drawRows, extend, flash } from "./roll.js";
import { listen, read, Refused, Unreachable, upload, write } from "./server.js";
import { actions, notify, openChat, state } from "./state.js";
import { drawTalk } from "./talk.js";
import { setZone } from "./time.js";
import { drawTour, offerTour } from "./tour.js";
import "./whatelse.js";
import { showUpload } from "./uploads.js";
import { currentLanguage, reason, t, useLanguage } from "./words.js";

const PAGE = 50; // messages of a chat that is opened
const MORE = 24; // messages fetched while scrolling: drawing them must fit between two frames
const app = document.getElementById("app");
let stopListening = () => {};
let opening = 0; // counts what is loaded, so that an answer that comes late is dropped
let loading = false;
let told = 0; // how often the bot was told the language to speak,
let known = 0; // and how often it has answered: what is said of its language in between may be out of date

/** Run something that the server may refuse, and say so where it does. */
async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    toast(t("failed", { why: error instanceof Refused ? reason(error.message) : t("noNetwork") }));
    return null;
  }
}

async function act(name, fields = {}) {
  return attempt(() => write(`act/${name}`, { as: state.me, chat: state.chat, ...fields }));
}

async function loadPeople() {
  const answer = await read("personas");
  state.people = answer.people;
  state.bot = answer.bot;
  state.movable = answer.clock;
  state.parts = answer.tour;
  setZone(answer.timezone);
  drawPeople();
  return answer.event;
}

async function loadChats() {
  const answer = await read("chats", { as: state.me });
  state.chats = answer.chats;
  state.groups = answer.groups;
  drawChats();
  return answer.event;
}

async function actAs(person, chat = null) {
  stopListening();
  state.me = person;
  state.chat = null;
  localStorage.setItem("sandbox-person", String(person));
  showPeople(false);
  const event = await loadChats();
  drawPeople();
  stopListening = listen(person, event, receive, onState);
  speak();
  await open(state.chats.some((one) => one.id === chat) ? chat : isWide() ? sortedChats()[0]?.id ?? null : null);
}

/** Open a chat where the unread begins, or at its end. */
async function open(id, topic = null) {
  leaveComposer();
  Object.assign(state, { chat: id, topic, messages: [], more: false, newer: false, mark: null, reply: null, edit: null });
  app.dataset.view = id === null ? "list" : "talk";
  remember();
  const chat = openChat();
  const unread = topic === null ? chat?.unread ?? 0 : 0;
  if (unread) state.mark = chat.seen;
  if (chat && !(await load(unread > PAGE / 2 ? { around: chat.seen } : {}))) return;
  drawTalk("mark");
  drawChats();
  notify("open");
  if (id === null) return;
  markRead();
  await loadCommands();
  if (matchMedia("(hover: hover)").matches && !document.querySelector("dialog[open]")) document.querySelector("#composer textarea")?.focus();
}

/** Load a stretch of the open chat; whether the chat is still the open one. */
async function load(where) {
  opening += 1;
  const mine = opening;
  state.meanwhile = [];
  const page = await attempt(() => read("messages", { as: state.me, chat: state.chat, thread: state.topic, limit: PAGE, ...where }));
  if (mine !== opening) return false;
  const { meanwhile } = state;
  state.meanwhile = null;
  if (page === null) return false;
  Object.assign(state, { messages: page.messages, more: page.more, newer: page.newer });
  meanwhile.forEach(put);
  return true;
}

function isWide() {
  return matchMedia("(min-width: 760px)").matches;
}

function remember() {
  const query = new URLSearchParams({ as: state.me });
  if (state.chat !== null) query.set("chat", state.chat);
  history.replaceState(null, "", `/?${query}`);
}

async function loadCommands() {
  const { me, chat } = state;
  const before = [told, known];
  const answer = await attempt(() => read("commands", { as: me, chat }));
  if (me !== state.me || chat !== state.chat) return;
  setCommands(answer?.commands ?? []);
  const isCurrent = told === known && before.every((count) => count === told);
  if (isCurrent && answer?.language && answer.language !== currentLanguage()) changeLanguage(answer.language); // somebody sent /lang
}

/** The bot speaks the page's language with the person one acts as. */
async function speak() {
  told += 1;
  await write("language", { as: state.me, language: currentLanguage() }).catch(() => {}); // told again when it is back
  known += 1;
}

/** Load older (-1) or newer (1) messages beside the loaded ones. */
async function loadMore(direction) {
  if (loading) return;
  loading = true;
  const mine = opening;
  const edge = direction < 0 ? { before: state.messages[0]?.id } : { after: state.messages.at(-1)?.id };
  try {
    const page = await attempt(() => read("messages", { as: state.me, chat: state.chat, thread: state.topic, limit: MORE, ...edge }));
    if (!page || mine !== opening) return;
    if (direction < 0) state.more = page.more;
    else state.newer = page.newer;
    extend(page.messages, direction);
  } finally {
    loading = false;
  }
}

async function openStart() {
  if (state.more && !(await load({ after: 0 }))) return;
  drawRows(state.messages[0]?.id ?? null);
}

async function openEnd() {
  if (state.newer && !(await load({}))) return;
  drawRows("end");
  markRead();
}

async function jumpTo(id) {
  if (flash(id)) return;
  if (!(await load({ around: id }))) return;
  drawRows(id);
  if (!flash(id)) toast(t("failed", { why: reason("the message is gone") }));
}

function markRead() {
  const chat = openChat();
  const last = state.messages.at(-1);
  if (!chat || !last || document.hidden) return;
  if (last.id <= chat.seen) return;
  chat.seen = last.id;
  if (chat.unread && !state.newer) {
    chat.unread = 0;
    drawChats();
  }
  write("act/read", { as: state.me, chat: chat.id, message: last.id }).catch(() => {});
}

function onState(isConnected) {
  const line = document.getElementById("offline");
  line.hidden = isConnected;
  line.textContent = t("connecting");
}

/** Read everything anew: the stream has lost events, or the server was started again. */
async function restart() {
  stopListening();
  const chat = state.chat;
  try {
    await loadPeople();
    await syncClock();
    const person = state.people.some((one) => one.id === state.me) ? state.me : state.people[0]?.id;
    if (person !== undefined) await actAs(person, chat);
    onState(true);
  } catch {
    setTimeout(restart, 2000);
  }
}

async function press(message, row, column) {
  notify("pressed", { message: { text: message.inline[row][column].text, chat: message.chat } });
  const answer = await act("press", { message: message.id, row, column });
  if (!answer) return;
  if (answer.chat !== null) await open(answer.chat);
  else if (answer.url) tapLink(answer.url);
  else if (answer.alert) alertBox(state.bot.name, answer.text); // not awaited: the button is done
  else if (answer.text) toast(answer.text);
}

/** Open a link; one that starts this bot starts it. */
async function tapLink(address) {
  const payload = startPayload(address, state.bot.username);
  const safe = safeAddress(address);
  if (payload !== null) {
    const started = await act("start", { payload });
    if (started) await open(started.chat);
  } else if (safe !== null) await openLink(safe);
}

/** A tap on a command, hashtag or link in a text; whether it was taken care of. */
function tap(kind, value) {
  if (kind === "bot_command") actions.send(value);
  else if (kind === "hashtag") putText(`${value} `);
  else tapLink(value);
  return true;
}

/** Send a text; whether it went out. */
async function send(text) {
  const reply = state.reply;
  const { chat } = state;
  state.reply = null;
  drawComposer();
  if (await act("send", { text, reply_to: reply?.id ?? null, thread: state.topic || null })) return true;
  if (chat === state.chat) state.reply ??= reply;
  drawComposer();
  return false;
}

async function sendFiles(files, caption, photos) {
  const reply = state.reply?.id ?? null;
  state.reply = null;
  drawComposer();
  const fields = { as: state.me, chat: state.chat, caption, photos: photos ? "1" : null, reply_to: reply, thread: state.topic || null };
  const sent = await attempt(() => showUpload(files, (how) => upload(files, fields, how)));
  if (!sent && caption) putText(caption);
}

function startEdit(message) {
  Object.assign(state, { edit: message, reply: null });
  drawComposer();
  putText(message.text);
}

async function saveEdit(message, text) {
  if (await act("edit", { message: message.id, text })) cancelContext();
}

function editLast() {
  const last = state.messages.findLast((message) => message.editable);
  if (last) startEdit(last);
}

function replyTo(id) {
  Object.assign(state, { reply: state.messages.find((message) => message.id === id) ?? null, edit: null });
  drawComposer();
  document.querySelector("#composer textarea")?.focus();
}

async function newGroup(forum) {
  const title = await askLine(t(forum ? "newForum" : "newGroup"), t("groupName"));
  const made = title && await act("new_group", { title, forum, kind: forum ? "supergroup" : "group" });
  if (made) {
    await loadChats();
    await open(made.chat);
  }
}

async function addPerson(name) {
  const person = await act("new_user", { name });
  if (!person) return;
  await loadPeople();
  await actAs(person.id);
}

function showPeople(shown) {
  app.classList.toggle("people-open", shown);
  const place = shown ? document.querySelector("#people input") : document.getElementById("people").contains(document.activeElement) && document.querySelector(".whoami");
  if (place) place.focus();
}

/** Escape closes what lies on top; on a phone it leads back to the list. */
function escape() {
  if (app.classList.contains("people-open")) showPeople(false);
  else if (isGlassOpen()) toggleGlass();
  else if (!isWide() && state.chat !== null) open(null);
  else document.querySelector("#composer textarea")?.focus();
}

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function changeTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("sandbox-theme", theme);
  applyTheme(theme);
}

async function toggleLanguage() {
  changeLanguage(currentLanguage() === "zh" ? "en" : "zh");
  await speak();
  if (state.chat !== null) attempt(loadCommands);
}

function changeLanguage(language) {
  useLanguage(language);
  applyLanguage();
  redraw();
  drawPeople();
  drawGlass();
  drawTour();
  leaveComposer();
  drawTalk();
}

/** Draw what depends on the clock and on what has come. */
function redraw(place = null) {
  drawChats();
  drawRows(place);
}

function applyLanguage() {
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  document.title = t("title");
}

Object.assign(actions, {
  act, actAs, addPerson, attempt, beginCommand, chatMenu, drawClock, editLast, escape, jumpTo, loadChats, loadCommands, loadMore, loadPeople, markRead, messageMenu,
  newGroup, open, openEnd, openStart, press, redraw, replyTo, restart, saveEdit, send, sendFiles, showPeople, showPictures, showShortcuts, startEdit, tap,
  speak, toggleLanguage, toggleTheme: changeTheme, openTopic: (topic) => open(state.chat, topic),
});

async function boot() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  applyTheme(localStorage.getItem("sandbox-theme") ?? (dark.matches ? "dark" : "light"));
  applyLanguage();
  document.addEventListener("visibilitychange", markRead);
  listenToKeys();
  app.addEventListener("click", (event) => event.target === app && showPeople(false));
  setInterval(drawClock, 20000);
  await loadPeople();
  await syncClock();
  const query = new URLSearchParams(location.search);
  const wanted = [query.get("as"), localStorage.getItem("sandbox-person")].map(Number);
  const person = wanted.find((id) => state.people.some((one) => one.id === id)) ?? state.people[0]?.id;
  const chat = query.has("chat") ? Number(query.get("chat")) : null;
  if (person !== undefined) await actAs(person, chat);
  else drawTalk();
  offerTour();
}

boot().catch(() => setTimeout(() => location.reload(), 2000));
