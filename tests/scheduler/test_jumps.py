"""A wall clock that jumps: what falls due by the right time is posted once, whatever the wrong time has made of it."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.demands import proposals
from bot.model import PlaceKind
from scheduler.runner import CLOCKS_APART, SEEN_AT, Runner
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county, rows_of
from tests.support.scenes import do

ROOT = Path(__file__).parents[2]
BEGUN = at("2026-06-03 12:00")
CATCH_UP = timedelta(days=2)
DAILY = {
    "reminder": {"cron": "0 9 * * *", "workdays_only": False, "catch_up": "2d"},
    "demands": {"enabled": False},
    "shortfall": {"enabled": False},
    "notice_draft": {"enabled": False},
    "notice": {"enabled": False},
    "deadlines": {"enabled": False},
    "appraisal": {"enabled": False},
    "consultation": {"cron": "0 15 * * fri", "workdays_only": False, "catch_up": "2d"},
}


async def look_at(place: County, *moments: datetime, runner: Runner | None = None) -> None:
    """One look at each moment of the wall clock, each in a process of its own unless `runner` is given."""
    for moment in moments:
        place.clock.moment = moment
        await (runner or Runner(place.office, place.database, place.clock)).tick()


async def posted(place: County, key: str = "reminder", *, chat: int = WORK_CHAT) -> list[str]:
    """The periods that a group has got."""
    lines = await place.ledger()
    return sorted(
        period
        for kind, where, period, outcome in lines
        if (kind, where, outcome) == (key, f"{chat}:0", "posted")
    )


async def in_group(place: County) -> int:
    """How many messages the work group has got."""
    return sum(chat == WORK_CHAT for chat, _ in await place.sent())


# -- put back while it runs


async def test_what_a_clock_that_was_ahead_took_for_too_old_is_posted_when_it_is_right_again(
    tmp_path: Path,
) -> None:
    """May's list falls due at 9:30, in the same 20 seconds in which the clock jumps ten days ahead."""
    async with county(tmp_path, now="2026-05-31 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        runner = Runner(place.office, place.database, place.clock)
        await look_at(place, at("2026-06-01 09:29:50"), at("2026-06-11 09:30:10"), runner=runner)
        assert "2026-05" not in await posted(place, "shortfall")
        await look_at(place, at("2026-06-01 09:30:30"), at("2026-06-01 09:30:50"), runner=runner)
        assert await posted(place, "shortfall") == ["2026-05"]
        assert len([text for _, text in await place.sent() if "2026年5月信息报送未完成名单" in text]) == 1


async def test_a_clock_put_back_brings_nothing_that_was_due_before_the_desk_was_there(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        await look_at(place, *(at(f"2026-06-01 {time}") for time in ("12:00", "12:20", "12:05", "12:06")))
        assert await place.sent() == []


async def test_a_desk_that_began_by_a_clock_years_ahead_posts_from_the_right_time_on(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-01 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        moments = (
            "2036-05-31 12:00",
            "2026-05-31 12:00",
            "2026-06-01 09:30",
            "2026-05-31 12:00",
            "2026-06-01 09:31",
        )
        await look_at(place, *(at(moment) for moment in moments))
        assert await posted(place, "shortfall") == ["2026-05"]


async def test_a_clock_without_a_battery_records_no_post_of_half_a_century(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-05-31 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        await look_at(place, at("2026-05-31 12:00"), at("1970-01-01 12:00"), at("2026-06-01 09:30"))
        assert await posted(place, "shortfall") == ["2026-05"]
        lines = await place.ledger()
        assert min(period for kind, _, period, _ in lines if kind != "appraisal") >= "2025-05"
        assert {period for kind, _, period, _ in lines if kind == "appraisal"} == {"2025"}


async def test_copies_of_the_bot_whose_clocks_differ_by_seconds_do_not_look_back(tmp_path: Path) -> None:
    """The slower copy looks after the faster one: a group that was bound after the post gets none."""
    async with county(tmp_path, now="2026-06-04 08:59", schedule=DAILY) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        await look_at(place, at("2026-06-04 08:59"), at("2026-06-04 09:10"))
        await place.bind(-1009, PlaceKind.WORK)
        await look_at(place, at("2026-06-04 09:09:50"), at("2026-06-04 09:10:10"), at("2026-06-04 09:10:09"))
        assert [chat for chat, _ in await place.sent() if chat < 0] == [WORK_CHAT]


# -- the ring


async def test_it_goes_on_looking_while_the_wall_clock_is_put_back_by_days(tmp_path: Path) -> None:
    """In a process of its own, whose wall clock can be moved: the libraries', too, and not only ours."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.scheduler.put_back", str(tmp_path), cwd=ROOT
    )
    try:
        async with asyncio.timeout(30):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_a_look_that_fails_unexpectedly_is_logged_and_the_next_one_goes_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The memory of the last look is damaged, and mended."""
    async with county(tmp_path, now="2026-06-04 08:59", schedule=DAILY) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇", telegram_id=11)
        await look_at(place, at("2026-06-04 08:59"))
        seen = await place.database.queries.get_meta(place.database.reader, key=SEEN_AT)
        await _remember(place, "never")
        place.clock.moment = at("2026-06-04 09:00")
        halt = asyncio.Event()
        runner = Runner(place.office, place.database, place.clock, every=0.01)
        running = asyncio.create_task(runner.tick_forever(halt))
        async with asyncio.timeout(5):
            while not caplog.records:
                await asyncio.sleep(0.01)
            await _remember(place, str(seen))
            while not await in_group(place):
                await asyncio.sleep(0.01)
            halt.set()
            await running
        said = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        assert {(each["event"], each["kind"]) for each in said} == {("clock.failed", "ValueError")}


async def _remember(place: County, value: str) -> None:
    async with place.database.work(now=place.clock.now()) as work:
        await work.set_meta(SEEN_AT, value)


# -- any jumps


@dataclass(frozen=True)
class Look:
    """After so many true minutes, by a clock that is wrong by so much; in a new process or not."""

    after: timedelta
    wrong: timedelta
    restarts: bool


def _looks() -> st.SearchStrategy[list[Look]]:
    minutes = st.one_of(st.integers(0, 3), st.integers(1, 60 * 30))
    seconds = st.one_of(st.just(0), st.integers(-150, 150), st.integers(-20 * 86_400, 20 * 86_400))
    look = st.builds(
        Look,
        after=minutes.map(lambda m: timedelta(minutes=m)),
        wrong=seconds.map(lambda s: timedelta(seconds=s)),
        restarts=st.booleans(),
    )
    return st.lists(look, min_size=1, max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(looks=_looks(), last=st.integers(0, 60 * 30))
@hypothesis.example(
    looks=[
        Look(timedelta(), wrong=timedelta(days=2, hours=3), restarts=False),
        Look(timedelta(), wrong=timedelta(days=16, hours=3), restarts=False),
    ],
    last=0,
)
def test_every_post_is_made_once_whatever_jumps_restarts_and_looks(looks: list[Look], last: int) -> None:
    with TemporaryDirectory() as folder:  # which goes after each example, so that the next has its office
        asyncio.run(_play(Path(folder), looks, last=timedelta(minutes=last)))


async def _play(folder: Path, looks: Sequence[Look], *, last: timedelta) -> None:
    """The looks, and a last one by a clock that is right again: what fell due within `catch_up` is posted then, once."""
    async with county(folder, now="2026-06-03 12:00", schedule=DAILY) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        zhang = await place.person("张三", "云茶镇", telegram_id=11)
        runner = Runner(place.office, place.database, place.clock)
        await look_at(place, BEGUN, runner=runner)
        true = BEGUN
        for look in looks:
            true += look.after
            if look.restarts:
                runner = Runner(place.office, place.database, place.clock)
                # Whatever is proposed brings the week's agenda up to date where it stands.
                await do(place, zhang, proposals.propose, text="夏粮收购中的新情况")
            await look_at(place, true + look.wrong, runner=runner)
        true += last
        await look_at(place, true, runner=runner)
        found = await posted(place)
        assert [day for day in _due(true) if day not in found] == []
        assert await in_group(place) == len(found), "as many messages as periods: none twice"
        weeks = await posted(place, "consultation", chat=DESK_CHAT)
        agendas = await rows_of(  # with one that was to leave by a clock that was put back, and met a newer one before
            place.database, f"SELECT 1 FROM outbox WHERE chat_id = {DESK_CHAT} AND payload LIKE '%会商议程（%'"
            " AND method = 'sendMessage'",
        )  # fmt: skip
        assert _fridays(true) <= set(weeks) and len(agendas) == len(weeks) == len(set(weeks))
        private = [
            (place_, period) for _, place_, period, _ in await place.ledger() if place_.startswith("person:")
        ]
        assert max(Counter(private).values(), default=1) == 1


def _fridays(now: datetime) -> set[str]:
    """The weeks whose agenda fell due since the desk began, and no longer ago than `catch_up`."""
    oldest = max(BEGUN, now - CATCH_UP + CLOCKS_APART)
    fridays = {f"2026-W{23 + n}": at(f"2026-06-{5 + 7 * n:02} 15:00") for n in range(4)}
    return {week for week, due in fridays.items() if oldest < due <= now}


def _due(now: datetime) -> list[str]:
    """The days whose nine o'clock has come since the desk began, and no longer ago than `catch_up`."""
    days = [f"2026-06-{day:02}" for day in range(1, 31)]
    oldest = max(BEGUN, now - CATCH_UP + CLOCKS_APART)
    return [day for day in days if oldest < at(f"{day} 09:00") <= now]
