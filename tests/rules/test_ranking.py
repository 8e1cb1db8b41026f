from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import ItemState, Reason
from bot.rules.ranking import Placed, RankingAsked, ranking, read_asked
from tests.support.table import each_row

TODAY = date(2026, 6, 3)
ADOPTED, WAITING = ItemState.ADOPTED, ItemState.WAITING


def test_ties_share_a_place_and_the_next_one_is_left_out() -> None:
    rows = [
        (1, ADOPTED, None, 2),
        *[(2, ADOPTED, None, 1), (2, WAITING, None, 1)],
        *[(3, WAITING, None, 1), (3, ADOPTED, None, 1)],
        (4, ItemState.REJECTED, Reason.STALE, 1),
    ]
    assert ranking(rows) == [Placed(1, 1, 2, 2), Placed(2, 2, 1, 2), Placed(2, 3, 1, 2), Placed(4, 4, 0, 1)]


def test_adopted_items_go_before_many_submitted_ones() -> None:
    rows = [(1, WAITING, None, 9), (2, ADOPTED, None, 1), (3, WAITING, None, 10)]
    assert [(line.place, line.subject) for line in ranking(rows)] == [(1, 2), (2, 3), (3, 1)]


def test_what_does_not_count_is_not_ranked() -> None:
    rows = [
        (1, ItemState.WITHDRAWN, None, 1),
        (2, ItemState.MERGED, None, 1),
        (3, ItemState.REJECTED, Reason.EMPTY, 1),
        (4, ItemState.RETURNED, None, 1),
    ]
    assert ranking(rows) == [Placed(1, 4, 0, 1)]


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(ItemState), st.none(), st.integers(1, 3)), max_size=40
    )
)
def test_a_place_is_one_more_than_how_many_are_better(rows: list[tuple[int, ItemState, None, int]]) -> None:
    lines = ranking(rows)
    for line in lines:
        better = sum((other.adopted, other.submitted) > (line.adopted, line.submitted) for other in lines)
        assert line.place == better + 1


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
        ("2025", RankingAsked("2025-01", "2025-12", True)),
        ("２０２５年　个人", RankingAsked("2025-01", "2025-12", False)),
        ("Month Person", RankingAsked("2026-06", "2026-06", False)),
    ],
)
def test_what_people_type_after_rank(typed: str, expected: RankingAsked) -> None:
    assert read_asked(typed, today=TODAY) == expected


@each_row("typed", ["乡镇", "2026-13", "年 5", "<b>"])
def test_what_is_not_understood_is_named(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_asked(typed, today=TODAY)
    assert refused.value.fields["value"] == typed.split()[-1]
