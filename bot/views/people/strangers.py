"""Words to people in a group who cannot be known, or have not joined."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Button, Message


def render_not_taken(t: Texts, opener: Button, *, is_suspended: bool) -> Message:
    """An item by somebody who may not send any."""
    if is_suspended:
        return Message(t("Not taken: your access is suspended."), keyboard=((opener,),))
    return Message(t("Not taken: you have not joined yet."), keyboard=((opener,),))


def render_masked(t: Texts) -> Message:
    """A command or tag in the name of the group, or of a channel."""
    return Message(
        t(
            "Nothing was done: you write anonymously or as a channel, so I cannot see who you are. "
            "Please turn that off and send it again as yourself."
        )
    )
