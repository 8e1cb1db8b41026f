"""A demand that the clock closes with nobody on it: the desk and whoever posted it hear of it, and can give it more time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk.demands import arrangements, cards
from bot.errors import NotAllowed, WrongState
from bot.model import BookingState, DemandState, Person, PlaceKind, Role
from tests.desk.demands.test_closing import state_of, tick
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.scenes import DUE, commission, do, press, shown, tap, texts_to

LEADER, EDITOR = 8, 1


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00", booking={"grace_workdays": 1}) as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


@pytest.fixture
async def chen(gao: County) -> Person:
    """Who posts: a leader, the first on the roster."""
    return await gao.person("陈县长", "县政府", role=Role.LEADER, telegram_id=LEADER)


@pytest.fixture
async def zhou(gao: County, chen: Person) -> Person:
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=EDITOR)


@pytest.fixture
async def wang(gao: County, zhou: Person) -> Person:
    return await gao.person("王某", "云茶镇", telegram_id=101)


CLOSED = (
    "⚫ <b>T1</b> 早茶：宽限期已过，已自动关闭\n截止：6月12日（周五）17:30\n没有单位预约。\n"
    "如仍需要，请点〔延期〕，选题随即恢复。"
)


async def test_whoever_posted_it_and_the_desk_hear_once_that_nobody_booked_it(
    gao: County, wang: Person
) -> None:
    demand = await gao.demand("早茶", due=DUE)
    for _ in range(2):  # as after a restart
        await tick(gao, "2026-06-15 17:31")
    assert await state_of(gao, demand) is DemandState.CLOSED
    for chat in (LEADER, DESK_CHAT):
        told = await shown(gao, chat)
        assert [each.text for each in told] == [CLOSED]
        assert told[0].labels == ["延期"]


async def test_more_time_opens_it_again_days_later_for_whoever_posted_it(
    gao: County, chen: Person, zhou: Person, wang: Person
) -> None:
    demand = await gao.demand("早茶", due=DUE)
    await tick(gao, "2026-06-15 17:31")
    gao.clock.moment = at("2026-06-18 09:00")
    (told,) = await shown(gao, LEADER)
    await tap(gao, chen, told, "延期", arrangements.extend, days=None)
    (asked,) = await shown(gao, LEADER)
    assert asked.labels == ["3个工作日", "5个工作日", "10个工作日", "返回"]
    await tap(gao, chen, asked, "返回", arrangements.show)
    (told,) = await shown(gao, LEADER)
    assert told.text == CLOSED
    await tap(gao, chen, told, "延期", arrangements.extend, days=3)
    assert await state_of(gao, demand) is DemandState.OPEN
    for chat in (LEADER, DESK_CHAT):
        assert "✅ T1 早茶：照常进行，截止" in (await shown(gao, chat))[0].text
    await tick(gao, "2026-06-18 09:01")
    assert await state_of(gao, demand) is DemandState.OPEN
    assert "预约成功" in (await press(gao, wang, demand)).text or await gao.database.reads.demands.bookings(
        demand
    )


async def test_another_leader_cannot_steer_it(gao: County, chen: Person, zhou: Person) -> None:
    other = await gao.person("罗县长", "县政府", role=Role.LEADER, telegram_id=9)
    demand = await gao.demand("早茶", due=DUE)
    await tick(gao, "2026-06-15 17:31")
    with pytest.raises(NotAllowed):
        await do(gao, other, arrangements.extend, demand_id=demand, days=3)
    assert await texts_to(gao, 9) == []


async def test_after_a_week_it_is_over(gao: County, chen: Person, zhou: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    await tick(gao, "2026-06-15 17:31")
    gao.clock.moment = at("2026-06-22 17:32")
    with pytest.raises(WrongState):
        await do(gao, zhou, arrangements.extend, demand_id=demand, days=3)


async def test_a_commission_that_nobody_arranged_otherwise_names_its_difficulty(
    gao: County, chen: Person, wang: Person
) -> None:
    demand = await commission(gao, wang)
    async with gao.database.work(now=gao.clock.now()) as work:
        (booking,) = await work.demands.bookings(demand)
        await cards.settle(
            gao.office,
            work,
            await cards.get_demand(work, demand),
            booking,
            state=BookingState.DECLINED,
            step="decline",
            person_id=wang.id,
            anew=False,
            why="人手不足",
        )
    await tick(gao, "2026-06-15 17:31")
    for chat in (LEADER, DESK_CHAT):
        assert (await shown(gao, chat))[-1].text.startswith("⚫ <b>T1</b> 专报：宽限期已过，已自动关闭")


async def test_what_was_handed_in_or_ended_long_ago_is_closed_without_a_word(
    gao: County, chen: Person, wang: Person
) -> None:
    demand = await gao.demand("早茶", due="2026-05-04 17:30")
    await tick(gao, "2026-06-15 17:31")
    assert await state_of(gao, demand) is DemandState.CLOSED
    assert await texts_to(gao, LEADER) == await texts_to(gao, DESK_CHAT) == []
