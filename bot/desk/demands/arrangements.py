"""Commissions that no named unit takes on (待另行安排): another unit asked, opened to all, more time, or closed."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.audience import Render, reporters_of, tell_desk
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import cards, changes, notices, standing, trail
from bot.errors import BadInput, Unreadable, WrongState
from bot.locale.texts import Texts
from bot.model import BookingState, Chat, Demand, DemandState, Message, Unit
from bot.rules.booking import LIVE, booking_facts, demand_facts, free_slots
from bot.rules.dates import is_span
from bot.rules.names import find_alike
from bot.rules.rights import Act
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.demands import changes as words

_HELD = LIVE | {BookingState.FULFILLED}


async def tell(office: Office, work: Work, demand: Demand) -> None:
    """The desk hears that a unit does not take the commission on, with what can be done about it."""
    bookings = await work.demands.bookings(demand.id)
    await _let_go(work, demand)
    await tell_desk(
        office,
        work,
        lambda t: words.render_arrangement(t, demand, bookings, now=work.now),
        slot=standing.arrange_slot(demand),
    )


async def tell_of_end(office: Office, work: Work, demand: Demand) -> None:
    """The clock has closed a demand that nobody took on: the desk and whoever posted it hear of it, with 延期."""
    bookings = await work.demands.bookings(demand.id)
    is_covered = any(booking.state is BookingState.FULFILLED for booking in bookings)
    has_free = free_slots(demand_facts(demand), booking_facts(bookings)) > 0
    if not has_free or (is_covered and not demand.units):
        return
    closed = await cards.get_demand(work, demand.id)
    left = await standing.found(work, closed)

    def render(t: Texts) -> Message:
        return words.render_closed_by_itself(t, closed, left)

    await _let_go(work, demand)
    await tell_desk(office, work, render, slot=standing.arrange_slot(demand))
    await notices.tell_poster(
        office, work, demand, render, by=None, is_desk_told=True, slot=standing.arrange_slot(demand)
    )


async def show(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """`安排` in the desk's list of the day, and `返回` under a choice."""
    demand = await _get(work, scene, demand_id)
    render = await standing.arrangement(work, demand)
    await work.outbox.show(standing.arrange_slot(demand), scene.chat, render(scene.t))
    return None


async def ask_another(
    office: Office, work: Work, scene: Scene, *, demand_id: int, unit_id: int | None
) -> Toast | None:
    """`改约其他单位`: without a unit shows which there are; with one it is asked in the place of those that did not accept."""
    demand = await _get_free(work, scene, demand_id)
    bookings = await work.demands.bookings(demand.id)
    kept = [booking.unit_id for booking in bookings if booking.state in _HELD]
    choices = [unit for unit in _units(work) if unit.id not in {*kept, *demand.units}]
    if unit_id is None:
        await work.outbox.show(
            standing.arrange_slot(demand), scene.chat, words.render_unit_choice(scene.t, demand, choices)
        )
        return None
    if unit_id not in {unit.id for unit in choices}:
        raise BadInput("This button is out of date. Please send the command again.")
    await _set_units(work, scene, demand, [*kept, unit_id], step="ask_another")
    booking_id = await work.demands.add_booking(
        demand.id, unit_id=unit_id, person_id=None, state=BookingState.ASKED, now=work.now
    )
    booking = await work.demands.find_booking(booking_id)
    assert booking is not None
    await trail.record_booking(work, booking, step="ask", person_id=scene.actor.id)
    changed = await cards.get_demand(work, demand.id)
    people = await cards.ask_unit(office, work, changed, booking)
    await cards.update_posts(office, work, demand.id)
    by = scene.actor.name
    await _end(
        office,
        work,
        demand,
        lambda t: words.render_asked(t, changed, unit=booking.unit, by=by, is_reached=bool(people)),
    )
    return None


async def take_unit(office: Office, work: Work, scene: Scene, *, demand_id: int) -> None:
    """A unit typed as a reply to the choice: asked at once, or offered where it is only like one that may be asked.

    A day or a number of days gives more time, as the buttons do.
    """
    typed = clean(scene.text).strip()
    exact = work.directory.find_unit(typed)
    if exact is None and _is_time(typed):
        await _extend(office, work, scene, await _get(work, scene, demand_id), raw=typed)
        return
    demand = await _get_free(work, scene, demand_id)
    if exact is not None and reporters_of(work, exact.id):
        await ask_another(office, work, scene, demand_id=demand.id, unit_id=exact.id)
        return
    names = find_alike(typed, [unit.name for unit in _units(work)])
    alike = [unit for unit in _units(work) if unit.name in names]
    await answer(work, scene, words.render_no_such_unit(scene.t, demand, typed=typed, alike=alike))


async def open_to_all(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """`向全体开放`: every unit may book what no named unit has."""
    demand = await _get_free(work, scene, demand_id)
    await _set_units(work, scene, demand, [], step="open_to_all")
    await cards.update_posts(office, work, demand.id)
    by = scene.actor.name
    await _end(office, work, demand, lambda t: words.render_opened(t, demand, by=by))
    return None


async def extend(
    office: Office, work: Work, scene: Scene, *, demand_id: int, days: int | None
) -> Toast | None:
    """`延期`: without days shows how many there are; a demand that the clock has closed meanwhile is opened again."""
    demand = await _get(work, scene, demand_id)
    if days is None:
        await work.outbox.show(
            standing.arrange_slot(demand), scene.chat, words.render_day_choice(scene.t, demand)
        )
        return None
    if days not in words.MORE_DAYS:
        raise BadInput("This button is out of date. Please send the command again.")
    await _extend(office, work, scene, demand, raw=f"{days}个工作日")
    return None


async def _extend(office: Office, work: Work, scene: Scene, demand: Demand, *, raw: str) -> None:
    if demand.state is DemandState.CLOSED:
        await changes.bring_back(office, work, demand, by=scene.actor)
    await changes.extend_by(office, work, scene, demand, raw=raw)


def _is_time(typed: str) -> bool:
    """Whether somebody has typed a day or a number of days, there being such a day or not."""
    try:
        is_span(typed)
    except Unreadable:
        return False
    return True


async def close(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """`关闭`: as /close, which asks first where units have booked."""
    demand = await changes.own(work, scene, demand_id, act=Act.CLOSE)
    await changes.close_or_ask(office, work, scene, demand)
    return None


async def _get(work: Work, scene: Scene, demand_id: int) -> Demand:
    """The demand, for whoever may steer it."""
    demand = await cards.get_demand(work, demand_id)
    changes.check_steers(scene, scene.actor, demand, act=Act.EXTEND)
    return demand


async def _get_free(work: Work, scene: Scene, demand_id: int) -> Demand:
    """The same where there is a slot to arrange. WrongState where it is closed, overdue, or has been taken meanwhile."""
    demand = await changes.own(work, scene, demand_id, act=Act.EXTEND)
    if work.now > demand.due_at:
        raise WrongState("{code} is overdue: please give it more time first.", code=demand.code)
    facts = booking_facts(await work.demands.bookings(demand.id))
    if not demand.units or not free_slots(demand_facts(demand), facts):
        raise WrongState("{code} has been arranged already. Nothing was changed.", code=demand.code)
    return demand


async def _set_units(work: Work, scene: Scene, demand: Demand, units: list[int], *, step: str) -> None:
    await work.demands.set_units(demand.id, units)
    await trail.record(
        work,
        demand.id,
        step=step,
        person_id=scene.actor.id,
        before={"units": list(demand.units)},
        after={"units": units},
    )


async def _end(office: Office, work: Work, demand: Demand, render: Render) -> None:
    """Wherever the desk was asked, it reads what was done."""
    await living.update(office, work, standing.arrange_slot(demand), render)
    await _let_go(work, demand)


async def _let_go(work: Work, demand: Demand) -> None:
    for post in await work.outbox.posts(standing.arrange_slot(demand)):
        await work.outbox.let_go(standing.arrange_slot(demand), Chat(post.chat_id, post.thread_id))


def _units(work: Work) -> list[Unit]:
    """Those that have somebody who can be asked."""
    return [unit for unit in work.directory.units if reporters_of(work, unit.id)]
