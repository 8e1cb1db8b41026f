"""The clock at work: looks every 20 seconds, has what fell due posted, and tidies up; what is posted is the desk's affair."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock, from_ms, to_ms
from bot.desk import unfinished
from bot.desk.clock import notices, posts
from bot.desk.clock.contents import find_post
from bot.desk.common import announcing, duties, reminders
from bot.desk.common.office import Office
from bot.desk.demands import deadlines
from bot.desk.documents import deadlines as papers
from bot.desk.items import lingering
from bot.desk.meetings import reminders as meeting_reminders
from bot.desk.people import deputy_days, units
from bot.desk.supervision import deadlines as supervision
from bot.desk.training import minding
from bot.desk.upkeep import holidays, troubles
from bot.logs import get_logger
from bot.store.base import Store
from bot.store.beside import Beside, doing
from bot.store.copies.snapshot import CLOCK_BEGUN_AT, CLOCK_SEEN_AT
from bot.store.work import Work
from scheduler.copying import Copies
from scheduler.due import Due, fell_due, look_back, upcoming
from scheduler.table import timed_posts

SEEN_AT = CLOCK_SEEN_AT
BEGUN_AT = CLOCK_BEGUN_AT
EVERY_SECONDS = 20.0
CLOCKS_APART = timedelta(minutes=1)  # as far as `check` lets the clocks of two copies differ
AT_ONCE = 100  # people told in one Work: nothing else happens meanwhile
LONGEST_AWAY = timedelta(days=366)  # a clock without a battery begins in 1970
TIDY_EVERY = timedelta(hours=1)

Step = Callable[[Work], Awaitable[object]]
Minded = Sequence[tuple[str, Callable[[Office, Work], Awaitable[object]]]]

# What the desk sees to at every tick, by what the log calls it.
_BEFORE_POSTS: Minded = (
    ("keeping quiet hours", reminders.keep_quiet),
    ("minding deputies", deputy_days.mind),
)
_AFTER_POSTS: Minded = (
    ("minding demands", deadlines.mind_demands),
    ("minding tasks", supervision.mind_overdue),
    ("minding papers", papers.mind_circulars),
    ("minding items", lingering.mind_items),
    ("minding training", minding.mind_training),
    ("minding meetings", meeting_reminders.mind_meetings),
    ("minding holidays", holidays.mind_holidays),
    ("reminding of drafts", unfinished.remind),
)

_log = get_logger(__name__)


class _SomethingToSay(Exception):
    """A Work that was to find nothing due has found something."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the looks before have left: everything due up to `seen` was posted; what fell due up to `begun` never is."""

    seen: datetime
    begun: datetime

    def is_ahead_of(self, now: datetime) -> bool:
        """Whether the clock has been put back since. One that differs by less stands for another copy of the bot."""
        return self.seen - now > CLOCKS_APART


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
        every: float = EVERY_SECONDS,
    ) -> None:
        self._office = office
        self._database = database
        self._clock = clock
        self._copies = copies
        self._on_posted = on_posted
        self._posts = timed_posts(office.settings)
        self._every = every
        self._ticking = asyncio.Lock()
        self._halt = asyncio.Event()
        self._tidied_at: datetime | None = None

    async def tick_forever(self, halt: asyncio.Event) -> None:
        """Ticks at once and `every` so many seconds until `halt` is set; a tick under way ends after its present post.

        The seconds are the event loop's, which go on whatever is done to the clock on the wall.
        """
        self._halt = halt
        try:
            while not halt.is_set():
                await self.tick()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._every):
                        await halt.wait()
        finally:
            if self._copies is not None:
                await self._copies.halt()

    async def tick(self) -> None:
        """Posts what fell due since the last tick that got everything done, and sees to offers and old rows.

        The very first tick only remembers the moment: what was due before there was a desk is nobody's loss. After a clock
        has been put back, what fell due within each post's `catch_up` is looked at again: the wrong clock may have taken it
        for too old. What has been posted is not posted again.
        """
        async with self._ticking:
            try:
                await self._look()
            except Exception as error:  # the next tick tries again
                if self._database.alarm.is_news("clock.failed"):
                    _log.error("clock.failed", step="looking at the time", failure=error)

    async def prepare(self) -> None:
        """Before anything is sent: what waited while the bot was down goes by quiet hours and by deputies' time as well, and from
        which month changed numbers of the settings hold is noted.

        StoreError where the database is away.
        """
        for step in (duties.note_numbers, units.mind_quota, reminders.keep_quiet, deputy_days.mind):
            async with self._database.work(now=self._clock.now()) as work:
                await step(self._office, work)

    async def _look(self) -> None:
        now = self._clock.now()
        async with self._database.work(now=now) as work:
            memory = await _recall(work)
        if (
            memory is not None
            and memory.seen > now
            and not await self._do("following the clock", _follow_clock)
        ):
            return
        await self._mind(_BEFORE_POSTS)
        if await self._post_due(self._due(memory, now)):
            await self._do("remembering the time", partial(_remember, now=now))
        await self._post_owed(memory, now)
        await self._mind(_AFTER_POSTS)
        await self._tell_of_trouble()
        if self._tidied_at is None or not now - TIDY_EVERY < self._tidied_at <= now:
            self._tidied_at = now
            await self._tidy()
        if self._copies is not None and not self._halt.is_set():
            await self._copies.look()

    async def _mind(self, minded: Minded) -> None:
        """Each in a Work of its own; but mostly nothing is due, and that a single Work finds out."""
        if not await self._is_idle(minded):
            for what, step in minded:
                await self._do(what, partial(step, self._office))

    async def _is_idle(self, minded: Minded) -> bool:
        """Whether all of it is done with no word to anybody. Where there is one to say, or one fails, nothing has happened."""

        async def all_of_it(work: Work) -> None:
            for _, step in minded:
                await step(self._office, work)
                if work.outbox.wrote:
                    raise _SomethingToSay

        if self._halt.is_set():
            return True
        try:
            await doing(self._database, self._begin, all_of_it)
        except Exception:  # what fails says so in a Work of its own
            return False
        return True

    async def _tidy(self) -> None:
        """What has been kept long enough goes."""
        await self._do("tidying up", partial(_purge, keep=self._office.settings.desk.draft_keep))
        after: int | None = 0

        async def piece(work: Work) -> None:
            nonlocal after
            after = await work.purge_posts(after=after or 0)

        while after is not None and await self._do("tidying up", piece):
            pass

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

    def _due(self, memory: Memory | None, now: datetime) -> list[Due]:
        if memory is None:
            return []
        calendar, zone = self._office.calendar, self._office.zone
        if memory.is_ahead_of(now):
            return look_back(self._posts, calendar=calendar, zone=zone, begun=memory.begun, now=now)
        after = max(memory.seen, now - LONGEST_AWAY)
        return fell_due(self._posts, calendar=calendar, zone=zone, after=after, now=now)

    async def _post_due(self, dues: Sequence[Due]) -> bool:
        """Posts each in each place; whether all of it succeeded. One that fails does not stop the others."""
        done = True
        for due in dues:
            what, reckoned = f"{due.key} {due.period}", Beside(self._database)
            for step in await self._steps(due):
                done = await self._do(what, step, key=due.key, reckoned=reckoned) and done
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
            *(
                partial(posts.post_when_open, office, place_id=place.id, key=key, period=period)
                for place in places
            ),
            partial(posts.post_in_private, office, key=key, period=period, most=AT_ONCE),
        ]

    async def _post_owed(self, memory: Memory | None, now: datetime) -> None:
        """Posts what a place refused and may take by now, as long as it still matters or is in its post's `catch_up`."""
        if memory is None or not await self._database.queries.list_owed(self._database.reader):
            return
        async with self._database.work(now=now) as work:
            owed = await posts.owed_places(work)
        calendar, zone = self._office.calendar, self._office.zone
        late = look_back(self._posts, calendar=calendar, zone=zone, begun=memory.begun, now=now)
        still = {(due.key, due.period) for due in late}
        for key, period, place_id in owed:
            if key == notices.CORRECTION and place_id is not None:
                owed_one = partial(
                    notices.post_owed, self._office, place_id=place_id, correction_id=int(period)
                )
                await self._do(f"{key} {period}", owed_one, key=key)
            elif key in announcing.OWED and place_id is not None:
                again = partial(
                    announcing.post_owed, self._office, place_id=place_id, key=key, number=int(period)
                )
                await self._do(f"{key} {period}", again, key=key)
            elif (key, period) in still:
                step: Step = partial(
                    posts.post_in_private, self._office, key=key, period=period, most=AT_ONCE
                )
                if place_id is not None:
                    step = partial(posts.post_in, self._office, place_id=place_id, key=key, period=period)
                await self._do(f"{key} {period}", step, key=key)

    async def _do(self, what: str, step: Step, *, key: str = "", reckoned: Beside | None = None) -> bool:
        """One step, in as many Works as it takes; whether it succeeded. A failure is logged, and the next tick tries again.

        `reckoned` is what other steps of the post have had reckoned beside their Works: every place is told the same figures.
        """
        reckoned = reckoned or Beside(self._database)
        is_over = False
        while not is_over:
            if self._halt.is_set():
                return False
            try:
                outcome = await doing(self._database, self._begin, step, reckoned=reckoned)
            except Exception as error:
                if self._database.alarm.is_news(f"clock.failed {what}"):
                    _log.error("clock.failed", step=what, failure=error)
                return False
            is_over = not isinstance(outcome, posts.PostOutcome) or self._count(key, outcome)
        return True

    def _begin(self) -> Work:
        return self._database.work(now=self._clock.now())

    def _count(self, key: str, outcome: posts.PostOutcome) -> bool:
        """Says what was posted; whether that was all."""
        if outcome.posted:
            self._on_posted(key, outcome.posted)
        return outcome.left == 0


async def _follow_clock(work: Work) -> None:
    await work.outbox.follow_clock()


async def _recall(work: Work) -> Memory | None:
    """None before the first look ever. An office that began before `begun` was kept began long ago."""
    seen, begun = await work.get_meta(SEEN_AT), await work.get_meta(BEGUN_AT)
    return None if seen is None else Memory(seen=from_ms(int(seen)), begun=from_ms(int(begun or 0)))


async def _remember(work: Work, *, now: datetime) -> None:
    """Everything due up to `now` is posted. A clock that is put back takes the memory back with it.

    Otherwise one that was wrong by years would silence the desk for years.
    """
    memory = await _recall(work)
    if memory is None or memory.begun > now:
        await work.set_meta(BEGUN_AT, str(to_ms(now)))
    if memory is None or memory.seen < now or memory.is_ahead_of(now):
        await work.set_meta(SEEN_AT, str(to_ms(now)))


async def _purge(work: Work, *, keep: timedelta) -> None:
    await work.purge(draft_keep=keep)
