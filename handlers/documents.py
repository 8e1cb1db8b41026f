"""Papers to read: /docs, /readers, and the buttons under a paper; /doc itself is a form."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.desk.documents import changes, reading
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


async def on_docs(update: Update, context: DeskContext) -> None:
    """/docs."""
    async with context.work() as work:
        await reading.list_unread(context.office, work, context.scene_in(work, update))


async def on_readers(update: Update, context: DeskContext) -> None:
    """/readers D3."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await reading.list_readers(context.office, work, scene, text=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.CIRCULAR_READ: lambda o, w, s, p: reading.press_read(o, w, s, reader_id=p.number()),
    Press.CIRCULAR_OPEN: lambda o, w, s, p: reading.press_open(o, w, s, reader_id=p.number()),
    Press.CIRCULAR_READERS: lambda o, w, s, p: reading.press_readers(o, w, s, circular_id=p.number()),
    Press.CIRCULAR_REOPEN: lambda o, w, s, p: changes.reopen(o, w, s, circular_id=p.number()),
}


HANDLERS = [
    CommandHandler("docs", on_docs, filters=NEW_MESSAGE),
    *command("readers", on_readers),
    button_handler(_BUTTONS),
]
