"""The audit trail's chain in the table: written with every line in its own transaction; old lines get it in the migration."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.errors import AlreadyHandled
from bot.store.jsontext import as_json
from bot.store.sqlite import migrate
from bot.store.sqlite.database import Database
from tests.support.copies import NOW, chain_of, enrol, run_sql, submit


async def record(database: Database, *steps: str, inbox_seq: int | None = None) -> None:
    async with database.work(now=NOW, inbox_seq=inbox_seq) as work:
        for place, step in enumerate(steps):
            await work.trail.record(
                "item", place, step=step, person_id=None, now=NOW, before=[place], after={"步": step}
            )


async def test_lines_of_one_work_of_many_and_of_other_processes_are_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    first, second = Database(path), Database(path)
    await first.open()
    await second.open()
    await record(first, "a", "b")
    await record(second, "c")
    async with first.durable() as conn:
        row = {"update_id": 7, "lane": "1:1", "payload": ""}
        await first.queries.insert_inbox(conn, rows=as_json([row]), received_at=0)
    await record(first, "d", "e", inbox_seq=1)
    with pytest.raises(AlreadyHandled):
        await record(second, "again", inbox_seq=1)
    await second.close()
    await first.close()
    chain = chain_of(path)
    assert (chain.lines, chain.broken_at) == (5, None)


async def test_a_work_that_is_rolled_back_leaves_no_gap(tmp_path: Path) -> None:
    database = Database(tmp_path / "desk.db")
    await database.open()
    await record(database, "a")
    with pytest.raises(KeyError):
        async with database.work(now=NOW) as work:
            await work.trail.record("item", 1, step="lost", person_id=None, now=NOW)
            raise KeyError
    await record(database, "b")
    await database.close()
    chain = chain_of(database.path)
    assert (chain.lines, chain.broken_at) == (2, None)


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        ("UPDATE audit SET after = '{\"n\":9}' WHERE id = 3", 3),
        ("UPDATE audit SET done_at = done_at + 1 WHERE id = 1", 1),
        ("UPDATE audit SET hash = upper(hash) WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET id = 10 WHERE id = 2", 3),
        (
            "INSERT INTO audit (id, subject, subject_id, step, done_at, hash)"
            " SELECT -1, subject, 1, 'x', 0, hash FROM audit WHERE id = 1",
            -1,
        ),
    ],
)
async def test_what_is_changed_past_the_desk_is_found_and_the_line_named(
    tmp_path: Path, tamper: str, named: int
) -> None:
    database = Database(tmp_path / "desk.db")
    await database.open()
    person = await enrol(database)
    for _ in range(5):
        await submit(database, person)
    await database.close()
    assert chain_of(database.path).broken_at is None
    run_sql(database.path, tamper)
    assert chain_of(database.path).broken_at == named


def test_lines_from_before_the_chain_get_it_in_the_migration(tmp_path: Path) -> None:
    """More lines than one batch of the migration, with gaps between their ids."""
    path = tmp_path / "desk.db"
    migrate.upgrade(path, "0001")
    conn = sqlite3.connect(path)
    with conn:
        conn.executemany(
            "INSERT INTO audit (id, subject, subject_id, person_id, step, before, after, done_at)"
            " VALUES (?, 'item', ?, ?, ?, ?, ?, ?)",
            [(n * 3, n, n % 2 or None, "签收", None, '{"原因":"存疑"}', n) for n in range(1, 2302)],
        )
    conn.close()
    migrate.migrate(path)
    chain = chain_of(path)
    assert (chain.lines, chain.broken_at) == (2301, None)
    run_sql(path, "UPDATE audit SET step = 'x' WHERE id = 3003")
    assert chain_of(path).broken_at == 3003
    migrate.downgrade(path, "0001")
    assert len(sqlite3.connect(path).execute("SELECT * FROM audit").fetchone()) == 8
