"""Words to whoever sends more than anybody can mean."""

from __future__ import annotations

from bot.locale.texts import Texts
from bot.model import Message


def render_slowed(t: Texts, *, most: int) -> Message:
    """To a member who sends too fast: the messages wait."""
    return Message(
        t(
            "Your messages are coming faster than {most} a minute. Nothing is lost: they wait, and I take them in one after "
            "another. Please do not send them again.",
            most=most,
        )
    )


def render_turned_away(t: Texts, *, most: int) -> Message:
    """To a stranger who sends too fast: the messages are dropped."""
    return Message(
        t(
            "Your messages are coming faster than {most} a minute, and I do not read what is beyond that. "
            "Please wait a minute, then send one.",
            most=most,
        )
    )
