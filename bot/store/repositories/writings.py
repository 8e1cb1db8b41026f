"""In which messages something that was published was written, as typed queries."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Subject
from bot.store.repositories.repository import Repository


class Writings(Repository):
    """By which message an edit finds what was made of it. A message is its chat and its number there."""

    async def keep(self, subject: Subject, number: int, messages: Iterable[tuple[int, int]]) -> None:
        """It was written in these messages."""
        for chat_id, message_id in messages:
            await self._q.insert_writing(
                self._conn,
                subject=subject.value,
                subject_id=number,
                chat_id=chat_id,
                message_id=message_id,
            )

    async def of_message(self, chat_id: int, message_id: int) -> list[tuple[Subject, int]]:
        """What was written in a message."""
        rows = await self._q.list_writings_of_message(self._conn, chat_id=chat_id, message_id=message_id)
        return [(Subject(row[0]), row[1]) for row in rows]

    async def of(self, subject: Subject, number: int) -> list[tuple[int, int]]:
        """The messages in which it was written."""
        rows = await self._q.list_writings(self._conn, subject=subject.value, subject_id=number)
        return [(row[0], row[1]) for row in rows]
