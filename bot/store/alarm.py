"""A trouble of the machine that passes (disk full, file locked, server away): said when it begins and when it is over."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass

from bot.errors import StoreError
from bot.logs import get_logger

_log = get_logger(__name__)

# After a commit that went well, seconds without a failure until it counts as over: on a full disk small commits go well
# between large ones that do not, and whoever failed has tried again by then.
CALM = 4.0
# Somebody has to do something about these; a lock, or a server that restarts, is nobody's business.
_NEEDS_A_HAND = re.compile(r"is full|disk I/O|unable to open|readonly|No space left", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Past:
    """A trouble that is over: what the database said, and how many seconds it lasted."""

    reason: str
    seconds: float

    @property
    def needs_a_hand(self) -> bool:
        """Whether the administrators should know."""
        return _NEEDS_A_HAND.search(self.reason) is not None


class Alarm:
    """One database's trouble. The ends and the desk go on trying meanwhile, and each says only once that it cannot go on."""

    def __init__(self, *, calm: float = CALM) -> None:
        self.calm = calm
        self._begun: float | None = None
        self._reason = ""
        self._failures = 0
        self._said: set[str] = set()
        self._untold: Past | None = None
        self._ending: asyncio.TimerHandle | None = None

    @property
    def lasts(self) -> bool:
        """Whether there is one now."""
        return self._begun is not None

    def note(self, error: StoreError) -> None:
        """The database has refused to write."""
        if not error.passing:
            return
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None
        self._failures += 1
        if self._begun is None:
            self._begun, self._reason, self._failures = time.monotonic(), str(error), 1
            _log.error("database.stuck", reason=self._reason)

    def clear(self) -> None:
        """A commit went well."""
        if self._begun is not None and self._ending is None:
            past = Past(self._reason, time.monotonic() - self._begun)
            self._ending = asyncio.get_running_loop().call_later(self.calm, self._end, past)

    def _end(self, past: Past) -> None:
        self._begun, self._ending, self._said = None, None, set()
        _log.warning("database.recovered", seconds=round(past.seconds), failures=self._failures)
        if past.needs_a_hand:
            self._untold = past

    def is_news(self, event: str) -> bool:
        """Whether an event that may come of the trouble is still to be logged: once while it lasts."""
        if self._begun is None:
            return True
        is_new = event not in self._said
        self._said.add(event)
        return is_new

    @property
    def untold(self) -> Past | None:
        """A trouble that is over and that the administrators should hear of; `told` ends it."""
        return self._untold

    def told(self) -> None:
        """They have heard of it."""
        self._untold = None
