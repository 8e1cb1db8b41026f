"""What waits for review: the oldest of it, and opening a card again; what becomes of an item is decided in reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import cards
from bot.model import Item, Queue
from bot.rules.rights import Act
from bot.store.work import Work

OLDEST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, in figures, and the first of it: what rings the desk, then what came first; who has how many in review."""

    queue: Queue
    first: Sequence[Item]
    taken: Sequence[tuple[str, int]]


async def look(work: Work, *, most: int = OLDEST_SHOWN) -> Waiting:
    """How the queue stands now."""
    taken = [
        (work.directory.get_person(editor_id).name if editor_id else "?", count)
        for editor_id, count in await work.items.taken()
    ]
    return Waiting(await work.items.queue(), await work.items.waiting(most=most), taken)


async def open_card(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """A number in a list: the item's card stands here anew, at the chat's end, with its buttons."""
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    await cards.open_in(office, work, item, scene.chat)
    return None
