"""Work: one commit or nothing, handled once, the roster in memory follows the file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import AlreadyHandled, StoreError
from bot.model import Chat, Message, PlaceKind, Role
from bot.store.jsontext import as_json
from tests.support.databases import Failing, Files, Home, hurry

pytestmark = pytest.mark.usefixtures("in_threads")
NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
GROUP = Chat(-5)


@pytest.fixture
async def database(home: Home) -> AsyncIterator[Failing]:
    async with home.opened(owners=[1]) as opened:
        yield opened


async def rows(database: Failing, sql: str) -> list[tuple[object, ...]]:
    """What is committed."""
    return database.home.ask(sql)


async def receive(database: Failing, update_id: int) -> int:
    """A pending inbox row; its seq."""
    async with database.durable() as conn:
        row = {"update_id": update_id, "lane": "1:1", "payload": "secret"}
        await database.queries.insert_inbox(conn, rows=as_json([row]), received_at=0)
    found = await rows(database, f"SELECT seq FROM inbox WHERE update_id = {update_id}")
    return int(str(found[0][0]))


async def test_an_exception_takes_everything_back_numbers_too(database: Failing) -> None:
    seq = await receive(database, 7)
    with pytest.raises(ZeroDivisionError):
        async with database.work(now=NOW, inbox_seq=seq) as work:
            assert await work.numbers.next("item:2026") == 1
            await work.outbox.say(GROUP, Message("x"))
            raise ZeroDivisionError
    assert await rows(database, "SELECT count(*) FROM outbox") == [(0,)]
    assert await rows(database, "SELECT state FROM inbox") == [("pending",)]
    async with database.work(now=NOW, inbox_seq=seq) as work:
        assert await work.numbers.next("item:2026") == 1


async def test_an_update_is_handled_once_and_its_words_are_gone(database: Failing) -> None:
    seq = await receive(database, 7)
    async with database.work(now=NOW, inbox_seq=seq) as work:
        await work.outbox.say(GROUP, Message("x"))
    with pytest.raises(AlreadyHandled):
        async with database.work(now=NOW, inbox_seq=seq) as work:
            await work.outbox.say(GROUP, Message("again"))
    assert await rows(database, "SELECT state, payload FROM inbox") == [("handled", "")]
    assert await rows(database, "SELECT count(*) FROM outbox") == [(1,)]


async def test_numbers_have_no_gaps_however_many_work_at_once(database: Failing) -> None:
    async def take(place: int) -> int | None:
        try:
            async with database.work(now=NOW) as work:
                number = await work.numbers.next("item:2026")
                await asyncio.sleep(0)
                if place % 3 == 0:
                    raise KeyError
                return number
        except KeyError:
            return None

    taken = [number for number in await asyncio.gather(*map(take, range(60))) if number]
    assert sorted(taken) == list(range(1, 41))


async def test_what_another_process_changes_reaches_the_roster_in_memory(
    database: Failing,
) -> None:
    async with database.work(now=NOW) as work:
        assert work.directory.people == ()
    async with database.home.opened() as other, other.work(now=NOW) as work:
        unit = await work.people.ensure_unit("云茶镇")
        await work.people.add(
            name="王茗",
            unit_id=unit,
            role="member",
            employment="part_time",
            joined_on=date(2026, 1, 4),
            telegram_id=1,
        )
        await work.refresh_directory()
    async with database.work(now=NOW) as work:
        (person,) = work.directory.people
    assert (person.name, person.unit, person.role) == ("王茗", "云茶镇", Role.OWNER)


async def test_a_roster_change_that_is_rolled_back_is_forgotten(database: Failing) -> None:
    with pytest.raises(KeyError):
        async with database.work(now=NOW) as work:
            await work.people.ensure_unit("云茶镇")
            assert [unit.name for unit in (await work.refresh_directory()).units] == ["云茶镇"]
            raise KeyError
    async with database.work(now=NOW) as work:
        assert work.directory.units == ()


async def test_a_living_message_that_has_not_left_takes_its_newest_words(database: Failing) -> None:
    async with database.work(now=NOW) as work:
        await work.outbox.say(GROUP, Message("first"), slot="card:1")
        await work.outbox.show("card:1", GROUP, Message("second"))
    ((method, payload),) = await rows(database, "SELECT method, payload FROM outbox")
    assert method == "sendMessage" and json.loads(str(payload))["text"] == "second"


async def test_edits_of_a_living_message_make_older_ones_pointless(database: Failing) -> None:
    async with database.work(now=NOW) as work:
        await work.outbox.say(GROUP, Message("first"), slot="card:1")
    database.home.ask("UPDATE outbox SET state = 'sent'")
    database.home.ask("UPDATE posts SET message_id = 99")
    async with database.work(now=NOW) as work:
        for words in ("second", "third", "fourth"):
            await work.outbox.show("card:1", GROUP, Message(words))
    edits = await rows(
        database, "SELECT state, payload FROM outbox WHERE method = 'editMessageText' ORDER BY id"
    )
    assert [(state, json.loads(str(payload))["text"]) for state, payload in edits] == [
        ("dropped", "second"),
        ("dropped", "third"),
        ("queued", "fourth"),
    ]


async def test_what_is_meant_for_a_shut_chat_waits_until_it_opens(database: Failing) -> None:
    async with database.work(now=NOW) as work:
        await work.outbox.say(Chat(42), Message("hello"))
    assert await rows(database, "SELECT state FROM outbox") == [("waiting",)]
    async with database.work(now=NOW + timedelta(days=1)) as work:
        await work.people.set_open(42, is_open=True, now=work.now)
        await work.refresh_directory()
        await work.outbox.release(42)
    assert await rows(database, "SELECT state FROM outbox") == [("queued",)]


async def test_a_group_that_becomes_a_supergroup_takes_everything_along(database: Failing) -> None:
    async with database.work(now=NOW) as work:
        await work.people.bind(-5, 0, kind=PlaceKind.WORK, title="群")
        await work.outbox.say(GROUP, Message("x"), slot="card:1")
        await work.move_chat(-5, -100500)
        assert [place.chat_id for place in work.directory.places] == [-100500]
    assert await rows(database, "SELECT chat_id FROM outbox") == [(-100500,)]


async def test_a_locked_database_is_a_trouble_that_passes(tmp_path: Path) -> None:
    import sqlite3

    async with Files(tmp_path).opened() as database:
        holder = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
        await database.reader.execute_fetchall("PRAGMA busy_timeout = 10")
        await hurry(database)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked") as caught:
            async with database.work(now=NOW):
                pass
        assert caught.value.passing
        holder.execute("ROLLBACK")
        holder.close()
        async with database.work(now=NOW) as work:
            assert await work.numbers.next("x") == 1
