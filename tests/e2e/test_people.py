"""People and places over real HTTP: joining, invitations, rosters, members, groups that change (manual, section 1)."""

from __future__ import annotations

import asyncio
import csv
import io
import re

import pytest

from bot.model import PersonState, PlaceKind, Role
from bot.sandbox import Persona, Seen
from tests.support.county import BODY, TITLE
from tests.support.running import OWNER, RunningCounty

STRANGER = 900


async def people_of(gao: RunningCounty) -> list[tuple[str, str, Role, int | None, PersonState]]:
    """The roster as committed, the owner left out."""
    people = await gao.desk.database.reads.people.people()
    return [(p.unit, p.name, p.role, p.telegram_id, p.state) for p in people if p.telegram_id != OWNER]


async def places_of(gao: RunningCounty) -> dict[int, PlaceKind]:
    return {place.chat_id: place.kind for place in await gao.desk.database.reads.people.places()}


def by_bot(persona: Persona, chat: object = None) -> list[Seen]:
    return [seen for seen in persona.messages(chat) if seen.by_bot]  # type: ignore[arg-type]


def link_in(text: str) -> str:
    found = re.search(r"https://t\.me/\w+\?start=([\w-]+)", text)
    assert found is not None, text
    return found[1]


# --- joining ----------------------------------------------------------------------------------------------


async def test_a_stranger_asks_is_passed_and_can_work(gao: RunningCounty) -> None:
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.start()
    assert "/join 单位 姓名" in (await wang.wait_for(lambda s: s.by_bot)).text
    await wang.say("/join 云茶镇 王茗")
    await wang.wait_for("申请已提交")
    card = await gao.owner.wait_for("加入申请", chat=gao.desk_group, since=0)
    assert card.labels == ["通过", "拒绝"]
    answer = await gao.owner.press(card, "通过")
    assert "王茗" in answer.text
    joined = await wang.wait_for("您已加入", since=0)
    assert joined.keyboard == (("报送", "选题"), ("我的", "排行"), ("帮助",))
    decided = await gao.owner.wait_for("已通过", chat=gao.desk_group, since=card)
    assert (decided.id, decided.labels) == (card.id, ["撤销"])
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await gao.idle()
    menu = gao.sandbox.commands.shown_to(STRANGER, gao.sandbox.world.chats[STRANGER], "zh")
    assert "submit" in [command["command"] for command in menu]


async def test_a_request_without_start_is_answered_all_the_same(gao: RunningCounty) -> None:
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.say("/join 云茶镇 王茗")
    await wang.wait_for("申请已提交")


async def test_a_bad_name_is_refused_with_the_reason(gao: RunningCounty) -> None:
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.say("/join 云茶镇 =HYPERLINK(1)")
    await wang.wait_for("不能用作姓名")
    await wang.say("/join 王茗")
    await wang.wait_for("请写明单位和姓名")


async def test_two_administrators_press_at_once_and_one_decides(gao: RunningCounty) -> None:
    admin = await gao.join("李主任", unit="政府办公室", role="管理员")
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.say("/join 云茶镇 王茗")
    card = await gao.owner.wait_for("加入申请", chat=gao.desk_group, since=0)
    answers = await asyncio.gather(gao.owner.press(card, "通过"), admin.press(card, "拒绝"))
    await gao.idle()
    (late,) = [answer for answer in answers if answer.alert]
    is_passed = "通过" in late.text
    assert late.text == ("该申请已由管理员通过。" if is_passed else "该申请已由李主任拒绝。")
    assert ("王茗" in [row[1] for row in await people_of(gao)]) is is_passed


async def test_an_editor_in_the_desk_group_may_not_decide(gao: RunningCounty) -> None:
    zhao = await gao.join("赵编辑", unit="信息中心", role="编辑")
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.say("/join 云茶镇 王茗")
    card = await zhao.wait_for("加入申请", chat=gao.desk_group, since=0)
    answer = await zhao.press(card, "通过")
    assert answer.alert and "未作改动" in answer.text
    assert [row[1] for row in await people_of(gao)] == ["赵编辑"]


async def test_an_invitation_is_used_once(gao: RunningCounty) -> None:
    await gao.owner.say("/invite 云茶镇 王茗 编辑")
    await gao.owner.press(await gao.owner.wait_for("名册中没有“云茶镇”这个单位"), "就是新单位")
    token = link_in((await gao.owner.wait_for("个人邀请链接")).text)
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.start(token)
    await wang.wait_for("您已加入")
    other = gao.sandbox.user(STRANGER + 1, "别人")
    await other.start(token)
    await other.wait_for("已绑定其他账号")
    assert await people_of(gao) == [("云茶镇", "王茗", Role.EDITOR, STRANGER, PersonState.ACTIVE)]


async def test_a_reply_meant_for_a_shut_chat_comes_when_it_opens(gao: RunningCounty) -> None:
    wang = await gao.join("王茗", opens=False)
    zhao = await gao.join("赵编辑", unit="信息中心", role="编辑")
    await wang.say(f"#报送 {TITLE}\n{BODY}", chat=gao.work_group)
    await zhao.press(await gao.card("2026-0001", who=zhao), "签收")
    await gao.owner.say("/members")
    listed = await gao.owner.wait_for("人员名单")
    assert "△ 未开通私聊1人" in listed.text and "云茶镇：王茗（1条待发）△" in listed.text
    receipt = next(seen for seen in by_bot(wang, gao.work_group) if "打开私聊" in seen.labels)
    await wang.press(receipt, "打开私聊")
    await wang.wait_for("赵编辑", since=0)
    await wang.wait_for("王茗您好", since=0)


# --- what else strangers send -----------------------------------------------------------------------------


async def test_what_strangers_send_is_answered_and_kept_nowhere(gao: RunningCounty) -> None:
    wang = gao.sandbox.user(STRANGER, "小王")
    secret = "这段话不应留在任何地方"
    await wang.say(f"#报送 {secret}\n{BODY}")
    await wang.wait_for("/join 单位 姓名")
    await wang.say(secret)
    await gao.idle()
    tables = await gao.desk.database.reader.execute_fetchall(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    for (table,) in tables:
        rows = await gao.desk.database.reader.execute_fetchall(f'SELECT * FROM "{table}"')
        assert not any(secret in str(value) for row in rows for value in row), table


async def test_a_strangers_tag_in_a_group_is_refused_there_with_a_button_to_the_private_chat(
    gao: RunningCounty,
) -> None:
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.start()
    await wang.wait_for(lambda s: s.by_bot)
    await wang.join(gao.work_group)
    await wang.wait_for("欢迎小王", chat=gao.work_group)
    sent = await wang.say(f"#报送 {TITLE}\n{BODY}", chat=gao.work_group)
    refusal = await wang.wait_for("未收下：您还没有加入。", chat=gao.work_group)
    assert (refusal.labels, refusal.reply_to) == (["打开私聊"], sent.id)
    assert await gao.desk.database.reads.items.find_number("2026-0001") is None


# --- rosters ----------------------------------------------------------------------------------------------


ROSTER = "单位,姓名,职务,类别,月任务,年任务,Telegram,入职\n云茶镇,王茗,信息员,专职,6,30,900,2026-05-01\n沙河镇,李四,,,,,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_roster_sent_as_a_file_is_taken_in_and_links_come_back(
    gao: RunningCounty, encoding: str
) -> None:
    await gao.owner.send_document(ROSTER.encode(encoding), "名册.csv", "/roster")
    shown = await gao.owner.wait_for("新建单位2个：云茶镇、沙河镇")
    assert await people_of(gao) == []
    await gao.owner.press(shown, "确认导入")
    assert "新增2人" in (await gao.owner.wait_for("名册已导入")).text
    file = await gao.owner.wait_for(lambda s: s.document is not None)
    assert file.document is not None
    rows = list(csv.reader(io.StringIO(file.document.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["单位", "姓名", "职务", "链接", "有效期至"]
    assert [row[:3] for row in rows[1:]] == [["沙河镇", "李四", "信息员"]]
    li = gao.sandbox.user(STRANGER + 1, "李四")
    await li.start(link_in(rows[1][3]))
    await li.wait_for("您已加入")
    assert await people_of(gao) == [
        ("云茶镇", "王茗", Role.MEMBER, 900, PersonState.ACTIVE),
        ("沙河镇", "李四", Role.MEMBER, STRANGER + 1, PersonState.ACTIVE),
    ]


async def test_a_roster_without_a_caption_is_asked_about_and_fetched_then(gao: RunningCounty) -> None:
    await gao.join("张三")
    await gao.owner.send_document("单位,姓名\n云茶镇,王茗\n".encode(), "名册.csv")
    asked = await gao.owner.wait_for("“名册.csv”：作为名册导入？")
    await gao.owner.press(asked, "作为名册导入")
    assert "新增1人" in (await gao.owner.wait_for("名册已导入")).text


async def test_a_bound_group_is_changed_only_on_a_yes(gao: RunningCounty) -> None:
    await gao.owner.say("/bind desk", chat=gao.work_group)
    asked = await gao.owner.wait_for("本群现为工作群（", chat=gao.work_group)
    assert (await places_of(gao))[gao.work_group.id] is PlaceKind.WORK
    await gao.owner.press(asked, "确认更改")
    await gao.owner.wait_for("本群已绑定为采编群", chat=gao.work_group, since=0)
    assert (await places_of(gao))[gao.work_group.id] is PlaceKind.DESK


async def test_a_bad_roster_names_every_row_and_changes_nothing(gao: RunningCounty) -> None:
    bad = ROSTER + "云茶镇,,科员,,,,,\n沙河镇,李四,,,,,,\n"
    await gao.owner.send_document(bad.encode(), "名册.csv", "/roster")
    said = await gao.owner.wait_for("未导入任何内容")
    assert "第4行：缺少姓名" in said.text and "第4行：职务“科员”无法识别" in said.text
    assert "第5行：沙河镇 李四与第3行重复" in said.text
    assert await people_of(gao) == []


async def test_what_is_no_table_and_who_is_no_administrator(gao: RunningCounty) -> None:
    await gao.owner.send_document(b"\x00\x01\x02", "x.csv", "/roster")
    await gao.owner.wait_for("不是可读取的表格")
    wang = await gao.join("王茗")
    await wang.send_document(ROSTER.encode(), "名册.csv", "/roster")
    await wang.wait_for("没有此项权限")
    assert len(await people_of(gao)) == 1


# --- members ----------------------------------------------------------------------------------------------


async def test_a_card_changes_a_role_and_the_person_hears_of_it(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await gao.owner.say("/member 王茗")
    card = await gao.owner.wait_for("云茶镇 王茗")
    await gao.owner.press(card, "职务")
    await gao.owner.wait_for(lambda s: "编辑" in s.labels)
    await gao.owner.press(card, "编辑")
    await wang.wait_for("您的职务已变更为编辑", since=0)
    await gao.idle()
    assert "职务：编辑" in gao.owner.message(card).text
    menu = gao.sandbox.commands.shown_to(wang.id, gao.sandbox.world.chats[wang.id], "zh")
    assert "audit" in [command["command"] for command in menu]


async def test_somebody_removed_is_a_stranger_and_their_items_stay(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say(f"#报送 {TITLE}\n{BODY}")
    await wang.wait_for("2026-0001")
    await gao.owner.say("/member 王茗")
    card = await gao.owner.wait_for("云茶镇 王茗")
    await gao.owner.press(card, "移除")
    await gao.owner.wait_for(lambda s: "确认移除" in s.labels)
    await gao.owner.press(card, "确认移除")
    await wang.wait_for("已从名册中移除", since=0)
    await wang.say("/my")
    await wang.wait_for("/join 单位 姓名")
    assert await gao.desk.database.reads.items.find_number("2026-0001") is not None


# --- groups -----------------------------------------------------------------------------------------------


async def test_somebody_who_is_no_administrator_cannot_bind(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    group = gao.sandbox.group("别的群", wang)
    await wang.say("/bind work", chat=group)
    await wang.wait_for("没有此项权限", chat=group)
    assert set(await places_of(gao)) == {gao.work_group.id, gao.desk_group.id}


async def test_a_group_that_becomes_a_supergroup_stays_bound(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    group = gao.sandbox.group("乡镇群", gao.owner, kind="group")
    gao.sandbox.groups.join(group, wang.user)
    await gao.owner.say("/bind work", chat=group)
    await gao.owner.wait_for("已绑定为工作群", chat=group)
    await gao.owner.say("#需求 森林防火\n截止:3天\n写明巡护情况。")
    await gao.owner.press(await gao.owner.wait_for(lambda s: "发布" in s.labels), "发布")
    await wang.wait_for("T1 森林防火", chat=group, since=0)
    await gao.idle()
    new = gao.sandbox.groups.migrate(group)
    await gao.idle()
    assert (await places_of(gao))[new.id] is PlaceKind.WORK
    assert group.id not in await places_of(gao)
    await wang.say(f"#报送 {TITLE}\n{BODY}", chat=new)
    await wang.wait_for("2026-0001", chat=new)
    post = await wang.wait_for(
        "T1 森林防火", chat=new, since=0
    )  # the old one's button presses nothing any more
    assert (await wang.press(post, "预约")).text.startswith("已为云茶镇预约 T1")
    await wang.wait_for("云茶镇 王茗", chat=new)
    assert len([seen for seen in by_bot(wang, new) if "T1" in seen.text]) == 1


async def test_a_bot_taken_out_of_a_bound_group_tells_the_desk(gao: RunningCounty) -> None:
    gao.sandbox.groups.leave(gao.work_group, gao.sandbox.world.bot, by=gao.owner.user)
    told = await gao.owner.wait_for("已被移出群“高县信息工作群”", chat=gao.desk_group, since=0)
    assert told.by_bot
    assert set(await places_of(gao)) == {gao.desk_group.id}


@pytest.mark.parametrize("bot_admin", [True, False])
async def test_newcomers_are_greeted_once_whether_the_bot_is_an_administrator_or_not(
    gao: RunningCounty, bot_admin: bool
) -> None:
    group = gao.sandbox.group("乡镇群", gao.owner, bot_admin=bot_admin)
    await gao.owner.say("/bind 工作", chat=group)
    await gao.owner.wait_for("已绑定为工作群", chat=group)
    wang = gao.sandbox.user(STRANGER, "小王")
    await wang.join(group)
    await wang.wait_for("欢迎小王", chat=group)
    await wang.leave(group)
    await wang.join(group)
    await gao.idle()
    assert len([seen for seen in by_bot(wang, group) if "欢迎小王" in seen.text]) == 1


async def test_a_topic_is_bound_alone_and_the_other_topics_stay_silent(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    forum = gao.sandbox.group("论坛群", gao.owner, is_forum=True)
    gao.sandbox.groups.join(forum, wang.user)
    reports = gao.sandbox.groups.create_topic(forum, gao.owner.user, "报送").thread_id
    chat = gao.sandbox.groups.create_topic(forum, gao.owner.user, "闲聊").thread_id
    await gao.owner.say("/bind work", chat=forum, thread=reports)
    bound = await gao.owner.wait_for("本话题已绑定为工作群", chat=forum)
    assert bound.thread_id == reports
    await wang.say("大家好，今天天气不错", chat=forum, thread=chat)
    await wang.say(f"#报送 {TITLE}\n{BODY}", chat=forum, thread=reports)
    receipt = await wang.wait_for("2026-0001", chat=forum)
    assert receipt.thread_id == reports
    assert [seen for seen in by_bot(wang, forum) if seen.thread_id == chat] == []


async def test_the_bot_says_in_a_new_group_how_to_bind_it(gao: RunningCounty) -> None:
    group = gao.sandbox.group("新群", gao.owner, with_bot=False)
    gao.sandbox.groups.join(group, gao.sandbox.world.bot, by=gao.owner.user)
    said = await gao.owner.wait_for("/bind work", chat=group, since=0)
    assert "尚未绑定" in said.text
    await gao.owner.say("/bind", chat=group)
    ask = await gao.owner.wait_for(lambda s: s.labels == ["工作群", "采编群", "联席群"], chat=group)
    answer = await gao.owner.press(ask, "联席群")
    assert answer.text == "已绑定为联席群。"
    assert (await places_of(gao))[group.id] is PlaceKind.PARTNER


async def test_a_blocked_bot_keeps_its_words_until_it_is_let_in_again(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.block()
    await gao.idle()
    await gao.owner.say("/member 王茗 职务 编辑")
    await gao.owner.wait_for("未开通私聊")
    await wang.unblock()
    await wang.wait_for("您的职务已变更为编辑")


# --- languages --------------------------------------------------------------------------------------------


async def test_a_persons_language_changes_keyboard_and_menu(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await wang.say("/lang")
    ask = await wang.wait_for(lambda s: s.labels == ["简体中文", "English"])
    await wang.press(ask, "English")
    await wang.wait_for("I will write to you in English from now on.")
    assert wang.keyboard() == [["Submit item", "Topics"], ["My items", "Ranking"], ["Help"]]
    await gao.idle()
    menu = gao.sandbox.commands.shown_to(wang.id, gao.sandbox.world.chats[wang.id], "zh")
    assert "Help" in [command["description"] for command in menu]
    await wang.say("My items")
    await wang.wait_for(lambda s: s.by_bot)


async def test_the_general_menus_are_published_in_both_languages(gao: RunningCounty) -> None:
    await gao.idle()
    commands = gao.sandbox.commands
    for language, word in (("", "帮助"), ("en", "Help")):
        for scope in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
            listed = commands.get({"type": scope}, language)
            assert word in [command["description"] for command in listed], (scope, language)


@pytest.mark.parametrize("bot_admin", [True, False])
async def test_who_left_a_bound_group_is_shown_as_gone_until_they_are_back(
    gao: RunningCounty, bot_admin: bool
) -> None:
    group = gao.sandbox.group("乡镇群", gao.owner, bot_admin=bot_admin)
    await gao.owner.say("/bind 工作", chat=group)
    await gao.owner.wait_for("已绑定为工作群", chat=group)
    wang, zhao = await gao.join("王茗"), await gao.join("赵小川")
    for person in (wang, zhao, gao.sandbox.user(STRANGER, "小王")):
        await person.join(group)
    await wang.leave(group)
    gao.sandbox.groups.leave(group, zhao.user, by=gao.owner.user)
    await gao.sandbox.user(STRANGER, "小王").leave(group)
    await gao.idle()
    await gao.owner.say("/members")
    assert "⚠️ 已退出群“乡镇群”，2人：云茶镇 王茗、云茶镇 赵小川" in (await gao.owner.wait_for("人员")).text
    await gao.owner.say("/member 王茗")
    assert "已退出群：乡镇群" in (await gao.owner.wait_for("月任务")).text
    await wang.join(group)
    await gao.idle()
    await gao.owner.say("/members")
    assert "⚠️ 已退出群“乡镇群”，1人：云茶镇 赵小川" in (await gao.owner.wait_for("人员")).text
