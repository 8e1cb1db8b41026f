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


def queue_lines(t: Texts, queue: Queue, first: Sequence[Item]) -> list[Markup]:
    """How many items wait and since when, and which of them ring the desk; nothing where none waits."""
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
    return [head, *(_line(t, item) for item in first if is_pressing(item))]


def _line(t: Texts, item: Item) -> Markup:
    return t(
        "🔴 {number} {title} ({unit}, {day})",
        number=item.number,
        title=shorten(item.title, _TITLE),
        unit=item.unit,
        day=t.day(item.received_at.astimezone(t.zone).date()),
    )


def queue_buttons(t: Texts, first: Sequence[Item]) -> Keyboard:
    """A button for each of the first that wait, which opens its card."""
    buttons = [
        button(f"🔴 {item.number}" if is_pressing(item) else item.number, Press.CARD_OPEN, item.id)
        for item in first
    ]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))
