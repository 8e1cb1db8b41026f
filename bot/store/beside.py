"""Figures that take long, reckoned on a snapshot beside the Works: nobody waits for the one writer meanwhile.

A Work that wants such figures is taken back, they are reckoned as things are committed at that moment, and the Work is done
again with them. The moment of the figures is the snapshot's. Where a month is closed with them (a notice, a shortfall list, an
appraisal), nothing may fall between that moment and the Work's: the Work looks whether anything has come in since that could
alter them, and if so wants them anew.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, cast

from bot.store.base import Store
from bot.store.look import Look
from bot.store.snapshot import Snapshot
from bot.store.work import Work

T = TypeVar("T")

TRIES = 3  # after which, in a desk where something comes in without a break, a Work reckons them itself


class Wanted(Exception):
    """A Work needs figures that have not been reckoned yet, or do not stand any more."""

    def __init__(self, name: str, reckon: Callable[[Look], Awaitable[Any]]) -> None:
        super().__init__(name)
        self.name = name
        self.reckon = reckon


@dataclass(frozen=True, slots=True)
class _Found:
    """Figures, the audit trail's last line at their moment, and the roster's version."""

    figures: Any
    last_line: int
    roster: str


class Beside:
    """What has been reckoned for one thing that happens, in as many Works as it takes; by name."""

    def __init__(self, database: Store) -> None:
        self._database = database
        self._found: dict[str, _Found] = {}
        self._tries: dict[str, int] = {}

    async def reckon(self, wanted: Wanted) -> None:
        """Reckons on a snapshot of now what a Work has wanted."""
        self._tries[wanted.name] = self._tries.get(wanted.name, 0) + 1
        self._found[wanted.name] = await self._database.look(partial(_find, wanted))

    async def take(
        self, work: Work, name: str, reckon: Callable[[Look], Awaitable[T]], *, closes: str | None
    ) -> T:
        """What has been reckoned under the name, where it stands; Wanted otherwise."""
        found = self._found.get(name)
        if found is not None and (closes is None or await _stands(work, found, closes)):
            return cast(T, found.figures)
        if self._tries.get(name, 0) >= TRIES:
            return await reckon(work)
        raise Wanted(name, reckon)


async def _find(wanted: Wanted, seen: Snapshot) -> _Found:
    last_line = await seen.trail.last_line()
    return _Found(await wanted.reckon(seen), last_line, seen.directory.versions.roster)


async def _stands(work: Work, found: _Found, month: str) -> bool:
    """Whether nothing has come in since that could alter the figures of the months up to this one."""
    same_roster = work.directory.versions.roster == found.roster
    return same_roster and not await work.trail.is_altered(since=found.last_line, month=month)


async def beside(
    work: Work, name: str, reckon: Callable[[Look], Awaitable[T]], *, closes: str | None = None
) -> T:
    """What `reckon` gives, reckoned beside the Works where this one can be done again (`doing`); here otherwise.

    `name` says what it is, arguments and all. `closes` is the month ('YYYY-MM') that is closed with these figures, with those
    before it: then they are what reckoning them in this Work would give. Otherwise they are those of a moment before.
    """
    if work.beside is None:
        return await reckon(work)
    return await work.beside.take(work, name, reckon, closes=closes)


async def doing(
    database: Store,
    begin: Callable[[], AbstractAsyncContextManager[Work]],
    act: Callable[[Work], Awaitable[T]],
    *,
    reckoned: Beside | None = None,
) -> T:
    """Does `act` in a Work that `begin` gives, as often as it wants figures: nothing but the last time has happened.

    `reckoned` is what was reckoned for Works before, where several of them say the same.
    """
    reckoned = reckoned or Beside(database)
    while True:
        try:
            async with begin() as work:
                work.beside = reckoned
                return await act(work)
        except Wanted as wanted:
            await reckoned.reckon(wanted)
