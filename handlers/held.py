"""What waits for the secrecy officers: /held and its buttons; the numbers of people that an editor opens."""

from __future__ import annotations

from telegram import Update

from bot.desk.items import held, held_again, numbers
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext
from handlers.words import command


async def on_held(update: Update, context: DeskContext) -> None:
    """/held."""
    async with context.work() as work:
        await held.show_held(context.office, work, context.scene_in(work, update))


_BUTTONS: dict[Press, Ask] = {
    Press.HELD_FREE: lambda o, w, s, p: held.let_pass(o, w, s, item_id=p.number()),
    Press.HELD_DESTROY: lambda o, w, s, p: held.destroy(
        o, w, s, item_id=p.number(), is_sure=p.word(1) == "yes"
    ),
    Press.HELD_BACK: lambda o, w, s, p: held.go_back(o, w, s, item_id=p.number()),
    Press.HELD_UNDO: lambda o, w, s, p: held_again.undo(o, w, s, item_id=p.number()),
    Press.NUMBERS: lambda o, w, s, p: numbers.open_numbers(o, w, s, item_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS), *command("held", on_held)]
