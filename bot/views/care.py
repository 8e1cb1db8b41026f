"""Words about the desk's own machinery: posts in doubt; nothing about items or people."""

from __future__ import annotations

import re
from html import unescape

from bot.locale.texts import Texts
from bot.model import Message
from bot.rules.text import shorten
from bot.views.callbacks import Press, button


def render_doubt(t: Texts, *, row_id: int, place: str, text: str) -> Message:
    """A group post that may or may not have arrived, with the choice. `text` is the post's HTML."""
    words = shorten(unescape(re.sub(r"<[^>]+>", "", text)), 200)
    return Message(
        t(
            "I was interrupted while posting in “{place}” and cannot tell whether this arrived:\n"
            "<blockquote>{words}</blockquote>\n"
            "Please look in the group, then choose.",
            place=place,
            words=words,
        ),
        keyboard=(
            (
                button(t.plain("Post again"), Press.DOUBT_SEND, row_id),
                button(t.plain("It is there"), Press.DOUBT_LEAVE, row_id),
            ),
        ),
    )


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
