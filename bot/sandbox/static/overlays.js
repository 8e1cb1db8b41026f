// What lies above the page for a moment: toasts, alerts, questions, pop-up menus; none knows what it is about.

import { el, icon } from "./dom.js";
import { t } from "./words.js";

/** A line that goes away by itself. */
export function toast(text) {
  const node = el("div", { class: "toast", text });
  document.getElementById("toasts").append(node);
  setTimeout(() => node.classList.add("gone"), 2600 + text.length * 40);
  setTimeout(() => node.remove(), 3000 + text.length * 40);
}

/** A modal box with anything in it; resolves with what `close(value)` is given, null when dismissed. */
export function dialog(title, fill, extra = "") {
  return new Promise((resolve) => {
    let result = null;
    const box = el("dialog", { class: `dialog ${extra}`, "aria-label": title });
    const close = (value) => {
      result = value;
      box.close();
    };
    const head = el("header", { class: "dialog-head" }, el("h2", { text: title }),
      el("button", { type: "button", class: "icon-button", "aria-label": t("closeIt"), on: { click: () => close(null) } }, icon("close")));
    box.append(head, ...[fill(close)].flat());
    box.addEventListener("click", (event) => event.target === box && close(null));
    box.addEventListener("close", () => {
      box.remove();
      resolve(result);
    });
    document.body.append(box);
    box.showModal();
    box.querySelector("[autofocus]")?.focus();
  });
}

/** A text with one button, as a bot's alert. */
export function alertBox(title, text) {
  return dialog(title, (close) => [
    el("p", { class: "dialog-text", text }),
    el("footer", { class: "dialog-foot" }, el("button", { type: "button", class: "primary", autofocus: true, text: t("ok"), on: { click: () => close(true) } })),
  ]);
}

/** A question with a yes and a no; resolves true for yes. */
export function confirmBox(title, yes, danger = false) {
  return dialog(title, (close) => el("footer", { class: "dialog-foot" },
    el("button", { type: "button", class: "quiet", text: t("cancel"), on: { click: () => close(false) } }),
    el("button", { type: "button", class: danger ? "danger" : "primary", autofocus: true, text: yes, on: { click: () => close(true) } })));
}

/** Ask for one line of text; resolves null when dismissed. */
export function askLine(title, label) {
  return dialog(title, (close) => {
    const input = el("input", { type: "text", class: "field", "aria-label": label, placeholder: label, maxlength: "128", autofocus: true });
    return el("form", { method: "dialog", on: { submit: (event) => { event.preventDefault(); close(input.value.trim() || null); } } }, input,
      el("footer", { class: "dialog-foot" }, el("button", { type: "submit", class: "primary", text: t("ok") })));
  });
}

/** A menu at a place of the screen; `items` are [label, run, danger?]. */
export function popup(x, y, items) {
  document.querySelector(".popup")?.remove();
  const before = document.activeElement;
  const menu = el("div", { class: "popup", role: "menu" });
  const close = () => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (before?.isConnected) before.focus();
  };
  const outside = (event) => !menu.contains(event.target) && close();
  for (const [label, run, danger] of items) {
    menu.append(el("button", { type: "button", role: "menuitem", class: danger ? "is-danger" : "", text: label, on: { click: () => { close(); run(); } } }));
  }
  menu.addEventListener("keydown", (event) => moveFocus(event, menu, close));
  document.body.append(menu);
  document.addEventListener("pointerdown", outside, true);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  menu.firstElementChild?.focus();
}

function moveFocus(event, menu, close) {
  const items = [...menu.children];
  const index = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items.at((index + step) % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
}
