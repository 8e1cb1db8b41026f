// What the page knows now, the actions its parts may call, and who wants to know of changes; no DOM, no network.

export const state = {
  bot: null, // {id, name, username}
  people: [],
  me: null, // id of the person one acts as
  chats: [],
  groups: [],
  chat: null, // id of the open chat
  topic: null, // number of the open topic, 0 for the general one, null for all
  messages: [], // the loaded stretch of the open chat, oldest first
  more: false, // whether there are older ones
  newer: false, // whether there are newer ones than the loaded
  meanwhile: null, // what the stream brings of the chat while a stretch of it is being read; null at other times
  mark: null, // what comes after this message is new to the person
  reply: null,
  edit: null,
  movable: false, // whether the clock can be moved
  parts: {}, // who plays which part in the tour; empty where there is none
};

/** Filled by app.js, so that the parts need not import each other. */
export const actions = {};

const watchers = new Set();

/** Call `run(kind, data)` at everything that happens on the page; returns what ends it. */
export function watch(run) {
  watchers.add(run);
  return () => watchers.delete(run);
}

/** Tell the watchers of the stream's events, of "open" and of "pressed". */
export function notify(kind, data = {}) {
  for (const run of [...watchers]) run(kind, data);
}

export function openChat() {
  return state.chats.find((chat) => chat.id === state.chat) ?? null;
}

export function me() {
  return state.people.find((person) => person.id === state.me) ?? null;
}
