"""The question that a card asks, for a decision's reason or the item to merge into: one at a time, and whose answer it takes.

It is a row of the drafts, about the card. Where another editor closes it or turns it into another decision, the row keeps who
had asked for what: their next reply to the card was perhaps written for that, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.common import conversations
from bot.desk.common.office import Scene
from bot.desk.common.slots import Slot, slot_name
from bot.model import Draft, DraftKind, Item, ItemState, Message, Person
from bot.rules.states import Step, takes_decisions
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


async def forget(work: Work, item: Item, *, by: Person | None) -> None:
    """It was decided, or (None) let go by the clock: the card asks nothing more.

    Who else had asked for something is told so at their next reply: what they write was meant for the editors, not the reporter.
    """
    draft = await work.drafts.find_about(_about(item.id))
    if draft is None:
        return
    earlier = dict(_asked(draft))
    if draft.step != _CLOSED:
        earlier[str(draft.telegram_id)] = draft.step
    if by is not None:
        earlier.pop(str(by.telegram_id), None)
    if earlier:
        data = {"item_id": item.id, "by": by.name if by else "", "earlier": earlier}
        await work.drafts.add(
            draft.chat_id,
            _NOBODY,
            kind=DraftKind.REASON,
            step=_CLOSED,
            data=data,
            now=work.now,
            about=_about(item.id),
        )
    else:
        await work.drafts.delete(draft.id)


async def refuse_answer(work: Work, scene: Scene, draft: Draft, item: Item) -> Message | None:
    """What the writer of a reply to the card hears who had asked for something else; None where that is not so.

    Once they have heard it, their next reply is an answer to what the card asks, or a comment.
    """
    is_closed = draft.step == _CLOSED
    earlier = dict(_asked(draft))
    was = earlier.pop(str(scene.telegram_id), None)
    if was is None:
        return None
    if is_closed and not earlier:
        await work.drafts.delete(draft.id)
    else:
        data = {**draft.data, "earlier": earlier}
        await work.drafts.save(draft.id, step=draft.step, data=data, now=draft.updated_at)
    editor = str(draft.data["by"]) or scene.t.plain("The system")
    if is_closed and not takes_decisions(item.state):
        return words.render_decided_meanwhile(scene.t, item, was=ASKS_FOR[Step(was)], editor=editor)
    return words.render_question_changed(
        scene.t,
        was=ASKS_FOR[Step(was)],
        now=None if is_closed else ASKS_FOR[Step(draft.step)],
        editor=editor,
    )


def is_open(draft: Draft) -> bool:
    """Whether the card asks something at present."""
    return draft.step != _CLOSED


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


def _about(item_id: int) -> str:
    return slot_name(Slot.CARD, item_id)
