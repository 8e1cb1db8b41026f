"""The bulletin while signers have it: what is changed in it is said, and their paper is the present one."""

from __future__ import annotations

import json

import pytest

from bot.desk import talk, today
from bot.desk.bulletin import commands, composing, signing
from bot.desk.common import making
from bot.desk.items import cards, copyedits, reviews, submissions
from bot.desk.people import deputies, deputy_days
from bot.errors import NotAllowed, WrongState
from bot.model import Person, Product, Role
from tests.desk.bulletin.test_composing import adopted, bulletin_in, composed, issue, press
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, do, shown, stands_in


@pytest.fixture
async def boss(gao: County, places: None) -> Person:
    return await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)


async def at_signers(gao: County, zhang: Person, zhou: Person) -> None:
    """2026-0001, adopted on the desk, is in the bulletin that the signers have; its paper was made."""
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 夏粮收购\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await press(gao, zhou, await composed(gao, zhou, "夏粮收购"), "送签", chat_id=DESK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await making.take(gao.office, work, 1, Product("ab" * 32, 20_000))
    gao.clock.moment = at("2026-06-03 12:05:00")


async def copyedit(gao: County, who: Person, text: str) -> None:
    """`/edit 2026-0001 text`."""
    await do(gao, who, copyedits.edit, argument=f"2026-0001\n{text}", chat_id=DESK_CHAT)


DRAFTS = "SELECT state, chat_id, also, spec FROM made_files WHERE state <> 'made' ORDER BY id"


async def test_signers_are_told_what_was_changed_at_theirs_and_get_one_paper_of_it(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await gao.person("李主任", "县政府办", role=Role.ADMIN, telegram_id=42)
    await at_signers(gao, zhang, zhou)
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    sure = await bulletin_in(gao, 41)
    for title in ("夏粮收购开秤", "夏粮收购全面开秤"):
        await copyedit(gao, zhou, f"{title}\n{BODY}")
    for chat in (41, 42):
        assert "\n⚠️ 2026-0001送签后有改动。" in (await bulletin_in(gao, chat)).text
    rows = await rows_of(gao.database, DRAFTS)
    assert [row[0] for row in rows] == ["given_up", "wanted"]
    assert (rows[1][1], json.loads(rows[1][2])[0][0]) == (41, 42)
    assert json.loads(rows[1][3])["items"][0]["title"] == "夏粮收购全面开秤"
    with pytest.raises(WrongState, match="changed since"):
        await press(gao, boss, sure, "确认签发")
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    assert "送签后有改动" in (await bulletin_in(gao, 41)).text
    await do(gao, zhou, signing.fetch_back, chat_id=DESK_CHAT, bulletin_id=1)
    await do(gao, zhou, signing.send, chat_id=DESK_CHAT, bulletin_id=1)
    assert "送签后有改动" not in (await bulletin_in(gao, 41)).text
    rows = await rows_of(gao.database, DRAFTS)
    assert [row[0] for row in rows] == ["given_up", "given_up", "wanted"], "sent twice, one paper comes"


async def test_signers_get_the_paper_anew_when_an_edit_is_taken_back(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await at_signers(gao, zhang, zhou)
    await copyedit(gao, zhou, f"夏粮收购开秤\n{BODY}")
    await do(gao, zhou, copyedits.undo, chat_id=DESK_CHAT, item_id=1)
    assert "送签后有改动" not in (await bulletin_in(gao, 41)).text
    rows = await rows_of(gao.database, DRAFTS)
    assert json.loads(rows[-1][3])["items"][0]["title"] == "夏粮收购"


async def test_a_change_of_the_card_alone_sends_signers_no_paper(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await at_signers(gao, zhang, zhou)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await cards.update(gao.office, work, item)
    assert await rows_of(gao.database, DRAFTS) == []


async def test_a_draft_that_is_not_made_when_it_is_issued_does_not_arrive_afterwards(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await adopted(gao, zhang, "早茶提前开园")
    message = await composed(gao, zhou, "早茶提前开园")
    await press(gao, zhou, message, "预览", chat_id=DESK_CHAT)
    await do(gao, boss, composing.preview, bulletin_id=1)
    said = len(await shown(gao, 41))
    await issue(gao, boss)
    states = await rows_of(gao.database, "SELECT state, caption <> '' FROM made_files ORDER BY id")
    assert states == [("given_up", 1), ("given_up", 1), ("wanted", 0)]
    async with gao.database.work(now=gao.clock.now()) as work:  # one was being drawn
        await making.take(gao.office, work, 1, Product("ab" * 32, 20_000))
        await making.give_up(gao.office, work, 2)
    assert await rows_of(gao.database, "SELECT count(*) FROM outbox WHERE method = 'sendDocument'") == [(0,)]
    assert len(await shown(gao, 41)) == said


async def test_an_empty_pool_says_that_there_is_nothing_to_choose(gao: County, zhou: Person) -> None:
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    assert (await bulletin_in(gao, DESK_CHAT)).text.endswith("\n暂无待选信息。")


async def test_who_stands_in_for_a_signer_gets_a_copy_and_signs_in_their_place(
    gao: County, zhang: Person, zhou: Person, wu: Person, boss: Person
) -> None:
    await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    await stands_in(gao, wu, boss)
    await at_signers(gao, zhang, zhou)
    copy = next(
        each for each in await shown(gao, 22) if each.text.startswith("<b>【代 县政府办 王主任】</b>\n📰")
    )
    assert copy.labels == ["签发", "退改", "预览", "取回"]
    row = (await rows_of(gao.database, "SELECT chat_id, also FROM made_files"))[0]
    assert {row[0], *(each[0] for each in json.loads(row[1]))} == {41, 22}, "the paper as well"
    await do(gao, wu, today.show)
    assert "<b>代 县政府办 王主任 办</b>\n📰 一期刊物待您签发：/issue" in (await shown(gao, 22))[-1].text

    await press(gao, wu, copy, "退改")
    question = (await shown(gao, 22))[-1]
    await do(gao, wu, talk.take_message, said="标题要写全", reply_to=question.message_id)
    assert (await shown(gao, 21))[-1].text.startswith("↩️ 吴编 代 王主任退改第1期：标题要写全")
    assert (await shown(gao, 41))[-1].text == "吴编已代您办理：已退改第1期。"

    await do(gao, zhou, signing.send, chat_id=DESK_CHAT, bulletin_id=1)
    older, copy = [each for each in await shown(gao, 22) if "王主任】</b>\n📰" in each.text]
    assert (older.text, older.labels) == ("<b>【代 县政府办 王主任】</b>\n📰 编排中的一期见下方。", [])
    for label in ("签发", "确认签发"):
        copy = next(each for each in reversed(await shown(gao, 22)) if "王主任】</b>\n📰" in each.text)
        await press(gao, wu, copy, label)
    assert (await shown(gao, 41))[-1].text == "吴编已代您办理：已签发第1期。"
    for chat in (41, DESK_CHAT):
        assert "\n吴编 代 王主任 6月3日 12:05签发，" in (await bulletin_in(gao, chat)).text
    with pytest.raises(WrongState, match="吴编 代 王主任"):
        await do(gao, boss, signing.issue, bulletin_id=1, revision=9)
    ((content,),) = await rows_of(gao.database, "SELECT content FROM bulletins")
    assert "吴编 代 王主任" in content, "the paper as well"
    trail = await gao.database.reads.trail.of("bulletin", 1)
    said = {each.step: (each.person_id, json.loads(each.after or "{}").get("for")) for each in trail}
    assert said["send_back"] == said["issue"] == (wu.id, "王主任")

    await do(gao, zhou, commands.issue, typed="更正 1 “4.6吨”应为“6.4吨”。", chat_id=DESK_CHAT)
    asked = (await shown(gao, 22))[-1]
    assert asked.text.startswith("<b>【代 县政府办 王主任】</b>\n📰 ")
    await press(gao, wu, asked, "发布更正")
    for chat in (DESK_CHAT, 22):
        assert any(
            each.text.endswith("✅ 已发布，更正第1号 · 吴编 代 王主任") for each in await shown(gao, chat)
        )
    assert (await shown(gao, 41))[-1].text == "吴编已代您办理：更正第1号已发布。"


async def test_who_stands_in_later_gets_once_what_is_with_the_signers_by_then(
    gao: County, zhang: Person, zhou: Person, wu: Person, boss: Person
) -> None:
    async def copies() -> list[Shown]:
        head = "<b>【代 县政府办 王主任】</b>\n📰 "
        return [each for each in await shown(gao, 22) if each.text.startswith(head)]

    async def tick() -> None:
        async with gao.database.work(now=gao.clock.now()) as work:
            await deputy_days.mind(gao.office, work)

    await at_signers(gao, zhang, zhou)
    await do(gao, boss, deputies.command, typed="吴编 6月4日 6月5日")
    await tick()
    gao.clock.moment = at("2026-06-04 00:01")
    await tick()
    assert await copies() == [], "not before the days begin, nor at midnight"
    gao.clock.moment = at("2026-06-04 09:00")
    for _ in range(2):
        await tick()
        assert len(await copies()) == 1
    assert (await rows_of(gao.database, DRAFTS))[-1][1] == 22, "the paper as well"
    await do(gao, boss, deputies.command, typed="取消")
    await do(gao, boss, deputies.command, typed="吴编 6月4日 6月5日")
    assert len(await copies()) == 2, "named while it waits: the older one is brought up to date no more"
    for label in ("签发", "确认签发"):
        await press(gao, wu, (await copies())[-1], label)

    await do(gao, boss, deputies.command, typed="取消")
    await do(gao, zhou, commands.issue, typed="更正 1 “4.6吨”应为“6.4吨”。", chat_id=DESK_CHAT)
    before = await copies()
    await do(gao, boss, deputies.command, typed="吴编 6月4日 6月5日")
    assert len(await copies()) == len(before) + 1
    assert (await shown(gao, 22))[-1].labels[0] == "发布更正"


async def test_who_stands_in_no_more_or_for_nobody_who_signs_cannot_sign_and_keeps_what_was_written(
    gao: County, zhang: Person, zhou: Person, wu: Person, boss: Person
) -> None:
    """Manual: whom the settings name signs, else administrators; a deputy signs for one of these, and in no other right."""
    await stands_in(gao, zhou, wu)
    await at_signers(gao, zhang, zhou)
    with pytest.raises(NotAllowed):
        await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "签发", chat_id=DESK_CHAT)
    await stands_in(gao, wu, boss)
    await do(gao, zhou, signing.fetch_back, chat_id=DESK_CHAT, bulletin_id=1)
    await do(gao, zhou, signing.send, chat_id=DESK_CHAT, bulletin_id=1)
    copy = next(each for each in await shown(gao, 22) if "王主任】</b>\n📰" in each.text)
    await press(gao, wu, copy, "退改")
    question = (await shown(gao, 22))[-1]
    await do(gao, boss, deputies.press_end, deputy_id=2)
    with pytest.raises(WrongState, match="what you wrote is kept here"):
        await do(gao, wu, talk.take_message, said="标题要写全", reply_to=question.message_id)
    assert len(await gao.database.reads.drafts.of(22)) == 1
    with pytest.raises(NotAllowed):
        await press(gao, wu, copy, "签发")


async def test_a_deputy_who_signs_in_their_own_right_gets_one_message_and_signs_as_themselves(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    other = await gao.person("李主任", "县政府办", role=Role.ADMIN, telegram_id=42)
    await stands_in(gao, other, boss)
    await at_signers(gao, zhang, zhou)
    assert [each.text.partition("\n")[0] for each in await shown(gao, 42) if "📰" in each.text] == [
        "📰 <b>《高县政务信息》第1期（总第1期）</b> 已送签"
    ]
    await do(gao, other, today.show)
    assert "<b>代 " not in (await shown(gao, 42))[-1].text
    for label in ("签发", "确认签发"):
        await press(gao, other, await bulletin_in(gao, 42), label)
    assert "\n李主任 6月3日 12:05签发，" in (await bulletin_in(gao, 41)).text
