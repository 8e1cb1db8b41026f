"""Numbers that people see, without gaps: one counter for each series."""

from __future__ import annotations

from bot.store.repositories.repository import Repository


class Numbers(Repository):
    """Counters, such as `item:2026` or `demand`."""

    async def next(self, series: str) -> int:
        """The next number of a series; it is given back when the transaction rolls back."""
        return int(await self._q.next_number(self._conn, name=series))

    async def last(self, series: str) -> int:
        """The newest number of a series; 0 where it has not begun."""
        return int(await self._q.last_number(self._conn, name=series) or 0)
