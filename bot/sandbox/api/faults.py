"""Faults that tests switch on, and Telegram's flood limits; neither changes the world by itself."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass
from typing import Literal

# Lasting faults that a trainer switches: the line is cut; or every message is one too many.
SWITCHES = ("down", "storm")
_STORM_SECONDS = 2

Kind = Literal[
    "400", "403", "429", "500", "502", "truncated", "reset_before", "reset_after", "hang_before", "hang_after"
]


@dataclass
class Fault:
    """What goes wrong with the next `times` calls that match, after `skip` that go well.

    400, 403 (refused with `text`), 429, 500, 502 (an HTML page), reset_before: the call has no effect. truncated (half of the
    JSON), reset_after, hang_after: it has, and the answer is lost or late. `seconds`: the hang, or the 429's retry_after.
    The method `file` is the download of a file.
    """

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    skip: int = 0
    seconds: float = 1
    text: str = ""

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Whether the call is one of those this fault is for."""
        return (self.method is None or self.method.lower() == method.lower()) and (
            self.chat_id is None or self.chat_id == chat_id
        )


class Faults:
    """The faults switched on now."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        self.switched: set[str] = set()

    @property
    def is_down(self) -> bool:
        """Whether no call gets through."""
        return "down" in self.switched

    def switch(self, name: str, *, on: bool) -> None:
        """Let one of `SWITCHES` last until it is switched off."""
        if on:
            self.switched.add(name)
        else:
            self.switched.discard(name)

    def add(
        self,
        kind: Kind,
        *,
        method: str | None = None,
        chat_id: int | None = None,
        times: int = 1,
        skip: int = 0,
        seconds: float = 1,
        text: str = "",
    ) -> Fault:
        """Switch a fault on; see `Fault`."""
        fault = Fault(kind, method, chat_id, times, skip, seconds, text)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """Switch all faults off."""
        self.active.clear()
        self.switched.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call, counted down."""
        if self.is_down:
            return Fault("reset_before")
        # Reading is not rationed: Telegram counts what a bot sends.
        if "storm" in self.switched and not method.startswith(("get", "file")):
            return Fault("429", seconds=_STORM_SECONDS)
        for fault in self.active:
            if not fault.matches(method, chat_id):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.active.remove(fault)
            return fault
        return None


@dataclass(frozen=True)
class Limits:
    """How many messages a bot may send; 0 is no limit."""

    overall_per_second: int = 0
    group_per_minute: int = 0
    chat_per_second: int = 0

    @classmethod
    def strict(cls) -> Limits:
        """The figures that Telegram's own documentation names."""
        return cls(overall_per_second=30, group_per_minute=20, chat_per_second=1)


class Limiter:
    """Counts messages in sliding windows of real time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._sent: dict[tuple[str, int], deque[float]] = {}

    def refuse(self, chat_id: int, *, count: int = 1) -> int | None:
        """Count `count` messages to a chat; where that is too many count none and return retry_after in seconds."""
        windows = [(("overall", 0), self.limits.overall_per_second, 1.0)]
        if chat_id < 0:
            windows.append((("minute", chat_id), self.limits.group_per_minute, 60.0))
        windows.append((("second", chat_id), self.limits.chat_per_second, 1.0))
        now = time.monotonic()
        checked = [(self._window(key, length, now), limit, length) for key, limit, length in windows if limit]
        for times, limit, length in checked:
            if len(times) + count > limit and times:
                return max(1, math.ceil(times[0] + length - now))
        for times, _, _ in checked:
            times.extend([now] * count)
        return None

    def _window(self, key: tuple[str, int], length: float, now: float) -> deque[float]:
        times = self._sent.setdefault(key, deque())
        while times and times[0] <= now - length:
            times.popleft()
        return times
