"""The cards of items in the desk groups: shown, brought up to date, rung; what a press does is in reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.desk.common import living
from bot.desk.common.audience import desks, texts_at
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.errors import NotFound
from bot.locale.texts import N_
from bot.model import Chat, Item, ItemState, Priority
from bot.rules.changes import Change
from bot.rules.rings import RING_AFTER, is_pressing
from bot.store.work import Work
from bot.views.items.cards import CardNotes, render_card, render_moved_card, render_ring

NUMBER_HINT = N_("Which item? Please give its number, e.g. 2026-0001.")


def slot_of(item: Item) -> str:
    """The living message that shows this item to editors."""
    return slot_name(Slot.CARD, item.id)


def _ring_slot(item: Item, minutes: int) -> str:
    return slot_name(Slot.RING, item.id, minutes)


async def get_item(work: Work, item_id: int) -> Item:
    """An item by its id. NotFound where a button's data was altered."""
    item = await work.items.find(item_id)
    if item is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return item


async def record(
    work: Work, item: Item, *, step: str, person_id: int | None, before: Item | None = None
) -> None:
    """A line of the item's audit trail."""
    await work.trail.record(
        "item",
        item.id,
        step=step,
        person_id=person_id,
        now=work.now,
        before=_snapshot(before) if before else None,
        after=_snapshot(item),
    )


def _snapshot(item: Item) -> dict[str, object]:
    values: dict[str, object] = {"state": item.state.value, "title": item.title}
    if item.version > 1:
        values["version"] = item.version
    if item.reason:
        values |= {"reason": item.reason.value, "reason_text": item.reason_text}
    if item.merged_into:
        values["merged_into"] = item.merged_into
    return values


async def notes_of(
    work: Work, item: Item, *, asks_for: ItemState | None = None, changes: Sequence[Change] = ()
) -> CardNotes:
    """What a card shows beside the item itself."""
    editor = work.directory.get_person(item.editor_id).name if item.editor_id else None
    demand = await work.demands.find(item.demand_id) if item.demand_id else None
    target = await work.items.find(item.merged_into) if item.merged_into else None
    return CardNotes(
        editor=editor,
        demand=demand,
        changes=changes,
        merged_into=target.number if target else None,
        contains=[(each.number, each.reporter) for each in await work.items.merged_into(item.id)],
        asks_for=asks_for,
    )


async def show_first(office: Office, work: Work, item: Item, *, changes: Sequence[Change] = ()) -> None:
    """A card at the end of every desk group that has none of this item."""
    notes = await notes_of(work, item, changes=changes)
    priority = Priority.URGENT if is_pressing(item) else Priority.REPLY
    for chat in desks(work):
        card = render_card(texts_at(office, work, chat), item, notes)
        await work.outbox.say(chat, card, slot=slot_of(item), priority=priority)


async def show_again(office: Office, work: Work, item: Item, *, changes: Sequence[Change] = ()) -> None:
    """A new card at the end of every desk group; an older one gets its last words."""
    for chat in desks(work):
        moved = render_moved_card(texts_at(office, work, chat), item)
        await work.outbox.part_with(slot_of(item), chat, moved)
    await show_first(office, work, item, changes=changes)


async def update(
    office: Office,
    work: Work,
    item: Item,
    *,
    asks_for: ItemState | None = None,
    changes: Sequence[Change] = (),
) -> None:
    """Brings the item's cards up to date wherever they stand."""
    notes = await notes_of(work, item, asks_for=asks_for, changes=changes)
    await living.update(office, work, slot_of(item), lambda t: render_card(t, item, notes))


async def ring_later(office: Office, work: Work, item: Item) -> None:
    """Puts the rings aside for later. Each takes the place of the one before: one stands in a chat at a time."""
    for chat in desks(work):
        t, before = texts_at(office, work, chat), None
        for minutes in RING_AFTER:
            slot, send_at = _ring_slot(item, minutes), work.now + timedelta(minutes=minutes)
            if before is not None:
                await work.outbox.take_away_later(before, chat, send_at=send_at)
            message = render_ring(t, item, minutes=minutes)
            await work.outbox.say(chat, message, slot=slot, priority=Priority.URGENT, send_at=send_at)
            before = slot


async def call_off_rings(work: Work, item: Item) -> None:
    """Somebody has taken the item: what rang goes, and rings that have not gone out stay here."""
    for minutes in RING_AFTER:
        slot = _ring_slot(item, minutes)
        for post in await work.outbox.posts(slot):
            await work.outbox.take_away(slot, Chat(post.chat_id, post.thread_id))
