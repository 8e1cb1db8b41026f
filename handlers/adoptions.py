"""Adoptions by channels and what they are worth: /adopted, /points, /why, /target, and the buttons of an adopted item."""

from __future__ import annotations

from telegram import Update

from bot.desk.items import adoptions, point_lists, targets
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_adopted(update: Update, context: DeskContext) -> None:
    """/adopted 2026-0001 市 2026-06-03."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await adoptions.command(context.office, work, scene, typed=after_command(update))


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
    Press.POINTS_PAGE: lambda o, w, s, p: point_lists.press_page(
        o, w, s, whose=p.word(0) or "", period=p.word(1) or "", page=p.number(2)
    ),
}

HANDLERS = [
    button_handler(_BUTTONS),
    *command("adopted", on_adopted),
    *command("points", on_points),
    *command("why", on_why),
    *command("target", on_target),
]
