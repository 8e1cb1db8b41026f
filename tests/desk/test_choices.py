"""A bare command is a list of buttons for what this person can do it to (manual, section 1)."""

from __future__ import annotations

import pytest

from bot.desk import letters
from bot.desk.clock import posts
from bot.desk.demands import bookings
from bot.desk.figures import point_lists
from bot.desk.items import adopted_lists, lookup, queue, revisions
from bot.desk.people import leave, members
from bot.errors import NotAllowed
from bot.model import ItemState, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at
from tests.support.scenes import do, last_labels, shown, states, tap, texts_to

DUE = "2026-06-12 17:30"


@pytest.fixture
async def zhou(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)


@pytest.fixture
async def zhang(gao: County, zhou: Person) -> Person:
    return await gao.person("张三", "云茶镇", telegram_id=11)


async def test_book_lists_what_the_unit_can_book_and_the_press_books(gao: County, zhang: Person) -> None:
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    for title, units in (("早茶", ()), ("防汛", ()), ("专报", (li.unit_id,)), ("竹海", ())):
        await gao.demand(title, due=DUE, units=units)
    await gao.demand("过期", due="2026-06-01 17:30")
    await do(gao, li, bookings.book_number, text="2", chat_id=WORK_CHAT)
    await do(gao, zhang, bookings.book_number, text="4", chat_id=WORK_CHAT)
    await do(gao, zhang, bookings.book_number, text="")
    message = (await shown(gao, 11))[-1]
    assert message.text == "要预约哪个选题？"
    assert message.labels == ["预约 T1 早茶", "候补 T2 防汛"]
    await tap(gao, zhang, message, "预约 T1 早茶", bookings.press_book)
    assert await states(gao, 1) == [("云茶镇", "booked")]


async def test_book_with_nothing_to_book_says_so_without_a_placeholder(gao: County, zhang: Person) -> None:
    await do(gao, zhang, bookings.book_number, text="", chat_id=WORK_CHAT)
    assert await texts_to(gao, WORK_CHAT) == ["目前没有贵单位可预约的选题。欢迎提选题建议：/propose"]


async def test_unbook_lists_what_is_held_and_the_press_gives_it_back(gao: County, zhang: Person) -> None:
    await gao.demand("早茶", due=DUE)
    await gao.demand("防汛", due=DUE)
    await do(gao, zhang, bookings.book_number, text="T1")
    await do(gao, zhang, bookings.unbook_number, text="")
    message = (await shown(gao, 11))[-1]
    assert (message.text, message.labels) == ("要取消哪个预约？", ["T1 早茶"])
    await tap(gao, zhang, message, "T1 早茶", bookings.press_unbook)
    assert await states(gao, 1) == [("云茶镇", "cancelled")]
    await do(gao, zhang, bookings.unbook_number, text="")
    assert (await texts_to(gao, 11))[-1] == "贵单位没有可取消的预约。现有选题：/topics"


async def test_item_lists_ones_own_and_for_editors_the_newest(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.item(zhang)
    await gao.item(await gao.person("李四", "沙河镇", telegram_id=12))
    await do(gao, zhang, lookup.show_item, number=" ")
    assert await last_labels(gao, 11) == ["2026-0001 标题"]
    await do(gao, zhou, lookup.show_item, number="")
    assert await last_labels(gao, 21) == ["2026-0002 标题", "2026-0001 标题"]


async def test_revise_and_withdraw_list_what_still_can_be(gao: County, zhang: Person) -> None:
    for state in (ItemState.WAITING, ItemState.REVIEWING, ItemState.RETURNED, ItemState.ADOPTED):
        await gao.item(zhang, state=state)
    await do(gao, zhang, revisions.revise, argument="", chat_id=WORK_CHAT)
    assert await last_labels(gao, 11) == ["2026-0003 标题", "2026-0002 标题", "2026-0001 标题"]
    await do(gao, zhang, revisions.withdraw, argument="")
    assert await last_labels(gao, 11) == ["2026-0003 标题", "2026-0001 标题"]
    await tap(gao, zhang, (await shown(gao, 11))[-1], "2026-0001 标题", revisions.press_withdraw)
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None and item.state is ItemState.WITHDRAWN


async def test_anothers_item_is_not_withdrawn_by_a_made_up_button(gao: County, zhang: Person) -> None:
    item = await gao.item(await gao.person("李四", "沙河镇", telegram_id=12))
    with pytest.raises(Exception, match="There is no item"):
        await do(gao, zhang, revisions.press_withdraw, item_id=item)


async def test_audit_lists_the_newest_and_the_press_shows_it(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.item(zhang)
    await do(gao, zhou, lookup.show_audit, number="", chat_id=DESK_CHAT)
    message = (await shown(gao, DESK_CHAT))[-1]
    assert (message.text, message.labels) == ("查看哪一条的处理记录？", ["2026-0001 标题"])
    await tap(gao, zhou, message, "2026-0001 标题", lookup.press_audit, chat_id=DESK_CHAT)
    assert "2026-0001" in (await texts_to(gao, DESK_CHAT))[-1]


async def test_extend_lists_asks_how_long_and_extends(gao: County, zhang: Person, zhou: Person) -> None:
    await gao.demand("早茶", due=DUE)
    await do(gao, zhou, letters.extend, text="", chat_id=DESK_CHAT)
    message = (await shown(gao, DESK_CHAT))[-1]
    assert (message.text, message.labels) == ("要延期哪一项？", ["T1 早茶"])
    assert message.buttons["T1 早茶"] == "nt:T1"
    await do(gao, zhou, letters.press_extend, chat_id=DESK_CHAT, code="T1", days=None)
    how_long = (await shown(gao, DESK_CHAT))[-1]
    assert how_long.text.startswith("T1 早茶 现截止 6月12日（周五）17:30。延长多久？")
    assert how_long.labels == ["1天", "3天", "一周"]
    assert how_long.buttons["一周"] == "nt:T1:7"
    await do(gao, zhou, letters.press_extend, chat_id=DESK_CHAT, code="T1", days=7)
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.due_at == at("2026-06-19 17:30")


async def test_close_lists_only_what_the_person_may_close(gao: County, zhang: Person, zhou: Person) -> None:
    leader = await gao.person("县长", "县政府", role=Role.LEADER, telegram_id=31)
    await gao.demand("早茶", due=DUE)
    await do(gao, leader, letters.close, text="")
    assert await texts_to(gao, 31) == ["目前没有您可关闭的事项。"]
    await do(gao, zhou, letters.close, text="")
    assert await last_labels(gao, 21) == ["T1 早茶"]


async def test_preview_lists_the_posts_by_their_titles_and_knows_them(gao: County, zhou: Person) -> None:
    admin = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
    await do(gao, admin, posts.preview, typed="")
    assert await last_labels(gao, 1) == [
        *("本月信息要点", "信息选题", "报送提醒", "未完成名单", "通报征求意见稿", "月度通报", "到期提醒"),
        *("资源共享", "下周跟班学习", "阅文提醒", "会商议程", "每周信息摘要（报领导）", "年终评比"),
    ]
    await do(gao, admin, posts.press_preview, key="demands")
    by_key = (await texts_to(gao, 1))[-1]
    await do(gao, admin, posts.preview, typed=" 信息选题 ")
    assert (await texts_to(gao, 1))[-1] == by_key and "【预览】" in by_key
    await do(gao, admin, posts.preview, typed="未完成名单 2026-04")
    assert "2026年4月" in (await texts_to(gao, 1))[-1]
    await do(gao, admin, posts.preview, typed="通报")
    assert (await texts_to(gao, 1))[-1].startswith("没有名为“通报”的定时发布。")
    with pytest.raises(NotAllowed):
        await do(gao, zhou, posts.press_preview, key="demands")


async def test_leave_for_a_name_that_several_bear_asks_which(gao: County, zhou: Person) -> None:
    admin = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
    wang = await gao.person("王茗", "云茶镇", telegram_id=14)
    await gao.person("王林", "沙河镇", telegram_id=15)
    await do(gao, admin, leave.give_leave, typed="王 2026-12")
    message = (await shown(gao, 1))[-1]
    assert (message.text, message.labels) == ("“王”是指哪一位？", ["云茶镇 王茗", "沙河镇 王林"])
    await do(gao, admin, members.press_member, person_id=wang.id, what="leave", value="2026-12")
    assert await gao.database.reads.people.leaves() == [(wang.id, "2026-12")]
    assert (await texts_to(gao, 14))[-1] == "已登记：云茶镇 王茗 2026年12月免报，不计当月任务。"
    await do(gao, admin, members.press_member, person_id=wang.id, what="unleave", value="2026-12")
    assert await gao.database.reads.people.leaves() == []


async def test_a_member_is_opened_by_a_tapped_number(gao: County, zhou: Person) -> None:
    admin = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=1)
    wang = await gao.person("王茗", "云茶镇", telegram_id=14)
    await do(gao, admin, members.show_member, words=str(wang.id))
    assert "王茗" in (await texts_to(gao, 1))[-1]


async def test_adopted_and_why_list_what_has_been_adopted(gao: County, zhang: Person, zhou: Person) -> None:
    await do(gao, zhang, point_lists.show_why, number="")
    assert (await texts_to(gao, 11))[-1] == "您还没有被采用的信息。本人全部计分明细：/points"
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    for who, state in ((zhang, ItemState.WAITING), (zhang, ItemState.ADOPTED), (li, ItemState.ADOPTED)):
        await gao.item(who, state=state)
    await do(gao, zhang, point_lists.show_why, number=" ", chat_id=WORK_CHAT)
    message = (await shown(gao, 11))[-1]
    assert (message.text, message.labels) == ("查看哪条信息的计分？", ["2026-0002 标题"])
    await tap(gao, zhang, message, "2026-0002 标题", point_lists.press_why)
    assert (await texts_to(gao, 11))[-1].startswith("<b>2026-0002</b> 标题\n")
    await do(gao, zhou, point_lists.show_why, number="", chat_id=DESK_CHAT)
    assert await last_labels(gao, DESK_CHAT) == ["2026-0003 标题", "2026-0002 标题"]
    await do(gao, zhou, adopted_lists.command, typed="")
    message = (await shown(gao, 21))[-1]
    assert "/adopted 2026-0001 县" in message.text
    assert message.labels == ["2026-0003 标题", "2026-0002 标题"]
    await tap(gao, zhou, message, "2026-0003 标题", queue.open_card)
    assert {"上报", "市采用", "省采用"} <= set(await last_labels(gao, 21))
