"""The office on a PostgreSQL server, shared by copies of the bot: connections and transactions; SQL stands in store/sql."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

from bot.errors import StoreError
from bot.store.addresses import shown
from bot.store.alarm import Alarm
from bot.store.base import Store, ending
from bot.store.postgres.adapter import TROUBLES, NumberedAdapter, translated
from bot.store.postgres.connecting import ANSWER_WITHIN, CONNECT_WITHIN, OPTIONS, connect, reach, unreachable
from bot.store.postgres.migrate import migrate
from bot.store.postgres.presence import BELL, CLOSE_WITHIN, LEAD, OFFICE, WORK, Presence
from bot.store.repositories.repositories import Repositories
from bot.store.session import Session
from bot.store.snapshot import Snapshot
from bot.store.sqlite.adapter import load_queries

CONNECTIONS = 8
# One message to the server: Works of all copies one after another, without waiting for the disk (docs/decisions/0005).
_BEGIN_WORK = f"BEGIN; SET LOCAL synchronous_commit TO off; SELECT pg_advisory_xact_lock({OFFICE}, {WORK})"
_BEGIN_SETTLING = "BEGIN; SET LOCAL synchronous_commit TO off"
_RING = f"NOTIFY {BELL}; "


class PostgresSession(Session):
    """A transaction on a connection of the pool, which gets it back at the end."""

    def __init__(self, pool: Any, conn: Any, *, rings: bool, alarm: Alarm) -> None:
        self.conn = conn
        self.on_end: Callable[[], None] | None = None
        self._alarm = alarm
        self._pool = pool
        self._rings = rings
        self._is_over = False

    async def commit(self, *, heard: bool = False, is_last: bool = False) -> None:
        try:
            with translated():
                status = await self.conn.execute(f"{_RING if heard and self._rings else ''}COMMIT")
        except StoreError as error:
            self._alarm.note(error)
            raise
        if status != "COMMIT":  # the server takes back what has failed once, whatever it is told
            raise StoreError("PostgreSQL: an error before took the transaction back")
        self._alarm.clear()
        self.decide(is_kept=True)
        await self._give_back()

    async def rollback(self) -> None:
        if self._is_over:
            return
        try:
            await self.conn.execute("ROLLBACK", timeout=CONNECT_WITHIN)
        except TROUBLES:
            self._cut_off()  # the server takes it back when it sees that nobody is there
        except BaseException:
            self._cut_off()
            raise
        finally:
            self.decide(is_kept=False)
            await self._give_back()

    def _cut_off(self) -> None:
        with suppress(asyncpg.InterfaceError):  # where it was lost, the pool has it back already
            self.conn.terminate()

    async def _give_back(self) -> None:
        self._is_over = True
        try:
            await self._pool.release(self.conn)
        finally:
            if self.on_end is not None:
                self.on_end()


class Postgres(Store):
    """One office's database on a server.

    A Work begins with a lock that all copies share, so that there is one Work at a time as there is on SQLite, and commits
    without waiting for the disk; the commits of `durable` wait, and carry every commit before them to disk as well. The short
    transactions of the two ends run beside the Works: sql/postgres says which rows they leave each other.
    """

    is_shared = True

    def __init__(self, url: str, *, owners: Iterable[int] = ()) -> None:
        super().__init__(load_queries(NumberedAdapter, dialect="postgres"), owners=owners)
        self.url = url
        self.shown = shown(url)
        self._presence = Presence(lambda: connect(url), on_bell=self.outbox_filled.set)
        self._pool: Any = None
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        await migrate(self.url)
        try:
            self._pool = await asyncpg.create_pool(
                self.url,
                min_size=2,
                max_size=CONNECTIONS,
                max_inactive_connection_lifetime=0,
                reset=_leave_as_it_is,
                **OPTIONS,
            )
        except TROUBLES as error:
            raise unreachable(self.url, error) from error
        self.reads = Repositories(self._pool, self.queries)
        try:
            await self._presence.open()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        async with self._turn:
            await self._presence.close()
            try:
                async with asyncio.timeout(CLOSE_WITHIN):
                    await self._pool.close()
            except TROUBLES:
                self._pool.terminate()

    async def scrub(self) -> None:
        """Nothing: what was overwritten goes with the server's next vacuum, and its own log by its own rules."""

    async def begin(self) -> Session:
        # The server would see to it that Works take turns, but each that waits there holds a connection.
        await self._turn.acquire()
        try:
            session = await self._begin(_BEGIN_WORK)
        except BaseException:
            self._turn.release()
            raise
        session.on_end = self._turn.release
        return session

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[Any]:
        async with ending(await self._begin("BEGIN")) as conn:
            yield conn

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[Any]:
        async with ending(await self._begin(_BEGIN_SETTLING)) as conn:
            yield conn

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        conn = await reach(self.url)
        try:
            with translated():
                await conn.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield await self.snapshot_on(conn)
        finally:
            with suppress(*TROUBLES):
                await conn.close(timeout=CLOSE_WITHIN)

    @property
    def reader(self) -> Any:
        return self._pool

    async def take_lanes(self, lanes: Sequence[str]) -> set[str]:
        return await self._presence.take_lanes(lanes)

    async def release_lanes(self, lanes: Sequence[str]) -> None:
        await self._presence.release_lanes(lanes)

    async def lead(self) -> bool:
        return await self._presence.lead()

    async def still_leads(self) -> bool:
        return await self._presence.still_leads()

    async def resign(self) -> None:
        await self._presence.resign()

    @property
    def leads(self) -> bool:
        return self._presence.leads

    async def _begin(self, words: str) -> PostgresSession:
        try:
            with translated():
                conn = await self._pool.acquire(timeout=ANSWER_WITHIN)
        except StoreError as error:
            self.alarm.note(error)
            raise
        session = PostgresSession(self._pool, conn, rings=not self.leads, alarm=self.alarm)
        try:
            with translated():
                await conn.execute(words)
        except BaseException:
            await session.rollback()
            raise
        return session


async def is_led(url: str) -> bool:
    """Whether some copy of the bot leads the office of this database. StoreError where nobody can tell."""
    conn = await reach(url)
    try:
        with translated():
            # The lock goes with the connection.
            return not await conn.fetchval("SELECT pg_try_advisory_lock($1, $2)", OFFICE, LEAD)
    finally:
        await conn.close()


async def _leave_as_it_is(_conn: Any) -> None:
    """Our transactions end what they begin: the pool need not ask the server to forget anything."""
