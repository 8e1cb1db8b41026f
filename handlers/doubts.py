"""The administrator's answer about messages that may or may not have arrived: one group post, or all of a restored copy."""

from __future__ import annotations

from bot.desk.upkeep import doubts
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler

_BUTTONS: dict[Press, Ask] = {
    Press.DOUBT_SEND: lambda o, w, s, p: doubts.resolve_held(o, w, s, row_id=p.number(), send=True),
    Press.DOUBT_LEAVE: lambda o, w, s, p: doubts.resolve_held(o, w, s, row_id=p.number(), send=False),
    Press.RESTORED_SEND: lambda o, w, s, p: doubts.resolve_restored(o, w, s, send=True),
    Press.RESTORED_LEAVE: lambda o, w, s, p: doubts.resolve_restored(o, w, s, send=False),
}

HANDLERS = [
    button_handler(_BUTTONS),
]
