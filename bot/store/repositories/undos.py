"""What things were before their newest decision, as typed queries; how long that can be taken back is the desk's affair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.clock import to_ms
from bot.model import Undo
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_undo = mapper(Undo)


class Undos(Repository):
    """One for each thing: its newest decision."""

    async def save(
        self, subject: str, subject_id: int, *, person_id: int, before: Mapping[str, object], now: datetime
    ) -> None:
        """Remembers what the thing was before somebody decided now."""
        await self._q.save_undo(
            self._conn,
            subject=subject,
            subject_id=subject_id,
            person_id=person_id,
            before=as_json(before),
            done_at=to_ms(now),
        )

    async def find(self, subject: str, subject_id: int) -> Undo | None:
        """What is remembered of the thing."""
        row = await self._q.find_undo(self._conn, subject=subject, subject_id=subject_id)
        return _undo(row) if row else None

    async def delete(self, subject: str, subject_id: int) -> None:
        """The decision is taken back, or stands."""
        await self._q.delete_undo(self._conn, subject=subject, subject_id=subject_id)
