"""The office as it is committed at one moment, for who reads it at length outside any Work; nothing is written here."""

from __future__ import annotations

from typing import Any

from bot.store.directory import Directory
from bot.store.repositories.repositories import Repositories


class Snapshot(Repositories):
    """What all repositories read at one moment, whatever is committed meanwhile, and the roster of that moment."""

    def __init__(self, conn: Any, queries: Any, *, directory: Directory) -> None:
        super().__init__(conn, queries)
        self._conn = conn
        self._q = queries
        self.directory = directory

    async def get_meta(self, key: str) -> str | None:
        """A remembered value."""
        value: str | None = await self._q.get_meta(self._conn, key=key)
        return value
