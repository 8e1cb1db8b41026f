"""Conversations under way as typed queries; what a draft holds is its conversation's affair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.clock import to_ms
from bot.model import Draft, DraftKind
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_draft = mapper(Draft)
_MOST_IN_CHAT = 50  # nobody chooses among more


class Drafts(Repository):
    """Where people stand in conversations: as many side by side as they like."""

    async def find(self, draft_id: int) -> Draft | None:
        """One conversation."""
        row = await self._q.find_draft(self._conn, id=draft_id)
        return _draft(row) if row else None

    async def find_about(self, about: str) -> Draft | None:
        """The question that is open about something, of which there is one at a time."""
        row = await self._q.find_draft_about(self._conn, about=about)
        return _draft(row) if row else None

    async def in_chat(
        self, chat_id: int, telegram_id: int, *, but: DraftKind | None = DraftKind.LOOSE
    ) -> list[Draft]:
        """A person's conversations in one chat, the newest first; of very many the newest, so that a message costs no more.

        Texts that wait for a word of their writer (`but`) answer nothing themselves.
        """
        rows = await self._q.list_drafts_in(
            self._conn, chat_id=chat_id, telegram_id=telegram_id, but=but or "", most=_MOST_IN_CHAT
        )
        return [_draft(row) for row in rows]

    async def of(self, telegram_id: int) -> list[Draft]:
        """A person's conversations everywhere, the newest first."""
        return [_draft(row) for row in await self._q.list_drafts_of(self._conn, telegram_id=telegram_id)]

    async def of_item(self, item_id: int, *, about: str) -> list[Draft]:
        """Conversations that would change an item, comment on it, or decide on it: those are `about` its card."""
        revising = f'%"revises":{item_id},%'
        commenting = f'%"comments_on":{item_id},%'
        rows = await self._q.list_drafts_of_item(
            self._conn, about=about, revising=revising, commenting=commenting
        )
        return [_draft(row) for row in rows]

    async def of_kind(self, kind: DraftKind) -> list[Draft]:
        """Everybody's conversations of a kind, the oldest first."""
        return [_draft(row) for row in await self._q.list_drafts_of_kind(self._conn, kind=kind)]

    async def to_remind(self, before: datetime) -> list[Draft]:
        """Conversations left lying since before this moment, of which nobody has been reminded."""
        rows = await self._q.list_drafts_to_remind(self._conn, before=to_ms(before))
        return [_draft(row) for row in rows]

    async def add(
        self,
        chat_id: int,
        telegram_id: int,
        *,
        kind: DraftKind,
        step: str,
        data: Mapping[str, object],
        now: datetime,
        about: str | None = None,
    ) -> Draft:
        """A new conversation; an older one `about` the same thing gives way to it."""
        draft_id = await self._q.insert_draft(
            self._conn,
            chat_id=chat_id,
            telegram_id=telegram_id,
            kind=kind,
            about=about,
            step=step,
            data=as_json(data),
            updated_at=to_ms(now),
        )
        found = await self.find(int(draft_id))
        assert found is not None
        return found

    async def save(self, draft_id: int, *, step: str, data: Mapping[str, object], now: datetime) -> None:
        """The conversation goes on."""
        await self._q.update_draft(
            self._conn, id=draft_id, step=step, data=as_json(data), updated_at=to_ms(now)
        )

    async def move(self, draft_id: int, *, chat_id: int) -> None:
        """The conversation goes on in another chat."""
        await self._q.move_draft(self._conn, id=draft_id, chat_id=chat_id)

    async def set_reminded(self, draft_id: int, *, now: datetime) -> None:
        """Its writer has been reminded of it."""
        await self._q.set_draft_reminded(self._conn, id=draft_id, reminded_at=to_ms(now))

    async def claim_album(self, chat_id: int, album: str, *, now: datetime) -> bool:
        """True for the first message of an album in a chat: one answer is enough for all of them."""
        return (
            await self._q.insert_album(self._conn, chat_id=chat_id, album=album, now=to_ms(now)) is not None
        )

    async def block_album(self, chat_id: int, telegram_id: int, album: str, *, now: datetime) -> None:
        """A message of somebody's album carried a marking: none of the others is kept either, for a day."""
        await self.claim_album(chat_id, f"blocked:{telegram_id}:{album}", now=now)

    async def is_album_blocked(self, chat_id: int, telegram_id: int, album: str) -> bool:
        """Whether a message of this album has carried a marking."""
        known = f"blocked:{telegram_id}:{album}"
        return await self._q.find_album(self._conn, chat_id=chat_id, album=known) is not None

    async def delete(self, draft_id: int) -> None:
        """The conversation is over."""
        await self._q.delete_draft(self._conn, id=draft_id)

    async def delete_of(self, telegram_id: int, *, kind: DraftKind | None = None) -> None:
        """All conversations of an account are over, or those of one kind."""
        if kind is None:
            await self._q.delete_drafts_of(self._conn, telegram_id=telegram_id)
        else:
            await self._q.delete_drafts_of_kind(self._conn, telegram_id=telegram_id, kind=kind)

    async def hand_over(self, former: int, *, to: int) -> None:
        """Somebody has another account: what they wrote with the former one is theirs still."""
        await self._q.hand_drafts_over(self._conn, from_id=former, to_id=to)
