from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

CALENDAR = WorkCalendar()
DAYS = st.dates(min_value=date(2001, 1, 1), max_value=date(2031, 12, 31))


@each_row(
    ("day", "works"),
    [
        (date(2026, 5, 15), True),
        (date(2026, 5, 16), False),  # a Saturday
        (date(2026, 5, 1), False),
        (date(2026, 5, 9), True),  # a Saturday worked for the May holiday
        (date(2026, 9, 20), True),  # a Sunday
        (date(2026, 10, 7), False),  # a Wednesday of the National Day week
        (date(2026, 10, 10), True),
        (date(2027, 10, 1), True),  # the library ends with 2026: a Friday like any other
        (date(2027, 10, 2), False),
        (date(1999, 5, 3), True),
        (date(2099, 1, 3), False),
    ],
)
def test_is_workday_knows_holidays_and_adjusted_days(day: date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


def test_the_settings_win_over_the_library_and_over_the_week() -> None:
    calendar = WorkCalendar(
        days_off=[date(2026, 5, 9), date(2027, 2, 8), date(2027, 2, 9)],
        workdays=[date(2026, 5, 1), date(2027, 2, 14), date(2027, 2, 9)],
    )
    assert calendar.is_workday(date(2026, 5, 9)) is False
    assert calendar.is_workday(date(2026, 5, 1)) is True
    assert calendar.is_workday(date(2027, 2, 8)) is False
    assert calendar.is_workday(date(2027, 2, 14)) is True
    assert calendar.is_workday(date(2027, 2, 9)) is False


def test_next_workday_is_the_day_itself_where_it_works() -> None:
    assert CALENDAR.next_workday(date(2026, 5, 15)) == date(2026, 5, 15)
    assert CALENDAR.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert CALENDAR.next_workday(date(2026, 12, 31)) == date(2026, 12, 31)


def test_previous_workday_is_strictly_before() -> None:
    assert CALENDAR.previous_workday(date(2026, 5, 15)) == date(2026, 5, 14)
    assert CALENDAR.previous_workday(date(2026, 5, 11)) == date(2026, 5, 9)
    assert CALENDAR.previous_workday(date(2026, 10, 8)) == date(2026, 9, 30)


@each_row(
    ("n", "expected"),
    [
        (0, date(2026, 9, 30)),
        (1, date(2026, 10, 8)),
        (3, date(2026, 10, 10)),
        (4, date(2026, 10, 12)),
    ],
)
def test_add_workdays_counts_from_the_day_after(n: int, expected: date) -> None:
    assert CALENDAR.add_workdays(date(2026, 9, 30), n) == expected


def test_knows_a_year_of_the_library_or_of_the_settings() -> None:
    assert CALENDAR.knows(2026) is True
    assert CALENDAR.knows(2030) is False
    assert WorkCalendar(days_off=[date(2030, 2, 4)]).knows(2030) is True
    assert WorkCalendar(workdays=[date(2030, 2, 3)]).knows(2031) is False


@given(DAYS)
def test_next_and_previous_meet_on_working_days(day: date) -> None:
    after, before = CALENDAR.next_workday(day), CALENDAR.previous_workday(day)
    assert before < day <= after
    assert CALENDAR.is_workday(after) and CALENDAR.is_workday(before)
    assert CALENDAR.previous_workday(after + timedelta(days=1)) == after


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_add_workdays_passes_exactly_that_many(day: date, n: int) -> None:
    end = CALENDAR.add_workdays(day, n)
    passed = [day + timedelta(days=i) for i in range(1, (end - day).days + 1)]
    assert sum(CALENDAR.is_workday(each) for each in passed) == n
    assert CALENDAR.is_workday(end)


@each_row(
    ("begins", "hours", "ends"),
    [
        ("2026-06-10 09:00", 4, "2026-06-10 13:00"),
        ("2026-06-10 06:00", 4, "2026-06-10 12:30"),  # before the day begins
        ("2026-06-10 17:30", 4, "2026-06-11 12:30"),  # at its end
        ("2026-06-12 17:15", 4, "2026-06-15 12:15"),  # a Friday evening
        ("2026-06-13 10:00", 1, "2026-06-15 09:30"),  # a Saturday
        ("2026-06-10 08:30", 9, "2026-06-10 17:30"),  # a whole day ends with it
        ("2026-06-10 08:30", 18, "2026-06-11 17:30"),
        ("2026-09-30 16:30", 2, "2026-10-08 09:30"),  # over National Day
    ],
)
def test_hours_are_counted_while_people_work(begins: str, hours: int, ends: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    moment = datetime.fromisoformat(begins).replace(tzinfo=zone)
    over = WorkCalendar().add_hours(moment, timedelta(hours=hours), start=time(8, 30), end=time(17, 30))
    assert over == datetime.fromisoformat(ends).replace(tzinfo=zone)
