"""/rank, and 排行 on the keyboard."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.desk.figures import ranking
from bot.rules.ranking import asked_in_words
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word


class _InWords(filters.MessageFilter):
    """排行 个人, 上月排行: the keyboard's word with what /rank takes."""

    def filter(self, message: Message) -> bool:
        """Whether this message is such a wish."""
        return asked_in_words(message.text or "", today=message.date.date()) is not None


async def on_rank(update: Update, context: DeskContext) -> None:
    """/rank 年 个人."""
    await _rank(update, context, after_command(update))


async def on_rank_in_words(update: Update, context: DeskContext) -> None:
    """个人排行."""
    message = update.effective_message
    assert message is not None
    beside = asked_in_words(message.text or "", today=context.office.today(context.clock.now()))
    await _rank(update, context, beside or "")


async def _rank(update: Update, context: DeskContext, typed: str) -> None:
    office, scene = context.office, await context.scene(update)
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
    MessageHandler(IN_PRIVATE & ~filters.REPLY & _InWords(), on_rank_in_words),
]
