from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Employment, ItemState, Reason
from bot.rules.quota import Received, Reporter, Short, counts, quota_of, shortfall

MONTH = "2026-05"
ZHANG = Reporter(
    person_id=1,
    unit="云茶镇",
    name="张三",
    employment=Employment.PART_TIME,
    personal_quota=None,
    unit_quota=None,
    joined_on=date(2024, 1, 1),
    left_on=None,
    on_leave=False,
)


def quota(**changes: object) -> int | None:
    return quota_of(replace(ZHANG, **changes), month=MONTH, part_time=4, full_time=8)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 4),
        ({"employment": Employment.FULL_TIME}, 8),
        ({"unit_quota": 2}, 2),
        ({"unit_quota": 2, "personal_quota": 6}, 6),
        ({"personal_quota": 6}, 6),
        ({"personal_quota": 0, "unit_quota": 2}, None),
        ({"unit_quota": 0}, None),
        ({"unit_quota": 0, "personal_quota": 1}, 1),
        ({"on_leave": True}, None),
        ({"joined_on": None}, 4),
        ({"joined_on": date(2026, 5, 15)}, 4),
        ({"joined_on": date(2026, 5, 16)}, None),
        ({"joined_on": date(2026, 4, 30)}, 4),
        ({"joined_on": date(2026, 6, 1)}, None),
        ({"joined_on": date(2027, 1, 1)}, None),
        ({"left_on": date(2026, 4, 30)}, None),
        ({"left_on": date(2026, 5, 31)}, None),
        ({"left_on": date(2026, 6, 1)}, 4),
        ({"left_on": date(2025, 12, 31)}, None),
    ],
)
def test_quota_of(changes: dict[str, object], expected: int | None) -> None:
    assert quota(**changes) == expected


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (ItemState.WAITING, None, True),
        (ItemState.REVIEWING, None, True),
        (ItemState.ADOPTED, None, True),
        (ItemState.RETURNED, Reason.EMPTY, True),
        (ItemState.REJECTED, Reason.STALE, True),
        (ItemState.REJECTED, None, True),
        (ItemState.REJECTED, Reason.EMPTY, False),
        (ItemState.MERGED, None, False),
        (ItemState.WITHDRAWN, None, False),
    ],
)
def test_counts(state: ItemState, reason: Reason | None, expected: bool) -> None:
    assert counts(Received(person_id=1, state=state, reason=reason)) is expected


def test_shortfall_names_who_owes_in_the_order_of_the_units() -> None:
    reporters = [
        ZHANG,
        replace(ZHANG, person_id=2, unit="水利局", name="李四", employment=Employment.FULL_TIME),
        replace(ZHANG, person_id=3, name="王五"),
        replace(ZHANG, person_id=4, name="赵六", on_leave=True),
        replace(ZHANG, person_id=5, unit="水利局", name="孙七", personal_quota=1),
    ]
    received = [
        *[Received(1, ItemState.ADOPTED, None)] * 3,
        Received(1, ItemState.MERGED, None),
        *[Received(2, ItemState.WAITING, None)] * 9,
        Received(3, ItemState.REJECTED, Reason.EMPTY),
        Received(99, ItemState.ADOPTED, None),
    ]
    assert shortfall(reporters, received, month=MONTH, part_time=4, full_time=8) == [
        Short(1, "云茶镇", "张三", 3, 4, 1),
        Short(3, "云茶镇", "王五", 0, 4, 4),
        Short(5, "水利局", "孙七", 0, 1, 1),
    ]


@given(st.lists(st.sampled_from(ItemState), max_size=8), st.integers(min_value=0, max_value=6))
def test_shortfall_is_what_is_missing_to_the_quota(states: list[ItemState], owed: int) -> None:
    received = [Received(1, state, None) for state in states]
    done = sum(state not in (ItemState.MERGED, ItemState.WITHDRAWN) for state in states)
    short = shortfall([ZHANG], received, month=MONTH, part_time=owed, full_time=8)
    assert [(each.done, each.quota, each.missing) for each in short] == (
        [(done, owed, owed - done)] if done < owed else []
    )
