"""What rings for an item that presses: 10, 30 and 60 minutes after it has come, until somebody takes it."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.common.audience import desks, officers, texts_at
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.model import Chat, Item, ItemState, Priority
from bot.rules.rings import RING_AFTER, is_pressing
from bot.store.work import Work
from bot.views.items.rings import render_held_ring, render_ring


def _ring_slot(item: Item, minutes: int) -> str:
    return slot_name(Slot.HELD_RING if item.state is ItemState.HELD else Slot.RING, item.id, minutes)


async def ring_on(office: Office, work: Work, item: Item) -> None:
    """The rings of an item that presses and waits, from now on: it has come, begun to press, or been put back.

    Each takes the place of the one before: one stands in a chat at a time. Taking the item calls them off. What is held rings
    the secrecy officers, who alone may see it, until they have decided.
    """
    if not is_rung(item):
        return
    is_held = item.state is ItemState.HELD
    for chat in officers(office) if is_held else desks(work):
        t, before = texts_at(office, work, chat), None
        for minutes in RING_AFTER:
            slot, send_at = _ring_slot(item, minutes), work.now + timedelta(minutes=minutes)
            if before is not None:
                await work.outbox.take_away_later(before, chat, send_at=send_at)
            message = (render_held_ring if is_held else render_ring)(t, item, minutes=minutes)
            await work.outbox.say(chat, message, slot=slot, priority=Priority.URGENT, send_at=send_at)
            before = slot


def is_rung(item: Item) -> bool:
    """Whether somebody is rung until the item is taken, or, where it is held, decided on."""
    return is_pressing(item) and item.state in (ItemState.WAITING, ItemState.HELD)


async def call_off(work: Work, item: Item) -> None:
    """Somebody has taken the item, or it presses no more: what rang goes, and rings that have not gone out stay here.

    `item` as it was while it rang.
    """
    for minutes in RING_AFTER:
        slot = _ring_slot(item, minutes)
        for post in await work.outbox.posts(slot):
            await work.outbox.take_away(slot, Chat(post.chat_id, post.thread_id))
