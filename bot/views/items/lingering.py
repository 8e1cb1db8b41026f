"""Words about what lingers at the desk: taken and not decided, or waiting for long."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.locale.texts import Texts
from bot.model import Item, Message
from bot.views.common import labels
from bot.views.common.callbacks import Press, button
from bot.views.items.parts import headline
from bot.views.items.queue import item_line, queue_buttons, working_time

_MOST = 6


def render_waits_again(t: Texts, item: Item) -> Message:
    """What the reporter's message says once an item was let go by itself."""
    return Message(t("🕓 {state}: {head}", state=labels.state(t, item.state), head=headline(t, item)))


def render_let_go(t: Texts, item: Item, *, minutes: int) -> Message:
    """To who had taken the item: it is anybody's again."""
    lines = [
        t(
            "You took this item and have not decided it within {hours}; it waits for review again:",
            hours=working_time(t, minutes),
        ),
        headline(t, item),
    ]
    buttons = (
        button(t.plain("Take"), Press.RECEIVE, item.id),
        button(t.plain("Full text"), Press.FULL_TEXT, item.id),
    )
    return Message(Markup("\n").join(lines), keyboard=(buttons,))


def render_long_waits(t: Texts, late: Sequence[Item], *, minutes: int) -> Message:
    """To the desk, once for each of these: nobody has taken it for long. A button opens its card."""
    head = t.n(
        "⏳ One item has waited for review for more than {hours}:",
        "⏳ {n} items have waited for review for more than {hours}:",
        len(late),
        hours=working_time(t, minutes),
    )
    lines = [head, *(item_line(t, item) for item in late[:_MOST])]
    if len(late) > _MOST:
        lines.append(t("… and {count} more", count=len(late) - _MOST))
    return Message(Markup("\n").join(lines), keyboard=queue_buttons(t, late[:_MOST]))
