"""Work: one transaction in which something happens at the desk — reads, saves and the messages that tell of it, or nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.clock import from_ms, to_ms
from bot.faultpoint import reached
from bot.model import Chat
from bot.store.directory import Directory
from bot.store.limits import current_watch
from bot.store.repositories.outbox import Outbox
from bot.store.repositories.repositories import Repositories
from bot.store.retention import PIECE, PURGES

if TYPE_CHECKING:
    from types import TracebackType

    from bot.store.session import Host, Session


T = TypeVar("T")


class Reckoned(Protocol):
    """Figures that were reckoned before a Work began; the whole is in beside.py."""

    async def take(
        self, work: Work, name: str, reckon: Callable[[Any], Awaitable[T]], *, closes: str | None
    ) -> T:
        """What has been reckoned under the name, where it stands."""


class Work(Repositories):
    """`async with database.work(...) as work`: commits at the end, rolls back on any exception.

    `now` is the moment that everything in this Work happens at. Where `inbox_seq` is given, the update is marked handled in
    the same commit; AlreadyHandled is raised, at the end at the latest, when an earlier commit has done so. No network call
    belongs inside a Work.
    """

    outbox: Outbox
    directory: Directory
    beside: Reckoned | None = None  # what has been reckoned for this Work before it

    def __init__(self, database: Host, *, now: datetime, inbox_seq: int | None = None) -> None:
        self._database = database
        self._session: Session
        self._conn: Any = None
        self._q = database.queries
        self._inbox_seq = inbox_seq
        self._roster_changed = self._accounts_changed = False
        self.now = now
        self.wipes = False  # whether texts are wiped in this Work, which must be gone from the files as well

    async def __aenter__(self) -> Work:
        watch = current_watch()
        if watch is None:
            self._session = await self._database.begin()
        else:
            watch.stop()
            try:
                self._session = await self._database.begin()
            finally:
                watch.go_on()
        self._conn = self._session.conn
        try:
            await self._set_up()
        except BaseException:
            await self._session.rollback()
            raise
        return self

    async def _set_up(self) -> None:
        versions, audit_head = await self._session.enter(
            self._q, now=to_ms(self.now), inbox_seq=self._inbox_seq
        )
        super().__init__(self._conn, self._q, audit_head=audit_head)
        self.directory = await self._database.directory(versions, conn=self._conn)
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
            await self._touch_directory()
            reached("work.written")
            is_last = self._roster_changed or self._accounts_changed
            is_heard = self.outbox.wrote or self._has_items
            await self._session.commit(heard=is_heard, is_last=is_last)
            reached("work.committed")
        except BaseException:
            await self._session.rollback()
            raise
        if self.wipes:
            await self._database.scrub()

    @property
    def _has_items(self) -> bool:
        """Whether there is something to compare with others."""
        items, likenesses = self.built("items"), self.built("likenesses")
        return bool((items and items.wrote) or (likenesses and likenesses.wanted))

    def _over(self, is_kept: bool) -> None:
        self.outbox.end(is_kept=is_kept)
        if is_kept and self._accounts_changed and not self._roster_changed:
            self._database.keep_directory(self.directory)
        if is_kept and self.outbox.wrote:
            self._database.outbox_filled.set()
        if is_kept and self._has_items:
            self._database.items_written.set()
        if is_kept:
            self._ring_for_files()

    def _ring_for_files(self) -> None:
        attachments, made_files = self.built("attachments"), self.built("made_files")
        wiped = {sha256 for each in (attachments, made_files) if each for sha256 in each.wiped}
        self._database.wiped_files |= wiped
        if wiped or (attachments and attachments.wrote):
            self._database.files_wanted.set()
        if made_files and made_files.wrote:
            self._database.making_wanted.set()

    async def refresh_directory(self) -> Directory:
        """After a change to people, accounts or places: the picture as this Work now sees it."""
        self._roster_changed = True
        versions = self.directory.versions
        return self._see(await self._database.read_directory(versions, conn=self._conn))

    async def set_open(self, telegram_id: int, *, is_open: bool) -> None:
        """Whether the private chat of an account is open. The roster is not read for it."""
        await self.people.set_open(telegram_id, is_open=is_open, now=self.now)
        self._accounts_changed = True
        self._see(self.directory.with_account(telegram_id, is_open=is_open))

    async def set_language(self, telegram_id: int, *, language: str) -> None:
        """The language that an account has chosen."""
        await self.people.set_language(telegram_id, language=language, now=self.now)
        self._accounts_changed = True
        self._see(self.directory.with_language(telegram_id, language))

    def _see(self, directory: Directory) -> Directory:
        self.directory = self.outbox.directory = directory
        return directory

    async def _touch_directory(self) -> None:
        """Whoever holds what this Work has changed learns of it by the version."""
        if self._roster_changed:
            await self._q.touch_directory(self._conn)
        if self._accounts_changed:
            version = await self._q.touch_accounts(self._conn)
            versions = self.directory.versions._replace(accounts=version)
            self._see(replace(self.directory, versions=versions))

    async def claim_post(self, kind: str, place: str, period: str, *, outcome: str) -> bool:
        """Takes one scheduled post for one place and period; False: it was posted before.

        `outcome` is posted, or empty, skipped or owed, which leave it to be posted yet.
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

    async def owe_post(self, kind: str, place: str, period: str) -> None:
        """What was claimed as posted there has not arrived."""
        await self._q.owe_ledger(self._conn, kind=kind, place=place, period=period)

    async def owed_posts(self) -> list[tuple[str, str, str]]:
        """What the clock could not post: kind, place and period."""
        return [(row[0], row[1], row[2]) for row in await self._q.list_owed(self._conn)]

    async def follow_topic(self, chat: Chat) -> None:
        """A place was bound: what a topic of its chat is owed that is bound no more, it gets."""
        place = f"{chat.chat_id}:{chat.thread_id}"
        await self._q.move_owed(self._conn, chat=f"{chat.chat_id}:", place=place)

    async def posted_in(self, kind: str, period: str) -> set[str]:
        """The places that have got the post."""
        return {row[0] for row in await self._q.list_posted(self._conn, kind=kind, period=period)}

    async def first_posted(self, kind: str, period: str) -> datetime | None:
        """When the first place or person got the post."""
        at: int | None = await self._q.first_posted(self._conn, kind=kind, period=period)
        return None if at is None else from_ms(at)

    async def purge(self, *, draft_keep: timedelta) -> None:
        """Forgets what has been kept long enough: `retention` has the list. Drafts count from the end of `draft_keep` on."""
        for purge in PURGES:
            if not purge.in_pieces:
                over = self.now - draft_keep if purge.table == "drafts" else self.now
                await getattr(self._q, purge.query)(self._conn, before=to_ms(over - purge.keep))

    async def purge_posts(self, *, after: int) -> int | None:
        """The same of the next piece of living messages after this id; where it ends, None where there was none.

        A year of a large office has half a million, and in one Work everybody would wait for seconds.
        """
        last: int | None = await self._q.last_of_posts(self._conn, after=after, most=PIECE)
        if last is not None:
            piece = {"after": after, "last": last}
            for purge in PURGES:
                if purge.in_pieces:
                    before = to_ms(self.now - purge.keep)
                    await getattr(self._q, purge.query)(self._conn, before=before, **piece)
        return last

    async def get_meta(self, key: str) -> str | None:
        """A remembered value."""
        value: str | None = await self._q.get_meta(self._conn, key=key)
        return value

    async def set_meta(self, key: str, value: str) -> None:
        """Remembers a value."""
        await self._q.set_meta(self._conn, key=key, value=value)

    async def move_chat(self, old_id: int, new_id: int) -> None:
        """A basic group became a supergroup: everything of ours follows it. What that has already in the same place stays."""
        q = self._q
        await q.drop_doubled(self._conn, old_id=old_id, new_id=new_id, now=to_ms(self.now))
        await q.send_anew_under_way(self._conn, old_id=old_id, new_id=new_id, now=to_ms(self.now))
        await q.leave_under_way(self._conn, old_id=old_id, now=to_ms(self.now))
        await q.drop_edits_of_stood(self._conn, old_id=old_id, now=to_ms(self.now))
        await q.let_go_of_stood(self._conn, old_id=old_id)
        for query in (
            q.let_go_of_doubled,
            q.move_posts,
            q.move_outbox,
            q.move_drafts,
            q.move_attachments,
            q.move_made,
            q.move_made_also,
            q.delete_doubled_greetings,
            q.move_greetings,
            q.move_departures,
            q.move_places,
        ):
            await query(self._conn, old_id=old_id, new_id=new_id)
        self.outbox.follow_move()
        await self._q.move_ledger(self._conn, old=f"{old_id}:", new=f"{new_id}:")
        await self.refresh_directory()
