"""What each of the clock's posts says, and to whom: one table for all of them; claiming and sending is in posts.py."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from markupsafe import Markup

from bot.desk.clock import appraisal_posts, notice_posts, quota_posts
from bot.desk.clock.wording import Messages, Wording
from bot.desk.common.office import Office
from bot.desk.demands import deadlines
from bot.desk.documents import deadlines as papers
from bot.desk.figures import notices, penalties
from bot.desk.guidance import inquiries
from bot.desk.items import queue
from bot.desk.planning import agenda, digest, publishing
from bot.desk.sources import liaison
from bot.desk.supervision import deadlines as tasks_due
from bot.desk.training import rota
from bot.errors import BadInput
from bot.locale.texts import Texts
from bot.model import Chat, Circular, Order, Person, PlaceKind, Reminder
from bot.rules.periods import Period
from bot.rules.rights import EDITORS
from bot.rules.text import shorten
from bot.store.work import Work
from bot.views.clock import posts as words
from bot.views.common.paging import paged
from bot.views.demands.deadlines import arrange_buttons, digest_lines
from bot.views.documents.circulars import render_unread
from bot.views.guidance.inquiries import waiting_lines as inquiry_lines
from bot.views.items.corrections import waiting_buttons, waiting_lines
from bot.views.items.queue import queue_buttons, queue_lines
from bot.views.supervision.deadlines import day_buttons, day_lines

_MOST_CORRECTIONS = 6  # with a button each


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
    the desk time with the post that is its `draft`. What `is_private` says nothing in groups, whatever place it is claimed for.
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
    is_private: bool = False


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


async def _nothing(office: Office, work: Work, t: Texts, period: str) -> Messages:
    """No group is told: it concerns persons."""
    return []


async def _own_unread(office: Office, work: Work, period: str) -> list[tuple[Person, Wording]]:
    def remind(person: Person, unread: Sequence[tuple[int, Circular]]) -> Messages:
        return [render_unread(office.t_for(person), unread, now=work.now, is_reminder=True)]

    return [(person, partial(remind, person, unread)) for person, unread in await papers.to_remind(work)]


async def _rotation(office: Office, work: Work, t: Texts, period: str) -> Messages:
    lines = await rota.week_lines(office, work, t, period)
    return paged(lines) if lines else []


async def _liaison(office: Office, work: Work, t: Texts, period: str) -> Messages:
    lines = await liaison.lines(office, work, t, period)
    return paged(lines) if lines else []


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
    "demands": Post(Period.WEEK, PlaceKind.WORK, quota_posts.demands),
    "reminder": Post(
        Period.DAY,
        PlaceKind.WORK,
        quota_posts.reminder,
        in_private=quota_posts.own_reminders,
        remarks=quota_posts.reminder_remarks,
        reminder=Reminder.QUOTA,
    ),
    "shortfall": Post(
        Period.LAST_MONTH,
        PlaceKind.WORK,
        quota_posts.shortfall,
        keep=quota_posts.keep_shortfall,
        remarks=quota_posts.shortfall_remarks,
    ),
    "notice_draft": Post(
        Period.LAST_MONTH,
        PlaceKind.DESK,
        notice_posts.draft,
        in_private=notice_posts.own_draft,
        files=notice_posts.draft_files,
        slot=notices.draft_slot,
        reminder=Reminder.DESK,
    ),
    "notice": Post(
        Period.LAST_MONTH,
        PlaceKind.WORK,
        notice_posts.notice,
        in_private=notice_posts.to_leaders,
        keep=notice_posts.publish,
        files=notice_posts.files,
        is_held=notice_posts.is_held,
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
    "reading": Post(
        Period.DAY,
        PlaceKind.DESK,
        _nothing,
        in_private=_own_unread,
        reminder=Reminder.READING,
        is_private=True,
    ),
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
        is_private=True,
    ),
    "appraisal": Post(
        Period.LAST_YEAR,
        PlaceKind.DESK,
        appraisal_posts.compose,
        in_private=appraisal_posts.to_leaders,
        keep=appraisal_posts.keep,
        files=appraisal_posts.files,
    ),
}
