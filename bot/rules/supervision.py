"""Supervision tasks: the arrows between their states, and which warning a day brings; who may take a step is not asked here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.errors import BadInput, NoDay
from bot.model import ReportKind, ReportState, Task, TaskReport, TaskState
from bot.rules.dates import parse_extension
from bot.rules.text import clean
from bot.rules.workdays import WorkCalendar

USUAL_DAYS = 15  # working days, where no due time is given
WARNED_BEFORE = (5, 2)  # working days
DESK_AFTER, LEADERS_AFTER = 1, 3  # working days past due
WORDS_MOST = 2000  # characters of a report
REASON_MOST = 500


class Step(StrEnum):
    """What can be done with a task."""

    ACCEPT = "accept"  # 接受
    FEEDBACK = "feedback"  # 反馈
    ASK_TIME = "ask_time"  # 申请延期
    REPORT = "report"  # 办结
    AGREE = "agree"  # 同意办结
    SEND_BACK = "send_back"  # 退回补办
    EXTEND = "extend"  # by who set it
    CALL_OFF = "call_off"


_ALWAYS = (Step.EXTEND, Step.FEEDBACK)
_ARROWS: dict[TaskState, dict[Step, TaskState]] = {
    TaskState.WAITING: {
        Step.ACCEPT: TaskState.UNDER_WAY,
        Step.FEEDBACK: TaskState.WAITING,  # by a unit that helps and has accepted
        Step.EXTEND: TaskState.WAITING,
        Step.CALL_OFF: TaskState.CALLED_OFF,
    },
    TaskState.UNDER_WAY: {
        Step.FEEDBACK: TaskState.UNDER_WAY,
        Step.ASK_TIME: TaskState.UNDER_WAY,
        Step.REPORT: TaskState.REPORTED,
        Step.EXTEND: TaskState.UNDER_WAY,
        Step.CALL_OFF: TaskState.CALLED_OFF,
    },
    TaskState.REPORTED: {
        Step.FEEDBACK: TaskState.REPORTED,
        Step.AGREE: TaskState.DONE,
        Step.SEND_BACK: TaskState.SENT_BACK,
        Step.EXTEND: TaskState.REPORTED,
        Step.CALL_OFF: TaskState.CALLED_OFF,
    },
    TaskState.SENT_BACK: {
        Step.FEEDBACK: TaskState.SENT_BACK,
        Step.ASK_TIME: TaskState.SENT_BACK,
        Step.REPORT: TaskState.REPORTED,
        Step.EXTEND: TaskState.SENT_BACK,
        Step.CALL_OFF: TaskState.CALLED_OFF,
    },
}


def next_state(state: TaskState, step: Step) -> TaskState | None:
    """The state after the step, or None where the step is not allowed in this state."""
    return _ARROWS.get(state, {}).get(step)


def is_over(state: TaskState) -> bool:
    """Whether it is done or called off."""
    return state not in _ARROWS


def owes(state: TaskState) -> bool:
    """Whether its unit has something to do: nothing once it has reported, until that is sent back."""
    return state in (TaskState.WAITING, TaskState.UNDER_WAY, TaskState.SENT_BACK)


class Stage(StrEnum):
    """What a task's due time brings, each once for a due date."""

    FIRST = "first"  # five working days before
    SECOND = "second"  # two
    DAY = "day"
    OVERDUE = "overdue"  # the person and the unit
    DESK = "desk"
    LEADERS = "leaders"


def stages_due(
    due_at: datetime, *, since: datetime, now: datetime, zone: ZoneInfo, calendar: WorkCalendar
) -> tuple[Stage, ...]:
    """What has come due by now of a task that owes something: the one warning that its day brings, or all escalations so far.

    `since` is when the due time was set: a warning whose day was past by then, or was that very day, is no news.
    """
    today, due = now.astimezone(zone).date(), due_at.astimezone(zone).date()
    if now > due_at:
        found = [Stage.OVERDUE]
        if today >= calendar.add_workdays(due, DESK_AFTER):
            found.append(Stage.DESK)
        if today >= calendar.add_workdays(due, LEADERS_AFTER):
            found.append(Stage.LEADERS)
        return tuple(found)
    days = (
        (Stage.DAY, due if calendar.is_workday(due) else calendar.previous_workday(due)),
        (Stage.SECOND, _before(due, WARNED_BEFORE[1], calendar)),
        (Stage.FIRST, _before(due, WARNED_BEFORE[0], calendar)),
    )
    set_on = since.astimezone(zone).date()
    for stage, day in days:
        if day <= today:
            return (stage,) if set_on < day else ()
    return ()


def _before(day: date, n: int, calendar: WorkCalendar) -> date:
    for _ in range(n):
        day = calendar.previous_workday(day)
    return day


class Standing(StrEnum):
    """How a task stands in the ledger, in its order."""

    OVERDUE = "overdue"
    DUE = "due"  # within five working days
    REPORTED = "reported"
    OPEN = "open"
    DONE = "done"
    CALLED_OFF = "called_off"


def standing_of(task: Task, *, now: datetime, zone: ZoneInfo, calendar: WorkCalendar) -> Standing:
    """How it stands now."""
    if task.state is TaskState.DONE:
        return Standing.DONE
    if task.state is TaskState.CALLED_OFF:
        return Standing.CALLED_OFF
    if task.state is TaskState.REPORTED:
        return Standing.REPORTED
    if now > task.due_at:
        return Standing.OVERDUE
    due = task.due_at.astimezone(zone).date()
    near = _before(due, WARNED_BEFORE[0], calendar) <= now.astimezone(zone).date()
    return Standing.DUE if near else Standing.OPEN


def workdays_between(since: datetime, until: datetime, *, zone: ZoneInfo, calendar: WorkCalendar) -> int:
    """The working days after the day of one moment up to that of another."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    count = 0
    while first < last:
        first = date.fromordinal(first.toordinal() + 1)
        count += calendar.is_workday(first)
    return count


def finished_at(task: Task, reports: Sequence[TaskReport]) -> datetime | None:
    """When its unit finished what was found done: by its last report, not by the answer to it."""
    if task.state is not TaskState.DONE:
        return None
    done = [each for each in reports if each.kind is ReportKind.DONE and each.state is ReportState.AGREED]
    return done[-1].said_at if done else task.ended_at


def has_asked_for_time(reports: Sequence[TaskReport]) -> bool:
    """Whether the unit has asked for more time, which it may do once."""
    return any(each.kind is ReportKind.MORE_TIME for each in reports)


def usual_due(now: datetime, *, zone: ZoneInfo, calendar: WorkCalendar, day_end: time) -> datetime:
    """The due time of a task that names none."""
    day = calendar.add_workdays(now.astimezone(zone).date(), USUAL_DAYS)
    return datetime.combine(day, day_end, tzinfo=zone)


class MoreTime(NamedTuple):
    """What was typed after 申请延期: until when, and why; one of them may be wanting."""

    until_at: datetime | None
    reason: str


def read_more_time(
    text: str, *, due_at: datetime, now: datetime, zone: ZoneInfo, calendar: WorkCalendar, day_end: time
) -> MoreTime:
    """`5天 资金未到位`, `6月30日，资金未到位`, `5个工作日`; words without a time are the reason alone.

    BadInput where the time cannot be used, for example because it is earlier than the present one.
    """
    words = clean(text)
    for cut in _cuts(words):
        head, rest = words[:cut], words[cut:].strip(" \n，,。;；：:、")
        try:
            until = parse_extension(
                head.strip(), due_at=due_at, now=now, zone=zone, calendar=calendar, day_end=day_end
            )
        except NoDay:
            raise
        except BadInput as error:
            if "later" in error.key or "passed" in error.key:
                raise
            continue
        return MoreTime(until, rest.removeprefix("因为").strip())
    return MoreTime(None, words)


_MOST_OF_A_TIME = 24  # characters


def _cuts(words: str) -> list[int]:
    """Where a time at the head may end, the longest first: at its end, or before a blank or a comma."""
    ends = [at for at, char in enumerate(words[: _MOST_OF_A_TIME + 1]) if char in " \n，,。;；：:、"]
    whole = [len(words)] if len(words) <= _MOST_OF_A_TIME else []
    return [*whole, *reversed(ends)]
