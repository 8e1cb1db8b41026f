// Pictures in full size: one, or an album's one after another; a click shows it pixel by pixel.

import { el, iconButton } from "./dom.js";
import { dialog } from "./overlays.js";
import { t } from "./words.js";

/** Show `files` from number `index` on; arrow keys turn the pages. */
export function showPictures(files, index) {
  return dialog(files[index].name, () => viewer(files, index), "picture-dialog");
}

function viewer(files, start) {
  let index = start;
  const image = el("img", { class: "full-picture" });
  const frame = el("div", { class: "picture-frame", tabindex: "0", role: "region", "aria-label": t("photo"), autofocus: true }, image);
  const save = el("a", { class: "quiet" });
  const count = el("span", { class: "status", "aria-live": "polite" });
  const show = (number) => {
    index = (number + files.length) % files.length;
    const file = files[index];
    Object.assign(image, { src: `/sandbox/file/${file.id}`, alt: file.name });
    Object.assign(save, { href: image.src, download: file.name, textContent: t("download", { name: file.name }) });
    count.textContent = files.length > 1 ? `${index + 1} / ${files.length}` : "";
    frame.classList.remove("zoomed");
  };
  const zoom = () => frame.classList.toggle("zoomed");
  image.addEventListener("click", zoom);
  frame.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" && files.length > 1) show(index + 1);
    else if (event.key === "ArrowLeft" && files.length > 1) show(index - 1);
    else if (event.key === "Enter" || event.key === " ") zoom();
    else return;
    event.preventDefault();
  });
  show(start);
  const turn = files.length > 1 && [iconButton("back", t("before"), () => show(index - 1)), count, iconButton("next", t("next"), () => show(index + 1))];
  return [frame, el("footer", { class: "dialog-foot picture-foot" }, turn, el("button", { type: "button", class: "quiet", text: t("zoom"), on: { click: zoom } }), save)];
}
