"""What the page's clock control needs from the application that runs in the demo; the sandbox has no clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Upcoming:
    """Something the clock will do: a key, a label for people, and when (aware)."""

    key: str
    label: str
    at: datetime


class Controls(Protocol):
    """The application's clock, as far as the page may move it."""

    def now(self) -> datetime:
        """The simulated moment, aware."""

    async def upcoming(self) -> list[Upcoming]:
        """What comes next, earliest first."""

    async def jump(self, to: datetime) -> None:
        """Let the clock go on from `to` (aware), and do what fell due."""
