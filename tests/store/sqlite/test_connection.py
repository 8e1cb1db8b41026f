"""What our connection takes of aiosqlite's that is not public, by name: a release that moves it fails here first."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import aiosqlite
import pytest

from bot.store.sqlite.connection import connect

pytestmark = pytest.mark.usefixtures("in_threads")


async def test_aiosqlite_still_has_the_names_that_short_ways_rest_on(tmp_path: Path) -> None:
    conn = await connect(tmp_path / "desk.db")
    try:
        assert isinstance(conn, aiosqlite.Connection)
        assert isinstance(conn._connection, sqlite3.Connection), "the connection while it is open"
        assert conn._conn is conn._connection, "the same, where it must be there"
        assert callable(conn._tx.put_nowait), "the door to its thread"
    finally:
        await conn.close()
    assert conn._connection is None


async def test_what_is_put_through_the_door_is_a_future_and_a_function(tmp_path: Path) -> None:
    conn = await connect(tmp_path / "desk.db")
    try:
        assert await conn._cross(lambda: "over there", is_writing=False) == "over there"
        assert await conn.execute_fetchall("SELECT 1") == [(1,)]
    finally:
        await conn.close()
