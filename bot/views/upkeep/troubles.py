"""Words to the administrators when the machine or a message is out of order."""

from __future__ import annotations

from datetime import datetime

from bot.errors import CopyFault
from bot.locale.texts import Texts
from bot.model import Message


def render_aside(t: Texts, *, update_id: int, error: str) -> Message:
    """One update failed five times."""
    return Message(
        t(
            "A message could not be handled after five tries and was set aside (update {update}, {error}). Please see the log.",
            update=update_id,
            error=error,
        )
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
