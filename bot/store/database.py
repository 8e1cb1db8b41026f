"""The SQLite file: its connections and transactions; SQL itself stands in store/sql."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import StoreError
from bot.store.adapter import load_queries
from bot.store.base import Reads, Store, ending
from bot.store.connection import PatientConnection, connect
from bot.store.migrate import migrate
from bot.store.session import Session


class SqliteSession(Session):
    """A transaction that has begun on the writing connection."""

    def __init__(self, conn: PatientConnection) -> None:
        self.conn: PatientConnection = conn

    async def commit(self, *, filled: bool = False) -> None:
        await self.conn.commit()

    async def rollback(self) -> None:
        await self.conn.rollback()


class Database(Store):
    """One office's database in a file.

    Work is written with synchronous=NORMAL. The two commits that promise something to the world — updates before Telegram
    is told to forget them, the claim before a message leaves — with FULL, whose fsync of the WAL carries every commit
    before it to disk as well. All write through one connection, in turn: so nobody waits inside SQLite, and no other
    connection's commit makes it read its pages again.
    """

    def __init__(self, path: Path, *, owners: Iterable[int] = ()) -> None:
        super().__init__(load_queries(), owners=owners)
        self.path = path
        self.shown = str(path)
        self._writer: PatientConnection
        self._reader: PatientConnection

    async def open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(migrate, self.path)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {error}") from error
        try:
            self._writer = await connect(self.path)
            try:
                await _check_writing(self._writer)
                self._reader = await connect(self.path, query_only=True)
            except BaseException:
                await self._writer.close()
                raise
        except (StoreError, sqlite3.Error) as error:
            raise StoreError(f"{self.path}: {error}") from error
        self._writer.alarm = self.alarm  # which a start that fails need not ring
        self.reads = Reads(self._reader, self.queries)

    async def close(self) -> None:
        async with self.turns.taken():
            for conn in (self._writer, self._reader):
                await conn.close()

    async def begin(self) -> Session:
        self._writer.begin()
        return SqliteSession(self._writer)

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[PatientConnection]:
        async with self._short(durable=True) as conn:
            yield conn

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[PatientConnection]:
        async with self._short(durable=False) as conn:
            yield conn

    @asynccontextmanager
    async def _short(self, *, durable: bool) -> AsyncIterator[PatientConnection]:
        async with self.turns.taken(ahead=True):
            self._writer.begin(durable=durable)
            async with ending(SqliteSession(self._writer)) as conn:
                yield conn

    # One running bot to one file: all lanes are its own, and it leads.

    async def take_lanes(self, lanes: Sequence[str]) -> set[str]:
        return set(lanes)

    async def release_lanes(self, lanes: Sequence[str]) -> None:
        pass

    async def lead(self) -> bool:
        return True

    async def resign(self) -> None:
        pass

    @property
    def leads(self) -> bool:
        return True

    @property
    def reader(self) -> PatientConnection:
        return self._reader


async def _check_writing(conn: PatientConnection) -> None:
    """StoreError where the file is read-only, which shows only when something is written."""
    conn.begin()
    try:
        await conn.execute_fetchall("DELETE FROM meta WHERE false")
    finally:
        await conn.rollback()


@asynccontextmanager
async def open_reader(path: Path) -> AsyncIterator[PatientConnection]:
    """A connection of one's own that can only read, for looking at a desk's tables whether or not it runs."""
    conn = await connect(path, query_only=True)
    try:
        yield conn
    finally:
        await conn.close()
