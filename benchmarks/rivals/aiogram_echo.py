"""Bare aiogram: its own polling and HTTP client, updates handled side by side, one echo for each text; nothing is stored."""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """The same text back."""
    await message.answer(message.text or "")


async def main() -> None:
    """Runs until it is ended."""
    url, token = sys.argv[1:3]
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(main())
