"""The webhook: who may post, what is taken, that 200 means on disk, and what Telegram is told about it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import aiosqlite
import pytest
from telegram import Bot

from bot import sections
from bot.clock import Clock
from bot.delivery.http.serving import served
from bot.delivery.incoming.intake import KINDS, Intake
from bot.delivery.incoming.webhook import MOST_BYTES, Webhook
from bot.errors import CommandFailed, ConfigError, DeliveryError, StoreError
from bot.store.base import Store
from bot.store.jsontext import as_json
from tests.support import logged
from tests.support.databases import FailingDatabase, Files, Home, hurry
from tests.support.far_end import FarEnd, refusal
from tests.support.rows import inbox, read


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A file: the web server before the database is the same for both."""
    return Files(tmp_path)


SECRET = "s3cret-of-the-office"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PUBLIC = "https://desk.example/hook"


def text(update_id: int, words: str = "您好") -> dict[str, Any]:
    return {"update_id": update_id, "message": {"text": words, "chat": {"id": 7}, "from": {"id": 5}}}


def make(
    bot: Bot,
    database: Store,
    *,
    port: int = 8080,
    listen: str = "127.0.0.1",
    url: str = PUBLIC,
    look_every: float = 60,
    **options: Any,
) -> Webhook:
    """`options` are the intake's."""
    given: dict[str, Any] = {"backlog": lambda: 0, "filled": asyncio.Event(), **options}
    settings = sections.Webhook.model_construct(url=url, secret_token=SECRET, listen=listen, port=port)
    return Webhook(bot, Intake(database, Clock(), **given), settings=settings, look_every=look_every)


@dataclass
class Hook:
    """A webhook that is served, and Telegram's side of it."""

    port: int
    session: aiohttp.ClientSession

    async def post(self, update: Any, *, secret: str | None = SECRET, path: str = "/hook") -> int:
        """The status of one delivery; `update` may be bytes."""
        headers = {} if secret is None else {HEADER: secret}
        body = update if isinstance(update, bytes) else json.dumps(update).encode()
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self.session.post(url, data=io.BytesIO(body), headers=headers) as response:
            assert await response.read() == b""
            assert "server" not in response.headers
            assert (response.status == 503) == ("Retry-After" in response.headers)
            return response.status

    async def send(self, raw: bytes) -> int:
        """The status that raw bytes are answered with, though nothing more comes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        try:
            async with asyncio.timeout(5):
                return int((await reader.readline()).split()[1])
        finally:
            writer.close()


async def come_to(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.01)


async def served_at(port: int) -> None:
    """Until somebody listens there."""

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    await come_to(answers)


class Coming:
    """A screen that lets everything pass, and tells when so many updates are about to be stored."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, update: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        return update

    async def all_of(self, count: int) -> None:
        await come_to(lambda: self._count >= count)


Open = Callable[..., Any]


@pytest.fixture
def open_hook(bot: Bot, database: FailingDatabase) -> Open:
    """`async with open_hook(high_water=1) as hook`: the options are the intake's."""

    @asynccontextmanager
    async def opened(**options: Any) -> AsyncIterator[Hook]:
        webhook = make(bot, database, **options)
        async with (
            served(webhook.app, listen="127.0.0.1", port=0, key="telegram.webhook") as port,
            aiohttp.ClientSession() as session,
        ):
            yield Hook(port, session)

    return opened


@pytest.fixture
async def hook(open_hook: Open) -> AsyncIterator[Hook]:
    async with open_hook() as opened:
        yield opened


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_200_means_that_the_update_is_on_disk(open_hook: Open, database: FailingDatabase) -> None:
    filled = asyncio.Event()
    async with open_hook(filled=filled) as hook:
        assert await hook.post(text(11)) == 200
        assert read(database, "SELECT update_id, lane, payload FROM inbox") == [
            (11, "7:5", as_json(text(11)))
        ]
        assert filled.is_set()


async def test_no_answer_comes_before_the_commit(open_hook: Open, database: FailingDatabase) -> None:
    came = Coming()
    async with open_hook(screen=came) as hook:
        async with database.work(now=Clock().now()):
            posting = asyncio.create_task(hook.post(text(1)))
            await came.all_of(1)
            assert not posting.done()
            assert inbox(database) == []
        assert await posting == 200
    assert inbox(database) == [(1, "pending", 0)]


async def test_without_the_right_secret_nothing_is_taken(hook: Hook, database: FailingDatabase) -> None:
    wrong = [None, "", "s3cret", SECRET + "x", SECRET.upper(), "密钥", "\xe9" * 5]
    assert [await hook.post(text(1), secret=secret) for secret in wrong] == [403] * len(wrong)
    assert inbox(database) == []


async def test_without_the_secret_the_body_is_not_even_awaited(hook: Hook) -> None:
    assert await hook.send(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n") == 403


async def test_every_other_path_is_404(hook: Hook, database: FailingDatabase) -> None:
    others = ["/", "/hook/", "/hook/x", "/HOOK", "/healthz", "/metrics", "//hook", "/%2e%2e"]
    assert [await hook.post(text(1), path=path) for path in others] == [404] * len(others)
    assert inbox(database) == []


async def test_another_method_is_404_as_well(hook: Hook) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        async with hook.session.request(method, f"http://127.0.0.1:{hook.port}/hook") as response:
            assert (response.status, await response.read()) == (404, b"")


NO_UPDATES = [
    b"",
    b"{",
    b"null",
    b"7",
    b'"update_id"',
    b'[{"update_id": 1}]',
    b"{}",
    b'{"message": {"text": "x"}}',
    b'{"update_id": "1"}',
    b'{"update_id": true}',
    b'{"update_id": 1.0}',
    b'{"update_id": 36893488147419103232}',
    b'{"update_id": ' + b"9" * 5000 + b"}",
    b'{"update_id": 1, "text": "\xff"}',
    b"[" * 500_000,
]


async def test_what_is_no_update_is_400(hook: Hook, database: FailingDatabase) -> None:
    assert {body[:30]: await hook.post(body) for body in NO_UPDATES} == {
        body[:30]: 400 for body in NO_UPDATES
    }
    assert inbox(database) == []


async def test_nesting_without_end_keeps_its_number_and_nothing_else(
    hook: Hook, database: FailingDatabase
) -> None:
    statuses = set()
    for depth in range(900, 1100, 7):  # somewhere here reading still works and writing no more
        statuses.add(await hook.post(b'{"update_id": %d, "x": %s%s}' % (depth, b"[" * depth, b"]" * depth)))
    assert statuses <= {200, 400}
    assert {json.loads(row[0])["update_id"] for row in read(database, "SELECT payload FROM inbox")} == {
        row[0] for row in read(database, "SELECT update_id FROM inbox")
    }


async def test_a_body_of_just_the_limit_is_taken(hook: Hook, database: FailingDatabase) -> None:
    frame = len(json.dumps({"update_id": 1, "x": ""}))
    assert await hook.post({"update_id": 1, "x": "x" * (MOST_BYTES - frame)}) == 200
    assert inbox(database) == [(1, "pending", 0)]


async def test_a_length_that_is_too_much_is_refused_before_anything_comes(hook: Hook) -> None:
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: {MOST_BYTES + 1}\r\n\r\n"
    assert await hook.send(head.encode()) == 413


async def test_a_body_without_a_length_is_cut_off_at_the_limit(hook: Hook, database: FailingDatabase) -> None:
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    assert await hook.send(head.encode() + piece * (MOST_BYTES // 0x10000) + b"1\r\nx\r\n") == 413
    assert inbox(database) == []


async def test_a_length_that_is_no_number_is_400(hook: Hook) -> None:
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: "
    for length in ("-1", "many", "1, 2"):
        assert await hook.send(f"{head}{length}\r\n\r\n{{}}".encode()) == 400


async def test_a_length_that_says_too_little_ends_the_body_there(
    hook: Hook, database: FailingDatabase
) -> None:
    body = json.dumps(text(1)).encode()
    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: {len(body) - 1}\r\n\r\n"
    assert await hook.send(head.encode() + body) == 400
    assert inbox(database) == []


async def test_a_sender_that_goes_away_leaves_nothing_and_no_line(
    hook: Hook, database: FailingDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", hook.port)
    writer.write(
        f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 9\r\n\r\n{{".encode()
    )
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()
    assert await hook.post(text(2)) == 200
    assert inbox(database) == [(2, "pending", 0)]
    assert caplog.records == []


async def test_an_update_that_comes_twice_is_one_row_and_200_both_times(
    hook: Hook, database: FailingDatabase
) -> None:
    assert [await hook.post(text(1)), await hook.post(text(1))] == [200, 200]
    both = await asyncio.gather(*(hook.post(text(2)) for _ in range(2)))
    assert both == [200, 200]
    assert inbox(database) == [(1, "pending", 0), (2, "pending", 0)]


async def test_a_full_inbox_is_503_until_there_is_room(open_hook: Open, database: FailingDatabase) -> None:
    waiting = [5]
    async with open_hook(backlog=lambda: waiting[0], high_water=5) as hook:
        assert await hook.post(text(1)) == 503
        assert inbox(database) == []
        waiting[0] = 4
        assert await hook.post(text(1)) == 200
        assert inbox(database) == [(1, "pending", 0)]


async def test_a_locked_database_is_503_and_the_repeat_succeeds(
    hook: Hook, database: FailingDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    await hurry(database)
    async with aiosqlite.connect(database.path, isolation_level=None) as other:
        await other.execute_fetchall("BEGIN IMMEDIATE")
        assert await hook.post(text(1, "机密的事")) == 503
        await other.execute_fetchall("ROLLBACK")
    assert logged.names(caplog) == ["database.stuck", "updates.unstored"]
    assert await hook.post(text(1)) == 200
    assert inbox(database) == [(1, "pending", 0)]


async def test_a_fault_that_nobody_expects_is_503_without_its_words(
    hook: Hook, database: FailingDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    database.trouble = MemoryError("机密的事")
    assert await hook.post(text(1)) == 503
    assert "MemoryError" in caplog.text and "机密的事" not in caplog.text
    database.trouble = None
    assert await hook.post(text(1)) == 200


class CountingDatabase(FailingDatabase):
    """A database that counts its durable commits."""

    commits = 0

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[Any]:
        async with super().durable() as conn:
            yield conn
        self.commits += 1


async def test_deliveries_that_wait_at_the_same_time_share_one_commit(bot: Bot, tmp_path: Any) -> None:
    database = CountingDatabase(tmp_path / "desk.db")
    database.home = Files(tmp_path)
    await database.open()
    came = Coming()
    webhook = make(bot, database, screen=came)
    async with (
        served(webhook.app, listen="127.0.0.1", port=0, key="telegram.webhook") as port,
        aiohttp.ClientSession() as session,
    ):
        hook = Hook(port, session)
        async with database.work(now=Clock().now()):
            first = asyncio.create_task(hook.post(text(1)))
            await came.all_of(1)
            others = [asyncio.create_task(hook.post(text(number))) for number in range(2, 41)]
            await asyncio.sleep(0.2)
        assert await asyncio.gather(first, *others) == [200] * 40
        # The first was under way alone; the thirty-nine that came meanwhile took the next one together.
        assert database.commits == 2
        assert sorted(row[0] for row in inbox(database)) == list(range(1, 41))
    await database.close()


async def test_a_shared_commit_that_fails_is_503_for_all_and_none_is_stored(
    hook: Hook, database: FailingDatabase
) -> None:
    database.trouble = StoreError("database or disk is full")
    assert set(await asyncio.gather(*(hook.post(text(number)) for number in range(10)))) == {503}
    database.trouble = None
    assert inbox(database) == []
    assert set(await asyncio.gather(*(hook.post(text(number)) for number in range(10)))) == {200}
    assert len(inbox(database)) == 10


async def test_the_screen_decides_what_is_stored(open_hook: Open, database: FailingDatabase) -> None:
    async with open_hook(screen=lambda update: {"update_id": update["update_id"]}) as hook:
        assert await hook.post(text(1, "机密")) == 200
        assert read(database, "SELECT payload FROM inbox") == [('{"update_id":1}',)]


async def test_neither_secret_nor_text_reaches_the_log(
    hook: Hook, database: FailingDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await hook.post(text(1, "机密的事"))
    await hook.post(text(1, "机密的事"), secret="wrong-guess")
    await hook.post(b'{"update_id": "\xe6\x9c\xba\xe5\xaf\x86')
    database.trouble = StoreError("database is locked")
    await hook.post(text(2, "机密的事"))
    assert {"webhook.refused", "updates.unstored"} <= {
        e.msg["event"] for e in caplog.records if isinstance(e.msg, dict)
    }
    for word in (SECRET, "wrong-guess", "机密", "\\u673a"):
        assert word not in caplog.text
    database.trouble = None


# -- what Telegram is told


@asynccontextmanager
async def receiving(webhook: Webhook) -> AsyncIterator[asyncio.Task[None]]:
    """The webhook as the desk runs it."""
    stop = asyncio.Event()
    task = asyncio.create_task(webhook.receive_forever(stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 5)


async def test_telegram_is_told_where_to_post_and_the_webhook_stays_when_the_bot_stops(
    bot: Bot, database: FailingDatabase, far_end: FarEnd
) -> None:
    async with receiving(make(bot, database, port=free_port())):
        await come_to(lambda: bool(far_end.calls))
    ((method, params),) = far_end.calls
    assert method == "setWebhook"
    assert {**params, "allowed_updates": json.loads(params["allowed_updates"])} == {
        "url": PUBLIC,
        "secret_token": SECRET,
        "allowed_updates": list(KINDS),
        "max_connections": "40",
        "drop_pending_updates": "false",
    }


async def test_updates_are_taken_while_telegram_cannot_be_told(
    bot: Bot, database: FailingDatabase, far_end: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [refusal(502, "Bad Gateway")]
    far_end.script = lambda *_: answers.pop() if answers else None
    webhook = make(bot, database, port=(port := free_port()))
    async with receiving(webhook), aiohttp.ClientSession() as session:
        hook = Hook(port, session)
        await come_to(lambda: len(far_end.calls) == 1)
        assert await hook.post(text(1)) == 200
        await come_to(lambda: len(far_end.calls) == 2)
    assert [method for method, _ in far_end.calls] == ["setWebhook", "setWebhook"]
    assert "webhook.unset" in caplog.text and SECRET not in caplog.text


async def test_a_rejected_token_ends_the_webhook(
    bot: Bot, database: FailingDatabase, far_end: FarEnd
) -> None:
    far_end.script = lambda *_: refusal(401, "Unauthorized")
    with pytest.raises(DeliveryError, match="token"):
        await make(bot, database, port=free_port()).receive_forever(asyncio.Event())


async def test_a_commit_under_way_at_the_end_is_503_and_rolled_back(
    bot: Bot, database: FailingDatabase
) -> None:
    came = Coming()
    webhook = make(bot, database, port=(port := free_port()), screen=came)
    async with aiohttp.ClientSession() as session, database.work(now=Clock().now()):
        async with receiving(webhook) as task:
            await served_at(port)
            waiting = asyncio.create_task(Hook(port, session).post(text(1)))
            await came.all_of(1)
        assert task.done()
        assert await waiting == 503
    assert inbox(database) == []


async def test_a_sender_that_dawdles_does_not_hold_up_the_end(
    bot: Bot, database: FailingDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    webhook = make(bot, database, port=(port := free_port()))
    async with receiving(webhook) as task:
        await served_at(port)
        _, idle = await asyncio.open_connection("127.0.0.1", port)
        _, slow = await asyncio.open_connection("127.0.0.1", port)
        slow.write(
            f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 9\r\n\r\n{{".encode()
        )
        await slow.drain()
        async with aiohttp.ClientSession() as session:  # by then the two have been read as well
            assert await Hook(port, session).post(text(1)) == 200
        started = asyncio.get_running_loop().time()
    assert task.done()
    assert asyncio.get_running_loop().time() - started < 1
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    for writer in (idle, slow):
        writer.close()


async def test_after_the_stop_a_request_on_an_old_connection_is_503(
    bot: Bot, database: FailingDatabase
) -> None:
    webhook = make(bot, database)
    async with (
        served(webhook.app, listen="127.0.0.1", port=0, key="telegram.webhook") as port,
        aiohttp.ClientSession() as session,
    ):
        hook = Hook(port, session)
        assert await hook.post(text(1)) == 200
        webhook.take_no_more()
        assert await hook.post(text(2)) == 503
    assert inbox(database) == [(1, "pending", 0)]


def looks(far_end: FarEnd) -> int:
    """How often it was asked whether the webhook is still there."""
    return [method for method, _ in far_end.calls].count("getWebhookInfo")


async def test_a_webhook_that_another_program_took_is_told_once(
    bot: Bot, database: FailingDatabase, far_end: FarEnd, caplog: pytest.LogCaptureFixture
) -> None:
    info = {"url": PUBLIC, "pending_update_count": 3}
    far_end.script = lambda *_: (200, {"ok": True, "result": info})
    async with receiving(make(bot, database, port=free_port(), look_every=0.01)):
        await come_to(lambda: looks(far_end) >= 2)
        assert caplog.records == []
        info.update(url="https://elsewhere.example/secret-path", pending_update_count=0)
        seen = looks(far_end)
        await come_to(lambda: looks(far_end) >= seen + 4)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "secret-path" not in caplog.text


@pytest.mark.parametrize("answer", [True, None, [], "gateway", 7])
async def test_an_answer_about_the_webhook_that_is_not_telegrams_is_no_news(
    bot: Bot, database: FailingDatabase, far_end: FarEnd, caplog: pytest.LogCaptureFixture, answer: object
) -> None:
    far_end.script = lambda *_: (200, {"ok": True, "result": answer})
    async with receiving(make(bot, database, port=free_port(), look_every=0.01)):
        await come_to(lambda: looks(far_end) >= 3)
    assert caplog.records == []


async def test_a_port_that_is_taken_is_named(bot: Bot, database: FailingDatabase) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandFailed, match=rf"^telegram\.webhook\.port = {port}: another program"):
            await make(bot, database, port=port).receive_forever(asyncio.Event())


@pytest.mark.parametrize("listen", ["192.0.2.1", "no.such.host.invalid", "300.1.1.1", "a..b"])
async def test_an_address_that_is_not_ours_is_a_wrong_setting(
    bot: Bot, database: FailingDatabase, listen: str
) -> None:
    webhook = make(bot, database, port=free_port(), listen=listen)
    with pytest.raises(ConfigError, match=r"telegram\.webhook\.listen"):
        await webhook.receive_forever(asyncio.Event())
