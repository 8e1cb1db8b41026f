"""Periods of training, requests, swaps and partners' offers as they are kept; on either kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.model import (
    Chat,
    ItemState,
    PartnerOfferState,
    PlaceRequestState,
    RotationState,
    SharedItem,
    SwapState,
)
from tests.support.county import County, at, county
from tests.support.databases import Home

FIRST, LAST = date(2026, 6, 8), date(2026, 6, 26)


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00") as place:
        yield place


async def test_a_period_is_kept_with_everything_that_becomes_of_it(gao: County) -> None:
    zhang, li = await gao.person("张三", "云茶镇"), await gao.person("李四", "沙河镇")
    now = gao.clock.now()
    async with gao.database.work(now=now) as work:
        one = await work.training.plan(
            zhang.id, first=FIRST, last=LAST, mentor_id=None, by=li.id, now=work.now
        )
        two = await work.training.plan(
            li.id, first=date(2026, 7, 1), last=date(2026, 7, 3), mentor_id=zhang.id, by=li.id, now=work.now
        )
        directory = await work.refresh_directory()
        assert directory.training == {zhang.id: ((FIRST, LAST),), li.id: ((two.first, two.last),)}
        assert await work.training.planned_with(one) == [one, two]
        assert await work.training.between(date(2026, 6, 26), date(2026, 6, 30)) == [one]
        assert await work.training.between(date(2026, 6, 27), date(2026, 6, 30)) == []
        assert await work.training.unanswered(before=now, today=FIRST) == []
        assert await work.training.unanswered(before=now + timedelta(hours=1), today=date(2026, 6, 27)) == [
            two
        ]
        assert await work.training.to_assess(LAST) == [one]
        done = replace(
            one,
            state=RotationState.CONFIRMED,
            confirmed_at=work.now,
            ended_at=work.now,
            assessment="学习认真",
            assessed_by=li.id,
            assessed_at=work.now,
            chat_id=-1,
            message_id=7,
        )
        await work.training.save(done)
        await work.training.save(replace(two, state=RotationState.CALLED_OFF))
    reads = gao.database.reads.training
    assert await reads.find(one.id) == done
    assert await reads.said_in(-1, 7) == [done]
    assert await reads.to_assess(LAST) == []
    assert await reads.between(FIRST, date(2026, 12, 31)) == [done]


async def test_requests_and_swaps_wait_until_they_are_answered(gao: County) -> None:
    zhang, li = await gao.person("张三", "云茶镇"), await gao.person("李四", "沙河镇")
    async with gao.database.work(now=gao.clock.now()) as work:
        asked = await work.training.ask(zhang.id, month="2026-07", now=work.now)
        assert await work.training.open_request_of(zhang.id) == asked
        await work.training.decide(asked.id, PlaceRequestState.PLACED, by=li.id, reason=None, now=work.now)
        assert await work.training.open_requests() == []
        await work.training.reopen_request(zhang.id, decided_at=work.now)
        assert await work.training.open_requests() == [asked]
        one, two = [
            await work.training.plan(
                person.id, first=FIRST, last=LAST, mentor_id=None, by=li.id, now=work.now
            )
            for person in (zhang, li)
        ]
        swap = await work.training.ask_swap(one, two, now=work.now)
        assert (swap.asked_by, swap.asked_of) == (zhang.id, li.id)
        await work.training.remind_of_swap(swap.id, now=work.now)
        [waiting] = await work.training.open_swaps()
        assert waiting.reminded_at is not None
        await work.training.answer_swap(swap.id, SwapState.AGREED, now=work.now)
        assert await work.training.open_swaps() == []


async def test_offers_and_what_was_shared_are_found_by_their_time(gao: County) -> None:
    zhang, paper = await gao.person("张三", "云茶镇"), await gao.person("李记者", "县报社")
    item = await gao.item(zhang, state=ItemState.ADOPTED)
    begins, ends = at("2026-06-01 00:00:00"), at("2026-07-01 00:00:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.sharings.share(item, person_id=zhang.id, now=work.now)
        await work.sharings.answer(item, paper.unit_id, person_id=paper.id, is_taken=True, now=work.now)
        offer = await work.partner_offers.add(
            paper.id,
            is_planned=True,
            title="春茶系列",
            words="",
            chat=Chat(-3, 5),
            message_id=9,
            now=work.now,
        )
        assert await work.partner_offers.of_message(-3, 9) == [offer]
        assert await work.partner_offers.since(ends) == [offer], "it still waits"
        await work.partner_offers.decide(offer.id, PartnerOfferState.LEFT, by=zhang.id, now=work.now)
        assert await work.partner_offers.since(ends) == []
        shared = await work.partner_offers.shared_between(begins, ends)
        assert await work.partner_offers.shared_between(ends, ends + timedelta(days=31)) == []
    found = await gao.database.reads.items.find(item)
    assert found is not None
    assert shared == [SharedItem(found.number, found.title, is_new=True, taken_by=("县报社",))]
