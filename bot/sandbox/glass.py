"""What the page's drawer needs from the application that runs behind it, as far as there is one; the sandbox has no queues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

ProcessState = Literal["running", "starting", "dead"]


@dataclass(frozen=True)
class QueueRow:
    """One row: its number and state, when it was made (aware), what it does, for whom, after how many failures."""

    number: int
    state: str
    at: datetime
    what: str
    whom: str
    attempts: int = 0
    error: str = ""
    payload: str = ""


@dataclass(frozen=True)
class Queue:
    """One of the application's tables: its key, how many rows are in which state, and the newest of them."""

    key: Literal["inbox", "outbox"]
    counts: dict[str, int]
    rows: list[QueueRow]


class Glass(Protocol):
    """The application's queues, as they are on disk."""

    async def queues(self) -> list[Queue]:
        """All of them; also while the bot is dead."""


class Process(Protocol):
    """The bot, as far as a trainer may kill it."""

    @property
    def state(self) -> ProcessState:
        """Whether it runs."""

    async def start(self) -> None:
        """Run it, and return as soon as it runs."""

    async def kill(self) -> None:
        """End it in the midst of whatever it does."""
