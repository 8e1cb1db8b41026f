"""What becomes of a pressed `预约`, and which due notice a day brings (manual, section 4); nothing is stored here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model import Booking, BookingState, Demand, DemandState
from bot.rules.workdays import WorkCalendar

_TAKES_SLOT = frozenset(
    {BookingState.ASKED, BookingState.BOOKED, BookingState.OFFERED, BookingState.FULFILLED}
)
LIVE = frozenset({BookingState.ASKED, BookingState.BOOKED, BookingState.OFFERED, BookingState.QUEUED})
_SETTLED = frozenset({BookingState.BOOKED, BookingState.FULFILLED})


class BookDecision(StrEnum):
    """What a press of `预约`, `接受` or `候补` comes to."""

    BOOK = "book"
    ACCEPT_OFFER = "accept_offer"  # the unit was asked, or a slot is kept for it: it is booked by accepting
    QUEUE = "queue"
    ALREADY_YOURS = "already_yours"  # this person holds the unit's slot
    ALREADY_UNIT = "already_unit"  # a colleague holds it
    ALREADY_DONE = "already_done"  # the unit has handed in its item
    ALREADY_QUEUED = "already_queued"
    FULL = "full"
    OVERDUE = "overdue"
    CLOSED = "closed"
    NOT_NAMED = "not_named"  # a commission to other units


class Choice(StrEnum):
    """The button that a demand's post carries."""

    BOOK = "book"  # 预约
    QUEUE = "queue"  # 候补
    NONE = "none"  # closed, overdue, or a commission that waits for no named unit's answer


class Standing(StrEnum):
    """How a demand stands, as its post says."""

    OPEN = "open"
    FULL = "full"
    AWAITED = "awaited"  # a commission of which a named unit has yet to answer
    UNARRANGED = "unarranged"  # a commission with a slot that no named unit has or was asked for: 待另行安排
    OVERDUE = "overdue"
    DELIVERED = "delivered"  # its day is over, and everything was handed in
    CLOSED = "closed"


class Notice(StrEnum):
    """What a booking's due moment asks for on a given day."""

    NONE = "none"
    DAY_BEFORE = "day_before"  # today is the last working day before the due day
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"  # past due, within the grace period
    LAPSED = "lapsed"  # the grace period is over: the slot is freed


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """What the decisions need to know of a demand; `due_at` is aware."""

    state: DemandState
    due_at: datetime
    slots: int
    commissioned_units: frozenset[int]  # empty: every unit may book


@dataclass(frozen=True, slots=True)
class BookingFacts:
    """What they need to know of one booking of that demand."""

    unit_id: int
    person_id: int | None  # None: a unit that was asked and has not answered
    state: BookingState


@dataclass(frozen=True, slots=True)
class Slots:
    """How many slots a demand has, and how many are kept or used."""

    total: int
    taken: int

    @property
    def free(self) -> int:
        return max(0, self.total - self.taken)


@dataclass(frozen=True, slots=True)
class FulfilOutcome:
    """What handing in an item did to the unit's booking: whether there was one, and whether it came after the due time.

    `had_handed_in`: there was one, and an earlier item had fulfilled it.
    """

    has_booking: bool
    is_late: bool
    had_handed_in: bool = False


def demand_facts(demand: Demand) -> DemandFacts:
    """What the decisions need of a stored demand."""
    return DemandFacts(demand.state, demand.due_at, demand.slots, frozenset(demand.units))


def booking_facts(bookings: Sequence[Booking]) -> list[BookingFacts]:
    """What the decisions need of stored bookings, in the same order."""
    return [BookingFacts(booking.unit_id, booking.person_id, booking.state) for booking in bookings]


def slots_of(demand: DemandFacts, bookings: Sequence[BookingFacts]) -> Slots:
    """The demand's slots: those asked, offered, booked and fulfilled are taken."""
    return Slots(demand.slots, sum(booking.state in _TAKES_SLOT for booking in bookings))


def free_slots(demand: DemandFacts, bookings: Sequence[BookingFacts]) -> int:
    """How many slots are neither kept nor used; never negative."""
    return slots_of(demand, bookings).free


def decide_book(
    demand: DemandFacts, bookings: Sequence[BookingFacts], *, unit_id: int, person_id: int, now: datetime
) -> BookDecision:
    """What a press of `预约` by the person, for the unit, comes to.

    `bookings` are all of the demand's, in the order in which they were made.
    A closed or overdue demand says so whatever the unit has. Never BOOK or ACCEPT_OFFER beyond the slots.
    """
    if demand.state is DemandState.CLOSED:
        return BookDecision.CLOSED
    if now > demand.due_at:
        return BookDecision.OVERDUE
    own = {booking.state: booking for booking in bookings if booking.unit_id == unit_id}
    if BookingState.FULFILLED in own:
        return BookDecision.ALREADY_DONE
    if BookingState.BOOKED in own:
        mine = own[BookingState.BOOKED].person_id == person_id
        return BookDecision.ALREADY_YOURS if mine else BookDecision.ALREADY_UNIT
    if BookingState.OFFERED in own or BookingState.ASKED in own:
        # More units may have been asked than there are slots: the first to accept get them.
        settled = sum(booking.state in _SETTLED for booking in bookings)
        return BookDecision.ACCEPT_OFFER if settled < demand.slots else BookDecision.FULL
    if demand.commissioned_units and unit_id not in demand.commissioned_units:
        return BookDecision.NOT_NAMED
    # Who waits goes first, should a slot be free that nobody has been offered yet.
    waiting = [booking.unit_id for booking in bookings if booking.state is BookingState.QUEUED]
    ahead = waiting.index(unit_id) if unit_id in waiting else len(waiting)
    if free_slots(demand, bookings) > ahead:
        return BookDecision.BOOK
    return BookDecision.ALREADY_QUEUED if unit_id in waiting else BookDecision.FULL


def decide_queue(
    demand: DemandFacts, bookings: Sequence[BookingFacts], *, unit_id: int, person_id: int, now: datetime
) -> BookDecision:
    """What a press of `候补` comes to: QUEUE where `预约` would find it full, else what `预约` comes to.

    So a slot that came free between the two presses is booked at once.
    """
    decision = decide_book(demand, bookings, unit_id=unit_id, person_id=person_id, now=now)
    return BookDecision.QUEUE if decision is BookDecision.FULL else decision


def next_in_queue(bookings: Sequence[BookingFacts]) -> int | None:
    """The index of the first in line, the bookings being in the order in which they were made; None: nobody waits."""
    waiting = (n for n, booking in enumerate(bookings) if booking.state is BookingState.QUEUED)
    return next(waiting, None)


def place_in_line(bookings: Sequence[BookingFacts], *, unit_id: int) -> int:
    """The unit's place in the waiting list, counted from 1; 0 where it does not wait."""
    waiting = [booking.unit_id for booking in bookings if booking.state is BookingState.QUEUED]
    return waiting.index(unit_id) + 1 if unit_id in waiting else 0


def standing_of(demand: DemandFacts, bookings: Sequence[BookingFacts], *, now: datetime) -> Standing:
    """How a demand stands at a moment."""
    if demand.state is DemandState.CLOSED:
        return Standing.CLOSED
    if now > demand.due_at:
        handed_in = sum(booking.state is BookingState.FULFILLED for booking in bookings)
        return Standing.DELIVERED if handed_in >= demand.slots else Standing.OVERDUE
    if demand.commissioned_units and _is_awaited(bookings):
        return Standing.AWAITED
    if not free_slots(demand, bookings):
        return Standing.FULL
    return Standing.UNARRANGED if demand.commissioned_units else Standing.OPEN


def _is_awaited(bookings: Sequence[BookingFacts]) -> bool:
    return any(booking.state is BookingState.ASKED for booking in bookings)


_OVER = frozenset({Standing.OVERDUE, Standing.DELIVERED, Standing.CLOSED})


def choice_of(demand: DemandFacts, bookings: Sequence[BookingFacts], *, now: datetime) -> Choice:
    """Which button a demand's post carries. A slot that is kept for somebody in line is no free one for others."""
    if standing_of(demand, bookings, now=now) in _OVER:
        return Choice.NONE
    if demand.commissioned_units:
        return Choice.BOOK if _is_awaited(bookings) else Choice.NONE
    waiting = sum(booking.state is BookingState.QUEUED for booking in bookings)
    return Choice.BOOK if free_slots(demand, bookings) > waiting else Choice.QUEUE


def can_take(demand: DemandFacts, bookings: Sequence[BookingFacts], *, unit_id: int, now: datetime) -> Choice:
    """Which button the unit itself has use for: NONE where it holds, waits for or has handed in something, or is not named."""
    held = {booking.unit_id for booking in bookings if booking.state in _SETTLED | {BookingState.QUEUED}}
    if unit_id in held or (demand.commissioned_units and unit_id not in demand.commissioned_units):
        return Choice.NONE
    if any(booking.unit_id == unit_id and booking.state in LIVE for booking in bookings):
        return Choice.NONE if now > demand.due_at else Choice.BOOK  # asked, or a slot is kept for it
    return choice_of(demand, bookings, now=now)


def latest_of_units(bookings: Sequence[Booking]) -> list[Booking]:
    """What each unit's newest booking is, in the order in which they were made; units that gave theirs back are left out."""
    newest = {booking.unit_id: booking for booking in sorted(bookings, key=lambda each: each.id)}
    return [
        booking
        for booking in bookings
        if newest[booking.unit_id] is booking and booking.state is not BookingState.CANCELLED
    ]


def due_notice(
    due_at: datetime, *, now: datetime, zone: ZoneInfo, calendar: WorkCalendar, grace_workdays: int
) -> Notice:
    """Which notice the moment `now` brings for what is due at `due_at` (both aware), by the desk's days."""
    due = due_at.astimezone(zone)
    if now > due_at:
        ends_at = grace_ends(due_at, zone=zone, calendar=calendar, grace_workdays=grace_workdays)
        return Notice.LAPSED if now > ends_at else Notice.OVERDUE
    today = now.astimezone(zone).date()
    if today == due.date():
        return Notice.DUE_TODAY
    return Notice.DAY_BEFORE if today == calendar.previous_workday(due.date()) else Notice.NONE


def grace_ends(due_at: datetime, *, zone: ZoneInfo, calendar: WorkCalendar, grace_workdays: int) -> datetime:
    """The end of the grace period: `grace_workdays` working days after the due moment, at its time of day."""
    due = due_at.astimezone(zone)
    return datetime.combine(calendar.add_workdays(due.date(), grace_workdays), due.time(), tzinfo=zone)
