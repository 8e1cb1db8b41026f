"""What a search looks among."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.enums import ItemState


@dataclass(frozen=True, slots=True)
class Scope:
    """The items that a search looks among; None: all. `own_of`: a person who sees the own items and adopted ones alone."""

    own_of: int | None = None
    unit_id: int | None = None
    state: ItemState | None = None
    month: str | None = None  # 'YYYY-MM'
