"""Looking at items: /my, /item."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler

from bot.desk import mine
from bot.desk.items import lookup, originals
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import IN_PRIVATE, NEW_MESSAGE, Word, command

_MINE = (
    "我的",
    "My items",
    "My items",
    "我还差几条",
    "我还差多少条",
    "还差几条",
    "还差多少条",
    "我的信息",
    "How many do I owe",
)


async def on_my(update: Update, context: DeskContext) -> None:
    """/my, or 我的 on the keyboard."""
    async with context.work() as work:
        await mine.show(context.office, work, context.scene_in(work, update))


async def on_item(update: Update, context: DeskContext) -> None:
    """/item 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await lookup.show_item(context.office, work, scene, number=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.CLEANED: lambda o, w, s, p: originals.show_changes(o, w, s, item_id=p.number()),
    Press.ORIGINAL: lambda o, w, s, p: originals.show_original(o, w, s, item_id=p.number()),
    Press.MINE_PAGE: lambda o, w, s, p: mine.turn_page(o, w, s, page=p.number()),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("my", on_my, filters=NEW_MESSAGE),
    MessageHandler(IN_PRIVATE & Word(*_MINE), on_my),
    *command("item", on_item),
]
