"""Short calls of the Bot API over libcurl, whose transfers the event loop drives (docs/sending.md says what it is worth). Linux.

Of a call that breaks it is told whether any of it can have reached Telegram, and whether time was up.
"""

from __future__ import annotations

import asyncio
import select
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from math import inf

import pycurl

from bot.delivery.http.failures import CallBroken
from bot.delivery.http.form import CONTENT_TYPE

_HEADERS = [f"Content-Type: {CONTENT_TYPE}", "Expect:"]  # no asking before the body
_CLOSED = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR
_UNTIL_SEEN = 1.1  # seconds: libcurl looks after a connection that it keeps once in a second
_FOR_EVER = (1 << 31) - 1  # milliseconds; libcurl takes 0 for five minutes


class Connections:
    """Connections that are kept open, at most `most` at once. To be made where an event loop runs.

    `proxy` is an http://, https:// or socks5:// address, or empty; what the environment names is not asked.
    """

    def __init__(self, *, proxy: str, most: int, agent: str) -> None:
        # The proxy looks names up: where one is needed, names are often answered wrongly.
        self._proxy = proxy.replace("socks5://", "socks5h://", 1).replace("socks4://", "socks4a://", 1)
        self._agent = agent
        self._trusted = ssl.get_default_verify_paths()
        self._room = asyncio.Semaphore(most)
        self._transfers, self._patience = _Transfers(most), _Patience()
        self._idle: list[pycurl.Curl] = []

    def close(self) -> None:
        """Breaks off what is under way and closes every connection."""
        self._transfers.close()
        self._patience.close()

    async def post(
        self,
        url: str,
        form: bytes,
        *,
        pool: float | None,
        connect: float | None,
        read: float | None,
        whole: float | None,
    ) -> tuple[int, bytes]:
        """The status and the body. Raises CallBroken.

        Times in seconds, None waits for ever: `pool` for a free connection, `connect` until one stands, `read` while nothing
        comes, `whole` for all from the free connection on.
        """
        if self._room.locked():
            try:
                async with asyncio.timeout(pool):
                    await self._room.acquire()
            except TimeoutError:
                raise CallBroken("no free connection", is_begun=False, is_late=True) from None
        else:
            await self._room.acquire()
        curl = self._idle.pop() if self._idle else self._made()
        came: list[bytes] = []
        answer: asyncio.Future[None] | None = None
        try:
            curl.setopt(pycurl.URL, url.encode())
            curl.setopt(pycurl.POSTFIELDSIZE, len(form))
            # A body that cannot be read twice: else libcurl, unasked, sends the call again where a kept connection is closed
            # before an answer came.
            curl.setopt(pycurl.READFUNCTION, BytesIO(form).read)
            curl.setopt(pycurl.WRITEFUNCTION, came.append)
            curl.setopt(
                pycurl.CONNECTTIMEOUT_MS, _FOR_EVER if connect is None else max(1, int(connect * 1000))
            )
            answer = self._transfers.begin(curl)
            self._patience.watch(
                answer, curl, came, inf if read is None else read, inf if whole is None else whole
            )
            await answer
            return curl.getinfo(pycurl.RESPONSE_CODE), b"".join(came)
        except pycurl.error as error:
            raise _broken(curl, *error.args) from None
        finally:
            if answer is not None:
                self._patience.forget(answer)
            self._transfers.end(curl)
            self._idle.append(curl)
            self._room.release()

    def _made(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1)
        curl.setopt(pycurl.HTTPHEADER, _HEADERS)
        curl.setopt(pycurl.USERAGENT, self._agent)
        curl.setopt(pycurl.ACCEPT_ENCODING, "gzip, deflate")
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.PROXY, self._proxy)  # an empty one as well: else the environment's is taken
        curl.setopt(pycurl.NOPROXY, "")
        # What this machine trusts, as Python's own TLS has it; the wheel's libcurl knows other places.
        if self._trusted.cafile:
            curl.setopt(pycurl.CAINFO, self._trusted.cafile)
            curl.setopt(pycurl.PROXY_CAINFO, self._trusted.cafile)
        if self._trusted.capath:
            curl.setopt(pycurl.CAPATH, self._trusted.capath)
            curl.setopt(pycurl.PROXY_CAPATH, self._trusted.capath)
        return curl


class _Transfers:
    """What is under way, driven by the event loop.

    pycurl's AsyncCurlMulti does the same two turns of the loop later at each transfer.
    """

    def __init__(self, most: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, most)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wind)
        self._answers: dict[pycurl.Curl, asyncio.Future[None]] = {}
        # A kept connection has been closed by the server, which libcurl may not have seen yet.
        self._fresh_until = 0.0
        self._sockets = select.epoll()
        self._wanted: set[int] = set()  # of these sockets, those that libcurl waits for
        self._loop.add_reader(self._sockets.fileno(), self._has_come)
        self._alarm = _Alarm(self._rung)
        self._drive_at = inf  # the latest moment at which libcurl wants to be driven
        self._is_open = True
        self._is_driven = False  # it will be at once

    def begin(self, curl: pycurl.Curl) -> asyncio.Future[None]:
        """Sends what can be sent at once; done when the answer is there. `end` must follow. Raises CallBroken."""
        if not self._is_open:
            raise CallBroken("closed", is_begun=False)
        answer = self._answers[curl] = self._loop.create_future()
        curl.setopt(pycurl.FRESH_CONNECT, self._loop.time() < self._fresh_until)
        self._is_driven = True
        try:
            self._multi.add_handle(curl)
        finally:
            self._is_driven = False
        self._drive(pycurl.SOCKET_TIMEOUT, 0)
        return answer

    def end(self, curl: pycurl.Curl) -> None:
        """Lets go of it; what is still under way is broken off, its connection closed."""
        if self._answers.pop(curl, None) is not None:
            self._multi.remove_handle(curl)

    def close(self) -> None:
        """Breaks all off."""
        self._is_open = False
        for curl, answer in list(self._answers.items()):
            self.end(curl)
            if not answer.done():
                answer.set_exception(CallBroken("closed meanwhile", is_begun=_is_begun(curl)))
        self._multi.close()
        self._alarm.cancel()
        self._loop.remove_reader(self._sockets.fileno())
        self._sockets.close()

    def _drive(self, socket: int, ready: int) -> None:
        self._multi.socket_action(socket, ready)
        is_all = False
        while not is_all:
            left, done, failed = self._multi.info_read()
            is_all = not left
            for curl in done:
                self._settle(curl, None)
            for curl, code, words in failed:
                self._settle(curl, _broken(curl, code, words))

    def _settle(self, curl: pycurl.Curl, broken: CallBroken | None) -> None:
        answer = self._answers.get(curl)
        self.end(curl)
        if answer is None or answer.done():
            return
        if broken is None:
            answer.set_result(None)
        else:
            answer.set_exception(broken)

    def _watch(self, wish: int, socket: int, *_: object) -> None:
        # libcurl's call: what it waits for at a socket (bits: 1 to read, 2 to write). One that it leaves alone is kept for the
        # next call, and stays watched: to begin and to end that with each call took as long as the sending.
        events = (select.EPOLLIN if wish & pycurl.POLL_IN else 0) | (
            select.EPOLLOUT if wish & pycurl.POLL_OUT else 0
        )
        if wish == pycurl.POLL_REMOVE or not events:
            self._wanted.discard(socket)
            return
        self._wanted.add(socket)
        try:
            self._sockets.modify(socket, events | select.EPOLLRDHUP)
        except FileNotFoundError:  # a new one, perhaps under the number of one that is closed
            self._sockets.register(socket, events | select.EPOLLRDHUP)

    def _has_come(self) -> None:
        for socket, events in self._sockets.poll(0):
            if socket in self._wanted:
                ready = pycurl.CSELECT_OUT if events & select.EPOLLOUT else 0
                if events & ~select.EPOLLOUT:  # to read, or broken, which reading finds
                    ready |= pycurl.CSELECT_IN
                self._drive(socket, ready)
            else:
                if events & _CLOSED:
                    self._fresh_until = self._loop.time() + _UNTIL_SEEN
                with suppress(OSError):
                    self._sockets.unregister(socket)

    def _wind(self, milliseconds: int) -> None:
        # libcurl's call: when it wants to be driven at the latest; -1: not at all. It says so several times a call, mostly
        # something later, and an alarm that is set already stays as it is.
        if milliseconds < 0 or self._is_driven:
            self._drive_at = inf
            return
        self._drive_at = self._loop.time() + milliseconds / 1000
        self._alarm.set(self._drive_at)

    def _rung(self) -> None:
        if self._drive_at <= self._loop.time():
            self._drive_at = inf
            self._drive(pycurl.SOCKET_TIMEOUT, 0)
        elif self._drive_at < inf:
            self._alarm.set(self._drive_at)


class _Alarm:
    """Calls `ring` at the earliest of the moments (of the running loop's clock) that it was set to since it last rang."""

    def __init__(self, ring: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ring = ring
        self._handle: asyncio.TimerHandle | None = None

    def set(self, moment: float) -> None:
        if self._handle is None or moment < self._handle.when():
            self.cancel()
            self._handle = self._loop.call_at(moment, self._rung)

    def cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _rung(self) -> None:
        self._handle = None
        self._ring()


@dataclass(slots=True)
class _Waited:
    """A call that is waited for: since when, for how long, and how much of its answer had come at the last look."""

    curl: pycurl.Curl
    came: list[bytes]
    read: float
    whole: float
    started: float
    look_at: float
    had: int = 0


class _Patience:
    """Ends a call with CallBroken where nothing comes for `read` seconds after it left, or all takes `whole` seconds.

    How long connecting may take is libcurl's affair; its own limit for silence counts in whole seconds. One alarm for all calls:
    nearly all of them have ended when it rings.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waited: dict[asyncio.Future[None], _Waited] = {}
        self._alarm = _Alarm(self._look)

    def watch(
        self, answer: asyncio.Future[None], curl: pycurl.Curl, came: list[bytes], read: float, whole: float
    ) -> None:
        """From now on until `forget`."""
        now = self._loop.time()
        look_at = now + min(read, whole)
        self._waited[answer] = _Waited(curl, came, read, whole, now, look_at)
        if look_at < inf:
            self._alarm.set(look_at)

    def forget(self, answer: asyncio.Future[None]) -> None:
        """It has ended."""
        self._waited.pop(answer, None)

    def close(self) -> None:
        """Nothing is waited for any more."""
        self._waited.clear()
        self._alarm.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        for answer, each in self._waited.items():
            if each.look_at <= now:
                each.look_at = now + self._left(each, now - each.started)
                if each.look_at <= now and not answer.done():
                    begun = _is_begun(each.curl)
                    answer.set_exception(CallBroken("no answer in time", is_begun=begun, is_late=True))
        later = min((each.look_at for each in self._waited.values() if each.look_at > now), default=inf)
        if later < inf:
            self._alarm.set(later)

    def _left(self, call: _Waited, since: float) -> float:
        """For how long the call may go on as it is."""
        pieces = len(call.came)
        if pieces > call.had or not _is_begun(call.curl):
            left = call.read
        else:
            left = 0.0 if pieces else call.curl.getinfo(pycurl.PRETRANSFER_TIME) + call.read - since
        call.had = pieces
        return min(left, call.whole - since)


def _broken(curl: pycurl.Curl, code: int, words: str) -> CallBroken:
    """What libcurl says of a call."""
    is_late = code == pycurl.E_OPERATION_TIMEDOUT
    return CallBroken(_safe(f"curl {code}: {words}"), is_begun=_is_begun(curl), is_late=is_late)


def _is_begun(curl: pycurl.Curl) -> bool:
    """Whether any of the request has left; what a proxy was asked first does not count."""
    return bool(curl.getinfo(pycurl.REQUEST_SIZE))


def _safe(words: str) -> str:
    """libcurl's words for the log; never an address that was called, because the token is part of it."""
    return words.split(":")[0] if "/bot" in words else words
