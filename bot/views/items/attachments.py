"""Words about files that people sent: how many an item has, what was read of one, what is not kept, and why."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Attachment, AttachmentState, Item, Message, Reading, Refusal
from bot.rules.text import shorten
from bot.views.common import labels

Question = Message
MARK = "📎"  # at the head of the line that says how many files there are
_NAME = 60
_PICTURES = frozenset({"png", "jpeg", "gif", "bmp", "webp", "tiff"})
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp", ".webp", ".tif", ".tiff")
_REFUSALS = {
    Refusal.TOO_BIG: N_(
        "{file} is larger than 20 MB and was not kept. Please make it smaller or split it and send it again; what matters "
        "please send as text."
    ),
    Refusal.EMPTY: N_("{file} is empty and was not kept. Please save it again and send it once more."),
    Refusal.DAMAGED: N_(
        "{file} is damaged and was not kept. Please save it again and send it once more, or paste the text here."
    ),
    Refusal.LARGE: N_(
        "{file} holds far more than any paper once it is opened, and was not kept. Please paste the text here."
    ),
    Refusal.LOCKED: N_("{file} has a password and was not kept. Please send it without one."),
    Refusal.MACROS: N_(
        "{file} holds macros and was not kept. Please save it as .docx without macros and send it again."
    ),
    Refusal.LINKED: N_(
        "{file} takes a template or an object from another machine and was not kept. Please save it without that link and "
        "send it again, or paste the text here."
    ),
    Refusal.INTERNAL: N_(
        "{file} may be internal: it is not sent out, and nothing of it was kept. Please take that out and send it again, or turn "
        "to the secrecy officers."
    ),
    Refusal.PROGRAM: N_("{file} is a program and was not kept."),
    Refusal.UNAVAILABLE: N_(
        "{file} could not be fetched from Telegram and is not kept. Please send it again."
    ),
}


def file_words(t: Texts, file: Attachment) -> Markup:
    """A file in a few words: its name where it has one."""
    if file.name:
        return t("Attachment “{name}”", name=shorten(file.name, _NAME))
    return t("The picture") if file.kind == "photo" else t("The attachment")


def summary(t: Texts, files: Sequence[Attachment]) -> Markup | None:
    """📎 附件6个, and how many of them are not there; None for none."""
    if not files:
        return None
    lost = sum(each.state is AttachmentState.GIVEN_UP for each in files)
    refused = sum(each.state is AttachmentState.REFUSED for each in files)
    head = t.n("📎 1 attachment", "📎 {n} attachments", len(files))
    parts: list[Markup] = []
    if lost:
        parts.append(t.n("1 could not be fetched", "{n} could not be fetched", lost))
    if refused:
        parts.append(t.n("1 was not kept", "{n} were not kept", refused))
    return head + t(" ({details})", details=t.listed(parts)) if parts else head


def summaries(t: Texts, files: Sequence[Attachment]) -> list[Markup]:
    """The same, as lines of a message: one or none."""
    return [line for line in (summary(t, files),) if line is not None]


def list_lines(t: Texts, files: Sequence[Attachment]) -> list[Markup]:
    """An item's files, a line each; of many the first."""
    lines = summaries(t, files)
    for each in files[:10]:
        if each.name:
            lines.append(t("· {name}", name=shorten(each.name, _NAME)))
    return lines


def not_kept(t: Texts) -> Markup:
    """What came along is nothing that is kept: a voice, a contact, a place."""
    return t("What came along with the text can be no part of an item and was not kept.")


def too_big(t: Texts, *, name: str) -> Markup:
    """Telegram says that the file is too large, before it is asked for it."""
    file = t("Attachment “{name}”", name=shorten(name, _NAME)) if name else t("The attachment")
    return t(_REFUSALS[Refusal.TOO_BIG], file=file)


def refusal_words(t: Texts, file: Attachment, why: Refusal, *, contact: str) -> Markup:
    """Why a file is not kept, and what to do instead."""
    if why is Refusal.MARKED:
        words = t(
            "A file seems to bear a mark of secrecy: it was not kept. Please delete your message, do not send it again and "
            "use the confidential channel."
        )
        return words + (t(" Whom to turn to: {contact}", contact=contact) if contact else Markup(""))
    return t(_REFUSALS[why], file=file_words(t, file))


def render_lost(t: Texts, file: Attachment, why: Refusal, *, item: Item, contact: str) -> Message:
    """To the reporter of an item: one of its files is not there."""
    head = t("<b>{number}</b> is stored as it is.", number=item.number)
    return Message(Markup("\n").join([refusal_words(t, file, why, contact=contact), head]))


def render_late(t: Texts, file: Attachment, *, is_text: bool) -> Message:
    """It takes longer: nothing need be done, unless the text is in it and urgent."""
    words = t(
        "{file} cannot be fetched from Telegram yet; it is tried again by itself.", file=file_words(t, file)
    )
    if is_text:
        words += t(" If it is urgent, please send the text here.")
    return Message(words)


def render_exchanged(t: Texts, item: Item, *, is_paper: bool) -> Message:
    """Another file was put into the message; what was read in the one before stays the text."""
    done = t("📎 <b>{number}</b>: the file was exchanged.", number=item.number)
    if is_paper:
        done += t(
            " The text did not change with it; to change it: /revise_{tap}", tap=labels.tapped(item.number)
        )
    return Message(done)


def render_not_exchanged(t: Texts, item: Item) -> Message:
    """The same, too late."""
    return Message(
        t(
            "<b>{number}</b> is {state}; the file that you have put in the place of the first one was not taken.",
            number=item.number,
            state=labels.state_in(t, item.state),
        )
    )


def was_read(t: Texts, file: Attachment, *, count: int) -> Markup:
    """已读取《…docx》，正文846字."""
    return t(
        "“{name}” was read: {count} characters of text.", name=shorten(file.name or "?", _NAME), count=count
    )


def why_unread(t: Texts, file: Attachment, reading: Reading) -> Markup:
    """A file is kept, and no text was taken from it."""
    words = file_words(t, file)
    if reading.is_long:
        return t("{file} is kept; its text is too long to be read.", file=words)
    if reading.kind in _PICTURES and (
        file.kind == "photo" or file.name.lower().endswith(_PICTURE_NAMES) or "." not in file.name
    ):
        return t("{file} is kept. Words in a picture are not read; please write them.", file=words)
    if reading.kind in _PICTURES:
        return t("{file} is kept; it is a picture by its content, of which no text can be read.", file=words)
    if reading.kind in ("docx", "text"):
        return t("{file} is kept; there is no text in it.", file=words)
    return t("{file} is kept; only .docx and .txt can be read.", file=words)


def render_ask_text(
    t: Texts,
    files: Sequence[Attachment],
    *,
    title: str,
    missing: Sequence[Markup],
    note: Markup | None,
    in_group: bool,
) -> Question:
    """There are files and too little text: what is missing is asked for."""
    head = (
        t("Kept as a draft, not yet submitted: “{title}”", title=shorten(title, 60))
        if title
        else t("Kept as a draft, not yet submitted.")
    )
    tail = t("Please reply to this message.") if in_group else t("Please just send it here.")
    parts = [note, head, summary(t, files), *missing, tail]
    return Message(Markup("\n").join(part for part in parts if part is not None), ask=in_group)


def render_added(t: Texts, files: Sequence[Attachment]) -> Message:
    """A file was added to a draft of which another question is open."""
    line = summary(t, files) or Markup("")
    return Message(t("Added to your draft. {files}", files=line))


def render_note(note: Markup) -> Message:
    """One line alone."""
    return Message(note)


def recounted(words: str, summary: Markup | None) -> str:
    """A receipt or preview (HTML) with another count of files in the line that says it; without that line for None."""
    lines = [str(summary or "") if line.startswith(MARK) else line for line in words.split("\n")]
    return "\n".join(line for line, old in zip(lines, words.split("\n"), strict=True) if line or not old)


def render_not_there(t: Texts, item: Item, files: Sequence[Attachment]) -> Message:
    """Those of an item's files that cannot be given back."""
    lines = [t("<b>{number}</b>: these attachments are not there.", number=item.number)]
    for each in files:
        why = (
            t("could not be fetched from Telegram")
            if each.state is AttachmentState.GIVEN_UP
            else t("was not kept")
        )
        lines.append(t("· {file}: {why}", file=file_words(t, each), why=why))
    return Message(Markup("\n").join(lines))


def render_withheld(t: Texts, item: Item, files: Sequence[Attachment]) -> Message:
    """Those of an item's files that only its reporter and editors get."""
    head = t(
        "<b>{number}</b>: these attachments hold personal numbers, or are still being read; only the reporter and the editors "
        "can open them.",
        number=item.number,
    )
    return Message(Markup("\n").join([head, *(t("· {name}", name=file_words(t, each)) for each in files)]))


def caption(t: Texts, item: Item, *, place: int, of: int, name: str) -> Markup:
    """Under a file that is given back."""
    return t("{number} attachment {place}/{of}", number=item.number, place=place, of=of)
