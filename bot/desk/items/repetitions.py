"""The same again, by the same person: it is linked to the first one and does not count; what is answered is in likenesses.py."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.desk.common import by_name
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import cards, questions, rings, undo
from bot.desk.items import quota as item_quota
from bot.locale.texts import Texts
from bot.model import Item, ItemState, Person, Reason
from bot.rules.states import Step, next_state
from bot.store.work import Work
from bot.views.items import likenesses as words
from bot.views.items.receipts import month_count


async def link(office: Office, work: Work, item: Item, *, first: Item) -> None:
    """The item does not count beside the first one."""
    linked = replace(
        item,
        state=ItemState.MERGED,
        reason=Reason.REPEATED,
        editor_id=None,
        merged_into=first.id,
        decided_at=work.now,
    )
    reporter = work.directory.get_person(item.person_id)
    await undo.remember(work, item, decided=linked, person_id=reporter.id)
    await work.items.set_state(linked)
    await cards.record(work, linked, step="repeat", person_id=None, before=item)
    await questions.forget(work, item, by=None)
    await rings.call_off(work, item)
    await bookings.unfulfil(office, work, item=linked)
    await cards.update(office, work, linked)
    await cards.update(office, work, first)
    t = office.t_for(reporter)
    message = words.render_repeated(
        t,
        linked,
        first,
        count=await count_in(office, work, linked, reporter=reporter, t=t),
        may_replace=step_to_replace(first) is not None,
    )
    await by_name.tell_anew(office, work, reporter, slot_name(Slot.STEP, item.id), message)


async def count_in(office: Office, work: Work, item: Item, *, reporter: Person, t: Texts) -> Markup:
    """How many of the item's month count now."""
    count, quota = await item_quota.standing(office, work, person=reporter, month=item.month)
    return month_count(t, count=count, quota=quota)


def step_to_replace(first: Item) -> Step | None:
    """How the first one takes a new text: as an edit before review, else as a revision."""
    return next((step for step in (Step.EDIT, Step.REVISE) if next_state(first.state, step)), None)
