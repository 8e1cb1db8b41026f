"""A card's button typed in reply to the card: 采用, 签收, 退回：数据不全. It decides, and is no comment to the reporter."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from markupsafe import escape

from bot.desk.common.office import Office, Scene, Toast, answer
from bot.desk.common.typed import is_words_alone, typed_label
from bot.desk.items import copyedits, reviews, undo
from bot.locale.texts import N_
from bot.model import Item, ItemState, Message
from bot.rules.rights import Act, may
from bot.rules.states import Step
from bot.rules.text import clean
from bot.store.work import Work
from bot.views.items import decisions as words

_Do = Callable[[Office, Work, Scene, Item, bool], Awaitable[Toast | None]]


def _ask(step: Step) -> _Do:
    return lambda o, w, s, item, seen: reviews.ask(o, w, s, item_id=item.id, step=step, from_reserve=seen)


_ACTS: dict[str, _Do] = {
    N_("Adopt"): lambda o, w, s, item, seen: reviews.adopt(o, w, s, item_id=item.id, from_reserve=seen),
    N_("Keep in reserve"): lambda o, w, s, item, seen: reviews.reserve(o, w, s, item_id=item.id),
    N_("Return"): _ask(Step.RETURN),
    N_("Do not adopt"): _ask(Step.REJECT),
    N_("Merge"): _ask(Step.MERGE),
    N_("Take"): lambda o, w, s, item, seen: reviews.receive(o, w, s, item_id=item.id),
    N_("Release"): lambda o, w, s, item, seen: reviews.release(o, w, s, item_id=item.id),
    N_("Undo"): lambda o, w, s, item, seen: undo.undo(o, w, s, item_id=item.id),
    N_("Edit the text"): lambda o, w, s, item, seen: copyedits.press(o, w, s, item_id=item.id),
}
_ASKING = ("Return", "Do not adopt", "Merge")
_REASONED = {"Return": Step.RETURN, "Do not adopt": Step.REJECT}
_HEAD = re.compile(r"(?P<word>[^:：,，\n]{1,20})[:：,，\n](?P<reason>.*\S.*)", re.DOTALL)


async def take(office: Office, work: Work, scene: Scene, item: Item) -> bool:
    """Does what the button does whose word the reply is, 退回 and 不采用 with a reason behind them too. False for other texts."""
    if scene.attachment is not None or scene.forwarded_from or not may(scene.role, Act.REVIEW, scene.where):
        return False
    # One that was put in reserve after this was sent has been decided: it must not be decided a second time unseen.
    seen = (
        item.state is ItemState.RESERVED and item.decided_at is not None and item.decided_at <= scene.sent_at
    )
    if is_words_alone(scene) and (label := typed_label(office, scene.text, _ACTS)):
        toast = await _ACTS[label](office, work, scene, item, seen)
        if toast is not None and toast.text:
            await answer(work, scene, Message(escape(toast.text)))
        elif label in _ASKING:
            await answer(work, scene, words.render_asked_by_word(scene.t, item, is_merge=label == "Merge"))
        return True
    found = _HEAD.fullmatch(clean(scene.text))
    label = typed_label(office, found["word"], _REASONED) if found else None
    if found is None or label is None:
        return False
    await reviews.decide_typed(
        office,
        work,
        scene,
        item_id=item.id,
        step=_REASONED[label],
        text=found["reason"].strip(),
        from_reserve=seen,
    )
    return True
