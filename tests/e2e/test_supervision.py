"""Supervision (督办) over HTTP, from a leader's comment to the ledger: once in Chinese, once in English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.personas import Seen
from tests.e2e.test_clock import at, pass_to, posts
from tests.support.county import BODY
from tests.support.running import RunningCounty

pytestmark = pytest.mark.timeout(60)
ZH = {
    "language": "zh",
    "comment": "张县长批示",
    "turn": "转督办",
    "lead": "承办？",
    "preview": "督办件预览",
    "source": "来源：2026-0001（县政府 张县长批示）",
    "post": "发布",
    "published": "已发布：B1",
    "was_first": "信息中心 周编已于6月3日 12:00将本批示转督办（B1），未重复发布。",
    "turned": "您的批示已转督办：B1",
    "linked": "已转督办：B1",
    "card": "督办件 B1",
    "accept": "接受",
    "had": "云茶镇（王茗 6月3日",
    "accepted": "云茶镇 王茗已签收",
    "feedback": "反馈",
    "how": "进展如何",
    "progress": "云茶镇 王茗 反馈：",
    "time": "申请延期",
    "why": "请回复本条消息写明理由",
    "asks": "申请延期至7月2日（周四）17:30",
    "agree": "同意",
    "agreed": "同意延期，截止时间改为7月2日（周四）17:30",
    "soon": "督办件 B1 云茶镇早茶提前开园 即将到期",
    "today": "督办件 B1 云茶镇早茶提前开园 今日到期",
    "overdue": "已逾期：督办件 B1 云茶镇早茶提前开园",
    "late_1": "逾期1个工作日：督办件 B1",
    "late_3": "逾期3个工作日：督办件 B1",
    "done": "办结",
    "what": "办理情况和结果如何",
    "reported": "云茶镇 王茗 报办结：",
    "back": "退回补办",
    "missing": "还差什么",
    "sent_back": "退回补办。理由：缺整改前后的数据",
    "is_done": "同意办结",
    "agreed_done": "周编同意办结",
    "ledger": "2026年7月督办台账",
    "row": "云茶镇 王茗 · 办结，用时23个工作日 · 截止7月2日（周四）17:30",
    "history": "反馈1次",
    "files": "附件",
    "none": "没有督办件 B1，或您无权查看",
}
EN = {
    "language": "en",
    "comment": "Comment by 县政府 张县长",
    "turn": "Make it a supervision task",
    "lead": "Which unit or person leads?",
    "preview": "Preview of a supervision task",
    "source": "Source: 2026-0001 (comment by 县政府 张县长)",
    "post": "Post",
    "published": "Posted: B1",
    "was_first": "信息中心 周编 made B1 of this comment on 3 Jun at 12:00 already. Nothing was posted",
    "turned": "Your comment has become the supervision task B1",
    "linked": "Supervision task: B1",
    "card": "Supervision task B1",
    "accept": "Accept",
    "had": "云茶镇 (accepted by 王茗, 3 Jun",
    "accepted": "accepted by 云茶镇 王茗",
    "feedback": "Report progress",
    "how": "how does it go?",
    "progress": "progress, 云茶镇 王茗:",
    "time": "Ask for more time",
    "why": "Please reply with the reason",
    "asks": "云茶镇 王茗 asks for time until Thu 2 Jul at 17:30",
    "agree": "Agree",
    "agreed": "agrees to more time. It is now due Thu 2 Jul at 17:30",
    "soon": "Supervision task B1 云茶镇早茶提前开园 is coming due",
    "today": "Supervision task B1 云茶镇早茶提前开园 is due today",
    "overdue": "Supervision task B1 云茶镇早茶提前开园 is overdue",
    "late_1": "overdue by 1 working day",
    "late_3": "overdue by 3 working days",
    "done": "Report as done",
    "what": "what was done",
    "reported": "reported as done, 云茶镇 王茗:",
    "back": "Send back to be completed",
    "missing": "what is missing?",
    "sent_back": "sends it back to be completed. Reason: 缺整改前后的数据",
    "is_done": "Agree that it is done",
    "agreed_done": "周编 agrees that it is done",
    "ledger": "Supervision tasks, July 2026",
    "row": "云茶镇 王茗 · done, took 23 working days · due Thu 2 Jul at 17:30",
    "history": "1 progress report",
    "files": "Attachments",
    "none": "There is no supervision task B1, or you may not see it",
}


def has(label: str) -> Callable[[Seen], bool]:
    """A message with this button."""
    return lambda seen: label in seen.labels


async def story(gao: RunningCounty, w: dict[str, str]) -> None:
    wang, li = await gao.join("王茗"), await gao.join("李四")
    other = await gao.join("赵河", unit="柏溪镇")
    zhou, wu = [await gao.join(name, unit="信息中心", role="编辑") for name in ("周编", "吴编")]
    head = await gao.join("张县长", unit="县政府", role="领导")
    await other.say(f"#报送 云茶镇早茶提前开园\n{BODY}")
    await other.wait_for("2026-0001")

    # The leader's comment reaches the desk, where two editors turn it into a task at once: who leads is all that is asked
    # for. One is first, the other hears who was and keeps the form; it is one task.
    await head.say("/comment 1 请云茶镇核实市场秩序，提出整改措施。")
    comment = await zhou.wait_for(w["comment"], chat=gao.desk_group, since=0)
    previews = []
    for editor in (wu, zhou):
        await editor.press(comment, w["turn"])
        question = await editor.wait_for(w["lead"], chat=gao.desk_group)
        await editor.say("云茶镇", chat=gao.desk_group, reply_to=question)
        previews.append(await editor.wait_for(w["preview"], chat=gao.desk_group))
    assert all(w["source"] in each.text for each in previews)
    await zhou.press(previews[1], w["post"])
    await zhou.wait_for(w["published"], chat=gao.desk_group, since=0)
    late = await wu.press(previews[0], w["post"])
    assert w["was_first"] in late.text
    assert len(posts(gao, zhou, w["published"], gao.desk_group)) == 1
    await head.wait_for(w["turned"], since=0)
    await zhou.wait_for(w["linked"], chat=gao.desk_group, since=0)
    await zhou.say("/item 1")
    await zhou.wait_for(w["linked"])

    # Everybody of the unit is asked; who accepts first has it, and the others see who.
    card, same = await wang.wait_for(w["card"], since=0), await li.wait_for(w["card"], since=0)
    assert card.labels == same.labels == [w["accept"]]
    await wang.press(card, w["accept"])
    await gao.idle()
    assert w["had"] in li.message(same).text and li.message(same).labels == []
    for hears in (zhou, head):
        await hears.wait_for(w["accepted"], since=0)
    await other.say("B1")
    await other.wait_for(w["none"])

    # Progress goes to who set it and to the desk; more time is asked for once, and given.
    card = await wang.wait_for(has(w["time"]), since=0)
    await wang.press(card, w["feedback"])
    await wang.wait_for(w["how"])
    await wang.send_document("茶厂检查登记".encode(), "检查表.txt", caption="已检查12家茶厂，3家需整改。")
    for chat in (None, gao.desk_group):
        assert "3家需整改" in (await zhou.wait_for(w["progress"], chat=chat, since=0)).text
    await gao.idle()
    for chat in (None, gao.desk_group):
        await zhou.wait_for(lambda s: s.file_name == "检查表.txt", chat=chat, timeout=20, since=0)
    await wang.press(card, w["time"])
    days = await wang.wait_for(lambda s: len(s.labels) == 3 and s.labels[0].startswith("3"))
    await wang.press(days, days.labels[1])
    await wang.wait_for(w["why"])
    await wang.say("检测报告7月1日出具")
    asked = await zhou.wait_for(w["asks"], since=0)
    await zhou.press(asked, w["agree"])
    await wang.wait_for(w["agreed"], since=0)

    # The clock warns, and tells of what is overdue: the unit at once, the desk and then the leaders, each once.
    for moment in ("06-25 09:00", "06-30 09:00", "07-02 09:00", "07-02 17:31", "07-03 09:00", "07-07 09:00"):
        await pass_to(gao, f"2026-{moment}")
    assert len(posts(gao, wang, w["soon"])) == 2 and len(posts(gao, wang, w["today"])) == 1
    assert len(posts(gao, wang, w["overdue"])) == len(posts(gao, li, w["overdue"])) == 1
    assert posts(gao, li, w["soon"]) == []
    told = [text for text in posts(gao, zhou, w["late_1"], gao.desk_group) if "B1" in text]
    assert told, "the desk hears a working day later"
    assert len(posts(gao, head, w["late_3"])) == 1 and posts(gao, head, w["late_1"]) == []

    # Reported as done, sent back with a reason, reported again, agreed to.
    await wang.press(card, w["done"])
    await wang.wait_for(w["what"])
    await wang.say("12家茶厂已全部整改。")
    report = await zhou.wait_for(w["reported"], since=0)
    await zhou.press(report, w["back"])
    await zhou.wait_for(w["missing"])
    await zhou.say("缺整改前后的数据")
    returned = await wang.wait_for(w["sent_back"], since=0)
    await wang.press(returned, w["done"])
    await wang.wait_for(w["what"])
    await wang.say("整改前3家不合格，整改后全部合格。")
    report = await zhou.wait_for(lambda s: "全部合格" in s.text and w["is_done"] in s.labels, since=0)
    await zhou.press(report, w["is_done"])
    for hears in (wang, head):
        await hears.wait_for(w["agreed_done"], since=0)
    for moment in ("2026-07-08 09:00", "2026-07-13 09:00"):
        await pass_to(gao, moment)
    assert len(posts(gao, head, w["late_3"])) == 1 and len(posts(gao, wang, w["overdue"])) == 1

    # The ledger has it, with the working days that it took; its number alone shows its history.
    await zhou.say("/tasks", chat=gao.desk_group)
    ledger = await zhou.wait_for(w["ledger"], chat=gao.desk_group)
    assert w["row"] in ledger.text
    await zhou.press(ledger, "B1")
    shown = await zhou.wait_for(w["history"], chat=gao.desk_group)
    for part in ("3家需整改", "检查表.txt", "检测报告7月1日出具", "缺整改前后的数据", "整改后全部合格"):
        assert part in shown.text
    await wang.say("B1")
    assert (await wang.wait_for(w["history"])).labels == [w["files"]]


async def test_from_a_comment_to_the_ledger(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 12:00")) as gao:
        await story(gao, ZH)


async def test_the_same_in_english(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 12:00"), desk={"owners": [1], "language": "en"}) as gao:
        await story(gao, EN)
