"""Network sources: how one was last read, an entry found in it, and a lead (线索) made of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LeadState(StrEnum):
    """Where a lead stands."""

    PASSED = "passed"  # too old when its source was first read, or the same news as another lead: never shown
    WAITING = "waiting"  # found outside the working hours: shown when they begin
    LISTED = "listed"  # more than one message holds: /feeds shows it
    SHOWN = "shown"
    IGNORED = "ignored"
    TURNED = "turned"  # a topic was made of it


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a source; `fault` says why the last reading failed, `told_on` is an ISO day."""

    name: str
    url: str
    due_at: datetime
    etag: str | None
    modified: str | None
    read_at: datetime | None
    entries: int
    fault: str | None
    failures: int
    failing_since_at: datetime | None
    told_on: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a source, as the reading process gives it: words without markup, a link of http(s) or nothing."""

    title: str
    link: str
    summary: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What came of reading a source: its entries; `is_unchanged` where it says that nothing has changed."""

    entries: tuple[Entry, ...] = ()
    etag: str | None = None
    modified: str | None = None
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """An entry that fitted; `message` is the id of the first lead of the message that shows it."""

    id: int
    feed: str
    link_key: str
    title: str
    link: str
    published_at: datetime | None
    found_at: datetime
    seen_at: datetime
    state: LeadState
    message: int | None
    decided_by: int | None
    decided_at: datetime | None
    demand_id: int | None
