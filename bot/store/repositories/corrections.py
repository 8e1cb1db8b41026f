"""Requests to correct items as typed queries; who may ask and decide is the desk's affair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.clock import to_ms
from bot.model import Correction, CorrectionState
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_correction = mapper(Correction)


class Corrections(Repository):
    """What reporters ask to be changed in items whose review has begun."""

    async def add(
        self,
        item_id: int,
        *,
        person_id: int,
        chat_id: int,
        words: Mapping[str, object],
        version: int,
        now: datetime,
    ) -> Correction:
        """A new request; there may be none that waits about the same item."""
        added = await self._q.insert_correction(
            self._conn,
            item_id=item_id,
            person_id=person_id,
            chat_id=chat_id,
            words=as_json(words),
            version=version,
            asked_at=to_ms(now),
        )
        found = await self.find(int(added))
        assert found is not None
        return found

    async def find(self, correction_id: int) -> Correction | None:
        """One request."""
        row = await self._q.find_correction(self._conn, id=correction_id)
        return _correction(row) if row else None

    async def asked_about(self, item_id: int) -> Correction | None:
        """The request about an item that waits for an editor."""
        row = await self._q.find_correction_asked(self._conn, item_id=item_id)
        return _correction(row) if row else None

    async def asked(self) -> list[Correction]:
        """Everything that waits for an editor, the oldest first."""
        return [_correction(row) for row in await self._q.list_corrections_asked(self._conn)]

    async def of_item(self, item_id: int) -> list[Correction]:
        """Everything that was ever asked for about an item, the first first."""
        return [
            _correction(row) for row in await self._q.list_corrections_of_item(self._conn, item_id=item_id)
        ]

    async def reword(
        self, correction_id: int, *, chat_id: int, words: Mapping[str, object], version: int, now: datetime
    ) -> None:
        """Other words are asked for."""
        await self._q.reword_correction(
            self._conn,
            id=correction_id,
            chat_id=chat_id,
            words=as_json(words),
            version=version,
            asked_at=to_ms(now),
        )

    async def decide(
        self,
        correction_id: int,
        state: CorrectionState,
        *,
        by: int | None,
        now: datetime,
        reason: str | None = None,
        before: Mapping[str, object] | None = None,
    ) -> None:
        """What became of it; `before` is what an agreed one changed."""
        await self._q.decide_correction(
            self._conn,
            id=correction_id,
            state=state.value,
            decided_by=by,
            decided_at=to_ms(now),
            reason=reason,
            before=as_json(before or {}),
        )

    async def reopen(self, correction_id: int, *, version: int) -> None:
        """The decision is undone: it waits again, for that version of the item."""
        await self._q.reopen_correction(self._conn, id=correction_id, version=version)

    async def wipe(self, item_id: int) -> None:
        """Nothing stays of what was asked for about an item, but that it was."""
        await self._q.wipe_corrections(self._conn, item_id=item_id)
