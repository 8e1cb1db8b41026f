"""What a reporter hears of the review of an item: each step, and a decision taken back."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Item, ItemState, Keyboard, Message
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items.adoptions import lost_line
from bot.views.items.parts import headline, lines_of, reason_words


def render_step(t: Texts, item: Item, *, editor: str, merged_into: str | None = None) -> Message:
    """What the reporter hears of a step of the review."""
    head = headline(t, item)
    texts = {
        ItemState.REVIEWING: t("🔎 In review: {head}\nEditor: {editor}", head=head, editor=editor),
        ItemState.ADOPTED: t("✅ Adopted: {head}\nThank you for your work.", head=head),
        ItemState.RESERVED: t(
            "🗂 Kept in reserve: {head}\nIt counts for the month, and may still be used.", head=head
        ),
        ItemState.RETURNED: t(
            "↩️ Returned for revision: {head}\nReason: {reason}\nPress the button below, or send /revise_{tap}",
            head=head,
            reason=reason_words(t, item),
            tap=labels.tapped(item.number),
        ),
        ItemState.REJECTED: t(
            "✖️ Not adopted: {head}\nReason: {reason}", head=head, reason=reason_words(t, item)
        ),
        ItemState.MERGED: t("🔗 Merged into {target}: {head}", head=head, target=merged_into or ""),
    }
    keyboard: Keyboard = ()
    if item.state is ItemState.RETURNED:
        keyboard = _revise(t, item)
    return Message(texts[item.state], keyboard=keyboard)


def render_undone(t: Texts, item: Item, *, editor: str, was: ItemState | None, lost: int = 0) -> Message:
    """What the reporter's message says once a decision was taken back, or the item put back.

    What is returned again says as at first why, and how it is revised.
    """
    is_returned = item.state is ItemState.RETURNED
    head = {"state": labels.state(t, item.state), "head": headline(t, item)}
    return Message(
        lines_of(
            [
                t("↩️ {state}: {head}", **head) if is_returned else t("🕓 {state}: {head}", **head),
                t("{editor} has put it back; another editor can take it.", editor=editor)
                if was is None
                else t("{editor} has undone “{was}”.", editor=editor, was=labels.state(t, was)),
                lost_line(t, lost) if lost else None,
                t("Reason: {reason}", reason=reason_words(t, item)) if is_returned else None,
            ]
        ),
        keyboard=_revise(t, item) if is_returned else (),
    )


def _revise(t: Texts, item: Item) -> Keyboard:
    return ((button(t.plain("Edit"), Press.REVISE, item.id),),)
