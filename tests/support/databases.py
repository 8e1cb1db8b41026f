"""Where a test's office is kept, SQLite file or PostgreSQL database: opened as often as one likes, read past the bot."""

from __future__ import annotations

import asyncio
import itertools
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.store.base import Store
from bot.store.postgres.database import Postgres
from bot.store.postgres.migrate import migrate as migrate_server
from bot.store.sqlite import migrate
from bot.store.sqlite.database import Database
from tests.support import quick
from tests.support.postgres import Server

# For a test that asks for `home` and waits long for nothing that a database decides.
on_file_alone = pytest.mark.parametrize("home", ["sqlite"], indirect=True)


class Failing(Store):
    """A database whose next transactions of one kind fail with `trouble`, as on a full disk."""

    home: Home
    trouble: BaseException | None = None
    kinds: tuple[str, ...] = ("durable", "settling")

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[Any]:
        self._fail("durable")
        async with super().durable() as conn:  # type: ignore[safe-super]
            yield conn

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[Any]:
        self._fail("settling")
        async with super().settling() as conn:  # type: ignore[safe-super]
            yield conn

    def _fail(self, kind: str) -> None:
        if self.trouble is not None and kind in self.kinds:
            raise self.trouble


class FailingDatabase(Failing, Database):
    """On SQLite."""


class FailingPostgres(Failing, Postgres):
    """On PostgreSQL."""


async def hurry(store: Store) -> Any:
    """Lets the desk's writing connection, an SQLite one, wait for a lock no longer than some milliseconds; that connection."""
    async with store.durable() as conn:
        await conn.execute_fetchall("PRAGMA busy_timeout = 20")
    return conn


@asynccontextmanager
async def leading(store: Store) -> AsyncIterator[None]:
    """The copy leads, and asks every second whether it still does, as a running one."""

    async def ask() -> None:
        while True:
            await asyncio.sleep(1)
            with suppress(StoreError):
                await store.still_leads()

    assert await store.lead()
    asking = asyncio.create_task(ask())
    try:
        yield
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


class Home(ABC):
    """One office's place. `ask` reads what is committed through a connection of its own, with `?` for arguments."""

    url: str

    @abstractmethod
    def store(self, *, owners: Iterable[int] = ()) -> Failing:
        """The office as one copy of the bot has it, not yet open."""

    @abstractmethod
    def ask(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Rows of what is committed."""

    @asynccontextmanager
    async def opened(self, *, owners: Iterable[int] = ()) -> AsyncIterator[Failing]:
        """The office as one copy of the bot has it."""
        store = self.store(owners=owners)
        store.home = self
        await store.open()
        try:
            yield store
        finally:
            await store.close()


class Files(Home):
    """An SQLite file in a folder. What it is asked while it is open takes one connection."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "desk.db"
        self.url = f"sqlite:///{self.path}"
        self._asking: sqlite3.Connection | None = None
        self._openings = 0

    def lend(self, prepare: Callable[[Path], None] | None = None) -> None:
        """Where there is no office yet there is one that others have had before, with what `prepare` does to it."""
        if self.path.exists():
            return
        if quick.offices is not None:
            quick.offices.lend(self.path, prepare)
        elif prepare is not None:
            migrate.create(self.path)
            prepare(self.path)

    @asynccontextmanager
    async def opened(self, *, owners: Iterable[int] = ()) -> AsyncIterator[Failing]:
        async with super().opened(owners=owners) as store:
            self._openings += 1
            try:
                yield store
            finally:
                self._openings -= 1
                self._end_asking()

    def store(self, *, owners: Iterable[int] = ()) -> Failing:
        return FailingDatabase(self.path, owners=owners)

    def ask(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        if self._asking is None:
            self._asking = sqlite3.connect(self.path, check_same_thread=False)
        try:
            with self._asking:
                return self._asking.execute(sql, arguments).fetchall()
        finally:
            self._end_asking()

    def _end_asking(self) -> None:
        if self._asking is not None and not self._openings:
            self._asking.close()
            self._asking = None


# Back to what a new database holds. TRUNCATE would make the files of every table and index anew: 70 times the work of the server.
_EMPTYING = """
DO $$
DECLARE
    name text;
    is_filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no foreign key is asked about, and no trigger
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND tablename NOT IN ('alembic_version', 'search_index_progress') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_filled;
        IF is_filled THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
    PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';
    INSERT INTO meta (key, value) VALUES ('directory_version', '1');
    UPDATE search_index_progress SET form = 0, last_id = 0, is_to_erase = 0;
END $$
"""


class OnServer(Home):
    """A database of the server's."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.lend(migrate_server)

    def give_back(self) -> None:
        """Emptied, for the next test."""
        self.server.take_back(self.url, _EMPTYING)

    def store(self, *, owners: Iterable[int] = ()) -> Failing:
        return FailingPostgres(self.url, owners=owners)

    def ask(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        places = itertools.count(1)
        return self.server.ask(self.url, re.sub(r"\?", lambda _: f"${next(places)}", sql), *arguments)
