"""Conversations under way as typed queries; what a draft holds is its conversation's affair."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.clock import to_ms
from bot.model import Draft
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_draft = mapper(Draft)


class Drafts(Repository):
    """Where people stand in conversations."""

    async def find(self, chat_id: int, telegram_id: int) -> Draft | None:
        """Where a person stands in a conversation in one chat."""
        row = await self._q.find_draft(self._conn, chat_id=chat_id, telegram_id=telegram_id)
        return _draft(row) if row else None

    async def find_by_id(self, draft_id: int) -> Draft | None:
        """The conversation behind a button, whoever's it is."""
        row = await self._q.find_draft_by_id(self._conn, id=draft_id)
        return _draft(row) if row else None

    async def save(
        self, chat_id: int, telegram_id: int, *, kind: str, step: str, data: dict[str, Any], now: datetime
    ) -> int:
        """Begins or goes on with the one conversation of a person in a chat; its id."""
        return int(
            await self._q.save_draft(
                self._conn,
                chat_id=chat_id,
                telegram_id=telegram_id,
                kind=kind,
                step=step,
                data=as_json(data),
                updated_at=to_ms(now),
            )
        )

    async def claim_album(self, chat_id: int, album: str, *, now: datetime) -> bool:
        """True for the first message of an album in a chat: one answer is enough for all of them."""
        return (
            await self._q.insert_album(self._conn, chat_id=chat_id, album=album, now=to_ms(now)) is not None
        )

    async def delete(self, chat_id: int, telegram_id: int) -> None:
        """The conversation is over."""
        await self._q.delete_draft(self._conn, chat_id=chat_id, telegram_id=telegram_id)

    async def delete_of(self, telegram_id: int) -> None:
        """All conversations of an account are over."""
        await self._q.delete_drafts_of(self._conn, telegram_id=telegram_id)
