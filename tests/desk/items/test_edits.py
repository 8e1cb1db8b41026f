"""An edit of the original message, and a revision, go the way of a first submission: notes, links, rings (manual, section 2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import talk
from bot.desk.items import draft_choices, drafts, reviews, revisions, submissions
from bot.model import BookingState, DemandState, Kind, Person
from tests.desk.items.test_revisions import CHANGED, edit, give_back, items, submit
from tests.desk.items.test_storage import rings
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import DUE, commission, do, press, shown, states, tap, texts_to


def message(*headers: str, body: str = BODY) -> str:
    return "\n".join([f"#报送 {TITLE}", *headers, body])


async def answer(gao: County, chat_id: int = 11) -> list[str]:
    """The lines of what was said last."""
    return (await texts_to(gao, chat_id))[-1].split("\n")


# --- headers in words -------------------------------------------------------------------------------------


async def test_changed_headers_are_listed_to_the_reporter_and_on_the_card(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, message(), chat_id=WORK_CHAT, message_id=501)
    await edit(gao, zhang, message("选题：T1", "类别：政策", "紧急"), chat_id=WORK_CHAT, message_id=501)
    assert await answer(gao, WORK_CHAT) == [
        "🔴 已改为紧急，已提醒采编群。",
        "✏️ 已更新为第2版：<b>2026-0001</b> 云茶镇早茶提前开园",
        "类别：普通→政策；选题：→T1；紧急",
        "选题 T1 春耕生产 已按时交稿。",
    ]
    card, old = await shown(gao, DESK_CHAT)  # what presses leaves first
    assert old.text.endswith("报送人已修改，请看下方新卡片。") and old.labels == []
    assert "类别：普通→政策；选题：→T1；紧急" in card.text and "签收" in card.labels
    assert await states(gao, 1) == [("云茶镇", "fulfilled")]
    assert await rings(gao) == [10, 30, 60]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("来源：县应急局", "来源：县水利局", "来源：县应急局→县水利局"),
        ("联合：沙河镇", "", "联合：沙河镇→无"),
        ("类别：综合", "", "类别：综合→普通"),
    ],
)
async def test_each_header_is_told_as_it_was_and_as_it_is(
    gao: County, zhang: Person, before: str, after: str, said: str
) -> None:
    await submit(gao, zhang, message(before), message_id=501)
    await edit(gao, zhang, message(*filter(None, [after])), message_id=501)
    assert (await answer(gao))[1:] == [said]


async def test_what_was_chosen_by_button_stays_where_an_edit_does_not_mention_it(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, drafts.begin)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}", message_id=501)
    preview = (await shown(gao, 11))[-1]
    await tap(gao, zhang, preview, "紧急", draft_choices.switch_urgent)
    await tap(gao, zhang, preview, "类别", draft_choices.choose_kind, kind="policy")
    await tap(gao, zhang, (await shown(gao, 11))[-1], "提交", submissions.submit_draft)
    await edit(gao, zhang, f"{TITLE}\n{CHANGED}", message_id=501)
    (item,) = await items(gao, zhang)
    assert (item.version, item.is_urgent, item.kind, item.body) == (2, True, Kind.POLICY, CHANGED)


# --- words that cannot be used ----------------------------------------------------------------------------


async def test_an_edit_is_told_of_words_that_mean_nothing_as_a_submission_is(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await submit(gao, zhang, message(), message_id=501)
    await edit(gao, zhang, message("类别：快讯", "选题：T9", body=CHANGED), message_id=501)
    assert (await answer(gao))[-4:] == [
        "没有“快讯”这一类别，已按“普通”保存。可用：普通、综合、政策、苗头",
        "选题“T9”不存在或已关闭，信息已保存，未关联选题。",
        "现有选题：",
        "T1 春耕生产",
    ]


async def test_words_that_mean_nothing_are_told_once(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, message("类别：快讯"), message_id=501)
    await edit(gao, zhang, message("类别：快讯", body=CHANGED), message_id=501)
    assert not any("快讯" in line for line in await answer(gao))


async def test_an_edit_of_a_header_that_means_nothing_is_answered_without_a_new_version(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, message(), message_id=501)
    await edit(gao, zhang, message("选题：T9"), message_id=501)
    assert await answer(gao) == [
        "✏️ 未作改动：<b>2026-0001</b> 云茶镇早茶提前开园",
        "选题“T9”不存在或已关闭，信息已保存，未关联选题。",
        "目前没有可报的选题。",
    ]
    assert (await items(gao, zhang))[0].version == 1


async def test_an_edit_of_blanks_alone_is_no_version_and_says_nothing(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, message("紧急"), message_id=501)
    said = await texts_to(gao, 11)
    await edit(gao, zhang, message("", "【紧急】", ""), message_id=501)
    assert ((await items(gao, zhang))[0].version, await texts_to(gao, 11)) == (1, said)


# --- links ------------------------------------------------------------------------------------------------


async def test_a_header_taken_out_unlinks_and_the_booking_is_open_again(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, message("选题：T1"), message_id=501)
    await edit(gao, zhang, message(), message_id=501)
    assert (await answer(gao))[0] == "✏️ 已更新为第2版：<b>2026-0001</b> 云茶镇早茶提前开园"
    assert (await answer(gao))[1:] == ["选题：T1→无", "已不再关联 T1，贵单位的预约恢复为未交稿。"]
    assert await states(gao, 1) == [("云茶镇", "booked")]
    assert (await items(gao, zhang))[0].demand_id is None


async def test_a_link_without_a_booking_is_taken_out_in_fewer_words(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await submit(gao, zhang, message("选题：T1"), message_id=501)
    await edit(gao, zhang, message(), message_id=501)
    assert (await answer(gao))[-1] == "已不再关联 T1。"


async def test_another_topic_moves_the_item_from_one_booking_to_the_other(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for title in ("春耕生产", "汛前排查"):
        await press(gao, zhang, await gao.demand(title, due=DUE))
    await submit(gao, zhang, message("选题：T1"), message_id=501)
    await edit(gao, zhang, message("选题：T2"), message_id=501)
    assert await states(gao, 1) == [("云茶镇", "booked")]
    assert await states(gao, 2) == [("云茶镇", "fulfilled")]
    assert "选题：T1→T2" in await answer(gao)


async def test_a_commission_that_nobody_had_answered_is_asked_again_once_unlinked(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await commission(gao, zhang)
    await submit(gao, zhang, message("选题：T1"), message_id=501)
    assert await states(gao, 1) == [("云茶镇", "fulfilled")]
    await edit(gao, zhang, message(), message_id=501)
    (booking,) = await gao.database.reads.demands.bookings(1)
    assert (booking.state, booking.person_id, booking.item_id) == (BookingState.ASKED, None, None)


async def test_a_link_by_the_button_is_not_lost_by_an_edit(gao: County, zhang: Person, zhou: Person) -> None:
    demand = await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, demand)
    await do(gao, zhang, submissions.hand_in, demand_id=demand)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}", message_id=501)
    await tap(gao, zhang, (await shown(gao, 11))[-1], "提交", submissions.submit_draft)
    await edit(gao, zhang, f"{TITLE}\n{CHANGED}", message_id=501)
    assert (await items(gao, zhang))[0].demand_id == demand
    await edit(gao, zhang, f"{TITLE}\n选题：T9\n{CHANGED}", message_id=501)
    assert "选题“T9”不存在或已关闭，仍关联 T1。" in await answer(gao)
    assert await states(gao, 1) == [("云茶镇", "fulfilled")]


async def test_a_topic_that_has_closed_meanwhile_keeps_its_item(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await submit(gao, zhang, message("选题：T1"), message_id=501)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.set_state(1, DemandState.CLOSED)
    await edit(gao, zhang, message("选题：T1", body=CHANGED), message_id=501)
    assert (await items(gao, zhang))[0].demand_id == 1
    assert not any("不存在" in line for line in await answer(gao))


async def test_one_reporters_edit_leaves_the_colleagues_booking(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE, slots=2)
    await press(gao, zhang, 1)
    await press(gao, li, 1)
    await submit(gao, zhang, message("选题：T1"), chat_id=WORK_CHAT, message_id=501)
    await submit(gao, li, message("选题：T1"), chat_id=WORK_CHAT, message_id=502)
    await edit(gao, zhang, message(), chat_id=WORK_CHAT, message_id=501)
    assert sorted(await states(gao, 1)) == [("云茶镇", "booked"), ("沙河镇", "fulfilled")]


# --- rings ------------------------------------------------------------------------------------------------


async def test_what_becomes_an_early_warning_rings_from_then_on(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, message(), message_id=501)
    gao.clock.moment += timedelta(hours=2)
    await edit(gao, zhang, message("类别：苗头"), message_id=501)
    assert (await answer(gao))[0] == "🟠 已改为苗头，已提醒采编群。"
    assert await rings(gao) == [10, 30, 60]


async def test_what_is_urgent_no_more_rings_no_more(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, message("紧急"), message_id=501)
    gao.clock.moment += timedelta(minutes=10)
    assert len(await shown(gao, DESK_CHAT)) == 2
    await edit(gao, zhang, message(), message_id=501)
    assert (await answer(gao))[0] == "不再标为紧急。"
    assert await rings(gao) == []
    (card,) = await shown(gao, DESK_CHAT)
    assert "紧急" in card.text and "🔴" not in card.text, "the card says that it was"


async def test_urgent_taken_out_and_put_in_again_rings_again(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, message("紧急"), message_id=501)
    await edit(gao, zhang, message(), message_id=501)
    gao.clock.moment += timedelta(minutes=5)
    await edit(gao, zhang, message("紧急"), message_id=501)
    assert await rings(gao) == [10, 30, 60]


async def test_an_edit_of_the_text_leaves_the_rings_as_they_are(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, message("紧急"), message_id=501)
    gao.clock.moment += timedelta(minutes=15)
    await edit(gao, zhang, message("紧急", body=CHANGED), message_id=501)
    assert [m.text[:1] for m in await shown(gao, DESK_CHAT)] == ["🔴", "🔔"]
    assert await rings(gao) == [15, 45]


async def test_the_ring_of_an_edit_is_taken_by_one_editor_for_both(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang, message(), message_id=501)
    await edit(gao, zhang, message("紧急"), message_id=501)
    gao.clock.moment += timedelta(minutes=10)
    (ring,) = [m for m in await shown(gao, DESK_CHAT) if m.text.startswith("🔔")]
    await tap(gao, wu, ring, "签收", reviews.receive, chat_id=DESK_CHAT)
    assert await rings(gao) == []
    card, _ = await shown(gao, DESK_CHAT)
    assert "在审 · 吴编" in card.text and "签收" not in card.labels


async def test_an_urgent_item_that_is_revised_rings_again(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, message("紧急"))
    await give_back(gao, zhou)
    assert await rings(gao) == []
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{CHANGED}")
    assert await rings(gao) == [10, 30, 60]


# --- a revision -------------------------------------------------------------------------------------------


async def test_a_revision_may_name_a_topic_and_is_told_of_what_cannot_be_used(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, message())
    await give_back(gao, zhou)
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n选题：T1\n主题：航天\n{CHANGED}")
    assert "选题：→T1" in await answer(gao)
    assert (await answer(gao))[-2:] == ["没有“航天”这一主题，已略去。", "选题 T1 春耕生产 已按时交稿。"]
    assert await states(gao, 1) == [("云茶镇", "fulfilled")]


async def test_a_revision_that_names_no_topic_keeps_the_one_it_has(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, message("选题：T1"))
    await give_back(gao, zhou)
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{CHANGED}")
    assert (await items(gao, zhang))[0].demand_id == 1
    assert await states(gao, 1) == [("云茶镇", "fulfilled")]
    assert not any("T1" in line for line in await answer(gao)), "nothing is handed in twice"


async def test_a_second_tag_that_an_edit_adds_is_said_to_make_no_second_item(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, message(), message_id=501)
    both = f"{message()}\n#报送 沙河镇排查隐患36处\n已全部整改到位。"
    await edit(gao, zhang, both, message_id=501)
    assert (await texts_to(gao, 11))[-1] == (
        "消息中新加了一个 #报送。编辑消息不会另立一条，其后的内容现按 2026-0001 的正文处理。"
        "如属另一条信息，请从本消息中删去，另发一条消息报送。"
    )
    count = len(await texts_to(gao, 11))
    await edit(gao, zhang, both.replace("10天", "11天"), message_id=501)
    assert "新加了一个" not in (await texts_to(gao, 11))[-1]  # said once
    assert len(await texts_to(gao, 11)) == count + 1
    assert [item.number for item in await items(gao, zhang)] == ["2026-0001"]


async def test_another_tag_that_an_edit_puts_at_the_head_stays_out_of_the_title_and_is_told(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 早茶开园\n{BODY}", message_id=500)
    await edit(gao, zhang, f"#需求 早茶提前开园\n{BODY}", message_id=500)
    item = await gao.database.reads.items.find(1)
    assert item is not None and item.title == "早茶提前开园"
    told = (await texts_to(gao, 11))[-1]
    assert told.startswith("消息开头改成了别的标签。编辑消息不会改作他用，仍按 2026-0001 处理")
    await edit(gao, zhang, f"#选题 早茶提前开园\n{BODY}", message_id=500)
    item = await gao.database.reads.items.find(1)
    assert item is not None and (item.title, item.version) == ("早茶提前开园", 2)
