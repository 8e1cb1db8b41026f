"""Partners over HTTP (资源共享): what one plans becomes a topic, and the month's post says what was shared; in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.personas import Persona, Seen
from tests.e2e.test_clock import at, pass_to, posts
from tests.support.running import RunningCounty

pytestmark = pytest.mark.timeout(60)
ZH = {
    "plan": "#选题 春茶采摘系列报道\n下周起连续三天走访云茶镇。",
    "have": "#报送 航拍素材一组",
    "kept": "🤝 已转采编：《春茶采摘系列报道》。结果会在这里告知。",
    "offer": "县报社 李记者提供（计划报道）：\n春茶采摘系列报道\n下周起连续三天走访云茶镇。",
    "turn": "转为选题",
    "leave": "不用",
    "due": "截止:6月12日",
    "ask": "请发送截止时间",
    "skip": "跳过",
    "post": "发布",
    "turned": "《春茶采摘系列报道》已转为选题T1，谢谢。",
    "left": "《航拍素材一组》：采编这次不用，谢谢。",
    "head": "资源共享：2026年6月情况和近期计划",
    "line": "县报社：《春茶采摘系列报道》→ T1",
    "hint": "未保存：“#选题”供联席单位在联席群使用。",
}
EN = {
    "plan": "#topic 春茶采摘系列报道\n下周起连续三天走访云茶镇。",
    "have": "#submit 航拍素材一组",
    "kept": "🤝 With the desk: “春茶采摘系列报道”. What becomes of it is told here.",
    "offer": "县报社 李记者 offers (planned):\n春茶采摘系列报道\n下周起连续三天走访云茶镇。",
    "turn": "Turn into a topic",
    "leave": "We do not use it",
    "due": "Due: 12 June",
    "ask": "When is it due?",
    "skip": "Skip",
    "post": "Post",
    "turned": "“春茶采摘系列报道” has become topic T1. Thank you.",
    "left": "“航拍素材一组”: the desk does not use it this time. Thank you.",
    "head": "Sharing of resources: June 2026, and what is planned",
    "line": "县报社: “春茶采摘系列报道” → T1",
    "hint": "Nothing was stored: “#topic” is for partners in their group.",
}


async def story(gao: RunningCounty, w: dict[str, str]) -> None:
    group = gao.sandbox.group("高县联席群", gao.owner, bot_admin=True)
    await gao.owner.say("/bind partner", chat=group)
    await gao.owner.wait_for(lambda seen: seen.by_bot, chat=group)
    li = await gao.join("李记者", unit="县报社", role="联席")
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await li.join(group)

    await wang.say(w["plan"], chat=gao.work_group)
    await wang.wait_for(w["hint"], chat=gao.work_group)
    mine = await li.say(w["plan"], chat=group)
    received = await li.wait_for(w["kept"], chat=group)
    assert received.reply_to == mine.id
    offer = await zhou.wait_for(w["offer"], chat=gao.desk_group, since=0)
    assert offer.labels == [w["turn"], w["leave"]]
    await zhou.press(offer, w["turn"])
    question = await zhou.wait_for(w["ask"], chat=gao.desk_group)
    await zhou.say(w["due"], chat=gao.desk_group, reply_to=question)
    preview = await skip_to(zhou, w, gao)
    await zhou.press(preview, w["post"])
    told = await li.wait_for(w["turned"], chat=group, since=0)
    assert told.reply_to == mine.id
    await zhou.wait_for("T1", chat=gao.desk_group, since=0)

    await li.say(w["have"], chat=group)
    other = await zhou.wait_for("航拍素材一组", chat=gao.desk_group, since=0)
    await zhou.press(other, w["leave"])
    await li.wait_for(w["left"], chat=group, since=0)

    # On the first working day of July the partner group reads what June has brought, once.
    for moment in ("2026-07-01 09:59", "2026-07-01 10:00", "2026-07-01 10:30"):
        await pass_to(gao, moment)
    [post] = posts(gao, li, w["head"], group)
    assert w["line"] in post.split("\n")
    assert posts(gao, wang, w["head"], gao.work_group) == []


async def skip_to(zhou: Persona, w: dict[str, str], gao: RunningCounty) -> Seen:
    """Whatever else is asked is skipped, until there is a preview."""
    while True:
        await gao.idle()
        last = [seen for seen in zhou.messages(gao.desk_group) if seen.by_bot and seen.labels][-1]
        if w["post"] in last.labels:
            return last
        await zhou.press(last, w["skip"])


async def test_what_a_partner_plans_becomes_a_topic_and_the_months_post_says_so(
    open_county: Callable[..., Any],
) -> None:
    async with open_county(at=at("2026-06-03 10:00")) as gao:
        await story(gao, ZH)


async def test_the_same_in_english(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00"), desk={"language": "en", "owners": [1]}) as gao:
        await story(gao, EN)
