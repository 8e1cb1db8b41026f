"""What every database of an office is to the rest of the house, SQLite and PostgreSQL alike; connecting is their own affair."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from bot.clock import to_ms
from bot.model import Role
from bot.store.alarm import Alarm
from bot.store.aside import aside
from bot.store.directory import FORMER_UNITS, Directory, Versions, versions_of
from bot.store.express import Express
from bot.store.repositories.people import People
from bot.store.repositories.reminders import Reminders
from bot.store.repositories.repositories import Repositories
from bot.store.repositories.training import Training
from bot.store.session import Session
from bot.store.snapshot import Snapshot
from bot.store.sqlite.sent_log import SentLog
from bot.store.work import Work

T = TypeVar("T")


class Bell(asyncio.Event):
    """An event that also calls whoever listens, so that who waits for several things needs no task for each."""

    def __init__(self) -> None:
        super().__init__()
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """`listener` is called from now on whenever it is set, also where it is set already."""
        self._listeners.append(listener)

    def set(self) -> None:
        super().set()
        for listener in self._listeners:
            listener()


class Store(ABC):
    """One office's database.

    Works go one after another, those of other processes included. `outbox_filled` is set when there may be something to send,
    `files_wanted` when there may be something to download, or to take away: `wiped_files`, SHA-256 each; `making_wanted` when
    there may be a file to make; `items_written` when
    this copy has written an item that is to be compared.
    `alarm` knows whether the machine lets it write.

    Several copies of the bot may share a database where it says so (`is_shared`): each takes the lanes that it handles, and
    one of them leads, which receives by long polling and sends.
    """

    is_shared = False
    sent_log: SentLog | None = None  # where there is none, what became of calls is written down at once
    express: Express | None = None  # there is one where this process alone writes
    shown: str  # the database in words for people: never with a password
    reads: Repositories  # what is committed, outside any transaction of ours

    def __init__(self, queries: Any, *, owners: Iterable[int]) -> None:
        self.queries = queries
        self.outbox_filled = Bell()
        self.files_wanted = asyncio.Event()
        self.making_wanted = asyncio.Event()
        self.items_written = Bell()
        self.wiped_files: set[str] = set()
        self.alarm = Alarm()
        self._owners = frozenset(owners)
        self._directory: Directory | None = None

    @abstractmethod
    async def open(self) -> None:
        """Brings the database to the newest tables and connects. StoreError where that is impossible."""

    @abstractmethod
    async def close(self) -> None:
        """Ends the connections; what is committed stays."""

    @property
    @abstractmethod
    def reader(self) -> Any:
        """What the ends' own queries read on."""

    @abstractmethod
    async def begin(self) -> Session:
        """Waits for the turn to write, and starts a Work's transaction; the turn goes with it."""

    @abstractmethod
    def durable(self) -> AbstractAsyncContextManager[Any]:
        """A short transaction that is on disk when it ends; for the two ends alone."""

    @abstractmethod
    def settling(self) -> AbstractAsyncContextManager[Any]:
        """A short transaction without a promise: losing it means doing something again."""

    @abstractmethod
    async def take_lanes(self, lanes: Sequence[str]) -> set[str]:
        """Those of `lanes` that this copy may handle from now on, because no other copy does; asking again costs nothing."""

    @abstractmethod
    async def release_lanes(self, lanes: Sequence[str]) -> None:
        """Other copies may handle these lanes again."""

    @abstractmethod
    async def lead(self) -> bool:
        """Tries to be the copy that receives by polling and sends, or makes sure that it is."""

    @abstractmethod
    async def still_leads(self) -> bool:
        """Whether this copy has led without a break since `lead` said so."""

    @abstractmethod
    async def resign(self) -> None:
        """Lets another copy lead."""

    @property
    @abstractmethod
    def leads(self) -> bool:
        """Whether no other copy can lead at this moment; asked before each call leaves."""

    def work(self, *, now: datetime, inbox_seq: int | None = None) -> Work:
        """A transaction; see Work."""
        return Work(self, now=now, inbox_seq=inbox_seq)

    @abstractmethod
    async def scrub(self) -> None:
        """What was wiped is gone from the files as well, as far as this kind of database lets it be."""

    @abstractmethod
    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]:
        """What is committed now, on a connection of its own, for who reads at length; StoreError where there is none."""

    async def look(self, find: Callable[[Snapshot], Awaitable[T]]) -> T:
        """What `find` gives of a snapshot of now, in a thread of its own: nobody waits for what takes long. StoreError."""

        async def found() -> T:
            async with self.snapshot() as seen:
                return await find(seen)

        return await aside(found)

    async def snapshot_on(self, conn: Any) -> Snapshot:
        """The same on a connection whose reading transaction has just begun."""
        versions = versions_of(await self.queries.get_versions(conn))
        return Snapshot(conn, self.queries, directory=await self.directory(versions, conn=conn))

    async def has_unsent(self, now: datetime) -> bool:
        """Whether a call is due or under way."""
        return await self.queries.find_unsent(self.reader, now=to_ms(now)) is not None

    async def current_directory(self) -> Directory:
        """Who is who now, from memory where nothing has changed."""
        versions = versions_of(await self.queries.get_versions(self.reader))
        return await self.directory(versions, conn=self.reader)

    async def directory(self, versions: Versions, *, conn: Any) -> Directory:
        """The picture with these versions: the one in memory, with fresh accounts or wholly fresh where it is another."""
        known = self._directory
        if known is not None and known.versions == versions:
            return known
        if known is None or known.versions.roster != versions.roster:
            fresh = await self.read_directory(versions, conn=conn)
        else:
            people = People(conn, self.queries)
            fresh = replace(
                known,
                versions=versions,
                open_accounts=frozenset(await people.open_accounts()),
                languages=await people.account_languages(),
            )
        self.keep_directory(fresh)
        return fresh

    def keep_directory(self, directory: Directory) -> None:
        """This picture is in memory from now on; it holds what is committed under its versions."""
        self._directory = directory

    async def read_directory(self, versions: Versions, *, conn: Any) -> Directory:
        """The roster and the places as `conn` sees them."""
        people, reminders = People(conn, self.queries), Reminders(conn, self.queries)
        return Directory(
            versions=versions,
            people=tuple(
                replace(person, role=Role.OWNER) if person.telegram_id in self._owners else person
                for person in await people.people()
            ),
            units=tuple(await people.units()),
            places=tuple(await people.places()),
            open_accounts=frozenset(await people.open_accounts()),
            languages=await people.account_languages(),
            leaves=frozenset(await people.leaves()),
            quotas=tuple(await people.quota_numbers()),
            former_units=json.loads(await self.queries.get_meta(conn, key=FORMER_UNITS) or "{}"),
            training=await Training(conn, self.queries).days(),
            quiet={each.person_id: each for each in await reminders.quiet_hours()},
            switched_off=frozenset(await reminders.switched_off()),
            deputies=tuple(await reminders.deputies()),
        )


@asynccontextmanager
async def ending(session: Session) -> AsyncIterator[Any]:
    """The session's connection; commits at the end, or takes everything back."""
    try:
        yield session.conn
        await session.commit()
    except BaseException:
        await session.rollback()
        raise
