"""Telegram's side of a webhook with several copies behind one address: each update goes to any that is up, until one takes it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

SECRET = "benchmark-secret"
PATH = "/updates"
_AT_ONCE = 20
_AGAIN = 0.05


class Poster:
    """Posts what it is given; `accepted` are the ports that have taken something since they were last crossed out."""

    def __init__(self, ports: Sequence[int], chance: random.Random) -> None:
        self._ports = list(ports)
        self._chance = chance
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.accepted: set[int] = set()
        self.refused = 0

    def give(self, updates: Sequence[dict[str, Any]]) -> None:
        """Puts updates before the copies."""
        for update in updates:
            self._waiting.put_nowait(update)

    async def post_forever(self, session: aiohttp.ClientSession) -> None:
        """One of the connections over which updates come."""
        while True:
            update = await self._waiting.get()
            while not await self._post(session, update):
                self.refused += 1
                await asyncio.sleep(_AGAIN)

    async def _post(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        port = self._chance.choice(self._ports)
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        try:
            async with session.post(
                f"http://127.0.0.1:{port}{PATH}", json=update, headers=headers
            ) as response:
                taken = response.status == 200
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False
        if taken:
            self.accepted.add(port)
        return taken


@asynccontextmanager
async def posting(ports: Sequence[int], *, chance: random.Random) -> AsyncIterator[Poster]:
    """A poster at work."""
    poster = Poster(ports, chance)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        tasks = [asyncio.create_task(poster.post_forever(session)) for _ in range(_AT_ONCE)]
        try:
            yield poster
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
