"""A paper to read, over real HTTP, from who sends it out to the last reminder, across a month of the clock; in both languages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bot.sandbox import Persona
from bot.sandbox.personas import Seen
from tests.e2e.test_clock import at, pass_to, posts
from tests.support.running import RunningCounty

HOLIDAY = date(2026, 6, 19)  # the Dragon Boat Festival, a Friday
ZH = {
    "post": "发布",
    "paper": "阅文 D1",
    "sent": "已发出阅文 D1",
    "count": "已阅 {}/3",
    "shut": "尚未打开私聊的1人，消息待其打开后送达：南岸镇 钱岸",
    "file": "D1 6月值班表",
    "read": "已阅",
    "toast": "D1 已记为已阅。",
    "reminder": "份阅文待阅",
    "early": "📬 您有1份阅文待阅\nD1 6月值班表 · 截止 6月12日（周五）17:30",
    "late": "📬 您有1份阅文待阅\n⚠️ 已逾期 D1 6月值班表 · 截止 6月12日（周五）17:30",
    "listed": "的截止时间 6月12日（周五）17:30 已到",
    "readers": "已阅（2人）",
    "by": "云茶镇 王茗 · 6月1日",
    "title": "6月值班表",
}
EN = {
    "post": "Post",
    "paper": "D1 Duty roster",
    "sent": "Sent out as D1",
    "count": "Read: {}/3",
    "shut": "南岸镇 钱岸",
    "file": "D1 Duty roster",
    "read": "Read",
    "toast": "D1 is recorded as read.",
    "reminder": "for you to read",
    "early": "📬 1 paper waits for you to read\nD1 Duty roster · by Fri 12 Jun at 17:30",
    "late": "📬 1 paper waits for you to read\n⚠️ Overdue D1 Duty roster · was to be read by Fri 12 Jun at 17:30",
    "listed": "D1 Duty roster",
    "readers": "Read (2)",
    "by": "云茶镇 王茗 · 1 Jun",
    "title": "Duty roster",
}


async def publish(who: Persona, label: str = "发布") -> None:
    """Presses 发布 until the file has been looked at."""
    for _ in range(200):
        preview = [seen for seen in who.messages() if label in seen.labels][-1]
        answer = await who.press(preview, label)
        if not answer.alert:
            return
        await asyncio.sleep(0.1)  # a process of its own reads it
    raise AssertionError(answer.text)


async def in_one_step(zhou: Persona) -> None:
    roster = "6月值班表\n周一 张三\n周二 李四".encode()
    await zhou.send_document(roster, "值班表.txt", "/doc 6月值班表\n截止：6月12日\n请对照执行。")
    preview = await zhou.wait_for(lambda s: "发布" in s.labels)
    assert "📎 值班表.txt" in preview.text and "范围：信息员、编辑" in preview.text


async def step_by_step(zhou: Persona) -> None:
    await zhou.say("/doc")
    await zhou.wait_for("What is the title?")
    await zhou.say("Duty roster")
    await zhou.wait_for("Please send the text in one message, or the file")
    await zhou.send_document(b"Mon: Zhang", "roster.txt")
    assert "📎 Received: roster.txt" in (await zhou.wait_for("Who is to read it?")).text
    await zhou.say("reporters")
    await zhou.wait_for("When is it due?")
    await zhou.say("12 June")
    preview = await zhou.wait_for(lambda s: "Post" in s.labels)
    assert "Readers: reporters (3)" in preview.text and "📎 roster.txt" in preview.text


def paper_of(who: Persona, label: str) -> Seen:
    """The newest message with the button."""
    return [seen for seen in who.messages() if label in seen.labels][-1]


async def month(gao: RunningCounty, w: dict[str, str], write: Callable[[Persona], Any]) -> None:
    zhou = await gao.join("周编", unit="信息中心", role="编辑")
    wang, li = await gao.join("王茗"), await gao.join("李四", unit="金竹镇")
    shut = await gao.join("钱岸", unit="南岸镇", opens=False)
    await write(zhou)
    await gao.idle()
    await publish(zhou, w["post"])
    await gao.idle()
    mine = [seen for seen in zhou.messages() if w["sent"] in seen.text][-1]
    assert w["count"].format(0) in mine.text and w["shut"] in mine.text
    for who in (wang, li):  # the file below the paper
        assert [seen.text for seen in who.messages() if seen.by_bot][-1] == w["file"]
    assert (await wang.press(paper_of(wang, w["read"]), w["read"])).text == w["toast"]
    await gao.idle()
    assert w["count"].format(1) in zhou.message(mine).text

    # Every working day at four, until it is read: none at a weekend, on the holiday or twice; past its time it says so.
    due, day, expected = date(2026, 6, 12), date(2026, 6, 1), 0
    while day <= date(2026, 6, 29):
        await pass_to(gao, f"{day} 16:00")
        is_workday = day.weekday() < 5 and day != HOLIDAY
        expected += is_workday
        reminded = posts(gao, li, w["reminder"])
        assert len(reminded) == expected, day
        if is_workday:
            assert reminded[-1] == (w["late"] if day > due else w["early"])
        if day == date(2026, 6, 8):  # whose chat was shut gets the paper once it opens
            await shut.start()
            await shut.wait_for(w["paper"])
            await shut.press(paper_of(shut, w["read"]), w["read"])
        if day == due:
            for moment in ("17:31", "17:40"):
                await pass_to(gao, f"{day} {moment}")
            listed = [text for text in posts(gao, zhou, w["listed"]) if "李四" in text]
            assert len(listed) == 1 and w["count"].format(2)[-3:] in listed[0]
        day += timedelta(days=1)
    assert posts(gao, wang, w["reminder"]) == []
    await zhou.say("/readers D1")
    assert w["by"] in (await zhou.wait_for(w["readers"])).text

    # From the last reminder it is opened, with its file, and read; nobody is reminded any more, and the writer sees it.
    await li.press([seen for seen in li.messages() if w["reminder"] in seen.text][-1], f"D1 {w['title']}")
    await gao.idle()
    await li.press(paper_of(li, w["read"]), w["read"])
    await gao.idle()
    assert w["count"].format(3) in zhou.message(mine).text
    for moment in ("2026-06-30 16:00", "2026-07-01 16:00"):
        await pass_to(gao, moment)
    assert len(posts(gao, li, w["reminder"])) == expected
    await zhou.say("/close D1")
    await zhou.wait_for("D1")


async def test_a_paper_with_a_file_is_read_reminded_of_and_listed(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00")) as gao:
        await month(gao, ZH, in_one_step)


async def test_the_same_in_english_step_by_step(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00"), desk={"language": "en"}) as gao:
        await month(gao, EN, step_by_step)
