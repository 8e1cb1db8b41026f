"""Items are indexed for /search a little after they came in, many together, when nobody waits for anything.

Searching needs none of it to be right (store/repositories/search.py): what is not indexed is read. What has not been indexed
when the bot ends, or was never, as in an office of an older release, is indexed when it runs next, from where the index ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.clock import Clock
from bot.errors import StoreError
from bot.logs import get_logger
from bot.store.base import Store
from bot.store.repositories.search import Words
from scheduler import behind

AT_ONCE = 100  # items in one Work: some milliseconds in which others wait
MOST_WAITING = 2000  # items; a search reads them in some hundredths of a second. From then on updates that wait are no reason
QUIET = 2.0  # seconds after an item came in
_PAGES = 300  # of 4 KB that are merged in one Work
_YIELD_MOST = 5.0  # seconds between two looks whether there is too much to wait any longer

_log = get_logger(__name__)


class Indexing:
    """Keeps the index up. `rested` says since how many seconds no update waits to be handled: these go first.

    Only the copy of the bot that leads indexes; were there two for a moment, the later one would see that it was.
    """

    def __init__(
        self, database: Store, clock: Clock, *, rested: Callable[[], float] = behind.long_since
    ) -> None:
        self._database = database
        self._clock = clock
        self._rested = rested
        self._bell = behind.bell_of(database)

    async def index_forever(self, halt: asyncio.Event) -> None:
        """Until `halt` is set."""
        await behind.follow(
            self._database,
            self._bell,
            halt,
            some=lambda: self.index_some(halt),
            rest=lambda: behind.pause(halt, QUIET),
            told=self._tell,
        )

    def _tell(self, error: StoreError) -> None:
        if self._database.alarm.is_news("indexing.unavailable"):
            _log.error("indexing.unavailable", failure=error)

    async def index_all(self) -> None:
        """Until there is nothing left to do."""
        while await self.index_some():
            pass

    async def index_some(self, halt: asyncio.Event | None = None) -> bool:
        """The next items; False where there was nothing to do."""
        search = self._database.reads.search
        progress = await search.progress()
        if not progress.is_current:
            async with self._database.work(now=self._clock.now()) as work:
                await work.search.begin_anew()
            return True
        words = await search.next_words(after=progress.last_id, most=AT_ONCE)
        while (
            halt is not None
            and not behind.is_rest(self._rested)
            and not await self._has_many(progress.last_id)
        ):
            await behind.give_way(halt, self._rested, most=_YIELD_MOST)
            if halt.is_set():
                return False
        rows = await asyncio.to_thread(_lexemes, words)
        has_done = bool(words)
        async with self._database.work(now=self._clock.now()) as work:
            if words:
                await work.search.add(rows, after=progress.last_id, last_id=words[-1].item_id)
            has_done |= bool(await work.search.add_stale(most=AT_ONCE // 5))
        if not has_done and progress.is_to_erase:
            await self._erase()
        return has_done

    async def _has_many(self, last_id: int) -> bool:
        return bool(await self._database.reads.search.next_words(after=last_id + MOST_WAITING, most=1))

    async def _erase(self) -> None:
        """What was taken out because it must not be kept is gone from the file, and from the write-ahead log."""
        is_over, is_first = False, True
        while not is_over:
            async with self._database.work(now=self._clock.now()) as work:
                is_over = await work.search.erase(pages=_PAGES, is_first=is_first)
                work.wipes = is_over
            is_first = False
            await asyncio.sleep(0)


def _lexemes(words: list[Words]) -> list[tuple[int, str]]:
    return [(each.item_id, each.lexemes) for each in words]
