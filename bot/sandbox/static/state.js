// What the page knows now, and the actions its parts may call; no DOM, no network.

export const state = {
  bot: null, // {id, name, username}
  people: [],
  me: null, // id of the person one acts as
  chats: [],
  groups: [],
  chat: null, // id of the open chat
  topic: null, // number of the open topic, 0 for the general one, null for all
  messages: [], // the loaded end of the open chat, oldest first
  more: false, // whether older ones can be loaded
  reply: null,
  edit: null,
  movable: false, // whether the clock can be moved
};

/** Filled by app.js, so that the parts need not import each other. */
export const actions = {};

export function openChat() {
  return state.chats.find((chat) => chat.id === state.chat) ?? null;
}

export function me() {
  return state.people.find((person) => person.id === state.me) ?? null;
}
