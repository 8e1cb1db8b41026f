"""Work: one transaction in which something happens at the desk — reads, saves and the messages that tell of it, or nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import to_ms
from bot.faultpoint import reached
from bot.store import limits
from bot.store.directory import Directory
from bot.store.repositories.outbox import Outbox
from bot.store.repositories.repositories import Repositories
from bot.store.retention import PURGES

if TYPE_CHECKING:
    from types import TracebackType

    from bot.store.base import Store
    from bot.store.session import Session


class Work(Repositories):
    """`async with database.work(...) as work`: commits at the end, rolls back on any exception.

    `now` is the moment that everything in this Work happens at. Where `inbox_seq` is given, the update is marked handled in
    the same commit; AlreadyHandled is raised, at the end at the latest, when an earlier commit has done so. No network call
    belongs inside a Work.
    """

    outbox: Outbox
    directory: Directory

    def __init__(self, database: Store, *, now: datetime, inbox_seq: int | None = None) -> None:
        self._database = database
        self._session: Session
        self._conn: Any = None
        self._q = database.queries
        self._inbox_seq = inbox_seq
        self._directory_changed = False
        self.now = now

    async def __aenter__(self) -> Work:
        left = limits.stop_watch()
        try:
            self._session = await self._database.begin()
        finally:
            limits.go_on(left)
        self._conn = self._session.conn
        try:
            await self._set_up()
        except BaseException:
            await self._session.rollback()
            raise
        return self

    async def _set_up(self) -> None:
        version, audit_head = await self._session.enter(
            self._q, now=to_ms(self.now), inbox_seq=self._inbox_seq
        )
        super().__init__(self._conn, self._q, audit_head=audit_head)
        self.directory = await self._database.directory(version, conn=self._conn)
        self.outbox = Outbox(
            self._conn, self._q, now=self.now, directory=self.directory, express=self._database.express
        )
        self._session.when_over = self._over

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            await self._session.rollback()
            return
        try:
            if self._directory_changed:
                await self._q.touch_directory(self._conn)
            reached("work.written")
            await self._session.commit(filled=self.outbox.wrote, is_last=self._directory_changed)
            reached("work.committed")
        except BaseException:
            await self._session.rollback()
            raise

    def _over(self, is_kept: bool) -> None:
        self.outbox.end(is_kept=is_kept)
        if is_kept and self.outbox.wrote:
            self._database.outbox_filled.set()

    async def refresh_directory(self) -> Directory:
        """After a change to people, accounts or places: the picture as this Work now sees it."""
        self._directory_changed = True
        self.directory = await self._database.read_directory("", conn=self._conn)
        self.outbox.directory = self.directory
        return self.directory

    async def claim_post(self, kind: str, place: str, period: str, *, outcome: str) -> bool:
        """Takes one scheduled post for one place and period; False: it was posted before.

        `outcome` is posted, or empty or skipped, which leave it to be posted yet.
        """
        row = await self._q.insert_ledger(
            self._conn,
            kind=kind,
            place=place,
            period=period,
            outcome=outcome,
            posted_at=to_ms(self.now),
        )
        return row is not None

    async def was_posted(self, kind: str, place: str, period: str) -> bool:
        """Whether the place has got the post."""
        return await self._q.find_ledger(self._conn, kind=kind, place=place, period=period) is not None

    async def posted_in(self, kind: str, period: str) -> set[str]:
        """The places that have got the post."""
        return {row[0] for row in await self._q.list_posted(self._conn, kind=kind, period=period)}

    async def purge(self, *, draft_keep: timedelta) -> None:
        """Forgets what has been kept long enough: `retention` has the list. Drafts count from the end of `draft_keep` on."""
        for purge in PURGES:
            over = self.now - draft_keep if purge.table == "drafts" else self.now
            await getattr(self._q, purge.query)(self._conn, before=to_ms(over - purge.keep))

    async def get_meta(self, key: str) -> str | None:
        """A remembered value."""
        value: str | None = await self._q.get_meta(self._conn, key=key)
        return value

    async def set_meta(self, key: str, value: str) -> None:
        """Remembers a value."""
        await self._q.set_meta(self._conn, key=key, value=value)

    async def move_chat(self, old_id: int, new_id: int) -> None:
        """A basic group became a supergroup: everything of ours follows it."""
        for query in (
            self._q.move_places,
            self._q.move_outbox,
            self._q.move_posts,
            self._q.move_drafts,
            self._q.move_departures,
        ):
            await query(self._conn, old_id=old_id, new_id=new_id)
        self.outbox.follow_move()
        await self._q.move_ledger(self._conn, old=f"{old_id}:", new=f"{new_id}:")
        await self.refresh_directory()
