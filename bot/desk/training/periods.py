"""Periods of training (跟班学习): planned, told to trainee and mentor, called off; who is meant by a name is in plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from bot.desk.common import by_name, living, reminders
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.undoing import check_decider, check_in_time
from bot.desk.people import enrolment
from bot.desk.training import cards
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import N_
from bot.model import Chat, Person, PersonState, Reminder, Role, Rotation, RotationState, Swap, SwapState
from bot.rules.rights import EDITORS, Act
from bot.rules.training import AT_ONCE, Held, check_days, full_day, may_swap, overlap
from bot.store.work import Work
from bot.views.training import rotations as words
from bot.views.training.rotations import Stay

SUBJECT = "rotation"  # in the audit trail
LONG_AGO, LAST_DAY = date(2000, 1, 1), date(9999, 12, 31)
_DAY = timedelta(days=1)


async def get(work: Work, rotation_id: int) -> Rotation:
    """A period by its id. NotFound where a button's data was altered."""
    found = await work.training.find(rotation_id)
    if found is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return found


def slot_of(rotation: Rotation) -> str:
    """The living message to its trainee."""
    return slot_name(Slot.ROTATION, rotation.id)


def stay_of(office: Office, work: Work, rotation: Rotation) -> Stay:
    """The period with its people and its working days."""
    mentor = work.directory.get_person(rotation.mentor_id) if rotation.mentor_id is not None else None
    length = (rotation.last - rotation.first).days + 1
    workdays = sum(office.calendar.is_workday(rotation.first + _DAY * n) for n in range(length))
    trainee = work.directory.get_person(rotation.person_id)
    return Stay(rotation, trainee.label, mentor.name if mentor else None, workdays)


# --- planning -----------------------------------------------------------------------------------------------


def check_plan(
    office: Office,
    work: Work,
    trainee: Person,
    mentor: Person | None,
    first: date,
    last: date,
    others: Iterable[Rotation | Held],
) -> None:
    """BadInput where the trainee cannot come on these days; `others` are the periods that stand there."""
    if trainee.role is not Role.MEMBER:
        raise BadInput("{name} is no reporter; only reporters come for training.", name=trainee.label)
    if mentor is not None and mentor.role not in EDITORS:
        raise BadInput("{name} is no editor; a mentor is an editor or an administrator.", name=mentor.label)
    check_days(first, last, today=office.today(work.now), is_workday=office.calendar.is_workday)
    standing = list(others)
    own = overlap(first, last, [each for each in standing if each.person_id == trainee.id])
    if own is not None:
        raise BadInput(
            "{name} is planned from {first} to {last} already; one person has one period at a time.",
            name=trainee.label,
            first=own.first.isoformat(),
            last=own.last.isoformat(),
        )
    day = full_day(first, last, standing)
    if day is not None:
        there = [each for each in standing if each.first <= day <= each.last]
        names = [work.directory.get_person(each.person_id).name for each in there]
        raise BadInput(
            "On {day} {most} people are in training already: {names}. Please choose other days.",
            day=day.isoformat(),
            most=AT_ONCE,
            names=lambda t: t.listed(names),
        )


async def add(
    office: Office, work: Work, *, trainee: Person, mentor: Person | None, first: date, last: date, by: Person
) -> Rotation:
    """A period that has been checked: kept, and its people told."""
    rotation = await work.training.plan(
        trainee.id, first=first, last=last, mentor_id=mentor.id if mentor else None, by=by.id, now=work.now
    )
    await work.refresh_directory()
    after = {"person": trainee.id, "first": first.isoformat(), "last": last.isoformat()}
    await record(work, rotation, step="plan", person_id=by.id, after=after)
    await show_own(office, work, rotation)
    await _tell_mentor(office, work, rotation)
    return rotation


async def record(
    work: Work, rotation: Rotation, *, step: str, person_id: int | None, after: object = None
) -> None:
    """A line of the audit trail: the consent to training is on record."""
    state = {"state": rotation.state.value, "person": rotation.person_id}
    await work.trail.record(
        SUBJECT, rotation.id, step=step, person_id=person_id, now=work.now, after=after or state
    )


async def show_own(
    office: Office, work: Work, rotation: Rotation, *, before: words.Above = None, is_reminder: bool = False
) -> None:
    """The period to its trainee, by name and at the chat's end; an older message of it stays as it is, without buttons.

    As a reminder it obeys the trainee's switch and quiet hours.
    """
    trainee = work.directory.get_person(rotation.person_id)
    if trainee.telegram_id is None or (
        is_reminder and not reminders.may_remind(work, trainee, Reminder.ROTATION)
    ):
        return
    t, stay, chat = office.t_for(trainee), stay_of(office, work, rotation), Chat(trainee.telegram_id)
    slot = slot_of(rotation)
    post = await work.outbox.find_post(slot, chat)
    if post is not None and post.message_id is None:
        await work.outbox.take_away(slot, chat)  # it still waits for the chat to open: one is enough
    elif post is not None:
        await work.outbox.part_with(slot, chat, words.render_earlier(t, stay))
    message = words.render_own(
        t, stay, before=before and before(t), may_swap=_lies_ahead(office, work, rotation)
    )
    if is_reminder:
        await reminders.remind(office, work, trainee, message, kind=Reminder.ROTATION, slot=slot)
    else:
        await by_name.tell(office, work, trainee, message, slot=slot)


async def update_own(office: Office, work: Work, rotation: Rotation, *, before: words.Above = None) -> None:
    """The message to the trainee as the period is now, where it stands."""
    stay, ahead = stay_of(office, work, rotation), _lies_ahead(office, work, rotation)
    await living.update(
        office,
        work,
        slot_of(rotation),
        lambda t: words.render_own(t, stay, before=before and before(t), may_swap=ahead),
    )


def _lies_ahead(office: Office, work: Work, rotation: Rotation) -> bool:
    return rotation.first > office.today(work.now)


async def _tell_mentor(office: Office, work: Work, rotation: Rotation) -> None:
    if rotation.mentor_id is not None:
        mentor = work.directory.get_person(rotation.mentor_id)
        stay = stay_of(office, work, rotation)
        await by_name.tell(office, work, mentor, words.render_to_mentor(office.t_for(mentor), stay))


async def undo(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
    """`撤销` under what was planned: all of it, for ten minutes, by whoever planned it."""
    editor = scene.check(Act.PLAN_ROTATION)
    rotation = await get(work, rotation_id)
    check_decider(work, editor, rotation.planned_by)
    check_in_time(
        work,
        rotation.planned_at,
        over=N_(
            "This can be undone for {minutes} minutes; that time is over. To call a period off: /rotation"
        ),
    )
    standing = [each for each in await work.training.planned_with(rotation) if each.is_on]
    if not standing:
        raise WrongState("This has been settled already.")
    if (swapped := await _swapped_with(work, standing)) is not None:
        raise WrongState(
            "{name} has swapped since and comes from {first} to {last}. Nothing was changed. To call a period off: /rotation",
            name=work.directory.get_person(swapped.person_id).label,
            first=swapped.first.isoformat(),
            last=swapped.last.isoformat(),
        )
    for each in standing:
        await end(office, work, each, by=editor, step="undo")
        await work.training.reopen_request(each.person_id, decided_at=each.planned_at)
        if (waits := await work.training.open_request_of(each.person_id)) is not None:
            await cards.show_both(office, work, waits)
    await answer(work, scene, words.render_undone(scene.t, len(standing)))
    return None


async def _swapped_with(work: Work, standing: Iterable[Rotation]) -> Rotation | None:
    """One of these that has changed hands: those two have agreed on it, and whoever planned it meant somebody else."""
    for each in standing:
        if any(entry.step == "swap" for entry in await work.trail.of(SUBJECT, each.id)):
            return each
    return None


# --- calling off --------------------------------------------------------------------------------------------


async def press_call_off(
    office: Office, work: Work, scene: Scene, *, rotation_id: int, is_sure: bool
) -> Toast | None:
    """`取消` of a period in the rota: asks, and on the second word tells everyone."""
    editor = scene.check(Act.PLAN_ROTATION)
    rotation = await get(work, rotation_id)
    _check_on(rotation)
    slot = slot_name(Slot.CALLING_OFF, rotation.id)
    if not is_sure:
        await work.outbox.let_go(slot, scene.chat)
        question = words.render_ask_call_off(scene.t, stay_of(office, work, rotation))
        await answer(work, scene, question, slot=slot)
        return None
    stay = stay_of(office, work, rotation)
    await end(office, work, rotation, by=editor, step="call_off")
    await living.update(
        office, work, slot, lambda t: words.render_call_off_over(t, stay, is_kept=False, by=editor.name)
    )
    return scene.toast(lambda t: t.plain("Called off; everyone has been told."))


async def keep(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
    """`保留` under that question."""
    editor = scene.check(Act.PLAN_ROTATION)
    stay = stay_of(office, work, await get(work, rotation_id))
    await living.update(
        office,
        work,
        slot_name(Slot.CALLING_OFF, rotation_id),
        lambda t: words.render_call_off_over(t, stay, is_kept=True, by=editor.name),
    )
    return None


def _check_on(rotation: Rotation) -> None:
    if not rotation.is_on:
        raise WrongState("This period was called off already. Nothing was changed.")
    if rotation.assessment is not None:
        raise WrongState("This training is over and assessed. Nothing was changed.")


async def end(office: Office, work: Work, rotation: Rotation, *, by: Person, step: str) -> None:
    """The period does not take place: trainee, mentor and whoever wanted to swap it hear so."""
    ended = replace(rotation, state=RotationState.CALLED_OFF)
    await work.training.save(ended)
    await work.refresh_directory()
    await record(work, ended, step=step, person_id=by.id)
    await void_swaps(office, work, [rotation.id])
    await show_own(office, work, ended)
    stay = stay_of(office, work, ended)
    await living.update(
        office,
        work,
        slot_name(Slot.ASSESS, rotation.id),
        lambda t: words.render_called_off(t, stay, by=by.name),
    )
    if rotation.mentor_id is not None and rotation.mentor_id != by.id:
        mentor = work.directory.get_person(rotation.mentor_id)
        await by_name.tell(
            office, work, mentor, words.render_called_off(office.t_for(mentor), stay, by=by.name)
        )


async def _leave(office: Office, work: Work, now: Person, by: Person | None) -> None:
    """Whoever is off the roster does not come; whoever is away for a time swaps with nobody."""
    if now.state is PersonState.ACTIVE:
        return
    today = office.today(work.now)
    for each in await work.training.between(today, LAST_DAY):
        if each.person_id != now.id or not each.is_on or each.assessment is not None:
            continue
        if now.state is PersonState.REMOVED and by is not None and each.first > today:
            await end(office, work, each, by=by, step="call_off")
            stay = stay_of(office, work, replace(each, state=RotationState.CALLED_OFF))
            await tell_desk(office, work, partial(words.render_called_off, stay=stay, by=by.name))
        else:
            await void_swaps(office, work, [each.id])


enrolment.AT_CHANGE.append(_leave)


# --- swaps that come to nothing -----------------------------------------------------------------------------


async def void_swaps(
    office: Office, work: Work, rotation_ids: Iterable[int], *, but: int | None = None
) -> None:
    """Questions about these periods that nobody waits for any more; who asked about a period of somebody else hears so."""
    touched = set(rotation_ids)
    for swap in await work.training.open_swaps():
        if swap.id != but and touched & {swap.rotation_id, swap.other_id}:
            await void_swap(office, work, swap, is_told=swap.rotation_id not in touched)


async def void_swap(office: Office, work: Work, swap: Swap, *, is_told: bool) -> None:
    """One such question; `is_told`: whoever asked hears that it cannot be."""
    await work.training.answer_swap(swap.id, SwapState.VOID, now=work.now)
    asker = work.directory.get_person(swap.asked_by).label
    await living.update(
        office,
        work,
        slot_name(Slot.SWAP, swap.id),
        lambda t: words.render_swap_over(t, who=asker, why=words.swap_overtaken(t)),
    )
    if is_told:
        rotation, other = await get(work, swap.rotation_id), work.directory.get_person(swap.asked_of).label
        await show_own(office, work, rotation, before=lambda t: words.swap_void(t, who=other))


async def swappable(office: Office, work: Work, rotation: Rotation) -> list[Rotation]:
    """The periods for which this one can be changed, the earliest first."""
    today = office.today(work.now)
    standing = await work.training.between(today, LAST_DAY)
    of: dict[int, list[Rotation]] = {}
    for each in standing:
        of.setdefault(each.person_id, []).append(each)
    return [
        each
        for each in standing
        if work.directory.get_person(each.person_id).state is PersonState.ACTIVE
        and may_swap(
            rotation,
            each,
            today=today,
            of_one=of.get(rotation.person_id, []),
            of_other=of[each.person_id],
        )
    ]
