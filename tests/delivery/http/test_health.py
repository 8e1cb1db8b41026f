"""Health: alive, ready and counted, without a secret, a name, a number of a chat or a word that somebody wrote."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram import Bot
from telegram.error import TelegramError

from bot import sections
from bot.clock import Clock, to_ms
from bot.delivery.http.api import call_api
from bot.delivery.http.health import Health, Look, readiness
from bot.delivery.http.metrics import Metrics
from bot.delivery.http.serving import served
from bot.delivery.incoming.intake import Intake
from bot.delivery.outgoing.sender import Sender
from bot.errors import AlreadyHandled, CommandFailed, ConfigError
from bot.store.base import Store
from bot.store.sqlite.connection import connect
from tests.support.databases import FailingDatabase, Files, Home
from tests.support.far_end import TOKEN, FarEnd, open_bot, refusal
from tests.support.rows import put_call, put_post, put_updates, read, until
from tests.support.table import each_row


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A file: the web server before the database is the same for both."""
    return Files(tmp_path)


CHAT, WORDS = 987654321, "机密的事"
FREE = sections.Limits(overall_per_second=0, group_per_minute=0, chat_per_second=0)


class Seconds:
    """A clock for Metrics, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Watcher:
    """Somebody who asks a desk's health port."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.session = session

    async def get(self, path: str) -> tuple[int, str]:
        """Status and body."""
        async with self.session.get(self.address + path) as response:
            assert "server" not in response.headers
            return response.status, await response.text()

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """What `/readyz` says."""
        status, body = await self.get("/readyz")
        return status, json.loads(body)

    async def samples(self) -> dict[str, float]:
        """Every sample of `/metrics`, `name{label=value,...}` to number, parsed as Prometheus parses it."""
        status, body = await self.get("/metrics")
        assert status == 200
        return {
            sample.name + "".join(f"{{{k}={v}}}" for k, v in sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(body)
            for sample in family.samples
        }


@asynccontextmanager
async def watching(
    database: Store, *, metrics: Metrics | None = None, clock: Clock | None = None
) -> AsyncIterator[Watcher]:
    health = Health(
        database, clock or Clock(), metrics=metrics or reached(), settings=sections.Health(port=1)
    )
    async with (
        served(health.app, listen="127.0.0.1", port=0, key="health") as port,
        aiohttp.ClientSession() as session,
    ):
        yield Watcher(f"http://127.0.0.1:{port}", session)


def reached(now: Seconds | None = None) -> Metrics:
    """The metrics of a desk whose last call was answered."""
    metrics = Metrics(now=now or Seconds())
    metrics.counted_call("getMe", "ok", 0.1)
    return metrics


async def test_a_desk_at_rest_is_alive_and_ready(database: FailingDatabase) -> None:
    async with watching(database) as watcher:
        assert await watcher.get("/healthz") == (200, "ok\n")
        assert await watcher.ready() == (
            200,
            {
                "ready": True,
                "database": {"ok": True},
                "telegram": {"ok": True, "last_answer_age": 0.0, "failing_for": 0.0},
                "oldest_update": {"ok": True, "age": 0.0},
                "oldest_message": {"ok": True, "age": 0.0},
            },
        )
        assert (await watcher.get("/"))[0] == 404


async def test_without_its_database_the_desk_is_alive_but_not_ready(
    database: FailingDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    async with watching(database) as watcher:
        await database._reader.close()
        for _ in range(2):
            assert (await watcher.get("/healthz"))[0] == 200
            status, report = await watcher.ready()
            assert (status, report["ready"], report["database"]) == (503, False, {"ok": False})
        samples = await watcher.samples()
        assert samples["zhibao_database_up"] == 0
        assert str(samples["zhibao_inbox{state=pending}"]) == "nan", "nobody knows: that is not 0"
        assert len(caplog.records) == 1, "told once, not with every probe"
        database._reader = await connect(database.path, query_only=True)
        assert (await watcher.ready())[0] == 200
        assert (await watcher.samples())["zhibao_inbox{state=pending}"] == 0


async def test_old_updates_and_messages_make_it_unready(database: FailingDatabase) -> None:
    clock = Clock()
    await put_updates(database, (1, "7:5"))
    async with watching(database, clock=clock) as watcher:
        for minutes, part in ((6, "oldest_update"), (16, "oldest_message")):
            assert (await watcher.ready())[1][part]["ok"]
            if part == "oldest_message":
                await put_call(database)
            clock.shift_to(clock.now() + timedelta(minutes=minutes))
            status, report = await watcher.ready()
            assert (status, report[part]["ok"]) == (503, False)
            assert report[part]["age"] >= minutes * 60 - 1
        samples = await watcher.samples()
        assert samples["zhibao_oldest_update_age_seconds"] > 21 * 60
        assert samples["zhibao_oldest_message_age_seconds"] > 15 * 60


async def test_a_message_whose_tries_fail_grows_old_and_one_for_later_does_not(
    database: FailingDatabase,
) -> None:
    clock = Clock()
    now = to_ms(clock.now())
    await put_call(database, "失败")
    later = await put_call(database, "以后")
    async with database.settling() as conn:
        # The sender puts a failed one off, a little further each time.
        await conn.execute_fetchall(
            "UPDATE outbox SET created_at = ?, send_at = ?, error = 'NotSent' WHERE id <> ?",
            (now - 60_000, now + 5_000, later),
        )
        await conn.execute_fetchall(
            "UPDATE outbox SET created_at = ?, send_at = ? WHERE id = ?",
            (now - 900_000, now + 900_000, later),
        )
    async with watching(database, clock=clock) as watcher:
        age = (await watcher.ready())[1]["oldest_message"]["age"]
    assert 60 <= age < 70


async def test_an_edit_that_waits_for_its_message_does_not_count(database: FailingDatabase) -> None:
    clock = Clock()
    post = await put_post(database)
    await put_call(database, method="editMessageText", post_id=post)
    clock.shift_to(clock.now() + timedelta(hours=1))
    async with watching(database, clock=clock) as watcher:
        assert (await watcher.ready())[1]["oldest_message"]["age"] == 0


@each_row("outcome", ["unreached", "lost", "timeout", "broken", "rejected"])
def test_telegram_is_away_when_all_calls_have_failed_for_long_enough(outcome: str) -> None:
    now = Seconds()
    metrics, settings = Metrics(now=now), sections.Health(telegram_down=timedelta(minutes=2))

    def telegram_ok() -> bool:
        return bool(readiness(Look(), metrics=metrics, settings=settings)["telegram"]["ok"])

    assert not telegram_ok(), "nothing is known yet"
    metrics.counted_call("getMe", "ok", 0.1)
    now.now += 3600
    assert telegram_ok(), "a quiet hour is no outage"
    metrics.counted_call("getUpdates", outcome, 0.1)
    now.now += 119
    metrics.counted_call("getUpdates", outcome, 0.1)
    assert telegram_ok()
    now.now += 1
    assert not telegram_ok()
    metrics.counted_call("sendMessage", "refused", 0.1)
    assert telegram_ok(), "a refusal is an answer"


async def test_what_calls_come_to_is_counted_by_method(far_end: FarEnd) -> None:
    metrics = Metrics()
    answers: list[Any] = [
        refusal(429, "Too Many Requests", retry_after=7),
        refusal(429, "Too Many Requests"),
        refusal(400, "Bad Request: message is too long"),
        refusal(401, "Unauthorized"),
        refusal(502, "Bad Gateway"),
        None,
    ]
    far_end.script = lambda *_: answers.pop(0)
    async with open_bot(far_end.url, metrics=metrics) as bot:
        for _ in range(len(answers)):
            with_error = None
            try:
                await call_api(bot, "sendMessage", {"chat_id": CHAT, "text": WORDS})
            except TelegramError as error:
                with_error = error
            assert (with_error is None) == (not answers)
    async with open_bot("http://127.0.0.1:9", metrics=metrics) as bot:
        with pytest.raises(TelegramError):
            await call_api(bot, "getUpdates", {})

    def calls(method: str, outcome: str) -> float | None:
        return metrics.registry.get_sample_value("zhibao_calls_total", {"method": method, "outcome": outcome})

    outcomes = ("flood", "refused", "rejected", "broken", "ok", "timeout")
    assert {outcome: calls("sendMessage", outcome) for outcome in outcomes} == {
        "flood": 2,
        "refused": 1,
        "rejected": 1,
        "broken": 1,
        "ok": 1,
        "timeout": None,
    }
    assert calls("getUpdates", "unreached") == 1
    value = metrics.registry.get_sample_value
    assert (value("zhibao_flood_waits_total"), value("zhibao_flood_wait_seconds_total")) == (2, 7)
    assert value("zhibao_call_seconds_count", {"method": "sendMessage"}) == 6


async def test_retries_are_counted_and_first_tries_are_not(
    bot: Bot, database: FailingDatabase, far_end: FarEnd
) -> None:
    metrics = Metrics()

    async def unexpected(*args: Any) -> None:
        raise AssertionError(args)

    sender = Sender(
        bot,
        database,
        Clock(),
        limits=FREE,
        concurrency=4,
        on_held=unexpected,
        on_moved=unexpected,
        on_closed=unexpected,
        metrics=metrics,
    )
    answers = [refusal(429, "Too Many Requests", retry_after=0)]
    far_end.script = lambda *_: answers.pop() if answers else None
    await put_call(database)
    await put_call(database, chat_id=8)
    sent = "SELECT 1 FROM outbox WHERE state = 'sent'"
    await until(lambda: len(read(database, sent)) == 2, sender.send_next)
    assert metrics.registry.get_sample_value("zhibao_retries_total") == 1


async def test_handling_is_timed_and_counted_by_what_came_of_it() -> None:
    now = Seconds()
    metrics = Metrics(now=now)
    for error in (None, AlreadyHandled(), ValueError(WORDS), asyncio.CancelledError()):
        try:
            with metrics.handling():
                now.now += 2
                if error is not None:
                    raise error
        except (AlreadyHandled, ValueError, asyncio.CancelledError) as caught:
            assert caught is error
    metrics.counted_aside()
    value = metrics.registry.get_sample_value
    outcomes = ("handled", "repeated", "failed", "cancelled")
    assert [value("zhibao_updates_handled_total", {"outcome": o}) for o in outcomes] == [1, 1, 1, 1]
    assert value("zhibao_handling_seconds_sum") == 8
    assert value("zhibao_updates_set_aside_total") == 1


async def test_metrics_tell_what_waits_and_name_nobody(database: FailingDatabase, far_end: FarEnd) -> None:
    metrics = reached()
    intake = Intake(database, Clock(), backlog=lambda: 0, filled=asyncio.Event(), metrics=metrics)
    message = {"text": WORDS, "chat": {"id": CHAT, "title": WORDS}, "from": {"id": CHAT}}
    await intake.accept([{"update_id": 55512345, "message": message}])
    await put_call(database, WORDS, chat_id=CHAT)
    far_end.script = lambda *_: refusal(403, f"Forbidden: {WORDS} {CHAT}")
    async with open_bot(far_end.url, metrics=metrics) as bot:
        with pytest.raises(TelegramError):
            await call_api(bot, "sendMessage", {"chat_id": CHAT, "text": WORDS})
        with pytest.raises(TelegramError):
            await call_api(bot, f"get{CHAT}", {})
        with pytest.raises(TelegramError):
            await bot.request.retrieve(f"{far_end.url}/file/bot{TOKEN}/documents/{CHAT}.docx")
    metrics.counted_answer(403)
    async with watching(database, metrics=metrics) as watcher:
        samples = await watcher.samples()
        body = (await watcher.get("/metrics"))[1] + (await watcher.get("/readyz"))[1]
    assert samples["zhibao_updates_received_total"] == 1
    assert samples["zhibao_inbox{state=pending}"] == 1
    assert samples["zhibao_outbox{state=queued}"] == 1
    assert samples["zhibao_outbox{state=held}"] == 0
    assert samples["zhibao_calls_total{method=other}{outcome=refused}"] == 1
    assert samples["zhibao_calls_total{method=file}{outcome=rejected}"] == 1
    assert samples["zhibao_webhook_answers_total{status=403}"] == 1
    assert samples["zhibao_database_up"] == samples["zhibao_telegram_up"] == 1
    for secret in (TOKEN, TOKEN.partition(":")[2], WORDS, str(CHAT), "55512345"):
        assert secret not in body


async def test_two_desks_in_one_process_count_apart(database: FailingDatabase) -> None:
    first, second = reached(), reached()
    first.counted_posts("shortfall", 3)
    async with watching(database, metrics=first) as one, watching(database, metrics=second) as other:
        assert (await one.samples())["zhibao_clock_posts_total{key=shortfall}"] == 3
        assert "zhibao_clock_posts_total{key=shortfall}" not in await other.samples()


async def test_port_0_is_off_and_a_wrong_port_is_named(database: FailingDatabase) -> None:
    def health(**settings: Any) -> Health:
        return Health(database, Clock(), metrics=Metrics(), settings=sections.Health(**settings))

    async with health().open():
        pass
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandFailed, match=rf"^health\.port = {port}: another program"):
            async with health(port=port).open():
                raise AssertionError("two programs on one port")
    with pytest.raises(ConfigError, match=r"^health\.listen = '192\.0\.2\.1'"):
        async with health(listen="192.0.2.1", port=port).open():
            raise AssertionError("not an address of ours")


async def test_beyond_so_many_connections_a_request_is_503_until_others_end(
    database: FailingDatabase,
) -> None:
    health = Health(database, Clock(), metrics=reached(), settings=sections.Health(port=1))
    async with served(health.app, listen="127.0.0.1", port=0, key="health", most=2) as port:
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        address = f"http://127.0.0.1:{port}/healthz"
        async with aiohttp.ClientSession() as session, session.get(address) as response:
            assert (response.status, response.headers["Connection"]) == (503, "close")
        idle[0][1].close()
        await idle[0][1].wait_closed()
        async with asyncio.timeout(5), aiohttp.ClientSession() as session:
            while (await session.get(address)).status != 200:
                await asyncio.sleep(0.01)
        idle[1][1].close()
