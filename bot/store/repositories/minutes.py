"""Minutes of the weekly consultation, and the figures of its week, as typed queries."""

from __future__ import annotations

from datetime import datetime

from bot.clock import to_ms
from bot.model import ItemState, Minutes
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_minutes = mapper(Minutes)


class MinutesKept(Repository):
    """What consultations came to."""

    async def add(self, text: str, *, person_id: int, now: datetime) -> int:
        """Minutes are kept."""
        return int(
            await self._q.insert_minutes(self._conn, text=text, person_id=person_id, made_at=to_ms(now))
        )

    async def find(self, minutes_id: int) -> Minutes | None:
        """One of them."""
        row = await self._q.find_minutes(self._conn, id=minutes_id)
        return _minutes(row) if row else None

    async def wipe(self, minutes_id: int, *, gone: str) -> None:
        """Nothing stays of what was written in them."""
        await self._q.wipe_minutes(self._conn, id=minutes_id, gone=gone)

    async def standing_since(self, since: datetime) -> Minutes | None:
        """The newest that stand and were written since."""
        row = await self._q.find_minutes_since(self._conn, since=to_ms(since))
        return _minutes(row) if row else None

    async def replaced_with(self, minutes_id: int) -> Minutes | None:
        """Those in whose place these stand."""
        row = await self._q.find_minutes_replaced(self._conn, id=minutes_id)
        return _minutes(row) if row else None

    async def replace(self, minutes_id: int, *, by: int) -> None:
        """Others stand in their place from now on."""
        await self._q.replace_minutes(self._conn, id=minutes_id, by=by)

    async def undo(self, minutes_id: int, *, now: datetime) -> None:
        """They are no more; those in whose place they stood hold again."""
        await self._q.undo_minutes(self._conn, id=minutes_id, now=to_ms(now))
        before = await self.replaced_with(minutes_id)
        if before is not None:
            await self._q.replace_minutes(self._conn, id=before.id, by=None)

    async def newest(self, most: int) -> list[Minutes]:
        """Those that stand, the newest first."""
        return [_minutes(row) for row in await self._q.list_minutes(self._conn, most=most)]

    async def received(
        self, since: datetime, until: datetime, *, first: str, last: str
    ) -> list[tuple[ItemState, str | None, int]]:
        """State, reason and number of the items that came in a span of time, which lies within these months."""
        rows = await self._q.count_received_between(
            self._conn, since=to_ms(since), until=to_ms(until), first=first, last=last
        )
        return [(ItemState(row[0]), row[1], row[2]) for row in rows]
