"""Demands that close by themselves: once the grace is over and nothing is booked (manual, section 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk.demands import cards, deadlines, lists
from bot.model import DemandState, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county, rows_of
from tests.support.scenes import DUE, audit, do, last_labels, press, states, texts_to


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00", booking={"grace_workdays": 1}) as place:
        await place.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


@pytest.fixture
async def wang(gao: County) -> Person:
    return await gao.person("王某", "云茶镇", telegram_id=101)


async def posted(gao: County, title: str = "早茶", *, slots: int = 1) -> int:
    """A demand that stands in the work group."""
    demand = await gao.demand(title, due=DUE, slots=slots)
    async with gao.database.work(now=gao.clock.now()) as work:
        await cards.post_in_groups(gao.office, work, await cards.get_demand(work, demand))
    return demand


async def tick(gao: County, moment: str) -> None:
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_demands(gao.office, work)


async def state_of(gao: County, demand: int) -> DemandState:
    found = await gao.database.reads.demands.find(demand)
    assert found is not None
    return found.state


async def test_a_demand_closes_when_its_grace_is_over_and_its_post_says_so(gao: County, wang: Person) -> None:
    demand = await posted(gao)
    await tick(gao, "2026-06-15 17:30")
    assert await state_of(gao, demand) is DemandState.OPEN
    assert "🔴 逾期" in (await texts_to(gao, WORK_CHAT))[-1]
    await tick(gao, "2026-06-15 17:31")
    assert await state_of(gao, demand) is DemandState.CLOSED
    assert "⚫ 已关闭" in (await texts_to(gao, WORK_CHAT))[-1] and await last_labels(gao, WORK_CHAT) == []
    assert await audit(gao, "demand", demand) == ["close"]
    assert await gao.database.reads.demands.open() == []
    await do(gao, wang, lists.list_topics)
    assert "目前没有选题" in (await texts_to(gao, 101))[-1]


async def test_what_is_booked_keeps_a_demand_open_until_it_lapses(gao: County, wang: Person) -> None:
    demand = await posted(gao)
    await press(gao, wang, demand)
    await tick(gao, "2026-06-16 08:00")
    assert await state_of(gao, demand) is DemandState.OPEN
    async with gao.database.work(now=at("2026-06-16 09:00")) as work:
        await deadlines.mind_deadlines(gao.office, work, today=gao.office.today(work.now))
    await tick(gao, "2026-06-16 09:00")
    assert await state_of(gao, demand) is DemandState.CLOSED
    assert await states(gao, demand) == [("云茶镇", "lapsed")]


async def test_who_still_waits_in_line_is_told_that_it_is_closed(gao: County, wang: Person) -> None:
    zhao = await gao.person("赵某", "柏溪镇", telegram_id=103)
    demand = await posted(gao)
    await press(gao, wang, demand)
    await press(gao, zhao, demand, queue=True)
    async with gao.database.work(now=at("2026-06-16 09:00")) as work:
        await deadlines.mind_deadlines(gao.office, work, today=gao.office.today(work.now))
    await tick(gao, "2026-06-16 09:00")
    assert await states(gao, demand) == [("云茶镇", "lapsed"), ("柏溪镇", "cancelled")]
    assert "该选题已关闭，柏溪镇不必再办理" in (await texts_to(gao, 103))[-1]


async def test_ticks_write_nothing_about_demands_that_were_shown_past_due(gao: County, wang: Person) -> None:
    for number in range(5):
        await press(gao, wang, await posted(gao, f"选题{number}"))
    await tick(gao, "2026-06-12 17:31")
    before = await rows_of(gao.database, "SELECT count(*), max(id) FROM outbox")
    await tick(gao, "2026-06-12 17:32")
    assert await rows_of(gao.database, "SELECT count(*), max(id) FROM outbox") == before
    assert await gao.ledger() == []
    async with gao.database.work(now=gao.clock.now()) as work:
        assert await work.demands.newly_overdue(work.now) == []
        await work.demands.set_due(1, at("2026-06-12 18:00"))
    async with gao.database.work(now=at("2026-06-12 18:01")) as work:
        assert [demand.id for demand in await work.demands.newly_overdue(work.now)] == [1]
