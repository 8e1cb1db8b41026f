"""/stats."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.figures import stats
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE


async def on_stats(update: Update, context: DeskContext) -> None:
    """/stats 2026-05."""
    office, typed, scene = context.office, after_command(update), await context.scene(update)
    counted = await stats.count_beforehand(
        office, context.database, scene, typed=typed, now=context.clock.now()
    )
    async with context.work() as work:
        await stats.show(office, work, context.scene_in(work, update), typed=typed, counted=counted)


HANDLERS = [CommandHandler("stats", on_stats, filters=NEW_MESSAGE)]
