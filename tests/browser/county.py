"""The demo on a fixed day, so that nothing depends on when it is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bot.clock import Clock
from bot.demo.running import run_demo

DAY = datetime(2026, 6, 10, 3, 5, tzinfo=UTC)  # Wednesday 10 June 2026, 11:05 in the county


@asynccontextmanager
async def running_demo() -> AsyncIterator[str]:
    """The demo as `make demo` runs it, begun on DAY; gives the page's address."""
    clock = Clock()
    clock.shift_to(DAY)
    stop = asyncio.Event()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(
        run_demo(keep=None, port=0, stop=stop, say=print, announce=address.set_result, clock=clock)
    )
    both: set[asyncio.Future[Any]] = {running, address}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    try:
        if address.done():
            yield address.result()
    finally:
        stop.set()
        await running
