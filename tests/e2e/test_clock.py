"""What the clock posts, in the groups and in private, over real HTTP (manual, section 5), and /preview and /rank."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox import Persona
from bot.sandbox.world.records import Chat
from tests.support.county import BODY
from tests.support.running import RunningCounty

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def pass_to(gao: RunningCounty, moment: str) -> None:
    """The clock goes on to a moment in Shanghai, and the desk looks at it twice."""
    gao.clock.shift_to(at(moment))
    await gao.desk.runner.tick()
    await gao.desk.runner.tick()
    await gao.idle()


async def report(gao: RunningCounty, person: Persona, *titles: str) -> None:
    """Items of one reporter, each with its receipt read."""
    for title in titles:
        await person.say(f"#报送 {title}\n{BODY}")
        await person.wait_for(title)


def posts(gao: RunningCounty, viewer: Persona, word: str, chat: Chat | None = None) -> list[str]:
    """The desk's messages with this word that somebody sees."""
    return [seen.text for seen in viewer.messages(chat) if seen.by_bot and word in seen.text]


async def test_shortfall_counts_by_the_messages_own_date_and_is_posted_once(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(at=at("2026-05-29 10:00")) as gao:
        wang, li, zhao = (
            await gao.join("王茗"),
            await gao.join("李四", unit="水利局"),
            await gao.join("赵六", unit="水利局"),
        )
        await report(gao, wang, "春茶开园", "春茶销售")
        await report(gao, li, *(f"水利信息之{number}" for number in "一二三四"))
        gao.clock.shift_to(at("2026-05-31 23:59:50"))
        await report(gao, wang, "月末最后一条")
        gao.clock.shift_to(at("2026-06-01 00:00:01"))
        await report(gao, wang, "六月第一条")
        await pass_to(gao, "2026-06-01 09:29")
        assert posts(gao, wang, "未完成名单", gao.work_group) == []
        await pass_to(gao, "2026-06-01 09:30")
        await pass_to(gao, "2026-06-01 09:31")
        [text] = posts(gao, wang, "未完成名单", gao.work_group)
        assert text.split("\n")[:5] == [
            "2026年5月信息报送未完成名单",
            "应报3人，完成1人，未完成2人，共差5条。",
            "",
            "1. 云茶镇 王茗 3/4，差1条",
            "2. 水利局 赵六 0/4，差4条",
        ]
        assert posts(gao, gao.owner, "未完成名单", gao.desk_group) == []
        assert posts(gao, zhao, "未完成名单") == []


async def test_reminder_reaches_the_group_and_each_who_is_short(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-18 10:00")) as gao:
        wang, li = await gao.join("王茗"), await gao.join("李四", unit="水利局")
        shut = await gao.join("周九", unit="水利局", opens=False)
        await report(gao, li, *(f"水利信息之{number}" for number in "一二三四"))
        await pass_to(gao, "2026-06-20 12:00")  # a Saturday after 端午
        assert posts(gao, wang, "报送提醒") == []
        await pass_to(gao, "2026-06-22 09:00")
        [own] = posts(gao, wang, "报送提醒")
        assert "还差4条" in own
        [group] = posts(gao, wang, "报送进度", gao.work_group)
        assert "1. 云茶镇 王茗 0/4，差4条" in group.split("\n")
        assert posts(gao, li, "报送提醒") == []
        assert posts(gao, shut, "报送提醒") == []
        await shut.start()
        assert "周九" in (await shut.wait_for("报送提醒")).text


async def test_preview_shows_an_administrator_what_will_be_posted(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00")) as gao:
        await gao.join("王茗")
        zhou = await gao.join("周编", role="编辑")
        await gao.owner.say("/preview shortfall 5月")
        shown = (await gao.owner.wait_for("【预览】")).text.split("\n")
        await pass_to(gao, "2026-06-01 09:30")
        [posted] = posts(gao, zhou, "未完成名单", gao.work_group)
        assert shown[shown.index("") + 1 :] == posted.split("\n")
        await gao.owner.say("/preview 通报")
        unknown = await gao.owner.wait_for("没有名为“通报”")
        assert unknown.labels == [
            "本月信息要点",
            "信息选题",
            "报送提醒",
            "未完成名单",
            "通报征求意见稿",
            "月度通报",
            "到期提醒",
            "资源共享",
            "下周跟班学习",
            "阅文提醒",
            "会商议程",
            "每周信息摘要（报领导）",
            "年终评比",
        ]
        await gao.owner.say("/preview shortfall 上上月")
        await gao.owner.wait_for("上上月")
        await zhou.say("/preview shortfall")
        await zhou.wait_for("没有此项权限")
        assert posts(gao, zhou, "未完成名单") == []


async def test_rank_in_the_group_and_by_the_keyboard(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    li = await gao.join("李四", unit="水利局")
    await report(gao, wang, "春茶开园", "春茶销售")
    await report(gao, li, "水利信息")
    await li.say("/rank 2026-06 单位", chat=gao.work_group)
    ranked = await li.wait_for("排行", chat=gao.work_group)
    assert ranked.text.split("\n")[1:] == [
        "1. 云茶镇 0分",
        "1. 水利局 0分 ← 您的单位",
        "合计 0分",
    ]
    await wang.say("排行")
    assert "1. 云茶镇 0分 ← 您的单位" in (await wang.wait_for("排行（按单位）")).text
    await wang.say("排行 个人")
    assert "1. 云茶镇 王茗 0分 ← 您" in (await wang.wait_for("2026年6月信息报送排行（按个人）")).text
    await wang.say("/rank 年 个人")
    assert "1. 云茶镇 王茗 0分 ← 您" in (await wang.wait_for("2026年信息报送排行（按个人）")).text


async def test_a_weekly_post_on_a_worked_saturday_and_after_a_holiday(
    open_county: Callable[..., Any],
) -> None:
    """9 May 2026 is worked (调休); the daily look at due dates happens then, and only once on the Monday after."""
    async with open_county(at=at("2026-05-08 10:00"), schedule={"demands": {"cron": "0 9 * * sat"}}) as gao:
        wang = await gao.join("王茗")
        await pass_to(gao, "2026-05-09 09:00")
        [text] = posts(gao, wang, "本周选题", gao.work_group)
        assert "5月4日—5月10日" in text
