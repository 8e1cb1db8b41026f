"""Guidance and network sources over HTTP: a question and its thread, the guide, a good example, a lead that becomes a topic.

Once in Chinese, once in English.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.personas import Seen
from tests.e2e.test_clock import pass_to
from tests.support.county import BODY, TITLE
from tests.support.feeds import HOST, Site, rss, site
from tests.support.papers import paper
from tests.support.running import RunningCounty

pytestmark = pytest.mark.timeout(60)
ZH = {
    "language": "zh",
    "asks": "想问编辑什么",
    "asked": "已转采编人员",
    "card": "咨询　云茶镇 王茗",
    "passed": "已私下答复王茗",
    "answered": "周编答复您的咨询“汛情信息多快要报？”",
    "further": "追问",
    "both": "已答复：周编、吴编",
    "reminder": "咨询久未答复（1）：/ask\n王茗，6月3日",
    "guide": "一、什么样的信息容易被采用",
    "own": "一事一报，事实先行",
    "update": "更新",
    "put": "确认更新",
    "done": "写作指南已更新",
    "restore": "恢复上一版",
    "restored": "已恢复机器人自带的写作指南",
    "congratulations": "祝贺王茗：您的2026-0001 " + TITLE + "被选为好稿示例",
    "examples": "好稿示例（1）",
    "comment": "周编点评：数据准",
    "adopt": "采用",
    "leads": "线索　县政府网\n1. 高县早茶提前开园",
    "turn": "1 转为选题",
    "turning": "周编正在转为选题",
    "due": "截止",
    "skip": "跳过",
    "post": "发布",
    "turned": "已转为选题T1（周编）",
    "feeds": "上次读取",
    "dead": "网络来源“县政府网”自",
    "chosen": "已设为好稿示例",
    "revoke": "撤销",
    "no_more": "已从好稿示例中撤下",
}
EN = {
    "language": "en",
    "asks": "What do you want to ask the editors?",
    "asked": "Passed on to the desk.",
    "card": "Question from 云茶镇 王茗",
    "passed": "Your answer has gone to 王茗 in private.",
    "answered": "周编 answers your question “汛情信息多快要报？”",
    "further": "Ask further",
    "both": "Answered by 周编, 吴编",
    "reminder": "Questions without an answer (1): /ask\n王茗, since 3 Jun",
    "guide": "What makes an item adopted",
    "own": "一事一报，事实先行",
    "update": "update",
    "put": "Put it in force",
    "done": "The writing guide has been updated",
    "restore": "Restore the one before",
    "restored": "The writing guide that comes with the bot is in force again",
    "congratulations": f"王茗, congratulations: 2026-0001 {TITLE} has been chosen as a good example.",
    "examples": "Good examples (1)",
    "comment": "周编: 数据准",
    "adopt": "Adopt",
    "leads": "Leads from 县政府网\n1. 高县早茶提前开园",
    "turn": "1 Turn into a topic",
    "turning": "周编 makes a topic of it",
    "due": "When is it due?",
    "skip": "Skip",
    "post": "Post",
    "turned": "topic T1 (周编)",
    "feeds": "last read",
    "dead": "The network source “县政府网” has not been readable since",
    "chosen": "is a good example under /guide",
    "revoke": "Undo",
    "no_more": "it is no longer among the good examples",
}


def has(*labels: str) -> Callable[[Seen], bool]:
    """A message with these buttons."""
    return lambda seen: all(label in seen.labels for label in labels)


async def thread(gao: RunningCounty, w: dict[str, str]) -> None:
    """A question, two editors' answers, a further question that nobody answers until the list of the next day names it."""
    wang, zhou, wu = gao.people["王茗"], gao.people["周编"], gao.people["吴编"]
    await wang.say("/ask")
    await wang.wait_for(w["asks"])
    await wang.say("汛情信息多快要报？")
    await wang.wait_for(w["asked"])
    card = await zhou.wait_for(w["card"], chat=gao.desk_group, since=0)
    await zhou.say("先电话，30分钟内报首条。", chat=gao.desk_group, reply_to=card.id)
    await zhou.wait_for(w["passed"], chat=gao.desk_group)
    await wang.wait_for("先电话", since=0)
    await wu.say("写清伤亡和处置。", chat=gao.desk_group, reply_to=card.id)
    told = await wang.wait_for("写清伤亡", since=0)
    assert w["answered"].replace("周编", "吴编") in told.text
    await wu.wait_for(w["both"], chat=gao.desk_group, since=0)
    await wang.press(told, w["further"])
    await wang.say("夜里也要报吗？")
    await wang.wait_for(w["asked"])
    await zhou.wait_for("夜里也要报吗", chat=gao.desk_group, since=0)
    await pass_to(gao, "2026-06-04 09:00")
    await zhou.wait_for(w["reminder"], chat=gao.desk_group, since=0, timeout=20)


async def guide(gao: RunningCounty, w: dict[str, str]) -> None:
    """The built-in guide, the office's own out of a paper, the former one restored."""
    wang, zhou = gao.people["王茗"], gao.people["周编"]
    await wang.say("/guide")
    first = await wang.wait_for(w["guide"])
    assert "1/4" in first.labels
    own = paper("高县信息写作要求", "一事一报，事实先行，数据带单位，注明来源。")
    await zhou.send_document(own, "要求.docx", f"/guide {w['update']}")
    preview = await zhou.wait_for(has(w["put"]), timeout=20)
    assert w["own"] in preview.text
    await zhou.press(preview, w["put"])
    done = await zhou.wait_for(w["done"])
    await wang.say("/guide")
    await wang.wait_for(w["own"])
    await zhou.press(done, w["restore"])
    await zhou.wait_for(w["restored"])
    await wang.say("/guide")
    await wang.wait_for(w["guide"])


async def good_example(gao: RunningCounty, w: dict[str, str]) -> None:
    """An adopted item is shown as an example, its reporter congratulated, and taken down again."""
    wang, zhou = gao.people["王茗"], gao.people["周编"]
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    card = await zhou.wait_for(
        lambda seen: w["adopt"] in seen.labels and "2026-0001" in seen.text, chat=gao.desk_group, since=0
    )
    await zhou.press(card, w["adopt"])
    await zhou.say("/exemplar 1 数据准", chat=gao.desk_group)
    chosen = await zhou.wait_for(w["chosen"], chat=gao.desk_group)
    await wang.wait_for(w["congratulations"], since=0)
    await wang.say("/guide")
    page = await wang.wait_for(has(w["examples"]))
    await wang.press(page, w["examples"])
    listed = await wang.wait_for(has(f"2026-0001 {TITLE}"))
    await wang.press(listed, f"2026-0001 {TITLE}")
    shown = await wang.wait_for(w["comment"])
    assert BODY in shown.text
    await zhou.press(chosen, w["revoke"])
    await wang.wait_for(w["no_more"], since=0)


async def read_later(gao: RunningCounty) -> None:
    """Half an hour later every source is due again."""
    gao.clock.shift_to(gao.clock.now() + timedelta(minutes=31))
    await gao.desk.feeds.read_due()


async def lead(gao: RunningCounty, web: Site, w: dict[str, str]) -> None:
    """What a source brings becomes a topic in the work group; the source dies, and the desk hears of it."""
    zhou, wang = gao.people["周编"], gao.people["王茗"]
    await gao.desk.feeds.read_due()
    hour_ago = gao.clock.now() - timedelta(hours=1)
    web.put("/rss", rss(("高县早茶提前开园", "/a/1", hour_ago), ("别处的新闻", "/a/2", hour_ago)))
    await read_later(gao)
    found = await zhou.wait_for(w["leads"], chat=gao.desk_group, since=0, timeout=20)
    await zhou.press(found, w["turn"])
    question = await zhou.wait_for(w["due"], chat=gao.desk_group, since=0)
    await zhou.wait_for(w["turning"], chat=gao.desk_group, since=0)
    await zhou.say("2026-06-20", chat=gao.desk_group, reply_to=question.id)
    for _ in range(3):
        question = await zhou.wait_for(has(w["skip"]), chat=gao.desk_group)
        await zhou.press(question, w["skip"])
    preview = await zhou.wait_for(has(w["post"]), chat=gao.desk_group)
    assert web.url("/a/1") in preview.text
    await zhou.press(preview, w["post"])
    await zhou.wait_for(w["turned"], chat=gao.desk_group, since=0)
    await wang.wait_for("高县早茶提前开园", chat=gao.work_group, since=0)
    await zhou.say("/feeds", chat=gao.desk_group)
    await zhou.wait_for(w["feeds"], chat=gao.desk_group)
    web.pages.clear()
    for _ in range(3):
        await read_later(gao)
    await zhou.wait_for(w["dead"], chat=gao.desk_group, since=0, timeout=20)


@pytest.mark.parametrize("w", [ZH, EN], ids=["zh", "en"])
async def test_guidance_from_a_question_to_a_good_example_and_a_lead_to_a_topic(
    open_county: Callable[..., Any], w: dict[str, str]
) -> None:
    async with site() as web:
        web.put("/rss", rss())
        source = {"name": "县政府网", "url": web.url(), "words": ["高县"], "allow": HOST}
        async with open_county(feeds=[source], desk={"owners": [1], "language": w["language"]}) as gao:
            await gao.join("王茗")
            await gao.join("周编", role="编辑")
            await gao.join("吴编", role="编辑")
            await good_example(gao, w)
            await guide(gao, w)
            await thread(gao, w)
            await lead(gao, web, w)
