"""Supervision tasks, their units and what these report, as typed queries; no decisions and no transactions here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import to_ms
from bot.model import Performer, ReportKind, ReportState, Task, TaskPart, TaskReport, TaskState
from bot.store.repositories.exports import Extent
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_task, _part, _report = mapper(Task), mapper(TaskPart), mapper(TaskReport)


class Supervision(Repository):
    """Supervision tasks."""

    async def add(
        self,
        task_id: int,
        *,
        title: str,
        words: str,
        due_at: datetime,
        item_id: int | None,
        comment_id: int | None,
        leader_id: int | None,
        set_by: int,
        lead: Performer,
        helpers: Sequence[Performer],
        now: datetime,
    ) -> None:
        """A task under the number that its counter gave."""
        await self._q.insert_task(
            self._conn,
            id=task_id,
            title=title,
            words=words,
            due_at=to_ms(due_at),
            item_id=item_id,
            comment_id=comment_id,
            leader_id=leader_id,
            set_by=set_by,
            set_at=to_ms(now),
        )
        for is_lead, named in ((1, lead), *((0, each) for each in helpers)):
            await self._q.insert_task_part(
                self._conn,
                task_id=task_id,
                unit_id=named.unit_id,
                named_id=named.person_id,
                is_lead=is_lead,
            )

    async def find(self, task_id: int) -> Task | None:
        """One of them."""
        row = await self._q.find_task(self._conn, id=task_id)
        return _task(row) if row else None

    async def open(self) -> list[Task]:
        """Those that are neither done nor called off, the nearest due first."""
        return [_task(row) for row in await self._q.list_tasks_open(self._conn)]

    async def newly_overdue(self, now: datetime) -> list[Task]:
        """Those that have come past due, and whose units have not been told."""
        return [_task(row) for row in await self._q.list_tasks_newly_overdue(self._conn, now=to_ms(now))]

    async def alive(self, since: datetime, before: datetime) -> list[Task]:
        """Those that were under way at some time in this span, the nearest due first."""
        rows = await self._q.list_tasks_alive(self._conn, since=to_ms(since), before=to_ms(before))
        return [_task(row) for row in rows]

    async def of_item(self, item_id: int) -> list[Task]:
        """Those that go back to an item."""
        return [_task(row) for row in await self._q.list_tasks_of_item(self._conn, item_id=item_id)]

    async def of_comment(self, comment_id: int) -> Task | None:
        """The newest that goes back to a leader's comment."""
        row = await self._q.find_task_of_comment(self._conn, comment_id=comment_id)
        return _task(row) if row else None

    async def set_state(self, task_id: int, state: TaskState, *, ended_at: datetime | None = None) -> None:
        """A step was taken."""
        await self._q.set_task_state(self._conn, id=task_id, state=state.value, ended_at=as_ms(ended_at))

    async def set_due(self, task_id: int, due_at: datetime, *, since: datetime) -> None:
        """Another due time, set at that moment; that it is overdue has still to be told."""
        await self._q.set_task_due(self._conn, id=task_id, due_at=to_ms(due_at), due_since_at=to_ms(since))

    async def mark_overdue(self, task_id: int) -> None:
        """Its unit has been told that it is overdue."""
        await self._q.mark_task_overdue(self._conn, id=task_id)

    async def wipe(self, task_id: int) -> None:
        """Nothing stays of what was written in it."""
        await self._q.wipe_task(self._conn, id=task_id)

    async def parts(self, task_id: int) -> list[TaskPart]:
        """Who has to see to a task, who leads first."""
        return [_part(row) for row in await self._q.list_task_parts(self._conn, task_id=task_id)]

    async def find_part(self, part_id: int) -> TaskPart | None:
        """One unit's part."""
        row = await self._q.find_task_part(self._conn, id=part_id)
        return _part(row) if row else None

    async def parts_of(self, tasks: Sequence[Task]) -> dict[int, list[TaskPart]]:
        """The same of several, by their numbers."""
        found: dict[int, list[TaskPart]] = {task.id: [] for task in tasks}
        if found:
            rows = await self._q.list_task_parts_between(self._conn, first=min(found), last=max(found))
            for part in map(_part, rows):
                if part.task_id in found:
                    found[part.task_id].append(part)
        return found

    async def accept(
        self, part: TaskPart, *, person_id: int, deputy_id: int | None = None, now: datetime
    ) -> bool:
        """Somebody has it from now on, whose deputy perhaps said so; False where it has come to somebody else since."""
        row = await self._q.accept_task_part(
            self._conn,
            id=part.id,
            person_id=person_id,
            deputy_id=deputy_id,
            accepted_at=to_ms(now),
            before=part.person_id or 0,
        )
        return row is not None

    async def report(
        self,
        task_id: int,
        kind: ReportKind,
        *,
        person_id: int,
        words: str,
        until_at: datetime | None,
        chat_id: int,
        message_id: int,
        deputy_id: int | None = None,
        reply_to: int | None = None,
        now: datetime,
    ) -> int:
        """What a unit said of its task, or a reply to that, by that message."""
        is_answered = kind in (ReportKind.DONE, ReportKind.MORE_TIME)
        state = ReportState.ASKED if is_answered else ReportState.NOTED
        added = await self._q.insert_task_report(
            self._conn,
            task_id=task_id,
            kind=kind.value,
            person_id=person_id,
            words=words,
            until_at=as_ms(until_at),
            said_at=to_ms(now),
            state=state.value,
            chat_id=chat_id,
            message_id=message_id,
            deputy_id=deputy_id,
            reply_to=reply_to,
        )
        return int(added)

    async def find_report(self, report_id: int) -> TaskReport | None:
        """One of them."""
        row = await self._q.find_task_report(self._conn, id=report_id)
        return _report(row) if row else None

    async def reports(self, task_id: int) -> list[TaskReport]:
        """What was said of a task, in order."""
        return [_report(row) for row in await self._q.list_task_reports(self._conn, task_id=task_id)]

    async def reports_of(self, tasks: Sequence[Task]) -> dict[int, list[TaskReport]]:
        """The same of several, by their numbers."""
        found: dict[int, list[TaskReport]] = {task.id: [] for task in tasks}
        if found:
            rows = await self._q.list_task_reports_between(self._conn, first=min(found), last=max(found))
            for report in map(_report, rows):
                if report.task_id in found:
                    found[report.task_id].append(report)
        return found

    async def reports_of_message(self, chat_id: int, message_id: int) -> list[TaskReport]:
        """What a message said."""
        rows = await self._q.list_task_reports_of_message(self._conn, chat_id=chat_id, message_id=message_id)
        return [_report(row) for row in rows]

    async def answer(
        self,
        report_id: int,
        state: ReportState,
        *,
        by: int | None,
        at: datetime | None,
        reason: str | None = None,
        deputy_id: int | None = None,
    ) -> None:
        """Who set the task has answered, or (nobody, at no time) has taken the answer back."""
        await self._q.answer_task_report(
            self._conn,
            id=report_id,
            state=state.value,
            answered_by=by,
            answered_at=as_ms(at),
            reason=reason,
            deputy_id=deputy_id,
        )

    async def wipe_report(self, report_id: int) -> None:
        """Nothing stays of what was said."""
        await self._q.wipe_task_report(self._conn, id=report_id)

    async def extent(self, since: datetime, before: datetime) -> Extent:
        """The tasks that were set in this time."""
        return Extent(*await self._q.span_of_tasks(self._conn, since=to_ms(since), before=to_ms(before)))

    async def page(
        self, since: datetime, before: datetime, *, after: int, until: int, most: int
    ) -> list[Task]:
        """A page of them, by their numbers."""
        rows = await self._q.list_tasks_to_export(
            self._conn, since=to_ms(since), before=to_ms(before), after=after, until=until, most=most
        )
        return [_task(row) for row in rows]
