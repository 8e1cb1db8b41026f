"""Comments on items as typed queries; who may say what to whom is the desk's affair."""

from __future__ import annotations

from datetime import datetime

from bot.clock import to_ms
from bot.model import Comment
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper

_comment = mapper(Comment)


class Comments(Repository):
    """What editors and reporters say to each other about items."""

    async def add(
        self,
        item_id: int,
        *,
        person_id: int,
        from_desk: bool,
        objects: bool = False,
        text: str,
        chat_id: int,
        message_id: int,
        now: datetime,
    ) -> int:
        """A further text of the item's thread; its id."""
        added = await self._q.insert_comment(
            self._conn,
            item_id=item_id,
            person_id=person_id,
            from_desk=int(from_desk),
            objects=int(objects),
            text=text,
            chat_id=chat_id,
            message_id=message_id,
            said_at=to_ms(now),
        )
        return int(added)

    async def find(self, comment_id: int) -> Comment | None:
        """One comment."""
        row = await self._q.find_comment(self._conn, id=comment_id)
        return _comment(row) if row else None

    async def of_item(self, item_id: int) -> list[Comment]:
        """An item's thread, the first first."""
        return [_comment(row) for row in await self._q.list_comments(self._conn, item_id=item_id)]

    async def of_message(self, chat_id: int, message_id: int) -> list[Comment]:
        """What a message became."""
        rows = await self._q.list_comments_of_message(self._conn, chat_id=chat_id, message_id=message_id)
        return [_comment(row) for row in rows]

    async def standing(self, item_id: int) -> tuple[int, Comment | None]:
        """How long the item's thread is, and the newest objection in it that no editor has answered."""
        count, objection_id = await self._q.count_comments(self._conn, item_id=item_id)
        return int(count), None if objection_id is None else await self.find(objection_id)

    async def take_back(self, comment_id: int) -> None:
        """It was not said after all."""
        await self._q.delete_comment(self._conn, id=comment_id)

    async def wipe(self, item_id: int) -> None:
        """Nothing stays of what was said about an item, but that it was."""
        await self._q.wipe_comments(self._conn, item_id=item_id)

    async def wipe_one(self, comment_id: int) -> None:
        """Nothing stays of one comment, but that it was."""
        await self._q.wipe_comment(self._conn, id=comment_id)
