"""Items, their versions and what led to them; states change in rules/states.py, not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.enums import DraftKind, ItemState, Kind
from bot.model.record import record


@record
class Item:
    """One piece of information (信息). `number` looks like 2026-0001 and is never reused."""

    id: int
    number: str
    person_id: int
    unit_id: int
    reporter: str
    unit: str
    title: str
    body: str
    kind: Kind
    is_urgent: bool
    themes: tuple[str, ...]
    joint_units: tuple[str, ...]
    source: str | None
    origin: str | None
    demand_id: int | None
    state: ItemState
    reason: str | None  # a key of the settings' ready reasons, or Reason.OTHER for a typed one
    reason_text: str | None
    editor_id: int | None
    merged_into: int | None
    version: int
    month: str
    received_at: datetime
    decided_at: datetime | None
    follows_id: int | None = None  # the item of whose event it tells more (续报)
    keypoint: int | None = None  # the number that its month's key points (信息要点) have for what it is about


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for review: how many items, how many of them ring the desk, and since when the oldest waits."""

    count: int
    pressing: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A conversation's state: who, where, what for, and what was said so far (`data`, JSON-able).

    `about` names the living message that asks, where that is not the conversation's own: one question at a time is open there.
    """

    id: int
    chat_id: int
    telegram_id: int
    kind: DraftKind
    about: str | None
    step: str
    data: dict[str, object]
    updated_at: datetime
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Undo:
    """What a thing was before its newest decision (`before`, JSON-able), and who decided when."""

    subject: str
    subject_id: int
    person_id: int
    before: dict[str, object]
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Original:
    """A version's text as it was typed, tag and headers and all, and the title and body that cleaning made of it."""

    version: int
    text: str
    title: str
    body: str


@record
class ItemPart:
    """One message that an item was made of; `place` counts the items that one message holds."""

    chat_id: int
    message_id: int
    place: int
    item_id: int
    part: int
    text: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing, when, and how it looked before and after (JSON text)."""

    id: int
    subject: str
    subject_id: int
    person_id: int | None
    person: str | None
    step: str
    before: str | None
    after: str | None
    done_at: datetime
