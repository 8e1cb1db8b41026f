"""Words about messages that may have been sent already."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from bot.locale.texts import Texts
from bot.model import Message
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button


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
                button(t.plain("It arrived"), Press.DOUBT_LEAVE, row_id),
            ),
        ),
    )


def render_restored(t: Texts, *, made_at: datetime, restored_at: datetime, unsent: int) -> Message:
    """The desk has been put back from a copy: what that means, and what to do with the messages that waited in it."""
    words = t(
        "The desk was put back on {restored} from a copy made on {made}. What happened in between is lost, but for what "
        "Telegram still holds and brings now. Numbers given out in between are given again: please tell the groups.\n"
        "What the clock should have posted in between is not posted by itself; "
        "<code>python -m bot post</code> does it by hand.",
        restored=restored_at,
        made=made_at,
    )
    if not unsent:
        return Message(words)
    words += t.n(
        "\nOne message waited to be sent when the copy was made. It may have been sent since, so it is held back.",
        "\n{n} messages waited to be sent when the copy was made. They may have been sent since, so they are held back.",
        unsent,
    )
    return Message(
        words,
        keyboard=(
            (
                button(t.plain("Send them"), Press.RESTORED_SEND),
                button(t.plain("Do not send them"), Press.RESTORED_LEAVE),
            ),
        ),
    )
