"""Words about the desk's own machinery: posts in doubt, copies; nothing about items or people."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

from bot.errors import CopyFault
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
                button(t.plain("It is there"), Press.DOUBT_LEAVE, row_id),
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


def render_copy_failed(t: Texts, fault: CopyFault) -> Message:
    """The scheduled copy could not be made."""
    return Message(
        t(
            "⚠ The scheduled copy of the desk could not be made: {reason}\nI try again every hour. Until then there is no newer "
            "copy; please have somebody look after the machine.",
            reason=t.plain(fault.key, **fault.fields),
        )
    )


def render_trouble(t: Texts, *, reason: str, begun: datetime, ended: datetime) -> Message:
    """The database could not be written for a while. `reason` is its own, in its language."""
    return Message(
        t(
            "⚠ From {begun} to {ended} I could not write to the database: <code>{reason}</code>. It works again, and nothing "
            "that was sent is lost: what came meanwhile is being handled now. Please have somebody look after the machine's "
            "disk.",
            begun=begun,
            ended=ended,
            reason=reason,
        )
    )


def render_chain_broken(t: Texts, *, line: int, path: str) -> Message:
    """The audit trail in the database is not what was written."""
    return Message(
        t(
            "⚠ The audit trail has been changed past the desk: line {line} does not follow the one before. The copy {path} "
            "was made all the same, and older copies are kept from now on. Please find out who has access to the database.",
            line=line,
            path=path,
        )
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
