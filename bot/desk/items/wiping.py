"""What the desk has kept of a text is wiped: items with all their versions, drafts, and every message that repeated it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.common import conversations, living
from bot.desk.common.audience import desks, tell_desk
from bot.desk.common.office import Office
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import (
    adoptions,
    cards,
    corrections,
    leader_comments,
    merges,
    offers,
    partings,
    points,
    printing,
    rings,
    taken,
)
from bot.locale.texts import Texts
from bot.model import (
    Appeal,
    Blocked,
    Chat,
    Draft,
    DraftKind,
    Item,
    ItemState,
    LeaderComment,
    Message,
    Subject,
    Task,
)
from bot.rules.secrecy.traces import Traces, traces_of
from bot.rules.states import Step
from bot.store.work import Work
from bot.views.items import held as views
from bot.views.items.adoptions import contributors_words

EARLIER = timedelta(days=1)  # a text may have been shown before it was handed in
_TYPED_FOR = timedelta(days=365)  # how long an edit of what was typed about a bulletin is heeded
_OF_ITEM = (Slot.CARD, Slot.HELD, Slot.RING, Slot.HELD_RING, Slot.STEP, Slot.RECEIPT, Slot.COPYEDIT, Slot.GOT)
# Where editors have done something with an item, they do not learn by its card alone that it is gone.
_DEALT_WITH = frozenset(
    {
        ItemState.REVIEWING,
        ItemState.ADOPTED,
        ItemState.RESERVED,
        ItemState.RETURNED,
        ItemState.REJECTED,
        ItemState.MERGED,
    }
)


@dataclass(frozen=True, slots=True)
class Wiped:
    """What had become of a message: the numbers of its items, the names of what else was published from it, and whether something
    was being written with it.
    """

    numbers: list[str]
    names: Sequence[Callable[[Texts], str]] = ()
    has_draft: bool = False


async def wipe_message(office: Office, work: Work, message: Blocked) -> Wiped:
    """Everything that has become of a message, which an edit has given a marking."""
    numbers, has_draft = [], False
    # What came in the message's file is kept under the number's negative.
    parts = [
        part
        for number in (message.message_id, -message.message_id)
        for part in await work.items.parts_of_message(message.chat_id, number)
    ]
    for item_id in dict.fromkeys(part.item_id for part in parts):
        item = await cards.get_item(work, item_id)
        numbers.append(item.number)
        await _wipe_marked(office, work, item)
    for comment in await work.comments.of_message(message.chat_id, message.message_id):
        work.wipes = True
        await work.comments.wipe_one(comment.id)
        item = await cards.get_item(work, comment.item_id)
        traces = traces_of([comment.text], number=item.number)
        await _wipe_repeated(office, work, traces, since=comment.said_at - EARLIER)
    for text in await work.inquiries.of_message(message.chat_id, message.message_id):
        work.wipes = True
        await work.inquiries.wipe_one(text.id)
        await _wipe_repeated(office, work, traces_of([text.text]), since=text.said_at - EARLIER)
    for said in await work.leader_comments.of_message(message.chat_id, message.message_id):
        work.wipes = True
        await _wipe_leader_comment(office, work, said)
    for report in await work.supervision.reports_of_message(message.chat_id, message.message_id):
        work.wipes = True
        await work.supervision.wipe_report(report.id)
        slots = [slot_name(Slot.TASK_REPORT, report.id)]
        texts = [report.words, report.reason or "", *await _wipe_files(work, report_id=report.id)]
        await _redraw(office, work, slots)
        traces = traces_of(texts, slots=slots)
        await _wipe_repeated(office, work, traces, since=report.said_at - EARLIER)
    names = [
        name
        for subject, number in await work.writings.of_message(message.chat_id, message.message_id)
        if (name := await _blank(office, work, subject, number)) is not None
    ]
    for appeal in await work.appeals.of_message(message.chat_id, message.message_id):
        work.wipes = True
        await _wipe_appeal(office, work, appeal)
    if words := await printing.wipe_words(office, work, message.chat_id, message.message_id):
        await _wipe_repeated(office, work, traces_of(words), since=work.now - _TYPED_FOR)
    for offer in await work.partner_offers.of_message(message.chat_id, message.message_id):
        work.wipes = True
        await work.partner_offers.rewrite(offer.id, title="", words="", is_planned=offer.is_planned)
        files = await _wipe_files(work, offer_id=offer.id)
        for slot in (Slot.PARTNER_OFFER, Slot.OFFERED):
            await _take_all_away(work, slot_name(slot, offer.id))
        traces = traces_of([offer.title, offer.words, *files])
        await _wipe_repeated(office, work, traces, since=offer.offered_at - EARLIER)
    for rotation in await work.training.said_in(message.chat_id, message.message_id):
        work.wipes = True
        assessment = rotation.assessment or ""
        await work.training.save(replace(rotation, assessment=None, assessed_by=None, assessed_at=None))
        for slot in (Slot.ASSESS, Slot.ASSESSMENT):
            await _take_all_away(work, slot_name(slot, rotation.id))
        await _wipe_repeated(
            office, work, traces_of([assessment]), since=(rotation.assessed_at or work.now) - EARLIER
        )
    # In a group others write in them as well.
    written = [
        *await work.drafts.of_kind(DraftKind.FORM),
        *await work.drafts.of_kind(DraftKind.KEYPOINTS),
    ]
    for draft in {
        draft.id: draft for draft in (*written, *await work.drafts.of(message.telegram_id))
    }.values():
        if taken.holds(draft, message):
            has_draft = has_draft or draft.kind in (DraftKind.ITEM, DraftKind.FORM, DraftKind.KEYPOINTS)
            await wipe_draft(office, work, draft)
    return Wiped(numbers, names, has_draft)


async def _blank(office: Office, work: Work, subject: Subject, number: int) -> Callable[[Texts], str] | None:
    """What was published loses its words, and whatever repeats them goes. Its name; None where it is not there."""
    work.wipes = True
    if subject is Subject.TASK:
        task = await work.supervision.find(number)
        if task is None:
            return None
        texts, slots = await _wipe_task(work, task)
        await _redraw(office, work, slots)
        traces = traces_of(texts, number=task.code, slots=slots)
        await _wipe_repeated(office, work, traces, since=task.set_at - EARLIER)
        code = task.code
        return lambda t: code
    blanked = await office.blank[subject](office, work, number)
    if blanked is None:
        return None
    traces = traces_of(blanked.texts, number=blanked.number)
    await _wipe_repeated(office, work, traces, since=blanked.since - EARLIER)
    return blanked.name


async def wipe_album(office: Office, work: Work, message: Blocked) -> tuple[list[str], list[int]]:
    """What has come of the album of such a message: the numbers of the items that are wiped, and its messages' ids."""
    parts = await work.attachments.of_album(message.chat_id, message.telegram_id, message.album)
    ids = {part.message_id for part in parts}
    numbers = []
    for item_id in dict.fromkeys(part.item_id for part in parts if part.item_id is not None):
        item = await cards.get_item(work, item_id)
        if item.state is not ItemState.DESTROYED:
            numbers.append(item.number)
            await _wipe_marked(office, work, item)
    for part in parts:
        if part.item_id is not None:
            continue
        draft = await work.drafts.find(part.draft_id) if part.draft_id is not None else None
        if draft is not None and taken.ids_in(draft) <= ids:
            await wipe_draft(office, work, draft)  # it is the album's alone
        await work.attachments.remove(part)
    return numbers, sorted(ids - {message.message_id})


async def _wipe_marked(office: Office, work: Work, item: Item) -> None:
    """An edit has given the item a marking. Editors who had dealt with it hear that it is gone, whoever decided by name."""
    await wipe_item(office, work, item, step=Step.WIPE, person_id=None)
    if item.state not in _DEALT_WITH:
        return
    booked = sum(line.hundredths for line in await work.adoptions.lines_of_item(item.id))
    standing = [each.channel for each in await work.adoptions.of_item(item.id) if each.stands]

    def gone(t: Texts) -> Message:
        return views.render_wiped_by_edit(t, item, hundredths=booked, channels=standing)

    await tell_desk(office, work, gone)
    editor = work.directory.get_person(item.editor_id) if item.editor_id else None
    if editor is not None and editor.telegram_id is not None and Chat(editor.telegram_id) not in desks(work):
        await work.outbox.tell(editor, gone(office.t_for(editor)))


async def wipe_item(office: Office, work: Work, item: Item, *, step: Step, person_id: int | None) -> Item:
    """The item keeps its number, its reporter and its times; what shows it says that its text is gone."""
    texts = [item.title, item.body, item.source or "", item.origin or "", item.reason_text or ""]
    for _, title, body, _ in await work.items.versions(item.id):
        texts += [title, body]
    texts += [original.text for original in await work.items.originals(item.id)]
    texts += [part.text for part in await work.items.parts_of_item(item.id)]
    texts += [comment.text for comment in await work.comments.of_item(item.id)]
    asked = await work.corrections.of_item(item.id)
    texts += _texts_in([[each.words, each.before, each.reason or ""] for each in asked])
    texts += _texts_in([[each.words, each.reason or ""] for each in await work.appeals.of_item(item.id)])
    texts += [each.words for each in await work.leader_comments.of_item(item.id)]
    texts += await printing.wipe(office, work, item)
    said, of_tasks = await _wipe_tasks(work, item)
    texts += said
    wiped = replace(
        item,
        title="",
        body="",
        source=None,
        origin=None,
        themes=(),
        joint_units=(),
        reason=None,
        reason_text=None,
        editor_id=None,
        merged_into=None,
        state=ItemState.DESTROYED,
        decided_at=work.now,
    )
    work.wipes = True
    await work.items.wipe(wiped)
    for file in await work.attachments.of_item(item.id):
        texts.append(file.name)
        await work.attachments.wipe(file)
    await work.undos.delete("item", item.id)
    await work.adoptions.wipe(item.id)
    for appeal in await work.appeals.of_item(item.id):
        await _take_appeal_away(work, appeal)
    await work.appeals.wipe(item.id)
    await leader_comments.wipe(office, work, wiped)
    await offers.end(office, work, wiped)
    await work.likenesses.forget(item.id)
    await work.comments.wipe(item.id)
    await cards.record(work, wiped, step=step.value, person_id=person_id, before=item)
    await bookings.unfulfil(office, work, item=wiped)
    await rings.call_off(work, item)
    await partings.part_all(office, work, wiped, person_id=person_id)
    await cards.update(office, work, wiped)
    await merges.take_back(office, work, replace(wiped, merged_into=item.merged_into), person_id=person_id)
    if item.merged_into is not None:
        await _leave(office, work, wiped, holder=await points.credited(work, item))
    await corrections.wipe(office, work, wiped)
    for slot in (Slot.STEP, Slot.RECEIPT):
        name = slot_name(slot, item.id)
        await living.update(office, work, name, lambda t: views.render_wiped(t, wiped))
    for draft in await work.drafts.of_item(item.id, about=cards.slot_of(item)):
        await wipe_draft(office, work, draft)
    await take_back_found(office, work, item)
    # What is held stands in no export.
    is_exported = item.state is not ItemState.HELD
    await _redraw(office, work, of_tasks)
    slots = [*of_tasks, *(slot_name(slot, item.id) for slot in _OF_ITEM)]
    traces = traces_of(texts, number=item.number, slots=slots)
    await _wipe_repeated(office, work, traces, since=item.received_at - EARLIER, gathered=is_exported)
    return wiped


async def _leave(office: Office, work: Work, wiped: Item, *, holder: Item) -> None:
    """Who wrote what had been merged into another has no part in that any more; whose points that changes hears of it."""
    lines = await points.rebook(office, work, holder, is_shared_anew=True)
    await adoptions.tell_others(
        office, work, holder, lines, but=None, decided=wiped, why=lambda t: contributors_words(t, None)
    )


async def _wipe_tasks(work: Work, item: Item) -> tuple[list[str], list[str]]:
    """What supervision tasks say that go back to the item, and what was reported of them; they stay, with their times.

    The texts, and the living messages that showed them.
    """
    texts, slots = list[str](), list[str]()
    for task in await work.supervision.of_item(item.id):
        said, shown = await _wipe_task(work, task)
        texts, slots = texts + said, slots + shown
    return texts, slots


async def _wipe_task(work: Work, task: Task) -> tuple[list[str], list[str]]:
    texts, slots = [task.title, task.words], [slot_name(Slot.TASK, task.id)]
    await work.supervision.wipe(task.id)
    for report in await work.supervision.reports(task.id):
        texts += [report.words, report.reason or "", *await _wipe_files(work, report_id=report.id)]
        slots.append(slot_name(Slot.TASK_REPORT, report.id))
        await work.supervision.wipe_report(report.id)
    return texts, slots


async def _wipe_files(work: Work, *, report_id: int | None = None, offer_id: int | None = None) -> list[str]:
    """What came with a report or an offer; by what the messages are known that passed it on."""
    files = await work.attachments.of_report(report_id) if report_id is not None else []
    files += await work.attachments.of_offer(offer_id) if offer_id is not None else []
    for file in files:
        await work.attachments.wipe(file)
    return [text for file in files for text in (file.name, file.file_id)]


async def _redraw(office: Office, work: Work, slots: Sequence[str]) -> None:
    """Living messages whose words are of a later room say that nothing is left."""
    for slot in slots:
        kind, _, of = slot.partition(":")
        if (redraw := office.redraw.get(kind)) is not None:
            await redraw(office, work, int(of))


async def take_back_found(office: Office, work: Work, item: Item) -> None:
    """What searches have shown of an item that is not to be seen any more: those lists go."""
    for draft in await work.drafts.of_kind(DraftKind.FOUND):
        shown = draft.data.get("shown")
        if isinstance(shown, list) and item.id in shown:
            await wipe_draft(office, work, draft)


async def wipe_draft(office: Office, work: Work, draft: Draft) -> None:
    """A conversation, its messages, and what repeated it."""
    work.wipes = True
    for file in await work.attachments.of_draft(draft.id):
        await work.attachments.wipe(file)
    for slot in (conversations.preview_slot(draft.id), slot_name(Slot.QUESTION, draft.id)):
        for post in await work.outbox.posts(slot):
            await work.outbox.take_away(slot, Chat(post.chat_id, post.thread_id))
    await work.drafts.delete(draft.id)
    await _wipe_repeated(office, work, traces_of(_texts_in(draft.data)), since=draft.updated_at - EARLIER)


async def _wipe_repeated(
    office: Office, work: Work, traces: Traces, *, since: datetime, gathered: bool = False
) -> None:
    """Every message, and every file made for one, that holds a trace of the text; with `gathered` every export.

    A living list that still names it is made anew; a copy for somebody who stands in for nobody any more goes.
    """
    questions = f"{Slot.QUESTION.value}:"
    still = await work.outbox.wipe(traces, since=since, gathered=gathered, questions=questions)
    for post in still:
        if (renew := office.renew.get(post.slot.partition(":")[0])) is not None:
            await renew(office, work, post)
        elif "@" in post.slot:
            await work.outbox.take_away(post.slot, Chat(post.chat_id, post.thread_id))
    await work.made_files.wipe(traces, since=since, gathered=gathered)


async def _wipe_leader_comment(office: Office, work: Work, said: LeaderComment) -> None:
    """What a leader said: that it was said stays, with its points."""
    item = await cards.get_item(work, said.item_id)
    await leader_comments.wipe_one(office, work, item, said)
    texts, slots = [said.words], list[str]()
    task = await work.supervision.of_comment(said.id)
    if task is not None and said.words in task.words:  # what it asks for is what the leader said
        of_task, slots = await _wipe_task(work, task)
        texts += of_task
        await _redraw(office, work, slots)
    traces = traces_of(texts, number=item.number, slots=slots)
    await _wipe_repeated(office, work, traces, since=said.recorded_at - EARLIER)


async def _wipe_appeal(office: Office, work: Work, appeal: Appeal) -> None:
    """An objection to figures: one that nobody has answered was never made, of another the words go."""
    item = await work.items.find(appeal.item_id) if appeal.item_id is not None else None
    await _take_appeal_away(work, appeal)
    for draft in await work.drafts.of_kind(DraftKind.APPEAL_ANSWER):
        if draft.data.get("appeal_id") == appeal.id:
            await wipe_draft(office, work, draft)
    await work.appeals.wipe_one(appeal)
    traces = traces_of(
        [appeal.words, appeal.reason or ""],
        number=item.number if item else "",
        slots=[slot_name(Slot.APPEAL, appeal.id)],
    )
    await _wipe_repeated(office, work, traces, since=appeal.asked_at - EARLIER)


async def _take_appeal_away(work: Work, appeal: Appeal) -> None:
    await _take_all_away(work, slot_name(Slot.APPEAL, appeal.id))


async def _take_all_away(work: Work, slot: str) -> None:
    for post in await work.outbox.posts(slot):
        await work.outbox.take_away(slot, Chat(post.chat_id, post.thread_id))


def _texts_in(data: object) -> list[str]:
    """Every text in a conversation's data."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [text for value in data.values() for text in _texts_in(value)]
    return [text for value in data for text in _texts_in(value)] if isinstance(data, list) else []
