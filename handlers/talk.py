"""Every message that no other handler took, and commands that nobody knows; asked last."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.desk import conversing, talk
from bot.errors import BadInput
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, pressed
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word


async def on_unknown_command(update: Update, context: DeskContext) -> None:
    """A command that does not exist: an answer in private and at the desk, silence in other groups."""
    async with context.work() as work:
        await talk.answer_unknown_command(context.office, work, context.scene_in(work, update))


async def on_cancel(update: Update, context: DeskContext) -> None:
    """/cancel, or 取消 in private."""
    async with context.work() as work:
        await conversing.cancel(context.office, work, context.scene_in(work, update))


async def on_message(update: Update, context: DeskContext) -> None:
    """Anything else that a person sent."""
    async with context.work() as work:
        await talk.take_message(context.office, work, context.scene_in(work, update))


async def on_unknown_button(update: Update, context: DeskContext) -> None:
    """A button that is ours no more, or data that somebody made up: refused where it is read."""
    pressed(update)
    raise BadInput("This button is out of date. Please send the command again.")


_BUTTONS: dict[Press, Ask] = {
    Press.LOOSE_ANSWER: lambda o, w, s, p: conversing.choose_answer(
        o, w, s, loose_id=p.number(), draft_id=p.number(1)
    ),
    Press.LOOSE_ITEM: lambda o, w, s, p: conversing.choose_answer(
        o, w, s, loose_id=p.number(), draft_id=None
    ),
    Press.LOOSE_DROP: lambda o, w, s, p: conversing.drop_loose(o, w, s, loose_id=p.number()),
    Press.CONVERSATION_OPEN: lambda o, w, s, p: conversing.press_open(o, w, s, draft_id=p.number()),
    Press.CONVERSATION_CANCEL: lambda o, w, s, p: conversing.press_cancel(o, w, s, draft_id=p.number()),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("cancel", on_cancel, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & ~filters.REPLY & Word("取消", "Cancel"), on_cancel),
    CallbackQueryHandler(on_unknown_button),
    MessageHandler(NEW_MESSAGE & filters.COMMAND, on_unknown_command),
    MessageHandler(NEW_MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL, on_message),
]
