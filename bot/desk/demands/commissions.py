"""Commissions (约稿): a named unit's 说明困难, and what it leaves free; accepting one is a booking like any other."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import cards, offers
from bot.errors import BadInput, WrongState
from bot.model import BookingState, Demand, DemandState, Draft
from bot.rules.booking import LIVE
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.demands import bookings as words

KIND = "difficulty"  # of the drafts that wait for a reason
LEAST, MOST = 2, 500  # characters of a reason


async def press_decline(office: Office, work: Work, scene: Scene, *, booking_id: int) -> Toast | None:
    """`说明困难` under a commission: asks for the difficulty in words."""
    _, booking = await offers.get_own(work, scene, booking_id)
    if booking.state is not BookingState.ASKED:
        return Toast(words.answered(scene.t, booking), alert=True)
    demand = await cards.get_demand(work, booking.demand_id)
    if demand.state is DemandState.CLOSED:
        raise WrongState("{code} is closed; no answer is needed any more.", code=demand.code)
    await work.drafts.delete(scene.chat.chat_id, scene.telegram_id)
    await work.drafts.save(
        scene.chat.chat_id,
        scene.telegram_id,
        kind=KIND,
        step="words",
        data={"booking_id": booking.id},
        now=work.now,
    )
    await answer(work, scene, words.render_ask_difficulty(scene.t, demand, in_group=not scene.is_private))
    return None


async def take_difficulty(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The difficulty in words: the unit declines, the desk is told, the slot is free again."""
    booking_id = draft.data["booking_id"]
    assert isinstance(booking_id, int)
    person, booking = await offers.get_own(work, scene, booking_id)
    await work.drafts.delete(draft.chat_id, draft.telegram_id)
    if booking.state is not BookingState.ASKED:
        await answer(work, scene, words.render_words(words.answered(scene.t, booking)))
        return
    note = clean(scene.text)
    if count_chars(note) < LEAST or len(note) > MOST:
        raise BadInput(
            "Please describe the difficulty in {least} to {most} characters; nothing was passed on yet.",
            least=LEAST,
            most=MOST,
        )
    demand = await cards.get_demand(work, booking.demand_id)
    declined = await cards.settle(
        office,
        work,
        demand,
        replace(booking, person_id=person.id),
        state=BookingState.DECLINED,
        step="decline",
        person_id=person.id,
        anew=False,
        why=note,
    )
    others = await other_units(work, demand, booking.unit_id)
    await answer(work, scene, words.render_declined(scene.t, demand))
    await tell_desk(office, work, lambda t: words.render_decline_to_desk(t, demand, declined, others=others))
    await offers.offer_free(office, work, demand.id)
    await cards.update_posts(office, work, demand.id)


async def other_units(work: Work, demand: Demand, unit_id: int) -> list[str]:
    """The named units that could still take a commission's free slot, beside the one that gave it up."""
    taken = {
        each.unit_id
        for each in await work.demands.bookings(demand.id)
        if each.state in LIVE or each.state is BookingState.FULFILLED
    }
    return [work.directory.unit_name(each) for each in demand.units if each not in taken and each != unit_id]
