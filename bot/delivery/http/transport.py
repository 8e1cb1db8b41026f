"""The HTTP client under python-telegram-bot; what to do about an error is the caller's business.

Short calls, which are all but few, go over libcurl (connections.py) on Linux; files go both ways by aiohttp, piece by piece, and
elsewhere so does everything.

No error text of this module holds the address that was called, because the token is part of it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import aiohttp_socks
from telegram.error import (
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.request import BaseRequest, RequestData

from bot.delivery.http.failures import NotSent, TooLarge, failure_of, flooded, refusal_of, retry_seconds
from bot.delivery.http.form import CONTENT_TYPE, Form, encoded, one_line
from bot.delivery.http.metrics import Metrics
from bot.store.jsontext import from_json

if TYPE_CHECKING:
    from bot.delivery.http.connections import Connections

_PIECE = 1 << 18  # bytes
_TOKEN = re.compile(r"/bot([^/]+)/")


# What an answer's status says, where it is neither just a refusal (4xx) nor just out of order (5xx).
_OUTCOMES = {200: "ok", 401: "rejected", 404: "rejected", 429: "flood"}


class _Counted:
    """A call under way: what breaks it comes out as the errors that callers know, and the metrics hear what came of it."""

    def __init__(self, metrics: Metrics, name: str) -> None:
        self._metrics, self._name = metrics, name
        self._outcome = ""  # of a call that we broke off ourselves: it says nothing about Telegram

    def __enter__(self) -> _Counted:
        self._started = monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, *_: object) -> None:
        failure = failure_of(error) if error is not None else None
        if failure is not None:
            self._outcome = failure[0]
        if self._outcome:
            self._metrics.counted_call(self._name, self._outcome, monotonic() - self._started)
        if failure is not None:
            raise failure[1] from None

    def end(self, status: int) -> None:
        """It was answered."""
        self._outcome = _OUTCOMES.get(status) or ("refused", "broken")[status >= 500]


class ApiRequest(BaseRequest):
    """One pool of connections to the Bot API. Timeouts are in seconds; None waits for ever.

    `proxy` is an http://, https:// or socks5:// address, or empty. Raises NotSent where no connection was made, TimedOut
    where the answer did not come in time, RetryAfter on 429 and NetworkError on anything else that broke on the way.
    `metrics` is told of every call that ended, of a download as the method `file`.
    """

    _calls: Connections | None = None

    def __init__(
        self,
        *,
        proxy: str = "",
        metrics: Metrics | None = None,
        connections: int = 64,
        connect_timeout: float | None = 10.0,
        read_timeout: float | None = 20.0,
        write_timeout: float | None = 20.0,
        media_write_timeout: float | None = 60.0,
        pool_timeout: float | None = 10.0,
        over_libcurl: bool = sys.platform == "linux",
    ) -> None:
        self._over_libcurl = over_libcurl
        self._proxy = proxy
        self._metrics = metrics or Metrics()
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._media_write_timeout = media_write_timeout
        self._pool_timeout = pool_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The read timeout where a call names none."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Makes the pool; a second call does nothing."""
        if self._session is None or self._session.closed:
            self._session = self._build_session()
            if self._over_libcurl:
                # There is none of it elsewhere.
                from bot.delivery.http.connections import Connections

                self._calls = Connections(proxy=self._proxy, most=self._connections, agent=self.USER_AGENT)

    async def shutdown(self) -> None:
        """Closes every connection; `initialize` may follow."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        if self._calls is not None:
            self._calls.close()
            self._calls = None

    def _build_session(self) -> aiohttp.ClientSession:
        socks = self._proxy.startswith("socks")
        connector: aiohttp.BaseConnector
        if socks:
            connector = aiohttp_socks.ProxyConnector.from_url(self._proxy, limit=self._connections)
        else:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60)
        return aiohttp.ClientSession(
            connector=connector,
            proxy=None if socks or not self._proxy else self._proxy,
            headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
        )

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
        if self._session is None:
            raise NotSent("the transport is not initialized")
        has_files = request_data is not None and request_data.contains_files
        pool = _either(pool_timeout, self._pool_timeout)
        connect = _either(connect_timeout, self._connect_timeout)
        write = _either(write_timeout, self._media_write_timeout if has_files else self._write_timeout)
        read = _either(read_timeout, self._read_timeout)
        name = url.rpartition("/")[2] if method == "POST" else "file"
        body = encoded(request_data)
        with _Counted(self._metrics, name) as counted:
            if self._calls is not None and isinstance(body, bytes):
                status, payload = await self._calls.post(
                    url, body, pool=pool, connect=connect, read=read, whole=_sum(connect, write, read)
                )
            else:
                async with self._session.request(
                    method,
                    url,
                    data=body,
                    headers={"Content-Type": CONTENT_TYPE} if isinstance(body, bytes) else None,
                    timeout=_client_timeout(pool=pool, connect=connect, write=write, read=read),
                    allow_redirects=False,
                ) as response:
                    status, payload = response.status, await response.read()
            counted.end(status)
        if status == 429:
            flood = flooded(payload)
            self._metrics.counted_flood(retry_seconds(flood) if isinstance(flood, RetryAfter) else 0.0)
            raise flood
        if status >= 400:
            payload = _without_token(payload, url)
        return status, payload

    async def call(self, address: str, params: Mapping[str, Any], *, read_timeout: float | None) -> Any:
        """The result of a method without files, at its `address`; raises what every call raises.

        The same as the library's own way to a raw method, which makes several objects of each parameter first.
        """
        form = cast(RequestData, Form(params))
        return self._result_of(*await self.do_request(address, "POST", form, read_timeout=read_timeout))

    async def download(
        self, address: str, take: Callable[[bytes], Awaitable[object]], *, most: int, within: float
    ) -> int:
        """Hands a file to `take` piece by piece; how many bytes it had.

        Raises what every call raises, TooLarge beyond `most` bytes, and TimedOut where it takes longer than `within` seconds or
        nothing comes for the time of an answer.
        """
        if self._session is None:
            raise NotSent("the transport is not initialized")
        timeout = aiohttp.ClientTimeout(
            total=within, sock_connect=self._connect_timeout, sock_read=self._read_timeout
        )
        size = 0
        with _Counted(self._metrics, "file") as counted:
            async with self._session.get(address, timeout=timeout, allow_redirects=False) as response:
                if response.status == 200:
                    if (response.content_length or 0) > most:
                        raise TooLarge("the file is too large")
                    async for piece in response.content.iter_chunked(_PIECE):
                        size += len(piece)
                        if size > most:
                            raise TooLarge("the file is too large")
                        await take(piece)
                else:
                    payload = await response.content.read(_PIECE)
            counted.end(response.status)
        if response.status == 429:
            raise flooded(payload)
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
        if self._session is None:
            raise NotSent("the transport is not initialized")
        form = aiohttp.FormData(quote_fields=False)
        for key, value in Form(params).json_parameters.items():
            form.add_field(key, value)
        timeout = aiohttp.ClientTimeout(total=within, sock_connect=self._connect_timeout)
        with path.open("rb") as file, _Counted(self._metrics, address.rpartition("/")[2]) as counted:
            form.add_field(field, file, filename=one_line(name), content_type="application/octet-stream")
            if preview:
                form.add_field("thumbnail", preview, filename="preview.jpg", content_type="image/jpeg")
            async with self._session.post(
                address, data=form, timeout=timeout, allow_redirects=False
            ) as response:
                payload = await response.read()
            counted.end(response.status)
        if response.status == 429:
            raise flooded(payload)
        return self._result_of(response.status, _without_token(payload, address))

    def _result_of(self, status: int, payload: bytes) -> Any:
        """The answer's result, or the refusal as the error that the library makes of it."""
        try:
            answer = self.parse_json_payload(payload)
        except NetworkError:
            if status == 200:
                raise
            answer = {}
        if status == 200 and answer.get("ok"):
            return answer.get("result")
        raise refusal_of(status, answer)

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


def _either(given: Any, default: float | None) -> float | None:
    if given is BaseRequest.DEFAULT_NONE:
        return default
    return None if given is None else float(given)


def _sum(*waits: float | None) -> float | None:
    return None if None in waits else sum(wait for wait in waits if wait is not None)


@cache
def _client_timeout(
    *, pool: float | None, connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    # aiohttp has no write timeout, and its read timeout starts anew with each piece: the sum bounds the whole call.
    return aiohttp.ClientTimeout(
        total=_sum(pool, connect, write, read),
        connect=_sum(pool, connect),
        sock_connect=connect,
        sock_read=read,
    )


def _without_token(payload: bytes, url: str) -> bytes:
    """A refusal without the address that was called, which some gateways repeat: its words go into the log."""
    found = _TOKEN.search(url)
    return payload.replace(found[1].encode(), b"(hidden)") if found else payload
