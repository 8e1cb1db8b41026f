"""Appeals as typed queries; whom a figure concerns is the desk's affair."""

from __future__ import annotations

from datetime import datetime

from bot.clock import to_ms
from bot.model import Appeal, AppealState, Person
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_appeal = mapper(Appeal)


class Appeals(Repository):
    """Objections to the figures of items and months."""

    async def add(
        self,
        *,
        person_id: int,
        item_id: int | None,
        month: str | None,
        text: str,
        chat_id: int,
        message_id: int,
        now: datetime,
    ) -> int:
        """A new one, which that message said; it waits for the desk."""
        added = await self._q.insert_appeal(
            self._conn,
            person_id=person_id,
            item_id=item_id,
            month=month,
            words=text,
            chat_id=chat_id,
            message_id=message_id,
            asked_at=to_ms(now),
        )
        return int(added)

    async def find(self, appeal_id: int) -> Appeal | None:
        """One appeal."""
        row = await self._q.find_appeal(self._conn, id=appeal_id)
        return _appeal(row) if row else None

    async def of_item(self, item_id: int) -> list[Appeal]:
        """Those about an item, the first first."""
        return [_appeal(row) for row in await self._q.list_appeals_of_item(self._conn, item_id=item_id)]

    async def waiting(self) -> list[Appeal]:
        """What the desk has not answered, the oldest first."""
        return [_appeal(row) for row in await self._q.list_appeals_waiting(self._conn)]

    async def open_to(self, person: Person, *, first: str, most: int) -> list[int]:
        """The items, the newest first, whose figures of the month `first` or later are the person's or the unit's."""
        rows = await self._q.list_items_to_appeal(
            self._conn, person_id=person.id, unit_id=person.unit_id, first=first, most=most
        )
        return [row[0] for row in rows]

    async def open_in(self, month: str) -> list[str | None]:
        """Of each that waits for an answer and bears on the month's figures, the item's number; None: it is about the month."""
        return [row[0] for row in await self._q.list_open_appeals_of_month(self._conn, month=month)]

    async def decide(
        self, appeal_id: int, state: AppealState, *, by: int, reason: str, now: datetime
    ) -> None:
        """What the desk answered."""
        await self._q.decide_appeal(
            self._conn, id=appeal_id, state=state.value, decided_by=by, decided_at=to_ms(now), reason=reason
        )

    async def reopen(self, appeal_id: int) -> None:
        """The answer was taken back: it waits for the desk again."""
        await self._q.decide_appeal(
            self._conn,
            id=appeal_id,
            state=AppealState.OPEN.value,
            decided_by=None,
            decided_at=None,
            reason=None,
        )

    async def of_message(self, chat_id: int, message_id: int) -> list[Appeal]:
        """What a message objected to."""
        rows = await self._q.list_appeals_of_message(self._conn, chat_id=chat_id, message_id=message_id)
        return [_appeal(row) for row in rows]

    async def wipe_one(self, appeal: Appeal) -> None:
        """One that nobody has answered was never made; of another nothing stays that was written."""
        if appeal.state is AppealState.OPEN:
            await self._q.delete_appeal(self._conn, id=appeal.id)
        else:
            await self._q.wipe_appeal(self._conn, id=appeal.id)

    async def wipe(self, item_id: int) -> None:
        """Nothing stays of what was written about an item."""
        await self._q.wipe_appeals(self._conn, item_id=item_id)
