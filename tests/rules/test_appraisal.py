"""The yearly appraisal: awards by points among whom nothing bars, ties at an award's edge left to people."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.rules.appraisal import (
    Appraisal,
    Award,
    Bars,
    Prize,
    Row,
    Whole,
    Work,
    awards,
    barred,
    differences,
    from_json,
    read_asked,
    to_json,
)
from tests.support.table import each_row

TODAY = date(2026, 6, 3)
BARS = Bars(lapses=2, months_short=3, untrue=True, completion=100)


def row(subject: int, hundredths: int, **more: object) -> Row:
    base = Row(
        subject, subject, "云茶镇", f"甲{subject}", hundredths, None, 9, 8, 4, (3, 1), 1, 0, 0, 0, 0, 500
    )
    return base._replace(**more)  # type: ignore[arg-type]


def proposed(found: list[Award]) -> list[tuple[str, tuple[int, ...], tuple[int, ...], int]]:
    return [(each.name, each.chosen, each.tied, each.open) for each in found]


def test_the_first_by_points_are_proposed_without_those_who_are_barred_or_have_none() -> None:
    rows = [row(1, 900), row(2, 800, bars=("lapses",)), row(3, 700), row(4, 600), row(5, 0)]
    prizes = [Prize("一等奖", False, 1), Prize("先进单位", True, 5), Prize("二等奖", False, 9)]
    assert proposed(awards(rows, prizes, by_unit=False)) == [
        ("一等奖", (1,), (), 0),
        ("二等奖", (3, 4), (), 0),
    ]


def test_equal_points_at_the_edge_are_all_named_and_none_of_them_is_chosen() -> None:
    rows = [row(1, 900), row(2, 700), row(3, 700), row(4, 700), row(5, 600), row(6, 500)]
    prizes = [Prize("一等奖", False, 2), Prize("二等奖", False, 3)]
    assert proposed(awards(rows, prizes, by_unit=False)) == [
        ("一等奖", (1,), (2, 3, 4), 1),
        ("二等奖", (5,), (), 0),  # two of its three go to those who are not chosen above
    ]


def test_equal_points_that_all_fit_are_no_tie() -> None:
    rows = [row(1, 900), row(2, 700), row(3, 700), row(4, 600)]
    assert proposed(awards(rows, [Prize("优秀", False, 3)], by_unit=False)) == [("优秀", (1, 2, 3), (), 0)]
    assert proposed(awards(rows, [Prize("优秀", False, 9)], by_unit=False)) == [("优秀", (1, 2, 3, 4), (), 0)]
    assert proposed(awards([], [Prize("优秀", False, 9)], by_unit=False)) == [("优秀", (), (), 0)]


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_no_award_goes_to_fewer_points_than_one_who_has_none(scores: list[int], numbers: list[int]) -> None:
    rows = [row(place, score) for place, score in enumerate(sorted(scores, reverse=True), 1)]
    found = awards(rows, [Prize(str(place), False, n) for place, n in enumerate(numbers)], by_unit=False)
    points = {each.subject: each.hundredths for each in rows}
    named = [subject for each in found for subject in (*each.chosen, *each.tied)]
    assert len(named) == len(set(named))
    assert all(points[subject] > 0 for subject in named)
    assert [points[subject] for subject in named] == sorted((points[s] for s in named), reverse=True)
    for each in found:
        assert len(each.chosen) + each.open <= each.number
        assert not each.tied or (0 < each.open < len(each.tied) and len({points[s] for s in each.tied}) == 1)
    left = [points[each.subject] for each in rows if each.subject not in named]
    assert not named or max(left, default=0) < min(points[s] for s in named) or max(left, default=0) == 0
    # As many as there are awards, where there are so many with points.
    given_away = sum(len(each.chosen) + each.open for each in found)
    with_points = sum(each.hundredths > 0 for each in rows)
    spilt = sum(len(each.tied) - each.open for each in found if each.tied)
    assert given_away + spilt >= min(sum(numbers), with_points)


@each_row(
    ("more", "by_unit", "why"),
    [
        ({}, False, ()),
        ({"lapses": 2}, False, ("lapses",)),
        ({"lapses": 1, "months_short": 2}, False, ()),
        ({"months_short": 3}, False, ("short",)),
        ({"months_short": 30}, True, ()),
        ({"untrue": 1}, True, ("untrue",)),
        ({"bars": ("left",), "untrue": 1}, False, ("left", "untrue")),
        ({"target": 1000}, True, ("target",)),
        ({"target": 900}, True, ()),
        ({"target": 1000}, False, ()),
    ],
)
def test_what_bars_from_an_award(more: dict[str, object], by_unit: bool, why: tuple[str, ...]) -> None:
    assert barred(row(1, 900, **more), BARS, by_unit=by_unit) == why


def test_what_the_settings_turn_off_bars_nobody() -> None:
    off = Bars(lapses=0, months_short=0, untrue=False, completion=0)
    worst = row(1, 1, lapses=9, months_short=12, untrue=3, target=10_000)
    assert barred(worst, off, by_unit=True) == barred(worst, off, by_unit=False) == ()


def year_of(*people: Row) -> Appraisal:
    whole = Whole(1, 1, 1, 1, 1, 1, 1, 1, 1)
    units = (row(7, 900, name="云茶镇", target=1000),)
    given = (Award("优秀", False, 1, (1,), (2, 3), 1),)
    return Appraisal("2026", TODAY, 5, ("县", "市"), whole, units, people, given)


def test_what_is_kept_is_what_was_published() -> None:
    made = year_of(row(1, 900, works=(Work(3, "市", "2026-05-01"),), bars=("short",)), row(2, 5))
    assert from_json(json.loads(json.dumps(to_json(made)))) == made


def test_who_stands_otherwise_since_is_named() -> None:
    before, now = year_of(row(1, 900), row(2, 5)), year_of(row(1, 900, received=99), row(2, 6), row(3, 1))
    found = differences(before, now)
    assert [(each.label, each.before is None) for each in found] == [
        ("云茶镇 甲2", False),
        ("云茶镇 甲3", True),
    ]
    assert differences(before, before) == []


@each_row(
    ("typed", "today", "year", "name"),
    [
        ("", "2026-06-03", "2026", ""),
        ("", "2027-01-04", "2026", ""),
        ("2026", "2027-01-04", "2026", ""),
        ("２０２６年", "2026-06-03", "2026", ""),
        ("今年", "2026-06-03", "2026", ""),
        ("2025 张三", "2026-06-03", "2025", "张三"),
        ("2025 云茶镇  张三", "2026-06-03", "2025", "云茶镇 张三"),
        ("张三", "2026-06-03", "2026", "张三"),
        ("张三 2025", "2026-06-03", "2025", "张三"),
        ("张三，去年", "2026-06-03", "2025", "张三"),
    ],
)
def test_a_year_and_a_name_are_understood(typed: str, today: str, year: str, name: str) -> None:
    assert read_asked(typed, today=date.fromisoformat(today)) == (year, name)


@each_row("typed", ["2026-05", "20266", "2027", "26年", "2026Q2", "5月"])
def test_anything_else_is_answered_with_what_may_be_written(typed: str) -> None:
    with pytest.raises(BadInput):
        read_asked(typed, today=TODAY)
