"""What Telegram refuses for good, over real HTTP: muted groups, topics and messages that are gone, groups entered again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox import Persona
from bot.sandbox.world.records import Chat
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty as RunningCounty

SHANGHAI = ZoneInfo("Asia/Shanghai")
MUTED = "not enough rights to send text messages to the chat"


def mute(gao: RunningCounty, chat: Chat, *, times: int) -> None:
    """The next messages to the group are refused."""
    gao.sandbox.faults.add("400", method="sendMessage", chat_id=chat.id, times=times, text=MUTED)


def seen(who: Persona, word: str, chat: Chat | None = None) -> list[str]:
    """The desk's messages with this word."""
    return [each.text for each in who.messages(chat) if each.by_bot and word in each.text]


async def pass_to(gao: RunningCounty, moment: str) -> None:
    """The clock goes on to a moment in Shanghai, and the desk looks at it."""
    gao.clock.shift_to(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI))
    await gao.desk.runner.tick()
    await gao.idle()


async def test_receipts_from_a_muted_group_come_in_private_and_the_desk_hears_once_what_to_do(
    gao: RunningCounty,
) -> None:
    wang = await gao.join("王茗")
    mute(gao, gao.work_group, times=2)
    for title in ("春茶开园", "春茶销售"):
        await wang.say(f"#报送 {title}\n{BODY}", chat=gao.work_group)
        await wang.wait_for(title, since=0)
    await gao.idle()
    [told] = seen(gao.owner, "无法在", gao.desk_group)
    assert "“高县信息工作群”" in told and "请允许我在该群发送消息" in told
    await wang.say(f"#报送 第三条\n{BODY}", chat=gao.work_group)
    await wang.wait_for("2026-0003", chat=gao.work_group)


async def test_a_muted_groups_list_is_owed_and_posted_once_when_the_right_is_given_back(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(at=datetime(2026, 5, 31, 12, tzinfo=SHANGHAI)) as gao:
        await gao.join("王茗")
        await gao.desk.runner.tick()
        mute(gao, gao.work_group, times=1000)
        await pass_to(gao, "2026-06-01 09:30")
        await pass_to(gao, "2026-06-01 09:40")
        assert seen(gao.owner, "未完成名单", gao.work_group) == []
        gao.sandbox.faults.clear()
        gao.sandbox.groups.promote(gao.work_group, gao.sandbox.world.bot)
        await gao.idle()
        for minute in (41, 42, 43):
            await pass_to(gao, f"2026-06-01 09:{minute}")
        assert len(seen(gao.owner, "未完成名单", gao.work_group)) == 1


async def test_a_list_that_nobody_lets_out_is_tried_once_an_hour_and_given_up_after_its_catch_up(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(at=datetime(2026, 5, 31, 12, tzinfo=SHANGHAI)) as gao:
        await gao.join("王茗")
        await gao.desk.runner.tick()
        mute(gao, gao.work_group, times=1000)
        for moment in ("01 09:30", "01 09:50", "01 10:31", "01 10:50", "04 09:20", "04 09:40", "04 12:00"):
            await pass_to(gao, f"2026-06-{moment}")
        tries = [
            call
            for call in gao.sandbox.calls
            if call.method == "sendMessage" and "未完成名单" in str(call.params)
        ]
        assert len(tries) == 3
        assert len(seen(gao.owner, "无法在", gao.desk_group)) == 1


async def test_a_card_for_a_closed_or_deleted_topic_goes_to_the_editors_and_not_into_the_general_one(
    open_county: Callable[..., Any],
) -> None:
    async with open_county() as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
        await gao.unbind_desk()
        forum = gao.sandbox.group("采编论坛", gao.owner, zhou, is_forum=True, bot_admin=True)
        thread = gao.sandbox.groups.create_topic(forum, gao.owner.user, "审稿").thread_id
        await gao.owner.say("/bind desk", chat=forum, thread=thread)
        await gao.owner.wait_for("已绑定", chat=forum)
        # While the topic is closed its cards come in private; it has them as soon as somebody opens it again.
        gao.sandbox.faults.add("400", method="sendMessage", chat_id=forum.id, times=1, text="TOPIC_CLOSED")
        await wang.say(f"#报送 沙河镇开展春耕\n{BODY}")
        await zhou.wait_for("2026-0001", since=0)
        opened = gao.sandbox.world.draft(forum, gao.owner.user)
        opened.service, opened.thread_id = {"forum_topic_reopened": {}}, thread
        gao.sandbox.world.post(forum, opened)
        card = await zhou.wait_for(
            lambda s: "2026-0001" in s.text and "签收" in s.labels, chat=forum, since=0
        )
        assert card.thread_id == thread
        gao.sandbox.groups.delete_topic(forum, thread)
        await wang.say(f"#报送 {TITLE}\n{BODY}")
        card = await zhou.wait_for("2026-0002", since=0)
        assert (await zhou.press(card, "采用")).text.startswith("已采用")
        await gao.owner.wait_for("“采编论坛”中绑定为采编群的话题已不存在", since=0)
        assert seen(gao.owner, "2026-0002", forum) == []


async def test_a_deleted_card_comes_back_with_the_next_change_and_item_brings_one_at_once(
    gao: RunningCounty,
) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    card = await gao.card("2026-0001")
    gao.sandbox.world.delete(gao.desk_group.messages[card.id])
    await zhou.say("/item 2026-0001", chat=gao.desk_group)
    shown = await zhou.wait_for(lambda s: "签收" in s.labels, chat=gao.desk_group)
    await zhou.press(shown, "签收")
    taken = await zhou.wait_for("在审 · 周编", chat=gao.desk_group)
    gao.sandbox.world.delete(gao.desk_group.messages[taken.id])
    newest = zhou.messages(gao.desk_group)[-1]
    await zhou.say("/item 2026-0001")
    in_private = await zhou.wait_for(lambda s: "退回" in s.labels)
    await zhou.press(in_private, "退回")
    back = await zhou.wait_for(
        lambda s: "2026-0001" in s.text and "返回" in s.labels, chat=gao.desk_group, since=newest
    )  # with the question that was opened in private
    assert back.id != card.id
    assert seen(gao.owner, "⚠", gao.desk_group) == []


async def test_a_desk_group_that_took_the_bot_in_again_gets_what_came_in_between(gao: RunningCounty) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    bot = gao.sandbox.world.bot
    gao.sandbox.groups.leave(gao.desk_group, bot, by=gao.owner.user)
    await gao.owner.wait_for("已被移出群", since=0)
    for title in ("春茶开园", "春茶销售"):
        await wang.say(f"#报送 {title}\n{BODY}")
        await zhou.wait_for(title, since=0)
    gao.sandbox.groups.join(gao.desk_group, bot, by=gao.owner.user)
    await gao.owner.say("/bind desk", chat=gao.desk_group)
    card = await zhou.wait_for(
        lambda s: "春茶开园" in s.text and "签收" in s.labels, chat=gao.desk_group, since=0
    )
    await zhou.wait_for(lambda s: "春茶销售" in s.text and "签收" in s.labels, chat=gao.desk_group, since=0)
    await zhou.press(card, "采用")
    own = await zhou.wait_for(lambda s: "春茶开园" in s.text and "采用 · 周编" in s.text)
    assert own.labels == ["撤销", "下一件", "上报", "市采用", "省采用", "全文", "改稿"]


async def test_a_desk_group_that_is_bound_late_gets_ten_cards_and_a_button_for_more(
    gao: RunningCounty,
) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await gao.unbind_desk()
    for number in range(12):
        await wang.say(f"#报送 第{number}条茶讯\n{BODY}")
    await wang.wait_for("2026-0012", since=0)
    await gao.owner.say("/bind desk", chat=gao.desk_group)
    rest = await zhou.wait_for("另有2条待审信息", chat=gao.desk_group, since=0)
    await gao.idle()
    assert len(seen(zhou, "茶讯", gao.desk_group)) == 10
    await zhou.press(rest, "再看2条")
    await zhou.wait_for("2026-0012", chat=gao.desk_group)
    await gao.idle()
    assert len(seen(zhou, "茶讯", gao.desk_group)) == 12
    assert seen(zhou, "另有", gao.desk_group) == []


async def test_receipts_that_come_at_once_are_put_together_under_telegrams_limits(
    open_county: Callable[..., Any],
) -> None:
    limits = {"overall_per_second": 30, "group_per_minute": 20, "chat_per_second": 1}
    async with open_county(telegram={"limits": limits}) as gao:
        people = [await gao.join(f"王{number}", opens=False) for number in range(8)]
        await asyncio.gather(
            *(who.say(f"#报送 {who.user.name}的茶讯\n{BODY}", chat=gao.work_group) for who in people)
        )
        await gao.idle(timeout=60)
        receipts = [each for each in gao.owner.messages(gao.work_group) if each.by_bot and "✅" in each.text]
        text = "\n".join(each.text for each in receipts)
        assert [f"2026-{number:04d}" in text for number in range(1, 9)] == [True] * 8
        assert len(receipts) < 5
        assert receipts[-1].reply_to is None
