"""An item into which others were merged is withdrawn or wiped: each of these waits for review by itself again."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import by_name
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import cards, rings, undo
from bot.model import Item, ItemState
from bot.store.work import Work
from bot.views.items import merges as words


async def part_all(office: Office, work: Work, gone: Item, *, person_id: int | None) -> None:
    """Whatever was merged into the item waits again, with a new card; the desk and the reporters hear why."""
    merged = await work.items.merged_into(gone.id)
    if merged:
        await tell_desk(office, work, lambda t: words.render_let_go(t, gone, merged))
    for each in merged:
        await _part(office, work, each, gone=gone, person_id=person_id)


async def _part(office: Office, work: Work, merged: Item, *, gone: Item, person_id: int | None) -> None:
    apart = replace(
        merged,
        state=ItemState.WAITING,
        reason=None,
        reason_text=None,
        editor_id=None,
        merged_into=None,
        decided_at=None,
    )
    await work.items.set_state(apart)
    await cards.record(work, apart, step="part", person_id=person_id, before=merged)
    booking_id = await undo.forget(work, merged)
    if booking_id is not None:
        await bookings.refulfil(office, work, booking_id=booking_id, item=apart, person_id=apart.person_id)
    await rings.ring_on(office, work, apart)
    await cards.show_again(office, work, apart)
    reporter = work.directory.get_person(apart.person_id)
    message = words.render_own_again(office.t_for(reporter), apart, gone)
    await by_name.tell_anew(office, work, reporter, slot_name(Slot.STEP, apart.id), message)
