"""/roster, a file with that caption, and the buttons under a file that may be one."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.desk.items import blocked
from bot.desk.people import roster_files
from bot.model import SentFile
from bot.views.common.callbacks import Press, pattern
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, answer_query, downloading, pressed
from handlers.words import NEW_MESSAGE


async def on_roster(update: Update, context: DeskContext) -> None:
    """/roster without a file."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await roster_files.show_form(work, scene)


async def on_roster_file(update: Update, context: DeskContext) -> None:
    """A roster: fetched first, because nothing waits for the network inside a Work."""
    scene = await context.scene(update)
    roster_files.check_may(scene)
    assert scene.file is not None
    rows = await _fetch(context, scene.file)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        if roster_files.is_marked(context.office, rows):
            await blocked.take_file(context.office, work, scene, message_id=scene.message_id)
            return
        await roster_files.take_roster(context.office, work, scene, rows)


async def on_read(update: Update, context: DeskContext) -> None:
    """作为名册导入, under a file that came without a caption."""
    scene, press = await context.scene(update), pressed(update)
    file = await roster_files.offered_file(context.database.reads.drafts, scene, draft_id=press.number())
    rows = await _fetch(context, file)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        if roster_files.is_marked(context.office, rows):
            message_id = await roster_files.drop_offered(work, scene, draft_id=press.number())
            await blocked.take_file(context.office, work, scene, message_id=message_id)
        else:
            await roster_files.take_offered(context.office, work, scene, rows, draft_id=press.number())
    await answer_query(update, None)


async def _fetch(context: DeskContext, file: SentFile) -> list[list[str]]:
    return await roster_files.read_file(downloading(context, file), size=file.size, name=file.name)


_BUTTONS: dict[Press, Ask] = {
    Press.ROSTER_IMPORT: lambda o, w, s, p: roster_files.confirm(o, w, s, draft_id=p.number()),
    Press.ROSTER_UNIT: lambda o, w, s, p: roster_files.choose_unit(
        o, w, s, draft_id=p.number(), place=p.number(1), unit_id=p.number(2)
    ),
    Press.ROSTER_CANCEL: lambda o, w, s, p: roster_files.press_cancel(o, w, s, draft_id=p.number()),
}

HANDLERS = [
    CommandHandler("roster", on_roster, filters=NEW_MESSAGE),
    MessageHandler(
        NEW_MESSAGE & filters.Document.ALL & filters.CaptionRegex(r"^\s*/roster(?:@\w+)?(?:\s|$)"),
        on_roster_file,
    ),
    CallbackQueryHandler(on_read, pattern=pattern(Press.ROSTER_READ)),
    button_handler(_BUTTONS),
]
