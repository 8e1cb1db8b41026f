"""What each of the clock's posts says, and to whom: one table for all of them; claiming and sending is in posts.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup

from bot.desk.common.office import Office
from bot.desk.demands import deadlines
from bot.desk.documents import deadlines as papers
from bot.desk.figures import appraisal, appraisals, notices, penalties
from bot.desk.guidance import inquiries
from bot.desk.items import queue, quota
from bot.desk.planning import agenda, digest, publishing
from bot.desk.sources import liaison
from bot.desk.supervision import deadlines as tasks_due
from bot.desk.training import rota
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Chat, Circular, Demand, Message, Order, Person, PlaceKind, Reminder, Role
from bot.rules.appraisal import Appraisal
from bot.rules.booking import booking_facts, choice_of, demand_facts, free_slots
from bot.rules.periods import Period
from bot.rules.quota import MonthFigures, Short, changes
from bot.rules.rights import ADMINS, EDITORS
from bot.rules.text import shorten
from bot.store.work import Work
from bot.views.clock import posts as words
from bot.views.common.paging import paged
from bot.views.demands.deadlines import arrange_buttons, digest_lines
from bot.views.documents.circulars import render_unread
from bot.views.figures import appraisal as appraisal_words
from bot.views.figures import appraisal_files, notice_files
from bot.views.figures import notices as notice_words
from bot.views.guidance.inquiries import waiting_lines as inquiry_lines
from bot.views.items.corrections import waiting_buttons, waiting_lines
from bot.views.items.queue import queue_buttons, queue_lines
from bot.views.supervision.deadlines import day_buttons, day_lines

Messages = list[Message]
Wording = Callable[[], Messages]
_MOST_CORRECTIONS = 6  # with a button each
_MOST_TOPICS = 5  # in a reminder; /topics lists them all


@dataclass(frozen=True, slots=True)
class Post:
    """One thing that the clock posts.

    `compose` gives the messages for the groups of the kind `places`, none where there is nothing to say. `in_private` says
    whom it concerns, each with what words the messages for that person: the words of two thousand take long. `bring_about`
    is what else happens on that day, once for each period, before anything is posted. `keep` makes what is about to be posted
    last; `remarks` are lines that only an administrator sees, under a preview.

    What is told in private is a reminder of the kind `reminder`.

    `make_room` is what the place's other messages give way to before it stands there; `is_pinned` where it lives on.

    `files` go after the messages, of which the last lives on as `slot` says. The clock does not make what `is_held`, and leaves
    the desk time with the post that is its `draft`.
    """

    period: Period
    places: PlaceKind
    compose: Callable[[Office, Work, Texts, str], Awaitable[Messages]]
    in_private: Callable[[Office, Work, str], Awaitable[list[tuple[Person, Wording]]]] | None = None
    bring_about: Callable[[Office, Work, date], Awaitable[None]] | None = None
    keep: Callable[[Office, Work, str], Awaitable[None]] | None = None
    remarks: Callable[[Office, Work, Texts, str], Awaitable[list[Markup]]] | None = None
    files: Callable[[Office, Work, Texts, str], Awaitable[list[Order]]] | None = None
    slot: Callable[[str], str] | None = None
    reminder: Reminder = Reminder.NOTICE
    is_held: Callable[[Work, str], Awaitable[bool]] | None = None
    draft: str | None = None
    make_room: Callable[[Office, Work, Chat, str], Awaitable[None]] | None = None
    is_pinned: bool = False


def find_post(key: str) -> Post:
    """The post with this key. BadInput names the keys that there are."""
    if key not in POSTS:
        raise BadInput(
            "There is no post “{key}”. There are: {keys}.", key=shorten(key, 40), keys=", ".join(POSTS)
        )
    return POSTS[key]


async def _mind_key_points(office: Office, work: Work, today: date) -> None:
    await publishing.remind_desk(office, work, f"{today:%Y-%m}")


async def _agenda_to_editors(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    concerned: list[tuple[Person, Wording]] = []
    for person in await agenda.in_private(office, work):
        messages = await agenda.compose(office, work, office.t_for(person), period)
        concerned.append((person, partial(list, messages)))
    return concerned


async def _demands(office: Office, work: Work, t: Texts, period: str) -> Messages:
    topics = [topic for _, topic in await _open_demands(work)]
    return words.render_demands(t, topics, week=period)


async def _reminder(office: Office, work: Work, t: Texts, period: str) -> Messages:
    figures = await _month_under_way(office, work, period)
    if figures is None or not figures.owing:
        return []
    names, desk = office.settings.notices.names, office.settings.desk.name
    return paged(words.reminder_lines(t, figures, names=names, desk=desk, today=office.today(work.now)))


async def _own_reminders(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    figures = await _month_under_way(office, work, period)
    if figures is None:
        return []
    demands = await _open_demands(work)

    def remind(person: Person, short: Short) -> Messages:
        topics = [topic for demand, topic in demands if topic.free and _may_book(person, demand)]
        t = office.t_for(person)
        shown = topics[:_MOST_TOPICS]
        lines = words.own_reminder_lines(t, short, month=figures.month, topics=shown)
        return paged(lines, keyboard=words.topic_buttons(t, shown))

    concerned = [(work.directory.get_person(short.person_id), short) for short in figures.short]
    return [(person, partial(remind, person, short)) for person, short in concerned]


async def _shortfall(office: Office, work: Work, t: Texts, period: str) -> Messages:
    posted = await quota.posted_figures(work, month=period)
    figures = posted or await quota.figures_beside(office, work, month=period)
    if not figures.owing:
        return []
    names, desk = office.settings.notices.names, office.settings.desk.name
    return paged(words.shortfall_lines(t, figures, names=names, desk=desk, today=office.today(work.now)))


async def _keep_shortfall(office: Office, work: Work, period: str) -> None:
    await penalties.book_shortfall(office, work, month=period)
    await quota.keep_figures(office, work, month=period)


async def _shortfall_remarks(office: Office, work: Work, t: Texts, period: str) -> list[Markup]:
    """What has changed since the month was posted, and who has no account."""
    posted = await quota.posted_figures(work, month=period)
    figures = await quota.figures_beside(office, work, month=period)
    later = words.later_lines(t, changes(posted, figures)) if posted else []
    return [*later, *words.absent_lines(t, (posted or figures).absent)]


async def _reminder_remarks(office: Office, work: Work, t: Texts, period: str) -> list[Markup]:
    figures = await _month_under_way(office, work, period)
    return words.absent_lines(t, figures.absent) if figures else []


async def _deadlines(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """One message: what waits for review or to be corrected, then what is due."""
    today = office.today(work.now)
    waiting, rows = await queue.look(work), await deadlines.rows_of_day(office, work, today=today)
    asked = await work.corrections.asked()
    corrections = waiting_lines(t, len(asked), asked[0].asked_at if asked else None)
    tasks = await tasks_due.rows_of_day(office, work, today=today)
    lines = [
        *queue_lines(t, waiting.queue, waiting.first, waiting.taken),
        *corrections,
        *inquiry_lines(t, await inquiries.waiting_too_long(office, work)),
        *digest_lines(t, rows),
        *day_lines(t, tasks),
    ]
    if not lines:
        return []
    first = asked[:_MOST_CORRECTIONS]
    numbers = {item.id: item.number for item in await work.items.find_all(each.item_id for each in first)}
    opening = waiting_buttons(t, [(each.id, numbers[each.item_id]) for each in first])
    keyboard = (
        *queue_buttons(t, waiting.first),
        *opening,
        *arrange_buttons(t, rows),
        *day_buttons(t, tasks),
    )
    return paged([words.day_title(t, today), *lines], keyboard=keyboard)


async def _own_deadlines(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    """Where no desk group is bound, the editors read it in private."""
    if work.directory.places_of(PlaceKind.DESK):
        return []
    concerned: list[tuple[Person, Wording]] = []
    for person in work.directory.with_role(*EDITORS):
        messages = await _deadlines(office, work, office.t_for(person), period)
        if messages:
            concerned.append((person, partial(list, messages)))
    return concerned


async def _mind_deadlines(office: Office, work: Work, today: date) -> None:
    await deadlines.mind_deadlines(office, work, today=today)
    await penalties.book_undelivered(office, work, today=today)
    await tasks_due.mind_due(office, work, today=today)


async def _notice(office: Office, work: Work, t: Texts, period: str) -> Messages:
    notice = await notices.ready(office, work, t, month=period)
    return paged(notice_words.notice_lines(t, notice.figures, notice.frame))


async def _notice_to_leaders(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    concerned: list[tuple[Person, Wording]] = []
    of_language: dict[str, Messages] = {}
    for person in work.directory.with_role(Role.LEADER):
        t = office.t_for(person)
        if t.language not in of_language:
            of_language[t.language] = await _notice(office, work, t, period)
        concerned.append((person, partial(list, of_language[t.language])))
    return concerned


async def _notice_files(office: Office, work: Work, t: Texts, period: str) -> list[Order]:
    notice = await notices.ready(office, work, t, month=period)
    return notice_files.order_files(t, notice.figures, notice.frame, desk=office.settings.desk.name)


async def _publish_notice(office: Office, work: Work, period: str) -> None:
    await notices.publish(office, work, month=period)


async def _is_notice_held(work: Work, period: str) -> bool:
    return await notices.held_by(work, period) is not None and await work.notices.of_month(period) is None


async def _notice_draft(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """The draft, and under it what becomes of it; nothing where the notice is out already."""
    if await work.notices.of_month(period) is not None:
        return []
    draft = await notices.ready(office, work, t, month=period, is_draft=True)
    under = await notices.foot(office, work, t, month=period)
    return [*paged(notice_words.notice_lines(t, draft.figures, draft.frame)), under]


async def _own_notice_draft(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    """Where no desk group is bound, the administrators read it in private."""
    if work.directory.places_of(PlaceKind.DESK):
        return []
    concerned: list[tuple[Person, Wording]] = []
    for person in work.directory.with_role(*ADMINS):
        messages = await _notice_draft(office, work, office.t_for(person), period)
        if messages:
            concerned.append((person, partial(list, messages)))
    return concerned


async def _draft_files(office: Office, work: Work, t: Texts, period: str) -> list[Order]:
    if await work.notices.of_month(period) is not None:
        return []
    draft = await notices.ready(office, work, t, month=period, is_draft=True)
    return [notice_files.order_tables(t, draft.figures, draft.frame)]


async def _month_under_way(office: Office, work: Work, period: str) -> MonthFigures | None:
    """The figures of the day's month; None where a holiday has moved the reminder past the month's end."""
    month = period[:7]
    if f"{office.today(work.now):%Y-%m}" > month:
        return None
    return await quota.figures_beside(office, work, month=month)


async def _nothing(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """No group is told: it concerns persons."""
    return []


async def _own_unread(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    def remind(person: Person, unread: Sequence[tuple[int, Circular]]) -> Messages:
        return [render_unread(office.t_for(person), unread, now=work.now, is_reminder=True)]

    return [(person, partial(remind, person, unread)) for person, unread in await papers.to_remind(work)]


async def _appraisal(office: Office, work: Work, t: Texts, period: str) -> Messages:
    shown, frame = await _appraised(office, work, period)
    return appraisal_words.render_appraisal(t, shown, frame) if shown.whole.received else []


async def _appraised(office: Office, work: Work, period: str) -> tuple[Appraisal, appraisal_words.Frame]:
    """The year as it is published, or would be."""
    kept = await appraisal.published(work, period)
    shown = kept[0] if kept else await appraisal.reckon_beside(office, work, year=period)
    return shown, appraisal_words.Frame(office.settings.desk.name, kept[1] if kept else None)


async def _appraisal_to_leaders(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    leaders = work.directory.with_role(Role.LEADER)
    if not leaders:
        return []
    shown, frame = await _appraised(office, work, period)
    if not shown.whole.received:
        return []

    def tell(person: Person) -> Messages:
        t = office.t_for(person)
        return [*appraisal_words.render_appraisal(t, shown, frame), appraisal_words.render_files(t, shown)]

    return [(person, partial(tell, person)) for person in leaders]


async def _appraisal_files(office: Office, work: Work, t: Texts, period: str) -> list[Order]:
    shown, frame = await _appraised(office, work, period)
    if not shown.whole.received:
        return []
    titles, day = await appraisals.titles_of(work, shown), office.today(work.now)
    return appraisal_files.order_files(t, shown, frame, titles=titles, day=day)


async def _keep_appraisal(office: Office, work: Work, period: str) -> None:
    await appraisal.keep(office, work, year=period)


async def _rotation(office: Office, work: Work, t: Texts, period: str) -> Messages:
    lines = await rota.week_lines(office, work, t, period)
    return paged(lines) if lines else []


async def _liaison(office: Office, work: Work, t: Texts, period: str) -> Messages:
    lines = await liaison.lines(office, work, t, period)
    return paged(lines) if lines else []


async def _open_demands(work: Work) -> list[tuple[Demand, words.Topic]]:
    """The demands that still take bookings, the nearest due first."""
    bookings = await work.demands.bookings_of_open()
    found: list[tuple[Demand, words.Topic]] = []
    for demand in await work.demands.open():
        if demand.due_at < work.now:
            continue
        facts = booking_facts([booking for booking in bookings if booking.demand_id == demand.id])
        topic = words.Topic(
            demand=demand,
            free=free_slots(demand_facts(demand), facts),
            units=tuple(work.directory.unit_name(unit) for unit in demand.units),
            choice=choice_of(demand_facts(demand), facts, now=work.now),
        )
        found.append((demand, topic))
    return found


def _may_book(person: Person, demand: Demand) -> bool:
    return not demand.units or person.unit_id in demand.units


POSTS: dict[str, Post] = {
    "keypoints": Post(
        Period.MONTH,
        PlaceKind.WORK,
        publishing.compose,
        bring_about=_mind_key_points,
        slot=publishing.slot_of,
        make_room=publishing.make_room,
        is_pinned=True,
    ),
    "demands": Post(Period.WEEK, PlaceKind.WORK, _demands),
    "reminder": Post(
        Period.DAY,
        PlaceKind.WORK,
        _reminder,
        in_private=_own_reminders,
        remarks=_reminder_remarks,
        reminder=Reminder.QUOTA,
    ),
    "shortfall": Post(
        Period.LAST_MONTH, PlaceKind.WORK, _shortfall, keep=_keep_shortfall, remarks=_shortfall_remarks
    ),
    "notice_draft": Post(
        Period.LAST_MONTH,
        PlaceKind.DESK,
        _notice_draft,
        in_private=_own_notice_draft,
        files=_draft_files,
        slot=notices.draft_slot,
        reminder=Reminder.DESK,
    ),
    "notice": Post(
        Period.LAST_MONTH,
        PlaceKind.WORK,
        _notice,
        in_private=_notice_to_leaders,
        keep=_publish_notice,
        files=_notice_files,
        is_held=_is_notice_held,
        draft="notice_draft",
    ),
    "deadlines": Post(
        Period.DAY,
        PlaceKind.DESK,
        _deadlines,
        in_private=_own_deadlines,
        bring_about=_mind_deadlines,
        reminder=Reminder.DESK,
    ),
    "liaison": Post(Period.LAST_MONTH, PlaceKind.PARTNER, _liaison),
    "rotation": Post(Period.WEEK, PlaceKind.WORK, _rotation),
    "reading": Post(Period.DAY, PlaceKind.DESK, _nothing, in_private=_own_unread, reminder=Reminder.READING),
    "consultation": Post(
        Period.WEEK,
        PlaceKind.DESK,
        agenda.compose,
        in_private=_agenda_to_editors,
        slot=agenda.slot_of,
        make_room=agenda.make_room,
        reminder=Reminder.DESK,
    ),
    "digest": Post(
        Period.WEEK,
        PlaceKind.DESK,
        digest.compose,
        in_private=digest.to_leaders,
        reminder=Reminder.DIGEST,
    ),
    "appraisal": Post(
        Period.LAST_YEAR,
        PlaceKind.DESK,
        _appraisal,
        in_private=_appraisal_to_leaders,
        keep=_keep_appraisal,
        files=_appraisal_files,
    ),
}
