"""What takes long is reckoned in a thread of its own: the event loop goes on, and may give up waiting."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.errors import StoreError
from bot.store.aside import aside
from bot.store.snapshot import Snapshot
from tests.support.county import county
from tests.support.databases import Home


async def test_the_loop_goes_on_while_something_is_reckoned_without_a_break() -> None:
    ready, go_on = threading.Event(), threading.Event()

    async def reckon() -> int:
        ready.set()
        while not go_on.wait(0.001):  # it gives its own loop no turn
            pass
        return 42

    waiting = asyncio.create_task(aside(reckon))
    while not ready.is_set():
        await asyncio.sleep(0)
    go_on.set()  # which a loop that stood still would never come to
    assert await waiting == 42


async def test_an_error_comes_to_who_waits() -> None:
    async def reckon() -> None:
        raise StoreError("gone", passing=True)

    with pytest.raises(StoreError, match="gone"):
        await aside(reckon)


async def test_who_gives_up_waiting_ends_the_reckoning() -> None:
    ready, ended = threading.Event(), threading.Event()

    async def reckon() -> None:
        try:
            ready.set()
            await asyncio.sleep(60)
        finally:
            ended.set()

    waiting = asyncio.create_task(aside(reckon))
    while not ready.is_set():
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    begun = time.monotonic()
    assert await asyncio.to_thread(ended.wait, 10)
    assert time.monotonic() - begun < 5


async def test_a_look_sees_what_is_committed_on_either_database(home: Home) -> None:
    async with county(home, now="2026-05-04 10:00") as gao:
        await gao.person("张三", "云茶镇")
        assert await gao.database.look(_names) == ["张三"]


async def _names(seen: Snapshot) -> list[str]:
    return [person.name for person in seen.directory.people]
