"""Key points (信息要点): what the desk wants to hear about in a month; how they are written is in rules/keypoints.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One of a month's key points. Items name it by its `number`, which a changed one keeps; `units` are only suggested."""

    month: str
    number: int
    title: str
    angle: str = ""
    units: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeyPointMonth:
    """A month that has key points; `published_at` is None while they are still being written."""

    month: str
    published_by: int | None
    published_at: datetime | None
