"""A paper to read, over real HTTP, from who sends it out to the last reminder, across two weeks of the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox import Persona
from tests.e2e.test_clock import at, pass_to, posts


async def publish(who: Persona, *, label: str = "发布") -> None:
    """Presses 发布 until the file has been looked at."""
    for _ in range(50):
        preview = [seen for seen in who.messages() if label in seen.labels][-1]
        answer = await who.press(preview, label)
        if not answer.alert:
            return
    raise AssertionError(answer.text)


async def test_a_paper_with_a_file_is_read_reminded_of_and_listed(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00")) as gao:
        zhou = await gao.join("周编", unit="信息中心", role="编辑")
        wang, li = await gao.join("王茗"), await gao.join("李四", unit="金竹镇")
        shut = await gao.join("钱岸", unit="南岸镇", opens=False)
        roster = "6月值班表\n周一 张三\n周二 李四".encode()
        await zhou.send_document(roster, "值班表.txt", "/doc 6月值班表\n截止：6月4日\n请对照执行。")
        preview = await zhou.wait_for(lambda s: "发布" in s.labels)
        assert "📎 值班表.txt" in preview.text and "范围：信息员、编辑" in preview.text
        await gao.idle()
        await publish(zhou)
        await gao.idle()
        mine = [s for s in zhou.messages() if "已发出阅文 D1" in s.text][-1]
        assert "已阅 0/3" in mine.text and "尚未打开私聊的1人，消息待其打开后送达：南岸镇 钱岸" in mine.text
        for who in (wang, li):
            assert [s.text for s in who.messages() if s.by_bot][
                -1
            ] == "D1 6月值班表"  # the file below the paper
        paper = await wang.wait_for("阅文 D1", since=0)
        assert (await wang.press(paper, "已阅")).text == "D1 已记为已阅。"
        await gao.idle()
        assert "已阅 1/3" in zhou.message(mine).text
        await pass_to(gao, "2026-06-01 16:00")
        await pass_to(gao, "2026-06-01 16:05")
        (reminder,) = posts(gao, li, "份阅文待阅")
        assert reminder == "📬 您有1份阅文待阅\nD1 6月值班表 · 截止 6月4日（周四）17:30"
        assert posts(gao, wang, "份阅文待阅") == []
        await shut.start()
        late = await shut.wait_for("阅文 D1")
        await shut.press(late, "已阅")
        await pass_to(gao, "2026-06-04 17:31")
        await pass_to(gao, "2026-06-04 17:40")
        (listed,) = posts(gao, zhou, "的截止时间 6月4日（周四）17:30 已到")
        assert "已阅 2/3" in listed and "<b>" not in listed and "金竹镇 李四" in listed
        await zhou.say("/readers D1")
        standing = await zhou.wait_for("已阅（2人）")
        assert "云茶镇 王茗 · 6月1日" in standing.text
        await pass_to(gao, "2026-06-05 16:00")  # a Friday
        await pass_to(gao, "2026-06-06 16:00")  # a Saturday
        assert len(posts(gao, li, "份阅文待阅")) >= 1
        reminded = [s for s in li.messages() if "份阅文待阅" in s.text][-1]
        await li.press(reminded, "D1 6月值班表")
        again = await li.wait_for(lambda s: "已阅" in s.labels, since=0)
        await li.press([s for s in li.messages() if "已阅" in s.labels][-1] or again, "已阅")
        await gao.idle()
        assert "已阅 3/3" in zhou.message(mine).text
        before = len(posts(gao, li, "份阅文待阅"))
        await pass_to(gao, "2026-06-15 16:00")
        assert len(posts(gao, li, "份阅文待阅")) == before


async def test_the_same_in_english_step_by_step(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-01 09:00"), desk={"language": "en"}) as gao:
        zhou = await gao.join("Zhou", unit="Centre", role="编辑")
        wang = await gao.join("Wang")
        await zhou.say("/doc")
        await zhou.wait_for("What is the title?")
        await zhou.say("Duty roster")
        await zhou.wait_for("Please send the text in one message, or the file")
        await zhou.send_document(b"Mon: Zhang", "roster.txt")
        assert "📎 Received: roster.txt" in (await zhou.wait_for("Who is to read it?")).text
        await zhou.say("reporters")
        await zhou.wait_for("When is it due?")
        await zhou.say("Friday")
        preview = await zhou.wait_for(lambda s: "Post" in s.labels)
        assert "Readers: reporters (1)" in preview.text and "📎 roster.txt" in preview.text
        await gao.idle()
        await publish(zhou, label="Post")
        paper = await wang.wait_for(lambda s: "Read" in s.labels, since=0)
        assert paper.text.split("\n") == [
            "📄 D1 Duty roster",
            "From: Centre Zhou",
            "Read by: Fri 5 Jun 17:30",
            "📎 1 file below",
        ]
        await pass_to(gao, "2026-06-02 16:00")
        assert len(posts(gao, wang, "1 paper waits for you to read")) == 1
        await wang.press(paper, "Read")
        await gao.idle()
        assert "Read: 1/1" in [s for s in zhou.messages() if "Sent out as D1" in s.text][-1].text
        await zhou.say("/close D1")
        await zhou.wait_for("D1 Duty roster is called off.")
