"""/today: what waits for somebody, from everywhere at the desk: to answer, to hand in, to decide, to read.

A mechanism adds its line to SECTIONS: who is concerned, its function that looks, and whether a deputy sees it as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.desk import mine
from bot.desk.common import conversations
from bot.desk.common.office import Office, Scene, Toast, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.common.waiting import Look
from bot.desk.demands import offers
from bot.desk.documents import reading
from bot.desk.figures import carried_targets
from bot.desk.guidance import inquiries
from bot.desk.items import printing
from bot.desk.items import quota as item_quota
from bot.desk.meetings import lists as meetings
from bot.desk.planning import publishing as keypoints
from bot.desk.sources import leads, partner_offers
from bot.desk.supervision import waiting as supervision
from bot.desk.training import waiting as training
from bot.locale.texts import Texts
from bot.model import BulletinState, Chat, LivePost, Message, Person, Role
from bot.rules.months import month_of
from bot.rules.rights import ADMINS, ANYONE, BOOKERS, EDITORS, WRITERS, Act
from bot.store.work import Work
from bot.views import today as words
from bot.views.common.waiting import Waiting

_SLOT = slot_name(Slot.TODAY, "own")
_STILL_NEW = timedelta(days=7)
_LEADERS = frozenset({Role.LEADER})


@dataclass(frozen=True, slots=True)
class Section:
    """What one mechanism has for people of these roles; `for_deputy`: it is addressed by name, and a deputy sees it too."""

    roles: frozenset[Role]
    look: Look
    for_deputy: bool = False


async def show(office: Office, work: Work, scene: Scene) -> None:
    """`/today`, 今日 on the keyboard: at the end of the private chat; the one before goes."""
    person = scene.check(Act.TODAY)
    message = await _today(office, work, scene.own_t, person)
    await work.outbox.take_away(_SLOT, Chat(scene.telegram_id))
    await answer_privately(office, work, scene, message, slot=_SLOT)


async def refresh(office: Office, work: Work, scene: Scene) -> Toast:
    """`刷新` under it."""
    person = scene.check(Act.TODAY)
    message = await _today(office, work, scene.own_t, person)
    await work.outbox.show(_SLOT, Chat(scene.telegram_id), message)
    return scene.toast(lambda t: t.plain("Up to date."))


async def renew(office: Office, work: Work, post: LivePost) -> None:
    """Something that it names has lost its words: it is as if 刷新 had been pressed; it goes where its reader is here no more."""
    chat, person = Chat(post.chat_id, post.thread_id), work.directory.find_account(post.chat_id)
    if person is None:
        await work.outbox.take_away(post.slot, chat)
    else:
        await work.outbox.show(post.slot, chat, await _today(office, work, office.t_for(person), person))


async def _today(office: Office, work: Work, t: Texts, person: Person) -> Message:
    own = await _look(office, work, t, person)
    others = []
    for principal in work.directory.stood_for(person.id, work.now):
        # What waits for both of them in the same words is the deputy's own.
        found = await _look(office, work, t, principal, for_deputy=True)
        if waiting := [each for each in found if each not in own]:
            others.append((principal, waiting))
    return words.render_today(t, own, others, today=office.today(work.now))


async def _look(
    office: Office, work: Work, t: Texts, person: Person, *, for_deputy: bool = False
) -> list[Waiting]:
    found: list[Waiting] = []
    for section in SECTIONS:
        if person.role in section.roles and (section.for_deputy or not for_deputy):
            found += await section.look(office, work, t, person)
    return found


# --- reporters --------------------------------------------------------------------------------------------


async def _returned(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    return words.returned(t, await work.items.returned(person.id))


async def _commissions(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    return words.commissions(t, await offers.unanswered_of(work, person))


async def _promised(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    return words.promised(t, await mine.promised(work, person), now=work.now)


async def _unread(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    return words.unread(t, await reading.unread_of(work, person), now=work.now)


async def _quota(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    month = month_of(work.now, office.zone)
    count, quota = await item_quota.standing(office, work, person=person, month=month)
    return words.quota_left(t, month, count=count, quota=quota) if quota is not None else []


async def _drafts(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    drafts = await work.drafts.of(person.telegram_id) if person.telegram_id is not None else []
    open_ones = [
        await mine.open_draft(office, work, t, draft)
        for draft in drafts
        if mine.is_listed(draft) and not conversations.is_too_old(office, draft, now=work.now)
    ]
    return words.drafts(t, open_ones)


# --- editors and administrators ---------------------------------------------------------------------------


async def _queue(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    queue, first = await work.items.queue(), await work.items.waiting(most=2)
    taken = sum(count for editor_id, count in await work.items.taken() if editor_id == person.id)
    return words.queue(t, queue, first, taken=taken)


async def _corrections(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    asked = await work.corrections.asked()
    items = {item.id: item for item in await work.items.find_all(each.item_id for each in asked[:2])}
    return words.corrections(t, [(each, items[each.item_id]) for each in asked[:2]], total=len(asked))


async def _appeals(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    waiting = await work.appeals.waiting()
    by = {each.person_id: work.directory.get_person(each.person_id).label for each in waiting}
    ids = [each.item_id for each in waiting if each.item_id is not None]
    items = {item.id: item.number for item in await work.items.find_all(ids)} if ids else {}
    return words.appeals(t, waiting, by=by, numbers=items)


async def _proposals(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    waiting = await work.demands.proposals_waiting()
    people = {each.person_id: work.directory.get_person(each.person_id) for each in waiting}
    waiting.sort(key=lambda each: people[each.person_id].role is not Role.LEADER)  # leaders' wishes first
    return words.proposals(t, waiting, people)


async def _comments(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    waiting = await work.leader_comments.waiting()
    items = {item.id: item for item in await work.items.find_all(each.item_id for each in waiting)}
    return words.leader_comments(t, [(each, items[each.item_id]) for each in waiting])


async def _requests(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    return words.requests(t, await work.people.requests_waiting())


async def _signing(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    bulletin = await work.bulletins.find_open()
    if (
        bulletin is None
        or bulletin.state is not BulletinState.SIGNING
        or not printing.may_sign(office, person)
    ):
        return []
    return words.signing(t)


async def _held(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    if person.telegram_id not in office.officers:
        return []
    return words.held(t, len(await work.items.held(most=50)))


# --- leaders ----------------------------------------------------------------------------------------------


async def _news(office: Office, work: Work, t: Texts, person: Person) -> list[Waiting]:
    """What has come out within a week: bulletins, the month's notice, what the desk has answered to their wishes."""
    since, year = work.now - _STILL_NEW, office.today(work.now).year
    issued = await work.bulletins.issued(year, groups=0, most=3)
    fresh = [each for each in issued if each.signed_at is not None and each.signed_at >= since]
    notices = await work.notices.published_since(since)
    wishes = [each for each in await work.demands.proposals_waiting() if each.person_id == person.id]
    return words.news(t, fresh, notices, open_wishes=len(wishes))


# In the order in which they stand: what is addressed to somebody first, then what is owed, then what waits at the desk.
SECTIONS: tuple[Section, ...] = (
    Section(WRITERS, _returned, for_deputy=True),
    Section(BOOKERS, _commissions, for_deputy=True),
    Section(ANYONE, _unread, for_deputy=True),
    Section(BOOKERS, _promised, for_deputy=True),
    Section(ANYONE, meetings.waiting, for_deputy=True),
    Section(frozenset({Role.MEMBER}), training.own),
    Section(EDITORS, training.to_assess, for_deputy=True),
    Section(ANYONE, supervision.to_answer, for_deputy=True),
    Section(ANYONE, supervision.to_do, for_deputy=True),
    Section(frozenset({Role.MEMBER}), keypoints.unread),
    Section(frozenset({Role.MEMBER}), _quota),
    Section(_LEADERS, _news),
    Section(EDITORS, _queue),
    Section(EDITORS, _corrections),
    Section(EDITORS, inquiries.waiting),
    Section(EDITORS, _appeals),
    Section(EDITORS, _proposals),
    Section(EDITORS, _comments),
    Section(EDITORS, partner_offers.waiting),
    Section(EDITORS, leads.waiting),
    Section(EDITORS, training.requests),
    Section(ADMINS, _requests),
    Section(ADMINS, carried_targets.waiting),
    Section(ANYONE, _signing, for_deputy=True),
    Section(ANYONE, _held),
    Section(ANYONE, _drafts),
)
