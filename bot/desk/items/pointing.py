"""#报送 in answer to a message of one's own in a group: what was written or sent there is the item."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import conversations
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import cards, drafts, files, storage
from bot.model import DraftKind
from bot.rules.near_miss import near_miss
from bot.rules.onestep import TAGS_OTHER, TAGS_SUBMIT, has_tag, is_complete, parse_submission, strip_tag
from bot.rules.rights import Act
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.items.revisions import render_handed_in


async def take(office: Office, work: Work, scene: Scene, *, text: str) -> bool:
    """`text` is the tag, with a title or headers perhaps; False where it says the item itself, or points at nothing new.

    In private what was sent before is a draft already.
    """
    pointed = scene.pointed
    if pointed is None or scene.is_private or scene.file is not None:
        return False
    themes, names = office.settings.desk.themes, work.directory.names
    if count_chars(parse_submission(text, themes=themes, names=names).body):
        return False
    earlier = clean(pointed.text)
    if has_tag(earlier, tags=(*TAGS_SUBMIT, *TAGS_OTHER)) or earlier.startswith("/"):
        return False
    if not count_chars(earlier) and pointed.file is None:
        return False
    if parts := await work.items.parts_of_message(scene.chat.chat_id, pointed.message_id):
        item = await cards.get_item(work, parts[0].item_id)
        if item.person_id != scene.actor.id or count_chars(parse_submission(text).title):
            return False
        await answer(work, scene, render_handed_in(scene.t, item))
        return True
    person = scene.check(Act.SUBMIT)
    if (near := near_miss(earlier)) is not None:
        earlier = strip_tag(near.text, tags=TAGS_SUBMIT)  # 报送：早茶开园 is not what it is called
    await _settle_offers(work, scene, pointed.message_id)
    there = replace(
        scene,
        message_id=pointed.message_id,
        text=f"{text}\n{earlier}",
        forwarded_from=pointed.forwarded_from,
        album=pointed.album,
        file=pointed.file,
        attachment=pointed.attachment,
    )
    parsed = parse_submission(there.text, themes=themes, names=names)
    if is_complete(parsed):
        source = storage.Source(
            chat_id=scene.chat.chat_id,
            parts=((scene.message_id, text), (pointed.message_id, earlier)),
            sent_at=scene.sent_at,
            origin=pointed.forwarded_from,
            has_attachment=pointed.attachment is not None,
        )
        await storage.store(office, work, there, person=person, parsed=parsed, source=source)
    elif files.may_hold_text(there):
        await files.await_text(office, work, there, text=there.text)
    else:
        await drafts.ask_rest(office, work, there)
    return True


async def _settle_offers(work: Work, scene: Scene, message_id: int) -> None:
    """What was asked about that message is answered by this."""
    for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id, but=None):
        if (
            draft.kind in (DraftKind.NEAR_MISS, DraftKind.LOOSE)
            and draft.data.get("message_id") == message_id
        ):
            await conversations.end(work, scene, draft)
