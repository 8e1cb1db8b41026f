"""An office on a file costs a test little: its tables are copied from one file of the run, and no commit waits for the disk.

Since nothing waits, nothing goes to another thread and back either, which costs more than most statements. Nearly all tests
make an office, and a power cut is the matter of few. Only this process is meant: a bot that a test starts is as it is
in an office.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosqlite.core import set_exception, set_result

from bot.store.sqlite import connection, database, migrate
from bot.store.sqlite.connection import PatientConnection
from tests.support.lent import Kept, Offices

_create, _aside, _SYNCHRONOUS = migrate.create, migrate.migrate_aside, connection.SYNCHRONOUS

_LOOK_AGAIN = 0.002  # seconds

offices: Offices | None = None  # that counties are lent


class _Here:
    """In the place of a connection's thread and of the queue to it: what is put there runs at once, and is told of as ever."""

    has_failed = False  # what was put there last

    def start(self) -> None:
        """There is nothing to start."""

    def put_nowait(self, given: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        """A function, and who waits for what it gives."""
        future, function = given
        tell: Any = set_result
        try:
            came = function()
            self.has_failed = False
        except BaseException as error:
            tell, came = set_exception, error
            self.has_failed = True
        if future is not None:
            future.get_loop().call_soon(tell, future, came)


class _ConnectionHere(PatientConnection):
    """A connection without a thread of its own. Where another one writes it looks again and again, so that this one can end."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        own: Any = self
        own._thread = own._tx = self._here = _Here()
        self._patience = 0.0  # seconds
        anew = own._connector
        own._connector = lambda: (offices.connect(path) if offices else None) or anew()

    async def _hand_over(self, function: Callable[[], Any]) -> Any:
        self._conn  # ValueError where it is closed  # noqa: B018
        return function()

    async def set_up(self, *pragmas: str) -> None:
        conn = self._conn
        if isinstance(conn, Kept):
            pragmas = tuple(each for each in pragmas if not conn.has(each))
        await super().set_up(*pragmas)

    def begin(self) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        (asked,) = self._conn.execute("PRAGMA busy_timeout").fetchone()
        if asked:  # SQLite itself would wait while nothing else goes on
            self._patience = asked / 1000
            self._conn.execute("PRAGMA busy_timeout = 0")
        first = super().begin()
        if not self._here.has_failed:
            return first
        begun, until = loop.create_future(), loop.time() + self._patience

        def look() -> None:
            super(_ConnectionHere, self).begin().add_done_callback(tell)

        def tell(attempt: asyncio.Future[Any]) -> None:
            error = attempt.exception()
            if error is not None and "locked" in str(error) and loop.time() < until:
                loop.call_later(_LOOK_AGAIN, look)
            elif error is not None:
                begun.set_exception(error)
            else:
                begun.set_result(None)

        first.add_done_callback(tell)
        return begun


@contextmanager
def quick_offices(folder: Path) -> Iterator[None]:
    """Until the end; `folder` is for the file that is copied."""
    template = folder / "template.db"
    _create(template)
    conn = sqlite3.connect(template)
    conn.execute("PRAGMA journal_mode = WAL")  # every office's first step
    conn.close()

    def copy(path: Path) -> None:
        shutil.copyfile(template, path)

    lent = Offices(folder, copy)

    async def at_once(path: Path) -> None:
        if not lent.knows(path):  # those are of this release
            migrate.migrate(path)

    with _replaced(copy, at_once, "OFF", _ConnectionHere, lent):
        yield
    lent.close()


@contextmanager
def installed_offices() -> Iterator[None]:
    """Until the end everything is as in an office again."""
    with _replaced(_create, _aside, _SYNCHRONOUS, PatientConnection, None):
        yield


@contextmanager
def threads() -> Iterator[None]:
    """Until the end each connection that is opened has a thread of its own again."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(connection, "PatientConnection", PatientConnection)
        yield


@contextmanager
def _replaced(
    create: object,
    aside: object,
    synchronous: str,
    kind: type[PatientConnection],
    lent: Offices | None,
) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(migrate, "create", create)
        changed.setattr(database, "migrate_aside", aside)
        changed.setattr(connection, "SYNCHRONOUS", synchronous)
        changed.setattr(connection, "PatientConnection", kind)
        changed.setattr(sys.modules[__name__], "offices", lent)
        yield
