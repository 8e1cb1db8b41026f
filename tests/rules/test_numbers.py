"""Numbers as people type them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.numbers import Code, Named, code_of, item_number, month_written, named_by, number_within
from tests.support.table import each_row


@each_row(
    "typed",
    [
        "85",
        "0085",
        "2026-85",
        "2026-0085",
        "2026_0085",
        "2026－0085",
        "２０２６－００８５",
        "20260085",
        "2026年85",
        "#85",
        "№85",
        "85号",
        "编号2026-0085",
        " 2026 - 0085 ",
        "2026—0085",
    ],
)
def test_a_short_number_is_of_this_year(typed: str) -> None:
    assert item_number(typed, year=2026) == "2026-0085"


def test_another_years_number_keeps_its_year() -> None:
    assert item_number("2025-3", year=2026) == "2025-0003"


@given(st.integers(2001, 2099), st.integers(1, 99_999))
def test_a_written_number_is_read_as_itself(year: int, count: int) -> None:
    number = f"{year}-{count:04d}"
    assert item_number(number, year=2026) == number
    assert item_number(number.replace("-", "_"), year=2026) == number


@each_row("typed", ["", "0", "abc", "2026-", "1234567890", "2026-0001 和 2026-0002"])
def test_what_is_no_number_names_nothing(typed: str) -> None:
    assert named_by(typed, year=2026) is None or typed == "1234567890"
    assert item_number(typed, year=2026) == "".join(typed.split())


@each_row(
    ("text", "named"),
    [
        ("85", Named(item="2026-0085", demand=85)),
        ("2026-0042", Named(item="2026-0042")),
        ("T7", Named(demand=7)),
        ("t 7", Named(demand=7)),
        ("选题7", Named(demand=7)),
        ("预约T7", Named(demand=7, is_booking=True)),
        ("预约 7", Named(demand=7, is_booking=True)),
        ("预约T7。", Named(demand=7, is_booking=True)),
        ("85。", Named(item="2026-0085", demand=85)),
        ("D3！", Named(code=Code("D", 3))),
        ("T7 已办", None),
        ("D3", Named(code=Code("D", 3))),
        ("ｄ　０３", Named(code=Code("D", 3))),
        ("阅文3", Named(code=Code("D", 3))),
        ("督办 B4", Named(code=Code("B", 4))),
        ("会议2", Named(code=Code("M", 2))),
        ("督办M4", None),
        ("A4", None),
        ("阅文", None),
        ("我还差几条", None),
    ],
)
def test_a_number_alone_names_an_item_or_a_demand(text: str, named: Named | None) -> None:
    assert named_by(text, year=2026) == named


@each_row(
    ("typed", "number"),
    [
        ("并到3号", "3"),
        ("合并到2026-0003吧", "2026-0003"),
        ("3", "3"),
        ("3和4", "3和4"),
        ("那一条", "那一条"),
    ],
)
def test_a_number_in_a_few_words_is_found_where_there_is_one(typed: str, number: str) -> None:
    assert number_within(typed) == number


def test_a_month_is_told_from_a_short_number_by_its_two_figures() -> None:
    rows = [
        ("2026-06", "2026-06"),
        ("２０２６－０６", "2026-06"),
        ("2026-12", "2026-12"),
        ("2026-13", None),
        ("2026-00", None),
        ("2026-6", None),
        ("2026-0006", None),
        ("6", None),
        ("2026-85", None),
    ]
    assert [(typed, month_written(typed)) for typed, _ in rows] == rows


def test_a_code_is_read_as_it_is_written_and_bare_figures_are_none() -> None:
    rows = [("D3", "D3"), ("t-12", "T12"), ("#B4", "B4"), ("12", "None"), ("X1", "None"), ("", "None")]
    assert [(typed, str(code_of(typed))) for typed, _ in rows] == rows
