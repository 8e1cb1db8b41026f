"""Quiet hours over a night, a switch that is off, a deputy who answers for somebody: over real HTTP, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.e2e.test_circulars import publish
from tests.e2e.test_clock import at, pass_to, posts


async def test_a_night_a_switch_and_a_deputy(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00")) as gao:
        zhou = await gao.join("周编", unit="信息中心", role="编辑")
        wang, li = await gao.join("王茗"), await gao.join("李四", unit="金竹镇")
        await li.say("/quiet 15:00-次日9:30")
        assert "✓ 22:00–7:00" not in (await li.wait_for("免打扰：15:00至次日9:30")).labels
        await wang.say("/notify")
        switches = await wang.wait_for("私聊提醒")
        assert (await wang.press(switches, "🔔 阅文提醒")).text == "已关闭：阅文提醒。"
        await zhou.say("/doc 6月值班表\n请对照执行。")
        await zhou.wait_for(lambda s: "发布" in s.labels)
        await publish(zhou, "发布")
        await gao.idle()
        await pass_to(gao, "2026-06-01 16:00")
        await pass_to(gao, "2026-06-01 23:00")
        assert posts(gao, li, "份阅文待阅") == [] and posts(gao, wang, "份阅文待阅") == []
        await pass_to(gao, "2026-06-02 09:31")
        assert len(posts(gao, li, "份阅文待阅")) == 1 and posts(gao, wang, "份阅文待阅") == []
        await li.say("/deputy 王茗 今天 6月3日")
        await li.wait_for("由云茶镇 王茗代理您")
        await wang.wait_for("由您代理金竹镇 李四")
        await zhou.say("/doc 防汛通知\n请转告各村。")
        await zhou.wait_for(lambda s: "防汛通知" in s.text and "发布" in s.labels)
        await publish(zhou, "发布")
        await gao.idle()
        copy = await wang.wait_for("【代 金竹镇 李四】", since=0)
        assert copy.text.split("\n")[1].endswith("D2 防汛通知")
        await wang.press(copy, "已阅")
        await gao.idle()
        await zhou.say("/readers D2")
        assert "金竹镇 李四" in (await zhou.wait_for("已阅（1人）")).text.split("已阅（1人）")[1]
        await wang.say("/today")
        assert "金竹镇 李四" in (await wang.wait_for("今日待办")).text
        await pass_to(gao, "2026-06-04 09:00")
        assert posts(gao, wang, "代理结束") == ["您代理金竹镇 李四的期限已到，代理结束。辛苦了！"]
        assert posts(gao, li, "代理结束") == ["云茶镇 王茗代理您的期限已到，代理结束。"]


async def test_the_same_in_english(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00"), desk={"language": "en"}) as gao:
        zhou = await gao.join("Zhou", unit="Centre", role="编辑")
        wang, li = await gao.join("Wang"), await gao.join("Li", unit="Jinzhu")
        await li.say("/quiet 15:00-9:30")
        await li.wait_for("Quiet hours: 15:00 to 9:30 the next day")
        await zhou.say("/doc Duty roster\nPlease keep to it.")
        await zhou.wait_for(lambda s: "Post" in s.labels)
        await publish(zhou, label="Post")
        await gao.idle()
        await pass_to(gao, "2026-06-01 16:00")
        assert posts(gao, li, "paper waits") == [] and len(posts(gao, wang, "paper waits")) == 1
        await pass_to(gao, "2026-06-02 09:31")
        assert len(posts(gao, li, "paper waits")) == 1
        await li.say("/deputy Wang today 3 June")
        await li.wait_for("Wang stands in for you, 2 Jun to 3 Jun.")
        await zhou.say("/doc Flood notice\nPlease pass it on.")
        await zhou.wait_for(lambda s: "Flood notice" in s.text and "Post" in s.labels)
        await publish(zhou, label="Post")
        await gao.idle()
        copy = await wang.wait_for("[For Jinzhu Li]", since=0)
        await wang.press(copy, "Read")
        await gao.idle()
        await wang.say("/today")
        await wang.wait_for("Today, ")
