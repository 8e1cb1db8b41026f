"""/search: what is found, by whom, and how it is shown (manual, section 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import copyedits, reviews, search, storage, submissions, wiping
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import DraftKind, ItemState, Person, Role
from bot.rules.states import Step
from scheduler.indexing import Indexing
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, do, scene_of, shown, tap, texts_to


async def submit(gao: County, who: Person, title: str = TITLE, body: str = BODY) -> int:
    await do(gao, who, submissions.submit_tagged, said=f"#报送 {title}\n{body}")
    return int((await rows_of(gao.database, "SELECT max(id) FROM items"))[0][0])


async def look_for(gao: County, who: Person, typed: str, *, chat_id: int | None = None) -> Shown:
    await do(gao, who, search.search, chat_id=chat_id, typed=typed)
    return (await shown(gao, chat_id or who.telegram_id or 0))[-1]


def found(message: Shown) -> list[str]:
    """The numbers of the items that are shown."""
    return [label for label in message.labels if label.startswith("2026-")]


async def test_a_hit_is_shown_with_its_state_title_and_the_place_in_its_text(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang)
    message = await look_for(gao, zhang, "鮮葉 状态:待审")
    assert message.text == (
        "🔍 <b>鮮葉 状态:待审</b> · 最新的在前\n\n"
        "🕓 <b>2026-0001</b> 待审 · 云茶镇 · 2026-06-03\n云茶镇早茶提前开园\n"
        "…，云茶镇1.2万亩早茶全面开园，较去年提前10天，当日采摘鲜叶4.6吨，收购价每公斤48元。"
    )
    assert message.labels == ["2026-0001"]


async def test_what_was_not_looked_through_for_want_of_time_is_said(
    gao: County, zhang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        await submit(gao, zhang, f"ABA{number}" if not number else f"AB 与 BA {number}")
    await Indexing(gao.database, gao.clock).index_all()
    assert found(await look_for(gao, zhang, "aba")) == ["2026-0001"]
    monkeypatch.setattr("bot.store.repositories.search._PATIENCE", -1.0)
    message = await look_for(gao, zhang, "aba")
    assert message.text.split("\n")[:2] == [
        "您可查看的信息中，标题和正文都没有“aba”。",
        "相近的信息太多，只查了2026-06-03以来的。要查更早的，请再加一个词，或写明月份，如 <code>月:2026-05</code>",
    ]


async def test_everybody_finds_what_they_may_see(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    leader = await gao.person("赵领导", "县政府", role=Role.LEADER, telegram_id=31)
    own = await submit(gao, zhang)
    await submit(gao, li, "沙河镇早茶")
    held = await submit(gao, li, "早茶又一条")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(held)
        assert item is not None
        await work.search.forget(item.id)
        await work.items.set_state(replace(item, state=ItemState.HELD))
    for _ in range(2):
        for who, numbers in (
            (zhang, ["2026-0001"]),
            (li, ["2026-0002"]),
            (zhou, ["2026-0002", "2026-0001"]),
            (leader, ["2026-0002", "2026-0001"]),
        ):
            assert found(await look_for(gao, who, "早茶")) == numbers, who.name
        await Indexing(gao.database, gao.clock).index_all()
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=own, is_sure=False)
    assert found(await look_for(gao, li, "早茶")) == ["2026-0002", "2026-0001"]
    with pytest.raises(NotAllowed):
        await look_for(gao, 99, "早茶")  # type: ignore[arg-type]  # a stranger's account


async def test_an_edited_item_is_found_by_what_was_sent_by_those_who_may_read_that(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    item_id = await submit(gao, zhang)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=item_id, is_sure=False)
    card = next(each for each in reversed(await shown(gao, DESK_CHAT)) if "改稿" in each.labels)
    await tap(gao, zhou, card, "改稿", copyedits.press, chat_id=DESK_CHAT)
    question = (await shown(gao, DESK_CHAT))[-1].message_id
    said = "我县春茶上市\n春茶开始采摘，各收购点价格平稳，茶农收入增加。"
    await do(gao, zhou, talk.take_message, chat_id=DESK_CHAT, said=said, reply_to=question)
    for _ in range(2):
        for who in (zhang, zhou):
            message = await look_for(gao, who, "提前开园")
            assert found(message) == ["2026-0001"], who.name
            assert message.text.split("\n")[-3:] == [
                "我县春茶上市",
                "春茶开始采摘，各收购点价格平稳，茶农收入增加。",
                "改稿前的报送稿中有。",
            ]
        assert found(await look_for(gao, li, "提前开园")) == []
        assert found(await look_for(gao, li, "春茶上市")) == ["2026-0001"]
        await Indexing(gao.database, gao.clock).index_all()


async def test_in_a_work_group_the_answer_comes_in_private_and_at_the_desk_it_stands_there(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang)
    await do(gao, zhang, search.search, chat_id=WORK_CHAT, typed="早茶")
    assert "🔍" in (await texts_to(gao, 11))[-1]
    assert [text for text in await texts_to(gao, WORK_CHAT) if "🔍" in text] == []
    assert found(await look_for(gao, zhou, "早茶", chat_id=DESK_CHAT)) == ["2026-0001"]


async def test_pages_are_turned_by_whoever_asked_and_orders_changed(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    for number in range(1, 12):
        await submit(gao, zhang, f"早茶{number}号" if number == 2 else f"第{number}号情况", BODY)
    message = await look_for(gao, zhou, "早茶", chat_id=DESK_CHAT)
    assert found(message) == [f"2026-{number:04d}" for number in range(11, 3, -1)]
    assert message.labels[-2:] == ["标题优先", "下一页 ▶"]

    async def turn(who: Person, label: str, **which: Any) -> Shown:
        await tap(gao, who, message, label, search.turn_page, chat_id=DESK_CHAT, **which)
        return next(each for each in await shown(gao, DESK_CHAT) if each.message_id == message.message_id)

    with pytest.raises(NotAllowed, match="Somebody else searched"):
        await turn(li, "下一页 ▶", page=1, order="newest")
    second = await turn(zhou, "下一页 ▶", page=1, order="newest")
    assert found(second) == ["2026-0003", "2026-0002", "2026-0001"]
    assert second.labels[-2:] == ["◀ 上一页", "标题优先"]
    best = await turn(zhou, "标题优先", page=0, order="best")
    assert found(best)[:3] == ["2026-0002", "2026-0011", "2026-0010"]
    assert best.labels[-2:] == ["按最新", "下一页 ▶"]
    far = await turn(zhou, "下一页 ▶", page=24, order="whatever")
    assert "没有更多了" in far.text


async def test_a_new_search_takes_the_place_of_the_one_before(gao: County, zhang: Person) -> None:
    await submit(gao, zhang)
    first = await look_for(gao, zhang, "早茶")
    second = await look_for(gao, zhang, "鲜叶")
    standing = [each.message_id for each in await shown(gao, 11)]
    assert second.message_id in standing and first.message_id not in standing
    with pytest.raises(WrongState, match="out of date"):
        await do(gao, zhang, search.turn_page, draft_id=99, page=1, order=None)


async def test_without_a_word_it_is_asked_for_one_and_a_reply_to_the_results_searches_anew(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang)
    asked = await look_for(gao, zhang, " ")
    assert asked.text.startswith("要查什么？")
    await do(gao, zhang, talk.take_message, said="鲜叶")
    results = (await shown(gao, 11))[-1]
    assert found(results) == ["2026-0001"]
    await do(gao, zhang, talk.take_message, said="柑橘树", reply_to=results.message_id)
    nothing = (await shown(gao, 11))[-1]
    assert nothing.text == (
        "您可查看的信息中，标题和正文都没有“柑橘树”。\n可以少写几个字：两个字就够，要与文中写法一致。\n"
        "回复本条写另一个词，或发送 /search。"
    )
    await look_for(gao, zhang, "")
    await do(gao, zhang, talk.take_message, said="取消")
    assert (await texts_to(gao, 11))[-1] == "没有查询。"


async def test_filters_that_mean_nothing_are_named(gao: County, zhang: Person, li: Person) -> None:
    for typed, said in (
        ("早茶 单位:镇", "Which unit do you mean"),
        ("早茶 单位:云查镇", "Which unit do you mean"),
        ("早茶 单位:外星局", "No unit is called"),
        ("早茶 状态:待保密审查", "No state is called"),
        ("早茶 月:十三", "month"),
        ("早茶 单为:云茶镇", "There is no filter"),
    ):
        with pytest.raises(BadInput, match=said):
            await look_for(gao, zhang, typed)
    await submit(gao, zhang)
    for typed in ("早茶 单位:云茶", "早茶 状态:waiting", "早茶 月:6月", "早茶 月:本月 单位:云茶镇"):
        assert found(await look_for(gao, zhang, typed)) == ["2026-0001"], typed


async def test_what_a_search_has_shown_goes_when_the_item_is_destroyed_or_held(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for act in ("hold", "wipe"):
        item_id = await submit(gao, zhang)
        await Indexing(gao.database, gao.clock).index_all()
        results = await look_for(gao, zhou, "提前开园")
        assert found(results)
        async with gao.database.work(now=gao.clock.now()) as work:
            item = await work.items.find(item_id)
            assert item is not None
            if act == "wipe":
                await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
            else:
                scene = scene_of(gao, work, zhang)
                await storage.hold(gao.office, work, scene, item, rule="")
        gone = await rows_of(gao.database, "SELECT payload FROM outbox WHERE method = 'deleteMessage'")
        assert any(f'"message_id":{results.message_id}' in payload for (payload,) in gone), act
        if act == "wipe":
            left = await rows_of(gao.database, "SELECT payload FROM outbox WHERE chat_id = 21")
            assert not any("提前10天" in payload for (payload,) in left)
        assert await gao.database.reads.drafts.of_kind(DraftKind.FOUND) == []
        await do(gao, zhou, search.search, typed="提前开园")
        assert "提前开园”" in (await texts_to(gao, 21))[-1]


async def test_numbers_stay_hidden_in_excerpts_and_find_nothing(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, body=f"{BODY}联系人张某，电话13812345678。")
    for who in (zhang, zhou):
        nothing = await look_for(gao, who, "13812345678")
        assert found(nothing) == [] and "个人号码在信息中已遮盖，不能用来查询。" in nothing.text
        message = await look_for(gao, who, "联系人")
        assert "138****5678" in message.text and "1234" not in message.text


async def test_filters_alone_find_the_newest_first_whether_indexed_or_not(
    gao: County, zhang: Person, zhou: Person, li: Person
) -> None:
    for who in (zhang, zhang, li):
        await submit(gao, who)
    rows = [
        ("单位:云茶镇 状态:待审", ["2026-0002", "2026-0001"]),
        ("状态:待审", ["2026-0003", "2026-0002", "2026-0001"]),
        ("月:6月", ["2026-0003", "2026-0002", "2026-0001"]),
    ]
    for _ in range(2):
        assert [(typed, found(await look_for(gao, zhou, typed))) for typed, _ in rows] == rows
        await Indexing(gao.database, gao.clock).index_all()
    nothing = await look_for(gao, zhou, "状态:采用")
    assert nothing.text == "没有符合“状态:采用”的信息。\n回复本条写另一个词，或发送 /search。"
