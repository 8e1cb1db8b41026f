"""What is shown of a supervision task while it changes, and whose it is; what people do with it is in the files beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from bot.desk.common import by_name, reminders
from bot.desk.common.audience import Render, texts_at
from bot.desk.common.office import Office, Scene
from bot.desk.common.slots import Slot, slot_name
from bot.desk.people import enrolment
from bot.errors import NotFound
from bot.locale.texts import Texts
from bot.model import (
    Chat,
    ItemState,
    Person,
    PersonState,
    ReportState,
    Task,
    TaskPart,
    TaskReport,
)
from bot.rules import supervision as rules
from bot.rules.rights import EDITORS, PLANNERS
from bot.rules.supervision import Standing, Step, next_state
from bot.rules.text import shorten
from bot.store.work import Work
from bot.views.supervision.cards import PartView, Said, TaskView, Ways, render_card, titled

_SOURCE_TITLE = 60


def card_slot(task_id: int) -> str:
    """The living messages to everybody who has to see to a task."""
    return slot_name(Slot.TASK, task_id)


def report_slot(report_id: int) -> str:
    """The living messages about what was reported, to who answers it."""
    return slot_name(Slot.TASK_REPORT, report_id)


def warning_slot(task_id: int) -> str:
    """The reminders that a task comes due, which may wait for the end of somebody's quiet hours."""
    return slot_name(Slot.TASK_DUE, task_id)


async def get_task(work: Work, task_id: int) -> Task:
    """A task by its number. NotFound where there is none."""
    task = await work.supervision.find(task_id)
    if task is None:
        raise NotFound("There is no supervision task {code}. /tasks lists them.", code=f"B{task_id}")
    return task


async def get_report(work: Work, report_id: int) -> TaskReport:
    """What was reported. NotFound where there is no such thing."""
    report = await work.supervision.find_report(report_id)
    if report is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return report


def people_of(work: Work, part: TaskPart) -> list[Person]:
    """Who is asked to see to a part: whoever was named, else everybody of the unit."""
    if part.named_id is not None:
        named = work.directory.get_person(part.named_id)
        if named.state is PersonState.ACTIVE:
            return [named]
    return work.directory.of_unit(part.unit_id)


def holder_of(work: Work, part: TaskPart) -> Person | None:
    """Who has accepted a part and is still here."""
    if part.person_id is None:
        return None
    person = work.directory.get_person(part.person_id)
    return person if person.state is PersonState.ACTIVE else None


def _stands(work: Work, actor: Person, person_id: int) -> bool:
    """Whether the actor is that person, or stands in for them now; nothing is put on record by asking."""
    if actor.id == person_id:
        return True
    deputy = work.directory.deputy_of(person_id, work.now)
    return deputy is not None and deputy.id == actor.id


def in_place_of(work: Work, scene: Scene, people: Sequence[Person]) -> Scene:
    """The scene in which the actor answers for one of these: themselves first, else somebody whom they stand in for."""
    actor = scene.actor
    for person in sorted(people, key=lambda each: each.id != actor.id):
        if _stands(work, actor, person.id):
            return by_name.for_person(work, scene, person.id)
    return scene


def may_accept(work: Work, actor: Person, part: TaskPart) -> bool:
    """Whether the part is this actor's to accept: theirs, their unit's, or that of somebody whom they stand in for."""
    return any(_stands(work, actor, person.id) for person in people_of(work, part))


def holds(work: Work, actor: Person, part: TaskPart) -> bool:
    """Whether the actor answers for an accepted part: who accepted it, or stands in for them."""
    holder = holder_of(work, part)
    return holder is not None and _stands(work, actor, holder.id)


def lead_of(parts: Sequence[TaskPart]) -> TaskPart:
    """The part that leads."""
    return next(part for part in parts if part.is_lead)


def decides(work: Work, actor: Person, task: Task) -> bool:
    """Whether the actor answers what is reported: who set it, or their deputy; an editor where they are here no more."""
    setter = work.directory.get_person(task.set_by)
    if _stands(work, actor, setter.id):
        return True
    return setter.state is not PersonState.ACTIVE and actor.role in EDITORS


def is_concerned(actor: Person, parts: Sequence[TaskPart]) -> bool:
    """Whether the actor's unit has to see to it, or the actor was named."""
    return any(actor.unit_id == part.unit_id or actor.id in (part.named_id, part.person_id) for part in parts)


def may_see(work: Work, actor: Person, task: Task, parts: Sequence[TaskPart]) -> bool:
    """Whether the actor may read of it: the desk and leaders, who set it, and the units that see to it."""
    if actor.role in PLANNERS or is_concerned(actor, parts) or decides(work, actor, task):
        return True
    return any(may_accept(work, actor, part) or holds(work, actor, part) for part in parts)


async def view_of(office: Office, work: Work, task: Task) -> TaskView:
    """Everything that is shown of a task."""
    parts = await work.supervision.parts(task.id)
    reports = await work.supervision.reports(task.id)
    files = await work.attachments.of_task(task.id)
    return TaskView(
        task,
        [part_view(work, part) for part in parts],
        standing_of(office, work, task),
        work.directory.get_person(task.set_by).label,
        leader=work.directory.get_person(task.leader_id).label if task.leader_id is not None else None,
        source=await _source(work, task),
        days=days_of(office, work, task, reports),
        said=[
            replace(said_of(work, report), files=[each for each in files if each.report_id == report.id])
            for report in reports
        ],
    )


def standing_of(office: Office, work: Work, task: Task) -> Standing:
    """How it stands now."""
    return rules.standing_of(task, now=work.now, zone=office.zone, calendar=office.calendar)


def days_of(office: Office, work: Work, task: Task, reports: Sequence[TaskReport]) -> int:
    """The working days that it took, once it is done, or that it is past due."""
    finished = rules.finished_at(task, reports)
    since, until = (task.due_at, work.now) if finished is None else (task.set_at, finished)
    return rules.workdays_between(since, until, zone=office.zone, calendar=office.calendar)


def part_view(work: Work, part: TaskPart) -> PartView:
    """A part with its names."""
    directory = work.directory
    return PartView(
        directory.unit_name(part.unit_id),
        part.is_lead,
        named=directory.get_person(part.named_id).name if part.named_id is not None else None,
        person=directory.get_person(part.person_id).name if part.person_id is not None else None,
        accepted_at=part.accepted_at,
        deputy=_name(work, part.deputy_id),
    )


def said_of(work: Work, report: TaskReport) -> Said:
    """What was reported, with its names."""
    deputy = work.directory.get_person(report.deputy_id) if report.deputy_id is not None else None
    return Said(
        report,
        work.directory.get_person(report.person_id).label,
        _name(work, report.answered_by),
        deputy=deputy.label if deputy else None,
        answer_deputy=_name(work, report.answer_deputy_id),
    )


def _name(work: Work, person_id: int | None) -> str | None:
    return work.directory.get_person(person_id).name if person_id is not None else None


async def _source(work: Work, task: Task) -> str | None:
    """The item's number, and its title where everybody may read that."""
    item = await work.items.find(task.item_id) if task.item_id is not None else None
    if item is None:
        return None
    is_public = item.state is ItemState.ADOPTED
    return f"{item.number} {shorten(item.title, _SOURCE_TITLE)}" if is_public else item.number


async def ways_of(work: Work, task: Task, actor: Person | None, *, steers: bool = False) -> Ways:
    """What the person can do with it by button; nobody, for a group, nothing."""
    if actor is None:
        return Ways()
    parts = await work.supervision.parts(task.id)
    reports = await work.supervision.reports(task.id)
    return ways_with(work, task, parts, reports, actor, steers=steers)


def ways_with(
    work: Work,
    task: Task,
    parts: Sequence[TaskPart],
    reports: Sequence[TaskReport],
    actor: Person,
    *,
    steers: bool = False,
) -> Ways:
    """The same, of a task whose parts and reports are at hand."""
    if rules.is_over(task.state):
        return Ways()
    leads = holds(work, actor, lead_of(parts))
    free = [part for part in parts if holder_of(work, part) is None and may_accept(work, actor, part)]
    asked = [each for each in reports if each.state is ReportState.ASKED] if steers else []
    return Ways(
        accept=free[0].id if free else None,
        is_alone=bool(free) and len(people_of(work, free[0])) == 1,
        may_feed=any(holds(work, actor, part) for part in parts),
        may_report=leads and next_state(task.state, Step.REPORT) is not None,
        may_ask_time=leads
        and next_state(task.state, Step.ASK_TIME) is not None
        and work.now <= task.due_at
        and not rules.has_asked_for_time(reports),
        asked=asked if decides(work, actor, task) else (),
        steers=steers and (actor.role in EDITORS or decides(work, actor, task)),
    )


async def send_cards(office: Office, work: Work, task: Task) -> list[Person]:
    """A new task to everybody who has to see to it, each by name; who that is."""
    view = await view_of(office, work, task)
    people: dict[int, Person] = {}
    for part in await work.supervision.parts(task.id):
        people |= {person.id: person for person in people_of(work, part)}
    for person in people.values():
        ways = await ways_of(work, task, person)
        card = render_card(office.t_for(person), view, ways)
        await by_name.tell(office, work, person, card, slot=card_slot(task.id), but=people)
    return list(people.values())


async def update_cards(office: Office, work: Work, task_id: int) -> None:
    """Brings the cards up to date, each with what its reader can do."""
    task = await get_task(work, task_id)
    view = await view_of(office, work, task)
    parts, reports = await work.supervision.parts(task_id), await work.supervision.reports(task_id)
    for post in await work.outbox.posts(card_slot(task_id)):
        chat = Chat(post.chat_id, post.thread_id)
        reader = work.directory.find_account(post.chat_id)
        ways = ways_with(work, task, parts, reports, reader) if reader is not None else Ways()
        card = render_card(texts_at(office, work, chat), view, ways)
        await work.outbox.show(post.slot, chat, card)


async def tell_unit(office: Office, work: Work, task: Task, render: Render, *, by: Person | None) -> None:
    """A word by name to who has accepted the task's parts, or, where nobody has, to everybody who is asked to.

    `by` is told nothing of what they did. Who helps gets none of the buttons of who leads.
    """
    told: dict[int, tuple[Person, bool]] = {}
    for part in await work.supervision.parts(task.id):
        holder = holder_of(work, part)
        for person in [holder] if holder is not None else people_of(work, part):
            told.setdefault(person.id, (person, part.is_lead))
    for person, leads in told.values():
        if by is None or person.id != by.id:
            message = render(office.t_for(person))
            if not leads:
                message = replace(message, keyboard=())
            same = [each.id for each, also_leads in told.values() if also_leads or not leads]
            await by_name.tell(office, work, person, message, but=same)


async def tell_setter(
    office: Office, work: Work, task: Task, render: Render, *, by: Person | None, slot: str | None = None
) -> None:
    """A word by name to who set it, unless they did it themselves."""
    setter = work.directory.get_person(task.set_by)
    if by is None or setter.id != by.id:
        await by_name.tell(office, work, setter, render(office.t_for(setter)), slot=slot)


async def tell_leader(office: Office, work: Work, task: Task, render: Render, *, by: Person | None) -> None:
    """A word by name to the leader whose comment it goes back to, where that is neither who set it nor who did it."""
    if task.leader_id is None or task.leader_id == task.set_by:
        return
    if by is None or by.id != task.leader_id:
        leader = work.directory.get_person(task.leader_id)
        await by_name.tell(office, work, leader, render(office.t_for(leader)))


async def record(
    work: Work,
    task: Task,
    *,
    step: str,
    person_id: int | None,
    before: object = None,
    after: object = None,
) -> None:
    """A line of the task's audit trail, without anybody's words; `person_id` None is the clock."""
    await work.trail.record(
        "task", task.id, step=step, person_id=person_id, now=work.now, before=before, after=after
    )


async def _withdraw_warnings(work: Work, task: Task) -> None:
    """Nothing is owed any more: a reminder that still waits for somebody's morning goes out to nobody."""
    for post in await work.outbox.posts(warning_slot(task.id)):
        person = work.directory.find_any_account(post.chat_id)
        if person is not None:
            await reminders.withdraw(work, person, warning_slot(task.id))


async def take_step(work: Work, task: Task, step: Step, *, person: Person, ended: bool = False) -> Task:
    """The task's state after a step that is allowed, with its line in the audit trail."""
    state = next_state(task.state, step)
    assert state is not None
    if not rules.owes(state):
        await _withdraw_warnings(work, task)
    await work.supervision.set_state(task.id, state, ended_at=work.now if ended else None)
    await record(
        work,
        task,
        step=step.value,
        person_id=person.id,
        before={"state": task.state.value},
        after={"state": state.value},
    )
    return await get_task(work, task.id)


async def _left_open(office: Office, work: Work, t: Texts, before: Person, now: Person) -> list[Markup]:
    """The tasks that nobody is asked to see to any more."""
    tasks = await work.supervision.open()
    parts = await work.supervision.parts_of(tasks)
    return [
        titled(t, task)
        for task in tasks
        if any(
            part.unit_id == before.unit_id and not people_of(work, part) and holder_of(work, part) is None
            for part in parts.get(task.id, ())
        )
    ]


enrolment.LEFT_OPEN.append(_left_open)
