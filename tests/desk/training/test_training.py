"""Training at the desk (跟班学习): planned, confirmed, changed with somebody, called off, assessed; the rota and the quota."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk import conversing, talk, today
from bot.desk.clock import posts
from bot.desk.common.office import Office, Scene, Toast
from bot.desk.items import quota
from bot.desk.people import members, wishes
from bot.desk.training import assessments, cards, minding, periods, plans, requests, rota, swaps
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Person, Role
from bot.store.work import Work
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap

HELD = "SELECT person_id, first_day, state FROM rotations ORDER BY id"


@pytest.fixture
async def wang(gao: County, places: None) -> Person:
    return await gao.person("王五", "庆符镇", telegram_id=13)


async def plan(gao: County, editor: Person, typed: str) -> None:
    await do(gao, editor, rota.command, typed=typed, chat_id=DESK_CHAT)


async def newest(gao: County, chat_id: int) -> Shown:
    return (await shown(gao, chat_id))[-1]


async def tick(gao: County) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await minding.mind_training(gao.office, work)


async def choose(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
    """换班 with the other of two."""
    return await swaps.choose(office, work, scene, rotation_id=rotation_id, other_id=3 - rotation_id)


async def swap_is_asked(gao: County, zhang: Person, li: Person, zhou: Person) -> Shown:
    """张三 has asked 李四 to change; what 李四 was asked."""
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26 周编")
    await plan(gao, zhou, "李四 2026-06-29 2026-07-17")
    await tap(gao, zhang, await newest(gao, 11), "换班", swaps.choose, other_id=None)
    assert (await newest(gao, 11)).labels == ["沙河镇 李四 6月29日—7月17日", "不换了"]
    await tap(gao, zhang, await newest(gao, 11), "沙河镇 李四 6月29日—7月17日", choose)
    return await newest(gao, 12)


async def test_a_period_is_planned_in_one_line_and_its_people_are_told(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "云茶镇 张三 6月8日至6月26日 导师：周编")
    assert (await newest(gao, DESK_CHAT)).text.startswith(
        "📚 已安排跟班学习1人次：\n云茶镇 张三：6月8日（周一）至6月26日（周五），导师周编\n"
    )
    told = await newest(gao, 11)
    assert told.text == (
        "📚 安排您跟班学习：\n6月8日（周一）至6月26日（周五），共14个工作日\n导师：周编\n"
        "请确认。时间不合适的，可以与别人换班。"
    )
    assert told.labels == ["确认", "换班"]
    assert "请您带教云茶镇 张三" in (await newest(gao, 21)).text
    await tap(gao, zhang, told, "确认", swaps.confirm)
    assert "✅ 已确认" in (await newest(gao, 11)).text
    assert await audit(gao, "rotation", 1) == ["plan", "confirm"]


async def test_nobody_confirms_for_somebody_else(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26")
    for other in (li, zhou):
        with pytest.raises(NotAllowed):
            await do(gao, other, swaps.confirm, rotation_id=1)
    assert await rows_of(gao.database, HELD) == [(zhang.id, "2026-06-08", "planned")]


async def test_a_name_that_nobody_has_is_asked_about(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await plan(gao, zhou, "张珊 2026-06-08 2026-06-26 吴扁")
    asked = await newest(gao, DESK_CHAT)
    assert (asked.text.split("\n")[0], asked.labels) == ("“张珊”是否指：", ["云茶镇 张三", "取消"])

    async def press(office: Office, work: Work, scene: Scene, *, draft_id: int) -> Toast | None:
        return await plans.choose(office, work, scene, draft_id=draft_id, person_id=zhang.id)

    await tap(gao, zhou, asked, "云茶镇 张三", press, chat_id=DESK_CHAT)
    mentor = await newest(gao, DESK_CHAT)
    assert mentor.labels == ["信息中心 吴编", "不设导师", "取消"]
    await do(gao, zhou, talk.take_message, said="吴编", chat_id=DESK_CHAT, reply_to=mentor.message_id)
    assert "云茶镇 张三：6月8日（周一）至6月26日（周五），导师吴编" in (await newest(gao, DESK_CHAT)).text


async def test_a_name_that_is_near_nobodys_is_refused_in_words(gao: County, zhou: Person) -> None:
    with pytest.raises(BadInput):
        await plan(gao, zhou, "欧阳修 2026-06-08 2026-06-26")


async def test_what_cannot_be_planned_is_refused_with_the_reason(
    gao: County, zhang: Person, li: Person, wang: Person, zhou: Person
) -> None:
    fourth = await gao.person("赵六", "文江镇", telegram_id=14)
    for name in ("张三", "李四", "王五"):
        await plan(gao, zhou, f"{name} 2026-06-08 2026-06-26")
    refused = {
        "张三 2026-06-26 2026-07-10": "is planned from",
        "赵六 2026-06-22 2026-07-10": "people are in training already",
        "赵六 2026-07-10 2026-07-01": "is before the first",
        "周编 2026-07-01 2026-07-10": "is no reporter",
        "赵六 2026-07-01 2026-07-10 张三": "is no editor",
        "赵六 2026-04-01 2026-04-10": "is over already",
    }
    for typed, why in refused.items():
        with pytest.raises(BadInput) as refusal:
            await plan(gao, zhou, typed)
        assert why in refusal.value.key, typed
    assert len(await rows_of(gao.database, HELD)) == 3
    await plan(gao, zhou, "赵六 2026-06-29 2026-07-10")
    assert (await rows_of(gao.database, HELD))[-1][0] == fourth.id


async def test_a_period_is_called_off_in_words_by_whose_it_is(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "张三 取消")
    assert (await newest(gao, DESK_CHAT)).text == "云茶镇 张三没有可取消的跟班安排。查看安排：/rotation"
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26 周编")
    await plan(gao, zhou, "张三 取消")
    asked = await newest(gao, DESK_CHAT)
    assert asked.labels == ["取消安排", "保留"]
    await plan(gao, zhou, "张三 2026-07-06 2026-07-24")
    await plan(gao, zhou, "取消 张三")
    which = await newest(gao, DESK_CHAT)
    assert which.text == "要取消云茶镇 张三的哪一期跟班？" and len(which.labels) == 2
    with pytest.raises(NotAllowed):
        await do(gao, zhang, rota.command, typed="张三 取消")


async def test_only_editors_plan(gao: County, zhang: Person) -> None:
    with pytest.raises(NotAllowed):
        await do(gao, zhang, rota.command, typed="张三 2026-06-08 2026-06-26")


async def test_two_change_periods_where_the_other_agrees_and_everybody_hears_of_it(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    asked = await swap_is_asked(gao, zhang, li, zhou)
    assert asked.text == (
        "🔄 云茶镇 张三想与您换班（跟班学习）：\n您现在：6月29日（周一）至7月17日（周五），共15个工作日\n"
        "换成：6月8日（周一）至6月26日（周五），共14个工作日\n导师：周编"
    )
    with pytest.raises(NotAllowed):
        await do(gao, zhang, swaps.agree, swap_id=1)
    await tap(gao, li, asked, "同意", swaps.agree)
    assert await rows_of(gao.database, HELD) == [
        (li.id, "2026-06-08", "confirmed"),
        (zhang.id, "2026-06-29", "confirmed"),
    ]
    assert (await newest(gao, 11)).text.startswith(
        "🔄 已与沙河镇 李四换班。\n📚 您的跟班学习：\n6月29日（周一）至7月17日（周五），共15个工作日"
    )
    assert (await newest(gao, 12)).text.startswith("🔄 已与云茶镇 张三换班。\n📚 您的跟班学习：\n6月8日")
    swapped = "🔄 跟班学习已换班，双方同意：\n沙河镇 李四：6月8日（周一）至6月26日（周五），导师周编"
    assert swapped in (await newest(gao, DESK_CHAT)).text
    assert swapped in (await newest(gao, 21)).text
    with pytest.raises(WrongState):
        await do(gao, li, swaps.refuse, swap_id=1)
    # What those two have agreed on is not undone with what was planned for somebody else.
    with pytest.raises(WrongState) as refused:
        await do(gao, zhou, periods.undo, rotation_id=2, chat_id=DESK_CHAT)
    assert "swapped since" in refused.value.key
    assert [row[2] for row in await rows_of(gao.database, HELD)] == ["confirmed", "confirmed"]
    assert await audit(gao, "rotation", 1) == ["plan", "ask_swap", "swap"]


async def test_whoever_does_not_agree_keeps_the_own_period_and_the_other_can_still_confirm(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    asked = await swap_is_asked(gao, zhang, li, zhou)
    await tap(gao, li, asked, "不同意", swaps.refuse)
    mine = await newest(gao, 11)
    assert mine.text.startswith("沙河镇 李四不同意换班。\n📚 安排您跟班学习：\n6月8日")
    await tap(gao, zhang, mine, "确认", swaps.confirm)
    assert await rows_of(gao.database, HELD) == [
        (zhang.id, "2026-06-08", "confirmed"),
        (li.id, "2026-06-29", "planned"),
    ]


async def test_who_confirms_after_all_asks_nobody_any_more(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await swap_is_asked(gao, zhang, li, zhou)
    await tap(gao, zhang, await newest(gao, 11), "确认", swaps.confirm)
    assert (await newest(gao, 12)).text.endswith("不用答复了，您的时间不变。")
    with pytest.raises(WrongState):
        await do(gao, li, swaps.agree, swap_id=1)


async def test_both_asking_each_other_is_an_agreement(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await swap_is_asked(gao, zhang, li, zhou)
    await do(gao, li, swaps.choose, rotation_id=2, other_id=1)
    assert [row[0] for row in await rows_of(gao.database, HELD)] == [li.id, zhang.id]


async def test_a_period_that_was_called_off_is_changed_with_nobody(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await swap_is_asked(gao, zhang, li, zhou)
    await do(gao, zhou, rota.command, typed="", chat_id=DESK_CHAT)
    the_rota = await newest(gao, DESK_CHAT)

    async def press(office: Office, work: Work, scene: Scene, *, rotation_id: int) -> Toast | None:
        is_sure = any(each.text.startswith("取消沙河镇 李四") for each in before)
        return await periods.press_call_off(office, work, scene, rotation_id=rotation_id, is_sure=is_sure)

    before: list[Shown] = []
    await tap(gao, zhou, the_rota, "取消 沙河镇 李四 6月29日", press, chat_id=DESK_CHAT)
    before = await shown(gao, DESK_CHAT)
    assert before[-1].labels == ["取消安排", "保留"]
    await tap(gao, zhou, before[-1], "取消安排", press, chat_id=DESK_CHAT)
    assert (await newest(gao, DESK_CHAT)).text.endswith("已由周编取消，已通知相关人员。")
    assert (await newest(gao, 12)).text.startswith("📚 您的跟班学习已取消：")
    assert (await newest(gao, 11)).text.startswith(
        "已不能与沙河镇 李四换班，对方的时间有变。\n📚 安排您跟班学习"
    )
    with pytest.raises(WrongState):
        await do(gao, li, swaps.agree, swap_id=1)


async def test_what_was_planned_at_one_stroke_is_undone_at_one_by_whoever_planned_it(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    rows = [
        ["姓名", "开始", "结束", "导师"],
        ["张三", "2026-06-08", "2026-06-26", "吴编"],
        ["李四", "6月8日", "6月26日"],
    ]
    await do(gao, zhou, plans.take_file, rows=rows, chat_id=DESK_CHAT)
    done = await newest(gao, DESK_CHAT)
    with pytest.raises(NotAllowed):
        await tap(gao, wu, done, "撤销", periods.undo, chat_id=DESK_CHAT)
    await tap(gao, zhou, done, "撤销", periods.undo, chat_id=DESK_CHAT)
    assert [row[2] for row in await rows_of(gao.database, HELD)] == ["called_off", "called_off"]
    assert "已取消" in (await newest(gao, 11)).text and "吴编" not in (await newest(gao, 12)).text
    assert "由周编取消" in (await newest(gao, 22)).text
    await do(gao, zhou, plans.take_file, rows=rows, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await tap(gao, zhou, await newest(gao, DESK_CHAT), "撤销", periods.undo, chat_id=DESK_CHAT)


async def test_a_rota_with_a_bad_row_plans_nothing_and_names_every_one(
    gao: County, zhang: Person, li: Person, wang: Person, zhou: Person
) -> None:
    rows = [
        ["姓名", "开始", "结束", "导师"],
        ["张三", "2026-06-08", "2026-06-26", "周编"],
        ["张珊", "2026-06-08", "2026-06-26", ""],
        ["张三", "2026-06-22", "2026-07-03", ""],
        ["李四", "2026-06-26", "2026-06-08", ""],
        ["王五", "", "2026-06-26", "王五"],
    ]
    await do(gao, zhou, plans.take_file, rows=rows)
    lines = (await newest(gao, 21)).text.split("\n")
    assert lines[0] == "未安排：有4行不对，请改好后重新发送。"
    assert [line.split("：")[0] for line in lines[1:]] == ["第3行", "第4行", "第5行", "第6行"]
    assert "云茶镇 张三" in lines[1] and "已安排在2026-06-08至2026-06-26" in lines[2]
    assert await rows_of(gao.database, HELD) == []


async def test_a_reporter_asks_for_a_place_and_the_desk_plans_one(
    gao: County, wang: Person, zhou: Person
) -> None:
    await do(gao, wang, rota.command, typed="申请 2026-06")
    await do(gao, wang, rota.command, typed="申请")
    assert (await newest(gao, 13)).text == (
        "您6月3日 12:00的申请已在采编处理中，结果会通知您。\n希望时间：2026年6月\n"
        "要改希望的月份，请发送：<code>/rotation 申请 2026-09</code>"
    )
    await do(gao, wang, rota.command, typed="申请 2026-07")
    assert (await newest(gao, 13)).text == (
        "您6月3日 12:00的申请已在采编处理中，希望时间已更改。\n希望时间：2026年7月\n✏️ 已改，原为：2026年6月。\n"
        "结果会通知您。"
    )
    await do(gao, wang, rota.show)
    assert "您的2026年7月跟班学习申请（6月3日 12:00）正等采编答复。" in (await newest(gao, 13)).text
    asked = await newest(gao, DESK_CHAT)
    assert asked.text == "📚 庆符镇 王五申请跟班学习。\n希望时间：2026年7月\n✏️ 已改，原为：2026年6月。"
    assert asked.labels == ["安排", "婉拒"]
    await tap(gao, zhou, asked, "安排", requests.place, chat_id=DESK_CHAT)
    question = await newest(gao, DESK_CHAT)
    for typed in ("下周", "7月24日 7月6日"):
        with pytest.raises(BadInput):
            await do(
                gao, zhou, talk.take_message, said=typed, chat_id=DESK_CHAT, reply_to=question.message_id
            )
    await do(
        gao,
        zhou,
        talk.take_message,
        said="7月6日至7月24日 周编",
        chat_id=DESK_CHAT,
        reply_to=question.message_id,
    )
    assert "7月6日（周一）至7月24日（周五），共15个工作日\n导师：周编" in (await newest(gao, 13)).text
    assert any(each.text.endswith("✅ 已由周编安排。") for each in await shown(gao, DESK_CHAT))
    with pytest.raises(WrongState):
        await do(gao, zhou, requests.place, request_id=1, chat_id=DESK_CHAT)
    # What is undone leaves the wish with the desk.
    await tap(gao, zhou, await newest(gao, DESK_CHAT), "撤销", periods.undo, chat_id=DESK_CHAT)
    assert await rows_of(gao.database, "SELECT state FROM place_requests") == [("open",)]


async def test_two_editors_answer_one_wish_and_who_is_later_is_told_by_whom(
    gao: County, wang: Person, zhou: Person, wu: Person
) -> None:
    await do(gao, wang, rota.command, typed="申请 2026-07")
    asked = await newest(gao, DESK_CHAT)
    await tap(gao, zhou, asked, "安排", requests.place, chat_id=DESK_CHAT)
    days = await newest(gao, DESK_CHAT)
    await tap(gao, wu, asked, "安排", requests.place, chat_id=DESK_CHAT)
    other_days = await newest(gao, DESK_CHAT)
    await tap(gao, wu, asked, "婉拒", requests.decline, chat_id=DESK_CHAT)
    reason = await newest(gao, DESK_CHAT)

    async def say(who: Person, to: Shown, words: str) -> str:
        await do(gao, who, talk.take_message, said=words, chat_id=DESK_CHAT, reply_to=to.message_id)
        return (await newest(gao, DESK_CHAT)).text

    await say(zhou, days, "7月6日至7月24日")
    late = "这条申请已由周编于6月3日 12:00处理，未作改动。请看 /rotation"
    assert await say(wu, other_days, "8月3日至8月21日") == late
    assert await say(wu, reason, "本季度名额已满") == late
    assert await rows_of(gao.database, HELD) == [(wang.id, "2026-07-06", "planned")]
    assert await gao.database.reads.drafts.of(wu.telegram_id or 0) == []
    assert not any("名额已满" in each.text for each in await shown(gao, 13))


async def test_who_asked_takes_the_wish_back_and_the_desk_hears_of_it_once(
    gao: County, wang: Person, zhang: Person, zhou: Person
) -> None:
    await do(gao, wang, rota.command, typed="申请 2026-07")
    asked = await newest(gao, DESK_CHAT)
    answer = await newest(gao, 13)
    assert answer.labels == ["撤回"]
    await do(gao, wang, rota.show)
    listed = await newest(gao, 13)
    assert listed.labels == ["撤回"]
    with pytest.raises(NotAllowed):
        await do(gao, zhang, cards.withdraw, request_id=1)
    toast = await tap(gao, wang, listed, "撤回", cards.withdraw)
    assert toast.text == "已撤回，并已告知采编。"
    now = {each.message_id: each for each in [*await shown(gao, 13), *await shown(gao, DESK_CHAT)]}
    assert now[answer.message_id].text == (
        "您6月3日 12:00的跟班学习申请：\n希望时间：2026年7月\n"
        "🔙 您已撤回。需要时可以再申请：<code>/rotation 申请 2026-09</code>"
    )
    assert now[answer.message_id].labels == []
    card = now[asked.message_id]
    assert (card.text.split("\n")[-1], card.labels) == ("🔙 本人已于6月3日 12:00撤回。", [])
    for _ in range(2):
        with pytest.raises(WrongState):
            await do(gao, wang, cards.withdraw, request_id=1)
    told = [each.text for each in await shown(gao, DESK_CHAT) if "撤回了跟班学习申请" in each.text]
    assert told == ["🔙 庆符镇 王五撤回了跟班学习申请。\n希望时间：2026年7月"]
    await do(gao, wang, rota.show)
    assert (await newest(gao, 13)).labels == ["申请跟班学习"]
    for press in (requests.place, requests.decline):
        late = "{name} took this wish back on {at}. Nothing was changed."
        with pytest.raises(WrongState) as caught:
            await do(gao, zhou, press, request_id=1, chat_id=DESK_CHAT)
        assert caught.value.key == late
    assert await audit(gao, "place_request", 1) == ["ask", "withdraw"]


async def test_of_the_desk_that_plans_and_who_takes_the_wish_back_one_is_first_and_the_other_told(
    gao: County, wang: Person, zhou: Person
) -> None:
    await do(gao, wang, rota.command, typed="申请 2026-07")
    asked, own = await newest(gao, DESK_CHAT), await newest(gao, 13)
    await tap(gao, zhou, asked, "安排", requests.place, chat_id=DESK_CHAT)
    days = await newest(gao, DESK_CHAT)

    async def say(to: Shown) -> None:
        said: dict[str, Any] = {"said": "7月6日至7月24日", "chat_id": DESK_CHAT, "reply_to": to.message_id}
        await do(gao, zhou, talk.take_message, **said)

    async def at_desk(part: str) -> Shown:
        return [each for each in await shown(gao, DESK_CHAT) if part in each.text][-1]

    await tap(gao, wang, own, "撤回", cards.withdraw)
    await say(days)
    assert (await at_desk("王五已于")).text == "王五已于6月3日 12:00撤回这条申请，未作改动。"
    assert await rows_of(gao.database, HELD) == []

    await do(gao, wang, rota.command, typed="申请 2026-07")
    again = await newest(gao, 13)
    await tap(gao, zhou, await at_desk("王五申请跟班学习"), "安排", requests.place, chat_id=DESK_CHAT)
    await say(await at_desk("安排在什么时间"))
    planned = await at_desk("📚 已安排跟班学习1人次")
    with pytest.raises(WrongState) as caught:
        await do(gao, wang, cards.withdraw, request_id=2)
    assert caught.value.key == "{name} has decided this already, {at}. Nothing was changed."
    assert caught.value.fields["name"] == "周编"
    seen = {each.message_id: each for each in await shown(gao, 13)}[again.message_id]
    assert (seen.text.split("\n")[-1], seen.labels) == ("✅ 采编已安排，时间见另一条消息。", [])
    # What the desk takes back within ten minutes waits again, before both.
    await tap(gao, zhou, planned, "撤销", periods.undo, chat_id=DESK_CHAT)
    seen = {each.message_id: each for each in await shown(gao, 13)}[again.message_id]
    assert seen.labels == ["撤回"]
    assert any(
        "王五申请跟班学习" in each.text and each.labels == ["安排", "婉拒"]
        for each in await shown(gao, DESK_CHAT)
    )


async def test_a_place_is_turned_down_with_a_reason(gao: County, wang: Person, zhou: Person) -> None:
    await do(gao, wang, rota.command, typed="申请")
    await tap(gao, zhou, await newest(gao, DESK_CHAT), "婉拒", requests.decline, chat_id=DESK_CHAT)
    question = await newest(gao, DESK_CHAT)
    said: dict[str, Any] = {"chat_id": DESK_CHAT, "reply_to": question.message_id}
    await do(gao, zhou, talk.take_message, said="本季度名额已满", **said)
    assert "本季度名额已满" in (await newest(gao, 13)).text
    with pytest.raises(WrongState):
        await do(gao, zhou, requests.decline, request_id=1, chat_id=DESK_CHAT)
    for typed in ("申请 2026-01", "申请 13月"):
        with pytest.raises(BadInput):
            await do(gao, wang, rota.command, typed=typed)


async def test_who_does_not_answer_is_reminded_once_after_two_working_days_and_the_desk_told(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    gao.clock.moment = at("2026-06-05 10:00:00")  # a Friday
    await plan(gao, zhou, "张三 2026-06-15 2026-06-26")
    for moment, heard in (
        ("2026-06-08 17:00:00", 1),
        ("2026-06-09 09:59:00", 1),
        ("2026-06-09 10:00:00", 2),
        ("2026-06-09 10:00:20", 2),
        ("2026-06-12 10:00:00", 2),
    ):
        gao.clock.moment = at(moment)
        await tick(gao)
        assert len(await shown(gao, 11)) == heard, moment
    assert (await newest(gao, 11)).text.startswith("🔔 还没有收到您的答复：\n📚 安排您跟班学习：")
    desk = [each.text for each in await shown(gao, DESK_CHAT)]
    assert (
        desk[-1] == "📚 跟班学习两个工作日未确认，已再次提醒：\n云茶镇 张三：6月15日（周一）至6月26日（周五）"
    )


async def test_whoever_is_asked_to_change_is_reminded_once_and_not_of_the_own_period_as_well(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await swap_is_asked(gao, zhang, li, zhou)
    gao.clock.moment = at("2026-06-05 12:00:00")
    for _ in range(2):
        await tick(gao)
    heard = [each.text for each in await shown(gao, 12)]
    assert [text.split("\n")[0] for text in heard[-1:]] == ["🔔 还没有收到您的答复："]
    assert sum("🔔" in text for text in [*heard, *(each.text for each in await shown(gao, 11))]) == 1
    # Once a period has begun, nobody can change it any more.
    gao.clock.moment = at("2026-06-08 08:00:00")
    await tick(gao)
    assert (await newest(gao, 12)).text.endswith("不用答复了，您的时间不变。")
    assert (await newest(gao, 11)).text.startswith("已不能与沙河镇 李四换班")


async def test_on_the_last_working_day_the_mentor_is_asked_for_the_assessment_and_the_trainee_gets_it(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-28 吴编")  # a Sunday
    for moment in ("2026-06-26 15:59:00", "2026-06-26 16:00:00", "2026-06-26 16:00:20"):
        gao.clock.moment = at(moment)
        await tick(gao)
    asked = [each for each in await shown(gao, 22) if "学习鉴定：" in each.text]
    assert [each.labels for each in asked] == [["写鉴定"]]
    gao.clock.moment = at("2026-07-01 16:30:00")
    for _ in range(2):
        await tick(gao)
    again = await newest(gao, 22)
    assert again.text.startswith("🔔 还未填写：\n📜 云茶镇 张三的跟班学习结束：")
    with pytest.raises(NotAllowed):
        await do(gao, zhang, assessments.begin, rotation_id=1)
    await tap(gao, wu, again, "写鉴定", assessments.begin)
    await do(gao, wu, conversing.cancel)
    assert (await newest(gao, 22)).text == "已取消，学习鉴定仍待填写。"
    words = "学习认真，参与编辑信息12条，完成约稿2篇。"
    await do(gao, wu, talk.take_message, said=words, reply_to=again.message_id)
    given = await newest(gao, 11)
    assert given.text.startswith("📜 <b>学习鉴定</b>\n跟班学习：6月8日（周一）至6月28日（周日）\n" + words)
    assert words in (await newest(gao, DESK_CHAT)).text
    # For ten minutes its writer can replace it; nobody else can.
    with pytest.raises(WrongState):
        await do(gao, zhou, assessments.begin, rotation_id=1)
    await tap(gao, wu, await _button(gao, 22, "写鉴定"), "写鉴定", assessments.begin)
    await do(gao, wu, conversing.cancel)
    assert (await newest(gao, 22)).text == "已取消，未作改动。"
    await tap(gao, wu, await _button(gao, 22, "写鉴定"), "写鉴定", assessments.begin)
    await do(gao, wu, talk.take_message, said="学习认真，完成约稿3篇。")
    assert "约稿3篇" in (await newest(gao, 11)).text
    assert "约稿3篇" in (await newest(gao, DESK_CHAT)).text
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await do(gao, wu, assessments.begin, rotation_id=1)
    assert "约稿" not in str(await rows_of(gao.database, "SELECT * FROM audit"))
    await do(gao, zhang, rota.command, typed="")
    mine = await newest(gao, 11)
    assert mine.labels[0] == "6月28日的鉴定"
    await tap(gao, zhang, mine, "6月28日的鉴定", assessments.show)
    assert "约稿3篇" in (await newest(gao, 11)).text


async def test_what_the_mentor_writes_without_a_press_is_asked_about_before_it_is_anything(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26 吴编")
    gao.clock.moment = at("2026-06-26 16:00:00")
    await tick(gao)
    await do(gao, wu, talk.take_message, said="好的")
    words = "学习认真，参与编辑信息12条，独立完成约稿2篇，能吃苦，肯钻研，建议评优。"
    await do(gao, wu, talk.take_message, said=words)
    asked = await newest(gao, 22)
    assert asked.labels == ["云茶镇 张三的学习鉴定", "作为一条新信息", "都不是，不保留这段文字"]
    assert await rows_of(gao.database, "SELECT assessment FROM rotations") == [(None,)]
    async with gao.database.work(now=gao.clock.now()) as work:
        drafts = await work.drafts.in_chat(22, 22)
    await tap(gao, wu, asked, "云茶镇 张三的学习鉴定", conversing.choose_answer, draft_id=drafts[0].id)
    assert words in (await newest(gao, 11)).text
    assert await rows_of(gao.database, "SELECT 1 FROM drafts") == []
    # What is written afterwards is no answer to it.
    await do(gao, wu, talk.take_message, said="今天下午三点开会吗")
    assert (await newest(gao, 22)).text.startswith("未作保存")


async def test_a_text_that_is_no_assessment_is_an_item_and_nothing_is_left_lying(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26 吴编")
    gao.clock.moment = at("2026-06-26 16:00:00")
    await tick(gao)
    await do(gao, wu, talk.take_message, said="6月26日，全县夏粮收购全面启动，首日收购小麦五百吨，价格平稳。")
    await tap(gao, wu, await newest(gao, 22), "作为一条新信息", conversing.choose_answer, draft_id=None)
    assert (await newest(gao, 22)).labels[0] == "提交"
    assert len(await rows_of(gao.database, "SELECT 1 FROM drafts")) == 1
    gao.clock.moment = at("2026-06-30 16:00:00")  # long after it was asked nothing is asked about any more
    await do(gao, wu, conversing.cancel)
    await do(gao, wu, talk.take_message, said="今天下午三点开会吗")
    assert (await newest(gao, 22)).text.startswith("未作保存")


async def _button(gao: County, chat_id: int, label: str) -> Shown:
    return next(each for each in await shown(gao, chat_id) if label in each.labels)


async def test_where_there_is_no_mentor_the_desk_is_asked(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26")
    gao.clock.moment = at("2026-06-26 16:00:00")
    await tick(gao)
    asked = await newest(gao, DESK_CHAT)
    await do(gao, wu, talk.take_message, said="好的", chat_id=DESK_CHAT, reply_to=asked.message_id)
    assert await rows_of(gao.database, "SELECT assessment FROM rotations") == [(None,)]
    await do(
        gao, wu, talk.take_message, said="学习认真，进步明显。", chat_id=DESK_CHAT, reply_to=asked.message_id
    )
    assert "学习认真，进步明显。" in (await newest(gao, 11)).text


async def test_an_assessment_that_may_be_internal_is_not_kept(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26 周编")
    with pytest.raises(BadInput):
        await do(
            gao,
            zhou,
            assessments.take,
            rotation_id=1,
            said="参与起草县委常委会会议纪要，内部文件，不得外传。",
        )
    assert await rows_of(gao.database, "SELECT assessment FROM rotations") == [(None,)]


async def test_the_rota_shows_the_own_first_and_what_each_can_do(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "李四 2026-06-08 2026-06-26")
    await plan(gao, zhou, "张三 2026-06-29 2026-07-17 周编")
    await do(gao, zhang, rota.command, typed="")
    mine = await newest(gao, 11)
    assert mine.text == (
        "<b>跟班学习安排</b>\n您的：\n云茶镇 张三：6月29日（周一）至7月17日（周五） · 待确认 · 导师周编\n"
        "其他：\n沙河镇 李四：6月8日（周一）至6月26日（周五） · 待确认"
    )
    assert mine.labels == ["确认 6月29日", "换班"]
    await tap(gao, zhang, mine, "确认 6月29日", swaps.confirm)
    await do(gao, zhang, rota.command, typed="", chat_id=WORK_CHAT)
    assert (await newest(gao, WORK_CHAT)).labels == []
    gao.clock.moment = at("2026-08-03 10:00:00")
    await do(gao, zhang, rota.command, typed="")
    assert (await newest(gao, 11)).labels == ["申请跟班学习"]


async def test_on_friday_the_work_groups_read_who_comes_next_week(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26 周编")
    await plan(gao, zhou, "李四 2026-06-15 2026-06-26")
    await tap(gao, zhang, await newest(gao, 11), "确认", swaps.confirm)

    async def post(period: str) -> str:
        async with gao.database.work(now=gao.clock.now()) as work:
            lines = await rota.week_lines(gao.office, work, gao.office.texts("zh"), period)
        return "\n".join(lines)

    assert await post("2026-W22") == ""
    assert await post("2026-W23") == (
        "<b>跟班学习安排（6月8日—6月14日）</b>\n云茶镇 张三：6月8日（周一）至6月26日（周五），导师周编"
    )
    assert (await post("2026-W24")).split("\n")[1:] == [
        "云茶镇 张三：6月8日（周一）至6月26日（周五），导师周编（继续）",
        "沙河镇 李四：6月15日（周一）至6月26日（周五）（待确认）",
    ]
    assert await post("2026-W26") == ""
    async with gao.database.work(now=at("2026-06-05 16:00:00")) as work:
        place = next(each for each in work.directory.places if each.chat_id == WORK_CHAT)
        again = [
            await posts.post_in(gao.office, work, place_id=place.id, key="rotation", period="2026-W23")
            for _ in range(2)
        ]
    assert [each.posted for each in again] == [1, 0]


async def test_half_a_months_training_halves_the_quota_and_the_list_says_so(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-08 2026-06-26")
    async with gao.database.work(now=gao.clock.now()) as work:
        figures = await quota.month_figures(gao.office, work, month="2026-06")
        assert [(each.name, each.quota, each.is_halved) for each in figures.short] == [
            ("张三", 2, True),
            ("李四", 4, False),
        ]
        assert await quota.standing(gao.office, work, person=zhang, month="2026-07") == (0, 4)
        await quota.keep_figures(gao.office, work, month="2026-06")
    # What was posted stays, also where the period is called off later.
    await do(gao, zhou, periods.press_call_off, rotation_id=1, is_sure=True, chat_id=DESK_CHAT)
    async with gao.database.work(now=at("2026-07-01 09:30:00")) as work:
        preview = await posts.compose_preview(gao.office, work, key="shortfall", period="2026-06")
        assert await quota.standing(gao.office, work, person=zhang, month="2026-06") == (0, 4)
    assert "1. 云茶镇 张三 0/2，差2条（跟班学习减半）" in preview[0]


async def test_forged_numbers_lead_nowhere(gao: County, zhang: Person, zhou: Person) -> None:
    await do(gao, zhou, rota.command, typed="", chat_id=DESK_CHAT)
    for act in (swaps.confirm, assessments.begin, assessments.show):
        with pytest.raises(NotFound):
            await do(gao, zhang, act, rotation_id=99)
    with pytest.raises(NotFound):
        await do(gao, zhang, swaps.agree, swap_id=99)


async def test_a_leader_reads_the_rota_and_a_partner_does_not(gao: County, places: None) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    partner = await gao.person("李记者", "县报社", role=Role.PARTNER, telegram_id=41)
    await do(gao, leader, rota.command, typed="")
    assert "本月起还没有安排" in (await newest(gao, 31)).text
    with pytest.raises(NotAllowed):
        await do(gao, partner, rota.command, typed="")


async def today_of(gao: County, who: Person) -> Shown:
    await do(gao, who, today.show)
    assert who.telegram_id is not None
    return await newest(gao, who.telegram_id)


async def test_today_says_what_is_to_be_confirmed_answered_and_assessed(
    gao: County, zhang: Person, li: Person, wang: Person, zhou: Person
) -> None:
    await swap_is_asked(gao, zhang, li, zhou)
    assert (
        "📚 待确认：跟班学习 6月29日—7月17日\n🔄 待答复：云茶镇 张三想与您换班"
        in (await today_of(gao, li)).text
    )
    await do(gao, wang, rota.command, typed="申请")
    asked = await today_of(gao, zhou)
    assert "📚 庆符镇 王五申请跟班学习。" in asked.text
    assert {"安排", "婉拒"} <= set(asked.labels)
    gao.clock.moment = at("2026-06-26 16:00:00")
    await tick(gao)
    owed = await today_of(gao, zhou)
    assert "📜 待写鉴定：云茶镇 张三" in owed.text
    await do(gao, zhou, assessments.take, rotation_id=1, said="学习认真，进步明显。")
    assert "待写鉴定" not in (await today_of(gao, zhou)).text


async def test_who_wants_no_reminders_of_training_keeps_the_question_and_the_desk_hears_all_the_same(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await plan(gao, zhou, "张三 2026-06-15 2026-06-26")
    await do(gao, zhang, wishes.press_switch, kind="rotation", is_on=False)
    gao.clock.moment = at("2026-06-05 12:00:00")
    await tick(gao)
    [asked] = [each for each in await shown(gao, 11) if "跟班学习：" in each.text]
    assert asked.labels == ["确认", "换班"]
    assert (await newest(gao, DESK_CHAT)).text.startswith("📚 跟班学习两个工作日未确认")


async def test_who_wants_no_reminders_of_training_is_asked_to_change_and_for_an_assessment_once(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    await swap_is_asked(gao, zhang, li, zhou)
    wang = await gao.person("王茗", "云茶镇", telegram_id=13)
    await plan(gao, zhou, "王茗 2026-06-03 2026-06-05 吴编")
    assert wang.id
    for who in (li, wu):
        await do(gao, who, wishes.press_switch, kind="rotation", is_on=False)
    for moment in ("2026-06-05 12:00:00", "2026-06-05 16:00:00", "2026-06-10 16:30:00"):
        gao.clock.moment = at(moment)
        await tick(gao)
    asked = [each for each in await shown(gao, 12) if "同意" in each.labels]
    assert len(asked) <= 1 and not any("🔔" in each.text for each in await shown(gao, 12))
    written = [each for each in await shown(gao, 22) if "写鉴定" in each.labels]
    assert len(written) == 1 and not any("🔔" in each.text for each in await shown(gao, 22))


async def test_who_is_suspended_swaps_with_nobody_and_who_is_removed_does_not_come(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=9)
    asked = await swap_is_asked(gao, zhang, li, zhou)
    await do(gao, boss, members.show_member, words="张三 停用")
    with pytest.raises(WrongState):
        await tap(gao, li, asked, "同意", swaps.agree)
    await tap(gao, li, (await shown(gao, 12))[0], "换班", swaps.choose, other_id=None)
    assert "张三" not in "".join((await newest(gao, 12)).labels)
    async with gao.database.work(now=gao.clock.now()) as work:
        assert await rota.week_lines(gao.office, work, gao.office.texts(None), "2026-W23") == []
    await do(gao, boss, members.press_member, person_id=zhang.id, what="remove", value=None, is_sure=True)
    states = [row[2] for row in await rows_of(gao.database, HELD)]
    assert states == ["called_off", "planned"]
    assert "张三的跟班学习" in (await newest(gao, DESK_CHAT)).text
    assert "张三的跟班学习" in (await newest(gao, 21)).text, "the mentor"
