"""Key points, minutes and proposals as they are kept; on either kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.model import ItemState, KeyPoint, ProposalState, Reason
from tests.support.county import County, at, county
from tests.support.databases import Home

JUNE = "2026-06"
GRAIN = KeyPoint(JUNE, 1, "夏粮收购", "价格、进度", "县农业局", date(2026, 6, 15))
FLOOD = KeyPoint(JUNE, 2, "防汛备汛")


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00") as place:
        yield place


async def test_key_points_are_kept_published_once_read_and_counted(gao: County, home: Home) -> None:
    zhang, li = await gao.person("张三", "云茶镇"), await gao.person("李四", "沙河镇")
    now = gao.clock.now()
    async with gao.database.work(now=now) as work:
        points = work.keypoints
        assert await points.month(JUNE) is None and await points.last_number(JUNE) == 0
        await points.replace(JUNE, [GRAIN, FLOOD])
        assert await points.of(JUNE) == [GRAIN, FLOOD] and await points.published(JUNE) == []
        await points.publish(JUNE, by=zhang.id, now=now)
        await points.publish(JUNE, by=li.id, now=now + timedelta(days=1))
        assert [await points.read(JUNE, person_id=who.id, now=now) for who in (li, li, zhang)] == [
            True,
            False,
            True,
        ]
        await points.replace(JUNE, [GRAIN])
    reads = gao.database.reads.keypoints
    standing = await reads.month(JUNE)
    assert standing is not None and (standing.published_by, standing.published_at) == (zhang.id, now)
    assert await reads.published(JUNE) == [GRAIN] and await reads.published_months(most=3) == [JUNE]
    assert await reads.last_number(JUNE) == 2, "what was taken out is not given anew"
    assert (await reads.readers(JUNE), await reads.read_at(JUNE, person_id=li.id)) == (2, now)
    for day, state, reason in (
        (1, ItemState.ADOPTED, None),
        (2, ItemState.ADOPTED, None),
        (2, ItemState.REJECTED, Reason.EMPTY),
    ):
        item = await gao.item(zhang, f"2026-06-0{day} 10:00:00", state=state, reason=reason)
        home.ask(f"UPDATE items SET keypoint = 1 WHERE id = {item}")
    await gao.item(zhang, "2026-06-02 10:00:00")
    assert await reads.items(JUNE) == [(1, ItemState.ADOPTED, None, 2), (1, ItemState.REJECTED, "empty", 1)]


async def test_minutes_are_found_newest_first_and_a_weeks_items_counted_by_the_moment(gao: County) -> None:
    zhou = await gao.person("周编", "信息中心")
    now = gao.clock.now()
    async with gao.database.work(now=now) as work:
        first = await work.minutes.add("一", person_id=zhou.id, now=now)
        second = await work.minutes.add("二", person_id=zhou.id, now=now)
    reads = gao.database.reads.minutes
    assert [(each.id, each.text) for each in await reads.newest(2)] == [(second, "二"), (first, "一")]
    assert [each.id for each in await reads.newest(1)] == [second]
    assert await reads.find(first) is not None and await reads.find(99) is None
    # Those that gave way are listed no more; where the others are undone, they are again.
    async with gao.database.work(now=now) as work:
        await work.minutes.replace(first, by=second)
    before = await reads.replaced_with(second)
    assert before is not None and before.id == first
    assert [each.id for each in await reads.newest(2)] == [second]
    assert await reads.standing_since(now + timedelta(seconds=1)) is None
    async with gao.database.work(now=now) as work:
        await work.minutes.undo(second, now=now)
    stands = await reads.standing_since(now)
    assert stands is not None and [each.id for each in await reads.newest(2)] == [stands.id] == [first]
    for moment in (
        "2026-05-31 23:59:59",
        "2026-06-01 00:00:00",
        "2026-06-07 23:59:59",
        "2026-06-08 00:00:00",
    ):
        await gao.item(zhou, moment)
    week = (at("2026-06-01 00:00:00"), at("2026-06-08 00:00:00"))
    assert await reads.received(*week, first=JUNE, last=JUNE) == [(ItemState.WAITING, None, 2)]


async def test_a_proposal_waits_until_it_is_decided_and_again_once_that_is_undone(gao: County) -> None:
    zhang, zhou = await gao.person("张三", "云茶镇"), await gao.person("周编", "信息中心")
    now = gao.clock.now()
    async with gao.database.work(now=now) as work:
        one, two = [await work.demands.add_proposal(zhang.id, text=text, now=now) for text in ("甲", "乙")]
        await work.demands.set_proposal(one, ProposalState.DROPPED, by=zhou.id, now=now, why="已报过")
        await work.demands.set_proposal(two, ProposalState.LISTED, by=zhou.id, now=now, month=JUNE)
    reads = gao.database.reads.demands
    dropped = await reads.find_proposal(one)
    assert dropped is not None
    assert (dropped.state, dropped.decided_by, dropped.decided_at, dropped.why) == (
        ProposalState.DROPPED,
        zhou.id,
        now,
        "已报过",
    )
    assert await reads.proposals_waiting() == []
    assert [each.id for each in await reads.proposals_since(now, most=9)] == [one, two]
    assert await reads.proposals_since(now + timedelta(milliseconds=1), most=9) == []
    async with gao.database.work(now=now) as work:
        await work.demands.set_proposal(one, ProposalState.OPEN, by=None, now=None)
    (open_again,) = await reads.proposals_waiting()
    assert (open_again.id, open_again.decided_by, open_again.decided_at, open_again.why) == (
        one,
        None,
        None,
        None,
    )
    assert [each.id for each in await reads.proposals_of(zhang.id, most=1)] == [two]
