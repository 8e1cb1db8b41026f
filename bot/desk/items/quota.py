"""A month's figures from the roster and the items, by rules/quota.py: receipts and posts take them from here; no texts."""

from __future__ import annotations

import json

from bot.desk.common.duties import reporter_of
from bot.desk.common.office import Office
from bot.model import Person, PersonState, Role
from bot.rules.quota import Absent, Group, MonthFigures, Short, counts, quota_of, shortfall, tally
from bot.store.snapshot import Snapshot
from bot.store.work import Work


async def month_figures(office: Office, work: Work | Snapshot, *, month: str) -> MonthFigures:
    """Who owed how many items for the month 'YYYY-MM', and who falls short, as things stand now.

    Unit, employment and numbers are those that the roster says now. Who is suspended cannot report, so owes nothing.
    """
    done = tally((Group(*group) for group in await work.items.month(month)), office.settings.review.void)
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


async def posted_figures(work: Work | Snapshot, *, month: str) -> MonthFigures | None:
    """The figures with which the month was posted; None where it has not been."""
    kept = await work.get_meta(_kept_as(month))
    if not kept:
        return None
    owing, short, exempt, absent = json.loads(kept)
    return MonthFigures(
        month,
        owing,
        tuple(Short(*each) for each in short),
        exempt,
        tuple(Absent(*each) for each in absent),
    )


async def keep_figures(office: Office, work: Work, *, month: str) -> None:
    """The month is being posted: it stays as it is posted now, whatever comes later. An empty list is none."""
    figures = await month_figures(office, work, month=month)
    if figures.owing and await posted_figures(work, month=month) is None:
        kept = json.dumps([figures.owing, figures.short, figures.exempt, figures.absent], ensure_ascii=False)
        await work.set_meta(_kept_as(month), kept)


def _kept_as(month: str) -> str:
    return f"figures:{month}"


async def standing(office: Office, work: Work, *, person: Person, month: str) -> tuple[int, int | None]:
    """How many counting items the person has in the month, and the quota; None: exempt, or no quota at all."""
    void = office.settings.review.void
    lines = await work.items.month_of(person.id, month)
    done = sum(number for state, reason, number in lines if counts(state, reason, void))
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


async def is_published(work: Work | Snapshot, month: str) -> bool:
    """Whether the figures of the month 'YYYY-MM' have been posted: nothing is booked in it any more, and nothing changed."""
    return await posted_figures(work, month=month) is not None
