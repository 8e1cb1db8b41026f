"""Items come in: one-step messages, and drafts that are handed in; keeping them is in storage, the conversation in drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from bot.desk.common import by_name, conversations
from bot.desk.common.office import Office, Scene, Toast, answer, open_button
from bot.desk.demands import bookings
from bot.desk.items import (
    albums,
    attachments,
    blocked,
    cards,
    corrections,
    drafts,
    files,
    pointing,
    rewriting,
    storage,
)
from bot.desk.people import strangers
from bot.errors import BadInput, WrongState
from bot.model import Draft, Message
from bot.rules.edits import Rewrite
from bot.rules.item_draft import NO_DEMAND, content_of, read
from bot.rules.onestep import TAGS_SUBMIT, has_tag, is_complete, parse_submission, split_tagged, strip_tag
from bot.rules.rights import Act, Where, may
from bot.rules.states import Step, asks_correction, next_state
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.common import hints
from bot.views.items.revisions import revised_for


async def submit_tagged(office: Office, work: Work, scene: Scene) -> None:
    """A message that begins with #报送: stored at once where it is complete (manual, section 2)."""
    if scene.person is None and scene.place is not None:
        await strangers.refuse_submission(office, work, scene)
        return
    if scene.person is not None and not may(scene.role, Act.SUBMIT, Where.PRIVATE):
        await answer(work, scene, _not_for_items(office, scene))
        return
    scene.check(Act.SUBMIT)
    if scene.album:
        await albums.begin_words(work, scene)
    texts = split_tagged(clean(scene.text), tags=TAGS_SUBMIT)
    if len(texts) > 1:
        await drafts.ask_split(office, work, scene, texts=texts)
    elif not await pointing.take(office, work, scene, text=texts[0]):
        await submit_text(office, work, scene, text=texts[0])


def _not_for_items(office: Office, scene: Scene) -> Message:
    """What somebody whose role submits nothing is told of their `#报送`: a group's near miss has a button."""
    hint = hints.render_not_for_items(scene.t)
    return hint if scene.is_private else replace(hint, keyboard=((open_button(office, scene.t),),))


async def submit_text(office: Office, work: Work, scene: Scene, *, text: str, place: int = 0) -> None:
    """One item's text: stored where it is complete, else looked for in the file, or kept as a draft that asks for the rest."""
    person = scene.check(Act.SUBMIT)
    parsed = parse_submission(text, themes=office.settings.desk.themes, names=work.directory.names)
    if not is_complete(parsed):
        if files.may_hold_text(scene):
            await files.await_text(office, work, scene, text=text)
        else:
            await drafts.ask_rest(office, work, replace(scene, text=text))
        return
    source = storage.Source(
        chat_id=scene.chat.chat_id,
        parts=((scene.message_id, text),),
        sent_at=scene.sent_at,
        place=place,
        origin=scene.forwarded_from,
        has_attachment=scene.attachment is not None or scene.file is not None,
    )
    await storage.store(office, work, scene, person=person, parsed=parsed, source=source)


async def edit_draft(office: Office, work: Work, scene: Scene) -> bool:
    """An edited message that a draft holds; False where none does.

    A tagged message that asked for the rest is handed in once the edit has completed it: its receipt taught to edit.
    """
    for draft in await drafts.open_in(office, work, scene):
        if not drafts.holds(draft, scene):
            continue
        if draft.step == drafts.SPLIT and has_tag(scene.text, tags=TAGS_SUBMIT):
            await conversations.end(work, scene, draft)  # what it holds now is looked at anew
            return False
        if draft.step == drafts.COLLECT:
            return await _edit_collected(office, work, scene, draft)
        if await blocked.edit_draft(office, work, scene, draft):
            return True
    return False


async def _edit_collected(office: Office, work: Work, scene: Scene, draft: Draft) -> bool:
    content = drafts.with_edit(content_of(draft.data), scene)
    if len(split_tagged(content.text, tags=TAGS_SUBMIT)) > 1:
        await conversations.end(work, scene, draft)
        return False
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names)
    if not is_complete(parsed):
        return await blocked.edit_draft(office, work, scene, draft)
    await work.drafts.save(draft.id, step=draft.step, data=asdict(content), now=work.now)
    await submit_draft(office, work, scene, draft_id=draft.id)
    return True


async def submit_draft(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """提交: stores the item, or the revision, and ends the conversation.

    It is received now, whenever its messages were written (manual, section 5, "Quota").
    """
    draft = await drafts.own(work, scene, draft_id)
    content = content_of(draft.data)
    if content.pending:
        raise WrongState(
            "Not submitted yet: please say first, by a button under the question below, what is to become of your last text."
        )
    item = await cards.get_item(work, content.revises) if content.revises else None
    if item is not None:
        by_name.check_stands_for(work, scene, item.person_id)
        scene = by_name.for_person(work, scene, item.person_id)
    person = scene.check(Act.SUBMIT)
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names, item=item)
    if not is_complete(parsed):
        raise BadInput("Not submitted yet: the title or at least 20 characters of text are still missing.")
    if item is not None and asks_correction(item.state) and next_state(item.state, Step.REVISE) is None:
        await corrections.ask(office, work, scene, draft=draft, item=item)
        return None
    await conversations.end(work, scene, draft)
    if item is not None:
        linked = None if content.demand_id == NO_DEMAND else item.demand_id
        to = Rewrite(parsed, linked)
        kept = draft.id if content.has_attachment else None
        await rewriting.store_revision(
            office, work, scene, item=item, to=to, parts=content.parts, draft_id=kept
        )
        await by_name.tell_done(office, work, scene, item.person_id, lambda t: revised_for(t, item))
        return None
    source = storage.Source(
        chat_id=draft.chat_id,
        parts=content.parts,
        sent_at=work.now,
        origin=content.origin,
        has_attachment=content.has_attachment,
        draft_id=draft.id,
        for_person=content.for_person,
    )
    last = replace(scene, message_id=abs(content.parts[-1][0]))
    await storage.store(office, work, last, person=person, parsed=parsed, source=source)
    return None


async def hand_in(office: Office, work: Work, scene: Scene, *, demand_id: int) -> Toast | None:
    """交稿 under a booking: a guided submission for that demand."""
    await bookings.check_hand_in(work, scene, demand_id=demand_id)
    for_person = await by_name.whose_copy(work, scene.chat, scene.message_id)
    purpose = drafts.Purpose(demand_id=demand_id, for_person=for_person)
    await drafts.begin(office, work, scene, purpose=purpose)
    return None


async def begin_another(
    office: Office, work: Work, scene: Scene, *, draft_id: int, demand_id: int
) -> Toast | None:
    """另写一条: beside the draft that is kept; `demand_id` 0 is for none."""
    await drafts.own(work, scene, draft_id)
    if demand_id:
        await bookings.check_hand_in(work, scene, demand_id=demand_id)
    await drafts.begin_anew(office, work, scene, purpose=drafts.Purpose(demand_id=demand_id or None))
    return None


async def split(office: Office, work: Work, scene: Scene, *, draft_id: int, several: bool) -> Toast | None:
    """The sender's word on a message with several tags; what it holds is received now."""
    draft = await drafts.own(work, scene, draft_id)
    if draft.step != drafts.SPLIT:
        raise WrongState("This has been settled already.")
    content = content_of(draft.data)
    await conversations.end(work, scene, draft)
    message_id, whole = content.parts[0]
    origin = replace(
        scene,
        message_id=message_id,
        text=whole,
        sent_at=work.now,
        forwarded_from=content.origin,
    )
    texts = content.texts if several else (as_one(content.texts),)
    sent = await work.attachments.of_draft(draft.id) if content.has_attachment else []
    for place, text in enumerate(texts):
        # What came along belongs to the first.
        first = origin
        if sent and place == 0:
            first = replace(origin, file=attachments.as_sent(sent[0]), album=sent[0].album)
        await submit_text(office, work, first, text=text, place=place)
    return None


def is_added(texts: Sequence[str], *, to: str) -> bool:
    """Whether any of these tagged texts stands in a message now in which it did not stand `to` begin with."""
    lines = [strip_tag(text, tags=TAGS_SUBMIT).strip() for text in texts]
    return any(line and line.splitlines()[0] not in to for line in lines)


def as_one(texts: Sequence[str]) -> str:
    """Several tagged texts as one item: the first tag's title, the others' lines as they are without their tags."""
    first, *rest = texts
    lines = [strip_tag(text, tags=TAGS_SUBMIT) for text in rest]
    return "\n".join([first, *lines])
