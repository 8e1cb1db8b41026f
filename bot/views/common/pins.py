"""Words about messages that are to be pinned."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Message


def render_cannot_pin(t: Texts, *, title: str) -> Message:
    """For administrators: what stands in the group is not pinned."""
    return Message(
        t(
            "I may not pin messages in “{title}”: what was to be pinned there has been posted without. Please allow me, as an "
            "administrator of the group, to pin messages, or pin it by hand.",
            title=title,
        )
    )
