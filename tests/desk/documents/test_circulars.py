"""Papers to read (manual, section 7): sent out, read, counted, called off, given more time, listed when their time is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import forms, letters, tagged, talk, today
from bot.desk.common.office import Toast
from bot.desk.documents import changes, deadlines, reading
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Circular, Download, Person, PersonState, Reading, Refusal, Role
from bot.views.documents.circulars import render_unread
from tests.support.county import DESK_CHAT, County, at, rows_of
from tests.support.scenes import audit, do, last_labels, shown, stands_in, tap, texts_to

WHOLE = "/doc 关于汛期值班的通知\n截止：周五\n请各单位24小时值班，紧急信息即时报送。"


@pytest.fixture
async def zhou(gao: County) -> Person:
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)


@pytest.fixture
async def wang(gao: County) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=11)


@pytest.fixture
async def li(gao: County) -> Person:
    return await gao.person("李四", "金竹镇", telegram_id=12)


async def send_out(gao: County, who: Person, text: str = WHOLE) -> Circular:
    """Written and published in private; the newest paper."""
    await do(gao, who, forms.write, form="circular", said=text, text=text.removeprefix("/doc").strip())
    return await publish(gao, who)


async def publish(gao: County, who: Person) -> Circular:
    draft = max(await gao.database.reads.drafts.of(who.telegram_id or 0), key=lambda each: each.id)
    toast = await do(gao, who, forms.post, draft_id=draft.id)
    (circular, *_) = await gao.database.reads.circulars.newest(posted_by=None, most=1)
    assert toast == Toast(f"已发出，编号 {circular.code}。")
    return circular


async def last(gao: County, who: Person) -> str:
    return (await shown(gao, who.telegram_id or 0))[-1].text


async def test_one_step_previews_and_goes_to_reporters_and_editors_but_not_its_writer(
    gao: County, zhou: Person, wang: Person, li: Person
) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await do(gao, zhou, forms.write, form="circular", text=WHOLE.removeprefix("/doc "))
    preview = await last(gao, zhou)
    assert preview.split("\n") == [
        "📝 阅文预览",
        "<b>关于汛期值班的通知</b>",
        "请各单位24小时值班，紧急信息即时报送。",
        "范围：信息员、编辑（2人）",
        "截止：6月5日（周五）17:30",
        "尚未发布。",
    ]
    await publish(gao, zhou)
    assert (await last(gao, wang)).split("\n") == [
        "📄 <b>阅文 D1</b> <b>关于汛期值班的通知</b>",
        "请各单位24小时值班，紧急信息即时报送。",
        "发文：信息中心 周编",
        "截止：6月5日（周五）17:30",
    ]
    assert await last_labels(gao, 12) == ["已阅"]
    assert await texts_to(gao, leader.telegram_id or 0) == []
    assert (await last(gao, zhou)).split("\n") == [
        "✅ 已发出阅文 <b>D1</b> 关于汛期值班的通知",
        "范围：信息员、编辑（2人）",
        "截止：6月5日（周五）17:30",
        "已阅 0/2",
        "停止传阅：/close_D1 · 延期：/extend_D1",
    ]


async def test_who_has_read_it_is_counted_once_and_shown_to_writer_and_editors(
    gao: County, zhou: Person, wang: Person, li: Person
) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await send_out(gao, leader)
    (message,) = await shown(gao, 11)
    assert await tap(gao, wang, message, "已阅", reading.press_read) == Toast("D1 已记为已阅。")
    gao.clock.moment = at("2026-06-03 15:00")
    assert await tap(gao, wang, message, "已阅", reading.press_read) == Toast("已于 6月3日 12:00 记为已阅。")
    (message,) = await shown(gao, 11)
    assert message.text.endswith("✅ 已阅 6月3日 12:00") and message.labels == []
    assert "已阅 1/3" in await last(gao, leader)
    assert await audit(gao, "circular", 1) == ["post", "read"]
    other = (await shown(gao, 12))[-1]
    with pytest.raises(NotAllowed, match="somebody else"):
        await tap(gao, wang, other, "已阅", reading.press_read)
    await do(gao, zhou, reading.list_readers, text="D1")
    assert (await last(gao, zhou)).split("\n") == [
        "📄 <b>阅文 D1</b> 关于汛期值班的通知",
        "已阅 1/3",
        "",
        "<b>未阅（2人）</b>",
        "信息中心 周编",
        "金竹镇 李四",
        "",
        "<b>已阅（1人）</b>",
        "云茶镇 王茗 · 6月3日 12:00",
    ]
    another = await gao.person("副县长", "县政府", role=Role.LEADER, telegram_id=32)
    with pytest.raises(NotAllowed, match="whoever sent out"):
        await do(gao, another, reading.list_readers, text="D1")


async def test_whom_it_cannot_reach_is_named_to_the_writer_and_hears_when_the_chat_opens(
    gao: County, zhou: Person
) -> None:
    await gao.person("赵某", "柏溪镇")
    shut = await gao.person("钱某", "南岸镇", telegram_id=13, is_open=False)
    await send_out(gao, zhou)
    told = await last(gao, zhou)
    assert "⚠️ 没有 Telegram 账号的1人：柏溪镇 赵某。请另行通知。" in told
    assert "⚠️ 尚未打开私聊的1人，消息待其打开后送达：南岸镇 钱某" in told
    assert await shown(gao, 13) == []
    await do(gao, shut, talk.take_message, said="好")
    assert "阅文 D1" in (await shown(gao, 13))[0].text


async def test_names_units_and_roles_say_who_reads_it_and_a_name_of_two_is_asked_about(
    gao: County, zhou: Person, wang: Person, li: Person
) -> None:
    await gao.person("王茗", "柏溪镇", telegram_id=14)
    text = "/doc 值班表\n范围：金竹镇、王茗"
    await do(gao, zhou, forms.write, form="circular", text=text.removeprefix("/doc "))
    question = (await shown(gao, 1))[-1]
    assert "叫“王茗”的不止一人：云茶镇 王茗、柏溪镇 王茗。" in question.text
    assert question.labels == ["云茶镇 王茗", "柏溪镇 王茗", "跳过", "取消"]
    draft_id, value, field = question.buttons["柏溪镇 王茗"].split(":")[1:]
    await do(gao, zhou, forms.choose, draft_id=int(draft_id), value=value, field=field)
    assert "范围：金竹镇、柏溪镇 王茗（2人）" in await last(gao, zhou)
    await publish(gao, zhou)
    assert [len(await texts_to(gao, account)) for account in (11, 12, 14)] == [0, 1, 1]


async def test_a_button_for_somebody_who_was_never_offered_is_refused(
    gao: County, zhou: Person, wang: Person
) -> None:
    await do(gao, zhou, forms.write, form="circular", text="值班表\n范围：无此人")
    (draft,) = await gao.database.reads.drafts.of(1)
    for value in ("p.9999", "u.9999", "r.member", "all", "x"):
        with pytest.raises(BadInput):
            await do(gao, zhou, forms.choose, draft_id=draft.id, value=value, field="scope")
    with pytest.raises(BadInput):
        await do(gao, zhou, forms.choose, draft_id=draft.id, value=f"p.{wang.id}", field="nothing")


async def test_step_by_step_with_everything_but_the_title_skipped(
    gao: County, zhou: Person, wang: Person
) -> None:
    await do(gao, zhou, forms.write, form="circular", text="")
    assert "请发送标题" in await last(gao, zhou)
    await do(gao, zhou, talk.take_message, said="关于值班的通知")
    for part in ("正文", "发给哪些人阅", "截止时间"):
        question = (await shown(gao, 1))[-1]
        assert part in question.text and question.labels[-2:] == ["跳过", "取消"]
        draft_id, field = question.buttons["跳过"].split(":")[1:]
        await do(gao, zhou, forms.skip, draft_id=int(draft_id), field=field)
    assert "截止：不限" in await last(gao, zhou)
    await publish(gao, zhou)
    assert await last_labels(gao, 11) == ["已阅"]


async def test_docs_lists_what_is_unread_the_nearest_due_first_and_opens_it(
    gao: County, zhou: Person, wang: Person
) -> None:
    await send_out(gao, zhou, "/doc 无期限")
    await send_out(gao, zhou, "/doc 下周\n截止：2026-06-10")
    await send_out(gao, zhou, "/doc 本周\n截止：周五")
    await do(gao, wang, reading.list_unread)
    found = (await shown(gao, 11))[-1]
    assert found.text.startswith("您有3份阅文待阅") and found.labels == ["D3 本周", "D2 下周", "D1 无期限"]
    await tap(gao, wang, found, "D2 下周", reading.press_open)
    again = (await shown(gao, 11))[-1]
    assert "阅文 D2" in again.text
    await tap(gao, wang, again, "已阅", reading.press_read)
    await do(gao, wang, reading.list_unread)
    assert (await shown(gao, 11))[-1].labels == ["D3 本周", "D1 无期限"]


async def test_the_number_alone_opens_the_paper_to_a_reader_and_its_standing_to_editors(
    gao: County, zhou: Person, wang: Person
) -> None:
    stranger = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await send_out(gao, zhou)
    await do(gao, wang, talk.take_message, said="阅文1")
    assert await last_labels(gao, 11) == ["已阅"]
    await do(gao, zhou, talk.take_message, said="D1")
    assert "已阅 0/1" in await last(gao, zhou)
    with pytest.raises(NotAllowed):
        await do(gao, stranger, talk.take_message, said="D1")
    with pytest.raises(NotFound):
        await do(gao, wang, talk.take_message, said="D7")


async def test_called_off_nobody_need_read_it_and_within_ten_minutes_it_is_undone(
    gao: County, zhou: Person, wang: Person
) -> None:
    await send_out(gao, zhou)
    with pytest.raises(NotAllowed):
        await do(gao, wang, letters.close, text="D1")
    await do(gao, zhou, letters.close, text="D1")
    (message,) = await shown(gao, 11)
    assert message.text.endswith("⏹ 已停止传阅，不必再阅。") and message.labels == []
    async with gao.database.work(now=at("2026-06-05 16:00")) as work:
        assert await deadlines.to_remind(work) == []
    answer = (await shown(gao, 1))[-1]
    assert answer.text == "⏹ 阅文 D1 关于汛期值班的通知 已停止传阅。尚有1人未阅，不再提醒。"
    await tap(gao, zhou, answer, "撤销", changes.reopen)
    assert (await shown(gao, 11))[0].labels == ["已阅"]
    await do(gao, zhou, letters.close, text="d1")
    gao.clock.moment = at("2026-06-03 12:11")
    with pytest.raises(WrongState, match="send it out anew"):
        await do(gao, zhou, changes.reopen, circular_id=1)
    with pytest.raises(WrongState, match="closed already"):
        await do(gao, zhou, letters.extend, text="D1 3天")


async def test_more_time_changes_what_readers_see_and_the_list_comes_once_after_it(
    gao: County, zhou: Person, wang: Person, li: Person
) -> None:
    await send_out(gao, zhou)
    await do(gao, zhou, letters.extend, text="")
    assert (await shown(gao, 1))[-1].labels == ["D1 关于汛期值班的通知"]
    await do(gao, zhou, letters.press_extend, code="D1", days=None)
    assert "D1 关于汛期值班的通知 现截止 6月5日（周五）17:30。延长多久？" in await last(gao, zhou)
    await do(gao, zhou, letters.extend, text="D1 3天")
    assert "⏳ D1 的截止时间改为 6月8日（周一）17:30。" in await last(gao, zhou)
    (message,) = await shown(gao, 11)
    assert "截止：6月8日（周一）17:30" in message.text
    await tap(gao, wang, message, "已阅", reading.press_read)
    for moment in ("2026-06-06 17:31", "2026-06-08 17:31", "2026-06-08 17:32", "2026-06-09 17:32"):
        async with gao.database.work(now=at(moment)) as work:
            await deadlines.mind_circulars(gao.office, work)
    lists = [text for text in await texts_to(gao, 1) if "已到" in text]
    assert [text.split("\n") for text in lists] == [
        [
            "⏰ 阅文 D1 关于汛期值班的通知 的截止时间 6月8日（周一）17:30 已到。",
            "已阅 1/2",
            "",
            "<b>未阅（1人）</b>",
            "金竹镇 李四",
            "",
            "每个工作日都会提醒未阅的同志。延期：/extend_D1",
        ]
    ]


async def test_who_has_just_got_it_is_not_reminded_at_once_unless_it_is_soon_due(
    gao: County, zhou: Person, wang: Person
) -> None:
    gao.clock.moment = at("2026-06-03 15:30")
    await send_out(gao, zhou, "/doc 无期限")
    async with gao.database.work(now=at("2026-06-03 16:00")) as work:
        assert await deadlines.to_remind(work) == []
    await send_out(gao, zhou, "/doc 今天\n截止：6月3日 17:30")
    async with gao.database.work(now=at("2026-06-03 16:00")) as work:
        assert [[each.code for _, each in unread] for _, unread in await deadlines.to_remind(work)] == [
            ["D2"]
        ]
    async with gao.database.work(now=at("2026-06-04 16:00")) as work:
        ((person, unread),) = await deadlines.to_remind(work)
    assert (person.name, [each.code for _, each in unread]) == ("王茗", ["D2", "D1"])


async def test_who_has_left_is_neither_reminded_nor_waited_for(
    gao: County, zhou: Person, wang: Person, li: Person
) -> None:
    await send_out(gao, zhou)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(li, state=PersonState.REMOVED))
        await work.refresh_directory()
    async with gao.database.work(now=at("2026-06-05 16:00")) as work:
        assert [person.name for person, _ in await deadlines.to_remind(work)] == ["王茗"]
    await do(gao, zhou, reading.list_readers, text="1")
    assert "已阅 0/1" in await last(gao, zhou)


async def test_what_may_be_internal_is_not_sent_out(gao: County, zhou: Person, wang: Person) -> None:
    with pytest.raises(BadInput, match="may be internal"):
        await do(gao, zhou, forms.write, form="circular", text="尚未公布的统计数据\n范围：全体")
    assert await gao.database.reads.drafts.of(1) == []


async def sent_file(gao: County, who: Person, name: str = "值班表.docx") -> int:
    """/doc as a file's caption; the file's row."""
    await do(
        gao,
        who,
        forms.write,
        form="circular",
        said="/doc 值班表",
        text="值班表",
        attachment="document",
        file_name=name,
    )
    (draft,) = await gao.database.reads.drafts.of(who.telegram_id or 0)
    (file,) = await gao.database.reads.attachments.of_draft(draft.id)
    return file.id


async def test_a_file_goes_with_the_paper_once_it_has_been_looked_at(
    gao: County, zhou: Person, wang: Person
) -> None:
    file_id = await sent_file(gao, zhou)
    assert "📎 值班表.docx" in await last(gao, zhou)
    (draft,) = await gao.database.reads.drafts.of(1)
    waiting = await do(gao, zhou, forms.post, draft_id=draft.id)
    assert waiting == Toast("附件正在接收和检查，请过几秒再按发布。", alert=True)
    async with gao.database.work(now=gao.clock.now()) as work:
        await talk.take_download(
            gao.office, work, file_id, Download("a" * 64, 99, Reading("docx", "周一 张三"))
        )
    deputy = await gao.person("李四", "县政府办", role=Role.ADMIN, telegram_id=12)
    await stands_in(gao, deputy, wang)
    await publish(gao, zhou)
    assert "📎 附件1个，见下" in (await shown(gao, 11))[-1].text
    to_deputy = await rows_of(
        gao.database, "SELECT method FROM outbox WHERE chat_id = 12 AND method = 'sendDocument'"
    )
    assert to_deputy == [("sendDocument",)], "who reads it in somebody's place reads what goes with it"
    await do(gao, deputy, reading.open_number, number=1)
    again = [each for each in await shown(gao, 12) if "已阅" in each.labels][-1]
    assert again.text.startswith("<b>【代 云茶镇 王茗】</b>")
    rows = await gao.database.reader.execute_fetchall(
        "SELECT method, json_extract(payload, '$.caption') FROM outbox WHERE chat_id = 11 AND method = 'sendDocument'"
    )
    assert [tuple(row) for row in rows] == [("sendDocument", "D1 值班表")]
    kept = await gao.database.reader.execute_fetchall("SELECT sha256, name FROM circular_files")
    assert [tuple(row) for row in kept] == [("a" * 64, "值班表.docx")]


async def test_a_file_that_may_be_internal_or_cannot_be_kept_goes_with_nothing(
    gao: County, zhou: Person, wang: Person
) -> None:
    file_id = await sent_file(gao, zhou)
    async with gao.database.work(now=gao.clock.now()) as work:
        reading_ = Reading("docx", "尚未公布的统计数据")
        await talk.take_download(gao.office, work, file_id, Download("b" * 64, 99, reading_))
        assert work.attachments.wiped == {"b" * 64}
    messages = await shown(gao, 1)
    assert "可能含内部信息，不会发出，也没有保存" in messages[-2].text and "📎" not in messages[-1].text
    await do(gao, zhou, talk.take_message, said="", attachment="document", file_name="名单.xlsx")
    assert "📎 名单.xlsx" in await last(gao, zhou)
    (draft,) = await gao.database.reads.drafts.of(1)
    *_, second = await gao.database.reads.attachments.of_draft(draft.id)
    async with gao.database.work(now=gao.clock.now()) as work:
        await talk.refuse_download(gao.office, work, second.id, Refusal.LOCKED)
    assert "📎" not in await last(gao, zhou)
    await publish(gao, zhou)
    assert "未随文发出的附件" in await last(gao, zhou)


async def test_a_text_longer_than_a_message_goes_whole_before_the_paper(
    gao: County, zhou: Person, wang: Person
) -> None:
    long = "\n".join(f"第{number}条 各单位要按时报送。" for number in range(400))
    await send_out(gao, zhou, f"/doc 办法\n{long}")
    messages = [message.text for message in await shown(gao, 11)]
    assert len(messages) > 1 and "第399条" in "".join(messages[:-1])
    assert messages[0].startswith("📄 <b>阅文 D1</b> <b>办法</b>\n第0条")
    assert messages[-1] == "📄 <b>阅文 D1</b> <b>办法</b>\n⬆️ 全文见上\n发文：信息中心 周编"
    assert all(len(text) <= 4096 for text in messages)


async def test_numbers_in_the_text_are_hidden_and_its_writer_is_told_before(
    gao: County, zhou: Person, wang: Person
) -> None:
    await do(gao, zhou, forms.write, form="circular", text="值班\n联系人王主任 13912345678")
    assert "手机号、身份证号、银行卡号发出时会隐去" in await last(gao, zhou)
    await publish(gao, zhou)
    assert "13912345678" not in (await shown(gao, 11))[-1].text


@pytest.mark.parametrize(
    "typed", ["Readers: 王茗\nRead by: Friday", "范围：王茗\n截止：周五", "for: 王茗\ndue: Friday"]
)
async def test_the_preview_names_headers_as_they_can_be_typed(
    gao: County, zhou: Person, wang: Person, li: Person, typed: str
) -> None:
    await do(gao, zhou, forms.write, form="circular", text=f"Duty roster\n{typed}\nRead it")
    assert "范围：云茶镇 王茗（1人）\n截止：6月5日（周五）17:30" in await last(gao, zhou)


async def test_its_writer_hears_who_else_has_called_it_off(gao: County, zhou: Person, wang: Person) -> None:
    wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=2)
    await send_out(gao, zhou)
    await do(gao, wu, changes.close, number=1)
    assert await last(gao, zhou) == "⏹ 阅文 D1 关于汛期值班的通知 已由信息中心 吴编停止传阅。"
    await do(gao, wu, changes.reopen, circular_id=1)
    assert await last(gao, zhou) == "↩️ 阅文 D1 关于汛期值班的通知 已由信息中心 吴编恢复传阅。"
    before = len(await shown(gao, 1))
    await do(gao, zhou, changes.close, number=1)
    assert len(await shown(gao, 1)) == before + 1


async def test_an_edit_of_the_command_changes_the_draft_until_it_is_sent_out(
    gao: County, zhou: Person, wang: Person
) -> None:
    text = WHOLE.removeprefix("/doc").strip()
    await do(gao, zhou, forms.write, form="circular", said=WHOLE, text=text, message_id=501)
    await do(gao, zhou, tagged.edit, said=WHOLE.replace("汛期", "春节"), message_id=501)
    previews = [each for each in await shown(gao, 1) if "预览" in each.text]
    assert len(previews) == 1 and "关于春节值班的通知" in previews[0].text
    await publish(gao, zhou)
    assert "关于春节值班的通知" in (await shown(gao, 11))[-1].text
    await do(gao, zhou, tagged.edit, said=WHOLE.replace("汛期", "国庆"), message_id=501)
    assert "这次修改未采纳" in await last(gao, zhou)
    assert "关于春节值班的通知" in (await shown(gao, 11))[-1].text
    await do(gao, zhou, tagged.edit, said="/docs", message_id=502)
    assert len([each for each in await shown(gao, 1) if "未采纳" in each.text]) == 1


async def test_another_editor_may_answer_what_a_draft_asks_in_the_group(
    gao: County, zhou: Person, wang: Person, places: None
) -> None:
    wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=2)
    await do(gao, zhou, forms.write, form="circular", text="值班\n范围：没有此人\n请阅", chat_id=DESK_CHAT)
    asked = (await shown(gao, DESK_CHAT))[-1]
    await do(gao, wu, talk.take_message, said="王茗", chat_id=DESK_CHAT, reply_to=asked.message_id)
    preview = (await shown(gao, DESK_CHAT))[-1]
    assert "范围：云茶镇 王茗（1人）" in preview.text
    with pytest.raises(NotAllowed):
        await tap(gao, wu, preview, "发布", forms.post, chat_id=DESK_CHAT)


async def test_a_draft_without_a_title_is_named_without_empty_quotes(gao: County, zhou: Person) -> None:
    await do(gao, zhou, forms.write, form="circular", text="截止：周五")
    assert (await last(gao, zhou)).startswith("已存为草稿，尚未发布。\n尚缺：标题")


async def test_a_paper_past_its_time_is_told_from_the_others_in_what_reminds_of_it(
    gao: County, zhou: Person, wang: Person
) -> None:
    await send_out(gao, zhou)
    await send_out(gao, zhou, WHOLE.replace("汛期值班", "防火").replace("截止：周五", "截止：6月12日"))
    gao.clock.moment = at("2026-06-08 16:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        ((_, unread),) = [each for each in await deadlines.to_remind(work) if each[0].id == wang.id]
        told = render_unread(gao.office.t_for(wang), unread, now=work.now, is_reminder=True)
    assert str(told.text).split("\n") == [
        "📬 您有2份阅文待阅",
        "⚠️ <b>已逾期</b> D1 关于汛期值班的通知 · 截止 6月5日（周五）17:30",
        "D2 关于防火的通知 · 截止 6月12日（周五）17:30",
    ]
    await do(gao, wang, today.show)
    assert "📄 待阅：D1 关于汛期值班的通知 ⚠️ 已逾期\n" in await last(gao, wang)
