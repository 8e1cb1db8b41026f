"""Corrections of items whose review has begun: the buttons of who asks and of who decides."""

from __future__ import annotations

from bot.desk.items import agreements, corrections
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler

_BUTTONS: dict[Press, Ask] = {
    Press.CORRECTION_WITHDRAW: lambda o, w, s, p: corrections.take_back(o, w, s, correction_id=p.number()),
    Press.CORRECTION_AGREE: lambda o, w, s, p: agreements.agree(
        o, w, s, correction_id=p.number(), seen=p.number(1)
    ),
    Press.CORRECTION_REFUSE: lambda o, w, s, p: agreements.refuse(
        o, w, s, correction_id=p.number(), is_plain=p.word(1) == "plain"
    ),
    Press.CORRECTION_BACK: lambda o, w, s, p: agreements.go_back(o, w, s, correction_id=p.number()),
    Press.CORRECTION_UNDO: lambda o, w, s, p: agreements.undo(o, w, s, correction_id=p.number()),
    Press.CORRECTION_TEXT: lambda o, w, s, p: agreements.show_text(o, w, s, correction_id=p.number()),
    Press.CORRECTION_OPEN: lambda o, w, s, p: agreements.open_request(o, w, s, correction_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS)]
