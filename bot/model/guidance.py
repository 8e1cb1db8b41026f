"""Guidance (交流指导): what somebody asks the desk, the office's own writing guide, and items that are good examples."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question to the desk, with where its thread stands.

    `text` is the question itself, `texts` how many there are in all. `waits_since`: nobody of the desk has answered what the
    asker said then; None where the desk spoke last.
    """

    id: int
    person_id: int
    person: str
    asked_at: datetime
    text: str
    texts: int
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class InquiryText:
    """One text of the thread; `from_desk` tells an editor's from the asker's. The message stood in `chat_id`."""

    id: int
    inquiry_id: int
    person_id: int
    person: str
    from_desk: bool
    text: str
    chat_id: int
    message_id: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Guide:
    """The office's own writing guide, as somebody put it."""

    id: int
    text: str
    person_id: int
    person: str
    set_at: datetime
    dropped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exemplar:
    """An item that is a good example, and what an editor says of it; empty where nothing."""

    item_id: int
    comment: str
    person_id: int
    person: str
    chosen_at: datetime
