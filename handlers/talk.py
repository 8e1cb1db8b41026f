"""Every message that no other handler took, and commands that nobody knows; asked last."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.desk import talk
from bot.errors import BadInput
from handlers.context import DeskContext, pressed
from handlers.words import NEW_MESSAGE


async def on_unknown_command(update: Update, context: DeskContext) -> None:
    """A command that does not exist: an answer in private, silence in groups, where it may be another bot's."""
    async with context.work() as work:
        await talk.answer_unknown_command(context.office, work, context.scene_in(work, update))


async def on_message(update: Update, context: DeskContext) -> None:
    """Anything else that a person sent."""
    async with context.work() as work:
        await talk.take_message(context.office, work, context.scene_in(work, update))


async def on_unknown_button(update: Update, context: DeskContext) -> None:
    """A button that is ours no more, or data that somebody made up: refused where it is read."""
    pressed(update)
    raise BadInput("This button is out of date. Please send the command again.")


HANDLERS = [
    CallbackQueryHandler(on_unknown_button),
    MessageHandler(NEW_MESSAGE & filters.COMMAND & filters.ChatType.PRIVATE, on_unknown_command),
    MessageHandler(NEW_MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL, on_message),
]
