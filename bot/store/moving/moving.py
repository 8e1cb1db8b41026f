"""Carries an office from one database to another: every row of every table, verified before it counts; nothing half-done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Table

from bot.errors import StoreError
from bot.store.tables import metadata

BATCH = 2000
TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)  # what is referred to comes first
_SEED = ("directory_version", "1")  # the one row that new tables hold
Row = Sequence[Any]


class Source(Protocol):
    """An office that stands still while it is read."""

    def read(self, table: Table) -> AsyncIterator[list[Row]]:
        """All rows, in batches."""

    async def marks(self) -> dict[str, int]:
        """The last number given, of each table that numbers its rows."""


class Target(Source, Protocol):
    """Tables without rows, in a transaction."""

    async def write(self, table: Table, rows: list[Row]) -> None:
        """Adds rows."""

    async def finish(self, marks: dict[str, int]) -> None:
        """After the last row: the next numbers follow `marks`."""

    async def empty_seed(self) -> None:
        """Takes away what the migrations put into new tables."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried: rows of each table, and a fingerprint of all of them that both sides agree on."""

    counts: dict[str, int]
    fingerprint: str


class Fingerprint:
    """Count and hash of a table's rows in whatever order they come."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, rows: Sequence[Row]) -> None:
        """Takes rows in."""
        for row in rows:
            words = json.dumps([storable(value) for value in row], ensure_ascii=False, separators=(",", ":"))
            self._sum += int.from_bytes(hashlib.sha256(words.encode()).digest(), "big")
        self.count += len(rows)

    def __str__(self) -> str:
        return f"{self.count}:{self._sum % 2**256:064x}"


def storable(value: Any) -> Any:
    """The value in the form that both kinds of database hold: without NUL."""
    return value.replace("\0", "") if isinstance(value, str) else value


async def carry(
    source: AbstractAsyncContextManager[Source], target: AbstractAsyncContextManager[Target]
) -> Carried:
    """Carries all of it. StoreError where either side is not fit for it, or where the two differ in the end.

    What was written to the target becomes true where its context ends without an exception.
    """
    async with source as old, target as new:
        await _refuse_unless_empty(new)
        await new.empty_seed()
        before = {table.name: await _carry_table(table, old, new) for table in TABLES}
        await new.finish(await old.marks())
        for table in TABLES:
            after = await _read(table, new)
            if str(after) != str(before[table.name]):
                raise StoreError(
                    "{table}: what arrived differs from what was sent; nothing was carried over",
                    table=table.name,
                )
    return Carried(
        {name: found.count for name, found in before.items()},
        hashlib.sha256("\n".join(f"{name} {found}" for name, found in before.items()).encode()).hexdigest(),
    )


async def _refuse_unless_empty(target: Target) -> None:
    for table in TABLES:
        async for rows in target.read(table):
            if rows and not (table.name == "meta" and [tuple(row) for row in rows] == [_SEED]):
                raise StoreError("the target holds an office already: {table} has rows", table=table.name)


async def _carry_table(table: Table, source: Source, target: Target) -> Fingerprint:
    found = Fingerprint()
    async for rows in source.read(table):
        found.add(rows)
        await target.write(table, [tuple(storable(value) for value in row) for row in rows])
    return found


async def _read(table: Table, source: Source) -> Fingerprint:
    found = Fingerprint()
    async for rows in source.read(table):
        found.add(rows)
    return found
