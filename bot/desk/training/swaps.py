"""The trainee's answer: 确认, or 换班 with somebody who agrees; two periods change hands, or none does."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bot.desk.common import by_name, living, reminders
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.desk.training import periods
from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import Chat, Person, Reminder, Rotation, RotationState, Swap, SwapState
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.training import rotations as words


async def confirm(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast:
    """`确认`: the trainee comes. Nobody else can say so: it is a consent."""
    rotation = await _own(work, scene, rotation_id)
    if rotation.state is RotationState.CONFIRMED:
        await periods.update_own(office, work, rotation)
        return scene.toast(lambda t: t.plain("You have confirmed this already."))
    confirmed = replace(rotation, state=RotationState.CONFIRMED, confirmed_at=work.now)
    await work.training.save(confirmed)
    await periods.record(work, confirmed, step="confirm", person_id=scene.actor.id)
    for swap in await work.training.open_swaps():
        if swap.rotation_id == rotation.id:
            await periods.void_swap(office, work, swap, is_told=False)
    await periods.update_own(office, work, confirmed)
    return scene.toast(lambda t: t.plain("Confirmed."))


async def choose(
    office: Office, work: Work, scene: Scene, *, rotation_id: int, other_id: int | None
) -> Toast | None:
    """`换班`: with whom; whoever is chosen is asked. Choosing again takes back what was asked before."""
    rotation = await _own(work, scene, rotation_id)
    others = await periods.swappable(office, work, rotation)
    if other_id is None:
        return await _show_others(office, work, scene, rotation, others)
    other = next((each for each in others if each.id == other_id), None)
    if other is None:
        raise WrongState(
            "You cannot change with this person any more. Please choose again. Nothing was changed."
        )
    asked = [each for each in await work.training.open_swaps() if each.rotation_id == rotation.id]
    if any(each.other_id == other.id for each in asked):
        raise WrongState("This person has been asked already and has not answered yet.")
    for each in asked:
        await periods.void_swap(office, work, each, is_told=False)
    back = next(
        (
            each
            for each in await work.training.open_swaps()
            if (each.rotation_id, each.other_id) == (other.id, rotation.id)
        ),
        None,
    )
    if back is not None:  # the other has asked for the same: both want it
        await _exchange(office, work, back, rotation=other, other=rotation, by=scene.actor)
        return scene.toast(lambda t: t.plain("Changed: the other had asked you for the same."))
    swap = await work.training.ask_swap(rotation, other, now=work.now)
    after = {"with": other.person_id, "period": other.id}
    await periods.record(work, rotation, step="ask_swap", person_id=scene.actor.id, after=after)
    await _ask(office, work, swap, rotation, other)
    stay = periods.stay_of(office, work, other)
    await periods.update_own(office, work, rotation, before=lambda t: words.swap_asked(t, stay))
    return scene.toast(lambda t: t.plain("{name} has been asked.", name=stay.trainee))


async def _show_others(
    office: Office, work: Work, scene: Scene, rotation: Rotation, others: list[Rotation]
) -> Toast | None:
    """With whom: in the message whose button was pressed, or at the chat's end where that was the rota's."""
    if rotation.first <= office.today(work.now):
        raise WrongState("Your training has begun; it cannot be changed any more. Please turn to the desk.")
    if not others:
        return scene.toast(
            lambda t: t.plain(
                "There is nobody at present with whom you can change. Please turn to the desk."
            ),
            alert=True,
        )
    stay = periods.stay_of(office, work, rotation)
    message = words.render_choose_swap(
        scene.own_t, stay, [periods.stay_of(office, work, each) for each in others]
    )
    slot, chat = periods.slot_of(rotation), Chat(scene.telegram_id)
    post = await work.outbox.find_post(slot, chat)
    if post is not None and post.message_id != scene.message_id:
        await work.outbox.part_with(slot, chat, words.render_earlier(scene.own_t, stay))
    await work.outbox.show(slot, chat, message)
    return None


async def go_back(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
    """`不换了`: the period as it stands."""
    await periods.update_own(office, work, await _own(work, scene, rotation_id))
    return None


async def agree(office: Office, work: Work, scene: Scene, *, swap_id: int) -> Toast:
    """`同意`: the two periods change hands, and both are confirmed by it."""
    swap = await _asked(work, scene, swap_id)
    rotation, other = await periods.get(work, swap.rotation_id), await periods.get(work, swap.other_id)
    if (rotation.person_id, other.person_id) != (swap.asked_by, swap.asked_of) or other not in (
        await periods.swappable(office, work, rotation)
    ):
        await periods.void_swap(office, work, swap, is_told=rotation.is_on)
        return scene.toast(
            lambda t: t.plain("This cannot be changed any more; your period stays as it was."), alert=True
        )
    await _exchange(office, work, swap, rotation=rotation, other=other, by=scene.actor)
    return scene.toast(lambda t: t.plain("Changed."))


async def refuse(office: Office, work: Work, scene: Scene, *, swap_id: int) -> Toast:
    """`不同意`: each keeps the own period; whoever asked can confirm it, or ask somebody else."""
    swap = await _asked(work, scene, swap_id)
    await work.training.answer_swap(swap.id, SwapState.REFUSED, now=work.now)
    rotation = await periods.get(work, swap.rotation_id)
    await periods.record(work, rotation, step="refuse_swap", person_id=scene.actor.id)
    await _close(office, work, swap, words.you_refused)
    if rotation.is_on:
        if rotation.reminded_at is None:
            rotation = replace(rotation, asked_at=work.now)  # two working days from this answer on
            await work.training.save(rotation)
        who = scene.actor.label
        await periods.show_own(office, work, rotation, before=lambda t: words.swap_refused(t, who=who))
    return scene.toast(
        lambda t: t.plain("{name} has been told.", name=work.directory.get_person(swap.asked_by).label)
    )


async def remind(office: Office, work: Work, swap: Swap) -> None:
    """Whoever was asked has not answered: asked once more."""
    await work.training.remind_of_swap(swap.id, now=work.now)
    rotation, other = await periods.get(work, swap.rotation_id), await periods.get(work, swap.other_id)
    person = work.directory.get_person(swap.asked_of)
    if not reminders.may_remind(work, person, Reminder.ROTATION):
        return  # the question stands where it was asked
    if person.telegram_id is not None:
        who = work.directory.get_person(swap.asked_by).label
        last = words.render_swap_over(
            office.t_for(person), who=who, why=words.asked_again(office.t_for(person))
        )
        await work.outbox.part_with(slot_name(Slot.SWAP, swap.id), Chat(person.telegram_id), last)
    await _ask(office, work, swap, rotation, other, is_reminder=True)


async def _ask(
    office: Office, work: Work, swap: Swap, rotation: Rotation, other: Rotation, *, is_reminder: bool = False
) -> None:
    person = work.directory.get_person(swap.asked_of)
    own, theirs = periods.stay_of(office, work, other), periods.stay_of(office, work, rotation)
    message = words.render_ask_swap(
        office.t_for(person), swap.id, own=own, theirs=theirs, is_reminder=is_reminder
    )
    slot = slot_name(Slot.SWAP, swap.id)
    if is_reminder:
        await reminders.remind(office, work, person, message, kind=Reminder.ROTATION, slot=slot)
    else:
        await by_name.tell(office, work, person, message, slot=slot)


async def _exchange(
    office: Office, work: Work, swap: Swap, *, rotation: Rotation, other: Rotation, by: Person
) -> None:
    """Each gets the other's period: one statement a period, both in this Work. Desk, mentors and trainees hear so."""
    await work.training.answer_swap(swap.id, SwapState.AGREED, now=work.now)
    await periods.void_swaps(office, work, (rotation.id, other.id), but=swap.id)
    moved = [
        replace(
            each,
            person_id=to,
            state=RotationState.CONFIRMED,
            confirmed_at=work.now,
        )
        for each, to in ((rotation, other.person_id), (other, rotation.person_id))
    ]
    before = [periods.stay_of(office, work, each) for each in (rotation, other)]
    for each in moved:
        await work.training.save(each)
        after = {"person": each.person_id, "swap": swap.id, "state": each.state.value}
        await periods.record(work, each, step="swap", person_id=by.id, after=after)
    await work.refresh_directory()
    await _close(office, work, swap, words.you_agreed)
    one, two = (periods.stay_of(office, work, each) for each in moved)
    for stay, now_with in ((before[0], before[1].trainee), (before[1], before[0].trainee)):
        await living.update(
            office,
            work,
            periods.slot_of(stay.rotation),
            partial(words.render_given_away, stay=stay, who=now_with),
        )
        holder = work.directory.get_person(stay.rotation.person_id)
        if holder.telegram_id is not None:
            await work.outbox.let_go(periods.slot_of(stay.rotation), Chat(holder.telegram_id))
    for each, who in ((moved[0], before[0].trainee), (moved[1], before[1].trainee)):
        await periods.show_own(office, work, each, before=partial(words.swapped, who=who))
    await tell_desk(office, work, lambda t: words.render_swapped(t, one, two))
    for mentor_id in dict.fromkeys(each.mentor_id for each in moved if each.mentor_id is not None):
        mentor = work.directory.get_person(mentor_id)
        await by_name.tell(office, work, mentor, words.render_swapped(office.t_for(mentor), one, two))


async def _close(office: Office, work: Work, swap: Swap, why: words.Words) -> None:
    asker = work.directory.get_person(swap.asked_by).label
    await living.update(
        office,
        work,
        slot_name(Slot.SWAP, swap.id),
        lambda t: words.render_swap_over(t, who=asker, why=why(t)),
    )


async def _own(work: Work, scene: Scene, rotation_id: int) -> Rotation:
    """The person's own period, on which there is something to say. A deputy has no say in it."""
    person = scene.check(Act.ROTATION)
    rotation = await periods.get(work, rotation_id)
    if rotation.person_id != person.id:
        raise NotAllowed(
            "Only {name}, whose period it is, can answer. Nothing was changed.",
            name=work.directory.get_person(rotation.person_id).name,
        )
    if not rotation.is_on:
        raise WrongState("This period was called off already. Nothing was changed.")
    if rotation.assessment is not None:
        raise WrongState("This training is over and assessed. Nothing was changed.")
    return rotation


async def _asked(work: Work, scene: Scene, swap_id: int) -> Swap:
    """The question that this person was asked and nobody has answered."""
    person = scene.check(Act.ROTATION)
    swap = await work.training.find_swap(swap_id)
    if swap is None:
        raise NotFound("This button is out of date. Please send the command again.")
    if swap.asked_of != person.id:
        raise NotAllowed(
            "Only {name}, who was asked, can answer. Nothing was changed.",
            name=work.directory.get_person(swap.asked_of).name,
        )
    if swap.state is not SwapState.ASKED:
        raise WrongState("This has been settled already.")
    return swap
