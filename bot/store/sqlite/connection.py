"""A connection to SQLite whose short statements cost what they cost SQLite; which ones run is the repositories' affair."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StoreError
from bot.store.alarm import Alarm
from bot.tasks import outlast, start

# Troubles of the machine, not of what was asked: they pass, or everybody has them.
_PASSING = re.compile(r"locked|busy|is full|disk I/O|unable to open|readonly", re.IGNORECASE)
# What a statement and its parameters may raise.
_FAILURES = (sqlite3.Error, sqlite3.Warning, ArithmeticError, MemoryError, TypeError, ValueError)


class PatientConnection:
    """What may have to wait crosses to aiosqlite's thread; short statements run where they are given.

    Inside a transaction nobody else may write and no lock is waited for, so that a statement about a few rows takes SQLite some
    microseconds; the way to another thread and back takes ten times as long (docs/sending.md). What waits for a lock or for
    the disk (`begin`, `end`) crosses, and so does everything outside a transaction and what may look at many rows.

    Raises StoreError wherever SQLite is locked, full or out of order, and lets its `alarm`, where it has one, know.
    """

    def __init__(self, path: Path) -> None:
        self.alarm: Alarm | None = None
        self.undone_by: Exception | None = None  # what made SQLite take the transaction back
        self._path = path
        self._here: sqlite3.Connection  # the same connection on this side, for short statements
        self._there = aiosqlite.Connection(self._connect, iter_chunk_size=64)
        self._is_writing = False
        self._ending: asyncio.Task[None] | None = None

    def _connect(self) -> sqlite3.Connection:
        self._here = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        return self._here

    async def open(self) -> None:
        """Connects; once."""
        await self._there

    async def close(self) -> None:
        """Ends what still runs, and the connection."""
        await self._there.close()

    async def trace(self, listener: Callable[[str], None] | None) -> None:
        """`listener` is told of every statement from now on, in the thread that runs it."""
        await self._there.set_trace_callback(listener)  # type: ignore[arg-type]  # None is sqlite3's own word for nobody

    def begin(self) -> asyncio.Task[None]:
        """A transaction that holds the only right to write, once this is awaited to its end; before the last one's end is not."""
        self.undone_by, self._is_writing = None, True
        return start(self._begin())

    def end(self, *, keep: bool) -> asyncio.Task[None]:
        """The transaction is over: everything is committed, or undone; where the commit fails, undone as well."""
        self._is_writing = False
        self._ending = start(self._end(keep, self.undone_by))
        return self._ending

    def run(self, sql: str, parameters: Any = ()) -> list[Any]:
        """All rows of a statement about a few rows, inside a transaction, at once."""
        assert self._is_writing, "outside a transaction nothing runs on the event loop's thread"
        try:
            return self._here.execute(sql, parameters).fetchall()
        except _FAILURES as reason:
            raise self._noted(self._failed(reason)) from reason

    def run_many(self, sql: str, rows: Iterable[Any]) -> None:
        """One statement for each of a few rows."""
        for row in rows:
            self.run(sql, row)

    async def fetch_few(self, sql: str, parameters: Any) -> list[Any]:
        """All rows of a statement about a few rows, wherever it is given."""
        return self.run(sql, parameters) if self._is_writing else await self.execute_fetchall(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Any = ()) -> list[Any]:
        """All rows of a statement, from the connection's thread."""
        try:
            if not self._is_writing:
                return await self._cross(sql, parameters)
            crossing = start(self._cross(sql, parameters))
            try:
                return await asyncio.shield(crossing)
            except asyncio.CancelledError:
                await outlast(crossing)  # what takes the transaction back must not overtake it
                raise
        except StoreError as error:
            raise self._noted(error) from error.__cause__

    async def _cross(self, sql: str, parameters: Any = ()) -> list[Any]:
        try:
            return list(await self._there.execute_fetchall(sql, parameters))
        except _FAILURES as reason:
            raise self._failed(reason) from reason

    async def _begin(self) -> None:
        if self._ending is not None:
            await outlast(self._ending)
        await self._cross("BEGIN IMMEDIATE")

    async def _end(self, keep: bool, undone_by: Exception | None) -> None:
        if not self._here.in_transaction:
            if keep:
                raise also_failed(undone_by)
            return
        try:
            await self._cross("COMMIT" if keep else "ROLLBACK")
        finally:
            if self._here.in_transaction:
                await self._cross("ROLLBACK")

    def _failed(self, reason: Exception) -> Exception:
        """What the failure of a statement is called in this house."""
        error = _translated(reason)
        if self._is_writing and not self._here.in_transaction:
            self.undone_by = error
        return error

    def _noted(self, error: Exception) -> Exception:
        if self.alarm is not None and isinstance(error, StoreError):
            self.alarm.note(error)
        return error


def _translated(error: Exception) -> Exception:
    if not isinstance(error, sqlite3.OperationalError):
        return error
    return StoreError(str(error), passing=bool(_PASSING.search(str(error))))


def also_failed(error: BaseException | None) -> StoreError:
    """For those who share a transaction with what failed: a later try of theirs may go well."""
    return StoreError(f"shared a commit with what failed: {error}", passing=True)


async def connect(path: Path, *, query_only: bool = False) -> PatientConnection:
    """A connection with the pragmas that every one of ours has."""
    conn = PatientConnection(path)
    await conn.open()
    try:
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
            "synchronous = FULL",
            "temp_store = MEMORY",  # what a savepoint may take back; a temporary file would be written to for every page
            f"query_only = {int(query_only)}",
        ):
            await conn.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await conn.close()  # its thread would outlive everything else
        raise
    return conn
