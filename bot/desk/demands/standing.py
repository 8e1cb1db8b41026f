"""What stands of a demand beside its posts and cards: 待另行安排 at the desk, the question to close it, 名额已满, reminders."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

from bot.desk.common import living
from bot.desk.common.audience import Render
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import cards
from bot.model import Booking, BookingState, Demand, DemandState
from bot.rules.booking import Choice, booking_facts, choice_of, demand_facts
from bot.store.work import Work
from bot.views.demands import bookings as booking_words
from bot.views.demands import changes as words


def arrange_slot(demand: Demand) -> str:
    """The living messages to the desk and to whoever posted it: what can be done about a demand that nobody takes on."""
    return slot_name(Slot.ARRANGE, demand.id)


def question_slot(demand: Demand) -> str:
    """The question whether to close a demand that units have booked."""
    return slot_name(Slot.CLOSING, demand.id)


async def update(office: Office, work: Work, demand: Demand, *, is_back: bool = False) -> None:
    """The demand was closed, opened again (`is_back`) or given more time: whatever else speaks of it says so."""
    await update_arrangement(office, work, demand)
    is_closed = demand.state is DemandState.CLOSED
    if not is_closed and not is_back:
        return
    bookings = await work.demands.bookings(demand.id)
    told = [question_slot(demand), *(cards.due_slot(booking.id) for booking in bookings)]
    render: Render = partial(
        booking_words.render_over if is_closed else words.render_given_time, demand=demand
    )
    for slot in told:
        await living.update(office, work, slot, render)
    choice = choice_of(demand_facts(demand), booking_facts(bookings), now=work.now)
    if choice is Choice.QUEUE:  # 候补 works again
        render = partial(booking_words.render_full, demand=demand)
    await living.update(office, work, slot_name(Slot.FULL, demand.id), render)


async def update_arrangement(office: Office, work: Work, demand: Demand) -> None:
    """What stands at the desk of a demand that nobody takes on says what is known now."""
    slot = arrange_slot(demand)
    if await work.outbox.posts(slot):
        message = await arrangement(work, demand)
        await living.update(office, work, slot, message)


async def arrangement(work: Work, demand: Demand) -> Render:
    """A demand with what can be done about it, as the desk and whoever posted it see it."""
    bookings, now = await found(work, demand), work.now
    if demand.state is DemandState.CLOSED and (by := await _closed_by(work, demand)) is not None:
        return lambda t: words.render_closed_by(t, demand, bookings, name=by)
    if demand.units:
        return lambda t: words.render_arrangement(t, demand, bookings, now=now)
    if demand.state is DemandState.CLOSED:
        return lambda t: words.render_closed_by_itself(t, demand, bookings)
    return lambda t: words.render_given_time(t, demand)


async def found(work: Work, demand: Demand) -> list[Booking]:
    """Its bookings; those that its closing made void are as it found them: who was only asked has given nothing back."""
    bookings = await work.demands.bookings(demand.id)
    if demand.state is not DemandState.CLOSED:
        return bookings
    return [await _before_closing(work, booking) for booking in bookings]


async def _before_closing(work: Work, booking: Booking) -> Booking:
    if booking.state is not BookingState.CANCELLED:
        return booking
    last = (await work.trail.of("booking", booking.id))[-1:]
    if not last or last[0].step != "close" or last[0].before is None:
        return booking
    return replace(booking, state=BookingState(json.loads(last[0].before)["state"]))


async def _closed_by(work: Work, demand: Demand) -> str | None:
    """Whoever closed it; None: the clock."""
    closings = [entry for entry in await work.trail.of("demand", demand.id) if entry.step == "close"]
    by = closings[-1].person_id if closings else None
    return work.directory.get_person(by).name if by else None
