"""A month's figures from the roster and the items, by rules/quota.py: receipts and posts take them from here; no texts."""

from __future__ import annotations

from bot.desk.office import Office
from bot.model import Person, PersonState, Role
from bot.rules.quota import MonthFigures, Received, Reporter, counts, quota_of, shortfall
from bot.store.work import Work


async def month_figures(office: Office, work: Work, *, month: str) -> MonthFigures:
    """Who owed how many items for the month 'YYYY-MM', and who falls short, as things stand now.

    Unit, employment and numbers are those that the roster says now. Who is suspended cannot report, so owes nothing.
    """
    reporters = [
        _reporter(office, person, on_leave=work.directory.is_on_leave(person.id, month))
        for person in work.directory.people
        if _is_counted(person)
    ]
    received = [Received(*row) for row in await work.items.month(month)]
    part_time, full_time = office.settings.quota.part_time, office.settings.quota.full_time
    owed = [quota_of(each, month=month, part_time=part_time, full_time=full_time) for each in reporters]
    short = shortfall(reporters, received, month=month, part_time=part_time, full_time=full_time)
    return MonthFigures(month, owing=sum(quota is not None for quota in owed), short=tuple(short))


async def standing(office: Office, work: Work, *, person: Person, month: str) -> tuple[int, int | None]:
    """How many counting items the person has in the month, and the quota; None: exempt, or no quota at all."""
    rows = await work.items.month_of(person.id, month)
    done = sum(counts(Received(person.id, state, reason)) for state, reason in rows)
    if not _is_counted(person):
        return done, None
    reporter = _reporter(office, person, on_leave=work.directory.is_on_leave(person.id, month))
    numbers = office.settings.quota
    return done, quota_of(reporter, month=month, part_time=numbers.part_time, full_time=numbers.full_time)


def _is_counted(person: Person) -> bool:
    """Reporters alone have a quota; one who was removed has it for the months before."""
    if person.role is not Role.MEMBER:
        return False
    was_removed = person.state is PersonState.REMOVED and person.left_on is not None
    return person.state is PersonState.ACTIVE or was_removed


def _reporter(office: Office, person: Person, *, on_leave: bool) -> Reporter:
    return Reporter(
        person_id=person.id,
        unit=person.unit,
        name=person.name,
        employment=person.employment,
        personal_quota=person.month_quota,
        unit_quota=office.settings.quota.units.get(person.unit),
        joined_on=person.joined_on,
        left_on=person.left_on if person.state is PersonState.REMOVED else None,  # who came back has not left
        on_leave=on_leave,
    )
