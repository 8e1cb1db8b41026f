"""Demands after they were posted: closed, by /close or the clock, or given more time (/extend); their posting is in drafts."""

from __future__ import annotations

from bot.desk.common.audience import reporters_of
from bot.desk.common.office import Office, Scene, answer
from bot.desk.demands import cards, offers, trail
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Booking, BookingState, Demand, DemandState, Person
from bot.rules.booking import LIVE
from bot.rules.dates import parse_extension
from bot.rules.onestep import parse_demand_number
from bot.rules.rights import EDITORS, PLANNERS, Act
from bot.store.work import Work
from bot.views.demands import cards as demand_cards
from bot.views.demands import deadlines


async def close(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/close 12`: no more bookings; whoever has booked, was asked or waits is told."""
    demand = await _get_own(work, scene, typed=text, act=Act.CLOSE)
    told = await end(office, work, demand, by=scene.actor)
    await answer(work, scene, demand_cards.render_closed(scene.t, demand, told=told))


async def end(office: Office, work: Work, demand: Demand, *, by: Person | None) -> int:
    """Closes a demand; how many units were told. `by` None: the clock."""
    person_id = by.id if by else None
    await work.demands.set_state(demand.id, DemandState.CLOSED)
    await trail.record(
        work,
        demand.id,
        step="close",
        person_id=person_id,
        before={"state": demand.state.value},
        after={"state": DemandState.CLOSED.value},
    )
    closed = await cards.get_demand(work, demand.id)
    live = await _live_bookings(work, demand)
    for booking in live:
        # Who has booked stays in the post; questions and places in line are void.
        state = BookingState.BOOKED if booking.state is BookingState.BOOKED else BookingState.CANCELLED
        await cards.settle(
            office,
            work,
            closed,
            booking,
            state=state,
            step="close",
            person_id=person_id,
            anew=True,
        )
        if booking.state is BookingState.ASKED:
            await _tell_unit(office, work, closed, booking)
    await cards.update_posts(office, work, demand.id)
    return len(live)


async def extend(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/extend 12 3天`: a later due time; an overdue demand takes bookings again."""
    number, raw = [*text.split(maxsplit=1), "", ""][:2]
    demand = await _get_own(work, scene, typed=number, act=Act.EXTEND)
    if not raw:
        raise BadInput("Please write how long, for example: /extend {number} 3天", number=demand.id)
    due_at = parse_extension(
        raw,
        due_at=demand.due_at,
        now=work.now,
        zone=office.zone,
        calendar=office.calendar,
        day_end=office.settings.desk.day_end,
    )
    await work.demands.set_due(demand.id, due_at)
    await trail.record(
        work,
        demand.id,
        step="extend",
        person_id=scene.actor.id,
        before={"due_at": demand.due_at.isoformat()},
        after={"due_at": due_at.isoformat()},
    )
    extended = await cards.get_demand(work, demand.id)
    live = await _live_bookings(work, extended)
    for booking in live:
        await cards.show_card(
            office, work, extended, booking, anew=True, note=lambda t: deadlines.new_due(t, extended)
        )
        await cards.update_commission(office, work, extended, booking)
        if booking.state is BookingState.ASKED:
            await _tell_unit(office, work, extended, booking)
    await offers.offer_free(office, work, demand.id)
    await cards.update_posts(office, work, demand.id)
    await answer(work, scene, demand_cards.render_extended(scene.t, extended, told=len(live)))


async def _get_own(work: Work, scene: Scene, *, typed: str, act: Act) -> Demand:
    """An open demand that the person may steer: an editor any, everybody else the one they posted.

    BadInput, NotFound, NotAllowed or WrongState otherwise.
    """
    person = scene.actor  # first of all: a stranger hears how to join, not how the command is written
    demand = await cards.get_demand(work, parse_demand_number(typed))
    if person.role not in EDITORS and demand.posted_by != person.id:
        raise NotAllowed(
            "Only an editor or whoever posted {code} may do this. Nothing was changed.", code=demand.code
        )
    if person.role in PLANNERS:  # who has lost the role may still steer what they posted
        scene.check(act)
    if demand.state is DemandState.CLOSED:
        raise WrongState("{code} is closed already. Nothing was changed.", code=demand.code)
    return demand


async def _live_bookings(work: Work, demand: Demand) -> list[Booking]:
    return [booking for booking in await work.demands.bookings(demand.id) if booking.state in LIVE]


async def _tell_unit(office: Office, work: Work, demand: Demand, booking: Booking) -> None:
    """A commissioned unit that has not answered: all its reporters hear of the change."""
    for person in reporters_of(work, booking.unit_id):
        t = office.t_for(person)
        is_closed = demand.state is DemandState.CLOSED
        message = (
            demand_cards.render_closed(t, demand, told=None)
            if is_closed
            else deadlines.render_new_due(t, demand)
        )
        await work.outbox.tell(person, message)
