"""What an item that another one was merged into says of it, on its card and to its reporter."""

from __future__ import annotations

from functools import partial

from bot.desk.common import by_name, living
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards
from bot.model import Item
from bot.store.work import Work
from bot.views.items import merges as words


async def tell(office: Office, work: Work, merged: Item, *, target: Item, person_id: int) -> None:
    """`merged` is part of `target` from now on; a reporter with both has heard it."""
    await cards.record(work, target, step="joined", person_id=person_id, before=target, other=merged)
    await _update_cards(office, work, target)
    reporter = work.directory.get_person(target.person_id)
    if reporter.id != merged.person_id:
        message = partial(words.render_joined, item=target, other=merged)
        await by_name.tell_anew(office, work, reporter, _slot(merged), message)


async def take_back(office: Office, work: Work, merged: Item, *, person_id: int | None) -> None:
    """The merging of `merged`, as it was, has been taken back."""
    if merged.merged_into is None:
        return
    target = await cards.get_item(work, merged.merged_into)
    await cards.record(work, target, step="parted", person_id=person_id, before=target, other=merged)
    await _update_cards(office, work, target)
    await living.update(office, work, _slot(merged), lambda t: words.render_parted(t, target, merged))


async def tell_rejected(office: Office, work: Work, item: Item) -> None:
    """An item that holds others was not adopted: who wrote these hears that they do not count either, and what to do."""
    for merged in await work.items.contained_in(item.id):
        reporter = work.directory.get_person(merged.person_id)
        if reporter.id != item.person_id:
            message = partial(words.render_rejected_with, item=item, merged=merged)
            await by_name.tell_anew(office, work, reporter, slot_name(Slot.STEP, merged.id), message)


async def tell_open_again(office: Office, work: Work, item: Item, *, editor: str) -> None:
    """That was undone."""
    for merged in await work.items.contained_in(item.id):
        if merged.person_id != item.person_id:
            await living.update(
                office,
                work,
                slot_name(Slot.STEP, merged.id),
                lambda t, merged=merged: words.render_open_with(t, item, merged, editor=editor),  # type: ignore[misc]
            )


async def _update_cards(office: Office, work: Work, target: Item) -> None:
    """The card of an item that holds more or less than before, and of whatever holds that one."""
    await cards.update(office, work, target)
    while target.merged_into is not None:
        target = await cards.get_item(work, target.merged_into)
        await cards.update(office, work, target)


def _slot(merged: Item) -> str:
    return slot_name(Slot.JOINED, merged.id)
