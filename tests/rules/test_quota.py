from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Employment, ItemState, Reason
from bot.rules.quota import (
    Absent,
    Altered,
    Group,
    MonthFigures,
    Reporter,
    Short,
    changes,
    counts,
    quota_of,
    shortfall,
    tally,
    value_in,
)
from tests.support.table import each_row

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
    has_account=True,
)


def quota(**changes: object) -> int | None:
    return quota_of(ZHANG._replace(**changes), month=MONTH, part_time=4, full_time=8)  # type: ignore[arg-type]


@each_row(
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


@each_row(
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
        (ItemState.HELD, None, False),
        (ItemState.DESTROYED, None, False),
    ],
)
def test_counts(state: ItemState, reason: Reason | None, expected: bool) -> None:
    assert counts(state, reason) is expected
    assert tally([Group(state, reason, [1, 2, 1])]) == ({1: 2, 2: 1} if expected else {})


def test_who_has_no_account_and_sent_nothing_does_not_owe() -> None:
    new = ZHANG._replace(person_id=2, name="李四", has_account=False)
    gone = ZHANG._replace(person_id=3, name="王五", has_account=False)
    figures = shortfall([ZHANG, new, gone], {3: 1}, month=MONTH, part_time=4, full_time=8)
    assert figures.owing == 2
    assert [(short.name, short.done) for short in figures.short] == [("张三", 0), ("王五", 1)]
    assert figures.absent == (Absent(2, "云茶镇", "李四"),)


def test_changes_name_who_stands_otherwise_in_the_order_of_the_earlier_list() -> None:
    one, two, three, four = (Short(n, "云茶镇", str(n), 1, 4, 3) for n in range(1, 5))
    before = MonthFigures(MONTH, 3, (two, one, three))
    now = MonthFigures(MONTH, 4, (four, one, three._replace(done=2, missing=2)))
    assert [(c.name, c.before and c.before.done, c.now and c.now.done) for c in changes(before, now)] == [
        ("2", 1, None),
        ("3", 1, 2),
        ("4", None, 1),
    ]


def test_shortfall_names_who_owes_in_the_order_of_the_units() -> None:
    reporters = [
        ZHANG,
        ZHANG._replace(person_id=2, unit="水利局", name="李四", employment=Employment.FULL_TIME),
        ZHANG._replace(person_id=3, name="王五"),
        ZHANG._replace(person_id=4, name="赵六", on_leave=True),
        ZHANG._replace(person_id=5, unit="水利局", name="孙七", personal_quota=1),
    ]
    done = tally(
        [
            Group(ItemState.ADOPTED, None, [1, 1, 99, 1]),
            Group(ItemState.MERGED, None, [1]),
            Group(ItemState.WAITING, None, [2] * 9),
            Group(ItemState.REJECTED, Reason.EMPTY, [3]),
        ]
    )
    figures = shortfall(reporters, done, month=MONTH, part_time=4, full_time=8)
    assert figures.short == (
        Short(1, "云茶镇", "张三", 3, 4, 1),
        Short(3, "云茶镇", "王五", 0, 4, 4),
        Short(5, "水利局", "孙七", 0, 1, 1),
    )


def test_who_is_exempt_is_not_among_those_who_owe() -> None:
    reporters = [
        ZHANG,
        ZHANG._replace(person_id=2, on_leave=True),
        ZHANG._replace(person_id=3, name="王五"),
        ZHANG._replace(person_id=4, personal_quota=0),
    ]
    figures = shortfall(reporters, {1: 4, 2: 1, 3: 1}, month=MONTH, part_time=4, full_time=8)
    assert (figures.owing, figures.fulfilled, figures.missing) == (2, 1, 3)


@given(st.lists(st.sampled_from(ItemState), max_size=8), st.integers(min_value=0, max_value=6))
def test_shortfall_is_what_is_missing_to_the_quota(states: list[ItemState], owed: int) -> None:
    counted = tally(Group(state, None, [1]) for state in states)
    uncounted = (ItemState.MERGED, ItemState.WITHDRAWN, ItemState.HELD, ItemState.DESTROYED)
    done = sum(state not in uncounted for state in states)
    figures = shortfall([ZHANG], counted, month=MONTH, part_time=owed, full_time=8)
    assert [(each.done, each.quota, each.missing) for each in figures.short] == (
        [(done, owed, owed - done)] if done < owed else []
    )


def test_a_change_holds_from_its_month_on_and_one_that_is_dated_back_from_that_one() -> None:
    made_in_june, dated_back = Altered(4, 6, None), Altered(6, 5, "2026-04")
    assert value_in(6, [made_in_june], month="2026-05") == 4
    assert value_in(5, [dated_back, made_in_june], month="2026-05") == 5
    assert value_in(5, [dated_back, made_in_june], month="2026-03") == 4
    # What was changed after that says nothing of the months before, and a slip that was put right leaves no trace in them.
    assert value_in(9, [Altered(5, 9, None), dated_back, made_in_june], month="2026-05") == 5
    assert value_in(4, [Altered(60, 4, None), Altered(4, 60, None)], month="2026-05") == 4
    assert value_in(8, [], month="2026-05") == 8
