"""Quiet hours as people write them, and until when a reminder waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import QuietHours
from bot.rules.quiet import LONGEST, is_off, read_quiet, waits_until
from tests.support.county import SHANGHAI, at
from tests.support.table import each_row

NIGHT = QuietHours(1, 22 * 60, 7 * 60)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = st.integers(0, 24 * 60 - 1)


@each_row(
    ("typed", "begins", "ends"),
    [
        ("22:00-7:00", "22:00", "7:00"),
        ("22：00—次日7：00", "22:00", "7:00"),
        ("22-7", "22:00", "7:00"),
        ("晚10点到早7点", "22:00", "7:00"),
        ("晚上十点半至早上七点", "22:30", "7:00"),
        ("22点半 至 7点", "22:30", "7:00"),
        ("2200-700", "22:00", "7:00"),
        ("10pm to 7am", "22:00", "7:00"),
        ("夜里2点到6点", "2:00", "6:00"),
        ("晚12点到早7点", "0:00", "7:00"),
        ("12:00 14:00", "12:00", "14:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, begins: str, ends: str) -> None:
    hours = read_quiet(typed, person_id=1)
    assert (f"{hours.begins // 60}:{hours.begins % 60:02d}", f"{hours.ends // 60}:{hours.ends % 60:02d}") == (
        begins,
        ends,
    )


@each_row("typed", ["0:00-24:00", "7:00-7:00", "9:00-8:30"])
def test_hours_that_leave_no_time_are_refused_with_the_reason(typed: str) -> None:
    with pytest.raises(BadInput, match="whole day"):
        read_quiet(typed, person_id=1)


@each_row("typed", ["22:00", "25-3", "22:70-7:00", "晚上", "<b>", "-"])
def test_what_cannot_be_read_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(BadInput, match="could not be read"):
        read_quiet(typed, person_id=1)


@each_row("typed", ["关", " 关。", "OFF", "取消"])
def test_off_is_understood(typed: str) -> None:
    assert is_off(typed)


@each_row(
    ("now", "until"),
    [
        ("2026-06-03 21:59", None),
        ("2026-06-03 22:00", "2026-06-04 07:00"),
        ("2026-06-04 00:30", "2026-06-04 07:00"),
        ("2026-06-04 06:59", "2026-06-04 07:00"),
        ("2026-06-04 07:00", None),
    ],
)
def test_a_reminder_waits_over_midnight_for_the_morning(now: str, until: str | None) -> None:
    assert waits_until(NIGHT, at(now), zone=SHANGHAI) == (at(until) if until else None)


def test_who_has_no_quiet_hours_waits_for_nothing() -> None:
    assert waits_until(None, at("2026-06-03 23:00"), zone=SHANGHAI) is None


@given(
    begins=MINUTES,
    ends=MINUTES,
    now=st.integers(0, 60 * 24 * 730).map(lambda n: BEGIN + timedelta(minutes=n)),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
def test_what_waits_leaves_within_a_day_and_outside_the_hours(
    begins: int, ends: int, now: datetime, zone: str
) -> None:
    hours, there = QuietHours(1, begins, ends), ZoneInfo(zone)
    if not 0 < (ends - begins) % (24 * 60) <= LONGEST:
        return
    until = waits_until(hours, now, zone=there)
    if until is not None:
        assert now < until <= now + timedelta(hours=25)
        # A clock that is put back shows some minutes twice: once more it waits, and then it leaves.
        again = waits_until(hours, until, zone=there)
        assert again is None or waits_until(hours, again, zone=there) is None
