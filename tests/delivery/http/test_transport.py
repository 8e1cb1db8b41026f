"""The transport: what was certainly not sent, what may have been, proxies, and no token anywhere."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
import ssl
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.http.api import call_api
from bot.delivery.http.failures import NotSent, retry_seconds
from bot.delivery.http.transport import ApiRequest
from tests.support.far_end import TOKEN, FarEnd, open_bot, refusal

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(autouse=True, params=[True, False], ids=["libcurl", "aiohttp"])
def over_libcurl(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways keep to the same; elsewhere than on Linux all goes by aiohttp."""
    over = bool(request.param)
    if over and sys.platform != "linux":
        pytest.skip("libcurl is for Linux")
    knobs = ApiRequest.__init__.__kwdefaults__
    assert knobs is not None
    monkeypatch.setitem(knobs, "over_libcurl", over)
    return over


@asynccontextmanager
async def tcp_server(serve: Serve, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A raw server; gives its port."""
    tasks: set[asyncio.Task[None]] = set()

    async def tidily(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        try:
            await serve(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    server = await asyncio.start_server(tidily, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def failure_of(bot: Bot, **params: Any) -> TelegramError:
    """The error of a call, after a look for the token in all that could be logged of it."""
    with pytest.raises(TelegramError) as caught:
        await call_api(bot, "sendMessage", {"chat_id": 1, "text": "x", **params}, read_timeout=0.3)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert TOKEN not in shown
    return caught.value


async def test_parameters_arrive_as_telegram_wants_them(bot: Bot, far_end: FarEnd) -> None:
    await call_api(
        bot, "sendMessage", {"chat_id": -5, "text": "您好 & <b>", "reply_markup": {"a": [1]}, "x": None}
    )
    assert far_end.calls == [
        ("sendMessage", {"chat_id": "-5", "text": "您好 & <b>", "reply_markup": '{"a": [1]}'})
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400, "Bad Request: chat not found"), BadRequest),
        (refusal(403, "Forbidden: bot was kicked"), Forbidden),
        (refusal(400, "migrated", migrate_to_chat_id=-1001), ChatMigrated),
        (refusal(500, "Internal Server Error"), NetworkError),
        (refusal(401, "Unauthorized"), InvalidToken),
        (refusal(404, "Not Found"), InvalidToken),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Conflict),
        ((400, "<html>"), BadRequest),
        ((404, f"nothing at /bot{TOKEN}/x"), InvalidToken),
        ((502, "<html>"), NetworkError),
        ((200, "[]"), NetworkError),
        ((200, '{"ok"'), NetworkError),
        ((429, "slow down"), NetworkError),
    ],
)
async def test_answers_become_the_library_s_errors(
    bot: Bot, far_end: FarEnd, answer: tuple[int, Any], error: type[Exception]
) -> None:
    far_end.script = lambda *_: answer
    failure = await failure_of(bot)
    assert type(failure) is error
    assert isinstance(bot.request, ApiRequest)
    with pytest.raises(
        error
    ) as caught:  # our own way, which leaves out what the library does for a call that goes well
        await bot.request.call(f"{bot.base_url}/sendMessage", {"chat_id": 1}, read_timeout=5.0)
    assert type(caught.value) is error
    assert TOKEN not in str(caught.value)
    if isinstance(caught.value, ChatMigrated):
        assert caught.value.new_chat_id == -1001


async def test_429_names_its_seconds(bot: Bot, far_end: FarEnd) -> None:
    far_end.script = lambda *_: refusal(429, "Too Many Requests", retry_after=7)
    failure = await failure_of(bot)
    assert isinstance(failure, RetryAfter)
    assert retry_seconds(failure) == 7


def test_seconds_are_read_from_the_library_s_own_error() -> None:
    with pytest.warns(DeprecationWarning, match="retry_after"):
        error = RetryAfter(3)
    assert retry_seconds(error) == 3


async def test_refused_connection_was_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        async with open_bot(f"http://127.0.0.1:{taken.getsockname()[1]}") as bot:
            assert isinstance(await failure_of(bot), NotSent)


async def test_no_free_connection_was_not_sent(far_end: FarEnd) -> None:
    async def hang() -> None:
        await asyncio.sleep(0.6)

    far_end.script = lambda *_: hang()
    async with open_bot(far_end.url, connections=1, pool_timeout=0.1, connect_timeout=0.1) as bot:
        first = asyncio.create_task(call_api(bot, "sendMessage", {"chat_id": 1, "text": "first"}))
        await asyncio.sleep(0.05)
        assert isinstance(await failure_of(bot), NotSent)
        await first
    assert far_end.texts() == ["first"]


async def test_closed_request_was_not_sent(far_end: FarEnd) -> None:
    async with open_bot(far_end.url) as bot:
        await bot.request.shutdown()
        assert isinstance(await failure_of(bot), NotSent)


async def test_connection_lost_after_the_request_may_have_been_sent() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        assert type(await failure_of(bot)) is NetworkError


async def reads_and_closes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(1000)
    writer.close()


async def answers_no_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"hello\r\n\r\n")
    await writer.drain()


async def breaks_off_its_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
    await writer.drain()


async def closes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def test_a_file_s_upload_that_breaks_off_does_not_tell_the_address(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(bytes(4 << 20))
    async with tcp_server(reads_and_closes) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        request = bot.request
        assert isinstance(request, ApiRequest)
        address = f"{bot.base_url}/sendDocument"
        for _ in range(9):  # now the reading fails first, now the writing
            with pytest.raises(NetworkError) as caught:
                await request.upload(address, {}, field="document", name="x", path=path, within=5)
            assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "serve",
    [reads_and_closes, answers_no_http, breaks_off_its_answer, closes_at_once],
    ids=lambda f: f.__name__,
)
async def test_whatever_breaks_on_a_connection_may_have_been_sent(serve: Serve) -> None:
    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        assert type(await failure_of(bot, text="字" * 500_000)) is NetworkError


async def test_a_server_that_does_not_answer_the_greeting_of_tls_was_not_sent_anything() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with (
        tcp_server(serve) as port,
        open_bot(f"https://127.0.0.1:{port}", connect_timeout=0.1) as bot,
    ):
        assert isinstance(await failure_of(bot), NotSent)


async def test_a_proxy_that_makes_no_tunnel_was_not_sent_anything() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with (
        tcp_server(serve) as port,
        open_bot("https://api.example", proxy=f"http://127.0.0.1:{port}") as bot,
    ):
        assert isinstance(await failure_of(bot), NotSent)


async def test_the_environment_s_proxy_is_none_of_ours(
    far_end: FarEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with open_bot(far_end.url) as bot:
        await call_api(bot, "sendMessage", {"chat_id": 1, "text": "straight"})
    assert far_end.texts() == ["straight"]


async def test_a_call_that_is_given_up_closes_its_connection() -> None:
    is_asked, is_over = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        is_asked.set()
        await reader.read(-1)
        is_over.set()

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot, asyncio.timeout(10):
        call = asyncio.create_task(call_api(bot, "getUpdates", {"timeout": 50}, read_timeout=60))
        await is_asked.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await is_over.wait()


TRUE = b'{"ok":true,"result":true}'


def answer_with(body: bytes, *headers: bytes) -> bytes:
    """A whole answer of HTTP; the connection is kept."""
    head = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*head, b"", body])


async def read_call(reader: asyncio.StreamReader) -> bytes:
    """The body of one request."""
    head = await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(int(re.findall(rb"(?i)content-length: (\d+)", head)[0]))


async def test_a_call_is_never_repeated_by_itself() -> None:
    """Neither where a connection that was kept is closed before an answer: whether Telegram has done it is not known."""
    came: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await read_call(reader))
        writer.write(answer_with(TRUE))
        came.append(await read_call(reader))

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        assert await call_api(bot, "sendMessage", {"text": "a"}) is True
        assert type(await failure_of(bot, text="b")) is NetworkError
    assert len(came) == 2


async def test_a_connection_that_telegram_closed_while_nothing_was_asked_is_made_anew() -> None:
    connections = 0
    is_closed = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await read_call(reader)
        writer.write(answer_with(TRUE))
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        is_closed.set()

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        assert await call_api(bot, "sendMessage", {"text": "x"}) is True
        for _ in range(2):
            await is_closed.wait()
            is_closed.clear()
            await asyncio.sleep(0.01)  # it is seen in a turn of the event loop
            assert await call_api(bot, "sendMessage", {"text": "x"}) is True
    assert connections == 3


async def test_what_went_before_is_not_taken_for_what_was_sent_now() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_call(reader)
        writer.write(answer_with(TRUE, b"Connection: close"))
        await writer.drain()

    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(tcp_server(serve))
        async with open_bot(f"http://127.0.0.1:{port}", connections=1) as bot:
            assert await call_api(bot, "sendMessage", {"text": "x"}) is True
            await stack.aclose()  # nobody listens there any more
            assert isinstance(await failure_of(bot), NotSent)


async def test_calls_share_the_connections_that_are_kept() -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while True:
            await read_call(reader)
            writer.write(answer_with(TRUE))

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}", connections=3) as bot:
        calls = (call_api(bot, "sendMessage", {"text": str(number)}) for number in range(60))
        assert await asyncio.gather(*calls) == [True] * 60
        assert await call_api(bot, "sendMessage", {"text": "x"}) is True
    assert connections <= 3


async def test_what_is_under_way_when_all_is_closed_may_have_been_sent() -> None:
    is_asked = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_call(reader)
        is_asked.set()
        await reader.read(-1)

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot, asyncio.timeout(10):
        call = asyncio.create_task(failure_of(bot))
        await is_asked.wait()
        await bot.request.shutdown()
        assert type(await call) is NetworkError


async def test_an_answer_in_pieces_has_the_time_for_each_of_them() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_call(reader)
        whole = answer_with(TRUE)
        for start in range(0, len(whole), 16):
            writer.write(whole[start : start + 16])
            await writer.drain()
            await asyncio.sleep(0.1)

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        assert await call_api(bot, "sendMessage", {"text": "x"}, read_timeout=0.3) is True


async def test_an_answer_may_be_packed() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_call(reader)
        writer.write(answer_with(gzip.compress(TRUE), b"Content-Encoding: gzip"))
        await writer.drain()

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        assert await call_api(bot, "sendMessage", {"text": "x"}) is True


async def test_only_who_this_machine_trusts_is_told_anything(
    over_libcurl: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python's own TLS has it, with a certificate and key made for this test."""
    ours = Path(__file__).with_name("loopback.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(ours)
    came: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await read_call(reader))
        writer.write(answer_with(TRUE))
        await writer.drain()

    async with tcp_server(serve, tls) as port:
        async with open_bot(f"https://127.0.0.1:{port}") as bot:
            assert isinstance(await failure_of(bot), NotSent)
        assert came == []
        if not over_libcurl:  # aiohttp has read what is trusted where it was imported
            return
        monkeypatch.setenv("SSL_CERT_FILE", str(ours))
        async with open_bot(f"https://127.0.0.1:{port}") as bot:
            assert await call_api(bot, "sendMessage", {"text": "x"}) is True


@pytest.mark.parametrize("read", [False, True])
async def test_files_arrive_with_their_names_as_they_are(read: bool, tmp_path: Path) -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(re.findall(rb"(?i)content-length: (\d+)", head)[0])
        asked.append(await reader.readexactly(size))
        answer = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}'
        head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        writer.write(head % len(answer) + answer)
        await writer.drain()

    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}") as bot:
        path = tmp_path / "kept"
        path.write_bytes(b"bytes")
        with path.open("rb") as opened:
            await bot.send_document(1, InputFile(opened, "通 报.xlsx", read_file_handle=read), caption="表")
        request = bot.request
        assert isinstance(request, ApiRequest)
        address = f"{bot.base_url}/sendDocument"
        await request.upload(
            address, {"chat_id": 1, "x": None}, field="document", name='通"报\r\n.xlsx', path=path, within=5
        )
    for body, name in zip(asked, ("通 报.xlsx", '通\\"报__.xlsx'), strict=True):
        assert f'filename="{name}"'.encode() in body
        assert b"\r\n\r\nbytes\r\n" in body


async def test_answer_that_does_not_come_is_timed_out(bot: Bot, far_end: FarEnd) -> None:
    async def hang() -> None:
        await asyncio.sleep(0.5)

    far_end.script = lambda *_: hang()
    assert type(await failure_of(bot)) is TimedOut


async def test_answer_that_trickles_is_bounded_as_a_whole() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await asyncio.sleep(0.05)

    timeouts: dict[str, Any] = {"connect_timeout": 0.1, "pool_timeout": 0.1, "write_timeout": 0.1}
    async with tcp_server(serve) as port, open_bot(f"http://127.0.0.1:{port}", **timeouts) as bot:
        assert type(await failure_of(bot)) is TimedOut


async def test_http_proxy_is_asked_for_the_address() -> None:
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0])
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')
        await writer.drain()
        writer.close()

    async with (
        tcp_server(serve) as port,
        open_bot("http://api.example", proxy=f"http://127.0.0.1:{port}") as bot,
    ):
        assert await call_api(bot, "sendMessage", {"chat_id": 1}) is True
    assert asked == [f"POST http://api.example/bot{TOKEN}/sendMessage HTTP/1.1".encode()]


async def test_socks_proxy_carries_the_call(far_end: FarEnd) -> None:
    names: list[bytes] = []
    far_port = int(far_end.url.rsplit(":", 1)[1])

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(4096):
            writer.write(data)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        methods = (await reader.readexactly(2))[1]
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        size = (await reader.readexactly(5))[4]
        names.append(await reader.readexactly(size))
        await reader.readexactly(2)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", far_port)
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        try:
            await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
        finally:
            far_writer.close()
            await far_writer.wait_closed()

    async with (
        tcp_server(serve) as port,
        open_bot("http://api.example", proxy=f"socks5://127.0.0.1:{port}") as bot,
    ):
        await call_api(bot, "sendMessage", {"chat_id": 1, "text": "经过代理"})
    assert names == [b"api.example"]
    assert far_end.texts() == ["经过代理"]


async def test_proxy_that_is_not_there_was_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        for proxy in (f"socks5://127.0.0.1:{port}", f"http://127.0.0.1:{port}"):
            async with open_bot("http://api.example", proxy=proxy) as bot:
                assert isinstance(await failure_of(bot), NotSent)


async def test_request_may_be_shut_down_and_started_again(far_end: FarEnd) -> None:
    async with open_bot(far_end.url) as bot:
        await bot.request.shutdown()
        await bot.request.initialize()
        await bot.request.initialize()
        await call_api(bot, "sendMessage", {"chat_id": 1, "text": "again"})
    assert far_end.texts() == ["again"]


def test_default_read_timeout_is_told() -> None:
    assert ApiRequest(read_timeout=3.5).read_timeout == 3.5
