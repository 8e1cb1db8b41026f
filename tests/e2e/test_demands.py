"""Demands and bookings, over real HTTP: posting, booking, waiting, commissions, handing in, due times (manual, section 4)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import BookingState
from bot.sandbox import Persona, Seen
from tests.support.county import BODY
from tests.support.running import RunningCounty

WHOLE = "#需求 夏粮收购情况\n截止:6月12日\n名额:{slots}\n了解进度、价格和问题。"


async def announced(gao: RunningCounty, who: Persona, text: str) -> Seen:
    """A demand posted by `who` in private; the post in the work group."""
    await who.say(text)
    preview = await who.wait_for(lambda s: "发布" in s.labels)
    answer = await who.press(preview, "发布")
    assert "已发布" in answer.text
    code = answer.text.removeprefix("已发布，编号 ").rstrip("。")
    return await gao.owner.wait_for(lambda s: code in s.text and s.by_bot, chat=gao.work_group, since=0)


async def booked(gao: RunningCounty, demand_id: int) -> list[tuple[str, str]]:
    bookings = await gao.desk.database.reads.demands.bookings(demand_id)
    return [(booking.unit, booking.state.value) for booking in bookings]


def post_now(gao: RunningCounty, post: Seen) -> Seen:
    return gao.owner.message(post)


async def test_a_demand_is_posted_booked_and_shown(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    post = await announced(gao, zhou, WHOLE.format(slots=2))
    assert post.labels == ["预约"] and "T1" in post.text and "余 2/2" in post.text and "6月12日" in post.text
    answer = await wang.press(post, "预约")
    assert "已为云茶镇预约 T1" in answer.text and not answer.alert
    card = await wang.wait_for("已为云茶镇预约")
    assert card.labels == ["交稿", "取消预约"] and "6月12日（周五）17:30" in card.text
    await gao.idle()
    shown = post_now(gao, post)
    assert "云茶镇 王茗" in shown.text and "余 1/2" in shown.text
    again = await wang.press(post, "预约")
    assert again.alert and "已预约" in again.text
    card = await wang.wait_for(lambda s: "取消预约" in s.labels)
    answer = await wang.press(card, "取消预约")
    assert "已取消" in answer.text
    await gao.idle()
    assert "王茗" not in post_now(gao, post).text and "余 2/2" in post_now(gao, post).text


async def test_six_at_once_book_two(gao: RunningCounty) -> None:
    zhou = await gao.join("周编", role="编辑")
    people = [
        await gao.join(f"{unit[0]}某", unit=unit) for unit in ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇", "己镇")
    ]
    post = await announced(gao, zhou, WHOLE.format(slots=2))
    answers = await asyncio.gather(*(who.press(post, "预约") for who in people))
    assert sorted(answer.alert for answer in answers) == [False, False, True, True, True, True]
    assert [state for _, state in await booked(gao, 1)] == ["booked", "booked"]
    await gao.idle()
    assert post_now(gao, post).labels == ["候补"] and "名额已满" in post_now(gao, post).text


async def test_the_waiting_list_is_asked_when_a_slot_comes_free(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    zhao, qian = await gao.join("赵河", unit="柏溪镇"), await gao.join("钱岸", unit="南岸镇")
    post = await announced(gao, zhou, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    await gao.idle()
    for who, place in ((zhao, 1), (qian, 2)):
        assert f"第 {place} 位" in (await who.press(post, "候补")).text
    await wang.say("/unbook T1")
    await wang.wait_for("已取消 T1 的预约")
    offer = await zhao.wait_for(lambda s: "接受" in s.labels)
    assert "16:" in offer.text
    assert (await wang.press(post, "候补")).text.startswith("云茶镇已列入 T1 候补，第 2 位")
    await zhao.press(offer, "放弃")
    offer = await qian.wait_for(lambda s: "接受" in s.labels)
    assert "已为南岸镇预约" in (await qian.press(offer, "接受")).text
    assert dict(await booked(gao, 1)) == {"云茶镇": "queued", "柏溪镇": "cancelled", "南岸镇": "booked"}


async def test_a_commission_from_the_desk_group(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    zhao, qian = await gao.join("赵河", unit="柏溪镇"), await gao.join("钱岸", unit="南岸镇")
    await zhou.say("＃需求汛期准备\n单位：云茶镇、柏溪镇\n截止：3个工作日\n各报一条。", chat=gao.desk_group)
    preview = await zhou.wait_for(lambda s: "发布" in s.labels, chat=gao.desk_group)
    assert "名额：2" in preview.text
    await zhou.press(preview, "发布")
    asked = await wang.wait_for(lambda s: "说明困难" in s.labels)
    post = await qian.wait_for("T1", chat=gao.work_group)
    refused = await qian.press(post, "预约")
    assert refused.alert and "云茶镇、柏溪镇" in refused.text
    await wang.press(asked, "接受")
    await wang.wait_for("已为云茶镇预约")
    asked = await zhao.wait_for(lambda s: "说明困难" in s.labels, since=0)
    await zhao.press(asked, "说明困难")
    await zhao.wait_for("有什么困难")
    await zhao.say("干部都在一线，本周腾不出人手。")
    await zhao.wait_for("已转告")
    told = await zhou.wait_for("腾不出人手", chat=gao.desk_group)
    assert "柏溪镇 赵河" in told.text
    assert dict(await booked(gao, 1)) == {"云茶镇": "booked", "柏溪镇": "declined"}


async def test_handing_in_from_the_booking_fulfils_it(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    post = await announced(gao, zhou, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    card = await wang.wait_for(lambda s: "交稿" in s.labels)
    await wang.press(card, "交稿")
    await wang.wait_for("T1")
    await wang.say(f"夏粮收购过半\n{BODY}")
    preview = await wang.wait_for(lambda s: "提交" in s.labels)
    await wang.press(preview, "提交")
    await wang.wait_for("2026-0001")
    (made,) = await gao.desk.database.reads.demands.bookings(1)
    assert made.state is BookingState.FULFILLED and made.item_id is not None
    await gao.idle()
    assert "已交稿" in post_now(gao, post).text
    await wang.say("/withdraw 2026-0001")
    await gao.idle()
    (made,) = await gao.desk.database.reads.demands.bookings(1)
    assert made.state is BookingState.BOOKED


async def test_a_header_in_a_submission_fulfils_it_too(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    post = await announced(gao, zhou, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    await wang.say(f"#报送 夏粮收购过半\n选题:T1\n{BODY}")
    await wang.wait_for("2026-0001")
    assert await booked(gao, 1) == [("云茶镇", "fulfilled")]


async def test_topics_bookings_close_and_extend(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    await wang.say("选题")
    await wang.wait_for("目前没有选题")
    post = await announced(gao, zhou, WHOLE.format(slots=1))
    await wang.say("/topics")
    topics = await wang.wait_for("T1")
    assert topics.labels == ["预约"]
    await wang.press(topics, "预约")
    await wang.say("/bookings")
    mine = await wang.wait_for("云茶镇的预约")
    assert mine.labels == ["交稿", "取消预约"]
    await wang.say("/topics 1")
    assert "了解进度、价格和问题。" in (await wang.wait_for("云茶镇 王茗")).text
    await wang.say("/extend 1 3天")
    await wang.wait_for("未作改动")
    await zhou.say("/extend T1 3天")
    await zhou.wait_for("6月15日")
    await wang.wait_for("截止时间由6月12日（周五）17:30改为6月15日（周一）17:30。")
    await zhou.say("/close 1")
    asked = await zhou.wait_for("T1 有1家单位已预约，确认关闭？")
    await zhou.press(asked, "确认关闭")
    closed = await zhou.wait_for("T1 已关闭")
    await wang.wait_for("已关闭")
    await zhou.press(closed, "恢复")
    await wang.wait_for("该选题已恢复，请照常办理。")
    await zhou.say("/close 1")
    await zhou.press(await zhou.wait_for("确认关闭？"), "确认关闭")
    await gao.idle()
    shown = post_now(gao, post)
    assert shown.labels == [] and "已关闭" in shown.text
    assert (await wang.press(topics, "预约")).alert


@pytest.mark.parametrize(("role", "said"), [("信息员", "/propose"), ("联席", "/propose"), ("编辑", "采编群")])
async def test_a_demand_in_the_work_group_is_answered_and_not_posted(
    gao: RunningCounty, role: str, said: str
) -> None:
    someone = await gao.join("某人", role=role)
    await someone.say(WHOLE.format(slots=1), chat=gao.work_group)
    assert said in (await someone.wait_for(lambda s: s.by_bot, chat=gao.work_group)).text
    assert await gao.desk.database.reads.demands.open() == []


async def test_a_leaders_demand_step_by_step(gao: RunningCounty) -> None:
    leader = await gao.join("张县长", role="领导")
    await leader.say("/demand")
    await leader.wait_for("请发送标题")
    await leader.say("城区内涝治理")
    question = await leader.wait_for(lambda s: "跳过" in s.labels)
    await leader.press(question, "跳过")
    await leader.wait_for("请发送截止时间")
    await leader.say("昨天")
    await leader.wait_for("⚠️")
    await leader.say("周五 12:00")
    for _ in range(3):
        question = await leader.wait_for(lambda s: "跳过" in s.labels)
        await leader.press(question, "跳过")
    preview = await leader.wait_for(lambda s: "发布" in s.labels)
    await leader.press(preview, "修改")
    await leader.wait_for("只发要改的一行")
    await leader.say("截止:6月8日")
    preview = await leader.wait_for(lambda s: "发布" in s.labels)
    assert "6月8日（周一）17:30" in preview.text and "城区内涝治理" in preview.text
    await leader.press(preview, "发布")
    post = await gao.owner.wait_for("城区内涝治理", chat=gao.work_group, since=0)
    assert post.labels == ["预约"]


async def test_a_proposal_becomes_a_demand(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    await wang.say("/propose 早茶加工企业用工难", chat=gao.work_group)
    proposal = await zhou.wait_for(lambda s: "转为选题" in s.labels, chat=gao.desk_group)
    await zhou.press(proposal, "转为选题")
    question = await zhou.wait_for(lambda s: "跳过" in s.labels, chat=gao.desk_group)
    await zhou.say("了解缺口和办法\n各乡镇均可", chat=gao.desk_group, reply_to=question)
    question = await zhou.wait_for("请发送截止时间", chat=gao.desk_group)
    await zhou.say("截止:周五", chat=gao.desk_group, reply_to=question)
    for _ in range(3):
        question = await zhou.wait_for(lambda s: "跳过" in s.labels, chat=gao.desk_group)
        await zhou.press(question, "跳过")
    preview = await zhou.wait_for(lambda s: "发布" in s.labels, chat=gao.desk_group)
    assert "早茶加工企业用工难" in preview.text and "各乡镇均可" in preview.text
    await zhou.press(preview, "发布")
    assert "T1" in (await wang.wait_for("已转为选题")).text


async def test_reminders_overdue_and_lapse_as_the_days_pass(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    post = await announced(gao, zhou, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    await gao.idle()

    async def morning(day: int) -> None:
        gao.clock.shift_to(datetime(2026, 6, day, 1, 0, 30, tzinfo=UTC))
        await gao.desk.runner.tick()
        await gao.idle()

    await morning(10)
    await morning(11)
    assert [s for s in wang.messages() if "催稿：T1 夏粮收购情况 下一工作日到期" in s.text]
    await morning(12)
    assert [s for s in wang.messages() if "催稿：T1 夏粮收购情况 今日到期" in s.text]
    await morning(15)
    assert len([s for s in wang.messages() if "催稿：T1 夏粮收购情况 已逾期" in s.text]) == 1
    assert [s.text for s in zhou.messages(gao.desk_group) if "逾期（1）" in s.text] == [
        "6月15日（周一）采编待办\n🔴 逾期（1）\n"
        "T1 夏粮收购情况 · 云茶镇 王茗 · 已预约 · 截止6月12日（周五）17:30"
    ]
    assert post_now(gao, post).labels == [] and "逾期" in post_now(gao, post).text
    await morning(16)
    assert await booked(gao, 1) == [("云茶镇", "lapsed")]
    assert "逾期" in post_now(gao, post).text
    assert [s for s in zhou.messages(gao.desk_group) if "已释放（1）" in s.text]


async def test_an_offer_that_nobody_answers_goes_on_with_the_clock(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    zhao, qian = await gao.join("赵河", unit="柏溪镇"), await gao.join("钱岸", unit="南岸镇")
    post = await announced(gao, zhou, WHOLE.format(slots=1))
    await wang.press(post, "预约")
    await gao.idle()
    for who in (zhao, qian):
        await who.press(post, "候补")
    await wang.say("/unbook 1")
    offer = await zhao.wait_for(lambda s: "接受" in s.labels)
    await gao.idle()  # where it stands is written down; what is not known to stand yet is taken away instead
    gao.clock.shift_to(gao.clock.now() + timedelta(hours=4, minutes=1))
    await gao.desk.runner.tick()
    await zhao.wait_for("答复时间已过")
    await qian.wait_for(lambda s: "接受" in s.labels)
    assert dict(await booked(gao, 1))["柏溪镇"] == "cancelled"
    await gao.idle()
    assert zhao.message(offer).labels == []


async def test_hostile_words_are_shown_as_they_were_typed(gao: RunningCounty) -> None:
    zhou, wang = await gao.join("周编", role="编辑"), await gao.join("王茗")
    text = "#需求 <b>{title}</b> & %s\n截止:周五\n</b>{0}<script>"
    post = await announced(gao, zhou, text)
    assert "<b>{title}</b> & %s" in post.text and "</b>{0}<script>" in post.text
    await wang.say("/topics 1")
    assert "</b>{0}<script>" in (await wang.wait_for("T1")).text
    for bad in ("/book", "/book 甲", "/book 99", "/unbook 99999999999", "/topics T0", "/close", "/extend 1"):
        await wang.say(bad)
        assert (await wang.wait_for(lambda s: s.by_bot)).text
