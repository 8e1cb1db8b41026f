from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.model import BookingState, DemandState
from bot.rules.booking import (
    BookDecision,
    BookingFacts,
    Choice,
    DemandFacts,
    Notice,
    Slots,
    Standing,
    can_take,
    choice_of,
    decide_book,
    decide_queue,
    due_notice,
    free_slots,
    next_in_queue,
    slots_of,
    standing_of,
)
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 6, 12, 9, 30, tzinfo=UTC)  # 17:30 on the desk's clock, a Friday
NOW = DUE - timedelta(days=2)
ONE_SLOT = DemandFacts(state=DemandState.OPEN, due_at=DUE, slots=1, commissioned_units=frozenset())
TWO_SLOTS = replace(ONE_SLOT, slots=2)
COMMISSION = replace(ONE_SLOT, commissioned_units=frozenset({1, 3}))


def facts(*rows: tuple[int, int | None, str]) -> list[BookingFacts]:
    return [BookingFacts(unit, person, BookingState(state)) for unit, person, state in rows]


@each_row(
    ("demand", "rows", "expected"),
    [
        (ONE_SLOT, [], "book"),
        (ONE_SLOT, [(1, 10, "booked")], "already_yours"),
        (ONE_SLOT, [(1, 11, "booked")], "already_unit"),
        (ONE_SLOT, [(1, 10, "fulfilled")], "already_done"),
        (ONE_SLOT, [(1, None, "asked")], "accept_offer"),
        (ONE_SLOT, [(1, 11, "offered")], "accept_offer"),
        (ONE_SLOT, [(1, 10, "declined")], "book"),
        (ONE_SLOT, [(1, 10, "cancelled"), (1, 10, "lapsed")], "book"),
        (ONE_SLOT, [(1, 10, "cancelled"), (1, 10, "booked")], "already_yours"),
        (ONE_SLOT, [(2, 20, "booked")], "full"),
        (ONE_SLOT, [(2, None, "asked")], "full"),
        (ONE_SLOT, [(2, 20, "offered")], "full"),
        (ONE_SLOT, [(2, 20, "fulfilled")], "full"),
        (ONE_SLOT, [(2, 20, "declined"), (3, 30, "cancelled"), (4, 40, "lapsed")], "book"),
        (TWO_SLOTS, [(2, 20, "booked")], "book"),
        (TWO_SLOTS, [(2, 20, "booked"), (3, 30, "fulfilled")], "full"),
        (ONE_SLOT, [(2, 20, "booked"), (1, 10, "queued")], "already_queued"),
        (ONE_SLOT, [(1, 10, "queued")], "book"),
        (ONE_SLOT, [(2, 20, "queued")], "full"),  # free, but another unit waits
        (TWO_SLOTS, [(2, 20, "queued")], "book"),
        (ONE_SLOT, [(2, 20, "queued"), (1, 10, "queued")], "already_queued"),
        (COMMISSION, [], "book"),
        (replace(COMMISSION, commissioned_units=frozenset({3})), [], "not_named"),
        (replace(COMMISSION, commissioned_units=frozenset({3})), [(1, 10, "booked")], "already_yours"),
        # Two units were asked for one slot, and the other accepted first.
        (COMMISSION, [(1, None, "asked"), (3, 30, "booked")], "full"),
        (COMMISSION, [(1, None, "asked"), (3, None, "asked")], "accept_offer"),
        (replace(ONE_SLOT, state=DemandState.CLOSED), [], "closed"),
        (replace(ONE_SLOT, state=DemandState.CLOSED), [(1, 10, "booked")], "closed"),
        (replace(ONE_SLOT, due_at=NOW), [], "book"),
        (replace(ONE_SLOT, due_at=NOW - timedelta(seconds=1)), [], "overdue"),
        (replace(ONE_SLOT, due_at=NOW - timedelta(seconds=1)), [(1, 10, "booked")], "overdue"),
        (replace(ONE_SLOT, due_at=NOW - timedelta(days=9), state=DemandState.CLOSED), [], "closed"),
    ],
)
def test_decide_book(demand: DemandFacts, rows: list[tuple[int, int | None, str]], expected: str) -> None:
    assert decide_book(demand, facts(*rows), unit_id=1, person_id=10, now=NOW) == expected


@each_row(
    ("demand", "rows", "expected"),
    [
        (ONE_SLOT, [(2, 20, "booked")], "queue"),
        (ONE_SLOT, [], "book"),
        (ONE_SLOT, [(2, 20, "booked"), (1, 10, "queued")], "already_queued"),
        (ONE_SLOT, [(1, 11, "booked")], "already_unit"),
        (replace(ONE_SLOT, state=DemandState.CLOSED), [(2, 20, "booked")], "closed"),
    ],
)
def test_decide_queue(demand: DemandFacts, rows: list[tuple[int, int | None, str]], expected: str) -> None:
    assert decide_queue(demand, facts(*rows), unit_id=1, person_id=10, now=NOW) == expected


@each_row(
    ("rows", "standing", "button"),
    [
        ([(1, None, "asked"), (3, None, "asked")], "awaited", "book"),
        ([(1, 10, "declined"), (3, None, "asked")], "awaited", "book"),
        ([(1, 10, "declined"), (3, 30, "declined")], "unarranged", "none"),
        ([(1, 10, "declined"), (3, None, "unanswered")], "unarranged", "none"),
        ([(1, 10, "cancelled"), (3, 30, "booked")], "unarranged", "none"),
        ([(1, 10, "booked"), (3, 30, "fulfilled")], "full", "none"),
    ],
)
def test_a_commission_is_awaited_arranged_or_full_and_never_open_to_others(
    rows: list[tuple[int, int | None, str]], standing: str, button: str
) -> None:
    demand = replace(COMMISSION, slots=2)
    assert standing_of(demand, facts(*rows), now=NOW) == Standing(standing)
    assert choice_of(demand, facts(*rows), now=NOW) == Choice(button)


@each_row(
    ("demand", "rows", "expected"),
    [
        (TWO_SLOTS, [], "book"),
        (TWO_SLOTS, [(1, 10, "booked")], "none"),
        (TWO_SLOTS, [(1, 10, "fulfilled")], "none"),
        (TWO_SLOTS, [(1, 10, "cancelled")], "book"),
        (ONE_SLOT, [(2, 20, "booked")], "queue"),
        (ONE_SLOT, [(2, 20, "booked"), (1, 10, "queued")], "none"),
        (ONE_SLOT, [(1, 10, "offered")], "book"),
        (COMMISSION, [(1, None, "asked")], "book"),
        (replace(COMMISSION, commissioned_units=frozenset({3})), [(3, None, "asked")], "none"),
        (replace(ONE_SLOT, due_at=NOW - timedelta(seconds=1)), [], "none"),
        (replace(ONE_SLOT, due_at=NOW - timedelta(seconds=1)), [(1, 10, "offered")], "none"),
    ],
)
def test_a_unit_gets_a_button_for_what_it_can_still_take(
    demand: DemandFacts, rows: list[tuple[int, int | None, str]], expected: str
) -> None:
    assert can_take(demand, facts(*rows), unit_id=1, now=NOW) == Choice(expected)


def test_slots_taken_are_those_asked_offered_booked_and_fulfilled() -> None:
    bookings = [BookingFacts(n, n, state) for n, state in enumerate(BookingState)]
    demand = replace(ONE_SLOT, slots=6)
    assert slots_of(demand, bookings) == Slots(total=6, taken=4)
    assert free_slots(demand, bookings) == 2
    assert free_slots(ONE_SLOT, bookings) == 0


def test_next_in_queue_is_the_first_who_waits() -> None:
    assert next_in_queue(facts((1, 10, "booked"), (2, 20, "queued"), (3, 30, "queued"))) == 1
    assert next_in_queue(facts((1, 10, "booked"), (2, 20, "offered"))) is None


def press(demand: DemandFacts, bookings: list[BookingFacts], *, unit: int, queue: bool) -> list[BookingFacts]:
    """The bookings after a press, as the desk would store them."""
    decide = decide_queue if queue else decide_book
    decision = decide(demand, bookings, unit_id=unit, person_id=unit, now=NOW)
    changed = {
        BookDecision.BOOK: BookingState.BOOKED,
        BookDecision.ACCEPT_OFFER: BookingState.BOOKED,
        BookDecision.QUEUE: BookingState.QUEUED,
    }.get(decision)
    if changed is None:
        return bookings
    live = (BookingState.ASKED, BookingState.OFFERED, BookingState.QUEUED)
    kept = [each for each in bookings if each.unit_id != unit or each.state not in live]
    return [*kept, BookingFacts(unit, unit, changed)]


@given(
    slots=st.integers(min_value=1, max_value=4),
    asked=st.sets(st.integers(min_value=1, max_value=6)),
    presses=st.lists(
        st.tuples(st.integers(min_value=1, max_value=6), st.sampled_from(["book", "queue", "drop"]))
    ),
)
def test_no_order_of_presses_books_more_than_the_slots(
    slots: int, asked: set[int], presses: list[tuple[int, str]]
) -> None:
    demand = replace(ONE_SLOT, slots=slots)
    bookings = [BookingFacts(unit, None, BookingState.ASKED) for unit in sorted(asked)]
    for unit, what in presses:
        if what == "drop":
            bookings = [each for each in bookings if each.unit_id != unit]
        else:
            bookings = press(demand, bookings, unit=unit, queue=what == "queue")
        booked = [each.unit_id for each in bookings if each.state is BookingState.BOOKED]
        assert len(booked) <= slots
        assert len(booked) == len(set(booked))


@each_row(
    ("due", "now", "grace", "expected"),
    [
        ("2026-06-12 17:30", "2026-06-10 09:00", 2, "none"),
        ("2026-06-12 17:30", "2026-06-11 00:00", 2, "day_before"),
        ("2026-06-12 17:30", "2026-06-12 00:00", 2, "due_today"),
        ("2026-06-12 17:30", "2026-06-12 17:30", 2, "due_today"),
        ("2026-06-12 17:30", "2026-06-12 17:31", 2, "overdue"),
        ("2026-06-12 17:30", "2026-06-16 17:30", 2, "overdue"),  # Monday, Tuesday
        ("2026-06-12 17:30", "2026-06-16 17:31", 2, "lapsed"),
        ("2026-06-12 17:30", "2026-06-12 17:31", 0, "lapsed"),
        ("2026-06-15 17:30", "2026-06-12 09:00", 2, "day_before"),  # Friday before a Monday
        ("2026-06-15 17:30", "2026-06-13 09:00", 2, "none"),  # the Saturday between
        ("2026-10-08 17:30", "2026-09-30 09:00", 2, "day_before"),  # before National Day
        ("2026-10-08 17:30", "2026-10-07 09:00", 2, "none"),
        ("2026-09-30 17:30", "2026-10-09 17:30", 2, "overdue"),
        ("2026-09-30 17:30", "2026-10-09 17:31", 2, "lapsed"),
        ("2026-06-12 07:00", "2026-06-11 07:30", 2, "day_before"),  # the 10th in UTC
    ],
)
def test_due_notice_goes_by_the_desks_days(due: str, now: str, grace: int, expected: str) -> None:
    due_at, moment = (
        datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC) for text in (due, now)
    )
    notice = due_notice(due_at, now=moment, zone=ZONE, calendar=WorkCalendar(), grace_workdays=grace)
    assert notice == Notice(expected)


@given(st.integers(min_value=0, max_value=400), st.integers(min_value=0, max_value=5))
def test_due_notices_come_in_order_as_the_days_pass(days: int, grace: int) -> None:
    due_at = DUE + timedelta(days=days)
    calendar = WorkCalendar()
    seen = [
        due_notice(
            due_at, now=due_at + timedelta(hours=hour), zone=ZONE, calendar=calendar, grace_workdays=grace
        )
        for hour in range(-24 * 12, 24 * 20, 6)
    ]
    told = [notice for n, notice in enumerate(seen) if notice is not Notice.NONE and notice not in seen[:n]]
    order = [Notice.DAY_BEFORE, Notice.DUE_TODAY, *([Notice.OVERDUE] if grace else []), Notice.LAPSED]
    assert told == order
