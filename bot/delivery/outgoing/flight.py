"""The rows that are claimed: which call starts next, and what has become of those under way; no database, no clock."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from bot.delivery.outgoing.outcomes import Outcome
from bot.model import OutboxRow, OutboxState, Policy, Priority
from bot.tasks import start

Call = Callable[[OutboxRow], Coroutine[Any, Any, Outcome]]
OnEnd = Callable[[Outcome], None]

# An enum is compared ten times as slowly, and this is done for each call.
_BROADCAST = int(Priority.BROADCAST)


def _rank(row: OutboxRow) -> tuple[bool, int, int]:
    # What an administrator would be asked about after a crash waits the shortest time; there are never many of these.
    return row.policy is Policy.REPEAT, row.priority, row.id


class Flight:
    """Claimed rows, waiting or called. One chat has one call at a time, the urgent first, else in the order of their rows.

    At most `places` calls at once; a part of them is kept free of broadcasts, so that a reply leaves at once even when every
    broadcast hangs.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self.broadcast_places = max(1, places - max(1, places // 4))
        self._waiting: list[OutboxRow] = []
        self._calls: dict[asyncio.Task[None], OutboxRow] = {}
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
        return sum(row.priority >= _BROADCAST for row in self._rows)

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
        return any(
            outcome.row.chat_id == chat_id and outcome.state is not OutboxState.SENT
            for outcome in self._ended
        )

    def add(self, rows: Iterable[OutboxRow]) -> None:
        """Rows whose claim is on disk."""
        for row in rows:
            insort(self._waiting, row, key=_rank)

    def clear(self) -> list[OutboxRow]:
        """The rows whose turn it is; they wait no more."""
        if not self._waiting:
            return []
        places = self.places - len(self._calls)
        if places <= 0:
            return []
        called = self._calls.values()
        broadcasts = self.broadcast_places - sum(row.priority >= _BROADCAST for row in called)
        busy = {row.chat_id for row in called}
        busy.update(outcome.row.chat_id for outcome in self._ended if outcome.state is not OutboxState.SENT)
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
        call: Call,
        *,
        on_end: OnEnd,
    ) -> None:
        """Makes the calls whose turn it is, and when one has gone well those whose turn comes by that.

        `on_end` hears of each, once the next ones are under way.
        """
        self._begin(self.clear(), call, on_end)

    def _begin(
        self,
        rows: Iterable[OutboxRow],
        call: Call,
        on_end: OnEnd,
    ) -> None:
        for row in rows:
            self._calls[start(self._make(row, call, on_end))] = row

    async def _make(
        self,
        row: OutboxRow,
        call: Call,
        on_end: OnEnd,
    ) -> None:
        """One call after another. A task for each would begin a turn of the event loop later, and under load a turn is long."""
        task = asyncio.current_task()
        assert task is not None
        while True:
            try:
                outcome = await call(row)
            finally:
                del self._calls[task]
            self._ended.append(outcome)
            following = self.clear() if outcome.state is OutboxState.SENT else []
            if following:
                row = self._calls[task] = following[0]
                self._begin(following[1:], call, on_end)
            on_end(outcome)
            if not following:
                return

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
