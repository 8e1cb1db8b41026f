// The window of messages in the open conversation: what of it is in the DOM, paging both ways, and keeping the reader's place.

import { announce } from "./announce.js";
import { keyOf, row, serviceText } from "./bubbles.js";
import { el, iconButton } from "./dom.js";
import { actions, openChat, state } from "./state.js";
import { dayName, isSameDay } from "./time.js";
import { t } from "./words.js";

const KEPT = 160; // messages in the DOM at most: a chat of 20,000 costs no more than one of 200
const NEAR = 1600; // pixels from an end at which more is fetched
const RUN = 600000; // a person's messages within ten minutes stand together
let scroller = null;
let inner = null;
let wanted = 0; // the frame in which scrolling is looked at

/** The empty window; `drawRows` fills it. */
export function roll() {
  inner = el("div", { class: "messages", role: "log", "aria-live": "off", "aria-label": t("messages") });
  scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("messages") }, inner);
  scroller.addEventListener("scroll", () => {
    wanted ||= requestAnimationFrame(look);
  }, { passive: true });
  scroller.addEventListener("keydown", onKey);
  const toEnd = iconButton("down", t("newBelow"), () => actions.openEnd(), "to-end");
  toEnd.append(el("span", { class: "badge", hidden: true }));
  return el("div", { class: "scroll-frame" }, scroller, toEnd);
}

export function leaveRoll() {
  scroller = null;
  inner = null;
}

/** Bring the DOM to what `state.messages` holds. The reader's place stays, unless `place` is "end", "mark" or a message's id. */
export function drawRows(place = null) {
  if (!inner) return;
  const anchor = place === null && !isAtEnd() ? firstVisible() : null;
  const stay = place === null && isAtEnd() ? "end" : place;
  reconcile(plan());
  if (anchor) scroller.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
  else goTo(stay);
  showEnd();
}

/** Put in a message that is new or has changed. */
export function showMessage(message, isNew) {
  if (!inner) return;
  const follow = isAtEnd() || (message.mine && isNew);
  if (follow) dropOldest();
  drawRows(follow ? "end" : null);
  if (!isNew) return;
  inner.querySelector(`[data-key="${keyOf(message)}"]`)?.classList.add("fresh");
  if (!message.mine) announce(message.service ? serviceText(message) : t("says", { name: message.from.name, text: message.text || message.file?.name || "" }));
}

/** Put older (`direction` -1) or newer (1) messages to the loaded ones, and let go what is far from the reader. */
export function extend(messages, direction) {
  if (direction < 0) {
    state.messages.unshift(...messages);
    if (state.messages.length > KEPT) {
      state.messages.length = KEPT;
      state.newer = true;
    }
  } else {
    state.messages.push(...messages);
    dropOldest();
  }
  drawRows();
}

function dropOldest() {
  const excess = state.messages.length - KEPT;
  if (excess <= 0) return;
  state.messages.splice(0, excess);
  state.more = true;
}

/** Scroll to a message if it is loaded, and mark it for a moment; whether it was. */
export function flash(id) {
  const node = nodeOf(id);
  if (!node) return false;
  goTo(id);
  node.classList.add("flash");
  node.focus({ preventScroll: true });
  setTimeout(() => node.classList.remove("flash"), 1600);
  return true;
}

export function isAtEnd() {
  return !scroller || (!state.newer && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80);
}

function goTo(place) {
  if (place === "mark" && goToMark()) return;
  if (place === "end" || place === "mark") scroller.scrollTop = scroller.scrollHeight;
  else if (place !== null) nodeOf(place)?.scrollIntoView({ block: "center", behavior: "instant" });
}

/** To where the unread ones begin; they may all fit above the end. */
function goToMark() {
  const mark = inner.querySelector(".unread-mark");
  if (!mark) return false;
  const top = mark.offsetTop - 56;
  scroller.scrollTop = Math.min(top, scroller.scrollHeight);
  return true;
}

function nodeOf(id) {
  const message = state.messages.find((one) => one.id === id);
  return message ? inner?.querySelector(`[data-key="${keyOf(message)}"]`) : null;
}

function firstVisible() {
  const edge = scroller.getBoundingClientRect().top;
  // Rows stand in order: halving finds the first one below the edge without measuring all.
  const nodes = inner.children;
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle].getBoundingClientRect().bottom > edge) high = middle;
    else low = middle + 1;
  }
  // A mark or a day may go away in the change; a message stays.
  for (let index = low; index < nodes.length; index += 1) {
    if (nodes[index].dataset.key?.startsWith("m") || nodes[index].dataset.key?.startsWith("a")) return { node: nodes[index], top: nodes[index].getBoundingClientRect().top };
  }
  return null;
}

function look() {
  wanted = 0;
  if (!scroller) return;
  showEnd();
  if (scroller.scrollTop < NEAR && state.more) actions.loadMore(-1);
  else if (state.newer && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR) actions.loadMore(1);
  if (isAtEnd()) actions.markRead();
}

function showEnd() {
  const button = scroller.parentElement.querySelector(".to-end");
  const away = !isAtEnd();
  button.classList.toggle("shown", away);
  button.tabIndex = away ? 0 : -1;
  const count = openChat()?.unread ?? 0;
  const badge = button.querySelector(".badge");
  badge.hidden = !count;
  badge.textContent = count > 99 ? "99+" : count;
}

/** Arrow keys go from message to message, Home and End to the ends, Enter opens a message's menu. */
function onKey(event) {
  const here = event.target.closest(".row");
  if (event.target !== scroller && event.target !== here) return;
  const rows = [...inner.querySelectorAll(".row")];
  const index = rows.indexOf(here);
  if (event.key === "Home") actions.openStart();
  else if (event.key === "End") actions.openEnd();
  else if (event.key === "ArrowUp") focusRow(here ? rows[index - 1] : rows.at(-1));
  else if (event.key === "ArrowDown" && here) focusRow(rows[index + 1]);
  else if (here && (event.key === "Enter" || event.key === " ")) here.querySelector(".bubble-menu")?.click();
  else return;
  event.preventDefault();
}

function focusRow(node) {
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

/** What the window should hold, in order: days, the mark of what is new, messages. */
function plan() {
  const items = [];
  let before = null;
  let marked = state.mark === null;
  for (const members of grouped(state.messages)) {
    const first = members[0];
    const date = first.date * 1000;
    const newDay = !before || !isSameDay(before.date, date);
    if (newDay) items.push({ key: `day-${dayName(date)}-${first.id}`, stamp: "", make: () => el("div", { class: "day" }, el("span", { text: dayName(date) })) });
    const isMark = !marked && members.at(-1).id > state.mark && !first.mine;
    if (isMark) {
      marked = true;
      items.push({ key: `unread-${state.mark}`, stamp: "", make: () => el("div", { class: "unread-mark", role: "separator", "aria-label": t("newBelowMark") }, el("span", { text: t("newBelowMark") })) });
    }
    const sender = first.service ? null : first.from.id;
    const follows = Boolean(before) && !newDay && !isMark && sender !== null && before.sender === sender && date - before.date < RUN;
    const item = { key: keyOf(first), stamp: members.map((one) => `${one.id}.${one.revision}`).join(), make: () => row(members), follows, last: true };
    if (follows) before.item.last = false;
    items.push(item);
    before = { sender, date, item };
  }
  if (!items.length) items.push({ key: "empty", stamp: "", make: () => el("p", { class: "empty", text: t("noMessages") }) });
  return items;
}

function grouped(messages) {
  const groups = new Map();
  for (const message of messages) {
    const key = keyOf(message);
    if (groups.has(key)) groups.get(key).push(message);
    else groups.set(key, [message]);
  }
  return groups.values();
}

/** Change only what differs, so that a page of older messages costs only its own rows. */
function reconcile(items) {
  const keys = new Set(items.map((item) => item.key));
  const had = new Map();
  for (const node of [...inner.children]) {
    if (keys.has(node.dataset.key)) had.set(node.dataset.key, node);
    else node.remove();
  }
  let place = inner.firstElementChild;
  for (const item of items) {
    let node = had.get(item.key);
    if (!node) {
      node = made(item);
      inner.insertBefore(node, place);
    } else if (node.dataset.stamp !== item.stamp) {
      const fresh = made(item);
      if (place === node) place = fresh;
      swap(node, fresh);
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    if (item.follows !== undefined) {
      node.classList.toggle("follows", item.follows);
      node.classList.toggle("last", item.last);
    }
  }
}

function made(item) {
  const node = item.make();
  node.dataset.key = item.key;
  node.dataset.stamp = item.stamp;
  return node;
}

/** A changed message takes its predecessor's place, and the focus with it. */
function swap(old, fresh) {
  const focus = old === document.activeElement ? -1 : [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
  const had = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (had) (focus < 0 ? fresh : [...fresh.querySelectorAll("button, a")].at(focus) ?? fresh).focus({ preventScroll: true });
}
