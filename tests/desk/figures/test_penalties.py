"""Points are taken off where the settings say so: booked with their rule in their month, shown, ranked, recounted; else never."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.desk.clock.contents import find_post
from bot.desk.figures import point_lists, ranking, recounting
from bot.desk.items import adopted_lists, reviews, submissions
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, county, office_of, rows_of
from tests.support.scenes import DUE, audit, commission, do, press, texts_to

PENALTIES = {
    "undelivered_person": 2,
    "undelivered_unit": 10,
    "missing_item": 1,
    "untrue": 5,
    "late_report_percent": 50,
}


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[County]:
    """A county whose rule book takes points off."""
    async with county(tmp_path, now="2026-06-03 12:00", points={"penalties": PENALTIES}) as place:
        await bind(place)
        yield place


async def bind(place: County) -> None:
    await place.bind(WORK_CHAT, PlaceKind.WORK)
    await place.bind(DESK_CHAT, PlaceKind.DESK)


async def say(place: County, who: Person, act: Any, typed: str, **more: Any) -> list[str]:
    """A command in private; the lines of the answer."""
    assert who.telegram_id is not None
    before = len(await texts_to(place, who.telegram_id))
    await do(place, who, act, typed=typed, **more)
    return "\n".join((await texts_to(place, who.telegram_id))[before:]).split("\n")


async def adopted(place: County, who: Person, editor: Person) -> None:
    await do(place, who, submissions.submit_tagged, said=f"#报送 甲\n{BODY}", chat_id=WORK_CHAT)
    await do(place, editor, reviews.adopt, chat_id=DESK_CHAT, item_id=1)


async def mind(place: County, moment: str) -> None:
    """What the clock does on that morning, twice, as after a restart."""
    place.clock.moment = at(moment)
    act = find_post("deadlines").bring_about
    assert act is not None
    for _ in range(2):
        async with place.database.work(now=place.clock.now()) as work:
            await act(place.office, work, place.office.today(work.now))


async def test_an_untrue_item_counts_nothing_and_costs_five_until_that_is_taken_back(strict: County) -> None:
    zhang = await strict.person("张三", "云茶镇", telegram_id=11)
    zhou = await strict.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await adopted(strict, zhang, zhou)
    assert await say(strict, zhou, adopted_lists.command, "2026-0001 失实") == [
        "<b>2026-0001</b> 甲",
        "认定：失实",
        "云茶镇 张三 -6分",
        "如需撤销：<code>/adopted 2026-0001 失实 撤销</code>",
    ]
    assert (await texts_to(strict, 11))[-1] == "<b>2026-0001</b> 甲 · 认定：失实\n您的积分减少6分"
    assert (await say(strict, zhang, point_lists.show_points, ""))[2:] == [
        "06-03 2026-0001 甲 扣分 -6分（失实）"
    ]
    with pytest.raises(WrongState):
        await do(strict, zhou, adopted_lists.command, typed="1 失实")
    with pytest.raises(NotAllowed):
        await do(strict, zhang, adopted_lists.command, typed="1 失实")
    assert "云茶镇 张三 +6分" in await say(strict, zhou, adopted_lists.command, "失实 1 撤销")
    with pytest.raises(WrongState):
        await do(strict, zhou, adopted_lists.command, typed="1 失实 撤销")
    await do(strict, zhang, point_lists.show_why, number="1")
    assert (await texts_to(strict, 11))[-1].split("\n")[-3:] == [
        "云茶镇 张三：2026-06-03 县 单条 +1分（按计分规则）",
        "云茶镇 张三：2026-06-03 扣分 -6分（失实）",
        "云茶镇 张三：2026-06-03 扣分 +6分（撤销扣分）",
    ]
    assert (await audit(strict, "item", 1))[-2:] == ["fault", "fault_undo"]
    await do(strict, zhou, adopted_lists.command, typed="1 迟报")
    assert (await say(strict, zhou, ranking.rank, "个人"))[-1] == "合计 0.5分"
    async with strict.database.work(now=strict.clock.now()) as work:
        assert await recounting.recount(strict.office, work, since="2026-01", apply=False) == []


async def test_a_commission_that_lapsed_costs_the_person_and_the_unit_once_of_the_day_it_was_due(
    strict: County,
) -> None:
    zhang = await strict.person("张三", "云茶镇", telegram_id=11)
    zhou = await strict.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    demand = await commission(strict, zhang)
    await press(strict, zhang, demand)
    await mind(strict, "2026-06-16 09:00")
    assert (await texts_to(strict, 11))[-1] == "约稿 T1 专报 到期未交。\n扣您2分\n扣您单位10分"
    assert await say(strict, zhang, point_lists.show_points, "云茶镇") == [
        "<b>云茶镇 2026年积分 -12分</b>",
        "06-12 T1 专报 扣分 -10分（约稿未交）",
        "06-12 T1 专报 扣分 -2分（约稿未交）",
    ]
    assert (await say(strict, zhou, ranking.rank, "6月 单位"))[1] == "1. 云茶镇 -12分"
    rows = await strict.database.reads.exports.lines("2026-06", "2026-06", after=0, until=99, most=9)
    assert [(row[3], row[4], row[9]) for row in rows] == [("T1", "专报", -1000), ("T1", "专报", -200)]
    async with strict.database.work(now=strict.clock.now()) as work:
        assert await recounting.recount(strict.office, work, since="2026-01", apply=False) == []
        found = await recounting.recount(office_of(), work, since="2026-01", apply=True)
    assert [(each.number, each.month, each.label, each.before, each.after) for each in found] == [
        ("T1", "2026-06", "云茶镇", -1000, 0),
        ("T1", "2026-06", "云茶镇 张三", -200, 0),
    ]
    assert (await rows_of(strict.database, "SELECT sum(hundredths) FROM point_lines"))[0][0] == 0


async def test_missing_items_cost_when_the_month_is_posted_in_the_month_itself(strict: County) -> None:
    zhang = await strict.person("张三", "云茶镇", telegram_id=11)
    await strict.item(zhang, "2026-05-20 10:00:00")
    keep = find_post("shortfall").keep
    assert keep is not None
    for _ in range(2):
        async with strict.database.work(now=strict.clock.now()) as work:
            await keep(strict.office, work, "2026-05")
    assert await say(strict, zhang, point_lists.show_points, "2026 年 5 月") == [
        "<b>云茶镇 张三 2026年5月积分 -3分</b>",
        "05-31 扣分 -3分（月任务未完成）",
    ]


async def test_by_the_default_settings_nothing_is_taken_off_and_no_fault_is_recorded(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        await bind(gao)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        await adopted(gao, zhang, zhou)
        demand = await gao.demand("专报", due=DUE, units=(zhang.unit_id,))
        await press(gao, zhang, demand)
        for typed in ("1 失实", "1 迟报"):
            with pytest.raises(BadInput, match=r"points\.penalties"):
                await do(gao, zhou, adopted_lists.command, typed=typed)
        await mind(gao, "2026-06-16 09:00")
        keep = find_post("shortfall").keep
        assert keep is not None
        async with gao.database.work(now=gao.clock.now()) as work:
            await keep(gao.office, work, "2026-05")
        assert await rows_of(gao.database, "SELECT hundredths, rule FROM point_lines") == [(100, "price")]
        assert await rows_of(gao.database, "SELECT * FROM item_faults") == []
