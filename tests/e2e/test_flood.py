"""One person who sends without end: what becomes of it, who is told, and that nobody else waits (real bot, real HTTP)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bot.sandbox import Persona
from bot.sandbox.world.shapes import user_json
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty

FAST = {"per_minute": 30, "burst": 5}


async def count(gao: RunningCounty, sql: str) -> int:
    rows = await gao.desk.database.reader.execute_fetchall(sql)
    return int(next(iter(rows))[0])


def say_all(gao: RunningCounty, who: Persona, texts: list[str], *, chat: Any = None) -> None:
    for text in texts:
        gao.sandbox.people.say(who.user, text, chat=chat or gao.sandbox.world.chats[who.id])


async def test_a_flood_of_2000_waits_and_another_is_answered_promptly(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(flood=FAST) as gao:
        flooder, other = await gao.join("张三"), await gao.join("李四", unit="罗场镇")
        say_all(gao, flooder, [f"/item 2026-{n:04}" for n in range(1000)])
        say_all(gao, flooder, ["大家好"] * 1000, chat=gao.work_group)
        await flooder.wait_for("正在排队", since=0)
        began = time.monotonic()
        for number in range(5):
            await other.say(f"#报送 {TITLE}{number}\n{BODY}")
            await other.wait_for("已收到", timeout=2)
        assert time.monotonic() - began < 5
        # Nothing of the flood is thrown away: what has not been handled stands in the inbox.
        assert await count(gao, "SELECT count(*) FROM inbox WHERE state = 'pending'") > 1900
        assert await count(gao, "SELECT count(*) FROM inbox WHERE state = 'aside' OR attempts > 0") == 0
        assert [s.text for s in flooder.messages() if "正在排队" in s.text] == [
            "您发得太快了，超过每分钟 30 条。内容没有丢失，正在排队逐条处理，请稍候，不必重发。"
        ]


async def test_what_a_member_sent_too_fast_is_taken_in_later_in_its_order(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(flood={"per_minute": 1200, "burst": 5}) as gao:
        reporter = await gao.join("张三")
        say_all(gao, reporter, [f"#报送 {TITLE}{n:02}\n{BODY}{n}" for n in range(40)])
        await gao.idle(timeout=15)
        rows = await gao.desk.database.reader.execute_fetchall(
            "SELECT number, title FROM items ORDER BY number"
        )
        assert [tuple(row) for row in rows] == [(f"2026-{n + 1:04}", f"{TITLE}{n:02}") for n in range(40)]


async def test_a_strangers_excess_is_dropped_after_one_word(open_county: Callable[..., Any]) -> None:
    async with open_county(flood=FAST) as gao:
        stranger = gao.sandbox.user(900, "陌生人")
        await stranger.start()
        await stranger.wait_for(lambda seen: seen.by_bot)
        say_all(gao, stranger, ["你好"] * 300)
        await gao.idle()
        assert [s.text for s in stranger.messages() if s.by_bot and "不予处理" in s.text] == [
            "您发得太快了，超过每分钟 30 条的部分不予处理。请一分钟后再发。"
        ]
        assert sum(s.by_bot for s in stranger.messages()) <= 5  # how to join three times, and the two words
        assert await count(gao, "SELECT count(*) FROM inbox WHERE payload <> ''") == 0


async def test_a_strangers_excess_in_a_group_is_dropped_without_a_word(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(flood=FAST) as gao:
        stranger = gao.sandbox.user(900, "陌生人")
        await stranger.join(gao.work_group)
        await gao.idle()
        before = len(gao.owner.messages(gao.work_group))
        say_all(gao, stranger, ["你好"] * 100, chat=gao.work_group)
        await gao.idle()
        assert len(gao.owner.messages(gao.work_group)) == before + 100
        assert stranger.messages() == []


async def test_guessing_at_links_is_limited_for_an_account(open_county: Callable[..., Any]) -> None:
    async with open_county(flood=FAST) as gao:
        stranger = gao.sandbox.user(900, "陌生人")
        for guess in range(200):
            gao.sandbox.people.start(stranger.user, f"{guess:032}")
        await gao.idle()
        answered = [s.text for s in stranger.messages() if s.by_bot and "链接" in s.text]
        assert 5 <= len(answered) <= 7


async def test_presses_without_end_are_answered_with_a_word_and_do_nothing(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(flood={"per_minute": 1, "burst": 4}) as gao:
        person = await gao.join("张三")
        await person.say("/lang")
        choice = await person.wait_for(lambda s: "English" in s.labels)
        await person.press(choice, "English")
        await person.press(choice, "简体中文")
        too_fast = await person.press(choice, "English")
        assert (too_fast.text, too_fast.alert) == ("点得太快了，这一次没有生效。请稍候再点。", True)
        await gao.idle()
        assert await count(gao, "SELECT count(*) FROM people WHERE name = '张三' AND language = 'zh'") == 1


async def test_a_press_whose_answer_nobody_sees_any_more_counts_when_its_turn_comes(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(flood={"per_minute": 120, "burst": 2}) as gao:
        person = await gao.join("张三")
        await person.say("/lang")
        choice = await person.wait_for(lambda s: "English" in s.labels)
        world = gao.sandbox.world
        message = world.message_json(world.chats[person.id].messages[choice.id])
        query = {"from": user_json(person.user), "message": message, "chat_instance": "1", "data": "lg:en"}
        world.mailbox.put("callback_query", {"id": "1", **query})  # Telegram knows this query no more
        await person.wait_for("I will write to you in English")
