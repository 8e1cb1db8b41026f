"""Yearly appraisals as they were published, and what they are made from beside points and fees, as typed queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from bot.clock import from_ms, to_ms
from bot.model import AppealState
from bot.store.jsontext import as_json, from_json
from bot.store.repositories.repository import Repository


class Standing(NamedTuple):
    """A channel took an item on a day (ISO), and still has it."""

    item_id: int
    channel: str
    day: str


class Appraisals(Repository):
    """Appraisals, and a year's comments, faults, appeals and adoptions."""

    async def keep(self, year: str, figures: Any, *, now: datetime) -> bool:
        """The year's appraisal is this from now on; False: it was published before, and stays as it was."""
        row = await self._q.insert_appraisal(
            self._conn, year=year, figures=as_json(figures), kept_at=to_ms(now)
        )
        return row is not None

    async def find(self, year: str) -> tuple[Any, datetime] | None:
        """The figures of a published year, and when it was."""
        row = await self._q.find_appraisal(self._conn, year=year)
        return (from_json(row[0]), from_ms(row[1])) if row else None

    async def commented(self, first: str, last: str) -> dict[int, int]:
        """On which items leaders commented from one month to another, and how often."""
        rows = await self._q.list_items_commented(self._conn, first=first, last=last)
        return {row[0]: row[1] for row in rows}

    async def untrue(self, first: str, last: str) -> list[int]:
        """Which items were found untrue from one month to another, and still are."""
        return [row[0] for row in await self._q.list_items_untrue(self._conn, first=first, last=last)]

    async def appeals(self, since: datetime, until: datetime) -> dict[AppealState, int]:
        """How many appeals of a span of time stand in which state."""
        rows = await self._q.count_appeals(self._conn, since=to_ms(since), until=to_ms(until))
        return {AppealState(row[0]): row[1] for row in rows}

    async def standing(self, first: date, last: date) -> list[Standing]:
        """What channels took in some days, and still have."""
        rows = await self._q.list_adoptions_standing(
            self._conn, first=first.isoformat(), last=last.isoformat()
        )
        return [Standing(*row) for row in rows]
