"""An item into which others were merged is withdrawn or wiped: each of these waits for review by itself again.

Where the withdrawal is undone, what nobody has gone on with meanwhile is merged again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.desk.common import by_name, living
from bot.desk.common.audience import tell_desk
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import cards, merges, points, questions, repetitions, rings, undo
from bot.model import Item, ItemState, Reason
from bot.rules.states import UNDO_WITHIN
from bot.store.work import Work
from bot.views.items import merges as words


async def part_all(office: Office, work: Work, gone: Item, *, person_id: int | None) -> None:
    """Whatever was merged into the item waits again, with a new card; the desk and the reporters hear why."""
    merged = await work.items.merged_into(gone.id)
    if merged:
        await tell_desk(office, work, lambda t: words.render_let_go(t, gone, merged))
        kept = [[each.id, each.version, each.reason, each.editor_id] for each in merged]
        await undo.keep_too(work, gone, {"parted": kept})
    for each in merged:
        await _part(office, work, each, gone=gone, person_id=person_id)
    if merged and gone.state is ItemState.WITHDRAWN:
        # What a leader's comment has brought is its own reporter's alone again; of a wiped one editors are asked.
        await points.rebook(office, work, gone, is_shared_anew=True)


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


async def _take_in_again(
    office: Office, work: Work, gone: Item, back: Item, before: Mapping[str, object]
) -> None:
    """The withdrawal of `back` is undone.

    What its reporter has sent since, perhaps in its place, is compared with it: the same text counts once.
    """
    if gone.state is not ItemState.WITHDRAWN:
        return
    parted, joined = before.get("parted"), list[Item]()
    for item_id, version, reason, editor_id in parted if isinstance(parted, list) else ():
        alone = await cards.get_item(work, item_id)
        if alone.state is not ItemState.WAITING or alone.version != version:
            continue
        if reason == Reason.REPEATED:
            await repetitions.link(office, work, alone, first=back)
        else:
            joined.append(await _merge_again(office, work, alone, back, editor_id=editor_id))
    if joined:
        await points.rebook(office, work, back)
        await tell_desk(office, work, lambda t: words.render_taken_in_again(t, back, joined))
    for later in await work.items.of_person(back.person_id):
        if later.id > back.id and later.state is ItemState.WAITING:
            await work.likenesses.demand(later)


async def _merge_again(office: Office, work: Work, alone: Item, back: Item, *, editor_id: int) -> Item:
    again = replace(
        alone, state=ItemState.MERGED, editor_id=editor_id, merged_into=back.id, decided_at=work.now
    )
    await undo.remember(work, alone, decided=again, person_id=editor_id)
    await work.items.set_state(again)
    await cards.record(work, again, step="undo", person_id=back.person_id, before=alone)
    await questions.forget(work, alone, by=None)
    await rings.call_off(work, alone)
    await bookings.unfulfil(office, work, item=again)
    await cards.update(office, work, again, undo_until=work.now + UNDO_WITHIN)
    await living.update(
        office,
        work,
        slot_name(Slot.STEP, again.id),
        lambda t: words.render_joined_again(t, again, back),
    )
    await merges.tell(office, work, again, target=back, person_id=back.person_id)
    return again


undo.AT_UNDO.append(_take_in_again)
