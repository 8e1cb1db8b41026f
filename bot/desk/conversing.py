"""Conversations that are open: which of them a text answers, how one is ended, and taken up again; no commands here."""

from __future__ import annotations

from typing import Any

from bot.desk import forms
from bot.desk.bulletin import notes
from bot.desk.clock import notices
from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.demands import commissions, proposals, wishes
from bot.desk.figures import appeal_lists, appeals
from bot.desk.guidance import guides, inquiries
from bot.desk.items import (
    adopted_lists,
    agreements,
    blocked,
    copyedits,
    leader_comments,
    near_misses,
    replies,
    reviews,
    search,
)
from bot.desk.items import drafts as item_drafts
from bot.desk.items import typed as item_words
from bot.desk.meetings import answers as meeting_answers
from bot.desk.meetings import changes as meeting_changes
from bot.desk.meetings import points as meeting_points
from bot.desk.people import invite_questions, roster_files, unit_answers
from bot.desk.planning import keypoints, minutes
from bot.desk.supervision import reports as task_reports
from bot.desk.training import assessments, plans, requests
from bot.errors import Refusal, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind
from bot.rules.item_draft import content_of
from bot.rules.rights import Act, may
from bot.rules.text import clean, count_chars, is_courtesy
from bot.store.work import Work
from bot.views.common import hints

LONG_ENOUGH = 30  # characters: a private text that is probably an item (manual, section 2)
# What keeps a file that comes with an answer, or says itself that it does not.
_SEE_TO_FILES = frozenset(
    {
        DraftKind.ITEM,
        DraftKind.FORM,
        DraftKind.GUIDE,
        DraftKind.TASK_REPORT,
        DraftKind.INQUIRY,
        DraftKind.ROSTER,
        DraftKind.ADOPTED_LIST,
    }
)
CANCELS = ("取消", "cancel")


async def _name_loose(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    return hints.loose_name(t, text=str(draft.data["text"]))


async def _name_stranger(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    return ""


def _never(draft: Draft) -> bool:
    return False


async def _cancel_loose(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    await conversations.end(work, scene, draft)
    await _end_offered(work, draft)
    await answer(work, scene, hints.render_loose_dropped(scene.t))


async def _resume_loose(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    written = conversations.scene_of(scene, draft)
    waiting = [*await open_in(office, work, written), *await _offered(work, draft)]
    await work.outbox.take_away(conversations.preview_slot(draft.id), scene.chat)
    asking = [each for each in waiting if CONVERSATIONS[each.kind].is_asking(each)]
    await _show_which(office, work, written, draft, asking or waiting)


# Every kind of conversation has its line here (a test compares it with DraftKind).
CONVERSATIONS: dict[DraftKind, Conversation] = {
    each.kind: each
    for each in (
        item_drafts.CONVERSATION,
        forms.CONVERSATION,
        reviews.CONVERSATION,
        agreements.CONVERSATION,
        copyedits.CONVERSATION,
        copyedits.OBJECTION,
        commissions.CONVERSATION,
        proposals.CONVERSATION,
        proposals.SHELVE,
        near_misses.CONVERSATION,
        unit_answers.CONVERSATION,
        invite_questions.CONVERSATION,
        roster_files.CONVERSATION,
        adopted_lists.CONVERSATION,
        appeal_lists.CONVERSATION,
        appeals.CONVERSATION,
        notices.CONVERSATION,
        leader_comments.CONVERSATION,
        notes.CONVERSATION,
        task_reports.CONVERSATION,
        keypoints.CONVERSATION,
        minutes.CONVERSATION,
        wishes.CHOICE,
        wishes.ANSWER,
        plans.CONVERSATION,
        requests.CONVERSATION,
        assessments.CONVERSATION,
        inquiries.CONVERSATION,
        guides.CONVERSATION,
        meeting_answers.CONVERSATION,
        meeting_changes.CONVERSATION,
        meeting_points.CONVERSATION,
        search.QUESTION,
        search.RESULTS,
        Conversation(
            DraftKind.LOOSE,
            take=None,
            cancel=_cancel_loose,
            is_asking=_never,
            name=_name_loose,
            resume=_resume_loose,
        ),
        Conversation(DraftKind.JOIN, take=None, cancel=None, is_asking=_never, name=_name_stranger),
    )
}


async def open_in(office: Office, work: Work, scene: Scene) -> list[Draft]:
    """The person's conversations in this chat that a text may belong to."""
    return [
        draft
        for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id)
        if (conversation := CONVERSATIONS[draft.kind]).take
        and conversation.is_open(draft)
        and conversation.may_go_on(scene, draft)
        and not conversations.is_too_old(office, draft, now=work.now)
    ]


async def give(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    conversation = CONVERSATIONS[draft.kind]
    assert conversation.take is not None
    if conversations.is_too_old(office, draft, now=work.now):
        await conversations.end(work, scene, draft)
        days = office.settings.desk.draft_keep.days
        await answer(work, scene, hints.render_draft_expired(scene.t, days=days))
    elif conversation.cancel is not None and clean(scene.text).strip().casefold() in CANCELS:
        await conversation.cancel(office, work, scene, draft)
    elif (rule := _marking_across(office, scene, draft)) is not None:
        await blocked.take_conversation(office, work, scene, draft, rule=rule)
    elif draft.kind is DraftKind.ITEM and await item_words.take(office, work, scene, draft):
        return
    else:
        try:
            await conversation.take(office, work, scene, draft)
        except Refusal as refusal:
            if conversation.is_over(scene, draft, refusal):
                refusal.ends = draft.id
            raise
        if scene.attachment is not None and draft.kind not in _SEE_TO_FILES:
            await answer(work, scene, hints.render_file_left(scene.t))


def _marking_across(office: Office, scene: Scene, draft: Draft) -> str | None:
    """The rule that an item under way would meet with this message: a marking may be cut into several."""
    if draft.kind is not DraftKind.ITEM:
        return None
    return blocked.marking_in(office, content_of(draft.data), clean(scene.text))


async def ask_which(
    office: Office, work: Work, scene: Scene, candidates: list[Draft], *, offered: list[int] | None = None
) -> None:
    """The text is kept until its writer has said what it answers; `offered` were begun to be chosen."""
    data = {**conversations.written(scene), "offered": offered or []}
    loose = await conversations.begin(work, scene, DraftKind.LOOSE, step="which", data=data)
    await _show_which(office, work, scene, loose, candidates)


async def _show_which(
    office: Office, work: Work, scene: Scene, loose: Draft, candidates: list[Draft]
) -> None:
    named = candidates[: hints.MOST_CHOICES]
    names = [(each.id, await CONVERSATIONS[each.kind].name(office, work, scene.t, each)) for each in named]
    may_be_new = count_chars(clean(scene.text)) >= LONG_ENOUGH and may(scene.role, Act.SUBMIT, scene.where)
    question = hints.render_ask_which(scene.t, loose.id, names=names, may_be_new=may_be_new)
    await answer(work, scene, question, slot=conversations.preview_slot(loose.id))


async def choose_answer(
    office: Office, work: Work, scene: Scene, *, loose_id: int, draft_id: int | None
) -> Toast | None:
    """What the text answers: that conversation, or (None) it is an item of its own."""
    loose = await conversations.get_own(work, scene, loose_id, DraftKind.LOOSE)
    draft = await work.drafts.find(draft_id) if draft_id is not None else None
    if draft_id is not None and (draft is None or CONVERSATIONS[draft.kind].take is None):
        raise WrongState("That question is over already. Please choose another one; your text is still kept.")
    await conversations.end(work, scene, loose)
    await _end_offered(work, loose, but=draft_id)
    written = conversations.scene_of(scene, loose)
    if draft is not None and draft.step == conversations.OFFERED:
        await work.drafts.save(draft.id, step="words", data=draft.data, now=work.now)
    if draft is None:
        meant = await replies.meant(work, written)
        await item_drafts.begin_with_text(office, work, written, meant=meant)
    else:
        await give(office, work, written, draft)
    return None


async def drop_loose(office: Office, work: Work, scene: Scene, *, loose_id: int) -> Toast | None:
    """Its writer gives the text up."""
    await _cancel_loose(
        office, work, scene, await conversations.get_own(work, scene, loose_id, DraftKind.LOOSE)
    )
    return None


async def _end_offered(work: Work, loose: Draft, *, but: int | None = None) -> None:
    """What was begun only to be chosen, and was not."""
    for draft in await _offered(work, loose):
        if draft.id != but:
            await work.drafts.delete(draft.id)


async def _offered(work: Work, loose: Draft) -> list[Draft]:
    data: dict[str, Any] = loose.data
    found = [await work.drafts.find(int(draft_id)) for draft_id in data.get("offered") or ()]
    return [draft for draft in found if draft is not None and draft.step == conversations.OFFERED]


async def cancel(office: Office, work: Work, scene: Scene) -> None:
    """`/cancel`, or `取消` in private: ends the conversation that is open here; of several it is asked which."""
    scene.check(Act.CANCEL)
    found = [
        draft
        for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id, but=None)
        if CONVERSATIONS[draft.kind].cancel is not None and draft.step != conversations.OFFERED
    ]
    if not found:
        await answer(work, scene, hints.render_nothing_to_cancel(scene.t))
    elif len(found) == 1:
        await _cancel(office, work, scene, found[0])
    else:
        named = found[: hints.MOST_CHOICES]
        names = [(d.id, await CONVERSATIONS[d.kind].name(office, work, scene.t, d)) for d in named]
        await answer(work, scene, hints.render_cancel_which(scene.t, names=names))


async def press_cancel(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """One of several conversations, chosen under `/cancel`."""
    draft = await work.drafts.find(draft_id)
    if draft is None or CONVERSATIONS[draft.kind].cancel is None:
        raise WrongState("This has been settled already.")
    conversations.check_writer(scene, draft)
    await _cancel(office, work, scene, draft)
    return None


async def press_open(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`继续` under /my or a reminder: the conversation comes to this chat's end."""
    scene.check(Act.CANCEL)
    draft = await work.drafts.find(draft_id)
    resume = CONVERSATIONS[draft.kind].resume if draft is not None else None
    if draft is None or resume is None:
        raise WrongState("This has been settled already.")
    conversations.check_writer(scene, draft)
    if conversations.is_too_old(office, draft, now=work.now):
        raise WrongState(
            "This draft has expired: drafts are kept for {days} days.",
            days=office.settings.desk.draft_keep.days,
        )
    await resume(office, work, scene, draft)
    return None


async def _cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    conversation = CONVERSATIONS[draft.kind]
    assert conversation.cancel is not None
    await conversation.cancel(office, work, scene, draft)


async def answer_from_elsewhere(work: Work, scene: Scene) -> bool:
    """A reply to a message of ours in another chat or topic reaches us without what it replies to: said so, never guessed.

    What is long enough for an item is looked at as if it stood alone in private. Groups of which nothing is bound are not ours.
    """
    text = clean(scene.text)
    if is_courtesy(text):
        return False
    if scene.is_private:
        is_item = may(scene.role, Act.SUBMIT, scene.where) and count_chars(text) >= LONG_ENOUGH
        if is_item or scene.attachment is not None:
            return False
    elif not any(place.chat_id == scene.chat.chat_id for place in work.directory.places):
        return False
    await answer(work, scene, hints.render_reply_there(scene.t))
    return True
