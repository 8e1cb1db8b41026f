"""Closing asks first and can be undone for a day; more time says from when to when, and days off are said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import forms
from bot.desk.demands import bookings, changes
from bot.desk.people import members
from bot.errors import NotAllowed, WrongState
from bot.model import DemandState, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.scenes import (
    DUE,
    audit,
    commission,
    do,
    last_labels,
    press,
    shown,
    states,
    tap,
    texts_to,
)


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        await place.person("林静", "信息中心", role=Role.EDITOR, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


@pytest.fixture
async def lin(gao: County) -> Person:
    return next(p for p in await gao.database.reads.people.people() if p.name == "林静")


async def reporters(gao: County, *units: str) -> list[Person]:
    return [await gao.person(f"{unit[0]}某", unit, telegram_id=101 + n) for n, unit in enumerate(units)]


async def state_of(gao: County, demand: int) -> DemandState:
    found = await gao.database.reads.demands.find(demand)
    assert found is not None
    return found.state


async def test_closing_what_units_have_booked_asks_first_and_back_leaves_it_open(
    gao: County, lin: Person
) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE, slots=2)
    await press(gao, wang, demand)
    await press(gao, zhao, demand)
    before = await texts_to(gao, 101)
    await do(gao, lin, changes.close, text="1", chat_id=DESK_CHAT)
    assert (await texts_to(gao, DESK_CHAT))[-1] == "T1 有2家单位已预约，确认关闭？\nT1 早茶"
    assert await last_labels(gao, DESK_CHAT) == ["确认关闭", "返回"]
    assert await state_of(gao, demand) is DemandState.OPEN and await texts_to(gao, 101) == before
    with pytest.raises(NotAllowed):
        await do(gao, wang, changes.confirm_close, chat_id=DESK_CHAT, demand_id=demand)
    await do(gao, lin, changes.keep_open, chat_id=DESK_CHAT, demand_id=demand)
    assert (await texts_to(gao, DESK_CHAT))[-1] == "T1 未关闭，照常进行。"
    assert await state_of(gao, demand) is DemandState.OPEN


async def test_what_nobody_has_booked_is_closed_at_once(gao: County, lin: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    await do(gao, lin, changes.close, text="1")
    assert await state_of(gao, demand) is DemandState.CLOSED
    assert await last_labels(gao, 1) == ["恢复"]


async def test_reopening_brings_back_what_the_closing_made_void_and_tells_the_units(
    gao: County, lin: Person
) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await press(gao, zhao, demand, queue=True)
    await do(gao, lin, changes.confirm_close, demand_id=demand)
    assert await states(gao, demand) == [("云茶镇", "booked"), ("柏溪镇", "cancelled")]
    gao.clock.moment += timedelta(hours=23)
    await do(gao, lin, changes.reopen, demand_id=demand)
    assert await states(gao, demand) == [("云茶镇", "booked"), ("柏溪镇", "queued")]
    assert await state_of(gao, demand) is DemandState.OPEN
    assert (await texts_to(gao, 101))[-1].endswith("该选题已恢复，请照常办理。")
    assert await last_labels(gao, 101) == ["交稿", "取消预约"]
    assert "柏溪镇候补第 1 位" in (await texts_to(gao, 102))[-1]
    assert (await texts_to(gao, 1))[-1] == "T1 已恢复：早茶\n已通知 2 家单位"
    assert await audit(gao, "demand", demand) == ["close", "reopen"]


async def test_a_unit_whose_booker_left_hears_of_a_closing_by_its_colleagues_and_one_without_anybody_is_not_counted(
    gao: County, lin: Person
) -> None:
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=9)
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    await gao.person("钱五", "云茶镇", telegram_id=105)
    demand = await gao.demand("早茶", due=DUE, slots=2)
    for who in (wang, zhao):
        await press(gao, who, demand)
        await do(gao, boss, members.press_member, person_id=who.id, what="remove", value=None, is_sure=True)
    await do(gao, lin, changes.confirm_close, demand_id=demand)
    assert (await texts_to(gao, 105))[-1] == "T1 已关闭：早茶"
    assert (await texts_to(gao, 1))[-1] == "T1 已关闭：早茶\n已通知 1 家单位"
    await do(gao, lin, changes.reopen, demand_id=demand)
    assert (await texts_to(gao, 105))[-1] == "T1 早茶\n该选题已恢复，请照常办理。"
    await do(gao, lin, changes.extend, text=f"{demand} 3天")
    assert "截止时间由6月12日" in (await texts_to(gao, 105))[-1]
    assert (await texts_to(gao, 1))[-1].endswith("已通知 1 家单位")


async def test_who_was_told_that_it_is_full_may_stand_in_line_again_once_it_is_reopened(
    gao: County, lin: Person
) -> None:
    """It said 已延期 and 可继续预约 of a topic that nobody had extended and that was full."""
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await press(gao, zhao, demand)
    full = (await shown(gao, 102))[-1]
    await do(gao, lin, changes.confirm_close, demand_id=demand)
    assert "已关闭" in (await shown(gao, 102))[-1].text
    await do(gao, lin, changes.reopen, demand_id=demand)
    assert (await shown(gao, 102))[-1] == full
    await tap(gao, zhao, full, "候补", bookings.press_book, is_queue=True)
    assert await states(gao, demand) == [("云茶镇", "booked"), ("柏溪镇", "queued")]


async def test_a_reopened_commission_waits_for_its_answer_again(gao: County, lin: Person) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    demand = await commission(gao, wang)
    await do(gao, lin, changes.close, text="1")
    assert await states(gao, demand) == [("云茶镇", "cancelled")]
    await do(gao, lin, changes.reopen, demand_id=demand)
    assert await states(gao, demand) == [("云茶镇", "asked")]
    assert (await texts_to(gao, 101))[-1] == "T1 专报\n该选题已恢复，请照常办理。"
    (asked,) = await gao.database.reads.demands.bookings(demand)
    await do(gao, wang, bookings.press_take, booking_id=asked.id)
    assert await states(gao, demand) == [("云茶镇", "booked")]


async def test_a_day_later_nothing_is_reopened(gao: County, lin: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    await do(gao, lin, changes.close, text="1")
    gao.clock.moment += timedelta(hours=24, seconds=1)
    with pytest.raises(WrongState):
        await do(gao, lin, changes.reopen, demand_id=demand)
    assert await state_of(gao, demand) is DemandState.CLOSED


async def test_more_time_is_told_once_with_the_old_and_the_new_date(gao: County, lin: Person) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    async with gao.database.settling() as conn:  # as the sender does it
        await conn.execute_fetchall("UPDATE outbox SET state = 'sent', message_id = 5")
        await conn.execute_fetchall("UPDATE posts SET message_id = 5")
    seen = len(await texts_to(gao, 101))
    await do(gao, lin, changes.extend, text="1 2026-06-15")
    changed = "截止时间由6月12日（周五）17:30改为6月15日（周一）17:30。"
    assert (await texts_to(gao, 101))[seen:] == [
        f"<b>T1</b> 早茶\n✅ 已为云茶镇预约。\n截止：6月15日（周一）17:30\n{changed}"
    ]
    assert await edits(gao, 101) == ["<b>T1</b> 早茶\n最新情况见下方消息。"]
    assert (await texts_to(gao, 1))[-1] == f"T1 早茶\n{changed}\n已通知 1 家单位"


async def edits(gao: County, chat_id: int) -> list[str]:
    rows = await gao.database.reader.execute_fetchall(
        "SELECT json_extract(payload, '$.text') FROM outbox WHERE method = 'editMessageText' AND state = 'queued'"
        f" AND chat_id = {chat_id} ORDER BY id"
    )
    return [row[0] for row in rows]


async def test_a_due_time_on_a_day_off_is_said_in_the_preview_and_by_extend(gao: County, lin: Person) -> None:
    await do(gao, lin, forms.write, said="#需求 夏粮\n截止:2026-06-06\n说明", form="demand")
    assert "截止：6月6日（周六）17:30\n⚠️ 6月6日为周六，非工作日。" in (await texts_to(gao, 1))[-1]
    await do(gao, lin, forms.write, said="#需求 秋粮\n截止:2026-06-05\n说明", form="demand")
    assert "非工作日" not in (await texts_to(gao, 1))[-1]
    await gao.demand("早茶", due="2026-12-03 17:30")
    await do(gao, lin, changes.extend, text="1 3天")
    assert "⚠️ 12月6日为周日，非工作日。" in (await texts_to(gao, 1))[-1]


async def test_a_due_time_a_year_away_is_asked_about_since_a_day_is_written_without_its_year(
    gao: County, lin: Person
) -> None:
    await do(gao, lin, forms.write, said="#需求 夏粮\n截止:2028-02-29\n说明", form="demand")
    assert "截止：2月29日（周二）17:30\n⚠️ 日期为2028年2月29日，请核对年份。" in (await texts_to(gao, 1))[-1]
    await do(gao, lin, forms.write, said="#需求 年货\n截止:1月5日\n说明", form="demand")
    assert "年份" not in (await texts_to(gao, 1))[-1]
    demand = await gao.demand("早茶", due="2026-12-03 17:30")
    await do(gao, lin, changes.extend, text=f"{demand} 2027-12-03")
    assert "⚠️ 日期为2027年12月3日，请核对年份。" in (await texts_to(gao, 1))[-1]


async def test_a_slot_freed_on_a_friday_evening_is_kept_into_monday(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due="2026-06-20 17:30")
    await press(gao, wang, demand)
    await press(gao, zhao, demand, queue=True)
    gao.clock.moment = at("2026-06-12 17:15")
    await do(gao, wang, bookings.press_unbook, demand_id=demand)
    assert "为柏溪镇保留至6月15日（周一）12:15，是否接受？" in (await texts_to(gao, 102))[-1]
