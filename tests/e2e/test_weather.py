"""Telegram in bad weather: errors, lost answers, people and groups that go (architecture, "The way of one submission")."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app
from bot.clock import Clock
from bot.errors import ConfigError, Stopped
from bot.sandbox import Sandbox, serve
from bot.sandbox.api.faults import Kind
from bot.sandbox.world.shapes import user_json
from tests.support.county import BODY, TITLE
from tests.support.running import OWNER, RunningCounty, settings_for


@pytest.mark.parametrize("kind", ["500", "502", "429", "truncated", "reset_before", "reset_after"])
async def test_a_receipt_arrives_whatever_telegram_answers_first(gao: RunningCounty, kind: Kind) -> None:
    wang = await gao.join("王茗")
    gao.sandbox.faults.add(kind, method="sendMessage", chat_id=wang.id, times=1, seconds=1)
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001", timeout=15)
    await gao.idle()
    receipts = [s for s in wang.messages() if "2026-0001" in s.text]
    # Twice is better than never where the answer was lost; never twice where nothing can have arrived.
    assert len(receipts) <= (2 if kind in ("reset_after", "truncated") else 1)


async def test_getupdates_that_fails_loses_nothing(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    gao.sandbox.faults.add("502", method="getUpdates", times=2)
    gao.sandbox.faults.add("truncated", method="getUpdates", times=1)
    for place in range(3):
        await wang.say(f"#报送 第{place}条\n{BODY}")
    await wang.wait_for("2026-0003", timeout=20)
    assert len(await gao.desk.database.reads.items.of_person(2)) == 3


async def test_a_group_post_whose_answer_was_lost_waits_for_an_administrator(gao: RunningCounty) -> None:
    zhou = await gao.join("周编", role="编辑")
    await zhou.say("#需求 汛期防汛准备\n截止:3个工作日\n请写预案。")
    preview = await zhou.wait_for(lambda s: "发布" in s.labels)
    gao.sandbox.faults.add("reset_after", method="sendMessage", chat_id=gao.work_group.id, times=1)
    await zhou.press(preview, "发布")
    asked = await gao.owner.wait_for(lambda s: "重新发布" in s.labels, timeout=15)
    assert "汛期防汛准备" in asked.text and gao.work_group.title in asked.text
    posts = [s for s in gao.owner.messages(gao.work_group) if "汛期防汛准备" in s.text]
    assert len(posts) == 1, "it had arrived, and was not sent again unasked"
    await gao.owner.press(asked, "已经发出")
    assert (await gao.owner.press(asked, "重新发布")).text == "此事已经处理。"
    await gao.idle()
    assert len([s for s in gao.owner.messages(gao.work_group) if "汛期防汛准备" in s.text]) == 1


async def test_who_blocks_the_bot_hears_everything_on_coming_back(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await wang.block()
    await gao.owner.press(await gao.card("2026-0001"), "采用")
    await gao.idle()
    assert not [s for s in wang.messages() if "已采用" in s.text]
    await wang.unblock()
    await wang.start()
    await wang.wait_for("已采用", since=0)


async def test_a_group_that_becomes_a_supergroup_goes_on(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    group = gao.sandbox.group("乡镇群", gao.owner, wang, kind="group")
    await gao.owner.say("/bind work", chat=group)
    await gao.owner.wait_for("已绑定", chat=group)
    new = gao.sandbox.groups.migrate(group)
    await gao.idle()
    await wang.say(f"#报送 {TITLE}\n{BODY}", chat=new)
    await wang.wait_for("2026-0001", chat=new)
    places = await gao.desk.database.reads.people.places()
    assert new.id in {place.chat_id for place in places} and group.id not in {
        place.chat_id for place in places
    }


async def test_a_topic_is_a_place_of_its_own(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    forum = gao.sandbox.group("论坛群", gao.owner, wang, is_forum=True, bot_admin=True)
    topic = gao.sandbox.groups.create_topic(forum, gao.owner.user, "信息报送")
    thread = topic if isinstance(topic, int) else topic.thread_id or topic.id
    await gao.owner.say("/bind work", chat=forum, thread=thread)
    bound = await gao.owner.wait_for("已绑定", chat=forum)
    assert bound.thread_id == thread
    await wang.say(f"#报送 {TITLE}\n{BODY}", chat=forum, thread=thread)
    receipt = await wang.wait_for("2026-0001", chat=forum)
    assert receipt.thread_id == thread
    await wang.say(f"#报送 话题外\n{BODY}", chat=forum)
    refused = await wang.wait_for("尚未绑定", chat=forum)
    assert refused.thread_id is None
    to_there = f"https://t.me/c/{-forum.id - 10**12}/{thread}"
    assert refused.buttons == ((("去工作群话题", to_there),),)
    # A reply from another topic comes without what it replies to.
    said = gao.sandbox.world.draft(forum, wang.user)
    said.text, said.id = "撤回", 900
    update = gao.sandbox.world.message_json(said)
    update["external_reply"] = {
        "origin": {"type": "user", "date": said.date, "sender_user": user_json(gao.sandbox.world.bot)}
    }
    gao.sandbox.world.mailbox.put("message", update)
    await wang.wait_for("您回复的那条消息在别的聊天或话题里", chat=forum)
    gao.sandbox.groups.rename(forum, gao.owner.user, "信息论坛")
    await gao.idle()
    assert "信息论坛" in {place.title for place in await gao.desk.database.reads.people.places()}


async def test_an_update_that_cannot_be_read_is_set_aside_and_others_go_on(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    gao.desk.dispatcher.backoff = (
        0.01,
    ) * 5  # the way there is tested in tests/delivery; here only its end counts
    gao.sandbox.world.mailbox.pending.append(
        {
            "update_id": gao.sandbox.world.mailbox._next_id,
            "message": {"message_id": "no", "chat": {"id": 5}, "from": {"id": 5}},
        }
    )
    gao.sandbox.world.mailbox._next_id += 1
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001", timeout=10)
    told = await gao.owner.wait_for("五次处理未成", chat=gao.desk_group, since=0, timeout=20)
    assert told.by_bot


async def test_telegram_away_at_the_start_is_waited_for_and_a_stop_ends_the_waiting(tmp_path: Path) -> None:
    settings = settings_for("http://127.0.0.1:9", tmp_path)
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.3, stop.set)
    with pytest.raises(Stopped):
        async with app.opened(settings, clock=Clock(), stop=stop):
            raise AssertionError("there is nothing to open")


async def test_a_token_that_telegram_does_not_know_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    sandbox = Sandbox(now=lambda: datetime.now(UTC))
    async with serve(sandbox) as base:
        sandbox.user(OWNER, "主任")
        settings = settings_for(base, tmp_path, telegram={"token": "999:WRONG"})
        with pytest.raises(ConfigError, match=r"telegram\.token"):
            async with app.opened(settings, clock=Clock()):
                raise AssertionError("there is nothing to open")
