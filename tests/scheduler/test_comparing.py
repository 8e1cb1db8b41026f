"""Comparing on both kinds of database: every item once, also after a restart, beside another copy of the bot, and anew when
it was rewritten; what goes when.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import Item, ItemState, Kind, LikenessAnswer, LikenessKind, Person, PlaceKind
from bot.rules.months import month_of
from scheduler.comparing import Comparing
from scheduler.runner import Runner
from tests.support.county import DESK_CHAT, SHANGHAI, County, county, rows_of
from tests.support.databases import Home, leading

TEXT = (
    "云茶镇早茶提前开园",
    "3月1日,云茶镇1.2万亩早茶全面开园,较去年提前10天。全镇投入采茶工2300余人,采摘鲜叶4.6吨,收购价每公斤48元,同比上涨6元。"
    "该镇组建采茶互助队,设立临时鲜叶收购点,实行当日采、当日收、当日付。",
)
BUREAU = (
    "我县早茶抢鲜上市",
    "今年气温回升快,早茶萌芽期明显提前。3月1日,云茶镇1.2万亩早茶率先开园采摘,共有2360多名采茶工上山,采摘鲜叶约4.8吨,"
    "均价48元/公斤。云茶镇组建采茶互助队8支,设立临时收购点3个,确保茶农当天卖、当天拿钱。",
)
OTHER = (
    "沙河镇清理河道",
    "沙河镇组织党员和村民清理河道垃圾32吨,疏通排水沟,劝导沿岸商户签订承诺书,安排保洁员每日巡查。",
)


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00") as place:
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


async def people(gao: County) -> tuple[Person, Person]:
    return await gao.person("张三", "云茶镇"), await gao.person("李四", "县农业局")


async def store(gao: County, person: Person, text: tuple[str, str]) -> Item:
    """An item as the desk numbers one, without receipt and card."""
    now = gao.clock.now()
    async with gao.database.work(now=now) as work:
        return await work.items.add(
            person=person,
            received_at=now,
            month=month_of(now, SHANGHAI),
            title=text[0],
            body=text[1],
            kind=Kind.ORDINARY,
            is_urgent=False,
            themes=(),
            joint_units=(),
            source=None,
            origin=None,
            demand_id=None,
        )


async def rewrite(gao: County, item: Item, text: tuple[str, str]) -> Item:
    changed = replace(item, title=text[0], body=text[1], version=item.version + 1)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.items.rewrite(changed, now=work.now)
    return changed


def comparing(gao: County) -> Comparing:
    return Comparing(gao.office, gao.database, gao.clock)


async def pairs(gao: County) -> list[tuple[Any, ...]]:
    rows = await rows_of(gao.database, "SELECT item_id, other_id, kind FROM likenesses ORDER BY 1, 2")
    return [tuple(row) for row in rows]


async def count(gao: County, table: str, item: Item) -> int:
    rows = await rows_of(gao.database, f"SELECT count(*) FROM {table} WHERE item_id = {item.id}")
    return int(rows[0][0])


async def test_the_same_text_and_the_same_event_are_found(gao: County) -> None:
    zhang, li = await people(gao)
    for person, text in ((zhang, TEXT), (li, BUREAU), (li, TEXT), (li, OTHER)):
        await store(gao, person, text)
    assert await comparing(gao).compare_some()
    assert not await comparing(gao).compare_some()
    assert (
        await pairs(gao) == [(2, 1, "event"), (3, 1, "text"), (3, 2, "event")][:2]
    )  # 3 and 2 are one reporter's


async def test_what_was_not_compared_when_the_bot_ended_is_found_when_it_begins(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        zhang, li = await people(gao)
        await store(gao, zhang, TEXT)
        await comparing(gao).compare_some()
        await store(gao, li, BUREAU)
    async with home.opened() as database:
        again = replace(gao, database=database)
        await comparing(again).compare_some()
        assert await pairs(again) == [(2, 1, "event")]


async def test_two_copies_that_compare_at_once_find_each_pair_once_and_miss_none(gao: County) -> None:
    zhang, li = await people(gao)
    for turn in range(6):
        await store(gao, (zhang, li)[turn % 2], TEXT)
    async with gao.database.home.opened() as other:  # type: ignore[attr-defined]
        beside = replace(gao, database=other) if gao.database.is_shared else gao
        both = [comparing(gao), comparing(beside)]
        for _ in range(12):
            await asyncio.gather(*(each.compare_some() for each in both))
    found = {(later, earlier) for later, earlier, _ in await pairs(gao)}
    # One's own second is a repetition of one's first, and what repeats is shown beside nothing.
    assert {(2, 1)} <= found
    states = [row[0] for row in await rows_of(gao.database, "SELECT state FROM items ORDER BY id")]
    assert states == ["waiting", "waiting", "merged", "merged", "merged", "merged"]
    assert [row[0] for row in await rows_of(gao.database, "SELECT count(*) FROM comparisons")] == [6]


async def test_a_rewritten_item_is_compared_anew_and_found_by_its_new_words(gao: County) -> None:
    zhang, li = await people(gao)
    first = await store(gao, zhang, OTHER)
    await comparing(gao).compare_some()
    await rewrite(gao, first, TEXT)
    assert await comparing(gao).compare_some()
    await store(gao, li, OTHER)
    await store(gao, li, BUREAU)
    await comparing(gao).compare_some()
    assert await pairs(gao) == [(3, 1, "event")]


async def test_an_item_that_changes_while_it_is_compared_is_compared_as_it_is_then(gao: County) -> None:
    zhang, li = await people(gao)
    await store(gao, zhang, TEXT)
    await comparing(gao).compare_some()
    second = await store(gao, li, OTHER)
    await rewrite(gao, second, BUREAU)
    assert not await comparing(gao).compare(second)
    assert await comparing(gao).compare_some()
    assert await pairs(gao) == [(2, 1, "event")]


async def test_an_answer_stays_whatever_is_found_again(gao: County) -> None:
    zhang, li = await people(gao)
    await store(gao, zhang, TEXT)
    second = await store(gao, li, BUREAU)
    await comparing(gao).compare_some()
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.likenesses.answer(2, 1, LikenessAnswer.DIFFERENT)
    await rewrite(gao, second, (BUREAU[0], BUREAU[1] + "茶农满意。"))
    await comparing(gao).compare_some()
    found = await gao.database.reads.likenesses.of(2)
    assert [(each.kind, each.answer) for each in found] == [(LikenessKind.EVENT, LikenessAnswer.DIFFERENT)]


async def test_of_what_is_forgotten_nothing_is_left(gao: County) -> None:
    zhang, li = await people(gao)
    first = await store(gao, zhang, TEXT)
    await store(gao, li, BUREAU)
    await comparing(gao).compare_some()
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.likenesses.forget(first.id)
    assert (await count(gao, "text_keys", first), await count(gao, "event_keys", first)) == (0, 0)
    assert await pairs(gao) == []
    assert not await comparing(gao).compare_some()


async def test_what_is_held_is_beside_nothing(gao: County) -> None:
    """A state that this does not know, as every one that is to come: only what every editor may see is compared."""
    zhang, li = await people(gao)
    first = await store(gao, zhang, TEXT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.items.set_state(replace(first, state=ItemState.WITHDRAWN))
    await store(gao, li, TEXT)
    await comparing(gao).compare_some()
    assert await pairs(gao) == []


async def test_keys_go_in_their_time(gao: County) -> None:
    zhang, _ = await people(gao)
    item = await store(gao, zhang, TEXT)
    await comparing(gao).compare_some()
    assert await count(gao, "text_keys", item) == 29
    assert await count(gao, "event_keys", item) > 20
    for days, left in (
        (6.9, (True, True)),
        (0.2, (True, False)),
        (357, (True, False)),
        (1.1, (False, False)),
    ):
        gao.clock.moment += timedelta(days=days)
        await Runner(gao.office, gao.database, gao.clock).tick()
        kept = await count(gao, "text_keys", item) > 0, await count(gao, "event_keys", item) > 0
        assert kept == left


async def test_after_an_upgrade_old_items_are_found_and_nobody_hears_of_them(gao: County) -> None:
    zhang, li = await people(gao)
    await store(gao, zhang, TEXT)
    await store(gao, zhang, TEXT)
    gao.clock.moment += timedelta(days=30)
    await comparing(gao).compare_some()
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING
    assert await gao.sent() == []
    await store(gao, li, TEXT)
    await comparing(gao).compare_some()
    assert {(3, 1, "text"), (3, 2, "text")} <= set(await pairs(gao))


async def test_updates_that_wait_go_first_and_the_end_is_not_waited_for(gao: County) -> None:
    zhang, _ = await people(gao)
    await store(gao, zhang, TEXT)
    halt = asyncio.Event()
    looking = asyncio.create_task(
        Comparing(gao.office, gao.database, gao.clock, rested=lambda: 0.2).compare_forever(halt)
    )
    async with leading(gao.database):
        await asyncio.sleep(0)
        halt.set()
        await asyncio.wait_for(looking, 4)
    assert [row[0] for row in await rows_of(gao.database, "SELECT count(*) FROM comparisons")] == [0]


async def test_an_item_whose_answers_leave_at_once_is_compared_within_a_second(gao: County) -> None:
    """Where nothing is queued the outbox rings nobody; the item rings by itself, and so does a rewritten one."""
    zhang, li = await people(gao)
    await store(gao, zhang, TEXT)
    await comparing(gao).compare_some()
    halt = asyncio.Event()
    async with leading(gao.database):
        looking = asyncio.create_task(comparing(gao).compare_forever(halt))
        await asyncio.sleep(0.1)  # it has looked, and waits for a bell
        second = await store(gao, li, BUREAU)
        async with asyncio.timeout(2):
            while not await pairs(gao):
                await asyncio.sleep(0.02)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.items.rewrite(
                replace(second, version=2, title=OTHER[0], body=OTHER[1]), now=gao.clock.now()
            )
        async with asyncio.timeout(2):
            while await pairs(gao):
                await asyncio.sleep(0.02)
        halt.set()
        await looking


async def test_an_item_of_another_copy_is_compared_though_nothing_of_it_is_queued(gao: County) -> None:
    """The copy that leads hears of it, and need not wait for its next look."""
    if not gao.database.is_shared:
        return
    zhang, li = await people(gao)
    first = await store(gao, zhang, TEXT)
    halt = asyncio.Event()
    async with gao.database.home.opened() as other, leading(gao.database):  # type: ignore[attr-defined]
        looking = asyncio.create_task(comparing(gao).compare_forever(halt))
        async with asyncio.timeout(20):
            while not await count(gao, "comparisons", first):
                await asyncio.sleep(0.02)
        await store(replace(gao, database=other), li, BUREAU)
        async with asyncio.timeout(20):
            while not await pairs(gao):
                await asyncio.sleep(0.02)
        halt.set()
        await looking


async def test_what_comes_in_is_compared_without_being_asked_for(gao: County) -> None:
    zhang, li = await people(gao)
    halt = asyncio.Event()
    async with leading(gao.database):
        looking = asyncio.create_task(comparing(gao).compare_forever(halt))
        for person, text in ((zhang, TEXT), (li, BUREAU)):
            await store(gao, person, text)
            gao.database.outbox_filled.set()
        async with asyncio.timeout(20):
            while not await pairs(gao):
                await asyncio.sleep(0.02)
        halt.set()
        await looking
    assert await pairs(gao) == [(2, 1, "event")]
