"""Group commit on SQLite: Works share commits, and each can still fail, be refused or be cancelled alone."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.errors import AlreadyHandled, StoreError
from bot.model import Chat, Message, PlaceKind
from bot.store.jsontext import as_json
from bot.store.sqlite.database import Database
from bot.store.work import Work
from tests.support.copies import chain_of
from tests.support.databases import Files, hurry

pytestmark = pytest.mark.usefixtures("in_threads")
NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
CURSED = -13


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    found = Database(tmp_path / "desk.db")
    await found.open()
    try:
        yield found
    finally:
        await found.close()


async def traced(database: Database) -> list[str]:
    """The statements that the writing connection runs from now on, as they come."""
    said: list[str] = []
    async with database.durable() as conn:
        await conn.trace(said.append)
    said.clear()
    return said


async def write(database: Database, place: int, *, seq: int | None = None, chat: int = -5) -> int:
    """A Work that reads and writes; the number it took."""
    async with database.work(now=NOW, inbox_seq=seq) as work:
        number = await work.numbers.next("x")
        await work.trail.record("item", place, step="submit", person_id=None, now=NOW)
        await work.outbox.say(Chat(chat), Message(str(place)))
    return number


def texts(database: Database) -> list[str]:
    """What is committed in the outbox."""
    rows = Files(database.path.parent).ask("SELECT payload ->> 'text' FROM outbox ORDER BY id")
    return [str(row[0]) for row in rows]


def curse(database: Database, *, kind: str = "ABORT") -> None:
    """From now on a message to one chat is refused by the database."""
    conn = sqlite3.connect(database.path)
    with conn:
        conn.execute(
            f"CREATE TRIGGER curse BEFORE INSERT ON outbox WHEN NEW.chat_id = {CURSED} "
            f"BEGIN SELECT RAISE({kind}, 'cursed'); END"
        )
    conn.close()


async def test_works_that_wait_at_the_same_time_share_a_commit(database: Database) -> None:
    said = await traced(database)
    numbers = await asyncio.gather(*(write(database, place) for place in range(20)))
    assert sorted(numbers) == list(range(1, 21))
    assert texts(database) == [str(place) for place in range(20)]
    assert (said.count("BEGIN IMMEDIATE"), said.count("COMMIT")) == (1, 1)


async def test_a_work_alone_is_committed_when_it_ends(database: Database) -> None:
    for place in range(3):
        await write(database, place)
        assert len(texts(database)) == place + 1


@pytest.mark.usefixtures("as_installed")
async def test_every_commit_is_on_disk_when_it_ends(database: Database) -> None:
    async with database.durable() as conn:
        assert await conn.execute_fetchall("PRAGMA synchronous") == [(2,)]


async def test_a_work_that_is_refused_in_the_midst_takes_back_its_own_alone(database: Database) -> None:
    async def refused(place: int) -> None:
        async with database.work(now=NOW) as work:
            await work.numbers.next("x")
            await work.outbox.say(Chat(-5), Message(f"refused {place}"))
            await work.trail.record("item", place, step="lost", person_id=None, now=NOW)
            if place % 2:
                await work.numbers.next("y")  # so that it has run already
            raise KeyError(place)

    outcomes = await asyncio.gather(
        *(refused(place) if place % 3 == 1 else write(database, place) for place in range(21)),
        return_exceptions=True,
    )
    assert [place for place, outcome in enumerate(outcomes) if isinstance(outcome, KeyError)] == list(
        range(1, 21, 3)
    )
    assert sorted(number for number in outcomes if isinstance(number, int)) == list(range(1, 15))
    assert texts(database) == [str(place) for place in range(21) if place % 3 != 1]
    chain = chain_of(database.path)
    assert (chain.lines, chain.broken_at) == (14, None)


@pytest.mark.parametrize("kind", ["ABORT", "ROLLBACK"])
async def test_whose_statement_fails_hears_why_and_the_others_may_try_again(
    database: Database, kind: str
) -> None:
    curse(database, kind=kind)
    outcomes = await asyncio.gather(
        *(write(database, place, chat=CURSED if place == 4 else -5) for place in range(8)),
        return_exceptions=True,
    )
    failed = {place: outcome for place, outcome in enumerate(outcomes) if isinstance(outcome, Exception)}
    assert isinstance(failed.pop(4), sqlite3.IntegrityError)
    assert all(isinstance(error, StoreError) and error.passing for error in failed.values())
    stored = [place for place, outcome in enumerate(outcomes) if isinstance(outcome, int)]
    assert texts(database) == [str(place) for place in stored], "who was told that it went well is stored"
    await asyncio.gather(*(write(database, place) for place in failed))
    assert sorted(texts(database)) == [str(place) for place in range(8) if place != 4]
    chain = chain_of(database.path)
    assert (chain.lines, chain.broken_at) == (7, None)


@pytest.mark.parametrize("kind", ["ABORT", "ROLLBACK"])
async def test_a_statement_that_fails_while_its_work_waits_for_it_takes_no_other_work_for_stored(
    database: Database, kind: str
) -> None:
    curse(database, kind=kind)

    async def cursed() -> None:
        async with database.work(now=NOW) as work:
            await work.outbox.say(Chat(CURSED), Message("never"))
            await work.numbers.next("x")

    outcomes = await asyncio.gather(write(database, 0), cursed(), write(database, 2), return_exceptions=True)
    assert isinstance(outcomes[1], sqlite3.IntegrityError)
    stored = [str(place) for place, outcome in enumerate(outcomes) if isinstance(outcome, int)]
    assert texts(database) == stored
    assert stored == (["0", "2"] if kind == "ABORT" else ["2"])


async def test_who_is_cancelled_while_waiting_for_the_turn_or_the_commit_stops_nobody(
    database: Database,
) -> None:
    entered = asyncio.Event()
    go_on = asyncio.Event()

    async def slowly() -> None:
        async with database.work(now=NOW) as work:
            await work.outbox.say(Chat(-5), Message("slow"))
            entered.set()
            await go_on.wait()

    slow = asyncio.create_task(slowly())
    await entered.wait()
    tasks = [asyncio.create_task(write(database, place)) for place in range(6)]
    await asyncio.sleep(0)
    tasks[0].cancel()  # the first in the line
    tasks[5].cancel()  # and the last
    go_on.set()
    await slow
    await asyncio.gather(*tasks, return_exceptions=True)
    assert texts(database) == ["slow", "1", "2", "3", "4"]
    committing = asyncio.create_task(write(database, 9))
    while not database._commits._group or not database._commits._group.joined:
        await asyncio.sleep(0)
    committing.cancel()
    await write(database, 10)
    assert texts(database)[-1] == "10"


async def test_who_goes_ahead_is_before_all_who_wait_and_committed_before_they_begin(
    database: Database,
) -> None:
    async def claim() -> None:
        async with database.durable() as conn:
            await conn.execute_fetchall("SELECT 'claimed'")

    said = await traced(database)
    async with database.work(now=NOW):
        tasks = [asyncio.create_task(write(database, place)) for place in range(5)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(claim()))  # type: ignore[arg-type]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    steps = [
        words.split("(")[0].strip()
        for words in said
        if words.startswith(("COMMIT", "SELECT 'c", "INSERT INTO c"))
    ]
    assert steps == ["SELECT 'claimed'", "COMMIT", *["INSERT INTO counters"] * 5, "COMMIT"]


async def test_an_update_that_two_works_handle_at_the_same_time_is_handled_once(database: Database) -> None:
    async with database.durable() as conn:
        rows = [{"update_id": 7, "lane": "1:1", "payload": ""}]
        await database.queries.insert_inbox(conn, rows=as_json(rows), received_at=0)

    async def silently(seq: int) -> None:
        async with database.work(now=NOW, inbox_seq=seq):
            pass

    outcomes = await asyncio.gather(
        write(database, 1, seq=1),
        write(database, 2, seq=1),
        silently(1),
        write(database, 3),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [int, AlreadyHandled, AlreadyHandled, int]
    assert texts(database) == ["1", "3"]


async def test_a_change_of_the_roster_is_seen_by_the_next_work_that_waits(database: Database) -> None:
    async def bind(chat_id: int) -> None:
        async with database.work(now=NOW) as work:
            await work.people.bind(chat_id, 0, kind=PlaceKind.WORK, title="群")
            await work.refresh_directory()

    async def places() -> list[int]:
        async with database.work(now=NOW) as work:
            return [place.chat_id for place in work.directory.places]

    _, first, _, second = await asyncio.gather(bind(-5), places(), bind(-6), places())
    assert (first, second) == ([-5], [-5, -6])


async def test_two_processes_that_write_under_load_make_one_chain(database: Database) -> None:
    """What one has seen in its transaction holds only until the next, since the other may have written in between."""
    other = Database(database.path)
    await other.open()
    tries = 0

    async def stubbornly(act: Callable[[], Awaitable[int]]) -> int:
        nonlocal tries
        while True:
            tries += 1
            try:
                return await act()
            except StoreError as error:
                assert error.passing
                await asyncio.sleep(0.001)

    def acts(store: Database, first: int) -> list[Awaitable[int]]:
        return [stubbornly(partial(write, store, place)) for place in range(first, first + 60)]

    async def claims(store: Database) -> None:
        for _ in range(30):
            async with store.durable() as conn:
                await conn.execute_fetchall("SELECT 1")

    try:
        numbers = await asyncio.gather(*acts(database, 0), *acts(other, 60))
        await asyncio.gather(*acts(database, 120), claims(database), *acts(other, 180), claims(other))
    finally:
        await other.close()
    assert sorted(numbers) == list(range(1, 121))
    chain = chain_of(database.path)
    assert (chain.lines, chain.broken_at) == (240, None)


async def test_only_short_statements_run_on_the_event_loops_thread(database: Database) -> None:
    ran: list[tuple[str, bool]] = []
    here = threading.get_ident()
    async with database.durable() as conn:
        await conn.trace(lambda sql: ran.append((sql, threading.get_ident() == here)))
    ran.clear()
    await write(database, 1)
    async with database.work(now=NOW) as work:
        await work.purge(draft_keep=timedelta(days=3))
        await work.items.month("2026-06")
    at_once = {
        words: is_here for words, is_here in ran if words.startswith(("BEGIN", "INSERT", "DELETE", "COMMIT"))
    }
    assert {words.split()[0]: is_here for words, is_here in at_once.items()} == {
        "BEGIN": False,
        "INSERT": True,
        "DELETE": False,
        "COMMIT": False,
    }
    assert [is_here for words, is_here in ran if "group_concat" in words] == [False], "a list is long"


async def test_outside_a_transaction_nothing_runs_on_the_event_loops_thread(database: Database) -> None:
    async with database.durable() as conn:
        pass
    with pytest.raises(AssertionError, match="outside a transaction"):
        conn.run("SELECT 1")
    with pytest.raises(AssertionError, match="outside a transaction"):
        await database.queries.set_meta(database.reader, key="x", value="y")
    assert await database.queries.get_meta(database.reader, key="directory_version") is not None


async def test_who_is_cancelled_in_a_long_statement_takes_that_back_too(database: Database) -> None:
    slow = (
        "INSERT INTO meta (key, value) SELECT 'slow', count(*) FROM (WITH RECURSIVE n (i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000) SELECT i FROM n)"
    )

    async with database.durable() as conn:
        pass  # the connection through which all write

    async def slowly() -> None:
        async with database.work(now=NOW) as work:
            await work.outbox.say(Chat(-5), Message("never"))
            await conn.execute_fetchall(slow)

    one = asyncio.create_task(slowly())
    await asyncio.sleep(0.02)
    assert not one.done()
    one.cancel()
    await write(database, 1)
    assert one.cancelled() and texts(database) == ["1"]
    assert Files(database.path.parent).ask("SELECT 1 FROM meta WHERE key = 'slow'") == []


async def test_who_is_cancelled_while_the_file_is_locked_stops_nobody(database: Database) -> None:
    holder = sqlite3.connect(database.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    first = asyncio.create_task(write(database, 1))
    second = asyncio.create_task(write(database, 2))
    await asyncio.sleep(0.05)
    first.cancel()
    await asyncio.sleep(0.05)
    assert not second.done()
    holder.execute("ROLLBACK")
    holder.close()
    assert await second == 1
    assert texts(database) == ["2"]


async def test_a_file_that_stays_locked_is_told_to_each_who_waits(database: Database) -> None:
    await hurry(database)
    holder = sqlite3.connect(database.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    outcomes = await asyncio.gather(*(write(database, place) for place in range(3)), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["database is locked"] * 3
    holder.execute("ROLLBACK")
    holder.close()
    assert await write(database, 4) == 1


async def test_a_work_that_cannot_be_taken_back_alone_takes_its_group_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.durable() as conn:
        run = conn.run

    def failing(sql: str, parameters: object = (), **how: Any) -> Any:
        if sql.startswith("ROLLBACK TO"):
            raise StoreError("disk I/O error", passing=True)
        return run(sql, parameters, **how)

    monkeypatch.setattr(conn, "run", failing)

    async def refused() -> None:
        async with database.work(now=NOW) as work:
            await work.outbox.say(Chat(-5), Message("never"))
            raise KeyError

    outcomes = await asyncio.gather(write(database, 0), refused(), write(database, 2), return_exceptions=True)
    assert isinstance(outcomes[0], StoreError) and outcomes[0].passing
    assert isinstance(outcomes[1], KeyError)
    assert (outcomes[2], texts(database)) == (1, ["2"])


async def test_each_work_hears_once_whether_it_is_kept(database: Database) -> None:
    heard: list[tuple[str, bool]] = []

    async def one(name: str, fate: str) -> None:
        async with database.work(now=NOW) as work:
            over = work._session.when_over
            assert over is not None

            def hear(is_kept: bool) -> None:
                heard.append((name, is_kept))
                over(is_kept)

            work._session.when_over = hear
            await work.outbox.say(Chat(-5), Message(name))
            if fate == "refused":
                raise KeyError

    fates = {"a": "good", "b": "refused", "c": "good", "d": "cancelled"}
    tasks = [asyncio.create_task(one(name, fate)) for name, fate in fates.items()]
    while not database._commits._group or len(database._commits._group.joined) < 3:
        await asyncio.sleep(0)
    tasks[3].cancel()  # its commit is on its way
    await asyncio.gather(*tasks, return_exceptions=True)
    assert sorted(heard) == [("a", True), ("b", False), ("c", True), ("d", True)]
    assert texts(database) == ["a", "c", "d"]


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_happens_what_was_confirmed_is_stored_once_and_nothing_else(
    database: Database, seed: int
) -> None:
    curse(database)
    dice = random.Random(seed)
    confirmed: set[str] = set()
    unsure: set[str] = set()

    async def one(place: int, fate: str) -> None:
        await asyncio.sleep(dice.random() / 100)
        while True:
            try:
                async with database.work(now=NOW) as work:
                    await _act(work, place, fate)
            except asyncio.CancelledError:
                unsure.add(str(place))
                raise
            except StoreError as error:  # shared a commit with one that failed
                assert error.passing
                await asyncio.sleep(dice.random() / 200)
                continue
            confirmed.add(str(place))
            return

    async def _act(work: Work, place: int, fate: str) -> None:
        await work.outbox.say(Chat(-5), Message(str(place)))
        if fate != "silent":
            await work.numbers.next("x")
        await work.trail.record("item", place, step="submit", person_id=None, now=NOW)
        if fate == "refused":
            raise KeyError
        if fate == "cursed":
            await work.outbox.say(Chat(CURSED), Message("never"))

    fates = ["good"] * 6 + ["silent", "refused", "cancelled", "cursed"]
    tasks = []
    for place in range(120):
        fate = dice.choice(fates)
        tasks.append(asyncio.create_task(one(place, fate)))
        if fate == "cancelled":
            asyncio.get_running_loop().call_later(dice.random() / 80, tasks[-1].cancel)
    await asyncio.gather(*tasks, return_exceptions=True)
    stored = texts(database)
    assert len(stored) == len(set(stored))
    assert confirmed <= set(stored) <= confirmed | unsure
    assert len(confirmed) > 60
    chain = chain_of(database.path)
    assert (chain.lines, chain.broken_at) == (len(stored), None)
