"""The migrations on a server: up and down step by step, the tables of the code in the end, once for however many copies."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.errors import ConfigError, StoreError
from bot.store.postgres import migrate
from bot.store.postgres.database import Postgres
from bot.store.sqlite.migrate import newest_revision, upgrade
from bot.store.tables import metadata
from tests.store.sqlite.test_migrations import COMPARED, NEW_TARGETS, OLD_TARGETS, VERSIONS
from tests.support.postgres import Server


@pytest.fixture
def bare(server: Server) -> Iterator[str]:
    """The address of a database without tables."""
    url = server.create()
    yield url
    server.drop(url)


async def test_every_step_goes_up_down_and_up_again(bare: str, server: Server) -> None:
    for place, version in enumerate(VERSIONS):
        before = VERSIONS[place - 1] if place else "base"
        await migrate.upgrade(bare, version)
        await migrate.downgrade(bare, before)
        await migrate.upgrade(bare, version)
    assert (await migrate.look(bare)).revision == newest_revision()
    await migrate.downgrade(bare, "base")
    left = server.ask(bare, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert left == [("alembic_version",)]


async def test_lines_of_an_older_audit_trail_are_linked_as_on_sqlite(
    bare: str, server: Server, tmp_path: Path
) -> None:
    line = (
        "INSERT INTO audit (subject, subject_id, person_id, step, before, after, done_at)"
        " VALUES ('item', 9000000000, NULL, '签收', NULL, '{\"a\": \"é\"}', 1780000000000)"
    )
    path = tmp_path / "desk.db"
    await migrate.upgrade(bare, "0001")
    upgrade(path, "0001")
    conn = sqlite3.connect(path)
    for _ in range(2):
        server.ask(bare, line)
        conn.execute(line)
    conn.commit()
    await migrate.migrate(bare)
    upgrade(path, "head")
    links = server.ask(bare, "SELECT hash FROM audit ORDER BY id")
    assert len(set(links)) == 2 and links == conn.execute("SELECT hash FROM audit ORDER BY id").fetchall()
    conn.close()


async def test_a_target_that_had_no_year_gets_the_one_for_which_it_was_set(bare: str, server: Server) -> None:
    await migrate.upgrade(bare, "0075")
    for statement in OLD_TARGETS:
        server.ask(bare, statement)
    await migrate.migrate(bare)
    assert server.ask(bare, "SELECT * FROM unit_targets ORDER BY unit_id") == NEW_TARGETS


async def test_the_migrations_make_the_tables_of_the_code(bare: str) -> None:
    await migrate.migrate(bare)
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(bare), poolclass=NullPool
    )

    def compare(connection: Any) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection, opts=COMPARED), metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()


async def test_copies_that_start_at_once_migrate_once(bare: str, server: Server) -> None:
    copies = [Postgres(bare) for _ in range(3)]
    await asyncio.gather(*(copy.open() for copy in copies))
    for copy in copies:
        await copy.close()
    assert server.ask(bare, "SELECT key, value FROM meta") == [("directory_version", "1")]


async def test_an_office_of_a_newer_release_is_refused_and_left_alone(bare: str, server: Server) -> None:
    await migrate.migrate(bare)
    server.ask(bare, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer release"):
        await migrate.migrate(bare)


async def test_a_migration_that_fails_leaves_the_tables_as_they_were(bare: str, server: Server) -> None:
    server.ask(bare, "CREATE TABLE units (something int)")  # in the way
    with pytest.raises(StoreError, match="migration"):
        await migrate.migrate(bare)
    left = server.ask(bare, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert left == [("units",)]


async def test_a_look_names_the_rights_that_the_account_lacks(bare: str, server: Server) -> None:
    await migrate.migrate(bare)
    server.ask(bare, "CREATE ROLE clerk LOGIN")
    server.ask(bare, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk")
    server.ask(bare, "REVOKE DELETE ON items FROM clerk")
    try:
        found = await migrate.look(bare.replace("postgres:@", "clerk@"))
        assert (found.revision, set(found.lacking)) == (newest_revision(), {"CREATE", "DELETE items"})
        assert (await migrate.look(bare)).lacking == ()
    finally:
        server.ask(bare, "DROP OWNED BY clerk")
        server.ask(bare, "DROP ROLE clerk")


async def test_a_database_that_cannot_hold_chinese_is_refused(server: Server) -> None:
    server.ask(
        server.url("postgres"), "CREATE DATABASE test_0 TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
    )
    try:
        with pytest.raises(StoreError, match="UTF8"):
            await migrate.migrate(server.url("test_0"))
    finally:
        server.drop(server.url("test_0"))


@pytest.mark.parametrize("url", ["postgresql://host:port/desk", "postgresql://a:secret@host/x?sslmode=what"])
async def test_an_address_that_is_none_is_a_fault_of_the_settings(url: str) -> None:
    with pytest.raises(ConfigError, match=r"storage\.url") as caught:
        await migrate.migrate(url)
    assert "secret" not in str(caught.value)
