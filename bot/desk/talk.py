"""Texts without a command or tag: whose conversation they belong to, or what is done with them outside any; no commands here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.desk.common.office import Office, Scene, answer
from bot.desk.demands import commissions, drafts
from bot.desk.items import drafts as item_drafts
from bot.desk.items import reviews, revisions
from bot.desk.people import join
from bot.model import Draft, Message
from bot.rules.rights import Act, may
from bot.rules.text import clean, count_chars, is_hint_only
from bot.store.work import Work
from bot.views.common import hints

LONG_ENOUGH = 30  # characters: a private text that is probably an item (manual, section 2)

# What is no item, whatever words come along (manual, section 2). Kinds as in Scene.attachment.
NO_ITEMS = frozenset(
    {"voice", "audio", "sticker", "video_note", "contact", "location", "poll", "dice", "game", "story"}
)

Taker = Callable[[Office, Work, Scene, Draft], Awaitable[None]]
TAKERS: dict[str, Taker] = {
    item_drafts.KIND: item_drafts.take_text,
    reviews.KIND: reviews.take_reason,
    drafts.KIND: drafts.take_text,
    commissions.KIND: commissions.take_difficulty,
}


async def take_message(office: Office, work: Work, scene: Scene) -> None:
    """Any message that is no command, tag or keyboard word. In groups only replies to the bot concern us."""
    if scene.person is None:
        if scene.is_private:
            await join.answer_stranger(office, work, scene)
        return
    is_item = scene.attachment not in NO_ITEMS
    if is_item and await revisions.take_continuation(office, work, scene):
        return
    if not scene.is_private and not scene.replies_to_us:
        return
    if scene.album and not await work.claim_post(
        "album", str(scene.chat.chat_id), scene.album, outcome="posted"
    ):
        return  # one answer for the whole album
    draft = await item_drafts.find(office, work, scene)
    if not is_item or not count_chars(clean(scene.text)):
        await _refuse_kind(work, scene, draft)
    elif draft is not None:
        await TAKERS[draft.kind](office, work, scene, draft)
    elif scene.is_private:
        await _take_loose(office, work, scene)


async def _refuse_kind(work: Work, scene: Scene, draft: Draft | None) -> None:
    """A message that can be no item, or part of one: said in one line; a draft that is open stays as it is."""
    if scene.is_private or draft is not None:
        hint = hints.render_no_item(scene.t, attachment=scene.attachment, has_draft=draft is not None)
        await answer(work, scene, hint)


async def _take_loose(office: Office, work: Work, scene: Scene) -> None:
    """A private message with words, outside any conversation."""
    text = clean(scene.text)
    hint: Message
    if not may(scene.role, Act.SUBMIT, scene.where):
        hint = hints.render_not_for_items(scene.t)
    elif scene.forwarded_from or (count_chars(text) >= LONG_ENOUGH and not is_hint_only(text)):
        await item_drafts.begin_with_text(office, work, scene)
        return
    else:
        hint = hints.render_too_short(scene.t, least=LONG_ENOUGH)
    await answer(work, scene, hint)


async def answer_unknown_command(office: Office, work: Work, scene: Scene) -> None:
    """A command in private that does not exist."""
    if scene.person is None:
        await join.answer_stranger(office, work, scene)
    else:
        await answer(work, scene, hints.render_unknown_command(scene.t))
