"""What every repository shares: a connection and the queries to run on it; the queries' own methods are in the files beside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.clock import to_ms


def as_ms(moment: datetime | None) -> int | None:
    """A moment that may be missing, as the database has it."""
    return None if moment is None else to_ms(moment)


class Repository:
    """A connection and the queries to run on it."""

    def __init__(self, conn: Any, queries: Any) -> None:
        self._conn = conn
        self._q = queries
