"""/rank, and 排行 on the keyboard."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk.figures import ranking
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word


async def on_rank(update: Update, context: DeskContext) -> None:
    """/rank 年 个人."""
    office, typed, scene = context.office, after_command(update), await context.scene(update)
    counted = await ranking.count_beforehand(
        office, context.database, scene, typed=typed, now=context.clock.now()
    )
    async with context.work() as work:
        await ranking.rank(office, work, context.scene_in(work, update), typed=typed, counted=counted)


async def on_rank_word(update: Update, context: DeskContext) -> None:
    """排行: this month."""
    async with context.work() as work:
        await ranking.rank(context.office, work, context.scene_in(work, update), typed="")


HANDLERS = [
    CommandHandler("rank", on_rank, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & Word("排行", "Ranking"), on_rank_word),
]
