"""Demands, bookings and proposals as typed queries; no decisions and no transactions here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.model import (
    Booking,
    BookingState,
    Demand,
    DemandState,
    Kind,
    Proposal,
    ProposalState,
)
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_demand, _booking, _proposal = mapper(Demand), mapper(Booking), mapper(Proposal)


class Demands(Repository):
    """Demands, bookings and proposals."""

    async def add(
        self,
        demand_id: int,
        *,
        title: str,
        brief: str,
        kind: Kind | None,
        due_at: datetime,
        slots: int,
        units: Sequence[int],
        posted_by: int,
        now: datetime,
    ) -> None:
        """A demand under the number that its counter gave."""
        await self._q.insert_demand(
            self._conn,
            id=demand_id,
            title=title,
            brief=brief,
            kind=kind,
            due_at=to_ms(due_at),
            slots=slots,
            units=as_json(list(units)),
            posted_by=posted_by,
            posted_at=to_ms(now),
        )

    async def find(self, demand_id: int) -> Demand | None:
        """One demand."""
        row = await self._q.find_demand(self._conn, id=demand_id)
        return _demand(row) if row else None

    async def open(self) -> list[Demand]:
        """The open ones, the nearest due first."""
        return [_demand(row) for row in await self._q.list_open_demands(self._conn)]

    async def held_by(self, unit_id: int, *, most: int) -> list[Demand]:
        """The open ones that a unit has booked or was asked for, and has not handed in for, the nearest due first."""
        rows = await self._q.list_demands_held(self._conn, unit_id=unit_id, most=most)
        return [_demand(row) for row in rows]

    async def newly_overdue(self, now: datetime) -> list[Demand]:
        """Open ones that have come past due since their posts were last brought up to date by the clock."""
        return [_demand(row) for row in await self._q.list_newly_overdue(self._conn, now=to_ms(now))]

    async def mark_overdue(self, demand_id: int) -> None:
        """Its posts say that it is past due; another due time takes the mark away."""
        await self._q.mark_overdue(self._conn, id=demand_id)

    async def unbooked_overdue(self, now: datetime, *, most: int) -> list[Demand]:
        """Open ones past due for which nobody owes anything any more, the longest ago first."""
        rows = await self._q.list_unbooked_overdue(self._conn, now=to_ms(now), most=most)
        return [_demand(row) for row in rows]

    async def set_state(self, demand_id: int, state: DemandState) -> None:
        """Opens or closes."""
        await self._q.set_demand_state(self._conn, id=demand_id, state=state)

    async def set_due(self, demand_id: int, due_at: datetime) -> None:
        """Another due time."""
        await self._q.set_demand_due(self._conn, id=demand_id, due_at=to_ms(due_at))

    async def set_units(self, demand_id: int, units: Sequence[int]) -> None:
        """Other named units; none makes it a demand to everybody."""
        await self._q.set_demand_units(self._conn, id=demand_id, units=as_json(list(units)))

    async def lapsed(self, since: datetime, until: datetime) -> list[Booking]:
        """What lapsed, or stayed unanswered, in a span of time."""
        rows = await self._q.list_bookings_lapsed(self._conn, since=to_ms(since), until=to_ms(until))
        return [_booking(row) for row in rows]

    async def add_booking(
        self,
        demand_id: int,
        *,
        unit_id: int,
        person_id: int | None,
        state: BookingState,
        now: datetime,
        answer_by_at: datetime | None = None,
    ) -> int:
        """A slot, a place in the queue, or a question to a unit."""
        return int(
            await self._q.insert_booking(
                self._conn,
                demand_id=demand_id,
                unit_id=unit_id,
                person_id=person_id,
                state=state,
                booked_at=to_ms(now),
                answer_by_at=as_ms(answer_by_at),
            )
        )

    async def save_booking(self, booking: Booking) -> None:
        """A booking after a step."""
        await self._q.update_booking(
            self._conn,
            id=booking.id,
            person_id=booking.person_id,
            state=booking.state,
            note=booking.note,
            booked_at=to_ms(booking.booked_at),
            answer_by_at=as_ms(booking.answer_by_at),
            item_id=booking.item_id,
        )

    async def find_booking(self, booking_id: int) -> Booking | None:
        """One booking."""
        row = await self._q.find_booking(self._conn, id=booking_id)
        return _booking(row) if row else None

    async def bookings(self, demand_id: int) -> list[Booking]:
        """Everything on one demand, in the order it came."""
        return [_booking(r) for r in await self._q.list_bookings_of_demand(self._conn, demand_id=demand_id)]

    async def bookings_of_open(self) -> list[Booking]:
        """Everything on the open demands."""
        return [_booking(row) for row in await self._q.list_bookings_of_open(self._conn)]

    async def bookings_of_unit(self, unit_id: int) -> list[Booking]:
        """A unit's bookings, the newest first, at most 60."""
        return [_booking(r) for r in await self._q.list_bookings_of_unit(self._conn, unit_id=unit_id)]

    async def of_unit(self, unit_id: int) -> dict[int, Demand]:
        """The demands of those bookings, by their numbers."""
        rows = await self._q.list_demands_of_unit(self._conn, unit_id=unit_id)
        return {demand.id: demand for demand in map(_demand, rows)}

    async def expired_offers(self, now: datetime) -> list[Booking]:
        """Offers whose time to answer is over."""
        return [_booking(row) for row in await self._q.list_expired_offers(self._conn, now=to_ms(now))]

    async def add_proposal(self, person_id: int, *, text: str, now: datetime) -> int:
        """A proposed topic."""
        return int(
            await self._q.insert_proposal(self._conn, person_id=person_id, text=text, made_at=to_ms(now))
        )

    async def find_proposal(self, proposal_id: int) -> Proposal | None:
        """One proposal."""
        row = await self._q.find_proposal(self._conn, id=proposal_id)
        return _proposal(row) if row else None

    async def proposals_waiting(self) -> list[Proposal]:
        """What has become of nothing yet, the oldest first."""
        return [_proposal(row) for row in await self._q.list_proposals_waiting(self._conn)]

    async def proposals_since(self, since: datetime, *, most: int) -> list[Proposal]:
        """What is open, or has been decided since that moment, the oldest first."""
        rows = await self._q.list_proposals_since(self._conn, since=to_ms(since), most=most)
        return [_proposal(row) for row in rows]

    async def proposals_of(self, person_id: int, *, most: int) -> list[Proposal]:
        """What somebody has proposed, the newest first."""
        rows = await self._q.list_proposals_of(self._conn, person_id=person_id, most=most)
        return [_proposal(row) for row in rows]

    async def set_proposal(
        self,
        proposal_id: int,
        state: ProposalState,
        *,
        by: int | None,
        now: datetime | None,
        demand_id: int | None = None,
        why: str | None = None,
        month: str | None = None,
    ) -> None:
        """What became of a proposal, and who decided that; None where it is open again."""
        await self._q.update_proposal(
            self._conn,
            id=proposal_id,
            state=state,
            demand_id=demand_id,
            decided_by=by,
            decided_at=as_ms(now),
            why=why,
            month=month,
        )

    async def wipe(self, demand_id: int, *, gone: str) -> None:
        """Nothing stays of what was written in a demand; these words stand in its place."""
        await self._q.wipe_demand(self._conn, id=demand_id, gone=gone)

    async def wipe_proposal(self, proposal_id: int, *, gone: str) -> None:
        """Nothing stays of what was proposed, nor of why it was put aside."""
        await self._q.wipe_proposal(self._conn, id=proposal_id, gone=gone)

    async def add_answer(self, proposal_id: int, *, person_id: int, text: str, now: datetime) -> int:
        """The desk has answered a leader's wish. The answer's id."""
        return int(
            await self._q.insert_proposal_answer(
                self._conn, proposal_id=proposal_id, person_id=person_id, text=text, said_at=to_ms(now)
            )
        )

    async def answers(self, proposal_id: int) -> list[tuple[str, str]]:
        """What was answered to a wish: who, and what."""
        rows = await self._q.list_proposal_answers(self._conn, proposal_id=proposal_id)
        return [(row[0], row[1]) for row in rows]

    async def find_answer(self, answer_id: int) -> tuple[int, str, datetime] | None:
        """To which wish an answer is, its words, and when it was given."""
        row = await self._q.find_proposal_answer(self._conn, id=answer_id)
        return (row[0], row[1], from_ms(row[2])) if row else None

    async def wipe_answer(self, answer_id: int, *, gone: str) -> None:
        """Nothing stays of an answer."""
        await self._q.wipe_proposal_answer(self._conn, id=answer_id, gone=gone)
