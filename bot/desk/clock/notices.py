"""The monthly notice decided on: 发布 and 暂缓 under its draft, and `/correct`; its figures are desk/figures/notices.py."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.clock import posts
from bot.desk.common import conversations
from bot.desk.common.about import clock_post, place_name
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.figures import notices
from bot.errors import BadInput, NotFound, WrongState
from bot.locale.texts import Texts
from bot.model import Chat, Draft, DraftKind, Message, Notice, Order, Place, Policy, Priority
from bot.rules.months import parse_month
from bot.rules.notice import Change, MonthNotice, differences, from_json, to_json
from bot.rules.places import may_try
from bot.rules.rights import Act
from bot.rules.spans import together
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.common.paging import paged
from bot.views.figures import notice_corrections as corrections
from bot.views.figures import notice_files, notice_tables
from bot.views.figures import notices as words

_KEY = "notice"
CORRECTION = "correction"  # in the ledger; its period is the correction's id
_MOST_MONTHS = 12
_MOST_WHY = 300
_AFTER = re.compile(r"[\s,，:：]+")


async def ask_publish(office: Office, work: Work, scene: Scene, *, month: str) -> Toast | None:
    """发布: asks first, since it cannot be undone."""
    scene.check(Act.NOTICE)
    period = _month(office, work, month)
    if await work.notices.of_month(period) is not None:
        return await press_publish(office, work, scene, month=month)
    await notices.show_foot(office, work, month=period, asking_in=scene.chat)
    return None


async def press_back(office: Office, work: Work, scene: Scene, *, month: str) -> Toast | None:
    """返回: the draft waits as before."""
    scene.check(Act.NOTICE)
    await notices.show_foot(office, work, month=_month(office, work, month))
    return None


async def press_publish(office: Office, work: Work, scene: Scene, *, month: str) -> Toast:
    """确认发布: now, wherever it belongs; of two who press, the first does it."""
    person = scene.check(Act.NOTICE)
    period = _month(office, work, month)
    published = await work.notices.of_month(period)
    if published is not None:
        await notices.show_foot(office, work, month=period)
        return scene.toast(
            lambda t: t.plain(
                "Published already: {number}.", number=words.number_words(t, period, published.number)
            )
        )
    notice = await notices.publish(office, work, month=period, by=person.id)
    outcome = await posts.post_now(office, work, key=_KEY, period=period)
    appeals = await work.appeals.open_in(period)

    def said(t: Texts) -> str:
        done = t.plain(
            "Published as {number}; groups and people: {count}.",
            number=words.number_words(t, period, notice.number),
            count=outcome.posted,
        )
        return "\n".join((done, words.open_appeals(t, appeals, month=period))) if appeals else done

    return scene.toast(said, alert=bool(appeals))


async def press_hold(office: Office, work: Work, scene: Scene, *, month: str) -> Toast:
    """暂缓: the clock does not publish it; 发布 does."""
    person = scene.check(Act.NOTICE)
    period = _month(office, work, month)
    if await work.notices.of_month(period) is not None:
        await notices.show_foot(office, work, month=period)
        raise WrongState(
            "The notice of {month} is out; it cannot be held back any more. What is wrong in it: /correct {month}",
            month=period,
        )
    if await notices.held_by(work, period) is None:
        await notices.hold(work, period, by=person.id)
    await notices.show_foot(office, work, month=period)
    return scene.toast(lambda t: t.plain("Held back: it is not published by itself."))


async def press_resume(office: Office, work: Work, scene: Scene, *, month: str) -> Toast:
    """恢复自动发布: what 暂缓 held back goes out by the clock after all, as long as its time is not over."""
    person = scene.check(Act.NOTICE)
    period = _month(office, work, month)
    if await work.notices.of_month(period) is not None:
        await notices.show_foot(office, work, month=period)
        raise WrongState("The notice of {month} is out already. Nothing was changed.", month=period)
    drafted_at = await work.first_posted("notice_draft", period)
    at = notices.publishes_at(office, period, drafted_at=drafted_at or work.now)
    if at is not None and at <= work.now:
        raise WrongState(
            "The time at which the notice of {month} goes out by itself ({at}) is over; it stays held back. Please press "
            "“Publish”.",
            month=period,
            at=at,
        )
    if await notices.held_by(work, period) is not None:
        await notices.resume(work, period, by=person.id)
    await notices.show_foot(office, work, month=period)
    return scene.toast(lambda t: t.plain("It is published by itself again."))


def _month(office: Office, work: Work, raw: str) -> str:
    """The month of a button; BadInput where somebody altered it, or it is not over."""
    try:
        month = parse_month(raw, today=office.today(work.now))
    except BadInput:
        raise BadInput("This button is out of date. Please send the command again.") from None
    if month >= f"{office.today(work.now):%Y-%m}":
        raise BadInput("{month} is not over yet; nothing was published.", month=month)
    return month


async def correct(office: Office, work: Work, scene: Scene, *, typed: str) -> None:
    """`/correct 2026-05 why`: what differs from the notice, and whether that is published."""
    scene.check(Act.CORRECT)
    head, _, rest = _AFTER.sub("\n", together(typed.strip()), count=1).partition("\n")
    if not head:
        await answer(work, scene, corrections.render_months(scene.t, await work.notices.months(_MOST_MONTHS)))
        return
    why = clean(rest)
    if count_chars(why) > _MOST_WHY:
        raise BadInput(
            "The reason has at most {most} characters; yours has {count}. Nothing was published.",
            most=_MOST_WHY,
            count=count_chars(why),
        )
    month = parse_month(head, today=office.today(work.now))
    await _ask(office, work, scene, month=month, why=why or None)


async def press_differ(office: Office, work: Work, scene: Scene, *, month: str) -> Toast | None:
    """A month under a bare `/correct`."""
    scene.check(Act.CORRECT)
    await _ask(office, work, scene, month=_month(office, work, month), why=None)
    return None


@dataclass(frozen=True, slots=True)
class _Differing:
    """A published month, its figures as published last and as they stand now, and what differs."""

    published: Notice
    before: MonthNotice
    now: MonthNotice
    changes: Sequence[Change]

    def lines(self, office: Office, t: Texts) -> list[corrections.Corrected]:
        """What differs, as far as the settings name anybody."""
        names = office.settings.notices.names
        return corrections.corrected(t, self.changes, before=self.before, now=self.now, names=names)

    @property
    def digest(self) -> str:
        """What was shown, to be known again."""
        return hashlib.sha256(to_json(self.now).encode()).hexdigest()


async def _differing(office: Office, work: Work, t: Texts, month: str) -> _Differing:
    """NotFound where the month has no notice, WrongState where nothing differs from it."""
    published, newest = await work.notices.of_month(month), await work.notices.newest(month)
    if published is None or newest is None:
        raise NotFound(
            "The notice of {month} has not been published, so there is nothing to correct. Nothing was changed.",
            month=month,
        )
    before, now = (
        from_json(newest.figures),
        await notices.reckon_beside(office, work, month=month, is_last=True),
    )
    found = _Differing(published, before, now, differences(before, now))
    if not found.changes:
        raise WrongState(
            "Nothing differs from the notice of {month}; no correction was published. What is recorded after a notice counts "
            "in the month in which it is recorded.",
            month=month,
        )
    if not found.lines(office, t):
        raise WrongState(
            "What differs from the notice of {month} is about people whom the settings do not let it name; no correction was "
            "published.",
            month=month,
        )
    return found


async def _ask(office: Office, work: Work, scene: Scene, *, month: str, why: str | None) -> None:
    differing = await _differing(office, work, scene.t, month)
    data = {"month": month, "why": why or "", "digest": differing.digest}
    draft = await conversations.begin(work, scene, DraftKind.NOTICE_CORRECTION, step="sure", data=data)
    *pages, last = corrections.render_ask_correction(
        scene.t,
        differing.lines(office, scene.t),
        month=month,
        why=why,
        draft_id=draft.id,
        places=len(await _had_it(work, month, office)),
    )
    for page in pages:
        await answer(work, scene, page)
    await answer(work, scene, last, slot=conversations.preview_slot(draft.id))


async def press_correct(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """发布 under what differs: a numbered correction goes wherever the notice went."""
    person = scene.check(Act.CORRECT)
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.NOTICE_CORRECTION)
    month, why = str(draft.data["month"]), str(draft.data["why"]) or None
    differing = await _differing(office, work, scene.t, month)
    if differing.digest != draft.data["digest"]:
        await conversations.end(work, scene, draft)
        await _ask(office, work, scene, month=month, why=why)
        return scene.toast(
            lambda t: t.plain("The figures have changed since. Please check them again."), alert=True
        )
    correction = await notices.correct(office, work, figures=differing.now, why=why, by=person.id)
    for chat, t in await _had_it(work, month, office):
        place = work.directory.find_place(chat)
        await _send(office, work, chat, t, differing, correction, place=place)
    done = corrections.render_corrected(scene.t, month=month, number=correction.number)
    await conversations.end_with(work, scene, draft, done)
    return None


async def post_owed(office: Office, work: Work, *, place_id: int, correction_id: int) -> posts.PostOutcome:
    """A correction that a group has refused and may take by now, as long as it is not older than a notice that is caught up."""
    place = next((each for each in work.directory.places if each.id == place_id), None)
    correction, previous = await work.notices.find(correction_id), await work.notices.before(correction_id)
    if place is None or correction is None or previous is None:
        return posts.PostOutcome(0, 0)
    chat, name = Chat(place.chat_id, place.thread_id), place_name(place.chat_id, place.thread_id)
    if work.now - correction.published_at > office.settings.schedule.notice.catch_up:
        await work.claim_post(CORRECTION, name, str(correction.id), outcome="skipped")
        return posts.PostOutcome(0, 0)
    published = await work.notices.of_month(correction.month)
    assert published is not None
    before, now = from_json(previous.figures), from_json(correction.figures)
    differing = _Differing(published, before, now, differences(before, now))
    await _send(office, work, chat, office.t_in(place), differing, correction, place=place)
    return posts.PostOutcome(1, 0)


async def _send(
    office: Office,
    work: Work,
    chat: Chat,
    t: Texts,
    differing: _Differing,
    correction: Notice,
    *,
    place: Place | None,
) -> None:
    """The correction to a chat; a group that takes no messages is owed it, as it is a post of the clock."""
    about = None
    if place is not None:
        name, is_open = place_name(chat.chat_id, chat.thread_id), may_try(place, work.now)
        outcome = "posted" if is_open else "owed"
        await work.claim_post(CORRECTION, name, str(correction.id), outcome=outcome)
        if not is_open:
            return
        about = clock_post(CORRECTION, str(correction.id), chat)
    messages, orders = _worded(office, work, t, differing, correction)
    for message in messages:
        await work.outbox.say(chat, message, policy=Policy.HOLD, priority=Priority.BROADCAST, about=about)
    for order in orders:
        await work.made_files.order(order, chat, language=t.language, now=work.now, about=about)


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """取消 under what differs."""
    draft = await conversations.get_own(work, scene, draft_id, DraftKind.NOTICE_CORRECTION)
    await cancel(office, work, scene, draft)
    return None


async def cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """The notice stands as it was published."""
    await conversations.end_with(work, scene, draft, corrections.render_not_corrected(scene.t))


async def name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    """Which month would be corrected."""
    return corrections.correction_name(t, month=str(draft.data["month"]))


async def _had_it(work: Work, month: str, office: Office) -> list[tuple[Chat, Texts]]:
    """Where the month's notice went, as far as it is bound, and who got it in private, each with their language."""
    posted = await work.posted_in(_KEY, month)
    found = [
        (Chat(place.chat_id, place.thread_id), office.t_in(place))
        for place in work.directory.places
        if place_name(place.chat_id, place.thread_id) in posted
    ]
    found += [
        (Chat(person.telegram_id), office.t_for(person))
        for person in work.directory.active()
        if person.telegram_id is not None and posts.recipient_name(person) in posted
    ]
    return found


def _worded(
    office: Office, work: Work, t: Texts, differing: _Differing, correction: Notice
) -> tuple[list[Message], list[Order]]:
    """The correction for a chat, and as files: the paper, and all tables as they are now."""
    month, lines = correction.month, differing.lines(office, t)
    today, number = office.today(work.now), differing.published.number
    frame = notices.frame_of(office, t, number=number, day=today)
    said = corrections.correction_lines(
        t, lines, month=month, number=correction.number, notice=number, why=correction.why, frame=frame
    )
    paper = notice_files.order_correction(
        t,
        lines,
        month=month,
        number=correction.number,
        notice=number,
        why=correction.why,
        frame=frame,
        desk=office.settings.desk.name,
    )
    return paged(said), [paper, notice_tables.order_tables(t, differing.now, frame, is_corrected=True)]


CONVERSATION = Conversation(
    kind=DraftKind.NOTICE_CORRECTION, take=None, cancel=cancel, is_asking=lambda draft: False, name=name
)
