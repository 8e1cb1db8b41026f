"""Offices on files that one test's county after another has, emptied in between, with connections that stay open.

To copy an office, to read its tables' definitions and to prepare each statement anew takes longer than most of what tests do
there. A county's own path is a link to such a file: whoever opens it reads and writes what the county does. A file is free
again when its link is gone, with the folder of the test or of the example.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Prepare = Callable[[Path], None]
C = TypeVar("C", bound=sqlite3.Connection)

_STATEMENTS = 1024  # that a connection keeps prepared: more than there are
_LARGE = 1000  # pages
_TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table'
AND name NOT IN ('search_index', 'search_index_data', 'search_index_idx', 'search_index_config')
"""


class Kept(sqlite3.Connection):
    """Closed, it waits for whoever connects next."""

    office: _Office

    def close(self) -> None:
        self.rollback()
        self.set_trace_callback(None)
        self.office.idle.append(self)

    def has(self, pragma: str) -> bool:
        """Whether it is set so: to set it again would have every statement prepared anew."""
        name, _, value = pragma.partition(" = ")
        return str(self.execute(f"PRAGMA {name}").fetchone()[0]) == {"ON": "1"}.get(value, value)


class _Office:
    """A file; `idle` are its connections that nobody has now, the one that wrote before in front."""

    def __init__(self, path: Path, prepared: Prepare | None) -> None:
        self.path = self.link = path
        self.prepared = prepared
        self.idle = [self._connect(Kept), self._connect(Kept)]
        for conn in self.idle:
            conn.office = self
        self._own = self._connect(sqlite3.Connection)
        tables = [name for (name,) in self._own.execute(_TABLES)]
        self._rows = {table: self._own.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
        self._filled = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables
        )
        self._definitions = self._ask("PRAGMA schema_version")

    def _connect(self, kind: type[C]) -> C:
        conn = sqlite3.connect(
            self.path,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
            factory=kind,
        )
        conn.execute("PRAGMA synchronous = OFF")
        return conn

    def _ask(self, sql: str) -> int:
        found: int = self._own.execute(sql).fetchone()[0]
        return found

    @property
    def is_free(self) -> bool:
        """Whether the test that had it is over, with its folder."""
        return len(self.idle) == 2 and not os.path.lexists(self.link)

    def empty(self) -> bool:
        """Whether it is as it was when it was new: not where a test has changed what tables there are, or left very much."""
        if self._ask("PRAGMA schema_version") != self._definitions or self._ask("PRAGMA page_count") > _LARGE:
            return False
        self._own.execute("BEGIN IMMEDIATE")
        filled = {table for (table,) in self._own.execute(self._filled)}
        for table, rows in self._rows.items():
            if table in filled:
                self._own.execute(f"DELETE FROM {table}")
            for row in rows:
                self._own.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        self._own.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        self._own.execute("COMMIT")
        return True

    def end(self) -> None:
        """Its connections are closed."""
        for conn in (*self.idle, self._own):
            sqlite3.Connection.close(conn)


class Offices:
    """Those of this process, in a folder; `copy` makes a new office at a path."""

    def __init__(self, folder: Path, copy: Prepare) -> None:
        self._paths = (folder / f"lent-{number}.db" for number in itertools.count(1))
        self._copy = copy
        self._lent: dict[Path, _Office] = {}

    def lend(self, path: Path, prepare: Prepare | None = None) -> None:
        """There is a new office at the path from now on, of those to which `prepare` has been done."""
        office = self._free(prepare)
        path.parent.mkdir(parents=True, exist_ok=True)
        office.link = path
        self._lent[path] = office
        path.symlink_to(office.path)

    def _free(self, prepare: Prepare | None) -> _Office:
        for link, office in list(self._lent.items()):
            if office.prepared == prepare and office.is_free:
                del self._lent[link]
                if office.empty():
                    return office
                office.end()
        path = next(self._paths)
        self._copy(path)
        if prepare is not None:
            prepare(path)
        return _Office(path, prepare)

    def knows(self, path: Path) -> bool:
        """Whether it has lent the office at the path."""
        return path in self._lent

    def connect(self, path: Path) -> Kept | None:
        """A connection to an office that it has lent, where one is left."""
        office = self._lent.get(path)
        return office.idle.pop(0) if office is not None and office.idle else None

    def close(self) -> None:
        """At the end of the run."""
        for office in self._lent.values():
            office.end()
