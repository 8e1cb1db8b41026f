"""What /stats counts, and how it is asked for."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.model import ItemState, Kind, Reason
from bot.rules.spans import twelve_months
from bot.rules.stats import Figures, Standing, read_asked, stats

TODAY = date(2026, 6, 3)


def test_a_month_or_a_year_is_asked_for_in_any_of_its_ways() -> None:
    month, year = ("2026-06", "2026-06"), ("2026-01", "2026-12")
    wanted = {
        "": month,
        "月": month,
        "本月": month,
        "month": month,
        "年": year,
        "今年": year,
        "2026": year,
        "2026年": year,
        "２０２６": year,
        "last month": ("2026-05", "2026-05"),
        "Last  Year": ("2025-01", "2025-12"),
        "去年": ("2025-01", "2025-12"),
        "2025": ("2025-01", "2025-12"),
        "2026-05": ("2026-05", "2026-05"),
        "2026年5月": ("2026-05", "2026-05"),
        "5月": ("2026-05", "2026-05"),
        "上月": ("2026-05", "2026-05"),
    }
    assert {typed: read_asked(typed, today=TODAY) for typed in wanted} == wanted


@pytest.mark.parametrize("typed", ["单位", "2026-13", "云茶镇", "2026 5", "1899"])
def test_what_is_neither_is_named(typed: str) -> None:
    with pytest.raises(BadInput, match="was not understood"):
        read_asked(typed, today=TODAY)


def test_twelve_months_end_with_the_one_asked_for() -> None:
    assert twelve_months("2026-05")[0::11] == ["2025-06", "2026-05"]
    assert twelve_months("2026-12")[0::11] == ["2026-01", "2026-12"]


def row(
    month: str, state: ItemState, number: int, *, unit: int = 1, reason: Reason | None = None
) -> Standing:
    return Standing(month, unit, Kind.ORDINARY, state, reason, number)


def test_what_came_counts_and_is_adopted_by_unit_category_and_month() -> None:
    rows = [
        row("2026-05", ItemState.ADOPTED, 3),
        row("2026-05", ItemState.REJECTED, 1, reason=Reason.ROUTINE),
        row("2026-05", ItemState.REJECTED, 2, reason=Reason.EMPTY),
        row("2026-05", ItemState.WAITING, 2, unit=2),
        row("2026-05", ItemState.WITHDRAWN, 1, unit=2),
        row("2026-05", ItemState.ADOPTED, 2, unit=3)._replace(kind=Kind.POLICY),
        row("2026-04", ItemState.ADOPTED, 5),
    ]
    found = stats(rows, first="2026-05", last="2026-05", today=TODAY)
    assert found.total == Figures(11, 8, 5, 2)
    assert found.total.rate == 5 / 8
    assert found.left_out == {ItemState.REJECTED: 2, ItemState.WITHDRAWN: 1}
    assert found.units == ((1, Figures(6, 4, 3)), (2, Figures(3, 2, 0, 2)), (3, Figures(2, 2, 2)))
    assert found.kinds == ((Kind.ORDINARY, Figures(9, 6, 3, 2)), (Kind.POLICY, Figures(2, 2, 2)))
    assert found.months[-2:] == (("2026-04", Figures(5, 5, 5)), ("2026-05", Figures(11, 8, 5, 2)))
    assert [month for month, figures in found.months if figures] == twelve_months("2026-05")


def test_a_month_that_has_not_come_has_no_figures() -> None:
    found = stats([], first="2026-01", last="2026-12", today=TODAY)
    assert [figures is None for _, figures in found.months] == [False] * 6 + [True] * 6
    assert found.total.rate is None


STANDINGS = st.builds(
    Standing,
    st.sampled_from(twelve_months("2026-12")),
    st.integers(1, 4),
    st.sampled_from(list(Kind)),
    st.sampled_from(list(ItemState)),
    st.sampled_from([None, *Reason]),
    st.integers(1, 9),
)


@given(st.lists(STANDINGS, max_size=30))
def test_units_categories_and_months_each_sum_up_to_the_whole(rows: list[Standing]) -> None:
    found = stats(rows, first="2026-01", last="2026-12", today=date(2026, 12, 31))
    for parts in (found.units, found.kinds, found.months):
        for name in ("received", "counted", "adopted", "open"):
            total = sum(getattr(figures, name) for _, figures in parts if figures is not None)
            assert total == getattr(found.total, name)
    assert found.total.received == found.total.counted + sum(found.left_out.values())
