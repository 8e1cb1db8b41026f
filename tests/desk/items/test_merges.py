"""A merge is told to both sides: the item that another one was merged into says so, and its reporter hears."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.demands import bookings
from bot.desk.figures import recounting
from bot.desk.items import leader_comments, lookup, reviews, revisions, undo, wiping
from bot.desk.items.submissions import submit_tagged
from bot.errors import BadInput, WrongState
from bot.model import ItemState, Person, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, audit, do, shown, states, tap


async def merge(gao: County, zhou: Person, zhang: Person, li: Person) -> None:
    """李四's 2026-0002 into 张三's 2026-0001."""
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, li, submit_tagged, said=f"#报送 早茶提前开园\n{BODY}")
    card = await card_of(gao, "2026-0002")
    await tap(gao, zhou, card, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await do(gao, zhou, talk.take_message, said="2026-0001", chat_id=DESK_CHAT, reply_to=card.message_id)


async def points_of(gao: County) -> dict[int, int]:
    return dict(
        await rows_of(gao.database, "SELECT person_id, sum(hundredths) FROM point_lines GROUP BY person_id")
    )


async def card_of(gao: County, number: str) -> Shown:
    return next(each for each in await shown(gao, DESK_CHAT) if f"<b>{number}</b>" in each.text)


async def test_the_targets_card_and_its_reporter_say_what_it_contains(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    assert "含2026-0002 李四" in (await card_of(gao, "2026-0001")).text.split("\n")
    assert (await shown(gao, 11))[-1].text == (
        "🔗 有信息并入您的信息：<b>2026-0001</b> 早茶开园\n含2026-0002 李四"
    )


async def test_a_merge_taken_back_is_told_to_both_too(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await tap(gao, zhou, await card_of(gao, "2026-0002"), "撤销", undo.undo, chat_id=DESK_CHAT)
    assert "含2026-0002" not in (await card_of(gao, "2026-0001")).text
    assert (await shown(gao, 11))[-1].text == "<b>2026-0001</b> 早茶开园\n2026-0002 李四 的合并已撤销。"


async def test_who_merges_two_of_ones_own_is_not_told_twice(gao: County, zhang: Person, zhou: Person) -> None:
    await merge(gao, zhou, zhang, zhang)
    assert not any("有信息并入" in each.text for each in await shown(gao, 11))


# --- the item that contains another one is withdrawn, or is none that could contain one -----------------------


async def test_what_was_merged_into_a_withdrawn_item_waits_again_with_a_card_and_everybody_hears(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    old = await card_of(gao, "2026-0002")
    await do(gao, zhang, revisions.withdraw, argument="1")
    item = await gao.database.reads.items.find_number("2026-0002")
    assert item is not None and (item.state, item.merged_into) == (ItemState.WAITING, None)
    cards = [each for each in await shown(gao, DESK_CHAT) if "<b>2026-0002</b>" in each.text]
    assert cards[-1].message_id != old.message_id and "采用" in cards[-1].labels
    assert cards[0].labels == []
    assert "🔙 2026-0001 已由报送人撤回。原并入该条的2026-0002 李四恢复待审，已有新卡片。" in [
        each.text for each in await shown(gao, DESK_CHAT)
    ]
    assert (await shown(gao, 12))[-1].text == (
        "🕓 恢复待审：<b>2026-0002</b> 早茶提前开园\n原并入的2026-0001已由其报送人撤回，您这条单独审核。"
    )
    assert "含2026-0002" not in (await card_of(gao, "2026-0001")).text
    with pytest.raises(WrongState):
        await tap(gao, zhou, old, "撤销", undo.undo, chat_id=DESK_CHAT)
    assert "part" in await audit(gao, "item", item.id)


async def test_a_withdrawal_that_is_undone_takes_in_again_what_it_had_let_go(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    await do(gao, zhou, leader_comments.command, typed="1 张县长:请推广。")
    assert await points_of(gao) == {zhang.id: 100, li.id: 100}
    await do(gao, zhang, revisions.withdraw, argument="1")
    assert await points_of(gao) == {zhang.id: 200, li.id: 0}
    told = (await shown(gao, 11))[-1]
    await tap(gao, zhang, told, "撤销", undo.undo)
    assert await points_of(gao) == {zhang.id: 100, li.id: 100}
    item = await gao.database.reads.items.find_number("2026-0002")
    assert item is not None and (item.state, item.merged_into) == (ItemState.MERGED, 1)
    cards = [each for each in await shown(gao, DESK_CHAT) if "<b>2026-0002</b>" in each.text]
    assert all("采用" not in each.labels for each in cards)
    assert "含2026-0002 李四" in (await card_of(gao, "2026-0001")).text
    assert (await shown(gao, DESK_CHAT))[-1].text == (
        "🔗 2026-0001 的撤回已由报送人撤销，2026-0002 李四重新并入该条。"
    )
    assert (await shown(gao, 12))[-1].text == (
        "🔗 已合并到 2026-0001：<b>2026-0002</b> 早茶提前开园\n2026-0001的撤回已撤销，您这条恢复合并。"
    )
    await tap(gao, zhou, cards[-1], "撤销", undo.undo, chat_id=DESK_CHAT)
    assert "含2026-0002" not in (await card_of(gao, "2026-0001")).text


async def test_a_withdrawal_that_is_undone_leaves_alone_what_somebody_has_gone_on_with(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await do(gao, zhang, revisions.withdraw, argument="1")
    cards = [each for each in await shown(gao, DESK_CHAT) if "<b>2026-0002</b>" in each.text]
    await tap(gao, zhou, cards[-1], "采用", reviews.adopt, chat_id=DESK_CHAT)
    await tap(gao, zhang, (await shown(gao, 11))[-1], "撤销", undo.undo)
    item = await gao.database.reads.items.find_number("2026-0002")
    assert item is not None and item.state is ItemState.ADOPTED
    assert "重新并入" not in (await shown(gao, DESK_CHAT))[-1].text


async def test_a_booking_that_the_merged_item_had_fulfilled_is_fulfilled_again(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    demand = await gao.demand("春茶", due="2026-06-12 17:30")
    await do(gao, li, bookings.book_number, text=str(demand), chat_id=WORK_CHAT)
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, li, submit_tagged, said=f"#报送 早茶提前开园\n选题：{demand}\n{BODY}")
    card = await card_of(gao, "2026-0002")
    await tap(gao, zhou, card, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await do(gao, zhou, talk.take_message, said="1", chat_id=DESK_CHAT, reply_to=card.message_id)
    assert await states(gao, demand) == [("沙河镇", "booked")]
    await do(gao, zhang, revisions.withdraw, argument="1")
    assert await states(gao, demand) == [("沙河镇", "fulfilled")]
    await tap(gao, zhang, (await shown(gao, 11))[-1], "撤销", undo.undo)
    assert await states(gao, demand) == [("沙河镇", "booked")], "it is merged again"


@pytest.mark.parametrize("end", ["退回", "撤回", "不采用"])
async def test_nothing_is_merged_into_what_was_returned_withdrawn_or_not_adopted(
    gao: County, zhang: Person, li: Person, zhou: Person, end: str
) -> None:
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, li, submit_tagged, said=f"#报送 早茶提前开园\n{BODY}")
    if end == "撤回":
        await do(gao, zhang, revisions.withdraw, argument="1")
    else:
        step = {"退回": Step.RETURN, "不采用": Step.REJECT}[end]
        await do(gao, zhou, reviews.decide_with_reason, item_id=1, step=step, reason="incomplete")
    card = await card_of(gao, "2026-0002")
    await tap(gao, zhou, card, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    with pytest.raises(WrongState) as refused:
        await do(gao, zhou, talk.take_message, said="1", chat_id=DESK_CHAT, reply_to=card.message_id)
    assert gao.office.texts(None).plain(refused.value.key, **refused.value.fields) == (
        "2026-0001 本身已退回、撤回、合并或不采用，不能并入，未作合并。请另报一个编号。"
    )
    assert "合并：请" in (await card_of(gao, "2026-0002")).text, "it asks still"


async def test_who_puts_an_item_back_has_not_undone_a_decision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await tap(gao, zhou, await card_of(gao, "2026-0001"), "签收", reviews.receive, chat_id=DESK_CHAT)
    await tap(gao, zhou, await card_of(gao, "2026-0001"), "放回", reviews.release, chat_id=DESK_CHAT)
    assert (await shown(gao, 11))[-1].text == (
        "🕓 待审：<b>2026-0001</b> 早茶开园\n周编已放回，等待其他编辑审核。"
    )


# --- what a decision on the item that holds others means to those who wrote these -------------------------------


async def test_contributors_hear_that_their_points_went_back_where_the_message_stood(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    assert (await shown(gao, 12))[-1].text == "<b>2026-0001</b> 早茶开园 · 采用\n您得+0.5分"
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert (await shown(gao, 12))[-1].text == (
        "<b>2026-0001</b> 早茶开园\n周编已撤销“采用”。\n您的0.5分已收回。"
    )
    assert "您的0.5分已收回。" in [line for each in await shown(gao, 11) for line in each.text.split("\n")]


async def test_what_was_merged_and_is_wiped_has_no_part_any_more_and_both_hear_of_their_points(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    assert await points_of(gao) == {zhang.id: 50, li.id: 50}
    async with gao.database.work(now=gao.clock.now()) as work:
        wiped = await work.items.find(2)
        assert wiped is not None
        await wiping.wipe_item(gao.office, work, wiped, step=Step.WIPE, person_id=None)
        assert await recounting.recount(gao.office, work, since="2026-01", apply=False) == []
    assert await points_of(gao) == {zhang.id: 100, li.id: 0}
    assert (await shown(gao, 11))[-1].text == "<b>2026-0001</b> 早茶开园 · 供稿人变动\n您得+0.5分"
    assert (await shown(gao, 12))[-1].text == "<b>2026-0001</b> 早茶开园 · 供稿人变动\n您的积分减少0.5分"


async def test_a_merge_into_an_adopted_item_says_why_points_change_once_and_what_undoing_it_gives_back(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, li, submit_tagged, said=f"#报送 早茶提前开园\n{BODY}")
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    card = await card_of(gao, "2026-0002")
    await tap(gao, zhou, card, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await do(
        gao, zhou, talk.take_message, said="2026-0001 首报70%", chat_id=DESK_CHAT, reply_to=card.message_id
    )
    told = [each.text for each in await shown(gao, 11) if "供稿人变动" in each.text]
    assert told == ["<b>2026-0001</b> 早茶开园 · 供稿人变动、首报比例改为70%\n您的积分减少0.3分"]
    assert "<b>2026-0001</b> 早茶开园 · 供稿人变动、首报比例改为70%\n您得+0.3分" in [
        each.text for each in await shown(gao, 12)
    ]
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=2)
    undone = "<b>2026-0002</b> 早茶提前开园\n周编已撤销“合并”。\n"
    assert undone + "您的0.3分已恢复。" in [each.text for each in await shown(gao, 11)]
    assert undone + "您的0.3分已收回。" in [each.text for each in await shown(gao, 12)]


async def test_who_wrote_what_is_merged_into_an_item_that_is_not_adopted_hears_it_and_hears_it_undone(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await do(gao, zhou, reviews.decide_with_reason, item_id=1, step=Step.REJECT, reason="incomplete")
    told = (await shown(gao, 12))[-1].text.split("\n")
    assert told[:2] == [
        "✖️ 未采用：<b>2026-0002</b> 早茶提前开园",
        "该条原已并入2026-0001，2026-0001未采用。",
    ]
    assert told[-1] == "您这条不单独计条数和积分。如有异议，请发送 /appeal 2026-0002 并写明理由。"
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert (await shown(gao, 12))[-1].text == (
        "🔗 已合并到 2026-0001：<b>2026-0002</b> 早茶提前开园\n周编已撤销“不采用”。"
    )


# --- the share of the first report ------------------------------------------------------------------------------


async def test_the_share_is_offered_shown_set_by_a_reply_to_the_decided_card_and_kept_in_both_histories(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, li, submit_tagged, said=f"#报送 早茶提前开园\n{BODY}")
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    card = await card_of(gao, "2026-0002")
    await tap(gao, zhou, card, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    assert "如 2026-0001 首报70%" in (await card_of(gao, "2026-0002")).text

    async def reply(number: str, said: str) -> None:
        to = (await card_of(gao, number)).message_id
        await do(gao, zhou, talk.take_message, said=said, chat_id=DESK_CHAT, reply_to=to)

    await reply("2026-0002", "2026-0001")
    assert "积分：平分" in (await card_of(gao, "2026-0001")).text.split("\n")
    await reply("2026-0001", "2026-0002 首报70%")
    assert "积分：首报70%" in (await card_of(gao, "2026-0001")).text.split("\n")
    await reply("2026-0002", "首报 六成")
    assert "积分：首报60%" in (await card_of(gao, "2026-0001")).text.split("\n")
    assert await rows_of(gao.database, "SELECT count(*) FROM comments") == [(0,)]
    await do(gao, zhou, lookup.show_audit, chat_id=DESK_CHAT, number="2026-0001")
    trail = (await shown(gao, DESK_CHAT))[-1].text
    for words in ("有信息并入 · 2026-0002", "设定首报比例 · 首报70%", "设定首报比例 · 首报60%"):
        assert words in trail, words
    with pytest.raises(BadInput):
        await reply("2026-0001", "首报0%")
