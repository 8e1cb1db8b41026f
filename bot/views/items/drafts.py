"""Words of a conversation that leads to an item: what is missing and what is asked; its preview is in previews.py."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Demand, Item, Message
from bot.rules.changes import Change
from bot.rules.states import Step, asks_correction, next_state
from bot.rules.text import count_chars, shorten
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items.changes import changed_headers, render_changes
from bot.views.items.previews import DraftView
from bot.views.items.revisions import followed_by

PRESENT_TEXT = 3000


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


def render_add_to_which(t: Texts, numbers: Sequence[str]) -> Message:
    """补入 was typed where several items may be meant."""
    return Message(
        t(
            "Which item does it add to? Nothing was changed. Press “Add to …” with its number, or send for example: "
            "Add to {number}",
            number=numbers[0],
        )
        + Markup("\n")
        + t("It can be: {numbers}", numbers=t.listed(numbers))
    )


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
    count = count_chars(draft.body)
    if title := shorten(draft.title, 60):
        words = t(
            "You have an item that is not submitted yet: “{title}” ({count} characters).",
            title=title,
            count=count,
        )
    else:
        words = t(
            "You have an item that is not submitted yet and has no title ({count} characters).", count=count
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
