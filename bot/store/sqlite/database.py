"""The SQLite file: its connections and transactions; SQL itself stands in store/sql."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import StoreError, reason_of
from bot.logs import get_logger
from bot.store.base import Store, ending
from bot.store.express import Express
from bot.store.repositories.repositories import Repositories
from bot.store.session import Session
from bot.store.snapshot import Snapshot
from bot.store.sqlite.adapter import load_queries
from bot.store.sqlite.connection import PatientConnection, connect
from bot.store.sqlite.group_commit import GroupCommit
from bot.store.sqlite.migrate import migrate_aside
from bot.store.sqlite.sent_log import SentLog

_log = get_logger(__name__)
_SCRUB_TRIES, _SCRUB_PAUSE = 20, 0.25  # seconds
_NO_PLACE = (PermissionError, FileNotFoundError, FileExistsError, NotADirectoryError)


def _unopened(path: Path, error: Exception) -> StoreError:
    """What is wrong with the file, and what to do where that is plain."""
    reason = reason_of(error)
    if path.is_dir():
        return StoreError("{path}: it is a folder: write the name of a file into storage.url", path=path)
    if "malformed" in str(reason) or "not a database" in str(reason):
        return StoreError(
            "{path}: {reason}: stop the bot and put back the newest backup", path=path, reason=reason
        )
    if isinstance(error, _NO_PLACE) or "unable to open" in str(reason):
        return StoreError("{path}: {reason}; the bot must be able to write there", path=path, reason=reason)
    return StoreError("{path}: {reason}", path=path, reason=reason)


class Database(Store):
    """One office's database in a file.

    All write through one connection, in turn, and share commits (GroupCommit), each of which is on disk when it ends: so
    nobody waits inside SQLite, no other connection's commit makes it read its pages again, and nothing is promised to the
    world that a power cut can take back.
    """

    def __init__(self, path: Path, *, owners: Iterable[int] = ()) -> None:
        super().__init__(load_queries(), owners=owners)
        self.path = path
        self.shown = str(path)
        self.sent_log: SentLog = SentLog(path)
        self.express = Express()
        self._writer: PatientConnection
        self._commits: GroupCommit
        self._reader: PatientConnection

    async def open(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            await migrate_aside(self.path)
        except (sqlite3.Error, OSError) as error:
            raise _unopened(self.path, error) from error
        try:
            self._writer = await connect(self.path)
            try:
                await _check_writing(self._writer)
                self._reader = await connect(self.path, query_only=True)
            except BaseException:
                await self._writer.close()
                raise
        except (StoreError, sqlite3.Error) as error:
            raise _unopened(self.path, error) from error
        self._writer.alarm = self.alarm  # which a start that fails need not ring
        self._commits = GroupCommit(self._writer)
        self.reads = Repositories(self._reader, self.queries)

    async def close(self) -> None:
        async with self._commits.alone():
            for conn in (self._writer, self._reader):
                await conn.close()
        self.sent_log.close()

    async def scrub(self) -> None:
        for _ in range(_SCRUB_TRIES):
            async with self._commits.alone():
                # Of pages that were overwritten the write-ahead log keeps the older state until it is begun anew.
                found = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            if not next(iter(found))[0]:
                return
            await asyncio.sleep(_SCRUB_PAUSE)  # somebody reads it, a backup for example
        _log.warning("wal.kept")

    async def begin(self) -> Session:
        return await self._commits.begin()

    @asynccontextmanager
    async def durable(self) -> AsyncIterator[PatientConnection]:
        async with ending(await self._commits.begin(ahead=True)) as conn:
            yield conn

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[PatientConnection]:
        async with self.durable() as conn:
            yield conn

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        async with open_reader(self.path) as conn:
            await conn.execute_fetchall("BEGIN")  # of which the first statement chooses the moment
            yield await self.snapshot_on(conn)

    # One running bot to one file: all lanes are its own, and it leads.

    async def take_lanes(self, lanes: Sequence[str]) -> set[str]:
        return set(lanes)

    async def release_lanes(self, lanes: Sequence[str]) -> None:
        pass

    async def lead(self) -> bool:
        return True

    async def still_leads(self) -> bool:
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
    await conn.begin()
    try:
        await conn.execute_fetchall("DELETE FROM meta WHERE false")
    finally:
        await conn.end(keep=False)


@asynccontextmanager
async def open_reader(path: Path) -> AsyncIterator[PatientConnection]:
    """A connection of one's own that can only read, for looking at a desk's tables whether or not it runs."""
    conn = await connect(path, query_only=True)
    try:
        yield conn
    finally:
        await conn.close()
