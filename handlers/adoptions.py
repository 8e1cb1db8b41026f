"""Adoptions by channels and what they are worth: /adopted, /points, /why, /target, /appeal, and their buttons."""

from __future__ import annotations

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.desk.figures import appeal_lists, appeals, carried_targets, point_lists, targets
from bot.desk.items import adopted_lists, adoptions, blocked
from bot.desk.people import roster_files
from bot.errors import BadInput
from bot.model import AppealState
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


async def on_adopted(update: Update, context: DeskContext) -> None:
    """/adopted 2026-0001 市 2026-06-03."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await adopted_lists.command(context.office, work, scene, typed=after_command(update))


async def on_adopted_file(update: Update, context: DeskContext) -> None:
    """A table with the caption /adopted 市: fetched first, because nothing waits for the network inside a Work."""
    scene = await context.scene(update)
    adopted_lists.check_may(scene)
    file = scene.file
    assert file is not None

    async def download() -> bytes:
        try:
            found = await context.bot.get_file(file.file_id)
            return bytes(await found.download_as_bytearray())
        except TelegramError:
            raise BadInput(
                "The file could not be fetched from Telegram; nothing was changed. Please send it again."
            ) from None

    rows = await adopted_lists.read_file(download, size=file.size, name=file.name)
    async with context.work() as work:
        scene = context.scene_in(work, update)
        if roster_files.is_marked(context.office, rows):
            await blocked.take_file(context.office, work, scene, message_id=scene.message_id)
            return
        await adopted_lists.begin(context.office, work, scene, typed=after_command(update), rows=rows)


async def on_points(update: Update, context: DeskContext) -> None:
    """/points 云茶镇 2026."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await point_lists.show_points(context.office, work, scene, typed=after_command(update))


async def on_why(update: Update, context: DeskContext) -> None:
    """/why 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await point_lists.show_why(context.office, work, scene, number=after_command(update))


async def on_appeal(update: Update, context: DeskContext) -> None:
    """/appeal, /appeal 2026-0001 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await appeal_lists.command(context.office, work, scene, typed=after_command(update))


async def on_target(update: Update, context: DeskContext) -> None:
    """/target 云茶镇 30."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await targets.command(context.office, work, scene, typed=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.SEND_UP: lambda o, w, s, p: adoptions.press_send_up(
        o, w, s, item_id=p.number(), is_undo=p.word(1) == "undo"
    ),
    Press.CHANNEL: lambda o, w, s, p: adoptions.press(
        o, w, s, item_id=p.number(), channel=p.word(1) or "", is_undo=p.word(2) == "undo"
    ),
    Press.LIST_BOOK: lambda o, w, s, p: adopted_lists.confirm(o, w, s, draft_id=p.number()),
    Press.LIST_ROW: lambda o, w, s, p: adopted_lists.show_row(o, w, s, draft_id=p.number(), at=p.number(1)),
    Press.LIST_SET: lambda o, w, s, p: adopted_lists.set_pair(
        o, w, s, draft_id=p.number(), at=p.number(1), item_id=p.number(2)
    ),
    Press.LIST_SHOW: lambda o, w, s, p: adopted_lists.show_table(o, w, s, draft_id=p.number()),
    Press.LIST_CANCEL: lambda o, w, s, p: adopted_lists.press_cancel(o, w, s, draft_id=p.number()),
    Press.APPEAL: lambda o, w, s, p: appeal_lists.ask(o, w, s, about=p.word(0) or ""),
    Press.APPEAL_UNDO: lambda o, w, s, p: appeals.undo(o, w, s, appeal_id=p.number()),
    Press.APPEAL_GRANT: lambda o, w, s, p: appeals.ask_reason(
        o, w, s, appeal_id=p.number(), state=AppealState.GRANTED
    ),
    Press.APPEAL_UPHOLD: lambda o, w, s, p: appeals.ask_reason(
        o, w, s, appeal_id=p.number(), state=AppealState.UPHELD
    ),
    Press.TARGET_UNDO: lambda o, w, s, p: targets.undo(o, w, s, unit_id=p.number(), line=p.number(1)),
    Press.TARGETS_CARRY: lambda o, w, s, p: carried_targets.press(o, w, s, year=p.number()),
    Press.TARGETS_CARRY_UNDO: lambda o, w, s, p: carried_targets.undo(o, w, s, year=p.number()),
    Press.WHY: lambda o, w, s, p: point_lists.press_why(o, w, s, item_id=p.number()),
    Press.POINTS_PAGE: lambda o, w, s, p: point_lists.press_page(
        o, w, s, whose=p.word(0) or "", period=p.word(1) or "", page=p.number(2)
    ),
}

HANDLERS = [
    button_handler(_BUTTONS),
    *command("adopted", on_adopted),
    MessageHandler(
        NEW_MESSAGE & filters.Document.ALL & filters.CaptionRegex(r"^\s*/adopted(?:@\w+)?(?:\s|$)"),
        on_adopted_file,
    ),
    *command("points", on_points),
    *command("why", on_why),
    *command("target", on_target),
    *command("appeal", on_appeal),
]
