from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk.demands import bookings, cards, changes, deadlines, lists
from bot.model import BookingState, Person, PlaceKind, Role
from bot.views.demands.deadlines import digest_lines
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.scenes import (
    DUE,
    audit,
    commission,
    deliver,
    do,
    last_labels,
    press,
    scene_of,
    states,
    texts_to,
)


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


async def on(gao: County, moment: str) -> None:
    """What the clock does on that day, twice, as after a restart."""
    gao.clock.moment = at(moment)
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            await deadlines.mind_deadlines(gao.office, work, today=gao.office.today(work.now))


async def digest(gao: County) -> list[str]:
    async with gao.database.work(now=gao.clock.now()) as work:
        rows = await deadlines.rows_of_day(gao.office, work, today=gao.office.today(work.now))
        return [str(line) for line in digest_lines(gao.office.texts(None), rows)]


async def test_the_booker_is_reminded_the_working_day_before_and_on_the_day(
    gao: County, wang: Person
) -> None:
    await gao.person("李某", "云茶镇", telegram_id=102)
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    seen = len(await texts_to(gao, 101))
    await on(gao, "2026-06-10 09:00")
    assert len(await texts_to(gao, 101)) == seen and await digest(gao) == []
    await on(gao, "2026-06-11 09:00")
    assert (await texts_to(gao, 101))[seen:][0].startswith("⏰ 催稿：T1 早茶 下一工作日到期")
    await deliver(gao)
    await on(gao, "2026-06-12 09:00")
    assert (await texts_to(gao, 101))[-1].startswith("⏰ 催稿：T1 早茶 今日到期")
    assert await last_labels(gao, 101) == ["交稿"]
    assert len(await texts_to(gao, 101)) == seen + 2
    assert await texts_to(gao, 102) == [] and await texts_to(gao, DESK_CHAT) == []
    assert await digest(gao) == [
        "<b>⏰ 今日到期（1）</b>",
        "T1 早茶 · 云茶镇 王某 · 已预约 · 截止6月12日（周五）17:30",
    ]


async def test_past_due_the_booker_and_the_unit_are_told_when_the_slot_is_freed_then_it_lapses(
    gao: County, wang: Person
) -> None:
    await gao.person("李某", "云茶镇", telegram_id=102)
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await on(gao, "2026-06-15 09:00")
    for chat in (101, 102):
        told = (await texts_to(gao, chat))[-1]
        assert told.startswith("🔴 催稿：T1 早茶 已逾期")
        assert told.endswith("请于6月15日（周一）17:30前交稿；届时未交的，名额释放，并计入年终评比。")
    assert (await digest(gao))[0] == "<b>🔴 逾期（1）</b>"
    assert await states(gao, demand) == [("云茶镇", "booked")]
    await on(gao, "2026-06-16 09:00")
    (lapsed,) = await gao.database.reads.demands.bookings(demand)
    assert lapsed.state is BookingState.LAPSED
    assert await audit(gao, "booking", lapsed.id) == ["book", "overdue", "lapse"]
    assert await texts_to(gao, DESK_CHAT) == []  # its list of the day has it
    assert "名额已释放" in (await texts_to(gao, 101))[-1] and "名额已释放" in (await texts_to(gao, 102))[-1]
    assert await digest(gao) == [
        "<b>🔴 已释放（1）</b>",
        "T1 早茶 · 云茶镇 王某 · 逾期未交 · 截止6月12日（周五）17:30",
    ]
    await on(gao, "2026-06-17 09:00")
    assert await digest(gao) == []


async def test_who_waits_is_not_asked_for_a_slot_that_is_past_due(gao: County, wang: Person) -> None:
    zhao = await gao.person("赵某", "柏溪镇", telegram_id=103)
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await press(gao, zhao, demand, queue=True)
    await on(gao, "2026-06-16 09:00")
    assert await states(gao, demand) == [("云茶镇", "lapsed"), ("柏溪镇", "queued")]
    async with gao.database.work(now=gao.clock.now()) as work:
        (editor,) = work.directory.with_role(Role.EDITOR)
        await changes.extend(gao.office, work, scene_of(gao, work, editor), text="1 3天")
    assert await states(gao, demand) == [("云茶镇", "lapsed"), ("柏溪镇", "offered")]


async def test_more_time_begins_the_reminders_anew(gao: County, wang: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await on(gao, "2026-06-15 09:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        (editor,) = work.directory.with_role(Role.EDITOR)
        await changes.extend(gao.office, work, scene_of(gao, work, editor), text="1 2026-06-18")
    await on(gao, "2026-06-17 09:00")
    assert (await texts_to(gao, 101))[-1].startswith("⏰ 催稿：T1 早茶 下一工作日到期")
    await on(gao, "2026-06-18 09:00")
    assert (await texts_to(gao, 101))[-1].startswith("⏰ 催稿：T1 早茶 今日到期")


async def test_a_commission_nobody_answered_reminds_the_whole_unit_and_lapses(
    gao: County, wang: Person
) -> None:
    li = await gao.person("李某", "云茶镇", telegram_id=102)
    demand = await commission(gao, wang)
    await on(gao, "2026-06-12 09:00")
    for person in (wang, li):
        assert person.telegram_id is not None
        assert (await texts_to(gao, person.telegram_id))[-1].startswith("⏰ 请答复约稿：T1 专报 今日到期")
        assert await last_labels(gao, person.telegram_id) == ["接受", "说明困难"]
    await on(gao, "2026-06-16 09:00")
    assert await states(gao, demand) == [("云茶镇", "unanswered")]
    for chat in (101, 102):
        told = (await texts_to(gao, chat))[-1]
        assert told == (
            "🔴 贵单位未答复约稿 T1 专报（截止6月12日（周五）17:30），该约稿将另行安排，未答复计入年终评比。"
        )


async def test_what_is_handed_in_or_closed_is_not_asked_for(gao: County, wang: Person) -> None:
    done, closed = await gao.demand("甲", due=DUE), await gao.demand("乙", due=DUE)
    await press(gao, wang, done)
    await press(gao, wang, closed)
    item_id = await gao.item(wang, "2026-06-05 10:00:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await bookings.fulfil(gao.office, work, demand_id=done, item=item, person=wang)
        (editor,) = work.directory.with_role(Role.EDITOR)
        await changes.confirm_close(gao.office, work, scene_of(gao, work, editor), demand_id=closed)
    seen = len(await texts_to(gao, 101))
    for day in ("2026-06-11", "2026-06-12", "2026-06-15", "2026-06-16"):
        await on(gao, f"{day} 09:00")
    assert len(await texts_to(gao, 101)) == seen
    assert await states(gao, done) == [("云茶镇", "fulfilled")]


async def test_a_tick_shows_in_the_posts_that_a_demand_is_past_due(gao: County, wang: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    async with gao.database.work(now=gao.clock.now()) as work:
        await cards.post_in_groups(gao.office, work, await cards.get_demand(work, demand))
    assert await last_labels(gao, WORK_CHAT) == ["预约"]
    gao.clock.moment = at("2026-06-12 17:31")
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_demands(gao.office, work)
    assert await last_labels(gao, WORK_CHAT) == [] and "逾期" in (await texts_to(gao, WORK_CHAT))[-1]
    assert await do(gao, wang, bookings.press_book, demand_id=demand)


async def test_what_everybody_has_handed_in_is_not_overdue(gao: County, wang: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    async with gao.database.work(now=gao.clock.now()) as work:
        await cards.post_in_groups(gao.office, work, await cards.get_demand(work, demand))
    await press(gao, wang, demand)
    item_id = await gao.item(wang, "2026-06-05 10:00:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await bookings.fulfil(gao.office, work, demand_id=demand, item=item, person=wang)
    gao.clock.moment = at("2026-06-12 17:31")
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_demands(gao.office, work)
    post = (await texts_to(gao, WORK_CHAT))[-1]
    assert "✅ 已交齐" in post and "逾期" not in post
    await do(gao, wang, lists.list_topics)
    assert "截止6月12日（周五）17:30，已交齐" in (await texts_to(gao, 101))[-1]
