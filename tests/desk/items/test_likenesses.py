"""Items that are alike (manual, section 2; domain.md, section 8, rows 21 and 22): told, shown on cards, answered by editors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk.items import copyedits, likenesses, lookup, reviews, revisions, undo
from bot.desk.items.submissions import submit_tagged
from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import ItemState, Person
from bot.rules.states import Step
from bot.views.common.callbacks import Press, parse
from scheduler.comparing import Comparing
from tests.support.county import DESK_CHAT, WORK_CHAT, County
from tests.support.scenes import Shown, audit, do, shown, tap

FIRST = (
    "#报送 云茶镇1.2万亩早茶提前10天开园采摘\n3月1日,云茶镇1.2万亩早茶全面开园,较去年提前10天。截至当日下午5时,"
    "全镇投入采茶工2300余人,采摘鲜叶4.6吨,收购价每公斤48元,同比上涨6元。该镇组建8支采茶互助队,设立临时鲜叶收购点,实行当日采、当日收、当日付。"
)
BUREAU = (
    "#报送 我县早茶抢“鲜”上市 云茶镇率先开园\n今年我县气温回升快,早茶萌芽期明显提前。3月1日,云茶镇1.2万亩早茶率先开园采摘。"
    "据茶叶站现场统计,当天共有2360多名采茶工上山,采摘鲜叶约4.8吨,鲜叶均价48元/公斤。云茶镇组建采茶互助队8支,设立临时收购点3个。"
)
OTHER = (
    "#报送 沙河镇整治河道垃圾\n沙河镇组织党员和村民清理河道垃圾32吨,疏通排水沟4公里,劝导沿岸商户签订门前三包承诺书,"
    "并安排保洁员每日巡查两次。"
)
PRESSES: dict[Press, Any] = {
    Press.ALIKE_DIFFERENT: likenesses.press_different,
    Press.ALIKE_MERGE: likenesses.press_merge,
    Press.ALIKE_FOLLOW: likenesses.press_follow,
    Press.ALIKE_UNDO: likenesses.undo_answer,
    Press.REPEAT_REPLACE: likenesses.replace_first,
    Press.REPEAT_APART: likenesses.keep_apart,
}


async def compare(gao: County) -> None:
    """Everything that waits to be compared is."""
    comparing = Comparing(gao.office, gao.database, gao.clock)
    while await comparing.compare_some():
        pass


async def send(gao: County, who: Person, text: str) -> None:
    await do(gao, who, submit_tagged, said=text)
    await compare(gao)


async def press(
    gao: County, who: Person, message: Shown, label: str, *, chat_id: int | None = DESK_CHAT
) -> Any:
    """A press of a button of likenesses, with all that it carries."""
    pressed = parse(message.buttons[label])
    act = PRESSES[pressed.press]
    arguments: dict[str, Any] = {"item_id": pressed.number()}
    if "other_id" in act.__code__.co_varnames:
        arguments["other_id"] = pressed.number(1) if pressed.word(1) else None
    return await do(gao, who, act, chat_id=chat_id, message_id=message.message_id, **arguments)


async def card(gao: County, number: str) -> Shown:
    return [each for each in await shown(gao, DESK_CHAT) if f"<b>{number}</b>" in each.text.split("\n")[0]][
        -1
    ]


def lines(message: Shown) -> list[str]:
    return message.text.split("\n")


# --- the same event, by another reporter ------------------------------------------------------------------


async def test_an_event_told_by_another_stands_on_the_later_card_with_the_figures_that_differ(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    later = await card(gao, "2026-0002")
    assert (
        "相近: <b>2026-0001</b> 云茶镇1.2万亩早茶提前10天开园采摘 · 云茶镇 张三 6月3日 12:00"
        " · 数字不同（本件/该件）：2360名/2300人、4.8吨/4.6吨"
    ) in lines(later)
    assert later.labels == [
        *("采用", "备用", "退回", "不采用", "合并到其他", "签收", "改稿"),
        *("不同事件", "合并", "续报"),
    ]
    assert "相近" not in (await card(gao, "2026-0001")).text


async def test_the_later_reporter_alone_is_told_and_the_item_counts(
    gao: County, zhang: Person, li: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    assert (await shown(gao, 12))[-1].text == (
        "🔎 2026-0002可能与2026-0001（云茶镇，6月3日 12:00）反映同一事件。\n"
        "本条已收存并计条数，由编辑核定合并、作为补充或单独处理；核定之前，首报成绩归先报者。"
    )
    assert len(await shown(gao, 11)) == 1  # the receipt
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING


async def test_what_an_editor_made_of_the_text_is_no_news_to_its_reporter(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, OTHER)
    text = BUREAU.removeprefix("#报送 ")
    await do(gao, zhou, copyedits.edit, argument=f"2026-0002\n{text}", chat_id=DESK_CHAT)
    await compare(gao)
    assert "相近" in (await card(gao, "2026-0002")).text
    assert all("反映同一事件" not in each.text for each in await shown(gao, 12))


async def test_another_event_is_told_to_nobody(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, OTHER)
    assert "相近" not in (await card(gao, "2026-0002")).text
    assert len(await shown(gao, 12)) == 1


async def test_after_a_week_the_event_is_not_looked_for(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST)
    gao.clock.moment += timedelta(days=7, minutes=1)
    await send(gao, li, BUREAU)
    assert "相近" not in (await card(gao, "2026-0002")).text


async def test_the_same_text_by_another_is_found_after_months(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST)
    gao.clock.moment += timedelta(days=200)
    await send(gao, li, FIRST.replace("该镇组建8支采茶互助队,", ""))
    assert "文字大体相同" in (await card(gao, "2026-0002")).text
    assert (await shown(gao, 12))[-1].text.startswith(
        "🔎 2026-0002与2026-0001（云茶镇，6月3日 12:00）文字大体相同。"
    )


async def test_what_was_withdrawn_is_not_shown(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    await send(gao, li, BUREAU)
    assert "相近" not in (await card(gao, "2026-0002")).text
    assert len(await shown(gao, 12)) == 1


async def test_what_is_withdrawn_later_leaves_the_card_with_its_next_change(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    await tap(gao, zhou, await card(gao, "2026-0002"), "签收", reviews.receive, chat_id=DESK_CHAT)
    assert "相近" not in (await card(gao, "2026-0002")).text
    with pytest.raises(WrongState):
        await do(gao, zhou, likenesses.press_merge, chat_id=DESK_CHAT, item_id=2, other_id=1)


async def test_an_edit_that_copies_anothers_item_is_told_to_its_reporter_once(
    gao: County, zhang: Person, li: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, li, submit_tagged, said=OTHER, message_id=500)
    await compare(gao)
    assert not [each for each in await shown(gao, 12) if "🔎" in each.text]
    for text in (FIRST, FIRST + "群众满意。"):
        await do(gao, li, revisions.edit_message, said=text, message_id=500)
        await compare(gao)
    told = [each.text for each in await shown(gao, 12) if "🔎" in each.text]
    assert [text.split("\n")[0] for text in told] == [
        "🔎 2026-0002与2026-0001（云茶镇，6月3日 12:00）文字大体相同。"
    ]
    assert "相近" in (await card(gao, "2026-0002")).text
    assert len([each for each in await shown(gao, 11) if "🔎" in each.text]) == 0


async def test_an_edit_that_takes_the_likeness_away_takes_it_off_the_card(
    gao: County, zhang: Person, li: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, li, submit_tagged, said=BUREAU, message_id=500)
    await compare(gao)
    assert "相近" in (await card(gao, "2026-0002")).text
    await do(gao, li, revisions.edit_message, said=OTHER, message_id=500)
    await compare(gao)
    assert "相近" not in (await card(gao, "2026-0002")).text


async def test_a_question_on_the_card_outlives_what_is_found_later(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await do(gao, zhang, submit_tagged, said=FIRST)
    await do(gao, li, submit_tagged, said=BUREAU)
    await tap(
        gao, zhou, await card(gao, "2026-0002"), "退回", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.RETURN, reason=None,
    )  # fmt: skip
    await compare(gao)
    waiting = await card(gao, "2026-0002")
    assert "相近" in waiting.text
    assert "要素不全" in waiting.labels


# --- what editors answer ----------------------------------------------------------------------------------


async def test_a_different_event_is_never_shown_for_the_pair_again(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, li, submit_tagged, said=BUREAU, message_id=500)
    await compare(gao)
    toast = await press(gao, zhou, await card(gao, "2026-0002"), "不同事件")
    assert toast.text == "已记为不同事件：2026-0002、2026-0001。"
    answered = await card(gao, "2026-0002")
    assert "相近" not in answered.text
    assert answered.labels == ["采用", "备用", "退回", "不采用", "合并", "签收", "改稿", "撤销"]
    await do(gao, li, revisions.edit_message, said=BUREAU + "群众满意。", message_id=500)
    await compare(gao)
    assert "相近" not in (await card(gao, "2026-0002")).text
    assert (await audit(gao, "item", 2))[-2:] == ["different", "edit"]


async def test_an_answer_is_taken_back_by_whoever_gave_it_within_ten_minutes(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    await press(gao, zhou, await card(gao, "2026-0002"), "不同事件")
    with pytest.raises(NotAllowed, match="周编"):
        await press(gao, wu, await card(gao, "2026-0002"), "撤销")
    toast = await press(gao, zhou, await card(gao, "2026-0002"), "撤销")
    assert toast.text == "已撤销：2026-0002恢复原状。"
    assert "相近: <b>2026-0001</b>" in (await card(gao, "2026-0002")).text
    await press(gao, zhou, await card(gao, "2026-0002"), "不同事件")
    gao.clock.moment += timedelta(minutes=10, seconds=1)
    assert "撤销" not in (await card(gao, "2026-0002")).labels
    with pytest.raises(WrongState):
        await do(gao, zhou, likenesses.undo_answer, chat_id=DESK_CHAT, item_id=2)


async def test_a_merge_knows_its_target_and_can_be_taken_back(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    toast = await press(gao, zhou, await card(gao, "2026-0002"), "合并")
    assert toast.text == "已合并 2026-0002。"
    merged = await card(gao, "2026-0002")
    assert lines(merged)[-1] == "🔗 合并 · 周编 6月3日 12:00 → 2026-0001"
    assert "含2026-0002 李四" in lines(await card(gao, "2026-0001"))
    await tap(gao, zhou, merged, "撤销", undo.undo, chat_id=DESK_CHAT)
    assert "相近: <b>2026-0001</b>" in (await card(gao, "2026-0002")).text


async def test_of_two_editors_who_answer_at_once_the_second_is_told(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    seen = await card(gao, "2026-0002")
    await press(gao, zhou, seen, "不同事件")
    with pytest.raises(WrongState):
        await press(gao, wu, seen, "合并")


async def test_a_follow_up_is_a_thread_on_both_cards_and_in_the_item(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    toast = await press(gao, zhou, await card(gao, "2026-0002"), "续报")
    assert toast.text == "2026-0002已列为2026-0001的续报。"
    later = await card(gao, "2026-0002")
    assert "续报:2026-0001" in lines(later)
    assert "相近" not in later.text
    assert "后有续报：2026-0002" in lines(await card(gao, "2026-0001"))
    assert (await shown(gao, 12))[-1].text == "📎 周编已将2026-0002列为2026-0001的续报。"
    await do(gao, zhang, lookup.show_item, number="2026-0001")
    assert "后有续报：2026-0002" in lines((await shown(gao, 11))[-1])
    await press(gao, zhou, later, "撤销")
    assert "续报:" not in (await card(gao, "2026-0002")).text
    assert "后有续报" not in (await card(gao, "2026-0001")).text


async def test_of_several_that_are_alike_each_answer_asks_of_which(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    wang = await gao.person("王五", "农业局", telegram_id=13)
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    await send(gao, wang, BUREAU.replace("3个", "3处"))
    third = await card(gao, "2026-0003")
    assert [line[: len("相近: <b>2026-0002</b>")] for line in lines(third) if line.startswith("相近")] == [
        "相近: <b>2026-0002</b>",
        "相近: <b>2026-0001</b>",
    ]
    assert await press(gao, zhou, third, "续报") is None
    asking = await card(gao, "2026-0003")
    assert lines(asking)[-1] == "<b>续报：是哪一条的续报？</b>"
    assert asking.labels == ["2026-0002 李四", "2026-0001 张三", "返回"]
    await press(gao, zhou, asking, "2026-0001 张三")
    assert "续报:2026-0001" in lines(await card(gao, "2026-0003"))


async def test_a_reporter_answers_nothing_under_a_card(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    for act in (likenesses.press_different, likenesses.press_merge, likenesses.press_follow):
        with pytest.raises(NotAllowed):
            await do(gao, li, act, chat_id=WORK_CHAT, item_id=2, other_id=1)


async def test_a_card_that_comes_later_shows_it_too(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    await do(gao, zhou, lookup.show_item, number="2026-0002")
    assert "相近: <b>2026-0001</b>" in (await shown(gao, 21))[-1].text


# --- the same text again, by the same person --------------------------------------------------------------


async def test_the_same_again_by_the_same_person_is_linked_and_not_counted(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    gao.clock.moment += timedelta(minutes=9)
    await send(gao, zhang, FIRST)
    told = (await shown(gao, 11))[-1]
    assert told.text == (
        "🔁 2026-0002与您的2026-0001基本相同（9分钟前）。\n"
        "已作为重复件，不再计条数。本月第 1/4 条\n"
        "若是修改稿，请点“替换原稿”；若确是另一条，请点“另作一条”。"
    )
    assert told.labels == ["替换原稿", "另作一条"]
    linked = await card(gao, "2026-0002")
    assert lines(linked)[-1] == "🔗 合并 → 2026-0001 · 重复件，未计条数"
    assert linked.labels == ["不同事件", "全文"]
    assert "含2026-0002 张三" in lines(await card(gao, "2026-0001"))


async def test_the_same_text_under_another_title_is_the_same_again(gao: County, zhang: Person) -> None:
    await send(gao, zhang, FIRST)
    head, _, body = FIRST.partition("\n")
    await send(gao, zhang, f"{head}情况\n{body}")
    assert (await shown(gao, 11))[-1].labels == ["替换原稿", "另作一条"]
    assert lines(await card(gao, "2026-0002"))[-1] == "🔗 合并 → 2026-0001 · 重复件，未计条数"


async def test_a_corrected_version_replaces_the_original(gao: County, zhang: Person) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, zhang, FIRST.replace("4.6吨", "4.8吨"))
    told = (await shown(gao, 11))[-1]
    await press(gao, zhang, told, "替换原稿", chat_id=None)
    first, second = [await gao.database.reads.items.find(number) for number in (1, 2)]
    assert first is not None and "4.8吨" in first.body and first.version == 2
    assert second is not None and second.state is ItemState.MERGED
    said = [each.text for each in await shown(gao, 11)]
    assert "🔁 2026-0001已改用2026-0002的文字；2026-0002不单独计条数。" in said
    await compare(gao)
    assert "相近" not in (await card(gao, "2026-0001")).text


async def test_an_item_of_its_own_counts_again_and_is_not_linked_a_second_time(
    gao: County, zhang: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, zhang, submit_tagged, said=FIRST, message_id=500)
    await compare(gao)
    await press(gao, zhang, (await shown(gao, 11))[-1], "另作一条", chat_id=None)
    assert (await shown(gao, 11))[-1].text == "🕓 2026-0002已另作一条，待审。本月第 2/4 条"
    apart = await card(gao, "2026-0002")
    assert lines(apart)[-1] == "🕓 待审"
    assert "相近: <b>2026-0001</b>" in apart.text  # editors see it all the same
    await do(gao, zhang, revisions.edit_message, said=FIRST + "\n茶农满意。", message_id=500)
    await compare(gao)
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING
    with pytest.raises(WrongState):
        await do(gao, zhang, likenesses.keep_apart, item_id=2)


async def test_an_item_edited_into_ones_own_earlier_one_is_linked_and_its_reporter_told(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, zhang, submit_tagged, said=OTHER, message_id=500)
    await compare(gao)
    await do(gao, zhang, revisions.edit_message, said=FIRST, message_id=500)
    await compare(gao)
    told = (await shown(gao, 11))[-1]
    assert told.text.startswith("🔁 2026-0002与您的2026-0001基本相同")
    assert "已作为重复件，不再计条数。本月第 1/4 条" in told.text
    assert told.labels == ["替换原稿", "另作一条"]
    assert lines(await card(gao, "2026-0002"))[-1] == "🔗 合并 → 2026-0001 · 重复件，未计条数"


async def test_an_item_that_others_were_merged_into_is_never_linked_as_a_repetition(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, zhang, submit_tagged, said=OTHER, message_id=500)
    await send(gao, li, BUREAU)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=3, target_id=2)
    await do(gao, zhang, revisions.edit_message, said=FIRST, message_id=500)
    await compare(gao)
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING
    assert "相近: <b>2026-0001</b>" in (await card(gao, "2026-0002")).text


async def test_an_editor_makes_a_repetition_an_item_of_its_own(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, zhang, FIRST)
    toast = await press(gao, zhou, await card(gao, "2026-0002"), "不同事件")
    assert toast.text == "2026-0002已恢复为单独一条。"
    apart = await card(gao, "2026-0002")
    assert "相近" not in apart.text
    assert lines(apart)[-1] == "🕓 待审"
    assert "本月第 2/4 条" in (await shown(gao, 11))[-1].text


async def test_a_weekly_report_in_the_same_words_is_no_repetition(gao: County, zhang: Person) -> None:
    await send(gao, zhang, FIRST)
    gao.clock.moment += timedelta(days=7)
    await send(gao, zhang, FIRST.replace("2300", "2870").replace("4.6吨", "5.9吨"))
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING
    assert "2870人/2300人" in (await card(gao, "2026-0002")).text


async def test_what_was_returned_is_sent_again_as_a_repetition_that_can_replace_it(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await do(
        gao,
        zhou,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=1,
        step=Step.RETURN,
        reason="doubtful",
    )
    await send(gao, zhang, FIRST.replace("4.6吨", "4.8吨"))
    await press(gao, zhang, (await shown(gao, 11))[-1], "替换原稿", chat_id=None)
    first = await gao.database.reads.items.find(1)
    assert first is not None and first.state is ItemState.WAITING and "4.8吨" in first.body


async def test_what_was_adopted_cannot_be_replaced(gao: County, zhang: Person, zhou: Person) -> None:
    await send(gao, zhang, FIRST)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await send(gao, zhang, FIRST)
    told = (await shown(gao, 11))[-1]
    assert told.labels == ["另作一条"]
    assert "原稿已不能修改" in told.text
    with pytest.raises(WrongState):
        await do(gao, zhang, likenesses.replace_first, item_id=2)


async def test_nobody_else_decides_on_a_repetition(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, zhang, FIRST)
    for act in (likenesses.replace_first, likenesses.keep_apart):
        with pytest.raises(NotFound):
            await do(gao, li, act, item_id=2)


async def test_hostile_words_stay_words(gao: County, zhang: Person, li: Person) -> None:
    await send(gao, zhang, FIRST.replace("#报送 ", "#报送 <b>加粗</b>"))
    await send(gao, li, BUREAU)
    assert "&lt;b&gt;加粗&lt;/b&gt;" in (await card(gao, "2026-0002")).text


async def test_another_title_over_the_same_words_counts_and_editors_see_it(
    gao: County, zhang: Person
) -> None:
    """第1期, 第2期: nobody's count is touched where it may be another report."""
    await send(gao, zhang, FIRST)
    await send(gao, zhang, FIRST.replace("1.2万亩早茶提前10天", "1.3万亩早茶提前10天", 1))
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING
    assert "相近: <b>2026-0001</b>" in (await card(gao, "2026-0002")).text


async def test_what_is_sent_as_a_follow_up_is_not_shown_as_alike(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await send(gao, zhang, FIRST)
    await send(gao, zhang, FIRST.replace("\n", "\n续报:0001\n", 1).replace("2300", "2500"))
    second = await card(gao, "2026-0002")
    assert "相近" not in second.text
    assert "续报:2026-0001" in lines(second)
    item = await gao.database.reads.items.find(2)
    assert item is not None and item.state is ItemState.WAITING


async def test_a_follow_up_to_a_follow_up_is_one_of_the_first(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    wang = await gao.person("王五", "农业局", telegram_id=13)
    await send(gao, zhang, FIRST)
    await send(gao, li, BUREAU)
    await press(gao, zhou, await card(gao, "2026-0002"), "续报")
    await send(gao, wang, BUREAU.replace("3个", "3处"))
    await press(gao, zhou, await card(gao, "2026-0003"), "续报")
    await press(gao, zhou, await card(gao, "2026-0003"), "2026-0002 李四")
    assert "续报:2026-0001" in lines(await card(gao, "2026-0003"))
    assert "后有续报：2026-0002、2026-0003" in lines(await card(gao, "2026-0001"))


@pytest.mark.parametrize("is_sent_before", [False, True], ids=["after the withdrawal", "before it"])
async def test_what_was_sent_again_does_not_count_beside_the_first_once_its_withdrawal_is_undone(
    gao: County, zhang: Person, is_sent_before: bool
) -> None:
    await send(gao, zhang, FIRST)
    if is_sent_before:
        await send(gao, zhang, FIRST)
    await do(gao, zhang, revisions.withdraw, argument="1")
    withdrawn = (await shown(gao, 11))[-1]
    if not is_sent_before:
        await send(gao, zhang, FIRST)
    second = await gao.database.reads.items.find(2)
    assert second is not None and second.state is ItemState.WAITING
    await tap(gao, zhang, withdrawn, "撤销", undo.undo)
    await compare(gao)
    second = await gao.database.reads.items.find(2)
    assert second is not None and (second.state, second.merged_into) == (ItemState.MERGED, 1)
    assert (await shown(gao, 11))[-1].labels == ["替换原稿", "另作一条"]
