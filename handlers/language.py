"""/lang, and its buttons."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.desk.people import language
from bot.views.common.callbacks import Press, pattern
from handlers.context import DeskContext, answer_query, pressed
from handlers.words import NEW_MESSAGE


async def on_lang(update: Update, context: DeskContext) -> None:
    """/lang, /lang en."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await language.switch_language(context.office, work, scene, " ".join(context.args or []))


async def on_language(update: Update, context: DeskContext) -> None:
    """简体中文 or English."""
    press = pressed(update)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        toast = await language.press_language(context.office, work, scene, press.word(0) or "")
    await answer_query(update, toast)


HANDLERS = [
    CommandHandler("lang", on_lang, filters=NEW_MESSAGE),
    CallbackQueryHandler(on_language, pattern=pattern(Press.LANGUAGE)),
]
