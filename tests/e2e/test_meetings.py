"""Meetings over real HTTP (manual, section 7): called, answered, moved, reminded of, attended, written about; and called off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from icalendar import Calendar

from bot.sandbox import Persona, Seen
from tests.e2e.test_clock import at, pass_to
from tests.support.running import RunningCounty

CALLED = "/meeting 第二季度信息工作例会\n时间:6月8日 9:30\n地点:县政府三楼会议室\n参加:编辑、张三、钱某\n请带上半年统计表。"

ITEM = "6月3日，文江镇组织开展防汛演练，参加群众120人，完成转移安置，未发生人员伤亡。"


def files(who: Persona) -> list[tuple[str, int, str]]:
    """METHOD, SEQUENCE and UID of the calendar files that somebody has got."""
    calendars = [
        Calendar.from_ical(seen.document)
        for seen in who.messages()
        if seen.document and seen.file_name.endswith(".ics")
    ]
    events = [(str(each["METHOD"]), each.walk("VEVENT")[0]) for each in calendars]
    return [(method, int(str(event["SEQUENCE"])), str(event["UID"])) for method, event in events]


def newest(who: Persona, word: str) -> Seen:
    return [seen for seen in who.messages() if seen.by_bot and word in seen.text][-1]


def count(who: Persona, word: str) -> int:
    return sum(seen.by_bot and word in seen.text for seen in who.messages())


async def publish(gao: RunningCounty, editor: Persona, text: str, label: str) -> Seen:
    """From the command to how the meeting stands."""
    await editor.say(text)
    preview = await editor.wait_for(lambda seen: label in seen.labels)
    await editor.press(preview, label)
    await gao.idle()
    return preview


async def test_a_meeting_from_its_call_to_what_is_written_about_it(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00")) as gao:
        editor, other = (
            await gao.join("周编", unit="信息中心", role="编辑"),
            await gao.join("吴编", unit="信息中心", role="编辑"),
        )
        zhang = await gao.join("张三")
        qian = await gao.join("钱某", unit="沙河镇", opens=False)
        preview = await publish(gao, editor, CALLED, "发布")
        assert preview.text.split("\n") == [
            "📝 会议通知预览",
            "第二季度信息工作例会",
            "请带上半年统计表。",
            "时间：6月8日（周一）09:30",
            "地点：县政府三楼会议室",
            "参加：编辑、云茶镇 张三、沙河镇 钱某（4人）",
            "⚠️ 尚未打开私聊的1人，消息待其打开后送达：沙河镇 钱某",
            "尚未发布。",
        ]
        card = newest(editor, "未答")
        assert "参加 1 · 请假 0 · 未答复 3" in card.text
        invited = newest(zhang, "会议 M1")
        assert invited.labels == ["参加", "请假"]
        await zhang.press(invited, "参加")
        assert "您已答复参加" in (await zhang.wait_for("您已答复参加")).text
        await other.press(newest(other, "会议 M1"), "请假")
        await other.wait_for("请发来请假事由")
        await other.say("周一在市里开会")
        await other.wait_for("已为 M1 请假")
        await editor.wait_for("吴编向 M1", since=0)
        assert "参加 2 · 请假 1 · 未答复 1" in editor.message(card).text

        # The time is moved; everybody is told, and old reminders never come.
        await editor.press(card, "改时间")
        asked = await editor.wait_for("请发来新的时间")
        await editor.say("6月9日 9:00", reply_to=asked)
        await editor.wait_for("已改为：6月9日（周二）09:00")
        await zhang.wait_for("会议变更 M1", since=0)
        await pass_to(gao, "2026-06-05 16:00")
        assert count(zhang, "⏰") == 0
        await pass_to(gao, "2026-06-08 16:00")
        await pass_to(gao, "2026-06-09 08:00")
        assert [count(each, "⏰") for each in (zhang, editor, other)] == [2, 2, 0]
        assert "会议将在一小时内开始" in newest(zhang, "会议提醒").text

        # Who opens the chat late gets what waits, and may still answer.
        await qian.start()
        late = await qian.wait_for(lambda seen: "会议" in seen.text and "请假" in seen.labels)
        await qian.press(late, "参加")
        await pass_to(gao, "2026-06-09 09:00")
        answer = await zhang.press(newest(zhang, "会议提醒"), "改为请假")
        assert answer.text == "M1 已于6月9日（周二）09:00开始，不能再改。"

        # Two hours later whoever came is asked what could be written.
        await pass_to(gao, "2026-06-09 11:00")
        question = newest(zhang, "有哪些可写的点")
        await zhang.say("1. 茶产业链招商进展\n2. 夏粮收购准备情况", reply_to=question)
        taken = await zhang.wait_for("列为选题建议")
        assert "已将 M1 的 2 个可写的点" in taken.text
        await gao.idle()
        for line in ("茶产业链招商进展", "夏粮收购准备情况"):
            await gao.owner.wait_for(line, chat=gao.desk_group, since=0)
        assert count(other, "有哪些可写的点") == 0
        await editor.say("/attendance M1")
        attendance = (await editor.wait_for("到会")).text.split("\n")
        assert attendance[3:] == [
            "会议已结束。",
            "✅ 到会（3）",
            "信息中心 周编、云茶镇 张三、沙河镇 钱某",
            "📝 请假（1）",
            "· 信息中心 吴编：周一在市里开会",
        ]
        assert [(method, sequence) for method, sequence, _ in files(zhang)] == [
            ("REQUEST", 0),
            ("REQUEST", 1),
        ]
        assert len({uid for _, _, uid in files(zhang)}) == 1


async def test_a_question_that_cannot_be_answered_any_more_swallows_nothing(gao: RunningCounty) -> None:
    """It says so once; what is written next in the same chat is no answer to it."""
    editor, other = [await gao.join(name, unit="信息中心", role="编辑") for name in ("周编", "吴编")]
    li = await gao.join("李四")
    await publish(gao, editor, CALLED.replace("张三、钱某", "李四"), "发布")
    await publish(gao, editor, "/task 汛前排查\n承办:李四\n截止:6月12日\n请排查。", "发布")
    await editor.press(newest(editor, "未答复"), "改时间")
    await editor.wait_for("请发来新的时间")
    await other.say("/close M1")
    await other.press(await other.wait_for("确定取消"), "确定取消")
    await gao.idle()
    await editor.say("6月9日 9:00")
    await editor.wait_for("M1 已由吴编取消")
    await editor.say(ITEM)
    await editor.wait_for("预览")

    await li.press(newest(li, "B1"), "接受")
    await li.press(newest(li, "B1"), "反馈")
    await li.wait_for("进展如何")
    await other.say("/close B1")
    await other.press(await other.wait_for("确认撤销督办"), "确认撤销")
    await gao.idle()
    await li.say("已排查完毕")
    await li.wait_for("未作改动")
    await li.say(ITEM)
    await li.wait_for("预览")


async def test_a_meeting_is_called_off_in_english(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00"), desk={"language": "en"}) as gao:
        editor, zhang = await gao.join("周编", unit="信息中心", role="编辑"), await gao.join("张三")
        await editor.say("/meeting")
        await editor.wait_for("What is the title?")
        for typed, asked in (
            ("Quarterly meeting", "What is it about"),
            ("Bring the figures.", "When does it begin?"),
            ("9 June 9:00", "Where is it held?"),
            ("Third floor", "Who is to attend?"),
            ("张三", "Preview of a meeting"),
        ):
            await editor.say(typed)
            seen = await editor.wait_for(asked)
        await editor.press(seen, "Post")
        invited = await zhang.wait_for("Quarterly meeting", since=0)
        assert invited.text.split("\n") == [
            "🗓 Meeting M1: Quarterly meeting",
            "Time: Tue 9 Jun at 09:00",
            "Place: Third floor",
            "Bring the figures.",
            "Called by: 信息中心 周编",
            "Will you come? Please press a button.",
        ]
        assert invited.labels == ["Attend", "Be excused"]
        await zhang.say("/meetings")
        await zhang.wait_for("Meetings ahead (1)")
        await pass_to(gao, "2026-06-08 16:00")
        assert newest(zhang, "⏰").labels == ["Attend", "Be excused"]
        await editor.say("/close M1")
        question = await editor.wait_for("this cannot be undone")
        await editor.press(question, "Yes, cancel it")
        await editor.wait_for("is cancelled. Told: 1")
        await zhang.wait_for("Meeting M1 is cancelled")
        assert [(method, sequence) for method, sequence, _ in files(zhang)] == [("REQUEST", 0), ("CANCEL", 1)]
        await pass_to(gao, "2026-06-09 08:00")
        assert count(zhang, "⏰ Meeting M1: Quarterly") == 0 or newest(zhang, "⏰").labels == []
        await editor.say("M1")
        assert "It was cancelled" in (await editor.wait_for("It was cancelled")).text
