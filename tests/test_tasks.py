"""Tasks: kept until they are over, and heard of where they fail and nobody asks."""

from __future__ import annotations

import asyncio
import gc

import pytest

from bot.tasks import log_lost_failures, outlast, start


async def test_a_task_that_nobody_holds_is_done_all_the_same() -> None:
    done: list[int] = []

    async def slowly() -> None:
        await asyncio.sleep(0)
        gc.collect()
        await asyncio.sleep(0)
        done.append(1)

    start(slowly())
    async with asyncio.timeout(5):
        while not done:
            await asyncio.sleep(0)


async def test_a_failure_that_nobody_asks_about_is_logged_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError("机密的事")

    log_lost_failures()
    start(fail())
    async with asyncio.timeout(5):
        while not caplog.records:
            await asyncio.sleep(0)
            gc.collect()
    assert [record.msg["event"] for record in caplog.records] == ["task.failed"]  # type: ignore[index]
    assert "ValueError" in caplog.text and "机密" not in caplog.text


async def test_a_failure_that_is_asked_about_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise ValueError

    log_lost_failures()
    with pytest.raises(ValueError):
        await start(fail())
    gc.collect()
    assert caplog.records == []


async def test_who_outlasts_a_task_waits_for_it_though_cancelled() -> None:
    go_on = asyncio.Event()
    task = start(go_on.wait())
    waiting = start(outlast(task))
    for _ in range(3):
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.sleep(0)
    assert not waiting.done()
    go_on.set()
    await waiting
    assert task.done()
