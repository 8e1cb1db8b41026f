"""What leaders say of items, as typed queries; what it is worth is in rules/points.py."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import to_ms
from bot.model import CommentState, LeaderComment
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_comment = mapper(LeaderComment)


class LeaderComments(Repository):
    """Leaders' comments, and whether they are passed on."""

    async def add(
        self,
        item_id: int,
        *,
        leader_id: int,
        recorded_by: int,
        words: str,
        chat_id: int,
        message_id: int,
        level: int,
        by_deputy: bool,
        day: date,
        month: str,
        now: datetime,
    ) -> int:
        """A new one, which that message said, of which the desk has yet to say whether it is passed on."""
        added = await self._q.insert_leader_comment(
            self._conn,
            item_id=item_id,
            leader_id=leader_id,
            recorded_by=recorded_by,
            words=words,
            chat_id=chat_id,
            message_id=message_id,
            level=level,
            by_deputy=int(by_deputy),
            day=day.isoformat(),
            month=month,
            recorded_at=to_ms(now),
        )
        return int(added)

    async def find(self, comment_id: int) -> LeaderComment | None:
        """One of them; None where it was taken back."""
        row = await self._q.find_leader_comment(self._conn, id=comment_id)
        return _comment(row) if row else None

    async def waiting(self) -> list[LeaderComment]:
        """Of which the desk has not said whether they may be passed on, the oldest first."""
        return [_comment(row) for row in await self._q.list_leader_comments_waiting(self._conn)]

    async def of_item(self, item_id: int) -> list[LeaderComment]:
        """Those on an item, the first first."""
        return [
            _comment(row) for row in await self._q.list_leader_comments_of_item(self._conn, item_id=item_id)
        ]

    async def booked_since(self, month: str) -> list[int]:
        """The items on which one is booked in the month or later."""
        return [row[0] for row in await self._q.list_items_commented_since(self._conn, month=month)]

    async def decide(self, comment_id: int, state: CommentState, *, by: int, now: datetime) -> None:
        """Whether it is passed on."""
        await self._q.decide_leader_comment(
            self._conn, id=comment_id, state=state.value, decided_by=by, decided_at=to_ms(now)
        )

    async def ask_again(self, comment_id: int) -> None:
        """What was decided of it is taken back."""
        await self._q.decide_leader_comment(
            self._conn, id=comment_id, state=CommentState.ASKED.value, decided_by=None, decided_at=None
        )

    async def remove(self, comment_id: int) -> None:
        """It was never made."""
        await self._q.delete_leader_comment(self._conn, id=comment_id)

    async def of_message(self, chat_id: int, message_id: int) -> list[LeaderComment]:
        """What a message said."""
        rows = await self._q.list_leader_comments_of_message(
            self._conn, chat_id=chat_id, message_id=message_id
        )
        return [_comment(row) for row in rows]

    async def wipe(self, comment_id: int) -> None:
        """Nothing stays of what was said."""
        await self._q.wipe_leader_comment(self._conn, id=comment_id)
