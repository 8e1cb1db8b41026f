"""Files as people send them: a draft begins with one, or it joins what is under way; once it is here it is in downloads."""

from __future__ import annotations

from dataclasses import asdict, replace

from markupsafe import Markup

from bot.clock import from_ms, to_ms
from bot.desk.common import conversations
from bot.desk.common.office import Office, Scene, answer, answers
from bot.desk.common.slots import Slot, slot_name
from bot.desk.items import (
    additions,
    albums,
    attachments,
    blocked,
    cards,
    draft_preview,
    drafts,
    rewriting,
    storage,
)
from bot.model import (
    Draft,
    DraftKind,
    Item,
)
from bot.rules.item_draft import Content, content_of, read
from bot.rules.onestep import BODY_MIN, is_complete
from bot.rules.rights import Act, may
from bot.rules.states import Step, next_state
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.items import attachments as views
from bot.views.items import drafts as draft_views

_PAPERS = (".docx", ".txt", ".doc", ".wps")  # what people write texts in, whether or not it can be read

# --- a file comes -------------------------------------------------------------------------------------------


async def begin_with_file(office: Office, work: Work, scene: Scene) -> None:
    """A file in private outside any conversation, with few words or none: a draft begins with it."""
    scene.check(Act.SUBMIT)
    text = clean(scene.text)
    content = Content(
        parts=((scene.message_id, text),) if count_chars(text) else (),
        origin=scene.forwarded_from,
        meant=await additions.meant(work, scene),
    )
    await _begin(office, work, scene, content)


async def await_text(office: Office, work: Work, scene: Scene, *, text: str) -> None:
    """A tagged message whose text is in its file: handed in as soon as that is read."""
    content = Content(
        parts=((scene.message_id, text),),
        origin=scene.forwarded_from,
        sent_at=to_ms(scene.sent_at),
    )
    await _begin(office, work, scene, content)


async def _begin(office: Office, work: Work, scene: Scene, content: Content) -> None:
    content = replace(content, has_attachment=True, thread_id=scene.chat.thread_id)
    draft = await drafts.start(work, scene, content, step=drafts.READ)
    await attachments.keep(work, scene, draft_id=draft.id)
    notes = attachments.notes_at_once(office, scene)
    await go_on(office, work, scene, draft, note=notes[0] if notes else None)


async def begin_revision(office: Office, work: Work, scene: Scene, item: Item) -> None:
    """A file in answer to 已退回, shown before it is handed in: a paper's text is the revision, all else goes with the text."""
    content = Content(
        revises=item.id,
        parts=((0, f"{item.title}\n{item.body}"),),
        has_attachment=True,
        thread_id=scene.chat.thread_id,
    )
    is_paper = (
        may_hold_text(scene) and scene.file is not None and scene.file.name.casefold().endswith(_PAPERS)
    )
    step = drafts.REPLACE if is_paper else drafts.PREVIEW
    await take_file(office, work, scene, await drafts.start(work, scene, content, step=step))


def may_hold_text(scene: Scene) -> bool:
    """Whether the file that came along may be one that is read: its content says so, once it is here."""
    file = scene.file
    return file is not None and file.kind == "document" and file.size <= attachments.MOST_BYTES


async def take_file(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    """A file without a word inside the conversation."""
    draft = await drafts.follow(work, scene, draft)
    content = replace(content_of(draft.data), has_attachment=True, thread_id=scene.chat.thread_id)
    step = drafts.READ if draft.step == drafts.COLLECT and not content.parts else draft.step
    await work.drafts.save(draft.id, step=step, data=asdict(content), now=work.now)
    await attachments.keep(work, scene, draft_id=draft.id)
    found = await work.drafts.find(draft.id)
    assert found is not None
    notes = attachments.notes_at_once(office, scene)
    note = notes[0] if notes else None
    if found.step == drafts.READ:
        await go_on(office, work, scene, found, note=note)
    elif found.step == drafts.PREVIEW:
        is_anew = scene.album is None
        await draft_preview.show_preview(office, work, scene, found, content, note=note, is_anew=is_anew)
    else:
        files = await work.attachments.of_draft(draft.id)
        added = views.render_added(scene.t, files)
        if scene.album is not None:
            await albums.answer_without_words(work, scene, added)
        else:
            await answer(work, scene, added)


async def join_album(office: Office, work: Work, scene: Scene) -> bool:
    """A further part of an album that belongs to something already; False where nothing is known of it."""
    assert scene.album is not None
    for other in await work.attachments.of_album(scene.chat.chat_id, scene.telegram_id, scene.album):
        if other.item_id is not None:
            await _join_item(office, work, scene, await cards.get_item(work, other.item_id))
            return True
        draft = await work.drafts.find(other.draft_id) if other.draft_id is not None else None
        if draft is None or draft.kind is not DraftKind.ITEM:
            continue
        if count_chars(clean(scene.text)):
            text = clean(scene.text)
            if (rule := blocked.marking_in(office, content_of(draft.data), text)) is not None:
                await blocked.take_conversation(office, work, scene, draft, rule=rule)
                return True
            await work.outbox.take_away(slot_name(Slot.QUESTION, draft.id), scene.chat)
            await drafts.take_text(office, work, scene, draft)
        else:
            await take_file(office, work, scene, draft)
        return True
    return await _join_full_album(office, work, scene)


async def _join_full_album(office: Office, work: Work, scene: Scene) -> bool:
    """More than ten pictures come as several albums, the words with the first: those of an item's full one go on in the next."""
    if scene.is_private or scene.person is None or count_chars(clean(scene.text)):
        return False  # in private the next one is asked about by itself
    newest = await work.items.of_person(scene.person.id, most=1)
    if not newest or next_state(newest[0].state, Step.EDIT) is None:
        return False
    files = [
        each
        for each in await work.attachments.of_item(newest[0].id)
        if each.chat_id == scene.chat.chat_id and each.album is not None
    ]
    if not files or len(files) % albums.MOST:
        return False
    is_next = 0 < scene.message_id - files[-1].message_id <= albums.MOST
    if not is_next or abs(scene.sent_at - newest[0].received_at) > albums.TOGETHER:
        return False
    await _join_item(office, work, scene, newest[0])
    return True


async def _join_item(office: Office, work: Work, scene: Scene, item: Item) -> None:
    await attachments.keep(work, scene, item_id=item.id)
    if count_chars(clean(scene.text)):
        parts = await work.items.parts_of_item(item.id)
        if parts and next_state(item.state, Step.EDIT) is not None:
            await rewriting.add_part(office, work, scene, item=item, parts=parts, text=clean(scene.text))
            item = await cards.get_item(work, item.id)
    await attachments.show_count(office, work, scene, item)


async def keep_loose(work: Work, scene: Scene) -> None:
    """A file in a group that nobody has handed in: a paper is looked at for markings, and kept in no way.

    Of an album another part may say that it is an item's.
    """
    is_part = scene.album is not None and may(scene.role, Act.SUBMIT, scene.where)
    if is_part or (scene.place is not None and may_hold_text(scene)):
        await attachments.keep(work, scene)


async def go_on(
    office: Office, work: Work, scene: Scene, draft: Draft, *, note: Markup | None = None
) -> None:
    """A draft that waits for a text: handed in, shown, or the text is asked for; nothing while a file may still bring it."""
    content = content_of(draft.data)
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names)
    files = await work.attachments.of_draft(draft.id)
    if is_complete(parsed) and content.sent_at is not None:
        await conversations.end(work, scene, draft)
        await work.outbox.take_away(slot_name(Slot.QUESTION, draft.id), scene.chat)
        source = storage.Source(
            chat_id=scene.chat.chat_id,
            parts=content.parts,
            sent_at=from_ms(content.sent_at),
            origin=content.origin,
            has_attachment=True,
            draft_id=draft.id,
            notes=() if note is None else (note,),
        )
        first = replace(scene, message_id=abs(content.parts[0][0]))
        await storage.store(office, work, first, person=scene.actor, parsed=parsed, source=source)
        return
    if count_chars(parsed.body) and content.sent_at is None:
        await work.drafts.save(draft.id, step=drafts.PREVIEW, data=asdict(content), now=work.now)
        await work.outbox.take_away(slot_name(Slot.QUESTION, draft.id), scene.chat)
        await draft_preview.show_preview(office, work, scene, draft, content, note=note)
        return
    if attachments.has_wanted_paper(files):
        return
    await work.drafts.save(
        draft.id, step=drafts.COLLECT, data=asdict(replace(content, sent_at=None)), now=work.now
    )
    missing = draft_views.missing_parts(scene.t, title=parsed.title, body=parsed.body, least=BODY_MIN)
    question = views.render_ask_text(
        scene.t, files, title=parsed.title, missing=missing, note=note, in_group=not scene.is_private
    )
    await _ask(work, scene, draft, question_text=question)


async def _ask(work: Work, scene: Scene, draft: Draft, *, question_text: views.Question) -> None:
    """Asks for the text; of an album once, a moment later, when its other parts have come."""
    slot = slot_name(Slot.QUESTION, draft.id)
    if scene.album is None:
        await conversations.ask(work, scene, draft, question_text)
    elif await work.outbox.find_post(slot, scene.chat) is not None:
        await work.outbox.show(slot, scene.chat, question_text)
    else:
        await work.outbox.say(
            scene.chat,
            question_text,
            slot=slot,
            reply_to=None if scene.is_private else scene.message_id,
            send_at=work.now + attachments.ALBUM_WITHIN,
            about=answers(scene),
        )
