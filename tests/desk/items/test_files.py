"""Files at the desk, without Telegram: whose they are, however far apart the parts of an album come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk import conversing, talk
from bot.desk.items import attachments, downloads, drafts, near_misses, reviews, submissions
from bot.model import Attachment, AttachmentState, Download, Person, PersonState, PlaceKind, Reading, Refusal
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import do, shown, tap, texts_to
from tests.support.table import each_row

TAGGED = f"#报送 {TITLE}\n{BODY}"


async def send(gao: County, who: Person, caption: str = "", **how: object) -> None:
    """A picture of an album, in the work group unless said otherwise."""
    act = submissions.submit_tagged if caption.startswith("#报送") else talk.take_message
    given: dict[str, object] = {"attachment": "photo", "album": "甲", "chat_id": WORK_CHAT, **how}
    await do(gao, who, act, said=caption, **given)  # type: ignore[arg-type]


async def files_of(gao: County, item_id: int = 1) -> list[Attachment]:
    return await gao.database.reads.attachments.of_item(item_id)


async def had(gao: County, attachment_id: int, reading: Reading) -> None:
    """The file is on disk."""
    async with gao.database.work(now=gao.clock.now()) as work:
        await downloads.take(gao.office, work, attachment_id, Download("ab" * 32, 9, reading))


async def lost(gao: County, attachment_id: int, why: Refusal) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await downloads.refuse(gao.office, work, attachment_id, why)


async def test_parts_of_an_album_that_come_half_an_hour_later_join_the_item(
    gao: County, zhang: Person
) -> None:
    await send(gao, zhang)
    gao.clock.moment += timedelta(minutes=30)
    await send(gao, zhang, TAGGED)
    gao.clock.moment += timedelta(minutes=30)
    await send(gao, zhang)
    assert len(await files_of(gao)) == 3
    (receipt,) = await shown(gao, WORK_CHAT)
    assert receipt.text.endswith("📎 附件3个")


async def test_around_a_restart_the_parts_of_an_album_find_each_other(home: Home) -> None:
    """Another life of the bot on the same database; on a server, another copy of it."""
    for first, last in (("", TAGGED), (TAGGED, "")):
        async with county(home, now="2026-06-03 12:00") as gao:
            found = await rows_of(gao.database, "SELECT count(*) FROM people")
            album = f"album {first[:3]}"
            if not found[0][0]:
                await gao.bind(WORK_CHAT, PlaceKind.WORK)
                await gao.person("张三", "云茶镇", telegram_id=11)
            person = (await gao.database.current_directory()).find_account(11)
            assert person is not None
            gao.message_ids = iter(range(len(first) * 100 + 1, 10**6))
            await send(gao, person, first, album=album)
        async with county(home, now="2026-06-03 12:05") as gao:
            person = (await gao.database.current_directory()).find_account(11)
            assert person is not None
            gao.message_ids = iter(range(len(first) * 100 + 50, 10**6))
            await send(gao, person, last, album=album)
            counts = await rows_of(
                gao.database,
                f"SELECT count(*) FROM attachments WHERE album = '{album}' AND item_id IS NOT NULL",
            )
            assert counts[0][0] == 2


async def test_an_album_whose_words_only_nearly_were_an_item_comes_whole_with_the_button(
    gao: County, zhang: Person
) -> None:
    await send(gao, zhang)
    await send(gao, zhang, f"报送：{TITLE}\n{BODY}")
    await send(gao, zhang)
    (offer,) = await shown(gao, WORK_CHAT)
    await tap(gao, zhang, offer, "按报送收下", near_misses.take, chat_id=WORK_CHAT)
    found = await files_of(gao)
    assert len(found) == len({each.message_id for each in found}) == 3


async def test_a_plain_text_costs_no_statement_about_files(gao: County, zhang: Person) -> None:
    said: list[str] = []
    async with gao.database.durable() as conn:
        await conn.set_trace_callback(said.append)
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED)
    assert [sql for sql in said if "INSERT INTO items" in sql]
    assert [sql for sql in said if "attachments" in sql] == []


async def test_two_people_with_one_albums_number_stay_apart(gao: County, zhang: Person, li: Person) -> None:
    """Nobody has said that such a number is never given twice."""
    await send(gao, zhang)
    await send(gao, li, f"#报送 沙河镇早茶\n{BODY}")
    (own,) = await files_of(gao)
    assert own.telegram_id == li.telegram_id


async def test_a_file_of_a_text_that_holds_two_items_belongs_to_the_first(gao: County, zhang: Person) -> None:
    text = f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}"
    await do(gao, zhang, submissions.submit_tagged, said=text, attachment="photo")
    (question,) = await shown(gao, 11)
    await tap(gao, zhang, question, "拆成2条", submissions.split, several=True)
    assert [len(await files_of(gao, item_id)) for item_id in (1, 2)] == [1, 0]


async def test_a_paper_that_comes_for_a_cancelled_draft_changes_nothing(gao: County, zhang: Person) -> None:
    await do(gao, zhang, talk.take_message, attachment="document", file_name="早茶.docx")
    await do(gao, zhang, conversing.cancel)
    before = await texts_to(gao, 11)
    await had(gao, 1, Reading("docx", f"{TITLE}\n{BODY}"))
    assert await texts_to(gao, 11) == before
    assert await gao.database.reads.drafts.of(11) == []


async def test_a_text_typed_while_the_paper_is_fetched_is_not_overwritten_by_it(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, attachment="document", file_name="早茶.docx")
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}")
    await had(gao, 1, Reading("docx", "另一个标题\n另一篇正文，与打字的不同，有二十个字以上的长度。"))
    preview = (await shown(gao, 11))[-1]
    assert BODY in preview.text and "另一篇正文" not in preview.text and "附件1个" in preview.text


async def test_a_paper_read_for_who_is_no_member_any_more_makes_no_item(gao: County, zhang: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said="#报送", attachment="document")
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, state=PersonState.REMOVED))
        await work.refresh_directory()
    await had(gao, 1, Reading("docx", f"{TITLE}\n{BODY}"))
    assert await gao.database.reads.items.find_number("2026-0001") is None


async def test_a_paper_counts_for_the_day_on_which_it_was_sent(gao: County, zhang: Person) -> None:
    gao.clock.moment -= timedelta(days=4)  # 30 May
    await do(gao, zhang, submissions.submit_tagged, said="#报送", attachment="document")
    gao.clock.moment += timedelta(days=4)
    await had(gao, 1, Reading("docx", f"{TITLE}\n{BODY}"))
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None and item.month == "2026-05"


async def test_a_marked_file_leaves_no_name_and_its_sender_hears_once_what_became_of_item_and_file(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED, attachment="document", file_name="某事.doc")
    await lost(gao, 1, Refusal.MARKED)
    (file,) = await files_of(gao)
    assert (file.state, file.name) == (AttachmentState.REFUSED, "")
    _, *said = await texts_to(gao, 11)
    assert len(said) == 1 and "某事" not in said[0]
    assert said[0].startswith("⛔") and said[0].endswith("2026-0001 照常保留，但不含该文件。")


async def test_of_a_marked_file_with_too_few_words_for_an_item_nothing_is_left_and_nothing_is_asked(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said="#报送 某事", attachment="document")
    before = len(await texts_to(gao, 11))
    await lost(gao, 1, Refusal.MARKED)
    assert await gao.database.reads.drafts.of(11) == []
    (said,) = (await texts_to(gao, 11))[before:]
    assert said.startswith("⛔")


async def test_a_number_that_is_broken_over_a_line_s_end_in_a_file_is_found(gao: County) -> None:
    for text in ("联系电话：138\n12345678", "身份证号511525199003\n07001X"):
        assert downloads.holds_numbers(Reading("docx", text)), text
    assert not downloads.holds_numbers(Reading("docx", "共138\n处隐患"))


async def test_a_file_that_was_never_got_is_said_so_where_files_are_given_back(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED, attachment="document", file_name="早茶.pdf")
    await lost(gao, 1, Refusal.UNAVAILABLE)
    await do(gao, zhang, attachments.press_files, item_id=1)
    assert (await texts_to(gao, 11))[-1].endswith("· 附件“早茶.pdf”：未能取得")


async def test_a_paper_in_answer_to_a_return_is_the_revision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED)
    await do(
        gao,
        zhou,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=1,
        step=Step.RETURN,
        reason="incomplete",
    )
    (*_, returned) = await shown(gao, 11)
    assert "退回" in returned.text
    # A table or a picture is no text in the place of the item's: it goes with that.
    for kind, name in (("document", "明细表.pdf"), ("photo", "")):
        reply_to = returned.message_id
        await do(gao, zhang, talk.take_message, attachment=kind, file_name=name, reply_to=reply_to)
        preview = (await shown(gao, 11))[-1]
        assert BODY in preview.text and "提交" in preview.labels
        await tap(gao, zhang, preview, "取消", drafts.cancel)
    await do(
        gao,
        zhang,
        talk.take_message,
        attachment="document",
        file_name="修改稿.docx",
        reply_to=returned.message_id,
    )
    await had(gao, 3, Reading("docx", f"{TITLE}（修改稿）\n{BODY}下一步扩大采摘。"))
    preview = (await shown(gao, 11))[-1]
    assert "2026-0001" in preview.text and "下一步扩大采摘" in preview.text
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None and (item.version, item.body) == (2, f"{BODY}下一步扩大采摘。")
    assert [each.name for each in await files_of(gao)] == ["修改稿.docx"]


async def test_with_a_draft_open_an_album_whose_caption_comes_late_is_one_item(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, said=f"另一件事\n{BODY}", attachment="photo")
    for caption in ("", "", TAGGED, ""):
        await send(gao, zhang, caption, chat_id=None)
    assert len(await files_of(gao)) == 4
    (draft,) = await gao.database.reads.drafts.of(11)
    assert len(await gao.database.reads.attachments.of_draft(draft.id)) == 1
    (preview,) = [each for each in await shown(gao, 11) if "提交" in each.buttons]
    assert "📎 附件1个" in preview.text


async def test_with_a_draft_of_words_alone_open_an_album_that_leaves_it_is_not_counted_there(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, said=f"另一件事\n{BODY}")
    for caption in ("", TAGGED):
        await send(gao, zhang, caption, chat_id=None)
    (preview,) = [each for each in await shown(gao, 11) if "提交" in each.buttons]
    assert "📎" not in preview.text
    assert len(await files_of(gao)) == 2


async def test_papers_of_an_album_are_not_the_text_of_a_revision_that_was_open(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED)
    await do(gao, zhang, drafts.begin, purpose=drafts.Purpose(revises=1))
    for caption in ("", "", f"#报送 另一件事\n{BODY}"):
        if caption:
            rows = await rows_of(gao.database, "SELECT try_at - sent_at FROM attachments")
            assert [row[0] for row in rows] == [2500, 2500], "none is read before the caption can have come"
        await send(gao, zhang, caption, chat_id=None, attachment="document", file_name="甲.docx")
    (draft,) = await gao.database.reads.drafts.of(11)
    assert await gao.database.reads.attachments.of_draft(draft.id) == []
    assert len(await files_of(gao, 2)) == 3


NUMBERED = Reading("docx", f"{TITLE}\n{BODY}\n联系人王某，电话13812345678")


async def files_sent(gao: County, chat_id: int) -> int:
    """How many files were given out in the chat."""
    sql = f"SELECT count(*) FROM outbox WHERE chat_id = {chat_id} AND method = 'sendDocument'"
    return int((await rows_of(gao.database, sql))[0][0])


async def test_a_file_with_a_persons_number_goes_to_an_editor_in_private_on_record(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED, attachment="document", file_name="早茶.docx")
    await had(gao, 1, NUMBERED)
    toast = await do(gao, zhou, attachments.press_files, chat_id=DESK_CHAT, item_id=1)
    assert "已记录在案" in toast.text
    assert (await files_sent(gao, DESK_CHAT), await files_sent(gao, 21)) == (0, 1)
    rows = await rows_of(gao.database, "SELECT person_id FROM audit WHERE step = 'open_numbers'")
    assert [row[0] for row in rows] == [zhou.id]


async def test_a_file_with_a_persons_number_goes_to_its_reporter_freely(gao: County, zhang: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED, attachment="document", file_name="早茶.docx")
    await had(gao, 1, NUMBERED)
    await do(gao, zhang, attachments.press_files, item_id=1)
    assert await files_sent(gao, 11) == 1
    assert await rows_of(gao.database, "SELECT id FROM audit WHERE step = 'open_numbers'") == []


async def test_a_file_with_a_persons_number_is_not_given_to_others_who_are_told_why(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    name = "王某13812345678.docx"
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED, attachment="document", file_name=name)
    await had(gao, 1, Reading("docx", f"{TITLE}\n{BODY}"))
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await do(gao, li, attachments.press_files, item_id=1)
    said = (await texts_to(gao, 12))[-1]
    assert "含有个人号码" in said and "王某138****5678.docx" in said
    assert await files_sent(gao, 12) == 0


async def test_a_file_without_numbers_goes_where_it_is_asked_for(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=TAGGED, attachment="document", file_name="早茶.docx")
    await had(gao, 1, Reading("docx", f"{TITLE}\n{BODY}"))
    await do(gao, zhou, attachments.press_files, chat_id=DESK_CHAT, item_id=1)
    assert await files_sent(gao, DESK_CHAT) == 1


@each_row(
    ("name", "kept"),
    [
        ("早茶.docx", "早茶.docx"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\早茶.docx", "早茶.docx"),
        ("早茶\u202excod.exe", "早茶xcod.exe"),
        ("早茶\r\n第二行.txt", "早茶 第二行.txt"),
        ("../..", ""),
    ],
)
def test_of_a_files_name_a_line_without_folders_is_kept(name: str, kept: str) -> None:
    assert attachments.name_to_keep(name) == kept


async def test_a_picture_sent_as_a_file_is_nothing_amiss(gao: County, zhang: Person) -> None:
    await do(gao, zhang, talk.take_message, attachment="document", file_name="现场.PNG")
    await had(gao, 1, Reading("png", None))
    asked = (await texts_to(gao, 11))[-1]
    assert "附件“现场.PNG”已保存。图片中的文字不会读取，请另行写明。" in asked and "实际" not in asked
