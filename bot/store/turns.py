"""Whose turn it is to write: one at a time, the delivery's two ends before the desk's Works; nothing is written here."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class WriteTurns:
    """A lock whose takers queue in two lines. Whoever is `ahead` goes before everyone who is not.

    Dozens of Works may wait at once. Without the second line each claim and each settlement of the sender would wait behind
    all of them: replies would leave late, and what was sent but not settled, which a crash repeats, would pile up.
    """

    def __init__(self) -> None:
        self._is_taken = False
        self._ahead: deque[asyncio.Future[None]] = deque()
        self._behind: deque[asyncio.Future[None]] = deque()

    async def take(self, *, ahead: bool = False) -> None:
        """Waits for the turn; `give` must follow."""
        if not self._is_taken:
            self._is_taken = True
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._ahead if ahead else self._behind).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give()  # the turn came together with the cancelling
            raise

    def give(self) -> None:
        """Hands the turn on."""
        for line in (self._ahead, self._behind):
            while line:
                following = line.popleft()
                if not following.done():
                    following.set_result(None)
                    return
        self._is_taken = False

    @asynccontextmanager
    async def taken(self, *, ahead: bool = False) -> AsyncIterator[None]:
        """The turn for the length of the block."""
        await self.take(ahead=ahead)
        try:
            yield
        finally:
            self.give()
