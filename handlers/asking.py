"""Which handler takes an update: the first of the list that fits, without asking those that are for other kinds of updates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler, CallbackQueryHandler

from handlers.buttons import ButtonHandler, button_handler
from handlers.context import DeskContext

Handler = BaseHandler[Any, DeskContext, Any]


class FirstThatFits(BaseHandler[Update, DeskContext, Any]):
    """All handlers as one. The library asks each about each update, which for a press took as long as a short Work."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        super().__init__(_nothing)
        buttons = [each for each in handlers if isinstance(each, ButtonHandler)]
        presses = [
            each for each in handlers if isinstance(each, CallbackQueryHandler) and each not in buttons
        ]
        all_buttons = button_handler({press: ask for each in buttons for press, ask in each.asks.items()})
        self.of_presses: list[Handler] = [all_buttons, *presses]
        self.others = [each for each in handlers if not isinstance(each, CallbackQueryHandler)]

    def check_update(self, update: object) -> tuple[Handler, Any] | None:
        is_press = isinstance(update, Update) and update.callback_query is not None
        for handler in self.of_presses if is_press else self.others:
            found = handler.check_update(update)
            if found is not None and found is not False:
                return handler, found
        return None

    async def handle_update(
        self,
        update: Update,
        application: Application[Any, DeskContext, Any, Any, Any, Any],
        check_result: Any,
        context: DeskContext,
    ) -> Any:
        handler, found = check_result
        return await handler.handle_update(update, application, found, context)


async def _nothing(update: Update, context: DeskContext) -> None:
    """The callbacks are the handlers' own."""
