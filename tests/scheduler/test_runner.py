"""The clock at work: one post for each place and period, whatever restarts, jumps or runs twice."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.clock import from_ms
from bot.desk.common.office import Office
from bot.model import Employment, Message, PlaceKind, Role
from bot.store.sqlite.database import Database
from bot.store.work import Work
from scheduler import runner as runner_module
from scheduler.runner import SEEN_AT, Runner
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.databases import Home

OTHER_CHAT = -1003


@pytest.fixture
async def may(tmp_path: Path) -> AsyncIterator[County]:
    """A county on 31 May 2026, a Sunday, with two work groups and one reporter who has sent nothing."""
    async with county(tmp_path, now="2026-05-31 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(OTHER_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        await place.person("张三", "云茶镇", telegram_id=11)
        yield place


def runner_of(place: County, database: Database | None = None) -> Runner:
    return Runner(place.office, database or place.database, place.clock)


async def tick_at(place: County, *moments: str, runner: Runner | None = None) -> None:
    runner = runner or runner_of(place)
    for moment in moments:
        place.clock.moment = at(moment)
        await runner.tick()


async def lists_of_may(place: County) -> list[int]:
    """The chats that have got the list of May."""
    return [chat for chat, text in await place.sent() if "2026年5月信息报送未完成名单" in text]


async def seen_at(place: County) -> str | None:
    value = await place.database.queries.get_meta(place.database.reader, key=SEEN_AT)
    return None if value is None else f"{from_ms(int(value)):%m-%d %H:%M}"


async def test_the_first_start_ever_posts_nothing_of_the_past(may: County) -> None:
    await tick_at(may, "2026-06-01 12:00", "2026-06-01 12:01")
    assert await may.sent() == []
    assert await seen_at(may) == "06-01 04:01"


async def test_a_post_falls_due_at_its_minute_and_not_before(may: County) -> None:
    await tick_at(may, "2026-06-01 08:59:59")
    assert await may.sent() == []
    await tick_at(may, "2026-06-01 09:29:59")
    assert len(await may.sent()) == 2  # the weekly topics
    assert await lists_of_may(may) == []
    await tick_at(may, "2026-06-01 09:30:00", "2026-06-01 09:30:20")
    assert await lists_of_may(may) == [WORK_CHAT, OTHER_CHAT]


async def test_whoever_counts_is_told_of_posts_by_the_copy_that_made_them(may: County) -> None:
    told: list[tuple[str, int]] = []
    first, second = (
        Runner(may.office, may.database, may.clock, on_posted=lambda key, posts: told.append((key, posts)))
        for _ in range(2)
    )
    await tick_at(may, "2026-05-31 12:00", runner=first)
    await tick_at(may, "2026-06-01 09:30:00", runner=first)
    await tick_at(may, "2026-06-01 09:30:00", runner=second)
    assert [key for key, _ in told].count("shortfall") == 2
    assert all(posts == 1 for _, posts in told)


async def test_restarts_around_the_minute_post_once(may: County, tmp_path: Path) -> None:
    """Five processes one after another, each with a file, a memory and a look of its own."""
    await tick_at(may, "2026-05-31 12:00")
    for moment in ("09:29:50", "09:30:00", "09:30:00", "09:30:20", "09:31:00"):
        database = Database(tmp_path / "desk.db")
        await database.open()
        try:
            await tick_at(may, f"2026-06-01 {moment}", runner=runner_of(may, database))
        finally:
            await database.close()
    assert await lists_of_may(may) == [WORK_CHAT, OTHER_CHAT]


async def test_two_copies_ticking_at_once_post_once(may: County, tmp_path: Path) -> None:
    await tick_at(may, "2026-05-31 12:00")
    async with AsyncExitStack() as stack:
        runners = [runner_of(may)]
        for _ in range(2):
            database = Database(tmp_path / "desk.db")
            await database.open()
            stack.push_async_callback(database.close)
            runners.append(runner_of(may, database))
        for moment in ("09:00:00", "09:30:00", "09:30:20"):
            may.clock.moment = at(f"2026-06-01 {moment}")
            await asyncio.gather(*(runner.tick() for runner in runners))
    assert sorted(await lists_of_may(may)) == sorted([WORK_CHAT, OTHER_CHAT])
    assert sorted(chat for chat, text in await may.sent() if "本周选题" in text) == [OTHER_CHAT, WORK_CHAT]


async def test_a_crash_between_two_groups_leaves_the_second_to_the_next_start(may: County) -> None:
    """The first group's Work is committed, then the power goes: the ledger knows one group, the look is not stored."""
    await tick_at(may, "2026-05-31 12:00")
    may.clock.moment = at("2026-06-01 09:30")
    async with may.database.work(now=may.clock.now()) as work:
        await work.claim_post("shortfall", f"{WORK_CHAT}:0", "2026-05", outcome="posted")
    await runner_of(may).tick()
    assert await lists_of_may(may) == [OTHER_CHAT]


async def test_a_month_end_slept_through_is_caught_up(may: County) -> None:
    await tick_at(may, "2026-05-31 12:00", "2026-06-04 09:29:00")
    assert await lists_of_may(may) == [WORK_CHAT, OTHER_CHAT]


def logged(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """What our own loggers said: events with their fields."""
    return [record.msg for record in caplog.records if isinstance(record.msg, dict)]


async def test_a_month_end_slept_through_too_long_is_recorded_as_skipped(
    may: County, caplog: pytest.LogCaptureFixture
) -> None:
    await tick_at(may, "2026-05-31 12:00", "2026-06-04 09:31:00")
    assert await lists_of_may(may) == []
    assert ("shortfall", "*", "2026-05", "skipped") in await may.ledger()
    late = [(e["post"], e["period"]) for e in logged(caplog) if e["event"] == "clock.late"]
    assert ("shortfall", "2026-05") in late
    await tick_at(may, "2026-06-04 09:32:00")
    assert await lists_of_may(may) == []


async def test_the_first_on_a_holiday_is_posted_on_the_first_working_day(may: County) -> None:
    await tick_at(may, "2026-09-30 12:00", "2026-10-01 09:30", "2026-10-05 12:00", "2026-10-08 09:29")
    assert not any("未完成名单" in text for _, text in await may.sent())
    await tick_at(may, "2026-10-08 09:30")
    assert [chat for chat, text in await may.sent() if "2026年9月信息报送未完成名单" in text] == [
        WORK_CHAT,
        OTHER_CHAT,
    ]


async def test_a_clock_that_goes_back_and_forth_posts_nothing_twice(may: County) -> None:
    await tick_at(may, "2026-05-31 12:00", "2026-06-01 09:31")
    sent = await may.sent()
    assert len(sent) == 4
    await tick_at(
        may,
        "2026-05-30 08:00",
        "2026-05-31 08:00",
        "2026-06-01 09:00",
        "2026-06-01 09:30",
        "2026-06-01 09:32",
    )
    assert await may.sent() == sent


async def test_a_clock_that_was_wrong_by_years_does_not_silence_the_desk(may: County) -> None:
    await tick_at(may, "2026-05-31 12:00", "2036-01-01 00:00", "2026-05-31 12:01", "2026-06-01 09:30")
    assert await lists_of_may(may) == [WORK_CHAT, OTHER_CHAT]


async def test_one_group_that_fails_stops_neither_the_others_nor_the_next_try(
    may: County, caplog: pytest.LogCaptureFixture
) -> None:
    """A trigger refuses the first group's message, as a full disk or a damaged page would."""
    await tick_at(may, "2026-06-01 09:00")
    async with may.database.settling() as conn:
        await conn.execute_fetchall(
            f"CREATE TRIGGER fault BEFORE INSERT ON outbox WHEN NEW.chat_id = {WORK_CHAT} "
            "BEGIN SELECT RAISE(ABORT, 'fault'); END"
        )
    with caplog.at_level(logging.ERROR):
        await tick_at(may, "2026-06-01 09:30")
    assert await lists_of_may(may) == [OTHER_CHAT]
    assert [(e["event"], e["step"]) for e in logged(caplog)] == [("clock.failed", "shortfall 2026-05")]
    assert await seen_at(may) == "06-01 01:00"
    async with may.database.settling() as conn:
        await conn.execute_fetchall("DROP TRIGGER fault")
    await tick_at(may, "2026-06-01 09:31")
    assert sorted(await lists_of_may(may)) == sorted([WORK_CHAT, OTHER_CHAT])
    assert await seen_at(may) == "06-01 01:31"


async def test_where_nothing_is_due_one_work_finds_that_out_and_else_what_fails_fails_alone(
    may: County, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    works, is_due = [], False

    async def mind(_office: Office, work: Work) -> None:
        works.append(work)
        if is_due:
            await work.outbox.tell(work.directory.people[0], Message("到期"))

    async def fail(_office: Office, work: Work) -> None:
        works.append(work)
        if is_due:
            raise RuntimeError

    monkeypatch.setattr(runner_module, "_AFTER_POSTS", (("one", mind), ("two", fail), ("three", mind)))
    await tick_at(may, "2026-05-31 12:00")
    assert len(works) == 3 and len(set(works)) == 1
    works, is_due = [], True
    with caplog.at_level(logging.ERROR):
        await tick_at(may, "2026-05-31 12:01")
    assert [e["step"] for e in logged(caplog)] == ["two"]
    assert len(set(works[1:])) == 3  # the first was taken back
    assert await may.sent() == [(11, "到期"), (11, "到期")]


async def test_a_disabled_post_is_never_made(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-05-31 12:00", schedule={"shortfall": {"enabled": False}}) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.person("张三", "云茶镇")
        await tick_at(place, "2026-05-31 12:00", "2026-06-01 12:00")
        assert {line[0] for line in await place.ledger()} == {"deadlines", "demands", "keypoints"}


async def test_a_group_bound_after_the_post_does_not_get_it(may: County) -> None:
    runner = runner_of(may)
    await tick_at(may, "2026-05-31 12:00", "2026-06-01 09:30", runner=runner)
    await may.bind(-1009, PlaceKind.WORK)
    await tick_at(may, "2026-06-01 09:31", "2026-06-02 09:00", runner=runner)
    assert await lists_of_may(may) == [WORK_CHAT, OTHER_CHAT]


async def test_old_rows_are_forgotten_and_young_ones_kept(may: County) -> None:
    now = at("2026-06-01 12:00")
    days = {"inbox": (2.9, 3.1), "outbox": (29.9, 30.1)}
    async with may.database.settling() as conn:
        for place, day in enumerate(days["inbox"]):
            settled = int((now - timedelta(days=day)).timestamp() * 1000)
            await conn.execute_fetchall(
                "INSERT INTO inbox (update_id, lane, payload, state, try_at, received_at, settled_at) "
                f"VALUES ({place}, '1:1', '', 'handled', 0, 0, {settled})"
            )
        for day in days["outbox"]:
            settled = int((now - timedelta(days=day)).timestamp() * 1000)
            await conn.execute_fetchall(
                "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, send_at, created_at, settled_at) "
                f"VALUES (1, 'sendMessage', '{{}}', 1, 'repeat', 'sent', 0, 0, {settled})"
            )
        await conn.execute_fetchall(
            "INSERT INTO inbox (update_id, lane, payload, state, try_at, received_at) VALUES (9, '1:1', '', 'pending', 0, 0)"
        )
    await tick_at(may, "2026-06-01 12:00")
    rows = await may.database.reader.execute_fetchall("SELECT update_id FROM inbox ORDER BY update_id")
    assert [row[0] for row in rows] == [0, 9]
    rows = await may.database.reader.execute_fetchall("SELECT count(*) FROM outbox")
    assert [row[0] for row in rows] == [1]


async def test_it_ticks_at_once_and_stops_at_once_without_a_warning(
    may: County, caplog: pytest.LogCaptureFixture
) -> None:
    """pytest turns warnings into errors; what is logged is looked at too."""
    await tick_at(may, "2026-06-01 09:29")
    may.clock.moment = at("2026-06-01 09:30")
    halt = asyncio.Event()
    running = asyncio.create_task(runner_of(may).tick_forever(halt))
    async with asyncio.timeout(5):
        while len(await lists_of_may(may)) < 2:
            await asyncio.sleep(0.01)
        halt.set()
        await running
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


async def crowd(place: County, number: int) -> None:
    """So many reporters with an open private chat, who have sent nothing."""
    async with place.database.work(now=place.clock.now()) as work:
        unit_id = await work.people.ensure_unit("云茶镇")
        for telegram_id in range(1000, 1000 + number):
            await work.people.add(
                name=f"信息员{telegram_id}",
                unit_id=unit_id,
                role=Role.MEMBER,
                employment=Employment.PART_TIME,
                joined_on=date(2024, 1, 1),
                telegram_id=telegram_id,
                month_quota=None,
            )
            await work.people.set_open(telegram_id, is_open=True, now=work.now)
        await work.refresh_directory()


async def reminded(place: County) -> Counter[int]:
    """Who has got how many reminders in private."""
    return Counter(chat for chat, text in await place.sent() if chat > 0 and "报送提醒" in text)


async def test_people_are_told_a_hundred_in_a_work_and_a_restart_in_between_tells_each_once(
    home: Home,
) -> None:
    async with county(home, now="2026-06-22 08:59") as place:
        await crowd(place, 250)
        await tick_at(place, "2026-06-22 08:59")
        place.clock.moment = at("2026-06-22 09:00")
        halt, told = asyncio.Event(), list[int]()

        def stop(_key: str, posts: int) -> None:
            told.append(posts)
            halt.set()

        async with asyncio.timeout(20):
            await Runner(place.office, place.database, place.clock, on_posted=stop).tick_forever(halt)
        assert told == [100]
        assert sorted((await reminded(place)).values()) == [1] * 100
        await tick_at(place, "2026-06-22 09:01", "2026-06-22 09:02")
        assert await reminded(place) == Counter(range(1000, 1250))


async def test_others_may_write_while_many_people_are_told(tmp_path: Path) -> None:
    """A Work that is asked for while the first hundred are told has its turn before the last hundred."""
    async with county(tmp_path, now="2026-06-22 08:59") as place:
        await crowd(place, 250)
        await tick_at(place, "2026-06-22 08:59")
        place.clock.moment = at("2026-06-22 09:00")
        turns: list[str] = []

        async def write() -> None:
            async with place.database.work(now=place.clock.now()):
                turns.append("other")

        writing: list[asyncio.Task[None]] = []

        def count(_key: str, posts: int) -> None:
            turns.append(f"told {posts}")
            if not writing:
                writing.append(asyncio.create_task(write()))

        await Runner(place.office, place.database, place.clock, on_posted=count).tick()
        await asyncio.gather(*writing)
        assert turns.index("other") < turns.index("told 50")


async def test_it_can_be_halted_before_it_has_begun(may: County) -> None:
    halt = asyncio.Event()
    halt.set()
    async with asyncio.timeout(5):
        await runner_of(may).tick_forever(halt)
    async with may.database.work(now=may.clock.now()) as work:  # the writer is free
        assert await work.get_meta("directory_version") is not None
