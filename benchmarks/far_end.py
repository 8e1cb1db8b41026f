"""A Bot API server that answers at once, for measuring: it hands out prepared updates and counts what comes back."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456:BENCHMARK"
BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
}


@dataclass
class FarEnd:
    """`waiting` are updates not yet confirmed; `sent` are the moments (seconds) at which messages came, by chat's sign.

    `watch(method, parameters, message id)` sees each call but getUpdates, getMe and getWebhookInfo as it arrives, whether or
    not whoever made it lives to read the answer.
    """

    waiting: list[dict[str, Any]] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    texts: list[tuple[int, str]] = field(default_factory=list)
    keeps_texts: bool = False
    watch: Callable[[str, dict[str, str], int], None] | None = None
    url: str = ""
    webhook: str = ""
    first_asked_at: float | None = None
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    _given: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: Any = field(default_factory=lambda: itertools.count(1000))

    def give(self, updates: Sequence[dict[str, Any]]) -> None:
        """Puts updates before the bot."""
        self.waiting.extend(updates)
        self._given.set()

    async def handle(self, request: web.Request) -> web.Response:
        """One call of the Bot API."""
        method = request.match_info["method"]
        params = await request.post()
        if method == "getUpdates":
            return await self._updates(dict(params))
        if method == "getMe":
            return web.json_response({"ok": True, "result": BOT})
        if method == "setWebhook":
            self.webhook = str(params["url"])
        if method == "getWebhookInfo":
            return web.json_response({"ok": True, "result": {"url": self.webhook, "pending_update_count": 0}})
        message_id = next(self._ids)
        if self.watch is not None:
            self.watch(method, {key: str(value) for key, value in params.items()}, message_id)
        if method in ("sendMessage", "editMessageText"):
            chat = int(str(params["chat_id"]))
            if method == "sendMessage":
                self.sent.append(time.perf_counter())
            if self.keeps_texts:
                self.texts.append((chat, str(params["text"])))
            message = {"message_id": message_id, "date": 1767225600, "text": str(params["text"])}
            message["chat"] = (
                {"id": chat, "type": "private"}
                if chat > 0
                else {"id": chat, "type": "supergroup", "title": "g"}
            )
            return web.json_response({"ok": True, "result": message})
        return web.json_response({"ok": True, "result": True})

    async def _updates(self, params: dict[str, Any]) -> web.Response:
        self.asked.set()
        if "offset" in params and int(params["offset"]) > 0:
            offset = int(params["offset"])
            while self.waiting and self.waiting[0]["update_id"] < offset:
                # Confirmed in the order of their numbers, so that what goes is always in front.
                del self.waiting[: self._confirmed(offset)]
        if not self.waiting:
            self._given.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(float(params.get("timeout", 0)), 0.02)):
                    await self._given.wait()
        elif self.first_asked_at is None:
            self.first_asked_at = time.perf_counter()
        return web.json_response({"ok": True, "result": self.waiting[: int(params.get("limit", 100))]})

    def _confirmed(self, offset: int) -> int:
        return sum(1 for _ in itertools.takewhile(lambda update: update["update_id"] < offset, self.waiting))


@asynccontextmanager
async def open_far_end(end: FarEnd | None = None) -> AsyncIterator[FarEnd]:
    """A far end on a free port of the loopback; the plain one where none is given."""
    end = end or FarEnd()
    app = web.Application(client_max_size=4 * 2**20)
    app.router.add_route("*", "/bot{token}/{method}", end.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    end.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield end
    finally:
        await runner.cleanup()
