"""Conversations that were left lying: their writers are reminded once, on the next working morning; `mine` lists them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.desk.common import conversations, reminders
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.conversing import CONVERSATIONS
from bot.desk.mine import open_draft
from bot.model import Chat, Draft, DraftKind, PersonState, Reminder
from bot.rules.item_draft import content_of
from bot.store.work import Work
from bot.views.items import mine as views

_AT_ONCE = 100  # in one Work; the next tick goes on


async def remind(office: Office, work: Work) -> None:
    """At every tick, within the hours of a working day: what was last touched on an earlier day, each once."""
    now, desk = work.now.astimezone(office.zone), office.settings.desk
    if not office.calendar.is_workday(now.date()) or not desk.day_start <= now.time() < desk.day_end:
        return
    midnight = datetime.combine(now.date(), time(), tzinfo=office.zone)
    lying = [draft for draft in await work.drafts.to_remind(midnight) if _is_due(office, work, draft)]
    of_account: dict[int, list[Draft]] = {}
    for draft in lying:
        of_account.setdefault(draft.telegram_id, []).append(draft)
    done = 0
    for drafts in of_account.values():
        if done >= _AT_ONCE:
            break
        for draft in drafts:
            await work.drafts.set_reminded(draft.id, now=work.now)
        await _remind(office, work, drafts)
        done += len(drafts)


def _is_due(office: Office, work: Work, draft: Draft) -> bool:
    """Whether something was written that can be gone on with. A long holiday takes nothing from anybody."""
    if CONVERSATIONS[draft.kind].resume is None or not _is_written(draft):
        return False
    first = office.calendar.next_workday(office.today(draft.updated_at) + timedelta(days=1))
    return first == office.today(work.now) or not conversations.is_too_old(office, draft, now=work.now)


def _is_written(draft: Draft) -> bool:
    if draft.kind is not DraftKind.ITEM:
        return True
    parts = content_of(draft.data).parts
    return any(text.strip() for _, text in parts) and not (draft.step == "replace" and parts[0][0] == 0)


async def _remind(office: Office, work: Work, drafts: Sequence[Draft]) -> None:
    """One message, however many they are."""
    person = work.directory.find_account(drafts[0].telegram_id)
    if person is None or person.state is not PersonState.ACTIVE:
        return
    t = office.t_for(person)
    until = work.now + office.settings.desk.draft_keep
    views_of = [await open_draft(office, work, t, draft) for draft in drafts]
    if len(drafts) > 1:
        together = views.render_lying_together(t, views_of, until=until)
        await reminders.remind(office, work, person, together, kind=Reminder.DRAFT)
        return
    draft = drafts[0]
    words = views.render_lying(t, views_of[0], until=until)
    # Who replies to it goes on with the conversation.
    slot = None if CONVERSATIONS[draft.kind].take is None else slot_name(Slot.QUESTION, draft.id)
    if slot is not None and reminders.may_remind(work, person, Reminder.DRAFT):
        await work.outbox.let_go(slot, Chat(draft.telegram_id))
    await reminders.remind(office, work, person, words, kind=Reminder.DRAFT, slot=slot)
