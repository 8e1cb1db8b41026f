"""/roster, and a file with that caption."""

from __future__ import annotations

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.desk.people import roster
from bot.errors import BadInput
from handlers.context import DeskContext
from handlers.words import NEW_MESSAGE


async def on_roster(update: Update, context: DeskContext) -> None:
    """/roster without a file."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await roster.show_form(work, scene)


async def on_roster_file(update: Update, context: DeskContext) -> None:
    """A roster: fetched first, because nothing waits for the network inside a Work."""
    assert update.message is not None and update.message.document is not None
    document = update.message.document

    async def download() -> bytes:
        try:
            file = await context.bot.get_file(document.file_id)
            return bytes(await file.download_as_bytearray())
        except TelegramError:
            raise BadInput(
                "The file could not be fetched from Telegram; nothing was changed. Please send it again."
            ) from None

    roster.check_may(await context.scene(update))
    rows = await roster.read_file(download, size=document.file_size or 0)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await roster.take_roster(context.office, work, scene, rows)


HANDLERS = [
    CommandHandler("roster", on_roster, filters=NEW_MESSAGE),
    MessageHandler(
        NEW_MESSAGE & filters.Document.ALL & filters.CaptionRegex(r"^\s*/roster(?:@\w+)?(?:\s|$)"),
        on_roster_file,
    ),
]
