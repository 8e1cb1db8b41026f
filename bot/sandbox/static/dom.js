// Builds DOM nodes; text always goes in as text, so that nothing a person typed can become markup.

/** An element: `props` are class, text, dataset, on (event -> listener), or attributes; children may be null. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Draw `root` anew by `change`, and put the focus back on what stands for the element that had it. */
export function keepFocus(root, change) {
  const active = document.activeElement;
  if (!root.contains(active)) return change();
  const select = "button, a, input, summary, [tabindex]";
  const key = active.dataset.focus;
  const index = [...root.querySelectorAll(select)].indexOf(active);
  change();
  const same = key ? [...root.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === key) : [...root.querySelectorAll(select)].at(index);
  return same?.focus({ preventScroll: true });
}

const PATHS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-5 16-3.5-6.500zM11.500 13.500L20 4",
  attach: "M20 11.500l-8.300 8.300a5.300 5.300 0 0 1-7.500-7.500l8.600-8.600a3.500 3.500 0 0 1 5 5l-8.500 8.500a1.800 1.800 0 0 1-2.500-2.500l7.800-7.800",
  menu: "M15 5l-6 14",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  keys: "M4 7h16v10H4zM7.500 10.500h.01M10.500 10.500h.01M13.500 10.500h.01M16.500 10.500h.01M8.500 14h7",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  plus: "M12 5v14M5 12h14",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c0-3.600 2.900-6 6.500-6s6.500 2.400 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2.200.8 3.500 2.800 3.500 5.500",
  close: "M6 6l12 12M18 6L6 18",
  file: "M7 3h7l5 5v13H7zM14 3v5h5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  down: "M6 9l6 6 6-6",
  link: "M8 16L16 8M9 8h7v7",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8v.01",
  glass: "M4 5h16v11H4zM8 20h8M12 16v4M7.500 12l2.500-3 2 2 3-4",
  tour: "M5 21V4M5 5h12l-2.500 4 2.500 4H5",
  beside: "M4 5h7v14H4zM13 5h7v14h-7z",
  next: "M9 6l6 6-6 6",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.8.400-1.100.9-1.100 1.800M12 16.800v.01",
  power: "M12 4v8M7 6.500a7.500 7.500 0 1 0 10 0",
  check: "M5 12.500l4.500 4.500L19 7.500",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
};

/** A line icon by name; hidden from screen readers, so its button needs a label. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon only. */
export function iconButton(name, label, run, extra = "") {
  return el("button", { type: "button", class: `icon-button ${extra}`, "aria-label": label, title: label, on: { click: run } }, icon(name));
}

/** A round picture with the first character of a name, in the name's colour. */
export function avatar(person, size = "") {
  const name = person.name || person.title || "?";
  const isPerson = !person.bot && !person.title;
  const letter = /[一-鿿]/.test(name) ? [...name].at(isPerson ? -1 : 0) : [...name][0].toUpperCase();
  return el("span", { class: `avatar ${size} tone-${tone(person.id)}`, "aria-hidden": "true", text: letter });
}

/** One of eight tones for an id, always the same. */
export function tone(id) {
  return Math.abs(Number(id)) % 8;
}
