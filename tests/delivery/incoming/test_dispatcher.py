"""The dispatcher: lanes in order, failures that wait or are set aside, a clean end."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections import defaultdict
from collections.abc import Awaitable, Callable

import pytest

from bot.clock import Clock
from bot.delivery.incoming.balance import Balance
from bot.delivery.incoming.dispatcher import Dispatcher
from bot.errors import AlreadyHandled, PutOff, StoreError
from bot.model import InboxRow
from tests.support.databases import Failing, on_file_alone
from tests.support.rows import inbox, put_updates, read, until

QUICK = (0.02, 0.02, 0.02, 0.02)


class Handlers:
    """Notes what runs; `fault` may raise for a row."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.aside: list[tuple[int, str]] = []
        self.lanes_at_work: set[str] = set()
        self.most_at_work = 0
        self.fault: Callable[[InboxRow], None] = lambda row: None
        self.work: Callable[[], Awaitable[object]] = lambda: asyncio.sleep(0)

    async def process(self, row: InboxRow) -> None:
        assert row.lane not in self.lanes_at_work
        self.lanes_at_work.add(row.lane)
        self.most_at_work = max(self.most_at_work, len(self.lanes_at_work))
        try:
            self.seen.append(row.update_id)
            await self.work()
            self.fault(row)
        finally:
            self.lanes_at_work.discard(row.lane)

    async def on_aside(self, row: InboxRow, what: str) -> None:
        self.aside.append((row.update_id, what))


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


def make(
    database: Failing, handlers: Handlers, *, concurrency: int = 32, balance: Balance | None = None
) -> Dispatcher:
    return Dispatcher(
        database,
        Clock(),
        process=handlers.process,
        on_aside=handlers.on_aside,
        concurrency=concurrency,
        backoff=QUICK,
        look_every=0.05,
        balance=balance,
    )


def none_pending(database: Failing) -> bool:
    return not read(database, "SELECT 1 FROM inbox WHERE state = 'pending'")


async def test_lanes_keep_their_order_side_by_side_up_to_the_limit(
    database: Failing, handlers: Handlers
) -> None:
    handlers.work = lambda: asyncio.sleep(0.01)
    await put_updates(database, *((n, f"chat:{n % 8}") for n in range(1, 81)))
    dispatcher = make(database, handlers, concurrency=4)
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    by_lane = defaultdict(list)
    for update_id in handlers.seen:
        by_lane[update_id % 8].append(update_id)
    assert sorted(handlers.seen) == list(range(1, 81))
    assert all(ids == sorted(ids) for ids in by_lane.values())
    assert handlers.most_at_work == 4
    assert dispatcher.backlog() == 0


async def test_failure_holds_up_its_lane_alone_and_is_tried_again(
    database: Failing, handlers: Handlers
) -> None:
    failures = [1, 1]

    def fault(row: InboxRow) -> None:
        if row.update_id in failures:
            failures.remove(row.update_id)
            raise ValueError("张三的原文")

    handlers.fault = fault
    await put_updates(database, (1, "a"), (2, "a"), (3, "b"), (4, "a"), (5, "b"))
    dispatcher = make(database, handlers)
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert [u for u in handlers.seen if u in (1, 2, 4)] == [1, 1, 1, 2, 4]
    assert handlers.seen.index(5) < len(handlers.seen) - 1 - handlers.seen[::-1].index(1)
    assert inbox(database) == [(n, "handled", 2 if n == 1 else 0) for n in range(1, 6)]


async def test_poison_is_set_aside_after_five_tries_and_told_once(
    database: Failing, handlers: Handlers, caplog: pytest.LogCaptureFixture
) -> None:
    def parse(row: InboxRow) -> None:
        json.loads(row.payload)["update_id"]

    handlers.fault = parse
    await put_updates(database, (1, "a"), payload='{"张三')
    await put_updates(database, (2, "a"), (3, "b"), payload='{"update_id": 2}')
    dispatcher = make(database, handlers)
    with caplog.at_level(logging.DEBUG):
        await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert handlers.seen.count(1) == 5
    assert inbox(database) == [(1, "aside", 5), (2, "handled", 0), (3, "handled", 0)]
    assert [update_id for update_id, _ in handlers.aside] == [1]
    assert handlers.aside[0][1].startswith("JSONDecodeError at decoder.py")
    assert "张三" not in caplog.text


async def test_telling_that_fails_does_not_stop_the_lane(database: Failing, handlers: Handlers) -> None:
    def fault(row: InboxRow) -> None:
        if row.update_id == 1:
            raise ValueError

    async def cannot_tell(row: InboxRow, what: str) -> None:
        raise RuntimeError

    handlers.fault = fault
    handlers.on_aside = cannot_tell  # type: ignore[method-assign]
    await put_updates(database, (1, "a"), (2, "a"))
    dispatcher = make(database, handlers)
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert inbox(database) == [(1, "aside", 5), (2, "handled", 0)]


async def test_tries_are_counted_across_a_restart(database: Failing, handlers: Handlers) -> None:
    def fault(row: InboxRow) -> None:
        raise ValueError

    handlers.fault = fault
    await put_updates(database, (1, "a"))
    first = make(database, handlers)
    await until(lambda: inbox(database)[0][2] == 2, first.dispatch_next)
    await first.drain(1)
    tried = len(handlers.seen)
    second = make(database, handlers)
    await until(lambda: none_pending(database), second.dispatch_next)
    assert 2 <= tried <= 3
    assert len(handlers.seen) == 5


async def test_update_already_handled_counts_as_done(database: Failing, handlers: Handlers) -> None:
    def fault(row: InboxRow) -> None:
        raise AlreadyHandled

    handlers.fault = fault
    await put_updates(database, (1, "a"))
    dispatcher = make(database, handlers)
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert inbox(database) == [(1, "handled", 0)]
    assert len(handlers.seen) == 1


@on_file_alone
async def test_locked_database_is_no_try_of_the_update(database: Failing, handlers: Handlers) -> None:
    faults = [StoreError("database is locked", passing=True), StoreError("disk is full", passing=True)]

    def fault(row: InboxRow) -> None:
        if faults:
            raise faults.pop()

    handlers.fault = fault
    await put_updates(database, (1, "a"))
    dispatcher = make(database, handlers)
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert inbox(database) == [(1, "handled", 0)]
    assert len(handlers.seen) == 3


async def test_broken_query_is_a_try(database: Failing, handlers: Handlers) -> None:
    def fault(row: InboxRow) -> None:
        raise StoreError("no such column: oops")

    handlers.fault = fault
    await put_updates(database, (1, "a"))
    dispatcher = make(database, handlers)
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert inbox(database) == [(1, "aside", 5)]


async def test_lane_full_of_poison_stays_out_of_memory_and_others_go_on(
    database: Failing, handlers: Handlers
) -> None:
    def fault(row: InboxRow) -> None:
        if row.lane == "bad" and row.update_id > 1:
            raise ValueError

    handlers.fault = fault
    await put_updates(database, *((n, "bad") for n in range(1, 1201)), (2000, "good"))
    dispatcher = make(database, handlers)
    await until(lambda: 2000 in handlers.seen, dispatcher.dispatch_next)
    assert len(handlers.seen) < 20
    assert dispatcher.backlog() < 20
    handlers.fault = lambda row: None
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    bad = [update_id for update_id in handlers.seen if update_id != 2000]
    assert bad == sorted(bad)
    assert len(set(bad)) == 1200


async def test_more_than_the_memory_holds_is_handled_in_order(database: Failing, handlers: Handlers) -> None:
    await put_updates(database, *((n, f"chat:{n % 3}") for n in range(1, 1301)))
    dispatcher = make(database, handlers)
    dispatcher.filled.set()
    await dispatcher.dispatch_next()
    assert 800 <= dispatcher.backlog() <= 1300
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert sorted(handlers.seen) == list(range(1, 1301))
    for lane in range(3):
        ids = [update_id for update_id in handlers.seen if update_id % 3 == lane]
        assert ids == sorted(ids)


async def test_drain_waits_for_handlers_and_leaves_the_rest_pending(
    database: Failing, handlers: Handlers
) -> None:
    handlers.work = lambda: asyncio.sleep(0.1)
    await put_updates(database, (1, "a"), (2, "a"), (3, "b"))
    dispatcher = make(database, handlers)
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher.dispatch_forever(stop))
    await until(lambda: len(handlers.seen) == 2, lambda: asyncio.sleep(0.01))
    stop.set()
    assert await dispatcher.drain(5)
    await running
    assert inbox(database) == [(1, "handled", 0), (2, "pending", 0), (3, "handled", 0)]


async def test_drain_that_runs_out_of_time_cancels_and_leaves_the_update_pending(
    database: Failing, handlers: Handlers
) -> None:
    handlers.work = lambda: asyncio.sleep(30)
    await put_updates(database, (1, "a"))
    dispatcher = make(database, handlers)
    running = asyncio.create_task(dispatcher.dispatch_next())
    await until(lambda: len(handlers.seen) == 1, lambda: asyncio.sleep(0.01))
    assert not await dispatcher.drain(0.05)
    await running
    assert inbox(database) == [(1, "pending", 0)]
    assert handlers.lanes_at_work == set()


async def test_a_lane_that_is_put_off_waits_without_a_try_and_fills_neither_memory_nor_backlog(
    database: Failing, handlers: Handlers
) -> None:
    def put_off(row: InboxRow) -> None:
        if row.lane == "slow" and 1001 not in handlers.seen:
            raise PutOff(0.02)

    handlers.fault = put_off
    await put_updates(database, *((n, "slow") for n in range(1, 1001)), (1001, "other"))
    dispatcher = make(database, handlers)
    await until(lambda: 1001 in handlers.seen, dispatcher.dispatch_next)
    assert set(handlers.seen) == {1, 1001}  # though 999 stood between them
    assert dispatcher.backlog() <= 2
    assert read(database, "SELECT max(attempts) FROM inbox") == [(0,)]
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    # The first of them may have been seen for the last time just before the other lane's, and done just after.
    assert handlers.seen[-999:] == list(range(2, 1001))
    assert handlers.aside == []


async def test_what_is_only_tried_again_later_makes_nobody_wait_for_the_updates(
    database: Failing, handlers: Handlers
) -> None:
    def put_off(row: InboxRow) -> None:
        if row.lane == "slow":
            raise PutOff(60)

    handlers.fault = put_off
    handlers.work = lambda: asyncio.sleep(0.05)
    await put_updates(database, (1, "slow"), (2, "slow"), (3, "other"), (4, "other"))
    dispatcher = make(database, handlers)
    assert dispatcher.rested() == math.inf
    rested: list[float] = []

    async def look() -> None:
        await dispatcher.dispatch_next()
        rested.append(dispatcher.rested())

    await until(lambda: inbox(database)[2:] == [(3, "handled", 0), (4, "handled", 0)], look)
    assert rested[0] == 0
    await until(lambda: 0 < dispatcher.rested() < 10, dispatcher.dispatch_next)
    assert dispatcher.backlog() == 1
    await dispatcher.drain(1)


async def test_there_is_no_rest_while_many_answers_wait_to_leave(
    database: Failing, handlers: Handlers
) -> None:
    balance = Balance()
    dispatcher = make(database, handlers, balance=balance)
    for waiting, rested in ((8, math.inf), (9, 0.0), (200, 0.0), (0, math.inf)):
        balance.weigh(waiting)
        assert dispatcher.rested() == rested, waiting


async def test_what_hangs_in_a_work_fails_like_a_crash_and_leaves_nothing_behind(
    database: Failing, handlers: Handlers, clock: Clock
) -> None:
    hung: list[str] = []

    async def process(row: InboxRow) -> None:
        async with database.work(now=clock.now(), inbox_seq=row.seq) as work:
            await work.set_meta(f"of {row.update_id}", "written")
            if row.update_id == 1:
                hung.append(await work.get_meta("of 1") or "")
                await asyncio.Event().wait()

    dispatcher = Dispatcher(
        database, clock, process=process, on_aside=handlers.on_aside, backoff=QUICK, within=0.4
    )
    await put_updates(database, (1, "a"), (2, "a"), (3, "b"))
    await until(lambda: none_pending(database), dispatcher.dispatch_next)
    assert inbox(database) == [(1, "aside", 5), (2, "handled", 0), (3, "handled", 0)]
    assert hung == ["written"] * 5
    assert [update_id for update_id, what in handlers.aside] == [1]
    assert handlers.aside[0][1].startswith("TimeoutError")
    assert read(database, "SELECT key FROM meta WHERE key LIKE 'of %' ORDER BY key") == [("of 2",), ("of 3",)]


async def test_a_time_limit_that_falls_into_a_commit_does_nothing_twice(
    database: Failing, handlers: Handlers, clock: Clock
) -> None:
    tries: dict[int, int] = defaultdict(int)

    async def process(row: InboxRow) -> None:
        tries[row.update_id] += 1
        async with database.work(now=clock.now(), inbox_seq=row.seq) as work:
            await work.numbers.next("handled")
            # First about as long as the limit, so that it falls before, into and after the commit.
            await asyncio.sleep((row.update_id % 12) / 1000 if tries[row.update_id] == 1 else 0)

    dispatcher = Dispatcher(
        database,
        clock,
        process=process,
        on_aside=handlers.on_aside,
        concurrency=1,
        backoff=(0.01,) * 60,
        within=0.008,
    )
    await put_updates(database, *((n, f"chat:{n}") for n in range(1, 61)))
    await until(lambda: none_pending(database), dispatcher.dispatch_next, seconds=30)
    assert read(database, "SELECT value FROM counters WHERE name = 'handled'") == [(60,)]
    assert {state for _, state, _ in inbox(database)} == {"handled"}
    assert max(tries.values()) > 1
