"""Offers of items to partners, as they stand: kept up to date, ended; how one is made and answered is in sharings."""

from __future__ import annotations

from bot.desk.common import living
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.model import Item
from bot.store.work import Work
from bot.views.items import sharings as words
from bot.views.items.sharings import Answered


async def end(office: Office, work: Work, item: Item) -> None:
    """The item is not what was offered any more: undone or wiped."""
    sharing = await work.sharings.find(item.id)
    if sharing is not None and sharing.taken_back_at is None:
        await work.sharings.take_back(item.id, now=work.now)
        await living.leave(
            office, work, slot_name(Slot.SHARING, item.id), lambda t: words.render_ended(t, item)
        )


def channel_of(office: Office, unit: str) -> str:
    """The key of a partner's channel: that of level 0 that is called as the unit; the unit's name where there is none."""
    for channel in office.settings.channels:
        if channel.level == 0 and (unit in (channel.key, channel.name) or unit in channel.name):
            return channel.key
    return unit


async def refresh(office: Office, work: Work, item: Item) -> None:
    """What stands in the partner groups shows the item and the answers as they are now."""
    slot = slot_name(Slot.SHARING, item.id)
    if not await work.outbox.posts(slot):
        return
    answers = await answers_of(office, work, item)
    await living.update(office, work, slot, lambda t: words.render_offer(t, item, answers=answers))


async def answers_of(office: Office, work: Work, item: Item) -> list[Answered]:
    """What each unit said; an adoption that the desk has taken back since is none."""
    standing = {each.channel for each in await work.adoptions.of_item(item.id) if each.stands}
    people = [
        (work.directory.get_person(each.person_id), each.is_taken)
        for each in await work.sharings.answers(item.id)
    ]
    return [
        Answered(person.label, is_taken)
        for person, is_taken in people
        if not is_taken or channel_of(office, person.unit) in standing
    ]
