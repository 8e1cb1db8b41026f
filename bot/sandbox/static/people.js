// The list of persons by role and unit, with a filter and what each may do; one tap changes whom one acts as.

import { avatar, el, icon, iconButton, keepFocus } from "./dom.js";
import { askLine } from "./overlays.js";
import { actions, state } from "./state.js";
import { currentLanguage, t } from "./words.js";

let wanted = "";
const unfolded = new Set();

/** Draw the list anew. The filter stays the same element: somebody may be writing Chinese in it. */
export function drawPeople() {
  const root = document.getElementById("people");
  if (root.dataset.language !== currentLanguage()) drawFrame(root);
  const field = root.querySelector(".field");
  if (field.value !== wanted && document.activeElement !== field) field.value = wanted;
  const list = root.querySelector(".people-list");
  const scrolled = list.scrollTop;
  keepFocus(list, () => list.replaceChildren(...groups()));
  list.scrollTop = scrolled;
}

function drawFrame(root) {
  root.dataset.language = currentLanguage();
  root.setAttribute("aria-label", t("people"));
  const input = el("input", { type: "search", class: "field", placeholder: t("filter"), "aria-label": t("filter") });
  input.addEventListener("input", () => {
    wanted = input.value;
    root.querySelector(".people-list").replaceChildren(...groups());
  });
  root.replaceChildren(
    el("header", { class: "bar" }, el("h2", { class: "bar-title", text: t("actAs") }),
      iconButton("plus", t("newPerson"), addPerson), iconButton("close", t("closeIt"), () => actions.showPeople(false), "people-close")),
    el("div", { class: "people-filter" }, input), el("div", { class: "people-list" }));
}

function groups() {
  const found = state.people.filter(matches);
  if (!found.length) return [el("p", { class: "empty", role: "status", text: t("nobody") })];
  return [...by(found, (person) => roleOf(person) || t("others"))].map(([role, people]) => el("section", { "aria-label": role },
    el("h3", { class: "group-name" }, el("span", { text: role }), el("span", { class: "group-count", text: people.length })),
    // No headings of units: who stands alone would seem to belong to the unit above.
    [...by(people, (person) => person.note.unit || "").values()].flat().map(entry)));
}

/** A person's role in the page's language; empty where the application has not said it. */
export function roleOf(person) {
  return (currentLanguage() === "zh" ? null : person.note.role_en) || person.note.role || "";
}

function by(people, key) {
  const found = new Map();
  for (const person of people) {
    if (found.has(key(person))) found.get(key(person)).push(person);
    else found.set(key(person), [person]);
  }
  return found;
}

function matches(person) {
  const { may, may_en: english, ...shown } = person.note; // everybody may much the same
  const text = [person.name, person.username, ...Object.values(shown)].join(" ").toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function entry(person) {
  const current = person.id === state.me;
  const place = [person.note.unit, person.note.post].filter(Boolean).join(" · ") || person.username || "";
  const fold = el("button", { type: "button", class: "person-more", "aria-expanded": "false", "aria-label": t("about", { name: person.name }), dataset: { focus: `more ${person.id}` } }, icon("down"));
  const node = el("div", { class: "person-entry" },
    el("div", { class: "person-line" },
      el("button", { type: "button", class: "person", "aria-current": current ? "true" : null, dataset: { person: person.id, focus: `person ${person.id}` }, on: { click: () => choose(person) } },
        avatar(person, "small"),
        el("span", { class: "person-words" }, el("span", { class: "person-name", text: person.name }), place ? el("span", { class: "person-note", text: place }) : null),
        person.unread && !current ? el("span", { class: "badge" }, el("span", { "aria-hidden": "true", text: person.unread > 99 ? "99+" : person.unread }), el("span", { class: "only-heard", text: t("unread", { n: person.unread }) })) : null),
      fold));
  const show = (shown) => {
    fold.setAttribute("aria-expanded", String(shown));
    node.querySelector(".person-may")?.remove();
    if (shown) node.append(about(person));
  };
  fold.addEventListener("click", () => {
    const shown = !unfolded.has(person.id);
    if (shown) unfolded.add(person.id);
    else unfolded.delete(person.id);
    show(shown);
  });
  show(unfolded.has(person.id));
  return node;
}

function choose(person) {
  wanted = ""; // who was looked for is found
  actions.actAs(person.id);
}

/** What a person may do, as far as the application has said so, and a second window for them. */
function about(person) {
  const may = ((currentLanguage() === "zh" ? null : person.note.may_en) ?? person.note.may ?? "").split("\n").filter(Boolean);
  const chat = person.id === state.me && state.chat !== null ? `&chat=${state.chat}` : "";
  return el("div", { class: "person-may" },
    may.length ? el("p", { class: "may-title", text: t("may") }) : null,
    may.length ? el("ul", { class: "may-list" }, may.map((line) => el("li", { class: "may", text: line }))) : null,
    el("a", { class: "beside quiet", href: `/?as=${person.id}${chat}`, target: "_blank", rel: "noopener", dataset: { focus: `beside ${person.id}` } }, icon("beside"), el("span", { text: t("beside") })));
}

async function addPerson() {
  const name = await askLine(t("newPerson"), t("personName"));
  if (name) await actions.addPerson(name);
}
