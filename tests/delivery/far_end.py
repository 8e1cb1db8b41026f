"""The smallest far end that the delivery's tests need: answers Bot API calls as a test says; it keeps no world."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.delivery.http.transport import AiohttpRequest

TOKEN = "123456:far-end"
Params = dict[str, Any]
Answer = tuple[int, Params | str]


def refusal(status: int, description: str, **parameters: int) -> Answer:
    """An answer of Telegram's that says no."""
    body: Params = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return status, body


@dataclass
class FarEnd:
    """`calls` are (method, parameters) in the order they came; `script` answers a call or, with None, lets it succeed."""

    calls: list[tuple[str, Params]] = field(default_factory=list)
    updates: list[Any] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    script: Callable[[str, Params], Any] = lambda method, params: None
    url: str = ""
    _message_id: int = 1000

    def texts(self, chat_id: int | None = None) -> list[str]:
        """The texts sent, of one chat or of all."""
        return [
            p["text"] for m, p in self.calls if m == "sendMessage" and chat_id in (None, int(p["chat_id"]))
        ]

    async def handle(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params: Params = dict((await request.post()).items())
        for key, value in params.items():
            if isinstance(value, web.FileField):
                params[key] = (value.filename, value.file.read())
        if method == "getUpdates":
            return await self._get_updates(params)
        if method == "getMe":
            return web.json_response({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "x"}})
        self.calls.append((method, params))
        answer = self.script(method, params)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer is None:
            self._message_id += 1
            answer = 200, {"ok": True, "result": {"message_id": self._message_id}}
        status, body = answer
        return web.Response(
            status=status,
            text=body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
        )

    async def _get_updates(self, params: Params) -> web.Response:
        offset = int(params["offset"]) if "offset" in params else None
        self.offsets.append(offset)
        answer = self.script("getUpdates", params)
        if answer is not None:
            return web.Response(status=answer[0], text=json.dumps(answer[1]))
        if offset is not None:
            self.updates = [
                u for u in self.updates if not isinstance(u, dict) or u.get("update_id", offset) >= offset
            ]
        if not self.updates:
            await asyncio.sleep(min(float(params["timeout"]), 0.05))
        return web.json_response({"ok": True, "result": self.updates[: int(params["limit"])]})


@asynccontextmanager
async def open_far_end() -> AsyncIterator[FarEnd]:
    """A far end on a free port of the loopback."""
    end = FarEnd()
    app = web.Application(client_max_size=20 * 2**20)
    app.router.add_post("/bot{token}/{method}", end.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    end.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield end
    finally:
        await runner.cleanup()


@asynccontextmanager
async def open_bot(url: str, *, token: str = TOKEN, **options: Any) -> AsyncIterator[Bot]:
    """A bot whose calls go to `url`; `options` are the transport's."""
    requests = [AiohttpRequest(**options) for _ in range(2)]
    bot = Bot(token, base_url=f"{url}/bot", request=requests[0], get_updates_request=requests[1])
    for request in requests:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in requests:
            await request.shutdown()
