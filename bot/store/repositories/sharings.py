"""Items offered to partners, as typed queries; that a partner took one is an adoption beside."""

from __future__ import annotations

from datetime import datetime

from bot.clock import to_ms
from bot.model import Sharing, SharingAnswer
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_sharing, _answer = mapper(Sharing), mapper(SharingAnswer)


class Sharings(Repository):
    """What is offered to partners, and what each of their units said last."""

    async def share(self, item_id: int, *, person_id: int, now: datetime) -> None:
        """It is offered, perhaps again."""
        await self._q.save_sharing(self._conn, item_id=item_id, person_id=person_id, shared_at=to_ms(now))

    async def find(self, item_id: int) -> Sharing | None:
        """Whether the item was ever offered."""
        row = await self._q.find_sharing(self._conn, item_id=item_id)
        return _sharing(row) if row else None

    async def standing(self, *, first: int) -> set[int]:
        """Which items are offered now, of those from this id on."""
        return {int(row[0]) for row in await self._q.list_standing_sharings(self._conn, first=first)}

    async def take_back(self, item_id: int, *, now: datetime) -> None:
        """It is offered no more."""
        await self._q.take_back_sharing(self._conn, item_id=item_id, taken_back_at=to_ms(now))

    async def answer(
        self, item_id: int, unit_id: int, *, person_id: int, is_taken: bool, now: datetime
    ) -> None:
        """What a unit says from now on."""
        await self._q.save_sharing_answer(
            self._conn,
            item_id=item_id,
            unit_id=unit_id,
            person_id=person_id,
            is_taken=int(is_taken),
            answered_at=to_ms(now),
        )

    async def answers(self, item_id: int) -> list[SharingAnswer]:
        """What each unit said last, the first first."""
        return [_answer(row) for row in await self._q.list_sharing_answers(self._conn, item_id=item_id)]
