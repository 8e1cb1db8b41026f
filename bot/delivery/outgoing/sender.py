"""Outbox to Telegram: claim on disk, call, settle; what is said, and what an outcome means, is decided elsewhere."""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

from telegram import Bot

from bot.clock import Clock, to_ms
from bot.delivery.http.metrics import Metrics
from bot.delivery.incoming.balance import Balance
from bot.delivery.outgoing.admission import Admission, Candidate, Room
from bot.delivery.outgoing.agenda import LOOK_EVERY, Agenda
from bot.delivery.outgoing.calling import call_row
from bot.delivery.outgoing.flight import Flight
from bot.delivery.outgoing.line import LineWatch
from bot.delivery.outgoing.outcomes import Outcome, accept, doubt, give_back, judge, message_id_in
from bot.delivery.outgoing.telling import Telling, log_outcome
from bot.errors import StoreError
from bot.faultpoint import reached
from bot.logs import get_logger
from bot.model import Hindrance, OutboxRow, OutboxState
from bot.sections import Limits
from bot.store.base import Store
from bot.store.jsontext import as_json
from bot.store.repositories.rows import mapper
from bot.tasks import start

_log = get_logger(__name__)
_loop_time = monotonic  # seconds that never run backwards, for pace and waits: the event loop's own clock
_row = mapper(OutboxRow)

_TROUBLE_PAUSE = 1.0  # seconds, after the database has failed
_PAUSE_ROUNDING = 0.02  # seconds, since a row's time is in whole milliseconds
_MOST_READ = 2000, 8  # candidates at a reading, and of one chat, where sending is limited
_MOST_READ_FREELY = 512, 64  # where it is not
_CLAIMED_TOGETHER, _MOST_CLAIMED = 64, 256  # rows claimed before their turn, where nothing is limited
_MOST_EXPRESS = 8192  # claimed by the Works that write them
_NEARBY = 2  # calls at once where nothing is limited; more would only be more that a crash sends twice
# Calls that have ended share a commit; what nothing else notes holds up others till then.
_SETTLED_TOGETHER = 4
_SETTLE_WITHIN = 0.05  # seconds, where a kill does not repeat them anyhow
_MEMORY = timedelta(seconds=61)  # how far back the limits count


class Sender:
    """Makes the calls that wait in the outbox, at most `concurrency` at once and within `limits`.

    A row is claimed in a commit that is on disk before its call leaves, so that a crash leaves it `sending`: `recover` decides
    about those. Whoever puts something into the outbox calls `wake`. `on_held(row ids)` asks an administrator about calls that
    may or may not have been made, `on_moved(old, new)` lets everything follow a group that became a supergroup,
    `on_closed(telegram id)` notes that a person shut the bot out, `on_refused(row, why)` sees to what Telegram refuses for good.
    `folder` holds the files that people sent.
    """

    def __init__(
        self,
        bot: Bot,
        database: Store,
        clock: Clock,
        *,
        limits: Limits,
        concurrency: int,
        on_held: Callable[[list[int]], Awaitable[None]],
        on_moved: Callable[[int, int], Awaitable[None]],
        on_closed: Callable[[int], Awaitable[None]],
        on_refused: Callable[[OutboxRow, Hindrance], Awaitable[None]] | None = None,
        read_timeout: float = 25.0,
        settle_within: float = _SETTLE_WITHIN,
        metrics: Metrics | None = None,
        balance: Balance | None = None,
        folder: Path | None = None,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._limits = limits
        self._telling = Telling(
            on_held=on_held, on_moved=on_moved, on_closed=on_closed, on_refused=on_refused
        )
        self.read_timeout = read_timeout
        self._settle_within = settle_within
        self._metrics = metrics or Metrics()
        self._balance = balance or Balance()
        self._folder = folder
        self._admission = Admission(limits)
        self._places = concurrency if self._admission.is_limited else min(concurrency, _NEARBY)
        self._flight = self._grounded()
        self._line = LineWatch()
        self._express = database.express  # None where other copies queue what this one knows nothing of
        self._claiming: set[int] = set()  # chats of which calls have been chosen, and are not in flight yet
        self._unsettled: list[Outcome] = []
        self._turn = asyncio.Lock()  # one claim or settlement at a time
        self._bell = asyncio.Event()  # a call has ended, rows have come, or the end has
        self._agenda = Agenda()
        self._draining = False

    def wake(self) -> None:
        """Something has happened that it should look at."""
        self._bell.set()

    async def recover(self) -> None:
        """Before the first send: decides about calls that the last process left under way, and remembers its pace.

        Once; or each time anew that this copy becomes the one that sends.
        """
        self._admission, self._flight = Admission(self._limits), self._grounded()
        self._unsettled, self._agenda, self._draining = [], Agenda(), False
        noted = {} if self._database.sent_log is None else self._database.sent_log.read()
        now, queries, reader = self._clock.now(), self._database.queries, self._database.reader
        rows = [_row(row) for row in await queries.list_in_doubt(reader)]
        for chat_id, sent_at in await queries.list_recent_sends(reader, after=to_ms(now - _MEMORY)):
            age = max(0.0, (to_ms(now) - sent_at) / 1000)
            self._admission.pacer.remember(chat_id, _loop_time() - age)
        outcomes = []
        for row in rows:
            self._admission.pacer.remember(row.chat_id, _loop_time())
            key = row.id, to_ms(row.send_at)
            outcomes.append(accept(row, noted[key], now=now) if key in noted else doubt(row, now=now))
        async with self._turn:
            await self._absorb(outcomes)
            await self._commit([])
        if self._express is not None:
            self._express.open(self)

    def _grounded(self) -> Flight:
        return Flight(self._places, most_unwritten=_SETTLED_TOGETHER)

    async def send_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; `drain` then ends what is under way."""
        bell = start(self._ring_at(stop))
        try:
            while not stop.is_set() and not self._draining:
                await self.send_next()
        finally:
            bell.cancel()

    async def send_next(self) -> None:
        """One round: settles and claims, starts the calls that may leave, waits for something to happen (a second at most)."""
        try:
            async with self._turn:
                await self._claim()
                self._start()
            await self._wait()
            async with self._turn:
                await self._absorb(self._flight.land())
                if _loop_time() >= self._settle_from():
                    await self._commit([])
        except StoreError as error:
            self._agenda.read_at = 0.0
            if self._database.alarm.is_news("outbox.unavailable"):
                _log.error("outbox.unavailable", failure=error)
            await asyncio.sleep(_TROUBLE_PAUSE)

    def settle_soon(self) -> None:
        """What has become of calls is written down at once: somebody waits to read it in the tables."""
        if self._unsettled:
            self._agenda.settle_within(_loop_time(), 0.0)
            self._bell.set()

    async def drain(self, timeout: float) -> bool:
        """Claims nothing new and gives calls `timeout` seconds to end; what does not is in doubt at the next start.

        True where all ended and were settled.
        """
        self._draining = True
        if self._express is not None:
            self._express.close()
        self._bell.set()
        async with self._turn:
            self._unsettled += [give_back(row) for row in self._flight.recall()]
        in_time = await self._flight.finish(timeout)
        async with self._turn:
            await self._absorb(self._flight.land())
            with suppress(StoreError):
                await self._commit([])
        await self._flight.cancel()
        self._balance.weigh(0)
        return in_time and not self._unsettled

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._bell.set()

    def _settle_from(self) -> float:
        """When what became of calls is to be written down, where the next claim does not do it before.

        While calls wait for their turn a few share a commit.
        """
        are_few = self._flight.waiting and len(self._unsettled) < _SETTLED_TOGETHER
        return math.inf if are_few else self._agenda.settle_at

    def _claim_from(self) -> float:
        """The end of the rest after a claim. Under Telegram's limits nobody rests who has nothing else to do."""
        if not self._database.leads:
            return math.inf  # until it is known again
        return 0.0 if self._admission.is_limited and self._flight.is_idle else self._agenda.claim_from

    def _room(self) -> Room:
        flight = self._flight
        if self._admission.is_limited:
            places = flight.places - flight.size - self._promised
            broadcasts = flight.broadcast_places - flight.broadcasts
        else:
            places = min(_CLAIMED_TOGETHER, _MOST_CLAIMED - flight.size)
            broadcasts = _MOST_CLAIMED // 2 - flight.broadcasts
        return Room(places, broadcasts, flight.places - flight.holds, flight.chats)

    @property
    def _promised(self) -> int:
        return self._express.promised if self._express is not None else 0

    def take_place(self, chat_id: int) -> bool:
        """Counts on a call that a Work is writing at this moment; False: it could not leave at the Work's commit."""
        now, flight, is_limited = _loop_time(), self._flight, self._admission.is_limited
        room = flight.places if is_limited else _MOST_EXPRESS
        if self._draining or flight.size + self._promised >= room:
            return False
        is_busy = is_limited and flight.chats[chat_id]  # there one call at a time
        if is_busy or chat_id in self._claiming or flight.is_troubled(chat_id):
            return False
        return self._admission.take(chat_id, now)

    def leave(self, promised: Iterable[int], rows: Sequence[OutboxRow]) -> None:
        """A Work that counted on calls to these chats is over; these rows are on disk, claimed."""
        self._admission.release(promised, _loop_time())
        if self._draining:
            self._unsettled += [give_back(row) for row in rows]
            return
        self._flight.add(rows)
        self._start()
        if self._flight.waiting:
            self._bell.set()

    async def _claim(self) -> None:
        """Claims what may leave, in one commit with what is to be settled."""
        if self._draining or _loop_time() < self._claim_from():
            return
        begun = _loop_time()
        await self._read()
        if self._admission.is_empty:
            self._agenda.look_at = math.inf
            return
        shut = {outcome.row.chat_id for outcome in self._unsettled if outcome.state is not OutboxState.SENT}
        taken_at = _loop_time()
        chosen, self._agenda.look_at = self._admission.choose(taken_at, room=self._room(), shut=shut)
        if not chosen:
            return
        self._claiming = {candidate.chat_id for candidate in chosen}
        try:
            self._flight.add(await self._commit(chosen))
        finally:
            self._claiming = set()
        now = _loop_time()
        if self._admission.is_empty:
            self._agenda.read_at = 0.0  # there may be more than was read
        if self._admission.is_limited:
            chats = {candidate.chat_id for candidate in chosen}
            self._admission.pacer.put_back(chats, taken_at=taken_at, now=now)
        self._agenda.has_claimed(now, begun=begun)

    async def _read(self) -> None:
        """Reads anew what waits, where something may have changed."""
        now = _loop_time()
        if min(self._agenda.read_at, self._filled_at()) > now:
            return
        self._database.outbox_filled.clear()
        if self._express is None:
            await self._read_anew(now)
            return
        barred = self._express.begin_reading()
        try:
            self._express.sees_all = await self._read_anew(now)
        except BaseException:
            self._express.queued(barred)
            raise
        self._express.unbar(barred)

    async def _read_anew(self, now: float) -> bool:
        """Whether nothing that is due was left out."""
        wall = to_ms(self._clock.now())
        queries, reader = self._database.queries, self._database.reader
        if now >= self._agenda.sweep_at:
            self._agenda.sweep_at = now + LOOK_EVERY
            await self._sweep(wall)
        due = await queries.next_send_at(reader, now=wall)
        most, each = _MOST_READ if self._admission.is_limited else _MOST_READ_FREELY
        ready = await queries.list_ready(reader, now=wall, each=each, most=most)
        # Nothing is awaited from here to the end: what Works may claim depends on all of it.
        self._admission.replace([Candidate(*row) for row in ready])
        fullest = max(Counter(row[1] for row in ready).values(), default=0)
        self._agenda.has_read(_loop_time(), begun=now, due=math.inf if due is None else (due - wall) / 1000)
        return len(ready) < most and fullest < each

    async def _sweep(self, wall: int) -> None:
        """Drops edits whose message will never stand anywhere."""
        queries = self._database.queries
        if orphans := await queries.list_orphans(self._database.reader):
            async with self._database.settling() as conn:
                await queries.drop_rows(conn, [{"id": row[0], "now": wall} for row in orphans])

    def _filled_at(self) -> float:
        """When to read because something was put in; infinity where nothing was."""
        if not self._database.outbox_filled.is_set():
            return math.inf
        return 0.0 if self._admission.is_empty else self._agenda.read_from

    def _start(self) -> None:
        """The calls whose turn it is."""
        self._flight.start(self._call, on_end=self._has_ended)
        self._balance.weigh(self._flight.waiting)

    def _has_ended(self, outcome: Outcome) -> None:
        """A call has ended. Its settlement may wait for the next claim where the next calls are under way already.

        Under Telegram's limits it is looked at at once all the same: its chat's pace counts from now.
        """
        self._balance.weigh(self._flight.waiting)
        if not outcome.is_noted or not self._flight.waiting or self._admission.is_limited:
            self._bell.set()

    async def _call(self, row: OutboxRow) -> Outcome:
        # The last thing before the request is written: whoever stood still since may have been replaced (docs/sending.md).
        if not self._database.leads:
            return give_back(row)
        try:
            result = await call_row(self._bot, row, read_timeout=self.read_timeout, folder=self._folder)
        except Exception as error:
            return judge(row, error, now=self._clock.now(), jitter=random.random())  # noqa: S311 - spreads load
        reached("call.answered")
        message_id, log = message_id_in(result), self._database.sent_log
        is_noted = log is not None and log.note(row, message_id)
        reached("call.noted")
        return accept(row, message_id, now=self._clock.now(), is_noted=is_noted)

    async def _wait(self) -> None:
        """Until a call ends, rows come, or it is time to look."""
        now = _loop_time()
        claim_at = min(self._filled_at(), self._agenda.look_at, self._agenda.read_at)
        until = min(max(claim_at, self._claim_from()), self._settle_from(), now + LOOK_EVERY)
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, until - now)):
                await self._bell.wait()
        self._bell.clear()

    async def _absorb(self, fresh: Sequence[Outcome]) -> None:
        """Takes in what became of calls: their pace, and what the desk has to be told; they are settled next."""
        outcomes = list(fresh)
        for outcome in fresh:
            self._notice(outcome)
            if outcome.failed:
                if self._express is not None:
                    self._express.bar(outcome.row.chat_id)
                # What held up this row holds up those that wait behind it in its chat.
                state = OutboxState.WAITING if outcome.is_closed else OutboxState.QUEUED
                outcomes += [give_back(row, state=state) for row in self._flight.recall(outcome.row.chat_id)]
        self._unsettled += outcomes
        for outcome in outcomes:
            self._agenda.settle_within(_loop_time(), self._settle_within if outcome.is_noted else 0.0)
        await self._telling.tell(fresh)

    async def _commit(self, chosen: Sequence[Candidate]) -> list[OutboxRow]:
        """One commit: what became of calls, and which rows leave next. Gives those rows; their claim is on disk."""
        settled = list(self._unsettled)
        if not chosen and not settled:
            return []
        queries, rows, edit = self._database.queries, [], None
        async with self._database.durable() if chosen else self._database.settling() as conn:
            if settled:
                await queries.settle_rows(conn, rows=as_json([outcome.columns() for outcome in settled]))
            if posts := [outcome.post() for outcome in settled if outcome.made_post]:
                await queries.set_post_messages(conn, rows=as_json(posts))
                edit = await queries.find_waiting_edit(conn, ids=as_json([post["id"] for post in posts]))
            if chosen:
                ids = as_json([candidate.id for candidate in chosen])
                rows = [_row(row) for row in await queries.claim_rows(conn, ids=ids)]
            reached("claim.written" if chosen else "settle.written")
        reached("claim.committed" if chosen else "settle.committed")
        if edit or any(outcome.state is OutboxState.QUEUED for outcome in settled):
            self._agenda.read_at = 0.0
        del self._unsettled[: len(settled)]
        self._flight.has_settled(self._unsettled)
        self._agenda.settle_at = _loop_time() if self._unsettled else math.inf
        if self._express is not None:
            self._express.queued(outcome.row.chat_id for outcome in settled if outcome.failed)
        if self._database.sent_log is not None:
            self._database.sent_log.settled(outcome.row.id for outcome in settled)
        return rows

    def _notice(self, outcome: Outcome) -> None:
        """What a call says about the pace and the line."""
        row, now = outcome.row, _loop_time()
        self._metrics.counted_settled(outcome.state)
        self._admission.pacer.end(row.chat_id, now)
        log_outcome(outcome)
        if outcome.state is OutboxState.QUEUED:
            wait = (outcome.send_at - self._clock.now()).total_seconds()
            self._admission.hold_back(row.chat_id, now, until=now + max(0.0, wait) + LOOK_EVERY)
        if outcome.pause:
            # A little longer than the row itself waits: it is read before others may go.
            self._admission.pacer.pause(outcome.pause_chat, now + outcome.pause + _PAUSE_ROUNDING)
        if silence := self._line.notice(outcome.line, now, method=row.method):
            self._admission.silence(silence.method, until=now + silence.seconds)
            _log.warning("telegram.silent", wait=silence.seconds, method=silence.method)
