"""How long something may take that uses the store: what it waits for its turn to write is others' time, and does not count."""

from __future__ import annotations

import asyncio
import math
from contextvars import ContextVar

_watch: ContextVar[Watch | None] = ContextVar("_watch", default=None)


class Watch:
    """The time that one task has taken, from `begin` on; seconds of the event loop's clock."""

    __slots__ = ("_begun", "_stood_since", "is_over")

    def __init__(self) -> None:
        self._begun = math.inf
        self._stood_since: float | None = None
        self.is_over = False  # whoever looked found that it took too long, and has cancelled it

    def begin(self) -> None:
        """In the task itself."""
        self._begun = asyncio.get_running_loop().time()
        _watch.set(self)

    def end(self) -> None:
        """What comes after this takes any time."""
        self._begun = math.inf

    def exceeds(self, seconds: float, now: float) -> bool:
        """Whether it has taken longer; not while it waits for others."""
        return self._stood_since is None and now - self._begun > seconds

    def stop(self) -> None:
        """It waits for others from now on."""
        self._stood_since = asyncio.get_running_loop().time()

    def go_on(self) -> None:
        """The waiting is over."""
        if self._stood_since is not None:
            self._begun += asyncio.get_running_loop().time() - self._stood_since
            self._stood_since = None


def current_watch() -> Watch | None:
    """That of the task which asks; None where nobody counts its time."""
    return _watch.get()
