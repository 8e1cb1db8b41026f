"""Files that came, or are not to be had: those of forms, reports and offers; of items in items/downloads."""

from __future__ import annotations

from bot.desk import forms
from bot.desk.common import forms as frame
from bot.desk.common.forms import FILES, content_of, files_of
from bot.desk.common.office import Office, Scene, answer
from bot.desk.items import downloads, enclosures
from bot.desk.sources import partner_offers
from bot.desk.supervision import enclosed as task_files
from bot.model import Attachment, AttachmentState, Chat, Download, Draft, DraftKind, Message, Reading, Refusal
from bot.rules.secrecy.rulebook import Screening
from bot.store.work import Work
from bot.views.documents import drafts as words
from bot.views.items.attachments import refusal_words


async def take(
    office: Office, work: Work, attachment_id: int, download: Download, *, others: downloads.TakesReading
) -> None:
    """A file is on disk. One that is to go to others is looked at as closely as what they are written."""
    found = await work.attachments.find(attachment_id)
    draft = await _form_of(work, found)
    await downloads.take(office, work, attachment_id, download, others=others)
    if found is None or not (draft is not None or found.is_enclosed or await _is_asked_for(work, found)):
        return
    if _may_be_internal(office, found, download.reading):
        await work.attachments.settle(found, AttachmentState.REFUSED, reason=Refusal.INTERNAL, name="")
        work.attachments.wiped.add(download.sha256)
        if draft is not None:
            await _leave_out(office, work, draft, found, Refusal.INTERNAL)
        else:
            await enclosures.tell_lost(office, work, found, Refusal.INTERNAL)
    elif draft is None:
        await _pass_on(office, work, attachment_id)
    elif downloads.holds_numbers(download.reading):
        scene = _scene_of(office, work, found, draft)
        if scene is not None:
            await answer(work, scene, words.render_numbers(scene.t, name=found.name))


async def refuse(
    office: Office, work: Work, attachment_id: int, why: Refusal, *, others: downloads.TakesReading
) -> None:
    """A file is not kept, or not to be had: it goes with nothing."""
    found = await work.attachments.find(attachment_id)
    draft = await _form_of(work, found)
    await downloads.refuse(office, work, attachment_id, why, others=others)
    if found is None or found.state is not AttachmentState.WANTED:
        return
    if draft is not None:
        await _leave_out(office, work, draft, found, why)
    elif found.is_enclosed or await _is_asked_for(work, found):
        await enclosures.tell_lost(office, work, found, why)


async def _is_asked_for(work: Work, file: Attachment) -> bool:
    """Whether it was sent where the words of a report are asked for, with which it is to go."""
    draft = await work.drafts.find(file.draft_id) if file.draft_id is not None else None
    return draft is not None and draft.kind is DraftKind.TASK_REPORT


async def _pass_on(office: Office, work: Work, attachment_id: int) -> None:
    """What came with words goes to those who have read them."""
    file = await work.attachments.find(attachment_id)
    if file is None or file.state is not AttachmentState.HAD:
        return
    if file.report_id is not None:
        await task_files.pass_on(office, work, file)
    elif file.offer_id is not None:
        await partner_offers.pass_on(office, work, file)


def _may_be_internal(office: Office, file: Attachment, reading: Reading) -> bool:
    texts = [text for text in (reading.text, *reading.others, *reading.names) if text]
    screened = [office.rulebook.screen(text).screening for text in texts]
    screened.append(office.rulebook.screen(file.name, file_name=True).screening)
    return any(screening is not Screening.CLEAR for screening in screened)


async def _form_of(work: Work, file: Attachment | None) -> Draft | None:
    """The form that the file was to go with."""
    if file is None or file.draft_id is None or file.item_id is not None:
        return None
    draft = await work.drafts.find(file.draft_id)
    return draft if draft is not None and draft.kind is DraftKind.FORM else None


async def _leave_out(office: Office, work: Work, draft: Draft, file: Attachment, why: Refusal) -> None:
    """It does not go with what is written: said so, and the preview says no more that it does."""
    scene = _scene_of(office, work, file, draft)
    names = files_of(content_of(draft))
    if file.name in names:
        names.remove(file.name)
    written = content_of(draft).with_(**{FILES: names or None})
    if scene is None:
        await frame.save(work, draft, written, step=draft.step)
        return
    if why is not Refusal.MARKED:  # of that one something was said already
        contact = office.settings.secrecy.contact
        await answer(work, scene, Message(refusal_words(scene.t, file, why, contact=contact)))
    await frame.go_on(office, work, scene, forms.FORMS[written.form], draft, written)


def _scene_of(office: Office, work: Work, file: Attachment, draft: Draft) -> Scene | None:
    """The scene in which the draft is written; None where its writer is not here any more."""
    person = work.directory.find_account(draft.telegram_id)
    if person is None:
        return None
    is_private = draft.chat_id == draft.telegram_id
    chat = Chat(draft.chat_id)
    if not is_private:
        places = [place for place in work.directory.places if place.chat_id == draft.chat_id]
        chat = Chat(draft.chat_id, places[0].thread_id) if places else chat
    return downloads.scene_behind(office, work, file, person=person, chat=chat)
