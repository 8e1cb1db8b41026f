"""Sharing with partners: /share, the buttons of an offer, and those under what a partner offers the desk."""

from __future__ import annotations

from telegram import Update

from bot.desk.items import sharings
from bot.desk.sources import partner_offers
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
    Press.PARTNER_TURN: lambda o, w, s, p: partner_offers.turn(o, w, s, offer_id=p.number()),
    Press.PARTNER_LEAVE: lambda o, w, s, p: partner_offers.leave(o, w, s, offer_id=p.number()),
    Press.PARTNER_UNDO: lambda o, w, s, p: partner_offers.undo(o, w, s, offer_id=p.number()),
    Press.SHARE: lambda o, w, s, p: sharings.press_share(o, w, s, item_id=p.number()),
    Press.SHARE_UNDO: lambda o, w, s, p: sharings.press_undo(o, w, s, item_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS), *command("share", on_share)]
