"""The states of the two ends' rows, updates that came and calls that go, and who moves a row from where to where."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class InboxState(StrEnum):
    """Where an update stands that Telegram has handed over."""

    PENDING = "pending"
    """On disk, and to be handled: now, or after a try that failed."""
    HANDLED = "handled"
    """Done, in the commit of its Work; only its number is kept."""
    ASIDE = "aside"
    """Given up after the last try; the administrators have been told, its text is kept for them."""


class OutboxState(StrEnum):
    """Where a call of the Bot API stands that the desk has decided on."""

    QUEUED = "queued"
    """Leaves as soon as it is due and the pace lets it."""
    WAITING = "waiting"
    """Waits until a person opens the private chat."""
    SENDING = "sending"
    """Claimed: it leaves now, or has left, or nobody knows."""
    SENT = "sent"
    """Telegram has taken it."""
    HELD = "held"
    """Nobody knows whether it was made, and making it twice would be worse than asking: an administrator decides."""
    DEAD = "dead"
    """Telegram refuses it for good, or it has been tried too often."""
    DROPPED = "dropped"
    """Pointless before it left: a newer edit, a message given up, a decision not to send."""


# Each arrow, and who takes it. None: the row comes into being.
INBOX_ARROWS: Mapping[tuple[InboxState | None, InboxState], str] = MappingProxyType(
    {
        (None, InboxState.PENDING): "intake: an update has come",
        (
            InboxState.PENDING,
            InboxState.HANDLED,
        ): "Work: what it led to is committed; dispatcher: it led to nothing",
        (InboxState.PENDING, InboxState.ASIDE): "dispatcher: the last try has failed",
    }
)
OUTBOX_ARROWS: Mapping[tuple[OutboxState | None, OutboxState], str] = MappingProxyType(
    {
        (None, OutboxState.QUEUED): "Work: something is to be sent",
        (None, OutboxState.WAITING): "Work: the same, to a private chat that is not open",
        (None, OutboxState.SENDING): "Work: a reply that leaves at its commit (express)",
        (OutboxState.QUEUED, OutboxState.SENDING): "sender: claims it",
        (OutboxState.QUEUED, OutboxState.WAITING): "Work: the person has shut the chat",
        (OutboxState.QUEUED, OutboxState.DROPPED): "Work, sender: pointless before it left",
        (OutboxState.QUEUED, OutboxState.HELD): "restore: the lost machine may have sent it",
        (OutboxState.WAITING, OutboxState.QUEUED): "Work: the person has opened the chat",
        (OutboxState.WAITING, OutboxState.DROPPED): "Work: pointless before it left",
        (OutboxState.SENDING, OutboxState.SENT): "sender: Telegram has taken it",
        (
            OutboxState.SENDING,
            OutboxState.QUEUED,
        ): "sender: not called after all, or to be called again later",
        (OutboxState.SENDING, OutboxState.WAITING): "sender: the person has shut the chat",
        (
            OutboxState.SENDING,
            OutboxState.HELD,
        ): "sender: in doubt, and not to be repeated unasked; restore: as above",
        (OutboxState.SENDING, OutboxState.DEAD): "sender: refused for good, or tried too often",
        (OutboxState.HELD, OutboxState.QUEUED): "Work: an administrator lets it go",
        (OutboxState.HELD, OutboxState.WAITING): "Work: the same, to a private chat that is not open",
        (OutboxState.HELD, OutboxState.DROPPED): "Work: an administrator lets it be",
    }
)
