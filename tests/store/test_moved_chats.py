"""A basic group that became a supergroup: everything follows, and what the new chat has already in the same place stays."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.clock import to_ms
from bot.model import Chat, DraftKind, Message, Order
from bot.store.jsontext import as_json
from tests.support.databases import Failing, Home

NOW = datetime(2026, 6, 3, 4, tzinfo=UTC)
OLD, NEW = Chat(-5), Chat(-1009)


@pytest.fixture
async def database(home: Home) -> AsyncIterator[Failing]:
    async with home.opened() as opened:
        yield opened


async def move(database: Failing) -> None:
    """The news comes twice, from either chat."""
    for _ in range(2):
        async with database.work(now=NOW) as work:
            await work.move_chat(OLD.chat_id, NEW.chat_id)


async def test_a_card_that_the_new_chat_shows_already_stands_there_once(
    database: Failing, home: Home
) -> None:
    async with database.work(now=NOW) as work:
        for chat in (OLD, NEW):
            await work.outbox.show("card:1", chat, Message("卡片一"))
        await work.outbox.show("card:2", OLD, Message("卡片二"))
    await move(database)
    async with database.work(now=NOW) as work:
        await work.outbox.show("card:1", NEW, Message("卡片一，已签收"))
        posts = await work.outbox.posts("card:1")
    assert [(post.chat_id, post.slot) for post in posts] == [(NEW.chat_id, "card:1")]
    rows = home.ask("SELECT chat_id, state, payload FROM outbox ORDER BY id")
    assert [(chat, state) for chat, state, _ in rows] == [
        (NEW.chat_id, "dropped"),
        (NEW.chat_id, "queued"),
        (NEW.chat_id, "queued"),
    ]
    assert "已签收" in rows[1][2] and "卡片二" in rows[2][2]


async def test_what_stood_in_the_old_chat_is_shown_anew_in_the_new_one_and_its_edits_go(
    database: Failing, home: Home
) -> None:
    async with database.work(now=NOW) as work:
        await work.outbox.show("card:1", OLD, Message("卡片一"))
    home.ask("UPDATE posts SET message_id = 7")
    home.ask("UPDATE outbox SET state = 'sent'")
    async with database.work(now=NOW) as work:
        await work.outbox.show("card:1", OLD, Message("卡片一，改过"))
    await move(database)
    async with database.work(now=NOW) as work:
        assert await work.outbox.posts("card:1") == []
        await work.outbox.show("card:1", NEW, Message("卡片一，已签收"))
    rows = home.ask("SELECT method, chat_id, state FROM outbox ORDER BY id")
    assert rows == [
        ("sendMessage", NEW.chat_id, "sent"),
        ("editMessageText", NEW.chat_id, "dropped"),
        ("sendMessage", NEW.chat_id, "queued"),
    ]


async def test_a_card_under_way_to_the_old_chat_is_not_sent_again_to_the_new_one(
    database: Failing, home: Home
) -> None:
    async with database.work(now=NOW) as work:
        for chat in (OLD, NEW):
            await work.outbox.show("card:1", chat, Message("卡片一"))
    home.ask("UPDATE outbox SET state = 'sending' WHERE chat_id = ?", OLD.chat_id)
    await move(database)
    assert home.ask("SELECT state FROM outbox ORDER BY id") == [("dropped",), ("queued",)]


@pytest.mark.parametrize("answer", ["sent", "queued"])
async def test_what_is_under_way_to_the_old_chat_is_sent_to_the_new_one_once_whatever_the_old_one_answers(
    database: Failing, home: Home, answer: str
) -> None:
    """A demand that the old chat still took never came to the new one, and its edits went to a message of another number."""
    async with database.work(now=NOW) as work:
        await work.outbox.show("demand:1", OLD, Message("选题一"))
    home.ask("UPDATE outbox SET state = 'sending', attempts = 1")
    await move(database)
    settled = {
        "id": 1,
        "claim": 1,
        "state": answer,
        "attempts": 1,
        "message_id": 7,
        "error": None,
        "send_at": to_ms(NOW),
    }
    async with database.settling() as conn:
        await database.queries.settle_rows(conn, rows=as_json([{**settled, "settled_at": to_ms(NOW)}]))
        if answer == "sent":
            await database.queries.set_post_messages(
                conn, rows=as_json([{"id": 1, "message_id": 7, "row": 1}])
            )
    rows = home.ask("SELECT chat_id, state, attempts, post_id FROM outbox WHERE state <> 'dropped'")
    assert rows == [(NEW.chat_id, "queued", 0, 1)]
    assert home.ask("SELECT chat_id, slot, message_id FROM posts") == [(NEW.chat_id, "demand:1", None)]


async def test_conversations_in_both_chats_go_on_side_by_side(database: Failing) -> None:
    async with database.work(now=NOW) as work:
        for chat, words in ((OLD, "旧群里的"), (NEW, "新群里的")):
            await work.drafts.add(
                chat.chat_id, 42, kind=DraftKind.ITEM, step="collect", data={"words": words}, now=NOW
            )
    await move(database)
    kept = await database.reads.drafts.in_chat(NEW.chat_id, 42)
    assert [draft.data for draft in kept] == [{"words": "新群里的"}, {"words": "旧群里的"}]
    assert await database.reads.drafts.in_chat(OLD.chat_id, 42) == []


async def test_who_was_greeted_in_the_group_is_not_greeted_again_after_it_moved(
    database: Failing, home: Home
) -> None:
    async with database.work(now=NOW) as work:
        for chat, account in ((OLD, 42), (OLD, 43), (NEW, 43)):
            assert await work.people.greet_once(chat.chat_id, account, now=NOW)
    await move(database)
    async with database.work(now=NOW) as work:
        assert not await work.people.greet_once(NEW.chat_id, 42, now=NOW)
        assert not await work.people.greet_once(NEW.chat_id, 43, now=NOW)
    assert home.ask("SELECT chat_id, telegram_id FROM greetings ORDER BY telegram_id") == [
        (NEW.chat_id, 42),
        (NEW.chat_id, 43),
    ]


async def test_when_what_moved_was_dropped_is_kept_with_it(database: Failing, home: Home) -> None:
    async with database.work(now=NOW) as work:
        for chat in (OLD, NEW):
            await work.outbox.show("card:1", chat, Message("卡片一"))
    await move(database)
    assert home.ask("SELECT settled_at FROM outbox WHERE state = 'dropped'") == [(to_ms(NOW),)]


async def test_a_file_for_several_chats_follows_those_that_move(database: Failing, home: Home) -> None:
    order = Order("paper", {}, "简报.docx", caption="", form="document")
    async with database.work(now=NOW) as work:
        also = [(OLD, "zh"), (Chat(-55, 5), "en")]
        await work.made_files.order(order, Chat(41), language="zh", now=NOW, also=also)
    await move(database)
    async with database.work(now=NOW) as work:
        [file] = await work.made_files.wanted("paper")
    assert [list(each) for each in file.also] == [[NEW.chat_id, 0, "zh"], [-55, 5, "en"]]
