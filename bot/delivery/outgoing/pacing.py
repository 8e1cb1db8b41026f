"""How soon a call may leave under Telegram's limits: pure counting; no clock, no sleeping, no network.

Times are seconds on any scale that never runs backwards, the same for every call of one Pacer.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable

from bot.sections import Limits

# Telegram counts at its own door, where two calls may arrive closer together than they left. Over all chats the delays even
# out. In one chat each one's delay shows whole; but a call has arrived when its answer is here, and counts from then on.
_OVERALL_SECOND = 1.04
_SECOND = 1.05
_MINUTE = 60.2
_SHARING = 8  # calls that go to many share their distance: where a commit takes long, several leave together
_FEWEST_CHATS = 1000  # below this nobody needs to look for idle chats


class _Window:
    """At most `limit` sends within any `length` seconds; limit 0 counts nothing."""

    __slots__ = ("_length", "_limit", "_times")

    def __init__(self, limit: int, length: float) -> None:
        self._limit = limit
        self._length = length
        self._times: deque[float] = deque(maxlen=limit)

    def next_at(self, now: float) -> float:
        if not self._limit or len(self._times) < self._limit:
            return now
        return max(now, self._times[-self._limit] + self._length)

    def next_evenly(self, now: float) -> float:
        """The same for calls that keep an even distance; one that came late is caught up with by the next few."""
        few = min(_SHARING, len(self._times))
        if not self._limit or not few:
            return now
        return max(self.next_at(now), self._times[-few] + few / self._limit)

    def take(self, at: float) -> None:
        if self._times and self._times[-1] > at:
            kept = sorted([*self._times, at])[-self._limit :]
            self._times = deque(kept, maxlen=self._limit)
        else:
            self._times.append(at)

    def put_back(self, taken_at: float, now: float) -> None:
        """What was taken at `taken_at` leaves only now."""
        moved = sorted(now if at == taken_at else at for at in self._times)
        self._times = deque(moved, maxlen=self._limit)

    def end(self, now: float) -> None:
        """The last one has ended."""
        if self._times:
            self._times[-1] = max(self._times[-1], now)

    def idle_at(self) -> float:
        """From when on it holds nothing that counts."""
        return self._times[-1] + self._length if self._times else -math.inf


class _Chat:
    """What one chat has been sent lately."""

    __slots__ = ("paused_until", "windows")

    def __init__(self, limits: Limits, chat_id: int) -> None:
        self.paused_until = -math.inf
        self.windows = [_Window(limits.chat_per_second, _SECOND)]
        if chat_id < 0:
            self.windows.append(_Window(limits.group_per_minute, _MINUTE))

    def idle_at(self) -> float:
        return max(self.paused_until, *(window.idle_at() for window in self.windows))


class Pacer:
    """Decides when the next call to a chat may go.

    `limits`: calls a second over all, calls a second for one chat, calls a minute for one group (chat id below 0). Windows
    slide. Chat id 0 stands for calls to no chat, which count only over all.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._overall = _Window(limits.overall_per_second, _OVERALL_SECOND)
        self._paused_until = -math.inf
        self._chats: dict[int, _Chat] = {}
        self._sweep_above = _FEWEST_CHATS

    def next_at(self, chat_id: int, now: float, *, evenly: bool = False) -> float:
        """The earliest moment at which a call to `chat_id` may go; `now` itself where it may go at once.

        `evenly`: it also keeps its distance to the call before it. What goes to many is sent so, since then a place in the
        overall limit is free again every few hundredths of a second, and something more urgent never waits for a second.
        """
        overall = self._overall.next_evenly(now) if evenly else self._overall.next_at(now)
        at = max(overall, self._paused_until)
        chat = self._chats.get(chat_id)
        if chat is None:
            return at
        return max(at, chat.paused_until, *(window.next_at(now) for window in chat.windows))

    def take(self, chat_id: int, now: float) -> None:
        """A call goes now."""
        self._overall.take(now)
        if chat_id:
            if chat_id not in self._chats and len(self._chats) >= self._sweep_above:
                self._forget_idle(now)
            for window in self._chat(chat_id).windows:
                window.take(now)

    def put_back(self, chat_ids: Iterable[int], *, taken_at: float, now: float) -> None:
        """Calls taken at `taken_at` leave only now: a slow commit came between.

        Otherwise the next ones, whose commit is quick, would reach Telegram closer to them than they were counted.
        """
        self._overall.put_back(taken_at, now)
        for chat_id in chat_ids:
            if chat := self._chats.get(chat_id):
                for window in chat.windows:
                    window.put_back(taken_at, now)

    def end(self, chat_id: int, now: float) -> None:
        """The last call to this chat has been answered: however late it reached Telegram, it was not after this."""
        if chat := self._chats.get(chat_id):
            for window in chat.windows:
                window.end(now)

    def remember(self, chat_id: int, at: float) -> None:
        """A call went at `at`, before this Pacer was made."""
        self.take(chat_id, at)

    def pause(self, chat_id: int | None, until: float) -> None:
        """Nothing to `chat_id` before `until`; None: nothing at all."""
        if chat_id is None:
            self._paused_until = max(self._paused_until, until)
        else:
            chat = self._chat(chat_id)
            chat.paused_until = max(chat.paused_until, until)

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    def _chat(self, chat_id: int) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = _Chat(self._limits, chat_id)
        return chat

    def _forget_idle(self, now: float) -> None:
        self._chats = {key: chat for key, chat in self._chats.items() if chat.idle_at() > now}
        # Twice what is left: a sweep is paid for by as many new chats as it looks at.
        self._sweep_above = max(_FEWEST_CHATS, 2 * len(self._chats))
