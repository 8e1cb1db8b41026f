"""Fees (稿酬) as they are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.model.enums import AdoptionKind, PointRule


@dataclass(frozen=True, slots=True)
class FeeLine:
    """What an item brings one contributor in the list of a month, in fen; negative where something was taken back.

    `channel` and `kind` are those of the adoption on `day` that it comes of, empty where the contributors were changed.
    """

    item_id: int
    month: str
    day: date
    channel: str
    kind: AdoptionKind | None
    person_id: int | None
    unit_id: int
    fen: int
    rule: PointRule


@dataclass(frozen=True, slots=True)
class FeeMonth:
    """A month whose list has been settled (定稿), by whom and when: it changes no more."""

    month: str
    settled_by: int
    settled_at: datetime
