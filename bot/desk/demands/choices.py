"""Bare commands about demands, and what their numbers open: buttons for what this person can do; the doing is in changes."""

from __future__ import annotations

from datetime import datetime

from bot.desk.common.letters import Lettered
from bot.desk.common.office import Office, Scene, answer
from bot.desk.demands import changes, lists, offers
from bot.model import Booking, BookingState, Button, Demand, DemandState
from bot.rules.booking import BookDecision, booking_facts, decide_book, demand_facts
from bot.rules.rights import EDITORS
from bot.store.work import Work
from bot.views.common import choices as views
from bot.views.common.callbacks import Press

_BY_DECISION = {
    BookDecision.BOOK: Press.BOOK,
    BookDecision.ACCEPT_OFFER: Press.BOOK,
    BookDecision.FULL: Press.QUEUE,
}


async def choose_to_book(office: Office, work: Work, scene: Scene) -> None:
    """`/book`: what the person's unit can book or wait for."""
    person = offers.check_booker(work, scene)
    labels = {Press.BOOK: scene.t.plain("Book"), Press.QUEUE: scene.t.plain("Join the waiting list")}
    buttons: list[Button] = []
    for demand in await work.demands.open():
        decision = decide_book(
            demand_facts(demand),
            booking_facts(await work.demands.bookings(demand.id)),
            unit_id=person.unit_id,
            person_id=person.id,
            now=work.now,
        )
        press = _BY_DECISION.get(decision)
        if press is not None:
            buttons.append(views.demand_button(demand, press, before=labels[press]))
    await answer(work, scene, views.render_choices(scene.t, Press.BOOK, buttons))


async def choose_to_unbook(office: Office, work: Work, scene: Scene) -> None:
    """`/unbook`: what the unit holds or waits for and can still give back."""
    person = offers.check_booker(work, scene)
    demands = await work.demands.of_unit(person.unit_id)
    buttons = [
        views.demand_button(demands[booking.demand_id], Press.UNBOOK)
        for booking in await work.demands.bookings_of_unit(person.unit_id)
        if _can_give_back(booking, demands[booking.demand_id], now=work.now)
    ]
    await answer(work, scene, views.render_choices(scene.t, Press.UNBOOK, buttons))


async def _open(office: Office, work: Work, scene: Scene, number: int) -> None:
    await lists.list_topics(office, work, scene, text=str(number))


async def _close(office: Office, work: Work, scene: Scene, number: int) -> None:
    await changes.close(office, work, scene, text=str(number))


async def _extend(office: Office, work: Work, scene: Scene, number: int, raw: str) -> None:
    await changes.extend(office, work, scene, text=f"{number} {raw}")


async def _steered(work: Work, scene: Scene) -> list[views.Steered]:
    """The open demands that the person may steer."""
    person = scene.actor
    return [
        views.Steered(demand.code, demand.title)
        for demand in await work.demands.open()
        if person.role in EDITORS or demand.posted_by == person.id
    ]


def _can_give_back(booking: Booking, demand: Demand, *, now: datetime) -> bool:
    if demand.state is DemandState.CLOSED:
        return False
    if booking.state is BookingState.BOOKED:
        return now <= demand.due_at
    return booking.state in (BookingState.QUEUED, BookingState.OFFERED)


LETTERED = Lettered("T", open=_open, close=_close, extend=_extend, steered=_steered)
