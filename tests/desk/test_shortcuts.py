"""What people type without a command: a number alone, a command that does not exist, a file without words."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.items import submissions
from bot.errors import NotFound
from bot.model import Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import do, last_labels, shown, states, texts_to

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


async def test_figures_of_nothing_get_the_hint_and_a_full_number_of_nothing_is_named(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, said="85")
    assert (await texts_to(gao, 11))[-1].startswith("未作保存。如要报送")
    with pytest.raises(NotFound):
        await do(gao, zhang, talk.take_message, said="2026-0085")


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


@pytest.mark.parametrize(
    ("role", "said", "caption"),
    [
        (Role.MEMBER, "暂不能读取文件，此文件未保存。请把正文粘贴到聊天框。", ""),
        (Role.MEMBER, "暂不能读取文件，此文件未保存。请把正文粘贴到聊天框。", "见附件"),
        (
            Role.ADMIN,
            "暂不能读取文件，此文件未保存。如为名册（.xlsx、.csv），请重新发送并在文件说明中写 /roster；"
            "如为信息，请把正文粘贴到聊天框。",
            "名册",
        ),
        (Role.LEADER, "没有收到文字，未保存。可用功能见 /help", ""),
    ],
)
async def test_a_file_without_words_is_told_what_can_be_done_with_it(
    gao: County, zhang: Person, role: Role, said: str, caption: str
) -> None:
    sender = await gao.person("孙某", "县政府办", role=role, telegram_id=40)
    await do(gao, sender, talk.take_message, said=caption, attachment="document")
    assert [message.text for message in await shown(gao, 40)] == [said]
