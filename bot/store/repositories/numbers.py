"""Numbers that people see, without gaps: one counter for each series."""

from __future__ import annotations

from bot.store.repositories.repository import Repository


class Numbers(Repository):
    """Counters, such as `item:2026` or `demand`."""

    async def next(self, series: str) -> int:
        """The next number of a series; it is given back when the transaction rolls back."""
        return int(await self._q.next_number(self._conn, name=series))
