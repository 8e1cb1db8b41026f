"""How a bulletin is named and corrected by command, which number comes next, and where an item moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.rules.bulletins import (
    Asked,
    ErratumAsked,
    Named,
    moved,
    next_number,
    read_erratum,
    read_issues,
    without,
)
from tests.support.table import each_row


@each_row(
    ("typed", "asked"),
    [
        ("", Asked(2026)),
        ("2025", Asked(2025)),
        ("2025年", Asked(2025)),
        ("25", Asked(2026, Named(25, 2026))),
        ("第 25 期", Asked(2026, Named(25, 2026))),
        ("２５", Asked(2026, Named(25, 2026))),
        ("2025-7", Asked(2025, Named(7, 2025))),
        ("2025年第7期", Asked(2025, Named(7, 2025))),
        ("增刊3", Asked(2026, Named(3, 2026, is_supplement=True))),
        ("supplement 3", Asked(2026, Named(3, 2026, is_supplement=True))),
        ("总312", Asked(2026, Named(312, 2026, is_total=True))),
        ("总第312期", Asked(2026, Named(312, 2026, is_total=True))),
    ],
)
def test_issues_takes_a_year_or_a_number_in_any_form(typed: str, asked: Asked) -> None:
    assert read_issues(typed, year=2026) == asked


@each_row("typed", ["最新", "25 26", "0", "第期", "-3", "2026-", "9999999"])
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        read_issues(typed, year=2026)


def test_a_correction_names_its_bulletin_and_keeps_its_lines() -> None:
    words = "第1条“4.6吨”应为“6.4吨”。\n特此更正。"
    for typed in (
        f"更正 25 {words}",
        f"更正25 {words}",
        f"更正第25期 {words}",
        f"correct 25 {words}",
        f"更正 25\n{words}",
    ):
        assert read_erratum(typed, year=2026) == ErratumAsked(Named(25, 2026), words), typed
    for typed in ("", "25", "其他 25 文字"):
        assert read_erratum(typed, year=2026) is None
    for typed in ("更正 25", "更正 某期 文字"):
        with pytest.raises(BadInput):
            read_erratum(typed, year=2026)


def test_a_year_begins_with_one_and_the_very_first_with_the_settings() -> None:
    assert [
        next_number(24, 24, first=9),
        next_number(None, 24, first=9),
        next_number(None, None, first=9),
    ] == [
        25,
        1,
        9,
    ]


@given(st.lists(st.integers(), min_size=1, max_size=9, unique=True), st.data())
def test_moving_keeps_every_item_and_the_order_of_the_others(order: list[int], data: st.DataObject) -> None:
    one, by = data.draw(st.sampled_from(order)), data.draw(st.integers(-10, 10))
    after = moved(order, one, by=by)
    assert sorted(after) == sorted(order)
    assert [each for each in after if each != one] == [each for each in order if each != one]
    assert after.index(one) == max(0, min(len(order) - 1, order.index(one) + by))


def test_nothing_of_an_item_stays_in_a_paper_without_it() -> None:
    item = {"title": "甲题", "note": "甲按", "body": "甲文", "by": "甲镇", "pictures": ["a"]}
    spec = {
        "note": "全按",
        "contents": ["甲题", "乙题"],
        "items": [item, {**item, "title": "乙题", "body": "乙文"}],
    }
    left = without(spec, 0)
    assert not any(word in str(left) for word in ("甲题", "甲文", "全按"))
    assert (left["contents"], left["items"][1]["body"]) == (["〓", "乙题"], "乙文")
