"""The desk's promises where several copies of the bot work on one server: slots, numbers, clock posts, two editors at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.desk.items import reviews
from bot.errors import Refusal
from bot.model import PlaceKind, Role
from scheduler.runner import Runner
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.databases import OnServer
from tests.support.scenes import DUE, do, press, states


@pytest.fixture
async def copies(on_server: OnServer) -> AsyncIterator[list[County]]:
    """Three copies of one county, each with a memory and connections of its own."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(county(on_server, now="2026-06-03 12:00"))
        await first.bind(WORK_CHAT, PlaceKind.WORK)
        await first.bind(DESK_CHAT, PlaceKind.DESK)
        stores = [await stack.enter_async_context(on_server.opened()) for _ in range(2)]
        yield [first, *(County(first.office, store, first.clock) for store in stores)]


async def test_six_presses_for_two_slots_over_two_copies_book_two(copies: list[County]) -> None:
    first, second, _ = copies
    people = [
        await first.person(f"{name}某", f"{name}镇", telegram_id=100 + place)
        for place, name in enumerate("甲乙丙丁戊己")
    ]
    await first.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
    demand = await first.demand("早茶", due=DUE, slots=2)
    toasts = await asyncio.gather(
        *(press((first, second)[place % 2], who, demand) for place, who in enumerate(people))
    )
    assert sum(toast.text.startswith("已为") for toast in toasts) == 2
    assert sum("名额已满" in toast.text for toast in toasts) == 4
    assert [state for _, state in await states(first, demand)] == ["booked", "booked"]


async def test_two_editors_in_two_copies_press_at_once_and_one_wins(copies: list[County]) -> None:
    first, second, _ = copies
    wang = await first.person("王茗", "云茶镇", telegram_id=101)
    editors = [
        await first.person(name, "信息中心", role=Role.EDITOR, telegram_id=number)
        for number, name in enumerate(("周编", "李编"), 1)
    ]
    item = await first.item(wang)
    outcomes = await asyncio.gather(
        *(
            do(gao, who, reviews.receive, chat_id=DESK_CHAT, item_id=item)
            for gao, who in zip((first, second), editors, strict=True)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1, outcomes
    assert await first.database.reads.items.count_states() == {"reviewing": 1}


async def test_three_copies_whose_clocks_ring_at_the_same_instant_post_once(copies: list[County]) -> None:
    first = copies[0]
    await first.person("张三", "云茶镇", telegram_id=11)
    runners = [Runner(gao.office, gao.database, gao.clock) for gao in copies]
    first.clock.moment = at("2026-06-30 12:00")
    await runners[0].tick()
    for moment in ("09:29:59", "09:30:00", "09:30:00", "09:30:20"):
        first.clock.moment = at(f"2026-07-01 {moment}")
        await asyncio.gather(*(runner.tick() for runner in runners))
    lists = [chat for chat, text in await first.sent() if "2026年6月信息报送未完成名单" in text]
    assert lists == [WORK_CHAT]


async def test_three_copies_that_tell_many_people_at_the_same_time_tell_each_once(
    copies: list[County],
) -> None:
    """Each looks at who is left before each hundred: also one that stood still meanwhile."""
    first = copies[0]
    for number in range(120):
        await first.person(f"信息员{number}", "云茶镇", telegram_id=1000 + number)
    runners = [Runner(gao.office, gao.database, gao.clock) for gao in copies]
    first.clock.moment = at("2026-06-22 08:59")
    await runners[0].tick()
    first.clock.moment = at("2026-06-22 09:00")
    await asyncio.gather(*(runner.tick() for runner in runners))
    told = Counter(chat for chat, text in await first.sent() if chat > 0 and "报送提醒" in text)
    assert told == Counter(range(1000, 1120))
