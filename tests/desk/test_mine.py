"""/my: what somebody owes, has to do and has sent (manual, sections 1 and 2)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.desk import conversing, forms, mine, talk
from bot.desk.items import drafts, lookup, revisions, submissions
from bot.desk.people.leave import set_leave
from bot.errors import NotAllowed, NotJoined, WrongState
from bot.model import ItemState, Person, PlaceKind, Reason, Role
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at
from tests.support.scenes import DUE, Shown, do, press, shown, tap

LONG = "今年以来，云茶镇扎实推进茶园病虫害冬季防治，组织农技人员进村入户开展指导。"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


@pytest.fixture
async def li(gao: County) -> Person:
    return await gao.person("李四", "云茶镇", telegram_id=12)


async def my(gao: County, who: Person, **told: Any) -> Shown:
    await do(gao, who, mine.show, **told)
    return (await shown(gao, who.telegram_id or 0))[-1]


def first(message: Shown) -> str:
    return message.text.split("\n")[0]


# --- the first line ---------------------------------------------------------------------------------------


async def test_the_first_line_says_what_is_owed_and_until_when(gao: County, zhang: Person) -> None:
    for day in ("01", "02", "03"):
        await gao.item(zhang, f"2026-06-{day} 10:00:00")
    assert first(await my(gao, zhang)) == "6月：已报3条（任务4条），还差1条，6月30日截止。"


async def test_who_has_done_the_months_task_reads_so(gao: County, zhang: Person) -> None:
    wang = await gao.person("王五", "沙河镇", telegram_id=13, quota=2)
    for day in ("01", "02"):
        await gao.item(wang, f"2026-06-{day} 10:00:00")
    assert first(await my(gao, wang)) == "6月：已完成任务（2条），共报2条。"
    await gao.item(wang, "2026-06-03 10:00:00")
    assert first(await my(gao, wang)) == "6月：已完成任务（2条），共报3条。"


async def test_who_is_exempt_reads_so(gao: County, zhang: Person) -> None:
    admin = await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    await do(gao, admin, set_leave, person=zhang, month="2026-06", on_leave=True)
    assert first(await my(gao, zhang)) == "本月免报。"
    await gao.item(zhang, "2026-06-01 10:00:00")
    assert first(await my(gao, zhang)) == "本月免报，已报1条。"


async def test_who_owes_nothing_by_role_reads_only_what_was_sent(gao: County, zhang: Person) -> None:
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    assert first(await my(gao, zhou)) == "6月：已报0条。"


async def test_what_does_not_count_is_owed_still(gao: County, zhang: Person) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00", state=ItemState.WITHDRAWN)
    assert first(await my(gao, zhang)) == "6月：已报0条（任务4条），还差4条，6月30日截止。"


async def test_the_month_before_has_its_line_for_whom_it_asked_anything_of(
    gao: County, zhang: Person
) -> None:
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    admin = await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    one = await gao.person("王五", "沙河镇", telegram_id=13, quota=1)
    new = await gao.person("新人", "沙河镇", telegram_id=14, joined_on=date(2026, 6, 1))
    away = await gao.person("孙八", "沙河镇", telegram_id=15)
    await do(gao, admin, set_leave, person=away, month="2026-05", on_leave=True)
    for who in (one, one, zhang):
        await gao.item(who, "2026-05-30 10:00:00")
    await gao.item(zhang, "2026-05-30 10:00:00", state=ItemState.WITHDRAWN)
    lines = {each.name: (await my(gao, each)).text.split("\n")[1] for each in (zhang, one, new, away, zhou)}
    assert lines == {
        "张三": "5月：应报4条，实报1条，差3条。",
        "王五": "5月：应报1条，实报2条，已完成。",
        "新人": "",
        "孙八": "5月：免报，实报0条。",
        "周编": "",
    }


async def test_in_english_it_reads_as_well(gao: County, zhang: Person) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, language="en"))
        await work.refresh_directory()
    await gao.item(zhang, "2026-06-01 10:00:00")
    assert (await my(gao, zhang)).text.split("\n") == [
        "June: 1 of 4 submitted, 3 still to go by 30 Jun.",
        "May: 4 owed, 0 submitted, 4 missing.",
        "",
        "<b>This month</b>",
        "🕓 <b>2026-0001</b> Waiting for review · 1 Jun",
        "标题",
    ]


# --- what is to do ----------------------------------------------------------------------------------------


async def test_what_waits_for_the_person_comes_before_what_was_sent(gao: County, zhang: Person) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00", state=ItemState.RETURNED, reason=Reason.DOUBTFUL)
    await gao.item(zhang, "2026-06-02 10:00:00", state=ItemState.ADOPTED)
    demand = await gao.demand("秋收进度", due=DUE)
    await press(gao, zhang, demand)
    await do(gao, zhang, drafts.begin)
    await do(gao, zhang, talk.take_message, said=f"冬防\n{LONG}")
    message = await my(gao, zhang)
    assert message.text.split("\n") == [
        "6月：已报2条（任务4条），还差2条，6月30日截止。",
        "5月：应报4条，实报0条，差4条。",
        "",
        "<b>需您处理</b>",
        "↩️ <b>2026-0001</b> 标题",
        "理由：数据存疑",
        "📝 未提交：信息《冬防》（37字）",
        f"📌 <b>T{demand}</b> 秋收进度",
        "6月12日（周五）17:30截止",
        "",
        "<b>本月</b>",
        "✅ <b>2026-0002</b> 采用 · 6月2日",
        "标题",
    ]
    assert message.labels == ["修改 2026-0001", "继续 信息《冬防》", "删除", f"交稿 T{demand}", "2026-0002"]
    await tap(gao, zhang, message, f"交稿 T{demand}", submissions.hand_in)
    assert "您有一条未提交的信息《冬防》" in (await shown(gao, 11))[-1].text, (
        "the draft is not given up for it"
    )
    await tap(gao, zhang, message, "修改 2026-0001", revisions.begin_by_button)
    assert "修改2026-0001" in (await shown(gao, 11))[-1].text


async def test_a_booking_that_is_overdue_says_so(gao: County, zhang: Person) -> None:
    demand = await gao.demand("秋收进度", due=DUE)
    await press(gao, zhang, demand)
    gao.clock.moment = at("2026-06-13 09:00")
    assert "⚠️ 已逾期（6月12日（周五）17:30截止）" in (await my(gao, zhang)).text


async def test_a_colleagues_booking_is_not_among_ones_own(gao: County, zhang: Person, li: Person) -> None:
    demand = await gao.demand("秋收进度", due=DUE)
    await press(gao, li, demand)
    assert "秋收进度" not in (await my(gao, zhang)).text
    assert "秋收进度" in (await my(gao, li)).text


async def test_several_drafts_stand_side_by_side_and_each_is_gone_on_with_by_its_button(
    gao: County, zhang: Person
) -> None:
    for title in ("甲事", "乙事"):
        await do(gao, zhang, drafts.begin_anew, purpose=drafts.Purpose())
        asked = (await shown(gao, 11))[-1]
        await do(gao, zhang, talk.take_message, said=f"{title}\n{LONG}", reply_to=asked.message_id)
    message = await my(gao, zhang)
    assert message.labels.index("继续 信息《甲事》") > message.labels.index("继续 信息《乙事》")
    await tap(gao, zhang, message, "继续 信息《甲事》", conversing.press_open)
    assert "<b>甲事</b>" in (await shown(gao, 11))[-1].text
    message = await my(gao, zhang)
    rows = {label: data for label, data in message.buttons.items() if label.startswith("继续")}
    assert set(rows) == {"继续 信息《甲事》", "继续 信息《乙事》"}


async def test_a_draft_of_the_group_goes_on_in_private_with_its_text(gao: County, zhang: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said="#报送 云茶镇消息", chat_id=WORK_CHAT)
    await tap(gao, zhang, await my(gao, zhang), "继续 信息《云茶镇消息》", conversing.press_open)
    await do(gao, zhang, talk.take_message, said=BODY)
    preview = (await shown(gao, 11))[-1]
    assert "云茶镇消息" in preview.text and BODY in preview.text
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert "✅ 已收到：<b>2026-0001</b> 云茶镇消息" in (await shown(gao, 11))[-1].text
    await do(
        gao,
        zhang,
        talk.take_message,
        said="再补充一句：下一步将继续抓好落实，确保取得实实在在的成效，请审阅为盼。",
    )
    assert "预览" in (await shown(gao, 11))[-1].text, "no part of what was sent"


async def test_a_demand_that_is_not_posted_is_gone_on_with_too(gao: County, zhang: Person) -> None:
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await do(gao, zhou, forms.write, said="#需求 森林防火情况", form="demand", chat_id=DESK_CHAT)
    message = await my(gao, zhou)
    assert "📝 未完成：" in message.text and "森林防火情况" in message.text
    label = next(label for label in message.labels if label.startswith("继续"))
    await tap(gao, zhou, message, label, conversing.press_open)
    await do(gao, zhou, talk.take_message, said="6月20日")
    assert "森林防火情况" in (await shown(gao, 21))[-1].text


async def test_a_draft_is_deleted_from_the_list(gao: County, zhang: Person) -> None:
    await do(gao, zhang, talk.take_message, said=f"冬防\n{LONG}")
    await tap(gao, zhang, await my(gao, zhang), "删除", conversing.press_cancel)
    assert "未提交" not in (await my(gao, zhang)).text
    assert await gao.database.reads.drafts.of(11) == []


async def test_anothers_draft_is_not_gone_on_with(gao: County, zhang: Person, li: Person) -> None:
    await do(gao, zhang, talk.take_message, said=f"冬防\n{LONG}")
    (draft,) = await gao.database.reads.drafts.of(11)
    with pytest.raises(NotAllowed):
        await do(gao, li, conversing.press_open, draft_id=draft.id)
    assert "冬防" not in (await my(gao, li)).text


async def test_what_was_left_too_long_is_neither_listed_nor_gone_on_with(gao: County, zhang: Person) -> None:
    await do(gao, zhang, talk.take_message, said=f"冬防\n{LONG}")
    message = await my(gao, zhang)
    gao.clock.moment += timedelta(days=4)
    with pytest.raises(WrongState, match="expired"):
        await tap(gao, zhang, message, "继续 信息《冬防》", conversing.press_open)
    assert "冬防" not in (await my(gao, zhang)).text


async def test_of_many_that_were_returned_the_newest_are_shown_and_the_rest_counted(
    gao: County, zhang: Person
) -> None:
    for day in range(1, 9):
        await gao.item(zhang, f"2026-05-0{day} 10:00:00", state=ItemState.RETURNED, reason=Reason.STALE)
    message = await my(gao, zhang)
    assert [label for label in message.labels if "修改" in label] == [
        f"修改 2026-000{number}" for number in (8, 7, 6, 5, 4)
    ]
    assert "另有3条被退回：/revise" in message.text


# --- what was sent, and its pages ---------------------------------------------------------------------------


async def test_this_month_comes_before_the_months_before_each_with_its_day(
    gao: County, zhang: Person
) -> None:
    await gao.item(zhang, "2025-12-30 10:00:00", state=ItemState.REJECTED, reason=Reason.STALE)
    await gao.item(zhang, "2026-05-30 10:00:00", state=ItemState.ADOPTED)
    await gao.item(zhang, "2026-06-02 10:00:00")
    assert (await my(gao, zhang)).text.split("\n")[1:] == [
        "5月：应报4条，实报1条，差3条。",
        "",
        "<b>本月</b>",
        "🕓 <b>2026-0002</b> 待审 · 6月2日",
        "标题",
        "",
        "<b>以往</b>",
        "✅ <b>2026-0001</b> 采用 · 5月30日",
        "标题",
        "✖️ <b>2025-0001</b> 不采用 · 2025-12-30",
        "标题",
    ]


async def test_the_pages_turn_in_their_place_and_lack_nothing(gao: County, zhang: Person, li: Person) -> None:
    for day in range(1, 21):
        await gao.item(zhang, f"2026-05-{day:02} 10:00:00", state=ItemState.ADOPTED)
        await gao.item(li, f"2026-05-{day:02} 11:00:00")
    message = await my(gao, zhang)
    seen = re.findall(r"<b>(2026-\d{4})</b>", message.text)
    assert message.labels[-2:] == ["1/3", "下一页 ▶"]
    for page in (1, 2):
        await do(gao, zhang, mine.turn_page, message_id=message.message_id, page=page)
        turned = (await shown(gao, 11))[-1]
        assert turned.message_id == message.message_id and first(turned) == first(message)
        seen += re.findall(r"<b>(2026-\d{4})</b>", turned.text)
    assert seen == [f"2026-{number:04}" for number in range(39, 0, -2)], "one's own, each once"
    assert turned.labels[-2:] == ["◀ 上一页", "3/3"]


@pytest.mark.parametrize("page", [-5, 99])
async def test_a_page_that_there_is_not_is_the_nearest(gao: County, zhang: Person, page: int) -> None:
    await gao.item(zhang)
    message = await my(gao, zhang)
    await do(gao, zhang, mine.turn_page, message_id=message.message_id, page=page)
    assert "2026-0001" in (await shown(gao, 11))[-1].text


async def test_a_number_under_the_list_opens_that_item(gao: County, zhang: Person) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00")
    await gao.item(zhang, "2026-06-02 10:00:00")
    await tap(gao, zhang, await my(gao, zhang), "2026-0001", lookup.show_by_button)
    assert (await shown(gao, 11))[-1].text.startswith("<b>2026-0001</b> 标题")


async def test_there_is_one_list_however_often_it_is_asked_for(gao: County, zhang: Person) -> None:
    await gao.item(zhang)
    await my(gao, zhang)
    await my(gao, zhang)
    assert len(await shown(gao, 11)) == 1


async def test_no_line_of_a_title_takes_more_than_a_phone_is_wide(gao: County, zhang: Person) -> None:
    title = "云茶镇开展茶园病虫害冬季防治工作取得明显成效并受到广大茶农一致好评"
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {title}\n{BODY}")
    lines = (await my(gao, zhang)).text.split("\n")
    assert [line for line in lines if "云茶镇" in line] == ["云茶镇开展茶园病虫害冬季防治工作取得明显成效并…"]


async def test_with_nothing_it_says_how_to_begin(gao: County, zhang: Person) -> None:
    said = await my(gao, zhang)
    assert first(said) == "6月：已报0条（任务4条），还差4条，6月30日截止。" and "#报送" in said.text


async def test_asked_in_a_group_it_is_answered_in_private(gao: County, zhang: Person) -> None:
    await gao.item(zhang)
    assert "2026-0001" in (await my(gao, zhang, chat_id=WORK_CHAT)).text
    assert await shown(gao, WORK_CHAT) == []


async def test_it_is_nothing_for_a_stranger_nor_for_a_leader(gao: County, zhang: Person) -> None:
    with pytest.raises(NotJoined):
        await do(gao, 500, mine.show)
    with pytest.raises(NotJoined):
        await do(gao, 500, mine.turn_page, page=0)
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=41)
    with pytest.raises(NotAllowed):
        await do(gao, leader, mine.show)


async def test_a_booking_is_handed_in_and_is_due_no_more(gao: County, zhang: Person) -> None:
    demand = await gao.demand("秋收进度", due=DUE)
    await press(gao, zhang, demand)
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 秋收过半\n选题：T{demand}\n{BODY}")
    assert "需您处理" not in (await my(gao, zhang)).text
