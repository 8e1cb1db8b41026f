"""Points are booked: whatever an item's decisions have changed becomes lines, by rules/points.py; nobody is told from here.

A published month stays as it is: what concerns it later is booked in the month in which it comes in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.desk.common.office import Office
from bot.desk.common.rulebook import rule_book_of
from bot.desk.items.quota import is_open_to_objections, is_published
from bot.model import Adoption, AdoptionKind, Item, ItemState, PointLine, PointRule
from bot.rules.points import (
    COMMENTED,
    Adopted,
    Author,
    Authored,
    Cleared,
    Commented,
    Credit,
    Decision,
    Faulty,
    Line,
    Revoked,
    Voided,
    differences,
)
from bot.rules.quota import counts
from bot.scoring import Channel
from bot.store.look import Look
from bot.store.repositories.adoptions import Mark
from bot.store.work import Work
from bot.views.items.adoptions import Taken, TakenBy

_TICK = timedelta(milliseconds=1)  # times are kept so exactly


def channel_of(office: Office, key: str) -> Channel | None:
    """A channel of the settings; None where they know it no more."""
    return next((each for each in office.settings.channels if each.key == key), None)


def own_channel(office: Office) -> Channel:
    """The county's own bulletin, by which 采用 at the desk adopts."""
    return next(each for each in office.settings.channels if each.level == 1)


async def booking_month(office: Office, work: Work, day: date) -> str:
    """The month in which something of that day is booked now."""
    month = f"{day:%Y-%m}"
    return f"{office.today(work.now):%Y-%m}" if await is_published(work, month) else month


async def record(
    office: Office,
    work: Work,
    item: Item,
    *,
    channel: str,
    kind: AdoptionKind,
    day: date,
    issue: str | None,
    person_id: int,
) -> list[Line]:
    """A channel took the item: the record, and the lines that it books."""
    demand = await work.demands.find(item.demand_id) if item.demand_id else None
    is_late = (
        kind is AdoptionKind.COMMISSION
        and demand is not None
        and bool(demand.units)
        and item.received_at > demand.due_at
    )
    await work.adoptions.add(
        item.id,
        channel=channel,
        kind=kind,
        day=day,
        month=await booking_month(office, work, day),
        issue=issue,
        is_late=is_late,
        person_id=person_id,
        now=await next_moment(office, work, item),
    )
    return await rebook(office, work, item)


async def revoke(office: Office, work: Work, item: Item, adoption: Adoption, *, person_id: int) -> list[Line]:
    """An adoption is taken back: never deleted, its points go by lines of their own.

    They are booked in the present month, or, while the month in which it was booked is open to objections, in that.
    """
    is_open = await is_open_to_objections(work, adoption.month)
    month = adoption.month if is_open else f"{office.today(work.now):%Y-%m}"
    await work.adoptions.revoke(
        adoption.id, by=person_id, month=month, now=await next_moment(office, work, item)
    )
    return await rebook(office, work, item)


async def follow_decision(
    office: Office, work: Work, decided: Item, *, target: Item | None, person_id: int
) -> list[Line]:
    """What 采用 and 合并 at the desk book."""
    if target is not None:
        return await rebook(office, work, await credited(work, target))
    if decided.state is ItemState.REJECTED:
        # Not told: that a leader commented may be for nobody but the desk.
        await rebook(office, work, decided)
    if decided.state is not ItemState.ADOPTED:
        return []
    kind = await usual_kind(work, decided)
    return await record(
        office,
        work,
        decided,
        channel=own_channel(office).key,
        kind=kind,
        day=office.today(work.now),
        issue=None,
        person_id=person_id,
    )


async def usual_kind(work: Work, item: Item) -> AdoptionKind:
    """What a channel takes it as where nothing is said: as commissioned what answers a commission, else as a single item."""
    demand = await work.demands.find(item.demand_id) if item.demand_id else None
    return AdoptionKind.COMMISSION if demand is not None and demand.units else AdoptionKind.SINGLE


async def take_back(
    office: Office,
    work: Work,
    item: Item,
    mark: Mark,
    *,
    until: Mark | None,
    person_id: int,
    first_percent: int | None,
) -> dict[int, int]:
    """A decision on the item is undone; says what it leaves each person with less (hundredths, by the person's id).

    What it booked, between `mark` and `until`, was never there where nothing has been booked since and no month has published
    it; otherwise everything booked stays, and lines of their own take it back. `first_percent` is what the lead of the item got
    into which it had been merged.
    """
    whole = item if item.merged_into is None else await credited(work, item)
    before = _by_person(await work.adoptions.lines_of_item(whole.id))
    is_last = until is not None and await _is_last(work, whole, mark, until)
    if is_last:
        await work.adoptions.drop_after(whole.id, mark)
    if item.merged_into is not None:
        if is_last or not await work.items.contained_in(whole.id):
            await work.adoptions.set_share(whole.id, first_percent)
        await rebook(office, work, whole, is_shared_anew=True)
    else:
        again = await work.items.find(item.id) or item  # as it is again
        for adoption in await work.adoptions.of_item(item.id):
            if adoption.id > mark.adoption and adoption.stands:
                await revoke(office, work, again, adoption, person_id=person_id)
        await rebook(office, work, again)
    after = _by_person(await work.adoptions.lines_of_item(whole.id))
    lost = {person: before[person] - after[person] for person in before}
    return {person: hundredths for person, hundredths in lost.items() if hundredths}


async def credited(work: Work, merged: Item) -> Item:
    """The item whose points those who wrote `merged` share, as it was before it was parted: the last of the chain."""
    target = merged
    while target.merged_into is not None and (found := await work.items.find(target.merged_into)):
        target = found
    return target


async def _is_last(work: Work, item: Item, mark: Mark, until: Mark) -> bool:
    """Whether nothing has been recorded or booked of the item since `until`, and nothing after `mark` is published."""
    adopted = [each for each in await work.adoptions.of_item(item.id) if each.id > mark.adoption]
    lines = [each for each in await work.adoptions.lines_of_item(item.id) if each.id > mark.line]
    if any(each.id > until.adoption or not each.stands for each in adopted):
        return False
    if any(each.id > until.line for each in lines):
        return False
    for month in {each.month for each in adopted} | {each.month for each in lines}:
        if await is_published(work, month) or await work.fees.is_settled(month):
            return False
    return True


def _by_person(lines: Sequence[PointLine]) -> Counter[int]:
    sums: Counter[int] = Counter()
    for line in lines:
        if line.person_id is not None:
            sums[line.person_id] += line.hundredths
    return sums


async def set_first_share(office: Office, work: Work, item: Item, percent: int | None) -> list[Line]:
    """What the lead of a merged item gets; None: all share equally."""
    await work.adoptions.set_share(item.id, percent)
    return await rebook(office, work, item, is_shared_anew=True)


async def rebook(
    office: Office, work: Work, item: Item, *, is_shared_anew: bool = False, is_comment_gone: bool = False
) -> list[Line]:
    """Books what the item's lines lack of its worth, and says what that was; the cause is the newest decision that stands.

    But for the contributors changed (`is_shared_anew`), or a leader's comment taken back (`is_comment_gone`).
    """
    decisions = await decisions_of(office, work, item, is_shared_anew=is_shared_anew)
    booked = sums_of(await work.adoptions.lines_of_item(item.id))
    if not any(isinstance(each, Adopted | Commented) for each in decisions) and not booked:
        return []
    cause = decisions[-1]
    month = cause.month
    if await is_published(work, month):
        month = f"{office.today(work.now):%Y-%m}"
    lines = differences(decisions, rule_book_of(office.settings), booked=booked, month=month)
    if is_comment_gone:
        lines = [replace(line, channel=COMMENTED, kind=None, rule=PointRule.COMMENT) for line in lines]
    await work.adoptions.book(item.id, lines)
    return lines


def label_of(look: Look, credit: Credit) -> str:
    """云茶镇 张三: the unit that has the points, not that of today; a unit alone for one that was joint."""
    unit = look.directory.unit_name(credit.unit_id)
    return unit if credit.person_id is None else f"{unit} {look.directory.get_person(credit.person_id).name}"


def sums_of(lines: Sequence[PointLine]) -> Counter[Credit]:
    """What has been booked for each contributor."""
    sums: Counter[Credit] = Counter()
    for line in lines:
        sums[Credit(line.person_id, line.unit_id)] += line.hundredths
    return sums


async def next_moment(office: Office, work: Work, item: Item) -> datetime:
    """Now, or just after the newest decision that bears on the item's points.

    So they have an order, and the line of each its cause, though several are made in a millisecond or the clock is put back.
    """
    newest = max(moment for moment, _ in await _decided(office, work, item))
    return max(work.now, newest + _TICK)


async def decisions_of(
    office: Office, work: Work, item: Item, *, is_shared_anew: bool = False
) -> list[Decision]:
    """Everything that was decided on the item and bears on its points, in the order in which it was."""
    found = await _decided(office, work, item)
    if item.state is ItemState.REJECTED and not counts(item.state, item.reason, office.settings.review.void):
        day = office.today(item.decided_at or work.now)
        # At its day's end: the cause even where a leader spoke in the same moment. What is said on a later day is worth nothing.
        end = datetime.combine(day + timedelta(days=1), time(), office.zone)
        found.append((end, Voided(day, f"{day:%Y-%m}")))
    found.sort(key=lambda pair: pair[0])
    if is_shared_anew:
        newest = [decision for _, decision in found if isinstance(decision, Authored)][-1]
        day = office.today(work.now)
        anew = replace(newest, order=newest.order + 1, day=day, month=f"{day:%Y-%m}")
        found.append((work.now, anew))
    return await _in_open_months(work, [decision for _, decision in found])


async def _decided(office: Office, work: Work, item: Item) -> list[tuple[datetime, Decision]]:
    """The same, each with its moment."""
    adoptions = await work.adoptions.of_item(item.id)
    # What was linked as a repetition, by nobody, is its reporter's own text again.
    merged = [each for each in await work.items.contained_in(item.id) if each.editor_id is not None]
    percent = await work.adoptions.share(item.id)
    authors = [_author(work, item)]
    found: list[tuple[datetime, Decision]] = [
        (item.received_at, _authored(office, 0, item.received_at, authors, percent))
    ]
    for order, other in enumerate(merged, start=1):
        if all(author.person_id != other.person_id for author in authors):
            authors.append(_author(work, other))
        moment = other.decided_at or item.received_at
        found.append((moment, _authored(office, order, moment, authors, percent)))
    found += _dated(office, adoptions)
    for said in await work.leader_comments.of_item(item.id):
        comment = Commented(said.id, said.day, said.month, said.level, said.by_deputy)
        found.append((said.recorded_at, comment))
    for each in await work.adoptions.faults(item.id):
        found.append((each.recorded_at, Faulty(each.id, each.day, each.month, each.fault)))
        if each.cleared_at is not None and each.cleared_month is not None:
            cleared = Cleared(each.id, office.today(each.cleared_at), each.cleared_month)
            found.append((each.cleared_at, cleared))
    return found


async def _in_open_months(work: Work, decisions: list[Decision]) -> list[Decision]:
    """Who wrote an item is decided for the month of its newest adoption, while that is open to objections."""
    month = ""
    for place, each in enumerate(decisions):
        if isinstance(each, Adopted):
            month = max(month, each.month)
        elif (
            isinstance(each, Authored)
            and "" < month < each.month
            and await is_open_to_objections(work, month)
        ):
            decisions[place] = replace(each, month=month)
    return decisions


def decisions_in(office: Office, adoptions: Sequence[Adoption]) -> list[Decision]:
    """Adoptions and their revocations, in the order in which they were recorded."""
    return [decision for _, decision in sorted(_dated(office, adoptions), key=lambda pair: pair[0])]


def _dated(office: Office, adoptions: Sequence[Adoption]) -> list[tuple[datetime, Decision]]:
    found: list[tuple[datetime, Decision]] = []
    for each in adoptions:
        taken = Adopted(each.id, each.day, each.month, each.channel, each.kind, each.is_late)
        found.append((each.recorded_at, taken))
        if each.revoked_at is not None and each.revoked_month is not None:
            day = office.today(each.revoked_at)
            found.append((each.revoked_at, Revoked(each.id, day, each.revoked_month)))
    return found


def _authored(
    office: Office, order: int, moment: datetime, authors: Sequence[Author], percent: int | None
) -> Authored:
    day = office.today(moment)
    return Authored(order, day, f"{day:%Y-%m}", tuple(authors), percent)


def _author(work: Work, item: Item) -> Author:
    """Its reporter's unit first, then those of the roster with which it was reported jointly."""
    joint = [work.directory.find_unit(name) for name in item.joint_units]
    units = dict.fromkeys((item.unit_id, *(unit.id for unit in joint if unit is not None)))
    return Author(item.person_id, tuple(units))


async def taken_of(office: Office, work: Work, item: Item) -> Taken | None:
    """Where an adopted item was taken and sent, and which channels above may be offered; None for any other item."""
    if item.state is not ItemState.ADOPTED:
        return None
    own = own_channel(office).key
    # The county's own is what 采用 says already, unless it is of another kind.
    adoptions = await work.adoptions.of_item(item.id)
    of_own = [each.stands for each in adoptions if each.channel == own]
    standing = [
        each
        for each in adoptions
        if each.stands and (each.channel != own or each.kind is not AdoptionKind.SINGLE or each.issue)
    ]
    sent_up = await work.adoptions.sent_up(item.id)
    return Taken(
        by=[
            TakenBy(each.channel, _name(office, each.channel), each.kind, each.day, each.issue)
            for each in standing
        ],
        sent_up_by=work.directory.get_person(sent_up.person_id).name if sent_up else None,
        offered=[each.key for each in office.settings.channels if each.level in (2, 3)],
        taken_back=own if of_own and not any(of_own) else None,
    )


def _name(office: Office, key: str) -> str:
    channel = channel_of(office, key)
    return channel.name if channel else key
