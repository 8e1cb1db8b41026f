from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.rules.ranking import Placed, RankingAsked, asked_in_words, ranking, read_asked
from tests.support.table import each_row

TODAY = date(2026, 6, 3)
LEVELS = {"县": 1, "市": 2, "省": 3}


def sums(*rows: tuple[int, str, int, int, int]) -> list[tuple[int, int]]:
    return [(line.place, line.subject) for line in ranking(rows, levels=LEVELS)]


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("排行 个人", " 个人"),
        ("个人排行", "个人"),
        (" 上月排行 ", "上月"),
        ("2026年 排行", "2026年 "),
        ("排行", ""),
        ("排行榜出炉", None),
        ("全县农产品排行", None),
        ("排行 个人 单位 月 年 个人 单位 月 年 个人", None),
        ("年", None),
    ],
)
def test_the_keyboards_word_takes_what_the_command_takes(text: str, beside: str | None) -> None:
    assert asked_in_words(text, today=TODAY) == beside


def test_vector_7_ties_share_a_place_and_the_next_one_is_left_out() -> None:
    rows = [(1, "市", 160_00, 80, 9), (2, "市", 160_00, 80, 8), (3, "市", 150_00, 75, 7)]
    assert ranking(rows, levels=LEVELS) == [
        Placed(1, 2, 160_00),
        Placed(1, 1, 160_00),
        Placed(3, 3, 150_00),
    ]


def test_within_a_tie_province_then_comments_then_city_then_who_came_first() -> None:
    rows = [
        *[(1, "市", 5_00, 1, 4), (2, "市", 5_00, 1, 3), (3, "市", 4_00, 2, 2), (3, "县", 1_00, 1, 9)],
        *[(4, "批示", 2_00, 1, 5), (4, "市", 3_00, 1, 6), (5, "省", 5_00, 1, 10)],
    ]
    assert sums(*rows) == [(1, 5), (1, 4), (1, 3), (1, 2), (1, 1)]


def test_whoever_sent_items_and_has_no_points_stands_last() -> None:
    rows = [(2, "市", 2_00, 1, 1), (4, "县", 0, 0, 2)]
    assert ranking(rows, levels=LEVELS, others=[3, 2, 1]) == [
        Placed(1, 2, 2_00),
        Placed(2, 4, 0),
        Placed(2, 3, 0),
        Placed(2, 1, 0),
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 6),
            st.sampled_from("县市省"),
            st.integers(-3, 5),
            st.integers(0, 2),
            st.integers(0, 99),
        ),
        max_size=40,
    )
)
def test_a_place_is_one_more_than_how_many_are_better(rows: list[tuple[int, str, int, int, int]]) -> None:
    lines = ranking(rows, levels=LEVELS)
    assert sum(line.hundredths for line in lines) == sum(row[2] for row in rows)
    for line in lines:
        assert line.place == sum(other.hundredths > line.hundredths for other in lines) + 1


@each_row(
    ("typed", "expected"),
    [
        ("", RankingAsked("2026-06", "2026-06", True)),
        ("月", RankingAsked("2026-06", "2026-06", True)),
        ("年", RankingAsked("2026-01", "2026-12", True)),
        ("个人", RankingAsked("2026-06", "2026-06", False)),
        ("年 个人", RankingAsked("2026-01", "2026-12", False)),
        ("个人 年", RankingAsked("2026-01", "2026-12", False)),
        ("2026-05 单位", RankingAsked("2026-05", "2026-05", True)),
        ("5月", RankingAsked("2026-05", "2026-05", True)),
        ("个人，5月", RankingAsked("2026-05", "2026-05", False)),
        ("2025", RankingAsked("2025-01", "2025-12", True)),
        ("２０２５年　个人", RankingAsked("2025-01", "2025-12", False)),
        ("Month Person", RankingAsked("2026-06", "2026-06", False)),
        ("2025 年 5 月 个人", RankingAsked("2025-05", "2025-05", False)),
        ("2025 年", RankingAsked("2025-01", "2025-12", True)),
        ("May 2025 person", RankingAsked("2025-05", "2025-05", False)),
        ("2026年", RankingAsked("2026-01", "2026-12", True)),
    ],
)
def test_what_people_type_after_rank(typed: str, expected: RankingAsked) -> None:
    assert read_asked(typed, today=TODAY) == expected


@each_row("typed", ["乡镇", "2026-13", "年 5", "<b>"])
def test_what_is_not_understood_is_named(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_asked(typed, today=TODAY)
    assert refused.value.fields["value"] == typed.split()[-1]
