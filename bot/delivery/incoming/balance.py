"""Between taking up and sending out: what has been handled is answered before much more is begun; pure counting.

Times are seconds of the event loop's clock.
"""

from __future__ import annotations

from collections.abc import Callable

_MANY = 32  # calls that wait for their turn
_FEW = 8
_ROUND = 64  # updates, after which calls that wait have the event loop for themselves
_LONGEST = 0.1


class Balance:
    """Both ends share one thread, and to handle an update takes fewer rounds of the event loop than a call does.

    Under load the receipts would leave only when there is nothing left to handle. So, while many calls wait, a round of updates
    is followed by a pause in which none is begun: until few calls wait, but a tenth of a second at most, because it may be
    Telegram that they wait for.
    """

    def __init__(self) -> None:
        self._on_relief: Callable[[], None] | None = None
        self._waiting = 0
        self._begun = 0
        self._paused_until: float | None = None

    def listen(self, on_relief: Callable[[], None]) -> None:
        """`on_relief` is called when a pause ends because few calls are left."""
        self._on_relief = on_relief

    def weigh(self, waiting: int) -> None:
        """So many calls are claimed and wait for their turn."""
        self._waiting = waiting
        if self._paused_until is not None and waiting <= _FEW:
            self._paused_until = None
            if self._on_relief is not None:
                self._on_relief()

    @property
    def is_heavy(self) -> bool:
        """Whether more calls wait than a moment takes."""
        return self._waiting > _FEW

    def begin(self, now: float) -> None:
        """An update is begun."""
        self._begun += 1
        if self._begun >= _ROUND and self._waiting > _MANY:
            self._begun, self._paused_until = 0, now + _LONGEST

    def paused_until(self, now: float) -> float:
        """Until when nothing should be begun; `now` itself where it may."""
        if self._paused_until is not None and self._paused_until <= now:
            self._paused_until = None
        return now if self._paused_until is None else self._paused_until
