"""Where every figure comes from: `/points 姓名|单位 [2026-05|2026]` and `/why 2026-0001`; nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.rulebook import rule_book_of
from bot.desk.items import cards, choices, lookup, points
from bot.desk.people.finding import find_near, near_to
from bot.errors import BadInput, NotAllowed, NotFound
from bot.locale.texts import Texts
from bot.model import Adoption, CommentState, Item, Message, Person, PointLine
from bot.rules.numbers import item_number, month_written
from bot.rules.points import COMMENTED, Author, Authored, Credit, Line, lines
from bot.rules.rights import ITEM_READERS, Act
from bot.rules.spans import is_like_span, read_span, together
from bot.store.look import Look
from bot.store.work import Work
from bot.views.figures import point_lists as views

COUNTY = ("全县", "county", "the county", "whole county")
_COUNTY, _UNIT, _PERSON = "c", "u", "p"


async def show_points(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """The lines behind somebody's points; one's own of this year, where nothing is said."""
    person = scene.check(Act.POINTS)
    today = office.today(work.now)
    first, last = f"{today:%Y}-01", f"{today:%Y}-12"
    name: list[str] = []
    for word in re.split(r"[\s,，、;；]+", together(typed)):
        if (span := read_span(word.casefold(), today=today)) is not None:
            first, last = span
        elif word:
            name.append(word)
    whole = " ".join(name)
    is_known = work.directory.find_unit(whole) is not None or bool(_named(work, whole))
    if name and not is_known and is_like_span(name[-1]):
        raise BadInput(
            "“{typed}” is neither a month nor a year. Write for example 2026-05 or 2026.", typed=name[-1][:20]
        )
    whose = _whose(work, person, whole)
    await _answer_page(office, work, scene, whose=whose, first=first, last=last, page=0)


async def press_page(
    office: Office, work: Work, scene: Scene, *, whose: str, period: str, page: int
) -> Toast | None:
    """下一页 under such a list."""
    scene.check(Act.POINTS)
    span = read_span(period, today=office.today(work.now))
    if span is None or not whose[1:].isdigit() or whose[0] not in (_COUNTY, _UNIT, _PERSON) or page < 0:
        raise BadInput("This button is out of date. Please send the command again.")
    first, last = span
    await _answer_page(office, work, scene, whose=whose, first=first, last=last, page=page)
    return None


async def show_why(office: Office, work: Work, scene: Scene, *, number: str) -> None:
    """`/why 2026-0001`: what an item's points are made of, for whoever may see the item."""
    person = scene.check(Act.WHY)
    if not number.strip():
        await choices.choose_why(office, work, scene)
        return
    month = month_written(number)
    if month is not None and await cards.find_by_number(office, work, number) is None:
        raise NotFound(
            "/why is about one item, and there is no item {number}. For the points of {month}: /points {month}",
            number=item_number(number, year=office.today(work.now).year),
            month=month,
        )
    item = await lookup.find_visible(office, work, scene, number=number)
    booked = await work.adoptions.lines_of_item(item.id)
    own = [line for line in booked if _may_see_line(person, line)]
    named = [
        (points.label_of(work, Credit(line.person_id, line.unit_id)), line)
        for line in await _as_shown(work, person, own)
    ]
    taken = await points.taken_of(office, work, item)
    t, is_part = _texts(scene), len(own) < len(booked)
    messages = views.render_why(t, item, named, taken=taken, month=month, is_part=is_part)
    await _answer(office, work, scene, messages)


async def press_why(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """An item under a bare /why."""
    scene.check(Act.WHY)
    await show_why(office, work, scene, number=(await cards.get_item(work, item_id)).number)
    return None


def _may_see_line(person: Person, line: PointLine) -> bool:
    """Editors, administrators and leaders see everybody's, others their own and their unit's."""
    return person.role in ITEM_READERS or person.id == line.person_id or person.unit_id == line.unit_id


async def _as_shown(work: Work, person: Person, lines: Sequence[PointLine]) -> list[PointLine]:
    """The lines as the person may read them: that a leader commented only where it was passed on, and to them."""
    if person.role in ITEM_READERS:
        return list(lines)
    found, passed = list[PointLine](), dict[int, bool]()
    for line in lines:
        if line.channel == COMMENTED:
            if line.item_id not in passed:
                said = await work.leader_comments.of_item(line.item_id)
                passed[line.item_id] = all(each.state is CommentState.PASSED for each in said)
            if not passed[line.item_id] or line.person_id != person.id:
                line = replace(line, channel="")
        found.append(line)
    return found


def _texts(scene: Scene) -> Texts:
    """The words of the answer, which others read along at the desk alone."""
    return scene.t if scene.is_at_desk else scene.own_t


async def _answer(office: Office, work: Work, scene: Scene, messages: Iterable[Message]) -> None:
    """In private and at the desk where it was asked; elsewhere in private, and in the group a line that says so."""
    if scene.is_private or scene.is_at_desk:
        for message in messages:
            await answer(work, scene, message)
        return
    for message in messages:
        await answer_privately(office, work, scene, message)
    if scene.telegram_id in work.directory.open_accounts:  # others have got the button that opens the chat
        await answer(work, scene, views.render_in_private(scene.t))


def _named(work: Work, name: str) -> list[Person]:
    """Who bears the name; of those who left, since their figures stand in the posts, where nobody else does."""
    return work.directory.named(name) or work.directory.gone(name)


def _whose(work: Work, person: Person, name: str) -> str:
    """Whom a name means, as the buttons write it: a unit, a person, the county; nothing is whoever asks."""
    if not name:
        return f"{_PERSON}{person.id}"
    if name.casefold() in COUNTY:
        return f"{_COUNTY}0"
    if (unit := work.directory.find_unit(name)) is not None:
        return f"{_UNIT}{unit.id}"
    found = _named(work, name)
    if len(found) != 1:
        near = found or near_to(work, name)
        if not near and person.role not in ITEM_READERS:
            raise NotFound(
                "Nobody on the roster is called “{name}”. /points alone shows your own points, /rank everybody's place.",
                name=name[:40],
            )
        near = near or find_near(work, name)
        raise BadInput(
            "Who is meant by “{name}”? Please write it as one of these: {names}",
            name=name[:40],
            names="、".join(each.label for each in near[:8]),
        )
    return f"{_PERSON}{found[0].id}"


async def _answer_page(
    office: Office, work: Work, scene: Scene, *, whose: str, first: str, last: str, page: int
) -> None:
    person, subject, t = scene.actor, int(whose[1:]), _texts(scene)
    _check_may_see(work, person, kind=whose[0], subject=subject)
    if whose[0] == _PERSON:
        found = await work.adoptions.lines_of_person(subject, first, last)
        label = work.directory.get_person(subject).label
    elif whose[0] == _UNIT:
        found = await work.adoptions.lines_of_unit(subject, first, last)
        label = work.directory.unit_name(subject)
    else:
        found = await county_lines(office, work, first, last)
        label = t.plain("The county towards the city")
    found = await _as_shown(work, person, found)
    message = views.render_points(t, found, label=label, first=first, last=last, page=page, whose=whose)
    await _answer(office, work, scene, [message])


def _check_may_see(work: Work, person: Person, *, kind: str, subject: int) -> None:
    """Editors, administrators and leaders see everybody's lines, others their own, their unit's and the county's."""
    is_there = kind == _COUNTY or any(
        each.id == subject for each in (work.directory.units if kind == _UNIT else work.directory.people)
    )
    if not is_there:
        raise BadInput("This button is out of date. Please send the command again.")
    own = {_COUNTY: 0, _UNIT: person.unit_id, _PERSON: person.id}[kind]
    if person.role not in ITEM_READERS and subject != own:
        raise NotAllowed("You can look at your own points and your unit's; /rank shows how everybody stands.")


async def county_lines(office: Office, look: Look, first: str, last: str) -> list[PointLine]:
    """What the county has from the channels above, as they count it: each item once, whole, whoever wrote it."""
    found = await _county_booked(office, look, first, last)
    items = {item.id: item for item in await look.items.find_all({item_id for item_id, _ in found})}
    booked = (_booked(items[item_id], line) for item_id, line in found)
    return sorted(booked, key=lambda line: (line.day, line.number))


async def county_sum(office: Office, look: Look, first: str, last: str) -> int:
    """What these lines come to, in hundredths."""
    return sum(line.hundredths for _, line in await _county_booked(office, look, first, last))


async def _county_booked(office: Office, look: Look, first: str, last: str) -> list[tuple[int, Line]]:
    """Each with its item's id."""
    above = [channel.key for channel in office.settings.channels if channel.level >= 2]
    since, until = date(int(first[:4]) - 1, 1, 1), date(int(last[:4]), 12, 31)
    by_item: dict[int, list[Adoption]] = {}
    for each in await look.adoptions.between(since, until, channels=above):
        by_item.setdefault(each.item_id, []).append(replace(each, is_late=False))
    book = rule_book_of(office.settings)
    county = Authored(0, since, f"{since:%Y-%m}", (Author(None, (0,)),))
    return [
        (item_id, line)
        for item_id, adoptions in by_item.items()
        for line in lines([county, *points.decisions_in(office, adoptions)], book)
        if first <= line.month <= last
    ]


def _booked(item: Item, line: Line) -> PointLine:
    return PointLine(
        id=0,
        item_id=item.id,
        number=item.number,
        title=item.title,
        day=line.day,
        month=line.month,
        channel=line.channel,
        kind=line.kind,
        person_id=None,
        unit_id=0,
        hundredths=line.hundredths,
        rule=line.rule,
        version=line.version,
    )
