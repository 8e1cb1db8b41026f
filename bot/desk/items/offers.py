"""An offer of an item to partners comes to its end, whatever the reason; how one is made is in sharings."""

from __future__ import annotations

from bot.desk.common.audience import texts_at
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.model import Chat, Item
from bot.store.work import Work
from bot.views.items import sharings as words


async def end(office: Office, work: Work, item: Item) -> None:
    """The item is not what was offered any more: undone or wiped."""
    sharing = await work.sharings.find(item.id)
    if sharing is not None and sharing.taken_back_at is None:
        await work.sharings.take_back(item.id, now=work.now)
        await _part(office, work, item)


async def _part(office: Office, work: Work, item: Item) -> None:
    slot = slot_name(Slot.SHARING, item.id)
    for post in await work.outbox.posts(slot):
        chat = Chat(post.chat_id, post.thread_id)
        if post.message_id is None:
            await work.outbox.take_away(slot, chat)
        else:
            await work.outbox.part_with(slot, chat, words.render_ended(texts_at(office, work, chat), item))
