"""Words about what waits for review; the cards themselves are in cards."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Keyboard, Queue
from bot.rules.rings import is_pressing
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button

_TITLE = 30
_A_ROW = 3


def queue_lines(
    t: Texts, queue: Queue, first: Sequence[Item], taken: Sequence[tuple[str, int]] = ()
) -> list[Markup]:
    """How many items wait and since when, and which of them ring the desk; then what is in review, and who has how many."""
    return [*_waiting_lines(t, queue, first), *_taken_lines(t, taken)]


def _waiting_lines(t: Texts, queue: Queue, first: Sequence[Item]) -> list[Markup]:
    if queue.oldest_at is None:
        return []
    fields: dict[str, object] = {
        "count": queue.count,
        "oldest": t.day(queue.oldest_at.astimezone(t.zone).date()),
        "pressing": queue.pressing,
    }
    if not queue.pressing:
        return [t("Waiting for review: {count}, the oldest of {oldest}.", **fields)]
    head = t(
        "Waiting for review: {count}, the oldest of {oldest}; urgent or early warning: {pressing}:", **fields
    )
    return [head, *(item_line(t, item) for item in first if is_pressing(item))]


def _taken_lines(t: Texts, taken: Sequence[tuple[str, int]]) -> list[Markup]:
    if not taken:
        return []
    who = t.listed(t.plain("{name} {count}", name=name, count=count) for name, count in taken)
    return [t("In review: {count} ({who}).", count=sum(count for _, count in taken), who=who)]


def item_line(t: Texts, item: Item) -> Markup:
    """An item that waits, in a line."""
    fields = {
        "number": item.number,
        "title": shorten(item.title, _TITLE),
        "unit": item.unit,
        "day": t.day(item.received_at.astimezone(t.zone).date()),
    }
    if is_pressing(item):
        return t("🔴 {number} {title} ({unit}, {day})", **fields)
    return t("{number} {title} ({unit}, {day})", **fields)


def let_go_line(t: Texts, editor: str, minutes: int) -> Markup:
    """On a card: it was taken, not decided, and let go by itself."""
    return t(
        "⏱ {editor} took it and has not decided it within {hours}: let go by itself.",
        editor=editor,
        hours=working_time(t, minutes),
    )


def working_time(t: Texts, minutes: int) -> Markup:
    """How much working time."""
    if minutes % 60:
        return t.n("one working minute", "{n} working minutes", minutes)
    return t.n("one working hour", "{n} working hours", minutes // 60)


def queue_buttons(t: Texts, first: Sequence[Item]) -> Keyboard:
    """A button for each of the first that wait, which opens its card."""
    buttons = [
        button(f"🔴 {item.number}" if is_pressing(item) else item.number, Press.CARD_OPEN, item.id)
        for item in first
    ]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))
