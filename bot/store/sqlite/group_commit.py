"""Group commit on SQLite: transactions that come one after another share one commit on disk; their statements are elsewhere."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.errors import StoreError
from bot.store.session import Session
from bot.store.sqlite.connection import PatientConnection, also_failed


@dataclass
class _Group:
    """Members of one transaction: those that have ended well.

    `spoilt`: what one of them could not take back, so that nothing of the group may be kept.
    """

    joined: list[tuple[Member, asyncio.Future[None]]] = field(default_factory=list)
    is_full: bool = False
    spoilt: Exception | None = None


class GroupCommit:
    """Gives the turn to write to one member after another, and commits when nobody waits, or when somebody must not wait.

    A commit with its fsync costs as much as the statements of several members, however many share it: the more wait, the
    cheaper they are. Each member is a savepoint; what it takes back is its own. Whoever is `ahead` goes before everyone who is
    not, and the commit follows at once. Dozens of Works may wait: replies would leave late otherwise.
    """

    def __init__(self, conn: PatientConnection) -> None:
        self._conn = conn
        self._is_taken = False
        self._ahead: deque[asyncio.Future[None]] = deque()
        self._behind: deque[asyncio.Future[None]] = deque()
        self._group: _Group | None = None

    async def begin(self, *, ahead: bool = False) -> Member:
        """Waits for the turn, and for the file; the member passes the turn on when it commits or rolls back."""
        await self._take(ahead=ahead)
        if self._group is None:
            await self._open()
        assert self._group is not None
        try:
            return Member(self, self._conn, self._group, ahead=ahead)
        except BaseException:
            self.pass_on()
            raise

    async def _open(self) -> None:
        """A new group, once the last one's commit is over. Whoever is cancelled meanwhile leaves it to the next one."""
        begun = self._conn.begin()
        try:
            await asyncio.shield(begun)
        except asyncio.CancelledError:
            begun.add_done_callback(self._begun_for_nobody)
            raise
        except BaseException as error:
            if self._conn.alarm is not None and isinstance(error, StoreError):
                self._conn.alarm.note(error)
            self.pass_on()
            raise
        self._group = _Group()

    def _begun_for_nobody(self, begun: asyncio.Future[Any]) -> None:
        if not begun.cancelled() and begun.exception() is None:
            self._group = _Group()
        self.pass_on()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """The turn with no transaction open; the last commit may still run."""
        await self._take(ahead=False)
        if self._group is not None:
            self._end(self._group)
        try:
            yield
        finally:
            self.pass_on()

    async def _take(self, *, ahead: bool) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._ahead if ahead else self._behind).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.pass_on()  # the turn came together with the cancelling
            raise

    def pass_on(self) -> None:
        """The turn goes to the next member, after the commit where the group is full. Where nobody waits, the group ends soon."""
        following, group = self._next(), self._group
        if group is not None and group.is_full:
            self._end(group)
        if following is not None:
            following.set_result(None)
            return
        self._is_taken = False
        if self._group is not None:
            # Whoever is about to come in this round of the event loop may join.
            asyncio.get_running_loop().call_soon(self._end_unless_taken, self._group)

    def _end_unless_taken(self, group: _Group) -> None:
        if self._group is group and not self._is_taken:
            self._end(group)

    def _next(self) -> asyncio.Future[None] | None:
        for line in (self._ahead, self._behind):
            while line:
                following = line.popleft()
                if not following.done():
                    return following
        return None

    @property
    def has_urgent(self) -> bool:
        """Whether somebody waits who goes ahead."""
        return any(not waiting.done() for waiting in self._ahead)

    def _end(self, group: _Group) -> None:
        self._group = None
        keep = bool(group.joined) and group.spoilt is None
        self._conn.end(keep=keep).add_done_callback(partial(self._ended, group))

    def _ended(self, group: _Group, ending: asyncio.Future[Any]) -> None:
        # Where it failed nothing of the group happened.
        trouble = asyncio.CancelledError() if ending.cancelled() else ending.exception()
        if trouble is None and group.spoilt is not None:
            trouble = also_failed(group.spoilt)
        alarm = self._conn.alarm
        if alarm is not None and group.joined:
            if trouble is None:
                alarm.clear()
            elif isinstance(trouble, StoreError):
                alarm.note(trouble)
        for member, done in group.joined:
            member.decide(is_kept=trouble is None)
            if done.done():
                continue
            if trouble is None:
                done.set_result(None)
            else:
                done.set_exception(trouble)


class Member(Session):
    """A transaction of its own, as far as whoever gives the statements can see."""

    def __init__(self, commits: GroupCommit, conn: PatientConnection, group: _Group, *, ahead: bool) -> None:
        self.conn: PatientConnection = conn
        self._commits = commits
        self._group = group
        self._ahead = ahead
        self._is_over = False
        conn.run("SAVEPOINT member")

    async def commit(self, *, heard: bool = False, is_last: bool = False) -> None:
        self.conn.run("RELEASE member")
        self._is_over = True
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        group = self._group
        group.joined.append((self, done))
        group.is_full |= is_last or (self._ahead and not self._commits.has_urgent)
        self._commits.pass_on()
        await done

    async def rollback(self) -> None:
        if self._is_over:
            return  # with the group
        self._is_over = True
        try:
            if self.conn.undone_by is not None:
                raise self.conn.undone_by  # it is gone, and with it those that had joined
            self.conn.run("ROLLBACK TO member")
            self.conn.run("RELEASE member")
        except Exception as error:
            self._group.spoilt, self._group.is_full = error, True
        self.decide(is_kept=False)
        self._commits.pass_on()
