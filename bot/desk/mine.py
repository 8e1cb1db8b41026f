"""/my: what somebody owes, has to do and has sent, page by page; it shows nobody anything of others."""

from __future__ import annotations

from bot.desk.common import conversations
from bot.desk.common.duties import is_in_training
from bot.desk.common.office import Office, Scene, Toast, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.conversing import CONVERSATIONS
from bot.desk.items import draft_preview
from bot.desk.items import quota as item_quota
from bot.locale.texts import Texts
from bot.model import (
    BookingState,
    Chat,
    Demand,
    DemandState,
    Draft,
    DraftKind,
    LivePost,
    Message,
    Person,
    Role,
)
from bot.rules.item_draft import content_of
from bot.rules.months import month_of, previous_month
from bot.rules.rights import BOOKERS, Act
from bot.store.work import Work
from bot.views.items import mine as views

_SLOT = slot_name(Slot.MINE, "all")


async def show(office: Office, work: Work, scene: Scene) -> None:
    """`/my`: a new list at the end of the private chat; the one before goes, since its pages would be this one's."""
    person = scene.check(Act.MY)
    message = await _page(office, work, person, scene.own_t, page=0, pages=await _pages(work, person))
    await work.outbox.take_away(_SLOT, Chat(scene.telegram_id))
    await answer_privately(office, work, scene, message, slot=_SLOT)


async def turn_page(office: Office, work: Work, scene: Scene, *, page: int) -> Toast | None:
    """Another page of the list, in its place."""
    person = scene.check(Act.MY)
    pages = await _pages(work, person)
    page = min(max(page, 0), pages - 1)
    message = await _page(office, work, person, scene.t, page=page, pages=pages)
    await work.outbox.show(_SLOT, Chat(scene.telegram_id), message)
    return scene.toast(lambda t: t.plain("Page {page} of {pages}", page=page + 1, pages=pages))


async def renew(office: Office, work: Work, post: LivePost) -> None:
    """Something that it names has lost its words: its first page again."""
    chat, person = Chat(post.chat_id, post.thread_id), work.directory.find_account(post.chat_id)
    if person is None:
        await work.outbox.take_away(post.slot, chat)
        return
    pages = await _pages(work, person)
    message = await _page(office, work, person, office.t_for(person), page=0, pages=pages)
    await work.outbox.show(post.slot, chat, message)


async def _pages(work: Work, person: Person) -> int:
    return max(1, -(-await work.items.count_not_returned(person.id) // views.PAGE))


async def _page(office: Office, work: Work, person: Person, t: Texts, *, page: int, pages: int) -> Message:
    month = month_of(work.now, office.zone)
    count, quota = await item_quota.standing(office, work, person=person, month=month)
    return views.render_mine(
        t,
        views.Owed(
            month,
            count,
            quota,
            is_exempt=quota is None and person.role is Role.MEMBER,
            is_halved=quota is not None and is_in_training(office, work.directory, person.id, month=month),
        ),
        await _last_month(office, work, person, previous_month(month)) if page == 0 else None,
        await _todo(office, work, person, t) if page == 0 else views.Todo(),
        await work.items.not_returned(person.id, most=views.PAGE, after=page * views.PAGE),
        page=page,
        pages=pages,
        today=office.today(work.now),
        now=work.now,
    )


async def _last_month(office: Office, work: Work, person: Person, month: str) -> views.Fulfilled | None:
    """The person's own line of a month that is over: as its notice or the list of those who fell short counted it, which may
    name nobody, else as it counts now. None: the month asked nothing of the person."""
    if person.role is not Role.MEMBER or (person.joined_on and f"{person.joined_on:%Y-%m}" > month):
        return None
    posted = await item_quota.told_figures(work, month=month)
    if posted is not None:
        if any(each.person_id == person.id for each in posted.absent):
            return None
        short = next((each for each in posted.short if each.person_id == person.id), None)
        if short is not None:
            return views.Fulfilled(month, short.done, short.quota)
    count, quota = await item_quota.standing(office, work, person=person, month=month)
    if posted is not None and quota is not None:
        # Who is not in the list has done what was owed, or owed nothing, whatever the roster says since.
        quota = min(quota, count) or None
    return views.Fulfilled(month, count, quota)


async def _todo(office: Office, work: Work, person: Person, t: Texts) -> views.Todo:
    returned = await work.items.returned(person.id)
    found = await work.drafts.of(person.telegram_id) if person.telegram_id is not None else []
    drafts = [
        await open_draft(office, work, t, draft)
        for draft in found
        if is_listed(draft) and not conversations.is_too_old(office, draft, now=work.now)
    ]
    asked = [each.item_id for each in await work.corrections.asked() if each.person_id == person.id]
    return views.Todo(
        returned=returned[: views.TODO_MOST],
        returned_total=len(returned),
        drafts=drafts,
        corrections=await work.items.find_all(asked) if asked else (),
        due=await promised(work, person),
    )


def is_listed(draft: Draft) -> bool:
    """Whether the conversation is somebody's unfinished business: it can be given up, and has a name."""
    return CONVERSATIONS[draft.kind].cancel is not None and draft.step != conversations.OFFERED


async def open_draft(office: Office, work: Work, t: Texts, draft: Draft) -> views.OpenDraft:
    """A conversation as its writer is told of it."""
    conversation = CONVERSATIONS[draft.kind]
    is_item = draft.kind is DraftKind.ITEM and content_of(draft.data).revises is None
    return views.OpenDraft(
        draft_id=draft.id,
        name=await conversation.name(office, work, t, draft),
        characters=await draft_preview.count_body(office, work, draft) if is_item else 0,
        may_go_on=conversation.resume is not None,
    )


async def promised(work: Work, person: Person) -> list[Demand]:
    """The open demands for which the person's unit owes an item, by this person or by nobody in particular, the nearest first."""
    if person.role not in BOOKERS:
        return []
    demands = await work.demands.of_unit(person.unit_id)
    promised = [
        demands[booking.demand_id]
        for booking in await work.demands.bookings_of_unit(person.unit_id)
        if booking.state is BookingState.BOOKED and booking.person_id in (person.id, None)
    ]
    still = [demand for demand in promised if demand.state is DemandState.OPEN]
    return sorted(still, key=lambda demand: (demand.due_at, demand.id))
