"""Messages that are no command and carry no tag: whose they are, and what is answered (manual, sections 1 and 2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk import conversing, forms, talk
from bot.desk.demands import proposals, wishes
from bot.desk.items import downloads, drafts, revisions, submissions
from bot.desk.people import members
from bot.desk.people.language import switch_language
from bot.errors import NotFound
from bot.model import Download, DraftKind, ItemState, Person, PlaceKind, Reading, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, rows_of
from tests.support.scenes import do, shown, tap, texts_to

STRANGER = 500
TOO_SHORT = "未作保存。如要报送，请发送标题和正文（30字以上），或以 #报送 开头发送。其他用法见 /help"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


async def write(gao: County, who: Person | int, text: str, **how: Any) -> None:
    await do(gao, who, talk.take_message, said=text, **how)


# --- outside any conversation -----------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["字" * 30, "标题一行\n" + "字" * 26])
async def test_thirty_characters_in_private_bring_up_the_preview(
    gao: County, zhang: Person, text: str
) -> None:
    await write(gao, zhang, text)
    (preview,) = await shown(gao, 11)
    assert preview.text.startswith("📝 预览") and "提交" in preview.labels


@pytest.mark.parametrize("text", ["字" * 29, "好的", "https://example.org/" + "a" * 60, "12345678 " * 8])
async def test_what_can_be_no_item_gets_a_hint_and_is_not_kept(gao: County, zhang: Person, text: str) -> None:
    await write(gao, zhang, text)
    assert await texts_to(gao, 11) == [TOO_SHORT]
    assert await gao.database.reads.items.of_person(zhang.id) == []


async def test_a_short_forwarded_text_brings_up_the_preview(gao: County, zhang: Person) -> None:
    await write(gao, zhang, "春茶开园", forwarded_from="县融媒体中心")
    (preview,) = await shown(gao, 11)
    assert preview.text.startswith("📝 预览") and "转发自：县融媒体中心" in preview.text


async def test_the_word_at_the_head_of_a_text_in_private_is_no_part_of_its_title(
    gao: County, zhang: Person
) -> None:
    await write(gao, zhang, f"报送：{TITLE}\n{BODY}")
    (preview,) = await shown(gao, 11)
    assert preview.text.split("\n")[1] == f"<b>{TITLE}</b>"


async def test_thanks_that_are_forwarded_begin_no_draft(gao: County, zhang: Person) -> None:
    await write(gao, zhang, "好的", forwarded_from="李编辑")
    assert await texts_to(gao, 11) == [TOO_SHORT]
    assert await gao.database.reads.drafts.in_chat(11, 11) == []


async def test_the_tag_of_whose_role_submits_nothing_is_answered_with_what_became_of_the_text(
    gao: County,
) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    for chat_id in (None, WORK_CHAT):
        await do(gao, leader, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=chat_id)
        (told,) = await shown(gao, chat_id or 31)
        assert told.text == "未作保存：您的职务不报送信息。可用功能见 /help"
        assert told.labels == (["打开私聊"] if chat_id else [])


async def test_whose_role_submits_nothing_is_told_so(gao: County, zhang: Person) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await write(gao, leader, "？")
    assert await texts_to(gao, 31) == ["未作保存：您的职务不报送信息。可用功能见 /help"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("voice", "语音不能作为报送件，未保存"),
        ("sticker", "没有收到文字，未保存"),
        ("contact", "没有收到文字，未保存"),
        ("location", "没有收到文字，未保存"),
    ],
)
async def test_what_has_no_words_is_no_item_and_told_so(
    gao: County, zhang: Person, kind: str, words: str
) -> None:
    await write(gao, zhang, "", attachment=kind)
    (said,) = await texts_to(gao, 11)
    assert words in said


async def test_albums_without_words_are_one_draft_that_is_asked_for_its_text_once(
    gao: County, zhang: Person
) -> None:
    for album in ("甲", "甲", "甲", "乙"):
        await write(gao, zhang, "", attachment="photo", album=album)
    (asked,) = await texts_to(gao, 11)
    assert asked.startswith("已存为草稿，尚未报送。\n📎 附件4个")


async def test_a_reply_to_a_receipt_is_no_answer_to_the_question_that_is_open(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}")
    receipt = (await shown(gao, 11))[-1]
    await do(gao, zhang, drafts.begin)
    await write(gao, zhang, "上一条的数据有误，请改为五吨。", reply_to=receipt.message_id)
    asked = (await shown(gao, 11))[-1]
    assert "这段文字是否属于它" in asked.text
    assert (await gao.database.reads.drafts.of(11))[-1].data["parts"] == []


async def test_a_long_reply_in_a_group_to_what_asks_nothing_is_told_so_and_a_short_one_is_talk(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    receipt = (await shown(gao, WORK_CHAT))[-1]
    await write(gao, zhang, "谢谢", chat_id=WORK_CHAT, reply_to=receipt.message_id)
    assert len(await shown(gao, WORK_CHAT)) == 1
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    await write(gao, li, f"补充：{BODY}", chat_id=WORK_CHAT, reply_to=receipt.message_id)
    assert (await shown(gao, WORK_CHAT))[-1].text == (
        "这条未收下：所回复的消息不需要答复。如要报送，请以“#报送”开头。"
    )


@pytest.mark.parametrize("chat_id", [None, WORK_CHAT])
async def test_what_adds_to_ones_own_item_as_a_reply_to_its_receipt_is_its_revision(
    gao: County, zhang: Person, chat_id: int | None
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=chat_id)
    receipt = (await shown(gao, chat_id or 11))[-1]
    await write(gao, zhang, "补充：已销往成都。", chat_id=chat_id, reply_to=receipt.message_id)
    preview = (await shown(gao, chat_id or 11))[-1]
    assert "2026-0001" in preview.text and f"{BODY}\n已销往成都。" in preview.text
    await tap(gao, zhang, preview, "提交", submissions.submit_draft, chat_id=chat_id)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.number, item.version, item.body) == ("2026-0001", 2, f"{BODY}\n已销往成都。")


@pytest.mark.parametrize("chat_id", [None, WORK_CHAT])
async def test_a_file_in_answer_to_ones_own_receipt_goes_with_that_item(
    gao: County, zhang: Person, chat_id: int | None
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=chat_id)
    receipt = (await shown(gao, chat_id or 11))[-1]
    how: dict[str, Any] = {"chat_id": chat_id, "reply_to": receipt.message_id, "attachment": "photo"}
    for said, added in (("", ""), ("补充：附现场图", "\n附现场图")):
        await write(gao, zhang, said, **how)
        preview = (await shown(gao, chat_id or 11))[-1]
        assert "2026-0001 修改稿预览" in preview.text and f"{BODY}{added}" in preview.text
        await tap(gao, zhang, preview, "提交", submissions.submit_draft, chat_id=chat_id)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.version, item.body) == (3, f"{BODY}\n附现场图")
    assert len(await gao.database.reads.attachments.of_item(item.id)) == 2


async def test_an_item_is_taken_back_by_a_word_under_its_receipt_or_with_its_number(
    gao: County, zhang: Person
) -> None:
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    for number in range(3):
        said = f"#报送 {TITLE}{number}\n{BODY}"
        await do(gao, zhang, submissions.submit_tagged, said=said, chat_id=WORK_CHAT)
        await shown(gao, WORK_CHAT)  # each receipt leaves by itself
    receipt = (await shown(gao, WORK_CHAT))[0]
    before = len(await shown(gao, WORK_CHAT))
    for who in (li, zhang):  # of the others' nothing is said in the group
        await write(gao, who, "撤回", chat_id=WORK_CHAT, reply_to=receipt.message_id)
        await write(gao, who, "撤回 2", chat_id=WORK_CHAT)
    await write(gao, zhang, "撤回2026-0003。")
    items = await gao.database.reads.items.of_person(zhang.id)
    assert [item.state for item in items] == [ItemState.WITHDRAWN] * 3
    assert len(await shown(gao, WORK_CHAT)) == before and await texts_to(gao, 12) == []
    with pytest.raises(NotFound):
        await write(gao, zhang, "撤回 9")


async def test_a_command_below_a_picture_and_a_picture_with_an_answer_are_said_not_to_be_kept(
    gao: County, zhang: Person
) -> None:
    for said in ("/ask 这张图能用吗", "/book_12", "/propose@zhibao_bot 关注危桥"):
        await write(gao, zhang, said, attachment="photo")
        assert (await texts_to(gao, 11))[-1].startswith("文件说明里的命令不会执行，文件和文字均未保存。")
    assert await gao.database.reads.drafts.of(11) == []
    await do(gao, zhang, proposals.propose, text="")
    await write(gao, zhang, "建议关注危桥改造", attachment="photo")
    thanks, left = (await texts_to(gao, 11))[-2:]
    assert "已转给采编人员" in thanks and left == "只收下了文字，随附的图片或文件未保存。"


@pytest.mark.parametrize("chat_id", [None, WORK_CHAT])
async def test_what_else_is_said_to_ones_own_receipt_is_told_how_an_item_is_changed(
    gao: County, zhang: Person, chat_id: int | None
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=chat_id)
    receipt = (await shown(gao, chat_id or 11))[-1]
    await write(gao, zhang, "数据改为五吨", chat_id=chat_id, reply_to=receipt.message_id)
    told = (await shown(gao, chat_id or 11))[-1]
    assert told.text.split("\n") == [
        "您的回复没有并入 2026-0001，该信息保持不变。",
        "如要修改或补充：直接编辑您原来的报送消息，或点“修改”。",
        "如有新的进展：另报一条，在标题下加一行 <code>续报：2026-0001</code>",
    ]
    assert told.labels == ["修改"]
    await tap(gao, zhang, told, "修改", revisions.begin_by_button, chat_id=chat_id)
    assert "2026-0001" in (await shown(gao, chat_id or 11))[-1].text


async def test_a_reply_at_the_desk_to_what_asks_nothing_is_told_so_however_short(
    gao: County, zhang: Person
) -> None:
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await do(gao, zhang, proposals.propose, text="建议关注春茶价格")
    proposal = (await shown(gao, DESK_CHAT))[-1]
    await write(gao, zhou, "可以", chat_id=DESK_CHAT, reply_to=proposal.message_id)
    assert (await shown(gao, DESK_CHAT))[-1].text.startswith("未转达：所回复的消息不需要答复")


TAGGED = f"#报送 {TITLE}\n{BODY}"


async def album(gao: County, who: Person, *captions: str) -> list[str]:
    """An album's messages in this order; what stands in the chat once all has been said, in first lines."""
    for caption in captions:
        act = submissions.submit_tagged if caption.startswith("#报送") else talk.take_message
        await do(gao, who, act, said=caption, attachment="photo", album="甲")
    gao.clock.moment += timedelta(seconds=10)
    return [said.text.split("\n")[0] for said in await shown(gao, 11)]


@pytest.mark.parametrize("place", range(3))
async def test_an_albums_words_are_taken_wherever_they_stand_and_nothing_else_is_said(
    gao: County, zhang: Person, place: int
) -> None:
    captions = ["", "", ""]
    captions[place] = TAGGED
    assert await album(gao, zhang, *captions) == [f"✅ 已收到：<b>2026-0001</b> {TITLE}"]


@pytest.mark.parametrize("place", range(3))
async def test_an_albums_untagged_words_are_previewed_wherever_they_stand(
    gao: County, zhang: Person, place: int
) -> None:
    captions = ["", "", ""]
    captions[place] = f"{TITLE}\n{BODY}"
    (said,) = await album(gao, zhang, *captions)
    assert said.startswith("📝 预览")


async def test_the_words_come_after_the_album_was_asked_for_them_and_are_taken_all_the_same(
    gao: County, zhang: Person
) -> None:
    """The process ended between the two: what was asked of the first part goes."""
    (asked,) = await album(gao, zhang, "", "")
    assert asked == "已存为草稿，尚未报送。"
    assert await album(gao, zhang, TAGGED) == [f"✅ 已收到：<b>2026-0001</b> {TITLE}"]


async def test_more_words_of_the_same_album_belong_to_the_same_item(gao: County, zhang: Person) -> None:
    await album(gao, zhang, TAGGED, "", "图二：茶农正在采摘。")
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None and item.body == f"{BODY}\n图二：茶农正在采摘。"
    assert (await texts_to(gao, 11))[-1].startswith("✏️ 已更新为第2版")


async def test_what_is_sent_right_after_an_album_is_no_part_of_its_item(gao: County, zhang: Person) -> None:
    await album(gao, zhang, TAGGED)
    await write(gao, zhang, "图二：茶农正在采摘。", attachment="photo", album="乙")
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None and item.body == BODY


async def test_the_title_and_the_text_of_an_album_are_one_draft(gao: County, zhang: Person) -> None:
    await album(gao, zhang, "", f"#报送 {TITLE}", "", BODY)
    last = (await shown(gao, 11))[-1]
    assert last.text.startswith("📝 预览") and TITLE in last.text and BODY in last.text


async def test_a_file_with_the_tag_and_a_title_alone_that_cannot_be_read_is_told_so(
    gao: County, zhang: Person
) -> None:
    await do(
        gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}", attachment="document", file_name="a.wps"
    )
    assert await texts_to(gao, 11) == []
    async with gao.database.work(now=gao.clock.now()) as work:
        await downloads.take(gao.office, work, 1, Download("0" * 64, 99, Reading("doc")))
    (said,) = await texts_to(gao, 11)
    assert "已存为草稿，尚未报送" in said and "附件“a.wps”已保存；暂只能读取 .docx 和 .txt" in said


async def test_an_unknown_command_is_answered_in_private(gao: County, zhang: Person) -> None:
    await do(gao, zhang, talk.answer_unknown_command, said="/nonsense")
    assert await texts_to(gao, 11) == ["没有这个命令，未作处理。可用功能见 /help"]


async def test_an_english_reporter_gets_the_hint_in_english(gao: County, zhang: Person) -> None:
    await do(gao, zhang, switch_language, words="en")
    await write(gao, zhang, "hello")
    assert (await texts_to(gao, 11))[-1] == (
        "Nothing was stored. To submit an item, send its title and text (30 characters or more), "
        "or begin a message with #submit. Other commands: /help"
    )


# --- in groups --------------------------------------------------------------------------------------------


async def test_what_people_say_to_each_other_in_a_group_is_theirs(gao: County, zhang: Person) -> None:
    await write(gao, zhang, "字" * 40, chat_id=WORK_CHAT)
    await write(gao, zhang, "字" * 40, chat_id=WORK_CHAT, reply_to=1)
    assert await gao.sent() == []


async def test_a_reply_to_the_bot_outside_a_conversation_is_silence_in_a_group(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    (receipt,) = await shown(gao, WORK_CHAT)
    await write(gao, zhang, "谢谢！", chat_id=WORK_CHAT, reply_to=receipt.message_id)
    assert await shown(gao, WORK_CHAT) == [receipt]


async def test_in_a_group_only_a_reply_goes_into_the_draft(gao: County, zhang: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}", chat_id=WORK_CHAT)
    (asked,) = await shown(gao, WORK_CHAT)
    await write(gao, zhang, "大家早上好，今天下午三点在二楼会议室开会。", chat_id=WORK_CHAT)
    assert await shown(gao, WORK_CHAT) == [asked]
    await write(gao, zhang, BODY, chat_id=WORK_CHAT, reply_to=asked.message_id)
    preview = (await shown(gao, WORK_CHAT))[-1]
    assert f"<b>{TITLE}</b>" in preview.text and BODY in preview.text


async def test_a_draft_in_the_group_and_one_in_private_are_two(gao: County, zhang: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 群里的\n{'短' * 5}", chat_id=WORK_CHAT)
    await do(gao, zhang, drafts.begin)
    await write(gao, zhang, f"私聊的\n{BODY}")
    await tap(gao, zhang, (await shown(gao, 11))[-1], "提交", submissions.submit_draft)
    (asked,) = await shown(gao, WORK_CHAT)
    await write(gao, zhang, BODY, chat_id=WORK_CHAT, reply_to=asked.message_id)
    preview = (await shown(gao, WORK_CHAT))[-1]
    await tap(gao, zhang, preview, "提交", submissions.submit_draft, chat_id=WORK_CHAT)
    items = await gao.database.reads.items.of_person(zhang.id)
    assert sorted(item.title for item in items) == ["私聊的", "群里的"]


# --- strangers --------------------------------------------------------------------------------------------


async def test_a_stranger_hears_how_to_join_and_nothing_is_kept_or_shown(gao: County, zhang: Person) -> None:
    await write(gao, STRANGER, f"{TITLE}\n{BODY}")
    (said,) = await texts_to(gao, STRANGER)
    assert "/join 单位 姓名" in said and TITLE not in said
    assert await texts_to(gao, DESK_CHAT) == []
    assert await gao.database.reads.items.of_person(zhang.id) == []


async def test_a_stranger_in_a_group_is_not_spoken_to(gao: County, zhang: Person) -> None:
    await write(gao, STRANGER, "字" * 40, chat_id=WORK_CHAT)
    assert await gao.sent() == []


async def test_an_unknown_command_of_a_stranger_is_answered_with_how_to_join(gao: County) -> None:
    await do(gao, STRANGER, talk.answer_unknown_command, said="/nonsense")
    (said,) = await texts_to(gao, STRANGER)
    assert "/join 单位 姓名" in said


async def test_of_very_many_open_conversations_the_newest_are_chosen_among_and_a_message_costs_no_more(
    gao: County, zhang: Person
) -> None:
    """Somebody who leaves hundreds lying must not make every message slower: nobody reads more than a screenful."""
    async with gao.database.work(now=gao.clock.now()) as work:
        for number in range(70):
            await work.drafts.add(
                11,
                11,
                kind=DraftKind.ITEM,
                step="collect",
                data={"parts": [[900 + number, f"第{number}件"]]},
                now=gao.clock.now(),
            )
        for number in range(70):
            data = {"text": f"第{number}句", "message_id": 1, "sent_at": 0}
            await work.drafts.add(11, 11, kind=DraftKind.LOOSE, step="which", data=data, now=gao.clock.now())
        found = await work.drafts.in_chat(11, 11)
        assert [draft.kind for draft in found] == [DraftKind.ITEM] * 50
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}")
    labels = (await shown(gao, 11))[-1].labels
    assert len(labels) == 22 and "第69件" in labels[0]
    await do(gao, zhang, conversing.cancel)
    assert len((await shown(gao, 11))[-1].labels) == 20


# --- messages that are edited -------------------------------------------------------------------------------


async def test_a_text_that_is_kept_until_its_writer_says_what_it_is_follows_its_edit(gao: County) -> None:
    """The leader's sentence was passed on as it stood before the correction."""
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    await do(gao, leader, talk.take_message, said="农民工工次支付情况要尽快摸清楚", message_id=901)
    await do(gao, leader, revisions.edit_message, said="农民工工资支付情况要尽快摸清楚", message_id=901)
    await tap(gao, leader, (await shown(gao, 31))[-1], "转采编群研究", wishes.pass_on)
    assert "农民工工资支付情况要尽快摸清楚" in (await shown(gao, DESK_CHAT))[-1].text


async def test_an_edit_of_what_has_been_used_already_is_answered_and_changes_nothing(gao: County) -> None:
    """#需求 was edited under its preview, and the preview stayed as it was without a word."""
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    demand = "#需求 森林防火情况\n截止：5天\n各报一条。"
    await do(gao, zhou, forms.write, form="demand", said=demand, message_id=902)
    (preview,) = await shown(gao, 21)
    await do(gao, zhou, revisions.edit_message, said=demand.replace("5天", "9天"), message_id=902)
    same, told = await shown(gao, 21)
    assert same == preview
    assert told.text == "这次修改未采纳：编辑原消息只能更正草稿和已报送的信息，其他内容请另发一条。"


async def test_a_link_that_telegram_opens_up_is_no_edit(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await do(gao, zhang, talk.take_message, said="https://example.org/x", message_id=903)
    before = await shown(gao, 11)
    await do(gao, zhang, revisions.edit_message, said="https://example.org/x", message_id=903)
    await do(gao, zhang, revisions.edit_message, said="好的，谢谢！", message_id=904)
    assert await shown(gao, 11) == before


async def test_a_text_of_which_it_is_asked_what_it_answers_follows_its_edit(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}")
    await do(gao, zhang, proposals.propose, text="")
    await do(gao, zhang, proposals.propose, text="")
    await do(gao, zhang, talk.take_message, said="竹海旅游旺季保障的作法", message_id=905)
    await do(gao, zhang, revisions.edit_message, said="竹海旅游旺季保障的做法", message_id=905)
    (loose,) = (d for d in await gao.database.reads.drafts.of(11) if d.kind is DraftKind.LOOSE)
    assert loose.data["text"] == "竹海旅游旺季保障的做法"


async def test_what_was_begun_with_a_right_that_is_gone_takes_nothing_and_waits_for_it(
    gao: County, zhang: Person
) -> None:
    boss = await gao.person("郑管", "县政府", role=Role.ADMIN, telegram_id=20)
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await do(gao, zhou, forms.write, form="circular", text="")
    await do(gao, boss, members.show_member, words="周编 职务 信息员")
    await write(gao, zhou, BODY)
    assert "预览" in (await shown(gao, 21))[-1].text
    kinds = {row[0] for row in await rows_of(gao.database, "SELECT kind FROM drafts")}
    assert kinds == {"form", "submit"}
    await do(gao, boss, members.show_member, words="周编 职务 编辑")
    [form] = await rows_of(gao.database, "SELECT id FROM drafts WHERE kind = 'form'")
    await do(gao, zhou, conversing.press_open, draft_id=form[0])
    assert (await shown(gao, 21))[-1].text == "请发送标题。"
