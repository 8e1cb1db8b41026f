"""A Bot API server without a world: it hands out updates, answers each call as a script says, and keeps what came.

For the two ends, which must bear any answer, and for measuring, where it must cost nothing. Where it matters who is in which
chat and what stands there, the other far end is the product's own sandbox (`bot/sandbox`).
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from telegram import Bot

from bot.delivery.http.transport import ApiRequest

TOKEN = "123456:far-end"
Params = dict[str, Any]
Answer = tuple[int, Params | str]

_BOT = {
    "id": 123456,
    "is_bot": True,
    "first_name": "bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": True,
}
_PATIENCE = 0.5  # seconds of a long poll in which nothing comes


def refusal(status: int, description: str, **parameters: int) -> Answer:
    """An answer of Telegram's that says no."""
    body: Params = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return status, body


@dataclass
class FarEnd:
    """`calls` are (method, parameters) in the order they came, without those that only ask (getMe, getUpdates).

    `script(method, parameters)`, or what it awaits, answers a call; None lets it succeed. `watch(method, parameters, message id)`
    sees each call as it arrives, whether or not whoever made it lives to read the answer. `waiting` are updates not yet
    confirmed, `offsets` those of each getUpdates; `sent` are the moments (seconds) at which messages came.
    """

    keeps_calls: bool = True  # what measures keeps no words
    calls: list[tuple[str, Params]] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    script: Callable[[str, Params], Any] = lambda method, params: None
    watch: Callable[[str, Params, int], None] = lambda method, params, message_id: None
    url: str = ""
    webhook: str = ""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    _given: asyncio.Event = field(default_factory=asyncio.Event)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1001))

    def give(self, updates: Iterable[Any]) -> None:
        """Puts updates before the bot."""
        self.waiting.extend(updates)
        self._given.set()

    def texts(self, chat_id: int | None = None) -> list[str]:
        """The texts sent, of one chat or of all."""
        return [
            p["text"] for m, p in self.calls if m == "sendMessage" and chat_id in (None, int(p["chat_id"]))
        ]

    async def handle(self, request: web.Request) -> web.Response:
        """One call of the Bot API."""
        method, params = request.match_info["method"], await _parameters(request)
        if method == "getUpdates":
            return await self._get_updates(params)
        if method == "getMe":
            return web.json_response({"ok": True, "result": _BOT})
        message_id = next(self._ids)
        self.watch(method, params, message_id)
        if self.keeps_calls:
            self.calls.append((method, params))
        answer = self.script(method, params)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer is None:
            answer = 200, {"ok": True, "result": self._done(method, params, message_id)}
        return _response(answer)

    def _done(self, method: str, params: Params, message_id: int) -> Any:
        """What Telegram answers when it has done as it was told."""
        if method == "setWebhook":
            self.webhook = params["url"]
        if method == "getWebhookInfo":
            return {"url": self.webhook, "pending_update_count": 0}
        if not method.startswith(("send", "edit")):
            return True
        if method == "sendMessage":
            self.sent.append(time.perf_counter())
        chat = int(params["chat_id"])
        of = {"type": "private"} if chat > 0 else {"type": "supergroup", "title": "g"}
        message = {"message_id": message_id, "date": 1767225600, "chat": {"id": chat, **of}}
        return {**message, "text": params["text"]} if "text" in params else message

    async def _get_updates(self, params: Params) -> web.Response:
        self.asked.set()
        offset = int(params["offset"]) if "offset" in params else None
        self.offsets.append(offset)
        answer = self.script("getUpdates", params)
        if answer is not None:
            return _response(answer)
        if offset:
            # Confirmed in the order of their numbers, so that what goes is always in front.
            while self.waiting and _id_of(self.waiting[0]) < offset:
                del self.waiting[: self._confirmed(offset)]
        if not self.waiting:
            self._given.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(float(params.get("timeout", 0)), _PATIENCE)):
                    await self._given.wait()
        return web.json_response({"ok": True, "result": self.waiting[: int(params.get("limit", 100))]})

    def _confirmed(self, offset: int) -> int:
        return sum(1 for _ in itertools.takewhile(lambda update: _id_of(update) < offset, self.waiting))


async def _parameters(request: web.Request) -> Params:
    params: Params = dict((await request.post()).items())
    for name, value in params.items():
        if isinstance(value, web.FileField):
            params[name] = (value.filename, value.file.read())
    return params


def _response(answer: Answer) -> web.Response:
    status, body = answer
    text = body if isinstance(body, str) else json.dumps(body)
    return web.Response(status=status, text=text, content_type="application/json")


def _id_of(update: Any) -> int:
    """Its number; 0 for what is no update, so that the next offset confirms it."""
    found = update.get("update_id") if isinstance(update, dict) else None
    return found if isinstance(found, int) else 0


@asynccontextmanager
async def open_far_end(end: FarEnd | None = None) -> AsyncIterator[FarEnd]:
    """A far end on a free port of the loopback; the plain one where none is given."""
    end = end or FarEnd()
    app = web.Application(client_max_size=20 * 2**20)
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


class Noting(ApiRequest):
    """A transport that notes when each call leaves, which a busy machine does not blur as it does their arriving."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.left: list[float] = []

    async def call(self, address: str, params: Mapping[str, Any], *, read_timeout: float | None) -> Any:
        self.left.append(asyncio.get_running_loop().time())
        return await super().call(address, params, read_timeout=read_timeout)


@asynccontextmanager
async def open_bot(
    url: str, *, token: str = TOKEN, transport: type[ApiRequest] = ApiRequest, **options: Any
) -> AsyncIterator[Bot]:
    """A bot whose calls go to `url`; `options` are those of the transport, which is a `transport`."""
    requests = [transport(**options) for _ in range(2)]
    bot = Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=requests[0],
        get_updates_request=requests[1],
    )
    for request in requests:
        await request.initialize()
    try:
        yield bot
    finally:
        for request in requests:
            await request.shutdown()
