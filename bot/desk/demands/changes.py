"""Demands after they were posted: closed, by /close or the clock, opened again, given more time; arrangements has commissions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.desk.common import by_name, living
from bot.desk.common.audience import reporters_of
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import cards, offers, standing, trail
from bot.errors import NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Booking, BookingState, Demand, DemandState, Message, Person
from bot.rules.booking import LIVE
from bot.rules.dates import parse_extension
from bot.rules.onestep import parse_demand_number
from bot.rules.rights import EDITORS, PLANNERS, Act
from bot.store.work import Work
from bot.views.common.choices import render_how_long
from bot.views.demands import changes as words

REOPEN_WITHIN = timedelta(days=1)
_REVIVE_WITHIN = timedelta(days=7)  # what the clock closed, perhaps on a Friday evening


async def close(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/close 12`: no more bookings; whoever has booked, was asked or waits is told. Asks first where units have booked."""
    await close_or_ask(office, work, scene, await own(work, scene, text, act=Act.CLOSE))


async def close_or_ask(office: Office, work: Work, scene: Scene, demand: Demand) -> None:
    """Closes it at once where nobody has booked it."""
    bookings = await work.demands.bookings(demand.id)
    booked = sum(booking.state is BookingState.BOOKED for booking in bookings)
    if booked:
        question = words.render_close_question(scene.t, demand, booked=booked)
        await work.outbox.let_go(standing.question_slot(demand), scene.chat)
        await answer(work, scene, question, slot=standing.question_slot(demand))
        return
    told = await end(office, work, demand, by=scene.actor)
    await answer(work, scene, words.render_closed(scene.t, demand, told=told))


async def confirm_close(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """`确认关闭` under the question."""
    demand = await own(work, scene, demand_id, act=Act.CLOSE)
    told = await end(office, work, demand, by=scene.actor)
    await living.end_question(
        work, scene, standing.question_slot(demand), words.render_closed(scene.t, demand, told=told)
    )
    return None


async def keep_open(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """`返回` under the question."""
    demand = await own(work, scene, demand_id, act=Act.CLOSE)
    await living.end_question(
        work, scene, standing.question_slot(demand), words.render_kept_open(scene.t, demand)
    )
    return None


async def end(office: Office, work: Work, demand: Demand, *, by: Person | None) -> int:
    """Closes a demand; how many units were told. `by` None: the clock."""
    await _set_state(work, demand, DemandState.CLOSED, step="close", by=by)
    closed = await cards.get_demand(work, demand.id)
    live = await _live_bookings(work, demand)
    for booking in live:
        await cards.take_back_reminders(work, booking)
        # Who has booked stays in the post; questions and places in line are void.
        state = BookingState.BOOKED if booking.state is BookingState.BOOKED else BookingState.CANCELLED
        await cards.settle(
            office,
            work,
            closed,
            booking,
            state=state,
            step="close",
            person_id=by.id if by else None,
            anew=True,
        )
        if not cards.has_holder(work, booking):
            await _tell_unit(office, work, booking, lambda t: words.render_closed_to_unit(t, closed))
    await cards.update_everywhere(office, work, demand.id, told=[booking.id for booking in live])
    await standing.update(office, work, closed)
    return cards.count_told(work, live)


async def _set_state(work: Work, demand: Demand, state: DemandState, *, step: str, by: Person | None) -> None:
    await work.demands.set_state(demand.id, state)
    await trail.record(
        work,
        demand.id,
        step=step,
        person_id=by.id if by else None,
        before={"state": demand.state.value},
        after={"state": state.value},
    )


async def reopen(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """`恢复` within a day of the closing: what it made void stands again, and the units are told."""
    demand = await own(work, scene, demand_id, act=Act.CLOSE, is_open=False)
    told = await bring_back(office, work, demand, by=scene.actor)
    await answer(work, scene, words.render_reopened(scene.t, demand, told=told))
    return None


async def bring_back(office: Office, work: Work, demand: Demand, *, by: Person) -> int:
    """Opens a closed demand again; how many units were told. WrongState where it was closed too long ago."""
    closings = [entry for entry in await work.trail.of("demand", demand.id) if entry.step == "close"]
    is_by_clock = bool(closings) and closings[-1].person_id is None
    if is_by_clock and work.now - closings[-1].done_at > _REVIVE_WITHIN:
        raise WrongState(
            "{code} was closed more than {days} days ago and cannot be reopened. Nothing was changed.",
            code=demand.code,
            days=_REVIVE_WITHIN.days,
        )
    if not closings or (not is_by_clock and work.now - closings[-1].done_at > REOPEN_WITHIN):
        raise WrongState(
            "{code} was closed more than a day ago and cannot be reopened. Nothing was changed.",
            code=demand.code,
        )
    await _set_state(work, demand, DemandState.OPEN, step="reopen", by=by)
    opened = await cards.get_demand(work, demand.id)
    told = [
        booking
        for booking in await work.demands.bookings(demand.id)
        if await _restore(office, work, opened, booking, by=by)
    ]
    await offers.offer_free(office, work, demand.id)
    await cards.update_everywhere(office, work, demand.id, told=[booking.id for booking in told])
    await standing.update(office, work, opened, is_back=True)
    return cards.count_told(work, told)


async def _restore(office: Office, work: Work, demand: Demand, booking: Booking, *, by: Person) -> bool:
    """What the closing did to a booking is undone, if it did anything."""
    last = (await work.trail.of("booking", booking.id))[-1:]
    if not last or last[0].step != "close" or last[0].before is None:
        return False
    before = BookingState(json.loads(last[0].before)["state"])
    # Who was offered a slot is first in line again: the time to answer begins anew.
    state = BookingState.QUEUED if before is BookingState.OFFERED else before
    await cards.settle(
        office,
        work,
        demand,
        booking,
        state=state,
        step="reopen",
        person_id=by.id,
        anew=True,
        note=words.reopened,
    )
    if not cards.has_holder(work, booking):
        await _tell_unit(office, work, booking, lambda t: words.render_reopened_to_unit(t, demand))
    return True


async def extend(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/extend 12 3天`: a later due time; an overdue demand takes bookings again."""
    number, raw = [*text.split(maxsplit=1), "", ""][:2]
    demand = await own(work, scene, number, act=Act.EXTEND)
    if not raw:
        await answer(
            work, scene, render_how_long(scene.t, demand.code, title=demand.title, due_at=demand.due_at)
        )
        return
    await extend_by(office, work, scene, demand, raw=raw)


async def extend_by(office: Office, work: Work, scene: Scene, demand: Demand, *, raw: str) -> Demand:
    """Gives an open demand more time; the demand as it now stands."""
    due_at = parse_extension(
        raw,
        due_at=demand.due_at,
        now=work.now,
        zone=office.zone,
        calendar=office.calendar,
        day_end=office.settings.desk.day_end,
    )
    await work.demands.set_due(demand.id, due_at)
    for booking in await work.demands.bookings(demand.id):
        await cards.take_back_reminders(work, booking)
    await trail.record(
        work,
        demand.id,
        step="extend",
        person_id=scene.actor.id,
        before={"due_at": demand.due_at.isoformat()},
        after={"due_at": due_at.isoformat()},
    )
    extended = await cards.get_demand(work, demand.id)
    told = await _tell_of_more_time(office, work, extended, before=demand.due_at)
    await offers.offer_free(office, work, demand.id)
    await cards.update_everywhere(office, work, demand.id, told=[booking.id for booking in told])
    await standing.update(office, work, extended)
    message = words.render_extended(
        scene.t,
        extended,
        before=demand.due_at,
        told=cards.count_told(work, told),
        unusual=office.unusual(due_at, now=work.now),
    )
    await answer(work, scene, message)
    return extended


async def _tell_of_more_time(
    office: Office, work: Work, demand: Demand, *, before: datetime
) -> list[Booking]:
    """Everybody who holds, was asked or waits; their bookings, one a unit."""
    live = await _live_bookings(work, demand)
    for booking in live:
        await cards.show_card(
            office,
            work,
            demand,
            booking,
            anew=True,
            note=lambda t: words.new_due(t, demand, before=before),
        )
        await cards.update_commission(office, work, demand, booking)
        if not cards.has_holder(work, booking):
            await _tell_unit(office, work, booking, lambda t: words.render_new_due(t, demand, before=before))
    return live


async def own(work: Work, scene: Scene, number: int | str, *, act: Act, is_open: bool = True) -> Demand:
    """A demand that the person may steer: an editor any, everybody else the one they posted; a text is as they typed it.

    BadInput, NotFound, NotAllowed, or WrongState where it is not open (or, without `is_open`, not closed).
    """
    person = scene.actor  # first of all: a stranger hears how to join, not how the command is written
    demand_id = parse_demand_number(number) if isinstance(number, str) else number
    demand = await cards.get_demand(work, demand_id)
    check_steers(scene, person, demand, act=act)
    if is_open and demand.state is DemandState.CLOSED:
        raise WrongState("{code} is closed already. Nothing was changed.", code=demand.code)
    if not is_open and demand.state is DemandState.OPEN:
        raise WrongState("{code} is open. Nothing was changed.", code=demand.code)
    return demand


def check_steers(scene: Scene, person: Person, demand: Demand, *, act: Act) -> None:
    """NotAllowed for anybody but editors and whoever posted it."""
    if person.role not in EDITORS and demand.posted_by != person.id:
        raise NotAllowed(
            "Only an editor or whoever posted {code} may do this. Nothing was changed.", code=demand.code
        )
    if person.role in PLANNERS:  # who has lost the role may still steer what they posted
        scene.check(act)


async def _live_bookings(work: Work, demand: Demand) -> list[Booking]:
    return [booking for booking in await work.demands.bookings(demand.id) if booking.state in LIVE]


async def _tell_unit(
    office: Office, work: Work, booking: Booking, render: Callable[[Texts], Message]
) -> None:
    """A commissioned unit that has not answered, or one whose booker is here no more: all its reporters hear of the change."""
    people = reporters_of(work, booking.unit_id)
    for person in people:
        await by_name.tell(office, work, person, render, but=[each.id for each in people])
