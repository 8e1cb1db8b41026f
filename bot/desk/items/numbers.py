"""People's numbers in an item, which only its reporter sees: an editor may open them in private, on record."""

from __future__ import annotations

from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import cards
from bot.errors import NotFound
from bot.model import Chat
from bot.rules.rights import Act, may_see_item
from bot.store.work import Work
from bot.views.items import lookup as views


async def open_numbers(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast:
    """显示号码: the item's whole text to this editor alone."""
    editor = scene.check(Act.REVIEW)
    item = await cards.get_item(work, item_id)
    if not may_see_item(editor, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    if scene.telegram_id not in work.directory.open_accounts:
        return scene.toast(
            lambda t: t.plain("Please open the private chat with me first, then press again."), alert=True
        )
    await work.trail.record("item", item.id, step="open_numbers", person_id=editor.id, now=work.now)
    for message in views.render_with_numbers(office.t_for(editor), item):
        await work.outbox.say(Chat(scene.telegram_id), message)
    return scene.toast(lambda t: t.plain("Sent to you in private; this is on record."))
