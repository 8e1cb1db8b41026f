"""Training periods, requests for a place and swaps as typed queries; who may hold which period is the desk's affair."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import to_ms
from bot.model import PlaceRequest, PlaceRequestState, Rotation, RotationState, Swap, SwapState
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_rotation, _request, _swap = mapper(Rotation), mapper(PlaceRequest), mapper(Swap)


class Training(Repository):
    """Who comes to the desk for training (跟班学习), and when."""

    async def plan(
        self, person_id: int, *, first: date, last: date, mentor_id: int | None, by: int, now: datetime
    ) -> Rotation:
        """A new period, which its trainee has not confirmed."""
        added = await self._q.insert_rotation(
            self._conn,
            person_id=person_id,
            first=first.isoformat(),
            last=last.isoformat(),
            mentor_id=mentor_id,
            state=RotationState.PLANNED.value,
            planned_by=by,
            now=to_ms(now),
        )
        found = await self.find(int(added))
        assert found is not None
        return found

    async def find(self, rotation_id: int) -> Rotation | None:
        """One period."""
        row = await self._q.find_rotation(self._conn, id=rotation_id)
        return _rotation(row) if row else None

    async def save(self, rotation: Rotation) -> None:
        """The period as it is now; its days, its mentor and who planned it never change."""
        await self._q.update_rotation(
            self._conn,
            id=rotation.id,
            person_id=rotation.person_id,
            state=rotation.state.value,
            asked_at=to_ms(rotation.asked_at),
            reminded_at=as_ms(rotation.reminded_at),
            confirmed_at=as_ms(rotation.confirmed_at),
            ended_at=as_ms(rotation.ended_at),
            nudged_at=as_ms(rotation.nudged_at),
            assessment=rotation.assessment,
            assessed_by=rotation.assessed_by,
            assessed_at=as_ms(rotation.assessed_at),
            chat_id=rotation.chat_id,
            message_id=rotation.message_id,
        )

    async def between(self, first: date, last: date) -> list[Rotation]:
        """Those that reach into these days and were not called off, the earliest first."""
        rows = await self._q.list_rotations_between(
            self._conn, first=first.isoformat(), last=last.isoformat()
        )
        return [_rotation(row) for row in rows]

    async def planned_with(self, rotation: Rotation) -> list[Rotation]:
        """Those that the same person planned at the same stroke, itself among them."""
        rows = await self._q.list_rotations_planned_with(
            self._conn, planned_by=rotation.planned_by, planned_at=to_ms(rotation.planned_at)
        )
        return [_rotation(row) for row in rows]

    async def unanswered(self, *, before: datetime, today: date) -> list[Rotation]:
        """Those not over yet whose trainee was asked before that moment, has not answered, and was not reminded."""
        rows = await self._q.list_rotations_unanswered(
            self._conn, before=to_ms(before), today=today.isoformat()
        )
        return [_rotation(row) for row in rows]

    async def to_assess(self, today: date) -> list[Rotation]:
        """Those that end or have ended, without an assessment of which anybody was reminded."""
        rows = await self._q.list_rotations_to_assess(self._conn, today=today.isoformat())
        return [_rotation(row) for row in rows]

    async def owed(self) -> list[Rotation]:
        """Those whose assessment was asked for and is still to be written."""
        return [_rotation(row) for row in await self._q.list_rotations_owed(self._conn)]

    async def said_in(self, chat_id: int, message_id: int) -> list[Rotation]:
        """Those whose assessment the message gave."""
        rows = await self._q.list_rotations_said_in(self._conn, chat_id=chat_id, message_id=message_id)
        return [_rotation(row) for row in rows]

    async def days(self) -> dict[int, tuple[tuple[date, date], ...]]:
        """Everybody's periods, for the directory."""
        found: dict[int, tuple[tuple[date, date], ...]] = {}
        for person_id, first, last in await self._q.list_training_days(self._conn):
            period = (date.fromisoformat(first), date.fromisoformat(last))
            found[person_id] = (*found.get(person_id, ()), period)
        return found

    async def ask(self, person_id: int, *, month: str | None, now: datetime) -> PlaceRequest:
        """Somebody wishes to come."""
        added = await self._q.insert_place_request(
            self._conn, person_id=person_id, month=month, now=to_ms(now)
        )
        found = await self.find_request(int(added))
        assert found is not None
        return found

    async def find_request(self, request_id: int) -> PlaceRequest | None:
        """One wish."""
        row = await self._q.find_place_request(self._conn, id=request_id)
        return _request(row) if row else None

    async def open_request_of(self, person_id: int) -> PlaceRequest | None:
        """The person's wish that nobody has decided."""
        row = await self._q.find_open_place_request(self._conn, person_id=person_id)
        return _request(row) if row else None

    async def open_requests(self) -> list[PlaceRequest]:
        """Every wish that nobody has decided."""
        return [_request(row) for row in await self._q.list_open_place_requests(self._conn)]

    async def set_month(self, request_id: int, month: str) -> None:
        """Another month is wished for."""
        await self._q.set_place_request_month(self._conn, id=request_id, month=month)

    async def decide(
        self, request_id: int, state: PlaceRequestState, *, by: int, reason: str | None, now: datetime
    ) -> None:
        """What became of a wish."""
        await self._q.decide_place_request(
            self._conn, id=request_id, state=state.value, decided_by=by, reason=reason, now=to_ms(now)
        )

    async def reopen_request(self, person_id: int, *, decided_at: datetime) -> None:
        """The period that was planned for the person's wish at that moment was taken back: the wish waits again."""
        await self._q.reopen_place_request(self._conn, person_id=person_id, decided_at=to_ms(decided_at))

    async def ask_swap(self, rotation: Rotation, other: Rotation, *, now: datetime) -> Swap:
        """The trainee of the one asks the other's to change periods."""
        added = await self._q.insert_swap(
            self._conn,
            rotation_id=rotation.id,
            other_id=other.id,
            asked_by=rotation.person_id,
            asked_of=other.person_id,
            now=to_ms(now),
        )
        found = await self.find_swap(int(added))
        assert found is not None
        return found

    async def find_swap(self, swap_id: int) -> Swap | None:
        """One such question."""
        row = await self._q.find_swap(self._conn, id=swap_id)
        return _swap(row) if row else None

    async def open_swaps(self) -> list[Swap]:
        """Those that wait for an answer."""
        return [_swap(row) for row in await self._q.list_open_swaps(self._conn)]

    async def answer_swap(self, swap_id: int, state: SwapState, *, now: datetime) -> None:
        """What became of it."""
        await self._q.answer_swap(self._conn, id=swap_id, state=state.value, now=to_ms(now))

    async def remind_of_swap(self, swap_id: int, *, now: datetime) -> None:
        """Whoever was asked has been reminded."""
        await self._q.remind_of_swap(self._conn, id=swap_id, now=to_ms(now))
