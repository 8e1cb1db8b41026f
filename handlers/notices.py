"""The buttons under the draft of a monthly notice, and /correct."""

from __future__ import annotations

from telegram import Update

from bot.desk.clock import notices
from bot.views.common.callbacks import Press
from handlers.buttons import Ask, button_handler
from handlers.context import DeskContext, after_command
from handlers.words import command


async def on_correct(update: Update, context: DeskContext) -> None:
    """/correct 2026-05 why."""
    typed = after_command(update)
    await context.do(update, lambda work, scene: notices.correct(context.office, work, scene, typed=typed))


_BUTTONS: dict[Press, Ask] = {
    Press.NOTICE_PUBLISH: lambda o, w, s, p: notices.ask_publish(o, w, s, month=p.word(0) or ""),
    Press.NOTICE_SURE: lambda o, w, s, p: notices.press_publish(o, w, s, month=p.word(0) or ""),
    Press.NOTICE_BACK: lambda o, w, s, p: notices.press_back(o, w, s, month=p.word(0) or ""),
    Press.NOTICE_HOLD: lambda o, w, s, p: notices.press_hold(o, w, s, month=p.word(0) or ""),
    Press.NOTICE_RESUME: lambda o, w, s, p: notices.press_resume(o, w, s, month=p.word(0) or ""),
    Press.NOTICE_DIFFER: lambda o, w, s, p: notices.press_differ(o, w, s, month=p.word(0) or ""),
    Press.NOTICE_CORRECT: lambda o, w, s, p: notices.press_correct(o, w, s, draft_id=p.number()),
    Press.NOTICE_CORRECT_CANCEL: lambda o, w, s, p: notices.press_cancel(o, w, s, draft_id=p.number()),
}

HANDLERS = [button_handler(_BUTTONS), *command("correct", on_correct)]
