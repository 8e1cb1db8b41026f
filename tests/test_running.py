"""The run of the tests itself."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.sqlite import migrate
from tests.support.lent import Offices

LEFT_OPEN = """
import asyncio, pathlib, sys
from bot.store.sqlite.connection import connect
from tests.conftest import pytest_sessionfinish
left = asyncio.run(connect(pathlib.Path(sys.argv[1])))
pytest_sessionfinish()
"""

FORKED_ELSEWHERE = """
import os, sys
from tests.support import warm
os.chdir(sys.argv[1])
bot = warm._context().Process(target=exec, args=("import sys; sys.exit(0 if 'bot.app' in sys.modules else 3)",))
bot.start()
bot.join()
sys.exit(bot.exitcode)
"""


def test_bots_are_forked_with_their_imports_wherever_the_first_one_starts(tmp_path: Path) -> None:
    """The server of forks leaves out what it cannot import, and says nothing."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", FORKED_ELSEWHERE, str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    assert subprocess.run(command, cwd=root, env=environment, timeout=60, check=False).returncode == 0


def test_a_run_ends_though_a_test_has_left_a_connection_open(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEFT_OPEN, str(tmp_path / "desk.db")]
    root = Path(__file__).resolve().parents[1]
    assert subprocess.run(command, cwd=root, timeout=60, check=False).returncode == 0


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Offices]:
    found = Offices(tmp_path, migrate.create)
    yield found
    found.close()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return list(conn.iterdump())


def test_an_office_that_one_county_has_filled_is_as_new_for_the_next(
    offices: Offices, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    offices.lend(first)
    new, file = dump(first), first.resolve()
    with closing(sqlite3.connect(first, isolation_level=None)) as conn:
        conn.execute("PRAGMA ignore_check_constraints = ON")
        conn.execute("INSERT INTO search_index (rowid, lexemes) VALUES (7, 'x')")
        tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%fts5%'")
        for (table,) in tables.fetchall():
            if not table.startswith("search_index_") or table in (
                "search_index_stale",
                "search_index_progress",
            ):
                columns = conn.execute(f"SELECT * FROM {table}").description
                conn.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('7' for _ in columns)})")
        conn.execute("DELETE FROM meta")
    assert len(dump(first)) > len(new) + 70
    first.unlink()
    offices.lend(second)
    assert second.resolve() == file
    assert dump(second) == new
    with closing(sqlite3.connect(second)) as conn:
        assert conn.execute("SELECT rowid FROM search_index WHERE search_index MATCH 'x'").fetchall() == []


@pytest.mark.parametrize("left", ["still there", "with a table of its own"])
def test_an_office_that_is_somebodys_or_another_one_is_lent_to_nobody(
    offices: Offices, tmp_path: Path, left: str
) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    offices.lend(first)
    file = first.resolve()
    if left != "still there":
        with closing(sqlite3.connect(first)) as conn:
            conn.execute("CREATE TABLE own (id)")
        first.unlink()
    offices.lend(second)
    assert second.resolve() != file
