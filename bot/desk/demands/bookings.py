"""Bookings that people make: 预约, 候补, giving back, handing in; slots passed on are in offering."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.desk.common import by_name, living
from bot.desk.common.office import Office, Scene, Toast, answer, open_private_chat
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import arrangements, cards, choices, notices, offers, trail
from bot.errors import NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Booking, BookingState, Chat, Demand, DemandState, Item, Message, Person
from bot.rules.booking import (
    LIVE,
    BookDecision,
    FulfilOutcome,
    booking_facts,
    decide_book,
    decide_queue,
    demand_facts,
    place_in_line,
)
from bot.rules.onestep import parse_demand_number
from bot.rules.rights import BOOKERS, Act
from bot.store.work import Work
from bot.views.demands import bookings as words
from bot.views.demands import changes as change_words

_TOLD_AGAIN = (BookDecision.BOOK, BookDecision.ACCEPT_OFFER, BookDecision.QUEUE, BookDecision.ALREADY_YOURS)


async def book_number(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/book 12`: as a press of 预约, answered where it was typed."""
    scene.check(Act.BOOK)
    if not text.strip():
        await choices.choose_to_book(office, work, scene)
        return
    decision, outcome = await _book(office, work, scene, parse_demand_number(text), is_queue=False)
    told = decision in _TOLD_AGAIN or decision is BookDecision.FULL
    if scene.is_private and told:
        return  # the private card is the answer
    await answer(work, scene, words.render_words(outcome(scene.t)))
    if told and scene.telegram_id not in work.directory.open_accounts:
        await answer(work, scene, open_private_chat(office, scene.t))


async def press_book(
    office: Office, work: Work, scene: Scene, *, demand_id: int, is_queue: bool = False
) -> Toast:
    """A press of 预约 or 候补: what it came to, as a callback answer, and in private what goes with it."""
    decision, outcome = await _book(office, work, scene, demand_id, is_queue=is_queue)
    is_shut = scene.telegram_id not in work.directory.open_accounts
    if is_shut and (decision in _TOLD_AGAIN or decision is BookDecision.FULL):
        return scene.toast(lambda t: words.open_chat_hint(t, outcome(t)), alert=True)
    made = (BookDecision.BOOK, BookDecision.ACCEPT_OFFER, BookDecision.QUEUE)
    return scene.toast(outcome, alert=decision not in made)


async def _book(
    office: Office, work: Work, scene: Scene, demand_id: int, *, is_queue: bool
) -> tuple[BookDecision, Callable[[Texts], str]]:
    """Decides and does it; the decision, and its words in a language."""
    person = offers.check_booker(work, scene)
    demand = await cards.get_demand(work, demand_id)
    await offers.expire(office, work)
    bookings = await work.demands.bookings(demand.id)
    decide = decide_queue if is_queue else decide_book
    decision = decide(
        demand_facts(demand),
        booking_facts(bookings),
        unit_id=person.unit_id,
        person_id=person.id,
        now=work.now,
    )
    booking = _live_of(bookings, person.unit_id)
    if decision in (BookDecision.BOOK, BookDecision.ACCEPT_OFFER):
        booking = await _take_slot(office, work, demand, booking, person=person)
    elif decision is BookDecision.QUEUE:
        booking = await _add(work, demand, person, state=BookingState.QUEUED, step="queue")
        await cards.update_posts(office, work, demand.id)
    if booking is not None and decision in _TOLD_AGAIN:
        # Who accepts looks at what asked them: it has become the card.
        is_asked = decision is BookDecision.ACCEPT_OFFER and await cards.has_card(work, booking, person)
        await cards.show_card(office, work, demand, booking, anew=not is_asked)
    if decision is BookDecision.FULL:
        full = words.render_full(office.t_for(person), demand)
        await living.send_anew(
            work, slot_name(Slot.FULL, demand.id), Chat(scene.telegram_id), full, last=full
        )
    return decision, await _outcome(work, decision, demand, person=person, booking=booking)


async def _outcome(
    work: Work, decision: BookDecision, demand: Demand, *, person: Person, booking: Booking | None
) -> Callable[[Texts], str]:
    facts = booking_facts(await work.demands.bookings(demand.id))
    return partial(
        words.outcome,
        decision=decision,
        demand=demand,
        unit=person.unit,
        name=(booking.person if booking else None) or person.name,
        units=[work.directory.unit_name(unit_id) for unit_id in demand.units],
        place=place_in_line(facts, unit_id=person.unit_id),
    )


async def _take_slot(
    office: Office, work: Work, demand: Demand, booking: Booking | None, *, person: Person
) -> Booking:
    """The slot becomes the unit's: a new booking, or the one that was asked, offered or waiting."""
    if booking is None:
        booked = await _add(work, demand, person, state=BookingState.BOOKED, step="book")
    else:
        step = "accept" if booking.state is BookingState.ASKED else "book"
        after = replace(
            booking,
            state=BookingState.BOOKED,
            person_id=person.id,
            booked_at=work.now,
            answer_by_at=None,
        )
        booked = await cards.save_step(work, booking, after, step=step, person_id=person.id)
        await cards.take_over(work, booked, person)
        await cards.update_commission(office, work, demand, booked)
        if booking.state is BookingState.ASKED:
            await notices.tell_poster(
                office,
                work,
                demand,
                lambda t: change_words.render_accepted_to_poster(t, demand, booked),
                by=person,
            )
    await cards.update_posts(office, work, demand.id)
    return booked


async def _add(work: Work, demand: Demand, person: Person, *, state: BookingState, step: str) -> Booking:
    booking_id = await work.demands.add_booking(
        demand.id, unit_id=person.unit_id, person_id=person.id, state=state, now=work.now
    )
    booking = await work.demands.find_booking(booking_id)
    assert booking is not None
    await trail.record_booking(work, booking, step=step, person_id=person.id)
    return booking


async def unbook_number(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/unbook 12`."""
    scene.check(Act.UNBOOK)
    if not text.strip():
        await choices.choose_to_unbook(office, work, scene)
        return
    outcome = await _unbook(office, work, scene, parse_demand_number(text))
    await answer(work, scene, words.render_words(outcome(scene.t)))


async def press_unbook(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast:
    """A press of 取消预约, or of leaving the waiting list."""
    return scene.toast(await _unbook(office, work, scene, demand_id))


async def _unbook(office: Office, work: Work, scene: Scene, demand_id: int) -> Callable[[Texts], str]:
    """Gives the unit's booking or place in line back; what to say of it.

    WrongState where it cannot be given back any more: past due it counts, and after handing in it is done.
    """
    demand = await cards.get_demand(work, demand_id)
    bookings = await work.demands.bookings(demand.id)
    person = offers.check_booker(work, _for_holder(work, scene, bookings))
    booking = _live_of(bookings, person.unit_id)
    _check_unbook(demand, bookings, booking, unit_id=person.unit_id, is_past=work.now > demand.due_at)
    assert booking is not None
    is_other = booking.person_id != person.id
    await cards.settle(
        office,
        work,
        demand,
        booking,
        state=BookingState.CANCELLED,
        step="unbook",
        person_id=person.id,
        anew=is_other,
        note=(lambda t: words.cancelled_by(t, person.name)) if is_other else None,
    )
    if booking.state is BookingState.BOOKED and demand.units:
        await arrangements.tell(office, work, demand)
    await offers.offer_free(office, work, demand.id)
    await cards.update_posts(office, work, demand.id)
    if booking.state is BookingState.QUEUED:
        return lambda t: words.left_line(t, demand)
    return lambda t: words.cancelled(t, demand)


def _for_holder(work: Work, scene: Scene, bookings: Sequence[Booking]) -> Scene:
    """Who has no booking of their unit's here may stand in for somebody who has."""
    holders = {booking.unit_id for booking in bookings if booking.state in LIVE}
    return by_name.for_one_of(work, scene, roles=BOOKERS, holds=lambda person: person.unit_id in holders)


def _check_unbook(
    demand: Demand, bookings: Sequence[Booking], booking: Booking | None, *, unit_id: int, is_past: bool
) -> None:
    if booking is None:
        if any(b.unit_id == unit_id and b.state is BookingState.FULFILLED for b in bookings):
            raise WrongState(
                "Your unit has handed in its item for {code}; there is nothing to cancel.",
                code=demand.code,
            )
        raise NotFound("Your unit has no booking of {code}. Nothing was changed.", code=demand.code)
    if demand.state is DemandState.CLOSED:
        raise WrongState("{code} is closed; there is nothing to cancel.", code=demand.code)
    if booking.state is BookingState.ASKED:
        raise WrongState(
            "{code} is commissioned from your unit: please answer with Explain difficulty instead.",
            code=demand.code,
        )
    if booking.state is BookingState.BOOKED and is_past:
        raise WrongState(
            "{code} is past due, so the booking can no longer be cancelled. Please hand in as soon as you can.",
            code=demand.code,
        )


def _live_of(bookings: Sequence[Booking], unit_id: int) -> Booking | None:
    """What the unit holds or waits for at present."""
    own = [booking for booking in bookings if booking.unit_id == unit_id and booking.state in LIVE]
    return own[-1] if own else None


async def press_take(office: Office, work: Work, scene: Scene, *, booking_id: int) -> Toast:
    """`接受` under an offer or a commission: as a press of 预约, while the slot is kept."""
    await offers.get_own(work, scene, booking_id)
    await offers.expire(office, work)
    person, booking = await offers.get_own(work, scene, booking_id)
    if booking.state in (BookingState.CANCELLED, BookingState.LAPSED, BookingState.DECLINED):
        return scene.toast(words.no_offer, alert=True)
    was = booking.state
    toast = await press_book(office, work, replace(scene, person=person), demand_id=booking.demand_id)
    _, booking = await offers.get_own(work, scene, booking_id)
    if booking.state is not was:
        demand = await cards.get_demand(work, booking.demand_id)
        await by_name.tell_done(office, work, scene, person.id, lambda t: words.taken_on(t, demand))
    return toast


async def for_holder(
    work: Work, scene: Scene, demand: Demand | None, *, for_person: int | None = None
) -> Scene:
    """The scene in which an item for that demand is handed in: for somebody whose unit holds it, where the own one does not.

    First for whom the deputy began it (`for_person`), or whose copy it replies to, whatever the deputy's own unit holds.
    """
    found = await work.demands.bookings(demand.id) if demand is not None else []
    held = [each for each in found if each.state in (BookingState.BOOKED, BookingState.ASKED)]
    if for_person is None and scene.reply_to is not None:
        for_person = await by_name.whose_copy(work, scene.chat, scene.reply_to)
    meant = work.directory.get_person(for_person) if for_person is not None else None
    if meant is not None and meant.role in BOOKERS and meant.unit_id in {each.unit_id for each in held}:
        there = by_name.for_person(work, scene, meant.id)
        if there is not scene:
            return there
    if scene.actor.unit_id in {each.unit_id for each in held}:
        return scene
    booked = {each.person_id for each in held}
    own = by_name.for_one_of(work, scene, roles=BOOKERS, holds=lambda person: person.id in booked)
    return own if own is not scene else _for_holder(work, scene, held)


async def check_hand_in(work: Work, scene: Scene, *, demand_id: int) -> Demand:
    """The demand under whose 交稿 somebody pressed. WrongState where nothing is to be handed in any more."""
    scene.check(Act.SUBMIT)
    demand = await cards.get_demand(work, demand_id)
    if demand.state is DemandState.CLOSED:
        raise WrongState(
            "{code} is closed. You can still submit your item without it: /submit", code=demand.code
        )
    return demand


async def find_for_item(work: Work, number: int) -> Demand | None:
    """The demand that an item may name in its 选题 header: an open one, past due or not."""
    demand = await work.demands.find(number)
    return demand if demand and demand.state is DemandState.OPEN else None


async def find_link(work: Work, number: int | None, *, linked: int | None) -> int | None:
    """The demand that an item answers whose text names this one; `linked` where that is none, or not to be had."""
    if number is None or number == linked:
        return linked
    demand = await find_for_item(work, number)
    return demand.id if demand else linked


async def open_choices(work: Work) -> list[Demand]:
    """What there is where an item names no open demand: those not past due, the nearest due first."""
    return [demand for demand in await work.demands.open() if demand.due_at >= work.now]


async def fulfil(office: Office, work: Work, *, demand_id: int, item: Item, person: Person) -> FulfilOutcome:
    """An item for a demand has been stored: the unit's booking, if there is one, is fulfilled."""
    demand = await cards.get_demand(work, demand_id)
    is_late = item.received_at > demand.due_at
    await _tell_of_item(office, work, demand, item, person)
    found = await work.demands.bookings(demand_id)
    booking = _live_of(found, item.unit_id)
    if booking is None or booking.state is BookingState.QUEUED:
        done = any(b.unit_id == item.unit_id and b.state is BookingState.FULFILLED for b in found)
        return FulfilOutcome(has_booking=False, is_late=is_late, had_handed_in=done)
    await cards.settle(
        office,
        work,
        demand,
        replace(booking, person_id=booking.person_id or person.id, item_id=item.id),
        state=BookingState.FULFILLED,
        step="fulfil_late" if is_late else "fulfil",
        person_id=person.id,
        anew=False,
    )
    await cards.update_posts(office, work, demand_id)
    return FulfilOutcome(has_booking=True, is_late=is_late)


async def _tell_of_item(office: Office, work: Work, demand: Demand, item: Item, person: Person) -> None:
    def render(t: Texts) -> Message:
        return change_words.render_handed_in_to_poster(
            t, demand, who=person.label, number=item.number, title=item.title
        )

    await notices.tell_poster(office, work, demand, render, by=person)


async def find_fulfilled(work: Work, *, item: Item) -> Booking | None:
    """The booking that this item fulfils."""
    if item.demand_id is None:
        return None
    found = await work.demands.bookings(item.demand_id)
    return next((b for b in found if b.item_id == item.id and b.state is BookingState.FULFILLED), None)


async def refulfil(office: Office, work: Work, *, booking_id: int, item: Item, person_id: int) -> None:
    """A decision that had opened the booking again was taken back. Nothing where it has gone its own way since."""
    booking = await work.demands.find_booking(booking_id)
    if booking is None or booking.state not in (BookingState.BOOKED, BookingState.ASKED):
        return
    demand = await cards.get_demand(work, booking.demand_id)
    await cards.settle(
        office,
        work,
        demand,
        replace(booking, person_id=booking.person_id or person_id, item_id=item.id),
        state=BookingState.FULFILLED,
        step="fulfil",
        person_id=person_id,
        anew=False,
    )
    await cards.update_posts(office, work, demand.id)


async def unfulfil(office: Office, work: Work, *, item: Item) -> bool:
    """An item was withdrawn, does not count or answers this no more: the booking that it fulfilled is what it was before.

    False where it fulfilled none.
    """
    booking = await find_fulfilled(work, item=item)
    if booking is None:
        return False
    demand = await cards.get_demand(work, booking.demand_id)
    was_asked = await _was_only_asked(work, booking)
    await cards.settle(
        office,
        work,
        demand,
        replace(booking, person_id=None if was_asked else booking.person_id, item_id=None),
        state=BookingState.ASKED if was_asked else BookingState.BOOKED,
        step="unfulfil",
        person_id=None,
        anew=True,
    )
    await cards.update_posts(office, work, demand.id)
    return True


async def _was_only_asked(work: Work, booking: Booking) -> bool:
    """Whether the unit had not even answered the commission when it handed in."""
    entries = await work.trail.of("booking", booking.id)
    handed_in = next((entry for entry in reversed(entries) if entry.step.startswith("fulfil")), None)
    before = json.loads(handed_in.before or "{}") if handed_in else {}
    return bool(before.get("state") == BookingState.ASKED)
