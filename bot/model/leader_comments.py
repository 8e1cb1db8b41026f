"""What leaders say of an item (批示)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.enums import CommentState


@dataclass(frozen=True, slots=True)
class LeaderComment:
    """A leader commented on an item on `day`, which is booked in `month`; `recorded_by` wrote it down, perhaps the leader.

    `level`: 1 county, 2 city, 3 province, 4 state; `by_deputy`: 分管领导.
    """

    id: int
    item_id: int
    leader_id: int
    recorded_by: int
    words: str
    level: int
    by_deputy: bool
    day: date
    month: str
    recorded_at: datetime
    state: CommentState
    decided_by: int | None
    decided_at: datetime | None
