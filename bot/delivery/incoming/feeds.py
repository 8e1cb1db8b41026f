"""Reads the network sources of the settings when each is due: claimed, fetched, parsed aside, handed to the desk.

One copy of the bot does it, the one that leads. Nothing is awaited inside a Work: what came of a reading is written down in a
Work of its own, with everything that follows from it, so that a process that ends at any line has shown nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from bot.clock import Clock, from_ms, to_ms
from bot.delivery.http.feeds import FeedClient, FeedFault, Fetched
from bot.errors import StoreError
from bot.logs import get_logger
from bot.model import Entry, FeedReading, FeedState
from bot.reading.process import ask
from bot.sections import Feed
from bot.store.base import Store
from bot.tasks import start

_log = get_logger(__name__)

_LOOK_EVERY = 5.0  # seconds
_CLAIMED_FOR = timedelta(minutes=2)  # a copy that ends while it reads leaves the source so long
_AT_ONCE = 3
_PARSED_WITHIN = 14.0  # seconds
_MOST_ANSWER = 4 << 20  # bytes

OnRead = Callable[[Feed, FeedReading], Awaitable[None]]
OnFailed = Callable[[Feed, str], Awaitable[None]]


class Feeds:
    """Reads what is due, a few sources at once.

    `on_read(feed, reading)` and `on_failed(feed, why)` are awaited with what came of it; each opens a Work that writes it down.
    """

    def __init__(
        self,
        feeds: Sequence[Feed],
        database: Store,
        clock: Clock,
        *,
        client: FeedClient,
        on_read: OnRead,
        on_failed: OnFailed,
        look_every: float = _LOOK_EVERY,
    ) -> None:
        self._feeds = feeds
        self._database = database
        self._clock = clock
        self._client = client
        self._on_read = on_read
        self._on_failed = on_failed
        self._look_every = look_every
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def read_forever(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is under way is cut off, and read again when it is due next."""
        if not self._feeds:
            await stop.wait()
            return
        stopping = start(stop.wait())
        try:
            while not stop.is_set():
                reading = start(self.read_due())
                await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not reading.done():
                    reading.cancel()
                    await asyncio.gather(reading, return_exceptions=True)
                    return
                self._tell(reading.exception())
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._look_every):
                        await stop.wait()
        finally:
            stopping.cancel()

    def _tell(self, error: BaseException | None) -> None:
        if isinstance(error, StoreError):
            if self._database.alarm.is_news("feeds.unavailable"):
                _log.error("feeds.unavailable", failure=error)
        elif error is not None:
            _log.error("feeds.failed", failure=error)

    async def read_due(self) -> None:
        """Reads every source that is due now, and writes down what came of each."""
        known = await self._database.reads.feeds.all()
        now = self._clock.now()
        due = [feed for feed in self._feeds if _is_due(known.get(feed.name), feed, now=to_ms(now))]
        outcomes = await asyncio.gather(
            *(self._read(feed, known.get(feed.name)) for feed in due), return_exceptions=True
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _read(self, feed: Feed, known: FeedState | None) -> None:
        async with self._turns:
            if not await self._claim(feed):
                return
            if known is not None and known.url != feed.url:
                known = None
            try:
                reading = await self._fetch(feed, known)
            except FeedFault as fault:
                _log.warning("feed.failed", source=feed.name, reason=fault.why)
                await self._on_failed(feed, fault.why)
            else:
                await self._on_read(feed, reading)

    async def _claim(self, feed: Feed) -> bool:
        now = self._clock.now()
        async with self._database.settling() as conn:
            claimed = await self._database.queries.claim_feed(
                conn,
                name=feed.name,
                url=feed.url,
                due_at=to_ms(now + _CLAIMED_FOR),
                now=to_ms(now),
                latest=to_ms(now + max(feed.every, _CLAIMED_FOR)),
            )
        return claimed is not None

    async def _fetch(self, feed: Feed, known: FeedState | None) -> FeedReading:
        fetched = await self._client.fetch(
            feed.url,
            allow=feed.allow,
            etag=known.etag if known else None,
            modified=known.modified if known else None,
            by_proxy=feed.proxy,
        )
        if fetched.content is None:
            return FeedReading(is_unchanged=True)
        return FeedReading(await parse(fetched), etag=fetched.etag, modified=fetched.modified)


async def parse(fetched: Fetched) -> tuple[Entry, ...]:
    """The entries of what was fetched, read in a process with limits. FeedFault where it is no source, or too much."""
    answer = await ask(
        "bot.reading",
        "feed",
        fetched.address,
        fetched.kind or "application/xml",
        content=fetched.content or b"",
        within=_PARSED_WITHIN,
        most=_MOST_ANSWER,
    )
    if answer is None:
        raise FeedFault("large")
    if answer.get("fault"):
        raise FeedFault("large" if answer["fault"] == "large" else "broken")
    return tuple(
        Entry(
            each["title"],
            each["link"],
            each["summary"],
            None if each["published_at"] is None else from_ms(each["published_at"]),
        )
        for each in answer["entries"]
    )


def _is_due(known: FeedState | None, feed: Feed, *, now: int) -> bool:
    """Never read, its time has come, its address has changed; or the clock has been put back since."""
    if known is None:
        return True
    due = to_ms(known.due_at)
    is_claimed = now < due <= now + int(_CLAIMED_FOR.total_seconds() * 1000)
    return (
        due <= now
        or due > now + int(max(feed.every, _CLAIMED_FOR).total_seconds() * 1000)
        or (known.url != feed.url and not is_claimed)
    )
