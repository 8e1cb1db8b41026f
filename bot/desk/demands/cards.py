"""What is shown of demands and bookings while they change: group posts, private cards, commissions; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from bot.desk.common import announcing, by_name, living
from bot.desk.common.audience import reporters_of
from bot.desk.common.office import Office
from bot.desk.common.reminders import withdraw
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import trail
from bot.desk.people import enrolment
from bot.errors import NotFound
from bot.locale.texts import Texts
from bot.model import (
    Booking,
    BookingState,
    Chat,
    Demand,
    DemandState,
    Message,
    Person,
    PersonState,
    Place,
    PlaceKind,
    Policy,
    Priority,
)
from bot.rules.booking import LIVE, booking_facts, place_in_line
from bot.rules.rights import BOOKERS
from bot.store.work import Work
from bot.views.demands import bookings as words
from bot.views.demands.cards import render_commission, render_post

LAPSES = (BookingState.LAPSED, BookingState.UNANSWERED)
_BROUGHT_OVER = 10  # posts
_KEY = "demand"  # in the ledger, where a group is owed the post
OWING = (BookingState.BOOKED, BookingState.ASKED)  # something is to be handed in, or answered


def post_slot(demand_id: int) -> str:
    """The living posts of a demand in the work groups."""
    return slot_name(Slot.DEMAND, demand_id)


def card_slot(booking_id: int) -> str:
    """The living private message about a booking, to who made it."""
    return slot_name(Slot.BOOKING, booking_id)


def commission_slot(booking_id: int) -> str:
    """The living private messages that ask a named unit's reporters."""
    return slot_name(Slot.COMMISSION, booking_id)


def due_slot(booking_id: int) -> str:
    """The reminders that a booking falls due: once it does not any more, those that still wait are taken back."""
    return slot_name(Slot.DUE, booking_id)


async def take_back_reminders(work: Work, booking: Booking) -> None:
    """The booking does not fall due as it did: what waits for the morning to say so does not go out."""
    for person in reporters_of(work, booking.unit_id):
        await withdraw(work, person, due_slot(booking.id))


async def get_demand(work: Work, demand_id: int) -> Demand:
    """A demand by its number. NotFound where there is none."""
    demand = await work.demands.find(demand_id)
    if demand is None:
        raise NotFound("There is no topic {code}. /topics lists the open ones.", code=f"T{demand_id}")
    return demand


async def save_step(
    work: Work, before: Booking, after: Booking, *, step: str, person_id: int | None
) -> Booking:
    """Saves a booking's step with its line in the audit trail; the booking as it now stands."""
    await work.demands.save_booking(after)
    if before.state in OWING and after.state not in OWING:
        await take_back_reminders(work, before)
    await trail.record_booking(work, after, step=step, person_id=person_id, before=before)
    saved = await work.demands.find_booking(after.id)
    assert saved is not None
    return saved


async def post_in_groups(office: Office, work: Work, demand: Demand) -> tuple[int, int]:
    """Posts a new demand in every work group; in how many, and how many get it once they take messages again."""
    places, owed = await announcing.open_places(work, PlaceKind.WORK, _KEY, demand.id)
    for place in places:
        await _post_in(office, work, demand, place)
    return len(places), owed


async def _post_owed(office: Office, work: Work, place: Place, demand_id: int) -> bool:
    demand = await work.demands.find(demand_id)
    if demand is None or demand.state is not DemandState.OPEN or demand.due_at <= work.now:
        return False
    if await work.outbox.find_post(post_slot(demand_id), Chat(place.chat_id, place.thread_id)) is not None:
        return False
    await _post_in(office, work, demand, place)
    return True


announcing.OWED[_KEY] = (PlaceKind.WORK, _post_owed)


async def _left_open(office: Office, work: Work, t: Texts, before: Person, now: Person) -> list[Markup]:
    """What a unit has booked, or was asked for, and nobody of it is here any more."""
    if before.role not in BOOKERS or reporters_of(work, before.unit_id):
        return []
    demands = {demand.id: demand for demand in await work.demands.open()}
    return [
        words.left_open(t, demands[booking.demand_id], booking)
        for booking in await work.demands.bookings_of_unit(before.unit_id)
        if booking.state in LIVE and booking.demand_id in demands
    ]


enrolment.LEFT_OPEN.append(_left_open)


async def bring_over(office: Office, work: Work, chat: Chat) -> None:
    """A work group that was bound gets the open demands that it has not seen, the nearest due first; a screenful of them."""
    place = work.directory.find_place(chat)
    if place is None or place.kind is not PlaceKind.WORK:
        return
    here = (place.chat_id, place.thread_id)
    unseen = 0
    for demand in await work.demands.open():
        posts = await work.outbox.posts(post_slot(demand.id))
        if demand.due_at <= work.now or here in [(post.chat_id, post.thread_id) for post in posts]:
            continue
        await _post_in(office, work, demand, place)
        unseen += 1
        if unseen == _BROUGHT_OVER:
            break  # /topics has the rest


async def replace_lost(office: Office, work: Work, demand_id: int, chat: Chat) -> None:
    """The demand's post is gone from the chat: a new one, where that is a work group and the demand is open."""
    demand, place = await work.demands.find(demand_id), work.directory.find_place(chat)
    if demand is None or demand.state is not DemandState.OPEN:
        return
    if place is not None and place.kind is PlaceKind.WORK and place.thread_id == chat.thread_id:
        await _post_in(office, work, demand, place)


async def _post_in(office: Office, work: Work, demand: Demand, place: Place) -> None:
    bookings, chat = await work.demands.bookings(demand.id), Chat(place.chat_id, place.thread_id)
    await work.outbox.say(
        chat,
        render_post(office.t_in(place), demand, bookings, now=work.now),
        slot=post_slot(demand.id),
        policy=Policy.HOLD,
        priority=Priority.BROADCAST,
        about=announcing.about_of(_KEY, demand.id, chat),
    )


async def update_posts(office: Office, work: Work, demand_id: int) -> None:
    """Brings a demand's posts up to date wherever they stand."""
    demand = await get_demand(work, demand_id)
    bookings = await work.demands.bookings(demand_id)
    await living.update(
        office, work, post_slot(demand_id), lambda t: render_post(t, demand, bookings, now=work.now)
    )


async def update_everywhere(
    office: Office, work: Work, demand_id: int, *, told: Collection[int] = ()
) -> None:
    """A demand's own state has changed: its posts say so, and what its units have in private, but what these bookings' (by id)
    people have just been told.
    """
    await update_posts(office, work, demand_id)
    demand = await get_demand(work, demand_id)
    for booking in await work.demands.bookings(demand_id):
        if booking.id not in told:
            await update_commission(office, work, demand, booking)
            if booking.state in LAPSES:
                await show_card(office, work, demand, booking, anew=False)


async def show_card(
    office: Office,
    work: Work,
    demand: Demand,
    booking: Booking,
    *,
    anew: bool,
    note: Callable[[Texts], Markup] | None = None,
) -> None:
    """The booker's private message on a booking: edited in place, or sent `anew` so that it is noticed."""
    person = work.directory.get_person(booking.person_id) if booking.person_id else None
    if person is None or person.telegram_id is None or person.state is not PersonState.ACTIVE:
        return
    place = place_in_line(booking_facts(await work.demands.bookings(demand.id)), unit_id=booking.unit_id)

    def render(t: Texts) -> Message:
        noted = note(t) if note else None
        return words.render_card(t, demand, booking, place=place, now=work.now, note=noted)

    slot = card_slot(booking.id)
    if not anew:
        await by_name.update(office, work, person, slot, render)
        return
    await by_name.send_anew(
        office, work, person, slot, render, last=lambda t: words.render_older_card(t, demand)
    )


def has_holder(work: Work, booking: Booking) -> bool:
    """Whether who made the booking is still here, in that unit: else all its reporters see to it."""
    if booking.person_id is None:
        return False
    person = work.directory.get_person(booking.person_id)
    return person.hears and person.unit_id == booking.unit_id


def count_told(work: Work, bookings: Collection[Booking]) -> int:
    """In how many of these units somebody hears what is said of their booking."""
    return sum(
        has_holder(work, booking) or any(person.hears for person in reporters_of(work, booking.unit_id))
        for booking in bookings
    )


async def has_card(work: Work, booking: Booking, person: Person) -> bool:
    """Whether there is a message about the booking in the person's chat that can be brought up to date."""
    chat = Chat(person.telegram_id or 0)
    return await work.outbox.find_post(card_slot(booking.id), chat) is not None


async def take_over(work: Work, booking: Booking, person: Person) -> None:
    """What asked the person becomes the booking's card, so that there is one message of it."""
    if not await has_card(work, booking, person):
        chat = Chat(person.telegram_id or 0)
        await work.outbox.rename(commission_slot(booking.id), chat, to=card_slot(booking.id))


async def ask_unit(office: Office, work: Work, demand: Demand, booking: Booking) -> list[Person]:
    """Asks the reporters of a named unit in private; those with a Telegram account, whom that can reach."""
    people = work.directory.reachable(reporters_of(work, booking.unit_id))
    ids = [person.id for person in people]
    for person in people:
        ask = partial(render_commission, demand=demand, booking=booking, now=work.now)
        await by_name.tell(office, work, person, ask, slot=commission_slot(booking.id), but=ids)
    return people


async def update_commission(office: Office, work: Work, demand: Demand, booking: Booking) -> None:
    """The named unit's messages after an answer; a booking that was never asked for has none."""
    await living.update(
        office,
        work,
        commission_slot(booking.id),
        lambda t: render_commission(t, demand, booking, now=work.now),
    )


async def settle(
    office: Office,
    work: Work,
    demand: Demand,
    before: Booking,
    *,
    state: BookingState,
    step: str,
    person_id: int | None,
    anew: bool,
    why: str | None = None,
    note: Callable[[Texts], Markup] | None = None,
) -> Booking:
    """A booking's last step: saved, recorded, and shown in its card and its unit's messages. The posts are the caller's."""
    after = replace(before, state=state, answer_by_at=None, note=why or before.note)
    booking = await save_step(work, before, after, step=step, person_id=person_id)
    await show_card(office, work, demand, booking, anew=anew, note=note)
    await update_commission(office, work, demand, booking)
    return booking
