"""The preview of an item under way, and every button that stands under it; what else is said on the way is in drafts.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import (
    Attachment,
    Button,
    Demand,
    DemandState,
    Item,
    ItemState,
    Keyboard,
    KeyPoint,
    Kind,
    Message,
)
from bot.rules.changes import Change
from bot.rules.cleaning import Cleaning
from bot.rules.states import Step, asks_correction, next_state
from bot.rules.text import count_chars, last_sentence, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items import keypoints as keypoint_words
from bot.views.items.attachments import summary
from bot.views.items.changes import render_changes
from bot.views.items.cleaning import cleaned
from bot.views.items.parts import TITLE

PREVIEW_BODY = 1500
LAST_SENTENCE = 200
# Typed alone they are no text of an item, whether they stand under its preview just now or not. Labels that name an item are not
# here (a test compares the rest with what previews show).
LABELS = (
    N_("Submit"),
    N_("Edit"),
    N_("Correct"),
    N_("A new item of its own"),
    N_("Category"),
    N_("Theme"),
    N_("Urgent"),
    N_("Not urgent"),
    N_("Clean"),
    N_("Keep"),
    N_("Cancel"),
    N_("Back"),
)
_CHOSEN = "✓ "


@dataclass(frozen=True, slots=True)
class DraftView:
    """What a preview shows. `number` and `state` are of the item that it revises; `missing` says what is still needed."""

    draft_id: int
    title: str
    body: str
    kind: Kind
    themes: Sequence[str]
    is_urgent: bool
    demand: Demand | None
    origin: str | None
    number: str | None
    missing: Sequence[Markup]
    changes: Sequence[Change] = ()
    files: Sequence[Attachment] = ()
    cleaning: Cleaning | None = None
    state: ItemState | None = None
    keypoint: KeyPoint | None = None
    keypoint_typed: str | None = None  # where it names one, or none
    parts: int = 1  # messages that it was put together from
    may_add: Sequence[Item] = ()  # what it may add to instead of being an item of its own
    is_linked: bool = False  # to that demand, as an item
    may_part: bool = False  # it was put to another item, and may be one of its own again


def _topic(t: Texts, draft: DraftView) -> Markup | None:
    """The demand that it answers; one that was closed is linked only where it was before."""
    if draft.demand is None:
        return None
    title = shorten(draft.demand.title, 60)
    if draft.demand.state is DemandState.CLOSED and not draft.is_linked:
        return t("Topic: {code} {title} (closed: will not be linked)", code=draft.demand.code, title=title)
    return t("Topic: {code} {title}", code=draft.demand.code, title=title)


def render_preview(
    t: Texts, draft: DraftView, *, keyboard: Keyboard | None = None, note: Markup | None = None
) -> Message:
    """The draft as it would be stored, with 提交 修改 类别 主题 紧急 取消."""
    heading = (
        t("📝 Preview of the revision of {number}", number=draft.number) if draft.number else t("📝 Preview")
    )
    parts: list[Markup | None] = [
        note,
        _heading(t, heading, draft),
        t("<b>{title}</b>", title=shorten(draft.title, TITLE) or t.plain("(no title yet)")),
        t("Category: {kind}", kind=labels.kind(t, draft.kind)),
        t("Themes: {themes}", themes=t.listed(draft.themes)) if draft.themes else None,
        t("🔴 {mark}", mark=t.plain("Urgent")) if draft.is_urgent else None,
        _topic(t, draft),
        _keypoint(t, draft),
        t("Forwarded from: {origin}", origin=shorten(draft.origin, 100)) if draft.origin else None,
        summary(t, draft.files),
        render_changes(t, draft.changes) if draft.changes else None,
        *(cleaned(t, draft.cleaning) if draft.cleaning else ()),
        *([Markup(""), Markup.escape(shorten(draft.body, PREVIEW_BODY))] if draft.body else []),
        t("It ends: {sentence}", sentence=last_sentence(draft.body, most=LAST_SENTENCE))
        if len(draft.body) > PREVIEW_BODY
        else None,
        Markup(""),
        *draft.missing,
        t(
            "If it adds to {numbers}, press “Add to …”; Submit makes a new item of it.",
            numbers=t.listed(item.number for item in draft.may_add),
        )
        if draft.may_add
        else None,
        t("Not submitted yet. Whatever you send now is added to it; press Submit when it is complete.")
        if not draft.missing
        else None,
    ]
    text = Markup("\n").join(part for part in parts if part is not None)
    return Message(text, keyboard=keyboard if keyboard is not None else _choices(t, draft))


def _keypoint(t: Texts, draft: DraftView) -> Markup | None:
    if draft.keypoint is not None:
        return keypoint_words.fact(t, draft.keypoint)
    return keypoint_words.unknown_fact(t, draft.keypoint_typed) if draft.keypoint_typed else None


def _heading(t: Texts, heading: Markup, draft: DraftView) -> Markup:
    count = count_chars(draft.body)
    if draft.parts < 2:
        return t("{heading} · {count} characters", heading=heading, count=count)
    return t(
        "{heading} · {count} characters, put together from {parts} messages",
        heading=heading,
        count=count,
        parts=draft.parts,
    )


def _choices(t: Texts, draft: DraftView) -> Keyboard:
    def press(label: str, what: Press) -> Button:
        return button(label, what, draft.draft_id)

    asks = draft.cleaning is not None and bool(draft.cleaning.doubts)
    noise = (
        button(t.plain("Clean"), Press.DRAFT_NOISE, draft.draft_id, "clean"),
        button(t.plain("Keep"), Press.DRAFT_NOISE, draft.draft_id, "keep"),
    )
    submit, edit = press(t.plain("Submit"), Press.DRAFT_SUBMIT), press(t.plain("Edit"), Press.DRAFT_EDIT)
    first: Keyboard = ((submit, edit),)
    if draft.state is not None and asks_correction(draft.state):
        correct = press(t.plain("Correct"), Press.CORRECT)
        may_revise = next_state(draft.state, Step.REVISE) is not None
        first = ((submit, edit), (correct,)) if may_revise else ((correct, edit),)
    adds: Keyboard = tuple(
        (button(t.plain("Add to {number}", number=item.number), Press.DRAFT_ADD, draft.draft_id, item.id),)
        for item in draft.may_add
    )
    if draft.may_part:
        adds = ((press(t.plain("A new item of its own"), Press.DRAFT_APART),),)
    return (
        *first,
        *adds,
        (
            press(t.plain("Category"), Press.DRAFT_KIND),
            press(t.plain("Theme"), Press.DRAFT_THEME),
            _urgent(t, draft, to=not draft.is_urgent),
        ),
        *((noise,) if asks else ()),
        (press(t.plain("Cancel"), Press.DRAFT_CANCEL),),
    )


def _urgent(t: Texts, draft: DraftView, *, to: bool) -> Button:
    label = t.plain("Urgent") if to else t.plain("Not urgent")
    return button(label, Press.DRAFT_URGENT, draft.draft_id, "on" if to else "off")


def typed_buttons(t: Texts, draft: DraftView) -> list[Button]:
    """Those whose words do the same when they are typed: whatever may stand under the preview, and the way back from a choice.

    紧急 and 不紧急 both: the word says what is meant.
    """
    typed = [each for row in _choices(t, draft) for each in row]
    typed += [
        _urgent(t, draft, to=draft.is_urgent),
        button(t.plain("Back"), Press.DRAFT_BACK, draft.draft_id),
    ]
    if len(draft.may_add) == 1 and not draft.may_part:  # which one is clear without its number
        typed.append(button(add_word(t), Press.DRAFT_ADD, draft.draft_id, draft.may_add[0].id))
    return typed


def add_word(t: Texts) -> str:
    """补入, as somebody types it without a number."""
    return t.plain("Add to {number}", number="").strip().casefold()


def kind_keyboard(t: Texts, draft_id: int, *, chosen: Kind) -> Keyboard:
    """The four categories, the present one marked."""
    buttons = [
        button(
            (_CHOSEN if kind is chosen else "") + labels.kind(t, kind), Press.DRAFT_KIND, draft_id, kind.value
        )
        for kind in Kind
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]), (button(t.plain("Back"), Press.DRAFT_BACK, draft_id),))


def theme_keyboard(t: Texts, draft_id: int, *, themes: Sequence[str], chosen: Sequence[str]) -> Keyboard:
    """The configured themes, the chosen ones marked; they are named by their place in the settings."""
    buttons = [
        button((_CHOSEN if theme in chosen else "") + shorten(theme, 20), Press.DRAFT_THEME, draft_id, place)
        for place, theme in enumerate(themes)
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (*rows, (button(t.plain("Back"), Press.DRAFT_BACK, draft_id),))
