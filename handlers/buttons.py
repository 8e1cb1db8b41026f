"""Inline buttons: what each one asks of the desk, in a table, and the one handler that presses them all; no decisions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.desk.common.office import Office, Scene, Toast
from bot.store.work import Work
from bot.views.common.callbacks import Press, Pressed, pattern
from handlers.context import DeskContext, answer_query, pressed

Ask = Callable[[Office, Work, Scene, Pressed], Awaitable[Toast | None]]


class ButtonHandler(CallbackQueryHandler[DeskContext, Any]):
    """Takes presses of the buttons in its table."""

    def __init__(self, asks: Mapping[Press, Ask]) -> None:
        super().__init__(self._press, pattern=pattern(*asks))
        self.asks = asks

    async def _press(self, update: Update, context: DeskContext) -> None:
        press = pressed(update)
        ask = self.asks[press.press]
        toast = await context.do(update, lambda work, scene: ask(context.office, work, scene, press))
        await answer_query(update, toast)


def button_handler(asks: Mapping[Press, Ask]) -> ButtonHandler:
    """A handler for exactly these buttons: one Work, one call into the desk, then the query's answer."""
    return ButtonHandler(asks)
