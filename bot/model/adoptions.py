"""Which channels took an item, and the points that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.enums import AdoptionKind, PointRule


@dataclass(frozen=True, slots=True)
class Adoption:
    """A channel took an item on `day`. `month` and `revoked_month` are where it and taking it back are booked."""

    id: int
    item_id: int
    channel: str
    kind: AdoptionKind
    day: date
    month: str
    issue: str | None
    is_late: bool
    person_id: int | None
    recorded_at: datetime
    revoked_by: int | None
    revoked_at: datetime | None
    revoked_month: str | None

    @property
    def stands(self) -> bool:
        """Whether it has not been taken back."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True)
class PointLine:
    """One booked line of points; `number` and `title` are the item's."""

    id: int
    item_id: int
    number: str
    title: str
    day: date
    month: str
    channel: str
    kind: AdoptionKind | None
    person_id: int | None
    unit_id: int
    hundredths: int
    rule: PointRule
    version: str


@dataclass(frozen=True, slots=True)
class SentUp:
    """An item was sent up to the city or the province."""

    item_id: int
    person_id: int
    sent_at: datetime
