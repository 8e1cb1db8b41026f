"""A month's key points where they stand: posted and pinned in the work groups, kept up to date, read; written in keypoints.py."""

from __future__ import annotations

from bot.desk.common import living, pins
from bot.desk.common.about import clock_post, place_name
from bot.desk.common.audience import tell_desk, texts_at
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.common.slots import Slot, slot_name
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Booking, Chat, Message, Person, Place, PlaceKind, Policy, Priority
from bot.rules.booking import booking_facts, choice_of, demand_facts
from bot.rules.keypoints import Difference
from bot.rules.months import month_of, previous_month
from bot.rules.places import may_try
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.common.waiting import Waiting
from bot.views.planning import keypoints as words
from bot.views.planning.keypoints import Offered

KEY = "keypoints"  # of the clock's post
_MONTHS_BACK = 12


def slot_of(month: str) -> str:
    """The living posts of a month's key points."""
    return slot_name(Slot.KEYPOINTS, month)


async def compose(office: Office, work: Work, t: Texts, month: str) -> list[Message]:
    """The month's post; none where its key points are not published."""
    points = await work.keypoints.published(month)
    if not points:
        return []
    readers, demands = await work.keypoints.readers(month), await _offered(work)
    return [words.render_post(t, points, month=month, readers=readers, demands=demands)]


async def make_room(office: Office, work: Work, chat: Chat, month: str) -> None:
    """Other months' posts in the chat are pinned no more, and take no answers."""
    for other in await work.keypoints.published_months(most=_MONTHS_BACK):
        slot = slot_of(other)
        post = await work.outbox.find_post(slot, chat) if other != month else None
        if post is None:
            continue
        if post.message_id is None:
            await work.outbox.take_away(slot, chat)
            continue
        await pins.unpin(work, slot, chat)
        for last in await compose(office, work, texts_at(office, work, chat), other):
            await work.outbox.part_with(slot, chat, Message(last.text))


async def post_everywhere(office: Office, work: Work, month: str) -> int:
    """Published during its month: posted at once wherever it has not been; in how many groups."""
    posted = 0
    for place in work.directory.places_of(PlaceKind.WORK):
        name = place_name(place.chat_id, place.thread_id)
        if await work.was_posted(KEY, name, month):
            continue
        if not may_try(place, work.now):
            await work.claim_post(KEY, name, month, outcome="owed")
            continue
        await _post_in(office, work, place, month)
        posted += 1
    return posted


async def bring_over(office: Office, work: Work, chat: Chat) -> None:
    """A work group that was bound, or has another id, gets this month's where it has not seen them, posted and pinned.

    What the clock is yet to post everywhere it posts here, too.
    """
    place, month = work.directory.find_place(chat), month_of(work.now, office.zone)
    if place is None or place.kind is not PlaceKind.WORK or not may_try(place, work.now):
        return
    standing = await work.keypoints.month(month)
    if standing is None or standing.published_at is None:
        return
    is_ahead = month_of(standing.published_at, office.zone) < month
    if is_ahead and await work.first_posted(KEY, month) is None:
        return
    if await work.outbox.find_post(slot_of(month), Chat(place.chat_id, place.thread_id)) is None:
        await _post_in(office, work, place, month)


async def _post_in(office: Office, work: Work, place: Place, month: str) -> None:
    [message] = await compose(office, work, office.t_in(place), month)
    await work.claim_post(KEY, place_name(place.chat_id, place.thread_id), month, outcome="posted")
    chat = Chat(place.chat_id, place.thread_id)
    await make_room(office, work, chat, month)
    await work.outbox.say(
        chat,
        message,
        slot=slot_of(month),
        policy=Policy.HOLD,
        priority=Priority.BROADCAST,
        about=clock_post(KEY, month, chat),
    )
    await pins.pin(work, slot_of(month), chat)


async def show_changes(office: Office, work: Work, month: str, changes: list[Difference]) -> None:
    """What was published is changed: the posts show it, and a line in each group says so."""
    await update(office, work, month)
    for post in await work.outbox.posts(slot_of(month)):
        chat = Chat(post.chat_id, post.thread_id)
        message = words.render_changed(texts_at(office, work, chat), changes, month=month)
        await work.outbox.say(
            chat, message, reply_to=post.message_id, policy=Policy.HOLD, priority=Priority.BROADCAST
        )


async def update(office: Office, work: Work, month: str) -> None:
    """The month's posts as they are now."""
    points, demands = await work.keypoints.published(month), await _offered(work)
    readers = await work.keypoints.readers(month)
    await living.update(
        office,
        work,
        slot_of(month),
        lambda t: words.render_post(t, points, month=month, readers=readers, demands=demands),
    )


async def press_read(office: Office, work: Work, scene: Scene, *, month: str) -> Toast:
    """`已阅`: a receipt, once for each person."""
    person = scene.check(Act.READ_KEYPOINTS)
    standing = await work.keypoints.month(month)
    if standing is None or standing.published_at is None:
        raise BadInput("This button is out of date. Please send the command again.")
    if not await work.keypoints.read(month, person_id=person.id, now=work.now):
        at = await work.keypoints.read_at(month, person_id=person.id)
        return scene.toast(lambda t: words.read_before(t, at or work.now))
    await update(office, work, month)
    return scene.toast(lambda t: words.has_read(t, month=month))


async def unread(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """What /today says of it to reporters: the month's key points, which they have not read yet."""
    month = month_of(work.now, office.zone)
    standing = await work.keypoints.month(month)
    if standing is None or standing.published_at is None:
        return []
    if await work.keypoints.read_at(month, person_id=person.id) is not None:
        return []
    return words.unread(t, month=month)


async def remind_desk(office: Office, work: Work, month: str) -> None:
    """The month has begun without key points, and the office is used to having some, or has begun to write them."""
    standing = await work.keypoints.month(month)
    if standing is not None and standing.published_at is not None:
        return
    if standing is not None or await work.keypoints.published(previous_month(month)):
        await tell_desk(office, work, lambda t: words.render_missing(t, month=month))


async def _offered(work: Work) -> list[Offered]:
    """The open demands that can still be booked, the nearest due first."""
    made: dict[int, list[Booking]] = {}
    for booking in await work.demands.bookings_of_open():
        made.setdefault(booking.demand_id, []).append(booking)
    return [
        Offered(
            demand,
            choice_of(demand_facts(demand), booking_facts(made.get(demand.id, [])), now=work.now),
        )
        for demand in await work.demands.open()
        if demand.due_at > work.now and not demand.units
    ]
