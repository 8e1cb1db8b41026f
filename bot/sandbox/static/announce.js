// Tells screen readers what has come, without moving the focus; nothing of it is seen.

/** Say a line when there is a pause. */
export function announce(text) {
  const place = document.getElementById("announcer");
  // A text node of its own for each line: two equal lines in a row must both be spoken.
  place.append(Object.assign(document.createElement("p"), { textContent: text.slice(0, 300) }));
  while (place.childElementCount > 5) place.firstElementChild.remove();
}
