"""Which channels took an item, and the points that came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.enums import AdoptionKind, Fault, PointRule


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
    """One booked line of points; `number` and `title` are the item's.

    Where points are taken off for no item, `item_id` is 0, and they are those of the demand that was not delivered, or empty.
    """

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
class ItemFault:
    """An editor found an item at fault; `cleared_at`: that was taken back. Months are those in which it is booked."""

    id: int
    item_id: int
    fault: Fault
    day: date
    month: str
    person_id: int
    recorded_at: datetime
    cleared_by: int | None
    cleared_at: datetime | None
    cleared_month: str | None

    @property
    def stands(self) -> bool:
        """Whether it has not been taken back."""
        return self.cleared_at is None


@dataclass(frozen=True, slots=True)
class SentUp:
    """An item was sent up to the city or the province."""

    item_id: int
    person_id: int
    sent_at: datetime
