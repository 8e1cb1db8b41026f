"""What a person wants of private reminders, and who stands in for whom; no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when (minutes of the desk's day) private reminders wait; over midnight where `begins` is later."""

    person_id: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Deputy:
    """`deputy_id` stands in for `person_id` (A/B 角) from the day `first` to the day `last`, both included.

    The moments are those of the desk's zone. `has_begun`: both have been told that it has.
    """

    id: int
    person_id: int
    deputy_id: int
    first: date
    last: date
    begins_at: datetime
    ends_at: datetime
    set_by: int
    has_begun: bool
