"""The yearly appraisal's figures, reckoned from what is kept, or as they were published; the rest is in rules/appraisal.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from bot.config import Settings
from bot.desk.common.office import Office
from bot.desk.figures import fees, ranking
from bot.desk.figures.contributors import contributors_of
from bot.desk.items import quota
from bot.model import AppealState, ItemState, Person, PersonState, Role, UnitTarget
from bot.rules import notice
from bot.rules.appraisal import Appraisal, Bars, Prize, Row, Whole, Work, awards, barred, from_json, to_json
from bot.rules.months import month_bounds
from bot.rules.points import Credit
from bot.rules.quota import counts
from bot.rules.ranking import RankingAsked
from bot.rules.spans import days_of, months_between, year_of
from bot.store import work as store
from bot.store.beside import beside
from bot.store.look import Look
from bot.store.repositories.appraisals import Standing

WORKS = 6  # items by which a person is shown


async def published(look: Look, year: str) -> tuple[Appraisal, datetime] | None:
    """The year's appraisal as it was published, and when; None where it has not been."""
    kept = await look.appraisals.find(year)
    return (from_json(kept[0]), kept[1]) if kept else None


async def keep(office: Office, work: store.Work, *, year: str) -> None:
    """The year is being published: it stays as it is now. A year without items is none."""
    if await published(work, year) is None:
        found = await reckon_beside(office, work, year=year, is_last=True)
        if found.whole.received:
            await work.appraisals.keep(year, to_json(found), now=work.now)


async def reckon_beside(office: Office, work: store.Work, *, year: str, is_last: bool = False) -> Appraisal:
    """What `reckon` gives, reckoned beside the Work. `is_last`: it is published with these figures, and stays so."""
    return await beside(
        work,
        f"appraisal {year}",
        partial(reckon, office, year=year, today=office.today(work.now)),
        closes=f"{year}-12" if is_last else None,
    )


async def reckon(office: Office, look: Look, *, year: str, today: date) -> Appraisal:
    """The year as it stands now."""
    facts = await _facts(office, look, year=year, today=today)
    rules, prizes = _rules(office.settings), _prizes(office.settings)
    units = [_with_bars(row, rules, by_unit=True) for row in facts.units(office, look)]
    people = [_with_bars(row, rules, by_unit=False) for row in facts.people(look)]
    return Appraisal(
        year=year,
        as_of=min(today, date(int(year), 12, 31)),
        months=len(facts.months),
        channels=facts.channels,
        whole=facts.whole,
        units=tuple(units),
        people=tuple(people),
        awards=(*awards(units, prizes, by_unit=True), *awards(people, prizes, by_unit=False)),
    )


def _with_bars(row: Row, rules: Bars, *, by_unit: bool) -> Row:
    return row._replace(bars=barred(row, rules, by_unit=by_unit))


def _rules(settings: Settings) -> Bars:
    section = settings.appraisal
    return Bars(section.lapses, section.months_short, section.untrue, section.completion)


def _prizes(settings: Settings) -> list[Prize]:
    return [Prize(each.name, each.whose == "unit", each.number) for each in settings.appraisal.awards]


class _Sums:
    """Figures by unit and by person: who contributed to an item has a part in both."""

    def __init__(self) -> None:
        self.units: Counter[int] = Counter()
        self.people: Counter[int] = Counter()

    def add(self, credits: Iterable[Credit], number: int = 1) -> None:
        """One for each unit and each person among them."""
        credits = list(credits)
        for unit_id in {credit.unit_id for credit in credits}:
            self.units[unit_id] += number
        for person_id in {credit.person_id for credit in credits if credit.person_id is not None}:
            self.people[person_id] += number


@dataclass
class _Facts:
    """What the year's rows are put together from."""

    year: str
    channels: tuple[str, ...]
    months: Sequence[str]
    reporting: Collection[int]  # units that have a reporter, or had one in the year who was moved since
    order: Mapping[bool, Sequence[tuple[int, int, int]]]  # by unit or not: subject, place, hundredths
    items: Mapping[bool, Mapping[int, Counter[str]]]
    taken: Mapping[str, _Sums]
    comments: _Sums
    untrue: _Sums
    lapses: _Sums
    short: _Sums
    missing: _Sums
    fen: _Sums
    works: Mapping[int, Sequence[Work]]
    targets: Mapping[int, UnitTarget]
    whole: Whole

    def units(self, office: Office, look: Look) -> list[Row]:
        """A row for each unit that has reporters or any figure."""
        names = {unit.id: unit.name for unit in look.directory.units}
        found = []
        for subject, place, hundredths in self.order[True]:
            items, target = self.items[True].get(subject, Counter[str]()), self.targets.get(subject)
            found.append(
                Row(
                    subject,
                    place,
                    names[subject],
                    names[subject],
                    hundredths,
                    target.points if target else None,
                    items["received"],
                    items["counted"],
                    items["adopted"],
                    tuple(self.taken[key].units[subject] for key in self.channels),
                    self.comments.units[subject],
                    self.lapses.units[subject],
                    self.short.units[subject],
                    self.missing.units[subject],
                    self.untrue.units[subject],
                    self.fen.units[subject],
                    () if subject in self.reporting else ("role",),
                    target_of=target.year if target and target.year < int(self.year) else None,
                )
            )
        return found

    def people(self, look: Look) -> list[Row]:
        """A row for each reporter of the year, and for whoever else has any figure."""
        found = []
        for subject, place, hundredths in self.order[False]:
            person = look.directory.get_person(subject)
            items = self.items[False].get(subject, Counter[str]())
            found.append(
                Row(
                    subject,
                    place,
                    person.unit,
                    person.name,
                    hundredths,
                    None,
                    items["received"],
                    items["counted"],
                    items["adopted"],
                    tuple(self.taken[key].people[subject] for key in self.channels),
                    self.comments.people[subject],
                    self.lapses.people[subject],
                    self.short.people[subject],
                    self.missing.people[subject],
                    self.untrue.people[subject],
                    self.fen.people[subject],
                    _standing(person),
                    tuple(self.works.get(subject, ())),
                )
            )
        return found


def _reports(person: Person, year: str) -> bool:
    """Whether somebody was a reporter in the year."""
    if person.role is not Role.MEMBER or f"{person.joined_on:%Y}" > year:
        return False
    return person.state is not PersonState.REMOVED or (
        person.left_on is not None and f"{person.left_on:%Y}" >= year
    )


def _standing(person: Person) -> tuple[str, ...]:
    """What keeps somebody from being proposed at all."""
    if person.role is not Role.MEMBER:
        return ("role",)
    return () if person.state is PersonState.ACTIVE else ("left",)


async def _facts(office: Office, look: Look, *, year: str, today: date) -> _Facts:
    first, last = year_of(year)
    begin, end = month_bounds(first, office.zone)[0], month_bounds(last, office.zone)[1]
    standing = await look.appraisals.standing(*days_of(first, last))
    commented = await look.appraisals.commented(first, last)
    untrue = await look.appraisals.untrue(first, last)
    heads = await look.fees.heads({each.item_id for each in standing} | commented.keys() | set(untrue))
    steps = await contributors_of(office, look, heads)
    credits = {item_id: each[-1].credits for item_id, each in steps.items()}
    known = [channel.key for channel in office.settings.channels]
    taken = defaultdict[str, _Sums](_Sums)
    comments, faults, lapses = _Sums(), _Sums(), _Sums()
    for each in standing:
        taken[each.channel].add(credits[each.item_id])
    for item_id, number in commented.items():
        comments.add(credits[item_id], number)
    for item_id in untrue:
        faults.add(credits[item_id])
    bookings = await look.demands.lapsed(begin, end)
    for booking in bookings:
        lapses.add([Credit(booking.person_id, booking.unit_id)])
    items = {True: await _items(office, look, first, last, by_unit=True)}
    items[False] = await _items(office, look, first, last, by_unit=False)
    order: dict[bool, list[tuple[int, int, int]]] = {}
    months = [month for month in months_between(first, last) if month < f"{today:%Y-%m}"]
    short, missing = await _short(office, look, months)
    reporters = {person.id: person.unit_id for person in look.directory.people if _reports(person, year)}
    wrote = (credit.unit_id for each in credits.values() for credit in each if credit.person_id in reporters)
    reporting = dict.fromkeys((*reporters.values(), *wrote, *short.units))
    for by_unit in (True, False):
        more = reporting if by_unit else dict.fromkeys(reporters)
        placed = await ranking.placed(office, look, asked=RankingAsked(first, last, by_unit), more=more)
        order[by_unit] = [(one.subject, one.place, one.hundredths) for one in placed]
    fen = _Sums()
    for line in (await fees.listed(office, look, first=first, last=last)).lines:
        fen.add([Credit(line.person_id, line.unit_id)], line.fen)
    appeals = await look.appraisals.appeals(begin, end)
    sums = sum(items[True].values(), Counter[str]())
    whole = Whole(
        sums["received"],
        sums["counted"],
        sums["adopted"],
        sum(hundredths for _, _, hundredths in order[True]),
        sum(commented.values()),
        len(bookings),
        sum(appeals.values()),
        appeals.get(AppealState.GRANTED, 0),
        sum(fen.units.values()),
    )
    channels = tuple(key for key in dict.fromkeys((*known, *sorted(taken))) if key in taken)
    return _Facts(
        year=year,
        channels=channels,
        months=months,
        reporting=reporting,
        order=order,
        items=items,
        taken=taken,
        comments=comments,
        untrue=faults,
        lapses=lapses,
        short=short,
        missing=missing,
        fen=fen,
        works=_works(office, standing, credits),
        targets=await _targets(look, year),
        whole=whole,
    )


async def _targets(look: Look, year: str) -> dict[int, UnitTarget]:
    """By unit the year's target: as December's notice has it, where there is one, since what is published stays."""
    newest = await look.notices.newest(f"{year}-12")
    found = await look.people.targets(int(year))
    for row in notice.from_json(newest.figures).units if newest else ():
        if row.target:
            found[row.unit_id] = UnitTarget(row.unit_id, row.target_of or int(year), row.target)
        else:
            found.pop(row.unit_id, None)
    return found


async def _items(
    office: Office, look: Look, first: str, last: str, *, by_unit: bool
) -> dict[int, Counter[str]]:
    """By unit or person: received, counted and adopted."""
    groups = await (look.items.count_by_unit if by_unit else look.items.count_by_person)(first, last)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for subject, state, reason, number in groups:
        found[subject]["received"] += number
        found[subject]["counted"] += number * counts(state, reason, office.settings.review.void)
        found[subject]["adopted"] += number * (state is ItemState.ADOPTED)
    return found


async def _short(office: Office, look: Look, months: Iterable[str]) -> tuple[_Sums, _Sums]:
    """In how many months the quota was missed, and by how many items: as the county was told last, or as it stands."""
    short, missing = _Sums(), _Sums()
    for month in months:
        figures = await quota.last_figures(office, look, month=month)
        for each in figures.short:
            unit = look.directory.find_unit(each.unit)  # where the person was then
            assert unit is not None
            credit = [Credit(each.person_id, unit.id)]
            short.add(credit)
            missing.add(credit, each.missing)
    return short, missing


def _works(
    office: Office, standing: Iterable[Standing], credits: Mapping[int, Sequence[Credit]]
) -> dict[int, list[Work]]:
    """By person the items by which they are shown: each by its highest channel, the highest first, then the earliest."""
    levels = {channel.key: channel.level for channel in office.settings.channels}
    best: dict[int, Standing] = {}
    for each in standing:
        other = best.get(each.item_id)
        if other is None or levels.get(each.channel, 0) > levels.get(other.channel, 0):
            best[each.item_id] = each
    found = defaultdict[int, list[Work]](list)
    for each in sorted(best.values(), key=lambda one: (-levels.get(one.channel, 0), one.day, one.item_id)):
        for person_id in dict.fromkeys(credit.person_id for credit in credits[each.item_id]):
            if person_id is not None and len(found[person_id]) < WORKS:
                found[person_id].append(Work(each.item_id, each.channel, each.day))
    return found
