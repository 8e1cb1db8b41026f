"""点评: an editor's reply to a card reaches the reporter of that card, whose reply comes back under it, and so on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import talk
from bot.desk.items import comments, held, lookup, reviews, wiping
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Person, PersonState
from bot.rules.states import Step
from tests.desk.items.test_reviews import ask, card, reply, standing, submit
from tests.support.county import DESK_CHAT, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, do, shown, tap, texts_to


async def newest(gao: County, chat_id: int, words: str) -> Shown:
    """The newest message to a chat that holds the words."""
    return [each for each in await shown(gao, chat_id) if words in each.text][-1]


async def answer(gao: County, who: Person, to: Shown, words: str) -> None:
    """A reply in private."""
    await do(gao, who, talk.take_message, said=words, reply_to=to.message_id)


async def test_a_thread_goes_to_and_fro_under_the_card(gao: County, zhang: Person, zhou: Person) -> None:
    only = await submit(gao, zhang, "春茶开采")
    await reply(gao, zhou, only, "请问鲜叶价格比去年如何？")
    first = await newest(gao, 11, "鲜叶价格")
    assert first.text == (
        "💬 周编点评 <b>2026-0001</b> 春茶开采\n请问鲜叶价格比去年如何？\n<i>如需答复，请直接“回复”本条消息。</i>"
    )
    await answer(gao, zhang, first, "高出两成。")
    back = await newest(gao, DESK_CHAT, "高出两成")
    assert back.text == "💬 张三答复 <b>2026-0001</b> 春茶开采\n高出两成。"
    assert back.reply_to == only.message_id, "under the card"
    await reply(gao, zhou, back, "写进正文更好。")
    assert "写进正文更好。" in (await newest(gao, 11, "写进正文")).text
    (now,) = [each.text for each in await shown(gao, DESK_CHAT) if each.message_id == only.message_id]
    assert "💬 点评3条：/item_2026_0001" in now
    for who, chat in ((zhang, 11), (zhou, 21)):
        await do(gao, who, lookup.show_item, number="1")
        thread = (await newest(gao, chat, "<b>点评</b>")).text
        assert [line for line in thread.split("\n") if line.startswith("6月3日 12:00 ") and "：" in line] == [
            "6月3日 12:00 周编：请问鲜叶价格比去年如何？",
            "6月3日 12:00 张三：高出两成。",
            "6月3日 12:00 周编：写进正文更好。",
        ]


async def test_with_two_cards_open_each_comment_reaches_its_own_reporter(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    first, second = await submit(gao, zhang, "甲"), await submit(gao, li, "乙")
    await reply(gao, zhou, second, "乙条请补充来源")
    await reply(gao, zhou, first, "甲条写得好")
    assert [text for text in await texts_to(gao, 11) if "💬" in text] == [
        "💬 周编点评 <b>2026-0001</b> 甲\n甲条写得好\n<i>如需答复，请直接“回复”本条消息。</i>"
    ]
    assert "乙条请补充来源" in (await newest(gao, 12, "💬")).text


async def test_a_reply_that_was_asked_for_is_a_reason_and_the_next_one_a_comment(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await reply(gao, zhou, only, "请补充受益户数")
    assert [text for text in await texts_to(gao, 11) if "💬" in text] == []
    await reply(gao, zhou, only, "村名也请写全")
    assert "村名也请写全" in (await newest(gao, 11, "💬")).text
    assert (await card(gao, "甲")).labels == ["撤销", "全文"], "a comment leaves the decision, and its 撤销"


async def test_others_see_nothing_of_a_thread(gao: County, zhang: Person, li: Person, zhou: Person) -> None:
    only = await submit(gao, zhang, "甲")
    await reply(gao, zhou, only, "这条只说给张三")
    await tap(gao, zhou, only, "采用", reviews.adopt, chat_id=DESK_CHAT)
    await do(gao, li, lookup.show_item, number="1")
    await do(gao, zhang, lookup.show_item, number="1", chat_id=WORK_CHAT)
    seen = [*await texts_to(gao, 12), *await texts_to(gao, WORK_CHAT)]
    assert len([text for text in seen if "甲" in text]) == 2 and "只说给" not in "".join(seen)


async def test_a_comment_that_may_be_internal_is_neither_kept_nor_passed_on(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    internal = "请参考这份内部文件，暂不公开"
    assert held.alarm_of(gao.office, [internal]), "the rule book holds it"
    with pytest.raises(BadInput, match="may be internal"):
        await reply(gao, zhou, only, internal)
    assert await rows_of(gao.database, "SELECT * FROM comments") == []


async def test_peoples_numbers_in_a_comment_are_masked(gao: County, zhang: Person, zhou: Person) -> None:
    await reply(gao, zhou, await submit(gao, zhang, "甲"), "请联系王五 13812345678")
    assert "13812345678" not in (await newest(gao, 11, "王五")).text


async def test_a_comment_is_taken_back_by_its_writer_alone(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await reply(gao, zhou, await submit(gao, zhang, "甲"), "说错了")
    told = await newest(gao, DESK_CHAT, "已作为点评转告张三")
    with pytest.raises(NotAllowed):
        await tap(gao, wu, told, "撤回这条", comments.take_back, chat_id=DESK_CHAT)
    await tap(gao, zhou, told, "撤回这条", comments.take_back, chat_id=DESK_CHAT)
    assert [each for each in await shown(gao, 11) if "说错了" in each.text] == []
    assert await rows_of(gao.database, "SELECT * FROM comments") == []
    assert "💬" not in await standing(gao, "甲")


async def test_whoever_is_no_longer_here_gets_no_comment_and_the_editor_hears_so(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, state=PersonState.REMOVED))
        await work.refresh_directory()
    with pytest.raises(WrongState, match="no longer here"):
        await reply(gao, zhou, only, "请补充")


async def test_wiping_an_item_wipes_what_was_said_of_it(gao: County, zhang: Person, zhou: Person) -> None:
    await reply(gao, zhou, await submit(gao, zhang, "甲"), "白鹭坝编组共三十六人，分为四个小队")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
    assert await rows_of(gao.database, "SELECT text FROM comments") == [("",)]
    kept = await rows_of(gao.database, "SELECT payload FROM outbox")
    assert "白鹭坝" not in "".join(row[0] for row in kept)


async def test_the_word_of_a_cards_button_typed_in_reply_decides_and_is_no_comment(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    """采用 told to the reporter as a comment would be taken for the decision, and the item would wait on."""
    first, second, third = [await submit(gao, zhang, title) for title in ("早茶开园", "水库加固", "公交开通")]
    await reply(gao, zhou, first, "签收")
    await reply(gao, zhou, first, "采用。")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "已采用 2026-0001。"
    await reply(gao, zhou, first, "撤销")
    await reply(gao, zhou, second, "退回：请补充受益户数")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "2026-0002：退回，已转告张三。"
    await reply(gao, zhou, third, "不采用")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "请在2026-0003的卡片上选一个理由，或回复卡片写明理由。"
    await reply(gao, wu, third, "与去年重复")
    states = await rows_of(gao.database, "SELECT state, reason_text FROM items ORDER BY id")
    assert states == [("reviewing", None), ("returned", "请补充受益户数"), ("rejected", "与去年重复")]
    assert await rows_of(gao.database, "SELECT count(*) FROM comments") == [(0,)]
    await reply(gao, zhou, first, "采用前请核实产量")
    assert await rows_of(gao.database, "SELECT text FROM comments") == [("采用前请核实产量",)]

    # With the number behind it, too, and another card's number is no comment to this one's reporter.
    with pytest.raises(BadInput, match="but your words name"):
        await reply(gao, zhou, first, "采用 2")
    await reply(gao, zhou, first, "备用 1")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "2026-0001转为备用。"
    await reply(gao, zhou, first, "撤销")


async def test_the_word_of_a_cards_button_typed_in_private_with_the_items_number_decides(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    """It got the hint that nothing was stored; the number is one that /queue has just shown."""
    for title in ("早茶开园", "水库加固", "公交开通", "早茶开园续"):
        await submit(gao, zhang, title)
    for said, told in (
        ("签收 1", "已签收 2026-0001。"),
        ("采用1吧", "已采用 2026-0001。"),
        ("2026-0001 撤销", "已撤销：2026-0001现为“在审”。"),
        ("退回２：请补充受益户数（按村）。", "2026-0002：退回，已转告张三。"),
        ("合并4到1", "2026-0004：合并，已转告张三。"),
        ("不采用 3", "请在2026-0003的卡片上选一个理由，或回复卡片写明理由。"),
    ):
        await do(gao, zhou, talk.take_message, said=said)
        assert (await texts_to(gao, 21))[-1] == told, said
    assert "重复或已报" in (await newest(gao, 21, "公交开通")).labels, "the card asks here"
    await do(gao, zhou, talk.take_message, said="与去年重复")
    states = await rows_of(gao.database, "SELECT state, reason_text, merged_into FROM items ORDER BY id")
    assert states == [
        ("reviewing", None, None),
        ("returned", "请补充受益户数（按村）。", None),
        ("rejected", "与去年重复", None),
        ("merged", None, 1),
    ]
    with pytest.raises(WrongState):
        await do(gao, wu, talk.take_message, said="采用 2")
    with pytest.raises(NotFound):
        await do(gao, wu, talk.take_message, said="采用 9")
    await do(gao, wu, talk.take_message, said="采用 1")  # who has it is seen before anybody overrules them
    assert (await newest(gao, 22, "早茶开园")).labels[0] == "仍要采用"
    # Nothing else is taken for one: no text, no reporter's words.
    for who, chat, said in (
        (zhou, 21, "采用2种新模式"),
        (zhou, 21, "采用 2 台无人机"),
        (zhou, 21, "退回 1 万元补助"),
        (zhang, 11, "采用 1"),
    ):
        await do(gao, who, talk.take_message, said=said)
        assert (await texts_to(gao, chat))[-1].startswith("未作保存。"), said


async def test_a_word_typed_under_a_card_never_overrules_who_was_first(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "早茶开园")
    await reply(gao, wu, only, "采用")
    with pytest.raises(WrongState):
        await reply(gao, zhou, only, "退回：请补充")
    assert await rows_of(gao.database, "SELECT state FROM items") == [("adopted",)]
