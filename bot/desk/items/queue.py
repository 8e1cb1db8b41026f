"""What waits for review: the oldest of it, and opening a card again; what becomes of an item is decided in reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards
from bot.model import Item, Message, Queue
from bot.rules.rights import Act
from bot.store.work import Work
from bot.views.items import queue as views

OLDEST_SHOWN, PAGE = 6, 9
_SLOT = slot_name(Slot.REVIEW_QUEUE, "all")


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


async def show(office: Office, work: Work, scene: Scene) -> None:
    """`/queue`: what waits, since when, and who has it, at this chat's end; an older list here goes."""
    scene.check(Act.QUEUE)
    await work.outbox.take_away(_SLOT, scene.chat)
    await answer(work, scene, await _page(work, scene, page=0), slot=_SLOT)


async def turn_page(
    office: Office, work: Work, scene: Scene, *, page: int, is_reserve: bool = False
) -> Toast | None:
    """Another page of the list, or of what is in reserve, in its place."""
    scene.check(Act.QUEUE)
    shown = _reserve_page if is_reserve else _page
    await work.outbox.show(_SLOT, scene.chat, await shown(work, scene, page=page))
    return None


async def _page(work: Work, scene: Scene, *, page: int) -> Message:
    waiting, reserve = await look(work, most=0), await work.items.count_reserve()
    pages = _pages(waiting.queue.count + sum(count for _, count in waiting.taken))
    page = min(max(page, 0), pages - 1)
    items = await work.items.to_decide(most=PAGE, after=page * PAGE)
    editors = {
        item.editor_id: work.directory.get_person(item.editor_id).name for item in items if item.editor_id
    }
    return views.render_queue(
        scene.t,
        items,
        queue=waiting.queue,
        taken=waiting.taken,
        reserve=reserve,
        editors=editors,
        page=page,
        pages=pages,
    )


async def _reserve_page(work: Work, scene: Scene, *, page: int) -> Message:
    pages = _pages(await work.items.count_reserve())
    page = min(max(page, 0), pages - 1)
    items = await work.items.reserve(most=PAGE, after=page * PAGE)
    return views.render_reserve(scene.t, items, page=page, pages=pages)


def _pages(count: int) -> int:
    return max(1, -(-count // PAGE))


async def open_next(office: Office, work: Work, scene: Scene) -> Toast | None:
    """`下一件` under a card that was just decided: what waits next stands here anew, at the chat's end."""
    scene.check(Act.REVIEW)
    waiting = await work.items.waiting(most=1)
    if not waiting:
        return scene.toast(lambda t: t.plain("Nothing waits for review."))
    await cards.open_in(office, work, waiting[0], scene.chat)
    return None


async def open_card(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """A number in a list: the item's card stands here anew, at the chat's end, with its buttons."""
    scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    await cards.open_in(office, work, item, scene.chat)
    return None
