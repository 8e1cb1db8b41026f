"""/start: the private chat is opened, an invitation is used."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.people import join
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_start(update: Update, context: DeskContext) -> None:
    """/start, /start open, /start TOKEN."""
    payload = context.args[0] if context.args else ""
    async with context.work() as work:
        await join.start(context.office, work, context.scene_in(work, update), payload)


HANDLERS = [CommandHandler("start", on_start, filters=NEW_MESSAGE)]
