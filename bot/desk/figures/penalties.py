"""Points are taken off (扣分) where no item is: commissions not delivered, quotas not done. Off by default."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta

from bot.desk.common.office import Office
from bot.desk.common.rulebook import rule_book_of
from bot.desk.items import points, quota
from bot.model import Booking, Demand, PointRule
from bot.rules.points import FellShort, Line, Undelivered, deductions
from bot.store.work import Work
from bot.views.figures.penalties import render_undelivered


async def book_undelivered(office: Office, work: Work, *, today: date) -> None:
    """What the commissions come to that have lapsed on that day; each is booked once, and who had taken it on hears of it."""
    begins = datetime.combine(today, time(), tzinfo=office.zone)
    for booking, demand in await lapsed_commissions(work, begins, begins + timedelta(days=1)):
        if await work.adoptions.lines_of_booking(booking.id):
            continue
        month = await points.booking_month(office, work, office.today(demand.due_at))
        lines = undelivered_lines(office, demand, booking, month=month)
        await work.adoptions.book(None, lines, booking_id=booking.id)
        if booking.person_id is not None and lines:
            person = work.directory.get_person(booking.person_id)
            own = -sum(line.hundredths for line in lines if line.credit.person_id == person.id)
            unit = -sum(line.hundredths for line in lines) - own
            message = render_undelivered(office.t_for(person), demand, own=own, unit=unit)
            await work.outbox.tell(person, message)


async def lapsed_commissions(work: Work, since: datetime, until: datetime) -> list[tuple[Booking, Demand]]:
    """What was commissioned and lapsed, or stayed unanswered, in a span of time."""
    found = []
    for booking in await work.demands.lapsed(since, until):
        demand = await work.demands.find(booking.demand_id)
        if demand is not None and demand.units:
            found.append((booking, demand))
    return found


def undelivered_lines(office: Office, demand: Demand, booking: Booking, *, month: str) -> list[Line]:
    """What is taken off for it by the rule book of the day on which it was due."""
    due_on = office.today(demand.due_at)
    what = Undelivered(due_on, month, booking.person_id, booking.unit_id)
    return deductions(what, rule_book_of(office.settings))


async def book_shortfall(office: Office, work: Work, *, month: str) -> None:
    """What the month's missing items come to, once, as the month is posted: of its last day, in the month itself."""
    year, number = int(month[:4]), int(month[5:])
    day, book = date(year, number, calendar.monthrange(year, number)[1]), rule_book_of(office.settings)
    if not book.at(day).penalties.missing_item or await quota.is_published(work, month):
        return
    if await work.adoptions.has_lines(month, PointRule.SHORT):
        return
    figures = await quota.figures_beside(office, work, month=month, is_last=True)
    for short in figures.short:
        unit_id = work.directory.get_person(short.person_id).unit_id
        fell_short = FellShort(day, month, short.person_id, unit_id, short.missing)
        await work.adoptions.book(None, deductions(fell_short, book))
