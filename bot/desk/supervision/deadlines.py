"""What the clock causes among supervision tasks: warnings, and who hears of one that is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.desk.common import by_name
from bot.desk.common.audience import Render, tell_desk
from bot.desk.common.office import Office
from bot.desk.common.reminders import remind
from bot.desk.supervision import cards
from bot.model import Chat, Reminder, Role, Task, TaskState
from bot.rules import supervision as rules
from bot.rules.supervision import Stage, Standing, stages_due
from bot.store.work import Work
from bot.views.supervision import deadlines as words
from bot.views.supervision.cards import TaskView

KEY = "tasks"  # in the ledger
_WARNINGS = (Stage.FIRST, Stage.SECOND, Stage.DAY)


def place_of(task: Task, stage: Stage) -> str:
    """A task's warning or escalation in the ledger, where it stands once for a due date."""
    return f"task:{task.id}:{stage}"


def is_past_due(work: Work, task: Task) -> bool:
    """Whether its time is over."""
    return work.now > task.due_at


async def mind_due(office: Office, work: Work, *, today: date) -> None:
    """Once a day, at the post's hour: warns of what comes due, and tells the desk and the leaders of what is overdue."""
    now = datetime.combine(today, work.now.astimezone(office.zone).time(), tzinfo=office.zone)
    for task in await work.supervision.open():
        for stage in _stages(office, task, now=now):
            await _tell_once(office, work, task, stage)


async def mind_overdue(office: Office, work: Work) -> None:
    """At every tick: what has just come past due, told to who has it and their unit."""
    for task in await work.supervision.newly_overdue(work.now):
        await work.supervision.mark_overdue(task.id)
        await _tell_once(office, work, task, Stage.OVERDUE)
        await cards.update_cards(office, work, task.id)


def _stages(office: Office, task: Task, *, now: datetime) -> tuple[Stage, ...]:
    if not rules.owes(task.state):
        return ()
    return stages_due(task.due_at, since=task.due_since, now=now, zone=office.zone, calendar=office.calendar)


async def _tell_once(office: Office, work: Work, task: Task, stage: Stage) -> None:
    period = office.today(task.due_at).isoformat()
    if not await work.claim_post(KEY, place_of(task, stage), period, outcome="posted"):
        return
    view = await cards.view_of(office, work, task)
    today = office.today(work.now)
    if stage in _WARNINGS:
        await _warn(office, work, task, lambda t: words.render_notice(t, view, today=today))
    elif stage is Stage.OVERDUE:
        await _tell_unit(office, work, task, view)
    elif stage is Stage.DESK:
        await tell_desk(office, work, lambda t: words.render_overdue(t, view))
    else:
        leaders = work.directory.with_role(Role.LEADER)
        for leader in leaders:
            message = words.render_overdue(office.t_for(leader), view)
            await by_name.tell(office, work, leader, message, but=[each.id for each in leaders])
    await cards.record(work, task, step=f"tell_{stage.value}", person_id=None)


async def _warn(office: Office, work: Work, task: Task, render: Render) -> None:
    """A reminder to who has accepted the task, or to everybody who could."""
    part = cards.lead_of(await work.supervision.parts(task.id))
    holder, slot = cards.holder_of(work, part), cards.warning_slot(task.id)
    for person in [holder] if holder is not None else cards.people_of(work, part):
        if person.telegram_id is not None:
            await _make_room(work, slot, Chat(person.telegram_id))
            message = render(office.t_for(person))
            await remind(office, work, person, message, kind=Reminder.SUPERVISION, slot=slot)


async def _tell_unit(office: Office, work: Work, task: Task, view: TaskView) -> None:
    """It is overdue: to who has accepted it, and to everybody of the unit that leads, by name."""
    part = cards.lead_of(await work.supervision.parts(task.id))
    holder, today = cards.holder_of(work, part), office.today(work.now)
    asked = [holder] if holder else cards.people_of(work, part)
    people = {each.id: each for each in (*asked, *work.directory.of_unit(part.unit_id))}
    # A colleague who stands in for who has it has that person's message, with its buttons, and needs no second one.
    deputy = work.directory.deputy_of(holder.id, work.now) if holder is not None else None
    if deputy is not None:
        people.pop(deputy.id, None)
    for person in people.values():
        other = holder.name if holder is not None and holder.id != person.id else None
        message = words.render_notice(office.t_for(person), view, today=today, other=other)
        await by_name.tell(office, work, person, message, but=people)


async def _make_room(work: Work, slot: str, chat: Chat) -> None:
    """An earlier reminder stays where it is; one that still waits gives way to the new one."""
    post = await work.outbox.find_post(slot, chat)
    if post is not None and post.message_id is None:
        await work.outbox.take_away(slot, chat)
    else:
        await work.outbox.let_go(slot, chat)


async def rows_of_day(office: Office, work: Work, *, today: date) -> Sequence[words.Row]:
    """What the desk's list of the day says of tasks: overdue, due today or on the next working day, reported as done."""
    tasks = await work.supervision.open()
    parts = await work.supervision.parts_of(tasks)
    rows = []
    for task in tasks:
        section = _section(office, work, task, today=today)
        if section is None:
            continue
        lead = cards.part_view(work, cards.lead_of(parts[task.id]))
        days = rules.workdays_between(task.due_at, work.now, zone=office.zone, calendar=office.calendar)
        rows.append(words.Row(section, task, lead, days))
    return rows


def _section(office: Office, work: Work, task: Task, *, today: date) -> words.Section | None:
    if task.state is TaskState.REPORTED:
        return words.Section.REPORTED
    if cards.standing_of(office, work, task) is Standing.OVERDUE:
        return words.Section.OVERDUE
    due = office.today(task.due_at)
    if due == today:
        return words.Section.TODAY
    next_day = office.calendar.add_workdays(today, 1)
    return words.Section.NEXT if today < due <= next_day else None
