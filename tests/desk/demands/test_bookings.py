from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import forms, talk
from bot.desk.common.office import Toast
from bot.desk.demands import bookings as demand_bookings
from bot.desk.demands import changes, commissions, deadlines, lists, offers
from bot.desk.items import submissions, wiping
from bot.desk.people import deputies
from bot.errors import BadInput, NotAllowed, NotFound, Refusal, WrongState
from bot.model import (
    Blocked,
    Booking,
    BookingState,
    DemandState,
    DraftKind,
    Person,
    PersonState,
    PlaceKind,
    Role,
    Subject,
)
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import (
    DUE,
    audit,
    commission,
    do,
    last_labels,
    mark,
    press,
    scene_of,
    states,
    texts_to,
)

NOW = "2026-06-03 12:00"  # a Wednesday


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    async with county(home, now=NOW) as place:
        await place.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


async def reporters(gao: County, *units: str) -> list[Person]:
    return [await gao.person(f"{unit[0]}某", unit, telegram_id=100 + n) for n, unit in enumerate(units, 1)]


async def test_a_booking_is_stored_recorded_and_confirmed_in_private(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    demand = await gao.demand("早茶", due=DUE)
    toast = await press(gao, wang, demand)
    assert toast == Toast("已为云茶镇预约 T1，截止6月12日（周五）17:30。")
    (made,) = await gao.database.reads.demands.bookings(demand)
    assert (made.unit, made.person, made.state) == ("云茶镇", "云某", BookingState.BOOKED)
    assert await audit(gao, "booking", made.id) == ["book"]
    (card,) = await texts_to(gao, 101)
    assert "截止：6月12日（周五）17:30" in card
    assert await last_labels(gao, 101) == ["交稿", "取消预约"]


async def test_pressing_again_offers_to_cancel_and_changes_nothing(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    demand = await gao.demand("早茶", due=DUE, slots=2)
    await press(gao, wang, demand)
    before = await gao.database.reads.demands.bookings(demand)
    toast = await press(gao, wang, demand)
    assert toast.alert and "取消预约" in toast.text
    assert await gao.database.reads.demands.bookings(demand) == before
    assert await last_labels(gao, 101) == ["交稿", "取消预约"]


async def test_a_colleague_is_told_who_has_it(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    colleague = await gao.person("李某", "云茶镇", telegram_id=150)
    demand = await gao.demand("早茶", due=DUE, slots=2)
    await press(gao, wang, demand)
    toast = await press(gao, colleague, demand)
    assert toast == Toast("云茶镇已由云某预约 T1，不必重复。", alert=True)
    assert await states(gao, demand) == [("云茶镇", "booked")]


async def test_full_offers_the_waiting_list_in_private(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    toast = await press(gao, zhao, demand)
    assert toast.alert and "名额已满" in toast.text
    assert await last_labels(gao, 102) == ["候补"]
    assert await states(gao, demand) == [("云茶镇", "booked")]
    assert await press(gao, zhao, demand, queue=True) == Toast("柏溪镇已列入 T1 候补，第 1 位。")
    assert (await press(gao, zhao, demand, queue=True)).alert
    assert await states(gao, demand) == [("云茶镇", "booked"), ("柏溪镇", "queued")]


async def test_who_has_not_opened_the_private_chat_hears_it_in_the_alert(gao: County) -> None:
    zhao = await gao.person("赵某", "柏溪镇", telegram_id=160, is_open=False)
    demand = await gao.demand("早茶", due=DUE)
    toast = await press(gao, zhao, demand)
    assert toast.alert and toast.text.startswith("已为柏溪镇预约 T1") and "私聊" in toast.text
    rows = await rows_of(gao.database, "SELECT state FROM outbox WHERE chat_id = 160")
    assert [row[0] for row in rows] == ["waiting"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.LEADER, Role.PARTNER])
async def test_only_reporters_book(gao: County, role: Role) -> None:
    other = await gao.person("外人", "电视台", role=role, telegram_id=170)
    demand = await gao.demand("早茶", due=DUE)
    with pytest.raises(NotAllowed):
        await press(gao, other, demand)
    assert await states(gao, demand) == []


async def test_strangers_suspended_overdue_and_closed_change_nothing(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    gone = await gao.person("孙某", "云茶镇", telegram_id=180, state=PersonState.SUSPENDED)
    demand = await gao.demand("早茶", due=DUE)
    with pytest.raises(NotAllowed, match="have not joined"):
        await press(gao, 999, demand)
    with pytest.raises(NotAllowed, match="not joined"):
        await press(gao, gone, demand)
    gao.clock.moment = at("2026-06-12 17:31")
    assert "逾期" in (await press(gao, wang, demand)).text
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.set_state(demand, DemandState.CLOSED)
    assert "已关闭" in (await press(gao, wang, demand)).text
    with pytest.raises(NotFound):
        await press(gao, wang, 99)
    assert await states(gao, demand) == []
    assert await gao.sent() == []


async def test_giving_back_asks_the_first_in_line_and_keeps_the_slot(gao: County) -> None:
    wang, zhao, qian = await reporters(gao, "云茶镇", "柏溪镇", "南岸镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await press(gao, zhao, demand, queue=True)
    await press(gao, qian, demand, queue=True)
    toast = await do(gao, wang, demand_bookings.press_unbook, demand_id=demand)
    assert "已取消" in toast.text
    assert await states(gao, demand) == [("云茶镇", "cancelled"), ("柏溪镇", "offered"), ("南岸镇", "queued")]
    assert await last_labels(gao, 102) == ["接受", "放弃"]
    assert "16:00" in (await texts_to(gao, 102))[-1]  # four hours from noon
    # The slot is kept: nobody else gets it meanwhile, not even who gave it back.
    assert "名额已满" in (await press(gao, wang, demand)).text
    offered = (await gao.database.reads.demands.bookings(demand))[1]
    assert (await do(gao, zhao, demand_bookings.press_take, booking_id=offered.id)).text.startswith(
        "已为柏溪镇预约"
    )
    assert dict(await states(gao, demand)) == {"云茶镇": "cancelled", "柏溪镇": "booked", "南岸镇": "queued"}


async def test_an_offer_left_goes_to_the_next_and_is_free_where_nobody_waits(gao: County) -> None:
    wang, zhao, qian = await reporters(gao, "云茶镇", "柏溪镇", "南岸镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    for each in (zhao, qian):
        await press(gao, each, demand, queue=True)
    await do(gao, wang, demand_bookings.press_unbook, demand_id=demand)
    said = []
    for place, each in enumerate((zhao, qian), start=1):
        offered = (await gao.database.reads.demands.bookings(demand))[place]
        said.append((await do(gao, each, offers.leave, booking_id=offered.id)).text)
    assert said == [
        f"已放弃 T{demand} 的名额，将转给下一位。",
        f"已放弃 T{demand} 的名额，名额已空出，可供预约。",
    ]


async def test_an_offer_left_or_not_answered_goes_to_the_next(gao: County) -> None:
    wang, zhao, qian = await reporters(gao, "云茶镇", "柏溪镇", "南岸镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await press(gao, zhao, demand, queue=True)
    await press(gao, qian, demand, queue=True)
    await do(gao, wang, demand_bookings.press_unbook, demand_id=demand)
    offered = (await gao.database.reads.demands.bookings(demand))[1]
    gao.clock.moment += timedelta(hours=4)
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_demands(gao.office, work)
    assert dict(await states(gao, demand)) == {
        "云茶镇": "cancelled",
        "柏溪镇": "cancelled",
        "南岸镇": "offered",
    }
    assert "答复时间已过" in (await texts_to(gao, 102))[-1]
    assert (await do(gao, zhao, demand_bookings.press_take, booking_id=offered.id)).alert
    passed = next(b for b in await gao.database.reads.demands.bookings(demand) if b.state == "offered")
    with pytest.raises(NotAllowed):
        await do(gao, zhao, offers.leave, booking_id=passed.id)
    await do(gao, qian, offers.leave, booking_id=passed.id)
    assert dict(await states(gao, demand)) == {
        "云茶镇": "cancelled",
        "柏溪镇": "cancelled",
        "南岸镇": "cancelled",
    }
    assert (await press(gao, wang, demand)).text.startswith("已为云茶镇预约")


async def test_a_late_answer_to_an_offer_does_not_take_the_slot(gao: County) -> None:
    wang, zhao, qian = await reporters(gao, "云茶镇", "柏溪镇", "南岸镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    for who in (zhao, qian):
        await press(gao, who, demand, queue=True)
    await do(gao, wang, demand_bookings.press_unbook, demand_id=demand)
    offered = (await gao.database.reads.demands.bookings(demand))[1]
    gao.clock.moment += timedelta(hours=4)  # no tick has come in between
    assert (await do(gao, zhao, demand_bookings.press_take, booking_id=offered.id)).alert
    assert dict(await states(gao, demand)) == {
        "云茶镇": "cancelled",
        "柏溪镇": "cancelled",
        "南岸镇": "offered",
    }


async def test_who_waits_and_has_left_is_passed_over(gao: County) -> None:
    wang, zhao, qian = await reporters(gao, "云茶镇", "柏溪镇", "南岸镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    for who in (zhao, qian):
        await press(gao, who, demand, queue=True)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhao, state=PersonState.REMOVED))
        await work.refresh_directory()
    await do(gao, wang, demand_bookings.press_unbook, demand_id=demand)
    assert dict(await states(gao, demand)) == {
        "云茶镇": "cancelled",
        "柏溪镇": "cancelled",
        "南岸镇": "offered",
    }


async def test_giving_back_by_a_colleague_is_told_to_the_booker(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    colleague = await gao.person("李某", "云茶镇", telegram_id=150)
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await do(gao, colleague, demand_bookings.unbook_number, text="T1")
    assert await states(gao, demand) == [("云茶镇", "cancelled")]
    assert "由李某取消" in (await texts_to(gao, 101))[-1]


async def test_what_cannot_be_given_back(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    with pytest.raises(NotFound):
        await do(gao, zhao, demand_bookings.press_unbook, demand_id=demand)
    with pytest.raises(BadInput):
        await do(gao, zhao, demand_bookings.unbook_number, text="十二")
    gao.clock.moment = at("2026-06-12 18:00")
    with pytest.raises(WrongState):
        await do(gao, wang, demand_bookings.press_unbook, demand_id=demand)
    assert await states(gao, demand) == [("云茶镇", "booked")]


async def test_a_commission_is_accepted_by_its_own_unit_alone(gao: County) -> None:
    wang, zhao, qian = await reporters(gao, "云茶镇", "柏溪镇", "南岸镇")
    demand = await commission(gao, wang, zhao)
    asked = (await gao.database.reads.demands.bookings(demand))[0]
    toast = await press(gao, qian, demand)
    assert toast == Toast("T1 是向云茶镇、柏溪镇的约稿，其他单位不能预约；未作改动。", alert=True)
    with pytest.raises(NotAllowed):
        await do(gao, qian, demand_bookings.press_take, booking_id=asked.id)
    assert (await do(gao, wang, demand_bookings.press_take, booking_id=asked.id)).text.startswith(
        "已为云茶镇预约"
    )
    assert (await press(gao, zhao, demand)).text.startswith("已为柏溪镇预约")
    assert sorted(await states(gao, demand)) == [("云茶镇", "booked"), ("柏溪镇", "booked")]
    assert await audit(gao, "booking", asked.id) == ["accept"]


async def decline(gao: County, who: Person, asked: int, words: str) -> None:
    await do(gao, who, commissions.press_decline, booking_id=asked)
    assert who.telegram_id is not None
    (draft,) = await gao.database.reads.drafts.of(who.telegram_id)
    assert draft.kind is DraftKind.DIFFICULTY
    async with gao.database.work(now=gao.clock.now()) as work:
        await commissions.take_difficulty(gao.office, work, scene_of(gao, work, who, words), draft)


async def test_a_difficulty_is_passed_to_the_desk_with_who_else_could_take_it(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await commission(gao, wang, zhao)
    first, second = await gao.database.reads.demands.bookings(demand)
    with pytest.raises(BadInput):
        await decline(gao, wang, first.id, "忙")
    assert (await states(gao, demand))[0] == ("云茶镇", "asked")
    await decline(gao, wang, first.id, "人手不足，<正在>防汛")
    told = (await texts_to(gao, DESK_CHAT))[-1]
    assert told.split("\n")[:3] == [
        "⚠️ <b>T1</b> 专报 待另行安排",
        "云茶镇 云某：说明困难（人手不足，&lt;正在&gt;防汛）",
        "柏溪镇：待答复",
    ]
    assert await gao.database.reads.drafts.of(101) == []
    await decline(gao, zhao, second.id, "同样没有人手")
    assert "云茶镇" in (await texts_to(gao, DESK_CHAT))[-1]  # it declined, but may still take it
    assert (await press(gao, wang, demand)).text.startswith("已为云茶镇预约")
    assert await states(gao, demand) == [
        ("云茶镇", "declined"),
        ("柏溪镇", "declined"),
        ("云茶镇", "booked"),
    ]
    # Marked by an edit, one unit's difficulty goes from wherever it stands; the trail never had it.
    where = "SELECT chat_id, message_id FROM writings WHERE subject = 'difficulty' AND subject_id = "
    (row,) = await rows_of(gao.database, f"{where}{second.id}")
    await mark(gao, zhao, row[1])
    assert (await gao.database.reads.demands.bookings(demand))[1].note == "（内容已清除）"
    for table in ("outbox", "bookings", "audit"):
        kept = str(await rows_of(gao.database, f"SELECT * FROM {table}"))
        assert "同样没有人手" not in kept, table


async def test_handing_in_fulfils_and_withdrawing_gives_the_booking_back(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    item_id = await gao.item(wang, "2026-06-12 17:31:00")
    other_id = await gao.item(zhao, "2026-06-05 10:00:00")
    async with gao.database.work(now=at("2026-06-12 17:31")) as work:
        item, other = await work.items.find(item_id), await work.items.find(other_id)
        assert item is not None and other is not None
        linked = await demand_bookings.fulfil(gao.office, work, demand_id=demand, item=other, person=zhao)
        outcome = await demand_bookings.fulfil(gao.office, work, demand_id=demand, item=item, person=wang)
    assert (linked.has_booking, linked.is_late) == (False, False)
    assert (outcome.has_booking, outcome.is_late) == (True, True)
    (made,) = await gao.database.reads.demands.bookings(demand)
    assert (made.state, made.item_id) == (BookingState.FULFILLED, item_id)
    assert await audit(gao, "booking", made.id) == ["book", "fulfil_late"]
    async with gao.database.work(now=at("2026-06-12 17:40")) as work:
        await demand_bookings.unfulfil(gao.office, work, item=replace(item, demand_id=demand))
    (back,) = await gao.database.reads.demands.bookings(demand)
    assert (back.state, back.item_id) == (BookingState.BOOKED, None)


async def test_a_deputy_of_another_unit_hands_in_for_the_person_as_long_as_they_stand_in(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    demand = await gao.demand("早茶", due=DUE)
    await press(gao, wang, demand)
    await do(gao, wang, deputies.command, typed="柏某 今天 今天")
    said = f"#报送 早茶提前开园\n选题:1\n{BODY}"
    await do(gao, zhao, submissions.submit_tagged, said=said)
    (made,) = await gao.database.reads.demands.bookings(demand)
    item = await gao.database.reads.items.find(1)
    assert item is not None and (item.person_id, item.unit) == (wang.id, "云茶镇")
    assert (made.state, made.item_id) == (BookingState.FULFILLED, item.id)
    receipt = (await texts_to(gao, 102))[-1]
    assert "本条代云茶镇 云某报送，计入其本月任务。" in receipt and "本月第 1/4 条" in receipt
    assert "柏某已代您办理：已报送 2026-0001 早茶提前开园" in await texts_to(gao, 101)
    (line,) = [each for each in await gao.database.reads.trail.of("item", item.id) if each.step == "submit"]
    assert line.person == "柏某" and '"for":"云某"' in (line.after or "").replace(" ", "")
    # What the deputy sends of their own stays theirs, and so does all of it once the time is over.
    gao.clock.moment = at("2026-06-04 10:00")
    await do(gao, zhao, submissions.submit_tagged, said=said.replace("提前", "推迟"))
    item = await gao.database.reads.items.find(2)
    assert item is not None and item.person_id == zhao.id


async def test_which_demands_an_item_may_name(gao: County) -> None:
    open_, past = await gao.demand("甲", due=DUE), await gao.demand("乙", due="2026-06-03 11:00")
    closed = await gao.demand("丙", due=DUE)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.set_state(closed, DemandState.CLOSED)
        found = [await demand_bookings.find_for_item(work, n) for n in (open_, past, closed, 99)]
        choices = await demand_bookings.open_choices(work)
    assert [d and d.id for d in found] == [open_, past, None, None]
    assert [d.id for d in choices] == [open_]


async def test_the_list_of_open_demands_has_a_button_for_each_that_can_be_booked(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    await gao.demand("以后", due=DUE)
    full = await gao.demand("将满", due="2026-06-05 17:30")
    await gao.demand("<已过>", due="2026-06-03 11:00")
    await press(gao, wang, full)
    await do(gao, zhao, lists.list_topics)
    text = (await texts_to(gao, 102))[-1]
    assert text.split("\n") == [
        "<b>现有选题（3个）</b>",
        "",
        "🟢 <b>T1</b> 以后",
        "截止6月12日（周五）17:30，余1/1",
        "",
        "🟡 <b>T2</b> 将满",
        "截止6月5日（周五）17:30，名额已满",
        "承办：云茶镇",
        "",
        "🔴 <b>T3</b> &lt;已过&gt;",
        "截止6月3日（周三）11:00，逾期",
        "",
        "看全文，如：/topics_1",
    ]
    assert await last_labels(gao, 102) == ["预约 T1", "候补 T2"]
    await do(gao, wang, lists.list_topics)  # who has booked it is not asked to book it
    assert await last_labels(gao, 101) == ["预约 T1"]
    (zhou,) = [p for p in await gao.database.reads.people.people() if p.role is Role.EDITOR]
    await do(gao, zhou, lists.list_topics)  # who does not book is not asked either
    assert await last_labels(gao, 1) == []


async def test_no_open_demands_says_so(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    await do(gao, wang, lists.list_topics)
    assert "目前没有选题" in (await texts_to(gao, 101))[-1]
    with pytest.raises(NotFound):
        await do(gao, wang, lists.list_topics, text="12")


async def test_why_a_unit_declined_is_shown_to_the_desk_alone(gao: County) -> None:
    wang, zhao = await reporters(gao, "云茶镇", "柏溪镇")
    zhou = next(p for p in await gao.database.reads.people.people() if p.role is Role.EDITOR)
    demand = await commission(gao, wang, zhao)
    (asked, _) = await gao.database.reads.demands.bookings(demand)
    await decline(gao, wang, asked.id, "人手不足")
    for who, chat_id, seen_in in ((zhou, None, 1), (zhou, WORK_CHAT, WORK_CHAT), (zhao, None, 102)):
        await do(gao, who, lists.list_topics, text="1", chat_id=chat_id)
        assert ("人手不足" in (await texts_to(gao, seen_in))[-1]) is (seen_in == 1)


async def test_a_hundred_open_demands_fit_telegrams_limits(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    for n in range(110):
        await gao.demand(f"第{n}个" + "长" * 60, due=DUE, slots=3)
    await do(gao, wang, lists.list_topics)
    texts = await texts_to(gao, 101)
    assert len(texts) > 1 and all(len(text) <= 4096 for text in texts)
    assert sum(text.count("<b>T") for text in texts) == 110
    labels = await last_labels(gao, 101)
    assert len(labels) <= 100 and labels[0] == "预约 T1"


async def test_own_bookings_with_their_buttons(gao: County) -> None:
    wang, _ = await reporters(gao, "云茶镇", "柏溪镇")
    await do(gao, wang, lists.list_bookings)
    assert "没有预约" in (await texts_to(gao, 101))[-1]
    first = await gao.demand("早茶", due=DUE)
    await press(gao, wang, first)
    await do(gao, wang, lists.list_bookings)
    assert await last_labels(gao, 101) == ["交稿", "取消预约"]
    await commission(gao, wang)
    await do(gao, wang, lists.list_bookings)
    assert await last_labels(gao, 101) == ["交稿 T1", "取消预约 T1", "接受 T2", "说明困难 T2"]


async def test_six_presses_at_once_for_two_slots_book_two(gao: County) -> None:
    people = await reporters(gao, "甲镇", "乙镇", "丙镇", "丁镇", "戊镇", "己镇")
    demand = await gao.demand("早茶", due=DUE, slots=2)
    toasts = await asyncio.gather(*(press(gao, who, demand) for who in people))
    assert sum(toast.text.startswith("已为") for toast in toasts) == 2
    assert sum("名额已满" in toast.text for toast in toasts) == 4
    assert [state for _, state in await states(gao, demand)] == ["booked", "booked"]


Steps = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["book", "queue", "unbook", "take", "leave", "hand_in", "wait", "extend", "clock"]),
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None)
@given(slots=st.integers(1, 3), is_commission=st.booleans(), steps=Steps, at_once=st.integers(1, 4))
def test_no_interleaving_books_more_than_the_slots(
    slots: int, is_commission: bool, steps: list[tuple[int, str]], at_once: int
) -> None:
    with TemporaryDirectory() as folder:  # which goes after each example, so that the next has its office
        asyncio.run(
            _play(Path(folder), slots=slots, is_commission=is_commission, steps=steps, at_once=at_once)
        )


async def _play(
    folder: Path, *, slots: int, is_commission: bool, steps: list[tuple[int, str]], at_once: int
) -> None:
    async with county(folder, now=NOW) as gao:
        editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
        people = await reporters(gao, "甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
        if is_commission:
            slots = max(slots, 2)
            demand = await commission(gao, *people[:2], slots=slots)
        else:
            demand = await gao.demand("早茶", due=DUE, slots=slots)
        for start in range(0, len(steps), at_once):
            together = steps[start : start + at_once]
            await asyncio.gather(*(_step(gao, people[n], editor, demand, what) for n, what in together))
            bookings = await gao.database.reads.demands.bookings(demand)
            kept = [b for b in bookings if b.state in ("asked", "booked", "offered", "fulfilled")]
            assert len(kept) <= slots
            live = [b.unit_id for b in bookings if b.state in ("asked", "booked", "offered", "queued")]
            assert len(live) == len(set(live))
            if is_commission:
                assert {b.unit for b in bookings} == {"甲镇", "乙镇"}


async def _step(gao: County, who: Person, editor: Person, demand: int, what: str) -> None:
    try:
        await _act(gao, who, editor, demand, what)
    except Refusal:
        return


def _own(bookings: list[Booking], who: Person) -> Booking | None:
    return next((b for b in reversed(bookings) if b.unit_id == who.unit_id), None)


async def _act(gao: County, who: Person, editor: Person, demand: int, what: str) -> None:
    own = _own(await gao.database.reads.demands.bookings(demand), who)
    acts: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
        "book": lambda: press(gao, who, demand),
        "queue": lambda: press(gao, who, demand, queue=True),
        "unbook": lambda: do(gao, who, demand_bookings.press_unbook, demand_id=demand),
        "take": lambda: do(gao, who, demand_bookings.press_take, booking_id=own.id if own else 0),
        "leave": lambda: do(gao, who, offers.leave, booking_id=own.id if own else 0),
        "hand_in": lambda: _hand_in(gao, who, demand),
        "extend": lambda: do(gao, editor, changes.extend, text=f"{demand} 1天"),
        "wait": lambda: _wait(gao, timedelta(hours=5)),
        "clock": lambda: _wait(gao, timedelta(days=4)),
    }
    await acts[what]()


async def _hand_in(gao: County, who: Person, demand: int) -> None:
    item_id = await gao.item(who, f"{gao.clock.now():%Y-%m-%d %H:%M:%S}")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await demand_bookings.fulfil(gao.office, work, demand_id=demand, item=item, person=who)


async def _wait(gao: County, span: timedelta) -> None:
    gao.clock.moment += span
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_demands(gao.office, work)
        await deadlines.mind_deadlines(gao.office, work, today=gao.office.today(work.now))


class Counted:
    """Named queries, each call of which is noted."""

    def __init__(self, queries: Any) -> None:
        self.queries, self.asked = queries, list[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self.queries, name)


async def test_a_units_bookings_are_listed_without_asking_for_each_demand(gao: County) -> None:
    (wang,) = await reporters(gao, "云茶镇")
    for number in range(1, 8):
        await press(gao, wang, await gao.demand(f"选题{number}", due=DUE))
    gao.database.queries = counted = Counted(gao.database.queries)
    await do(gao, wang, lists.list_bookings)
    assert [name for name in counted.asked if "demand" in name] == ["list_demands_of_unit"]
    assert "T7 选题7" in (await texts_to(gao, 101))[-1].replace("<b>", "").replace("</b>", "")


async def test_what_a_later_message_said_of_a_topic_goes_with_an_edit_that_marks_it(
    home: Home,
) -> None:
    """On either database, the bot having been started anew meanwhile."""
    async with county(home, now=NOW) as gao:
        editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=1)
        await do(gao, editor, forms.write, form="demand", text="", message_id=70)
        for number, said in enumerate(("茶园防汛", "泄洪方案", "周五", "跳过", "跳过", "跳过"), start=71):
            await do(gao, editor, talk.take_message, said=said, message_id=number)
        (draft,) = await gao.database.reads.drafts.of(1)
        await do(gao, editor, forms.post, draft_id=draft.id)
    async with county(home, now=NOW) as gao:
        marked = Blocked("grade", 1, 0, 1, 72, 0, is_private=True, is_edit=True)
        async with gao.database.work(now=gao.clock.now()) as work:
            assert await work.writings.of(Subject.DEMAND, 1) == [(1, number) for number in range(70, 77)]
            await wiping.wipe_message(gao.office, work, marked)
        demand = await gao.database.reads.demands.find(1)
        assert demand is not None and (demand.title, demand.brief) == ("（内容已清除）", "")
