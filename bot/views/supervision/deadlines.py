"""Words about supervision tasks that come due or are overdue: to the unit, the desk, the leaders, and in the list of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from markupsafe import Markup

from bot.locale.texts import N_, Texts
from bot.model import Button, Keyboard, Message, Task, TaskState
from bot.rules.supervision import Standing
from bot.rules.text import shorten
from bot.views.common.callbacks import Press, button
from bot.views.common.labels import TASK_STATES
from bot.views.supervision.cards import (
    TITLE,
    PartView,
    TaskView,
    overdue_words,
    part_words,
    titled,
)

_BUTTONS_MOST, _A_ROW = 12, 4


class Section(StrEnum):
    """The sections of the desk's list of the day, in their order."""

    OVERDUE = "overdue"
    TODAY = "today"
    NEXT = "next"
    REPORTED = "reported"


SECTIONS = {
    Section.OVERDUE: N_("🔴 Supervision tasks overdue"),
    Section.TODAY: N_("⏰ Supervision tasks due today"),
    Section.NEXT: N_("⏰ Supervision tasks due on the next working day"),
    Section.REPORTED: N_("🔵 Supervision tasks reported as done, waiting for an answer"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A task in the list of the day; `days` are the working days that it is overdue."""

    section: Section
    task: Task
    lead: PartView
    days: int


def show_button(t: Texts, task: Task) -> Button:
    """B4, which shows it in full."""
    return button(task.code, Press.TASK_SHOW, task.id)


def render_notice(t: Texts, view: TaskView, *, today: date, other: str | None = None) -> Message:
    """To who has it, or to everybody who could accept it: it comes due, or is overdue. `other`: a colleague who has it."""
    task = view.task
    due = task.due_at.astimezone(t.zone).date()
    if view.standing is Standing.OVERDUE:
        head = t("🔴 Supervision task {task} is overdue", task=titled(t, task))
    elif due == today:
        head = t("⏰ Supervision task {task} is due today", task=titled(t, task))
    else:
        head = t("⏰ Supervision task {task} is coming due", task=titled(t, task))
    lines = [head, t("Due: {due}", due=t.due(task.due_at))]
    buttons: tuple[Button, ...]
    if task.state is TaskState.WAITING:
        lines.append(t("Nobody has accepted it yet: please do so and see to it."))
        buttons = (show_button(t, task),)
    elif other is not None:
        lines.append(t("{name} sees to it; please help to get it done.", name=other))
        buttons = (show_button(t, task),)
    else:
        lines.append(t("Please report the progress, or that it is done."))
        buttons = (
            button(t.plain("Report progress"), Press.TASK_FEEDBACK, task.id),
            button(t.plain("Report as done"), Press.TASK_REPORT, task.id),
        )
    return Message(Markup("\n").join(lines), keyboard=(buttons,))


def render_overdue(t: Texts, view: TaskView) -> Message:
    """To the desk after a working day, to the leaders after three."""
    task = view.task
    lead = next((part for part in view.parts if part.is_lead), None)
    lines = [
        t("🔴 Supervision task {task}: {overdue}", task=titled(t, task), overdue=overdue_words(t, view.days))
    ]
    if lead is not None:
        lines.append(t("Lead: {units}", units=part_words(t, lead)))
    lines.append(t("Due: {due}", due=t.due(task.due_at)))
    lines.append(t("Set by {name}, {at}", name=view.set_by, at=task.set_at))
    return Message(Markup("\n").join(lines), keyboard=((show_button(t, task),),))


def day_lines(t: Texts, rows: Sequence[Row]) -> list[Markup]:
    """The desk's list of the day: what is overdue, due, or waits for an answer."""
    lines: list[Markup] = []
    for section, heading in SECTIONS.items():
        group = [row for row in rows if row.section is section]
        if group:
            lines.append(t("<b>{heading} ({count})</b>", heading=t(heading), count=len(group)))
            lines += [_row(t, row) for row in group]
    return lines


def _row(t: Texts, row: Row) -> Markup:
    who = f"{row.lead.unit} {row.lead.person or row.lead.named or ''}".strip()
    state = overdue_words(t, row.days) if row.section is Section.OVERDUE else t(TASK_STATES[row.task.state])
    return t(
        "{code} {title} · {who} · {state} · due {due}",
        code=row.task.code,
        title=shorten(row.task.title, TITLE),
        who=who,
        state=state,
        due=t.due(row.task.due_at),
    )


def day_buttons(t: Texts, rows: Sequence[Row]) -> Keyboard:
    """B4 for each, which shows it."""
    buttons = [show_button(t, row.task) for row in rows[:_BUTTONS_MOST]]
    return tuple(tuple(buttons[at : at + _A_ROW]) for at in range(0, len(buttons), _A_ROW))
