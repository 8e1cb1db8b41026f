from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.rules.months import month_bounds, month_of, parse_month, previous_month
from tests.support.table import each_row

ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = st.integers(min_value=1_600_000_000, max_value=3_700_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@each_row(
    ("raw", "past", "future"),
    [
        ("2026-05", "2026-05", "2026-05"),
        ("2026年5月", "2026-05", "2026-05"),
        ("２０２６年５月份", "2026-05", "2026-05"),
        ("202605", "2026-05", "2026-05"),
        ("2026/5", "2026-05", "2026-05"),
        ("2031-12", "2031-12", "2031-12"),
        ("6月", "2026-06", "2026-06"),
        ("5月", "2026-05", "2026-05"),
        ("7月", "2025-07", "2026-07"),
        ("12月", "2025-12", "2026-12"),
        ("1 月", "2026-01", "2026-01"),
        ("五月", "2026-05", "2026-05"),
        ("二〇二六年五月", "2026-05", "2026-05"),
        ("十二月份", "2025-12", "2026-12"),
    ],
)
def test_parse_month(raw: str, past: str, future: str) -> None:
    assert parse_month(raw, today=date(2026, 6, 30), future=False) == past
    assert parse_month(raw, today=date(2026, 6, 30), future=True) == future


def test_parse_month_near_the_turn_of_the_year() -> None:
    assert parse_month("1月", today=date(2026, 12, 20), future=True) == "2027-01"
    assert parse_month("1月", today=date(2026, 12, 20), future=False) == "2026-01"
    assert parse_month("12月", today=date(2027, 1, 2), future=True) == "2026-12"
    assert parse_month("12月", today=date(2027, 1, 2), future=False) == "2026-12"


@each_row(
    "raw", ["", "5", "13月", "0月", "2026", "2026-13", "20265月1日", "五个月", "五月里", "1999-05", "x"]
)
def test_parse_month_refuses_anything_else(raw: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_month(raw, today=date(2026, 6, 30))
    assert refused.value.key == "The month “{value}” could not be read. Write for example 2026-05 or May."


def test_month_of_is_the_desks_month() -> None:
    last = datetime(2026, 5, 31, 15, 59, tzinfo=UTC)
    assert month_of(last, ZONE) == "2026-05"
    assert month_of(last + timedelta(minutes=1), ZONE) == "2026-06"


@given(MOMENTS)
def test_month_bounds_hold_exactly_the_months_moments(moment: datetime) -> None:
    month = month_of(moment, ZONE)
    start, end = month_bounds(month, ZONE)
    assert start.tzinfo is UTC and end.tzinfo is UTC
    assert start <= moment < end
    assert month_of(start, ZONE) == month == month_of(end - timedelta(microseconds=1), ZONE)
    assert previous_month(month_of(end, ZONE)) == month


def test_previous_month() -> None:
    assert previous_month("2026-01") == "2025-12"
    assert previous_month("2026-12") == "2026-11"


@each_row(("raw", "month"), [("May", "2026-05"), ("may 2025", "2025-05"), ("June", "2026-06")])
def test_months_are_read_in_english(raw: str, month: str) -> None:
    assert parse_month(raw, today=date(2026, 6, 10)) == month


@each_row("name", ["Mary", "Marvin", "Janet", "Augustus", "Junette", "Octavia", "Mayor", "Decker", "Aprilia"])
def test_a_persons_name_is_no_month(name: str) -> None:
    with pytest.raises(BadInput):
        parse_month(name, today=date(2026, 6, 10), future=True)
