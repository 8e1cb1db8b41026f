"""Another picture or file put into a message that was sent before: what came with it follows, as its words do."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import attachments, cards
from bot.model import Attachment
from bot.rules.states import Step, next_state
from bot.store.work import Work
from bot.views.items import attachments as views


async def exchange(office: Office, work: Work, scene: Scene) -> None:
    """The file of an edited message takes the place of the one that it had; nothing where it is the same, or was none of ours."""
    if scene.file is None or not scene.file.unique_id:
        return
    before = await _file_of(work, scene)
    if before is None or before.unique_id == scene.file.unique_id:
        return
    if before.item_id is None:
        await _put(work, scene, before)
        return
    item = await cards.get_item(work, before.item_id)
    if next_state(item.state, Step.EDIT) is None:
        await answer(work, scene, views.render_not_exchanged(scene.t, item))
        return
    await _put(work, scene, before)
    await attachments.show_count(office, work, scene, item)
    await answer(work, scene, views.render_exchanged(scene.t, item, is_paper=scene.file.kind == "document"))


async def _file_of(work: Work, scene: Scene) -> Attachment | None:
    """What came with the message before."""
    found: list[Attachment] = []
    if scene.album is not None:
        found = await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album)
    else:
        for part in await work.items.parts_of_message(scene.chat.chat_id, scene.message_id):
            found += await work.attachments.of_item(part.item_id)
        for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id):
            found += await work.attachments.of_draft(draft.id)
    here = (scene.chat.chat_id, scene.message_id)
    own = [each for each in found if (each.chat_id, each.message_id) == here]
    return own[-1] if own and (own[-1].item_id or own[-1].draft_id) else None


async def _put(work: Work, scene: Scene, before: Attachment) -> None:
    assert scene.file is not None
    await work.attachments.give(before.id, item_id=None, draft_id=None)
    await attachments.record(work, scene, scene.file, item_id=before.item_id, draft_id=before.draft_id)
