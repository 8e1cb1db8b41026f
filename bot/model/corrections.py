"""Corrections: what a reporter asks to be changed in an item after its review has begun, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class CorrectionState(StrEnum):
    """Where a request to correct an item stands."""

    ASKED = "asked"
    """The editors have it; of an item there is one such at a time."""
    AGREED = "agreed"
    """Its words are the item's next version."""
    REFUSED = "refused"
    """The item stays as it was."""
    WITHDRAWN = "withdrawn"
    """Its reporter took it back, or the item went another way."""


# Each arrow, and who takes it. None: the row comes into being.
CORRECTION_ARROWS: Mapping[tuple[CorrectionState | None, CorrectionState], str] = MappingProxyType(
    {
        (None, CorrectionState.ASKED): "reporter: asks",
        (CorrectionState.ASKED, CorrectionState.AGREED): "editor: agrees",
        (CorrectionState.ASKED, CorrectionState.REFUSED): "editor: refuses",
        (
            CorrectionState.ASKED,
            CorrectionState.WITHDRAWN,
        ): "reporter: takes it back; an editor or the reporter: another decision or version of the item",
        (CorrectionState.AGREED, CorrectionState.ASKED): "editor: undoes it",
        (CorrectionState.REFUSED, CorrectionState.ASKED): "editor: undoes it",
        (CorrectionState.WITHDRAWN, CorrectionState.ASKED): "editor: undoes the decision that ended it",
    }
)


@dataclass(frozen=True, slots=True)
class Correction:
    """A request to correct an item that is in review or adopted.

    `words` are a draft's content (rules/item_draft.py), whose messages stand in `chat_id`. `version` is the item's that they
    are to follow. `before` is what an agreed one changed, so that it can be undone.
    """

    id: int
    item_id: int
    person_id: int
    chat_id: int
    words: dict[str, object]
    version: int
    state: CorrectionState
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    reason: str | None
    before: dict[str, object]
