"""What rings the desk about an item that nobody has taken."""

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
