"""The desk's nine o'clock: one message with what waits, then what was freed, is overdue, due today, due next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.clock import posts
from bot.desk.clock.posts import PostOutcome
from bot.desk.items import queue, reviews
from bot.errors import NotAllowed
from bot.model import ItemState, Kind, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.scenes import commission, do, press, shown, tap, texts_to


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        yield place


@pytest.fixture
async def lin(gao: County) -> Person:
    return await gao.person("林静", "信息中心", role=Role.EDITOR, telegram_id=1)


@pytest.fixture
async def wang(gao: County, lin: Person) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=101)


async def nine(gao: County, day: str) -> PostOutcome:
    """The post of the day, twice, as after a restart."""
    gao.clock.moment = at(f"{day} 09:00")
    outcome = PostOutcome(0, 0)
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            outcome += await posts.post_now(gao.office, work, key="deadlines", period=day)
    return outcome


async def item(
    gao: County, who: Person, title: str, received: str, *, urgent: bool = False, kind: Kind = Kind.ORDINARY
) -> int:
    item_id = await gao.item(who, received)
    async with gao.database.work(now=gao.clock.now()) as work:
        stored = await work.items.find(item_id)
        assert stored is not None
        changed = replace(stored, title=title, is_urgent=urgent, kind=kind, version=2)
        await work.items.rewrite(changed, now=work.now)
    return item_id


async def test_one_message_begins_with_what_waits_and_lists_each_booking_once(
    gao: County, lin: Person, wang: Person
) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    zhao = await gao.person("赵河", "金竹镇", telegram_id=102)
    lapsing, asked = await gao.demand("早茶", due="2026-06-12 17:30"), await commission(gao, zhao)
    overdue = await gao.demand("夏粮", due="2026-06-15 17:30")
    today, tomorrow = (
        await gao.demand("防汛", due="2026-06-16 17:30"),
        await gao.demand("旅游", due="2026-06-17 17:30"),
    )
    for demand in (lapsing, overdue, today, tomorrow):
        await press(gao, wang, demand)
    await item(gao, wang, "竹荪开园", "2026-05-27 10:00:00")
    await item(gao, wang, "茶农反映款项", "2026-06-01 10:00:00", kind=Kind.EARLY_WARNING)
    await item(gao, zhao, "山体裂缝", "2026-06-10 10:00:00", urgent=True)
    taken = await gao.item(wang, "2026-05-20 10:00:00", state=ItemState.REVIEWING)
    async with gao.database.work(now=at("2026-06-16 08:59")) as work:
        in_review = await work.items.find(taken)
        assert in_review is not None
        await work.items.set_state(replace(in_review, editor_id=lin.id, decided_at=work.now))
    await nine(gao, "2026-06-15")
    before = len(await texts_to(gao, DESK_CHAT))
    assert await nine(gao, "2026-06-16") == PostOutcome(1, 1)
    assert asked == 2
    assert (await texts_to(gao, DESK_CHAT))[before:] == [
        "<b>6月16日（周二）采编待办</b>\n"
        "待审3条，最早5月27日；其中紧急、苗头2条：\n"
        "🔴 2026-0002 茶农反映款项（云茶镇，6月1日）\n"
        "🔴 2026-0003 山体裂缝（金竹镇，6月10日）\n"
        "在审1条（林静1条）。\n"
        "<b>🔴 已释放（2）</b>\n"
        "T1 早茶 · 云茶镇 王茗 · 逾期未交 · 截止6月12日（周五）17:30\n"
        "T2 专报 · 金竹镇 · 未答复 · 截止6月12日（周五）17:30\n"
        "<b>🔴 逾期（1）</b>\n"
        "T3 夏粮 · 云茶镇 王茗 · 已预约 · 截止6月15日（周一）17:30\n"
        "<b>⏰ 今日到期（1）</b>\n"
        "T4 防汛 · 云茶镇 王茗 · 已预约 · 截止6月16日（周二）17:30\n"
        "<b>⏰ 下一工作日到期（1）</b>\n"
        "T5 旅游 · 云茶镇 王茗 · 已预约 · 截止6月17日（周三）17:30"
    ]
    post = (await shown(gao, DESK_CHAT))[-1]
    assert post.labels == ["🔴 2026-0002", "🔴 2026-0003", "2026-0001", "安排 T2"]


async def test_the_number_of_an_item_opens_its_card_with_its_buttons(
    gao: County, lin: Person, wang: Person
) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await item(gao, wang, "竹荪开园", "2026-05-27 10:00:00")
    await nine(gao, "2026-06-16")
    (post,) = await shown(gao, DESK_CHAT)
    assert post.text.endswith("待审1条，最早5月27日。")
    await tap(gao, lin, post, "2026-0001", queue.open_card, chat_id=DESK_CHAT)
    card = (await shown(gao, DESK_CHAT))[-1]
    assert "<b>2026-0001</b> 竹荪开园" in card.text
    await tap(gao, lin, card, "采用", reviews.adopt, chat_id=DESK_CHAT)
    stored = await gao.database.reads.items.find(1)
    assert stored is not None and stored.state is ItemState.ADOPTED
    with pytest.raises(NotAllowed):
        await do(gao, wang, queue.open_card, item_id=1)


async def test_where_nothing_waits_and_nothing_is_due_the_desk_is_left_in_peace(
    gao: County, lin: Person, wang: Person
) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.item(wang, state=ItemState.ADOPTED)
    assert await nine(gao, "2026-06-16") == PostOutcome(0, 0)
    assert await texts_to(gao, DESK_CHAT) == []


async def test_without_a_desk_group_each_editor_reads_it_in_private_once(
    gao: County, lin: Person, wang: Person
) -> None:
    await item(gao, wang, "竹荪开园", "2026-05-27 10:00:00")
    assert await nine(gao, "2026-06-16") == PostOutcome(1, 1)
    assert await texts_to(gao, 1) == ["<b>6月16日（周二）采编待办</b>\n待审1条，最早5月27日。"]
