"""A kept demo goes on where it was left: its clock, its people, their chats; the story is not told a second time."""

from __future__ import annotations

from bot.app import Desk
from bot.clock import from_ms
from bot.demo.county import County, note_of
from bot.demo.recalling import recall
from bot.desk.common import menus
from bot.desk.people import places
from bot.desk.upkeep.refusals import replace_lost
from bot.model import Chat, PersonState
from bot.sandbox import Persona, Sandbox
from bot.store.work import Work
from scheduler.runner import SEEN_AT


async def revive(desk: Desk, sandbox: Sandbox, county: County) -> None:
    """Brings all to where the desk was left, before the bot runs: it must find its clock and its messages in their places."""
    now = desk.clock.now()
    async with desk.database.work(now=now) as work:
        seen_at = await work.get_meta(SEEN_AT)
    # The clock may have been wound ahead; a desk whose time ran backwards would post nothing for as long.
    desk.clock.shift_to(max(now, from_ms(int(seen_at))) if seen_at else now)
    async with desk.database.work(now=desk.clock.now()) as work:
        await work.outbox.take_back()
        opened = _meet(work, sandbox, county)
        for chat_id in {place.chat_id for place in work.directory.places} - sandbox.world.chats.keys():
            await places.depart(desk.office, work, chat_id=chat_id)  # a group of the last time's visitor
        await menus.forget_menus(work, work.directory.open_accounts)
        await menus.publish_menus(desk.office, work)
        for person in work.directory.people:
            await menus.publish_menu_for(desk.office, work, person)
        standing = await recall(desk, sandbox)
        for post in await work.outbox.standing():
            if (post.chat_id, post.message_id) not in standing:
                chat = Chat(post.chat_id, post.thread_id)
                await replace_lost(desk.office, work, post_id=post.id, slot=post.slot, chat=chat)
    for persona in opened:
        private = sandbox.world.chats[persona.id]
        private.opened = True
        if persona.id not in private.keyboards:  # given so long ago that nobody remembers
            await persona.start()


def _meet(work: Work, sandbox: Sandbox, county: County) -> list[Persona]:
    """Whoever has joined since stands among the people; those whose private chat is open."""
    opened = []
    known = {persona.id: one for one, persona in county.cast()}
    for person in work.directory.people:
        if person.telegram_id is None or person.state is not PersonState.ACTIVE:
            continue
        one = known.get(person.telegram_id)
        if one is not None and one["role"] == person.role:
            persona = county.people[one["name"]]
        else:
            persona = sandbox.user(
                person.telegram_id, person.name, note=note_of(person.role, unit=person.unit)
            )
        if person.telegram_id in work.directory.open_accounts:
            opened.append(persona)
    return opened
