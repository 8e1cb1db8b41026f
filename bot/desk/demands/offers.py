"""Slots that come free while others wait: offered to the first in line, taken, left or passed on; pressing 预约 is in booking."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import by_name
from bot.desk.common.audience import reporters_of
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.demands import cards, trail
from bot.errors import NotAllowed, NotFound
from bot.model import Booking, BookingState, Demand, DemandState, Person
from bot.rules.booking import booking_facts, demand_facts, free_slots, next_in_queue
from bot.rules.rights import BOOKERS, Act
from bot.store.work import Work
from bot.views.demands import bookings as words


async def offer_free(office: Office, work: Work, demand_id: int) -> bool:
    """Keeps every free slot for the first in line, who is asked with a time to answer; not past the due time.

    Whether anybody was asked.
    """
    demand, is_offered = await cards.get_demand(work, demand_id), False
    if demand.state is DemandState.CLOSED or work.now > demand.due_at:
        return False
    while True:
        bookings = await work.demands.bookings(demand_id)
        facts = booking_facts(bookings)
        first = next_in_queue(facts)
        if first is None or free_slots(demand_facts(demand), facts) == 0:
            return is_offered
        is_offered |= await _offer(office, work, demand, bookings[first])


async def _offer(office: Office, work: Work, demand: Demand, waiting: Booking) -> bool:
    """Asks whoever waits; False where nobody of their unit is here any more."""
    person = _whom_to_ask(work, waiting)
    if person is None:
        gone = replace(waiting, state=BookingState.CANCELLED)
        await cards.save_step(work, waiting, gone, step="unreachable", person_id=None)
        return False
    offered = replace(
        waiting,
        state=BookingState.OFFERED,
        person_id=person.id,
        answer_by_at=min(office.after_hours(work.now, office.settings.booking.answer_within), demand.due_at),
    )
    booking = await cards.save_step(work, waiting, offered, step="offer", person_id=None)
    await cards.show_card(office, work, demand, booking, anew=True)
    return True


def _whom_to_ask(work: Work, booking: Booking) -> Person | None:
    """Who joined the waiting list, or, where they are here no more, a colleague."""
    colleagues = reporters_of(work, booking.unit_id)
    own = [person for person in colleagues if person.id == booking.person_id]
    return next(iter(own or colleagues), None)


async def expire(office: Office, work: Work) -> None:
    """Offers whose time is over: their people are told, and the next in line is asked."""
    for booking in await work.demands.expired_offers(work.now):
        demand = await cards.get_demand(work, booking.demand_id)
        await cards.settle(
            office,
            work,
            demand,
            booking,
            state=BookingState.CANCELLED,
            step="offer_expired",
            person_id=None,
            anew=True,
            why=trail.EXPIRED,
        )
        await offer_free(office, work, demand.id)
        await cards.update_posts(office, work, demand.id)


async def leave(office: Office, work: Work, scene: Scene, *, booking_id: int) -> Toast:
    """`放弃` under an offer: the slot goes to the next in line, or is free where nobody waits."""
    person, booking = await get_own(work, scene, booking_id)
    if booking.state is not BookingState.OFFERED:
        return scene.toast(words.no_offer, alert=True)
    demand = await cards.get_demand(work, booking.demand_id)
    await cards.settle(
        office,
        work,
        demand,
        booking,
        state=BookingState.CANCELLED,
        step="offer_left",
        person_id=person.id,
        anew=False,
    )
    goes_on = await offer_free(office, work, demand.id)
    await cards.update_posts(office, work, demand.id)
    return scene.toast(lambda t: words.offer_left(t, demand, goes_on=goes_on))


async def unanswered_of(work: Work, person: Person) -> list[tuple[Demand, Booking]]:
    """What the unit has been asked, or offered to this person, and nobody has answered."""
    demands = await work.demands.of_unit(person.unit_id)
    found = []
    for booking in await work.demands.bookings_of_unit(person.unit_id):
        demand = demands.get(booking.demand_id)
        is_offered = booking.state is BookingState.OFFERED and booking.person_id == person.id
        is_open = demand is not None and demand.state is DemandState.OPEN
        if demand is not None and is_open and (booking.state is BookingState.ASKED or is_offered):
            found.append((demand, booking))
    return found


async def get_own(work: Work, scene: Scene, booking_id: int) -> tuple[Person, Booking]:
    """The presser, or whom they stand in for, and the booking under whose buttons they pressed.

    NotAllowed where it is another unit's.
    """
    booking = await work.demands.find_booking(booking_id)
    if booking is None:
        check_booker(work, scene)
        raise NotFound("This button is out of date. Please send the command again.")
    person = check_booker(work, for_unit(work, scene, booking.unit_id, booker=booking.person_id))
    if booking.unit_id != person.unit_id:
        raise NotAllowed("This is for {unit} to answer.", unit=booking.unit)
    return person, booking


def for_unit(work: Work, scene: Scene, unit_id: int, *, booker: int | None = None) -> Scene:
    """The scene in which the actor answers for the unit: as one of its reporters, or for one in whose place they stand.

    Of several it is for the `booker`.
    """
    if booker is not None and (own := by_name.for_person(work, scene, booker)) is not scene:
        return own
    return by_name.for_one_of(work, scene, roles=BOOKERS, holds=lambda person: person.unit_id == unit_id)


def check_booker(work: Work, scene: Scene) -> Person:
    """The person, if they may book for their unit. NotAllowed otherwise, saying why."""
    if scene.actor.role not in BOOKERS:
        raise NotAllowed("Only reporters book topics for their unit. Nothing was changed.")
    return scene.check(Act.BOOK)  # and here: a post may hang in a group that is bound no more
