"""Texts in a group that were meant as items but do not begin with the tag: one line, and a button that takes them."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.common import conversations
from bot.desk.common.conversations import Conversation
from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.items import submissions
from bot.errors import NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Draft, DraftKind
from bot.rules.near_miss import LEAST, NearMiss, near_miss
from bot.rules.rights import Act, may
from bot.rules.text import clean, has_chars, is_courtesy
from bot.store.work import Work
from bot.views.common import hints
from bot.views.items import near_misses as views


async def answer_near_miss(office: Office, work: Work, scene: Scene) -> None:
    """Somebody who may report from here wrote what is nearly an item: kept until they say that it is one."""
    if not may(scene.role, Act.SUBMIT, scene.where):
        return
    near = near_miss(clean(scene.text)) or _addressed(scene)
    if near is None:
        if scene.is_addressed and not is_courtesy(scene.text):
            await answer(work, scene, hints.render_too_short(scene.t, least=LEAST))
        return
    draft = await conversations.begin(
        work, scene, DraftKind.NEAR_MISS, step="offered", data=conversations.written(scene)
    )
    offer = views.render_offer(scene.t, draft.id, left_out=near.left_out)
    await answer(work, scene, offer, slot=conversations.preview_slot(draft.id))


def _addressed(scene: Scene) -> NearMiss | None:
    """A text that begins with the bot's name is meant for it, whatever it says: long enough, it may be an item."""
    is_item = scene.is_addressed and has_chars(clean(scene.text), LEAST)
    return NearMiss(scene.text) if is_item else None


async def offer_tagged(work: Work, scene: Scene) -> None:
    """`#报送` in a partner group of somebody who is no partner: kept until they say that it is an item."""
    draft = await conversations.begin(
        work, scene, DraftKind.NEAR_MISS, step="offered", data=conversations.written(scene)
    )
    offer = views.render_offer_tagged(scene.t, draft.id)
    await answer(work, scene, offer, slot=conversations.preview_slot(draft.id))


async def take(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
    """`按报送收下`: as if it had begun with the tag. It counts from now on."""
    draft = await work.drafts.find(draft_id)
    if draft is None or draft.kind is not DraftKind.NEAR_MISS:
        raise WrongState("This has been settled already.")
    if draft.telegram_id != scene.telegram_id:
        raise NotAllowed("Only whoever wrote the text can do this.")
    scene.check(Act.SUBMIT)
    written = conversations.scene_of(scene, draft)
    near = near_miss(clean(written.text))  # None: it bears the tag
    text = near.text if near is not None else written.text
    await conversations.end(work, scene, draft)
    await submissions.submit_tagged(office, work, replace(written, text=text, sent_at=work.now))
    return None


_UNTIL_CHOSEN = (DraftKind.NEAR_MISS, DraftKind.LOOSE, DraftKind.WISH)


async def edit(work: Work, scene: Scene, *, is_settled: bool) -> bool:
    """The message was edited: words that are kept until their writer says what they are follow, or go where it is an item now.

    False where none of them are of this message.
    """
    found = [
        draft
        for draft in await work.drafts.in_chat(scene.chat.chat_id, scene.telegram_id, but=None)
        if draft.kind in _UNTIL_CHOSEN and draft.data.get("message_id") == scene.message_id
    ]
    for draft in found:
        is_none = draft.kind is DraftKind.NEAR_MISS and near_miss(clean(scene.text)) is None
        if is_settled or is_none:
            await conversations.end(work, scene, draft)
        else:
            data = {**draft.data, "text": scene.text}
            await work.drafts.save(draft.id, step=draft.step, data=data, now=work.now)
    return bool(found)


async def _cancel(office: Office, work: Work, scene: Scene, draft: Draft) -> None:
    await conversations.end(work, scene, draft)
    await answer(work, scene, views.render_dropped(scene.t))


async def _name(office: Office, work: Work, t: Texts, draft: Draft) -> str:
    return views.offer_name(t, text=str(draft.data["text"]))


CONVERSATION = Conversation(
    DraftKind.NEAR_MISS, take=None, cancel=_cancel, is_asking=lambda draft: False, name=_name
)
