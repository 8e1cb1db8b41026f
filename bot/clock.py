"""The one place that asks what time it is; no scheduling here."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

# Linux stops the usual clock while the machine sleeps, and has another one that goes on.
_UNSTOPPED = getattr(time, "CLOCK_BOOTTIME", None)


class Clock:
    """Says the time in UTC; `shift` moves it for the demo and for tests."""

    def __init__(self, *, shift: timedelta = timedelta(0)) -> None:
        self._shift = shift

    def now(self) -> datetime:
        """The present moment: aware, UTC."""
        return datetime.now(UTC) + self._shift

    def shift_to(self, moment: datetime) -> None:
        """Let the clock go on from `moment` (aware) at its usual pace."""
        self._shift = moment - datetime.now(UTC)


def seconds_since_boot() -> float:
    """Seconds that never run backwards and go on while this process, or the whole machine, stands still."""
    return time.monotonic() if _UNSTOPPED is None else time.clock_gettime(_UNSTOPPED)


_BEGIN, _MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """An aware datetime as whole milliseconds since 1970 UTC, the database's form; read back it is never later than it was."""
    return (moment - _BEGIN) // _MS


def from_ms(value: int) -> datetime:
    """The reverse of `to_ms`: aware, UTC."""
    return datetime.fromtimestamp(value / 1000, UTC)
