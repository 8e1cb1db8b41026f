"""Fees (稿酬): `/fees 2026-05|2026Q2` lists them, 定稿 settles a list; a record alone. What is listed is in rules/fees.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.common import making
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.rulebook import fee_table_of
from bot.desk.figures.contributors import contributors_of
from bot.errors import BadInput, WrongState
from bot.model import Adoption, FeeLine, FeeMonth, ItemState
from bot.rules import fees
from bot.rules.months import month_bounds
from bot.rules.quota import counts
from bot.rules.rights import Act
from bot.rules.spans import months_between, span_written
from bot.store.look import Look
from bot.store.repositories.fees import ItemHead
from bot.store.work import Work
from bot.views.figures import fees as views

SUBJECT = "fees"


@dataclass(frozen=True, slots=True)
class FeeList:
    """The lines of the months from `first` to `last`, with the items and adoptions that they speak of.

    `settled`: the newest of these months' settlings where all of them are settled.
    """

    first: str
    last: str
    lines: Sequence[FeeLine]
    items: Mapping[int, ItemHead]
    adoptions: Mapping[int, Sequence[Adoption]]
    settled: FeeMonth | None


def asked(office: Office, scene: Scene, *, typed: str, now: datetime) -> tuple[str, str]:
    """The months that `/fees` asks for, where whoever asks may."""
    scene.check(Act.FEES)
    return fees.read_asked(typed, today=office.today(now))


async def show(office: Office, work: Work, scene: Scene, found: FeeList) -> None:
    """The list, in words and as a table to sign."""
    scene.check(Act.FEES)
    today = office.today(work.now)
    rows = [_payee(work, each) for each in _in_order(work, fees.payees(found.lines))]
    span = views.Span(found.first, found.last, is_over=found.last < f"{today:%Y-%m}")
    settled = _settled(work, found.settled)
    untrue = _untrue(found.lines, found.items)
    for message in views.render_list(
        scene.t, rows, span=span, settled=settled, items=_items(found.lines), untrue=untrue
    ):
        await answer(work, scene, message)
    if rows:
        await _order(office, work, scene, found, rows, span, settled)


async def ask_settle(office: Office, work: Work, scene: Scene, *, period: str) -> Toast | None:
    """定稿: says what becomes of it, and asks."""
    scene.check(Act.FEES)
    first, last = _read_button(office, work, period)
    months = await _open_months(office, work, last=last)
    lines = await open_lines(office, work, first=months[0], last=last)
    earlier = [line for line in lines if line.month < first]
    before = views.Span(months[0], _before(first, months), is_over=True) if months[0] < first else None
    sums = views.Sums(len(fees.payees(lines)), sum(line.fen for line in lines))
    sums_before = views.Sums(len(fees.payees(earlier)), sum(line.fen for line in earlier))
    question = views.render_ask_settle(
        scene.t,
        period=period,
        first=first,
        last=last,
        sums=sums,
        before=before,
        sums_before=sums_before,
        untrue=_untrue(lines, await work.fees.heads({line.item_id for line in lines})),
    )
    await answer(work, scene, question)
    return None


async def settle(office: Office, work: Work, scene: Scene, *, period: str) -> Toast | None:
    """确认定稿: these months' lists change no more; the list comes once more, as it stands now."""
    person = scene.check(Act.FEES)
    first, last = _read_button(office, work, period)
    months = await _open_months(office, work, last=last)
    lines = await open_lines(office, work, first=months[0], last=last)
    for month in months:
        await work.fees.settle(
            month, [line for line in lines if line.month == month], by=person.id, now=work.now
        )
    await work.trail.record(
        SUBJECT,
        int(last.replace("-", "")),
        step="settle",
        person_id=person.id,
        now=work.now,
        after={"months": [months[0], last], "fen": sum(line.fen for line in lines)},
    )
    await show(office, work, scene, await listed(office, work, first=first, last=last))
    return scene.toast(lambda t: t.plain("Settled"))


async def listed(office: Office, look: Look, *, first: str, last: str) -> FeeList:
    """The list of some months, as it was settled and, in open months, as it would be now."""
    months = await look.fees.settled()
    settled = [each for each in months if first <= each.month <= last]
    lines = await look.fees.lines(first, last)
    is_whole = bool(months) and months[-1].month >= last
    if not is_whole:
        lines += await open_lines(office, look, first=first, last=last)
    ids = {line.item_id for line in lines}
    newest = max(settled, key=lambda each: each.settled_at, default=None)
    return FeeList(
        first,
        last,
        lines,
        await look.fees.heads(ids),
        await look.fees.adoptions_of(ids),
        newest if is_whole else None,
    )


async def open_lines(office: Office, look: Look, *, first: str, last: str) -> list[FeeLine]:
    """The lines of the months from `first` to `last` that are not settled, as things stand now; months in their order."""
    months = await look.fees.settled()
    settled = {each.month: each.settled_at for each in months}
    settled_to = max(settled, default="")
    if settled_to >= last:
        return []
    since, until = month_bounds(first, office.zone)[0], month_bounds(last, office.zone)[1]
    adoptions = await look.fees.adoptions_touched(first, last, since=since, until=until)
    others = [each for each in await look.fees.listed_merged(since, until) if each not in adoptions]
    adoptions |= await look.fees.adoptions_of(others)
    heads = await look.fees.heads(adoptions)
    contributors = await contributors_of(office, look, heads)
    known = await look.fees.lines_of(adoptions)
    table = fee_table_of(office.settings)
    found = []
    for item_id, head in heads.items():
        taken = [_taken(office, each, head, settled) for each in adoptions[item_id]]
        story = fees.Story(item_id, taken, contributors[item_id])
        found += fees.fee_lines(story, table, listed=known.get(item_id, ()), settled_to=settled_to)
    return sorted((line for line in found if first <= line.month <= last), key=lambda line: line.month)


def _taken(office: Office, adoption: Adoption, head: ItemHead, settled: Mapping[str, datetime]) -> fees.Taken:
    recorded = f"{office.today(adoption.recorded_at):%Y-%m}"
    month = fees.month_of_listing(adoption.month, recorded, adoption.recorded_at, settled)
    revoked = None
    if adoption.revoked_at is not None and adoption.revoked_month is not None:
        revoked = (office.today(adoption.revoked_at), adoption.revoked_month)
    elif head.state is ItemState.REJECTED and not counts(
        head.state, head.reason, office.settings.review.void
    ):
        day = office.today(head.decided_at or adoption.recorded_at)
        revoked = (day, f"{day:%Y-%m}")
    return fees.Taken(adoption.day, month, adoption.channel, adoption.kind, revoked)


def _read_button(office: Office, work: Work, period: str) -> tuple[str, str]:
    """The months of a button. WrongState where they are not over yet."""
    today = office.today(work.now)
    try:
        first, last = fees.read_asked(period, today=today)
    except BadInput:
        raise BadInput("This button is out of date. Please send the command again.") from None
    if last >= f"{today:%Y-%m}":
        raise WrongState("{span} is not over yet. Nothing was settled.", span=span_written(first, last))
    return first, last


async def _open_months(office: Office, work: Work, *, last: str) -> list[str]:
    """The months up to this one that are not settled. WrongState where there is none."""
    settled = await work.fees.settled()
    if settled and settled[-1].month >= last:
        newest = next(each for each in settled if each.month >= last)
        raise WrongState(
            "This list was settled by {name} on {at}; it changes no more.",
            name=work.directory.get_person(newest.settled_by).name,
            at=newest.settled_at,
        )
    begin = settled[-1].month if settled else await work.fees.first_month() or last
    return [month for month in months_between(min(begin, last), last) if not settled or month > begin]


def _before(first: str, months: Sequence[str]) -> str:
    """The last of the months before the first one."""
    return max(month for month in months if month < first)


def _places(look: Look) -> Callable[[int, int | None], tuple[int, int]]:
    """Where a contributor stands in a list: by unit and person as the roster has them, a unit by itself behind its people."""
    units = {unit.id: place for place, unit in enumerate(look.directory.units)}
    people = {person.id: place for place, person in enumerate(look.directory.people)}
    return lambda unit_id, person_id: (units[unit_id], people.get(person_id or 0, len(people)))


def _in_order(look: Look, found: Iterable[fees.Payee]) -> list[fees.Payee]:
    place = _places(look)
    return sorted(found, key=lambda each: place(each.unit_id, each.person_id))


def _payee(look: Look, each: fees.Payee) -> views.Row:
    name = look.directory.get_person(each.person_id).name if each.person_id is not None else None
    return views.Row(look.directory.unit_name(each.unit_id), name, each.items, each.fen)


def _items(lines: Iterable[FeeLine]) -> int:
    return len({line.item_id for line in lines})


def _untrue(lines: Iterable[FeeLine], items: Mapping[int, ItemHead]) -> list[views.Untrue]:
    """The listed items that were found untrue, each with what is listed for it."""
    sums: Counter[str] = Counter()
    for line in lines:
        if items[line.item_id].is_untrue:
            sums[items[line.item_id].number] += line.fen
    return [views.Untrue(number, fen) for number, fen in sorted(sums.items()) if fen]


def _settled(look: Look, month: FeeMonth | None) -> views.Settled | None:
    if month is None:
        return None
    return views.Settled(look.directory.get_person(month.settled_by).name, month.settled_at)


async def _order(
    office: Office,
    work: Work,
    scene: Scene,
    found: FeeList,
    rows: Sequence[views.Row],
    span: views.Span,
    settled: views.Settled | None,
) -> None:
    """The table to sign, and behind it the items."""
    place = _places(work)
    lines = sorted(
        found.lines, key=lambda line: (*place(line.unit_id, line.person_id), line.day, line.item_id)
    )
    details = [_detail(office, work, found, line) for line in lines]
    order = views.order_list(
        scene.t,
        rows,
        details,
        span=span,
        settled=settled,
        day=office.today(work.now),
        desk=office.settings.desk.name,
        untrue=_untrue(found.lines, found.items),
    )
    await making.order(work, scene, order)


def _detail(office: Office, look: Look, found: FeeList, line: FeeLine) -> views.Detail:
    item = found.items[line.item_id]
    taken = [
        each
        for each in found.adoptions.get(line.item_id, ())
        if each.channel == line.channel and each.kind is line.kind
    ]
    channel = next((each for each in office.settings.channels if each.key == line.channel), None)
    person = look.directory.get_person(line.person_id).name if line.person_id is not None else None
    return views.Detail(
        unit=look.directory.unit_name(line.unit_id),
        name=person,
        number=item.number,
        title=item.title,
        channel=channel.name if channel else line.channel,
        kind=line.kind,
        issue=next((each.issue for each in reversed(taken) if each.issue), None),
        day=line.day,
        fen=line.fen,
        rule=line.rule,
        is_untrue=item.is_untrue,
    )
