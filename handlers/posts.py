"""/preview: what the clock would post now."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.clock import posts
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE


async def on_preview(update: Update, context: DeskContext) -> None:
    """/preview shortfall 2026-05."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await posts.preview(context.office, work, scene, typed=after_command(update))


HANDLERS = [CommandHandler("preview", on_preview, filters=NEW_MESSAGE)]
