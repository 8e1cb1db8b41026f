"""Fees as they were settled, and what lists are made from, as typed queries; what is listed is in rules/fees.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.clock import to_ms
from bot.model import Adoption, FeeLine, FeeMonth, ItemState
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository
from bot.store.repositories.rows import mapper


@dataclass(frozen=True, slots=True)
class ItemHead:
    """An item without its text; `is_untrue`: editors found it so (失实)."""

    id: int
    number: str
    title: str
    person_id: int
    unit_id: int
    joint_units: tuple[str, ...]
    received_at: datetime
    state: ItemState
    reason: str | None
    decided_at: datetime | None
    is_untrue: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """Who wrote an item that was merged into `whole`, and when it was."""

    whole: int
    person_id: int
    unit_id: int
    joint_units: tuple[str, ...]
    decided_at: datetime | None


_adoption, _line, _month = mapper(Adoption), mapper(FeeLine), mapper(FeeMonth)
_head, _contribution = mapper(ItemHead), mapper(Contribution)


class Fees(Repository):
    """Settled lists, and adopted items with all who contributed, many at a time."""

    async def settle(self, month: str, lines: Iterable[FeeLine], *, by: int, now: datetime) -> bool:
        """The month's list is these lines from now on; False: it was settled before, and stays as it was."""
        if (
            await self._q.insert_fee_month(self._conn, month=month, settled_by=by, settled_at=to_ms(now))
            is None
        ):
            return False
        rows = [
            {
                "item_id": line.item_id,
                "month": line.month,
                "day": line.day.isoformat(),
                "channel": line.channel,
                "kind": line.kind.value if line.kind else None,
                "person_id": line.person_id,
                "unit_id": line.unit_id,
                "fen": line.fen,
                "rule": line.rule.value,
            }
            for line in lines
        ]
        if rows:
            await self._q.insert_fee_lines(self._conn, rows)
        return True

    async def settled(self) -> list[FeeMonth]:
        """The settled months, the oldest first."""
        return [_month(row) for row in await self._q.list_fee_months(self._conn)]

    async def is_settled(self, month: str) -> bool:
        """Whether what is decided of the month now comes too late for its list."""
        return await self._q.find_fee_month(self._conn, month=month) is not None

    async def first_month(self) -> str | None:
        """The first month in which an adoption is booked."""
        month: str | None = await self._q.first_adopted_month(self._conn)
        return month

    async def lines(self, first: str, last: str) -> list[FeeLine]:
        """The settled lines from one month to another."""
        return [_line(row) for row in await self._q.list_fee_lines(self._conn, first=first, last=last)]

    async def lines_of(self, item_ids: Collection[int]) -> dict[int, list[FeeLine]]:
        """The settled lines of some items."""
        found = defaultdict[int, list[FeeLine]](list)
        for row in await self._q.list_fee_lines_of_items(self._conn, ids=as_json(list(item_ids))):
            found[row[0]].append(_line(row))
        return found

    async def adoptions_touched(
        self, first: str, last: str, *, since: datetime, until: datetime
    ) -> dict[int, list[Adoption]]:
        """By item, all adoptions of those of which one was booked, recorded or taken back in these months."""
        rows = await self._q.list_adoptions_touched(
            self._conn, first=first, last=last, since=to_ms(since), until=to_ms(until)
        )
        return _by_item(_adoption(row) for row in rows)

    async def adoptions_of(self, item_ids: Collection[int]) -> dict[int, list[Adoption]]:
        """By item, all adoptions of some items."""
        rows = await self._q.list_adoptions_of_items(self._conn, ids=as_json(list(item_ids)))
        return _by_item(_adoption(row) for row in rows)

    async def listed_merged(self, since: datetime, until: datetime) -> list[int]:
        """The items with settled lines into which others were merged in a span of time."""
        rows = await self._q.list_listed_merged(self._conn, since=to_ms(since), until=to_ms(until))
        return [row[0] for row in rows]

    async def heads(self, item_ids: Collection[int]) -> dict[int, ItemHead]:
        """Items by their ids, without their texts."""
        rows = await self._q.list_item_heads(self._conn, ids=as_json(list(item_ids)))
        return {row[0]: _head(row) for row in rows}

    async def contributions(self, item_ids: Collection[int]) -> dict[int, list[Contribution]]:
        """By item, who wrote what editors merged into it, in the order in which that was merged."""
        found = defaultdict[int, list[Contribution]](list)
        for row in await self._q.list_contributions(self._conn, ids=as_json(list(item_ids))):
            found[row[0]].append(_contribution(row))
        return found


def _by_item(adoptions: Iterable[Adoption]) -> dict[int, list[Adoption]]:
    found: dict[int, list[Adoption]] = {}
    for each in adoptions:
        found.setdefault(each.item_id, []).append(each)
    return found
