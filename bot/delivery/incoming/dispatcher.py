"""Inbox to handlers: each stored update is handled once, in its lane's order; what handling means is for `process` to say."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from time import monotonic

from bot.clock import Clock, to_ms
from bot.delivery.incoming.balance import Balance
from bot.delivery.incoming.lanes import Lanes
from bot.errors import AlreadyHandled, PutOff, StoreError
from bot.logs import describe, get_logger
from bot.model import InboxRow, InboxState
from bot.store.base import Store
from bot.store.jsontext import as_json
from bot.store.limits import Watch
from bot.store.repositories.rows import mapper
from bot.tasks import start

_log = get_logger(__name__)
_loop_time = monotonic  # seconds that never run backwards, for waits: the event loop's own clock
_row = mapper(InboxRow)

AHEAD = 500  # rows in memory
BACKOFF = (
    0.5,
    2.0,
    10.0,
    30.0,
)  # seconds before the second, third ... try; after the last one the row is set aside
_PAUSE = 1.0  # seconds until a lane goes on after a trouble that was not its own
_PATROL_EVERY = 1.0
_LOOK_EVERY = 1.0  # another program may have put something into the inbox
_MARK_AFTER = 0.05
_MARK_AT_ONCE = 50
_FOLLOWERS = 100


class Dispatcher:
    """Hands pending updates to `process`, lanes side by side, up to `concurrency` at once.

    The inbox table is the truth; `filled` only says that looking is worth while now. `process` raising counts as a try, and so
    does its taking longer than `within` seconds (None: any time), its wait for others' Works aside: it is cancelled, and its
    Work rolls back. When the waits of `backoff` (seconds) are used up the row is set aside and `on_aside(row, what failed)` is
    awaited once. `PutOff` is no failure: the row's lane waits, and holds neither a place nor memory meanwhile. The table is
    looked at every `look_every` seconds, whatever `filled` says.
    """

    def __init__(
        self,
        database: Store,
        clock: Clock,
        *,
        process: Callable[[InboxRow], Awaitable[None]],
        on_aside: Callable[[InboxRow, str], Awaitable[None]],
        concurrency: int = 64,
        backoff: Sequence[float] = BACKOFF,
        within: float | None = None,
        look_every: float = _LOOK_EVERY,
        balance: Balance | None = None,
    ) -> None:
        self._balance = balance or Balance()
        self.filled = asyncio.Event()
        self._database = database
        self._clock = clock
        self._process = process
        self._on_aside = on_aside
        self._concurrency = concurrency
        self.backoff = tuple(backoff)
        self._within = within
        self._look_every = look_every
        self._lanes = Lanes()
        self._tasks: dict[asyncio.Task[None], Watch] = {}
        self._patrol: asyncio.TimerHandle | None = None
        self._mine: set[str] = set()  # lanes taken, where several copies share the inbox
        self._ended_lanes: set[str] = set()  # lanes of which a row has ended since the last look
        self._handled: list[int] = []  # seqs to mark, of updates that may have needed no Work
        self._after = 0  # the last seq read
        self._unread = 0
        self._look_at = 0.0
        self._ended_at = -math.inf
        self._draining = False

    def backlog(self) -> int:
        """Updates stored and not done, as far as is known."""
        return self._lanes.size + self._unread

    def rested(self) -> float:
        """Seconds since updates were last under way or could go at once; what is only tried again later keeps nobody waiting.

        It is no rest while answers wait to leave: whoever sent an update waits for its receipt.
        """
        is_busy = self._lanes.ready + self._unread > 0 or self._balance.is_heavy
        return 0.0 if is_busy else _loop_time() - self._ended_at

    async def dispatch_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; `drain` then ends what is under way."""
        bell = start(self._ring_at(stop))
        try:
            while not stop.is_set() and not self._draining:
                await self.dispatch_next()
        finally:
            bell.cancel()

    async def dispatch_next(self) -> None:
        """One look: reads what has come, starts what may go, then waits for something new to do, `look_every` at most."""
        self._lanes.wake(_loop_time())
        try:
            await self._refill()
            await self._mark()
            await self._share()
        except StoreError as error:
            if self._database.alarm.is_news("inbox.unavailable"):
                _log.error("inbox.unavailable", failure=error)
            await asyncio.sleep(_PAUSE)
        self._start()
        await self._wait()

    def _watch_over(self) -> None:
        """From now on handlers that have taken too long are cancelled, whatever the dispatcher itself waits for."""
        if self._within is not None and self._patrol is None:
            every = min(_PATROL_EVERY, self._within / 8)
            self._patrol = asyncio.get_running_loop().call_later(every, self._cut_off, self._within)

    def _cut_off(self, within: float) -> None:
        now, self._patrol = _loop_time(), None
        for task, watch in self._tasks.items():
            if not watch.is_over and watch.exceeds(within, now):
                watch.is_over = True
                task.cancel()
        if self._tasks:
            self._watch_over()

    async def drain(self, timeout: float) -> bool:
        """Starts nothing new and gives handlers `timeout` seconds to end; the rest is cancelled, and stays pending.

        True where all ended by themselves.
        """
        self._draining = True
        self.filled.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout)
        late = list(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        try:
            await self._mark()
        except StoreError as error:
            # What is not marked is handled again at the next start.
            _log.error("inbox.unavailable", failure=error)
        return not late

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.filled.set()

    async def _wait(self) -> None:
        now = _loop_time()
        until = min(now + self._look_every, self._lanes.next_wake_at() or math.inf)
        if (paused_until := self._balance.paused_until(now)) > now:
            until = min(until, paused_until)
        if self._handled:
            until = min(until, now + _MARK_AFTER)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(until):
                await self.filled.wait()

    async def _refill(self) -> None:
        now = _loop_time()
        if not self.filled.is_set() and now < self._look_at:
            return
        self.filled.clear()
        self._look_at = now + self._look_every
        await self._feed()
        queries, reader = self._database.queries, self._database.reader
        room = AHEAD - self._lanes.size
        if room > 0:
            rows = [_row(row) for row in await queries.list_inbox_after(reader, after=self._after, most=room)]
            for row in rows:
                self._lanes.add(row, until=self._put_off(row))
            if rows:
                self._after = rows[-1].seq
            if len(rows) < room:
                self._unread = 0
                return
        self._unread = await queries.count_inbox_after(reader, after=self._after)

    async def _share(self) -> None:
        """Where several copies share the inbox: gives back lanes that are done, and takes those that may go next.

        A lane that another copy has is left alone for a second. By then it may be free, because its rows are done or its copy
        has died; a row that was done meanwhile is known by its Work.
        """
        if not self._database.is_shared:
            return
        idle, self._ended_lanes = [lane for lane in self._ended_lanes if not self._lanes.holds(lane)], set()
        if idle:
            self._mine.difference_update(idle)
            await self._database.release_lanes(idle)
        while wanted := self._lanes.next_lanes(self._concurrency - self._lanes.running):
            taken = await self._database.take_lanes(wanted)
            self._mine = (self._mine - set(wanted)) | taken
            others = [lane for lane in wanted if lane not in taken]
            for lane in others:
                self._lanes.leave(lane, until=_loop_time() + _LOOK_EVERY)
            if not others:
                return

    async def _feed(self) -> None:
        for lane, seq in self._lanes.hungry:
            found = await self._database.queries.list_inbox_lane(
                self._database.reader, lane=lane, after=seq, upto=self._after, most=_FOLLOWERS
            )
            self._lanes.feed(lane, [_row(row) for row in found], whole=len(found) < _FOLLOWERS)

    def _put_off(self, row: InboxRow) -> float | None:
        """When a row that failed before the last restart may be tried again; None: at once."""
        if not row.attempts:
            return None
        wait = (row.try_at - self._clock.now()).total_seconds()
        # Bounded, because the clock may have been set back since.
        return _loop_time() + min(wait, max(self.backoff, default=0.0)) if wait > 0 else None

    def go_on(self) -> None:
        """Calls have caught up: what was held back may begin."""
        self._start()

    def _start(self) -> None:
        now = _loop_time()
        while not self._draining and self._lanes.running < self._concurrency:
            if self._balance.paused_until(now) > now:
                return
            row = self._lanes.start_next(of=self._mine if self._database.is_shared else None)
            if row is None:
                return
            self._balance.begin(now)
            watch = Watch()
            task = start(self._run(row, watch))
            self._tasks[task] = watch
            self._watch_over()
            task.add_done_callback(partial(self._ended, row))

    def _ended(self, row: InboxRow, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        self._ended_at = _loop_time()
        if task.cancelled() or task.exception():
            error = None if task.cancelled() else task.exception()
            if error and self._database.alarm.is_news("update.postponed"):
                _log.error("update.postponed", update=row.update_id, failure=error)
            self._lanes.park(row, attempts=row.attempts, until=_loop_time() + _PAUSE)
        if self._database.is_shared:
            self._ended_lanes.add(row.lane)
        self._start()
        short = self._unread and self._lanes.size < AHEAD // 2
        waits = self._database.is_shared and self._lanes.next_lanes(1)
        if short or waits or self._lanes.hungry or not self._tasks or len(self._handled) >= _MARK_AT_ONCE:
            self.filled.set()

    async def _run(self, row: InboxRow, watch: Watch) -> None:
        failure: Exception | None = None
        try:
            watch.begin()
            await self._process(row)
        except AlreadyHandled:
            pass
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not watch.is_over or task is None:
                raise
            task.uncancel()
            failure = TimeoutError()
        except PutOff as later:
            self._lanes.park(row, attempts=row.attempts, until=_loop_time() + later.seconds)
            return
        except Exception as error:
            failure = error
        finally:
            watch.end()
        if failure is None:
            self._handled.append(row.seq)
            self._lanes.finish(row)
        elif isinstance(failure, StoreError) and failure.passing:
            if self._database.alarm.is_news("update.postponed"):
                _log.error("update.postponed", update=row.update_id, failure=failure)
            self._lanes.park(row, attempts=row.attempts, until=_loop_time() + _PAUSE)
        else:
            await self._failed(row, describe(failure))

    async def _failed(self, row: InboxRow, what: str) -> None:
        attempts = row.attempts + 1
        wait = self.backoff[attempts - 1] if attempts <= len(self.backoff) else None
        _log.error("update.failed", update=row.update_id, attempts=attempts, failure=what)
        now = self._clock.now()
        async with self._database.settling() as conn:
            await self._database.queries.mark_failed(
                conn,
                seq=row.seq,
                state=InboxState.ASIDE if wait is None else InboxState.PENDING,
                attempts=attempts,
                try_at=to_ms(now + timedelta(seconds=wait or 0)),
                error=what,
                settled_at=to_ms(now) if wait is None else None,
            )
        if wait is not None:
            self._lanes.park(row, attempts=attempts, until=_loop_time() + wait)
            return
        _log.error("update.aside", update=row.update_id, failure=what)
        # The lane waits for the telling, so that its next update finds things told.
        for trouble in await asyncio.gather(self._on_aside(row, what), return_exceptions=True):
            if isinstance(trouble, BaseException):
                _log.error("update.untold", update=row.update_id, failure=trouble)
        self._lanes.finish(row)

    async def _mark(self) -> None:
        """Writes down, many at a time, what was handled; a Work may have marked it already."""
        if not self._handled:
            return
        now, seqs = to_ms(self._clock.now()), self._handled
        self._handled = []
        try:
            async with self._database.settling() as conn:
                await self._database.queries.mark_ignored(conn, seqs=as_json(seqs), now=now)
        except BaseException:
            self._handled = seqs + self._handled
            raise
