"""Lists that people ask for: the open demands, one in full, a unit's bookings; nothing changes here."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer, answer_privately
from bot.desk.demands import cards
from bot.model import Booking, BookingState, DemandState
from bot.rules.booking import LIVE
from bot.rules.onestep import parse_demand_number
from bot.rules.rights import BOOKERS, DESK_SIDE, PLANNERS, Act
from bot.store.work import Work
from bot.views.demands.bookings import render_bookings
from bot.views.demands.cards import render_details, render_topics

_DONE = (BookingState.FULFILLED, BookingState.LAPSED, BookingState.UNANSWERED)
_DONE_SHOWN = 5  # finished bookings under a unit's live ones


async def list_topics(office: Office, work: Work, scene: Scene, *, text: str = "") -> None:
    """`/topics`: the open demands, the nearest due first; `/topics 12`: that one in full."""
    scene.check(Act.TOPICS)
    if text.strip():
        await _show_topic(work, scene, number=parse_demand_number(text))
        return
    bookings: dict[int, list[Booking]] = {}
    for booking in await work.demands.bookings_of_open():
        bookings.setdefault(booking.demand_id, []).append(booking)
    books = scene.person is not None and scene.role in BOOKERS
    messages = render_topics(
        scene.t,
        await work.demands.open(),
        bookings,
        unit_id=scene.actor.unit_id if books else None,
        now=work.now,
    )
    for message in messages:
        await answer(work, scene, message)


async def _show_topic(work: Work, scene: Scene, *, number: int) -> None:
    demand = await cards.get_demand(work, number)
    messages = render_details(
        scene.t,
        demand,
        await work.demands.bookings(demand.id),
        now=work.now,
        posted_by=work.directory.get_person(demand.posted_by).label,
        with_notes=scene.role in PLANNERS and scene.where in DESK_SIDE,
    )
    for message in messages:
        await answer(work, scene, message)


async def list_bookings(office: Office, work: Work, scene: Scene) -> None:
    """`/bookings`: the unit's own, those under way first; in a group answered in private."""
    person = scene.check(Act.BOOKINGS)
    demands = await work.demands.of_unit(person.unit_id)
    bookings = await work.demands.bookings_of_unit(person.unit_id)
    rows = [(demands[booking.demand_id], booking) for booking in bookings]
    live = [row for row in rows if row[1].state in LIVE and row[0].state is DemandState.OPEN]
    live.sort(key=lambda row: (row[0].due_at, row[0].id))
    done = [row for row in rows if row[1].state in _DONE]
    shown = [*live, *done[:_DONE_SHOWN]]
    for message in render_bookings(office.t_for(person), person.unit, shown, now=work.now):
        await answer_privately(office, work, scene, message)
