"""What becomes of a file once it is here and read, or not to be had: the text of an item, kept beside it, or refused with a word.

How it comes to the disk is delivery's affair: it says when it is there and what is in it, that it takes longer, or that it is
not to be had. What is done with it as it is sent is in files.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import pairwise

from markupsafe import Markup

from bot.clock import to_ms
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import (
    attachments,
    blocked,
    cards,
    draft_preview,
    drafts,
    files,
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
    Person,
    Reading,
    Refusal,
)
from bot.model.attachments import NUMBERS
from bot.rules.item_draft import change, content_of, read
from bot.rules.onestep import BODY_MIN
from bot.rules.rights import Act, may, where_of
from bot.rules.secrecy.personal import mask
from bot.rules.secrecy.rulebook import Screening
from bot.rules.text import clean, count_chars
from bot.store.work import Work
from bot.views.items import attachments as views

# What other conversations do with a file that they asked for, once it is read; the scene is that in which it was sent.
TakeReading = Callable[[Office, Work, Scene, Draft, Attachment, Reading], Awaitable[None]]


TakesReading = Mapping[DraftKind, TakeReading]


NO_OTHERS: TakesReading = {}


_EDITABLE = (drafts.COLLECT, drafts.PREVIEW, drafts.REPLACE)


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
        await files.go_on(office, work, scene, saved, note=note)
    elif draft.step == drafts.PREVIEW:
        if note is not None:
            await draft_preview.show_preview(office, work, scene, saved, content, note=note)
    elif note is not None and reading.fault is not None:
        await answer(work, scene, views.render_note(note))


def _without_title(text: str, *, title: str) -> str:
    """The text without its first line where that says the title once more."""
    head, _, rest = text.partition("\n")
    return rest if title and head.strip() == title.strip() and count_chars(rest) else text


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
