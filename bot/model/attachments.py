"""Files that people sent: where each stands on its way to the disk, and what is in it; how they come is delivery's affair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class AttachmentState(StrEnum):
    """Where a file stands that came with a message."""

    WANTED = "wanted"
    """To be downloaded: now, or after a try that failed."""
    HAD = "had"
    """On disk, under its SHA-256."""
    GIVEN_UP = "given_up"
    """Telegram does not give it, or has been asked too often; the person has been told."""
    REFUSED = "refused"
    """Not kept, for a reason that the person has been told; no byte of it is on disk."""


# Each arrow, and who takes it. None: the row comes into being.
ATTACHMENT_ARROWS: Mapping[tuple[AttachmentState | None, AttachmentState], str] = MappingProxyType(
    {
        (None, AttachmentState.WANTED): "Work: a file came with an item or a draft",
        (None, AttachmentState.REFUSED): "Work: the same, too large by Telegram's word",
        (AttachmentState.WANTED, AttachmentState.HAD): "Work: it is on disk, and read",
        (AttachmentState.WANTED, AttachmentState.GIVEN_UP): "Work: the last try has failed",
        (AttachmentState.WANTED, AttachmentState.REFUSED): "Work: what came is not to be kept",
        (AttachmentState.HAD, AttachmentState.REFUSED): "Work: what was kept is not to be kept any more",
    }
)


NUMBERS = "numbers"  # the `reason` of a file that is on disk: people's numbers stand in it


class Refusal(StrEnum):
    """Why a file is not kept, or was not got."""

    TOO_BIG = "too_big"  # over 20 MB
    EMPTY = "empty"
    DAMAGED = "damaged"
    LARGE = "large"  # small as it is, and more than any paper once it is unpacked or read
    LOCKED = "locked"  # a password
    MACROS = "macros"
    LINKED = "linked"  # opening it would fetch something from another machine
    PROGRAM = "program"
    MARKED = "marked"  # by a mark of secrecy
    INTERNAL = "internal"  # it was to go to others, and may be internal
    UNAVAILABLE = "unavailable"  # Telegram does not give it


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a message, as Telegram describes it: `kind` is the message's (document, photo, video ...).

    `size` in bytes, 0 where it is not told.
    """

    file_id: str
    name: str
    size: int
    unique_id: str = ""
    kind: str = "document"
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of an item's, a draft's, a report's of a supervision task, or a partner's offer's; of nothing while it is an
    album's whose caption has not come yet.

    `reason` is a Refusal, the last failure, or NUMBERS.
    """

    id: int
    item_id: int | None
    draft_id: int | None
    file_id: str
    unique_id: str
    kind: str
    name: str
    size: int
    mime: str
    chat_id: int
    message_id: int
    telegram_id: int
    album: str | None
    state: AttachmentState
    sha256: str | None
    tries: int
    try_at: datetime
    reason: str | None
    sent_at: datetime
    report_id: int | None = None
    offer_id: int | None = None

    @property
    def is_enclosed(self) -> bool:
        """Whether it came with words that go to others."""
        return self.report_id is not None or self.offer_id is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is in a file. `kind` by content (docx, text, pdf, png ...), `text` where it is of a kind that is read.

    `others` are the words beside it: properties, heads and feet; `names` those of files packed in it.

    `fault` is a Refusal: the file is not kept.
    """

    kind: str = ""
    text: str | None = field(default=None, repr=False)
    others: tuple[str, ...] = field(default=(), repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)
    is_long: bool = False
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is on disk, and what is in it."""

    sha256: str
    size: int
    reading: Reading
