"""Network sources: /feeds and the buttons of leads."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.sources import leads
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_feeds(update: Update, context: DeskContext) -> None:
    """/feeds."""
    async with context.work() as work:
        await leads.show_feeds(context.office, work, context.scene_in(work, update))


_BUTTONS: dict[Press, Ask] = {
    Press.LEAD_TURN: lambda o, w, s, p: leads.turn(o, w, s, lead_id=p.number()),
    Press.LEAD_IGNORE: lambda o, w, s, p: leads.ignore(o, w, s, lead_id=p.number()),
    Press.LEAD_UNDO: lambda o, w, s, p: leads.undo(o, w, s, lead_id=p.number()),
    Press.LEADS_MORE: lambda o, w, s, p: leads.show_more(o, w, s),
}

HANDLERS = [button_handler(_BUTTONS), CommandHandler("feeds", on_feeds, filters=NEW_MESSAGE)]
