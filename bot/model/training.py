"""Training at the desk (跟班学习): periods, requests for a place, swaps; no behaviour beyond reading one's own fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RotationState(StrEnum):
    """Where a period of training stands."""

    PLANNED = "planned"  # its trainee has not answered
    CONFIRMED = "confirmed"
    CALLED_OFF = "called_off"


class PlaceRequestState(StrEnum):
    """What became of somebody's wish to come for training."""

    OPEN = "open"
    PLACED = "placed"  # 安排
    DECLINED = "declined"  # 婉拒
    WITHDRAWN = "withdrawn"  # 撤回, by whoever asked


class SwapState(StrEnum):
    """What became of the question whether two trainees change periods."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    VOID = "void"  # overtaken: asked of somebody else, called off, begun


@dataclass(frozen=True, slots=True)
class Rotation:
    """A reporter's period of training at the desk, from `first` to `last`, with or without a mentor.

    `asked_at` is when the trainee was asked last, `reminded_at` when reminded; `ended_at` is when the mentor was asked for the
    assessment (学习鉴定), `nudged_at` when reminded of it. `chat_id` and `message_id` are of the message that gave it.
    """

    id: int
    person_id: int
    first: date
    last: date
    mentor_id: int | None
    state: RotationState
    planned_by: int
    planned_at: datetime
    asked_at: datetime
    reminded_at: datetime | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    nudged_at: datetime | None
    assessment: str | None
    assessed_by: int | None
    assessed_at: datetime | None
    chat_id: int | None
    message_id: int | None

    @property
    def is_on(self) -> bool:
        """Whether it takes place, for all that is known."""
        return self.state is not RotationState.CALLED_OFF


@dataclass(frozen=True, slots=True)
class PlaceRequest:
    """A reporter's wish to come for training, perhaps in a month 'YYYY-MM'."""

    id: int
    person_id: int
    month: str | None
    state: PlaceRequestState
    reason: str | None
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Swap:
    """`asked_by`, whose period is the rotation, asks `asked_of`, whose is the other, to change periods."""

    id: int
    rotation_id: int
    other_id: int
    asked_by: int
    asked_of: int
    state: SwapState
    asked_at: datetime
    reminded_at: datetime | None
    answered_at: datetime | None
