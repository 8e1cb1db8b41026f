"""What people type without a command: a number alone, a command that does not exist, a file without words."""

from __future__ import annotations

import pytest

from bot.desk import forms, talk
from bot.desk.items import downloads, submissions
from bot.errors import NotFound
from bot.model import Download, Person, PlaceKind, Reading, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import commission, do, last_labels, shown, stands_in, states, tap, texts_to

DUE = "2026-06-12 17:30"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


@pytest.mark.parametrize("text", ["1", "0001", "2026-1", "2026-0001", "２０２６－０００１"])
async def test_a_number_alone_opens_the_item(gao: County, zhang: Person, text: str) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}")
    await gao.demand("早茶", due=DUE)
    await do(gao, zhang, talk.take_message, said=text, message_id=90)
    assert (await texts_to(gao, 11))[-1].startswith(f"<b>2026-0001</b> {TITLE}")


@pytest.mark.parametrize("text", ["T1", "t1", "选题1", "1"])
async def test_a_demands_number_alone_opens_it(gao: County, zhang: Person, text: str) -> None:
    await gao.demand("早茶", due=DUE)
    await do(gao, zhang, talk.take_message, said=text)
    assert (await texts_to(gao, 11))[-1].startswith("📌 <b>选题 T1</b> <b>早茶</b>")
    assert await last_labels(gao, 11) == ["预约"]


async def test_book_t1_in_words_books_it(gao: County, zhang: Person) -> None:
    demand = await gao.demand("早茶", due=DUE)
    await do(gao, zhang, talk.take_message, said="预约T1")
    assert await states(gao, demand) == [("云茶镇", "booked")]


@pytest.mark.parametrize("text", ["预约", "预约。", "候补", "Book"])
async def test_the_word_alone_lists_what_can_be_booked(gao: County, zhang: Person, text: str) -> None:
    await gao.demand("早茶", due=DUE)
    await do(gao, zhang, talk.take_message, said=text)
    assert await last_labels(gao, 11) == ["预约 T1 早茶"]


async def test_a_number_of_nothing_is_said_to_be_one(gao: County, zhang: Person) -> None:
    await do(gao, zhang, talk.take_message, said="85")
    assert (await texts_to(gao, 11))[-1] == (
        "没有编号为 2026-0085 的信息，也没有选题 T85，或您无权查看。我的报送：/my；信息选题：/topics"
    )
    for full in ("2026-0085", "T99"):
        with pytest.raises(NotFound):
            await do(gao, zhang, talk.take_message, said=full)


async def test_anothers_item_is_not_opened_by_its_number(gao: County, zhang: Person) -> None:
    await gao.item(await gao.person("李四", "沙河镇", telegram_id=12))
    with pytest.raises(NotFound):
        await do(gao, zhang, talk.take_message, said="2026-0001")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/toppics", "没有这个命令，未作处理。是否指 /topics（信息选题）？"),
        ("/bookk 3", "没有这个命令，未作处理。是否指 /book（预约选题）？"),
        ("/xyzzy", "没有这个命令，未作处理。可用功能见 /help"),
        ("/memberss", "没有这个命令，未作处理。可用功能见 /help"),  # not for a reporter
    ],
)
async def test_an_unknown_command_is_answered_with_the_nearest_one(
    gao: County, zhang: Person, typed: str, said: str
) -> None:
    await do(gao, zhang, talk.answer_unknown_command, said=typed)
    assert await texts_to(gao, 11) == [said]


@pytest.mark.parametrize("caption", ["", "见附件"])
@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMIN])
async def test_a_file_with_few_words_begins_a_draft_once_it_is_read(
    gao: County, zhang: Person, role: Role, caption: str
) -> None:
    sender = await gao.person("孙某", "县政府办", role=role, telegram_id=40)
    await do(gao, sender, talk.take_message, said=caption, attachment="document", file_name="早茶.docx")
    assert await shown(gao, 40) == []
    async with gao.database.work(now=gao.clock.now()) as work:
        reading = Reading("docx", f"{TITLE}\n{BODY}")
        await downloads.take(gao.office, work, 1, Download("0" * 64, 99, reading))
    (preview,) = await shown(gao, 40)
    assert "已读取《早茶.docx》" in preview.text and BODY in preview.text and "提交" in preview.labels


async def test_a_leaders_file_without_words_is_told_what_can_be_done(gao: County, zhang: Person) -> None:
    sender = await gao.person("孙某", "县政府办", role=Role.LEADER, telegram_id=40)
    await do(gao, sender, talk.take_message, said="", attachment="document")
    assert [message.text for message in await shown(gao, 40)] == ["没有收到文字，未保存。可用功能见 /help"]


async def test_the_word_of_a_button_does_what_the_button_does_where_one_thing_waits_for_it(
    gao: County, zhang: Person
) -> None:
    demand = await commission(gao, zhang)
    await do(gao, zhang, talk.take_message, said="接受")
    assert await states(gao, demand) == [("云茶镇", "booked")]
    assert "已为云茶镇预约" in (await texts_to(gao, 11))[-1]
    await do(gao, zhang, talk.take_message, said="接受。")
    assert (await texts_to(gao, 11))[-1] == "目前没有等您“接受”的事项。待办事项请看 /today"


async def test_where_several_things_wait_for_the_word_the_answer_has_their_buttons(
    gao: County, zhang: Person
) -> None:
    first, second = await commission(gao, zhang), await commission(gao, zhang)
    await do(gao, zhang, talk.take_message, said="我接受")
    assert (await texts_to(gao, 11))[-1] == (
        "有2件事项等您“接受”，是哪一件？请点下面的按钮，或直接回复该条消息。"
    )
    assert await last_labels(gao, 11) == ["接受 T2", "接受 T1"]
    assert await states(gao, first) == await states(gao, second) == [("云茶镇", "asked")]


@pytest.mark.parametrize("text", ["已阅", "已读！", "read"])
async def test_a_paper_is_read_with_the_word_typed_in_private(gao: County, zhang: Person, text: str) -> None:
    by = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
    await do(gao, by, forms.write, form="circular", text="关于森林防火的通知\n范围：信息员")
    await tap(gao, by, (await shown(gao, 22))[-1], "发布", forms.post)
    before = len(await texts_to(gao, 11))
    await do(gao, zhang, talk.take_message, said=text)
    assert (await texts_to(gao, 11))[before:] == ["D1 已记为已阅。"]


async def test_a_reply_with_the_word_reads_the_paper_that_it_replies_to_of_several(
    gao: County, zhang: Person
) -> None:
    by = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
    for title in ("森林防火", "汛期值班"):
        await do(gao, by, forms.write, form="circular", text=f"{title}\n范围：信息员")
        await tap(gao, by, (await shown(gao, 22))[-1], "发布", forms.post)
    first = next(each for each in await shown(gao, 11) if "森林防火" in each.text)
    await do(gao, zhang, talk.take_message, said="已阅", reply_to=first.message_id)
    assert (await texts_to(gao, 11))[-1] == "D1 已记为已阅。"
    await do(gao, zhang, talk.take_message, said="已阅", reply_to=first.message_id)
    assert await last_labels(gao, 11) == ["已阅 D2"]  # what it replies to is read: the other is not meant
    await do(gao, zhang, talk.take_message, said="已阅")
    assert (await texts_to(gao, 11))[-1] == "D2 已记为已阅。"


async def test_a_deputy_reads_for_the_person_with_the_word_in_reply_to_the_copy(
    gao: County, zhang: Person
) -> None:
    by = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    await stands_in(gao, li, zhang)
    await do(gao, by, forms.write, form="circular", text="森林防火\n范围：张三")
    await tap(gao, by, (await shown(gao, 22))[-1], "发布", forms.post)
    copy = (await shown(gao, 12))[-1]
    assert copy.labels == ["已阅"]
    await do(gao, li, talk.take_message, said="已阅", reply_to=copy.message_id)
    assert (await texts_to(gao, 12))[-1] == "D1 已记为已阅。"


@pytest.mark.parametrize("word", ["已阅", "确认", "同意", "参加", "请假"])
async def test_a_buttons_word_that_nothing_waits_for_does_not_become_text_of_an_open_draft(
    gao: County, zhang: Person, word: str
) -> None:
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}")
    await do(gao, zhang, talk.take_message, said=word)
    assert (await texts_to(gao, 11))[-1] == (
        f"“{word}”未加入草稿，草稿保持不变。要提交请点〔提交〕，要修改请点〔修改〕。"
    )
