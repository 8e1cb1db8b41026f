"""Messages claimed by the Work that writes them: they leave at its commit, and overtake nothing in their chat."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from telegram import Bot

from bot.clock import Clock
from bot.delivery.outgoing.sender import Sender
from bot.model import Chat, Message, Policy, Priority
from bot.sections import Limits
from tests.delivery.outgoing.test_sender import Desk, make_sender, states
from tests.support.databases import Failing, on_file_alone
from tests.support.far_end import FarEnd, Noting, open_bot, refusal
from tests.support.rows import outbox, put_call, read, until

GROUP = Chat(-7)
pytestmark = on_file_alone  # where others share the database nothing is claimed so


@asynccontextmanager
async def sending(bot: Bot, database: Failing, **options: Any) -> AsyncIterator[Sender]:
    """A sender at work that has looked once, so that it knows what waits."""
    sender, stop = make_sender(bot, database, Desk(), **options), asyncio.Event()
    await sender.recover()
    running = asyncio.create_task(sender.send_forever(stop))
    try:
        await until(
            lambda: database.express is not None and database.express.sees_all, lambda: asyncio.sleep(0)
        )
        yield sender
    finally:
        stop.set()
        await running
        assert await sender.drain(5)


async def say(database: Failing, *texts: str, chat: Chat = GROUP, **how: Any) -> None:
    """A Work that says these."""
    async with database.work(now=Clock().now()) as work:
        for text in texts:
            await work.outbox.say(chat, Message(text), **how)


async def all_sent(database: Failing) -> None:
    """Until nothing waits."""
    await until(lambda: set(states(database)) <= {"sent"}, lambda: asyncio.sleep(0.01))


async def test_a_message_leaves_at_the_commit_and_nobody_claims_it_again(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    async with sending(bot, database):
        async with database.work(now=Clock().now()) as work:
            await work.outbox.say(GROUP, Message("甲"), slot="card:1")
            await asyncio.sleep(0.05)
            assert outbox(database) == [] and far_end.calls == [], "nothing leaves before the commit"
        assert states(database) == ["sending"], "committed as it leaves"
        await all_sent(database)
    assert far_end.texts() == ["甲"]
    assert read(database, "SELECT attempts, message_id, error FROM outbox") == [(1, 1001, None)]
    assert read(database, "SELECT message_id FROM posts") == [(1001,)]


async def test_an_edit_of_a_message_that_stands_leaves_at_the_commit_too(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    async with sending(bot, database):
        await say(database, "一", slot="card:1")
        await all_sent(database)
        async with database.work(now=Clock().now()) as work:
            await work.outbox.show("card:1", GROUP, Message("二"))
        assert states(database) == ["sent", "sending"]
        await all_sent(database)
    assert [(method, params.get("message_id")) for method, params in far_end.calls] == [
        ("sendMessage", None),
        ("editMessageText", "1001"),
    ]


async def test_an_edit_of_a_message_on_its_way_waits_for_it(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    far_end.script = lambda method, params: asyncio.sleep(0.1)
    async with sending(bot, database):
        await say(database, "一", slot="card:1")
        async with database.work(now=Clock().now()) as work:
            await work.outbox.show("card:1", GROUP, Message("二"))
        assert states(database) == ["sending", "queued"]
        await all_sent(database)
    assert [params.get("message_id") for _, params in far_end.calls] == [None, "1001"]


async def test_a_work_that_fails_sends_nothing_and_holds_nothing_up(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    async with sending(bot, database, limits=Limits()) as sender:
        with suppress(KeyError):
            async with database.work(now=Clock().now()) as work:
                await work.outbox.say(GROUP, Message("never"))
                await work.outbox.say(Chat(-8), Message("never"), policy=Policy.HOLD)
                raise KeyError
        assert (
            sender._express is not None and sender._express.promised == 0 and not sender._admission._taken_at
        )
        for chat in (GROUP, Chat(-8)):
            async with asyncio.timeout(3):  # a place under the limits is lost, no more
                while not far_end.texts(chat.chat_id):
                    await say(database, "good", chat=chat)
                    await asyncio.sleep(1.1)
    assert "never" not in far_end.texts()


async def test_what_is_queued_before_leaves_before(bot: Bot, database: Failing, far_end: FarEnd) -> None:
    async with sending(bot, database):
        async with database.work(now=Clock().now()) as work:
            await work.outbox.say(GROUP, Message("1"), policy=Policy.HOLD)
            await work.outbox.say(GROUP, Message("2"))
            await work.outbox.say(Chat(-8), Message("other"))
        assert sorted(states(database)) == ["queued", "queued", "sending"]
        await say(database, "3")
        await all_sent(database)
        await say(database, "4")
        assert states(database)[-1] == "sending", "once that is gone the way is free again"
        await all_sent(database)
    assert far_end.texts(-7) == ["1", "2", "3", "4"]


async def test_what_another_program_queues_bars_its_chat_when_it_is_seen(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    gate = asyncio.Event()

    async def at_the_gate() -> None:
        await gate.wait()

    far_end.script = lambda method, params: at_the_gate() if params["text"] == "0" else None
    async with sending(bot, database):
        await say(database, "0")
        for text in ("1", "2"):
            await put_call(database, text, chat_id=GROUP.chat_id, policy=Policy.HOLD)
        await asyncio.sleep(0.1)
        await say(database, "3")
        assert states(database)[-1] == "queued"
        gate.set()
        await all_sent(database)
    assert far_end.texts() == ["0", "1", "2", "3"]


async def test_what_follows_a_call_that_failed_waits_for_it(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    troubles = ["1"]
    far_end.script = lambda method, params: (
        refusal(500, "Internal Server Error")
        if params["text"] in troubles and not troubles.remove(params["text"])  # type: ignore[func-returns-value]
        else None
    )
    async with sending(bot, database):
        await say(database, "1", "2")
        await until(lambda: len(far_end.calls) == 1, lambda: asyncio.sleep(0.001))
        for text in ("3", "4", "5"):
            await say(database, text)
            await asyncio.sleep(0.02)
        await say(database, "other", chat=Chat(-8))
        await all_sent(database)
    assert far_end.texts(-7) == ["1", "1", "2", "3", "4", "5"]


async def test_what_comes_at_the_moment_of_the_next_try_does_not_overtake_it(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    answers = [refusal(429, "Too Many Requests: retry after 1", retry_after=1)]
    far_end.script = lambda method, params: answers.pop() if answers else None
    async with sending(bot, database):
        await say(database, "1")
        await until(lambda: states(database) == ["queued"], lambda: asyncio.sleep(0.01))
        for place in range(60):  # a Work every few hundredths of a second, over the whole wait and beyond it
            await say(database, f"{place + 2}")
            await asyncio.sleep(0.03)
        await all_sent(database)
    assert far_end.texts() == ["1", *(str(place) for place in range(1, 62))]


async def test_under_the_limits_a_chat_gets_one_a_second(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    moments: list[float] = []
    far_end.script = lambda method, params: moments.append(asyncio.get_running_loop().time())
    async with sending(bot, database, limits=Limits()):
        for text in "123":
            await say(database, text)
        assert states(database) == ["sending", "queued", "queued"]
        await all_sent(database)
    assert far_end.texts() == ["1", "2", "3"]
    assert min(after - before for before, after in pairwise(moments)) >= 1


async def test_under_the_limits_no_second_sees_more_than_allowed(database: Failing, far_end: FarEnd) -> None:
    limits = Limits(overall_per_second=10, group_per_minute=0, chat_per_second=1)
    async with open_bot(far_end.url, transport=Noting) as bot, sending(bot, database, limits=limits):
        await asyncio.gather(*(say(database, "x", chat=Chat(-100 - place)) for place in range(25)))
        await all_sent(database)
        assert isinstance(bot.request, Noting)
        moments = bot.request.left
    assert len(moments) == 25
    assert all(late - early >= 1 for early, late in zip(moments, moments[10:], strict=False))
    assert moments[-1] - moments[0] < 4


async def test_after_the_end_nothing_is_claimed_and_what_was_is_given_back(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    async with sending(bot, database) as sender:
        async with database.work(now=Clock().now()) as work:
            await work.outbox.say(GROUP, Message("late"))
            express = database.express
            assert not await sender.drain(0.1) or (express is not None and not express.is_open)
        await sender.drain(1)
    assert read(database, "SELECT state, attempts FROM outbox") == [("queued", 0)]
    assert far_end.calls == []
    await say(database, "later")
    assert states(database) == ["queued", "queued"]


async def test_killed_before_the_call_the_next_life_makes_it_once(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    async with sending(bot, database) as sender:
        sender._flight.add = lambda rows: None  # type: ignore[method-assign]  # the process ends here
        await say(database, "甲", "乙")
    assert states(database) == ["sending", "sending"] and far_end.calls == []
    async with sending(bot, database):
        await say(database, "丙")
        await all_sent(database)
    assert far_end.texts() == ["甲", "乙", "丙"]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_mixed_each_chat_hears_its_messages_in_their_order_and_once(
    bot: Bot, database: Failing, far_end: FarEnd, seed: int
) -> None:
    dice = random.Random(seed)
    far_end.script = lambda method, params: asyncio.sleep(dice.choice([0, 0, 0.002, 0.01]))
    said: list[str] = []

    async def one(place: int) -> None:
        await asyncio.sleep(dice.random() / 4)
        with suppress(KeyError):
            async with database.work(now=Clock().now()) as work:
                for chat in dice.sample([-1, -2, -3], dice.randint(1, 3)):
                    policy = dice.choice([Policy.REPEAT] * 4 + [Policy.HOLD])
                    put_off = Clock().now() + timedelta(milliseconds=30) if dice.random() < 0.1 else None
                    await work.outbox.say(
                        Chat(chat), Message(f"{chat}:{place}"), policy=policy, send_at=put_off,
                        priority=Priority.BROADCAST if dice.random() < 0.1 else Priority.REPLY,
                    )  # fmt: skip
                if dice.random() < 0.1:
                    raise KeyError
            said.append(str(place))

    async with sending(bot, database):
        await asyncio.gather(*(one(place) for place in range(120)))
        await all_sent(database)
    plain = read(
        database,
        "SELECT payload ->> 'text', chat_id, priority FROM outbox WHERE send_at = created_at ORDER BY id",
    )
    assert sorted(far_end.texts()) == sorted(
        text for (text,) in read(database, "SELECT payload ->> 'text' FROM outbox")
    ), "each once"
    for chat in (-1, -2, -3):
        heard = far_end.texts(chat)
        wanted = [text for text, to, priority in plain if to == chat and priority == Priority.REPLY]
        assert [text for text in heard if text in set(wanted)] == wanted


async def test_where_the_commit_fails_nothing_leaves_and_the_places_are_free_again(
    bot: Bot, database: Failing, far_end: FarEnd
) -> None:
    async def spoil() -> None:
        async with database.durable() as conn:  # shares the Work's commit, at which alone SQLite looks
            await conn.execute_fetchall("PRAGMA defer_foreign_keys = 1")
            await conn.execute_fetchall("UPDATE outbox SET post_id = 99")

    async with sending(bot, database):
        outcomes = await asyncio.gather(say(database, "never"), spoil(), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [sqlite3.IntegrityError] * 2
        assert read(database, "SELECT * FROM outbox") == []
        await say(database, "good")
        await all_sent(database)
    assert far_end.texts() == ["good"]
