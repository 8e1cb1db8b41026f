"""What rings the desk about an item that nobody has taken, and the secrecy officers about one that is held."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Item, Message
from bot.views.common.callbacks import Press, button
from bot.views.items.parts import headline, lines_of


def render_ring(t: Texts, item: Item, *, minutes: int) -> Message:
    """The reminder that an urgent item has not been taken."""
    text = t("🔔 Nobody has taken this item for {minutes} minutes:", minutes=minutes)
    return Message(
        lines_of([text, headline(t, item)]),
        keyboard=(
            (
                button(t.plain("Take"), Press.RECEIVE, item.id),
                button(t.plain("Full text"), Press.FULL_TEXT, item.id),
            ),
        ),
    )


def render_held_ring(t: Texts, item: Item, *, minutes: int) -> Message:
    """To an officer: what presses is held, and nobody else may see it."""
    lines = [
        t(
            "🔔 {number} presses and has waited for you for {minutes} minutes.",
            number=item.number,
            minutes=minutes,
        ),
        t("Until you let it pass or destroy it, nobody else sees it. Send /held to read it."),
    ]
    buttons = (
        button(t.plain("Let pass"), Press.HELD_FREE, item.id),
        button(t.plain("Destroy"), Press.HELD_DESTROY, item.id),
    )
    return Message(lines_of(lines), keyboard=(buttons,))
