"""Several copies at one inbox: a lane is handled by one of them at a time, in order, and by another when its copy dies."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.clock import Clock
from bot.delivery.incoming.dispatcher import Dispatcher
from bot.model import InboxRow
from bot.store.base import Store
from tests.support.databases import OnServer
from tests.support.rows import put_updates

LANES, EACH = 12, 8


class Copy:
    """A dispatcher on its own connections; `done` are the updates that it was the first to do, with their lanes."""

    def __init__(self, store: Store, done: list[tuple[str, int, int]], *, name: int) -> None:
        self.store, self.done, self.name = store, done, name
        self.under_way: set[str] = set()
        self.dispatcher = Dispatcher(
            store, Clock(), process=self.process, on_aside=self.on_aside, concurrency=4
        )
        self.stop = asyncio.Event()
        self.running = asyncio.create_task(self.dispatcher.dispatch_forever(self.stop))

    async def process(self, row: InboxRow) -> None:
        """As the desk does it: one Work that marks the update."""
        assert row.lane not in self.under_way
        self.under_way.add(row.lane)
        try:
            await asyncio.sleep(random.random() * 0.01)
            async with self.store.work(now=Clock().now(), inbox_seq=row.seq):
                pass
            self.done.append((row.lane, row.update_id, self.name))
        finally:
            self.under_way.discard(row.lane)

    async def on_aside(self, row: InboxRow, error: str) -> None:
        raise AssertionError(f"update {row.update_id} set aside: {error}")

    async def end(self) -> None:
        """Stops and drains."""
        self.stop.set()
        await self.running
        await self.dispatcher.drain(1)


@pytest.fixture
async def stores(on_server: OnServer) -> AsyncIterator[list[Store]]:
    """Two copies' view of one office."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(on_server.opened()) for _ in range(2)]


def updates() -> list[tuple[int, str]]:
    """Those of all lanes, mixed: `id // LANES` grows within a lane."""
    return [(number, f"{number % LANES}:7") for number in range(LANES * EACH)]


async def until_done(store: Store) -> None:
    async with asyncio.timeout(20):
        while dict(await store.queries.count_inbox(store.reader)).get("pending"):
            await asyncio.sleep(0.05)


def check_order(done: list[tuple[str, int, int]], *, unheard: int = 0) -> None:
    """`unheard` updates at most were done by a copy that died before it could say so here."""
    by_lane: dict[str, list[int]] = defaultdict(list)
    for lane, update_id, _ in done:
        by_lane[lane].append(update_id)
    assert len(by_lane) == LANES and LANES * EACH - unheard <= len(done) <= LANES * EACH
    for lane, numbers in by_lane.items():
        assert numbers == sorted(numbers) and len(set(numbers)) == len(numbers), lane


async def test_each_lane_is_handled_in_order_though_two_copies_share_them(stores: list[Store]) -> None:
    await put_updates(stores[0], *updates())  # type: ignore[arg-type]
    done: list[tuple[str, int, int]] = []
    copies = [Copy(store, done, name=name) for name, store in enumerate(stores)]
    await until_done(stores[0])
    for copy in copies:
        await copy.end()
    check_order(done)
    assert {name for _, _, name in done} == {0, 1}, "both have worked"


async def test_the_lanes_of_a_copy_that_dies_go_on_in_another(stores: list[Store]) -> None:
    await put_updates(stores[0], *updates())  # type: ignore[arg-type]
    done: list[tuple[str, int, int]] = []
    first = Copy(stores[0], done, name=0)
    async with asyncio.timeout(10):
        while len(done) < 6:
            await asyncio.sleep(0.002)
    second = Copy(stores[1], done, name=1)
    await asyncio.sleep(0.05)
    first.running.cancel()
    await asyncio.gather(first.running, return_exceptions=True)
    await first.dispatcher.drain(0)
    await stores[0].close()
    await until_done(stores[1])
    await second.end()
    check_order(done, unheard=4)
