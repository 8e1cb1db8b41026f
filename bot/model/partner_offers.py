"""What partners offer the desk (资源共享): what they have or plan, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PartnerOfferState(StrEnum):
    """What the desk made of a partner's offer."""

    OPEN = "open"
    TURNED = "turned"  # 转为选题
    LEFT = "left"  # 不用


@dataclass(frozen=True, slots=True)
class PartnerOffer:
    """A partner's words in a partner group: `is_planned` (#选题) or at hand already (#报送)."""

    id: int
    person_id: int
    is_planned: bool
    title: str
    words: str
    state: PartnerOfferState
    chat_id: int
    thread_id: int
    message_id: int
    offered_at: datetime
    demand_id: int | None
    decided_by: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class SharedItem:
    """An item that partners were offered within some time (`is_new`), or took then; `taken_by` are the partners' units."""

    number: str
    title: str
    is_new: bool
    taken_by: tuple[str, ...] = ()
