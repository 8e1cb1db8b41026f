"""Short calls of the Bot API over libcurl, whose transfers the event loop drives (docs/sending.md says what it is worth).

Of a call that breaks it is told whether any of it can have reached Telegram, and whether time was up.
"""

from __future__ import annotations

import asyncio
import ssl
from io import BytesIO
from math import inf

import pycurl

_HEADERS = ["Content-Type: application/x-www-form-urlencoded", "Expect:"]  # no asking before the body
_FOR_EVER = (1 << 31) - 1  # milliseconds; libcurl takes 0 for five minutes


class CallBroken(Exception):
    """A call without an answer. `is_begun`: Telegram may have seen it. `is_late`: it was given up since time was up."""

    def __init__(self, words: str, *, is_begun: bool, is_late: bool = False) -> None:
        super().__init__(words)
        self.is_begun = is_begun
        self.is_late = is_late


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
        self._transfers = _Transfers(most)
        self._idle: list[pycurl.Curl] = []

    def close(self) -> None:
        """Breaks off what is under way and closes every connection."""
        self._transfers.close()

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
        patience: _Patience | None = None
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
            patience = _Patience(
                answer, curl, came, inf if read is None else read, inf if whole is None else whole
            )
            await answer
            return curl.getinfo(pycurl.RESPONSE_CODE), b"".join(came)
        finally:
            if patience is not None:
                patience.stop()
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
        self._watched: dict[int, int] = {}  # by socket, what it is watched for
        self._alarm: asyncio.Handle | None = None
        self._is_open = True

    def begin(self, curl: pycurl.Curl) -> asyncio.Future[None]:
        """Sends what can be sent at once; done when the answer is there. `end` must follow. Raises CallBroken."""
        if not self._is_open:
            raise CallBroken("closed", is_begun=False)
        answer = self._answers[curl] = self._loop.create_future()
        self._multi.add_handle(curl)
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
        self._wind(-1)
        for socket in list(self._watched):
            self._watch(pycurl.POLL_REMOVE, socket)

    def _drive(self, socket: int, ready: int) -> None:
        self._multi.socket_action(socket, ready)
        is_all = False
        while not is_all:
            left, done, failed = self._multi.info_read()
            is_all = not left
            for curl in done:
                self._settle(curl, None)
            for curl, code, words in failed:
                is_late = code == pycurl.E_OPERATION_TIMEDOUT
                broken = CallBroken(_safe(f"curl {code}: {words}"), is_begun=_is_begun(curl), is_late=is_late)
                self._settle(curl, broken)

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
        # libcurl's call: what it waits for at a socket (bits: 1 to read, 2 to write).
        wanted = 0 if wish == pycurl.POLL_REMOVE else wish
        had = self._watched.pop(socket, 0)
        if wanted:
            self._watched[socket] = wanted
        if wanted & ~had & pycurl.POLL_IN:
            self._loop.add_reader(socket, self._drive, socket, pycurl.CSELECT_IN)
        if had & ~wanted & pycurl.POLL_IN:
            self._loop.remove_reader(socket)
        if wanted & ~had & pycurl.POLL_OUT:
            self._loop.add_writer(socket, self._drive, socket, pycurl.CSELECT_OUT)
        if had & ~wanted & pycurl.POLL_OUT:
            self._loop.remove_writer(socket)

    def _wind(self, milliseconds: int) -> None:
        # libcurl's call: when it wants to be driven at the latest; -1: not at all.
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if milliseconds >= 0:
            self._alarm = self._loop.call_later(milliseconds / 1000, self._drive, pycurl.SOCKET_TIMEOUT, 0)


class _Patience:
    """Ends `answer` with CallBroken where nothing comes for `read` seconds after the call left, or all takes `whole` seconds.

    How long connecting may take is libcurl's affair; its own limit for silence counts in whole seconds.
    """

    def __init__(
        self, answer: asyncio.Future[None], curl: pycurl.Curl, came: list[bytes], read: float, whole: float
    ) -> None:
        self._answer, self._curl, self._came = answer, curl, came
        self._read, self._whole = read, whole
        self._had = 0  # pieces at the last look
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._alarm: asyncio.Handle | None = None
        self._wait(min(read, whole))

    def stop(self) -> None:
        """Watches no more."""
        if self._alarm is not None:
            self._alarm.cancel()

    def _wait(self, seconds: float) -> None:
        if seconds < inf:
            self._alarm = self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        now, pieces = self._loop.time() - self._started, len(self._came)
        if pieces > self._had or not _is_begun(self._curl):
            left = self._read
        else:
            left = 0.0 if pieces else self._curl.getinfo(pycurl.PRETRANSFER_TIME) + self._read - now
        self._had = pieces
        left = min(left, self._whole - now)
        if left > 0:
            self._wait(left)
        elif not self._answer.done():
            self._answer.set_exception(
                CallBroken("no answer in time", is_begun=_is_begun(self._curl), is_late=True)
            )


def _is_begun(curl: pycurl.Curl) -> bool:
    """Whether any of the request has left; what a proxy was asked first does not count."""
    return bool(curl.getinfo(pycurl.REQUEST_SIZE))


def _safe(words: str) -> str:
    """libcurl's words for the log; never an address that was called, because the token is part of it."""
    return words.split(":")[0] if "/bot" in words else words
