"""What time it is at Telegram's, by which `check` holds this machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.delivery.http.hour import ask_hour
from bot.sandbox import Sandbox, serve
from tests.support.far_end import open_far_end


async def test_telegram_is_asked_for_the_hour_without_a_token() -> None:
    async with open_far_end() as end:
        said = await ask_hour(f"{end.url}/bot", proxy="")
        assert end.calls == []
    assert said is not None and abs(said - datetime.now(UTC)) < timedelta(seconds=30)


async def test_a_host_that_is_away_or_tells_no_hour_is_no_trouble() -> None:
    async with serve(Sandbox()) as base:  # which has an hour of its own, and says nothing of the machine's
        assert await ask_hour(f"{base}/bot", proxy="") is None
    assert await ask_hour("http://127.0.0.1:9/bot", proxy="") is None
