"""Pressed inline buttons that wait for answerCallbackQuery; which button was pressed is for `people` to know."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from bot.sandbox.world.errors import wrong_state


@dataclass(frozen=True)
class Answer:
    """What the person sees after a press: a toast or, with `alert`, a box; `url` is what a url button opens."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass
class _Query:
    asked_at: float
    answered: bool = False
    answer: asyncio.Future[Answer] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Callbacks:
    """Open callback queries by id. `lifetime` is how long, in seconds, Telegram accepts an answer."""

    def __init__(self, *, lifetime: float = 60.0) -> None:
        self.lifetime = lifetime
        self._queries: dict[str, _Query] = {}
        self._last = 4_000_000_000_000_000

    def open(self) -> str:
        """A new query's id."""
        self._forget_old()
        self._last += 1
        self._queries[str(self._last)] = _Query(time.monotonic())
        return str(self._last)

    def answer(self, query_id: str, answer: Answer) -> bool:
        """Hand the answer to who pressed; False where it was answered before (Telegram keeps the first).

        Raises ApiError 400 for an id that is unknown or too old.
        """
        query = self._queries.get(query_id)
        if query is None or time.monotonic() - query.asked_at > self.lifetime:
            raise wrong_state("query is too old and response timeout expired or query ID is invalid")
        if query.answered:
            return False
        query.answered = True
        if not query.answer.done():
            query.answer.set_result(answer)
        return True

    async def wait(self, query_id: str, *, seconds: float) -> Answer:
        """The bot's answer; raises TimeoutError after `seconds`, and the query stays open for the bot."""
        async with asyncio.timeout(seconds):
            return await asyncio.shield(self._queries[query_id].answer)

    def _forget_old(self) -> None:
        limit = time.monotonic() - 2 * self.lifetime
        for query_id in [key for key, query in self._queries.items() if query.asked_at < limit]:
            del self._queries[query_id]
