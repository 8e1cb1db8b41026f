"""Questions to the desk, guides and good examples on either kind of database: what waits, what is in force, what is listed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import ItemState, Person, PersonState, Role
from tests.support.county import County, county
from tests.support.databases import Home


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00:00") as place:
        yield place


async def say(gao: County, inquiry_id: int, who: Person, text: str, *, from_desk: bool) -> int:
    gao.clock.moment += timedelta(minutes=1)
    async with gao.database.work(now=gao.clock.now()) as work:
        said = await work.inquiries.say(
            inquiry_id,
            person_id=who.id,
            from_desk=from_desk,
            text=text,
            chat_id=11,
            message_id=len(text),
            now=work.now,
        )
    return said.id


async def test_a_question_waits_since_the_first_text_that_nobody_has_answered(gao: County) -> None:
    zhang, zhou = (
        await gao.reporter("张三", "云茶镇"),
        await gao.reporter("周编", "信息中心", role=Role.EDITOR),
    )
    async with gao.database.work(now=gao.clock.now()) as work:
        first, second = [await work.inquiries.add(zhang.id, now=work.now) for _ in range(2)]
    start = gao.clock.now()
    await say(gao, first, zhang, "甲", from_desk=False)
    await say(gao, second, zhang, "乙乙", from_desk=False)
    reads = gao.database.reads.inquiries
    until = start + timedelta(days=1)
    assert [each.text for each in await reads.open(until=until, most=9)] == ["甲", "乙乙"]
    assert [each.text for each in await reads.open(until=start + timedelta(minutes=1), most=9)] == ["甲"]
    await say(gao, first, zhou, "答甲", from_desk=True)
    assert [each.id for each in await reads.open(until=until, most=9)] == [second]
    again = await say(gao, first, zhang, "再问甲甲", from_desk=False)
    await say(gao, first, zhang, "又问甲甲甲", from_desk=False)
    found = await reads.find(first)
    assert found is not None
    assert (found.text, found.texts, found.waits_since) == ("甲", 4, start + timedelta(minutes=4))
    assert [each.id for each in await reads.of_message(11, 4)] == [again]
    assert [each.id for each in await reads.of(zhang.id, most=9)] == [second, first]
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, state=PersonState.REMOVED))
    assert await reads.open(until=until, most=9) == []


async def test_the_newest_guide_that_was_not_dropped_is_in_force(gao: County) -> None:
    zhou = await gao.reporter("周编", "信息中心", role=Role.EDITOR)
    reads = gao.database.reads.guides
    assert await reads.in_force() is None
    async with gao.database.work(now=gao.clock.now()) as work:
        first = await work.guides.add("第一版", person_id=zhou.id, now=work.now)
        second = await work.guides.add("第二版", person_id=zhou.id, now=work.now)
    for dropped, at, expected in ((second, gao.clock.now(), first), (second, None, second)):
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.guides.drop(dropped, at=at)
        found = await reads.in_force()
        assert found is not None and found.id == expected


async def test_good_examples_are_listed_while_they_are_adopted_and_chosen_once(gao: County) -> None:
    zhang = await gao.reporter("张三", "云茶镇")
    adopted, waiting = await gao.item(zhang, state=ItemState.ADOPTED), await gao.item(zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        for item_id, comment in ((adopted, "好"), (waiting, ""), (adopted, "更好")):
            await work.exemplars.choose(item_id, comment=comment, person_id=zhang.id, now=work.now)
    reads = gao.database.reads.exemplars
    assert [(each.item_id, each.comment) for each in await reads.newest(most=9)] == [(adopted, "更好")]
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.exemplars.revoke(adopted)
    assert await reads.newest(most=9) == [] and await reads.find(adopted) is None
