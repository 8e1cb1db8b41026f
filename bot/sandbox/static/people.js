// The list of persons, grouped by role, with a filter; one tap changes whom one acts as.

import { avatar, el, iconButton } from "./dom.js";
import { askLine } from "./overlays.js";
import { actions, state } from "./state.js";
import { t } from "./words.js";

let wanted = "";

/** Draw the list anew. */
export function drawPeople() {
  const root = document.getElementById("people");
  const input = el("input", { type: "search", class: "field", placeholder: t("filter"), "aria-label": t("filter"), value: wanted });
  const list = el("div", { class: "people-list" });
  input.addEventListener("input", () => {
    wanted = input.value;
    list.replaceChildren(...groups());
  });
  list.append(...groups());
  const scrolled = root.querySelector(".people-list")?.scrollTop ?? 0;
  const focused = root.contains(document.activeElement) && document.activeElement.matches("input");
  root.setAttribute("aria-label", t("people"));
  root.replaceChildren(
    el("header", { class: "bar" }, el("h1", { class: "bar-title", text: t("actAs") }),
      iconButton("plus", t("newPerson"), addPerson), iconButton("close", t("closeIt"), () => actions.showPeople(false), "only-narrow")),
    el("div", { class: "people-filter" }, input), list);
  list.scrollTop = scrolled;
  if (focused) {
    input.focus();
    input.setSelectionRange(wanted.length, wanted.length);
  }
}

function groups() {
  const byRole = new Map();
  for (const person of state.people.filter(matches)) {
    const role = person.note.role || t("others");
    byRole.set(role, [...(byRole.get(role) ?? []), person]);
  }
  return [...byRole].map(([role, people]) => el("section", {},
    el("h2", { class: "group-name", text: role }), people.map(entry)));
}

function matches(person) {
  const text = [person.name, person.username, ...Object.values(person.note)].join(" ").toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function entry(person) {
  const current = person.id === state.me;
  return el("button", { type: "button", class: "person", "aria-current": current ? "true" : null, on: { click: () => actions.actAs(person.id) } },
    avatar(person, "small"),
    el("span", { class: "person-words" }, el("span", { class: "person-name", text: person.name }),
      el("span", { class: "person-note", text: person.note.unit || person.username || String(person.id) })),
    person.unread && !current ? el("span", { class: "badge", text: person.unread > 99 ? "99+" : person.unread, "aria-label": t("unread", { n: person.unread }) }) : null);
}

async function addPerson() {
  const name = await askLine(t("newPerson"), t("personName"));
  if (name) await actions.addPerson(name);
}
