"""Leaders' comments (批示): whose, of which level, passed on or not, what they are worth, and taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from bot.desk import talk
from bot.desk.figures import point_lists
from bot.desk.items import leader_comments, lookup, passing_on, reviews, submissions, undo, wiping
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Person, PlaceKind, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, office_of, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

POINTS = "SELECT channel, hundredths, rule FROM point_lines ORDER BY id"


@pytest.fixture
async def head(gao: County, places: None) -> Person:
    return await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)


@pytest.fixture
async def deputy(gao: County, places: None) -> Person:
    return await gao.person("钱文", "县政府", role=Role.LEADER, telegram_id=32)


async def submitted(gao: County, zhang: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 早茶开园\n{BODY}", chat_id=WORK_CHAT)


async def last(gao: County, chat: int, part: str) -> Shown:
    return next(each for each in reversed(await shown(gao, chat)) if part in each.text)


async def test_a_leaders_comment_reaches_the_reporter_once_an_editor_lets_it(
    gao: County, zhang: Person, zhou: Person, wu: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    before = await texts_to(gao, 11)
    await do(gao, head, leader_comments.command, typed="1 请农业农村局：总结推广。")
    assert (await last(gao, 31, "批示")).text == (
        "🖋 县政府 张县长批示：\n<b>2026-0001</b> 早茶开园\n请农业农村局：总结推广。\n级别：县级\n"
        "云茶镇 张三 +2分\n已记录。能否转达报送人由采编人员确定。"
    )
    asked = await last(gao, DESK_CHAT, "批示")
    assert asked.labels == ["可转达", "不转达", "转督办"]
    assert await texts_to(gao, 11) == before
    await do(gao, zhang, lookup.show_item, number="1")
    assert "批示" not in (await shown(gao, 11))[-1].text
    await tap(gao, zhou, asked, "不转达", leader_comments.keep, chat_id=DESK_CHAT)
    with pytest.raises(WrongState):
        await tap(gao, wu, asked, "不转达", leader_comments.keep, chat_id=DESK_CHAT)
    assert (await last(gao, DESK_CHAT, "批示")).text.endswith("<b>不转达</b> · 周编")
    await tap(
        gao, wu, await last(gao, DESK_CHAT, "批示"), "可转达", leader_comments.pass_on, chat_id=DESK_CHAT
    )
    with pytest.raises(WrongState):
        await tap(gao, zhou, asked, "可转达", leader_comments.pass_on, chat_id=DESK_CHAT)
    told = (await texts_to(gao, 11))[-1]
    assert told == "🖋 县政府 张县长批示：\n<b>2026-0001</b> 早茶开园\n请农业农村局：总结推广。"
    await do(gao, zhang, lookup.show_item, number="1")
    assert (
        "🖋 县政府 张县长，2026-06-03（已转达）：\n请农业农村局：总结推广。" in (await shown(gao, 11))[-1].text
    )
    assert (await audit(gao, "item", 1))[1:] == [
        "leader_comment",
        "leader_comment_keep",
        "leader_comment_pass",
    ]


async def test_whether_it_is_passed_on_is_taken_back_for_ten_minutes_by_whoever_decided(
    gao: County, zhang: Person, zhou: Person, wu: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, head, leader_comments.command, typed="1 请总结推广。")
    for decide, label in ((leader_comments.keep, "不转达"), (leader_comments.pass_on, "可转达")):
        await tap(gao, zhou, await last(gao, DESK_CHAT, "批示"), label, decide, chat_id=DESK_CHAT)
        decided = await last(gao, DESK_CHAT, "批示")
        assert decided.labels == [*(["可转达"] if label == "不转达" else []), "撤销", "转督办"]
        with pytest.raises(NotAllowed):
            await tap(gao, wu, decided, "撤销", passing_on.undo, chat_id=DESK_CHAT)
        await tap(gao, zhou, decided, "撤销", passing_on.undo, chat_id=DESK_CHAT)
        assert (await last(gao, DESK_CHAT, "批示")).labels == ["可转达", "不转达", "转督办"]
        with pytest.raises(WrongState):
            await tap(gao, zhou, decided, "撤销", passing_on.undo, chat_id=DESK_CHAT)
    assert "请总结推广" not in "".join(each.text for each in await shown(gao, 11))
    await do(gao, zhang, lookup.show_item, number="1")
    assert "批示" not in (await shown(gao, 11))[-1].text
    await do(gao, zhou, leader_comments.pass_on, chat_id=DESK_CHAT, comment_id=1)
    assert "请总结推广" in (await texts_to(gao, 11))[-1]
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await do(gao, zhou, passing_on.undo, chat_id=DESK_CHAT, comment_id=1)


async def test_colleagues_and_groups_never_see_a_comment(
    gao: County, zhang: Person, li: Person, zhou: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await do(gao, head, leader_comments.command, typed="1 望再接再厉。")
    await do(gao, zhou, leader_comments.pass_on, chat_id=DESK_CHAT, comment_id=1)
    await do(gao, li, lookup.show_item, number="1")
    await do(gao, head, lookup.show_item, number="1", chat_id=WORK_CHAT)
    for chat in (12, WORK_CHAT):
        assert "批示" not in (await shown(gao, chat))[-1].text
        assert "再接再厉" not in (await shown(gao, chat))[-1].text
    await do(gao, zhou, lookup.show_item, number="1", chat_id=DESK_CHAT)
    assert "再接再厉" in (await last(gao, DESK_CHAT, "2026-06-03（已转达）")).text


async def test_each_level_counts_once_and_a_deputys_less(
    gao: County, zhang: Person, zhou: Person, head: Person, deputy: Person
) -> None:
    await gao.person("王秘书长", "市政府", role=Role.LEADER)
    await submitted(gao, zhang)
    said = ["钱文:阅。", "张县长:好。", "张县长：再阅。", "王秘书长：请各县学习。"]
    for each in said:
        await do(gao, zhou, leader_comments.command, typed=f"2026-0001 {each}", chat_id=DESK_CHAT)
    assert await rows_of(gao.database, POINTS) == [
        ("批示", 100, "comment"),
        ("批示", 100, "comment"),
        ("批示", 500, "comment"),
    ]
    await do(gao, zhou, point_lists.show_why, number="1")
    assert "云茶镇 张三：2026-06-03 批示 +5分（批示加分）" in (await shown(gao, 21))[-1].text
    # Adopted and the adoption undone: what leaders said stands.
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert await rows_of(gao.database, "SELECT sum(hundredths) FROM point_lines") == [(700,)]


async def test_a_name_unlike_the_rosters_is_asked_for(
    gao: County, zhang: Person, zhou: Person, wu: Person, deputy: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, zhou, leader_comments.command, typed="1 钱副县长:请跟踪。", chat_id=DESK_CHAT)
    question = await last(gao, DESK_CHAT, "钱副县长")
    assert question.labels == ["县政府 钱文", "取消"]
    assert await rows_of(gao.database, "SELECT count(*) FROM leader_comments") == [(0,)]
    with pytest.raises(NotAllowed):
        await tap(
            gao,
            wu,
            question,
            "县政府 钱文",
            leader_comments.press_who,
            chat_id=DESK_CHAT,
            leader_id=deputy.id,
        )
    await tap(
        gao, zhou, question, "县政府 钱文", leader_comments.press_who, chat_id=DESK_CHAT, leader_id=deputy.id
    )
    found = await rows_of(
        gao.database, "SELECT leader_id, recorded_by, words, level, by_deputy FROM leader_comments"
    )
    assert found == [(deputy.id, zhou.id, "请跟踪。", 1, 1)]


async def test_a_name_may_be_typed_in_the_place_of_a_button(
    gao: County, zhang: Person, zhou: Person, head: Person, deputy: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, zhou, leader_comments.command, typed="1 王主席:请跟踪。", chat_id=DESK_CHAT)
    question = (await last(gao, DESK_CHAT, "王主席")).message_id
    with pytest.raises(NotFound):
        await do(gao, zhou, talk.take_message, said="老王", chat_id=DESK_CHAT, reply_to=question)
    await do(gao, zhou, talk.take_message, said="钱文", chat_id=DESK_CHAT, reply_to=question)
    found = await rows_of(gao.database, "SELECT leader_id, words FROM leader_comments")
    assert found == [(deputy.id, "请跟踪。")]


async def test_an_editor_names_the_leader_and_secret_words_are_not_kept(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    for typed, fault in [
        ("1 没有写是谁批的", BadInput),
        ("1 张县长:内部资料 注意保存", BadInput),
        ("9 张县长:好。", NotFound),
    ]:
        with pytest.raises(fault):
            await do(gao, zhou, leader_comments.command, typed=typed, chat_id=DESK_CHAT)
    assert await rows_of(gao.database, "SELECT * FROM leader_comments") == []


async def test_the_button_asks_and_each_reply_finds_its_item(
    gao: County, zhang: Person, head: Person
) -> None:
    for title in ("早茶开园", "春耕备耕"):
        await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {title}\n{BODY}", chat_id=WORK_CHAT)
    questions = []
    await do(gao, head, lookup.show_item, number="1")
    item = (await shown(gao, 31))[-1]
    await tap(gao, head, item, "批示", leader_comments.ask)
    questions.append((await shown(gao, 31))[-1])
    await do(gao, head, leader_comments.command, typed="2")  # the number alone asks as the button does
    questions.append((await shown(gao, 31))[-1])
    await do(gao, head, talk.take_message, said="先答第一条。", reply_to=questions[0].message_id)
    await do(gao, head, talk.take_message, said="再答第二条。")
    found = await rows_of(gao.database, "SELECT item_id, words FROM leader_comments ORDER BY id")
    assert found == [(1, "先答第一条。"), (2, "再答第二条。")]


async def test_whoever_recorded_it_takes_it_back_within_ten_minutes_and_the_points_go(
    gao: County, zhang: Person, zhou: Person, wu: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, zhou, leader_comments.command, typed="1 张县长:好。", chat_id=DESK_CHAT)
    await do(gao, wu, leader_comments.pass_on, chat_id=DESK_CHAT, comment_id=1)
    gao.clock.moment += timedelta(seconds=1)
    await do(gao, wu, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    noted = await last(gao, DESK_CHAT, "已记录")
    with pytest.raises(NotAllowed):
        await tap(gao, wu, noted, "撤销", leader_comments.undo, chat_id=DESK_CHAT)
    await tap(gao, zhou, noted, "撤销", leader_comments.undo, chat_id=DESK_CHAT)
    assert await rows_of(gao.database, "SELECT * FROM leader_comments") == []
    assert await rows_of(gao.database, "SELECT channel, hundredths FROM point_lines") == [("县", 100)]
    undone = "<b>2026-0001</b> 早茶开园\n县政府 张县长的批示系误记，已撤销。"
    assert undone in [each.text for each in await shown(gao, 11)]
    assert undone in [each.text for each in await shown(gao, DESK_CHAT)]
    await do(gao, wu, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert await rows_of(gao.database, "SELECT coalesce(sum(hundredths), 0) FROM point_lines") == [(0,)]


async def test_after_ten_minutes_it_stands(gao: County, zhang: Person, head: Person) -> None:
    await submitted(gao, zhang)
    await do(gao, head, leader_comments.command, typed="1 好。")
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await do(gao, head, leader_comments.undo, comment_id=1)
    assert await rows_of(gao.database, POINTS) == [("批示", 200, "comment")]


async def test_what_leaders_said_goes_with_the_item(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, head, leader_comments.command, typed="1 请县应急局立即核实处置。")
    await do(gao, zhou, leader_comments.command, typed="1 李某:请县应急局再行核实。", chat_id=DESK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
    assert await rows_of(gao.database, "SELECT words FROM leader_comments") == [("",)]
    for table, column in (("outbox", "payload"), ("drafts", "data")):
        left = f"SELECT count(*) FROM {table} WHERE {column} LIKE '%县应急局%'"
        assert await rows_of(gao.database, left) == [(0,)], table


async def test_points_say_nothing_of_a_comment_that_is_not_passed_on(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, head, leader_comments.command, typed="1 阅。")
    await do(gao, zhou, leader_comments.keep, chat_id=DESK_CHAT, comment_id=1)
    await do(gao, zhang, point_lists.show_points, typed="")
    await do(gao, zhang, point_lists.show_points, typed="云茶镇")
    await do(gao, zhang, point_lists.show_why, number="1")
    for text in (await texts_to(gao, 11))[-3:]:
        assert "加分 +2分（其他加分）" in text and "批示" not in text and "分摊" not in text
    await do(gao, zhou, point_lists.show_points, typed="张三")
    assert "批示 +2分（批示加分）" in (await texts_to(gao, 21))[-1]
    # Once it is passed on, who wrote the item reads it; colleagues do not.
    await do(gao, zhou, leader_comments.pass_on, chat_id=DESK_CHAT, comment_id=1)
    colleague = await gao.person("赵六", "云茶镇", telegram_id=13)
    for who, part in [(zhang, "批示 +2分（批示加分）"), (colleague, "+2分（其他加分）")]:
        await do(gao, who, point_lists.show_points, typed="云茶镇")
        assert part in (await texts_to(gao, who.telegram_id or 0))[-1]


async def test_what_is_not_adopted_for_being_empty_keeps_no_bonus_and_gets_it_back_when_that_is_undone(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    await submitted(gao, zhang)
    await do(gao, head, leader_comments.command, typed="1 阅。")

    async def reject(reason: str) -> None:
        await do(
            gao,
            zhou,
            reviews.decide_with_reason,
            chat_id=DESK_CHAT,
            item_id=1,
            step=Step.REJECT,
            reason=reason,
        )

    # Another reason than being empty takes nothing from what a leader said.
    await reject("routine")
    assert await rows_of(gao.database, POINTS) == [("批示", 200, "comment")]
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    await reject("empty")
    assert await rows_of(gao.database, POINTS) == [("批示", 200, "comment"), ("", -200, "voided")]
    assert "分" not in (await texts_to(gao, 11))[-1].split("\n")[0]
    await do(gao, zhang, point_lists.show_points, typed="")
    assert (await texts_to(gao, 11))[-1].split("\n")[-1].endswith("-2分（不采用，不计条数）")
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert await rows_of(gao.database, POINTS) == [("批示", 200, "comment")]


async def test_an_english_office_reads_no_chinese_from_the_comment_to_the_points(gao: County) -> None:
    gao.office = office_of(desk={"language": "en"})
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    reporter = await gao.person("Wang Ming", "Yuncha Town", telegram_id=11)
    editor = await gao.person("Anna Zhou", "Information Centre", role=Role.EDITOR, telegram_id=21)
    await gao.person("Deputy Magistrate Li", "County Government", role=Role.LEADER)
    await gao.person("Mayor Qian", "City Government", role=Role.LEADER)
    await do(gao, reporter, submissions.submit_tagged, said=f"#submit Early tea\n{BODY}", chat_id=WORK_CHAT)
    for typed in ("1 Deputy Magistrate Li: Well done.", "1 Mayor Qian: Please go on."):
        await do(gao, editor, leader_comments.command, typed=typed, chat_id=DESK_CHAT)
    asked = [each for each in await shown(gao, DESK_CHAT) if "May the item's writer read it?" in each.text]
    assert ["Level: of the county, a deputy" in asked[0].text, "Level: of the city" in asked[1].text] == [
        True,
        True,
    ]
    for each in asked:
        await tap(gao, editor, each, "May be passed on", leader_comments.pass_on, chat_id=DESK_CHAT)
    assert (await shown(gao, DESK_CHAT))[-1].text.endswith("<b>Passed on</b> · Anna Zhou")
    await do(gao, reporter, point_lists.show_points, typed="")
    listed = unescape((await texts_to(gao, 11))[-1])
    assert "Leader's comment +1 point, a leader's comment" in listed
    assert "Leader's comment +5 points, a leader's comment" in listed
    said = [*(await texts_to(gao, 11)), *(await texts_to(gao, DESK_CHAT))]
    assert re.findall("[\u4e00-\u9fff]+", "".join(said).replace(BODY, "")) == []
