"""The agenda of the weekly consultation (会商): one living message, kept up to date as its topics are decided; minutes apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.desk.common import living
from bot.desk.common.audience import desk_groups, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import proposals
from bot.desk.items.points import own_channel
from bot.desk.planning import minutes
from bot.locale.texts import Texts
from bot.model import BookingState, Chat, ItemState, LivePost, Message, Person, Role
from bot.rules.named_keypoints import covered
from bot.rules.periods import Period, period_of, week_days
from bot.rules.quota import counts
from bot.rules.rights import EDITORS, Act
from bot.store.work import Work
from bot.views.planning import agenda as words
from bot.views.planning.agenda import Agenda, Overdue, Topic, Week

_MOST_TOPICS = 40
_WEEKS_BACK = 3  # whose agendas are still brought up to date
_LIST = ("纪要", "会商纪要", "minutes")


def slot_of(week: str) -> str:
    """The living agenda of a week."""
    return slot_name(Slot.AGENDA, week)


async def consult(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """`/consult`: the agenda now; `/consult 纪要` lists minutes; with other words these are kept as the minutes."""
    scene.check(Act.CONSULT)
    if text.strip().casefold() in _LIST:
        await minutes.show_list(office, work, scene)
    elif text.strip():
        await minutes.keep(office, work, scene, text=text)
    else:
        week = period_of(Period.WEEK, office.today(work.now))
        await make_room(office, work, scene.chat, week)
        message = words.render_agenda(scene.t, await look(office, work, week))
        await answer(work, scene, message, slot=slot_of(week))


async def compose(office: Office, work: Work, t: Texts, week: str) -> list[Message]:
    """The clock's post."""
    return [words.render_agenda(t, await look(office, work, week))]


async def in_private(office: Office, work: Work) -> list[Person]:
    """Who reads it where no desk group takes messages: the editors."""
    return [] if desk_groups(work) else work.directory.with_role(*EDITORS)


async def make_room(office: Office, work: Work, chat: Chat, week: str) -> None:
    """An older agenda in the chat says that there is a newer one."""
    for each in _weeks(office.today(work.now)):
        post = await work.outbox.find_post(slot_of(each), chat)
        if post is None:
            continue
        if post.message_id is None:
            await work.outbox.take_away(slot_of(each), chat)
        else:
            last = words.render_moved(texts_at(office, work, chat), week=each)
            await work.outbox.part_with(slot_of(each), chat, last)


async def refresh(office: Office, work: Work) -> None:
    """A topic was proposed or decided: the agendas show it."""
    for week in _weeks(office.today(work.now)):
        if await work.outbox.posts(slot_of(week)):
            agenda = await look(office, work, week)
            await _show(office, work, agenda)


async def renew(office: Office, work: Work, post: LivePost) -> None:
    """Something that it names has lost its words."""
    await _show(office, work, await look(office, work, post.slot.partition(":")[2]))


async def _show(office: Office, work: Work, agenda: Agenda) -> None:
    await living.update(office, work, slot_of(agenda.week), lambda t: words.render_agenda(t, agenda))


async def press_topic(
    office: Office, work: Work, scene: Scene, *, week: str, proposal_id: int
) -> Toast | None:
    """A topic's number: what can be done about it, in the place of the numbers; 0 goes back to them."""
    scene.check(Act.CONSULT)
    if week not in _weeks(office.today(work.now)):
        return scene.toast(words.out_of_date, alert=True)
    if proposal_id and (said := await proposals.decided(work, proposal_id)) is not None:
        await _show(office, work, await look(office, work, week))
        return scene.toast(said, alert=True)
    agenda = await look(office, work, week)
    message = words.render_agenda(scene.t, agenda, chosen=proposal_id)
    await work.outbox.show(slot_of(week), scene.chat, message)
    return None


async def look(office: Office, work: Work, week: str) -> Agenda:
    """Everything that the agenda of the week shows."""
    monday, sunday = week_days(week)
    begin = _at(office, monday)
    topics = [
        Topic(
            proposal,
            by=(person := work.directory.get_person(proposal.person_id)).label,
            is_wish=person.role is Role.LEADER,
            decided_by=work.directory.get_person(proposal.decided_by).name if proposal.decided_by else "",
        )
        for proposal in await work.demands.proposals_since(begin, most=_MOST_TOPICS)
    ]
    topics.sort(key=lambda topic: not topic.is_wish)
    queue = await work.items.queue()
    today = office.today(work.now)
    month = f"{today:%Y-%m}"
    met = covered(await work.keypoints.items(month), void=office.settings.review.void)
    points = await work.keypoints.published(month)
    return Agenda(
        week=week,
        last=await _week(office, work, monday - timedelta(days=7), sunday - timedelta(days=7)),
        now=await _week(office, work, monday, min(today, sunday)),
        topics=topics,
        waiting=queue.count,
        oldest_at=queue.oldest_at,
        overdue=await _overdue(work),
        month=month,
        uncovered=[point for point in points if point.number not in met],
        points=len(points),
    )


async def _week(office: Office, work: Work, first: date, last: date) -> Week:
    until = _at(office, last + timedelta(days=1))
    rows = await work.minutes.received(
        _at(office, first), until, first=f"{first:%Y-%m}", last=f"{last:%Y-%m}"
    )
    void = office.settings.review.void
    channels = [channel for channel in office.settings.channels if channel.level >= 1]
    taken = await work.adoptions.between(first, last, channels=[channel.key for channel in channels])
    names = {channel.key: channel.name for channel in channels}
    by_channel: dict[str, int] = {}
    for adoption in taken:
        if adoption.stands:
            by_channel[names[adoption.channel]] = by_channel.get(names[adoption.channel], 0) + 1
    adopted = sum(number for state, _, number in rows if state is ItemState.ADOPTED)
    return Week(
        first,
        last,
        received=sum(number for _, _, number in rows),
        counted=sum(number for state, reason, number in rows if counts(state, reason, void)),
        adopted=adopted,
        taken=tuple(by_channel.items()),
        is_apart=by_channel.get(own_channel(office).name, 0) != adopted,
    )


async def _overdue(work: Work) -> list[Overdue]:
    demands = {demand.id: demand for demand in await work.demands.open() if demand.due_at < work.now}
    return [
        Overdue(demands[booking.demand_id], booking.unit)
        for booking in await work.demands.bookings_of_open()
        if booking.demand_id in demands and booking.state in (BookingState.BOOKED, BookingState.ASKED)
    ]


def _at(office: Office, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), office.zone)


def _weeks(today: date) -> list[str]:
    """The present week and those before it."""
    return [period_of(Period.WEEK, today - timedelta(days=7 * back)) for back in range(_WEEKS_BACK)]


proposals.FOLLOWERS.append(refresh)
