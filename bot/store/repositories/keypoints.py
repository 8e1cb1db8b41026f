"""Key points, who has read them and how many items each has, as typed queries; how they are written is rules/keypoints.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.clock import from_ms, to_ms
from bot.model import ItemState, KeyPoint, KeyPointMonth
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_point, _month = mapper(KeyPoint), mapper(KeyPointMonth)


class KeyPoints(Repository):
    """The months' key points."""

    async def month(self, month: str) -> KeyPointMonth | None:
        """How a month stands; None where nobody has written any for it."""
        row = await self._q.find_keypoint_month(self._conn, month=month)
        return _month(row) if row else None

    async def published(self, month: str) -> list[KeyPoint]:
        """The month's key points, once they are published."""
        standing = await self.month(month)
        return await self.of(month) if standing is not None and standing.published_at is not None else []

    async def published_months(self, *, most: int) -> list[str]:
        """The months whose key points are published, the newest first."""
        return [row[0] for row in await self._q.list_keypoint_months(self._conn, most=most)]

    async def of(self, month: str) -> list[KeyPoint]:
        """The month's key points, published or not."""
        return [_point(row) for row in await self._q.list_keypoints(self._conn, month=month)]

    async def last_number(self, month: str) -> int:
        """The highest number that was ever given in a month."""
        return int(await self._q.last_keypoint(self._conn, month=month))

    async def replace(self, month: str, points: Iterable[KeyPoint]) -> None:
        """The month has these key points and no others."""
        await self._q.upsert_keypoint_month(self._conn, month=month, published_by=None, published_at=None)
        await self._q.drop_keypoints(self._conn, month=month)
        for point in points:
            await self._q.upsert_keypoint(
                self._conn,
                month=month,
                number=point.number,
                title=point.title,
                angle=point.angle,
                units=point.units,
                due_on=point.due_on.isoformat() if point.due_on else None,
            )

    async def publish(self, month: str, *, by: int, now: datetime) -> None:
        """They are published, by whoever did so first."""
        await self._q.upsert_keypoint_month(self._conn, month=month, published_by=by, published_at=as_ms(now))

    async def items(self, month: str) -> list[tuple[int, ItemState, str | None, int]]:
        """Key point, state, reason, and the number of the month's items that stand so."""
        rows = await self._q.count_keypoint_items(self._conn, month=month)
        return [(row[0], ItemState(row[1]), row[2], row[3]) for row in rows]

    async def read(self, month: str, *, person_id: int, now: datetime) -> bool:
        """Somebody has read them; False where that was known."""
        row = await self._q.insert_keypoint_reader(
            self._conn, month=month, person_id=person_id, read_at=to_ms(now)
        )
        return row is not None

    async def read_at(self, month: str, *, person_id: int) -> datetime | None:
        """When somebody read them."""
        at = await self._q.find_keypoint_reader(self._conn, month=month, person_id=person_id)
        return None if at is None else from_ms(at)

    async def readers(self, month: str) -> int:
        """How many have read them."""
        return int(await self._q.count_keypoint_readers(self._conn, month=month))
