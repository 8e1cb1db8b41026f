"""The audit trail's lines about demands and their bookings."""

from __future__ import annotations

from bot.model import Booking
from bot.store.work import Work

EXPIRED = "expired"  # a booking's note where nobody answered an offer in time


async def record(
    work: Work,
    demand_id: int,
    *,
    step: str,
    person_id: int | None,
    before: object = None,
    after: object = None,
) -> None:
    """A line of the demand's audit trail; `person_id` None is the clock."""
    await work.trail.record(
        "demand", demand_id, step=step, person_id=person_id, now=work.now, before=before, after=after
    )


async def record_booking(
    work: Work, booking: Booking, *, step: str, person_id: int | None, before: Booking | None = None
) -> None:
    """A line of the booking's audit trail; `person_id` None is the clock."""
    await work.trail.record(
        "booking",
        booking.id,
        step=step,
        person_id=person_id,
        now=work.now,
        before=_snapshot(before) if before else None,
        after=_snapshot(booking),
    )


def _snapshot(booking: Booking) -> dict[str, object]:
    values: dict[str, object] = {
        "demand_id": booking.demand_id,
        "unit_id": booking.unit_id,
        "person_id": booking.person_id,
        "state": booking.state.value,
    }
    if booking.note == EXPIRED:  # what somebody wrote is no part of the trail
        values["note"] = booking.note
    if booking.item_id:
        values["item_id"] = booking.item_id
    return values
