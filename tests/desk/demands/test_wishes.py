"""A leader: keys of their own, words that become a wish or a demand, a wish that is answered and never turned down."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from bot.desk import forms, talk
from bot.desk.demands import proposals, wishes
from bot.desk.items import lookup, submissions
from bot.desk.people import join
from bot.model import Chat, Message, Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, rows_of
from tests.support.scenes import do, last_labels, shown, texts_to

CHOICES = ["转为选题", "约稿", "列入要点", "搁置", "回复领导"]
WISH = "农民工工资支付情况要尽快摸清楚，下周一前报我。"


@pytest.fixture
async def leader(gao: County) -> Person:
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    return await gao.person("张立新", "县政府", role=Role.LEADER, telegram_id=30)


@pytest.fixture
async def editor(gao: County) -> Person:
    return await gao.person("何文涛", "信息中心", role=Role.EDITOR, telegram_id=31)


async def draft_of(gao: County, who: Person) -> int:
    return max(draft.id for draft in await gao.database.reads.drafts.of(who.telegram_id or 0))


async def pass_on(gao: County, leader: Person) -> None:
    await do(gao, leader, talk.take_message, said=WISH)
    await do(gao, leader, wishes.pass_on, draft_id=await draft_of(gao, leader))


async def test_a_leader_has_keys_of_their_own(gao: County, leader: Person) -> None:
    await do(gao, leader, join.start, payload="")
    rows = await rows_of(gao.database, "SELECT payload FROM outbox WHERE chat_id = 30")
    words = [
        word for word in ("发布需求", "选题", "排行", "帮助", "报送", "我的") if f'"{word}"' in rows[0][0]
    ]
    assert words == ["发布需求", "选题", "排行", "帮助"]


async def test_a_leaders_words_may_be_passed_on_or_posted(gao: County, leader: Person) -> None:
    await do(gao, leader, talk.take_message, said=WISH)
    assert await last_labels(gao, 30) == ["转采编群研究", "发布为需求", "取消"]
    assert await texts_to(gao, DESK_CHAT) == []


async def test_a_bare_word_is_no_wish(gao: County, leader: Person) -> None:
    """Nor is it answered with what a leader may not do."""
    await do(gao, leader, talk.take_message, said="好的")
    assert await gao.database.reads.drafts.of(30) == []
    assert await texts_to(gao, 30) == []
    await do(gao, leader, talk.take_message, said="谢谢！")
    assert (await texts_to(gao, 30)) == ["不客气。"]


async def test_a_wish_reaches_the_desk_at_once_with_the_same_buttons(
    gao: County, leader: Person, editor: Person
) -> None:
    await pass_on(gao, leader)
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        f"📌 <b>领导交办</b>：县政府 张立新，6月3日 12:00\n{WISH}"
    )
    assert await last_labels(gao, DESK_CHAT) == CHOICES
    assert (await texts_to(gao, 30))[-1] == "已转采编群研究，办理情况将向您报告。"


async def test_the_desks_answer_reaches_the_leader_and_stands_under_the_wish(
    gao: County, leader: Person, editor: Person
) -> None:
    await pass_on(gao, leader)
    await do(gao, editor, wishes.ask_answer, proposal_id=1)
    await do(gao, editor, talk.take_message, said="已安排人社局摸底，周五前报送。")
    assert (await texts_to(gao, 30))[-1] == (
        f"<b>采编群答复</b>（关于“{WISH}”）：\n已安排人社局摸底，周五前报送。"
    )
    assert (await texts_to(gao, 31))[-1] == "答复已发给县政府 张立新。"
    assert "💬 何文涛已答复：已安排人社局摸底，周五前报送。" in (await texts_to(gao, DESK_CHAT))[-1]
    assert await last_labels(gao, DESK_CHAT) == CHOICES


async def test_a_leaders_words_become_a_demand_and_the_desk_is_told(gao: County, leader: Person) -> None:
    await do(gao, leader, talk.take_message, said=WISH)
    await do(gao, leader, wishes.make_demand, draft_id=await draft_of(gao, leader))
    await do(gao, leader, talk.take_message, said="2026-06-12")
    await do(gao, leader, forms.post, draft_id=await draft_of(gao, leader))
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        f"📌 县政府 张立新发布 T1：{WISH.rstrip('。')}，截止6月12日（周五）17:30"
    )


async def test_an_editors_demand_is_not_told_to_the_desk(gao: County, leader: Person, editor: Person) -> None:
    await do(gao, editor, forms.write, said="#需求 春茶\n截止:2026-06-12", form="demand")
    await do(gao, editor, forms.post, draft_id=await draft_of(gao, editor))
    assert await texts_to(gao, DESK_CHAT) == []


async def test_somebody_elses_proposal_can_still_be_turned_down(
    gao: County, leader: Person, editor: Person
) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=11)
    await do(gao, wang, proposals.propose, text="夏粮收购中的新情况")
    assert await last_labels(gao, DESK_CHAT) == CHOICES[:4]
    await do(gao, editor, proposals.ask_shelve, proposal_id=1)
    await do(gao, editor, talk.take_message, said="近期已报过")
    assert "经会商暂缓安排，原因：近期已报过" in (await texts_to(gao, 11))[-1]


async def test_a_leaders_reply_to_an_item_is_perhaps_a_comment_on_it(
    gao: County, leader: Person, editor: Person
) -> None:
    reporter = await gao.person("王茗", "云茶镇", telegram_id=40)
    await do(gao, reporter, submissions.submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, leader, lookup.show_item, number="1")
    item = (await shown(gao, 30))[-1]
    await do(gao, leader, talk.take_message, said="请农业农村局跟进销路", reply_to=item.message_id)
    asked = (await shown(gao, 30))[-1]
    assert asked.labels == ["批示", "转采编群研究", "发布为需求", "取消"]
    assert "如是对2026-0001的批示" in asked.text


async def test_a_leaders_reply_to_a_bulletin_is_perhaps_a_comment_on_one_of_its_items(
    gao: County, leader: Person, editor: Person
) -> None:
    reporter = await gao.person("王茗", "云茶镇", telegram_id=40)
    for title in ("早茶开园", "早茶销售"):
        await do(gao, reporter, submissions.submit_tagged, said=f"#报送 {title}\n{BODY}")
    async with gao.database.work(now=gao.clock.now()) as work:
        lines = "1. 早茶开园（云茶镇）/item_2026_0001\n2. 早茶销售（云茶镇）/item_2026_0002"
        await work.outbox.say(Chat(30), Message(Markup(f"📰 第1期\n{lines}")))
    bulletin = (await shown(gao, 30))[-1]
    await do(gao, leader, talk.take_message, said="请农业农村局跟进销路", reply_to=bulletin.message_id)
    asked = (await shown(gao, 30))[-1]
    assert asked.labels == ["批示 2026-0001", "批示 2026-0002", "转采编群研究", "发布为需求", "取消"]
    assert "如是对其中某条的批示" in asked.text
