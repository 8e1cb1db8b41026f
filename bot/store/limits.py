"""How long something may take that uses the store: what it waits for its turn to write is others' time, and does not count."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

_limit: ContextVar[asyncio.Timeout | None] = ContextVar("_limit", default=None)


@asynccontextmanager
async def limited(seconds: float | None) -> AsyncIterator[None]:
    """TimeoutError where what is inside takes longer; it is cancelled then. None: it may take any time."""
    async with asyncio.timeout(seconds) as limit:
        token = _limit.set(limit)
        try:
            yield
        finally:
            _limit.reset(token)


def stop_watch() -> float | None:
    """The limit stands still until `go_on`; the seconds that are left. None: there is no limit."""
    limit = _limit.get()
    if limit is None or limit.expired() or (ends_at := limit.when()) is None:
        return None
    limit.reschedule(None)
    return ends_at - asyncio.get_running_loop().time()


def go_on(left: float | None) -> None:
    """So many seconds are left from now on."""
    limit = _limit.get()
    if limit is not None and left is not None:
        limit.reschedule(asyncio.get_running_loop().time() + left)
