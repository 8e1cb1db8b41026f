"""What is wiped is gone from the tables, on both kinds of database; another's rows are as they were."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Chat, DraftKind, ItemState, Message
from bot.rules.secrecy.traces import Traces
from tests.support.county import county, rows_of
from tests.support.databases import Home

NOW = "2026-06-03 12:00:00"
WORDS = "白鹭坝编组共三十六人，分为四个小队"


async def test_messages_that_repeat_a_text_are_wiped_and_others_stay(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.outbox.say(Chat(-1), Message(f"<b>{WORDS}</b>"))
            await work.outbox.say(Chat(-1), Message("别的话"))
        async with gao.database.work(now=gao.clock.now()) as work:
            since = work.now - timedelta(days=1)
            await work.outbox.wipe(Traces(["白鹭坝编组共三十六人"]), since=since)
        found = await rows_of(gao.database, "SELECT state, payload FROM outbox ORDER BY id")
        assert (found[0][0], found[0][1]) == ("dropped", "")
        assert found[1][0] == "queued" and "别的话" in found[1][1]


async def test_an_item_keeps_its_number_alone_and_the_drafts_that_would_change_it_are_found(
    home: Home,
) -> None:
    async with county(home, now=NOW) as gao:
        person = await gao.reporter("王茗", "云茶镇")
        first, second = await gao.item(person), await gao.item(person)
        async with gao.database.work(now=gao.clock.now()) as work:
            for item_id in (first, second):
                data = {"revises": item_id, "parts": []}
                await work.drafts.add(1, 1, kind=DraftKind.ITEM, step="preview", data=data, now=work.now)
            item = await work.items.find(first)
            assert item is not None
            await work.items.wipe(item)
            found = await work.drafts.of_item(first, about=f"card:{first}")
            assert [draft.data["revises"] for draft in found] == [first]
            wiped, other = await work.items.find(first), await work.items.find(second)
            assert wiped is not None and (wiped.title, wiped.body, wiped.number) == ("", "", item.number)
            assert other is not None and other.title == "标题"
            assert [row[1:3] for row in await work.items.versions(first)] == [("", "")]


async def test_held_items_are_listed_and_compared_with_nothing_until_they_are_let_pass(home: Home) -> None:
    async with county(home, now=NOW) as gao:
        person = await gao.reporter("王茗", "云茶镇")
        held, other = await gao.item(person, state=ItemState.HELD), await gao.item(person)
        async with gao.database.work(now=gao.clock.now()) as work:
            assert [item.id for item in await work.items.held(most=9)] == [held]
            assert [item.id for item in await work.likenesses.uncompared(most=9)] == [other]
            item = await work.items.find(held)
            assert item is not None
            await work.likenesses.demand(item)
            assert await work.likenesses.compared_version(held) == 0
        await gao.database.scrub()
