"""The SQLite file: connections, transactions and the roster in memory; SQL itself stands in store/sql."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import to_ms
from bot.errors import StoreError
from bot.model import Role
from bot.store.adapter import load_queries
from bot.store.connection import PatientConnection, connect
from bot.store.demands import Demands
from bot.store.directory import Directory
from bot.store.items import Items
from bot.store.migrate import migrate
from bot.store.people import People
from bot.store.turns import WriteTurns
from bot.store.work import Work


class Reads:
    """The repositories on the reading connection: what is committed, outside any transaction of ours."""

    def __init__(self, conn: Any, queries: Any) -> None:
        self.people = People(conn, queries)
        self.items = Items(conn, queries)
        self.demands = Demands(conn, queries)


class Database:
    """One office's database.

    Work is written with synchronous=NORMAL. The two commits that promise something to the world — updates before Telegram
    is told to forget them, the claim before a message leaves — with FULL, whose fsync of the WAL carries every commit
    before it to disk as well. All write through one connection, in turn: so nobody waits inside SQLite, and no other
    connection's commit makes it read its pages again.
    """

    def __init__(self, path: Path, *, owners: Iterable[int] = ()) -> None:
        self.path = path
        self.queries: Any = load_queries()
        self.turns = WriteTurns()
        self.outbox_filled = asyncio.Event()
        self._owners = frozenset(owners)
        self._writer: PatientConnection
        self._reader: PatientConnection
        self._directory: Directory | None = None
        self.reads: Reads

    async def open(self) -> None:
        """Brings the file to the newest tables and connects. StoreError where that is impossible."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(migrate, self.path)
            self._writer = await connect(self.path)
            self._reader = await connect(self.path, query_only=True)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {error}") from error
        self.reads = Reads(self._reader, self.queries)

    async def close(self) -> None:
        """Ends the connections; what is committed stays."""
        async with self.turns.taken():
            for conn in (self._writer, self._reader):
                await conn.close()

    def work(self, *, now: datetime, inbox_seq: int | None = None) -> Work:
        """A transaction; see Work."""
        return Work(self, now=now, inbox_seq=inbox_seq)

    def begin(self) -> PatientConnection:
        """Starts the writer's transaction; the caller has the turn."""
        self._writer.begin()
        return self._writer

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[PatientConnection]:
        """A short transaction that is on disk when it ends; for the two ends alone."""
        async with self._short(durable=True) as conn:
            yield conn

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[PatientConnection]:
        """A short transaction without a promise: losing it means doing something again."""
        async with self._short(durable=False) as conn:
            yield conn

    @asynccontextmanager
    async def _short(self, *, durable: bool) -> AsyncIterator[PatientConnection]:
        async with self.turns.taken(ahead=True):
            self._writer.begin(durable=durable)
            try:
                yield self._writer
                await self._writer.commit()
            except BaseException:
                await self._writer.rollback()
                raise

    async def has_unsent(self, now: datetime) -> bool:
        """Whether a call is due or under way."""
        return await self.queries.find_unsent(self._reader, now=to_ms(now)) is not None

    @property
    def reader(self) -> PatientConnection:
        """The reading connection, for the ends' own queries."""
        return self._reader

    async def current_directory(self) -> Directory:
        """Who is who now, from memory where nothing has changed."""
        version = await self.queries.get_meta(self._reader, key="directory_version")
        return await self.directory(version, conn=self._reader)

    async def directory(self, version: str, *, conn: PatientConnection) -> Directory:
        """The picture with this version: the one in memory, or a fresh one."""
        if self._directory is None or self._directory.version != version:
            self._directory = await self.read_directory(version, conn=conn)
        return self._directory

    async def read_directory(self, version: str, *, conn: PatientConnection) -> Directory:
        """The roster and the places as `conn` sees them."""
        people = People(conn, self.queries)
        return Directory(
            version=version,
            people=tuple(
                replace(person, role=Role.OWNER) if person.telegram_id in self._owners else person
                for person in await people.people()
            ),
            units=tuple(await people.units()),
            places=tuple(await people.places()),
            open_accounts=frozenset(await people.open_accounts()),
            languages=await people.account_languages(),
            leaves=frozenset(await people.leaves()),
        )


@asynccontextmanager
async def open_reader(path: Path) -> AsyncIterator[PatientConnection]:
    """A connection of one's own that can only read, for looking at a desk's tables whether or not it runs."""
    conn = await connect(path, query_only=True)
    try:
        yield conn
    finally:
        await conn.close()
