"""One raw call of the Bot API, for whoever needs no row for it."""

from __future__ import annotations

from typing import Any

from telegram import Bot


async def call_api(
    bot: Bot, method: str, params: dict[str, Any], *, read_timeout: float | None = 20.0
) -> Any:
    """The result of `method` as plain JSON values. `read_timeout` in seconds. Raises telegram.error.TelegramError."""
    # The library warns when a raw call is made for which it has a method, and a warning cannot be filtered around an await
    # without hiding other tasks' warnings. It looks the name up as written but drops underscores before it calls.
    return await bot.do_api_request(f"{method}_", api_kwargs=params, read_timeout=read_timeout)
