"""/preview: what the clock would post now."""

from __future__ import annotations

from telegram import Update

from bot.desk.clock import posts
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_preview(update: Update, context: DeskContext) -> None:
    """/preview shortfall 2026-05."""
    typed = after_command(update)
    await context.do(update, lambda work, scene: posts.preview(context.office, work, scene, typed=typed))


_BUTTONS: dict[Press, Ask] = {
    Press.PREVIEW: lambda o, w, s, p: posts.press_preview(o, w, s, key=p.word(0) or ""),
}

HANDLERS = [button_handler(_BUTTONS), *command("preview", on_preview)]
