"""The clock's posts claimed, once for each place and period, and put in the outbox; what they say is in contents.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.desk.clock.contents import Post, find_post
from bot.desk.clock.wording import Messages, Wording
from bot.desk.common import pins, reminders
from bot.desk.common.about import clock_post, place_name
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.figures.notices import earliest
from bot.locale.texts import Texts
from bot.model import Chat, Message, Person, Place, Policy, Priority
from bot.rules.periods import Period, check_begun, check_ripe, parse_period, period_of
from bot.rules.places import may_try
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.clock import posts as words
from bot.views.common.paging import paged

EVERYWHERE = "*"  # the ledger's place for a post that came too late for every place
DESK = "desk"  # the ledger's place for what a post brings about beside its messages
PRIVATE = "private"  # and for what is told in private, where that was put off

_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class PostOutcome:
    """How many groups and people got a post now, and how many had it before; how many are `left` for another Work."""

    posted: int
    before: int
    left: int = 0

    def __add__(self, other: PostOutcome) -> PostOutcome:
        return PostOutcome(self.posted + other.posted, self.before + other.before, self.left + other.left)


def default_period(key: str, now: datetime, zone: ZoneInfo) -> str:
    """The period of a post made today. BadInput for an unknown key."""
    return period_of(find_post(key).period, now.astimezone(zone).date())


def check_period(key: str, text: str, *, today: date) -> str:
    """The period as somebody typed it, in its written form. BadInput for an unknown key or an unreadable period."""
    return parse_period(find_post(key).period, text, today=today)


async def bring_about(office: Office, work: Work, *, key: str, period: str) -> None:
    """What happens beside the messages, once for each period."""
    post = find_post(key)
    if post.bring_about and await work.claim_post(key, DESK, period, outcome="posted"):
        await post.bring_about(office, work, office.today(work.now))


async def post_in(
    office: Office, work: Work, *, place_id: int, key: str, period: str, by_hand: bool = False
) -> PostOutcome:
    """Posts in one place, unless it has been posted there for the period or the place is bound no more.

    The clock leaves a post that is held back, and puts off one whose draft the desk has not had for long enough.
    """
    place = next((place for place in work.directory.places if place.id == place_id), None)
    if place is None:
        return PostOutcome(0, 0)
    if await work.was_posted(key, _name(place), period):
        return PostOutcome(0, 1)
    if not by_hand and (put_off := await _put_off(office, work, key=key, period=period)):
        await work.claim_post(key, _name(place), period, outcome=put_off)
        return PostOutcome(0, 0)
    post, t = find_post(key), office.t_in(place)
    if post.keep is not None:
        await post.keep(office, work, period)
    messages = await post.compose(office, work, t, period)
    await work.claim_post(key, _name(place), period, outcome="posted" if messages else "empty")
    chat = Chat(place.chat_id, place.thread_id)
    about = clock_post(key, period, chat)
    if messages and post.make_room is not None:
        await post.make_room(office, work, chat, period)
    for message, slot in zip(messages, _slots(post, messages, period), strict=True):
        await work.outbox.say(
            chat, message, slot=slot, policy=Policy.HOLD, priority=Priority.BROADCAST, about=about
        )
    if messages and post.is_pinned and post.slot is not None:
        await pins.pin(work, post.slot(period), chat)
    if messages and post.files is not None:
        for order in await post.files(office, work, t, period):
            await work.made_files.order(order, chat, language=t.language, now=work.now, about=about)
    return PostOutcome(int(bool(messages)), 0)


def _slots(post: Post, messages: Messages, period: str) -> list[str | None]:
    """The last message lives on where the post says so."""
    last = post.slot(period) if post.slot else None
    return [last if place == len(messages) else None for place, _ in enumerate(messages, start=1)]


async def _put_off(office: Office, work: Work, *, key: str, period: str) -> str | None:
    """The outcome where the clock is not to make the post: `empty` where it is held back, `owed` where it is too early.

    It is too early until the desk has had the post's draft for some working hours. A holiday may bring both to one day, and a
    start of the bot may have missed the draft: then it comes now.
    """
    post = find_post(key)
    if post.is_held is not None and await post.is_held(work, period):
        return "empty"
    draft = post.draft
    if draft is None or not getattr(office.settings.schedule, draft).enabled:
        return None
    drafted_at = await work.first_posted(draft, period)
    if drafted_at is None:
        outcome = await post_in_private(office, work, key=draft, period=period)
        for place in work.directory.places_of(find_post(draft).places):
            outcome += await post_when_open(office, work, place_id=place.id, key=draft, period=period)
        return "owed" if outcome.posted else None
    return "owed" if work.now < earliest(office, drafted_at) else None


async def post_when_open(office: Office, work: Work, *, place_id: int, key: str, period: str) -> PostOutcome:
    """Posts in one place, or owes it the post where it is known to refuse messages."""
    place = next((place for place in work.directory.places if place.id == place_id), None)
    if place is not None and not may_try(place, work.now):
        await work.claim_post(key, _name(place), period, outcome="owed")
        return PostOutcome(0, 0)
    return await post_in(office, work, place_id=place_id, key=key, period=period)


async def owed_places(work: Work) -> list[tuple[str, str, int | None]]:
    """What places are owed that may take it now: key, period and the place's id; None for what is told in private."""
    names: dict[str, int | None] = {
        _name(place): place.id for place in work.directory.places if may_try(place, work.now)
    }
    names[PRIVATE] = None
    return [(key, period, names[name]) for key, name, period in await work.owed_posts() if name in names]


async def post_in_private(
    office: Office, work: Work, *, key: str, period: str, most: int | None = None, by_hand: bool = False
) -> PostOutcome:
    """Tells the people whom the post concerns and who have not been told for the period, at most so many of them."""
    post = find_post(key)
    if post.in_private is None:
        return PostOutcome(0, 0)
    if not by_hand and (put_off := await _put_off(office, work, key=key, period=period)):
        await work.claim_post(key, PRIVATE, period, outcome=put_off)
        return PostOutcome(0, 0)
    if post.draft is not None:
        await work.claim_post(key, PRIVATE, period, outcome="posted")
    if post.keep is not None:
        await post.keep(office, work, period)
    concerned = await _concerned(office, work, key=key, period=period)
    told = await work.posted_in(key, period) if concerned else set()
    untold = [(person, wording) for person, wording in concerned if recipient_name(person) not in told]
    for person, wording in untold[:most]:
        await work.claim_post(key, recipient_name(person), period, outcome="posted")
        if not reminders.may_remind(work, person, post.reminder):
            continue
        messages = wording()
        await _tell_newest(office, work, person, messages, key=key, slots=_slots(post, messages, period))
        if messages and post.files is not None and person.telegram_id is not None:
            t, about = office.t_for(person), reminders.mark_of(post.reminder)
            for order in await post.files(office, work, t, period):
                chat = Chat(person.telegram_id)
                await work.made_files.order(order, chat, language=t.language, now=work.now, about=about)
    posted = len(untold[:most])
    return PostOutcome(posted, len(concerned) - len(untold), left=len(untold) - posted)


async def skip(work: Work, *, key: str, period: str) -> None:
    """Records that a post came too late; `post_now` can still make it by hand."""
    await work.claim_post(key, EVERYWHERE, period, outcome="skipped")


async def post_now(office: Office, work: Work, *, key: str, period: str) -> PostOutcome:
    """Posts by hand, wherever it has not been posted for the period. BadInput where the period is not over or begun."""
    post = find_post(key)
    check_ripe(post.period, period, today=office.today(work.now))
    await bring_about(office, work, key=key, period=period)
    outcome = await post_in_private(office, work, key=key, period=period, by_hand=True)
    for place in work.directory.places_of(post.places):
        outcome += await post_in(office, work, place_id=place.id, key=key, period=period, by_hand=True)
    return outcome


async def preview(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/preview KEY [period]`: what would be posted now, in private; nothing is claimed."""
    scene.check(Act.PREVIEW)
    key, rest = words.read_title(typed)
    if key is None:
        await answer(work, scene, words.render_choose(scene.t, unknown=typed))
        return
    today = office.today(work.now)
    period = check_period(key, rest, today=today) if rest else default_period(key, work.now, office.zone)
    first, *others = await _preview(office, work, scene.own_t, key=key, period=period)
    await answer_privately(office, work, scene, first)
    chat = Chat(scene.telegram_id)
    for message in others:
        await work.outbox.say(chat, message)
    post = find_post(key)
    if post.files is not None:
        for order in await post.files(office, work, scene.own_t, period):
            await work.made_files.order(order, chat, language=scene.own_t.language, now=work.now)


async def press_preview(office: Office, work: Work, scene: Scene, *, key: str) -> Toast | None:
    """A post under a bare `/preview`."""
    await preview(office, work, scene, typed=key)
    return None


async def compose_preview(office: Office, work: Work, *, key: str, period: str) -> list[str]:
    """What would be posted now, as plain text, a string for each message; nothing is claimed."""
    messages = await _preview(office, work, office.texts(None), key=key, period=period)
    return [unescape(_TAG.sub("", message.text)) for message in messages]


async def _preview(office: Office, work: Work, t: Texts, *, key: str, period: str) -> list[Message]:
    post = find_post(key)
    if post.period is not Period.MONTH:
        check_begun(post.period, period, today=office.today(work.now))
    places = work.directory.places_of(post.places)
    had_by = [] if post.is_private else places
    done = [place for place in had_by if await work.was_posted(key, _name(place), period)]
    head = words.preview_head(
        t,
        key=key,
        period=period,
        kind=post.period,
        places=None if post.is_private else [place.title for place in places],
        done=len(done),
    )
    in_group = office.t_in(places[0]) if places else office.texts(None)
    in_groups = await post.compose(office, work, in_group, period)
    private = await _concerned(office, work, key=key, period=period)
    lines = _lines(in_groups) or ([] if post.is_private and private else [words.preview_empty(t)])
    messages = paged([*head, Markup(""), *lines] if lines else head)
    remarks = await post.remarks(office, work, t, period) if post.remarks else []
    messages += paged(remarks) if remarks else []
    if private:
        names = [person.label for person, _ in private]
        messages += paged([words.preview_private(t, names), Markup(""), *_lines(private[0][1]())])
    return messages


async def _concerned(office: Office, work: Work, *, key: str, period: str) -> list[tuple[Person, Wording]]:
    """Whom a post concerns in private, but for those without a Telegram account, and what words what they are told."""
    in_private = find_post(key).in_private
    concerned = await in_private(office, work, period) if in_private else []
    return [(person, wording) for person, wording in concerned if person.telegram_id is not None]


async def _tell_newest(
    office: Office, work: Work, person: Person, messages: Messages, *, key: str, slots: Sequence[str | None]
) -> None:
    """Private messages; those of an earlier time that still wait, for the chat to open or for the morning, give way to them."""
    kind = find_post(key).reminder
    for place, (message, slot) in enumerate(zip(messages, slots, strict=True)):
        own = slot or (slot_name(Slot.POST, key, place) if place else slot_name(Slot.POST, key))
        await reminders.remind(office, work, person, message, kind=kind, slot=own)


def _lines(messages: Messages) -> list[Markup]:
    """The lines of what was composed, to be shown under a heading; tags never reach over a line's end."""
    return [Markup(line) for message in messages for line in message.text.split("\n")]  # noqa: S704 - escaped before


def _name(place: Place) -> str:
    return place_name(place.chat_id, place.thread_id)


def recipient_name(person: Person) -> str:
    """A person in the ledger."""
    return f"person:{person.id}"
