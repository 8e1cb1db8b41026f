"""The whole desk by webhook: Telegram's stand-in posts updates, the desk answers; its health; stops, kills, a taken port."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.checking import check
from bot.delivery.incoming.intake import HIGH_WATER
from bot.sandbox import Sandbox, serve
from tests.support.county import BODY, TITLE
from tests.support.process import command, query, running, until, write_settings
from tests.support.running import OWNER

SECRET = "s3cret-of-the-office"
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are a thing of POSIX")


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_webhook_settings(
    folder: Path, base: str, *, port: int, health: int = 0, secret: str = SECRET
) -> Path:
    """The shipped settings in webhook mode."""
    path = write_settings(folder, base, owners=[OWNER])
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ('mode = "polling"', 'mode = "webhook"'),
        ("port = 8080", f"port = {port}"),
        ('url = ""', f'url = "http://127.0.0.1:{port}/hook"'),
        ('secret_token = ""', f'secret_token = "{secret}"'),
        ("port = 0 ", f"port = {health} "),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


async def ask(port: int, path: str) -> tuple[int, str]:
    """Status and body of a question to the health port; status 0 where nobody answers."""
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{path}") as response,
        ):
            return response.status, await response.text()
    except aiohttp.ClientError:
        return 0, ""


async def test_a_whole_story_by_webhook(open_county: Callable[..., Any]) -> None:
    port, health = free_port(), free_port()
    webhook = {"url": f"http://127.0.0.1:{port}/hook", "port": port, "secret_token": SECRET}
    async with open_county(telegram={"mode": "webhook", "webhook": webhook}, health={"port": health}) as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", unit="信息中心", role="编辑")
        await wang.say(f"#报送 {TITLE}\n{BODY}", chat=gao.work_group)
        await wang.wait_for("2026-0001", chat=gao.work_group)
        await zhou.press(await gao.card("2026-0001", who=zhou), "签收")
        taken = await zhou.wait_for("在审", chat=gao.desk_group, since=0)
        await zhou.press(taken, "采用")
        await wang.wait_for("采用", since=0)
        await gao.idle()
        calls = [call.method for call in gao.sandbox.calls]
        assert "getUpdates" not in calls and calls.count("setWebhook") == 1
        status, body = await ask(health, "/readyz")
        assert (status, json.loads(body)["ready"]) == (200, True)
        assert (await ask(health, "/healthz"))[0] == 200
        assert (await ask(port, "/metrics"))[0] == 404, "health is not for the public"
        metrics = (await ask(health, "/metrics"))[1]
        assert 'zhibao_calls_total{method="sendMessage",outcome="ok"}' in metrics
        assert 'zhibao_webhook_answers_total{status="200"}' in metrics
        assert "zhibao_webhook_is_set 1.0" in metrics
        for secret in (SECRET, gao.settings.telegram.token, "SANDBOX", "王茗", TITLE):
            assert secret not in metrics
        unanswered = gao.sandbox.webhook.info()
        assert (unanswered["pending_update_count"], unanswered.get("last_error_message")) == (0, None)
    assert "deleteWebhook" not in [call.method for call in gao.sandbox.calls], (
        "it stays set when the bot stops"
    )


@posix
@pytest.mark.timeout(90)
async def test_killed_between_commit_and_answer_then_stopped_by_sigterm_nothing_is_lost_or_doubled(
    tmp_path: Path,
) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        port, health = free_port(), free_port()
        config = write_webhook_settings(tmp_path, base, port=port, health=health)
        async with running(config, ZHIBAO_FAULT="inbox.committed:2") as first:
            await owner.start()
            await owner.wait_for(lambda s: s.by_bot, timeout=20)
            assert (await ask(health, "/healthz"))[0] == 200
            await owner.say(f"#报送 {TITLE}\n{BODY}")
            assert await asyncio.wait_for(first.wait(), 20) == -signal.SIGKILL
        assert len(sandbox.world.mailbox.pending) == 1, "Telegram has had no answer and keeps it"
        assert len(query(tmp_path, "SELECT 1 FROM inbox")) == 2
        async with running(config) as second:
            await owner.wait_for("-0001", timeout=20, since=0)
            await until(lambda: not sandbox.world.mailbox.pending, seconds=20)
            started = time.monotonic()
            second.send_signal(signal.SIGTERM)
            await owner.say(f"#报送 第二条\n{BODY}")
            assert await second.wait() == 0
            assert time.monotonic() - started < 5
            _, errors = await second.communicate()
            assert SECRET not in errors.decode() and "Traceback" not in errors.decode()
        assert sandbox.world.mailbox.webhook_url.endswith("/hook")
        async with running(config):
            await owner.wait_for("-0002", timeout=20, since=0)
        titles = query(tmp_path, "SELECT title FROM items ORDER BY id")
        assert titles == [(TITLE,), ("第二条",)]


async def test_a_port_that_is_taken_ends_the_start_with_one_line(tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        sandbox.user(OWNER, "主任")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for key, given in (
                ("telegram.webhook", {"port": port}),
                ("health", {"port": free_port(), "health": port}),
            ):
                config = write_webhook_settings(tmp_path, base, **given)
                async with running(config) as bot:
                    _, errors = await asyncio.wait_for(bot.communicate(), 20)
                last = errors.decode().strip().splitlines()[-1]
                assert (bot.returncode, last) == (
                    1,
                    f"zhibao: {key}.port = {port}：127.0.0.1:{port} 已被别的程序占用，请停掉它，或换一个端口",
                )
                assert "Traceback" not in errors.decode()


async def test_webhook_mode_without_a_secret_is_a_wrong_setting(tmp_path: Path) -> None:
    config = write_webhook_settings(tmp_path, "http://127.0.0.1:9", port=8080, secret="")
    code, _, errors = await command("run", "--config", str(config))
    assert code == 2 and errors.startswith("zhibao: telegram.webhook.secret_token 为空：Webhook 方式须填写")
    assert errors.count("\n") == 1


async def faults_and_notes(config: Path) -> tuple[str, str]:
    """What `check` says: the faults, and the rest."""
    lines = [line async for line in check(config)]
    faults, notes = (
        "\n".join(words for words, is_fault in lines if is_fault is wanted) for wanted in (True, False)
    )
    assert SECRET not in faults + notes and "secret-path" not in faults + notes
    return faults, notes


async def test_check_says_whether_updates_come_the_way_that_the_settings_say(tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        sandbox.user(OWNER, "主任")
        ours, dead = free_port(), free_port()
        config = write_webhook_settings(tmp_path, base, port=ours)
        webhook = config.read_text(encoding="utf-8")
        polling = webhook.replace('mode = "webhook"', 'mode = "polling"')
        faults, notes = await faults_and_notes(config)
        assert faults == "" and "Webhook 尚未设置" in notes
        await sandbox.webhook.set(f"http://127.0.0.1:{dead}/secret-path", secret="other", max_connections=1)
        faults, _ = await faults_and_notes(config)
        assert f"Webhook 指向 127.0.0.1:{dead}" in faults
        config.write_text(polling, encoding="utf-8")
        faults, notes = await faults_and_notes(config)
        assert faults == "" and f"127.0.0.1:{dead}" in notes
        await sandbox.webhook.remove()
        faults, notes = await faults_and_notes(config)
        assert faults == "" and "长轮询，0条更新待取" in notes
        config.write_text(webhook, encoding="utf-8")
        await sandbox.webhook.set(f"http://127.0.0.1:{ours}/hook", secret=SECRET, max_connections=1)
        faults, notes = await faults_and_notes(config)
        assert faults == "" and f"Webhook 位于 127.0.0.1:{ours}，0条更新待送" in notes
        sandbox.world.mailbox.put("message", {"message_id": 1})
        await until(lambda: bool(sandbox.webhook.last_error), seconds=5)
        faults, _ = await faults_and_notes(config)
        assert "1条更新积压：Connection failed" in faults


async def test_polling_takes_over_from_a_webhook_with_what_waits(
    open_county: Callable[..., Any],
) -> None:
    async with open_county() as gao:
        wang = await gao.join("王茗")
        await gao.sandbox.webhook.set(f"http://127.0.0.1:{free_port()}/x", secret="", max_connections=1)
        await wang.say(f"#报送 {TITLE}\n{BODY}")
        await wang.wait_for("2026-0001")
        assert gao.sandbox.world.mailbox.webhook_url == ""


def queued(number: int, *, is_item: bool) -> dict[str, Any]:
    """An update that waited at Telegram: an item of the owner's in private, or what is posted in some channel."""
    date = int(time.time())
    if not is_item:
        channel = {"id": -1009, "type": "channel", "title": "频道"}
        post = {"message_id": number, "date": date, "chat": channel, "text": "闲话" * 40}
        return {"update_id": number, "channel_post": post}
    person = {"id": OWNER, "is_bot": False, "first_name": "主任"}
    chat = {"id": OWNER, "type": "private", "first_name": "主任"}
    text = f"#报送 第{number}条\n{BODY}"
    message = {"message_id": number, "date": date, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


async def dribble(port: int, until_set: asyncio.Event) -> None:
    """A sender with the right secret whose body comes byte by byte and never ends."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"
        b"X-Telegram-Bot-Api-Secret-Token: " + SECRET.encode() + b"\r\n\r\n"
    )
    while not until_set.is_set():
        writer.write(b" ")
        await asyncio.sleep(0.2)
    writer.close()


@asynccontextmanager
async def posting(port: int) -> AsyncIterator[Callable[..., Awaitable[int]]]:
    """`await post(update, secret=...)` is the answer's status; over one connection, and cheaply."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def post(update: dict[str, Any], *, secret: str) -> int:
        body = json.dumps(update).encode()
        writer.write(
            b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
            b"X-Telegram-Bot-Api-Secret-Token: %s\r\n\r\n%s" % (len(body), secret.encode(), body)
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert length is not None
        await reader.readexactly(int(length[1]))
        return int(head.split(b" ", 2)[1])

    try:
        yield post
    finally:
        writer.close()


@posix
async def test_thousands_of_queued_updates_among_forged_and_slow_ones_are_all_taken_once(
    tmp_path: Path,
) -> None:
    count, items = 3 * HIGH_WATER, 150  # three times what may wait at the desk
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        sandbox.user(OWNER, "主任")
        port, health = free_port(), free_port()
        config = write_webhook_settings(tmp_path, base, port=port, health=health)
        async with running(config, DESK_FLOOD__PER_MINUTE="0"):
            for _ in range(200):
                if (await ask(health, "/healthz"))[0] == 200 and (await ask(port, "/"))[0] == 404:
                    break
                await asyncio.sleep(0.1)
            over = asyncio.Event()
            slow = [asyncio.create_task(dribble(port, over)) for _ in range(20)]
            waiting = iter(range(1, count + 1))
            refused = 0

            async def deliver() -> None:
                nonlocal refused
                async with posting(port) as post:
                    for number in waiting:
                        update = queued(number, is_item=number % (count // items) == 0)
                        if number % 500 == 0:  # somebody who guesses the secret
                            refused += await post(update, secret="guessed") == 403
                        while await post(update, secret=SECRET) != 200:  # as Telegram does
                            await asyncio.sleep(0.05)

            await asyncio.gather(*(deliver() for _ in range(40)))
            await until(
                lambda: query(tmp_path, "SELECT count(*) FROM inbox WHERE state = 'pending'") == [(0,)],
                seconds=60,
            )
            assert (await ask(health, "/readyz"))[0] == 200
            over.set()
            await asyncio.gather(*slow, return_exceptions=True)
    assert refused == count // 500
    assert query(tmp_path, "SELECT count(*), count(DISTINCT update_id) FROM inbox") == [(count, count)]
    assert query(tmp_path, "SELECT count(*), count(DISTINCT number) FROM items") == [(items, items)]
    assert query(tmp_path, "SELECT count(*) FROM inbox WHERE state <> 'handled'") == [(0,)]
