"""The administrator's answer about messages that may or may not have arrived: one group post, or all of a restored copy."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.desk.upkeep import doubts
from bot.views.common.callbacks import Press, pattern
from handlers.context import DeskContext, answer_query, pressed


async def on_doubt(update: Update, context: DeskContext) -> None:
    """重发 or 不再发."""
    press = pressed(update)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        toast = await doubts.resolve_held(
            work, scene, row_id=press.number(), send=press.press is Press.DOUBT_SEND
        )
    await answer_query(update, toast)


async def on_restored(update: Update, context: DeskContext) -> None:
    """全部发送 or 不再发送."""
    send = pressed(update).press is Press.RESTORED_SEND
    async with context.work() as work:
        toast = await doubts.resolve_restored(work, context.scene_in(work, update), send=send)
    await answer_query(update, toast)


HANDLERS = [
    CallbackQueryHandler(on_doubt, pattern=pattern(Press.DOUBT_SEND, Press.DOUBT_LEAVE)),
    CallbackQueryHandler(on_restored, pattern=pattern(Press.RESTORED_SEND, Press.RESTORED_LEAVE)),
]
