"""Channels take adopted items: `/adopted`, and 上报 市采用 省采用 under a card; what that is worth is booked by points.py."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from bot.desk.common import living
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards, points, undo
from bot.errors import BadInput, WrongState
from bot.locale.texts import Texts
from bot.model import Adoption, AdoptionKind, Item, ItemState, Message, Person, Role
from bot.rules.adopted import AdoptedAsked, read_adopted
from bot.rules.points import Line
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import adoptions as words
from bot.views.items.adoptions import Got, TakenBy

_OFFERED = 8  # items under a bare command


async def command(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/adopted 2026-0001 市 [单条|综合|约稿|专报] [2026-06-03] [第12期]`, with `撤销` to take it back."""
    editor = scene.check(Act.ADOPTED)
    channels = channels_of(office)
    if not typed.strip():
        items = await work.items.newest_adopted(most=_OFFERED)
        await answer(work, scene, words.render_form(scene.t, channels=list(channels), items=items))
        return
    # A partner that has no channel of its own is one by its unit's name.
    units = {each.unit: each.unit for each in work.directory.with_role(Role.PARTNER)}
    asked = read_adopted(typed.splitlines()[0], channels=channels | units, today=office.today(work.now))
    item = await _named(office, work, asked)
    if asked.is_undo:
        taken, lines = await take_back(office, work, item, channel=asked.channel, editor=editor)
    else:
        taken, lines = await take(
            office,
            work,
            item,
            channel=asked.channel,
            kind=asked.kind,
            day=asked.day,
            issue=asked.issue,
            editor=editor,
        )
    await update_cards(office, work, item)
    got = got_of(work, lines)
    # Of an item that was wiped its points can be taken back; nothing is recorded of it any more.
    is_own = asked.channel == points.own_channel(office).key
    may_again = asked.is_undo and is_own and item.state is ItemState.ADOPTED
    received = await received_on(office, work, item)
    await answer(
        work,
        scene,
        words.render_recorded(
            scene.t,
            item,
            taken,
            got=got,
            is_undo=asked.is_undo,
            may_record_again=may_again,
            came_in=received if taken.day < received and not asked.is_undo else None,
        ),
    )


async def press(
    office: Office, work: Work, scene: Scene, *, item_id: int, channel: str, is_undo: bool
) -> Toast:
    """市采用 or 省采用 under a card: taken today, of the usual kind; or that is taken back."""
    editor = scene.check(Act.ADOPTED)
    item = await cards.get_item(work, item_id)
    if points.channel_of(office, channel) is None:
        raise BadInput("This button is out of date. Please send the command again.")
    if is_undo:
        _, lines = await take_back(office, work, item, channel=channel, editor=editor)
    else:
        _, lines = await take(
            office, work, item, channel=channel, kind=None, day=None, issue=None, editor=editor
        )
    await update_cards(office, work, item)
    got = got_of(work, lines)
    return scene.toast(lambda t: words.pressed(t, item, channel=channel, got=got, is_undo=is_undo))


async def press_send_up(office: Office, work: Work, scene: Scene, *, item_id: int, is_undo: bool) -> Toast:
    """上报: the item was sent up to the city or the province."""
    editor = scene.check(Act.ADOPTED)
    item = check_adopted(await cards.get_item(work, item_id))
    sent = await work.adoptions.sent_up(item.id)
    if (sent is None) == is_undo:
        raise WrongState("{number} is marked so already. Nothing was changed.", number=item.number)
    if is_undo:
        await work.adoptions.unsend(item.id)
    else:
        await work.adoptions.send_up(item.id, person_id=editor.id, now=work.now)
    await cards.record(work, item, step="unsend" if is_undo else "send_up", person_id=editor.id)
    await update_cards(office, work, item)
    if is_undo:
        return scene.toast(
            lambda t: t.plain("{number} is not marked as sent up any more.", number=item.number)
        )
    return scene.toast(lambda t: t.plain("{number} is marked as sent up.", number=item.number))


async def take(
    office: Office,
    work: Work,
    item: Item,
    *,
    channel: str,
    kind: AdoptionKind | None,
    day: date | None,
    issue: str | None,
    editor: Person,
) -> tuple[TakenBy, list[Line]]:
    """Records that the channel took it, and tells those who wrote it.

    None is what was not said: of what the channel has taken already it stays as it is, else it is today, and the item's usual
    kind. WrongState where that changes nothing, BadInput where the item came in after `day`.
    """
    check_adopted(item)
    before = standing_in(await work.adoptions.of_item(item.id), channel)
    if day is not None and is_slip(day, received := await received_on(office, work, item)):
        raise BadInput(
            "{number} came in on {received}; {channel} cannot have taken it on {day}. Nothing was recorded. Please check the"
            " year and the day, and write for example: /adopted {number} {channel} {today}",
            number=item.number,
            channel=lambda t: labels.channel_name(t, channel),
            received=received.isoformat(),
            day=day.isoformat(),
            today=office.today(work.now).isoformat(),
        )
    if before is not None:
        kind, day, issue = kind or before.kind, day or before.day, issue or before.issue
        if (before.kind, before.day, before.issue) == (kind, day, issue):
            known = taken_by(office, channel, kind=kind, day=day, issue=issue)
            raise WrongState(
                "{number} is recorded already: {taken}. Nothing was changed. To change it, write what is different, the rest"
                " stays: /adopted {number} {channel} {example}",
                number=item.number,
                taken=lambda t: words.channel_words(t, known).unescape(),
                channel=lambda t: labels.channel_name(t, channel),
                example=lambda t: words.other_kind(t, known),
            )
    else:
        kind = kind or await points.usual_kind(work, item)
        day = day or office.today(work.now)
    taken = taken_by(office, channel, kind=kind, day=day, issue=issue)
    lines = await points.revoke(office, work, item, before, person_id=editor.id) if before else []
    lines = lines + await points.record(
        office,
        work,
        item,
        channel=channel,
        kind=kind,
        day=day,
        issue=issue,
        person_id=editor.id,
    )
    await _record(work, item, taken, step="take", editor=editor)
    await _tell(office, work, item, lines, lambda t, got: words.render_taken(t, item, taken, hundredths=got))
    return taken, lines


async def take_back(
    office: Office, work: Work, item: Item, *, channel: str, editor: Person
) -> tuple[TakenBy, list[Line]]:
    """The channel did not take it: the record stays, marked, and its points go by lines of their own."""
    before = standing_in(await work.adoptions.of_item(item.id), channel)
    if before is None:
        raise WrongState(
            "{number} is not recorded as taken by {channel}. Nothing was changed.",
            number=item.number,
            channel=lambda t: labels.channel_name(t, channel),
        )
    lines = await points.revoke(office, work, item, before, person_id=editor.id)
    taken = taken_by(office, channel, kind=before.kind, day=before.day, issue=before.issue)
    await _record(work, item, taken, step="take_back", editor=editor)
    await _tell(
        office, work, item, lines, lambda t, got: words.render_taken_back(t, item, taken, hundredths=got)
    )
    return taken, lines


def standing_in(adoptions: Sequence[Adoption], channel: str) -> Adoption | None:
    """The channel's adoption that has not been taken back."""
    return next((each for each in adoptions if each.channel == channel and each.stands), None)


async def received_on(office: Office, work: Work, item: Item) -> date:
    """The day on which it, or the first of those that were merged into it, came in."""
    merged = await work.items.merged_into(item.id)
    return office.today(min(each.received_at for each in (item, *merged)))


def is_slip(day: date, received: date) -> bool:
    """Whether a day of adoption must be wrong: it is of a year before the item came in.

    An earlier day of the same year is taken, and asked about: what is known may have been handed in once more for the record.
    """
    return day.year < received.year


def channels_of(office: Office) -> dict[str, str]:
    """Key and name of each channel."""
    return {each.key: each.name for each in office.settings.channels}


def got_of(work: Work, lines: Sequence[Line]) -> list[Got]:
    """Who got what, the lead first; several lines of one as their sum."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[points.label_of(work, line.credit)] += line.hundredths
    return [Got(label, hundredths) for label, hundredths in sums.items() if hundredths]


def got_by(lines: Sequence[Line], person: Person) -> int:
    """What one person got, in hundredths."""
    return sum(line.hundredths for line in lines if line.credit.person_id == person.id)


async def tell_others(
    office: Office,
    work: Work,
    item: Item,
    lines: Sequence[Line],
    *,
    but: Person | None,
    decided: Item | None = None,
    why: Callable[[Texts], str] | None = None,
) -> None:
    """Whose points a decision at the desk has changed hears of it and `why`, `but` who has been told.

    `decided` is the item on which it was made, where that is another one than `item`, whose points they are.
    """
    slot = slot_name(Slot.GOT, (decided or item).id)
    people = dict.fromkeys(line.credit.person_id for line in lines if line.credit.person_id is not None)
    for person_id in people:
        person = work.directory.get_person(person_id)
        got = got_by(lines, person)
        if got and (but is None or person.id != but.id):
            t = office.t_for(person)
            message = words.render_points(t, item, got, why=why(t) if why else None)
            await living.tell_anew(work, person, slot, message)


async def update_cards(office: Office, work: Work, item: Item) -> None:
    """The item's cards, with 撤销 as long as its decision can be undone."""
    await cards.update(office, work, item, undo_until=await undo.open_until(work, item))


def taken_by(office: Office, channel: str, *, kind: AdoptionKind, day: date, issue: str | None) -> TakenBy:
    """The channel as the words name it."""
    known = points.channel_of(office, channel)
    return TakenBy(channel, known.name if known else channel, kind, day, issue)


async def _named(office: Office, work: Work, asked: AdoptedAsked) -> Item:
    if asked.number is None:
        raise BadInput(
            "Which item? Nothing was recorded. Write its number before the channel: /adopted 2026-0001 {channel}",
            channel=lambda t: labels.channel_name(t, asked.channel),
        )
    item = await cards.find_by_number(office, work, asked.number)
    if item is None:
        raise cards.no_item(office, work, asked.number)
    if item.state is ItemState.MERGED and item.merged_into is not None:
        target = await cards.get_item(work, item.merged_into)
        raise WrongState(
            "{number} was merged into {target}. Nothing was recorded; please record it there.",
            number=item.number,
            target=target.number,
        )
    return item


def check_adopted(item: Item) -> Item:
    """The item; WrongState where the desk has not adopted it."""
    if item.state is not ItemState.ADOPTED:
        raise WrongState(
            "{number} is {state}; a channel can take it once the desk has adopted it. Nothing was recorded.",
            number=item.number,
            state=lambda t: labels.state(t, item.state),
        )
    return item


async def _record(work: Work, item: Item, taken: TakenBy, *, step: str, editor: Person) -> None:
    said = f"{taken.channel} {taken.kind.value} {taken.day.isoformat()} {taken.issue or ''}".strip()
    await work.trail.record(
        "item",
        item.id,
        step=step,
        person_id=editor.id,
        now=work.now,
        after={"state": item.state.value, "taken": said},
    )


async def _tell(
    office: Office,
    work: Work,
    item: Item,
    lines: Sequence[Line],
    render: Callable[[Texts, int], Message],
) -> None:
    """Everybody who wrote it hears of it in private, with the own points."""
    sums: Counter[int] = Counter({item.person_id: 0})
    for line in lines:
        if line.credit.person_id is not None:
            sums[line.credit.person_id] += line.hundredths
    for person_id, hundredths in sums.items():
        person = work.directory.get_person(person_id)
        await work.outbox.tell(person, render(office.t_for(person), hundredths))
