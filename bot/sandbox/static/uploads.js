// Files on their way: asking before they go, and showing how far they have come; sending itself is server.js's.

import { el, icon, iconButton } from "./dom.js";
import { dialog, toast } from "./overlays.js";
import { fileSize } from "./time.js";
import { t } from "./words.js";

const MOST = 10;

/** Ask for a caption and how pictures go; resolves {caption, photos}, null when dismissed. */
export async function askAboutFiles(files, text) {
  if (files.length > MOST) {
    toast(t("tooMany"));
    return null;
  }
  const arePictures = files.every((file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type));
  return dialog(t("sendFiles", { n: files.length }), (close) => {
    const caption = el("textarea", { class: "field", rows: "3", placeholder: t("caption"), "aria-label": t("caption"), autofocus: true });
    caption.value = text;
    const photos = el("input", { type: "checkbox", checked: arePictures });
    const done = () => close({ caption: caption.value, photos: arePictures && photos.checked });
    caption.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      done();
    });
    return el("form", { method: "dialog", on: { submit: (event) => { event.preventDefault(); done(); } } },
      el("ul", { class: "file-list" }, files.map((file) => el("li", {}, icon("file"), el("span", { class: "document-name", text: file.name }), el("span", { class: "document-size", text: fileSize(file.size) })))),
      arePictures ? el("label", { class: "check" }, photos, el("span", { text: t("asPhotos") })) : null, caption,
      el("footer", { class: "dialog-foot" }, el("button", { type: "button", class: "quiet", text: t("cancel"), on: { click: () => close(null) } }), el("button", { type: "submit", class: "primary", text: t("send") })));
  });
}

/** A line above the input with a bar; `run({onProgress, signal})` does the sending. */
export async function showUpload(files, run) {
  const stop = new AbortController();
  const bar = el("progress", { max: "1", value: "0", "aria-label": t("uploading") });
  const name = files.length === 1 ? files[0].name : t("files", { n: files.length });
  const line = el("div", { class: "upload", role: "status" }, icon("file"), el("span", { class: "upload-words" }, el("span", { class: "document-name", text: name }), bar),
    iconButton("close", t("cancel"), () => stop.abort()));
  document.getElementById("uploads")?.append(line);
  try {
    return await run({ signal: stop.signal, onProgress: (share) => { bar.value = share; } });
  } finally {
    line.remove();
  }
}
