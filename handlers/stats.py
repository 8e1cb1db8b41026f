"""/stats."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.figures import stats
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE


async def on_stats(update: Update, context: DeskContext) -> None:
    """/stats 2026-05."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await stats.show(context.office, work, scene, typed=after_command(update))


HANDLERS = [CommandHandler("stats", on_stats, filters=NEW_MESSAGE)]
