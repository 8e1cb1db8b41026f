"""Requests to correct items: one waits for each item, and a decision taken back waits again; on either kind of database."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import from_ms, to_ms
from bot.errors import StoreError
from bot.model import CORRECTION_ARROWS, Correction, CorrectionState, Person
from tests.support.county import County, county
from tests.support.databases import Home

WORDS: dict[str, object] = {"parts": [[501, "标题\n正文"]]}


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now="2026-06-03 12:00") as place:
        yield place


@pytest.fixture
async def zhang(gao: County) -> Person:
    return await gao.person("张三", "云茶镇", telegram_id=11)


async def ask(gao: County, who: Person, item_id: int) -> Correction:
    async with gao.database.work(now=gao.clock.now()) as work:
        return await work.corrections.add(
            item_id, person_id=who.id, chat_id=11, words=WORDS, version=1, now=work.now
        )


async def test_a_request_is_read_as_it_was_asked(gao: County, zhang: Person) -> None:
    item = await gao.item(zhang)
    asked = await ask(gao, zhang, item)
    moment = from_ms(to_ms(gao.clock.now()))
    assert asked == Correction(
        asked.id, item, zhang.id, 11, WORDS, 1, CorrectionState.ASKED, moment, None, None, None, {}
    )
    assert await gao.database.reads.corrections.asked_about(item) == asked
    assert await gao.database.reads.corrections.of_item(item) == [asked]


async def test_of_an_item_one_request_waits_at_a_time(gao: County, zhang: Person) -> None:
    item = await gao.item(zhang)
    first = await ask(gao, zhang, item)
    with pytest.raises((sqlite3.IntegrityError, StoreError)):
        await ask(gao, zhang, item)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.corrections.decide(
            first.id, CorrectionState.REFUSED, by=zhang.id, now=work.now, reason="不改"
        )
    second = await ask(gao, zhang, item)
    assert await gao.database.reads.corrections.asked_about(item) == second


async def test_what_waits_stands_in_the_order_in_which_it_was_asked(gao: County, zhang: Person) -> None:
    one, two = await gao.item(zhang), await gao.item(zhang)
    later = await ask(gao, zhang, two)
    gao.clock.moment += timedelta(minutes=1)
    earlier = await ask(gao, zhang, one)
    assert [each.id for each in await gao.database.reads.corrections.asked()] == [later.id, earlier.id]
    gao.clock.moment += timedelta(minutes=1)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.corrections.reword(later.id, chat_id=-1001, words={"parts": []}, version=2, now=work.now)
    found = await gao.database.reads.corrections.asked()
    assert [each.id for each in found] == [earlier.id, later.id]
    assert (found[1].chat_id, found[1].words, found[1].version) == (-1001, {"parts": []}, 2)


async def test_a_decision_and_its_undoing(gao: County, zhang: Person) -> None:
    asked = await ask(gao, zhang, await gao.item(zhang))
    async with gao.database.work(now=gao.clock.now()) as work:
        before = {"version": 1}
        await work.corrections.decide(
            asked.id, CorrectionState.AGREED, by=zhang.id, now=work.now, before=before
        )
    agreed = await gao.database.reads.corrections.find(asked.id)
    assert agreed is not None
    assert (agreed.state, agreed.decided_by, agreed.before) == (CorrectionState.AGREED, zhang.id, before)
    assert await gao.database.reads.corrections.asked() == []
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.corrections.reopen(asked.id, version=3)
    again = await gao.database.reads.corrections.find(asked.id)
    assert again is not None
    assert (again.state, again.version, again.decided_by, again.before) == (
        CorrectionState.ASKED,
        3,
        None,
        {},
    )


async def test_wiped_a_request_keeps_only_that_it_was(gao: County, zhang: Person) -> None:
    item = await gao.item(zhang)
    asked = await ask(gao, zhang, item)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.corrections.wipe(item)
    wiped = await gao.database.reads.corrections.find(asked.id)
    assert wiped is not None and (wiped.words, wiped.asked_at) == ({}, asked.asked_at)


def test_every_state_is_reached_and_none_but_asking_begins_one() -> None:
    assert {after for _, after in CORRECTION_ARROWS} == set(CorrectionState)
    assert [after for before, after in CORRECTION_ARROWS if before is None] == [CorrectionState.ASKED]
