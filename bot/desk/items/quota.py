"""A month's figures from the roster and the items, by rules/quota.py: receipts and posts take them from here; no texts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from bot.desk.common.duties import numbers_in, reporter_of
from bot.desk.common.office import Office
from bot.model import Employment, Person, PersonState, Role
from bot.rules.months import month_bounds, month_of
from bot.rules.notice import from_json
from bot.rules.quota import (
    SINCE,
    Absent,
    Altered,
    Group,
    MonthFigures,
    Short,
    counts,
    owed_by_unit,
    quota_of,
    shortfall,
    tally,
    value_in,
)
from bot.store.beside import beside
from bot.store.look import Look
from bot.store.work import Work


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month's figures, and how many items each unit's people owe together, by the units' names."""

    figures: MonthFigures
    owed: Counter[str]


async def month_figures(office: Office, look: Look, *, month: str) -> MonthFigures:
    """Who owed how many items for the month 'YYYY-MM', and who falls short, as things stand now.

    The unit is that which the roster says now, employment and numbers are the month's own. Who is suspended cannot report, so
    owes nothing.
    """
    return (await count_month(office, look, month=month)).figures


async def figures_beside(office: Office, work: Work, *, month: str, is_last: bool = False) -> MonthFigures:
    """The same for a post, reckoned beside its Work. `is_last`: it is posted with these, and stays so."""
    return await beside(
        work,
        f"quota {month}",
        partial(month_figures, office, month=month),
        closes=month if is_last else None,
    )


async def count_month(
    office: Office,
    look: Look,
    *,
    month: str,
    at: datetime | None = None,
    absent: Collection[int] = (),
) -> MonthCount:
    """The same with what each unit owes. What was decided after `at` counts as open then, and everybody is where they were; who
    was `absent` (a person's id) when the month was first counted is so still, though they have an account by now."""
    people = look.directory.people if at is None else await people_at(look, at)
    altered = await look.notices.entries_altered(month_bounds(month, office.zone)[1])
    if altered:
        people = [_in_month(person, altered.get(person.id, ()), month) for person in people]
    groups = await (look.items.month(month) if at is None else look.notices.month_at(month, at))
    done = tally((Group(*group) for group in groups), office.settings.review.void)
    reporters = [
        reporter_of(office, look.directory, person, month=month) for person in people if _is_counted(person)
    ]
    if absent:
        reporters = [
            each._replace(has_account=False) if each.person_id in absent else each for each in reporters
        ]
    numbers = numbers_in(office, look.directory, month)
    part_time, full_time = numbers.part_time, numbers.full_time
    return MonthCount(
        shortfall(reporters, done, month=month, part_time=part_time, full_time=full_time),
        owed_by_unit(reporters, done, month=month, part_time=part_time, full_time=full_time),
    )


async def people_at(look: Look, at: datetime) -> list[Person]:
    """Everybody in the unit, the role and the state that they had at that moment: who was moved since owed there.

    Days are those of now: one that was wrong is to be put right.
    """
    entries = await look.notices.entries_at(at)
    return [_as_in(person, entries.get(person.id)) for person in look.directory.people]


def _in_month(person: Person, entries: Sequence[tuple[dict[str, Any], dict[str, Any]]], month: str) -> Person:
    """The person with the employment and the number of items that held in the month; `entries` were changed after it."""
    if not entries:
        return person
    employment, number = (_altered(entries, key) for key in ("employment", "month_quota"))
    return replace(
        person,
        employment=Employment(value_in(person.employment, employment, month=month)),
        month_quota=value_in(person.month_quota, number, month=month),
    )


def _altered(entries: Sequence[tuple[dict[str, Any], dict[str, Any]]], key: str) -> list[Altered]:
    """The changes of one thing, and those of another that only say since when it holds."""
    found = []
    for before, after in entries:
        since = after.get(SINCE, {}).get(key)
        if key in before and key in after and (since or before[key] != after[key]):
            found.append(Altered(before[key], after[key], since))
    return found


def _as_in(person: Person, entry: dict[str, Any] | None) -> Person:
    if entry is None:
        return person
    left_on = entry["left_on"]
    return replace(
        person,
        unit=entry["unit"],
        unit_id=entry["unit_id"],
        role=Role(entry["role"]),
        state=PersonState(entry["state"]),
        left_on=date.fromisoformat(left_on) if left_on else None,
    )


async def posted_figures(look: Look, *, month: str) -> MonthFigures | None:
    """The figures with which the month was posted; None where it has not been."""
    kept = await look.get_meta(_kept_as(month))
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


async def told_figures(look: Look, *, month: str) -> MonthFigures | None:
    """What the county was told last of the month: its newest correction or notice, else the list; None where nothing was."""
    newest = await look.notices.newest(month)
    told = from_json(newest.figures).quota if newest else None
    return told or await posted_figures(look, month=month)


async def last_figures(office: Office, look: Look, *, month: str) -> MonthFigures:
    """The same; of a month of which nothing was told as it stands."""
    return await told_figures(look, month=month) or await untold_figures(office, look, month=month)


async def untold_figures(office: Office, look: Look, *, month: str) -> MonthFigures:
    """A month of which nothing was told, as it stands; nobody owes anything before the desk's first item."""
    first = await look.items.first_month()
    if first is not None and month < first:
        return MonthFigures(month, 0, (), 0)
    return await month_figures(office, look, month=month)


async def keep_figures(office: Office, work: Work, *, month: str) -> None:
    """The month is being posted: it stays as it is posted now, whatever comes later. An empty list is none."""
    if await posted_figures(work, month=month) is not None:
        return
    figures = await figures_beside(office, work, month=month, is_last=True)
    if figures.owing:
        kept = json.dumps([figures.owing, figures.short, figures.exempt, figures.absent], ensure_ascii=False)
        await work.set_meta(_kept_as(month), kept)


def _kept_as(month: str) -> str:
    return f"figures:{month}"


async def standing(office: Office, work: Work, *, person: Person, month: str) -> tuple[int, int | None]:
    """How many counting items the person has in the month, and the quota; None: exempt, or no quota at all.

    Of a month whose notice is out, what was decided since counts as open, as it does there.
    """
    void = office.settings.review.void
    is_over = month < month_of(work.now, office.zone)
    notice = await work.notices.of_month(month) if is_over else None
    at = notice.published_at if notice else None
    if at is None:
        lines = await work.items.month_of(person.id, month)
    else:
        groups = await work.notices.month_at(month, at)
        lines = [(state, reason, people.count(person.id)) for state, reason, people in groups]
    done = sum(number for state, reason, number in lines if counts(state, reason, void))
    if not _is_counted(person):
        return done, None
    if is_over:
        until = month_bounds(month, office.zone)[1]
        altered = await work.notices.entries_altered(until, person_id=person.id)
        person = _in_month(person, altered.get(person.id, ()), month)
    reporter = reporter_of(office, work.directory, person, month=month)
    numbers = numbers_in(office, work.directory, month)
    return done, quota_of(reporter, month=month, part_time=numbers.part_time, full_time=numbers.full_time)


def _is_counted(person: Person) -> bool:
    """Reporters alone have a quota; one who was removed has it for the months before."""
    if person.role is not Role.MEMBER:
        return False
    if person.state is PersonState.ACTIVE:
        return True
    return person.state is PersonState.REMOVED and person.left_on is not None


async def is_published(look: Look, month: str) -> bool:
    """Whether the figures of the month 'YYYY-MM' are closed: nothing is booked in it any more, and nothing changed.

    Its notice is out, or that of a later month, whose sums up to then it is part of.
    """
    last = await look.notices.last_month()
    return last is not None and month <= last


async def is_open_to_objections(work: Work, month: str) -> bool:
    """Whether the draft of the month's notice is out, and the notice not yet: what is wrong is mended in the month itself."""
    return await work.first_posted("notice_draft", month) is not None and not await is_published(work, month)
