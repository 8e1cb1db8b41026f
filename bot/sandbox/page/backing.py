"""What the page shows and moves of the application that runs behind it, as far as there is one; nothing of it is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

ProcessState = Literal["running", "starting", "dead"]


@dataclass(frozen=True)
class Upcoming:
    """Something the clock will do: a key, a label for people, when (aware), and the label in English if it has one."""

    key: str
    label: str
    at: datetime
    label_en: str = ""


class Controls(Protocol):
    """The application's clock, as far as the page may move it."""

    def now(self) -> datetime:
        """The simulated moment, aware."""

    async def upcoming(self) -> list[Upcoming]:
        """What comes next, earliest first."""

    async def jump(self, to: datetime) -> None:
        """Let the clock go on from `to` (aware), and do what fell due."""


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


class Languages(Protocol):
    """The languages that the application speaks with people: "zh" or "en"."""

    async def of(self, account: int) -> str | None:
        """Which one with this account; None where it cannot be known now."""

    async def speak(self, account: int, language: str) -> None:
        """Speak it with this account, as far as that can be done now."""


@dataclass
class Backing:
    """What the application lends the page: each part may be lent later, or never.

    `tour`: who plays which part in the page's guided tour, by their ids. `timezone` is the one the page shows times in.
    """

    timezone: str
    controls: Controls | None = None
    glass: Glass | None = None
    process: Process | None = None
    languages: Languages | None = None
    tour: dict[str, int] = field(default_factory=dict)
