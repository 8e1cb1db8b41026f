"""What happened, for the page and for whoever waits in a test: numbered events in a ring; no updates for the bot."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass

from bot.sandbox.world.bell import Bell
from bot.sandbox.world.records import Json


@dataclass(frozen=True)
class Event:
    """One change. `kind`: message, edited, deleted, chat, people, commands, winding, clock, glass, reset (read all anew)."""

    id: int
    kind: str
    chat_id: int | None
    data: Json


class Journal:
    """The last events in order; `bell` rings at each.

    `epoch` tells one run's numbers from another's: a page that slept through a restart must not take up in the middle.
    """

    def __init__(self, *, length: int = 3000) -> None:
        self._events: deque[Event] = deque(maxlen=length)
        self.bell = Bell()
        self.last_id = 0
        self.epoch = secrets.token_hex(4)

    def add(self, kind: str, chat_id: int | None = None, **data: object) -> None:
        """Record a change and wake who waits."""
        self.last_id += 1
        self._events.append(Event(self.last_id, kind, chat_id, dict(data)))
        self.bell.ring()

    def mark(self, event_id: int | None = None) -> str:
        """An event's number (the newest one's) in the form that a page may resume after."""
        return f"{self.last_id if event_id is None else event_id}-{self.epoch}"

    def find(self, mark: str) -> int | None:
        """The number that a mark names, None where it is of another run or no mark; digits alone are of this run."""
        number, _, epoch = mark.partition("-")
        return int(number) if number.isdigit() and epoch in ("", self.epoch) else None

    def since(self, event_id: int) -> list[Event] | None:
        """The events after `event_id`; None where some of them are already forgotten, or it never was."""
        if event_id > self.last_id:
            return None
        first = self._events[0].id if self._events else self.last_id + 1
        if event_id < first - 1:
            return None
        missing = self.last_id - event_id
        return list(self._events)[len(self._events) - missing :] if missing else []
