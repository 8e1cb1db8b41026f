"""Words of what is written as a form: questions, faults, preview, what 修改 takes; each mechanism brings its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Message
from bot.rules.addressees import Choice
from bot.rules.forms import Fault
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button

PREVIEW_TEXT = 2500  # characters
QUESTION_TITLE = N_("What is the title?")
QUESTION_DUE = N_(
    "When is it due? For example 2026-06-20, 20 June, 3 days, 3 workdays or Friday; "
    "with 17:00, or else the end of the working day."
)


@dataclass(frozen=True)
class FormWords:
    """A form's words as catalogue messages: its fields by key, the question for each, the values that are buttons.

    `named` says it in a few words with {title}, `unnamed` without one; `cancelled` that it was thrown away, and `file_left` what
    becomes of a file that cannot go with it.
    """

    fields: Mapping[str, str]
    questions: Mapping[str, str]
    named: str
    unnamed: str
    cancelled: str
    file_left: str = N_("The attached file is not part of it. Please send it yourself.")
    options: Mapping[str, str] = field(default_factory=dict)

    def name(self, t: Texts, title: str) -> str:
        """One in a few words, for lists and buttons."""
        return t.plain(self.named, title=shorten(title, 20)) if title else t.plain(self.unnamed)

    def listed(self, t: Texts, keys: Sequence[str]) -> str:
        """The fields by name."""
        return t.listed(t.plain(self.fields[key]) for key in keys)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked next: the field's key, the words, the values to choose from with their labels, whether it can be skipped."""

    key: str
    words: Markup
    options: Sequence[Choice]
    is_required: bool


def render_question(
    t: Texts,
    draft_id: int,
    question: Question,
    *,
    title: str,
    needed: str,
    faults: Sequence[Fault] = (),
    in_group: bool,
    is_kept: bool = False,
    file: str | None = None,
    file_left: Markup | None = None,
) -> Message:
    """What could not be used, what is still `needed`, and the next question.

    `is_kept`: the message has become a draft. `file` has just come, and goes with it; `file_left` says why one does not.
    """
    kept = shorten(title, 60)
    lines = []
    if is_kept:
        lines.append(
            t("Kept as a draft, not yet posted: “{title}”", title=kept)
            if kept
            else t("Kept as a draft, not yet posted.")
        )
    if file is not None:
        lines.append(t("📎 Received: {file}", file=shorten(file, 80)))
    if file_left is not None:
        lines.append(file_left)
    lines += render_faults(t, faults)
    if is_kept or len(faults) > 1:
        lines.append(t("Still needed: {fields}", fields=needed))
    lines.append(question.words)
    if in_group:
        lines.append(t("Please reply to this message."))
    meant = tuple(
        (button(name, Press.FORM_CHOOSE, draft_id, code, fault.field),)
        for fault in faults
        for code, name in fault.choices
    )
    # In a group only replies reach us: the input field is set to reply where no button is needed.
    if in_group and question.is_required and not meant:
        return Message(Markup("\n").join(lines), ask=True)
    return Message(Markup("\n").join(lines), keyboard=(*meant, *_answers(t, draft_id, question)))


def _answers(t: Texts, draft_id: int, question: Question) -> tuple[tuple[Button, ...], ...]:
    chosen = [
        button(label, Press.FORM_CHOOSE, draft_id, value, question.key) for value, label in question.options
    ]
    rows = [tuple(chosen[start : start + 2]) for start in range(0, len(chosen), 2)]
    cancel = button(t.plain("Cancel"), Press.FORM_CANCEL, draft_id)
    skip = skip_button(t, draft_id, key=question.key)
    rows.append((cancel,) if question.is_required else (skip, cancel))
    return tuple(rows)


def render_faults(t: Texts, faults: Sequence[Fault]) -> list[Markup]:
    """Why some words could not be used, a line each."""
    return [
        Markup("⚠️ ")
        + t(
            fault.key,
            **{
                name: t.listed(value) if isinstance(value, tuple) else value
                for name, value in fault.fields.items()
            },
        )
        for fault in faults
    ]


def render_preview(
    t: Texts,
    draft_id: int,
    lines: Sequence[Markup],
    *,
    files: Sequence[str],
    file_left: Markup | None,
    title_was: str | None = None,
) -> Message:
    """How it would be published, with 发布 修改 取消; `files` go with it, `file_left` says why one does not.

    `title_was`: what was just sent has taken the place of this title, which its writer may not have meant.
    """
    shown = [
        *lines,
        *([_title_taken(t, title_was)] if title_was else []),
        *(t("📎 {file}", file=shorten(name, 80)) for name in files),
        *([file_left] if file_left else []),
        t("Nothing is posted yet."),
    ]
    return Message(Markup("\n").join(shown), keyboard=(preview_buttons(t, draft_id),))


def preview_buttons(t: Texts, draft_id: int) -> tuple[Button, ...]:
    """Whatever stands under a preview."""
    return (
        button(t.plain("Post"), Press.FORM_POST, draft_id),
        button(t.plain("Edit"), Press.FORM_EDIT, draft_id),
        button(t.plain("Cancel"), Press.FORM_CANCEL, draft_id),
    )


def skip_button(t: Texts, draft_id: int, *, key: str) -> Button:
    """跳过 under a question."""
    return button(t.plain("Skip"), Press.FORM_SKIP, draft_id, key)


def _title_taken(t: Texts, title_was: str) -> Markup:
    return t(
        "✏️ What you sent is the title now; it was: {title}. To change something else, write its name and a colon before it.",
        title=shorten(title_was, 60),
    )


def title_and_text(t: Texts, *, title: str, text: str) -> list[Markup]:
    """A preview's first lines: the title in bold, and the text, which may be long."""
    return [
        t("<b>{title}</b>", title=title),
        *([Markup.escape(shorten(text, PREVIEW_TEXT))] if text else []),
    ]


def render_edit_how(t: Texts, *, in_group: bool) -> Message:
    """After 修改: what to send."""
    lines = [
        t(
            "Please send the whole text again, or only the line that changes, for example “Due: Friday”. "
            "What you do not mention stays."
        )
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
    return Message(Markup("\n").join(lines), ask=in_group)


def asked_before(t: Texts) -> str:
    """A press under a question that has been answered."""
    return t.plain("This question has been answered already.")


def not_complete(t: Texts, *, needed: str) -> str:
    """发布 before everything is there."""
    return t.plain("Not posted yet. Still needed: {fields}", fields=needed)
