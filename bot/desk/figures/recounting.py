"""`python -m bot recount`: what the lines of points would be by the rule book as it is now, and, if asked for, booked so.

A published month keeps its lines, whatever comes of it; in an open one, what was booked stays too, and lines of their own
(重算更正) correct it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.desk.common.office import Office
from bot.desk.common.rulebook import rule_book_of
from bot.desk.figures import penalties
from bot.desk.items import points
from bot.desk.items.quota import is_published
from bot.model import AdoptionKind, Booking, Demand, Item, ItemState, PointLine, PointRule
from bot.rules.points import Credit, Line, RuleBook, differences, lines
from bot.store.work import Work


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody has of an item in a month, and what it would be; hundredths."""

    number: str
    month: str
    label: str
    before: int
    after: int


async def recount(office: Office, work: Work, *, since: str, apply: bool) -> list[Change]:
    """The differences from the month `since` ('2026-05') on; with `apply` they are booked, and the audit trail says so."""
    found: list[Change] = []
    book = rule_book_of(office.settings)
    booked = {*await work.adoptions.booked_since(since), *await work.leader_comments.booked_since(since)}
    for item_id in sorted(booked):
        item = await work.items.find(item_id)
        if item is None or item.state is ItemState.DESTROYED:
            continue  # who else had a part in what was wiped nobody knows any more: it stays as it was booked
        changes = await _recount_item(office, work, item, book, since=since, apply=apply)
        found += changes
        if changes and apply:
            await work.trail.record(
                "item",
                item.id,
                step="recount",
                person_id=None,
                now=work.now,
                after={"state": item.state.value},
            )
    first = datetime.combine(date.fromisoformat(f"{since}-01"), datetime.min.time(), tzinfo=office.zone)
    for booking, demand in await penalties.lapsed_commissions(work, first, work.now + timedelta(seconds=1)):
        found += await _recount_commission(office, work, booking, demand, since=since, apply=apply)
    return found


async def _recount_item(
    office: Office, work: Work, item: Item, book: RuleBook, *, since: str, apply: bool
) -> list[Change]:
    stored = await work.adoptions.lines_of_item(item.id)
    decisions = await points.decisions_of(office, work, item)
    months = {line.month for line in stored} | {decision.month for decision in decisions}
    frozen = {month for month in months if month < since or await is_published(work, month)}
    open_months = sorted(months - frozen)
    if not open_months:
        return []
    kept = points.sums_of([line for line in stored if line.month in frozen])
    new = lines(decisions, book, booked=kept, is_published=lambda month: month in frozen)
    booked = Counter(kept)
    for line in new:
        booked[line.credit] += line.hundredths
    if any(line.month not in frozen for line in stored):
        # What was decided in a month that is closed by now, and booked later.
        new += differences(decisions, book, booked=booked, month=open_months[-1])
    was = [each for each in stored if each.month not in frozen]
    changes = _changes(work, item.number, was, new)
    if changes and apply:
        await work.adoptions.book(item.id, corrections(was, new, day=office.today(work.now), book=book))
    return changes


async def _recount_commission(
    office: Office, work: Work, booking: Booking, demand: Demand, *, since: str, apply: bool
) -> list[Change]:
    """The same of a commission that was not delivered: all of it is in one month."""
    stored = await work.adoptions.lines_of_booking(booking.id)
    due_on = office.today(demand.due_at)
    month = stored[0].month if stored else await points.booking_month(office, work, due_on)
    if month < since or await is_published(work, month):
        return []
    new = penalties.undelivered_lines(office, demand, booking, month=month)
    changes = _changes(work, demand.code, stored, new)
    if changes and apply:
        today, book = office.today(work.now), rule_book_of(office.settings)
        lines = corrections(stored, new, day=today, book=book)
        await work.adoptions.book(None, lines, booking_id=booking.id)
    return changes


def _changes(work: Work, number: str, stored: Sequence[PointLine], new: Sequence[Line]) -> list[Change]:
    """Who has more or less than before, month by month."""
    before, after = Counter[tuple[str, Credit]](), Counter[tuple[str, Credit]]()
    for each in stored:
        before[each.month, Credit(each.person_id, each.unit_id)] += each.hundredths
    for line in new:
        after[line.month, line.credit] += line.hundredths
    return [
        Change(number, month, points.label_of(work, credit), before[month, credit], after[month, credit])
        for month, credit in sorted(
            {*before, *after}, key=lambda each: (each[0], each[1].unit_id, each[1].person_id or 0)
        )
        if before[month, credit] != after[month, credit]
    ]


def corrections(stored: Sequence[PointLine], new: Sequence[Line], *, day: date, book: RuleBook) -> list[Line]:
    """The lines that make of what was booked what is to be, month by month and channel by channel; what was booked stays."""
    due: Counter[tuple[str, str, AdoptionKind | None, Credit]] = Counter()
    for line in new:
        due[line.month, line.channel, line.kind, line.credit] += line.hundredths
    for each in stored:
        due[each.month, each.channel, each.kind, Credit(each.person_id, each.unit_id)] -= each.hundredths
    version = book.at(day).name
    return [
        Line(day, month, channel, kind, credit, hundredths, PointRule.RECOUNT, version)
        for (month, channel, kind, credit), hundredths in due.items()
        if hundredths
    ]
