"""What the desk does with what Telegram refuses for good: who is told, and where a message goes instead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.clock import notices, posts
from bot.desk.common.audience import tell_desk
from bot.desk.demands import cards as demand_cards
from bot.desk.items import cards, submissions
from bot.desk.people import places
from bot.desk.upkeep import refusals
from bot.model import Chat, DemandState, Hindrance, Message, Person, PlaceKind, Role
from scheduler.runner import Runner
from tests.support.county import DESK_CHAT, WORK_CHAT, County, county, rows_of
from tests.support.databases import Home
from tests.support.scenes import do, last_labels, scene_of, texts_to

TEXT = "#报送 云茶镇早茶提前开园\n云茶镇1.2万亩早茶全面开园，较去年提前10天，当日采摘鲜叶4.6吨。"
OWNER = 1
NO_RIGHT_TOLD = (
    "⚠ 我无法在“工作群”发言：没有发言权限。请允许我在该群发送消息，或将我设为管理员。\n"
    "在此之前，回执和答复改发各人私聊，需编辑处理的内容改发编辑私聊；定时内容、选题、简报待恢复发言后补发，我每小时试一次。"
)


@pytest.fixture
async def gao(home: Home) -> AsyncIterator[County]:
    """A county on 1 June 2026 with a work group, a desk group and an administrator."""
    async with county(home, now="2026-06-01 09:30:00") as place:
        await place.person("主任", "政府办", role=Role.ADMIN, telegram_id=OWNER)
        await place.bind(WORK_CHAT, PlaceKind.WORK, title="工作群")
        await place.bind(DESK_CHAT, PlaceKind.DESK, title="采编群")
        yield place


async def refuse(gao: County, why: Hindrance, *, chat_id: int, method: str = "sendMessage") -> None:
    """Telegram refuses what waits for the chat, one after another as the sender would make the calls."""
    queued = (
        f"SELECT min(id) FROM outbox WHERE chat_id = {chat_id} AND state = 'queued' AND method = '{method}'"
    )
    while (row_id := (await rows_of(gao.database, queued))[0][0]) is not None:
        await claim(gao, row_id)
        async with gao.database.work(now=gao.clock.now()) as work:
            await refusals.take_refusal(gao.office, work, row_id=row_id, why=why)


async def claim(gao: County, *row_ids: int) -> None:
    """These calls are under way."""
    async with gao.database.settling() as conn:
        await gao.database.queries.claim_rows(conn, ids=str(list(row_ids)))


async def take_all(gao: County, chat_id: int) -> None:
    """Telegram takes what waits for the chat; each message stands at its row's number."""
    rows = await rows_of(
        gao.database, f"SELECT id, post_id FROM outbox WHERE chat_id = {chat_id} AND state = 'queued'"
    )
    await claim(gao, *(row[0] for row in rows))
    await run(gao, f"UPDATE outbox SET state = 'sent', settled_at = send_at WHERE chat_id = {chat_id}")
    await run(
        gao,
        "UPDATE posts SET message_id = (SELECT max(id) FROM outbox WHERE outbox.post_id = posts.id)"
        f" WHERE chat_id = {chat_id}",
    )


async def run(gao: County, sql: str) -> None:
    """A statement past the code under test."""
    async with gao.database.settling() as conn:
        await (conn.execute(sql) if gao.database.is_shared else conn.execute_fetchall(sql))


async def post(gao: County) -> posts.PostOutcome:
    """The month's list, as the clock posts it in the work group."""
    async with gao.database.work(now=gao.clock.now()) as work:
        place = work.directory.places_of(PlaceKind.WORK)[0]
        return await posts.post_when_open(
            gao.office, work, place_id=place.id, key="shortfall", period="2026-05"
        )


async def submit(gao: County, who: Person, *, chat_id: int | None = WORK_CHAT) -> None:
    """One item from the group."""
    await do(gao, who, submissions.submit_tagged, said=TEXT, chat_id=chat_id)


async def test_a_receipt_in_a_muted_group_goes_to_the_person_in_private_and_waits_where_that_is_shut(
    gao: County,
) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    zhao = await gao.person("赵六", "云茶镇", telegram_id=102, is_open=False)
    await submit(gao, wang)
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    await submit(gao, zhao)
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    assert await texts_to(gao, 101) == ["✅ 已收到：<b>2026-0001</b> 云茶镇早茶提前开园\n本月第 1/4 条"]
    assert await texts_to(gao, 102) == ["✅ 已收到：<b>2026-0002</b> 云茶镇早茶提前开园\n本月第 1/4 条"]
    states = await rows_of(
        gao.database, "SELECT chat_id, state FROM outbox WHERE chat_id IN (101, 102) ORDER BY id"
    )
    assert [tuple(row) for row in states] == [(101, "queued"), (102, "waiting")]


async def test_administrators_hear_of_a_muted_group_once_and_again_after_it_took_something(
    gao: County,
) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    for _ in range(3):
        await submit(gao, wang)
        await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
        gao.clock.moment += timedelta(minutes=50)
    told = [text for text in await texts_to(gao, DESK_CHAT) if text.startswith("⚠")]
    assert told == [NO_RIGHT_TOLD]
    await submit(gao, wang)
    await take_all(gao, WORK_CHAT)
    gao.clock.moment += timedelta(hours=2)
    await submit(gao, wang)
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    told = [text for text in await texts_to(gao, DESK_CHAT) if text.startswith("⚠")]
    assert told == [NO_RIGHT_TOLD, NO_RIGHT_TOLD]


async def test_a_refusal_that_is_told_twice_is_seen_to_once(gao: County) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    await submit(gao, wang)
    row_id = (await rows_of(gao.database, f"SELECT id FROM outbox WHERE chat_id = {WORK_CHAT}"))[0][0]
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await refusals.take_refusal(gao.office, work, row_id=row_id, why=Hindrance.NO_RIGHT)
    assert len(await texts_to(gao, 101)) == 1


async def test_a_clock_post_that_was_refused_is_owed_and_the_place_is_tried_once_an_hour(gao: County) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=101)
    assert (await post(gao)).posted == 1
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    assert await gao.ledger() == [("shortfall", f"{WORK_CHAT}:0", "2026-05", "owed")]
    for _ in range(3):
        gao.clock.moment += timedelta(minutes=19)
        assert (await post(gao)).posted == 0
    gao.clock.moment += timedelta(minutes=4)
    assert (await post(gao)).posted == 1
    await take_all(gao, WORK_CHAT)
    assert (await post(gao)).before == 1
    assert await gao.ledger() == [("shortfall", f"{WORK_CHAT}:0", "2026-05", "posted")]


async def test_a_post_whose_first_page_arrived_is_not_posted_twice(gao: County) -> None:
    await gao.crowd((f"信息员名字很长{place}", f"单位名字很长很长很长很长{place}") for place in range(170))
    await post(gao)
    pages = await rows_of(gao.database, f"SELECT id FROM outbox WHERE chat_id = {WORK_CHAT} ORDER BY id")
    assert len(pages) == 2
    await run(gao, f"UPDATE outbox SET state = 'sent', settled_at = send_at WHERE id = {pages[0][0]}")
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    assert await gao.ledger() == [("shortfall", f"{WORK_CHAT}:0", "2026-05", "posted")]


async def test_a_right_given_back_is_noted_and_what_waited_for_the_desk_comes_into_the_group(
    gao: County,
) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=201)
    await submit(gao, wang, chat_id=None)
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=DESK_CHAT)
    # The group takes nothing, so that its card and the word about it went to those who have to know, in private.
    assert "签收" in await last_labels(gao, 201)
    assert [text for text in await texts_to(gao, OWNER) if text.startswith("⚠ 我无法在“采编群”发言")]
    async with gao.database.work(now=gao.clock.now()) as work:
        await refusals.regain(gao.office, work, chat_id=DESK_CHAT)
    assert "签收" in await last_labels(gao, DESK_CHAT)
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None
    async with gao.database.work(now=gao.clock.now()) as work:
        chats = [each.chat_id for each in await work.outbox.posts(cards.slot_of(item))]
    assert sorted(chats) == [DESK_CHAT, OWNER, 201]
    assert zhou.telegram_id == 201


async def test_a_word_to_a_desk_that_refuses_goes_to_every_editor_in_private(gao: County) -> None:
    await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=201)
    gao.clock.moment += timedelta(
        microseconds=999_700
    )  # what is kept in milliseconds is never later than it was
    async with gao.database.work(now=gao.clock.now()) as work:
        await tell_desk(gao.office, work, lambda t: Message("有一条约稿无人接"))
    await refuse(gao, Hindrance.TOPIC_CLOSED, chat_id=DESK_CHAT)
    assert "有一条约稿无人接" in await texts_to(gao, 201)
    assert "有一条约稿无人接" in await texts_to(gao, OWNER)


async def test_a_bound_topic_that_is_gone_is_unbound_and_a_new_one_gets_what_the_old_is_owed(
    gao: County,
) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=101)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.unbind(work.directory.places_of(PlaceKind.WORK)[0].id)
        await work.refresh_directory()
    await gao.bind(-1009, PlaceKind.WORK, thread_id=5, title="论坛群")
    await post(gao)
    await refuse(gao, Hindrance.TOPIC_GONE, chat_id=-1009)
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        "“论坛群”中绑定为工作群的话题已不存在，绑定已解除。请在现有话题中重新发送 /bind work。"
        "在此之前，原应发到该话题的内容改发私聊，或留待补发。"
    )
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = replace(scene_of(gao, work, OWNER, chat_id=-1009), chat=Chat(-1009, 8))
        await places.bind(gao.office, work, scene, "work")
        owed = await posts.owed_places(work)
        bound = work.directory.places_of(PlaceKind.WORK)[0]
    assert (bound.chat_id, bound.thread_id) == (-1009, 8)
    assert owed == [("shortfall", "2026-05", bound.id)]


async def test_a_bot_that_was_put_out_is_unbound_told_once_and_owes_its_post(gao: County) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=101)
    await post(gao)
    await refuse(gao, Hindrance.PUT_OUT, chat_id=WORK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await places.depart(gao.office, work, chat_id=WORK_CHAT)  # what Telegram says of it, later
        assert work.directory.places_of(PlaceKind.WORK) == []
    assert await texts_to(gao, DESK_CHAT) == [
        "我已被移出群“工作群”，该群已解除绑定。如需恢复，请重新拉我入群并在群里发送 /bind。"
    ]
    assert await gao.ledger() == [("shortfall", f"{WORK_CHAT}:0", "2026-05", "owed")]


async def test_a_card_that_was_deleted_is_put_up_anew_while_the_item_is_to_be_decided(gao: County) -> None:
    wang = await gao.person("王茗", "云茶镇", telegram_id=101)
    await submit(gao, wang, chat_id=None)
    await take_all(gao, DESK_CHAT)
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None
    async with gao.database.work(now=gao.clock.now()) as work:
        await cards.update(gao.office, work, item)
    await refuse(gao, Hindrance.MESSAGE_GONE, chat_id=DESK_CHAT, method="editMessageText")
    assert len(await texts_to(gao, DESK_CHAT)) == 2
    assert "签收" in await last_labels(gao, DESK_CHAT)
    assert "⚠" not in "".join(await texts_to(gao, DESK_CHAT))


async def test_a_deleted_demands_post_comes_back_and_a_closed_ones_does_not(gao: County) -> None:
    numbers = [await gao.demand(title, due="2026-06-12 17:30") for title in ("防汛", "早茶")]
    async with gao.database.work(now=gao.clock.now()) as work:
        for number in numbers:
            await demand_cards.post_in_groups(gao.office, work, await demand_cards.get_demand(work, number))
    await take_all(gao, WORK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.set_state(numbers[1], DemandState.CLOSED)
        for number in numbers:
            await demand_cards.update_posts(gao.office, work, number)
    await refuse(gao, Hindrance.MESSAGE_GONE, chat_id=WORK_CHAT, method="editMessageText")
    sent = await texts_to(gao, WORK_CHAT)
    assert [("防汛" in text, "早茶" in text) for text in sent] == [
        (True, False),
        (False, True),
        (True, False),
    ]


async def test_receipts_that_were_put_together_reach_each_person_with_their_own_line(home: Home) -> None:
    async with county(home, now="2026-06-01 09:30:00") as gao:
        await gao.bind(WORK_CHAT, PlaceKind.WORK, title="工作群")
        people = [await gao.person(f"王{n}", "云茶镇", telegram_id=100 + n) for n in (1, 2)]
        for person in people:
            await submit(gao, person)
        await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
        assert [await texts_to(gao, 100 + n) for n in (1, 2)] == [
            ["✅ <b>2026-0001</b> 王1《云茶镇早茶提前开园》 本月第 1/4 条"],
            ["✅ <b>2026-0002</b> 王2《云茶镇早茶提前开园》 本月第 1/4 条"],
        ]


async def test_a_correction_of_a_notice_that_a_group_refuses_is_owed_and_comes_when_it_may_be_said(
    gao: County,
) -> None:
    admin = next(
        each for each in (await gao.database.current_directory()).people if each.telegram_id == OWNER
    )
    late = await gao.person("孙十一", "林业局", telegram_id=51)
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_now(gao.office, work, key="notice", period="2026-05")
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.set_leave(late.id, month="2026-05", on_leave=True)
        await work.refresh_directory()
    await take_all(gao, WORK_CHAT)
    await do(gao, admin, notices.correct, typed="2026-05 孙十一5月请假")
    draft = (await rows_of(gao.database, "SELECT max(id) FROM drafts"))[0][0]
    await do(gao, admin, notices.press_correct, draft_id=draft)
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    owed = "SELECT kind, period, outcome FROM ledger WHERE kind = 'correction'"
    assert [tuple(row) for row in await rows_of(gao.database, owed)] == [("correction", "2", "owed")]
    orders = f"SELECT state FROM made_files WHERE chat_id = {WORK_CHAT} ORDER BY id"
    assert [row[0] for row in (await rows_of(gao.database, orders))[-2:]] == ["given_up", "given_up"]
    before = len(await texts_to(gao, WORK_CHAT))
    await Runner(gao.office, gao.database, gao.clock).tick()
    assert len(await texts_to(gao, WORK_CHAT)) == before  # it may not write there yet
    async with gao.database.work(now=gao.clock.now()) as work:
        await refusals.regain(gao.office, work, chat_id=WORK_CHAT)
    for _ in range(2):
        await Runner(gao.office, gao.database, gao.clock).tick()
    [text] = (await texts_to(gao, WORK_CHAT))[before:]
    assert text.startswith("<b>2026年5月政务信息报送采用情况更正通报</b>\n2026年更正第1期\n")
    assert "林业局 孙十一 未完成名单（完成/应报）：0/4 → 未列入" in text
    assert [row[0] for row in (await rows_of(gao.database, orders))[-2:]] == ["wanted", "wanted"]
    assert [tuple(row) for row in await rows_of(gao.database, owed)] == [("correction", "2", "posted")]


async def test_a_topic_that_a_group_refuses_comes_when_it_may_be_said_and_one_posted_meanwhile_too(
    gao: County,
) -> None:
    """It was lost: who posted it read that it stood in the group, and nobody there ever saw it."""
    demands = [await gao.demand(title, due="2026-06-12 17:30") for title in ("防汛", "早茶", "旧题")]
    told = []
    for demand in demands:
        async with gao.database.work(now=gao.clock.now()) as work:
            found = await demand_cards.get_demand(work, demand)
            told.append(await demand_cards.post_in_groups(gao.office, work, found))
        await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    assert told == [(1, 0), (0, 1), (0, 1)]
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.set_state(demands[2], DemandState.CLOSED)
    await Runner(gao.office, gao.database, gao.clock).tick()
    before = len(await texts_to(gao, WORK_CHAT))
    gao.clock.moment += timedelta(hours=1, minutes=1)
    await Runner(gao.office, gao.database, gao.clock).tick()
    assert ["防汛" in text for text in (await texts_to(gao, WORK_CHAT))[before:]] == [True, False], "a trial"
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await refusals.regain(gao.office, work, chat_id=WORK_CHAT)
    before = len(await texts_to(gao, WORK_CHAT))
    for _ in range(2):
        await Runner(gao.office, gao.database, gao.clock).tick()
    assert ["防汛" in text for text in (await texts_to(gao, WORK_CHAT))[before:]] == [True, False]
    assert {
        tuple(row) for row in await rows_of(gao.database, "SELECT kind, period, outcome FROM ledger")
    } >= {
        ("demand", "1", "posted"),
        ("demand", "2", "posted"),
        ("demand", "3", "skipped"),
    }


async def test_a_group_that_is_bound_as_another_kind_is_owed_no_topic_any_more(gao: County) -> None:
    demand = await gao.demand("防汛", due="2026-06-12 17:30")
    async with gao.database.work(now=gao.clock.now()) as work:
        await demand_cards.post_in_groups(gao.office, work, await demand_cards.get_demand(work, demand))
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    await gao.bind(WORK_CHAT, PlaceKind.DESK, title="采编二群")
    async with gao.database.work(now=gao.clock.now()) as work:
        await refusals.regain(gao.office, work, chat_id=WORK_CHAT)
    before = await texts_to(gao, WORK_CHAT)
    for _ in range(2):
        await Runner(gao.office, gao.database, gao.clock).tick()
    assert await texts_to(gao, WORK_CHAT) == before
    assert ("demand", "1", "skipped") in {
        tuple(row) for row in await rows_of(gao.database, "SELECT kind, period, outcome FROM ledger")
    }
