"""Training (跟班学习) over HTTP, from a rota by .xlsx to the assessment: once in Chinese, once in English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.sandbox.personas import Seen
from tests.e2e.test_clock import at, pass_to, posts
from tests.exports.test_tables import xlsx
from tests.support.running import RunningCounty

pytestmark = pytest.mark.timeout(60)
ROTA: list[list[object]] = [
    ["姓名", "开始", "结束", "导师"],
    ["王茗", date(2026, 6, 8), date(2026, 6, 26), "周编"],
    ["李四", "6月29日", "7月17日", ""],
]
ZH = {
    "language": "zh",
    "bad": "第3行：",
    "planned": "已安排跟班学习2人次",
    "asked": "安排您跟班学习：",
    "mentor": "请您带教云茶镇 王茗",
    "confirm": "确认",
    "confirmed": "已确认",
    "swap": "换班",
    "other": "水利局 李四 6月29日—7月17日",
    "wants": "云茶镇 王茗想与您换班",
    "agree": "同意",
    "changed": "已换班，双方同意",
    "week": "跟班学习安排（6月8日—6月14日）\n水利局 李四：6月8日（周一）至6月26日（周五），导师周编",
    "assess": "请回复本条消息写学习鉴定",
    "assessment": "学习鉴定\n跟班学习：6月8日（周一）至6月26日（周五）",
    "halved": "水利局 李四 0/2，差2条（跟班学习减半）",
    "list": "未完成名单",
    "done": "已鉴定",
    "withdraw": "撤回",
    "withdrawn": "王茗撤回了跟班学习申请",
    "gone": "您已撤回",
}
EN = {
    "language": "en",
    "bad": "Row 3: ",
    "planned": "2 periods of training planned",
    "asked": "You are to come to the desk for training:",
    "mentor": "You are 云茶镇 王茗's mentor",
    "confirm": "Confirm",
    "confirmed": "You have confirmed.",
    "swap": "Change with somebody",
    "other": "水利局 李四: 29 Jun – 17 Jul",
    "wants": "云茶镇 王茗 asks to change training periods with you",
    "agree": "Agree",
    "changed": "Training periods changed, both agreed",
    "week": "Training at the desk (8 Jun – 14 Jun)\n"
    "水利局 李四: 8 Jun (Monday) to 26 Jun (Friday), mentor 周编",
    "assess": "Please reply to this message with the assessment",
    "assessment": "Assessment\nTraining: 8 Jun (Monday) to 26 Jun (Friday)",
    "halved": "水利局 李四 0/2, 2 missing (halved for training)",
    "list": "shortfall list",
    "done": "assessed",
    "withdraw": "Withdraw",
    "withdrawn": "王茗 has taken back the wish to come for training",
    "gone": "You have taken it back",
}


def has(label: str) -> Callable[[Seen], bool]:
    """A message with this button."""
    return lambda seen: label in seen.labels


async def story(gao: RunningCounty, w: dict[str, str]) -> None:
    wang = await gao.join("王茗")
    li = await gao.join("李四", unit="水利局")
    zhou = await gao.join("周编", role="编辑")

    # A rota with a bad row plans nothing; mended, it reaches everybody in it.
    bad: list[list[object]] = [ROTA[0], ROTA[1], ["李死", "6月29日", "7月17日", ""]]
    await zhou.send_document(xlsx(bad), "跟班.xlsx", "/rotation", chat=gao.desk_group)
    refused = await zhou.wait_for(w["bad"], chat=gao.desk_group, timeout=20)
    assert "李四" in refused.text
    await zhou.send_document(xlsx(ROTA), "跟班.xlsx", "/rotation", chat=gao.desk_group)
    await zhou.wait_for(w["planned"], chat=gao.desk_group, timeout=20)
    await zhou.wait_for(w["mentor"], since=0)
    mine = await wang.wait_for(w["asked"], since=0)
    theirs = await li.wait_for(w["asked"], since=0)
    await li.press(theirs, w["confirm"])
    await li.wait_for(w["confirmed"])

    # What 王茗 asked for beside it is taken back, before the desk has answered.
    await wang.say("/rotation 申请 2026-09")
    wish = await wang.wait_for(has(w["withdraw"]))
    await wang.press(wish, w["withdraw"])
    await zhou.wait_for(w["withdrawn"], chat=gao.desk_group, since=0)
    await wang.wait_for(w["gone"], since=0)

    # 王茗 would rather change with 李四, who has to agree.
    await wang.press(mine, w["swap"])
    choice = await wang.wait_for(has(w["other"]))
    await wang.press(choice, w["other"])
    asked = await li.wait_for(w["wants"], since=0)
    await li.press(asked, w["agree"])
    for viewer, chat in ((wang, None), (li, None)):
        await viewer.wait_for(lambda s: w["confirmed"] in s.text and "🔄" in s.text, chat=chat, since=0)
    await zhou.wait_for(w["changed"], chat=gao.desk_group, since=0)
    await zhou.wait_for(w["changed"], since=0)

    # On Friday the work group reads who comes; once.
    await pass_to(gao, "2026-06-05 16:00")
    await pass_to(gao, "2026-06-05 16:30")
    [post] = posts(gao, wang, w["week"].split("\n")[0], gao.work_group)
    assert post == w["week"]

    # On the last day the mentor is asked, three working days later once more; the trainee gets what is written.
    for moment in ("2026-06-26 16:00", "2026-06-27 16:00", "2026-07-01 16:00", "2026-07-02 16:00"):
        await pass_to(gao, moment)
    questions = [each for each in zhou.messages() if w["assess"] in each.text]
    assert len(questions) == 2
    # The list of the month says whose quota is halved.
    [names] = posts(gao, wang, w["list"], gao.work_group)
    assert w["halved"] in names
    words = "学习认真，参与编辑信息12条，独立完成约稿2篇。"
    await zhou.say(words, reply_to=questions[-1])
    given = await li.wait_for(words, since=0)
    assert given.text.startswith(f"📜 {w['assessment']}\n{words}")
    await zhou.wait_for(words, chat=gao.desk_group, since=0)
    await li.say("/rotation")
    await li.wait_for(w["done"])
    trail = await gao.desk.database.reads.trail.of("rotation", 1)
    assert [entry.step for entry in trail] == ["plan", "ask_swap", "swap", "assess"]


async def test_a_rota_by_file_a_swap_the_fridays_post_half_a_quota_and_the_assessment(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(at=at("2026-06-03 10:00")) as gao:
        await story(gao, ZH)


async def test_the_same_in_english(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00"), desk={"language": "en", "owners": [1]}) as gao:
        await story(gao, EN)
