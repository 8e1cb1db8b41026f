"""What takes long, in a thread with an event loop of its own: every thread gets its turn, in a loop only others who await."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


async def aside(doing: Callable[[], Awaitable[T]]) -> T:
    """What `doing` gives; it touches nothing of the caller's loop. Where the waiting is cancelled, it ends at its next await."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[T] = loop.create_future()
    run: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = []

    async def whole() -> T:
        task = asyncio.current_task()
        assert task is not None
        run.append((asyncio.get_running_loop(), task))
        if over.cancelled():
            raise asyncio.CancelledError
        return await doing()

    def in_thread() -> None:
        try:
            found = asyncio.run(whole())
        except BaseException as error:  # for whoever waits
            _settle(loop, over, error=error)
        else:
            _settle(loop, over, found=found)

    # Nothing is written there: a process that ends need not wait for it.
    threading.Thread(target=in_thread, name="aside", daemon=True).start()
    try:
        return await over
    except asyncio.CancelledError:
        for its_loop, task in run:
            with suppress(RuntimeError):  # it is over
                its_loop.call_soon_threadsafe(task.cancel)
        raise


def _settle(
    loop: asyncio.AbstractEventLoop,
    over: asyncio.Future[T],
    *,
    found: Any = None,
    error: BaseException | None = None,
) -> None:
    def settle() -> None:
        if over.done():
            return
        if error is None:
            over.set_result(found)
        else:
            over.set_exception(error)

    with suppress(RuntimeError):  # nobody waits any more: the loop is closed
        loop.call_soon_threadsafe(settle)
