"""/search, and the buttons that turn its pages."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.items import search
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE


async def on_search(update: Update, context: DeskContext) -> None:
    """/search 茶叶 单位:云茶镇."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await search.search(context.office, work, scene, typed=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.SEARCH_PAGE: lambda o, w, s, p: search.turn_page(
        o, w, s, draft_id=p.number(), page=p.number(1), order=p.word(2)
    ),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("search", on_search, filters=NEW_MESSAGE),
]
