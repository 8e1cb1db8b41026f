"""A connection to SQLite that crosses to its thread as seldom as it can; which statements run is the repositories' affair."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StoreError
from bot.store.alarm import Alarm

# Troubles of the machine, not of what was asked: they pass, or everybody has them.
_PASSING = re.compile(r"locked|busy|is full|disk I/O|unable to open|readonly", re.IGNORECASE)

Parked = tuple[str, Any, bool]  # a statement, its parameters, whether these are many rows


class PatientConnection(aiosqlite.Connection):
    """Inside a transaction, a statement that returns nothing is parked until the next one that returns something.

    Both then cross to the connection's thread together, in the order they were given; so does what is left at the commit. A
    Work of eighteen statements takes six crossings of about 0.08 ms instead of twenty. What a parked statement fails with is
    raised where it runs, inside the same transaction. Raises StoreError wherever SQLite is locked, full or out of order, and
    lets its `alarm`, where it has one, know.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(lambda: sqlite3.connect(path, isolation_level=None), iter_chunk_size=64)
        self._parked: list[Parked] = []
        self.alarm: Alarm | None = None
        self._is_durable = False

    def begin(self, *, durable: bool = False) -> None:
        """A transaction that holds the only right to write; it begins with the first statement that runs.

        `durable`: its commit is on disk when it ends, and with it all commits before it.
        """
        self._parked = [("BEGIN IMMEDIATE", (), False)]
        if durable != self._is_durable:
            self._parked.insert(0, (f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}", (), False))
            self._is_durable = durable

    def park(self, sql: str, parameters: Any = (), *, many: bool = False) -> None:
        """A statement that returns nothing; `begin` has been called."""
        assert self._parked or self.in_transaction, "nothing would ever run it"
        self._parked.append((sql, parameters, many))

    async def execute_fetchall(  # type: ignore[override]  # a plain coroutine: nobody uses it as a context manager
        self, sql: str, parameters: Iterable[Any] | dict[str, Any] | None = None
    ) -> list[Any]:
        """All rows of a statement, after everything that is parked, in one crossing."""
        return await self._cross(sql, parameters)

    async def commit(self) -> None:
        """Runs what is parked, and commits."""
        await self._cross("COMMIT")
        if self.alarm is not None:
            self.alarm.clear()

    async def rollback(self) -> None:
        """Forgets what is parked and undoes what has run."""
        self._parked = []
        if self.in_transaction:
            await self._cross("ROLLBACK")

    async def _cross(self, sql: str, parameters: Any = None) -> list[Any]:
        parked, self._parked = self._parked, []
        try:
            # aiosqlite's own door to its thread; it has no public one for more than one statement.
            rows: list[Any] = await self._execute(_run, self._conn, parked, sql, parameters or ())  # type: ignore[no-untyped-call]
        except sqlite3.OperationalError as error:
            trouble = StoreError(str(error), passing=bool(_PASSING.search(str(error))))
            if self.alarm is not None:
                self.alarm.note(trouble)
            raise trouble from error
        return rows


async def connect(path: Path, *, query_only: bool = False) -> PatientConnection:
    """A connection with the pragmas that every one of ours has."""
    conn = PatientConnection(path)
    await conn
    try:
        for pragma in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "busy_timeout = 5000",
            "synchronous = NORMAL",
            f"query_only = {int(query_only)}",
        ):
            await conn.execute_fetchall(f"PRAGMA {pragma}")
    except BaseException:
        await conn.close()  # its thread would outlive everything else
        raise
    return conn


def _run(conn: sqlite3.Connection, parked: list[Parked], sql: str, parameters: Any) -> list[Any]:
    """In the connection's thread."""
    for statement, values, many in parked:
        (conn.executemany if many else conn.execute)(statement, values)
    return conn.execute(sql, parameters).fetchall()
