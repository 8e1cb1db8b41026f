"""A number sent alone in private opens what it names; numbers behind a command are that command's affair."""

from __future__ import annotations

from bot.desk import letters
from bot.desk.common.office import Office, Scene
from bot.desk.demands import bookings, lists
from bot.desk.items import cards, lookup
from bot.rules.numbers import Named, is_booking_word, named_by
from bot.rules.rights import BOOKERS, Act, may
from bot.rules.text import clean
from bot.store.work import Work

_NAMING_MOST = 30  # characters


async def open_named(office: Office, work: Work, scene: Scene) -> bool:
    """`85`, `2026-0085`: the item; `T7`, `D3`: what bears it; `预约T7` books, `预约` lists what can be booked.

    False for all else, and bare figures of nothing.
    """
    if is_booking_word(scene.text) and scene.role in BOOKERS:
        await bookings.book_number(office, work, scene, text="")
        return True
    named = named_by(clean(scene.text), year=office.today(work.now).year)
    if named is None:
        return False
    if named.code is not None:
        if named.code.letter not in letters.LETTERS:
            return False
        await letters.open_code(office, work, scene, named.code)
        return True
    if named.item is not None and (named.demand is None or await _is_visible(office, work, scene, named)):
        await lookup.show_item(office, work, scene, number=named.item)
        return True
    if named.item is not None and await work.demands.find(named.demand or 0) is None:
        return False
    if named.is_booking and scene.role in BOOKERS:
        await bookings.book_number(office, work, scene, text=str(named.demand))
    else:
        await lists.list_topics(office, work, scene, text=str(named.demand))
    return True


async def book_named(office: Office, work: Work, scene: Scene) -> bool:
    """`预约T7` in a group books it; False for any other text."""
    if len(scene.text) > _NAMING_MOST or not may(scene.role, Act.BOOK, scene.where):
        return False
    named = named_by(clean(scene.text), year=office.today(work.now).year)
    if named is None or not named.is_booking:
        return False
    await bookings.book_number(office, work, scene, text=str(named.demand))
    return True


async def _is_visible(office: Office, work: Work, scene: Scene, named: Named) -> bool:
    item = await cards.find_by_number(office, work, named.item or "")
    return item is not None and await cards.is_visible(work, scene, item)
