"""线索: what a reading brings goes to the desk, five at a time; two editors, what is undone, a source that stays dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import build
from bot.desk import forms, talk, today
from bot.desk.sources import leads
from bot.errors import NotAllowed, WrongState
from bot.model import Entry, FeedReading, LeadState, Person, Role
from bot.sections import Feed
from tests.support.county import DESK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, do, shown, tap

FEEDS = {
    "feeds": [
        {"name": "县政府网", "url": "https://gx.example/rss", "words": ["高县"]},
        {"name": "市日报", "url": "https://rb.example/rss", "every": "12h"},
    ]
}


@pytest.fixture
def gao(gao: County) -> County:
    return replace(gao, office=replace(gao.office, settings=build(FEEDS)))


def feed(gao: County, place: int = 0) -> Feed:
    return gao.office.settings.feeds[place]


async def read(gao: County, *titles: str, place: int = 0, hours_ago: float = 1) -> None:
    """The source has brought these."""
    moment = gao.clock.now() - timedelta(hours=hours_ago)
    found = tuple(Entry(title, f"https://gx.example/{title}", "", moment) for title in titles)
    async with gao.database.work(now=gao.clock.now()) as work:
        await leads.take_reading(gao.office, work, feed(gao, place), FeedReading(found, etag="e1"))


async def unchanged(gao: County) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await leads.take_reading(gao.office, work, feed(gao), FeedReading(is_unchanged=True))


async def fail(gao: County, why: str = "timeout", *, place: int = 0) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await leads.take_failure(gao.office, work, feed(gao, place), why)


async def lead_messages(gao: County) -> list[Shown]:
    return [each for each in await shown(gao, DESK_CHAT) if "<b>线索</b>" in each.text]


async def test_new_entries_with_a_word_are_shown_with_title_link_and_moment(
    gao: County, zhou: Person
) -> None:
    await read(gao, "高县<早茶>开园", "别处的事")
    (message,) = await lead_messages(gao)
    assert message.text == (
        '📡 <b>线索</b>　县政府网\n1. <a href="https://gx.example/高县&lt;早茶&gt;开园">高县&lt;早茶&gt;开园</a> 6月3日 11:00'
    )
    assert message.labels == ["1 转为选题", "1 忽略"]


async def test_today_shows_editors_the_leads_that_nobody_has_decided(gao: County, zhou: Person) -> None:
    await read(gao, "高县早茶提前开园", "高县小麦抢收", "高县汛情通报")
    await do(gao, zhou, today.show)
    told = (await shown(gao, 21))[-1]
    assert "📡 线索：高县" in told.text and "……另有1条" in told.text
    assert told.labels == ["① 转为选题", "① 忽略", "② 转为选题", "② 忽略", "刷新"]
    assert (await tap(gao, zhou, told, "① 忽略", leads.ignore)).text == "已忽略。"
    gao.clock.moment += timedelta(days=8)
    await do(gao, zhou, today.show)
    assert "线索：" not in (await shown(gao, 21))[-1].text, (
        "what nobody took up for a week is no news any more"
    )


async def test_nothing_is_shown_twice_whichever_source_brings_it(gao: County, zhou: Person) -> None:
    await read(gao, "高县早茶提前开园")
    await read(gao, "高县早茶提前开园")
    await read(gao, "高县早茶提前开园_宜宾日报", place=1)
    await unchanged(gao)
    assert len(await lead_messages(gao)) == 1
    states = await rows_of(gao.database, "SELECT feed, state FROM leads ORDER BY id")
    assert [tuple(row) for row in states] == [("县政府网", "shown"), ("市日报", "passed")]


async def test_five_are_shown_and_the_rest_waits_in_feeds(gao: County, zhou: Person) -> None:
    names = ("早茶开园", "汛情通报", "小麦抢收", "学校放假", "医保缴费", "桥梁通车", "招聘会举办")
    await read(gao, *(f"高县{name}" for name in names))
    (message,) = await lead_messages(gao)
    assert len([line for line in message.text.split("\n") if line[:1].isdigit()]) == 5
    assert message.text.endswith("另有2条：/feeds")
    await do(gao, zhou, leads.show_feeds, chat_id=DESK_CHAT)
    listed = (await shown(gao, DESK_CHAT))[-1]
    assert listed.text == (
        "<b>网络来源</b>\n🟢 <b>县政府网</b>：上次读取 6月3日 12:00，7条\n"
        "　线索7条：转为选题0，忽略0，待处理7\n⚪ <b>市日报</b>：尚未读取\n\n另有2条线索尚未推送"
    )
    assert listed.labels == ["看这些线索"]
    await do(gao, zhou, leads.show_more, chat_id=DESK_CHAT)
    more = (await lead_messages(gao))[-1]
    assert more.labels == ["1 转为选题", "1 忽略", "2 转为选题", "2 忽略"]
    toast = await do(gao, zhou, leads.show_more, chat_id=DESK_CHAT)
    assert toast.text == "没有更多线索。"


async def test_an_entry_with_a_marking_is_neither_shown_nor_kept(gao: County, zhou: Person) -> None:
    await read(gao, "机密★ 高县情况", "高县早茶开园")
    (message,) = await lead_messages(gao)
    assert "高县早茶开园" in message.text and "机密" not in message.text
    assert len(await rows_of(gao.database, "SELECT 1 FROM leads")) == 1


async def test_that_there_are_more_stays_said_when_one_is_decided(gao: County, zhou: Person) -> None:
    names = ("早茶开园", "汛情通报", "小麦抢收", "学校放假", "医保缴费", "桥梁通车", "招聘会举办")
    await read(gao, *(f"高县{name}" for name in names))
    (message,) = await lead_messages(gao)
    await tap(gao, zhou, message, "2 忽略", leads.ignore, chat_id=DESK_CHAT)
    (message,) = await lead_messages(gao)
    assert message.text.endswith("另有2条：/feeds")


async def test_two_editors_press_and_the_slower_one_is_told_by_whom_and_when(
    gao: County, zhou: Person, wu: Person
) -> None:
    await read(gao, "高县甲事", "高县乙情况")
    (message,) = await lead_messages(gao)
    await tap(gao, zhou, message, "2 忽略", leads.ignore, chat_id=DESK_CHAT)
    toast = await tap(gao, wu, message, "2 转为选题", leads.turn, chat_id=DESK_CHAT)
    assert (toast.text, toast.alert) == ("周编已于6月3日 12:00处理。", True)
    (message,) = await lead_messages(gao)
    assert "已忽略（周编）" in message.text and message.labels == ["1 转为选题", "1 忽略", "2 撤销"]
    with pytest.raises(NotAllowed, match="周编"):
        await tap(gao, wu, message, "2 撤销", leads.undo, chat_id=DESK_CHAT)
    await tap(gao, zhou, message, "2 撤销", leads.undo, chat_id=DESK_CHAT)
    assert (await lead_messages(gao))[0].labels == ["1 转为选题", "1 忽略", "2 转为选题", "2 忽略"]
    await tap(gao, zhou, message, "2 撤销", leads.ignore, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=11)
    assert (await lead_messages(gao))[0].labels == ["1 转为选题", "1 忽略"], "the button goes by itself"
    with pytest.raises(WrongState):
        await tap(gao, zhou, message, "2 撤销", leads.undo, chat_id=DESK_CHAT)


async def test_what_comes_at_night_is_shown_when_work_begins(gao: County, zhou: Person) -> None:
    gao.clock.moment = at("2026-06-03 23:00")
    await read(gao, "高县夜里的事")
    assert await lead_messages(gao) == []
    gao.clock.moment = at("2026-06-04 08:40")
    await unchanged(gao)
    assert "高县夜里的事" in (await lead_messages(gao))[0].text


async def test_a_new_source_does_not_flood_the_desk(gao: County, zhou: Person) -> None:
    await read(gao, *(f"高县旧闻之{n}" for n in "甲乙丙丁戊己庚辛"), hours_ago=30)
    assert await lead_messages(gao) == []
    await read(gao, *(f"高县旧闻之{n}" for n in "甲乙丙丁戊己庚辛"), "高县今天的新闻")
    (message,) = await lead_messages(gao)
    assert message.labels == ["1 转为选题", "1 忽略"]


async def test_a_source_that_stays_dead_is_told_once_a_day_and_once_when_it_lives(
    gao: County, zhou: Person
) -> None:
    async def told(words: str) -> list[str]:
        return [each.text for each in await shown(gao, DESK_CHAT) if words in each.text]

    await fail(gao)
    await fail(gao)
    assert await told("无法读取") == []
    for _ in range(3):
        await fail(gao, "status:404")
    (text,) = await told("无法读取")
    assert text == (
        "📡 网络来源“县政府网”自6月3日 12:00起无法读取（3次）：返回错误404。系统会自动重试；地址在设置文件中，全部来源：/feeds"
    )
    gao.clock.moment = at("2026-06-04 09:00")
    await fail(gao)
    await fail(gao)
    assert len(await told("无法读取")) == 2
    await do(gao, zhou, leads.show_feeds, chat_id=DESK_CHAT)
    assert (
        "🔴 <b>县政府网</b>：6月3日 12:00起连续7次读取失败，响应超时"
        in (await shown(gao, DESK_CHAT))[-1].text
    )
    await read(gao, "高县活过来了")
    assert await told("已恢复读取") == ["📡 网络来源“县政府网”已恢复读取。"]
    await fail(gao, place=1)
    await fail(gao, place=1)  # read twice a day: the second failure is enough
    assert len(await told("“市日报”")) == 1


async def test_leads_are_the_editors(gao: County, zhang: Person, zhou: Person) -> None:
    await read(gao, "高县甲事")
    for act in (leads.show_feeds, leads.show_more):
        with pytest.raises(NotAllowed):
            await do(gao, zhang, act)
    for decision in (leads.turn, leads.ignore, leads.undo):
        with pytest.raises((NotAllowed, WrongState)):
            await do(gao, zhang, decision, lead_id=1)
    assert (await gao.database.reads.leads.find(1)).state is LeadState.SHOWN  # type: ignore[union-attr]


async def test_without_a_desk_group_each_editor_reads_them_in_private(gao: County) -> None:
    await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await read(gao, "高县甲事")
    assert "高县甲事" in (await shown(gao, 21))[-1].text


async def test_a_lead_is_turned_by_one_and_says_which_topic_came_of_it(
    gao: County, zhou: Person, wu: Person
) -> None:
    await read(gao, "高县早茶开园")
    (message,) = await lead_messages(gao)
    await tap(gao, zhou, message, "1 转为选题", leads.turn, chat_id=DESK_CHAT)
    (message,) = await lead_messages(gao)
    assert "✏️ 周编正在转为选题" in message.text and message.labels == ["1 撤销"]
    toast = await do(gao, wu, leads.turn, lead_id=1, chat_id=DESK_CHAT)
    assert toast.text == "周编已于6月3日 12:00处理。"
    with pytest.raises(NotAllowed, match="周编"):  # it is under way
        await tap(gao, wu, message, "1 撤销", leads.undo, chat_id=DESK_CHAT)
    for said in ("6月20日", "1", "跳过", "跳过"):
        question = (await shown(gao, DESK_CHAT))[-1]
        await do(gao, zhou, talk.take_message, said=said, reply_to=question.message_id, chat_id=DESK_CHAT)
    preview = (await shown(gao, DESK_CHAT))[-1]
    assert "高县早茶开园" in preview.text and "https://gx.example/高县早茶开园" in preview.text
    await tap(gao, zhou, preview, "发布", forms.post, chat_id=DESK_CHAT)
    (message,) = await lead_messages(gao)
    assert "✅ 已转为选题T1（周编）" in message.text and message.labels == []
    with pytest.raises(WrongState):
        await do(gao, zhou, leads.undo, lead_id=1, chat_id=DESK_CHAT)


async def test_a_turn_that_was_left_lying_is_freed_by_anybody_after_ten_minutes(
    gao: County, zhou: Person, wu: Person
) -> None:
    await read(gao, "高县早茶开园")
    (message,) = await lead_messages(gao)
    await tap(gao, zhou, message, "1 转为选题", leads.turn, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=11)
    (message,) = await lead_messages(gao)
    await tap(gao, wu, message, "1 撤销", leads.undo, chat_id=DESK_CHAT)
    assert (await lead_messages(gao))[0].labels == ["1 转为选题", "1 忽略"]
