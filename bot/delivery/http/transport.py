"""The HTTP client under python-telegram-bot, on pyreqwest; what to do about an error is the caller's business.

No error text of this module holds the address that was called, because the token is part of it.
"""

from __future__ import annotations

import asyncio
import json
import re
import warnings
from binascii import hexlify
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    BuilderError,
    DetailedPyreqwestError,
    PoolTimeoutError,
    PyreqwestError,
)
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.proxy import ProxyBuilder
from pyreqwest.request import RequestBuilder
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBDeprecationWarning

from bot.delivery.http.metrics import Metrics
from bot.store.jsontext import as_json, from_json

# How the client's lowest layer calls what went wrong before there was a connection. The kinds of its errors do not tell: a
# connection that closes after the request was written is a ConnectError as well.
_CONNECTING = "client error (Connect)"
_PIECE = 1 << 18  # bytes
_IDLE = timedelta(seconds=15)  # a server that closes a connection just as it is used again leaves us in doubt
_TOKEN = re.compile(r"/bot([^/]+)/")
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


# What an answer's status says, where it is neither just a refusal (4xx) nor just out of order (5xx).
_OUTCOMES = {200: "ok", 401: "rejected", 404: "rejected", 429: "flood"}


class _Counted:
    """What came of a call; empty while it is under way."""

    outcome = ""

    def end(self, status: int) -> None:
        """It was answered."""
        self.outcome = _OUTCOMES.get(status) or ("refused", "broken")[status >= 500]


class _Form:
    """What `do_request` reads of a RequestData, for parameters without files. None is left out."""

    contains_files = False

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.json_parameters = {
            name: value if isinstance(value, str) else as_json(value)
            for name, value in params.items()
            if value is not None
        }


class TooLarge(NetworkError):
    """A download that has more bytes than were asked for at most."""


class NotSent(NetworkError):
    """The connection was never made: Telegram has certainly not seen the request."""


class ApiRequest(BaseRequest):
    """One pool of connections to the Bot API. Timeouts are in seconds; None waits for ever.

    `proxy` is an http://, https:// or socks5:// address, or empty. Raises NotSent where no connection was made, TimedOut
    where the answer did not come in time, RetryAfter on 429 and NetworkError on anything else that broke on the way.
    A call may take as long as `read_timeout` from its first byte to the answer's last, with files as long as
    `media_write_timeout` more; a call may name these two, the others are the pool's.
    `metrics` is told of every call that ended, of a download as the method `file`.
    """

    def __init__(
        self,
        *,
        proxy: str = "",
        metrics: Metrics | None = None,
        connections: int = 64,
        connect_timeout: float | None = 10.0,
        read_timeout: float | None = 20.0,
        media_write_timeout: float | None = 60.0,
        pool_timeout: float | None = 10.0,
    ) -> None:
        self.proxy = proxy
        self._metrics = metrics or Metrics()
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._media_write_timeout = media_write_timeout
        self._pool_timeout = pool_timeout
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float | None:
        """The read timeout where a call names none."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Makes the pool; a second call does nothing. NotSent where it cannot be made: a machine without certificates."""
        if self._client is None:
            try:
                self._client = self._build_client()
            except (BuilderError, ValueError) as error:
                raise NotSent(_name(error)) from None

    async def shutdown(self) -> None:
        """Closes every connection; `initialize` may follow."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _build_client(self) -> Client:
        builder = (
            ClientBuilder()
            .user_agent(self.USER_AGENT)
            .max_connections(self._connections)
            .pool_idle_timeout(_IDLE)
            .follow_redirects(False)
            .no_proxy()  # that of the settings, not of the environment
        )
        if self.proxy:
            builder = builder.proxy(ProxyBuilder.all(_resolving(self.proxy)))
        if self._connect_timeout is not None:
            builder = builder.connect_timeout(timedelta(seconds=self._connect_timeout))
        if self._pool_timeout is not None:
            builder = builder.pool_timeout(timedelta(seconds=self._pool_timeout))
        return builder.build()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One call; gives the HTTP status and the body."""
        within = _either(read_timeout, self._read_timeout)
        has_files = request_data is not None and request_data.contains_files
        if has_files and within is not None:
            writing = _either(write_timeout, self._media_write_timeout)
            within = None if writing is None else within + writing
        with self._counted(url.rpartition("/")[2] if method == "POST" else "file") as counted:
            request = self.request_to(method, url, within=within)
            if request_data is not None:
                request = _filled(request, request_data)
            response = await request.build().send()
            payload = (await response.bytes()).to_bytes()
            counted.end(response.status)
        if response.status == 429:
            flood = flooded(payload)
            self._metrics.counted_flood(retry_seconds(flood) if isinstance(flood, RetryAfter) else 0.0)
            raise flood
        if response.status >= 400:
            payload = _without_token(payload, url)
        return response.status, payload

    def request_to(self, method: str, url: str, *, within: float | None) -> RequestBuilder:
        """A request that may take `within` seconds; NotSent where there is no pool."""
        if self._client is None:
            raise NotSent("the transport is not initialized")
        try:
            request = self._client.request(method, url)
        except ValueError:
            raise NotSent("the address is none") from None
        return request if within is None else request.timeout(timedelta(seconds=within))

    async def call(self, address: str, params: Mapping[str, Any], *, read_timeout: float | None) -> Any:
        """The result of a method without files, at its `address`; raises what every call raises.

        The same as the library's own way to a raw method, which makes several objects of each parameter first.
        """
        form = cast(RequestData, _Form(params))
        return await self.post(address, form, read_timeout=read_timeout)

    async def download(
        self, address: str, take: Callable[[bytes], Awaitable[object]], *, most: int, within: float
    ) -> int:
        """Hands a file to `take` piece by piece; how many bytes it had.

        Raises what every call raises, TooLarge beyond `most` bytes, and TimedOut where it takes longer than `within` seconds or
        nothing comes for the time of an answer.
        """
        size = 0
        with self._counted("file") as counted:
            request = self.request_to("GET", address, within=within)
            async with request.build_streamed() as response:
                if response.status == 200:
                    if int(response.get_header("Content-Length") or 0) > most:
                        raise TooLarge("the file is too large")
                    while True:
                        async with asyncio.timeout(self._read_timeout):
                            piece = await response.body_reader.read(_PIECE)
                        if piece is None:
                            break
                        size += len(piece)
                        if size > most:
                            raise TooLarge("the file is too large")
                        await take(piece.to_bytes())
                else:
                    payload = await response.body_reader.read(_PIECE) or b""
            counted.end(response.status)
        if response.status == 429:
            raise flooded(bytes(payload))
        if response.status == 401:
            raise InvalidToken
        if response.status != 200:
            raise NetworkError(f"HTTP {response.status}")
        return size

    async def upload(
        self,
        address: str,
        params: Mapping[str, Any],
        *,
        field: str,
        name: str,
        path: Path,
        within: float,
        preview: bytes = b"",
    ) -> Any:
        """The result of a method that takes a file, which is read from `path` while it is sent; `preview`: its small JPEG.

        Raises what every call raises.
        """
        form = _texts(_Form(params).json_parameters)
        with self._counted(address.rpartition("/")[2]) as counted:
            file = await PartBuilder.from_file(path)
            form = form.part(field, file.file_name(_one_line(name)).mime("application/octet-stream"))
            if preview:
                form = form.part("thumbnail", _part("preview.jpg", preview, "image/jpeg"))
            request = self.request_to("POST", address, within=within).multipart(form)
            response = await request.build().send()
            payload = (await response.bytes()).to_bytes()
            counted.end(response.status)
        if response.status == 429:
            raise flooded(payload)
        return self._result_of(response.status, _without_token(payload, address))

    def _result_of(self, status: int, payload: bytes) -> Any:
        """The answer's result, or the refusal as its error, by the library's own reading of it."""
        answer = self.parse_json_payload(payload)
        if status == 200 and answer.get("ok"):
            return answer.get("result")
        words = str(answer.get("description", "Unknown HTTPError"))
        if status == 403:
            raise Forbidden(words)
        if status in (401, 404):
            raise InvalidToken(words)
        if status < 500:
            raise BadRequest(words)
        raise NetworkError(words)

    @contextmanager
    def _counted(self, name: str) -> Iterator[_Counted]:
        """What breaks on the way, as the errors that callers know; the metrics hear what came of it."""
        counted, started = _Counted(), monotonic()
        try:
            yield counted
        except (PyreqwestError, OSError) as error:
            if _never_left(error):
                counted.outcome = "unreached"
                raise NotSent(_name(error)) from None
            if isinstance(error, TimeoutError):
                counted.outcome = "timeout"
                raise TimedOut(_name(error)) from None
            counted.outcome = "lost"
            raise NetworkError(_name(error)) from None
        finally:
            if counted.outcome:  # a call that we broke off ourselves says nothing about Telegram
                self._metrics.counted_call(name, counted.outcome, monotonic() - started)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict; NetworkError where it is cut off or no JSON. The inherited one would log people's texts."""
        try:
            answer = _answer_in(payload)
        except ValueError:
            raise NetworkError("Invalid server response") from None
        if not isinstance(answer, dict):
            raise NetworkError("Invalid server response")
        return answer


def _answer_in(payload: bytes) -> Any:
    try:
        return from_json(payload)
    except UnicodeDecodeError:  # cut in the midst of a character, or no UTF-8 at all
        return from_json(payload.decode("utf-8", "replace"))


def flooded(payload: bytes) -> TelegramError:
    """The error for an answer with status 429; without a waiting time it is an ordinary NetworkError.

    RetryAfter warns of its own future already where it is made, hence not left to the base class.
    """
    try:
        answer = json.loads(payload)
        seconds = float(answer["parameters"]["retry_after"])
    except (ValueError, TypeError, LookupError):
        return NetworkError("Too Many Requests (429)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        return RetryAfter(timedelta(seconds=seconds))


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram asks us to wait."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        wait: object = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(str(wait))


def _either(given: Any, default: float | None) -> float | None:
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)


def _resolving(proxy: str) -> str:
    """A SOCKS proxy's address as the client has it for a proxy that finds the names' addresses itself."""
    scheme, mark, rest = proxy.partition("://")
    return {"socks5": "socks5h", "socks4": "socks4a"}.get(scheme, scheme) + mark + rest


def _filled(request: RequestBuilder, data: RequestData) -> RequestBuilder:
    if not data.contains_files:
        body = "&".join(f"{name}={_quoted(value)}" for name, value in data.json_parameters.items())
        return request.headers(_FORM).body_bytes(body.encode())
    form = _texts(data.json_parameters)
    for name, (file_name, content, kind) in data.multipart_data.items():
        form = form.part(name, _part(file_name, content, kind))
    return request.multipart(form)


def _texts(params: Mapping[str, str]) -> FormBuilder:
    form = FormBuilder().percent_encode_noop()  # Telegram takes file names as they are, in UTF-8
    for name, value in params.items():
        form = form.text(name, value)
    return form


def _part(name: str, content: bytes | IO[bytes], kind: str) -> PartBuilder:
    content = content if isinstance(content, bytes) else content.read()
    return PartBuilder.from_bytes(content).file_name(_one_line(name)).mime(kind)


def _without_token(payload: bytes, url: str) -> bytes:
    """A refusal without the address that was called, which some gateways repeat: its words go into the log."""
    found = _TOKEN.search(url)
    return payload.replace(found[1].encode(), b"(hidden)") if found else payload


def _quoted(value: str) -> str:
    # Every byte in per cent form: longer than need be, and twenty times as quick as urllib over Chinese text.
    return "%" + hexlify(value.encode(), "%").decode() if value else ""


def _one_line(name: str) -> str:
    # A line break would end the part's header.
    return "".join(char if char.isprintable() else "_" for char in name)


def _never_left(error: BaseException) -> bool:
    """Whether it was raised before there was a connection, so that Telegram cannot have seen the request."""
    return isinstance(error, BuilderError | PoolTimeoutError) or _CONNECTING in _causes(error)


def _causes(error: BaseException) -> list[str]:
    """What the client says of an error, from outside to inside."""
    causes = error.details["causes"] if isinstance(error, DetailedPyreqwestError) else None
    return [cause["message"] for cause in causes or ()]


def _name(error: BaseException) -> str:
    """The kind of failure and its innermost cause; the outer ones may hold the address, and with it the token."""
    kind = type(error).__name__
    reason = next(reversed(_causes(error)), None) or getattr(error, "strerror", None)
    return f"{kind}: {reason}" if reason and "/bot" not in reason else kind
