"""The store's tests migrate often: the eighty migrations are read once for them all, and none waits for the disk."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event

from tests.support.quick import threads


@pytest.fixture(scope="session", autouse=True)
def migrations_read_once() -> Iterator[None]:
    read = ScriptDirectory.from_config

    @functools.cache
    def of(location: str | None) -> ScriptDirectory:
        config = Config()
        config.set_main_option("script_location", (location or "").replace("%", "%%"))
        return read(config)

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(
            ScriptDirectory, "from_config", lambda config: of(config.get_main_option("script_location"))
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def migrations_need_no_disk() -> Iterator[None]:
    def quick(conn: Any, _: object) -> None:
        if isinstance(conn, sqlite3.Connection):
            conn.execute("PRAGMA synchronous = OFF")
            conn.execute("PRAGMA journal_mode = MEMORY")

    event.listen(Engine, "connect", quick)
    yield
    event.remove(Engine, "connect", quick)


@pytest.fixture
def in_threads() -> Iterator[None]:
    """For this test each connection to a file has a thread of its own, as in an office."""
    with threads():
        yield
