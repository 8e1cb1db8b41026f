"""The rows that are claimed: which call starts next, and what has become of those under way; no database, no clock."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from heapq import heappop, heappush
from typing import Any

from bot.delivery.outgoing.outcomes import Outcome
from bot.model import OutboxRow, OutboxState, Policy, Priority
from bot.tasks import start

Call = Callable[[OutboxRow], Coroutine[Any, Any, Outcome]]
OnEnd = Callable[[Outcome], None]

# An enum is compared ten times as slowly, and this is done for each call.
_BROADCAST = int(Priority.BROADCAST)

_Rank = tuple[bool, int, int]


def _rank(row: OutboxRow) -> _Rank:
    # What an administrator would be asked about after a crash waits the shortest time; there are never many of these.
    return row.policy is Policy.REPEAT, row.priority, row.id


def _rank_of(each: tuple[_Rank, OutboxRow]) -> _Rank:
    return each[0]


class Flight:
    """Claimed rows, waiting or called. One chat has one call at a time, the urgent first, else in the order of their rows.

    At most `places` calls at once; a part of them is kept free of broadcasts, so that a reply leaves at once even when every
    broadcast hangs. None begins while `most_unwritten` have ended of which nothing is on disk: a kill would repeat them, and a
    slow disk would make them many. What is done for a call does not grow with how many wait.
    """

    def __init__(self, places: int, *, most_unwritten: float = math.inf) -> None:
        self.places = places
        self._most_unwritten = most_unwritten
        self._unwritten = 0
        self.broadcast_places = max(1, places - max(1, places // 4))
        # Rows that are claimed; one whose call has ended is, until it has landed. How many of them go to many, must not be
        # repeated, are for which chat.
        self.size = self.broadcasts = self.holds = 0
        self.chats: Counter[int] = Counter()
        self.waiting = 0  # rows that wait for their calls
        self._queues: dict[int, list[tuple[_Rank, OutboxRow]]] = {}  # heaps, by chat
        self._heads: list[
            tuple[_Rank, int]
        ] = []  # a heap: the first of a chat's queue and the chat; some are out of date
        self._shut: set[int] = set()  # chats that have a call, or one that did not go well and has not landed
        self._calls: dict[asyncio.Task[None], OutboxRow] = {}
        self._ended: list[Outcome] = []  # not landed yet

    @property
    def is_idle(self) -> bool:
        """Whether nothing is claimed."""
        return not self.size

    def is_troubled(self, chat_id: int) -> bool:
        """Whether a call to this chat has just ended that did not go well."""
        return any(
            outcome.row.chat_id == chat_id and outcome.state is not OutboxState.SENT
            for outcome in self._ended
        )

    def add(self, rows: Iterable[OutboxRow]) -> None:
        """Rows whose claim is on disk."""
        for row in rows:
            self._tally(row, 1)
            queue = self._queues.setdefault(row.chat_id, [])
            heappush(queue, (_rank(row), row))
            if queue[0][1] is row:
                self._offer(row.chat_id)
            self.waiting += 1

    def _tally(self, row: OutboxRow, by: int) -> None:
        self.size += by
        self.chats[row.chat_id] += by
        if row.priority >= _BROADCAST:
            self.broadcasts += by
        if row.policy is Policy.HOLD:
            self.holds += by

    def _offer(self, chat_id: int) -> None:
        """The first that waits for this chat may be called, where the chat is not shut."""
        if (queue := self._queues.get(chat_id)) and chat_id not in self._shut:
            heappush(self._heads, (queue[0][0], chat_id))

    def _open(self, chat_id: int) -> None:
        self._shut.discard(chat_id)
        self._offer(chat_id)

    def _clear(self) -> list[OutboxRow]:
        """The rows whose turn it is; they wait no more, and their chats are shut."""
        if self._unwritten >= self._most_unwritten:
            return []
        places = self.places - len(self._calls)
        broadcasts = self.broadcast_places - sum(row.priority >= _BROADCAST for row in self._calls.values())
        cleared: list[OutboxRow] = []
        passed_over: list[tuple[_Rank, int]] = []
        while len(cleared) < places and self._heads:
            rank, chat_id = head = heappop(self._heads)
            queue = self._queues.get(chat_id)
            if chat_id in self._shut or not queue or queue[0][0] != rank:
                continue
            row = queue[0][1]
            is_broadcast = row.priority >= _BROADCAST
            if is_broadcast and broadcasts <= 0:
                passed_over.append(head)
                if row.policy is Policy.REPEAT:
                    break  # none that stands behind it is more urgent
                continue
            heappop(queue)
            if not queue:
                del self._queues[chat_id]
            self._shut.add(chat_id)
            self.waiting -= 1
            broadcasts -= is_broadcast
            cleared.append(row)
        for head in passed_over:
            heappush(self._heads, head)
        return cleared

    def start(
        self,
        call: Call,
        *,
        on_end: OnEnd,
    ) -> None:
        """Makes the calls whose turn it is, and when one has gone well those whose turn comes by that.

        `on_end` hears of each, once the next ones are under way.
        """
        self._begin(self._clear(), call, on_end)

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
            except BaseException:
                self._tally(row, -1)
                raise
            finally:
                del self._calls[task]
            self._ended.append(outcome)
            self._unwritten += not outcome.is_noted
            following: list[OutboxRow] = []
            if outcome.state is OutboxState.SENT:
                self._open(row.chat_id)
                following = self._clear()
            if following:
                row = self._calls[task] = following[0]
                self._begin(following[1:], call, on_end)
            on_end(outcome)
            if not following:
                return

    def land(self) -> list[Outcome]:
        """What the calls that have ended led to; they are claimed no more."""
        ended, self._ended = self._ended, []
        for outcome in ended:
            self._tally(outcome.row, -1)
            if outcome.state is not OutboxState.SENT:
                self._open(outcome.row.chat_id)
        return ended

    def has_settled(self, left: Iterable[Outcome]) -> None:
        """What became of calls is on disk, but for those of `left` and those that have not landed."""
        self._unwritten = sum(not outcome.is_noted for outcome in (*left, *self._ended))

    def recall(self, chat_id: int | None = None) -> list[OutboxRow]:
        """The rows, of one chat or of all, whose calls have not started; they are claimed no more."""
        chats = list(self._queues) if chat_id is None else [chat_id]
        queues = [self._queues.pop(chat, []) for chat in chats]
        back = [row for _, row in sorted((each for queue in queues for each in queue), key=_rank_of)]
        for row in back:
            self._tally(row, -1)
        self.waiting -= len(back)
        return back

    async def finish(self, timeout: float) -> bool:
        """Gives the calls, and those that follow them, `timeout` seconds to end; whether they did."""
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while self._calls and (left := until - loop.time()) > 0:
            await asyncio.wait(list(self._calls), timeout=left)
        return not self._calls

    async def cancel(self) -> None:
        """Cuts off what is under way; their rows are in doubt."""
        tasks = list(self._calls)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
