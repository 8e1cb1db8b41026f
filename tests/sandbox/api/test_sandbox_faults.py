"""Faults on the wire and the webhook, as a bot's own transport would meet them."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import Sandbox, serve


async def test_each_fault_does_what_it_says_to_the_call_and_to_its_answer(
    sandbox: Sandbox, base: str, http: aiohttp.ClientSession
) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.start()
    url = f"{base}/bot{sandbox.token}/sendMessage"

    async def send(text: str) -> tuple[int, str]:
        async with http.post(url, json={"chat_id": 101, "text": text}) as response:
            return response.status, await response.text()

    sandbox.faults.add("500", method="sendmessage", chat_id=101)
    assert (await send("500"))[0] == 500
    sandbox.faults.add("502")
    status, body = await send("502")
    assert (status, body.startswith("<html>")) == (502, True)
    sandbox.faults.add("truncated")
    with pytest.raises(json.JSONDecodeError):
        json.loads((await send("truncated"))[1])
    sandbox.faults.add("reset_before")
    with pytest.raises(aiohttp.ClientOSError):
        await send("reset_before")
    sandbox.faults.add("reset_after")
    with pytest.raises(aiohttp.ClientOSError):
        await send("reset_after")
    assert [m.text for m in alice.messages()] == ["/start", "truncated", "reset_after"]
    assert [c.fault for c in sandbox.calls] == ["500", "502", "truncated", "reset_before", "reset_after"]


async def test_a_fault_waits_its_turn_counts_down_and_minds_the_chat(sandbox: Sandbox, call: Any) -> None:
    for number in (101, 102):
        await sandbox.user(number, "人").start()
    sandbox.faults.add("500", method="sendMessage", chat_id=101, skip=1, times=2)

    async def ok(chat_id: int) -> bool:
        return bool((await call("sendMessage", chat_id=chat_id, text="x"))["ok"])

    assert [await ok(101), await ok(101), await ok(102), await ok(101), await ok(101)] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert sandbox.faults.active == []


async def test_a_hanging_answer_comes_late_and_the_message_is_there_before(
    sandbox: Sandbox, call: Any
) -> None:
    alice = sandbox.user(101, "王茗")
    await alice.start()
    sandbox.faults.add("hang_after", seconds=0.4)
    started = time.monotonic()
    task = asyncio.create_task(call("sendMessage", chat_id=101, text="晚到"))
    await alice.wait_for("晚到", timeout=0.3)
    assert (await task)["ok"] and time.monotonic() - started >= 0.4


async def test_the_server_stops_within_a_second_while_calls_hang_and_polls_wait() -> None:
    sandbox = Sandbox()
    await sandbox.user(101, "王茗").start()
    async with aiohttp.ClientSession() as http:
        async with serve(sandbox) as base:
            sandbox.world.mailbox.pending.clear()
            sandbox.faults.add("hang_before", method="sendMessage", seconds=60)
            root = f"{base}/bot{sandbox.token}"
            tasks = [
                asyncio.create_task(_status(http, f"{root}/getUpdates?timeout=50")),
                asyncio.create_task(_status(http, f"{root}/sendMessage?chat_id=101&text=x")),
                asyncio.create_task(_status(http, f"{base}/sandbox/stream?as=101")),
            ]
            await asyncio.sleep(0.2)
            started = time.monotonic()
        assert time.monotonic() - started < 1
        assert await asyncio.gather(*tasks) == [200, 200, 200]


async def _status(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(url) as response:
        await response.read()
        return response.status


async def test_a_webhook_gets_each_update_in_order_until_it_accepts_it(sandbox: Sandbox, call: Any) -> None:
    got: list[tuple[str, str | None]] = []
    answers = iter([500, 200, 200])

    async def receive(request: web.Request) -> web.Response:
        update = await request.json()
        got.append((update["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    alice = sandbox.user(101, "王茗")
    await alice.say("一")
    assert (await call("setWebhook", url=url, secret_token="s3cret"))["ok"]
    await alice.say("二")
    async with asyncio.timeout(3):
        while len(got) < 3:
            await asyncio.sleep(0.02)
    assert got == [("一", "s3cret"), ("一", "s3cret"), ("二", "s3cret")]
    assert (await call("getUpdates"))["error_code"] == 409
    info = (await call("getWebhookInfo"))["result"]
    assert (info["url"], info["last_error_message"]) == (
        url,
        "Wrong response from the webhook: 500 Internal Server Error",
    )
    assert (await call("deleteWebhook"))["ok"]
    await alice.say("三")
    assert [u["message"]["text"] for u in (await call("getUpdates"))["result"]] == ["三"]
    await runner.cleanup()
