"""A transaction under way, as Work ends it; how it began is its database's affair."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class Session(ABC):
    """`conn` is what the named queries run on. StoreError where the end fails."""

    conn: Any

    @abstractmethod
    async def commit(self, *, filled: bool = False) -> None:
        """Makes it all true; `filled`: there is something to send now."""

    @abstractmethod
    async def rollback(self) -> None:
        """Takes it all back; also after a commit that failed."""
