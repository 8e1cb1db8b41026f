"""Items that are offered to partners (资源共享), and what each said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """An item was offered to the partner groups; `taken_back_at` where it is offered no more."""

    item_id: int
    person_id: int
    shared_at: datetime
    taken_back_at: datetime | None


@dataclass(frozen=True, slots=True)
class SharingAnswer:
    """What a partner's unit said last: whether it takes the item."""

    item_id: int
    unit_id: int
    person_id: int
    is_taken: bool
    answered_at: datetime
