"""A connection to SQLite that crosses to its thread as seldom as it can; which statements run is the repositories' affair."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import aiosqlite

from bot.errors import StoreError
from bot.store.alarm import Alarm

# Troubles of the machine, not of what was asked: they pass, or everybody has them.
_PASSING = re.compile(r"locked|busy|is full|disk I/O|unable to open|readonly", re.IGNORECASE)
# What a statement and its parameters may raise.
_FAILURES = (sqlite3.Error, sqlite3.Warning, ArithmeticError, MemoryError, TypeError, ValueError)

_STANDSTILL = 0.001  # seconds


class Statement(NamedTuple):
    """One statement on its way: whose it is, and where its rows are awaited, if anybody wants them."""

    sql: str
    parameters: Any = ()
    is_many: bool = False
    rows: asyncio.Future[list[Any]] | None = None
    owner: object = None


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


class Transaction:
    """Statements between BEGIN and COMMIT, and what became of them.

    `owner` is whoever gives statements now. Of several that share a transaction each hears of its own failures, and the others
    of a StoreError that passes; `broken` then says whose failure it was, and which: nothing more runs. So it is, too, where a
    failure is the machine's, or has made SQLite take everything back.
    """

    def __init__(self, owner: object) -> None:
        self.owner = owner
        self.broken: tuple[object, Exception] | None = None
        self.parked = [Statement("BEGIN IMMEDIATE", owner=owner)]
        self.crossings = 0


class PatientConnection(aiosqlite.Connection):
    """Inside a transaction, a statement that returns nothing is parked until the next one that returns something.

    Both then cross to the connection's thread together, in the order they were given; so does what is left at the commit. A
    crossing costs as much as ten statements. Outside a transaction each statement crosses alone. Raises StoreError wherever
    SQLite is locked, full or out of order, and lets its `alarm`, where it has one, know.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(lambda: sqlite3.connect(path, isolation_level=None), iter_chunk_size=64)
        self.alarm: Alarm | None = None
        self._transaction: Transaction | None = None

    @property
    def transaction(self) -> Transaction:
        """The one that has begun."""
        assert self._transaction is not None, "nothing would ever run it"
        return self._transaction

    def begin(self, owner: object = None) -> None:
        """A transaction that holds the only right to write; it begins with the first statement that runs."""
        self._transaction = Transaction(owner)

    def park(self, sql: str, parameters: Any = (), *, many: bool = False) -> None:
        """A statement that returns nothing."""
        now = self.transaction
        now.parked.append(Statement(sql, parameters, many, owner=now.owner))

    def ask(self, sql: str, parameters: Any) -> asyncio.Future[list[Any]]:
        """Parks a statement whose rows are wanted later: `answer` has them, at the latest then it runs."""
        now = self.transaction
        rows: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        now.parked.append(Statement(sql, parameters, rows=rows, owner=now.owner))
        return rows

    async def answer(self, rows: asyncio.Future[list[Any]]) -> list[Any]:
        """The rows that were asked for."""
        if not rows.done():
            await self._cross(self.transaction)
        return rows.result()

    async def execute_fetchall(  # type: ignore[override]  # a plain coroutine: nobody uses it as a context manager
        self, sql: str, parameters: Iterable[Any] | dict[str, Any] | None = None
    ) -> list[Any]:
        """All rows of a statement, after everything that is parked, in one crossing."""
        if self._transaction is not None:
            return await self.answer(self.ask(sql, parameters or ()))
        found: list[Any] = await self._noting(self._hand_over(partial(self._run_one, sql, parameters or ())))
        return found

    def end(self, *, keep: bool) -> asyncio.Future[None]:
        """The transaction is over: what is parked runs and everything is committed, or it is all undone.

        Another one may begin at once; it runs after this one. Where the commit fails, everything is undone.
        """
        now, self._transaction = self.transaction, None
        now.parked.append(Statement("COMMIT", owner=now.owner))
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(over, partial(self._finish, now, now.parked if keep else None))
        return over

    async def commit(self) -> None:
        """Runs what is parked, and commits."""
        await self._noting(self.end(keep=True))
        if self.alarm is not None:
            self.alarm.clear()

    async def rollback(self) -> None:
        """Forgets what is parked and undoes what has run."""
        await self._noting(self.end(keep=False))

    async def _cross(self, now: Transaction) -> None:
        """Everything that is parked runs."""
        batch, now.parked = now.parked, []
        now.crossings += 1
        try:
            found = await self._hand_over(partial(self._run, now, batch))
        except StoreError as error:
            self._note(now.broken[1] if now.broken is not None else error)
            raise
        for rows, value in found:
            if not rows.done():
                rows.set_result(value)

    async def _hand_over(self, function: Callable[[], Any]) -> Any:
        """What `function` gives, which runs in the connection's thread.

        Mostly it is over in a fraction of a millisecond, and so long the event loop stands still. Were it to go on meanwhile,
        the thread would have to wait for the interpreter after each statement, ten times as long as the statements take.
        """
        crossing = _Crossing(function)
        self._put(None, crossing.run)
        if not crossing.over.acquire(timeout=_STANDSTILL):
            crossing.late = asyncio.get_running_loop().create_future()
            if not crossing.over.acquire(blocking=False):
                await crossing.late
        if crossing.error is not None:
            raise crossing.error
        return crossing.result

    def _put(self, future: asyncio.Future[Any] | None, function: Callable[[], Any]) -> None:
        if self._connection is None:
            raise ValueError("no active connection")
        # aiosqlite's own door to its thread; it has no public one for more than one statement.
        self._tx.put_nowait((future, function))

    async def _noting(self, running: Awaitable[Any]) -> Any:
        try:
            return await running
        except StoreError as error:
            self._note(error)
            raise

    def _note(self, error: Exception) -> None:
        if self.alarm is not None and isinstance(error, StoreError):
            self.alarm.note(error)

    # In the connection's thread; who asked may have been cancelled meanwhile, and hears nothing.

    def _run_one(self, sql: str, parameters: Any) -> list[Any]:
        try:
            return self._conn.execute(sql, parameters).fetchall()
        except _FAILURES as reason:
            raise _translated(reason) from reason

    def _run(
        self, now: Transaction, batch: list[Statement]
    ) -> list[tuple[asyncio.Future[list[Any]], list[Any]]]:
        if now.broken is not None:
            raise also_failed(now.broken[1])
        found = []
        for statement in batch:
            try:
                if statement.is_many:
                    self._conn.executemany(statement.sql, statement.parameters)
                    continue
                cursor = self._conn.execute(statement.sql, statement.parameters)
                if statement.rows is not None:
                    found.append((statement.rows, cursor.fetchall()))
            except _FAILURES as reason:
                error, is_mine = _translated(reason), statement.owner is batch[-1].owner
                if not (is_mine and self._conn.in_transaction) or isinstance(error, StoreError):
                    now.broken = statement.owner, error
                raise (error if is_mine else also_failed(error)) from reason
        return found

    def _finish(self, now: Transaction, batch: list[Statement] | None) -> None:
        try:
            if batch is not None:
                self._run(now, batch)
        finally:
            if self._conn.in_transaction:
                self._conn.execute("ROLLBACK")


def _translated(error: Exception) -> Exception:
    if not isinstance(error, sqlite3.OperationalError):
        return error
    return StoreError(str(error), passing=bool(_PASSING.search(str(error))))


def also_failed(error: BaseException) -> StoreError:
    """For those who share a transaction with what failed: a later try of theirs may go well."""
    return StoreError(f"shared a commit with what failed: {error}", passing=True)


async def connect(path: Path, *, query_only: bool = False) -> PatientConnection:
    """A connection with the pragmas that every one of ours has."""
    conn = PatientConnection(path)
    await conn
    try:
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
            "synchronous = FULL",
            f"query_only = {int(query_only)}",
        ):
            await conn.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await conn.close()  # its thread would outlive everything else
        raise
    return conn
