"""A kept demo goes on: what is open is shown again in chats that begin empty; the story is not told a second time."""

from __future__ import annotations

from bot.app import Desk
from bot.clock import from_ms
from bot.demo.county import County, note_of
from bot.demo.seeding import Silence
from bot.demo.winding import Winder
from bot.desk.common import menus
from bot.desk.common.audience import desks
from bot.desk.demands import cards as demand_cards
from bot.desk.items import cards
from bot.desk.people import places
from bot.model import Chat, ItemState, PersonState, PlaceKind
from bot.sandbox import Persona, Sandbox
from bot.store.work import Work
from scheduler.runner import SEEN_AT

_PENDING = (ItemState.WAITING, ItemState.REVIEWING)


async def revive(desk: Desk, sandbox: Sandbox, county: County, winder: Winder) -> None:
    """Brings the clock, the people and their chats to where the desk was left."""
    now = desk.clock.now()
    async with desk.database.work(now=now) as work:
        seen_at = await work.get_meta(SEEN_AT)
    # The clock may have been wound ahead; a desk whose time ran backwards would post nothing for as long.
    desk.clock.shift_to(max(now, from_ms(int(seen_at))) if seen_at else now)
    async with desk.database.work(now=desk.clock.now()) as work:
        people = _meet(work, sandbox, county)
        for chat_id in {place.chat_id for place in work.directory.places} - sandbox.world.chats.keys():
            await places.depart(desk.office, work, chat_id=chat_id)  # a group of the last time's visitor
        await menus.forget_menus(work, work.directory.open_accounts)
        await menus.publish_menus(desk.office, work)
        await _show_demands(desk, work)
        await _show_items(desk, work)
    for person in people:
        await person.start()
    await winder.rest()


def _meet(work: Work, sandbox: Sandbox, county: County) -> list[Persona]:
    """Whoever has joined since stands among the people; those whose private chat was open, to open it again."""
    opening = []
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
            opening.append(persona)
    return opening


async def _show_demands(desk: Desk, work: Work) -> None:
    gone = Silence(work.outbox)  # the messages are gone already: only our note of them is to be taken away
    for demand in await work.demands.open():
        for place in work.directory.places_of(PlaceKind.WORK):
            chat = Chat(place.chat_id, place.thread_id)
            await gone.take_away(demand_cards.post_slot(demand.id), chat)
        await demand_cards.post_in_groups(desk.office, work, demand)


async def _show_items(desk: Desk, work: Work) -> None:
    gone = Silence(work.outbox)
    items = [
        item
        for person in work.directory.people
        for item in await work.items.of_person(person.id, most=50)
        if item.state in _PENDING
    ]
    for item in sorted(items, key=lambda item: item.id):
        for chat in desks(work):
            await gone.take_away(cards.slot_of(item), chat)
        await cards.show_again(desk.office, work, item)
