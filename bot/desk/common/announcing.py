"""What groups are told beside the clock's posts, a topic or a bulletin: one that takes no messages gets it once it does.

The ledger of the clock's posts remembers it, with the number of what it is in the place of a period.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.desk.common.about import clock_post, place_name
from bot.desk.common.office import Office
from bot.errors import NotFound
from bot.model import Chat, Place, PlaceKind
from bot.rules.places import may_try
from bot.store.work import Work

Again = Callable[[Office, Work, Place, int], Awaitable[bool]]

# Who says again what a place of that kind is owed, by the ledger's key; False where it matters no more or stands there already.
OWED: dict[str, tuple[PlaceKind, Again]] = {}


def about_of(key: str, number: int, chat: Chat) -> str:
    """What the message is for, as its row keeps it, so that a refusal leaves it owed."""
    return clock_post(key, str(number), chat)


async def open_places(work: Work, kind: PlaceKind, key: str, number: int) -> tuple[list[Place], int]:
    """The groups that take messages, and how many others there are, which are owed this from now on."""
    places = work.directory.places_of(kind)
    takes = [place for place in places if may_try(place, work.now)]
    for place in places:
        if place not in takes:
            await owe(work, key, place_name(place.chat_id, place.thread_id), str(number))
    return takes, len(places) - len(takes)


async def owe(work: Work, key: str, place: str, number: str) -> None:
    """The place has not got it."""
    await work.owe_post(key, place, number)
    await work.claim_post(key, place, number, outcome="owed")


async def post_owed(office: Office, work: Work, *, place_id: int, key: str, number: int) -> None:
    """What a place was owed, now that it may take it."""
    place = next((each for each in work.directory.places if each.id == place_id), None)
    if place is None:
        return
    kind, say_again = OWED[key]
    is_said = False
    with suppress(NotFound):  # wiped meanwhile
        is_said = place.kind is kind and await say_again(office, work, place, number)
    name = place_name(place.chat_id, place.thread_id)
    await work.claim_post(key, name, str(number), outcome="posted" if is_said else "skipped")
