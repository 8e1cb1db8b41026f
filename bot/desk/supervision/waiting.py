"""What /today says of supervision tasks: what somebody has to accept or to finish, and what waits for their answer."""

from __future__ import annotations

from bot.desk.common.office import Office
from bot.desk.supervision import cards
from bot.locale.texts import Texts
from bot.model import Person, ReportState, Task, TaskPart, TaskReport
from bot.rules import supervision as rules
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.supervision import today as words


async def to_do(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """Tasks of the unit that nobody has accepted, and those that the person has, the nearest due first."""
    tasks = await work.supervision.open()
    parts = await work.supervision.parts_of(tasks)
    found = []
    for task in tasks:
        for part in parts[task.id]:
            holder = cards.holder_of(work, part)
            is_asked = holder is None and any(each.id == person.id for each in cards.people_of(work, part))
            is_owed = holder is not None and holder.id == person.id and part.is_lead
            if is_asked or (is_owed and rules.owes(task.state)):
                found.append((task, is_asked))
                break
    return words.to_do(t, found, now=work.now)


async def to_answer(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """What was reported of tasks that the person has set, and waits for an answer."""
    tasks = [task for task in await work.supervision.open() if task.set_by == person.id]
    reports = await work.supervision.reports_of(tasks)
    return words.to_answer(
        t, [task for task in tasks if any(each.state is ReportState.ASKED for each in reports[task.id])]
    )


async def unaccepted_of(work: Work, person: Person) -> list[tuple[Task, TaskPart]]:
    """Tasks that the person is asked to accept, and nobody has."""
    tasks = await work.supervision.open()
    parts = await work.supervision.parts_of(tasks)
    return [
        (task, part)
        for task in tasks
        for part in parts[task.id]
        if cards.holder_of(work, part) is None
        and any(each.id == person.id for each in cards.people_of(work, part))
    ]


async def unanswered_by(work: Work, person: Person) -> list[tuple[Task, TaskReport]]:
    """What was reported of tasks that the person has set, and waits for a yes or no."""
    tasks = [task for task in await work.supervision.open() if task.set_by == person.id]
    reports = await work.supervision.reports_of(tasks)
    return [(task, each) for task in tasks for each in reports[task.id] if each.state is ReportState.ASKED]
