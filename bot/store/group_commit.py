"""Group commit on SQLite: transactions that come one after another share one commit on disk; their statements are elsewhere."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.errors import AlreadyHandled, StoreError
from bot.store.connection import PatientConnection, Transaction, also_failed
from bot.store.session import Seen, Session, seen_in


@dataclass
class _Group:
    """Members of one transaction: those that have ended well, and what the next one sees of roster and audit trail.

    `is_sure`: it was seen in this transaction; otherwise at the end of the one before.
    """

    transaction: Transaction
    joined: list[tuple[Member, asyncio.Future[None]]] = field(default_factory=list)
    seen: Seen | None = None
    is_sure: bool = False
    is_full: bool = False


class GroupCommit:
    """Gives the turn to write to one member after another, and commits when nobody waits, or when somebody must not wait.

    A commit with its fsync costs as much as the statements of several members, however many share it: the more wait, the
    cheaper they are; and while it runs, the next ones begin. Each member is a savepoint; what it takes back is its own. Whoever
    is `ahead` goes before everyone who is not, and the commit follows at once. Dozens of Works may wait: replies would leave
    late otherwise, and what was sent but not settled would pile up.
    """

    def __init__(self, conn: PatientConnection) -> None:
        self._conn = conn
        self._is_taken = False
        self._ahead: deque[asyncio.Future[None]] = deque()
        self._behind: deque[asyncio.Future[None]] = deque()
        self._group: _Group | None = None
        self._seen: Seen | None = None  # by the group that has just ended, for one that follows it

    async def begin(self, *, ahead: bool = False) -> Member:
        """Waits for the turn; the member passes it on when it commits or rolls back."""
        await self._take(ahead=ahead)
        if self._group is None:
            self._conn.begin()
            self._group, self._seen = _Group(self._conn.transaction, seen=self._seen), None
        return Member(self, self._conn, self._group, ahead=ahead)

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
        self._is_taken, self._seen = False, None
        if self._group is not None:
            # Whoever is about to come in this round of the event loop may join.
            asyncio.get_running_loop().call_soon(self._end_unless_taken, self._group)

    def _end_unless_taken(self, group: _Group) -> None:
        if self._group is group and not self._is_taken:
            self._end(group)
            self._seen = None

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
        self._group, self._seen = None, group.seen
        group.transaction.owner = group
        self._conn.end(keep=bool(group.joined)).add_done_callback(partial(self._ended, group))

    def _ended(self, group: _Group, ending: asyncio.Future[None]) -> None:
        trouble = asyncio.CancelledError() if ending.cancelled() else ending.exception()
        # Where it failed nothing of the group happened. Whose fault it was hears of it; the others may try again.
        culprit, reason = group.transaction.broken or (group, trouble)
        alarm = self._conn.alarm
        if alarm is not None and group.joined:
            if trouble is None:
                alarm.clear()
            elif isinstance(reason, StoreError):
                alarm.note(reason)
        for member, done in group.joined:
            if done.done():
                continue
            if trouble is None:
                done.set_result(None)
            elif reason is not None:
                done.set_exception(reason if culprit in (member, group) else also_failed(reason))


class Member(Session):
    """A transaction of its own, as far as whoever gives the statements can see."""

    def __init__(self, commits: GroupCommit, conn: PatientConnection, group: _Group, *, ahead: bool) -> None:
        self.conn: PatientConnection = conn
        self._commits = commits
        self._group = group
        self._ahead = ahead
        self._is_over = False
        self._seq: int | None = None
        self._marked: asyncio.Future[list[Any]] | None = None
        self._assumed: Seen | None = None
        self._really: asyncio.Future[list[Any]] | None = None
        now = group.transaction
        now.owner = self
        self._before = len(now.parked), now.crossings
        conn.park("SAVEPOINT member")

    async def enter(self, queries: Any, *, now: int, inbox_seq: int | None) -> Seen:
        group = self._group
        if group.seen is None:
            group.seen, group.is_sure = seen_in(await queries.begin_work(self.conn)), True
        elif not group.is_sure:
            self._assumed, self._really = group.seen, self.conn.ask(queries.begin_work.sql, {})
        if inbox_seq is not None:
            self._seq = inbox_seq
            self._marked = self.conn.ask(queries.mark_handled.sql, {"seq": inbox_seq, "now": now})
        return group.seen

    async def commit(
        self, *, filled: bool = False, audit_head: str | None = None, is_last: bool = False
    ) -> None:
        await self._make_sure()
        self.conn.park("RELEASE member")
        self._is_over = True
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        group = self._group
        group.joined.append((self, done))
        if is_last:
            group.seen = None
        elif audit_head is not None and group.seen is not None:
            group.seen = group.seen[0], audit_head
        group.is_full |= is_last or (self._ahead and not self._commits.has_urgent)
        self._commits.pass_on()
        await done

    async def _make_sure(self) -> None:
        """What was taken for granted at the beginning."""
        if self._really is not None:
            seen = seen_in((await self.conn.answer(self._really))[0])
            self._group.is_sure = True
            if seen != self._assumed:
                self._group.seen = seen
                raise StoreError("another process has written meanwhile", passing=True)
        if self._marked is not None and not await self.conn.answer(self._marked):
            raise AlreadyHandled(f"update {self._seq}")

    async def rollback(self) -> None:
        if self._is_over:
            return  # with the group
        self._is_over = True
        parked, crossings = self._before
        now = self._group.transaction
        if now.crossings == crossings:
            del now.parked[parked:]
        else:
            now.parked.clear()
            self.conn.park("ROLLBACK TO member")
            self.conn.park("RELEASE member")
        if now.broken is not None:
            self._group.is_full = True
        self._commits.pass_on()
