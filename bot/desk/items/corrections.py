"""What a reporter asks to be changed in an item whose review has begun (manual, section 2); editors decide in agreements."""

from __future__ import annotations

from dataclasses import asdict, replace
from functools import partial

from bot.desk.common import by_name, conversations, living
from bot.desk.common.audience import desks, tell_desk, texts_at
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings
from bot.desk.items import cards, drafts, kept_edits, keypoints
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Chat, Correction, CorrectionState, Draft, DraftKind, Item, ItemPart, ItemState
from bot.rules.changes import describe_changes
from bot.rules.edits import Rewrite, as_rewritten
from bot.rules.item_draft import NO_DEMAND, Content, content_of, read
from bot.rules.onestep import is_complete
from bot.rules.rights import Act
from bot.rules.states import Step, asks_correction, next_state
from bot.store.work import Work
from bot.views.common import labels
from bot.views.items import corrections as views
from bot.views.items import drafts as draft_views

UNDO_SUBJECT = "correction"  # of what can be undone


def slot_of(correction: Correction) -> str:
    """The living message that shows the request to editors."""
    return slot_name(Slot.CORRECTION, correction.id)


def request_slot(correction: Correction) -> str:
    """The living message that shows the request to who asks."""
    return slot_name(Slot.REQUEST, correction.id)


async def get(work: Work, correction_id: int) -> Correction:
    """A request by its id. NotFound where a button's data was altered."""
    correction = await work.corrections.find(correction_id)
    if correction is None:
        raise NotFound("This button is out of date. Please send the command again.")
    return correction


async def press(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`更正` under a kept edit, or a preview: it becomes a request to the editors."""
    draft = await drafts.own(work, scene, draft_id)
    scene.check(Act.REVISE)
    content = content_of(draft.data)
    if content.revises is None:
        raise BadInput("This button is out of date. Please send the command again.")
    item = await cards.get_item(work, content.revises)
    if asks_correction(item.state):
        await ask(office, work, scene, draft=draft, item=item)
        return None
    if next_state(item.state, Step.REVISE) is None:
        raise WrongState(
            "{number} is {state} and can no longer be changed; your edit was not applied. If "
            "something is wrong, tell an editor.",
            number=item.number,
            state=lambda t: labels.state_in(t, item.state),
        )
    # Put back or returned meanwhile: what was edited can be handed in by itself.
    await kept_edits.offer(office, work, scene, draft, item)
    return scene.toast(
        lambda t: t.plain(
            "{number} is {state} by now.", number=item.number, state=labels.state_in(t, item.state)
        ),
        alert=True,
    )


async def ask(office: Office, work: Work, scene: Scene, *, draft: Draft, item: Item) -> None:
    """The draft's words are asked for; the draft is over. Another request that waits about the item gives way to it."""
    content = content_of(draft.data)
    if not is_complete(words_of(office, work, content, item).words):
        raise BadInput("Not submitted yet: the title or at least 20 characters of text are still missing.")
    _check_secrecy(office, work, content, item)
    known = await work.corrections.asked_about(item.id)
    await conversations.end(work, scene, draft)
    if content.has_attachment:
        await work.attachments.give_draft(draft.id, item_id=item.id)
        await cards.update(office, work, item)
    newest = max((message_id for message_id, _ in content.parts), default=0)
    scene = replace(scene, message_id=newest or scene.message_id)
    if known is not None:
        await reword(office, work, scene, known, item=item, content=content)
        return
    correction = await work.corrections.add(
        item.id,
        person_id=scene.actor.id,
        chat_id=scene.chat.chat_id,
        words=asdict(_settled(content, item)),
        version=item.version,
        now=work.now,
    )
    await record(work, item, step="ask_correction", person_id=scene.actor.id)
    view = await view_of(office, work, correction, item)
    slot = slot_of(correction)
    await tell_desk(office, work, lambda t: views.render_correction(t, view), slot=slot)
    await answer(work, scene, views.render_request(scene.t, view), slot=request_slot(correction))


async def reword(
    office: Office, work: Work, scene: Scene, known: Correction, *, item: Item, content: Content
) -> None:
    """The reporter has edited again while the request waits: these words are asked for instead."""
    _check_secrecy(office, work, content, item)
    words = asdict(_settled(content, item))
    await work.corrections.reword(
        known.id, chat_id=scene.chat.chat_id, words=words, version=item.version, now=work.now
    )
    await record(work, item, step="ask_correction", person_id=scene.actor.id)
    correction = await get(work, known.id)
    view = await view_of(office, work, correction, item)
    await work.outbox.take_away(request_slot(correction), scene.chat)
    await update(office, work, correction, view)
    await answer(work, scene, views.render_request(scene.t, view), slot=request_slot(correction))


async def take_back(office: Office, work: Work, scene: Scene, *, correction_id: int) -> Toast | None:
    """`撤回申请` under what the reporter got."""
    correction = await get(work, correction_id)
    person = by_name.for_person(work, scene, correction.person_id).check(Act.REVISE)
    if correction.person_id != person.id:
        raise NotAllowed("Only whoever asked for the correction can take it back. Nothing was changed.")
    item = await cards.get_item(work, correction.item_id)
    if correction.state is not CorrectionState.ASKED:
        raise WrongState("This has been settled already.")
    await withdraw(office, work, correction, item, person_id=person.id)
    return scene.toast(lambda t: t.plain("Taken back: {number} stays as it is.", number=item.number))


async def withdraw(
    office: Office, work: Work, correction: Correction, item: Item, *, person_id: int | None
) -> Correction:
    """The request waits no more: its reporter took it back, or (None) the item has gone another way."""
    await work.corrections.decide(correction.id, CorrectionState.WITHDRAWN, by=person_id, now=work.now)
    await record(work, item, step="withdraw_correction", person_id=person_id)
    await forget_question(work, correction)
    ended = await get(work, correction.id)
    await update(office, work, ended, await view_of(office, work, ended, item))
    return ended


async def holds_other(work: Work, part: ItemPart) -> bool:
    """Whether a request that waits asks for other words in this message than the item has."""
    asked = await work.corrections.asked_about(part.item_id)
    return asked is not None and texts_of(asked, part.chat_id).get(part.message_id, part.text) != part.text


def texts_of(correction: Correction | None, chat_id: int) -> dict[int, str]:
    """What a request has of the messages of this chat."""
    if correction is None or correction.chat_id != chat_id:
        return {}
    return dict(content_of(correction.words).parts)


async def follow(office: Office, work: Work, item: Item) -> None:
    """The item has taken a step. A request that waits goes on where it can still be agreed to; otherwise it ends, said so."""
    asked = await work.corrections.asked_about(item.id)
    if asked is None:
        return
    if item.version == asked.version and next_state(item.state, Step.CORRECT) is not None:
        view = await view_of(office, work, asked, item)
        await living.update(office, work, slot_of(asked), lambda t: views.render_correction(t, view))
        return
    ended = await withdraw(office, work, asked, item, person_id=None)
    reporter = work.directory.get_person(ended.person_id)
    if item.state is ItemState.RETURNED:
        await _keep_as_draft(office, work, ended, item)
    elif item.version == ended.version and item.state is not ItemState.WITHDRAWN:
        view = await view_of(office, work, ended, item)
        words = partial(views.render_request, view=view)
        await by_name.tell_anew(office, work, reporter, request_slot(ended), words)


async def _keep_as_draft(office: Office, work: Work, ended: Correction, item: Item) -> None:
    """The item was returned: what was asked for can be handed in as its revision."""
    reporter = work.directory.get_person(ended.person_id)
    if reporter.telegram_id is None:
        return
    content = content_of(ended.words)
    if ended.chat_id != reporter.telegram_id:  # numbers of another chat mean nothing in private
        content = replace(content, parts=tuple((0, text) for _, text in content.parts))
    draft = await work.drafts.add(
        reporter.telegram_id,
        reporter.telegram_id,
        kind=DraftKind.ITEM,
        step=drafts.EDITED,
        data=asdict(content),
        now=work.now,
    )
    view = await view_of(office, work, ended, item)
    offer = draft_views.render_kept_edit(
        office.t_for(reporter),
        item,
        draft.id,
        edited=view.corrected,
        changes=view.changes[: views.CHANGES_MOST],
    )
    await work.outbox.tell(reporter, offer, slot=conversations.preview_slot(draft.id))


async def reopen(office: Office, work: Work, item: Item, *, correction_id: int) -> None:
    """The decision that ended the request is undone: it waits again. Nothing where it has gone its own way since."""
    correction = await get(work, correction_id)
    is_waiting = await work.corrections.asked_about(item.id) is not None
    if correction.state is not CorrectionState.WITHDRAWN or is_waiting or correction.version != item.version:
        return
    await work.corrections.reopen(correction.id, version=item.version)
    reporter = work.directory.get_person(correction.person_id)
    for draft in await work.drafts.of(reporter.telegram_id or 0):
        if draft.step == drafts.EDITED and content_of(draft.data).revises == item.id:
            await work.drafts.delete(draft.id)
            await work.outbox.take_away(conversations.preview_slot(draft.id), Chat(draft.chat_id))
    again = await get(work, correction.id)
    await update(office, work, again, await view_of(office, work, again, item))


async def wipe(office: Office, work: Work, item: Item) -> None:
    """The item's text is wiped: nothing stays of what was asked for, and none of its messages shows it."""
    known = await work.corrections.of_item(item.id)
    await work.corrections.wipe(item.id)
    for correction in known:
        await work.undos.delete(UNDO_SUBJECT, correction.id)
        wiped = await get(work, correction.id)
        if wiped.state is CorrectionState.ASKED:
            await withdraw(office, work, wiped, item, person_id=None)
        else:
            await update(office, work, wiped, await view_of(office, work, wiped, item))


# --- what is shown ----------------------------------------------------------------------------------------


def words_of(office: Office, work: Work, content: Content, item: Item) -> Rewrite:
    """What a draft's content makes of the item; what may be noise stays, nobody can be asked about it any more."""
    parsed = read(content, themes=office.settings.desk.themes, names=work.directory.names, item=item)
    if parsed.cleaning is not None:
        parsed = replace(parsed, cleaning=replace(parsed.cleaning, doubts=()))
    return Rewrite(parsed, None if content.demand_id == NO_DEMAND else item.demand_id)


async def view_of(
    office: Office, work: Work, correction: Correction, item: Item, *, may_undo: bool = False
) -> views.CorrectionView:
    """The request beside the item as it is now."""
    to = words_of(office, work, content_of(correction.words), item)
    linked = await bookings.find_link(work, to.words.demand_number, linked=to.demand_id)
    corrected = as_rewritten(item, to.words, demand_id=linked)
    corrected = replace(corrected, keypoint=await keypoints.number_of(work, item, to))
    follows = to.words.follows
    named = await cards.find_by_number(office, work, follows) if follows else None
    editor = work.directory.get_person(correction.decided_by).name if correction.decided_by else None
    known = cards.hints_for(office, item)
    asks = correction.state is CorrectionState.ASKED
    return views.CorrectionView(
        correction,
        item,
        corrected,
        changes=describe_changes(
            f"{item.title}\n{item.body}",
            f"{corrected.title}\n{corrected.body}",
            most=views.CHANGES_MOST + 1,
        ),
        editor=editor,
        follows=follows if named is not None and named.id != item.follows_id else None,
        cleaning=to.words.cleaning,
        hints=[hint for hint in cards.hints_for(office, corrected) if hint not in known] if asks else (),
        asks_reason=asks and await work.drafts.find_about(slot_of(correction)) is not None,
        may_undo=may_undo,
    )


async def update(office: Office, work: Work, correction: Correction, view: views.CorrectionView) -> None:
    """The request's messages, at the desk and to who asks, wherever they stand."""
    await living.update(office, work, slot_of(correction), lambda t: views.render_correction(t, view))
    await living.update(office, work, request_slot(correction), lambda t: views.render_request(t, view))


async def replace_lost(office: Office, work: Work, correction_id: int, chat: Chat) -> None:
    """The request's message is gone from the chat: a new one, where editors look there and it still waits."""
    correction = await work.corrections.find(correction_id)
    if correction is None or correction.state is not CorrectionState.ASKED or chat not in desks(work):
        return
    view = await view_of(office, work, correction, await cards.get_item(work, correction.item_id))
    words = views.render_correction(texts_at(office, work, chat), view)
    await work.outbox.say(chat, words, slot=slot_of(correction))


async def forget_question(work: Work, correction: Correction) -> None:
    """No reason is asked for any more."""
    draft = await work.drafts.find_about(slot_of(correction))
    if draft is not None:
        await work.drafts.delete(draft.id)


async def record(
    work: Work, item: Item, *, step: str, person_id: int | None, reason: str | None = None
) -> None:
    """A line of the item's audit trail; the item itself stays as it is."""
    after: dict[str, object] = {"state": item.state.value}
    await work.trail.record(
        "item",
        item.id,
        step=step,
        person_id=person_id,
        now=work.now,
        before=dict(after),
        after=after | ({"refused": reason} if reason else {}),
    )


def _check_secrecy(office: Office, work: Work, content: Content, item: Item) -> None:
    """BadInput where the words may be internal, unless an officer has let the same pass in the item as it is."""
    words = words_of(office, work, content, item).words
    rule = office.rulebook.screen("\n".join([words.title, words.body, words.source or ""])).rule
    if rule and rule != office.rulebook.screen("\n".join([item.title, item.body, item.source or ""])).rule:
        raise BadInput(
            "What you changed may be internal: it was not passed on to the desk. Please turn to the secrecy officers, "
            "or take it out and edit again."
        )


def _settled(content: Content, item: Item) -> Content:
    """Without what says the same as the item, so that a mark it gets meanwhile stays."""
    return replace(content, urgent=None) if content.urgent == item.is_urgent else content
