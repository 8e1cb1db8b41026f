"""Every message that no other handler took, and commands that nobody knows; asked last."""

from __future__ import annotations

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.desk import conversing
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_unknown_command(update: Update, context: DeskContext) -> None:
    """A command that does not exist: an answer in private, silence in groups, where it may be another bot's."""
    async with context.work() as work:
        await conversing.answer_unknown_command(context.office, work, context.scene_in(work, update))


async def on_message(update: Update, context: DeskContext) -> None:
    """Anything else that a person sent."""
    async with context.work() as work:
        await conversing.take_message(context.office, work, context.scene_in(work, update))


HANDLERS = [
    MessageHandler(NEW_MESSAGE & filters.COMMAND & filters.ChatType.PRIVATE, on_unknown_command),
    MessageHandler(NEW_MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL, on_message),
]
