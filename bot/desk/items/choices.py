"""Bare commands about items: buttons for what this person can do it to; the doing is in lookup and revisions."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer, answer_privately
from bot.model import Item, ItemState
from bot.rules.rights import ITEM_READERS
from bot.rules.states import Step, next_state
from bot.store.work import Work
from bot.views.common import choices as views
from bot.views.common.callbacks import Press

_LOOKED_AT = 100  # of a person's newest items: what can still be changed is hardly older


async def choose_to_see(office: Office, work: Work, scene: Scene) -> None:
    """`/item`: the newest that the person may see; before adoption that is, for most, their own."""
    sees_all = scene.role in ITEM_READERS
    found = await work.items.newest(most=views.MOST) if sees_all else await _own(work, scene)
    message = views.render_items(scene.own_t, found, press=Press.FULL_TEXT)
    await answer_privately(office, work, scene, message)


async def choose_to_revise(office: Office, work: Work, scene: Scene) -> None:
    """`/revise`: the person's own that can still be revised."""
    found = [item for item in await _own(work, scene) if next_state(item.state, Step.REVISE)]
    message = views.render_items(scene.own_t, found, press=Press.REVISE)
    await answer_privately(office, work, scene, message)


async def choose_to_withdraw(office: Office, work: Work, scene: Scene) -> None:
    """`/withdraw`: the person's own that are not under review or decided."""
    found = [item for item in await _own(work, scene) if next_state(item.state, Step.WITHDRAW)]
    message = views.render_items(scene.own_t, found, press=Press.WITHDRAW)
    await answer_privately(office, work, scene, message)


async def choose_to_audit(office: Office, work: Work, scene: Scene) -> None:
    """`/audit`: the newest items."""
    found = await work.items.newest(most=views.MOST)
    await answer(work, scene, views.render_items(scene.t, found, press=Press.AUDIT))


async def choose_why(office: Office, work: Work, scene: Scene) -> None:
    """`/why`: adopted items, for most their own."""
    if scene.role in ITEM_READERS:
        found = await work.items.newest_adopted(most=views.MOST)
    else:
        own = await _own(work, scene)
        found = [item for item in own if item.state is ItemState.ADOPTED][: views.MOST]
    if scene.is_at_desk:
        await answer(work, scene, views.render_items(scene.t, found, press=Press.WHY))
    else:
        message = views.render_items(scene.own_t, found, press=Press.WHY)
        await answer_privately(office, work, scene, message)


async def choose_to_edit(office: Office, work: Work, scene: Scene) -> None:
    """`/edit`: the newest whose text editors may still change."""
    newest = await work.items.newest(most=_LOOKED_AT)
    found = [item for item in newest if next_state(item.state, Step.COPYEDIT)][: views.MOST]
    await answer(work, scene, views.render_items(scene.t, found, press=Press.COPYEDIT))


async def _own(work: Work, scene: Scene) -> list[Item]:
    return await work.items.of_person(scene.actor.id, most=_LOOKED_AT)
