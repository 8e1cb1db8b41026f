"""The clock's posts about what is still owed: open topics, the reminder of the month, those who fell short of it."""

from __future__ import annotations

from functools import partial

from markupsafe import Markup

from bot.desk.clock.wording import Messages, Wording
from bot.desk.common.office import Office
from bot.desk.figures import penalties
from bot.desk.items import quota
from bot.locale.texts import Texts
from bot.model import Demand, Person
from bot.rules.booking import booking_facts, choice_of, demand_facts, free_slots
from bot.rules.quota import MonthFigures, Short, changes
from bot.store.work import Work
from bot.views.clock import posts as words
from bot.views.common.paging import paged

_MOST_TOPICS = 5  # in a reminder; /topics lists them all


async def demands(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """What can still be booked."""
    topics = [topic for _, topic in await _open_demands(work)]
    return words.render_demands(t, topics, week=period)


async def reminder(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """Who owes how many this month; nothing where nobody does."""
    figures = await _month_under_way(office, work, period)
    if figures is None or not figures.owing:
        return []
    names, desk = office.settings.notices.names, office.settings.desk.name
    return paged(words.reminder_lines(t, figures, names=names, desk=desk, today=office.today(work.now)))


async def own_reminders(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    """Each who is short, with the topics that they could book."""
    figures = await _month_under_way(office, work, period)
    if figures is None:
        return []
    still_open = await _open_demands(work)

    def remind(person: Person, short: Short) -> Messages:
        topics = [topic for demand, topic in still_open if topic.free and _may_book(person, demand)]
        t = office.t_for(person)
        shown = topics[:_MOST_TOPICS]
        lines = words.own_reminder_lines(t, short, month=figures.month, topics=shown)
        return paged(lines, keyboard=words.topic_buttons(t, shown))

    concerned = [(work.directory.get_person(short.person_id), short) for short in figures.short]
    return [(person, partial(remind, person, short)) for person, short in concerned]


async def shortfall(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """Who fell short of the month before, as it was posted where it was."""
    posted = await quota.posted_figures(work, month=period)
    figures = posted or await quota.figures_beside(office, work, month=period)
    if not figures.owing:
        return []
    names, desk = office.settings.notices.names, office.settings.desk.name
    return paged(words.shortfall_lines(t, figures, names=names, desk=desk, today=office.today(work.now)))


async def keep_shortfall(office: Office, work: Work, period: str) -> None:
    """From the posting on the month stays as it is, with what it takes from the yearly points."""
    await penalties.book_shortfall(office, work, month=period)
    await quota.keep_figures(office, work, month=period)


async def shortfall_remarks(office: Office, work: Work, t: Texts, period: str) -> list[Markup]:
    """What has changed since the month was posted, and who has no account."""
    posted = await quota.posted_figures(work, month=period)
    figures = await quota.figures_beside(office, work, month=period)
    later = words.later_lines(t, changes(posted, figures)) if posted else []
    return [*later, *words.absent_lines(t, (posted or figures).absent)]


async def reminder_remarks(office: Office, work: Work, t: Texts, period: str) -> list[Markup]:
    """Who has no account."""
    figures = await _month_under_way(office, work, period)
    return words.absent_lines(t, figures.absent) if figures else []


async def _month_under_way(office: Office, work: Work, period: str) -> MonthFigures | None:
    """The figures of the day's month; None where a holiday has moved the reminder past the month's end."""
    month = period[:7]
    if f"{office.today(work.now):%Y-%m}" > month:
        return None
    return await quota.figures_beside(office, work, month=month)


async def _open_demands(work: Work) -> list[tuple[Demand, words.Topic]]:
    """The demands that still take bookings, the nearest due first."""
    bookings = await work.demands.bookings_of_open()
    found: list[tuple[Demand, words.Topic]] = []
    for demand in await work.demands.open():
        if demand.due_at < work.now:
            continue
        facts = booking_facts([booking for booking in bookings if booking.demand_id == demand.id])
        topic = words.Topic(
            demand=demand,
            free=free_slots(demand_facts(demand), facts),
            units=tuple(work.directory.unit_name(unit) for unit in demand.units),
            choice=choice_of(demand_facts(demand), facts, now=work.now),
        )
        found.append((demand, topic))
    return found


def _may_book(person: Person, demand: Demand) -> bool:
    return not demand.units or person.unit_id in demand.units
