"""Watches whether Telegram can be reached at all, and how long to be silent when not; pure, and no row is judged here.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum

_SHAKY_CALLS = 5  # so many calls in a row without an answer, and their method waits; or everything
_LONGEST_SILENCE = 30.0


class Line(IntEnum):
    """How the line to Telegram looked during a call."""

    GOOD = 0  # Telegram answered
    SHAKY = 1  # the answer was lost, or Telegram was out of order
    DOWN = 2  # no connection


@dataclass(frozen=True, slots=True)
class Silence:
    """For so many seconds from now on nothing should be sent by this method; None: nothing at all."""

    seconds: float
    method: str | None


class _Trouble:
    """The calls that failed in a row, and the silences that this has led to. What fails together leads to one."""

    def __init__(self) -> None:
        self.methods: set[str] = set()
        self.calls = 0
        self._silences = 0
        self._silent_until = 0.0

    def add(self, method: str) -> None:
        self.calls += 1
        self.methods.add(method)

    def silence(self, now: float) -> float | None:
        if now < self._silent_until:
            return None
        wait = min(_LONGEST_SILENCE, 2.0**self._silences)
        self._silences += 1
        self._silent_until = now + wait
        return wait


class LineWatch:
    """Counts calls without an answer. One failed round of calls counts once, however many were under way.

    Where one method alone gets none it waits alone: a server that cannot do one thing may well do the others.
    """

    def __init__(self) -> None:
        self._line = _Trouble()
        self._methods: dict[str, _Trouble] = defaultdict(_Trouble)

    def notice(self, line: Line, now: float, *, method: str) -> Silence | None:
        """Takes in one call; what should be silent from now on, None where nothing changes."""
        if line is Line.GOOD:
            self._line = _Trouble()
            self._methods.pop(method, None)
            return None
        for trouble in (self._line, self._methods[method]):
            trouble.add(method)
        is_outage = self._line.calls >= _SHAKY_CALLS and len(self._line.methods) > 1
        if line is Line.DOWN or is_outage:
            silence, whom = self._line.silence(now), None
        elif self._methods[method].calls >= _SHAKY_CALLS:
            silence, whom = self._methods[method].silence(now), method
        else:
            return None
        return None if silence is None else Silence(silence, whom)
