"""Sharing with partners: /share and the buttons of an offer."""

from __future__ import annotations

from telegram import Update

from bot.desk.items import sharings
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_share(update: Update, context: DeskContext) -> None:
    """/share 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await sharings.command(context.office, work, scene, typed=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.SHARED_TAKE: lambda o, w, s, p: sharings.take(o, w, s, item_id=p.number()),
    Press.SHARED_LEAVE: lambda o, w, s, p: sharings.leave(o, w, s, item_id=p.number()),
    Press.SHARE_UNDO: lambda o, w, s, p: sharings.press_undo(o, w, s, item_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS), *command("share", on_share)]
