"""Rows for files of a month or a year, a page at a time; what stands in the files is the desk's affair and the views'."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from bot.clock import to_ms
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import Row


class Extent(NamedTuple):
    """How many rows there are, and the ids of the first and the last of them."""

    rows: int
    least: int
    most: int


class Exports(Repository):
    """Each page holds rows behind `after` up to `until`, by id, which is their first column; the columns are the query's."""

    async def items_extent(self, first: str, last: str) -> Extent:
        """Items of these months, without those that are held or destroyed."""
        return Extent(*await self._q.span_of_items(self._conn, first=first, last=last))

    async def items(self, first: str, last: str, *, after: int, until: int, most: int) -> list[Row]:
        """A page of them."""
        rows: list[Row] = await self._q.list_items_to_export(
            self._conn, first=first, last=last, after=after, until=until, most=most
        )
        return rows

    async def adoptions_extent(self, first: date, last: date) -> Extent:
        """Adoptions of these days, those that were taken back too."""
        days = {"first": first.isoformat(), "last": last.isoformat()}
        return Extent(*await self._q.span_of_adoptions(self._conn, **days))

    async def adoptions(self, first: date, last: date, *, after: int, until: int, most: int) -> list[Row]:
        """A page of them."""
        days = {"first": first.isoformat(), "last": last.isoformat()}
        rows: list[Row] = await self._q.list_adoptions_to_export(
            self._conn, **days, after=after, until=until, most=most
        )
        return rows

    async def bookings_extent(self, since: datetime, before: datetime) -> Extent:
        """Bookings that were made in this time."""
        times = {"since": to_ms(since), "before": to_ms(before)}
        return Extent(*await self._q.span_of_bookings(self._conn, **times))

    async def bookings(
        self, since: datetime, before: datetime, *, after: int, until: int, most: int
    ) -> list[Row]:
        """A page of them."""
        times = {"since": to_ms(since), "before": to_ms(before)}
        rows: list[Row] = await self._q.list_bookings_to_export(
            self._conn, **times, after=after, until=until, most=most
        )
        return rows

    async def readers_extent(self, since: datetime, before: datetime) -> Extent:
        """Readers of papers that were sent out in this time."""
        times = {"since": to_ms(since), "before": to_ms(before)}
        return Extent(*await self._q.span_of_readers(self._conn, **times))

    async def readers(
        self, since: datetime, before: datetime, *, after: int, until: int, most: int
    ) -> list[Row]:
        """A page of them."""
        times = {"since": to_ms(since), "before": to_ms(before)}
        rows: list[Row] = await self._q.list_readers_to_export(
            self._conn, **times, after=after, until=until, most=most
        )
        return rows

    async def lines_extent(self, first: str, last: str) -> Extent:
        """Lines of points that are booked in these months."""
        return Extent(*await self._q.span_of_lines(self._conn, first=first, last=last))

    async def lines(self, first: str, last: str, *, after: int, until: int, most: int) -> list[Row]:
        """A page of them."""
        rows: list[Row] = await self._q.list_lines_to_export(
            self._conn, first=first, last=last, after=after, until=until, most=most
        )
        return rows
