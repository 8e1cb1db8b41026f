"""Items that are alike: what editors answer under a card, and what a reporter does with what was sent twice."""

from __future__ import annotations

from bot.desk.items import likenesses
from bot.views.common.callbacks import Press, Pressed
from handlers.buttons import Ask, button_handler


def _other(pressed: Pressed) -> int | None:
    return pressed.number(1) if pressed.word(1) is not None else None


_BUTTONS: dict[Press, Ask] = {
    Press.ALIKE_DIFFERENT: lambda o, w, s, p: likenesses.press_different(
        o, w, s, item_id=p.number(), other_id=_other(p)
    ),
    Press.ALIKE_MERGE: lambda o, w, s, p: likenesses.press_merge(
        o, w, s, item_id=p.number(), other_id=_other(p)
    ),
    Press.ALIKE_FOLLOW: lambda o, w, s, p: likenesses.press_follow(
        o, w, s, item_id=p.number(), other_id=_other(p)
    ),
    Press.ALIKE_UNDO: lambda o, w, s, p: likenesses.undo_answer(o, w, s, item_id=p.number()),
    Press.REPEAT_REPLACE: lambda o, w, s, p: likenesses.replace_first(o, w, s, item_id=p.number()),
    Press.REPEAT_APART: lambda o, w, s, p: likenesses.keep_apart(o, w, s, item_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS)]
