"""Rows of an export as the database has them, for speed: times in milliseconds UTC, days and months as text, lists as JSON."""

from __future__ import annotations

from typing import NamedTuple


class ItemRow(NamedTuple):
    """An item. `merged_into` and `follows` are numbers."""

    id: int
    number: str
    received_at: int
    month: str
    unit_id: int
    person_id: int
    title: str
    kind: str
    is_urgent: int
    themes: str
    joint_units: str
    source: str | None
    demand_id: int | None
    state: str
    reason: str | None
    reason_text: str | None
    editor_id: int | None
    decided_at: int | None
    merged_into: str | None
    follows: str | None
    body: str


class AdoptionRow(NamedTuple):
    """A channel took an item; `unit_id` and `person_id` are the item's, `recorded_by` who wrote it down."""

    id: int
    day: str
    number: str
    title: str
    unit_id: int
    person_id: int
    channel: str
    kind: str
    issue: str | None
    is_late: int
    month: str
    recorded_by: int | None
    recorded_at: int
    revoked_at: int | None
    revoked_month: str | None


class ReaderRow(NamedTuple):
    """Somebody who is to read a paper."""

    id: int
    circular_id: int
    title: str
    posted_by: int
    posted_at: int
    due_at: int | None
    person_id: int
    read_at: int | None
    read_by: int | None


class BookingRow(NamedTuple):
    """A unit's slot, or place in the queue; `number` is of the item that was handed in."""

    id: int
    demand_id: int
    title: str
    unit_id: int
    person_id: int | None
    state: str
    booked_at: int
    due_at: int
    number: str | None
    note: str | None


class LineRow(NamedTuple):
    """A booked line of points; `number` and `title` are the item's, or the demand's whose booking it is about, or empty."""

    id: int
    day: str
    month: str
    number: str
    title: str
    unit_id: int
    person_id: int | None
    channel: str
    kind: str | None
    hundredths: int
    rule: str
    version: str
