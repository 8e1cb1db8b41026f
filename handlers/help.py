"""/help, and 帮助 on the keyboard."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk.common.office import answer
from bot.desk.people import join
from bot.views.common.help import render_help
from handlers.context import DeskContext
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word


async def on_help(update: Update, context: DeskContext) -> None:
    """What this person can do here."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        if scene.person is None:
            await join.answer_not_joined(context.office, work, scene)
            return
        themes = context.office.settings.desk.themes
        for message in render_help(scene.t, role=scene.role, where=scene.where, themes=themes):
            await answer(work, scene, message)


HANDLERS = [
    CommandHandler("help", on_help, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & Word("帮助", "Help"), on_help),
]
