"""An edited message whose item is past edits: what it comes to is kept as a draft, and offered; taking it over is elsewhere."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common.conversations import preview_slot
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import drafts, keypoints
from bot.model import Draft, Item, ItemState, Message
from bot.rules.changes import describe_changes
from bot.rules.edits import Rewrite, as_rewritten
from bot.rules.item_draft import NO_DEMAND, Content, content_of, read
from bot.store.work import Work
from bot.views.items import drafts as views


async def keep(office: Office, work: Work, scene: Scene, *, item: Item, content: Content) -> None:
    """An edited message of an item that is past edits: kept until its writer hands it in as the revision."""
    found = await drafts.open_in(office, work, scene)
    own = [draft for draft in found if content_of(draft.data).revises == item.id]
    for draft in own:
        if draft.step != drafts.EDITED and await drafts.edit_part(office, work, scene, draft):
            return
    kept = next((draft for draft in own if draft.step == drafts.EDITED), None)
    if kept is None:
        kept = await drafts.start(work, scene, content, step=drafts.EDITED)
    else:
        await drafts.save(work, kept, content, step=drafts.EDITED)
        await work.outbox.take_away(preview_slot(kept.id), scene.chat)
    is_behind = item.state is ItemState.WAITING  # else it would have been applied
    message = await _offer(office, work, scene, kept.id, item, content, is_behind=is_behind)
    await answer(work, scene, message, slot=preview_slot(kept.id))


async def offer(office: Office, work: Work, scene: Scene, draft: Draft, item: Item) -> None:
    """The item has taken a step since its kept edit was offered: what can be done with it now."""
    message = await _offer(office, work, scene, draft.id, item, content_of(draft.data))
    await work.outbox.show(preview_slot(draft.id), scene.chat, message)


async def _offer(
    office: Office,
    work: Work,
    scene: Scene,
    draft_id: int,
    item: Item,
    content: Content,
    *,
    is_behind: bool = False,
) -> Message:
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names, item=item)
    linked = None if content.demand_id == NO_DEMAND else parsed.demand_number or item.demand_id
    edited = as_rewritten(item, parsed, demand_id=linked)
    edited = replace(edited, keypoint=await keypoints.number_of(work, item, Rewrite(parsed, linked)))
    changes = describe_changes(f"{item.title}\n{item.body}", f"{edited.title}\n{edited.body}")
    return views.render_kept_edit(
        scene.t, item, draft_id, edited=edited, changes=changes, is_behind=is_behind
    )
