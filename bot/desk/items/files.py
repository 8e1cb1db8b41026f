"""What becomes of the files that people sent: the text of an item, or kept beside it; and what is said of those that are not.

How they come to the disk is delivery's affair: it says when one is there and what is in it, that one takes longer, or that it is
not to be had.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import pairwise

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
    taken,
    wiping,
)
from bot.model import (
    Attachment,
    AttachmentState,
    Blocked,
    Chat,
    Download,
    Draft,
    DraftKind,
    Item,
    Person,
    Reading,
    Refusal,
)
from bot.model.attachments import NUMBERS
from bot.rules.item_draft import Content, change, content_of, read
from bot.rules.onestep import BODY_MIN, is_complete
from bot.rules.rights import Act, may, where_of
from bot.rules.secrecy.personal import mask
from bot.rules.secrecy.rulebook import Screening
from bot.rules.states import Step, next_state
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.items import attachments as views
from bot.views.items import drafts as draft_views

# What other conversations do with a file that they asked for, once it is read; the scene is that in which it was sent.
TakeReading = Callable[[Office, Work, Scene, Draft, Attachment, Reading], Awaitable[None]]
TakesReading = Mapping[DraftKind, TakeReading]
NO_OTHERS: TakesReading = {}

_EDITABLE = (drafts.COLLECT, drafts.PREVIEW, drafts.REPLACE)


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
    await _go_on(office, work, scene, draft, note=notes[0] if notes else None)


async def begin_revision(office: Office, work: Work, scene: Scene, item: Item) -> None:
    """A paper in answer to 已退回: its text is the revision, shown before it is handed in."""
    content = Content(
        revises=item.id,
        parts=((0, f"{item.title}\n{item.body}"),),
        has_attachment=True,
        thread_id=scene.chat.thread_id,
    )
    await take_file(office, work, scene, await drafts.start(work, scene, content, step=drafts.REPLACE))


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
        await _go_on(office, work, scene, found, note=note)
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
    return False


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


# --- a file is there, or not --------------------------------------------------------------------------------


def judge(office: Office, attachment: Attachment, reading: Reading) -> Refusal | None:
    """Whether what came is not to be kept: a mark of secrecy in its text, beside it, or in its name."""
    texts = [reading.text or "", *reading.others]
    marked = any(office.rulebook.screen(text).screening is Screening.BLOCK for text in texts if text)
    names = [attachment.name, *reading.names]
    if marked or any(
        office.rulebook.screen(name, file_name=True).screening is Screening.BLOCK for name in names
    ):
        return Refusal.MARKED
    return None


def holds_numbers(reading: Reading) -> bool:
    """Whether people's numbers stand in what was read of a file."""
    texts = [reading.text or "", *reading.others, *reading.names]
    # Line by line: nearly every line is done with after a quick look.
    return any(mask(line)[1] for text in texts for line in _with_broken(text.splitlines()))


def _with_broken(lines: Sequence[str]) -> Iterator[str]:
    """The lines, and two together where figures may go on in the next one."""
    yield from lines
    for line, following in pairwise(lines):
        if line[-1:].isdigit() and following[:1].isalnum():
            yield f"{line}\n{following}"


async def take(
    office: Office, work: Work, attachment_id: int, download: Download, *, others: TakesReading = NO_OTHERS
) -> None:
    """A file is on disk: an item has it; a draft that waits for a text may have got it.

    `others`: conversations that lead to no item and read a file, by their kind.
    """
    found = await work.attachments.find(attachment_id)
    if found is None or not await work.attachments.settle(
        found,
        AttachmentState.HAD,
        sha256=download.sha256,
        size=download.size,
        reason=NUMBERS if holds_numbers(download.reading) else None,
    ):
        work.attachments.wiped.add(download.sha256)  # what it belonged to was wiped meanwhile
        return
    if found.item_id is None:
        await _take_into_draft(office, work, found, download.reading, others)


async def refuse(
    office: Office, work: Work, attachment_id: int, why: Refusal, *, others: TakesReading = NO_OTHERS
) -> None:
    """A file is not kept, or not to be had: whoever sent it is told, and what it belongs to says so."""
    found = await work.attachments.find(attachment_id)
    state = AttachmentState.GIVEN_UP if why is Refusal.UNAVAILABLE else AttachmentState.REFUSED
    # Of a marked one not even the name stays.
    name = "" if why is Refusal.MARKED else None
    if found is None or not await work.attachments.settle(found, state, reason=why, name=name):
        return
    gone = replace(found, state=state, reason=why, name=found.name if name is None else name)
    draft = await _draft_of(work, found)
    if found.item_id is not None:
        item = await cards.get_item(work, found.item_id)
        person = work.directory.get_person(item.person_id)
        t = office.t_for(person)
        if why is not Refusal.MARKED:
            message = views.render_lost(t, gone, why, item=item, contact=office.settings.secrecy.contact)
            await work.outbox.tell(person, message)
        scene = _scene_of(office, work, gone, chat=Chat(gone.chat_id))
        if scene is not None:
            await attachments.show_count(office, work, scene, item)
        if why is Refusal.MARKED:
            await blocked.take_blocked(office, work, _marked(work, found, draft), kept=item.number)
    elif why is not Refusal.MARKED:
        await _take_into_draft(office, work, gone, Reading(fault=why), others)
    else:
        is_alone = draft is not None and taken.ids_in(draft) <= {found.message_id}
        if draft is not None and is_alone:
            await wiping.wipe_draft(office, work, draft)  # it is the file's message alone
        elif draft is not None:
            await _take_into_draft(office, work, gone, Reading(), others)
        await blocked.take_blocked(office, work, _marked(work, found, draft))


def _marked(work: Work, file: Attachment, draft: Draft | None) -> Blocked:
    """The message of a file that carries a marking, for what has to be done about it."""
    # Of a file without a draft it is not known in which topic it was sent; any that is bound will do.
    bound = next((place.thread_id for place in work.directory.places if place.chat_id == file.chat_id), 0)
    return Blocked(
        rule="file",
        chat_id=file.chat_id,
        thread_id=content_of(draft.data).thread_id if draft is not None else bound,
        telegram_id=file.telegram_id,
        message_id=file.message_id,
        at=to_ms(file.sent_at) // 1000,
        is_private=file.chat_id == file.telegram_id,
        is_edit=False,
        album=file.album or "",
    )


async def _draft_of(work: Work, file: Attachment) -> Draft | None:
    """The conversation that the file belongs to; those of forms are the affair of desk/attached."""
    draft = await work.drafts.find(file.draft_id) if file.draft_id is not None else None
    return None if draft is None or draft.kind is DraftKind.FORM else draft


async def tell_late(office: Office, work: Work, attachment_id: int) -> None:
    """It takes longer than a moment: its sender need do nothing, unless it is urgent."""
    found = await work.attachments.find(attachment_id)
    if found is None or found.state is not AttachmentState.WANTED:
        return
    draft = await _draft_of(work, found)
    if found.item_id is None and draft is None:
        return
    thread_id = content_of(draft.data).thread_id if draft is not None and found.item_id is None else 0
    scene = _scene_of(office, work, found, chat=Chat(found.chat_id, thread_id))
    if scene is None:
        return
    message = views.render_late(scene.t, found, is_text=draft is not None and draft.step == drafts.READ)
    if found.item_id is not None:
        await work.outbox.tell(scene.actor, message)
    else:
        await answer(work, scene, message)


async def _take_into_draft(
    office: Office, work: Work, file: Attachment, reading: Reading, others: TakesReading
) -> None:
    draft = await _draft_of(work, file)
    if draft is not None and draft.kind in others:
        chat = Chat(draft.chat_id, content_of(draft.data).thread_id)
        other = _scene_of(office, work, file, chat=chat)
        if other is not None:
            await others[draft.kind](office, work, other, draft, file, reading)
        return
    if draft is None or draft.kind is not DraftKind.ITEM:
        return  # it was cancelled meanwhile
    content = content_of(draft.data)
    scene = _scene_of(office, work, file, chat=Chat(draft.chat_id, content.thread_id))
    if scene is None:
        return
    text = clean(reading.text or "")
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names)
    lacks_text = count_chars(parsed.body) < BODY_MIN and content.revises is None
    note: Markup | None = None
    if count_chars(text) and content.revises is not None and draft.step == drafts.REPLACE:
        content = change(
            content,
            text,
            part=-file.message_id,
            themes=office.settings.desk.themes,
            names=work.directory.names,
        )
        draft = replace(draft, step=drafts.PREVIEW)
        note = views.was_read(scene.t, file, count=count_chars(text))
    elif count_chars(text) and lacks_text and draft.step in (drafts.READ, *_EDITABLE):
        words = _without_title(text, title=parsed.title)
        content = replace(content, parts=(*content.parts, (-file.message_id, words)))
        note = views.was_read(scene.t, file, count=count_chars(words))
    elif reading.fault is not None:
        note = views.refusal_words(
            scene.t, file, Refusal(reading.fault), contact=office.settings.secrecy.contact
        )
    elif draft.step == drafts.READ and file.kind == "document" and lacks_text:
        note = views.why_unread(scene.t, file, reading)
    if (rule := blocked.marking_in(office, content)) is not None:
        # Neither the caption nor the file has a marking, and both together have.
        await blocked.take_conversation(office, work, scene, draft, rule=rule)
        return
    await work.drafts.save(draft.id, step=draft.step, data=asdict(content), now=work.now)
    saved = replace(draft, data=asdict(content))
    if draft.step == drafts.READ:
        await _go_on(office, work, scene, saved, note=note)
    elif draft.step == drafts.PREVIEW:
        if note is not None:
            await draft_preview.show_preview(office, work, scene, saved, content, note=note)
    elif note is not None and reading.fault is not None:
        await answer(work, scene, views.render_note(note))


def _without_title(text: str, *, title: str) -> str:
    """The text without its first line where that says the title once more."""
    head, _, rest = text.partition("\n")
    return rest if title and head.strip() == title.strip() and count_chars(rest) else text


async def _go_on(
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


def _scene_of(office: Office, work: Work, file: Attachment, *, chat: Chat) -> Scene | None:
    """The scene in which the file was sent; None where its sender may hand nothing in any more."""
    person = work.directory.find_account(file.telegram_id)
    is_private = chat.chat_id == file.telegram_id
    place = None if is_private else work.directory.find_place(chat)
    where = where_of(is_private=is_private, kind=place.kind if place else None)
    if person is None or not may(person.role, Act.SUBMIT, where):
        return None
    return replace(scene_behind(office, work, file, person=person, chat=chat), album=file.album)


def scene_behind(office: Office, work: Work, file: Attachment, *, person: Person, chat: Chat) -> Scene:
    """The scene in which somebody sent a file there, as it is told of later."""
    assert person.telegram_id is not None
    is_private = chat.chat_id == person.telegram_id
    place = None if is_private else work.directory.find_place(chat)
    t, own_t = office.scene_texts(work.directory, person.telegram_id, is_private=is_private, place=place)
    return Scene(
        telegram_id=person.telegram_id,
        display_name=person.name,
        person=person,
        chat=chat,
        chat_title=place.title if place else "",
        place=place,
        is_private=is_private,
        message_id=file.message_id,
        text="",
        sent_at=file.sent_at,
        t=t,
        own_t=own_t,
    )
