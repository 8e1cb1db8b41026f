"""The clock at work: rings every 20 seconds, has what fell due posted, and tidies up; what is posted is the desk's affair."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock, from_ms, to_ms
from bot.desk.clock import posts
from bot.desk.clock.contents import find_post
from bot.desk.common.office import Office
from bot.desk.demands import deadlines
from bot.desk.upkeep import troubles
from bot.errors import StoreError
from bot.logs import get_logger
from bot.store.base import Store
from bot.store.copies.snapshot import CLOCK_SEEN_AT
from bot.store.work import Work
from scheduler.copying import Copies
from scheduler.due import Due, fell_due, upcoming
from scheduler.table import timed_posts

SEEN_AT = CLOCK_SEEN_AT
EVERY_SECONDS = 20
TIDY_EVERY = timedelta(hours=1)

Step = Callable[[Work], Awaitable[object]]

_log = get_logger(__name__)


def _uncounted(_key: str, _posts: int) -> None:
    """Who is told of posts where nobody counts them."""


class Runner:
    """Posts what falls due. It holds no state of its own that matters: the database knows what was posted.

    Every post is claimed in the transaction that puts it in the outbox, so restarts, other copies of the bot and a
    clock that jumps lead to the same posts. `on_posted(key, number)` is told of groups and people that got a post.
    ConfigError where a post's times cannot be read.
    """

    def __init__(
        self,
        office: Office,
        database: Store,
        clock: Clock,
        *,
        copies: Copies | None = None,
        on_posted: Callable[[str, int], None] = _uncounted,
    ) -> None:
        self._office = office
        self._database = database
        self._clock = clock
        self._copies = copies
        self._on_posted = on_posted
        self._posts = timed_posts(office.settings)
        self._ticking = asyncio.Lock()
        self._halted = False
        self._tidied_at: datetime | None = None

    async def tick_forever(self, halt: asyncio.Event) -> None:
        """Ticks at once and every 20 seconds until `halt` is set; a tick under way ends after its present post."""
        self._halted = False
        scheduler = AsyncIOScheduler(timezone=self._office.zone)
        scheduler.add_job(
            self.tick,
            "interval",
            seconds=EVERY_SECONDS,
            next_run_time=Clock().now(),  # APScheduler rings by the machine's clock, whatever ours says
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
        scheduler.start()
        try:
            await halt.wait()
        finally:
            self._halted = True
            scheduler.pause()
            async with self._ticking:
                scheduler.shutdown(wait=False)
            if self._copies is not None:
                await self._copies.halt()
            await asyncio.sleep(0)  # the scheduler shuts down in the loop's next round

    async def tick(self) -> None:
        """Posts what fell due since the last tick that got everything done, and sees to offers and old rows.

        The very first tick only remembers the moment: what was due before there was a desk is nobody's loss. A clock that
        is put back takes the memory back with it, since one that was wrong by years would silence the desk for years;
        what has been posted is not posted again.
        """
        async with self._ticking:
            try:
                await self._look()
            except StoreError as error:
                if self._database.alarm.is_news("clock.failed"):
                    _log.error("clock.failed", step="looking at the time", failure=error)

    async def _look(self) -> None:
        now = self._clock.now()
        async with self._database.work(now=now) as work:
            seen = await work.get_meta(SEEN_AT)
        since = now if seen is None else from_ms(int(seen))
        if since > now and not await self._do("following the clock", _follow_clock):
            return
        if await self._post_due(self._due(since, now)):
            await self._do("remembering the time", partial(_remember, now=now))
        await self._do("minding demands", partial(deadlines.mind_demands, self._office))
        await self._tell_of_trouble()
        if self._tidied_at is None or not now - TIDY_EVERY < self._tidied_at <= now:
            self._tidied_at = now
            await self._do("tidying up", partial(_tidy, keep=self._office.settings.desk.draft_keep))
        if self._copies is not None and not self._halted:
            await self._copies.look()

    async def _tell_of_trouble(self) -> None:
        """The administrators hear what the machine's trouble was; of several copies the leading one tells."""
        past = self._database.alarm.untold
        if past is None or not self._database.leads:
            return
        begun = self._clock.now() - timedelta(seconds=past.seconds)
        report = partial(troubles.report_trouble, self._office, reason=past.reason, begun=begun)
        if await self._do("telling of a trouble", report):
            self._database.alarm.told()

    def upcoming(self, most: int) -> list[tuple[str, datetime, str]]:
        """The next posts: key, moment (aware, UTC) and period, the earliest first."""
        office = self._office
        return upcoming(
            self._posts, calendar=office.calendar, zone=office.zone, now=self._clock.now(), most=most
        )

    def _due(self, since: datetime, now: datetime) -> list[Due]:
        office = self._office
        return fell_due(self._posts, calendar=office.calendar, zone=office.zone, after=since, now=now)

    async def _post_due(self, dues: Sequence[Due]) -> bool:
        """Posts each in each place; whether all of it succeeded. One that fails does not stop the others."""
        done = True
        for due in dues:
            what = f"{due.key} {due.period}"
            for step in await self._steps(due):
                done = await self._do(what, step, key=due.key) and done
        return done

    async def _steps(self, due: Due) -> list[Step]:
        """What a due post comes to, each in a Work of its own."""
        if due.too_old:
            _log.warning("clock.late", post=due.key, period=due.period, due=due.at)
            return [partial(posts.skip, key=due.key, period=due.period)]
        directory = await self._database.current_directory()
        places = directory.places_of(find_post(due.key).places)
        office, key, period = self._office, due.key, due.period
        return [
            partial(posts.bring_about, office, key=key, period=period),
            *(partial(posts.post_in, office, place_id=place.id, key=key, period=period) for place in places),
            partial(posts.post_in_private, office, key=key, period=period),
        ]

    async def _do(self, what: str, step: Step, *, key: str = "") -> bool:
        """One step in its own Work; whether it succeeded. A failure is logged, and the next tick tries again."""
        if self._halted:
            return False
        try:
            async with self._database.work(now=self._clock.now()) as work:
                outcome = await step(work)
        except Exception as error:
            if self._database.alarm.is_news(f"clock.failed {what}"):
                _log.error("clock.failed", step=what, failure=error)
            return False
        if isinstance(outcome, posts.PostOutcome) and outcome.posted:
            self._on_posted(key, outcome.posted)
        return True


async def _follow_clock(work: Work) -> None:
    await work.outbox.follow_clock()


async def _remember(work: Work, *, now: datetime) -> None:
    await work.set_meta(SEEN_AT, str(to_ms(now)))


async def _tidy(work: Work, *, keep: timedelta) -> None:
    await work.purge(draft_keep=keep)
