"""Outbox to Telegram: claim on disk, call, settle; what is said, and what an outcome means, is decided elsewhere."""

from __future__ import annotations

import asyncio
import math
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta

from telegram import Bot

from bot.clock import Clock, to_ms
from bot.config import Limits
from bot.delivery.http.metrics import Metrics
from bot.delivery.incoming.balance import Balance
from bot.delivery.outgoing.admission import Admission, Candidate, Room
from bot.delivery.outgoing.calling import call_row
from bot.delivery.outgoing.flight import Flight
from bot.delivery.outgoing.line import LineWatch
from bot.delivery.outgoing.outcomes import Outcome, accept, doubt, give_back, judge, message_id_in
from bot.errors import StoreError
from bot.faultpoint import reached
from bot.logs import get_logger
from bot.model import Hindrance, OutboxRow
from bot.store.base import Store
from bot.store.express import Express
from bot.store.jsontext import as_json
from bot.store.repositories.rows import mapper

_log = get_logger(__name__)
_row = mapper(OutboxRow)

_LOOK_EVERY = 1.0  # seconds; another process may have added rows
_PAUSE = 1.0
_PAUSE_MORE = 0.02
_MOST = 2000  # candidates at a time
_EACH = 8  # of them for one chat, where sending is limited
_AHEAD = 64  # rows claimed at a time before their turn, where nothing is limited
_MOST_CLAIMED = 256
_MOST_WRITTEN = 1024  # claimed by the Works that write them
_SETTLE_AT = 4  # calls that have ended share a commit
_SETTLE_WITHIN = 0.05  # seconds, where a kill does not repeat them anyhow
_REST = 4.0  # claiming rests so many times as long as it took
_LONGEST_REST = 0.01
_READ_REST = 10.0  # and reading, while candidates are left
_MEMORY = timedelta(seconds=61)  # how far back the limits count


class Sender:
    """Makes the calls that wait in the outbox, at most `concurrency` at once and within `limits`.

    A row is claimed in a commit that is on disk before its call leaves, so that a crash leaves it `sending`: `recover` decides
    about those. `on_held(row ids)` asks an administrator about calls that may or may not have been made, `on_moved(old, new)`
    lets everything follow a group that became a supergroup, `on_closed(telegram id)` notes that a person shut the bot out,
    `on_refused(row, why)` sees to what Telegram refuses for good.
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
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._limits = limits
        self._concurrency = concurrency
        self._on_held = on_held
        self._on_moved = on_moved
        self._on_closed = on_closed
        self._on_refused = on_refused
        self._read_timeout = read_timeout
        self._settle_within = settle_within
        self._metrics = metrics or Metrics()
        self._balance = balance or Balance()
        self._admission = Admission(limits)
        self._flight = Flight(concurrency)
        self._line = LineWatch()
        self._express = Express(may_leave=self._may_leave, leave=self._leave)
        self._claiming: set[int] = set()  # chats of which calls have been chosen, and are not in flight yet
        self._unsettled: list[Outcome] = []
        self._settle_at = math.inf  # when, at the latest
        self._untold: list[int] = []  # held rows that nobody has been asked about yet
        self._refused: list[tuple[OutboxRow, Hindrance]] = []  # of which the desk does not know yet
        self._turn = asyncio.Lock()  # one claim or settlement at a time
        self._bell = asyncio.Event()  # a call has ended, rows have come, or the end has
        database.outbox_filled.on_set = self._bell.set
        self._read_again = True
        self._may_be_more = False  # rows were claimed since the last reading
        self._read_at = 0.0  # when to read at the latest
        self._read_rest_until = 0.0
        self._rest_until = 0.0
        self._look_at = 0.0
        self._draining = False

    async def recover(self) -> None:
        """Before the first send: decides about calls that the last process left under way, and remembers its pace.

        Once; or each time anew that this copy becomes the one that sends.
        """
        self._admission, self._flight = Admission(self._limits), Flight(self._concurrency)
        self._unsettled, self._settle_at, self._draining, self._read_again = [], math.inf, False, True
        self._express.sees_all = False
        log = self._database.sent_log
        noted = log.read() if log is not None else {}
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
        if not self._database.is_shared:  # else other copies queue things that this one knows nothing of
            self._database.express = self._express

    async def send_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; `drain` then ends what is under way."""
        bell = asyncio.create_task(self._ring_at(stop))
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
            self._read_again = True
            if self._database.alarm.is_news("outbox.unavailable"):
                _log.error("outbox.unavailable", failure=error)
            await asyncio.sleep(_PAUSE)

    def settle_soon(self) -> None:
        """What has become of calls is written down at once: somebody waits to read it in the tables."""
        if self._unsettled:
            self._settle_at = min(self._settle_at, _loop_time())
            self._bell.set()

    async def drain(self, timeout: float) -> bool:
        """Claims nothing new and gives calls `timeout` seconds to end; what does not is in doubt at the next start.

        True where all ended and were settled.
        """
        self._draining = True
        self._database.express = None
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
        are_few = self._flight.waiting and len(self._unsettled) < _SETTLE_AT
        return math.inf if are_few else self._settle_at

    def _may_claim(self) -> bool:
        """Whether it is time to claim. A claim waits for the disk: under load many rows share one."""
        return not self._draining and _loop_time() >= self._claim_from()

    def _claim_from(self) -> float:
        """The end of the rest after a claim. Under Telegram's limits nobody rests who has nothing else to do."""
        return 0.0 if self._admission.is_limited and self._flight.is_idle else self._rest_until

    def _room(self) -> Room:
        flight, now = self._flight, _loop_time()
        if self._admission.is_limited:
            places = flight.window(now) - flight.size - self._express.promised
            broadcasts = flight.broadcast_places(now) - flight.broadcasts
        else:
            places = min(_AHEAD, _MOST_CLAIMED - flight.size)
            broadcasts = _MOST_CLAIMED // 2 - flight.broadcasts
        return Room(places, broadcasts, flight.window(now) - flight.holds, flight.chats)

    def _may_leave(self, chat_id: int) -> bool:
        """Whether a call that a Work is writing at this moment could leave at its commit, and is counted on."""
        now, flight, is_limited = _loop_time(), self._flight, self._admission.is_limited
        room = flight.window(now) if is_limited else _MOST_WRITTEN
        if self._draining or flight.size + self._express.promised >= room:
            return False
        if chat_id in self._claiming or flight.is_troubled(chat_id):
            return False
        if is_limited and flight.chats[chat_id]:
            return False  # one call at a time
        return self._admission.admit(chat_id, now)

    def _leave(self, promised: Iterable[int], rows: Sequence[OutboxRow]) -> None:
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
        if not self._may_claim():
            return
        begun = _loop_time()
        await self._read()
        shut = {outcome.row.chat_id for outcome in self._unsettled if outcome.state != "sent"}
        taken_at = _loop_time()
        chosen, self._look_at = self._admission.choose(taken_at, room=self._room(), shut=shut)
        if not chosen:
            return
        self._may_be_more = True
        self._claiming = {candidate.chat_id for candidate in chosen}
        try:
            self._flight.add(await self._commit(chosen))
        finally:
            self._claiming = set()
        now = _loop_time()
        if self._admission.is_limited:
            chats = {candidate.chat_id for candidate in chosen}
            self._admission.pacer.put_back(chats, taken_at=taken_at, now=now)
        self._rest_until = now + min(_LONGEST_REST, _REST * (now - begun))

    async def _read(self) -> None:
        """Reads anew what waits, where something may have changed."""
        now = _loop_time()
        more = self._may_be_more and self._admission.is_empty
        late = now >= self._read_at
        if not (self._read_again or more or late or self._filled_at() <= now):
            return
        self._database.outbox_filled.clear()
        barred = self._express.begin_reading()
        try:
            await self._read_anew(now, late=late)
        except BaseException:
            self._express.queued(barred)
            raise
        self._express.unbar(barred)

    async def _read_anew(self, now: float, *, late: bool) -> None:
        wall = to_ms(self._clock.now())
        queries, reader = self._database.queries, self._database.reader
        if late and (orphans := await queries.list_orphans(reader)):
            async with self._database.settling() as conn:
                await queries.drop_rows(conn, [{"id": row[0], "now": wall} for row in orphans])
        each, most = (_EACH, _MOST) if self._admission.is_limited else (_AHEAD, 8 * _AHEAD)
        ready = await queries.list_ready(reader, now=wall, each=each, most=most)
        self._admission.replace([Candidate(*row) for row in ready])
        fullest = max(Counter(row[1] for row in ready).values(), default=0)
        self._express.sees_all = len(ready) < most and fullest < each
        self._read_again, self._may_be_more = False, False
        due = await queries.next_send_at(reader, now=wall)
        self._read_at = now + (_LOOK_EVERY if due is None else min(_LOOK_EVERY, (due - wall) / 1000))
        self._read_rest_until = now + _READ_REST * (_loop_time() - now)

    def _filled_at(self) -> float:
        """When to read because something was put in; infinity where nothing was."""
        if not self._database.outbox_filled.is_set():
            return math.inf
        return 0.0 if self._admission.is_empty else self._read_rest_until

    def _start(self) -> None:
        """The calls whose turn it is."""
        now = _loop_time()
        for row in self._flight.clear(now):
            self._flight.start(row, self._call(row), now=now, on_end=self._go_on)
        self._balance.weigh(self._flight.waiting)

    def _go_on(self, outcome: Outcome) -> None:
        """A call has ended. Where it went well the next ones begin at once, and its settlement may wait for the next claim.

        Under Telegram's limits it is looked at at once all the same: its chat's pace counts from now.
        """
        if outcome.state == "sent":
            self._start()
        if not outcome.is_noted or not self._flight.waiting or self._admission.is_limited:
            self._bell.set()

    async def _call(self, row: OutboxRow) -> Outcome:
        try:
            result = await call_row(self._bot, row, read_timeout=self._read_timeout)
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
        more = self._may_be_more and self._admission.is_empty
        claim_at = now if self._read_again or more else min(self._filled_at(), self._look_at, self._read_at)
        until = min(max(claim_at, self._claim_from()), self._settle_from())
        if self._flight.waiting or not self._admission.is_empty:
            until = min(until, self._flight.widens_at(now))
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
                self._express.bar(outcome.row.chat_id)
                # What held up this row holds up those that wait behind it in its chat.
                state = "waiting" if outcome.is_closed else "queued"
                outcomes += [give_back(row, state=state) for row in self._flight.recall(outcome.row.chat_id)]
        self._unsettled += outcomes
        for outcome in outcomes:
            wait = self._settle_within if outcome.is_noted else 0.0
            self._settle_at = min(self._settle_at, _loop_time() + wait)
        await self._tell(fresh)

    async def _commit(self, chosen: Sequence[Candidate]) -> list[OutboxRow]:
        """One commit: what became of calls, and which rows leave next. Gives those rows; their claim is on disk."""
        settled = list(self._unsettled)
        if not chosen and not settled:
            return []
        queries, rows = self._database.queries, []
        async with self._database.durable() if chosen else self._database.settling() as conn:
            if settled:
                await queries.settle_rows(conn, rows=as_json([outcome.columns() for outcome in settled]))
            if posts := [outcome.post() for outcome in settled if outcome.made_post]:
                await queries.set_post_messages(conn, rows=as_json(posts))
            if chosen:
                ids = as_json([candidate.id for candidate in chosen])
                rows = [_row(row) for row in await queries.claim_rows(conn, ids=ids)]
            reached("claim.written" if chosen else "settle.written")
        reached("claim.committed" if chosen else "settle.committed")
        self._read_again |= bool(posts) or any(outcome.state == "queued" for outcome in settled)
        del self._unsettled[: len(settled)]
        self._settle_at = _loop_time() if self._unsettled else math.inf
        self._express.queued(outcome.row.chat_id for outcome in settled if outcome.failed)
        if self._database.sent_log is not None:
            self._database.sent_log.settled(outcome.row.id for outcome in settled)
        return rows

    def _notice(self, outcome: Outcome) -> None:
        """What a call says about the pace and the line."""
        row, now = outcome.row, _loop_time()
        self._metrics.counted_settled(outcome.state)
        self._admission.pacer.end(row.chat_id, now)
        if outcome.state == "dead":
            _log.warning("outbox.dead", row=row.id, method=row.method, reason=outcome.error)
        elif outcome.state == "held":
            _log.warning("outbox.held", row=row.id, method=row.method, reason=outcome.error)
        elif outcome.error:
            _log.info(
                "outbox.later", row=row.id, method=row.method, state=outcome.state, reason=outcome.error
            )
        if outcome.state == "queued":
            wait = (outcome.send_at - self._clock.now()).total_seconds()
            self._admission.hold_back(row.chat_id, now, until=now + max(0.0, wait) + _LOOK_EVERY)
        if outcome.pause:
            # A little longer than the row itself waits, whose time is in whole milliseconds: it is read before others may go.
            self._admission.pacer.pause(outcome.pause_chat, now + outcome.pause + _PAUSE_MORE)
        if silence := self._line.notice(outcome.line, now, method=row.method):
            if silence.method is None:
                self._admission.pacer.pause(None, now + silence.seconds)
            else:
                self._admission.silence(silence.method, until=now + silence.seconds)
            _log.warning("telegram.silent", wait=silence.seconds, method=silence.method)

    async def _tell(self, fresh: Iterable[Outcome]) -> None:
        """Lets the desk know. It is told before the settlement: a crash in between tells it twice, not never."""
        self._untold.extend(outcome.row.id for outcome in fresh if outcome.state == "held")
        moved = [(o.row.chat_id, o.moved_to) for o in fresh if o.moved_to is not None]
        closed = {o.row.chat_id for o in fresh if o.is_closed}
        for old, new in moved:
            await self._safely(self._on_moved(old, new))
        for telegram_id in closed:
            await self._safely(self._on_closed(telegram_id))
        await self._tell_of_refusals(fresh)
        if self._untold and await self._safely(self._on_held(list(self._untold))):
            self._untold.clear()

    async def _tell_of_refusals(self, fresh: Iterable[Outcome]) -> None:
        if self._on_refused is None:
            return
        self._refused += [(o.row, o.hindrance) for o in fresh if o.hindrance is not None]
        waiting, self._refused = self._refused, []
        for row, why in waiting:
            if not await self._safely(self._on_refused(row, why)):
                self._refused.append((row, why))

    async def _safely(self, telling: Awaitable[None]) -> bool:
        """Awaits it; a failure is logged, because the rows must be settled all the same."""
        (trouble,) = await asyncio.gather(telling, return_exceptions=True)
        if isinstance(trouble, BaseException):
            _log.error("outbox.untold", failure=trouble)
        return not isinstance(trouble, BaseException)


def _loop_time() -> float:
    """Seconds that never run backwards, for pace and waits."""
    return asyncio.get_running_loop().time()
