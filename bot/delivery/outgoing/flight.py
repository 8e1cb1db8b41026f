"""The rows that are claimed: which call starts next, and what has become of those under way; no database.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

import asyncio
import math
from bisect import insort
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Any

from bot.delivery.outgoing.outcomes import Outcome
from bot.model import OutboxRow, Policy, Priority

_FEWEST = 2
# One call more at a time for so many seconds that a call takes. A server nearby has done its work before the next call is
# built, and more at once would only be more that a crash sends twice; Telegram, a tenth of a second away, needs ten.
_STEP = 0.01
_SMOOTH = 0.2


# An enum is compared ten times as slowly, and this is done for each call.
_BROADCAST = int(Priority.BROADCAST)


def _broadcasts_of(window: int) -> int:
    return max(1, window - max(1, window // 4))


def _rank(row: OutboxRow) -> tuple[bool, int, int]:
    # What an administrator would be asked about after a crash waits the shortest time; there are never many of these.
    return row.policy is Policy.REPEAT, row.priority, row.id


class Flight:
    """Claimed rows, waiting or called. One chat has one call at a time, the urgent first, else in the order of their rows.

    At most `concurrency` calls at once, and only as many as their slowness asks for; a part of the places is kept free of
    broadcasts, so that a reply leaves at once even when every broadcast hangs.
    """

    def __init__(self, concurrency: int) -> None:
        self._concurrency = concurrency
        self._waiting: list[OutboxRow] = []
        self._calls: dict[asyncio.Task[Outcome], OutboxRow] = {}
        self._begun: dict[asyncio.Task[Outcome], float] = {}
        self._usual = 0.0  # seconds that a call takes
        self._ended: list[Outcome] = []  # not landed yet

    @property
    def is_idle(self) -> bool:
        """Whether nothing is claimed."""
        return not self.size

    @property
    def waiting(self) -> int:
        """Rows that wait for their calls."""
        return len(self._waiting)

    @property
    def size(self) -> int:
        """Rows that are claimed; one whose call has ended is, until it has landed."""
        return len(self._waiting) + len(self._calls) + len(self._ended)

    @property
    def _rows(self) -> list[OutboxRow]:
        return [*self._waiting, *self._calls.values(), *(outcome.row for outcome in self._ended)]

    @property
    def broadcasts(self) -> int:
        """Those of them that go to many."""
        return sum(row.priority >= Priority.BROADCAST for row in self._rows)

    @property
    def holds(self) -> int:
        """Those of them that must not be repeated."""
        return sum(row.policy is Policy.HOLD for row in self._rows)

    @property
    def chats(self) -> Counter[int]:
        """How many rows are claimed for which chat."""
        return Counter(row.chat_id for row in self._rows)

    def is_troubled(self, chat_id: int) -> bool:
        """Whether a call to this chat has just ended that did not go well."""
        return any(outcome.row.chat_id == chat_id and outcome.state != "sent" for outcome in self._ended)

    def window(self, now: float) -> int:
        """How many calls may be under way."""
        begun = self._begun.values()
        slowness = max(self._usual, now - sum(begun) / len(begun)) if begun else self._usual
        return min(self._concurrency, max(_FEWEST, math.ceil(slowness / _STEP)))

    def broadcast_places(self, now: float) -> int:
        """How many of them may be broadcasts."""
        return _broadcasts_of(self.window(now))

    def widens_at(self, now: float) -> float:
        """When to look whether the window has become wider."""
        return now + _STEP if self._calls and self.window(now) < self._concurrency else math.inf

    def add(self, rows: Iterable[OutboxRow]) -> None:
        """Rows whose claim is on disk."""
        for row in rows:
            insort(self._waiting, row, key=_rank)

    def clear(self, now: float) -> list[OutboxRow]:
        """The rows whose calls start now; each is to be given to `start`."""
        if not self._waiting:
            return []
        window = self.window(now)
        places = window - len(self._calls)
        if places <= 0:
            return []
        called = self._calls.values()
        broadcasts = _broadcasts_of(window) - sum(row.priority >= _BROADCAST for row in called)
        busy = {row.chat_id for row in called}
        busy.update(outcome.row.chat_id for outcome in self._ended if outcome.state != "sent")
        cleared: list[int] = []
        for place, row in enumerate(self._waiting):
            if row.chat_id in busy:
                continue
            busy.add(row.chat_id)
            is_broadcast = row.priority >= _BROADCAST
            if is_broadcast and broadcasts <= 0:
                continue
            cleared.append(place)
            places, broadcasts = places - 1, broadcasts - is_broadcast
            if places <= 0:
                break
        return [self._waiting.pop(place) for place in reversed(cleared)][::-1]

    def start(
        self,
        row: OutboxRow,
        call: Coroutine[Any, Any, Outcome],
        *,
        now: float,
        on_end: Callable[[Outcome], None],
    ) -> None:
        """The row's call is under way from now on. Its chat is free again once it has gone well."""
        task = asyncio.create_task(call)
        self._calls[task] = row
        self._begun[task] = now
        task.add_done_callback(partial(self._end, on_end=on_end))

    def _end(self, task: asyncio.Task[Outcome], *, on_end: Callable[[Outcome], None]) -> None:
        begun = self._begun.pop(task)
        del self._calls[task]
        if not task.cancelled():
            self._usual += _SMOOTH * (asyncio.get_running_loop().time() - begun - self._usual)
            self._ended.append(task.result())
            on_end(self._ended[-1])

    def land(self) -> list[Outcome]:
        """What the calls that have ended led to."""
        ended, self._ended = self._ended, []
        return ended

    def recall(self, chat_id: int | None = None) -> list[OutboxRow]:
        """The rows, of one chat or of all, whose calls have not started; they are claimed no more."""
        back: list[OutboxRow] = []
        kept: list[OutboxRow] = []
        for row in self._waiting:
            (back if chat_id is None or row.chat_id == chat_id else kept).append(row)
        self._waiting = kept
        return back

    async def finish(self, timeout: float) -> bool:
        """Gives the calls `timeout` seconds to end; whether they did."""
        if self._calls:
            await asyncio.wait(list(self._calls), timeout=timeout)
            await asyncio.sleep(0)  # what is to happen at a call's end may still be on its way
        return not self._calls

    async def cancel(self) -> None:
        """Cuts off what is under way; their rows are in doubt."""
        tasks = list(self._calls)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
