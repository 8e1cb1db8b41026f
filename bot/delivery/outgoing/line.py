"""Watches whether Telegram can be reached at all, and how long to be silent when not; pure, and no row is judged here.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

from enum import IntEnum

_SHAKY_CALLS = 5  # so many calls in a row without an answer, and everything waits
_LONGEST_SILENCE = 30.0


class Line(IntEnum):
    """How the line to Telegram looked during a call."""

    GOOD = 0  # Telegram answered
    SHAKY = 1  # the answer was lost, or Telegram was out of order
    DOWN = 2  # no connection


class LineWatch:
    """Counts calls without an answer. One failed round of calls counts once, however many were under way."""

    def __init__(self) -> None:
        self._shaky_calls = 0
        self._silences = 0
        self._silent_until = 0.0

    def notice(self, line: Line, now: float) -> float:
        """Takes in one call; seconds for which nothing should be sent from now on, 0 where nothing changes."""
        if line is Line.GOOD:
            self._shaky_calls = self._silences = 0
            return 0.0
        self._shaky_calls += 1
        if now < self._silent_until or (line is Line.SHAKY and self._shaky_calls < _SHAKY_CALLS):
            return 0.0
        wait = min(_LONGEST_SILENCE, 2.0**self._silences)
        self._silences += 1
        self._silent_until = now + wait
        return wait
