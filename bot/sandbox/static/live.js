// What the stream brings -> what the page knows and shows; opening and loading are for app.js.

import { drawChats } from "./chats.js";
import { beginWinding, endWinding } from "./clock.js";
import { cancelContext, drawComposer } from "./composer.js";
import { drawRows, isAtEnd, showMessage } from "./roll.js";
import { actions, notify, openChat, state } from "./state.js";
import { drawHead, showTyping, stopTyping } from "./talk.js";

let peopleTimer = 0;
let chatsTimer = 0;

/** Take in one event of the stream. */
export function receive(kind, data) {
  take(kind, data);
  notify(kind, data);
}

function take(kind, data) {
  switch (kind) {
    case "message": case "edited": return onMessage(data);
    case "deleted": return onDeleted(data);
    case "chat": return onChat(data.chat);
    case "action": return data.chat_id === state.chat ? showTyping() : undefined;
    case "commands": return state.chat === null ? undefined : actions.loadCommands();
    case "winding": return beginWinding();
    case "clock": return endWinding(data.now);
    case "chats": return soonChats();
    case "people": case "activity": return soonPeople();
    case "glass": return data.process === "running" ? actions.speak() : undefined; // what it was told while it was dead
    default: return actions.restart();
  }
}

function onMessage({ message, chat }) {
  const isOpen = chat.id === state.chat;
  const wasAtEnd = isAtEnd();
  putChat(chat);
  if (isOpen && fits(message)) {
    state.meanwhile?.push(message);
    show(message);
    if (message.from.bot) stopTyping();
    drawComposer();
    if (wasAtEnd) actions.markRead();
  }
  drawChats();
}

function show(message) {
  const { known, isNew } = put(message);
  if (message.mine && isNew) state.mark = null; // who answers has read
  if (known || isNew) showMessage(message, isNew);
  else if (message.mine && message.id > (state.messages.at(-1)?.id ?? 0)) actions.openEnd();
}

/** Take a message into the loaded stretch where it belongs there: whether it stood there already, or is new at its end. */
export function put(message) {
  const index = state.messages.findIndex((other) => other.id === message.id);
  const isNew = index < 0 && !state.newer && message.id > (state.messages.at(-1)?.id ?? 0);
  if (isNew) state.messages.push(message);
  else if (index >= 0 && message.revision >= state.messages[index].revision) state.messages[index] = message;
  return { known: index >= 0, isNew };
}

function fits(message) {
  return state.topic === null || (message.thread ?? 0) === state.topic;
}

function onDeleted({ chat_id: chat, message: id }) {
  if (chat === state.chat) {
    const index = state.messages.findIndex((message) => message.id === id);
    if (index >= 0) {
      state.messages.splice(index, 1);
      drawRows();
    }
    if (state.reply?.id === id || state.edit?.id === id) cancelContext();
  }
  soonChats();
}

function onChat(chat) {
  putChat(chat);
  if (chat.id === state.chat) {
    drawHead();
    drawComposer();
  }
  soonChats();
}

function putChat(chat) {
  const index = state.chats.findIndex((other) => other.id === chat.id);
  if (index >= 0) state.chats[index] = chat;
  else state.chats.push(chat);
}

function soonPeople() {
  clearTimeout(peopleTimer);
  peopleTimer = setTimeout(() => actions.attempt(actions.loadPeople), 400);
}

function soonChats() {
  clearTimeout(chatsTimer);
  chatsTimer = setTimeout(() => actions.attempt(async () => {
    await actions.loadChats();
    if (state.chat !== null && !openChat()) await actions.open(null);
  }), 150);
}
