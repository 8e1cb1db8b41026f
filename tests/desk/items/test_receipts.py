"""What a receipt says and offers beside number and count: what rings, how much has come, which booking it may be for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import talk
from bot.desk.items import drafts, receipts, revisions, submissions
from bot.errors import NotAllowed, WrongState
from bot.model import Person, PlaceKind
from tests.desk.items.test_revisions import HEAD, items, submit
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, county
from tests.support.scenes import DUE, Shown, audit, commission, do, press, shown, states, tap, texts_to

CALL = "☎️ 请先电话报县政府值班室；群内报送不等于值班报告。"
CORRECT = "审核前可直接编辑原消息更正。"


async def receipt(gao: County, chat_id: int = 11) -> list[str]:
    """The lines of the newest receipt."""
    return (await texts_to(gao, chat_id))[-1].split("\n")


async def receipt_in(gao: County, chat_id: int) -> Shown:
    """The newest receipt as it stands."""
    return [m for m in await shown(gao, chat_id) if "已收到" in m.text][-1]


# --- what rings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("紧急", "🔴 已按紧急报送，已提醒采编群。"),
        ("类别：苗头", "🟠 已按苗头报送，已提醒采编群。"),
    ],
)
async def test_the_receipt_of_what_rings_says_so_first(
    gao: County, zhang: Person, header: str, line: str
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{header}\n{BODY}")
    assert (await receipt(gao))[:3] == [CALL, line, f"✅ 已收到：<b>2026-0001</b> {TITLE}"]


async def test_a_header_without_its_colon_is_hinted_at_in_one_line(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n选题 T1\n{BODY}")
    assert (await receipt(gao))[2:] == [
        "“选题 T1”缺冒号，已作为文字保留；要填写该项，请写成“选题：T1”。",
        CORRECT,
    ]


async def test_whom_to_telephone_is_told_where_the_office_says_it(tmp_path: Path) -> None:
    async with county(
        tmp_path, now="2026-06-03 12:00:00", desk={"owners": [1], "duty_phone": "0831-5410000"}
    ) as gao:
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        await submit(gao, zhang, f"#报送 {TITLE}\n紧急\n{BODY}")
        assert (await receipt(gao))[0] == ("☎️ 请先电话报县政府值班室：0831-5410000；群内报送不等于值班报告。")


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ("6月3日11时28分，云茶镇茶山村发生山体滑坡。", "事发6月3日 11:28，32分钟后报送"),
        ("今日9时5分，云茶镇茶山村发生山体滑坡。", "⚠️ 事发6月3日 09:05，2小时55分钟后报送"),
        ("昨日上午9时，云茶镇茶山村发生山体滑坡。", "⚠️ 事发6月2日 09:00，27小时后报送"),
    ],
)
async def test_how_long_an_urgent_report_took_stands_in_receipt_and_card(
    gao: County, zhang: Person, told: str, line: str
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n紧急\n{told}{BODY}")
    assert (await receipt(gao))[2] == line
    (card,) = [text for text in await texts_to(gao, DESK_CHAT) if "云茶镇 张三" in text]
    assert line in card.split("\n")


async def test_an_ordinary_item_is_not_timed(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n6月3日11时28分，云茶镇召开现场会。{BODY}")
    assert "事发" not in "\n".join(await texts_to(gao, 11) + await texts_to(gao, DESK_CHAT))


async def test_an_ordinary_receipt_begins_with_the_number(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    assert (await receipt(gao))[0] == f"✅ 已收到：<b>2026-0001</b> {TITLE}"


# --- how a slip is mended ---------------------------------------------------------------------------------


async def test_that_the_message_can_be_edited_is_told_with_the_first_item_of_a_month(
    gao: County, zhang: Person
) -> None:
    for title in ("甲", "乙"):
        await submit(gao, zhang, f"#报送 {title}\n{BODY}")
    gao.clock.moment += timedelta(days=30)
    await submit(gao, zhang, f"#报送 丙\n{BODY}")
    assert [CORRECT in text for text in await texts_to(gao, 11)] == [True, False, True]


async def test_in_a_group_where_everybody_reads_the_receipts_it_is_not_told_each_time(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}", chat_id=WORK_CHAT)
    assert CORRECT not in await receipt(gao, WORK_CHAT)
    await shown(gao, WORK_CHAT)  # it has left: the next one is not put together with it
    await submit(gao, zhang, f"#报送 乙\n选题：下周\n{BODY}", chat_id=WORK_CHAT)
    assert (await receipt(gao, WORK_CHAT))[-1] == CORRECT


async def test_it_is_told_where_a_word_could_not_be_used(gao: County, zhang: Person) -> None:
    for title in ("甲", "乙"):
        await submit(gao, zhang, f"#报送 {title}\n类别：快讯\n{BODY}")
    assert (await receipt(gao))[-1] == CORRECT


# --- how much has come ------------------------------------------------------------------------------------


async def test_a_long_item_is_received_with_its_count(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, HEAD)
    assert (await receipt(gao))[2] == "正文4080字"


async def test_a_short_item_of_one_message_is_not_counted(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    assert not any(line.startswith("正文") for line in await receipt(gao))


async def test_the_rest_of_a_cut_paste_is_counted_with_the_messages(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, HEAD, message_id=501)
    await do(gao, zhang, talk.take_message, said="余下的半句。", message_id=502)
    assert "正文4086字，2条消息合并" in await receipt(gao)


async def test_several_messages_are_counted_in_preview_and_receipt_and_the_preview_shows_the_end(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, drafts.begin)
    for text in (f"{TITLE}\n{BODY}", "段。" * 800, "第三部分到此。全文完，特此报告。"):
        await do(gao, zhang, talk.take_message, said=text)
    preview = (await shown(gao, 11))[-1]
    lines = preview.text.split("\n")
    assert lines[0] == "📝 预览 · 正文1666字，3条消息合并"
    assert "末句：全文完，特此报告。" in lines
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert "正文1666字，3条消息合并" in await receipt(gao)


async def test_the_preview_of_a_short_text_shows_its_end_once(gao: County, zhang: Person) -> None:
    await do(gao, zhang, drafts.begin)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}")
    preview = (await shown(gao, 11))[-1]
    assert "末句" not in preview.text and "合并" not in preview.text.split("\n")[0]


# --- a booking that it may be for -------------------------------------------------------------------------


async def test_who_has_an_open_booking_hands_in_by_the_receipts_button(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    asked = await receipt_in(gao, 11)
    assert "贵单位已预约 T1 春耕生产，是否以此交稿？" in asked.text and asked.labels == ["以此交 T1 稿"]
    toast = await tap(gao, zhang, asked, "以此交 T1 稿", receipts.hand_in_item, demand_id=1)
    assert toast.text == "选题 T1 春耕生产 已按时交稿。"
    assert await states(gao, 1) == [("云茶镇", "fulfilled")]
    assert (await items(gao, zhang))[0].demand_id == 1
    after = await receipt_in(gao, 11)
    assert after.message_id == asked.message_id and after.labels == []
    assert after.text.endswith("选题 T1 春耕生产 已按时交稿。")
    assert "选题：T1 春耕生产" in (await shown(gao, DESK_CHAT))[-1].text
    assert (await audit(gao, "item", 1))[-1] == "fulfil"


async def test_what_the_receipt_said_of_the_text_stands_after_it_was_handed_in(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}\n2月30日,全镇茶園共１２处。")
    asked = await receipt_in(gao, 11)
    said = asked.text.split("\n")[2:4]
    assert said == [
        "🧹 繁体已转为简体 1 处、全角数字字母已转为半角 1 处、半角标点已转为全角 1 处",
        "⚠️ 请核对日期：没有“2月30日”这一天。",
    ]
    await tap(gao, zhang, asked, "以此交 T1 稿", receipts.hand_in_item, demand_id=1)
    after = await receipt_in(gao, 11)
    assert [line for line in said if line not in after.text.split("\n")] == []
    assert "选题 T1 春耕生产 已按时交稿。" in after.text
    assert after.labels == ["看改动"]


async def test_a_colleagues_booking_and_a_commission_are_offered_too(
    gao: County, zhang: Person, zhou: Person
) -> None:
    wang = await gao.person("王五", "云茶镇", telegram_id=14)
    await commission(gao, zhang)
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 2)
    await submit(gao, wang, f"#报送 {TITLE}\n{BODY}")
    assert (await receipt_in(gao, 14)).labels == ["以此交 T1 稿", "以此交 T2 稿"]


async def test_another_units_booking_is_not_offered(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, li, f"#报送 {TITLE}\n{BODY}")
    assert (await receipt_in(gao, 12)).labels == []


async def test_who_names_a_topic_is_not_asked(gao: County, zhang: Person, zhou: Person) -> None:
    for title in ("春耕生产", "汛前排查"):
        await press(gao, zhang, await gao.demand(title, due=DUE))
    await submit(gao, zhang, f"#报送 {TITLE}\n选题：T2\n{BODY}")
    assert (await receipt_in(gao, 11)).labels == []


async def test_in_the_group_only_the_sender_hands_it_in(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE, slots=2)
    await press(gao, zhang, 1)
    await press(gao, li, 1)
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    asked = await receipt_in(gao, WORK_CHAT)
    with pytest.raises(NotAllowed):
        await tap(gao, li, asked, "以此交 T1 稿", receipts.hand_in_item, chat_id=WORK_CHAT, demand_id=1)
    assert sorted(await states(gao, 1)) == [("云茶镇", "booked"), ("沙河镇", "booked")]
    await tap(gao, zhang, asked, "以此交 T1 稿", receipts.hand_in_item, chat_id=WORK_CHAT, demand_id=1)
    assert sorted(await states(gao, 1)) == [("云茶镇", "fulfilled"), ("沙河镇", "booked")]


async def test_a_second_press_changes_nothing(gao: County, zhang: Person, zhou: Person) -> None:
    for title in ("春耕生产", "汛前排查"):
        await press(gao, zhang, await gao.demand(title, due=DUE))
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    asked = await receipt_in(gao, 11)
    await tap(gao, zhang, asked, "以此交 T1 稿", receipts.hand_in_item, demand_id=1)
    with pytest.raises(WrongState):
        await tap(gao, zhang, asked, "以此交 T2 稿", receipts.hand_in_item, demand_id=2)
    assert await states(gao, 2) == [("云茶镇", "booked")]


async def test_a_withdrawn_item_is_handed_in_no_more(gao: County, zhang: Person, zhou: Person) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    asked = await receipt_in(gao, 11)
    await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    with pytest.raises(WrongState):
        await tap(gao, zhang, asked, "以此交 T1 稿", receipts.hand_in_item, demand_id=1)
    assert await states(gao, 1) == [("云茶镇", "booked")]


async def test_handing_in_again_says_that_the_unit_had_booked_and_handed_in(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    for title in ("甲", "乙"):
        await submit(gao, zhang, f"#报送 {title}\n选题：T1\n{BODY}")
    assert (await receipt(gao))[-1] == "已关联选题 T1 春耕生产（贵单位此前已预约并交稿）。"
