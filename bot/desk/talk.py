"""Texts without a command or tag: whose conversation they belong to, or what is done with them outside any; no commands here."""

from __future__ import annotations

from datetime import timedelta

from bot.desk import attached, conversing, shortcuts, spoken
from bot.desk.common import conversations
from bot.desk.common.conversations import Asked
from bot.desk.common.office import Office, Scene, answer
from bot.desk.common.slots import Slot
from bot.desk.demands import arrangements, bookings, wishes
from bot.desk.guidance import guides, inquiries
from bot.desk.items import (
    additions,
    adopted_lists,
    albums,
    card_words,
    cards,
    comments,
    downloads,
    enclosures,
    files,
    near_misses,
    replies,
    revisions,
    shares,
)
from bot.desk.items import drafts as item_drafts
from bot.desk.meetings import answers as meeting_answers
from bot.desk.meetings import points as meeting_points
from bot.desk.people import join, roster_files, strangers
from bot.desk.supervision import decisions as task_decisions
from bot.desk.supervision import reports as task_reports
from bot.desk.training import assessments
from bot.desk.wordless import hint_at_file, join_form, refuse, returned_item, take_file
from bot.model import Download, DraftKind, Message, Refusal
from bot.rules.near_miss import near_miss
from bot.rules.numbers import Code, is_booking_word, named_by
from bot.rules.rights import Act, Where, may
from bot.rules.text import clean, count_chars, is_courtesy, is_hint_only
from bot.store.work import Work
from bot.views.common import help as helping
from bot.views.common import hints
from bot.views.items import questions as question_words

_MEANT_LEAST = 5  # characters: shorter than what may answer a question that nobody has turned to
_REASON_FOLLOWS = timedelta(
    minutes=5
)  # what an editor writes so soon after pressing is probably meant as the reason
_ANSWERED_UNREPLIED = frozenset(
    {
        DraftKind.ITEM,
        DraftKind.FORM,
        DraftKind.DIFFICULTY,
        DraftKind.WISH_ANSWER,
        DraftKind.TASK_REPORT,
    }
)
_THANKS = ("谢", "thank", "thx")
# What is no item, whatever words come along (manual, section 2). Kinds as in Scene.attachment.
NO_ITEMS = frozenset(
    {"voice", "audio", "sticker", "video_note", "contact", "location", "poll", "dice", "game", "story"}
)
# Conversations that lead to no item and take what was read in a file; which take the file itself is in wordless.py.
TAKES_READING: downloads.TakesReading = {DraftKind.GUIDE: guides.take_reading}


async def take_download(office: Office, work: Work, attachment_id: int, download: Download) -> None:
    """A file that somebody sent is here, and read."""
    await attached.take(office, work, attachment_id, download, others=TAKES_READING)


async def refuse_download(office: Office, work: Work, attachment_id: int, why: Refusal) -> None:
    """A file that somebody sent is not kept, or not to be had."""
    await attached.refuse(office, work, attachment_id, why, others=TAKES_READING)


async def take_message(office: Office, work: Work, scene: Scene) -> None:
    """Any message that is no command, tag or keyboard word. In groups only replies to the bot concern us."""
    if scene.person is None:
        await _answer_stranger(office, work, scene)
        return
    act = helping.command_in(scene.text) if scene.attachment is not None else None
    if act is not None and (scene.is_private or scene.place is not None):
        await answer(work, scene, hints.render_command_in_caption(scene.t, act))
        return
    if scene.replies_elsewhere and await conversing.answer_from_elsewhere(work, scene):
        return
    is_item = scene.attachment not in NO_ITEMS
    is_part = scene.file is not None and scene.album is not None
    if is_part and (
        await files.join_album(office, work, scene)
        or await enclosures.join_album(work, scene)
        or await join_form(office, work, scene)
    ):
        return
    if await adopted_lists.take_continuation(office, work, scene):
        return
    if is_item and await revisions.take_continuation(office, work, scene):
        return
    if not scene.is_private and not scene.replies_to_us:
        await files.keep_loose(work, scene)
        if not await _hint_reply(work, scene) and not await _take_unreplied(office, work, scene):
            await near_misses.answer_near_miss(office, work, scene)
        return
    if await roster_files.offer(office, work, scene):
        return
    has_text = count_chars(clean(scene.text))
    if is_item and not has_text and await take_file(office, work, scene):
        return
    if scene.album and not await _is_next_of_album(work, scene):
        return
    if not is_item or not has_text:
        await refuse(office, work, scene)
    elif await _take_reply(office, work, scene):
        return
    elif scene.is_private:
        await _take_private(office, work, scene)
    elif await replies.take(office, work, scene, least=conversing.LONG_ENOUGH):
        return
    elif count_chars(clean(scene.text)) >= conversing.LONG_ENOUGH:
        await answer(work, scene, hints.render_answers_nothing(scene.t))


async def _is_next_of_album(work: Work, scene: Scene) -> bool:
    """One answer is enough for a whole album: of its messages without words the first is looked at, and those with words."""
    if not count_chars(clean(scene.text)):
        return await work.drafts.claim_album(scene.chat.chat_id, scene.album or "", now=work.now)
    await albums.begin_words(work, scene)
    return True


async def _hint_reply(work: Work, scene: Scene) -> bool:
    """An editor has just been asked for a reason and writes without replying to the card: told so once for each question."""
    for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id):
        is_fresh = work.now - draft.updated_at < _REASON_FOLLOWS
        if (
            draft.kind in (DraftKind.REASON, DraftKind.CORRECTION)
            and is_fresh
            and not draft.data.get("hinted")
        ):
            data = {**draft.data, "hinted": True}
            await work.drafts.save(draft.id, step=draft.step, data=data, now=draft.updated_at)
            await answer(work, scene, hints.render_reply_to_card(scene.t))
            return True
    return False


async def _take_unreplied(office: Office, work: Work, scene: Scene) -> bool:
    """In a group, without a reply: what is probably the answer to a fresh question there is kept and asked about, once.

    预约T1 books, as in private. False for everything else: people talk to each other.
    """
    text = clean(scene.text)
    if not text or scene.place is None:
        return False
    for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id):
        conversation = conversing.CONVERSATIONS[draft.kind]
        is_fresh = work.now - draft.updated_at < _REASON_FOLLOWS
        if (
            draft.kind not in _ANSWERED_UNREPLIED
            or not is_fresh
            or draft.data.get("hinted")
            or not conversation.is_asking(draft)
            or (draft.kind is DraftKind.ITEM and count_chars(text) < conversing.LONG_ENOUGH)
        ):
            continue
        await work.drafts.save(
            draft.id, step=draft.step, data={**draft.data, "hinted": True}, now=draft.updated_at
        )
        await conversing.ask_which(office, work, scene, [draft])
        return True
    return await shortcuts.book_named(office, work, scene) or await replies.take_withdrawal(
        office, work, scene
    )


async def _answer_stranger(office: Office, work: Work, scene: Scene) -> None:
    """Nothing of a stranger's is kept. In a group they hear of it only where they meant to report."""
    if scene.is_private and (scene.album is None or await join.is_first_of_album(work, scene)):
        await join.answer_stranger(office, work, scene)
    elif not scene.is_private:
        await files.keep_loose(work, scene)
        if scene.place is not None and near_miss(clean(scene.text)) is not None:
            await strangers.refuse_submission(office, work, scene)


async def _take_reply(office: Office, work: Work, scene: Scene) -> bool:
    """A reply answers the message that it replies to, and nothing else. False where that asks for nothing."""
    if scene.reply_to is None:
        return False
    asked = await conversations.asked_by(work, chat_id=scene.chat.chat_id, message_id=scene.reply_to)
    if asked is None or asked.draft is None:
        if await replies.take_withdrawal(office, work, scene):
            return True
        if await replies.take_file(office, work, scene, least=conversing.LONG_ENOUGH):
            return True
    if asked is None:
        return await _take_desk_remark(work, scene)
    if asked.is_older and asked.slot.startswith(f"{Slot.CARD}:"):
        if asked.draft is not None and may(scene.role, Act.REVIEW, scene.where):
            await answer(work, scene, question_words.render_replaced(scene.t))  # it shows no question
            return True
        return await _take_remark(office, work, scene, asked)
    if asked.draft is not None and conversing.CONVERSATIONS[asked.draft.kind].take is not None:
        await conversing.give(office, work, scene, asked.draft)
        return True
    if asked.draft is not None and asked.draft.kind is DraftKind.LOOSE:
        await answer(work, scene, hints.render_press_which(scene.t))
        return True
    if asked.is_question:
        await answer(work, scene, hints.render_question_over(scene.t))
        return True
    return await _take_remark(office, work, scene, asked)


async def _take_remark(office: Office, work: Work, scene: Scene, asked: Asked) -> bool:
    """A reply to a message that asks nothing, where people expect one to do something."""
    if (item := await returned_item(work, scene, asked)) is not None:
        if is_courtesy(scene.text):
            return True
        await additions.begin_revision_with(office, work, scene, item=item)
        return True
    slot, _, of = asked.slot.partition(":")
    if slot == Slot.CARD and may(scene.role, Act.REVIEW, scene.where):
        item = await cards.get_item(work, int(of))
        if not (
            await shares.take(office, work, scene, item) or await card_words.take(office, work, scene, item)
        ):
            await comments.say(office, work, scene, item)
        return True
    if await spoken.take(office, work, scene, slot=asked.slot):
        return True
    if slot == Slot.COMMENT and await comments.reply(office, work, scene, comment_id=int(of)):
        return True
    if slot == Slot.TASK and await task_reports.reply(office, work, scene, task_id=int(of)):
        return True
    if slot == Slot.TASK_REPORT and await task_decisions.reply(office, work, scene, report_id=int(of)):
        return True
    if slot == Slot.INQUIRY_TEXT and await inquiries.reply(office, work, scene, text_id=int(of)):
        return True
    is_inquiry = slot in (Slot.INQUIRY, Slot.INQUIRY_THREAD)
    if is_inquiry and await inquiries.reply(office, work, scene, inquiry_id=int(of)):
        return True
    if slot in (Slot.MEETING, Slot.MEETING_REMINDER):
        await meeting_answers.take_reply(office, work, scene, of=of)
        return True
    if slot == Slot.MEETING_POINTS:
        await meeting_points.take_reply(office, work, scene, of=of)
        return True
    if slot == Slot.ARRANGE and may(scene.role, Act.EXTEND, scene.where):
        await arrangements.take_unit(office, work, scene, demand_id=int(of))
        return True
    if slot == Slot.ASSESS and not is_courtesy(scene.text):
        await assessments.take(office, work, scene, rotation_id=int(of))
        return True
    if slot == Slot.DEMAND and may(scene.role, Act.BOOK, scene.where) and is_booking_word(scene.text):
        await bookings.book_number(office, work, scene, text=of)
        return True
    return await _take_desk_remark(work, scene)


async def _take_desk_remark(work: Work, scene: Scene) -> bool:
    """Nothing that is said to the bot's own messages at the desk vanishes without a word, but for thanks."""
    if scene.where is not Where.DESK:
        return False
    if not is_courtesy(scene.text):
        reviews_here = may(scene.role, Act.REVIEW, scene.where)
        hint = hints.render_no_question(scene.t) if reviews_here else hints.render_answers_nothing(scene.t)
        await answer(work, scene, hint)
    return True


async def _take_private(office: Office, work: Work, scene: Scene) -> None:
    """In private people seldom reply: a text answers the one question that is open there; of several it is asked which."""
    waiting = await conversing.open_in(office, work, scene)
    asking = [draft for draft in waiting if conversing.CONVERSATIONS[draft.kind].is_asking(draft)]
    if not asking and await shortcuts.open_named(office, work, scene):
        return
    if not asking and await replies.take_withdrawal(office, work, scene):
        return
    if not asking and await card_words.take_named(office, work, scene, least=conversing.LONG_ENOUGH):
        return
    if not asking and await spoken.take(office, work, scene, is_free=not waiting):
        return
    candidates = asking or waiting
    # Who replies to something else of ours may mean that: nothing is answered by it without a word.
    if len(candidates) == 1 and not scene.replies_to_us:
        await conversing.give(office, work, scene, candidates[0])
    elif candidates:
        await conversing.ask_which(office, work, scene, candidates)
    elif not await _take_offered(office, work, scene):
        await _take_loose(office, work, scene)


async def _take_offered(office: Office, work: Work, scene: Scene) -> bool:
    """Something was asked lately in a message with a button, and nobody pressed it: whether the text is meant for it is asked."""
    text = clean(scene.text)
    is_other = scene.forwarded_from or scene.file is not None or scene.attachment or scene.replies_to_us
    if is_other or is_courtesy(text) or is_hint_only(text):
        return False
    if count_chars(text) < _MEANT_LEAST:
        return await inquiries.take_next(office, work, scene)
    offered = [
        *await assessments.offer(office, work, scene),
        *await meeting_points.offer(office, work, scene),
    ]
    if (
        not offered
        and count_chars(text) < conversing.LONG_ENOUGH
        and await inquiries.take_next(office, work, scene)
    ):
        return True
    offered += await inquiries.offer(office, work, scene)
    if offered:
        await conversing.ask_which(office, work, scene, offered, offered=[each.id for each in offered])
    return bool(offered)


async def _take_loose(office: Office, work: Work, scene: Scene) -> None:
    """A private message with words, outside any conversation."""
    if await wishes.offer_choice(office, work, scene):
        return
    text = clean(scene.text)
    hint: Message
    if scene.file is None and not scene.attachment and await _answer_number(office, work, scene, text):
        return
    if await replies.take(office, work, scene, least=conversing.LONG_ENOUGH):
        return
    is_thanks = is_courtesy(text) and any(word in text.casefold() for word in _THANKS)
    if not may(scene.role, Act.SUBMIT, scene.where):
        if is_courtesy(text) and not is_thanks:
            return  # 好的 from the head of the county is no text that could be lost
        hint = hints.render_courtesy(scene.t) if is_thanks else hints.render_not_for_items(scene.t)
    elif (scene.forwarded_from and not _is_talk(office, work, text)) or (
        count_chars(text) >= conversing.LONG_ENOUGH and not is_hint_only(text)
    ):
        await item_drafts.begin_with_text(office, work, scene, meant=await replies.meant(work, scene))
        return
    elif scene.file is not None:
        await files.begin_with_file(office, work, scene)
        return
    elif scene.attachment:
        hint = hint_at_file(scene)
    elif is_thanks:
        hint = hints.render_courtesy(scene.t)
    else:
        hint = hints.render_too_short(scene.t, least=conversing.LONG_ENOUGH)
    await answer(work, scene, hint)


async def _answer_number(office: Office, work: Work, scene: Scene, text: str) -> bool:
    """Figures alone that are the number of nothing: what was looked for is said, so that a slip is seen."""
    named = named_by(text, year=office.today(work.now).year)
    if named is None or named.item is None:
        return False
    demand = Code("T", named.demand) if named.demand is not None else None
    await answer(work, scene, hints.render_nothing_so_numbered(scene.t, item=named.item, demand=demand))
    return True


def _is_talk(office: Office, work: Work, text: str) -> bool:
    """Thanks or a number alone: forwarded or not, nothing that an item could begin with."""
    return is_courtesy(text) or named_by(text, year=office.today(work.now).year) is not None


async def answer_unknown_command(office: Office, work: Work, scene: Scene) -> None:
    """A command that does not exist; in groups only the desk's own people hear so, and not of another bot's."""
    if not scene.is_private and (scene.where is not Where.DESK or scene.person is None):
        return
    if not scene.is_private and "@" in scene.text.split(maxsplit=1)[0]:
        name = scene.text.split(maxsplit=1)[0].partition("@")[2]
        if name.casefold() != office.username.casefold():
            return
    if scene.person is None:
        await join.answer_stranger(office, work, scene)
    else:
        nearest = helping.nearest_command(scene.text, role=scene.role, where=scene.where)
        await answer(work, scene, hints.render_unknown_command(scene.t, nearest=nearest))
