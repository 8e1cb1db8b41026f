"""One-step items at the desk: stored at once, or asked about before anything is numbered (manual, section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import revisions, submissions
from bot.desk.people import deputies
from bot.desk.people.language import switch_language
from bot.errors import NotAllowed, WrongState
from bot.model import Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import DUE, do, press, shown, states, tap, texts_to

SPLIT = "这条消息似有2条信息，尚未报送。请选择：\n1. 甲\n2. 乙"


async def submit(gao: County, who: Person | int, text: str, **how: Any) -> None:
    await do(gao, who, submissions.submit_tagged, said=text, **how)


async def numbers(gao: County, *people: Person) -> list[tuple[str, str]]:
    """Number and title of everything that these people have sent, oldest first."""
    found = [item for person in people for item in await gao.database.reads.items.of_person(person.id)]
    return sorted((item.number, item.title) for item in found)


async def test_a_complete_text_is_numbered_and_receipted_as_a_reply_to_it(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    (receipt,) = await shown(gao, 11)
    assert (
        receipt.text
        == "✅ 已收到：<b>2026-0001</b> 云茶镇早茶提前开园\n本月第 1/4 条\n审核前可直接编辑原消息更正。"
    )
    assert (receipt.reply_to, receipt.labels) == (501, [])


async def test_in_a_group_the_receipt_stands_there_and_private_chats_stay_empty(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT, message_id=501)
    (receipt,) = await shown(gao, WORK_CHAT)
    assert receipt.text == "✅ 已收到：<b>2026-0001</b> 云茶镇早茶提前开园\n本月第 1/4 条"
    assert receipt.reply_to == 501
    assert await shown(gao, 11) == []


async def test_a_receipt_in_a_group_opens_the_chat_that_is_shut(gao: County, places: None) -> None:
    zhao = await gao.person("赵六", "双溪乡", telegram_id=13, is_open=False)
    await submit(gao, zhao, f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    (receipt,) = await shown(gao, WORK_CHAT)
    assert receipt.buttons == {"打开私聊": "https://t.me/zhibao_bot?start=open"}


async def test_two_reporters_share_one_run_of_numbers_and_each_has_a_count(
    gao: County, zhang: Person, li: Person
) -> None:
    for who, title in ((zhang, "甲"), (li, "乙"), (zhang, "丙")):
        await submit(gao, who, f"#报送 {title}\n{BODY}")
    assert await numbers(gao, zhang, li) == [("2026-0001", "甲"), ("2026-0002", "乙"), ("2026-0003", "丙")]
    assert [text.split("\n")[1] for text in await texts_to(gao, 11)] == ["本月第 1/4 条", "本月第 2/4 条"]
    assert [text.split("\n")[1] for text in await texts_to(gao, 12)] == ["本月第 1/4 条"]


@pytest.mark.parametrize("head", ["#报送", "＃报送", "#报送：", "#submit", "#SUBMIT"])
async def test_every_form_of_the_tag_submits(gao: County, zhang: Person, head: str) -> None:
    await submit(gao, zhang, f"{head} {TITLE}\n{BODY}")
    assert await numbers(gao, zhang) == [("2026-0001", TITLE)]


async def test_an_english_reporter_is_answered_in_english_and_the_desk_in_chinese(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, switch_language, words="en")
    await submit(gao, zhang, f"#submit {TITLE}\n{BODY}")
    assert (await texts_to(gao, 11))[-1:] == [
        f"✅ Received: <b>2026-0001</b> {TITLE}\nItem 1 of 4 this month\n"
        "Until it is reviewed you can correct it by editing your message."
    ]
    (card,) = await shown(gao, DESK_CHAT)
    assert card.labels == ["采用", "备用", "退回", "不采用", "合并", "签收", "改稿"]


async def test_what_a_person_typed_stays_text(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 <b>茶</b> & 园\n{BODY}<script>")
    (receipt,), (card,) = await shown(gao, 11), await shown(gao, DESK_CHAT)
    assert "<b>2026-0001</b> &lt;b&gt;茶&lt;/b&gt; &amp; 园" in receipt.text
    assert "&lt;script&gt;" in card.text and "<script>" not in card.text


# --- who may, and where -----------------------------------------------------------------------------------


async def test_a_stranger_submits_nothing(gao: County, zhou: Person) -> None:
    with pytest.raises(NotAllowed):
        await submit(gao, 500, f"#报送 {TITLE}\n{BODY}")
    assert await shown(gao, DESK_CHAT) == []


async def test_a_leader_submits_nothing(gao: County, places: None) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await submit(gao, leader, f"#报送 {TITLE}\n{BODY}")
    assert await gao.database.reads.items.of_person(leader.id) == []


async def test_in_a_group_that_is_not_bound_nothing_is_submitted(gao: County, zhang: Person) -> None:
    with pytest.raises(NotAllowed):
        await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", chat_id=-1009)
    assert await numbers(gao, zhang) == []


# --- too short --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "字" * 19])
async def test_less_than_twenty_characters_is_kept_and_the_rest_asked_for(
    gao: County, zhang: Person, body: str
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{body}")
    assert await numbers(gao, zhang) == []
    assert await shown(gao, DESK_CHAT) == []
    (asked,) = await texts_to(gao, 11)
    assert f"⚠️ 正文现有{len(body)}字，至少需要20字：请继续发送。" in asked


async def test_twenty_characters_are_enough(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{'字' * 20}")
    assert await numbers(gao, zhang) == [("2026-0001", TITLE)]


async def test_in_a_group_the_rest_is_asked_for_as_a_reply(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}", chat_id=WORK_CHAT, message_id=501)
    (asked,) = await shown(gao, WORK_CHAT)
    assert asked.reply_to == 501
    assert asked.text.endswith("请直接回复本条消息。")


# --- several tags -----------------------------------------------------------------------------------------


async def test_several_tags_are_asked_about_before_anything_is_numbered(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}")
    (question,) = await shown(gao, 11)
    assert question.text == SPLIT
    assert question.labels == ["拆成2条", "就是一条", "取消"]
    assert await numbers(gao, zhang) == []


async def test_a_text_typed_while_that_is_open_is_said_not_to_be_kept(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}")
    with pytest.raises(WrongState) as refused:
        await do(gao, zhang, talk.take_message, said=BODY)
    assert gao.office.texts("zh").plain(refused.value.key) == (
        "这段文字未收下。请先点上面的按钮选择（几条，还是一条），再重新发送。"
    )
    (question,) = await shown(gao, 11)
    assert question.text == SPLIT and await numbers(gao, zhang) == []


async def test_several_items_get_a_number_and_a_receipt_each_under_the_one_message(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}", message_id=501)
    (question,) = await shown(gao, 11)
    await tap(gao, zhang, question, "拆成2条", submissions.split, several=True)
    receipts = await shown(gao, 11)
    assert [receipt.text.partition("\n")[0] for receipt in receipts] == [
        "✅ 已收到：<b>2026-0001</b> 甲",
        "✅ 已收到：<b>2026-0002</b> 乙",
    ]
    assert {receipt.reply_to for receipt in receipts} == {501}


async def test_as_one_item_the_first_title_stands_and_no_word_is_lost(gao: County, zhang: Person) -> None:
    said = f"#报送 甲\n{BODY}\n#报送 乙\n第二段的正文也在这里，一个字都不少。"
    await submit(gao, zhang, said, message_id=501)
    (question,) = await shown(gao, 11)
    await tap(gao, zhang, question, "就是一条", submissions.split, several=False)
    assert await numbers(gao, zhang) == [("2026-0001", "甲")]
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert BODY in item.body and "乙" in item.body and "第二段的正文也在这里，一个字都不少。" in item.body
    # An edit of the message brings no tag back into the text.
    await do(gao, zhang, revisions.edit_message, said=said.replace("第二段", "后一段"), message_id=501)
    (edited,) = await gao.database.reads.items.of_person(zhang.id)
    assert edited.body == item.body.replace("第二段", "后一段")


async def test_in_a_group_somebody_else_cannot_answer_for_the_sender(
    gao: County, zhang: Person, li: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    (question,) = await shown(gao, WORK_CHAT)
    with pytest.raises(NotAllowed):
        await tap(gao, li, question, "拆成2条", submissions.split, chat_id=WORK_CHAT, several=True)
    assert await numbers(gao, zhang, li) == []


async def test_joint_units_stand_as_on_the_roster_and_unknown_ones_are_named(
    gao: County, zhang: Person
) -> None:
    for unit in ("金竹镇", "大湾镇"):
        await gao.person(f"{unit}某", unit)
    await submit(gao, zhang, f"#报送 {TITLE}\n联合：金竹、大湾镇、无此镇\n{BODY}", message_id=501)
    text = (await texts_to(gao, 11))[-1]
    assert "联合单位“金竹”已按“金竹镇”登记。\n名册中没有“无此镇”，请编辑原消息更正。" in text
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.joint_units == ("金竹镇", "大湾镇", "无此镇")
    edited = f"#报送 {TITLE}\n联合：金竹、大湾镇、金竹镇\n{BODY}"
    await do(gao, zhang, revisions.edit_message, said=edited, message_id=501)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.joint_units == ("金竹镇", "大湾镇")


async def test_a_deputy_hands_in_first_for_whose_booking_the_card_is_though_the_own_unit_has_one(
    gao: County,
) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    wang = await gao.person("云某", "云茶镇", telegram_id=101)
    zhao = await gao.person("柏某", "柏溪镇", telegram_id=102)
    demand = await gao.demand("早茶", due=DUE, slots=2)
    await do(gao, wang, deputies.command, typed="柏某 今天 今天")
    for who in (wang, zhao):
        await press(gao, who, demand)
    copy = next(m for m in await shown(gao, 102) if "交稿" in m.labels and "云某" in m.text)
    await tap(gao, zhao, copy, "交稿", submissions.hand_in)
    for text in ("早茶提前开园", BODY):
        await do(gao, zhao, talk.take_message, said=text)
    (draft,) = await gao.database.reads.drafts.of(102)
    await do(gao, zhao, submissions.submit_draft, draft_id=draft.id)
    item = await gao.database.reads.items.find(1)
    assert item is not None and (item.person_id, item.unit) == (wang.id, "云茶镇")
    assert await states(gao, demand) == [("云茶镇", "fulfilled"), ("柏溪镇", "booked")]
    said = f"#报送 柏溪春耕进度\n选题:1\n{BODY.replace('云茶', '柏溪')}"
    await do(gao, zhao, submissions.submit_tagged, said=said)
    assert await states(gao, demand) == [("云茶镇", "fulfilled"), ("柏溪镇", "fulfilled")]


async def test_a_deputys_reply_to_the_copy_of_a_card_is_for_whom_that_concerns(gao: County) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    wang = await gao.person("云某", "云茶镇", telegram_id=101)
    zhao = await gao.person("柏某", "柏溪镇", telegram_id=102)
    demand = await gao.demand("早茶", due=DUE, slots=2)
    await do(gao, wang, deputies.command, typed="柏某 今天 今天")
    for who in (zhao, wang):
        await press(gao, who, demand)
    copy = next(m for m in await shown(gao, 102) if "交稿" in m.labels and "云某" in m.text)
    said = f"#报送 早茶提前开园\n选题:1\n{BODY}"
    await do(gao, zhao, submissions.submit_tagged, said=said, reply_to=copy.message_id)
    assert await states(gao, demand) == [("柏溪镇", "booked"), ("云茶镇", "fulfilled")]
