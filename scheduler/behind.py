"""What becomes of items a little after they came in, on nobody's way: the loop that comparing and indexing share."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.errors import StoreError
from bot.store.base import Store
from bot.tasks import start

LOOK_EVERY = 30.0  # seconds between two looks where nothing has rung
_AFTER_TROUBLE = 2.0
_REST = 0.3  # seconds without an update: between two batches of a burst there are fewer
_STEP = 0.05


def long_since() -> float:
    """Seconds since somebody waited, where no one can say whether updates wait."""
    return math.inf


def bell_of(database: Store) -> asyncio.Event:
    """Set when items were written, here or by another copy."""
    bell = asyncio.Event()
    database.items_written.listen(bell.set)
    database.outbox_filled.listen(bell.set)  # what other copies write rings this bell
    return bell


async def follow(
    database: Store,
    bell: asyncio.Event,
    halt: asyncio.Event,
    *,
    some: Callable[[], Awaitable[bool]],
    rest: Callable[[], Awaitable[None]],
    told: Callable[[StoreError], None],
) -> None:
    """Until `halt` is set: in the copy that leads `some` is done until it says that nothing is left, again at each ring.

    `rest` is waited for after a ring; `told` hears that the database fails.
    """
    halting = start(halt.wait())
    try:
        while not halt.is_set():
            bell.clear()
            pause = LOOK_EVERY
            try:
                while database.leads and not halt.is_set() and await some():
                    pass
            except StoreError as error:
                pause = _AFTER_TROUBLE
                told(error)
            ringing = start(bell.wait())
            await asyncio.wait({halting, ringing}, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
            ringing.cancel()
            await rest()
    finally:
        halting.cancel()


def is_rest(rested: Callable[[], float]) -> bool:
    """Whether no update has waited for long enough to think that none follows at once."""
    return rested() >= _REST


async def give_way(halt: asyncio.Event, rested: Callable[[], float], *, most: float) -> None:
    """Updates that wait are handled first, and those that follow at once: for `most` seconds, or until `halt` is set."""
    loop = asyncio.get_running_loop()
    until = loop.time() + most
    while not is_rest(rested) and loop.time() < until and not halt.is_set():
        await pause(halt, _STEP)


async def pause(halt: asyncio.Event, seconds: float) -> None:
    """So many seconds, or until `halt` is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await halt.wait()
