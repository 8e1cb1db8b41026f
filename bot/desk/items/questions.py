"""The question that a card asks, for a decision's reason or the item to merge into: one at a time, and whose answer it takes.

It is a row of the drafts, about the card. Where another editor closes it or turns it into another decision, the row keeps who
had asked for what: their next reply to the card was perhaps written for that, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.common import conversations
from bot.desk.common.office import Scene
from bot.desk.common.slots import Slot, slot_name
from bot.model import Draft, DraftKind, Item, ItemState, Message
from bot.rules.states import Step
from bot.store.work import Work
from bot.views.items import questions as words

ASKS_FOR = {Step.RETURN: ItemState.RETURNED, Step.REJECT: ItemState.REJECTED, Step.MERGE: ItemState.MERGED}
_CLOSED = "closed"  # nothing is asked any more
_NOBODY = 0  # in place of an account: nobody is in a conversation


async def asked_for(work: Work, item_id: int) -> ItemState | None:
    """The decision for which the card asks at present."""
    draft = await work.drafts.find_about(_about(item_id))
    return None if draft is None or draft.step == _CLOSED else ASKS_FOR[Step(draft.step)]


async def put(work: Work, scene: Scene, item: Item, step: Step) -> None:
    """The card asks this from now on, whatever it asked before."""
    before = await work.drafts.find_about(_about(item.id))
    earlier = {who: was for who, was in _earlier(before, scene).items() if was != step.value}
    data = {"item_id": item.id, "by": scene.actor.name, "earlier": earlier}
    await conversations.begin(
        work, scene, DraftKind.REASON, step=step.value, data=data, about=_about(item.id)
    )


async def close(work: Work, scene: Scene, item: Item) -> None:
    """The card asks nothing more, and nothing was decided."""
    before = await work.drafts.find_about(_about(item.id))
    if before is None:
        return
    earlier = _earlier(before, scene)
    if not earlier:
        await work.drafts.delete(before.id)
        return
    await work.drafts.add(
        scene.chat.chat_id,
        _NOBODY,
        kind=DraftKind.REASON,
        step=_CLOSED,
        data={"item_id": item.id, "by": scene.actor.name, "earlier": earlier},
        now=work.now,
        about=_about(item.id),
    )


async def forget(work: Work, item: Item) -> None:
    """It was decided: the card asks nothing more."""
    draft = await work.drafts.find_about(_about(item.id))
    if draft is not None:
        await work.drafts.delete(draft.id)


async def refuse_answer(work: Work, scene: Scene, draft: Draft, item: Item) -> Message | None:
    """What the writer of a reply to the card hears where it is no answer to what the card asks; None where it is one.

    Once they have heard that it asks something else, their next reply is an answer to that.
    """
    is_closed = draft.step == _CLOSED
    earlier = dict(_asked(draft))
    was = earlier.pop(str(scene.telegram_id), None)
    if was is None:
        return words.render_asks_nothing(scene.t, item, editor=_editor(work, item)) if is_closed else None
    if is_closed and not earlier:
        await work.drafts.delete(draft.id)
    else:
        data = {**draft.data, "earlier": earlier}
        await work.drafts.save(draft.id, step=draft.step, data=data, now=draft.updated_at)
    return words.render_question_changed(
        scene.t,
        was=ASKS_FOR[Step(was)],
        now=None if is_closed else ASKS_FOR[Step(draft.step)],
        editor=str(draft.data["by"]),
    )


async def refuse_remark(work: Work, scene: Scene, item: Item, *, is_older: bool) -> Message:
    """What the writer of a reply to a card hears that asks nothing, or has been replaced by a newer one."""
    if is_older:
        return words.render_replaced(scene.t)
    return words.render_asks_nothing(scene.t, item, editor=_editor(work, item))


def _earlier(before: Draft | None, scene: Scene) -> dict[str, str]:
    """Who else had asked for what on this card, once `scene`'s editor has changed what it asks."""
    earlier = dict(_asked(before)) if before is not None else {}
    if before is not None and before.step != _CLOSED:
        earlier[str(before.telegram_id)] = before.step
    earlier.pop(str(scene.telegram_id), None)
    return earlier


def _asked(draft: Draft) -> Mapping[str, str]:
    """By account, the decision that somebody had asked for."""
    kept = draft.data.get("earlier")  # an older release kept none
    return kept if isinstance(kept, dict) else {}


def _editor(work: Work, item: Item) -> str | None:
    return work.directory.get_person(item.editor_id).name if item.editor_id else None


def _about(item_id: int) -> str:
    return slot_name(Slot.CARD, item_id)
