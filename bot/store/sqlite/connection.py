"""A connection to SQLite whose short statements cost what they cost SQLite; which ones run is the repositories' affair."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StoreError, reason_of
from bot.store.alarm import Alarm

# Troubles of the machine, not of what was asked: they pass, or everybody has them.
_PASSING = re.compile(r"locked|busy|is full|disk I/O|unable to open|readonly", re.IGNORECASE)
# What a statement and its parameters may raise.
_FAILURES = (sqlite3.Error, sqlite3.Warning, ArithmeticError, MemoryError, TypeError, ValueError)

SYNCHRONOUS = "FULL"  # what is committed is on disk: a power cut takes nothing back
_STANDSTILL = 0.001  # seconds

_Take = Callable[[sqlite3.Cursor], Any]
_LAST_ID = attrgetter("lastrowid")


class _Crossing:
    """A function on its way through the connection's thread. `late` is set by whoever has ceased to stand and wait."""

    __slots__ = ("_function", "_loop", "error", "late", "over", "result")

    def __init__(self, function: Callable[[], Any]) -> None:
        self._function = function
        self._loop = asyncio.get_running_loop()
        self.over = threading.Lock()
        self.over.acquire()
        self.late: asyncio.Future[None] | None = None
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """In the thread."""
        try:
            self.result = self._function()
        except BaseException as error:  # for whoever waits
            self.error = error
        self.over.release()
        if self.late is not None:
            self._loop.call_soon_threadsafe(_wake, self.late)


def _wake(late: asyncio.Future[None]) -> None:
    if not late.done():
        late.set_result(None)


class PatientConnection(aiosqlite.Connection):
    """What may have to wait runs in the connection's own thread, as aiosqlite has it; short statements run where they are given.

    Inside a transaction nobody else may write and no lock is waited for, so that a statement about a few rows takes SQLite some
    microseconds; the way to another thread and back takes ten times as long (docs/sending.md). What waits for a lock or for
    the disk (`begin`, `end`) crosses, and so does everything outside a transaction and what may look at many rows.

    Raises StoreError wherever SQLite is locked, full or out of order, and lets its `alarm`, where it has one, know.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False), iter_chunk_size=64
        )
        self.alarm: Alarm | None = None
        self.undone_by: Exception | None = None  # what made SQLite take the transaction back
        self._is_writing = False

    async def trace(self, listener: Callable[[str], None] | None) -> None:
        """`listener` is told of every statement from now on, in the thread that runs it."""
        await self.set_trace_callback(listener)  # type: ignore[arg-type]  # None is sqlite3's own word for nobody

    async def set_up(self, *pragmas: str) -> None:
        """All these, on one way to the thread and back."""

        def each() -> None:
            for pragma in pragmas:
                self._run(f"PRAGMA {pragma}")

        await self._hand_over(each)

    def begin(self) -> asyncio.Future[Any]:
        """A transaction that holds the only right to write, once this is awaited to its end; before the last one's end is not."""
        self.undone_by = None
        return self._cross(partial(self._run, "BEGIN IMMEDIATE"), is_writing=True)

    def end(self, *, keep: bool) -> asyncio.Future[Any]:
        """The transaction is over: everything is committed, or undone; where the commit fails, undone as well."""
        return self._cross(partial(self._finish, keep, self.undone_by), is_writing=False)

    def run(self, sql: str, parameters: Any = (), take: _Take = sqlite3.Cursor.fetchall) -> Any:
        """All rows of a statement about a few rows, inside a transaction, at once; or what else `take` gives of its cursor."""
        assert self._is_writing, "outside a transaction nothing runs on the event loop's thread"
        try:
            return self._run(sql, parameters, take)
        except StoreError as error:
            self._note(error)
            raise

    def insert(self, sql: str, parameters: Any) -> int:
        """The id of the row that the statement inserts, inside a transaction, at once."""
        row_id: int = self.run(sql, parameters, take=_LAST_ID)
        return row_id

    def run_many(self, sql: str, rows: Iterable[Any]) -> None:
        """One statement for each of a few rows."""
        for row in rows:
            self.run(sql, row)

    async def fetch_few(self, sql: str, parameters: Any) -> list[Any]:
        """All rows of a statement about a few rows, wherever it is given."""
        return self.run(sql, parameters) if self._is_writing else await self.execute_fetchall(sql, parameters)

    async def execute_fetchall(  # type: ignore[override]  # a plain coroutine: nobody uses it as a context manager
        self, sql: str, parameters: Iterable[Any] | dict[str, Any] | None = None
    ) -> list[Any]:
        """All rows of a statement, from the connection's thread."""
        try:
            found: list[Any] = await self._hand_over(partial(self._run, sql, parameters or ()))
        except StoreError as error:
            self._note(error)
            raise
        return found

    async def _hand_over(self, function: Callable[[], Any]) -> Any:
        """What `function` gives, which runs in the connection's thread.

        Mostly it is over in a fraction of a millisecond, and so long the event loop stands still. Were it to go on meanwhile,
        the thread would have to wait for the interpreter after each row, ten times as long as the rows take.
        """
        crossing = _Crossing(function)
        self._put(None, crossing.run)
        if not crossing.over.acquire(timeout=_STANDSTILL):
            crossing.late = asyncio.get_running_loop().create_future()
            if not crossing.over.acquire(blocking=False):
                try:
                    await crossing.late
                except asyncio.CancelledError:
                    if self._is_writing:
                        crossing.over.acquire()  # what takes the transaction back must not overtake it
                    raise
        if crossing.error is not None:
            raise crossing.error
        return crossing.result

    def _cross(self, function: Callable[[], Any], *, is_writing: bool) -> asyncio.Future[Any]:
        """The same for what waits longer: the event loop goes on."""
        self._is_writing = is_writing
        over: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._put(over, function)
        return over

    def _put(self, future: asyncio.Future[Any] | None, function: Callable[[], Any]) -> None:
        if self._connection is None:
            raise ValueError("no active connection")
        # aiosqlite's own door to its thread, without the coroutine around it.
        self._tx.put_nowait((future, function))

    def _note(self, error: StoreError) -> None:
        if self.alarm is not None:
            self.alarm.note(error)

    def _run(self, sql: str, parameters: Any = (), take: _Take = sqlite3.Cursor.fetchall) -> Any:
        try:
            return take(self._conn.execute(sql, parameters))
        except _FAILURES as reason:
            error = _translated(reason)
            if self._is_writing and not self._conn.in_transaction:
                self.undone_by = error
            raise error from reason

    def _finish(self, keep: bool, undone_by: Exception | None) -> None:
        if self._conn.in_transaction:
            try:
                self._run("COMMIT" if keep else "ROLLBACK")
            finally:
                if self._conn.in_transaction:
                    self._conn.execute("ROLLBACK")
        elif keep:
            raise also_failed(undone_by)


def _translated(error: Exception) -> Exception:
    if not isinstance(error, sqlite3.OperationalError):
        return error
    return StoreError("{reason}", reason=reason_of(error), passing=bool(_PASSING.search(str(error))))


def also_failed(error: BaseException | None) -> StoreError:
    """For those who share a transaction with what failed: a later try of theirs may go well."""
    return StoreError("shared a commit with what failed: {error}", error=str(error), passing=True)


async def connect(path: Path, *, query_only: bool = False) -> PatientConnection:
    """A connection with the pragmas that every one of ours has."""
    conn = PatientConnection(path)
    await conn
    try:
        await conn.set_up(
            "journal_mode = WAL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what was deleted or overwritten is gone from its page as well
            "busy_timeout = 5000",
            f"synchronous = {SYNCHRONOUS}",
            "temp_store = MEMORY",  # what a savepoint may take back; a temporary file would be written to for every page
            f"query_only = {int(query_only)}",
        )
    except BaseException:
        await conn.close()  # its thread would outlive everything else
        raise
    return conn
