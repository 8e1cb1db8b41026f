"""Moving: every row arrives, in both directions, or nothing does; what is not fit for it is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.errors import StoreError
from bot.model import Chat, DraftKind, Message
from bot.store.moving import ends
from bot.store.moving.ends import source_of, target_of
from bot.store.moving.moving import TABLES, Carried, carry
from bot.store.sqlite import migrate
from tests.support.county import County, SetClock, at, office_of
from tests.support.databases import Files, OnServer
from tests.support.postgres import Server

KEYS = {table.name: ", ".join(column.name for column in table.primary_key) for table in TABLES}


def rows_of(home: Files | OnServer) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is committed."""
    return {name: sorted(home.ask(f"SELECT * FROM {name}"), key=repr) for name in KEYS}


async def fill(home: Files | OnServer) -> None:
    """A small office with something hostile in it, and an item that points to a later one."""
    async with home.opened() as store:
        gao = County(office_of(), store, SetClock(at("2026-06-03 12:00")))
        person = await gao.person("王茗'; DROP TABLE items;--", "云茶镇", telegram_id=5)
        first, second = [await gao.item(person) for _ in range(2)]
        await gao.demand("专报", due="2026-06-12 17:30")
        async with store.work(now=gao.clock.now()) as work:
            await work.outbox.say(Chat(5), Message("😀 \\ \t{}"), slot="card:1")
            draft = await work.drafts.add(
                5, 5, kind=DraftKind.ITEM, step="y", data={"z": ["é", None]}, now=work.now
            )
            await work.drafts.delete(draft.id)  # its number is never given again
    home.ask("UPDATE items SET merged_into = ? WHERE id = ?", second, first)


@pytest.fixture
def place(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def bare(server: Server) -> Iterator[str]:
    """The address of a database without tables."""
    url = server.create()
    yield url
    server.drop(url)


async def move(source: str, target: str) -> Carried:
    return await carry(source_of(source), target_of(target))


async def test_there_and_back_again_all_rows_are_the_same_and_numbers_go_on(
    place: Files, on_server: OnServer, tmp_path: Path
) -> None:
    await fill(place)
    before = rows_of(place)
    there = await move(place.url, on_server.url)
    assert rows_of(on_server) == before == rows_of(place)
    assert there.counts["items"] == 2 and there.counts["drafts"] == 0
    async with on_server.opened() as store, store.work(now=at("2026-06-03 13:00")) as work:
        assert await work.people.ensure_unit("双溪乡") > max(row[0] for row in before["units"])
        assert (await work.drafts.add(5, 5, kind=DraftKind.ITEM, step="y", data={}, now=work.now)).id == 2
    (tmp_path / "back").mkdir()
    back = Files(tmp_path / "back")
    after = rows_of(on_server)
    await move(on_server.url, back.url)
    assert rows_of(back) == after
    async with back.opened() as store, store.work(now=at("2026-06-03 13:00")) as work:
        await work.drafts.delete(2)
        assert (await work.drafts.add(5, 5, kind=DraftKind.ITEM, step="y", data={}, now=work.now)).id == 3


async def test_the_two_sides_agree_on_one_fingerprint(
    place: Files, on_server: OnServer, tmp_path: Path
) -> None:
    await fill(place)
    there = await move(place.url, on_server.url)
    back = await move(on_server.url, f"sqlite:///{tmp_path / 'back.db'}")
    assert there == back


async def test_a_database_without_tables_gets_them(place: Files, bare: str, server: Server) -> None:
    await fill(place)
    await move(place.url, bare)
    assert server.ask(bare, "SELECT version_num FROM alembic_version") == [(migrate.newest_revision(),)]
    assert server.ask(bare, "SELECT count(*) FROM items") == [(2,)]


async def test_what_people_typed_arrives_without_nul_which_a_server_does_not_keep(
    place: Files, on_server: OnServer
) -> None:
    await fill(place)
    place.ask("INSERT INTO places (chat_id, kind, title) VALUES (-7, 'work', ?)", "工作\0群")
    await move(place.url, on_server.url)
    assert on_server.ask("SELECT title FROM places") == [("工作群",)]


async def test_a_target_that_holds_anything_is_refused_and_left_alone(
    place: Files, on_server: OnServer
) -> None:
    await fill(place)
    on_server.ask("INSERT INTO units (name) VALUES ('双溪乡')")
    with pytest.raises(StoreError, match="holds an office already"):
        await move(place.url, on_server.url)
    assert on_server.ask("SELECT name FROM units") == [("双溪乡",)]
    assert on_server.ask("SELECT value FROM meta") == [("1",)]


async def test_a_database_of_something_else_is_refused(place: Files, bare: str, server: Server) -> None:
    await fill(place)
    server.ask(bare, "CREATE TABLE salaries (id int)")
    with pytest.raises(StoreError, match="salaries"):
        await move(place.url, bare)
    assert server.ask(bare, "SELECT to_regclass('items')") == [(None,)]


async def test_a_file_that_is_there_is_refused(place: Files, on_server: OnServer) -> None:
    await fill(on_server)
    async with place.opened():
        pass
    with pytest.raises(StoreError, match="there already"):
        await move(on_server.url, place.url)


async def test_an_office_of_another_revision_is_refused(place: Files, on_server: OnServer) -> None:
    await fill(place)
    place.ask("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StoreError, match="revision 0000"):
        await move(place.url, on_server.url)


async def test_a_file_that_is_missing_is_refused_and_not_made(place: Files, on_server: OnServer) -> None:
    with pytest.raises(StoreError, match="no such file"):
        await move(place.url, on_server.url)
    assert not place.path.exists()


async def test_nothing_moves_while_a_bot_runs_on_either_side(place: Files, on_server: OnServer) -> None:
    await fill(place)
    with FileLock(f"{place.path}.lock"), pytest.raises(StoreError, match="running"):
        await move(place.url, on_server.url)
    async with on_server.opened() as store:
        assert await store.lead()
        with pytest.raises(StoreError, match="running"):
            await move(place.url, on_server.url)
    assert on_server.ask("SELECT count(*) FROM items") == [(0,)]


@pytest.mark.parametrize("way", ["to the server", "to a file"])
async def test_a_move_that_fails_half_way_leaves_nothing(
    place: Files, on_server: OnServer, tmp_path: Path, way: str
) -> None:
    if way == "to the server":
        await fill(place)
        place.ask("PRAGMA foreign_keys = OFF")
        conn = sqlite3.connect(place.path)
        with conn:
            conn.execute("UPDATE items SET person_id = 99")  # nobody: the server will not have it
        conn.close()
        with pytest.raises(StoreError):
            await move(place.url, on_server.url)
        assert on_server.ask("SELECT count(*) FROM units") == [(0,)]
    else:
        await fill(on_server)
        on_server.ask("ALTER TABLE items DROP CONSTRAINT fk_items_editor_id")
        on_server.ask("UPDATE items SET editor_id = 99")
        try:
            with pytest.raises(StoreError):
                await move(on_server.url, f"sqlite:///{tmp_path / 'back.db'}")
        finally:
            on_server.ask("UPDATE items SET editor_id = NULL")
            on_server.ask(
                "ALTER TABLE items ADD CONSTRAINT fk_items_editor_id FOREIGN KEY (editor_id) REFERENCES people (id)"
            )
        assert [path.name for path in tmp_path.iterdir()] == []


async def test_rows_that_arrive_otherwise_than_they_were_sent_are_noticed(
    place: Files, on_server: OnServer
) -> None:
    class Careless(ends._Server):
        async def write(self, table: Any, rows: list[Any]) -> None:
            await super().write(table, rows[:-1] if table.name == "outbox" else rows)

    await fill(place)
    async with ends._standing_still(on_server.url) as conn:

        @asynccontextmanager
        async def careless() -> Any:
            async with conn.transaction():
                yield Careless(conn)

        with pytest.raises(StoreError, match="outbox: what arrived differs"):
            await carry(source_of(place.url), careless())
    assert on_server.ask("SELECT count(*) FROM units") == [(0,)]
