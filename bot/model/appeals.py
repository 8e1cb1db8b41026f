"""Objections to figures (申诉) and what the desk answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.enums import AppealState


@dataclass(frozen=True, slots=True)
class Appeal:
    """Somebody objects to the figures of an item or of a month ('2026-05'); one of both is there."""

    id: int
    person_id: int
    item_id: int | None
    month: str | None
    words: str
    state: AppealState
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    reason: str | None
