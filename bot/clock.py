"""The one place that asks what time it is; no scheduling here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


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


def to_ms(moment: datetime) -> int:
    """An aware datetime as whole milliseconds since 1970 UTC, the database's form."""
    return round(moment.timestamp() * 1000)


def from_ms(value: int) -> datetime:
    """The reverse of `to_ms`: aware, UTC."""
    return datetime.fromtimestamp(value / 1000, UTC)
