"""Quiet hours, switches and deputies at the desk: what waits, what never comes, what a deputy sees and may do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import to_ms
from bot.desk import today
from bot.desk.common import by_name, reminders
from bot.desk.common.slots import Slot, slot_name
from bot.desk.demands import bookings, cards, commissions, proposals
from bot.desk.items import revisions
from bot.desk.people import deputies, deputy_days, members, wishes
from bot.desk.planning import publishing
from bot.errors import BadInput, DeskError, NotAllowed
from bot.model import ItemState, Message, Person, PlaceKind, Reminder, Role
from bot.rules.quiet import waits_until
from bot.views.common.callbacks import parse
from tests.support.county import DESK_CHAT, SHANGHAI, WORK_CHAT, County, at, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import Shown, audit, commission, deliver, do, shown, tap, texts_to

NIGHT = "2026-06-03 23:00"


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


async def zhang_of(gao: County) -> Person:
    return await gao.person("张三", "云茶镇", telegram_id=11)


async def li_of(gao: County, unit: str = "金竹镇") -> Person:
    return await gao.person("李四", unit, telegram_id=12)


async def remind(gao: County, who: Person, words: str, **how: Any) -> bool:
    async with gao.database.work(now=gao.clock.now()) as work:
        how = {"kind": Reminder.DEADLINE, **how}
        return await reminders.remind(gao.office, work, who, Message(words), **how)


async def tell(gao: County, who: Person, words: str, **how: Any) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await by_name.tell(gao.office, work, who, Message(words), **how)


async def quiet(gao: County, who: Person, typed: str) -> None:
    await do(gao, who, wishes.set_quiet, typed=typed)


async def deputy(gao: County, who: Person, typed: str) -> None:
    await do(gao, who, deputies.command, typed=typed)


async def tick(gao: County) -> None:
    for step in (reminders.keep_quiet, deputy_days.mind):
        async with gao.database.work(now=gao.clock.now()) as work:
            await step(gao.office, work)


async def newest(gao: County, chat_id: int) -> Shown:
    return (await shown(gao, chat_id))[-1]


async def standing(gao: County, chat_id: int) -> list[str]:
    return [each.text for each in await shown(gao, chat_id)]


# --- quiet hours ------------------------------------------------------------------------------------------


async def test_a_reminder_waits_for_the_morning_and_what_is_addressed_by_name_does_not(gao: County) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "22:00-7:00")
    gao.clock.moment = at(NIGHT)
    assert await remind(gao, zhang, "提醒")
    await tell(gao, zhang, "点名")
    assert (await standing(gao, 11))[1:] == ["点名"]
    gao.clock.moment = at("2026-06-04 06:59")
    assert (await standing(gao, 11))[1:] == ["点名"]
    gao.clock.moment = at("2026-06-04 07:00")
    assert (await standing(gao, 11))[1:] == ["点名", "提醒"]


async def test_what_is_done_by_the_morning_is_not_reminded_of(gao: County) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "22:00-7:00")
    gao.clock.moment, slot = at(NIGHT), slot_name(Slot.DUE, 1)
    await remind(gao, zhang, "提醒一", slot=slot)
    await remind(gao, zhang, "提醒二", slot=slot)
    await remind(gao, zhang, "另一件", slot=slot_name(Slot.DUE, 2))
    async with gao.database.work(now=gao.clock.now()) as work:
        await reminders.withdraw(work, zhang, slot_name(Slot.DUE, 2))
    gao.clock.moment = at("2026-06-04 07:00")
    assert (await standing(gao, 11))[1:] == ["提醒二"]


async def test_a_reminder_that_comes_late_waits_too(gao: County) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "22:00-7:00")
    gao.clock.moment = at("2026-06-03 21:50")
    await deliver(gao)
    await remind(gao, zhang, "提醒")
    gao.clock.moment = at(NIGHT)  # the bot was down meanwhile
    await tick(gao)
    assert len(await standing(gao, 11)) == 1
    gao.clock.moment = at("2026-06-04 07:00")
    assert (await standing(gao, 11))[1:] == ["提醒"]


async def test_without_quiet_hours_any_more_what_waited_comes_at_once(gao: County) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "22:00-7:00")
    gao.clock.moment = at(NIGHT)
    await remind(gao, zhang, "提醒")
    await quiet(gao, zhang, "关")
    texts = await standing(gao, 11)
    off = next(text for text in reversed(texts) if "已关闭免打扰。" in text)
    assert "提醒" in texts and "私聊提醒随时送达。" in off and "时段内" not in off


async def test_the_bare_command_shows_what_holds_with_the_usual_choices(gao: County) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "")
    first = await newest(gao, 11)
    assert first.text.startswith("目前没有设免打扰时段。")
    assert first.labels == ["22:00–7:00", "21:00–7:30", "18:00–8:30", "✓ 关"]
    press = parse(first.buttons["22:00–7:00"])
    toast = await do(gao, zhang, wishes.press_quiet, begins=press.number(), ends=press.number(1))
    assert toast.text == "免打扰：22:00至次日7:00。"
    (now,) = await shown(gao, 11)
    assert now.text.startswith("<b>免打扰：22:00至次日7:00</b>") and now.labels[0] == "✓ 22:00–7:00"


async def test_a_whole_day_is_refused_and_nothing_changes(gao: County) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "22-7")
    with pytest.raises(BadInput, match="whole day"):
        await quiet(gao, zhang, "0:00-24:00")
    assert (await gao.database.current_directory()).quiet[zhang.id].begins == 22 * 60


async def test_what_is_kept_and_put_off_is_the_same_on_either_database(home: Home) -> None:
    async with county(home, now=NIGHT) as gao:
        zhang, li = await zhang_of(gao), await li_of(gao)
        await quiet(gao, zhang, "22:00-7:00")
        await do(gao, zhang, wishes.press_switch, kind="quota", is_on=False)
        await deputy(gao, zhang, "李四 今天 6月4日")
        slot = slot_name(Slot.DUE, 1)
        await remind(gao, zhang, "提醒", slot=slot)
        assert not await remind(gao, zhang, "月任务", kind=Reminder.QUOTA)
        await tell(gao, zhang, "点名", slot=slot_name(Slot.COMMENT, 1))
        await tick(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            posts = await work.outbox.posts(slot_name(Slot.COMMENT, 1))
            assert [(post.chat_id, post.slot) for post in posts] == [
                (11, "comment:1"),
                (12, f"comment:1@{zhang.id}"),
            ]
        sql = "SELECT send_at FROM outbox WHERE state = 'queued' AND about = 'reminder:deadline'"
        assert [row[0] for row in await rows_of(gao.database, sql)] == [to_ms(at("2026-06-04 07:00"))]
        await quiet(gao, zhang, "关")
        assert [row[0] for row in await rows_of(gao.database, sql)] == [to_ms(gao.clock.moment)]
        await deputy(gao, li, "取消")
        sql = "SELECT slot FROM posts WHERE chat_id = 12 AND slot LIKE 'comment:1@%'"
        assert ["#" in row[0] for row in await rows_of(gao.database, sql)] == [True]


# --- switches ---------------------------------------------------------------------------------------------


async def test_a_switch_stops_its_kind_alone_also_what_waits_and_on_again_brings_the_next(
    gao: County,
) -> None:
    zhang = await zhang_of(gao)
    await quiet(gao, zhang, "22:00-7:00")
    gao.clock.moment = at(NIGHT)
    await remind(gao, zhang, "到期")
    await remind(gao, zhang, "月任务", kind=Reminder.QUOTA)
    await do(gao, zhang, wishes.show_switches)
    message = await newest(gao, 11)
    assert "全部开启" in message.text and "以下不能关闭：紧急事项" in message.text
    assert message.labels[:2] == ["🔔 月任务提醒", "🔔 约稿、预约到期"]
    press = parse(message.buttons["🔔 约稿、预约到期"])
    await do(gao, zhang, wishes.press_switch, kind=press.word(0), is_on=press.word(1) == "on")
    assert (await newest(gao, 11)).labels[:2] == ["🔔 月任务提醒", "🔕 约稿、预约到期"]
    assert not await remind(gao, zhang, "又到期")
    gao.clock.moment = at("2026-06-04 07:00")
    assert (await standing(gao, 11))[-1] == "月任务"
    await do(gao, zhang, wishes.press_switch, kind="deadline", is_on=True)
    assert await remind(gao, zhang, "再到期")


async def test_a_leader_has_a_leaders_switches(gao: County) -> None:
    leader = await gao.person("刘县长", "县政府", role=Role.LEADER, telegram_id=31)
    await do(gao, leader, wishes.show_switches)
    labels = (await newest(gao, 31)).labels
    assert "🔔 每周信息摘要" in labels and "🔔 月任务提醒" not in labels
    with pytest.raises(BadInput):
        await do(gao, leader, wishes.press_switch, kind="quota", is_on=False)


# --- deputies ---------------------------------------------------------------------------------------------


async def test_namesakes_among_the_colleagues_are_told_apart_on_the_buttons(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    for telegram_id in (12, 13):
        await gao.person("王茗", "云茶镇", telegram_id=telegram_id)
    await gao.person("李四", "云茶镇", telegram_id=14)
    await deputy(gao, zhang, "")
    labels = (await newest(gao, 11)).labels
    assert "请 李四 代理" in labels
    assert len({label for label in labels if "王茗" in label and "账号尾号" in label}) == 2


async def test_a_deputy_is_told_gets_copies_in_that_time_alone_and_hears_when_it_is_over(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    await deputy(gao, zhang, "李四 6月4日 6月5日")
    assert (await newest(gao, 11)).text.startswith("已设定：6月4日至6月5日由金竹镇 李四代理您。")
    assert (await newest(gao, 12)).text.startswith("<b>6月4日至6月5日由您代理云茶镇 张三。</b>")
    assert (await newest(gao, 12)).labels == ["不便代理"]
    await tell(gao, zhang, "之前")
    gao.clock.moment = at("2026-06-04 00:01")
    await tick(gao)
    await tell(gao, zhang, "期间")
    assert (await standing(gao, 12))[1:] == ["<b>【代 云茶镇 张三】</b>\n期间"], (
        "no begin is told at midnight"
    )
    gao.clock.moment = at("2026-06-04 09:00")
    await tick(gao)
    assert (await newest(gao, 12)).text == "今天起至6月5日，由您代理云茶镇 张三。对方的待办见 /today"
    gao.clock.moment = at("2026-06-06 00:00")
    await tick(gao)
    await tell(gao, zhang, "之后")
    gao.clock.moment = at("2026-06-06 09:00")
    assert (await newest(gao, 12)).text == "您代理云茶镇 张三的期限已到，代理结束。辛苦了！"
    assert {"期间", "之后", "金竹镇 李四代理您的期限已到，代理结束。"} <= set(await standing(gao, 11))
    assert not [text for text in await texts_to(gao, 12) if "之前" in text or "之后" in text]
    assert li.id != zhang.id


async def test_a_commission_is_accepted_by_the_deputy_for_the_person_and_both_are_on_record(
    gao: County,
) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    await deputy(gao, zhang, "李四 今天 6月5日")
    demand = await commission(gao, zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        (booking,) = await work.demands.bookings(demand)
        await cards.ask_unit(gao.office, work, await cards.get_demand(work, demand), booking)
    copy = await newest(gao, 12)
    assert copy.text.startswith("<b>【代 云茶镇 张三】</b>\n") and copy.labels == ["接受", "说明困难"]
    await tap(gao, li, copy, "接受", bookings.press_take)
    (booking,) = await gao.database.reads.demands.bookings(demand)
    assert (booking.state.value, booking.person) == ("booked", "张三")
    (entry,) = [e for e in await gao.database.reads.trail.of("booking", booking.id) if e.step == "accept"]
    assert entry.person == "李四" and json.loads(entry.after or "{}")["for"] == "张三"
    texts = await standing(gao, 11)
    assert any(text.startswith("李四已代您办理：接受T1") for text in texts)
    after = [each for each in await shown(gao, 12) if each.message_id == copy.message_id]
    assert after[0].text.startswith("<b>【代 云茶镇 张三】</b>\n") and after[0].labels == []


async def test_a_deputys_rights_end_with_the_time_for_old_buttons_too(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    await deputy(gao, zhang, "李四 今天 6月4日")
    demand = await commission(gao, zhang)
    (booking,) = await gao.database.reads.demands.bookings(demand)
    gao.clock.moment = at("2026-06-05 00:00")
    with pytest.raises(NotAllowed):
        await do(gao, li, bookings.press_take, booking_id=booking.id)
    with pytest.raises(NotAllowed):
        await do(gao, li, commissions.press_decline, booking_id=booking.id)
    assert await audit(gao, "booking", booking.id) == []


async def test_a_returned_item_is_revised_by_the_deputy_and_only_in_the_time(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    item = await gao.item(zhang, state=ItemState.RETURNED, reason="incomplete")
    with pytest.raises(DeskError):
        await do(gao, li, revisions.begin_by_button, item_id=item)
    await deputy(gao, zhang, "李四 今天 6月4日")
    await do(gao, li, revisions.begin_by_button, item_id=item)
    assert "2026-0001" in (await newest(gao, 12)).text


async def test_what_overlaps_is_replaced_only_on_a_yes(gao: County) -> None:
    zhang, _ = await zhang_of(gao), await li_of(gao)
    wang = await gao.person("王五", "云茶镇", telegram_id=13)
    await deputy(gao, zhang, "李四 6月8日 6月10日")
    await deputy(gao, zhang, "王五 6月8日 6月12日")
    question = await newest(gao, 11)
    assert question.text == (
        "6月8日至6月10日已由李四代理。\n是否改由王五代理（6月8日至6月12日）？\n原由李四代理的安排随即取消。"
    )
    await press_yes(gao, zhang)
    (held,) = (await gao.database.current_directory()).deputies
    assert held.deputy_id == wang.id
    assert "已由张三取消" in (await newest(gao, 12)).text


async def press_yes(gao: County, who: Person) -> None:
    press = parse((await newest(gao, who.telegram_id or 0)).buttons["更换"])
    await do(
        gao,
        who,
        deputies.press_set,
        person_id=press.number(),
        deputy_id=press.number(1),
        first=press.word(2),
        last=press.word(3),
        is_sure=press.word(4) == "yes",
    )


async def test_the_present_deputy_stays_until_the_next_begins_and_comes_back_after_them(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    wang = await gao.person("王五", "云茶镇", telegram_id=13)
    await deputy(gao, zhang, "李四 今天 6月30日")
    await deputy(gao, zhang, "王五 6月8日 6月12日")
    question = await newest(gao, 11)
    assert question.text == (
        "6月3日至6月30日已由李四代理。\n是否改由王五代理（6月8日至6月12日）？\n"
        "李四的代理相应调整为6月3日至6月7日、6月13日至6月30日。"
    )
    await press_yes(gao, zhang)
    assert (await newest(gao, 12)).text == (
        "您代理云茶镇 张三的日期调整为6月3日至6月7日、6月13日至6月30日（张三调整），其余日期另有代理人。"
    )
    for day, who in (("03", li), ("07", li), ("08", wang), ("12", wang), ("13", li), ("30", li)):
        gao.clock.moment = at(f"2026-06-{day} 12:00")
        await tick(gao)
        stands = (await gao.database.current_directory()).deputy_of(zhang.id, gao.clock.moment)
        assert stands is not None and stands.id == who.id, day


async def test_longer_days_of_the_same_deputy_are_no_end_of_the_present_ones(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    await deputy(gao, zhang, "李四 今天 6月5日")
    await deputy(gao, zhang, "李四 6月5日 6月9日")
    await press_yes(gao, zhang)
    for day in ("04", "05", "09"):
        gao.clock.moment = at(f"2026-06-{day} 09:30")
        await tick(gao)
        stands = (await gao.database.current_directory()).deputy_of(zhang.id, gao.clock.moment)
        assert stands is not None and stands.id == li.id, day
    assert not any("代理结束" in text for text in await texts_to(gao, 12))


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("张三 6月4日 6月5日", "themselves"),
        ("李四 5月1日 5月2日", "have passed"),
        ("李四 6月4日 2028-06-05", "a year"),
        ("周领导 6月4日 6月5日", "called"),
    ],
)
async def test_what_cannot_be_set_says_why(gao: County, typed: str, error: str) -> None:
    zhang, _ = await zhang_of(gao), await li_of(gao)
    with pytest.raises(DeskError, match=error):
        await deputy(gao, zhang, typed)
    assert (await gao.database.current_directory()).deputies == ()


async def test_a_name_that_is_not_exact_is_asked_about_and_one_day_too(gao: County) -> None:
    zhang, _ = await zhang_of(gao), await li_of(gao)
    await deputy(gao, zhang, "李寺 6月4日 6月5日")
    assert (await newest(gao, 11)).labels == ["金竹镇 李四"]
    await deputy(gao, zhang, "李四 6月5日")
    assert (await newest(gao, 11)).labels == ["仅6月5日当天", "今天至6月5日"]
    await deputy(gao, zhang, "李四")
    assert (await newest(gao, 11)).labels == ["仅今天", "3天", "1周", "2周", "仅明天", "下周"]


async def test_an_administrator_sets_it_for_another_and_nobody_else_does(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    admin = await gao.person("黄主任", "县政府办", role=Role.ADMIN, telegram_id=21)
    with pytest.raises(NotAllowed):
        await deputy(gao, li, "张三 李四 6月4日 6月5日")
    await deputy(gao, admin, "张三 李四 6月4日 6月5日")
    assert (await newest(gao, 21)).text.startswith("已设定：6月4日至6月5日由金竹镇 李四代理张三。")
    assert (
        "（黄主任设定）" in (await newest(gao, 11)).text and "（黄主任设定）" in (await newest(gao, 12)).text
    )
    assert zhang.id in {each.person_id for each in (await gao.database.current_directory()).deputies}


async def test_the_list_ends_it_and_brings_it_back(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao, unit="云茶镇")
    await deputy(gao, zhang, "李四 6月4日 6月5日")
    await deputy(gao, zhang, "")
    listed = await newest(gao, 11)
    assert "代我：云茶镇 李四，6月4日至6月5日（尚未开始）" in listed.text
    assert listed.labels == ["取消 李四（6月4日至6月5日）", "请 李四 代理"]
    number = parse(listed.buttons["取消 李四（6月4日至6月5日）"]).number()
    await do(gao, zhang, deputies.press_end, deputy_id=number)
    assert (await newest(gao, 11)).labels == ["恢复"]
    assert "已由张三取消" in (await newest(gao, 12)).text
    await deputy(gao, li, "")
    assert "目前没有人代您。" in (await newest(gao, 12)).text


# --- /today -----------------------------------------------------------------------------------------------


async def test_today_numbers_lines_whose_buttons_would_read_the_same(gao: County) -> None:
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    head = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    for said in ("关注春茶收购价", "关注汛期值班"):
        await do(gao, head, proposals.propose, text=said)
    await do(gao, editor, today.show)
    told = await newest(gao, 21)
    assert (
        "① ⭐ 县政府 张县长交办：关注春茶收购价" in told.text
        and "② ⭐ 县政府 张县长交办：关注汛期值班" in told.text
    )
    assert told.labels == [
        f"{mark} {label}" for mark in "①②" for label in ("转为选题", "约稿", "列入要点", "搁置", "回复领导")
    ] + ["刷新"]


async def test_today_shows_a_reporter_the_months_key_points_until_they_are_read(gao: County) -> None:
    zhang = await zhang_of(gao)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.keypoints.publish("2026-06", by=zhang.id, now=work.now)
    await do(gao, zhang, today.show)
    told = await newest(gao, 11)
    assert "🧭 6月信息要点未阅：/keypoints" in told.text and "已阅" in told.labels
    await do(gao, zhang, publishing.press_read, month="2026-06")
    await do(gao, zhang, today.show)
    assert "信息要点未阅" not in (await newest(gao, 11)).text


async def test_today_shows_a_reporter_what_waits_and_a_deputy_what_waits_for_the_person(gao: County) -> None:
    zhang, li = await zhang_of(gao), await li_of(gao)
    await gao.item(zhang, state=ItemState.RETURNED, reason="incomplete")
    await commission(gao, zhang)
    await do(gao, zhang, today.show)
    own = await newest(gao, 11)
    assert own.text.split("\n") == [
        "<b>今日待办 · 6月3日 周三</b>",
        "↩️ 退回待改：2026-0001 标题",
        "📨 约稿待答复：T1 专报，6月12日（周五）17:30截止",
        "📝 6月任务：0/4条，还差4条",
    ]
    assert own.labels == ["修改 2026-0001", "接受 T1", "说明困难", "刷新"]
    await deputy(gao, zhang, "李四 今天 6月4日")
    await do(gao, li, today.show)
    copy = await newest(gao, 12)
    assert copy.text.split("\n")[1:] == [
        "📝 6月任务：0/4条，还差4条",
        "",
        "<b>代 云茶镇 张三 办</b>",
        "↩️ 退回待改：2026-0001 标题",
        "📨 约稿待答复：T1 专报，6月12日（周五）17:30截止",
    ]


async def test_today_without_anything_is_one_friendly_line(gao: County) -> None:
    leader = await gao.person("刘县长", "县政府", role=Role.LEADER, telegram_id=31)
    await do(gao, leader, today.show)
    assert (await newest(gao, 31)).text == "<b>今日待办 · 6月3日 周三</b>\n暂无待办事项。您辛苦了！"


async def test_today_shows_the_desk_what_is_to_be_decided(gao: County) -> None:
    zhang = await zhang_of(gao)
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=22)
    await gao.item(zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.add_proposal(zhang.id, text="关注春茶价格", now=work.now)
    await do(gao, editor, today.show)
    message = await newest(gao, 22)
    assert "💡 云茶镇 张三建议选题：关注春茶价格" in message.text
    assert message.labels == ["2026-0001", "转为选题", "约稿", "列入要点", "搁置", "刷新"]


# --- what always holds ------------------------------------------------------------------------------------

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["remind", "tell", "quiet", "loud", "off", "on", "deputy", "end", "open"]),
        st.integers(0, 1),
        st.integers(1, 700),
    ),
    max_size=14,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
async def test_no_reminder_in_quiet_hours_or_switched_off_and_no_copy_out_of_the_deputys_time(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    async with county(Path(tmp_path_factory.mktemp("county")), now="2026-06-03 20:00") as gao:
        people = [await zhang_of(gao), await li_of(gao)]
        accounts = {11: people[0], 12: people[1]}
        seen: set[int] = set()
        for what, which, minutes in steps:
            who, other = people[which], people[1 - which]
            if what == "remind":
                await remind(gao, who, "提醒")
            elif what == "tell":
                await tell(gao, who, "点名", slot=slot_name(Slot.DUE, minutes))
            elif what in ("quiet", "loud"):
                await quiet(gao, who, "22:00-7:00" if what == "quiet" else "关")
            elif what in ("off", "on"):
                await do(gao, who, wishes.press_switch, kind="deadline", is_on=what == "on")
            elif what == "deputy":
                with suppress(DeskError):  # it is set already
                    await deputy(gao, who, f"{other.name} 今天 今天")
            elif what == "end":
                await deputy(gao, who, "取消")
            end = gao.clock.moment + timedelta(minutes=minutes)
            while gao.clock.moment < end:
                gao.clock.moment = min(end, gao.clock.moment + timedelta(minutes=30))
                await tick(gao)
                await _leave_and_look(gao, accounts, seen)


async def _leave_and_look(gao: County, accounts: dict[int, Person], seen: set[int]) -> None:
    """Everything due leaves now; what has left by it must have been let."""
    await deliver(gao)
    directory, now = await gao.database.current_directory(), gao.clock.moment
    rows = await rows_of(
        gao.database, "SELECT id, chat_id, about FROM outbox WHERE state = 'sent' AND about IS NOT NULL"
    )
    for row_id, chat_id, about in rows:
        if row_id in seen:
            continue
        seen.add(row_id)
        person = accounts[chat_id]
        if about.startswith("reminder:"):
            assert waits_until(directory.quiet.get(person.id), now, zone=SHANGHAI) is None
            assert directory.wants(person.id, Reminder(about.partition(":")[2]))
        if about.startswith("copy:"):
            deputy = directory.deputy_of(int(about.partition(":")[2]), now)
            assert deputy is not None and deputy.id == person.id


async def test_who_is_suspended_or_sees_less_stands_in_no_more_and_the_other_one_hears(gao: County) -> None:
    """The list showed a deputy who got nothing, and nobody had said so."""
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=9)
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
    await deputy(gao, zhou, "吴编 2026-06-03 2026-06-12")
    await do(gao, boss, members.show_member, words="吴编 停用")
    assert (await texts_to(gao, 21))[-1] == (
        "信息中心 吴编已停用、移出名册或职务有变，不再代理您（6月3日至6月12日）。另行指定：/deputy"
    )
    await do(gao, boss, members.show_member, words="吴编 恢复")
    async with gao.database.work(now=gao.clock.now()) as work:
        assert work.directory.deputy_of(zhou.id, work.now) is None, "it is set anew, or not at all"
    await deputy(gao, zhou, "吴编 2026-06-04 2026-06-12")
    await do(gao, boss, members.show_member, words="周编 移除")
    card = (await shown(gao, 9))[-1]
    await do(gao, boss, members.press_member, person_id=zhou.id, what="remove", value=None, is_sure=True)
    assert card.labels == ["确认移除", "返回"]
    assert "信息中心 周编已停用、移出名册或职务有变，您不再代理" in (await texts_to(gao, 22))[-1]
    async with gao.database.work(now=gao.clock.now()) as work:
        assert work.directory.deputies == () and work.directory.stood_for(wu.id, work.now) == []
