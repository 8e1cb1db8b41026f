"""Nearly an item in a group, and items by who may not send any: one line, never silence (manual, section 1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import talk
from bot.desk.items import near_misses, revisions, submissions
from bot.desk.people import strangers
from bot.errors import NotAllowed, WrongState
from bot.model import ItemState, Person, PersonState, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, do, shown, tap, texts_to

STRANGER = 500
OFFER = "这条未收下：请以“#报送”开头。"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


async def offer(gao: County, who: Person, text: str) -> Shown:
    await do(gao, who, talk.take_message, said=text, chat_id=WORK_CHAT, message_id=70)
    return (await shown(gao, WORK_CHAT))[-1]


async def drafts_kept(gao: County) -> int:
    return int((await rows_of(gao.database, "SELECT count(*) FROM drafts WHERE kind = 'near_miss'"))[0][0])


@pytest.mark.parametrize("head", ["报送 ", "【报送】", "#信息报送 "])
async def test_a_near_miss_is_offered_and_the_button_takes_it(gao: County, zhang: Person, head: str) -> None:
    message = await offer(gao, zhang, f"{head}{TITLE}\n{BODY}")
    assert (message.text, message.labels, message.reply_to) == (OFFER, ["按报送收下"], 70)
    assert await gao.database.reads.items.of_person(zhang.id) == []
    await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.number, item.title, item.body) == ("2026-0001", TITLE, BODY)
    (receipt,) = await shown(gao, WORK_CHAT)  # the offer is gone
    assert receipt.text.startswith("✅ 已收到") and receipt.reply_to == 70


async def test_a_tag_on_a_later_line_is_offered_with_what_is_left_out(gao: County, zhang: Person) -> None:
    message = await offer(gao, zhang, f"各位领导，现报送如下：\n#报送 {TITLE}\n{BODY}")
    assert message.text == f"{OFFER}\n点按钮收下时，不含前面的“各位领导，现报送如下：”。"
    await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.title, item.body) == (TITLE, BODY)


async def test_only_its_writer_takes_it_and_only_once(gao: County, zhang: Person) -> None:
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    message = await offer(gao, zhang, f"报送 {TITLE}\n{BODY}")
    with pytest.raises(NotAllowed):
        await tap(gao, li, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    with pytest.raises(WrongState):
        await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    assert len(await gao.database.reads.items.of_person(zhang.id)) == 1


async def test_it_counts_from_the_pressing(gao: County, zhang: Person) -> None:
    message = await offer(gao, zhang, f"报送 {TITLE}\n{BODY}")
    gao.clock.moment += timedelta(hours=2)
    await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.received_at == gao.clock.moment


async def test_an_edit_that_gives_it_the_tag_takes_it_once(gao: County, zhang: Person) -> None:
    message = await offer(gao, zhang, f"报送 {TITLE}\n{BODY}")
    edited = f"#报送 {TITLE}\n{BODY}"
    await do(gao, zhang, revisions.edit_message, said=edited, chat_id=WORK_CHAT, message_id=70)
    with pytest.raises(WrongState):
        await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    assert [item.title for item in await gao.database.reads.items.of_person(zhang.id)] == [TITLE]


async def test_the_words_that_are_kept_follow_an_edit_and_so_does_the_item(
    gao: County, zhang: Person
) -> None:
    message = await offer(gao, zhang, f"报送 云查镇采摘\n{BODY}")
    edit = revisions.edit_message
    await do(gao, zhang, edit, said=f"报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT, message_id=70)
    await tap(gao, zhang, message, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    await do(gao, zhang, edit, said=f"报送 {TITLE}\n{BODY}补充。", chat_id=WORK_CHAT, message_id=70)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.title, item.body, item.state) == (TITLE, f"{BODY}补充。", ItemState.WAITING)


async def test_talk_in_the_group_is_left_alone(gao: County, zhang: Person) -> None:
    for text in ("请大家按时报送。", "早上好", BODY):
        await do(gao, zhang, talk.take_message, said=text, chat_id=WORK_CHAT)
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await do(gao, leader, talk.take_message, said=f"报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    assert await shown(gao, WORK_CHAT) == []


@pytest.mark.parametrize("text", [f"#报送 {TITLE}\n{BODY}", f"报送 {TITLE}\n{BODY}"])
async def test_a_strangers_item_in_a_group_is_refused_aloud_three_times_a_minute_and_nothing_is_kept(
    gao: County, zhang: Person, text: str
) -> None:
    act = submissions.submit_tagged if text.startswith("#") else talk.take_message
    for _ in range(4):
        await do(gao, STRANGER, act, said=text, chat_id=WORK_CHAT)
    told = await shown(gao, WORK_CHAT)
    assert [(one.text, one.labels) for one in told] == [("未收下：您还没有加入。", ["打开私聊"])] * 3
    gao.clock.moment += timedelta(seconds=61)
    await do(gao, STRANGER, act, said=text, chat_id=WORK_CHAT)
    assert len(await shown(gao, WORK_CHAT)) == 4
    assert await drafts_kept(gao) == 0
    kept = await rows_of(gao.database, f"SELECT data FROM drafts WHERE telegram_id = {STRANGER}")
    assert [row[0] for row in kept] == ['{"said":1}']


async def test_who_is_suspended_hears_that_it_is_not_taken(gao: County, zhang: Person) -> None:
    await gao.person("王五", "双溪乡", telegram_id=13, state=PersonState.SUSPENDED)
    await do(gao, 13, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    (message,) = await shown(gao, WORK_CHAT)
    assert (message.text, message.labels) == ("未收下：您的使用权限已停用。", ["打开私聊"])


async def test_who_was_removed_hears_that_they_have_not_joined(gao: County, zhang: Person) -> None:
    await gao.person("王五", "双溪乡", telegram_id=13, state=PersonState.REMOVED)
    await do(gao, 13, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    (message,) = await shown(gao, WORK_CHAT)
    assert message.text == "未收下：您还没有加入。"


async def test_who_writes_without_a_name_is_told_why_three_times_a_minute(gao: County, zhang: Person) -> None:
    for _ in range(4):
        await do(gao, 1087968824, strangers.refuse_masked, said="/my", chat_id=WORK_CHAT)
    assert (
        await texts_to(gao, WORK_CHAT)
        == ["未作处理：您以匿名管理员或频道身份发言，无法识别是谁。请改用本人身份重新发送。"] * 3
    )
