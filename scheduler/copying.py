"""The scheduled copy: made when it falls due, once a period, in a thread; the oldest go. What it holds is the store's affair."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from bot.clock import Clock, from_ms, to_ms
from bot.desk.common.office import Office
from bot.desk.upkeep import troubles
from bot.errors import ConfigError, CopyFault, Stopped, StoreError, reason_of
from bot.logs import get_logger
from bot.model import DeskCopy
from bot.store.base import Store
from bot.store.copies.backup import copy_name, make_copy, thin_out
from bot.tasks import start
from scheduler.due import cron_of, last_time

COPIED_UPTO = "copied_upto"  # meta: when the last copy that was made fell due
TOLD_OF = "copy_fault_told"  # meta: when the copy fell due whose failure was told
RETRY_AFTER = timedelta(hours=1)

_log = get_logger(__name__)


class Copies:
    """Makes the copies of `[backup]`, one at a time. ConfigError where its cron text cannot be read.

    What fell due while the bot was down is made when it comes back; of several missed ones, the last. One that fails is tried
    again every hour, and told once. The posts never wait for a copy.
    """

    def __init__(self, office: Office, database: Store, clock: Clock) -> None:
        backup = office.settings.backup
        try:
            self._cron = cron_of(backup.cron, office.zone)
        except ValueError as error:
            raise ConfigError(
                "backup.cron = {value}: {reason}", value=repr(backup.cron), reason=reason_of(error)
            ) from None
        self._office = office
        self._database = database
        self._clock = clock
        self._enabled = backup.enabled and not database.is_shared
        self._task: asyncio.Task[None] | None = None
        self._stop = Event()
        self._failed_at: datetime | None = None

    async def look(self) -> None:
        """Starts a copy where one is due; does not wait for it. Raises nothing."""
        if not self._enabled or (self._task is not None and not self._task.done()):
            return
        now = self._clock.now()
        if self._failed_at is not None and self._failed_at <= now < self._failed_at + RETRY_AFTER:
            return
        try:
            due = await self._find_due(now)
        except StoreError as error:
            _log.error("backup.unavailable", failure=error)
            return
        if due is not None:
            self._stop = Event()
            self._task = start(self._copy(due))

    async def halt(self) -> None:
        """Breaks off a copy under way: it is made after the next start."""
        self._stop.set()
        await self.wait()

    async def wait(self) -> None:
        """Until the copy under way has ended."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _find_due(self, now: datetime) -> datetime | None:
        """When the copy fell due that has to be made now. The first look ever, and a clock put back, only remember the moment."""
        since = await self._database.queries.get_meta(self._database.reader, key=COPIED_UPTO)
        if since is None or from_ms(int(since)) > now:
            await self._remember(COPIED_UPTO, now)
            return None
        return last_time(self._cron, after=from_ms(int(since)), until=now)

    async def _copy(self, due: datetime) -> None:
        folder = self._office.settings.backup.folder
        target = folder / copy_name(due.astimezone(self._office.zone))
        try:
            copy = await asyncio.to_thread(self._make, target)
            if copy is not None and copy.broken_at is not None:
                await self._tell_of_chain(copy.broken_at, target, due)
            await self._remember(COPIED_UPTO, due)
        except Stopped:
            return
        except Exception as error:
            self._failed_at = self._clock.now()
            _log.error("backup.failed", failure=error)
            await self._tell(error, due)
        else:
            self._failed_at = None
            _log.info("backup.made", path=str(target))

    def _make(self, target: Path) -> DeskCopy | None:
        """In a thread: the copy, complete and checked, and only then the oldest deleted. None: it was made before."""
        settings = self._office.settings
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if target.exists():
                return None
            copy = make_copy(
                database=settings.database_path,
                files=settings.storage.files,
                target=target,
                made_at=self._clock.now(),
                stop=self._stop,
            )
            if copy.broken_at is None:  # otherwise the older ones may be the better ones
                thin_out(target.parent, keep=settings.backup.keep, newest=target.name)
        except OSError as error:
            raise CopyFault(
                "The copy {path} could not be made: {reason}.", path=target, reason=reason_of(error)
            ) from error
        return copy

    async def _tell(self, error: Exception, due: datetime) -> None:
        fault = (
            error
            if isinstance(error, CopyFault)
            else CopyFault("An unexpected fault, {name}; see the log.", name=type(error).__name__)
        )
        await self._once(due, partial(troubles.report_copy_failed, fault=fault))

    async def _tell_of_chain(self, line: int, path: Path, due: datetime) -> None:
        _log.error("audit.broken", line=line)
        await self._once(due, partial(troubles.report_chain_broken, line=line, path=path))

    async def _once(self, due: datetime, report: partial[Coroutine[Any, Any, None]]) -> None:
        """Tells the administrators, unless they have been told of this period."""
        period = str(to_ms(due))
        try:
            async with self._database.work(now=self._clock.now()) as work:
                if await work.get_meta(TOLD_OF) != period:
                    await report(self._office, work)
                    await work.set_meta(TOLD_OF, period)
        except StoreError as error:  # the disk is full for the database too: told with the next try
            _log.error("backup.untold", failure=error)

    async def _remember(self, key: str, moment: datetime) -> None:
        async with self._database.work(now=self._clock.now()) as work:
            await work.set_meta(key, str(to_ms(moment)))
