// What the stream brings -> what the page knows and shows; opening and loading are for app.js.

import { drawChats } from "./chats.js";
import { syncClock } from "./clock.js";
import { cancelContext, drawComposer } from "./composer.js";
import { actions, openChat, state } from "./state.js";
import { drawHead, hideMessage, isAtEnd, showMessage, showTyping, stopTyping } from "./talk.js";

let peopleTimer = 0;
let chatsTimer = 0;

/** Take in one event of the stream. */
export function receive(kind, data) {
  switch (kind) {
    case "message": case "edited": return onMessage(data);
    case "deleted": return onDeleted(data);
    case "chat": return onChat(data.chat);
    case "action": return data.chat_id === state.chat ? showTyping() : undefined;
    case "commands": return state.chat === null ? undefined : actions.loadCommands();
    case "clock": return actions.attempt(syncClock);
    case "chats": return soonChats();
    case "people": case "activity": return soonPeople();
    default: return actions.restart();
  }
}

function onMessage({ message, chat }) {
  const isOpen = chat.id === state.chat;
  const wasAtEnd = isAtEnd();
  putChat(chat);
  if (isOpen && fits(message)) {
    const index = state.messages.findIndex((other) => other.id === message.id);
    if (index >= 0) state.messages[index] = message;
    else if (!state.messages.length || message.id > state.messages.at(-1).id) state.messages.push(message);
    if (state.messages.includes(message)) showMessage(message);
    if (message.from.bot) stopTyping();
    drawComposer();
    if (wasAtEnd) actions.markRead();
  }
  drawChats();
}

function fits(message) {
  return state.topic === null || (message.thread ?? 0) === state.topic;
}

function onDeleted({ chat_id: chat, message: id }) {
  if (chat === state.chat) {
    const index = state.messages.findIndex((message) => message.id === id);
    if (index >= 0) hideMessage(state.messages.splice(index, 1)[0]);
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
