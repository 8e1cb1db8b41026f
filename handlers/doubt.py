"""The administrator's answer about a group post that may or may not have arrived."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.desk import caring
from bot.views.callbacks import Press, pattern
from handlers.context import DeskContext, answer_query, pressed


async def on_doubt(update: Update, context: DeskContext) -> None:
    """重发 or 不再发."""
    press = pressed(update)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        toast = await caring.resolve_held(
            work, scene, row_id=press.number(), send=press.press is Press.DOUBT_SEND
        )
    await answer_query(update, toast)


HANDLERS = [CallbackQueryHandler(on_doubt, pattern=pattern(Press.DOUBT_SEND, Press.DOUBT_LEAVE))]
