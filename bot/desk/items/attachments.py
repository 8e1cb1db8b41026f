"""The files of items and drafts: recorded as they come, gathered where they are an album's, given back; reading is in files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.desk.common import conversations
from bot.desk.common.office import Office, Scene, Toast, answer, answer_privately
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import cards
from bot.errors import NotFound
from bot.model import Attachment, AttachmentState, Chat, Draft, Item, Refusal, SentFile
from bot.model.attachments import NUMBERS
from bot.rules.item_draft import content_of
from bot.rules.rights import Act, Where, may
from bot.rules.secrecy.personal import mask
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.items import attachments as views

# The parts of an album come one by one; what is said of it waits so long.
ALBUM_WITHIN = timedelta(seconds=1.5)
# A part without words is not read before its album's caption, which says what the album is, can have come.
_CAPTION_WITHIN = timedelta(seconds=2.5)
MOST_BYTES = 20 * 1024 * 1024  # Telegram lets a bot download no more


async def keep(work: Work, scene: Scene, *, item_id: int | None = None, draft_id: int | None = None) -> None:
    """The file that came with the message belongs to an item or a draft; to neither where that is not known yet."""
    if scene.file is None:
        return
    if scene.album is not None:
        parts = await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album)
        if known := next((part for part in parts if part.message_id == scene.message_id), None):
            # It came before anybody knew what the album is.
            await work.attachments.give(known.id, item_id=item_id, draft_id=draft_id)
            await _gather(work, scene, scene.album, item_id=item_id, draft_id=draft_id)
            return
    may_be_elsewhere = scene.album is not None and not count_chars(clean(scene.text))
    try_at = work.now + _CAPTION_WITHIN if may_be_elsewhere and item_id is None else work.now
    await record(work, scene, scene.file, item_id=item_id, draft_id=draft_id, try_at=try_at)
    if scene.album is not None and (item_id or draft_id):
        await _gather(work, scene, scene.album, item_id=item_id, draft_id=draft_id)


async def record(
    work: Work,
    scene: Scene,
    file: SentFile,
    *,
    item_id: int | None = None,
    draft_id: int | None = None,
    report_id: int | None = None,
    offer_id: int | None = None,
    try_at: datetime | None = None,
) -> None:
    """The file that came with the message is wanted from `try_at` on (now), or refused at once where it is too big."""
    await work.attachments.add(
        replace(file, name=name_to_keep(file.name)),
        scene.chat,
        scene.message_id,
        scene.telegram_id,
        album=scene.album,
        item_id=item_id,
        draft_id=draft_id,
        report_id=report_id,
        offer_id=offer_id,
        refusal=Refusal.TOO_BIG if file.size > MOST_BYTES else None,
        try_at=try_at,
        now=work.now,
    )


def name_to_keep(name: str) -> str:
    """A file's name in one line, without folders and without what cannot be seen or turns it around."""
    shown = " ".join(clean(name).split())
    return re.split(r"[/\\]", shown)[-1].strip(". ") if re.search(r"[/\\]", shown) else shown


async def _gather(work: Work, scene: Scene, album: str, *, item_id: int | None, draft_id: int | None) -> None:
    """What came of the album before belongs there too, unless its words have become part of something that was written.

    A draft that was open when the first parts came, and has words from elsewhere, gives them back.
    """
    parts = await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, album)
    numbers = {part.message_id for part in parts}
    left: dict[int, Draft] = {}
    for other in parts:
        if other.item_id is not None or (other.draft_id is not None and other.draft_id == draft_id):
            continue
        draft = await work.drafts.find(other.draft_id) if other.draft_id is not None else None
        if draft is not None:
            content = content_of(draft.data)
            if any(abs(number) in numbers for number, _ in (*content.parts, *content.pending)):
                continue
            left[draft.id] = draft
        await work.attachments.give(other.id, item_id=item_id, draft_id=draft_id)
    for draft in left.values():
        await _leave(work, scene, draft)


async def _leave(work: Work, scene: Scene, draft: Draft) -> None:
    """The album's parts are the draft's no longer: it shows so, and ends where it was nothing but them."""
    content = content_of(draft.data)
    files = await work.attachments.of_draft(draft.id)
    is_empty = not content.text or (content.revises is not None and not content.asked_change)
    if not files and is_empty and all(number == 0 for number, _ in (*content.parts, *content.pending)):
        await conversations.end(work, scene, draft)
        await work.outbox.take_away(slot_name(Slot.QUESTION, draft.id), scene.chat)
        return
    data = asdict(replace(content, has_attachment=bool(files)))
    await work.drafts.save(draft.id, step=draft.step, data=data, now=work.now)
    summary = views.summary(scene.t, files)
    slot = conversations.preview_slot(draft.id)
    await work.outbox.reword(slot, scene.chat, lambda words: views.recounted(words, summary))


def notes_at_once(office: Office, scene: Scene) -> list[Markup]:
    """What there is to say about the file that came with a message before it is here."""
    if scene.file is None:
        return [views.not_kept(scene.t)] if scene.attachment is not None else []
    if scene.file.size > MOST_BYTES:
        return [views.too_big(scene.t, name=scene.file.name)]
    return []


async def hand_over(
    work: Work, scene: Scene, *, item_id: int, draft_id: int | None = None
) -> list[Attachment]:
    """The item gets what came with the message, or what the draft has that it was made of; all its files."""
    if draft_id is not None:
        await work.attachments.give_draft(draft_id, item_id=item_id)
    else:
        await keep(work, scene, item_id=item_id)
    return await work.attachments.of_item(item_id)


def as_sent(file: Attachment) -> SentFile:
    """The file as it came with its message."""
    return SentFile(file.file_id, file.name, file.size, file.unique_id, file.kind, file.mime)


async def show_count(office: Office, work: Work, scene: Scene, item: Item) -> None:
    """One file more, or one less: the cards say so, and the receipt where it is one that is kept up to date."""
    files = await work.attachments.of_item(item.id)
    await cards.update(office, work, item)
    summary = views.summary(scene.t, files)
    if summary is not None:
        slot = slot_name(Slot.RECEIPT, item.id)
        await work.outbox.reword(slot, scene.chat, lambda words: views.recounted(words, summary))


async def press_files(office: Office, work: Work, scene: Scene, *, item_id: int) -> Toast | None:
    """附件: the item's files, where everybody may have them who can see the answer.

    One with people's numbers goes to its reporter and, on record, to editors, in private; others are told why they get none.
    """
    person = scene.check(Act.ITEM)
    item = await cards.get_item(work, item_id)
    if not await cards.is_visible(work, scene, item):
        raise NotFound("There is no item {number}, or you may not see it.", number=item.number)
    files = await work.attachments.of_item(item.id)
    there = [each for each in files if each.state in (AttachmentState.WANTED, AttachmentState.HAD)]
    is_open = await cards.is_for_all(work, scene, item)
    numbered = [each for each in there if may_hold_numbers(each)]
    is_editor = may(person.role, Act.REVIEW, Where.PRIVATE)
    is_own = item.person_id == person.id
    if numbered and not is_own and is_editor and scene.telegram_id not in work.directory.open_accounts:
        return scene.toast(
            lambda t: t.plain("Please open the private chat with me first, then press again."), alert=True
        )
    chat, t = (scene.chat, scene.t) if is_open else (Chat(scene.telegram_id), scene.own_t)
    if lost := [each for each in files if each not in there]:
        message = views.render_not_there(t, item, lost)
        await (answer(work, scene, message) if is_open else answer_privately(office, work, scene, message))
    if numbered and not is_own:
        if is_editor:
            await work.trail.record("item", item.id, step="open_numbers", person_id=person.id, now=work.now)
        else:
            await answer(work, scene, views.render_withheld(scene.t, item, numbered))
    for place, each in enumerate(there, 1):
        if each in numbered and not (is_own or is_editor):
            continue
        caption = views.caption(t, item, place=place, of=len(there), name=each.name)
        to = Chat(scene.telegram_id) if each in numbered else chat
        await work.outbox.send_file(to, each, caption=caption)
    if not files:
        return scene.toast(lambda t: t.plain("This item has no attachments."))
    if numbered and is_editor and not is_own:
        return scene.toast(lambda t: t.plain("Sent to you in private; this is on record."))
    return None


def may_hold_numbers(file: Attachment) -> bool:
    """Whether people's numbers stand in a file or its name, or nobody knows yet since it has not been read."""
    is_unread = file.kind == "document" and file.state is AttachmentState.WANTED
    return is_unread or file.reason == NUMBERS or bool(mask(file.name)[1])


def has_wanted_paper(files: Sequence[Attachment]) -> bool:
    """Whether a file is still to come that may hold a text."""
    return any(each.kind == "document" and each.state is AttachmentState.WANTED for each in files)
