"""/lang, and its buttons."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.people import language
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_lang(update: Update, context: DeskContext) -> None:
    """/lang, /lang en."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await language.switch_language(context.office, work, scene, " ".join(context.args or []))


_BUTTONS: dict[Press, Ask] = {
    Press.LANGUAGE: lambda o, w, s, p: language.press_language(o, w, s, p.word(0) or ""),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler(("lang", "language"), on_lang, filters=NEW_MESSAGE),
]
