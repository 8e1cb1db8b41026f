"""Lines of /today about supervision tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.locale.texts import Texts
from bot.model import Task
from bot.rules.text import shorten
from bot.views.common.labels import TASK_STATES
from bot.views.common.waiting import Waiting
from bot.views.supervision.deadlines import show_button

_TITLE, _SHOWN = 24, 2


def to_do(t: Texts, tasks: Sequence[tuple[Task, bool]], *, now: datetime) -> list[Waiting]:
    """What is to be accepted (the bool), or to be finished."""
    found = []
    for task, is_asked in tasks[:_SHOWN]:
        name, due = _name(task), t.due(task.due_at)
        if is_asked:
            line = t("📋 {task}: not accepted yet, due {due}", task=name, due=due)
        else:
            state = t("overdue") if now > task.due_at else t(TASK_STATES[task.state])
            line = t("📋 {task}: {state}, due {due}", task=name, state=state, due=due)
        found.append(Waiting(line, (show_button(t, task),)))
    return [*found, *_more(t, len(tasks))]


def to_answer(t: Texts, tasks: Sequence[Task]) -> list[Waiting]:
    """What was reported and waits for the reader's answer."""
    found = [
        Waiting(t("📨 {task}: waits for your answer", task=_name(task)), (show_button(t, task),))
        for task in tasks[:_SHOWN]
    ]
    return [*found, *_more(t, len(tasks))]


def _name(task: Task) -> str:
    return f"{task.code} {shorten(task.title, _TITLE)}"


def _more(t: Texts, count: int) -> list[Waiting]:
    left = count - _SHOWN
    return [Waiting(t("… and {count} more: {command}", count=left, command="/tasks"))] if left > 0 else []
