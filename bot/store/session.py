"""A transaction under way, as a Work or one of the two ends uses it; how it began is its database's affair."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

from bot.errors import AlreadyHandled
from bot.rules.chain import GENESIS
from bot.store.directory import Directory, Versions, versions_of
from bot.store.express import Express


class Host(Protocol):
    """What a Work needs of the database in which it happens; the whole is in base.py."""

    queries: Any
    express: Express | None

    @property
    def outbox_filled(self) -> asyncio.Event:
        """Set when there may be something to send."""

    wiped_files: set[str]

    @property
    def items_written(self) -> asyncio.Event:
        """Set when there may be something to compare."""

    @property
    def making_wanted(self) -> asyncio.Event:
        """Set when there may be a file to make."""

    @property
    def files_wanted(self) -> asyncio.Event:
        """Set when there may be something to download."""

    async def begin(self) -> Session:
        """Waits for the turn to write, and starts the transaction."""

    async def directory(self, versions: Versions, *, conn: Any) -> Directory:
        """The roster and the places as these versions have them."""

    async def read_directory(self, versions: Versions, *, conn: Any) -> Directory:
        """The same, read anew."""

    async def scrub(self) -> None:
        """What was wiped is gone from the files as well."""

    def keep_directory(self, directory: Directory) -> None:
        """The picture that has just become true."""


class Session(ABC):
    """`conn` is what the named queries run on. StoreError where the end fails.

    `when_over(is kept)` is called once, when it is decided whether everything is on disk or nothing has happened.
    """

    conn: Any
    when_over: Callable[[bool], None] | None = None

    def decide(self, *, is_kept: bool) -> None:
        """Says so to the listener."""
        listener, self.when_over = self.when_over, None
        if listener is not None:
            listener(is_kept)

    async def enter(self, queries: Any, *, now: int, inbox_seq: int | None) -> tuple[Versions, str]:
        """A Work's first step: the versions of roster and accounts, and the audit trail's last hash, as it sees them.

        The update is marked handled at `now` (milliseconds). AlreadyHandled where an earlier commit has marked it.
        """
        if inbox_seq is None:
            row = await queries.begin_work(self.conn)
        else:
            row = await queries.mark_handled(self.conn, seq=inbox_seq, now=now)
            if row is None:
                raise AlreadyHandled(f"update {inbox_seq}")
        # A trail without lines ends in the chain's beginning.
        return versions_of(row), row[2] or GENESIS

    @abstractmethod
    async def commit(self, *, heard: bool = False, is_last: bool = False) -> None:
        """Makes it all true.

        `heard`: there is something to send, or to compare, of which the copy that leads is to hear. `is_last`: no other
        transaction may build upon it before it is true, because the roster has changed.
        """

    @abstractmethod
    async def rollback(self) -> None:
        """Takes it all back; also after a commit that failed."""
