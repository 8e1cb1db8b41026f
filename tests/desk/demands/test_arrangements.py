"""Commissions that a unit does not take on: 待另行安排, 改约其他单位, 向全体开放, 延期, 关闭; whoever posted it hears."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk import talk
from bot.desk.demands import arrangements, bookings, cards, changes, commissions, deadlines, lists
from bot.errors import BadInput, NoDay, NotAllowed, WrongState
from bot.model import BookingState, Chat, DemandState, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.scenes import commission, do, last_labels, press, scene_of, shown, states, texts_to


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        await place.person(
            "张立新", "县政府", role=Role.LEADER, telegram_id=2
        )  # who posts what the county posts
        await place.person("林静", "信息中心", role=Role.EDITOR, telegram_id=1)
        await place.bind(WORK_CHAT, PlaceKind.WORK)
        await place.bind(DESK_CHAT, PlaceKind.DESK)
        yield place


@pytest.fixture
async def lin(gao: County) -> Person:
    return next(p for p in await gao.database.reads.people.people() if p.name == "林静")


@pytest.fixture
async def wang(gao: County) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=101)


@pytest.fixture
async def zhao(gao: County) -> Person:
    return await gao.person("赵河", "金竹镇", telegram_id=102)


async def asked(gao: County, *people: Person) -> int:
    """A commission that stands in the work group, and about which the units were asked."""
    demand = await commission(gao, *people)
    async with gao.database.work(now=gao.clock.now()) as work:
        posted = await cards.get_demand(work, demand)
        await cards.post_in_groups(gao.office, work, posted)
        for booking in await work.demands.bookings(demand):
            await cards.ask_unit(gao.office, work, posted, booking)
    return demand


async def decline(gao: County, who: Person, demand: int, words: str = "人手不足") -> None:
    booking = next(b for b in await gao.database.reads.demands.bookings(demand) if b.unit_id == who.unit_id)
    await do(gao, who, commissions.press_decline, booking_id=booking.id)
    assert who.telegram_id is not None
    (draft,) = await gao.database.reads.drafts.of(who.telegram_id)
    async with gao.database.work(now=gao.clock.now()) as work:
        await commissions.take_difficulty(gao.office, work, scene_of(gao, work, who, words), draft)


async def group_post(gao: County) -> tuple[str, list[str]]:
    return (await texts_to(gao, WORK_CHAT))[-1], await last_labels(gao, WORK_CHAT)


async def test_a_declined_commission_is_to_be_arranged_and_offers_nobody_what_they_are_refused(
    gao: County, wang: Person
) -> None:
    demand = await asked(gao, wang)
    assert await group_post(gao) == (
        "📌 <b>约稿 T1</b> <b>专报</b>\n截止：6月12日（周五）17:30\n约稿单位：云茶镇\n🟡 待约稿单位答复\n1. 云茶镇 · 待答复",
        ["预约"],
    )
    await decline(gao, wang, demand)
    text, labels = await group_post(gao)
    assert text == (
        "📌 <b>约稿 T1</b> <b>专报</b>\n截止：6月12日（周五）17:30\n约稿单位：云茶镇\n🟠 待另行安排"
    )
    assert labels == []
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        "⚠️ <b>T1</b> 专报 待另行安排\n云茶镇 王茗：说明困难（人手不足）\n截止：6月12日（周五）17:30"
    )
    assert await last_labels(gao, DESK_CHAT) == ["改约其他单位", "向全体开放", "延期", "关闭"]


async def test_another_unit_is_chosen_by_button_and_asked(
    gao: County, lin: Person, wang: Person, zhao: Person
) -> None:
    demand = await asked(gao, wang)
    await decline(gao, wang, demand)
    await do(gao, lin, arrangements.ask_another, chat_id=DESK_CHAT, demand_id=demand, unit_id=None)
    assert await last_labels(gao, DESK_CHAT) == ["金竹镇", "返回"]
    with pytest.raises(BadInput):
        await do(
            gao, lin, arrangements.ask_another, chat_id=DESK_CHAT, demand_id=demand, unit_id=wang.unit_id
        )
    with pytest.raises(NotAllowed):
        await do(gao, zhao, arrangements.open_to_all, demand_id=demand)
    await do(gao, lin, arrangements.ask_another, chat_id=DESK_CHAT, demand_id=demand, unit_id=zhao.unit_id)
    assert await states(gao, demand) == [("云茶镇", "declined"), ("金竹镇", "asked")]
    assert "特向贵单位约稿" in (await texts_to(gao, 102))[-1]
    assert await last_labels(gao, 102) == ["接受", "说明困难"]
    assert (await texts_to(gao, DESK_CHAT))[-1] == "✅ T1 专报 已改约金竹镇（林静）。"
    assert "约稿单位：金竹镇\n🟡 待约稿单位答复" in (await group_post(gao))[0]
    with pytest.raises(WrongState):  # the slot is kept again
        await do(gao, lin, arrangements.open_to_all, chat_id=DESK_CHAT, demand_id=demand)


async def test_opened_to_all_it_can_be_booked_by_everybody(
    gao: County, lin: Person, wang: Person, zhao: Person
) -> None:
    demand = await asked(gao, wang)
    await decline(gao, wang, demand)
    await do(gao, lin, arrangements.open_to_all, chat_id=DESK_CHAT, demand_id=demand)
    text, labels = await group_post(gao)
    assert "选题 T1" in text and "🟢 可预约" in text and labels == ["预约"]
    assert (await press(gao, zhao, demand)).text.startswith("已为金竹镇预约 T1")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "✅ T1 专报 已向全体开放（林静）。"


async def test_a_unit_that_never_answered_is_asked_to_answer_and_then_the_desk_arranges(
    gao: County, lin: Person, wang: Person, zhao: Person
) -> None:
    demand = await asked(gao, wang)
    await on(gao, "2026-06-15 09:00")
    told = (await texts_to(gao, 101))[-1]
    assert told.startswith("🔴 请答复约稿：T1 专报 已逾期") and "交稿" not in told
    assert "请于6月15日（周一）17:30前接受或说明困难" in told
    await on(gao, "2026-06-16 09:00")
    (booking,) = await gao.database.reads.demands.bookings(demand)
    assert booking.state is BookingState.UNANSWERED
    assert await state_of(gao, demand) is DemandState.CLOSED
    await do(gao, lin, arrangements.show, chat_id=DESK_CHAT, demand_id=demand)
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        "⚠️ <b>T1</b> 专报 待另行安排\n云茶镇：未答复\n截止：6月12日（周五）17:30\n已关闭，请先延期，再另行安排。"
    )
    assert await last_labels(gao, DESK_CHAT) == ["延期"]
    await do(gao, lin, arrangements.extend, chat_id=DESK_CHAT, demand_id=demand, days=None)
    assert await last_labels(gao, DESK_CHAT) == ["3个工作日", "5个工作日", "10个工作日", "返回"]
    await do(gao, lin, arrangements.extend, chat_id=DESK_CHAT, demand_id=demand, days=3)
    assert await state_of(gao, demand) is DemandState.OPEN
    await do(gao, lin, arrangements.ask_another, chat_id=DESK_CHAT, demand_id=demand, unit_id=zhao.unit_id)
    assert await states(gao, demand) == [("云茶镇", "unanswered"), ("金竹镇", "asked")]


async def test_units_read_the_same_word_as_the_group_once_a_commission_is_overdue_closed_or_open_again(
    gao: County, lin: Person, wang: Person
) -> None:
    """The private messages said 逾期, where the group said 已关闭."""
    demand = await asked(gao, wang)
    for moment, state in (("2026-06-12 17:31", "🔴 逾期"), ("2026-06-16 09:00", "⚫ 已关闭")):
        await (on if state == "⚫ 已关闭" else tick)(gao, moment)
        assert f"\n{state}\n" in (await shown(gao, WORK_CHAT))[0].text
        own = next(each for each in await shown(gao, 101) if each.text.startswith("📌 <b>约稿 T1</b>"))
        assert own.text.endswith(f"\n{state}")
    assert (own.labels, own.text.splitlines()[-2]) == ([], "云茶镇：未答复")
    await do(gao, lin, arrangements.extend, chat_id=DESK_CHAT, demand_id=demand, days=5)
    own = next(each for each in await shown(gao, 101) if each.text.startswith("📌 <b>约稿 T1</b>"))
    assert "已关闭" not in own.text and "逾期" not in own.text and "截止：6月24日" in own.text


async def test_a_card_whose_slot_has_lapsed_says_that_the_topic_is_closed_as_the_group_does(
    gao: County, lin: Person, wang: Person
) -> None:
    demand = await asked(gao, wang)
    await do(gao, wang, bookings.press_take, booking_id=1)
    await on(gao, "2026-06-16 09:00")
    assert await state_of(gao, demand) is DemandState.CLOSED
    card = next(each for each in await shown(gao, 101) if "名额已释放" in each.text)
    assert card.text.endswith("已逾期，名额已释放，并计入年终评比。\n⚫ 已关闭")


async def tick(gao: County, moment: str) -> None:
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_demands(gao.office, work)


async def on(gao: County, moment: str) -> None:
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_deadlines(gao.office, work, today=gao.office.today(work.now))
        await deadlines.mind_demands(gao.office, work)


async def state_of(gao: County, demand: int) -> DemandState:
    found = await gao.database.reads.demands.find(demand)
    assert found is not None
    return found.state


async def test_closed_from_the_desk_it_says_so_where_the_desk_was_asked(
    gao: County, lin: Person, wang: Person
) -> None:
    demand = await asked(gao, wang)
    await decline(gao, wang, demand)
    await do(gao, lin, arrangements.close, chat_id=DESK_CHAT, demand_id=demand)
    assert await state_of(gao, demand) is DemandState.CLOSED
    closed = "⚫ <b>T1</b> 专报 已关闭（林静）\n云茶镇 王茗：说明困难（人手不足）\n截止：6月12日（周五）17:30"
    assert closed in [each.text for each in await shown(gao, DESK_CHAT)]


async def test_closed_by_command_it_says_so_at_once_wherever_it_stands_in_words_true_for_each_unit(
    gao: County, lin: Person, wang: Person, zhao: Person
) -> None:
    """The desk's card stayed as it was until somebody pressed it; a unit that was only asked read 已取消承办."""
    demand = await asked(gao, wang, zhao)
    await decline(gao, wang, demand)
    await do(gao, lin, changes.close, text="T1")
    (card,) = [each for each in await shown(gao, DESK_CHAT) if "T1" in each.text]
    assert card.text == (
        "⚫ <b>T1</b> 专报 已关闭（林静）\n云茶镇 王茗：说明困难（人手不足）\n金竹镇：关闭前未答复\n截止：6月12日（周五）17:30"
    )
    assert card.labels == []
    own = next(each for each in await shown(gao, 102) if each.text.startswith("📌 <b>约稿 T1</b>"))
    assert own.text.endswith("\n金竹镇：关闭前未答复，不必再答复\n⚫ 已关闭") and own.labels == []
    await do(gao, lin, changes.reopen, demand_id=demand)
    (card,) = [each for each in await shown(gao, DESK_CHAT) if "T1" in each.text]
    assert card.text.startswith("⚠️ <b>T1</b> 专报 待另行安排") and "金竹镇：待答复" in card.text


async def test_a_reminder_says_that_the_demand_was_closed(gao: County, lin: Person, wang: Person) -> None:
    demand = await asked(gao, wang)
    await on(gao, "2026-06-12 09:00")
    assert any("今日到期" in each.text for each in await shown(gao, 101))
    await do(gao, lin, changes.close, text=f"T{demand}")
    assert "<b>T1</b> 专报\n该选题已关闭，不必再办理。" in [each.text for each in await shown(gao, 101)]


async def test_the_list_of_topics_names_as_taken_on_only_what_was_accepted(
    gao: County, wang: Person, zhao: Person
) -> None:
    demand = await asked(gao, wang, zhao)
    (first, _) = await gao.database.reads.demands.bookings(demand)
    await do(gao, wang, bookings.press_take, booking_id=first.id)
    await do(gao, zhao, lists.list_topics)
    assert (await texts_to(gao, 102))[-1].split("\n")[2:6] == [
        "🟡 <b>T1</b> 专报",
        "截止6月12日（周五）17:30，待答复",
        "约稿单位：云茶镇、金竹镇",
        "承办：云茶镇",
    ]


async def test_after_accepting_there_is_one_message(gao: County, wang: Person) -> None:
    demand = await asked(gao, wang)
    (booking,) = await gao.database.reads.demands.bookings(demand)
    async with gao.database.settling() as conn:  # as the sender does it
        await conn.execute_fetchall("UPDATE outbox SET state = 'sent', message_id = 5")
        await conn.execute_fetchall("UPDATE posts SET message_id = 5")
    seen = await texts_to(gao, 101)
    await do(gao, wang, bookings.press_take, booking_id=booking.id)
    assert await texts_to(gao, 101) == seen
    async with gao.database.work(now=gao.clock.now()) as work:
        assert await work.outbox.find_post(cards.card_slot(booking.id), Chat(101)) is not None
        assert await work.outbox.find_post(cards.commission_slot(booking.id), Chat(101)) is None
    rows = await gao.database.reader.execute_fetchall(
        "SELECT json_extract(payload, '$.text') FROM outbox WHERE chat_id = 101 AND state = 'queued'"
    )
    assert [row[0] for row in rows] == ["<b>T1</b> 专报\n✅ 已为云茶镇预约。\n截止：6月12日（周五）17:30"]


async def test_whoever_posted_it_hears_of_acceptance_difficulty_and_hand_in(
    gao: County, wang: Person, zhao: Person
) -> None:
    demand = await asked(gao, wang, zhao)
    (first, _) = await gao.database.reads.demands.bookings(demand)
    await do(gao, wang, bookings.press_take, booking_id=first.id)
    await decline(gao, zhao, demand)
    item_id = await gao.item(wang, "2026-06-05 10:00:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await bookings.fulfil(gao.office, work, demand_id=demand, item=item, person=wang)
    assert await texts_to(gao, 2) == [
        "✅ 云茶镇 王茗已接受约稿 T1 专报。",
        "⚠️ 金竹镇 赵河不能承办约稿 T1 专报。困难：人手不足\n采编人员将另行安排。",
        "📨 云茶镇 王茗已就 T1 专报 交稿：<b>2026-0001</b> 标题",
    ]


async def test_more_time_may_be_typed_in_reply_and_a_day_that_there_is_not_is_no_unit(
    gao: County, lin: Person, wang: Person
) -> None:
    demand = await asked(gao, wang)
    await decline(gao, wang, demand)
    await do(gao, lin, arrangements.extend, chat_id=DESK_CHAT, demand_id=demand, days=None)
    choice = (await shown(gao, DESK_CHAT))[-1]
    assert "也可回复本条写明天数或日期" in choice.text

    async def reply(words: str) -> None:
        await do(gao, lin, talk.take_message, said=words, chat_id=DESK_CHAT, reply_to=choice.message_id)

    with pytest.raises(NoDay):
        await reply("6月31日")
    before = (await gao.database.reads.demands.open())[0].due_at
    await reply("3天")
    after = (await gao.database.reads.demands.open())[0].due_at
    assert (after - before).days == 3
    await reply("金竹")
    assert "名册中没有可改约的“金竹”" in (await texts_to(gao, DESK_CHAT))[-1]
