"""What waits when a desk group is bound: some cards at once, the rest by a button; an editor's /item always has a card."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.desk.demands import cards as demand_cards
from bot.desk.items import backlog, cards, lookup
from bot.model import Chat, ItemState, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import do, last_labels, texts_to

EDITOR = 201


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    """A county without a desk group, where an editor is."""
    async with county(home, now="2026-06-03 12:00:00") as place:
        yield place


async def waiting(gao: County, count: int) -> tuple[Person, list[int]]:
    """An editor, and so many items that came before there was a desk group; two more are decided."""
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=EDITOR)
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    for state in (ItemState.ADOPTED, ItemState.WITHDRAWN):
        await gao.item(wang, state=state)
    items = [await gao.item(wang) for _ in range(count - 1)]
    return editor, [*items, await gao.item(wang, state=ItemState.REVIEWING)]


async def bring(gao: County) -> None:
    """What a binding does for the desk group."""
    async with gao.database.work(now=gao.clock.now()) as work:
        await backlog.bring_over(gao.office, work, Chat(DESK_CHAT))


async def numbers_in(gao: County, chat_id: int) -> list[str]:
    """The items whose cards were sent to a chat, in their order."""
    return [text[3:12] for text in await texts_to(gao, chat_id) if text.startswith("<b>2026-")]


async def test_a_bound_desk_gets_the_oldest_ten_and_a_word_about_the_rest(gao: County) -> None:
    await waiting(gao, 13)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await bring(gao)
    assert await numbers_in(gao, DESK_CHAT) == [f"2026-{number:04d}" for number in range(3, 13)]
    assert (await texts_to(gao, DESK_CHAT))[-1] == "另有3条待审信息尚未在此显示，由早到晚依次列出。"
    assert await last_labels(gao, DESK_CHAT) == ["再看3条"]


async def test_the_button_brings_the_next_ones_and_no_item_twice(gao: County) -> None:
    editor, _ = await waiting(gao, 23)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await bring(gao)
    for _ in range(2):
        await do(gao, editor, backlog.press_more, chat_id=DESK_CHAT)
    assert await numbers_in(gao, DESK_CHAT) == [f"2026-{number:04d}" for number in range(3, 26)]
    assert [text for text in await texts_to(gao, DESK_CHAT) if "尚未在此显示" in text] == []
    await bring(gao)
    assert len(await texts_to(gao, DESK_CHAT)) == 23


async def test_a_bound_work_group_gets_the_open_demands_that_it_has_not_seen(gao: County) -> None:
    await waiting(gao, 1)
    ids = [await gao.demand(f"选题{number}", due=f"2026-06-{10 + number} 17:30") for number in range(3)]
    await gao.demand("过期的", due="2026-06-02 17:30")
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            await demand_cards.bring_over(gao.office, work, Chat(WORK_CHAT))
    posts = await texts_to(gao, WORK_CHAT)
    assert [
        f"T{number}" in post and f"选题{place}" in post
        for place, (number, post) in enumerate(zip(ids, posts, strict=True))
    ] == [True] * 3
    assert await last_labels(gao, WORK_CHAT) == ["预约"]


async def test_a_work_group_gets_no_cards(gao: County) -> None:
    await waiting(gao, 2)
    await gao.bind(DESK_CHAT, PlaceKind.WORK)
    await bring(gao)
    assert await texts_to(gao, DESK_CHAT) == []


async def test_a_card_that_an_editor_has_in_private_follows_what_becomes_of_the_item(gao: County) -> None:
    _, items = await waiting(gao, 1)
    async with gao.database.work(now=gao.clock.now()) as work:
        await cards.show_first(gao.office, work, await cards.get_item(work, items[0]))
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await bring(gao)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await cards.get_item(work, items[0])
        assert [post.chat_id for post in await work.outbox.posts(cards.slot_of(item))] == [EDITOR, DESK_CHAT]
        await cards.show_again(gao.office, work, item)
        assert [post.chat_id for post in await work.outbox.posts(cards.slot_of(item))] == [EDITOR, DESK_CHAT]
    moved = [text for text in await texts_to(gao, EDITOR) if "新卡片" in text]
    assert moved == []


@pytest.mark.parametrize("chat_id", [None, DESK_CHAT])
async def test_an_editor_who_asks_for_an_undecided_item_gets_a_living_card(
    gao: County, chat_id: int | None
) -> None:
    editor, items = await waiting(gao, 1)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await do(gao, editor, lookup.show_item, chat_id=chat_id, number="2026-0003")
    where = chat_id or EDITOR
    assert await last_labels(gao, where) == ["采用", "备用", "退回", "不采用", "合并", "放回", "改稿"]
    slots = await rows_of(gao.database, f"SELECT slot FROM posts WHERE chat_id = {where}")
    assert [row[0] for row in slots] == [f"card:{items[0]}"]


async def test_a_decided_item_and_a_reporter_get_no_card(gao: County) -> None:
    editor, _ = await waiting(gao, 1)
    wang = next(p for p in (await gao.database.current_directory()).people if p.telegram_id == 101)
    await do(gao, editor, lookup.show_item, number="2026-0001")
    await do(gao, wang, lookup.show_item, number="2026-0003")
    assert await rows_of(gao.database, "SELECT slot FROM posts") == []
