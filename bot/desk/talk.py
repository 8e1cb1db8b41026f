"""Texts without a command or tag: whose conversation they belong to, or what is done with them outside any; no commands here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.desk.common.accounts import open_account
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

Taker = Callable[[Office, Work, Scene, Draft], Awaitable[None]]
TAKERS: dict[str, Taker] = {
    item_drafts.KIND: item_drafts.take_text,
    reviews.KIND: reviews.take_reason,
    drafts.KIND: drafts.take_text,
    commissions.KIND: commissions.take_difficulty,
}


async def take_message(office: Office, work: Work, scene: Scene) -> None:
    """Any message that is no command, tag or keyboard word. In groups only replies to the bot concern us."""
    if scene.is_private:
        await open_account(work, scene.telegram_id)
    if scene.person is None:
        if scene.is_private:
            await join.answer_stranger(office, work, scene)
        return
    if await revisions.take_continuation(office, work, scene):
        return
    if not scene.is_private and not scene.replies_to_us:
        return
    if scene.album and not await work.drafts.claim_album(scene.chat.chat_id, scene.album, now=work.now):
        return  # one answer for the whole album
    draft = await item_drafts.find(office, work, scene)
    if draft is not None and count_chars(scene.text):
        await TAKERS[draft.kind](office, work, scene, draft)
    elif scene.is_private:
        await _take_loose(office, work, scene)


async def _take_loose(office: Office, work: Work, scene: Scene) -> None:
    """A private message outside any conversation."""
    text = clean(scene.text)
    hint: Message
    if not count_chars(text):
        hint = hints.render_no_text(scene.t, attachment=scene.attachment)
    elif not may(scene.role, Act.SUBMIT, scene.where):
        hint = hints.render_not_for_items(scene.t)
    elif scene.forwarded_from or (count_chars(text) >= LONG_ENOUGH and not is_hint_only(text)):
        await item_drafts.begin_with_text(office, work, scene)
        return
    else:
        hint = hints.render_too_short(scene.t, least=LONG_ENOUGH)
    await answer(work, scene, hint)


async def answer_unknown_command(office: Office, work: Work, scene: Scene) -> None:
    """A command in private that does not exist."""
    await open_account(work, scene.telegram_id)
    if scene.person is None:
        await join.answer_stranger(office, work, scene)
    else:
        await answer(work, scene, hints.render_unknown_command(scene.t))
