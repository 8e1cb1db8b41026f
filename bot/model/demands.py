"""Demands, bookings and proposals; who may book is decided in rules/booking.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.enums import BookingState, DemandState, Kind, ProposalState


@dataclass(frozen=True, slots=True)
class Demand:
    """A topic that the desk wants written about (需求). People see its id as T12.

    `units` holds unit ids: not empty makes it a commission (约稿) to those units alone.
    """

    id: int
    title: str
    brief: str
    kind: Kind | None
    due_at: datetime
    slots: int
    units: tuple[int, ...]
    state: DemandState
    posted_by: int
    posted_at: datetime

    @property
    def code(self) -> str:
        """The form that people see and type."""
        return f"T{self.id}"


@dataclass(frozen=True, slots=True)
class Booking:
    """A unit's slot, or place in the queue, for one demand."""

    id: int
    demand_id: int
    unit_id: int
    unit: str
    person_id: int | None
    person: str | None
    state: BookingState
    note: str | None
    booked_at: datetime
    answer_by_at: datetime | None
    item_id: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic that somebody proposed for the weekly consultation."""

    id: int
    person_id: int
    text: str
    state: ProposalState
    made_at: datetime
    demand_id: int | None
    decided_by: int | None = None
    decided_at: datetime | None = None
    why: str | None = None  # it was put aside
    month: str | None = None  # to whose key points it was added


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a weekly consultation came to (会商纪要). Written anew, they are `replaced_by` others and stay to be read."""

    id: int
    text: str
    person_id: int
    made_at: datetime
    replaced_by: int | None
    undone_at: datetime | None
