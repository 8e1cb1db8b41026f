"""Supervision tasks changed by who set them, or by an editor: given more time, and called off."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import leader_comments
from bot.desk.supervision import cards
from bot.errors import NotAllowed, WrongState
from bot.model import Person, ReportKind, Task
from bot.rules import supervision as rules
from bot.rules.dates import parse_extension
from bot.rules.rights import EDITORS, Act
from bot.rules.supervision import Step
from bot.store.work import Work
from bot.views.supervision import changes as words
from bot.views.supervision import reports as report_words
from bot.views.supervision.cards import Said


async def close(office: Office, work: Work, scene: Scene, *, task_id: int) -> None:
    """`/close B4`: asks first, for its units have been told of it."""
    task = await own(work, scene, task_id)
    slot = _question_slot(task)
    await work.outbox.let_go(slot, scene.chat)
    await answer(work, scene, words.render_close_question(scene.t, task), slot=slot)


async def press_close(office: Office, work: Work, scene: Scene, *, task_id: int) -> Toast | None:
    """`撤销督办` under the task."""
    await close(office, work, scene, task_id=task_id)
    return None


async def confirm_close(office: Office, work: Work, scene: Scene, *, task_id: int) -> Toast | None:
    """`确认撤销` under the question: nothing more is to be done, and everybody is told."""
    task = await own(work, scene, task_id)
    person = scene.actor
    task = await cards.take_step(work, task, Step.CALL_OFF, person=person, ended=True)
    await cards.update_cards(office, work, task.id)
    for tell in (cards.tell_unit, cards.tell_setter, cards.tell_leader):
        await tell(
            office, work, task, lambda t: words.render_called_off(t, task, name=person.label), by=person
        )
    await _take_requests_away(office, work, task)
    if task.comment_id is not None:
        await leader_comments.show_again(office, work, task.comment_id)
    await living.end_question(work, scene, _question_slot(task), words.render_closed(scene.t, task))
    return None


async def keep(office: Office, work: Work, scene: Scene, *, task_id: int) -> Toast | None:
    """`返回` under the question."""
    task = await own(work, scene, task_id)
    await living.end_question(work, scene, _question_slot(task), words.render_kept(scene.t, task))
    return None


async def extend(office: Office, work: Work, scene: Scene, *, task_id: int, raw: str) -> None:
    """`/extend B4 3天`: a later due time, with which the warnings begin anew. Without a time it is asked for."""
    task = await own(work, scene, task_id)
    if not raw.strip():
        await answer(work, scene, words.render_how_long(scene.t, task))
        return
    before = task.due_at
    due_at = parse_extension(
        raw,
        due_at=task.due_at,
        now=work.now,
        zone=office.zone,
        calendar=office.calendar,
        day_end=office.settings.desk.day_end,
    )
    await work.supervision.set_due(task.id, due_at, since=work.now)
    person = scene.actor
    await cards.record(
        work,
        task,
        step=Step.EXTEND.value,
        person_id=person.id,
        before={"due_at": before.isoformat()},
        after={"due_at": due_at.isoformat()},
    )
    task = await cards.get_task(work, task.id)
    await cards.update_cards(office, work, task.id)
    for tell in (cards.tell_unit, cards.tell_setter, cards.tell_leader):
        await tell(
            office,
            work,
            task,
            lambda t: words.render_new_due(t, task, before=before, name=person.label),
            by=person,
        )
    unusual = office.unusual(due_at, now=work.now)
    await answer(work, scene, words.render_extended(scene.t, task, before=before, unusual=unusual))


async def press_extend(
    office: Office, work: Work, scene: Scene, *, task_id: int, days: int | None
) -> Toast | None:
    """`延期` under the task, and then one of the times."""
    await extend(office, work, scene, task_id=task_id, raw=f"{days}个工作日" if days else "")
    return None


async def own(work: Work, scene: Scene, task_id: int) -> Task:
    """A task that the person may steer: who set it, and every editor. NotAllowed or WrongState say why not."""
    person = scene.check(Act.DECIDE_TASK)
    task = await cards.get_task(work, task_id)
    if person.role not in EDITORS:  # puts on record for whom a deputy steers it
        cards.in_place_of(work, scene, [work.directory.get_person(task.set_by)])
    if not steers(work, person, task):
        raise NotAllowed(
            "Only an editor or whoever set {code} may do this. Nothing was changed.", code=task.code
        )
    if rules.is_over(task.state):
        raise WrongState(
            "{code} is {state}; nothing more is to be done. Nothing was changed.",
            code=task.code,
            state=lambda t: report_words.state_words(t, task),
        )
    return task


def steers(work: Work, person: Person, task: Task) -> bool:
    """Whether the person may give it more time, or call it off."""
    return person.role in EDITORS or cards.decides(work, person, task)


def _question_slot(task: Task) -> str:
    return slot_name(Slot.CLOSING, task.code)


async def _take_requests_away(office: Office, work: Work, task: Task) -> None:
    """What waited for an answer waits no more."""
    for report in await work.supervision.reports(task.id):
        if report.kind in (ReportKind.DONE, ReportKind.MORE_TIME):
            await _show_without_buttons(office, work, task, cards.said_of(work, report))


async def _show_without_buttons(office: Office, work: Work, task: Task, said: Said) -> None:
    slot = cards.report_slot(said.report.id)
    await living.update(office, work, slot, lambda t: report_words.render_report(t, task, said))
