"""Supervision tasks: every arrow between their states, and what each day brings of a due time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput, NoDay
from bot.model import TaskState
from bot.rules.supervision import (
    Stage,
    Step,
    is_over,
    next_state,
    owes,
    read_more_time,
    stages_due,
    usual_due,
    workdays_between,
)
from bot.rules.workdays import WorkCalendar
from tests.support.county import at
from tests.support.table import each_row

ZONE, CALENDAR = ZoneInfo("Asia/Shanghai"), WorkCalendar()
DUE = at("2026-06-24 17:30")  # a Wednesday; 19 June is a holiday, 21 a Sunday
SET = at("2026-06-03 12:00")
W, U, R, B, D, C = (
    TaskState.WAITING,
    TaskState.UNDER_WAY,
    TaskState.REPORTED,
    TaskState.SENT_BACK,
    TaskState.DONE,
    TaskState.CALLED_OFF,
)
#         accept feedback time report agree send_back extend call_off
TABLE: dict[TaskState, list[TaskState | None]] = {
    W: [U, W, None, None, None, None, W, C],
    U: [None, U, U, R, None, None, U, C],
    R: [None, R, None, None, D, B, R, C],
    B: [None, B, B, R, None, None, B, C],
    D: [None] * 8,
    C: [None] * 8,
}


@each_row(
    ("state", "step", "after"),
    [(state, step, after) for state, row in TABLE.items() for step, after in zip(Step, row, strict=True)],
)
def test_each_step_leads_where_the_table_says(state: TaskState, step: Step, after: TaskState | None) -> None:
    assert next_state(state, step) is after


def test_what_is_over_owes_nothing_and_what_waits_for_an_answer_neither() -> None:
    assert [state for state in TaskState if is_over(state)] == [D, C]
    assert [state for state in TaskState if owes(state)] == [W, U, B]


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_whatever_is_tried_a_task_ends_by_being_agreed_to_or_called_off_alone(steps: list[Step]) -> None:
    state, taken = TaskState.WAITING, list[Step]()
    for step in steps:
        after = next_state(state, step)
        if after is not None:
            state, taken = after, [*taken, step]
    if state is TaskState.DONE:
        assert taken[-1] is Step.AGREE and Step.ACCEPT in taken and Step.REPORT in taken
    assert is_over(state) is (Step.AGREE in taken or Step.CALL_OFF in taken)


def stages(moment: str, *, due: datetime = DUE, since: datetime = SET) -> tuple[Stage, ...]:
    return stages_due(due, since=since, now=at(moment), zone=ZONE, calendar=CALENDAR)


@each_row(
    ("moment", "found"),
    [
        ("2026-06-15 09:00", ()),
        ("2026-06-16 09:00", (Stage.FIRST,)),  # 17, 18, 22, 23, 24: the holiday does not count
        ("2026-06-18 09:00", (Stage.FIRST,)),  # where the bot was down on the 16th
        ("2026-06-22 09:00", (Stage.SECOND,)),
        ("2026-06-23 09:00", (Stage.SECOND,)),
        ("2026-06-24 09:00", (Stage.DAY,)),
        ("2026-06-24 17:31", (Stage.OVERDUE,)),
        ("2026-06-25 09:00", (Stage.OVERDUE, Stage.DESK)),
        ("2026-06-26 09:00", (Stage.OVERDUE, Stage.DESK)),
        ("2026-06-29 09:00", (Stage.OVERDUE, Stage.DESK, Stage.LEADERS)),
    ],
)
def test_what_a_moment_brings(moment: str, found: tuple[Stage, ...]) -> None:
    assert stages(moment) == found


def test_a_time_that_was_set_within_a_warnings_days_brings_the_next_one_alone() -> None:
    since = at("2026-06-17 16:00")
    assert stages("2026-06-18 09:00", since=since) == ()
    assert stages("2026-06-22 09:00", since=since) == (Stage.SECOND,)
    assert stages("2026-06-24 09:00", since=at("2026-06-24 08:00")) == ()


def test_a_due_day_that_is_no_working_day_is_warned_of_on_the_working_day_before() -> None:
    saturday = at("2026-06-27 12:00")
    assert stages("2026-06-26 09:00", due=saturday) == (Stage.DAY,)
    assert stages("2026-06-29 09:00", due=saturday) == (Stage.OVERDUE, Stage.DESK)


def test_fifteen_working_days_are_usual() -> None:
    due = usual_due(SET, zone=ZONE, calendar=CALENDAR, day_end=time(17, 30))
    assert due == at("2026-06-25 17:30")
    assert workdays_between(SET, due, zone=ZONE, calendar=CALENDAR) == 15


# Random days: the clock looks at 9:00 of each working day and after each due time, restarts in between, more time is given.
_DAYS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["look", "look", "look", "extend", "report", "back", "end"])
    ),
    min_size=1,
    max_size=60,
)


@given(first=st.integers(1, 40), days=_DAYS)
def test_each_warning_and_escalation_goes_out_once_for_a_due_date_and_none_after_the_end(
    first: int, days: list[tuple[int, str]]
) -> None:
    now = datetime(2026, 6, 1, 9, tzinfo=ZONE)
    since, due = now, datetime.combine(now.date() + timedelta(days=first), time(17, 30), tzinfo=ZONE)
    state, told, ended = TaskState.UNDER_WAY, [], False
    ledger: set[tuple[Stage, date]] = set()
    for wait, event in days:
        now += timedelta(days=wait, hours=1 if event == "look" else 0)
        if event == "extend" and not ended:
            since, due = now, max(due, now) + timedelta(days=1 + wait)
        elif event == "report":
            state = next_state(state, Step.REPORT) or state
        elif event == "back":
            state = next_state(state, Step.SEND_BACK) or state
        elif event == "end":
            state, ended = TaskState.CALLED_OFF, True
        if not owes(state):
            assert ended or state is TaskState.REPORTED
            continue
        for stage in stages_due(due, since=since, now=now, zone=ZONE, calendar=CALENDAR):
            key = (stage, due.date())
            if key not in ledger:  # as the ledger of posts keeps it
                ledger.add(key)
                told.append(key)
                assert not ended
                if stage in (Stage.FIRST, Stage.SECOND, Stage.DAY):
                    assert now <= due and since.date() < now.date()
                else:
                    assert now > due
    assert max(Counter(told).values(), default=1) == 1
    for day in {day for _, day in told}:
        order = [stage for stage, each in told if each == day]
        assert order == sorted(order, key=list(Stage).index)


@each_row(
    ("typed", "until", "reason"),
    [
        ("5个工作日 资金未到位", "2026-07-01 17:30", "资金未到位"),
        ("5个工作日，资金未到位。", "2026-07-01 17:30", "资金未到位"),
        ("3天，因为雨季无法施工", "2026-06-27 17:30", "雨季无法施工"),
        ("6月30日\n等省里批复", "2026-06-30 17:30", "等省里批复"),
        ("6月30日 12:00 等批复", "2026-06-30 12:00", "等批复"),
        ("5个工作日", "2026-07-01 17:30", ""),
        ("资金未到位，需要协调", None, "资金未到位，需要协调"),
        ("5 workdays, no funds yet", "2026-07-01 17:30", "no funds yet"),
    ],
)
def test_how_long_and_why_are_told_apart(typed: str, until: str | None, reason: str) -> None:
    asked = read_more_time(
        typed, due_at=DUE, now=SET.astimezone(UTC), zone=ZONE, calendar=CALENDAR, day_end=time(17, 30)
    )
    assert (asked.until_at, asked.reason) == (at(until) if until else None, reason)


def test_a_time_before_the_present_one_is_refused() -> None:
    with pytest.raises(BadInput):
        read_more_time(
            "6月10日 太忙", due_at=DUE, now=SET, zone=ZONE, calendar=CALENDAR, day_end=time(17, 30)
        )


def test_a_day_that_there_is_not_is_no_reason() -> None:
    with pytest.raises(NoDay):
        read_more_time(
            "6月31日 资金未到位", due_at=DUE, now=SET, zone=ZONE, calendar=CALENDAR, day_end=time(17, 30)
        )
