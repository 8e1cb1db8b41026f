"""/fees, and what settles a list."""

from __future__ import annotations

from telegram import Update

from bot.desk.figures import fees
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_fees(update: Update, context: DeskContext) -> None:
    """/fees 2026Q2."""
    office, scene = context.office, await context.scene(update)
    first, last = fees.asked(office, scene, typed=after_command(update), now=context.clock.now())
    found = await context.database.look(lambda seen: fees.listed(office, seen, first=first, last=last))
    async with context.work() as work:
        await fees.show(office, work, context.scene_in(work, update), found)


_BUTTONS: dict[Press, Ask] = {
    Press.FEES_SETTLE: lambda o, w, s, p: fees.ask_settle(o, w, s, period=p.word(0) or ""),
    Press.FEES_SURE: lambda o, w, s, p: fees.settle(o, w, s, period=p.word(0) or ""),
}

HANDLERS = [button_handler(_BUTTONS), *command("fees", on_fees)]
