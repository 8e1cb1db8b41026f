"""Supervision tasks (督办件): what a unit has to see to, who has it, and what was reported of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.model.enums import ReportKind, ReportState, TaskState


class Performer(NamedTuple):
    """A unit that is to see to a task; `person_id` where somebody of it was named."""

    unit_id: int
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A matter that a unit has to see to by `due_at`, which was set at `due_since`. People see its id as B4.

    `item_id` is what a leader commented on, `comment_id` the comment, `leader_id` whose it was. `is_overdue`: its unit has been
    told that the time is over. `ended_at`: when it was found done, or called off.
    """

    id: int
    title: str
    words: str
    due_at: datetime
    due_since: datetime
    is_overdue: bool
    item_id: int | None
    comment_id: int | None
    leader_id: int | None
    set_by: int
    set_at: datetime
    state: TaskState
    ended_at: datetime | None

    @property
    def code(self) -> str:
        """The form that people see and type."""
        return f"B{self.id}"


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A unit's part in a task: it leads (承办) or helps (协办). `named_id` is who was named in its place.

    `person_id` has accepted it, at `accepted_at`; `deputy_id` did so in their place.
    """

    id: int
    task_id: int
    unit_id: int
    named_id: int | None
    is_lead: bool
    person_id: int | None
    accepted_at: datetime | None
    deputy_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskReport:
    """What a unit said of its task: how it goes, that it is done, or that it needs until `until_at`.

    Who set the task answers the latter two, perhaps with a reason. Replies go either way, each to the words of `reply_to`.
    `deputy_id` said it in the person's place, `answer_deputy_id` answered in that of `answered_by`.
    """

    id: int
    task_id: int
    kind: ReportKind
    person_id: int
    words: str
    until_at: datetime | None
    said_at: datetime
    state: ReportState
    answered_by: int | None
    answered_at: datetime | None
    reason: str | None
    deputy_id: int | None = None
    answer_deputy_id: int | None = None
    reply_to: int | None = None
