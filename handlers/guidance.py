"""Guidance: /ask, /guide with or without a file, /exemplar, and their buttons."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot.desk.guidance import exemplars, guides, inquiries
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import NEW_MESSAGE, command


async def on_ask(update: Update, context: DeskContext) -> None:
    """/ask 文字."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await inquiries.command(context.office, work, scene, text=after_command(update))


async def on_guide(update: Update, context: DeskContext) -> None:
    """/guide, also as the caption of a file."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await guides.command(context.office, work, scene, text=after_command(update))


async def on_exemplar(update: Update, context: DeskContext) -> None:
    """/exemplar 2026-0001 点评."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await exemplars.command(context.office, work, scene, text=after_command(update))


_BUTTONS: dict[Press, Ask] = {
    Press.ASK_ANSWER: lambda o, w, s, p: inquiries.press_answer(o, w, s, inquiry_id=p.number()),
    Press.ASK_SHOW: lambda o, w, s, p: inquiries.press_show(o, w, s, inquiry_id=p.number()),
    Press.ASK_BACK: lambda o, w, s, p: inquiries.take_back(o, w, s, text_id=p.number()),
    Press.GUIDE_PAGE: lambda o, w, s, p: guides.turn_page(o, w, s, page=p.number()),
    Press.GUIDE_EXAMPLES: lambda o, w, s, p: exemplars.press_list(o, w, s),
    Press.GUIDE_PUT: lambda o, w, s, p: guides.put(o, w, s, draft_id=p.number()),
    Press.GUIDE_CANCEL: lambda o, w, s, p: guides.press_cancel(o, w, s, draft_id=p.number()),
    Press.GUIDE_RESTORE: lambda o, w, s, p: guides.press_restore(o, w, s, guide_id=p.number()),
    Press.GUIDE_UNDO: lambda o, w, s, p: guides.press_undo(o, w, s, guide_id=p.number()),
    Press.EXEMPLAR_SHOW: lambda o, w, s, p: exemplars.press_show(o, w, s, item_id=p.number()),
    Press.EXEMPLAR_CHOOSE: lambda o, w, s, p: exemplars.press_choose(o, w, s, item_id=p.number()),
    Press.EXEMPLAR_REVOKE: lambda o, w, s, p: exemplars.press_revoke(o, w, s, item_id=p.number()),
}

HANDLERS = [
    button_handler(_BUTTONS),
    CommandHandler("ask", on_ask, filters=NEW_MESSAGE),
    CommandHandler("guide", on_guide, filters=NEW_MESSAGE),
    MessageHandler(
        NEW_MESSAGE & filters.Document.ALL & filters.CaptionRegex(r"^\s*/guide(?:@\w+)?(?:\s|$)"), on_guide
    ),
    *command("exemplar", on_exemplar),
]
