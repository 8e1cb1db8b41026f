"""Reviewing: the buttons of a card, /audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.desk import looking, reviewing
from bot.desk.office import Office, Scene, Toast
from bot.rules.states import Step
from bot.store.work import Work
from bot.views.callbacks import Press, Pressed, pattern
from handlers.context import DeskContext, after_command, answer_query, pressed
from handlers.words import NEW_MESSAGE

Act = Callable[[Office, Work, Scene, Pressed], Awaitable[Toast | None]]
_BUTTONS: dict[Press, Act] = {
    Press.RECEIVE: lambda o, w, s, p: reviewing.receive(o, w, s, item_id=p.number()),
    Press.ADOPT: lambda o, w, s, p: reviewing.adopt(o, w, s, item_id=p.number()),
    Press.RETURN: lambda o, w, s, p: reviewing.decide_with_reason(
        o, w, s, item_id=p.number(), step=Step.RETURN, reason=p.word(1)
    ),
    Press.REJECT: lambda o, w, s, p: reviewing.decide_with_reason(
        o, w, s, item_id=p.number(), step=Step.REJECT, reason=p.word(1)
    ),
    Press.MERGE: lambda o, w, s, p: reviewing.ask(o, w, s, item_id=p.number(), step=Step.MERGE),
    Press.REASON_BACK: lambda o, w, s, p: reviewing.go_back(o, w, s, item_id=p.number()),
    Press.FULL_TEXT: lambda o, w, s, p: looking.show_by_button(o, w, s, item_id=p.number()),
}


async def on_card_button(update: Update, context: DeskContext) -> None:
    """Any button of a card."""
    press = pressed(update)
    async with context.work() as work:
        toast = await _BUTTONS[press.press](context.office, work, context.scene_in(work, update), press)
    await answer_query(update, toast)


async def on_audit(update: Update, context: DeskContext) -> None:
    """/audit 2026-0001."""
    async with context.work() as work:
        scene = context.scene_in(work, update)
        await looking.show_audit(context.office, work, scene, number=after_command(update))


HANDLERS = [
    CallbackQueryHandler(on_card_button, pattern=pattern(*_BUTTONS)),
    CommandHandler("audit", on_audit, filters=NEW_MESSAGE),
]
