"""A month's figures from the roster and the items, by rules/quota.py: receipts and posts take them from here; no texts."""

from __future__ import annotations

from bot.desk.common.duties import reporter_of
from bot.desk.common.office import Office
from bot.model import Person, PersonState, Role
from bot.rules.quota import Group, MonthFigures, counts, quota_of, shortfall, tally
from bot.store.work import Work


async def month_figures(office: Office, work: Work, *, month: str) -> MonthFigures:
    """Who owed how many items for the month 'YYYY-MM', and who falls short, as things stand now.

    Unit, employment and numbers are those that the roster says now. Who is suspended cannot report, so owes nothing.
    """
    done = tally(Group(*group) for group in await work.items.month(month))
    numbers, on_leave = office.settings.quota, work.directory.is_on_leave
    return shortfall(
        (
            reporter_of(office, person, on_leave=on_leave(person.id, month))
            for person in work.directory.people
            if _is_counted(person)
        ),
        done,
        month=month,
        part_time=numbers.part_time,
        full_time=numbers.full_time,
    )


async def standing(office: Office, work: Work, *, person: Person, month: str) -> tuple[int, int | None]:
    """How many counting items the person has in the month, and the quota; None: exempt, or no quota at all."""
    lines = await work.items.month_of(person.id, month)
    done = sum(number for state, reason, number in lines if counts(state, reason))
    if not _is_counted(person):
        return done, None
    reporter = reporter_of(office, person, on_leave=work.directory.is_on_leave(person.id, month))
    numbers = office.settings.quota
    return done, quota_of(reporter, month=month, part_time=numbers.part_time, full_time=numbers.full_time)


def _is_counted(person: Person) -> bool:
    """Reporters alone have a quota; one who was removed has it for the months before."""
    if person.role is not Role.MEMBER:
        return False
    if person.state is PersonState.ACTIVE:
        return True
    return person.state is PersonState.REMOVED and person.left_on is not None
