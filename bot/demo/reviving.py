"""A kept demo goes on where it was left: its clock, its people, their chats; the story is not told a second time."""

from __future__ import annotations

from bot.app import Desk
from bot.clock import from_ms
from bot.demo.county import County, note_of
from bot.demo.recalling import recall
from bot.desk.common import menus
from bot.desk.common.accounts import shut_account
from bot.desk.people import places
from bot.desk.upkeep.refusals import replace_lost
from bot.model import Chat, PersonState, Role
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
        opened = await _meet(work, sandbox, county)
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


async def _meet(work: Work, sandbox: Sandbox, county: County) -> list[Persona]:
    """Whoever has joined since, or waits to join, stands among the people; those whose private chat is open."""
    met, roles = {}, {}
    for one, persona in county.cast():
        met[persona.id], roles[persona.id] = persona, one["role"]
    for person in work.directory.people:
        account = person.telegram_id
        if account is None or person.state is not PersonState.ACTIVE or roles.get(account) == person.role:
            continue
        met[account] = sandbox.user(account, person.name, note=note_of(person.role, unit=person.unit))
    for request in await work.people.requests_waiting():
        if request.telegram_id not in met:
            note = note_of(Role.NOBODY, unit=request.unit)
            met[request.telegram_id] = sandbox.user(request.telegram_id, request.name, note=note)
    opened = sorted(work.directory.open_accounts)
    for account in opened:
        if account not in met:  # the last time's visitor, whose name nobody knows
            await shut_account(work, account)
    return [met[account] for account in opened if account in met]
