"""What the clock causes among demands: 催稿, lapsed slots, expired offers, their end; bookings has what people do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

from bot.desk.common import by_name
from bot.desk.common.audience import reporters_of
from bot.desk.common.office import Office
from bot.desk.common.reminders import remind
from bot.desk.demands import arrangements, cards, changes, offers, trail
from bot.model import Booking, BookingState, Demand, Person, Reminder
from bot.rules.booking import Notice, due_notice, grace_ends
from bot.store.work import Work
from bot.views.demands import deadlines as words

_KEY = "deadlines"  # in the ledger
_CLOSED_AT_ONCE = 20  # at a tick: an office that comes from an older release may have years of them
_STILL_NEWS = timedelta(days=7)  # after the grace; what ended before is nobody's matter any more


async def mind_deadlines(office: Office, work: Work, *, today: date) -> None:
    """Reminds of what is due, tells of what is past due, and frees what has lapsed; `today` is the post's day.

    Each notice goes out once for a booking and its due date, however often this runs: giving a demand more time begins
    the round anew.
    """
    for notice, demand, booking in await _owing(office, work, today=today):
        place, period = f"booking:{booking.id}:{notice}", office.today(demand.due_at).isoformat()
        if not await work.claim_post(_KEY, place, period, outcome="posted"):
            continue
        if notice is Notice.LAPSED:
            await _lapse(office, work, demand, booking)
        else:
            await _remind(office, work, demand, booking, notice)


async def mind_demands(office: Office, work: Work) -> None:
    """At every tick: offers whose time to answer is over, demands that have just come past due, and those that are over."""
    await offers.expire(office, work)
    for demand in await work.demands.newly_overdue(work.now):
        await work.demands.mark_overdue(demand.id)
        await cards.update_everywhere(office, work, demand.id)
    for demand in await work.demands.unbooked_overdue(work.now, most=_CLOSED_AT_ONCE):
        if work.now > _grace_ends(office, demand):
            await changes.end(office, work, demand, by=None)
            if work.now - _grace_ends(office, demand) < _STILL_NEWS:
                await arrangements.tell_of_end(office, work, demand)


def _grace_ends(office: Office, demand: Demand) -> datetime:
    return grace_ends(
        demand.due_at,
        zone=office.zone,
        calendar=office.calendar,
        grace_workdays=office.settings.booking.grace_workdays,
    )


async def rows_of_day(office: Office, work: Work, *, today: date) -> list[words.Row]:
    """What the desk's list of the day says: what was freed on it, what is overdue, due today, due on the next working day."""
    begins = datetime.combine(today, time(), tzinfo=office.zone)
    freed = [
        (Notice.LAPSED, await cards.get_demand(work, booking.demand_id), booking)
        for booking in await work.demands.lapsed(begins, begins + timedelta(days=1))
    ]
    return sorted(freed, key=_order) + await _owing(office, work, today=today)


def _order(row: words.Row) -> tuple[datetime, int, int]:
    _, demand, booking = row
    return demand.due_at, demand.id, booking.id


async def _owing(office: Office, work: Work, *, today: date) -> list[words.Row]:
    """The bookings of open demands for which something is owed, and which notice the day brings them at this hour."""
    now = datetime.combine(today, work.now.astimezone(office.zone).time(), tzinfo=office.zone)
    demands = {demand.id: demand for demand in await work.demands.open()}
    rows = []
    for booking in await work.demands.bookings_of_open():
        if booking.state not in cards.OWING:
            continue
        demand = demands[booking.demand_id]
        notice = due_notice(
            demand.due_at,
            now=now,
            zone=office.zone,
            calendar=office.calendar,
            grace_workdays=office.settings.booking.grace_workdays,
        )
        if notice is not Notice.NONE:
            rows.append((notice, demand, booking))
    return sorted(rows, key=_order)


async def _remind(office: Office, work: Work, demand: Demand, booking: Booking, notice: Notice) -> None:
    reporters = reporters_of(work, booking.unit_id)
    booker = [person for person in reporters if person.id == booking.person_id]
    # Past due the whole unit hears of it; before, whoever booked, or all of them where nobody has taken it on.
    people = reporters if notice is Notice.OVERDUE or not booker else booker
    freed_at = _grace_ends(office, demand)
    for person in people:
        message = partial(
            words.render_notice, demand=demand, booking=booking, notice=notice, freed_at=freed_at
        )
        if notice is Notice.OVERDUE:  # 督办: nobody switches it off
            await by_name.tell(office, work, person, message, but=[each.id for each in people])
        else:
            words_now, slot = message(office.t_for(person)), cards.due_slot(booking.id)
            await remind(office, work, person, words_now, kind=Reminder.DEADLINE, slot=slot)
    if notice is Notice.OVERDUE:
        # The posts say so already, since its moment came.
        await trail.record_booking(work, booking, step="overdue", person_id=None)


async def _lapse(office: Office, work: Work, demand: Demand, booking: Booking) -> None:
    """The grace period is over: the slot is freed, and the unit hears of it; the desk has it in its list of the day."""
    is_asked = booking.state is BookingState.ASKED
    lapsed = await cards.settle(
        office,
        work,
        demand,
        booking,
        state=BookingState.UNANSWERED if is_asked else BookingState.LAPSED,
        step="lapse",
        person_id=None,
        anew=True,
    )
    others = _others(work, booking)
    for person in others:
        message = partial(words.render_lapsed_to_unit, demand=demand, booking=lapsed)
        await by_name.tell(office, work, person, message, but=[each.id for each in others])
    await offers.offer_free(office, work, demand.id)
    await cards.update_posts(office, work, demand.id)


def _others(work: Work, booking: Booking) -> list[Person]:
    """The unit's reporters but the booker, who has a card."""
    return [p for p in reporters_of(work, booking.unit_id) if p.id != booking.person_id]
