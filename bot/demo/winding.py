"""The demo's clock in the page's hands: what comes next, and moving on to it post by post; what is posted is the scheduler's."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.app import Desk
from bot.clock import from_ms, to_ms
from bot.demo.process import BotProcess
from bot.model import InboxState, OutboxState
from bot.sandbox import Sandbox, Upcoming
from bot.views.clock.posts import TITLES

_LOOKED_AT = 50  # posts ahead
_JUST_AFTER = timedelta(seconds=1)
_LOOK_EVERY = 0.003  # seconds
_LOOKS = 1000


class Winder:
    """The page's clock control (`bot.sandbox.Controls`) over a desk. Time goes on without one that was killed."""

    def __init__(self, process: BotProcess, sandbox: Sandbox) -> None:
        self._process = process
        self.sandbox = sandbox
        self._winding = asyncio.Lock()
        self._post_at: datetime | None = None  # the next post, as far as it was looked up

    def now(self) -> datetime:
        """The moment that the desk takes for the present."""
        return self._process.clock.now()

    async def upcoming(self) -> list[Upcoming]:
        """The next post of each kind, the earliest first: the daily ones would hide the monthly."""
        if self._process.state != "running":
            return []
        t, english = self._desk.office.texts(None), self._desk.office.texts("en")
        coming: dict[str, Upcoming] = {}
        for key, at, _ in self._desk.runner.upcoming(_LOOKED_AT):
            title = TITLES[key]
            coming.setdefault(key, Upcoming(key, t.plain(title), at, label_en=english.plain(title)))
        return list(coming.values())

    async def jump(self, to: datetime) -> None:
        """Goes to just after `to`; a moment that is past by then is where the clock stays."""
        moment = to + _JUST_AFTER
        if self._process.state != "running" or not await self._process.within(self._jump(moment)):
            self._process.clock.shift_to(max(moment, self.now()))

    async def wind_to(self, moment: datetime) -> None:
        """Goes on to `moment`, stopping wherever something falls due, so that it is sent at its own time and in order."""
        async with self._winding:
            while (stop := await self._next_stop()) is not None and stop <= moment:
                self._shift(stop)
                await self._tick()
            if moment > self.now():
                self._shift(moment)

    async def rest(self) -> None:
        """Waits until everything received is handled and everything due is sent, but not for ever."""
        for _ in range(_LOOKS):
            if await self._is_at_rest():
                return
            self._desk.sender.settle_soon()
            await asyncio.sleep(_LOOK_EVERY)

    async def _jump(self, moment: datetime) -> None:
        await self.wind_to(moment)
        await self._tick()

    @property
    def _desk(self) -> Desk:
        return self._process.desk

    def _shift(self, moment: datetime) -> None:
        self._process.clock.shift_to(moment)
        self._desk.database.outbox_filled.set()  # the sender sleeps until what it thinks is the next due time

    async def _tick(self) -> None:
        await self._desk.runner.tick()
        await self.rest()

    async def _next_stop(self) -> datetime | None:
        """Just after the next post, or when the next message that was put off falls due."""
        if self._post_at is None or self._post_at <= self.now():
            self._post_at = next((at for _, at, _ in self._desk.runner.upcoming(1)), None)
        moments = [] if self._post_at is None else [self._post_at + _JUST_AFTER]
        database = self._desk.database
        send_at = await database.queries.next_send_at(database.reader, now=to_ms(self.now()))
        if send_at is not None:
            moments.append(from_ms(send_at))
        return min(moments, default=None)

    async def _is_at_rest(self) -> bool:
        database = self._desk.database
        if self.sandbox.world.mailbox.pending:
            return False
        if dict(await database.queries.count_inbox(database.reader)).get(InboxState.PENDING):
            return False
        now = to_ms(self.now())
        if await database.queries.list_wanted(database.reader, now=now, most=1):
            return False  # a file is on its way, and something may follow from it
        # What is handled has put its messages into the outbox in the same commit; what was sent may let an edit go.
        return not (await self._is_ready() or await self._is_sending() or await self._is_ready())

    async def _is_ready(self) -> bool:
        database = self._desk.database
        now = to_ms(self.now())
        return bool(await database.queries.list_ready(database.reader, now=now, each=1, most=1))

    async def _is_sending(self) -> bool:
        database = self._desk.database
        return bool(dict(await database.queries.count_outbox(database.reader)).get(OutboxState.SENDING))
