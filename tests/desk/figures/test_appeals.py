"""Appeals: to the desk, answered with a reason, kept; only by those whom a figure concerns, and as long as it is open."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import talk
from bot.desk.figures import appeal_lists, appeals, notices, point_lists
from bot.desk.items import reviews, submissions, wiping
from bot.desk.people import members
from bot.errors import BadInput, NotAllowed, NotFound, Refusal, WrongState
from bot.model import AppealState, Person, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to


async def adopted(gao: County, zhang: Person, zhou: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 早茶开园\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)


async def at_desk(gao: County) -> Shown:
    return next(each for each in reversed(await shown(gao, DESK_CHAT)) if "申诉：" in each.text)


async def test_an_appeal_goes_to_the_desk_and_its_reason_back_and_is_kept(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, zhang, appeals.appeal, typed="1 6月2日已被市里单条采用")
    asked = await at_desk(gao)
    assert asked.text == "⚖️ 云茶镇 张三申诉：\n<b>2026-0001</b> 早茶开园\n6月2日已被市里单条采用"
    assert asked.labels == ["采纳", "维持"]
    await tap(gao, zhou, asked, "维持", appeals.ask_reason, chat_id=DESK_CHAT, state=AppealState.UPHELD)
    question = next(each for each in reversed(await shown(gao, DESK_CHAT)) if "写明理由" in each.text)
    await do(
        gao, wu, talk.take_message, said="市里清单没有这一条", chat_id=DESK_CHAT, reply_to=question.message_id
    )
    assert (await texts_to(gao, 11))[-1] == (
        "⚖️ 您的申诉：维持\n<b>2026-0001</b> 早茶开园\n理由：市里清单没有这一条"
    )
    decided = await at_desk(gao)
    assert (decided.labels, decided.text.split("\n")[-1]) == (
        ["撤销"],
        "<b>维持</b> · 吴编：市里清单没有这一条",
    )
    assert await audit(gao, "appeal", 1) == ["appeal", "upheld"]
    with pytest.raises(WrongState):
        await tap(gao, zhou, asked, "采纳", appeals.ask_reason, chat_id=DESK_CHAT, state=AppealState.GRANTED)


async def test_an_answer_is_taken_back_by_whoever_gave_it_for_ten_minutes(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, zhang, appeals.appeal, typed="1 6月2日已被市里单条采用")

    async def answer() -> None:
        await do(gao, wu, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=1, state=AppealState.UPHELD)
        question = next(each for each in reversed(await shown(gao, DESK_CHAT)) if "写明理由" in each.text)
        await do(
            gao, wu, talk.take_message, said="市里清单没有", chat_id=DESK_CHAT, reply_to=question.message_id
        )

    await answer()
    with pytest.raises(NotAllowed):
        await tap(gao, zhou, await at_desk(gao), "撤销", appeals.undo, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=9)
    await tap(gao, wu, await at_desk(gao), "撤销", appeals.undo, chat_id=DESK_CHAT)
    assert (await at_desk(gao)).labels == ["采纳", "维持"]
    assert (await texts_to(gao, 11))[-1] == (
        "↩️ 吴编撤销了对您申诉的答复，申诉重新等待处理。\n<b>2026-0001</b> 早茶开园"
    )
    with pytest.raises(WrongState):
        await do(gao, wu, appeals.undo, chat_id=DESK_CHAT, appeal_id=1)
    await answer()
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState):
        await do(gao, wu, appeals.undo, chat_id=DESK_CHAT, appeal_id=1)
    assert await audit(gao, "appeal", 1) == ["appeal", "upheld", "appeal_undo", "upheld"]


async def test_only_whom_it_concerns_and_only_open_months(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    for typed, fault in [
        ("1 这一条应当算我们的", NotAllowed),
        ("2026-03 三月少算了两条", WrongState),
        ("某条 少算了两条信息", BadInput),
        ("99 少", NotFound),
    ]:
        with pytest.raises(fault):
            await do(gao, li, appeals.appeal, typed=typed)
    assert await rows_of(gao.database, "SELECT * FROM appeals") == []
    for _ in range(2):  # sent twice, it is one
        await do(gao, li, appeals.appeal, typed="2026-05 五月少算了两条")
    assert "正等答复，未重复提交" in (await texts_to(gao, 12))[-1]
    for typed in ("2026 年 5 月，漏登", "漏登一条 2026-05"):
        await do(gao, li, appeals.appeal, typed=typed)
    assert await rows_of(gao.database, "SELECT month, words FROM appeals ORDER BY id") == [
        ("2026-05", "五月少算了两条"),
        ("2026-05", "漏登"),
        ("2026-05", "漏登一条"),
    ]


async def test_an_appeal_of_a_few_characters_is_told_what_is_missing_and_about_what(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, zhang, appeals.appeal, typed="1 少")
    await do(gao, zhang, appeals.appeal, typed="2026-05")
    await do(gao, zhang, appeals.appeal, typed=f"1 {'错' * 501}")
    assert (await texts_to(gao, 11))[-3:] == [
        "<b>2026-0001</b> 早茶开园\n只写了1个字，采编人员看不出哪里不对，请至少写2个字。\n"
        "没有提交，也没有保存。请重发：<code>/appeal 2026-0001 理由</code>",
        "<b>2026年5月</b>\n还没有写明哪里不对。\n没有提交，也没有保存。请重发：<code>/appeal 2026-05 理由</code>",
        "<b>2026-0001</b> 早茶开园\n申诉最多500字，现有501字，请精简。\n"
        "没有提交，也没有保存。请重发：<code>/appeal 2026-0001 理由</code>",
    ]
    assert await rows_of(gao.database, "SELECT * FROM appeals") == []


async def test_alone_it_is_a_list_of_what_is_still_open_whose_buttons_ask_what_is_wrong(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await gao.item(zhang, "2026-04-20 10:00:00")  # closed
    await gao.item(li, "2026-06-02 10:00:00")  # of another unit
    await do(gao, zhang, appeal_lists.command, typed="", chat_id=WORK_CHAT)
    listed = (await shown(gao, 11))[-1]
    assert (listed.text, listed.labels) == (
        "对哪项数据有异议？以下各项的通报尚未发布，可以提出。\n"
        "也可直接发送：<code>/appeal 2026-0001 6月2日已被市里单条采用</code>",
        ["2026-0001 早茶开园", "2026年6月全部数据", "2026年5月全部数据"],
    )
    await do(gao, zhang, appeal_lists.ask, about="1")
    assert (await texts_to(gao, 11))[-1] == "<b>2026-0001</b> 早茶开园\n哪里不对？请回复本条写明。"
    await do(gao, zhang, talk.take_message, said="少")
    assert "请至少写2个字" in (await texts_to(gao, 11))[-1]
    await do(gao, zhang, talk.take_message, said="6月2日已被市里单条采用")
    assert (await at_desk(gao)).text.endswith("张三申诉：\n<b>2026-0001</b> 早茶开园\n6月2日已被市里单条采用")
    await do(gao, zhang, appeal_lists.ask, about="2026-05")
    await do(gao, zhang, talk.take_message, said="五月漏登一条")
    await do(gao, zhang, appeal_lists.command, typed=" ")
    assert (await texts_to(gao, 11))[-1].split("\n")[:3] == [
        "您提出的申诉：",
        "· <b>2026-0001</b> 早茶开园：待答复（6月3日 12:00提出）",
        "· <b>2026年5月</b>：待答复（6月3日 12:00提出）",
    ]
    assert await rows_of(gao.database, "SELECT item_id, month FROM appeals ORDER BY id") == [
        (1, None),
        (None, "2026-05"),
    ]
    assert await rows_of(gao.database, "SELECT * FROM drafts") == []
    # What is given up sends nothing; and no button reaches others' items, closed months, or a group.
    await do(gao, zhang, appeal_lists.ask, about="2026-06")
    await do(gao, zhang, talk.take_message, said="取消")
    assert (await texts_to(gao, 11))[-1] == "已放弃，未提交申诉。"
    for who, about, chat, fault in (
        (li, "1", None, NotAllowed),
        (zhang, "2026-03", None, WrongState),
        (zhang, "0x1", None, BadInput),
        (zhang, "1", WORK_CHAT, BadInput),
    ):
        with pytest.raises(fault):
            await do(gao, who, appeal_lists.ask, about=about, chat_id=chat)
    await do(gao, zhang, appeal_lists.ask, about="2026-05")
    async with gao.database.work(now=gao.clock.now()) as work:
        await notices.publish(gao.office, work, month="2026-05")
    await do(gao, zhang, talk.take_message, said="五月还漏登一条")
    assert (await texts_to(gao, 11))[-1].startswith("2026-05的通报已经发布，数据不再变动，未提交。")
    assert await rows_of(gao.database, "SELECT * FROM drafts") == []
    await do(gao, zhang, appeal_lists.command, typed="")
    assert (await shown(gao, 11))[-1].labels == ["2026-0001 早茶开园", "2026年6月全部数据"]


async def test_an_older_month_whose_notice_is_held_back_stands_in_the_list(
    gao: County, zhang: Person, zhou: Person
) -> None:
    item_id = await gao.item(zhang, "2026-03-20 10:00:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        await notices.hold(work, "2026-03", by=zhou.id)
    await do(gao, zhang, appeal_lists.command, typed="")
    assert (await shown(gao, 11))[-1].labels == [
        "2026-0001 标题",
        "2026年6月全部数据",
        "2026年5月全部数据",
        "2026年3月全部数据",
    ]
    await do(gao, zhang, appeal_lists.ask, about=str(item_id))
    await do(gao, zhang, talk.take_message, said="取消")
    await do(gao, zhang, appeal_lists.ask, about="2026-03")
    await do(gao, zhang, talk.take_message, said="三月漏登一条")
    assert await rows_of(gao.database, "SELECT month FROM appeals") == [("2026-03",)]


async def test_what_was_written_about_an_item_goes_with_it(gao: County, zhang: Person, zhou: Person) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, zhang, appeals.appeal, typed="1 早茶开园一条应按约稿计分")
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
    assert await rows_of(gao.database, "SELECT words FROM appeals") == [("",)]
    assert await rows_of(gao.database, "SELECT count(*) FROM outbox WHERE payload LIKE '%应按约稿计分%'") == [
        (0,)
    ]


async def test_a_word_like_2026_06_is_a_month_though_an_item_6_is_there(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    for count in range(6):
        await do(
            gao, zhang, submissions.submit_tagged, said=f"#报送 早茶开园{count}\n{BODY}", message_id=count + 1
        )
    await do(gao, li, appeals.appeal, typed="2026-06 六月少算了两条")
    await do(gao, zhang, appeals.appeal, typed="2026-0006 这一条应当单条计分")
    found = await rows_of(gao.database, "SELECT item_id, month FROM appeals ORDER BY id")
    assert found == [(None, "2026-06"), (6, None)]
    for typed, fault in [
        ("2026-12 十二月少算了两条", "2026-12还没有到，尚无计分，未提交。"),
        ("2026-0999 这一条应当单条计分", "没有编号为2026-0999的信息，未提交。"),
    ]:
        with pytest.raises(Refusal) as refused:
            await do(gao, zhang, appeals.appeal, typed=typed)
        assert gao.office.texts("zh").plain(refused.value.key, **refused.value.fields) == fault
    await do(gao, zhang, point_lists.show_why, number="2026-06")
    assert (await texts_to(gao, 11))[-1].endswith("如要查询2026年6月的计分，请发：/points 2026-06")
    with pytest.raises(NotFound) as refused:
        await do(gao, zhang, point_lists.show_why, number="2026-08")
    assert gao.office.texts("zh").plain(refused.value.key, **refused.value.fields) == (
        "/why 查询一条信息的计分，没有编号为2026-0008的信息。查询2026-08的计分请发：/points 2026-08"
    )


async def test_an_appeal_that_somebody_was_deciding_is_anybodys_once_they_are_no_editor_any_more(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    admin = await gao.person("罗锋", "县政府", role=Role.ADMIN, telegram_id=9)
    await adopted(gao, zhang, zhou)
    await do(gao, zhang, appeals.appeal, typed="1 6月2日已被市里单条采用")
    await do(gao, zhou, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=1, state=AppealState.GRANTED)
    await shown(gao, DESK_CHAT)
    await do(gao, admin, members.show_member, words="周编 停用")
    texts = [each.text for each in await shown(gao, DESK_CHAT)]
    assert "周编已不在编辑岗位，这份申诉待其他编辑答复。" in texts
    await do(gao, wu, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=1, state=AppealState.UPHELD)


async def test_the_second_editor_hears_that_the_first_is_deciding_until_that_one_leaves_it(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, zhang, appeals.appeal, typed="1 6月2日已被市里单条采用")
    await do(gao, zhou, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=1, state=AppealState.GRANTED)
    before = len(await shown(gao, DESK_CHAT))
    with pytest.raises(WrongState) as refused:
        await do(gao, wu, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=1, state=AppealState.UPHELD)
    assert gao.office.texts("zh").plain(refused.value.key, **refused.value.fields) == (
        "周编自6月3日 12:00起正在处理这条申诉，尚未作出决定。如30分钟后仍未决定，请再点一次。"
    )
    assert len(await shown(gao, DESK_CHAT)) == before
    gao.clock.moment += timedelta(minutes=31)
    await do(gao, wu, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=1, state=AppealState.UPHELD)
    question = (await shown(gao, DESK_CHAT))[-1]
    await do(gao, wu, talk.take_message, said="市里清单没有", chat_id=DESK_CHAT, reply_to=question.message_id)
    assert await rows_of(gao.database, "SELECT state, reason FROM appeals") == [("upheld", "市里清单没有")]
