"""Papers that are circulated to be read (阅文), who is to read each, and the files that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Circular:
    """A paper to read, D3. `scope` are the codes of its addressees, who were fixed when it was published.

    `closed_at`: called off; `listed_at`: its writer has got the list of those who had not read it by `due_at`.
    """

    id: int
    title: str
    brief: str
    scope: str  # JSON
    due_at: datetime | None
    posted_by: int
    posted_at: datetime
    closed_at: datetime | None
    listed_at: datetime | None

    @property
    def code(self) -> str:
        """Its number as people see it."""
        return f"D{self.id}"


@dataclass(frozen=True, slots=True)
class CircularReader:
    """Somebody who is to read a circular; `read_by` is the deputy where it was not the person."""

    id: int
    circular_id: int
    person_id: int
    read_at: datetime | None
    read_by: int | None


@dataclass(frozen=True, slots=True)
class CircularFile:
    """A file that goes with a circular, as it came with its draft."""

    id: int
    circular_id: int
    file_id: str
    kind: str
    name: str
    sha256: str | None
    size: int
