"""Stock python-telegram-bot: its own updater, its own HTTP client, one echo for each text; nothing is stored."""

from __future__ import annotations

import sys

from telegram import Update
from telegram.ext import Application, CallbackContext, MessageHandler, filters


async def echo(update: Update, context: CallbackContext) -> None:  # type: ignore[type-arg]
    """The same text back."""
    assert update.message and update.message.text
    await update.message.reply_text(update.message.text)


def main() -> None:
    """Runs until it is ended."""
    url, token = sys.argv[1:3]
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
