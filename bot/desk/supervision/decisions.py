"""What who set a supervision task answers: 同意办结, 退回补办, 同意, 不同意, and taking that back."""

from __future__ import annotations

from functools import partial

from bot.clock import from_ms, to_ms
from bot.desk.common import by_name, conversations, living
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.common.undoing import check_decider, check_in_time
from bot.desk.items import enclosures
from bot.desk.supervision import cards, enclosed
from bot.desk.supervision.deadlines import KEY, is_past_due, place_of
from bot.errors import BadInput, NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import (
    Draft,
    DraftKind,
    Message,
    Person,
    PersonState,
    ReportKind,
    ReportState,
    Task,
    TaskReport,
    TaskState,
)
from bot.rules import supervision as rules
from bot.rules.rights import EDITORS, Act
from bot.rules.states import UNDO_WITHIN
from bot.rules.supervision import Stage, Step
from bot.rules.text import clean, count_chars, is_courtesy
from bot.store.work import Work
from bot.views.supervision import reports as words

WHY = "why_"  # the steps of the conversation that asks for a reason begin so
_SUBJECT = "task_report"


async def agree(office: Office, work: Work, scene: Scene, *, report_id: int) -> Toast:
    """`同意办结`, or `同意` to more time."""
    person, task, report = await _asked(work, scene, report_id)
    if report.kind is ReportKind.MORE_TIME:
        assert report.until_at is not None
        if report.until_at <= max(task.due_at, work.now):
            raise WrongState(
                "The time that was asked for is over by now, or earlier than the present one. Give another one: "
                "/extend_{code}. Nothing was changed.",
                code=task.code,
            )
    deputy = by_name.deputy_in(work, scene, person)
    await _decide(office, work, task, report, ReportState.AGREED, person=person, deputy=deputy, reason=None)
    await by_name.tell_done(office, work, scene, person.id, lambda t: words.done_for(t, task, "agree"))
    return scene.toast(lambda t: words.decided_toast(t, report))


async def ask_reason(office: Office, work: Work, scene: Scene, *, report_id: int) -> Toast | None:
    """`退回补办` or `不同意`: asks for the reason, which decides it."""
    _, task, report = await _asked(work, scene, report_id)
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.TASK_REPORT,
        step=f"{WHY}{report.kind.value}",
        data={"task_id": task.id, "report_id": report.id},
        about=f"task:why:{report.id}:{scene.telegram_id}",
    )
    await conversations.ask(work, scene, draft, words.render_ask_reason(scene.t, task, kind=report.kind))
    return None


async def take_reason(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The reason in words."""
    person, task, report = await _asked(work, scene, int(str(draft.data["report_id"])))
    reason = clean(scene.text)
    if not 0 < count_chars(reason) <= rules.REASON_MOST:
        raise BadInput("A reason has at most {most} characters; nothing was decided.", most=rules.REASON_MOST)
    check_passable(office, reason)
    await work.drafts.delete(draft.id)
    deputy = by_name.deputy_in(work, scene, person)
    task = await _decide(
        office, work, task, report, ReportState.REFUSED, person=person, deputy=deputy, reason=reason
    )
    await by_name.tell_done(office, work, scene, person.id, lambda t: words.done_for(t, task, "refuse"))
    told = work.directory.get_person(report.person_id)
    is_late = report.kind is ReportKind.DONE and is_past_due(work, task)
    await answer(work, scene, words.render_decided(scene.t, task, report, who=told, is_overdue=is_late))


async def undo(office: Office, work: Work, scene: Scene, *, report_id: int) -> Toast:
    """`撤销` within ten minutes, by who answered: the report waits for an answer again."""
    scene.check(Act.DECIDE_TASK)
    report = await cards.get_report(work, report_id)
    task = await cards.get_task(work, report.task_id)
    scene = cards.in_place_of(work, scene, [work.directory.get_person(task.set_by)])
    person = scene.actor
    kept = await work.undos.find(_SUBJECT, report.id)
    if kept is None or report.answered_by is None or kept.before["after"] != _mark(task, report):
        raise WrongState("There is nothing to undo any more. Nothing was changed.")
    check_decider(work, person, kept.person_id)
    check_in_time(work, kept.done_at)
    before = kept.before
    await work.undos.delete(_SUBJECT, report.id)
    await work.supervision.answer(report.id, ReportState.ASKED, by=None, at=None)
    await work.supervision.set_state(task.id, TaskState(str(before["state"])))
    if report.kind is ReportKind.MORE_TIME and report.state is ReportState.AGREED:
        due_at, since = (from_ms(int(str(before[each]))) for each in ("due_at", "due_since"))
        await work.supervision.set_due(task.id, due_at, since=since)
    task = await cards.get_task(work, task.id)
    await cards.record(work, task, step="undo", person_id=person.id, after={"state": task.state.value})
    await cards.update_cards(office, work, task.id)
    await _show(office, work, task, await cards.get_report(work, report.id))
    await _show_others(office, work, task, report)

    def undone(t: Texts) -> Message:
        return words.render_undone(t, task, report, name=person.name)

    if _concerns_all(report):
        await cards.tell_unit(office, work, task, undone, by=person)
    else:
        asker = work.directory.get_person(report.person_id)
        await by_name.tell(office, work, asker, undone(office.t_for(asker)))
    await cards.tell_leader(office, work, task, undone, by=person)
    return scene.toast(lambda t: t.plain("Undone: {code} waits for your answer again.", code=task.code))


async def reply(office: Office, work: Work, scene: Scene, *, report_id: int) -> bool:
    """A reply to what was reported, or to a reply: kept with the task, and passed on to the other side.

    False for who is of neither side. What waits for 同意办结 and the like is decided by button: that is said, for a typed yes
    decides nothing.
    """
    report = await cards.get_report(work, report_id)
    task = await cards.get_task(work, report.task_id)
    parts = await work.supervision.parts(task.id)
    setter = work.directory.get_person(task.set_by)
    if cards.decides(work, scene.actor, task):
        scene = cards.in_place_of(work, scene, [setter])
    elif scene.role not in EDITORS:
        own = [holder for part in parts if (holder := cards.holder_of(work, part)) is not None]
        if not any(cards.holds(work, scene.actor, part) for part in parts):
            return False
        scene = cards.in_place_of(work, scene, own)
    to = work.directory.get_person(report.person_id)
    if to.state is not PersonState.ACTIVE:  # the colleague who has taken it over reads it instead
        to = cards.holder_of(work, cards.lead_of(parts)) or to
    if scene.actor.id == to.id:
        return False
    if report.state is ReportState.ASKED:
        await _asked(work, scene, report_id)
        await answer(work, scene, words.render_press_first(scene.t, task, report))
        return True
    if is_courtesy(scene.text):
        return True
    said = clean(scene.text)
    if not 0 < count_chars(said) <= rules.REASON_MOST:
        raise BadInput(
            "At most {most} characters can be passed on; nothing was passed on.", most=rules.REASON_MOST
        )
    check_passable(office, said)
    if to.state is not PersonState.ACTIVE:
        raise WrongState("{name} is not on the roster any more. Nothing was passed on.", name=to.label)
    person = scene.actor
    deputy = by_name.deputy_in(work, scene, person)
    reply_id = await work.supervision.report(
        task.id,
        ReportKind.REPLY,
        person_id=person.id,
        words=said,
        until_at=None,
        chat_id=scene.chat.chat_id,
        message_id=scene.message_id,
        deputy_id=deputy.id if deputy else None,
        reply_to=report.id,
        now=work.now,
    )
    files = await enclosed.keep(work, scene, reply_id)
    made = await cards.get_report(work, reply_id)
    shown = cards.said_of(work, made)
    await by_name.tell(
        office,
        work,
        to,
        lambda t: words.render_reply(t, task, shown, to=report.kind, files=files),
        slot=cards.report_slot(made.id),
    )
    await cards.record(work, task, step="reply", person_id=person.id, after={"report": report.id})
    await by_name.tell_done(office, work, scene, person.id, lambda t: words.done_for(t, task, "reply"))
    notes = enclosures.notes(office, scene)
    await answer(work, scene, words.render_passed_on(scene.t, task, who=to.label, notes=notes))
    return True


async def _asked(work: Work, scene: Scene, report_id: int) -> tuple[Person, Task, TaskReport]:
    """A report that waits for this person's answer. NotAllowed or WrongState say why it does not."""
    scene.check(Act.DECIDE_TASK)
    report = await cards.get_report(work, report_id)
    task = await cards.get_task(work, report.task_id)
    person = cards.in_place_of(work, scene, [work.directory.get_person(task.set_by)]).actor
    if not cards.decides(work, person, task):
        raise NotAllowed(
            "{name} set {code} and answers this. Nothing was changed.",
            code=task.code,
            name=work.directory.get_person(task.set_by).label,
        )
    if rules.is_over(task.state) and report.state is ReportState.ASKED:
        raise WrongState(
            "{code} is {state}; nothing more is to be done. Nothing was changed.",
            code=task.code,
            state=lambda t: words.state_words(t, task),
        )
    if report.state is not ReportState.ASKED:
        assert report.answered_by is not None and report.answered_at is not None
        raise WrongState(
            "{name} answered this on {at} already. Nothing was changed.",
            name=work.directory.get_person(report.answered_by).name,
            at=report.answered_at,
        )
    return person, task, report


async def _decide(
    office: Office,
    work: Work,
    task: Task,
    report: TaskReport,
    state: ReportState,
    *,
    person: Person,
    deputy: Person | None,
    reason: str | None,
) -> Task:
    """The answer: kept, shown, told to the unit and the leader, and open to being taken back for ten minutes."""
    before = {"state": task.state.value, "due_at": to_ms(task.due_at), "due_since": to_ms(task.due_since)}
    deputy_id = deputy.id if deputy else None
    await work.supervision.answer(
        report.id, state, by=person.id, at=work.now, reason=reason, deputy_id=deputy_id
    )
    if report.kind is ReportKind.DONE:
        is_done = state is ReportState.AGREED
        step = Step.AGREE if is_done else Step.SEND_BACK
        task = await cards.take_step(work, task, step, person=person, ended=is_done)
        if not is_done and is_past_due(work, task):
            # What they read is that it goes back: that it is overdue stands on the card.
            period = office.today(task.due_at).isoformat()
            await work.claim_post(KEY, place_of(task, Stage.OVERDUE), period, outcome="posted")
    else:
        if state is ReportState.AGREED:
            assert report.until_at is not None
            await work.supervision.set_due(task.id, report.until_at, since=work.now)
        after = {"until": report.until_at.isoformat() if report.until_at else None}
        step_name = "give_time" if state is ReportState.AGREED else "refuse_time"
        await cards.record(work, task, step=step_name, person_id=person.id, after=after)
        task = await cards.get_task(work, task.id)
    answered = await cards.get_report(work, report.id)
    kept = {**before, "after": _mark(task, answered)}
    await work.undos.save(_SUBJECT, report.id, person_id=person.id, before=kept, now=work.now)
    await cards.update_cards(office, work, task.id)
    await _show(office, work, task, answered)
    await _show_others(office, work, task, answered)
    await _end_questions(work, answered)
    told = partial(
        words.render_answered,
        task=task,
        report=answered,
        name=person.label,
        deputy=deputy.label if deputy else None,
    )
    if _concerns_all(answered):
        await cards.tell_unit(office, work, task, told, by=person)
    else:
        asker = work.directory.get_person(report.person_id)
        await by_name.tell(office, work, asker, told(office.t_for(asker)))
    await cards.tell_leader(office, work, task, lambda t: told(t, is_unit=False), by=person)
    return task


def _concerns_all(report: TaskReport) -> bool:
    """Whether everybody who sees to the task hears of the answer: no more time is a word to who asked for it."""
    return report.kind is ReportKind.DONE or report.state is ReportState.AGREED


async def _end_questions(work: Work, report: TaskReport) -> None:
    """Nobody need say any more why it is refused."""
    for draft in await work.drafts.of_kind(DraftKind.TASK_REPORT):
        if draft.step.startswith(WHY) and draft.data.get("report_id") == report.id:
            await work.drafts.delete(draft.id)


async def _show_others(office: Office, work: Work, task: Task, report: TaskReport) -> None:
    """What else waits for an answer: it needs none once the task is done, and one again where that is taken back."""
    for other in await work.supervision.reports(task.id):
        if other.id != report.id and other.state is ReportState.ASKED:
            await _show(office, work, task, other)


def _mark(task: Task, report: TaskReport) -> list[object]:
    """What the answer has left: as long as it is so, it can be taken back."""
    return [
        task.state.value,
        to_ms(task.due_at),
        report.state.value,
        to_ms(report.answered_at or task.set_at),
    ]


async def redraw(office: Office, work: Work, report_id: int) -> None:
    """Its words were wiped: the messages that showed them say so."""
    report = await cards.get_report(work, report_id)
    task = await cards.get_task(work, report.task_id)
    await _show(office, work, task, report)


async def _show(office: Office, work: Work, task: Task, report: TaskReport) -> None:
    """The report's messages as they are now; once it is answered `撤销` stands under it for ten minutes."""
    slot, said = cards.report_slot(report.id), cards.said_of(work, report)
    await living.update(
        office, work, slot, lambda t: words.render_report(t, task, said, may_answer=True, may_undo=True)
    )
    if report.state is not ReportState.ASKED:
        later = work.now + UNDO_WITHIN
        await living.update_later(
            office, work, slot, lambda t: words.render_report(t, task, said), send_at=later
        )
