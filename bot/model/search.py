"""What a search looks among."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.enums import ItemState


@dataclass(frozen=True, slots=True)
class Scope:
    """The items that a search looks among; None: all. `own_of`: a person who sees the own items and adopted ones alone.

    With `is_shared` it is not the adopted ones that the person sees beside the own, but those that partners are offered.
    `as_sent_of`: whose items are found, too, by what was sent before an editor wrote them anew.
    """

    own_of: int | None = None
    is_shared: bool = False
    unit_id: int | None = None
    state: ItemState | None = None
    month: str | None = None  # 'YYYY-MM'
    as_sent_of: int | None = None
