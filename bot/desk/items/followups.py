"""A report that tells more of an event (续报): the header names the first report, and the item is linked to it."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from bot.desk.common.office import Office, Scene
from bot.desk.items import cards
from bot.model import Item, ItemState
from bot.rules.rights import may_see_item
from bot.store.work import Work
from bot.views.items import followups as views


async def follow(
    office: Office, work: Work, scene: Scene, item: Item, *, typed: str
) -> tuple[Item, list[Markup]]:
    """The item as it follows the report that its header names, and the note for its reporter; as it was where there is none.

    A report of a report is one of the first: a thread has one beginning.
    """
    first = await _first(office, work, scene, typed)
    if first is None or first.id == item.id:
        return item, [views.no_such_report(scene.t, typed)]
    if item.follows_id == first.id:
        return item, []
    await work.items.follow(item.id, first.id)
    linked = replace(item, follows_id=first.id)
    later = await work.items.following(first.id)
    await cards.update(office, work, first)
    return linked, [views.followed(scene.t, first, place=[each.id for each in later].index(item.id) + 1)]


async def keep_link(office: Office, work: Work, scene: Scene, item: Item, *, typed: str) -> Item:
    """The link of an item that is held: nobody sees it before the item is let pass (`tell_first`)."""
    first = await _first(office, work, scene, typed)
    if first is None or first.id == item.id:
        return item
    await work.items.follow(item.id, first.id)
    return replace(item, follows_id=first.id)


async def tell_first(office: Office, work: Work, item: Item) -> None:
    """The card of the report that the item follows says so from now on."""
    if item.follows_id is not None:
        await cards.update(office, work, await cards.get_item(work, item.follows_id))


async def stand_alone(office: Office, work: Work, scene: Scene, item: Item) -> tuple[Item, list[Markup]]:
    """The header was taken out again."""
    if item.follows_id is None:
        return item, []
    first = await cards.get_item(work, item.follows_id)
    await work.items.follow(item.id, None)
    await cards.update(office, work, first)
    return replace(item, follows_id=None), [views.no_longer_followed(scene.t, first)]


async def _first(office: Office, work: Work, scene: Scene, typed: str) -> Item | None:
    """The report at the thread's beginning, where the reporter may know of the one that is named: of the own unit, too."""
    named = await cards.find_by_number(office, work, typed)
    if named is None or named.state in (ItemState.WITHDRAWN, ItemState.HELD, ItemState.DESTROYED):
        return None
    if not may_see_item(scene.actor, named) and named.unit_id != scene.actor.unit_id:
        return None
    return await cards.get_item(work, named.follows_id) if named.follows_id else named
