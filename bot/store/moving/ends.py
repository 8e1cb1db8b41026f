"""Both kinds of database as something to carry an office from or to; carrying and comparing are store/moving.py's."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from filelock import FileLock, Timeout
from sqlalchemy import Table

from bot.errors import StoreError, reason_of
from bot.store.addresses import POSTGRES, SQLITE, shown
from bot.store.moving.moving import BATCH, TABLES, Row, Source, Target
from bot.store.postgres import migrate as postgres_migrate
from bot.store.postgres.adapter import translated
from bot.store.postgres.connecting import reach
from bot.store.postgres.presence import LEAD, OFFICE
from bot.store.sqlite import migrate
from bot.store.tables import SEARCH

_NUMBERED = tuple(table.name for table in TABLES if table.autoincrement_column is not None)


def source_of(url: str) -> AbstractAsyncContextManager[Source]:
    """An office to carry away. StoreError where there is none, or where a bot is at work on it."""
    return _server_source(url) if url.startswith(POSTGRES) else _file_source(_path_of(url))


def target_of(url: str) -> AbstractAsyncContextManager[Target]:
    """A place to carry an office to. StoreError where something else is there, or where a bot is at work on it."""
    return _server_target(url) if url.startswith(POSTGRES) else _file_target(_path_of(url))


def _path_of(url: str) -> Path:
    return Path(url.removeprefix(SQLITE))


def _check_revision(name: str, stored: str | None) -> None:
    newest = migrate.newest_revision()
    if stored is None:
        raise StoreError("{name} holds no office", name=name)
    if stored != newest:
        raise StoreError(
            "{name} is of revision {stored}, this release of {newest}: start this release's bot on it once",
            name=name,
            stored=stored,
            newest=newest,
        )


# --- SQLite -----------------------------------------------------------------------------------------------


class _File:
    """A file inside a transaction."""

    def __init__(self, conn: aiosqlite.Connection) -> None:
        self._conn = conn

    async def read(self, table: Table) -> AsyncIterator[list[Row]]:
        async with self._conn.execute(f"SELECT {_columns(table)} FROM {table.name}") as cursor:  # noqa: S608
            while rows := await cursor.fetchmany(BATCH):
                yield list(rows)

    async def marks(self) -> dict[str, int]:
        given: dict[str, int] = {
            row[0]: row[1]
            for row in await self._conn.execute_fetchall("SELECT name, seq FROM sqlite_sequence")
        }
        found = {}
        for table in TABLES:
            if table.name in _NUMBERED:
                (row,) = await self._conn.execute_fetchall(_highest(table))
                found[table.name] = max(row[0], given.get(table.name, 0))
        return found

    async def write(self, table: Table, rows: list[Row]) -> None:
        places = ", ".join("?" for _ in table.columns)
        await self._conn.executemany(f"INSERT INTO {table.name} ({_columns(table)}) VALUES ({places})", rows)  # noqa: S608

    async def finish(self, marks: dict[str, int]) -> None:
        # Only tables whose numbers never come back have a line here; the others go on from their highest row.
        made = {
            row[0]
            for row in await self._conn.execute_fetchall(
                "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"
            )
        }
        await self._conn.execute("DELETE FROM sqlite_sequence")
        await self._conn.executemany(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
            [(name, mark) for name, mark in marks.items() if name in made and mark],
        )

    async def empty_seed(self) -> None:
        await self._conn.execute("DELETE FROM meta")


def _expect(path: Path, *, there: bool) -> None:
    is_there = path.is_file() and path.stat().st_size > 0
    if is_there != there:
        raise (
            StoreError("{path} is there already: name another one", path=path)
            if is_there
            else StoreError("{path}: there is no such file", path=path)
        )


@asynccontextmanager
async def _file_source(path: Path) -> AsyncIterator[_File]:
    _expect(path, there=True)
    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError("a bot is running on {path}; stop it first", path=path) from None
    try:
        _check_revision(str(path), await asyncio.to_thread(migrate.stored_revision, path))
        async with aiosqlite.connect(path, isolation_level=None) as conn:
            await conn.execute("PRAGMA query_only = 1")
            await conn.execute("BEGIN")
            yield _File(conn)
    except sqlite3.Error as error:
        raise StoreError("{path}: {reason}", path=path, reason=reason_of(error)) from error
    finally:
        lock.release()


@asynccontextmanager
async def _file_target(path: Path) -> AsyncIterator[_File]:
    """The file stands under its own name only when all is in it."""
    _expect(path, there=False)
    fresh = path.with_name(f"{path.name}.moving")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        await asyncio.to_thread(migrate.migrate, fresh)
        async with aiosqlite.connect(fresh, isolation_level=None) as conn:
            for words in ("PRAGMA foreign_keys = ON", "BEGIN IMMEDIATE", "PRAGMA defer_foreign_keys = ON"):
                await conn.execute(words)
            yield _File(conn)
            await conn.commit()
        fresh.replace(path)
        await asyncio.to_thread(_flush_folder, path.parent)
    except (sqlite3.Error, OSError) as error:
        raise StoreError("{path}: {reason}", path=path, reason=reason_of(error)) from error
    finally:
        fresh.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """The file's new name is on disk, where the system has a way to ask for it."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


# --- PostgreSQL -------------------------------------------------------------------------------------------


class _Server:
    """A database of a server's, inside a transaction."""

    def __init__(self, conn: Any) -> None:
        self._conn = conn
        self._later: list[tuple[str, list[tuple[Any, ...]]]] = []

    async def read(self, table: Table) -> AsyncIterator[list[Row]]:
        with translated():
            cursor = await self._conn.cursor(f"SELECT {_columns(table)} FROM {table.name}")  # noqa: S608
            while rows := await cursor.fetch(BATCH):
                yield rows

    async def marks(self) -> dict[str, int]:
        found = {}
        with translated():
            for table in TABLES:
                if table.name in _NUMBERED:
                    sequence = await self._sequence(table)
                    given = await self._conn.fetchval(
                        f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608
                    )
                    found[table.name] = max(given, await self._conn.fetchval(_highest(table)))
        return found

    async def write(self, table: Table, rows: list[Row]) -> None:
        """What refers to a row of the same table, which may come later, is filled in at the end."""
        names = [column.name for column in table.columns]
        own = [names.index(key.parent.name) for key in table.foreign_keys if key.column.table is table]
        (key,) = [names.index(column.name) for column in table.primary_key] if own else (0,)
        for place in own:
            set_it = f"UPDATE {table.name} SET {names[place]} = $2 WHERE {names[key]} = $1"  # noqa: S608
            self._later.append((set_it, [(row[key], row[place]) for row in rows if row[place] is not None]))
        held_back = [tuple(None if at in own else value for at, value in enumerate(row)) for row in rows]
        with translated():
            await self._conn.copy_records_to_table(
                table.name, records=held_back if own else rows, columns=names
            )

    async def finish(self, marks: dict[str, int]) -> None:
        with translated():
            for sql, rows in self._later:
                await self._conn.executemany(sql, rows)
            for table in TABLES:
                if marks.get(table.name):
                    await self._conn.fetchval(
                        "SELECT setval($1::text::regclass, $2)",
                        await self._sequence(table),
                        marks[table.name],
                    )

    async def empty_seed(self) -> None:
        with translated():
            await self._conn.execute("DELETE FROM meta")

    async def _sequence(self, table: Table) -> str:
        column = table.autoincrement_column
        assert column is not None
        found: str = await self._conn.fetchval(
            "SELECT pg_get_serial_sequence($1, $2)", table.name, column.name
        )
        return found


@asynccontextmanager
async def _standing_still(url: str) -> AsyncIterator[Any]:
    """A connection that holds the lead, so that no bot receives or sends meanwhile."""
    conn = await reach(url)
    try:
        with translated():
            free = await conn.fetchval("SELECT pg_try_advisory_lock($1, $2)", OFFICE, LEAD)
        if not free:
            raise StoreError("a bot is running on {url}; stop all its copies first", url=shown(url))
        yield conn
    finally:
        await conn.close()


@asynccontextmanager
async def _server_source(url: str) -> AsyncIterator[_Server]:
    async with _standing_still(url) as conn:
        _check_revision(shown(url), await postgres_migrate.stored_revision(conn))
        async with conn.transaction(isolation="repeatable_read", readonly=True):
            yield _Server(conn)


@asynccontextmanager
async def _server_target(url: str) -> AsyncIterator[_Server]:
    async with _standing_still(url) as conn:
        ours = [*(table.name for table in TABLES), "alembic_version"]
        with translated():
            others = await conn.fetch(_TABLES_BESIDE, ours, SEARCH)
        if others:
            raise StoreError(
                "{url} holds other tables: {tables}",
                url=shown(url),
                tables=", ".join(row[0] for row in others[:5]),
            )
        await postgres_migrate.migrate(url)
        async with conn.transaction():
            yield _Server(conn)


_TABLES_BESIDE = """
SELECT relname FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') AND relname <> ALL ($1::text[])
    AND NOT starts_with(relname, $2)
ORDER BY relname
"""


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _highest(table: Table) -> str:
    column = table.autoincrement_column
    assert column is not None
    return f"SELECT coalesce(max({column.name}), 0) FROM {table.name}"  # noqa: S608 - names of our own tables
