"""A roster taken in: all of it, or nothing and every fault named; files are in roster_files.py, columns in rules/roster.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from markupsafe import Markup

from bot.desk.common import menus
from bot.desk.common.office import Office
from bot.desk.people import units
from bot.desk.people.enrolment import (
    has_administrator,
    left_open,
    links_file,
    new_link,
    shut_out,
    snapshot,
    tell_role,
    welcome,
)
from bot.desk.people.units import Idle
from bot.locale.texts import N_
from bot.model import Document, Employment, Person, PersonState, Role, RosterRow
from bot.rules.names import squeeze
from bot.rules.roster import Fault, match_roster, read_roster
from bot.store.work import Work
from bot.views.people import member_cards
from bot.views.people.roster import Counts, Link, NewUnit

TARGET = "target"  # a unit's yearly one, in the audit trail


@dataclass(frozen=True, slots=True)
class RosterResult:
    """What an import came to: with faults nothing was changed. `links_file` is a .csv, None where everybody is bound."""

    counts: Counts
    new_units: tuple[NewUnit, ...] = ()
    faults: tuple[Fault, ...] = ()
    links: tuple[Link, ...] = ()
    links_file: Document | None = None
    idle: Idle = field(default_factory=Idle)  # of `quota.units`, to which nobody belongs any more
    left_open: tuple[Markup, ...] = ()  # what nobody sees to any more


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: every row with whom it means, the units that it would make; or every fault."""

    pairs: tuple[tuple[RosterRow, Person | None], ...]
    new_units: tuple[NewUnit, ...]
    faults: tuple[Fault, ...]


def plan_import(work: Work, rows: Sequence[Sequence[str]], *, renamed: Mapping[str, str] = {}) -> Plan:
    """Reads a roster against what there is; nothing is changed. `renamed` says which unit is meant by one that is none."""
    reading = read_roster(rows)
    meant = {squeeze(typed): unit for typed, unit in renamed.items()}
    named = [replace(row, unit=meant.get(squeeze(row.unit), row.unit)) for row in reading.rows]
    reading = replace(reading, rows=tuple(named))
    matching = match_roster(reading.rows, work.directory.people)
    faults = (*reading.faults, *matching.faults)
    if not faults and _would_lock_out(work, matching.pairs):
        faults = (Fault(0, N_("After this import nobody could administer the desk.")),)
    typed = {squeeze(row.unit): row.unit for row in reversed(reading.rows)}
    new = [typed[squeeze(row.unit)] for row in reading.rows if work.directory.find_unit(row.unit) is None]
    new_units = tuple(
        NewUnit(name, tuple(unit.name for unit in units.alike(work, name))) for name in dict.fromkeys(new)
    )
    return Plan(matching.pairs, new_units, tuple(sorted(faults, key=lambda fault: fault.line)))


async def import_roster(
    office: Office,
    work: Work,
    rows: Sequence[Sequence[str]],
    *,
    by: int | None,
    renamed: Mapping[str, str] = {},
) -> RosterResult:
    """All or nothing (manual, section 1), new units too. `by` is the administrator, None for the command line."""
    plan = plan_import(work, rows, renamed=renamed)
    if plan.faults:
        return RosterResult(Counts(0, 0, 0), faults=plan.faults)
    before = work.directory
    unit_ids = {squeeze(unit.name): unit.id for unit in before.units}
    for new in plan.new_units:
        unit_ids[squeeze(new.name)] = await work.people.ensure_unit(new.name)
    year = office.today(work.now).year
    targets = await _set_targets(work, plan, unit_ids, year=year, by=by)
    touched = [await _save_row(office, work, row, person, unit_ids) for row, person in plan.pairs]
    after = await work.refresh_directory()
    known = {person.id: person for person in before.people}
    changed = [i for i in touched if i in known and known[i] != after.get_person(i)]
    for person_id in dict.fromkeys((*changed, *(i for i in touched if i not in known))):
        await _settle(office, work, person_id, before=known.get(person_id), by=by)
    added = sum(i not in known for i in touched)
    counts = Counts(added, len(changed), len(touched) - added - len(changed), targets)
    links = [
        await new_link(office, work, person)
        for person in map(work.directory.get_person, touched)
        if person.telegram_id is None
    ]
    return RosterResult(
        counts,
        new_units=plan.new_units,
        links=tuple(links),
        links_file=_links_file(office, by=by, work=work, links=links),
        idle=await units.follow_renames(office, work, before),
        left_open=await _left_open(office, work, [known[i] for i in changed], by=by),
    )


async def _left_open(
    office: Office, work: Work, changed: Sequence[Person], *, by: int | None
) -> tuple[Markup, ...]:
    """What nobody sees to any more, once all of the import is done; nothing, or one remark."""
    t = office.texts(None) if by is None else office.t_for(work.directory.get_person(by))
    left, lines = list[Person](), dict[Markup, None]()
    for person in changed:
        if found := await left_open(office, work, t, person, work.directory.get_person(person.id)):
            left.append(person)
            lines.update(dict.fromkeys(found))
    return (member_cards.left_open(t, left, lines),) if lines else ()


async def _set_targets(
    work: Work, plan: Plan, unit_ids: Mapping[str, int], *, year: int, by: int | None
) -> int:
    """The units' targets of the year, with a line of the trail for each that is another than before; how many are."""
    number = 0
    kept = await work.people.targets(year, with_freed=True)
    named = {
        unit_ids[squeeze(row.unit)]: row.yearly_points
        for row, _ in plan.pairs
        if row.yearly_points is not None
    }
    for unit_id, hundredths in named.items():
        before = kept.get(unit_id)
        if before is not None and (before.year, before.points) == (year, hundredths):
            continue
        await work.people.set_target(unit_id, year=year, points=hundredths)
        await work.trail.record(
            TARGET,
            unit_id,
            step="import",
            person_id=by,
            now=work.now,
            after={"year": year, "hundredths": hundredths},
        )
        number += 1
    return number


def _links_file(office: Office, *, by: int | None, work: Work, links: Sequence[Link]) -> Document | None:
    if not links:
        return None
    return links_file(
        office.texts(None) if by is None else office.t_for(work.directory.get_person(by)), links
    )


async def _save_row(
    office: Office, work: Work, row: RosterRow, person: Person | None, unit_ids: dict[str, int]
) -> int:
    """One row onto the roster; the person's id. What the row leaves out stays as it was."""
    if person is None:
        return await work.people.add(
            name=row.name,
            unit_id=unit_ids[squeeze(row.unit)],
            role=row.role or Role.MEMBER,
            employment=row.employment or Employment.PART_TIME,
            joined_on=row.joined_on or office.today(work.now),
            telegram_id=row.telegram_id,
            month_quota=row.month_quota,
            language=work.directory.languages.get(row.telegram_id or 0),
        )
    await work.people.save(
        _updated(row, person, unit_id=unit_ids[squeeze(row.unit)], today=office.today(work.now))
    )
    return person.id


def _updated(row: RosterRow, person: Person, *, unit_id: int, today: date) -> Person:
    """The person as the row has them; a removed one comes back as a member unless the row says more."""
    is_back = person.state is PersonState.REMOVED
    return replace(
        person,
        name=row.name,
        unit_id=unit_id,
        role=row.role or (Role.MEMBER if is_back else person.role),
        employment=row.employment or person.employment,
        month_quota=person.month_quota if row.month_quota is None else row.month_quota,
        telegram_id=row.telegram_id or person.telegram_id,
        joined_on=row.joined_on or (today if is_back else person.joined_on),
        left_on=None if is_back else person.left_on,
        state=PersonState.ACTIVE if is_back else person.state,
    )


async def _settle(
    office: Office, work: Work, person_id: int, *, before: Person | None, by: int | None
) -> None:
    """After the import, for one new or changed person: the trail, the menu, a word to whom it concerns."""
    person = work.directory.get_person(person_id)
    await work.trail.record(
        "person",
        person_id,
        step="import",
        person_id=by,
        now=work.now,
        before=snapshot(before) if before else None,
        after=snapshot(person),
    )
    if before is not None:
        await shut_out(office, work, before, person, by=None if by is None else work.directory.get_person(by))
    former_id = before.telegram_id if before else None
    if former_id not in (None, person.telegram_id) and former_id in work.directory.open_accounts:
        await menus.publish_menu_at(work, former_id, role=Role.NOBODY, t=office.t_for(person))
    if person.telegram_id is None or person.state is not PersonState.ACTIVE:
        return
    is_new = before is None or before.state is PersonState.REMOVED or former_id != person.telegram_id
    if is_new:
        await work.drafts.delete_of(person.telegram_id)
        if former_id is not None and former_id != person.telegram_id:
            await work.drafts.hand_over(former_id, to=person.telegram_id)
        if person.telegram_id in work.directory.open_accounts:
            await welcome(office, work, person)
    elif before is not None and before.role is not person.role:
        await tell_role(office, work, person)


def _would_lock_out(work: Work, pairs: Sequence[tuple[RosterRow, Person | None]]) -> bool:
    """Whether the import takes the last administrator away; an office that has none yet may be filled."""
    if not has_administrator(work.directory.people):
        return False
    later = {person.id: person for person in work.directory.people}
    for row, person in pairs:
        if person is not None and person.role is not Role.OWNER:
            later[person.id] = replace(person, role=row.role or person.role)
    added = any(p is None and row.role is Role.ADMIN and row.telegram_id is not None for row, p in pairs)
    return not added and not has_administrator(later.values())
