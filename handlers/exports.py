"""/export."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.figures import exporting
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE


async def on_export(update: Update, context: DeskContext) -> None:
    """/export 2026-05 .csv."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await exporting.export(context.office, work, scene, typed=after_command(update))


HANDLERS = [CommandHandler("export", on_export, filters=NEW_MESSAGE)]
