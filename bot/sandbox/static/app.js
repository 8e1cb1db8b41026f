// Ties the page together: who acts, which chat is open, what the stream brings; drawing is left to the parts.

import { drawChats } from "./chats.js";
import { chatMenu, messageMenu, openLink, showPicture } from "./chatmenu.js";
import { drawClock, syncClock } from "./clock.js";
import { cancelContext, drawComposer, leaveComposer, putText, setCommands } from "./composer.js";
import { receive } from "./live.js";
import { alertBox, askLine, toast } from "./overlays.js";
import { drawPeople } from "./people.js";
import { safeAddress, startPayload } from "./richtext.js";
import { listen, read, Refused, upload, write } from "./server.js";
import { actions, openChat, state } from "./state.js";
import { drawTalk, fillMessages, flash, keepPlace } from "./talk.js";
import { setZone } from "./time.js";
import { currentLanguage, reason, t, toggleLanguage } from "./words.js";

const PAGE = 60;
const app = document.getElementById("app");
let stopListening = () => {};
let opening = 0;

/** Run something that the server may refuse, and say so where it does. */
async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused || error instanceof TypeError) toast(t("failed", { why: reason(error.message) }));
    else throw error;
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
  const isWide = matchMedia("(min-width: 760px)").matches;
  const first = state.chats.some((one) => one.id === chat) ? chat : isWide ? state.chats[0]?.id ?? null : null;
  await open(first);
}

async function open(id, topic = null) {
  leaveComposer();
  opening += 1;
  const mine = opening;
  Object.assign(state, { chat: id, topic, messages: [], more: false, reply: null, edit: null });
  app.dataset.view = id === null ? "list" : "talk";
  remember();
  if (id !== null) {
    const page = await attempt(() => read("messages", { as: state.me, chat: id, thread: topic, limit: PAGE }));
    if (mine !== opening || page === null) return;
    state.messages = page.messages;
    state.more = page.more;
  }
  drawTalk();
  drawChats();
  if (id !== null) {
    markRead();
    await loadCommands();
  }
}

function remember() {
  const query = new URLSearchParams({ as: state.me });
  if (state.chat !== null) query.set("chat", state.chat);
  history.replaceState(null, "", `/?${query}`);
}

async function loadCommands() {
  const answer = await attempt(() => read("commands", { as: state.me, chat: state.chat }));
  setCommands(answer?.commands ?? []);
}

async function loadEarlier() {
  if (!state.more || state.loading) return;
  state.loading = true;
  const chat = state.chat;
  const page = await attempt(() => read("messages", { as: state.me, chat, thread: state.topic, before: state.messages[0]?.id, limit: PAGE }));
  state.loading = false;
  if (!page || chat !== state.chat) return;
  state.messages.unshift(...page.messages);
  state.more = page.more;
  keepPlace(fillMessages);
}

async function jumpTo(id) {
  while (!flash(id) && state.more) await loadEarlier();
}

function markRead() {
  const chat = openChat();
  const last = state.messages.at(-1);
  if (!chat || !last || document.hidden) return;
  if (chat.unread) {
    chat.unread = 0;
    drawChats();
  }
  write("act/read", { as: state.me, chat: chat.id, message: last.id }).catch(() => {});
}

function onState(isConnected) {
  app.classList.toggle("offline", !isConnected);
  app.dataset.offline = t("connecting");
}

/** Read everything anew: the stream has lost events, or the server was started again. */
async function restart() {
  stopListening();
  const chat = state.chat;
  try {
    await loadPeople();
    const person = state.people.some((one) => one.id === state.me) ? state.me : state.people[0]?.id;
    if (person !== undefined) await actAs(person, chat);
    onState(true);
  } catch {
    setTimeout(restart, 2000);
  }
}

async function press(message, row, column) {
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

async function send(text) {
  const reply = state.reply?.id ?? null;
  state.reply = null;
  drawComposer();
  await act("send", { text, reply_to: reply, thread: state.topic || null });
}

async function sendFiles(files, caption, photos) {
  toast(t("uploading"));
  const reply = state.reply?.id ?? null;
  state.reply = null;
  drawComposer();
  await attempt(() => upload(files, { as: state.me, chat: state.chat, caption, photos: photos ? "1" : null, reply_to: reply, thread: state.topic || null }));
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
  if (shown) document.querySelector("#people input")?.focus();
}

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function changeTheme() {
  const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("sandbox-theme", theme);
  applyTheme(theme);
}

function changeLanguage() {
  toggleLanguage();
  applyLanguage();
  drawPeople();
  drawChats();
  leaveComposer();
  drawTalk();
  if (state.chat !== null) attempt(loadCommands);
}

function applyLanguage() {
  document.documentElement.lang = currentLanguage() === "zh" ? "zh-CN" : "en";
  document.title = t("title");
}

Object.assign(actions, {
  act, actAs, addPerson, attempt, chatMenu, drawClock, editLast, jumpTo, loadChats, loadCommands, loadEarlier, loadPeople, markRead, messageMenu,
  newGroup, open, press, replyTo, restart, saveEdit, send, sendFiles, showPeople, showPicture, startEdit, tap, toggleLanguage: changeLanguage, toggleTheme: changeTheme,
  openTopic: (topic) => open(state.chat, topic),
});

async function boot() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  applyTheme(localStorage.getItem("sandbox-theme") ?? (dark.matches ? "dark" : "light"));
  applyLanguage();
  document.addEventListener("visibilitychange", markRead);
  document.addEventListener("keydown", (event) => event.key === "Escape" && showPeople(false));
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
}

boot().catch(() => setTimeout(() => location.reload(), 2000));
