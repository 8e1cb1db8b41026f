"""Training (跟班学习): how a period is typed, which may stand beside each other, and what it does to a quota."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import Employment
from bot.rules.quota import Reporter, is_halved, quota_of
from bot.rules.training import (
    AT_ONCE,
    Held,
    PlanText,
    check_days,
    full_day,
    is_request,
    overlap,
    read_plan,
    read_rows,
)
from bot.rules.workdays import WorkCalendar
from tests.support.table import each_row

TODAY = date(2026, 6, 3)
FIRST, LAST = date(2026, 6, 8), date(2026, 6, 26)
DAY = timedelta(days=1)


@each_row(
    ("typed", "trainee", "mentor"),
    [
        ("张三 2026-06-08 2026-06-26", "张三", ""),
        ("张三 2026-06-08 2026-06-26 周编", "张三", "周编"),
        ("云茶镇 张三 2026-06-08 2026-06-26 周编", "云茶镇 张三", "周编"),
        ("2026-06-08 2026-06-26 张三 周编", "张三", "周编"),
        ("2026-06-08 2026-06-26 张三", "张三", ""),
        ("张三 6月8日至6月26日 导师：周编", "张三", "周编"),
        ("张三，6月8日-6月26日，周编", "张三", "周编"),
        ("张三 6月8日至6月26日 导师周编", "张三", "周编"),
        ("张三 6月8日至6月26日 导师 周编", "张三", "周编"),
        ("张三 2026-06-08 2026-06-26 mentor 周编", "张三", "周编"),
        ("姓名：张三 开始：2026/6/8 结束：2026/6/26", "张三", ""),
        ("张三 6月8日至26日", "张三", ""),
        ("张三 2026-06-08~2026-06-26", "张三", ""),
        ("张三 2026-06-08-2026-06-26 周编", "张三", "周编"),
        ("张三 6.8 - 6.26", "张三", ""),
        ("张三 8 June 26 June 2026", "张三", ""),
        ("Mary 8 June 26th of June", "Mary", ""),
        ("张三\n２０２６－０６－０８\n2026-06-26\n周编", "张三", "周编"),
    ],
)
def test_a_period_is_read_as_people_write_it(typed: str, trainee: str, mentor: str) -> None:
    assert read_plan(typed, today=TODAY) == PlanText(trainee, FIRST, LAST, mentor)


@each_row(
    ("typed", "words"),
    [
        ("张三", "A period needs two days"),
        ("张三 2026-06-08", "A period needs two days"),
        ("2026-06-08 2026-06-26", "Whose period is it?"),
        ("张三 3天 5天", "A period needs two days"),
        ("张三 2026-06-31 2026-07-02", "There is no “{value}” in the calendar"),
    ],
)
def test_what_is_missing_is_named(typed: str, words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_plan(typed, today=TODAY)
    assert refusal.value.key.startswith(words)


def test_under_a_request_the_days_and_perhaps_a_mentor_are_enough() -> None:
    read = read_plan("6月8日 6月26日 周编", today=TODAY, needs_name=False)
    assert read == PlanText("", FIRST, LAST, "周编")


@each_row(
    ("typed", "asks", "rest"),
    [
        ("申请", True, ""),
        ("申请 2026-07", True, "2026-07"),
        ("申请7月", True, "7月"),
        ("apply July", True, "July"),
        ("张三 2026-06-08 2026-06-26", False, "张三 2026-06-08 2026-06-26"),
        ("", False, ""),
    ],
)
def test_a_request_is_told_from_a_plan(typed: str, asks: bool, rest: str) -> None:
    assert is_request(typed) == (asks, rest)


@each_row(
    ("first", "last", "words"),
    [
        ("2026-06-26", "2026-06-08", "The last day, {last}, is before the first"),
        ("2026-05-04", "2026-05-29", "{first} to {last} is over already."),
        ("2026-06-08", "2027-06-26", "{first} to {last} is longer than three months."),
        ("2026-06-13", "2026-06-14", "There is no working day"),
    ],
)
def test_nobody_can_come_on_impossible_days(first: str, last: str, words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check_days(
            date.fromisoformat(first),
            date.fromisoformat(last),
            today=TODAY,
            is_workday=WorkCalendar().is_workday,
        )
    assert refusal.value.key.startswith(words)


spans = st.tuples(st.integers(0, 40), st.integers(0, 20)).map(
    lambda pair: (TODAY + DAY * pair[0], TODAY + DAY * (pair[0] + pair[1]))
)


@given(st.lists(spans, max_size=8), spans)
def test_a_day_is_full_exactly_where_three_are_there(
    standing: list[tuple[date, date]], new: tuple[date, date]
) -> None:
    held = [Held(n, first, last) for n, (first, last) in enumerate(standing)]
    days = [new[0] + DAY * n for n in range((new[1] - new[0]).days + 1)]
    full = [day for day in days if sum(each.first <= day <= each.last for each in held) >= AT_ONCE]
    assert full_day(*new, held) == (full[0] if full else None)
    together = [each for each in held if any(each.first <= day <= each.last for day in days)]
    assert overlap(*new, held) == (together[0] if together else None)


def test_a_rota_is_read_by_its_header_in_any_order_and_every_bad_row_has_its_reason() -> None:
    table = [
        ["跟班学习安排表", "", "", "", ""],
        ["导师", "姓名", "开始", "结束", "备注"],
        ["周编", "张三", "2026-06-08", "2026-06-26", "好"],
        ["", "", "", "", ""],
        ["", "李四", "6月15日", "7月3日", ""],
        ["", "", "2026-06-08", "2026-06-26", ""],
        ["", "王五", "下个月", "2026-06-26", ""],
    ]
    rows = read_rows(table, today=TODAY)
    assert [(row.line, row.plan) for row in rows if row.fault is None] == [
        (3, PlanText("张三", FIRST, LAST, "周编")),
        (5, PlanText("李四", date(2026, 6, 15), date(2026, 7, 3))),
    ]
    assert [(row.line, row.fault.key.split(".")[0]) for row in rows if row.fault is not None] == [
        (6, "The name is missing"),
        (7, "The day “{value}” could not be read"),
    ]


def test_a_table_that_is_no_rota_is_refused() -> None:
    with pytest.raises(BadInput):
        read_rows([["单位", "姓名"], ["云茶镇", "张三"]], today=TODAY)


@each_row(
    ("first", "last", "expected"),
    [
        (
            "2026-06-08",
            "2026-06-22",
            True,
        ),  # ten working days but for the 19th (端午): exactly ten with the 22nd
        ("2026-06-08", "2026-06-21", False),
        ("2026-06-01", "2026-06-30", True),
        ("2026-05-18", "2026-06-12", True),
        ("2026-05-18", "2026-06-11", False),
    ],
)
def test_a_month_is_halved_by_ten_working_days_of_training(first: str, last: str, expected: bool) -> None:
    period = (date.fromisoformat(first), date.fromisoformat(last))
    assert is_halved([period], month="2026-06", is_workday=WorkCalendar().is_workday) is expected


def test_two_periods_of_a_month_count_together() -> None:
    periods = [(date(2026, 6, 1), date(2026, 6, 5)), (date(2026, 6, 22), date(2026, 6, 26))]
    assert is_halved(periods, month="2026-06", is_workday=WorkCalendar().is_workday)


@each_row(("quota", "halved"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (8, 4), (0, None)])
def test_half_a_quota_is_rounded_up_from_a_half(quota: int, halved: int | None) -> None:
    someone = Reporter(
        1, "云茶镇", "张三", Employment.PART_TIME, quota, None, date(2024, 1, 1), None, False, True, True
    )
    assert quota_of(someone, month="2026-06", part_time=4, full_time=8) == halved
