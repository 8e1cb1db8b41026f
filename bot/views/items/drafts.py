"""Words of a conversation that leads to an item: what is missing, the preview and its choices; finished items are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Attachment, Button, Demand, Item, ItemState, Keyboard, KeyPoint, Kind, Message
from bot.rules.changes import Change
from bot.rules.cleaning import Cleaning
from bot.rules.states import Step, asks_correction, next_state
from bot.rules.text import count_chars, last_sentence, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items import keypoints as keypoint_words
from bot.views.items.attachments import summary
from bot.views.items.changes import changed_headers, render_changes
from bot.views.items.cleaning import cleaned
from bot.views.items.parts import TITLE
from bot.views.items.revisions import followed_by

PREVIEW_BODY = 1500
PRESENT_TEXT = 3000
LAST_SENTENCE = 200


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
    may_part: bool = False  # it was put to another item, and may be one of its own again


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
        t("Topic: {code} {title}", code=draft.demand.code, title=shorten(draft.demand.title, 60))
        if draft.demand
        else None,
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
    urgent = t.plain("Not urgent") if draft.is_urgent else t.plain("Urgent")
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
            press(urgent, Press.DRAFT_URGENT),
        ),
        *((noise,) if asks else ()),
        (press(t.plain("Cancel"), Press.DRAFT_CANCEL),),
    )


def kind_keyboard(t: Texts, draft_id: int, *, chosen: Kind) -> Keyboard:
    """The four categories, the present one marked."""
    buttons = [
        button(
            ("✓ " if kind is chosen else "") + labels.kind(t, kind), Press.DRAFT_KIND, draft_id, kind.value
        )
        for kind in Kind
    ]
    return (tuple(buttons[:2]), tuple(buttons[2:]), (button(t.plain("Back"), Press.DRAFT_BACK, draft_id),))


def theme_keyboard(t: Texts, draft_id: int, *, themes: Sequence[str], chosen: Sequence[str]) -> Keyboard:
    """The configured themes, the chosen ones marked; they are named by their place in the settings."""
    buttons = [
        button(("✓ " if theme in chosen else "") + shorten(theme, 20), Press.DRAFT_THEME, draft_id, place)
        for place, theme in enumerate(themes)
    ]
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (*rows, (button(t.plain("Back"), Press.DRAFT_BACK, draft_id),))


def missing_parts(t: Texts, *, title: str, body: str, least: int) -> list[Markup]:
    """What keeps a draft from being submitted; empty where nothing does."""
    missing = []
    if count_chars(title) == 0:
        missing.append(t("⚠️ The title is missing: please send it as one line."))
    if (written := count_chars(body)) < least:
        missing.append(
            t(
                "⚠️ The text has {written} characters and needs at least {least}: please send the rest.",
                written=written,
                least=least,
            )
        )
    return missing


def render_ask_text(t: Texts, *, demand: Demand | None) -> Message:
    """The first question of a guided submission."""
    about = (
        t("For {code} {title}. ", code=demand.code, title=shorten(demand.title, 60)) if demand else Markup("")
    )
    return Message(
        about
        + t(
            "Please send the item: the title on the first line, then the text. Several messages in a row become one item."
        )
    )


def render_ask_revision(t: Texts, item: Item, *, in_group: bool) -> Message:
    """The first question of a revision, with the present text to copy: in private whole, since it comes back as it is copied."""
    lines = [
        t("Revising {number}. The present text, a tap copies it:", number=item.number),
        t("<code>{text}</code>", text=shorten(f"{item.title}\n{item.body}", PRESENT_TEXT)),
        t(
            "Please send the whole revised text, or only a new title, or only the lines to change such as “Category: policy”. "
            "What you do not mention stays."
        ),
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
    return Message(Markup("\n").join(lines), ask=in_group, shows_numbers=not in_group)


def render_kept_edit(
    t: Texts,
    item: Item,
    draft_id: int,
    *,
    edited: Item,
    changes: Sequence[Change],
    is_behind: bool = False,
) -> Message:
    """An edit of a message whose item is past edits, kept: `更正` asks the editors for it, or it is handed in as the revision.

    `is_behind`: the item was revised after the message that is edited.
    """
    words = t(
        "{number} is {state}; your edit was not applied but kept as a draft.",
        number=item.number,
        state=labels.state_in(t, item.state),
    )
    if is_behind:
        words = t(
            "{number} was revised after this message; your edit was not applied but kept as a draft.",
            number=item.number,
        )
    headers, tap = changed_headers(t, item, edited), labels.tapped(item.number)
    lines = [words, *([headers] if headers else []), *([render_changes(t, changes)] if changes else [])]
    if asks_correction(item.state):
        lines.append(
            t("To ask the editors for this correction, press the button; the review goes on meanwhile.")
        )
        if next_state(item.state, Step.REVISE) is not None:
            lines.append(
                t("To hand in another text, which is reviewed from the beginning: /revise_{tap}", tap=tap)
            )
        else:
            lines.append(followed_by(t, item))
        ask = button(t.plain("Correct"), Press.CORRECT, draft_id)
        leave = button(t.plain("Cancel"), Press.DRAFT_CANCEL, draft_id)
        return Message(Markup("\n").join(lines), keyboard=((ask, leave),))
    lines.append(t("To submit it: press the button, or send /revise_{tap}", tap=tap))
    hand_in = button(t.plain("Submit as edited"), Press.DRAFT_SUBMIT, draft_id)
    drop = button(t.plain("Delete this draft"), Press.DRAFT_CANCEL, draft_id)
    return Message(Markup("\n").join(lines), keyboard=((hand_in,), (drop,)))


def render_unfinished(t: Texts, draft: DraftView, *, demand_id: int | None) -> Message:
    """Somebody begins an item while another one waits to be handed in."""
    words = t(
        "You have an item that is not submitted yet: “{title}” ({count} characters).",
        title=shorten(draft.title, 60) or t.plain("(no title yet)"),
        count=count_chars(draft.body),
    )
    first = (
        button(t.plain("Submit this one"), Press.DRAFT_SUBMIT, draft.draft_id)
        if not draft.missing
        else button(t.plain("Continue this one"), Press.DRAFT_OPEN, draft.draft_id)
    )
    another = button(
        t.plain("Write another (this draft is kept)"), Press.DRAFT_ANOTHER, draft.draft_id, demand_id or 0
    )
    drop = button(t.plain("Delete this draft"), Press.DRAFT_CANCEL, draft.draft_id)
    return Message(words, keyboard=((first,), (another,), (drop,)))


def draft_name(t: Texts, *, title: str, number: str | None) -> str:
    """A draft in a few words, for lists and buttons."""
    if number:
        return t.plain("Revision of {number}", number=number)
    return t.plain("Item “{title}”", title=shorten(title, 20)) if title else t.plain("Item without a title")


def render_ask_rest(t: Texts, *, title: str, missing: Sequence[Markup], in_group: bool) -> Message:
    """A one-step message that is too short has become a draft."""
    head = (
        t("Kept as a draft, not yet submitted: “{title}”", title=shorten(title, 60))
        if title
        else t("Kept as a draft, not yet submitted.")
    )
    tail = t("Please reply to this message.") if in_group else t("Please just send it here.")
    return Message(Markup("\n").join([head, *missing, tail]), ask=in_group)


def render_ask_split(t: Texts, draft_id: int, *, titles: Sequence[str]) -> Message:
    """Several tags in one message: one item or several."""
    lines = [
        t("{place}. {title}", place=place, title=shorten(title, 60) or "…")
        for place, title in enumerate(titles, 1)
    ]
    text = Markup("\n").join(
        [t("Your message seems to hold {count} items. Nothing is submitted yet.", count=len(titles)), *lines]
    )
    return Message(
        text,
        keyboard=(
            (
                button(t.plain("Split into {count} items", count=len(titles)), Press.DRAFT_SPLIT, draft_id),
                button(t.plain("It is one item"), Press.DRAFT_JOIN, draft_id),
            ),
            (button(t.plain("Cancel"), Press.DRAFT_CANCEL, draft_id),),
        ),
    )


def render_edit_how(t: Texts, draft_id: int, *, in_group: bool) -> Message:
    """After 修改: what to send."""
    lines = [
        t(
            "Please send what is to change: a new title alone, lines such as “Category: policy” alone, or the whole text. "
            "What you do not mention stays."
        )
    ]
    if in_group:
        lines.append(t("Please reply to this message."))
        return Message(Markup("\n").join(lines), ask=True)
    back = button(t.plain("Back"), Press.DRAFT_BACK, draft_id)
    return Message(Markup("\n").join(lines), keyboard=((back,),))


def render_ask_drop(t: Texts, draft_id: int, *, before: int, after: int) -> Message:
    """After 修改 somebody sent a title with a text so short that it can hardly be meant as the whole."""
    text = t(
        "Nothing is changed yet. What you sent has {after} characters of text; in the place of the present {before} they would "
        "be lost. What is meant?",
        after=after,
        before=before,
    )
    keyboard = (
        (button(t.plain("Keep the text, add mine behind it"), Press.DRAFT_REPLACE, draft_id, "rest"),),
        (button(t.plain("Replace the whole text"), Press.DRAFT_REPLACE, draft_id, "whole"),),
        (button(t.plain("Leave it as it was"), Press.DRAFT_BACK, draft_id),),
    )
    return Message(text, keyboard=keyboard)


def render_no_content(t: Texts, text: str, *, may_submit: bool) -> Message:
    """Thanks or a number alone, where a draft takes texts."""
    said = t("“{text}” was not added to your draft, which stays as it is. ", text=shorten(text, 20))
    then = (
        t("To submit it press Submit, to change it press Edit.")
        if may_submit
        else t("Please send the title or the text.")
    )
    return Message(said + then)


def render_other_tag(t: Texts) -> Message:
    """A text with the tag of something else, where a draft takes texts."""
    return Message(
        t(
            "Not added to your draft, which stays as it is: this text begins with a tag that is no item's. To propose a topic, "
            "send /propose with your proposal."
        )
    )


def render_cancelled(t: Texts, item: Item | None) -> Message:
    """The draft is gone; an item that it would have changed stays."""
    if item is not None:
        return Message(
            t(
                "The revision is cancelled; {number} stays {state}.",
                number=item.number,
                state=labels.state_in(t, item.state),
            )
        )
    return Message(t("Cancelled. The draft has been deleted; nothing was submitted."))
