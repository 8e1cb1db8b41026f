"""Outbox to Telegram: claim on disk, call, settle; what is said, and what an outcome means, is decided elsewhere."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta

from telegram import Bot

from bot.clock import Clock, to_ms
from bot.config import Limits
from bot.delivery.admission import Admission, Candidate
from bot.delivery.calling import call_row, is_send
from bot.delivery.faults import describe
from bot.delivery.line import LineWatch
from bot.delivery.metrics import Metrics
from bot.delivery.outcomes import Outcome, accept, is_repeatable, judge
from bot.errors import StoreError
from bot.faultpoint import reached
from bot.model import OutboxRow
from bot.store.database import Database
from bot.store.rows import mapper

_log = logging.getLogger(__name__)
_row = mapper(OutboxRow)

_LOOK_EVERY = 1.0  # seconds; another process may have added rows
_PAUSE = 1.0
_EACH = 8  # candidates of one chat
_MOST = 2000  # candidates at a time
_MEMORY = timedelta(seconds=61)  # how far back the limits count


class Sender:
    """Makes the calls that wait in the outbox, at most `concurrency` at once and within `limits`.

    A row is claimed in a commit that is on disk before its call leaves, so that a crash leaves it `sending`: `recover` decides
    about those. `on_held(row ids)` asks an administrator about calls that may or may not have been made, `on_moved(old, new)`
    lets everything follow a group that became a supergroup, `on_closed(telegram id)` notes that a person shut the bot out.
    """

    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        *,
        limits: Limits,
        concurrency: int,
        on_held: Callable[[list[int]], Awaitable[None]],
        on_moved: Callable[[int, int], Awaitable[None]],
        on_closed: Callable[[int], Awaitable[None]],
        read_timeout: float = 25.0,
        metrics: Metrics | None = None,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._concurrency = concurrency
        self._on_held = on_held
        self._on_moved = on_moved
        self._on_closed = on_closed
        self._read_timeout = read_timeout
        self._metrics = metrics or Metrics()
        self._admission = Admission(limits, concurrency=concurrency)
        self._line = LineWatch()
        self._calls: dict[asyncio.Task[Outcome], Candidate] = {}
        self._unsettled: list[Outcome] = []
        self._untold: list[int] = []  # held rows that nobody has been asked about yet
        self._turn = asyncio.Lock()  # one claim or settlement at a time
        self._read_again = True
        self._claimed = False  # since the last reading
        self._read_at = 0.0  # when to read at the latest
        self._look_at = 0.0
        self._draining = False

    async def recover(self) -> None:
        """Once, before the first send: decides about calls that the last process left under way, and remembers its pace."""
        now, queries, reader = self._clock.now(), self._database.queries, self._database.reader
        rows = [_row(row) for row in await queries.list_in_doubt(reader)]
        for chat_id, sent_at in await queries.list_recent_sends(reader, after=to_ms(now - _MEMORY)):
            age = max(0.0, (to_ms(now) - sent_at) / 1000)
            self._admission.pacer.remember(chat_id, _loop_time() - age)
        outcomes = []
        for row in rows:
            self._admission.pacer.remember(row.chat_id, _loop_time())
            state = "queued" if is_repeatable(row) else "held"
            outcomes.append(Outcome(row, state, row.attempts, now, error="stopped during the call"))
        await self._settle(outcomes)

    async def send_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; `drain` then ends what is under way."""
        bell = asyncio.create_task(self._ring_at(stop))
        try:
            while not stop.is_set() and not self._draining:
                await self.send_next()
        finally:
            bell.cancel()

    async def send_next(self) -> None:
        """One round: starts the calls that may leave, waits for something to happen (a second at most), settles."""
        try:
            async with self._turn:
                await self._start()
            await self._wait()
            await self._settle(self._take_finished())
        except StoreError as error:
            _log.error("outbox unavailable: %s", error)
            await asyncio.sleep(_PAUSE)

    async def drain(self, timeout: float) -> bool:
        """Claims nothing new and gives calls `timeout` seconds to end; what does not is in doubt at the next start.

        True where all ended and were settled.
        """
        self._draining = True
        self._database.outbox_filled.set()
        async with self._turn:
            late = list(self._calls)
        if late:
            await asyncio.wait(late, timeout=timeout)
        with suppress(StoreError):
            await self._settle(self._take_finished())
        late = list(self._calls)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late and not self._unsettled

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._database.outbox_filled.set()

    async def _start(self) -> None:
        """Claims what may leave in one commit, and only then calls."""
        if self._draining:
            return
        await self._read()
        busy = {outcome.row.chat_id for outcome in self._unsettled}
        chosen, self._look_at = self._admission.choose(
            _loop_time(), under_way=list(self._calls.values()), busy=busy
        )
        if not chosen:
            return
        self._claimed = True
        by_id = {candidate.id: candidate for candidate in chosen}
        queries = self._database.queries
        async with self._database.durable() as conn:
            await queries.claim_rows(conn, [{"id": row_id} for row_id in by_id])
            rows = [_row(row) for row in await queries.list_in_doubt(conn)]
            reached("claim.written")
        reached("claim.committed")
        for row in rows:
            if row.id in by_id:
                self._calls[asyncio.create_task(self._call(row))] = by_id[row.id]

    async def _read(self) -> None:
        """Reads anew what waits, where something may have changed."""
        filled, now = self._database.outbox_filled, _loop_time()
        more = self._claimed and self._admission.is_empty and len(self._calls) < self._concurrency
        late = now >= self._read_at
        if not (filled.is_set() or self._read_again or more or late):
            return
        filled.clear()
        wall = to_ms(self._clock.now())
        queries, reader = self._database.queries, self._database.reader
        if late and (orphans := await queries.list_orphans(reader)):
            async with self._database.settling() as conn:
                await queries.drop_rows(conn, [{"id": row[0], "now": wall} for row in orphans])
        ready = await queries.list_ready(reader, now=wall, each=_EACH, most=_MOST)
        self._admission.replace([Candidate(*row) for row in ready])
        self._read_again, self._claimed = False, False
        due = await queries.next_send_at(reader, now=wall)
        self._read_at = now + (_LOOK_EVERY if due is None else min(_LOOK_EVERY, (due - wall) / 1000))

    async def _call(self, row: OutboxRow) -> Outcome:
        try:
            result = await call_row(self._bot, row, read_timeout=self._read_timeout)
        except Exception as error:
            return judge(row, error, now=self._clock.now(), jitter=random.random())  # noqa: S311 - spreads load
        reached("call.answered")
        return accept(row, result, now=self._clock.now())

    async def _wait(self) -> None:
        filled = asyncio.create_task(self._database.outbox_filled.wait())
        timeout = max(0.0, min(self._look_at, self._read_at) - _loop_time())
        try:
            await asyncio.wait({filled, *self._calls}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            filled.cancel()

    def _take_finished(self) -> list[Outcome]:
        finished = [task for task in self._calls if task.done()]
        for task in finished:
            del self._calls[task]
        return [task.result() for task in finished if not task.cancelled()]

    async def _settle(self, fresh: list[Outcome]) -> None:
        """Tells what has to be told, then writes down, in one commit, what became of the calls."""
        async with self._turn:
            for outcome in fresh:
                self._absorb(outcome)
            self._unsettled.extend(fresh)
            await self._tell(fresh)
            if not self._unsettled:
                return
            rows = [outcome.columns() for outcome in self._unsettled]
            posts = [
                {"id": outcome.row.post_id, "message_id": outcome.message_id}
                for outcome in self._unsettled
                if outcome.message_id and outcome.row.post_id and is_send(outcome.row.method)
            ]
            async with self._database.settling() as conn:
                await self._database.queries.settle_row(conn, rows)
                if posts:
                    await self._database.queries.set_post_message(conn, posts)
                reached("settle.written")
            reached("settle.committed")
            self._read_again |= bool(posts) or any(row["state"] == "queued" for row in rows)
            self._unsettled.clear()

    def _absorb(self, outcome: Outcome) -> None:
        """What a call says about the pace and the line."""
        row, now = outcome.row, _loop_time()
        self._metrics.counted_settled(outcome.state)
        if outcome.state in ("dead", "held"):
            _log.warning("%s %s: %s", row.method, outcome.state, outcome.error)
        elif outcome.error:
            _log.info("%s %s: %s", row.method, outcome.state, outcome.error)
        if outcome.pause:
            self._admission.pacer.pause(outcome.pause_chat, now + outcome.pause)
        if silence := self._line.notice(outcome.line, now):
            self._admission.pacer.pause(None, now + silence)
            _log.warning("no line to Telegram, %.0f s of silence", silence)

    async def _tell(self, fresh: Iterable[Outcome]) -> None:
        """Lets the desk know. It is told before the settlement: a crash in between tells it twice, not never."""
        self._untold.extend(outcome.row.id for outcome in fresh if outcome.state == "held")
        moved = [(o.row.chat_id, o.moved_to) for o in fresh if o.moved_to is not None]
        closed = {o.row.chat_id for o in fresh if o.is_closed}
        for old, new in moved:
            await self._safely(self._on_moved(old, new))
        for telegram_id in closed:
            await self._safely(self._on_closed(telegram_id))
        if self._untold and await self._safely(self._on_held(list(self._untold))):
            self._untold.clear()

    async def _safely(self, telling: Awaitable[None]) -> bool:
        """Awaits it; a failure is logged, because the rows must be settled all the same."""
        (trouble,) = await asyncio.gather(telling, return_exceptions=True)
        if isinstance(trouble, BaseException):
            _log.error("desk not told of a call: %s", describe(trouble))
        return not isinstance(trouble, BaseException)


def _loop_time() -> float:
    """Seconds that never run backwards, for pace and waits."""
    return asyncio.get_running_loop().time()
