"""What the units do with a supervision task: 接受, 反馈, 办结, 申请延期; what who set it answers is in decisions."""

from __future__ import annotations

from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.desk.common import by_name, conversations
from bot.desk.common.audience import desks, tell_desk
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.secrecy import check_passable
from bot.desk.items import enclosures
from bot.desk.supervision import cards, decisions, enclosed
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Draft, DraftKind, Person, PersonState, ReportKind, Task, TaskPart
from bot.rules import supervision as rules
from bot.rules.dates import parse_extension
from bot.rules.rights import Act
from bot.rules.supervision import Step, next_state
from bot.rules.text import clean, count_chars, is_courtesy
from bot.store.work import Work
from bot.views.supervision import reports as words

_STEPS = {
    ReportKind.FEEDBACK: Step.FEEDBACK,
    ReportKind.DONE: Step.REPORT,
    ReportKind.MORE_TIME: Step.ASK_TIME,
}
_LEAST = 2  # characters of a report


async def accept(office: Office, work: Work, scene: Scene, *, part_id: int) -> Toast:
    """`接受`: the first of the unit who presses has it; the others see who."""
    scene.check(Act.DO_TASK)
    part = await work.supervision.find_part(part_id)
    if part is None:
        raise NotFound("This button is out of date. Please send the command again.")
    task = await cards.get_task(work, part.task_id)
    scene = cards.in_place_of(work, scene, cards.people_of(work, part))
    person = scene.actor
    deputy = by_name.deputy_in(work, scene, person)
    if not cards.may_accept(work, person, part):
        raise NotAllowed("{code} is not your unit's. Nothing was changed.", code=task.code)
    holder = cards.holder_of(work, part)
    if holder is not None and part.accepted_at is not None:
        at = part.accepted_at
        return scene.toast(lambda t: words.taken(t, name=holder.label, at=at), alert=True)
    _check_open(task)
    deputy_id = deputy.id if deputy else None
    await work.supervision.accept(part, person_id=person.id, deputy_id=deputy_id, now=work.now)
    if part.is_lead and next_state(task.state, Step.ACCEPT) is not None:
        task = await cards.take_step(work, task, Step.ACCEPT, person=person)
    else:
        await cards.record(
            work, task, step="accept_part", person_id=person.id, after={"unit_id": part.unit_id}
        )
    await cards.update_cards(office, work, task.id)
    for tell in (cards.tell_setter, cards.tell_leader):
        await tell(
            office,
            work,
            task,
            lambda t: words.render_accepted(
                t, task, by=person.label, deputy=deputy.label if deputy else None, is_lead=part.is_lead
            ),
            by=person,
        )
    await by_name.tell_done(office, work, scene, person.id, lambda t: words.done_for(t, task, "accept"))
    return scene.toast(lambda t: words.accepted_toast(t, task))


async def ask_words(
    office: Office, work: Work, scene: Scene, *, task_id: int, kind: ReportKind
) -> Toast | None:
    """`反馈`, `办结` or `申请延期`: asks for the words."""
    scene.check(Act.DO_TASK)
    task = await cards.get_task(work, task_id)
    scene = await _in_place_of_holder(work, scene, task)
    person = scene.actor
    await _check_may(work, person, task, kind=kind)
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.TASK_REPORT,
        step=kind.value,
        data={"task_id": task.id, "until": None, "why": ""},
        about=_about(scene, task, kind),
    )
    if kind is ReportKind.MORE_TIME:
        question = words.render_ask_time(scene.t, task, draft_id=draft.id)
    else:
        question = words.render_ask(scene.t, task, kind=kind)
    await conversations.ask(work, scene, draft, question)
    return None


def _about(scene: Scene, task: Task, kind: ReportKind) -> str:
    """Each account has its own question: a deputy's does not give way to the person's, but hears that it came too late."""
    return f"task:{kind.value}:{task.id}:{scene.telegram_id}"


async def choose_days(office: Office, work: Work, scene: Scene, *, draft_id: int, days: int) -> Toast | None:
    """How much more time, by button."""
    scene.check(Act.DO_TASK)
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.TASK_REPORT)
    if draft.step != ReportKind.MORE_TIME or days not in words.MORE_DAYS:
        raise NotFound("This button is out of date. Please send the command again.")
    task = await cards.get_task(work, int(str(draft.data["task_id"])))
    until = _until(office, work, task, f"{days}个工作日")
    await _go_on_about_time(office, work, scene, draft, task, until=until, why=str(draft.data["why"]))
    return None


async def take_words(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The words that were asked for: of the unit, or, in decisions, the reason of who set the task."""
    if draft.step.startswith(decisions.WHY):
        await decisions.take_reason(office, work, scene, draft)
        return
    scene.check(Act.DO_TASK)
    task = await cards.get_task(work, int(str(draft.data["task_id"])))
    kind = ReportKind(draft.step)
    if kind is not ReportKind.MORE_TIME:
        await report(office, work, scene, task, kind=kind, text=scene.text, draft=draft)
        return
    kept = draft.data["until"]
    until = from_ms(int(str(kept))) if kept else None
    why = str(draft.data["why"])
    if until is not None:
        why = clean(scene.text)
    else:
        asked = rules.read_more_time(
            scene.text,
            due_at=task.due_at,
            now=work.now,
            zone=office.zone,
            calendar=office.calendar,
            day_end=office.settings.desk.day_end,
        )
        until, why = asked.until_at, asked.reason or why
    await _go_on_about_time(office, work, scene, draft, task, until=until, why=why)


async def _go_on_about_time(
    office: Office,
    work: Work,
    scene: Scene,
    draft: Draft,
    task: Task,
    *,
    until: datetime | None,
    why: str,
) -> None:
    """Asks for what is wanting yet, or passes the request on."""
    check_passable(office, why)
    if until is not None and count_chars(why) >= _LEAST:
        await report(office, work, scene, task, kind=ReportKind.MORE_TIME, text=why, until=until, draft=draft)
        return
    data = {**draft.data, "until": to_ms(until) if until else None, "why": why}
    if why and why != draft.data["why"]:
        data["message_id"] = scene.message_id
    await work.drafts.save(draft.id, step=draft.step, data=data, now=work.now)
    if until is None:
        question = words.render_ask_how_long(scene.t, task, draft_id=draft.id)
    else:
        question = words.render_ask_why_time(scene.t, task, until_at=until)
    await conversations.ask(work, scene, draft, question)


async def report(
    office: Office,
    work: Work,
    scene: Scene,
    task: Task,
    *,
    kind: ReportKind,
    text: str,
    until: datetime | None = None,
    draft: Draft | None = None,
) -> None:
    """What the unit says of its task: kept in order, and passed on to who set it, the leader and the desk."""
    scene.check(Act.DO_TASK)
    scene = await _in_place_of_holder(work, scene, task)
    person, said = scene.actor, clean(text)
    await _check_may(work, person, task, kind=kind)
    if not _LEAST <= count_chars(said) <= rules.WORDS_MOST:
        raise BadInput(
            "This has {count} characters; a report has {least} to {most}. Nothing was passed on; please send it again.",
            count=count_chars(said),
            least=_LEAST,
            most=rules.WORDS_MOST,
        )
    check_passable(office, said)
    deputy = by_name.deputy_in(work, scene, person)
    report_id = await work.supervision.report(
        task.id,
        kind,
        person_id=person.id,
        deputy_id=deputy.id if deputy else None,
        words=said,
        until_at=until,
        chat_id=scene.chat.chat_id,
        message_id=scene.message_id,
        now=work.now,
    )
    files = await enclosed.keep(work, scene, report_id, draft)
    if draft is not None:
        await work.drafts.delete(draft.id)
    task = await cards.take_step(work, task, _STEPS[kind], person=person)
    made = await cards.get_report(work, report_id)
    shown = cards.said_of(work, made)
    await cards.update_cards(office, work, task.id)
    setter = work.directory.get_person(task.set_by)
    is_here = setter.state is PersonState.ACTIVE
    may_answer = kind is not ReportKind.FEEDBACK
    if is_here:
        await cards.tell_setter(
            office,
            work,
            task,
            lambda t: words.render_report(t, task, shown, may_answer=may_answer, files=files),
            by=person if kind is ReportKind.FEEDBACK else None,
            slot=cards.report_slot(made.id),
        )
    await cards.tell_leader(
        office, work, task, lambda t: words.render_report(t, task, shown, files=files), by=person
    )
    hears_at_desk = setter.telegram_id is not None and Chat(setter.telegram_id) in desks(work)
    if not is_here or (kind is ReportKind.FEEDBACK and not hears_at_desk):
        await tell_desk(
            office,
            work,
            lambda t: words.render_report(t, task, shown, may_answer=may_answer and not is_here, files=files),
            slot=cards.report_slot(made.id),  # a reply to it there goes back, too
        )
    await enclosed.pass_on_there(office, work, report_id)
    notes = enclosures.notes(office, scene)
    received = words.render_received(scene.t, task, made, name=setter.label, notes=notes)
    await answer(work, scene, received)
    await by_name.tell_done(office, work, scene, person.id, lambda t: words.done_for(t, task, kind.value))


async def reply(office: Office, work: Work, scene: Scene, *, task_id: int) -> bool:
    """A reply to a task's card, by who has accepted it, is a progress report; False for everybody else's."""
    task = await cards.get_task(work, task_id)
    parts = await work.supervision.parts(task_id)
    if not any(cards.holds(work, scene.actor, part) for part in parts):
        return False
    if not is_courtesy(scene.text):
        await report(office, work, scene, task, kind=ReportKind.FEEDBACK, text=scene.text)
    return True


async def reply_with_file(office: Office, work: Work, scene: Scene, *, task_id: int) -> bool:
    """A picture or a paper without a word in reply to a task's card: its words are asked for. False where it is not theirs."""
    task = await cards.get_task(work, task_id)
    parts = await work.supervision.parts(task_id)
    if not any(cards.holds(work, scene.actor, part) for part in parts):
        return False
    person = (await _in_place_of_holder(work, scene, task)).actor
    await _check_may(work, person, task, kind=ReportKind.FEEDBACK)
    draft = await conversations.begin(
        work,
        scene,
        DraftKind.TASK_REPORT,
        step=ReportKind.FEEDBACK.value,
        data={"task_id": task.id, "until": None, "why": ""},
        about=_about(scene, task, ReportKind.FEEDBACK),
    )
    await enclosed.take_file(office, work, scene, draft)
    return True


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """`取消` in the place of the words."""
    await conversations.end(work, scene, draft)
    await answer(work, scene, words.render_left(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """What is asked for, in a few words."""
    task = await cards.get_task(work, int(str(draft.data["task_id"])))
    return words.report_name(t, task, step=draft.step)


async def _in_place_of_holder(work: Work, scene: Scene, task: Task) -> Scene:
    """The scene in which the actor speaks for who has accepted the task: themselves, or whom they stand in for."""
    parts = await work.supervision.parts(task.id)
    return cards.in_place_of(work, scene, [each for part in parts if (each := cards.holder_of(work, part))])


def _until(office: Office, work: Work, task: Task, raw: str) -> datetime:
    return parse_extension(
        raw,
        due_at=task.due_at,
        now=work.now,
        zone=office.zone,
        calendar=office.calendar,
        day_end=office.settings.desk.day_end,
    )


def _check_open(task: Task) -> None:
    if rules.is_over(task.state):
        raise WrongState(
            "{code} is {state}; nothing more is to be done. Nothing was changed.",
            code=task.code,
            state=lambda t: words.state_words(t, task),
        )


async def _check_may(work: Work, person: Person, task: Task, *, kind: ReportKind) -> None:
    """NotAllowed or WrongState where the person cannot say this of the task now, with what to do instead."""
    parts = await work.supervision.parts(task.id)
    held = [part for part in parts if cards.holds(work, person, part)]
    if not held:
        raise _not_theirs(work, person, task, parts)
    _check_open(task)
    if kind is not ReportKind.FEEDBACK and not any(part.is_lead for part in held):
        raise NotAllowed(
            "Your unit helps with {code}: it reports progress, and the unit that leads reports it as done. Nothing was changed.",
            code=task.code,
        )
    if next_state(task.state, _STEPS[kind]) is None:
        raise WrongState(
            "{code} is reported as done and waits for an answer. Nothing was changed.", code=task.code
        )
    if kind is ReportKind.MORE_TIME:
        await _check_may_ask_time(work, task)


async def _check_may_ask_time(work: Work, task: Task) -> None:
    setter = work.directory.get_person(task.set_by)
    if rules.has_asked_for_time(await work.supervision.reports(task.id)):
        raise WrongState(
            "More time was asked for {code} already, which can be done once. If it is not enough, please speak to {name}, who "
            "can give more: /extend_{code}",
            code=task.code,
            name=setter.label,
        )
    if work.now > task.due_at:
        raise WrongState(
            "{code} is overdue; more time can be asked for before that. Please speak to {name}, who can give more: "
            "/extend_{code}",
            code=task.code,
            name=setter.label,
        )


def _not_theirs(work: Work, person: Person, task: Task, parts: list[TaskPart]) -> NotAllowed:
    """Why somebody who has not accepted it cannot report: a colleague has it, nobody has yet, or it is not theirs."""
    for part in parts:
        holder = cards.holder_of(work, part)
        if cards.may_accept(work, person, part) or part.unit_id == person.unit_id:
            if holder is None:
                return NotAllowed("Please accept {code} first. Nothing was changed.", code=task.code)
            return NotAllowed(
                "{name} has accepted {code} and reports on it. Nothing was changed.",
                code=task.code,
                name=holder.label,
            )
    return NotAllowed("{code} is not your unit's. Nothing was changed.", code=task.code)


CONVERSATION = Conversation(
    kind=DraftKind.TASK_REPORT,
    take=take_words,
    cancel=cancel,
    is_asking=lambda draft: True,
    name=name,
    is_bare=True,
)
