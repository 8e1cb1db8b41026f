"""What lingers at the desk: an item that its taker does not decide is let go, one that waits long is brought to mind once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk.common import living
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import agreements, cards, questions, rings
from bot.desk.people import enrolment
from bot.model import DraftKind, Item, ItemState, Person
from bot.rules.states import Step
from bot.store.work import Work
from bot.views.items import lingering as words
from bot.views.items.cards import render_card

_MINUTE = timedelta(minutes=1)
_KEY = "waits"  # in the ledger
_MOST = 1000  # items that one editor can have taken
_AT_ONCE = 50  # at a tick: an office that comes from an older release may have many


async def mind_items(office: Office, work: Work) -> None:
    """At every tick: takings whose time is over, and what has come to wait too long."""
    await _release(office, work)
    await _remind(office, work)


async def _release(office: Office, work: Work) -> None:
    """签收 without a decision for `release_after` working hours: the item waits again (manual, section 3)."""
    span = office.settings.review.release_after
    if not span:
        return
    for item in await work.items.taken_before(work.now - span, most=_AT_ONCE):
        assert item.decided_at is not None
        if office.after_hours(item.decided_at, span) <= work.now:
            await _let_go(office, work, item, minutes=span // _MINUTE)


async def relieve(office: Office, work: Work, editor: Person) -> None:
    """Somebody is no editor any more: what they had taken waits again at once, and no card asks for their reason."""
    for item in await work.items.taken_before(work.now, most=_MOST):
        if item.editor_id == editor.id:
            await _let_go(office, work, item, minutes=None)
    for draft in await work.drafts.of(editor.telegram_id or 0):
        if draft.kind is DraftKind.REASON and questions.is_open(draft):
            item = await cards.get_item(work, int(str(draft.data["item_id"])))
            await questions.forget(work, item, by=None)
            await cards.update(office, work, item)
        elif draft.kind is DraftKind.CORRECTION and draft.step == "reason":
            await agreements.forget_reason(office, work, int(str(draft.data["correction_id"])))


async def _let_go(office: Office, work: Work, item: Item, *, minutes: int | None) -> None:
    """An item waits again: not decided within so many minutes, or (None) its taker is no editor any more."""
    released = replace(item, state=ItemState.WAITING, editor_id=None, decided_at=None)
    await work.items.set_state(released)
    await cards.record(work, released, step=Step.RELEASE, person_id=None, before=item)
    await questions.forget(work, item, by=None)
    await rings.ring_on(office, work, released)
    editor = work.directory.get_person(item.editor_id) if item.editor_id else None
    notes = await cards.notes_of(office, work, released)
    notes = replace(notes, let_go=(editor.name if editor else "?", minutes))
    await living.update(office, work, cards.slot_of(item), lambda t: render_card(t, released, notes))
    await living.update(
        office, work, slot_name(Slot.STEP, item.id), lambda t: words.render_waits_again(t, released)
    )
    if editor is not None and minutes is not None:
        await work.outbox.tell(editor, words.render_let_go(office.t_for(editor), released, minutes=minutes))


async def _remind(office: Office, work: Work) -> None:
    """Within the hours of a working day: what has waited `remind_after` working hours, each version of an item once."""
    span = office.settings.review.remind_after
    if not span or not office.is_at_work(work.now):
        return
    late: list[Item] = []
    for item_id, version, since in await work.items.waiting_since(work.now - span, kind=_KEY, most=_AT_ONCE):
        if office.after_hours(since, span) > work.now:
            break  # the others came later
        if await work.claim_post(_KEY, f"item:{item_id}", str(version), outcome="posted"):
            late.append(await cards.get_item(work, item_id))
    if late:
        await tell_desk(office, work, lambda t: words.render_long_waits(t, late, minutes=span // _MINUTE))


enrolment.AT_LOSS.append(relieve)
