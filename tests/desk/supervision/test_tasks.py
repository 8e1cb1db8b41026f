"""Supervision tasks: accepted, reported on, answered, given more time and called off; who hears of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import forms, talk
from bot.desk.items import leader_comments, lookup, wiping
from bot.desk.supervision import changes, decisions, enclosed, lists, reports
from bot.desk.supervision import forms as task_forms
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Blocked, Download, Person, PersonState, Reading, ReportKind, Role, TaskState
from bot.rules.states import Step
from tests.support.county import DESK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to
from tests.support.tasks import set_task


async def last(gao: County, chat: int, part: str = "") -> Shown:
    return next(each for each in reversed(await shown(gao, chat)) if part in each.text)


async def state(gao: County) -> TaskState:
    task = await gao.database.reads.supervision.find(1)
    assert task is not None
    return task.state


async def accepted(gao: County, by: Person, who: Person, *, helpers: tuple[Person, ...] = ()) -> None:
    """B1, for the person's unit, who has it."""
    await set_task(gao, by, who, helpers=helpers)
    assert who.telegram_id is not None
    await tap(gao, who, await last(gao, who.telegram_id, "督办件 B1"), "接受", reports.accept)


async def reported(gao: County, who: Person, kind: ReportKind, *said: str) -> None:
    """The person presses and answers the question."""
    await do(gao, who, reports.ask_words, task_id=1, kind=kind)
    for text in said:
        await do(gao, who, talk.take_message, said=text)


async def test_everybody_of_the_units_is_asked_and_the_first_who_accepts_has_it(
    gao: County, zhang: Person, wang: Person, li: Person, zhou: Person
) -> None:
    await set_task(gao, zhou, zhang, helpers=(li,))
    cards = {chat: await last(gao, chat, "督办件 B1") for chat in (11, 12, 13)}
    assert cards[11].text == (
        "📋 <b>督办件 B1</b> <b>早茶市场监管</b>\n请核实早茶市场秩序，提出整改措施。\n"
        "承办：云茶镇（未签收）\n协办：沙河镇（未签收）\n截止：6月24日（周三）17:30\n交办：信息中心 周编，6月3日 12:00\n"
        "🟢 <b>待签收</b>\n请点“接受”签收，先接受者负责办理。"
    )
    assert {chat: card.labels for chat, card in cards.items()} == {chat: ["接受"] for chat in (11, 12, 13)}
    toast = await tap(gao, zhang, cards[11], "接受", reports.accept)
    assert (toast.text, toast.alert) == ("您已签收 B1，截止6月24日（周三）17:30。", False)
    late = await tap(gao, wang, cards[13], "接受", reports.accept)
    assert (late.text, late.alert) == ("已由云茶镇 张三于6月3日 12:00签收。", True)
    mine, theirs = await last(gao, 11, "督办件 B1"), await last(gao, 13, "督办件 B1")
    assert mine.labels == ["反馈", "办结", "申请延期"] and theirs.labels == []
    assert "承办：云茶镇（张三 6月3日 12:00签收）" in theirs.text and "🟢 <b>办理中</b>" in theirs.text
    assert (await texts_to(gao, 21))[-1] == "✅ <b>B1</b> 早茶市场监管：云茶镇 张三已签收。"
    # The unit that helps accepts for itself, and reports its progress alone.
    await tap(gao, li, await last(gao, 12, "督办件 B1"), "接受", reports.accept)
    assert (await last(gao, 12, "督办件 B1")).labels == ["反馈"]
    assert (await texts_to(gao, 21))[-1] == "✅ <b>B1</b> 早茶市场监管：协办的沙河镇 李四已签收。"
    with pytest.raises(NotAllowed, match="helps"):
        await do(gao, li, reports.ask_words, task_id=1, kind=ReportKind.DONE)
    assert await audit(gao, "task", 1) == ["set", "accept", "accept_part"]


async def test_a_task_that_is_looked_at_says_what_becomes_of_it_where_one_presses(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """`接受` was answered with “您已签收”, and the message above went on: 待签收, 接受."""
    await set_task(gao, zhou, zhang)
    assert (await last(gao, 11, "督办件 B1")).labels == ["接受"]
    await do(gao, zhang, lists.press_show, task_id=1)
    card, looked_at = (await shown(gao, 11))[-2:]
    assert (card.text, card.labels) == ("📋 <b>督办件 B1</b> <b>早茶市场监管</b>\n最新情况见下方消息。", [])
    await tap(gao, zhang, looked_at, "接受", reports.accept)
    now = await last(gao, 11, "督办件 B1")
    assert now.message_id == looked_at.message_id and now.labels == ["反馈", "办结", "申请延期"]
    assert "承办：云茶镇（张三 6月3日 12:00签收）" in now.text and "<b>办理中</b>" in now.text


async def test_a_task_for_a_person_is_theirs_alone(
    gao: County, zhang: Person, wang: Person, zhou: Person
) -> None:
    await set_task(gao, zhou, wang.id)
    assert "承办：云茶镇 王茗（未签收）" in (await last(gao, 13)).text and await texts_to(gao, 11) == []
    with pytest.raises(NotAllowed):
        await do(gao, zhang, reports.accept, part_id=1)
    await do(gao, wang, reports.accept, part_id=1)
    assert await state(gao) is TaskState.UNDER_WAY


async def test_who_has_left_leaves_it_to_the_unit(
    gao: County, zhang: Person, wang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        person = work.directory.get_person(zhang.id)
        await work.people.save(replace(person, state=PersonState.REMOVED))
        await work.refresh_directory()
    await do(gao, wang, reports.accept, part_id=1)
    assert (await last(gao, 13, "督办件 B1")).labels == ["反馈", "办结", "申请延期"]
    assert "王茗" in (await last(gao, 13, "督办件 B1")).text


async def test_progress_goes_to_who_set_it_and_the_desk_as_often_as_wanted(
    gao: County, zhang: Person, wang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    with pytest.raises(NotAllowed, match="has accepted"):
        await do(gao, wang, reports.ask_words, task_id=1, kind=ReportKind.FEEDBACK)
    await tap(gao, zhang, await last(gao, 11, "督办件"), "反馈", reports.ask_words, kind=ReportKind.FEEDBACK)
    assert (await last(gao, 11)).text == "<b>B1</b> 早茶市场监管：进展如何？请回复本条消息写明进展情况。"
    await do(gao, zhang, talk.take_message, said="已检查12家茶厂。")
    assert (await texts_to(gao, 11))[-1] == "✅ <b>B1</b> 早茶市场监管：反馈已转信息中心 周编和采编群。"
    for chat in (21, DESK_CHAT):
        assert (await texts_to(gao, chat))[
            -1
        ] == "📝 <b>B1</b> 早茶市场监管 云茶镇 张三 反馈：\n已检查12家茶厂。"
    # A reply to the card is progress, too; thanks are not.
    card = (await last(gao, 11, "督办件 B1")).message_id
    await do(gao, zhang, talk.take_message, said="又检查了3家。", reply_to=card)
    await do(gao, zhang, talk.take_message, said="谢谢", reply_to=card)
    assert "反馈2次" in (await last(gao, 11, "督办件 B1")).text
    await do(gao, zhou, lists.show, task_id=1)
    told = (await last(gao, 21)).text
    assert told.index("已检查12家") < told.index("又检查了3家")


async def test_what_may_be_internal_or_is_too_short_is_not_passed_on(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    before = len(await texts_to(gao, 21))
    for text in ("好", "内部资料，注意保存：检查情况如下"):
        with pytest.raises(BadInput):
            await reported(gao, zhang, ReportKind.FEEDBACK, text)
    assert len(await texts_to(gao, 21)) == before
    assert await rows_of(gao.database, "SELECT count(*) FROM task_reports") == [(0,)]


async def test_done_is_what_who_set_it_agrees_to_and_can_be_taken_back_for_ten_minutes(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    await accepted(gao, zhou, zhang)
    gao.clock.moment = at("2026-06-10 10:00")
    await reported(gao, zhang, ReportKind.DONE, "12家茶厂已全部整改到位。")
    assert await state(gao) is TaskState.REPORTED
    asked = await last(gao, 21, "报办结")
    assert asked.text == "📨 <b>B1</b> 早茶市场监管 云茶镇 张三 报办结：\n12家茶厂已全部整改到位。"
    assert asked.labels == ["同意办结", "退回补办"]
    for other in (wu, zhang):
        with pytest.raises(NotAllowed):
            await do(gao, other, decisions.agree, report_id=1)
    gao.clock.moment = at("2026-06-11 10:00")
    await tap(gao, zhou, asked, "同意办结", decisions.agree)
    assert await state(gao) is TaskState.DONE
    decided = await last(gao, 21, "报办结")
    assert decided.text.endswith("↳ 6月11日 10:00 周编 同意办结") and decided.labels == ["撤销"]
    assert (await texts_to(gao, 11))[-1] == "✅ <b>B1</b> 早茶市场监管：信息中心 周编同意办结。"
    assert "✅ <b>办结</b> · 用时5个工作日" in (await last(gao, 11, "督办件 B1")).text
    with pytest.raises(WrongState, match="answered this"):
        await do(gao, zhou, decisions.agree, report_id=1)
    await tap(gao, zhou, decided, "撤销", decisions.undo)
    assert await state(gao) is TaskState.REPORTED
    assert (await last(gao, 21, "报办结")).labels == ["同意办结", "退回补办"]
    assert (await texts_to(gao, 11))[-1].endswith("周编撤销了刚才的答复，办结报告仍待答复。")
    await do(gao, zhou, decisions.agree, report_id=1)
    gao.clock.moment += timedelta(minutes=11)
    assert (await last(gao, 21, "报办结")).labels == []
    with pytest.raises(WrongState, match="that time is over"):
        await do(gao, zhou, decisions.undo, report_id=1)
    assert await audit(gao, "task", 1) == ["set", "accept", "report", "agree", "undo", "agree"]


async def test_what_is_not_done_goes_back_with_a_reason_and_is_reported_again(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.DONE, "已整改。")
    with pytest.raises(WrongState, match="waits for an answer"):
        await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.DONE)
    await tap(gao, zhou, await last(gao, 21, "报办结"), "退回补办", decisions.ask_reason)
    assert (await last(gao, 21)).text.startswith("<b>B1</b> 早茶市场监管 退回补办：还差什么？")
    assert await state(gao) is TaskState.REPORTED
    await do(gao, zhou, talk.take_message, said="缺整改前后的数据")
    assert await state(gao) is TaskState.SENT_BACK
    told = await last(gao, 11)
    assert told.text == "↩️ <b>B1</b> 早茶市场监管：信息中心 周编退回补办。理由：缺整改前后的数据"
    assert told.labels == ["反馈", "办结"]
    assert (await last(gao, 21)).text == "已通知云茶镇 张三：<b>B1</b> 早茶市场监管"
    await reported(gao, zhang, ReportKind.DONE, "整改前12家不合格，整改后全部合格。")
    await do(gao, zhou, decisions.agree, report_id=2)
    await do(gao, zhang, lists.show, task_id=1)
    said = (await last(gao, 11, "督办件 B1")).text
    assert said.index("↳ 6月3日 12:00 周编 退回补办：缺整改前后的数据") < said.index("周编 同意办结")


async def test_more_time_is_asked_for_once_and_who_set_it_decides(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.MORE_TIME)
    question = await last(gao, 11, "需延长多久")
    assert question.labels == ["3个工作日", "5个工作日", "10个工作日"]
    await tap(gao, zhang, question, "5个工作日", reports.choose_days, days=5)
    assert "延期至7月1日（周三）17:30。请回复本条消息写明理由。" in (await last(gao, 11)).text
    await do(gao, zhang, talk.take_message, said="检测报告7月1日出具")
    asked = await last(gao, 21, "申请延期")
    assert asked.text == (
        "⏳ <b>B1</b> 早茶市场监管 云茶镇 张三 申请延期至7月1日（周三）17:30（原截止6月24日（周三）17:30）：\n检测报告7月1日出具"
    )
    assert asked.labels == ["同意", "不同意"]
    await tap(gao, zhou, asked, "同意", decisions.agree)
    assert "同意延期，截止时间改为7月1日（周三）17:30。" in (await last(gao, 11)).text
    assert "截止：7月1日（周三）17:30" in (await last(gao, 11, "督办件 B1")).text
    assert (await last(gao, 11, "督办件 B1")).labels == ["反馈", "办结"]
    with pytest.raises(WrongState, match="can be done once"):
        await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.MORE_TIME)
    await do(gao, zhou, decisions.undo, report_id=1)
    assert "截止：6月24日（周三）17:30" in (await last(gao, 11, "督办件 B1")).text


async def test_how_long_and_why_may_be_one_message_and_a_no_has_its_reason(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.MORE_TIME, "检测报告未出", "5个工作日")
    assert "检测报告未出" in (await last(gao, 21, "申请延期")).text
    await tap(gao, zhou, await last(gao, 21, "申请延期"), "不同意", decisions.ask_reason)
    await do(gao, zhou, talk.take_message, said="月底前必须办完")
    assert (await last(gao, 11)).text == (
        "✖️ <b>B1</b> 早茶市场监管：信息中心 周编不同意延期。理由：月底前必须办完\n仍按6月24日（周三）17:30截止。"
    )


async def test_more_time_is_asked_for_before_it_is_due(gao: County, zhang: Person, zhou: Person) -> None:
    await accepted(gao, zhou, zhang)
    gao.clock.moment = at("2026-06-24 17:31")
    with pytest.raises(WrongState, match="overdue"):
        await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.MORE_TIME)


async def test_who_set_it_or_an_editor_gives_more_time_and_calls_it_off(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person, head: Person
) -> None:
    await accepted(gao, head, zhang, helpers=(li,))
    for nobody in (zhang, li):
        with pytest.raises(NotAllowed):
            await do(gao, nobody, changes.extend, task_id=1, raw="3天")
    await do(gao, wu, changes.extend, task_id=1, raw="3个工作日", chat_id=DESK_CHAT)
    for chat in (11, 12, 31):
        assert (await last(gao, chat, "延长")).text == (
            "⏳ <b>B1</b> 早茶市场监管：信息中心 吴编延长了办理期限。\n"
            "截止时间由6月24日（周三）17:30改为6月29日（周一）17:30。"
        )
    await do(gao, head, changes.close, task_id=1)
    asked = await last(gao, 31, "确认撤销督办")
    assert await state(gao) is TaskState.UNDER_WAY and asked.labels == ["确认撤销", "返回"]
    await tap(gao, head, asked, "确认撤销", changes.confirm_close)
    assert await state(gao) is TaskState.CALLED_OFF
    for chat in (11, 12):
        assert (await texts_to(gao, chat))[-1].startswith(
            "⚫ <b>B1</b> 早茶市场监管 已由县政府 张县长撤销督办"
        )
        assert (await last(gao, chat, "督办件 B1")).labels == []
    with pytest.raises(WrongState):
        await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.FEEDBACK)
    with pytest.raises(WrongState):
        await do(gao, wu, changes.confirm_close, task_id=1)


async def test_the_leader_hears_of_what_became_of_the_comment(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    item = await gao.item(zhang)
    await do(gao, zhou, leader_comments.command, typed="1 张县长:请云茶镇核实整改。", chat_id=DESK_CHAT)
    comment = await last(gao, DESK_CHAT, "批示")
    assert comment.labels == ["可转达", "不转达", "转督办"]
    await set_task(gao, zhou, zhang, item_id=item, comment_id=1)
    comment = await last(gao, DESK_CHAT, "批示")
    assert "📋 已转督办：B1" in comment.text and comment.labels == ["可转达", "不转达"]
    assert (await last(gao, 31)).text == (
        "📋 您的批示已转督办：<b>B1</b> 早茶市场监管\n承办：云茶镇，截止6月24日（周三）17:30（信息中心 周编交办）。"
    )
    assert "来源：2026-0001（县政府 张县长批示）" in (await last(gao, 11, "督办件 B1")).text
    await do(gao, zhang, reports.accept, part_id=1)
    assert (await last(gao, 31)).text == "✅ <b>B1</b> 早茶市场监管：云茶镇 张三已签收。"
    await reported(gao, zhang, ReportKind.DONE, "已全部整改。")
    assert (await last(gao, 31)).text.startswith("📨 <b>B1</b>") and (await last(gao, 31)).labels == []
    await do(gao, zhou, decisions.agree, report_id=1)
    assert (await last(gao, 31)).text == "✅ <b>B1</b> 早茶市场监管：信息中心 周编同意办结。"
    await do(gao, zhou, lookup.show_item, number="1", chat_id=DESK_CHAT)
    assert "📋 已转督办：B1" in (await last(gao, DESK_CHAT, "请云茶镇核实整改")).text
    await do(gao, zhang, lookup.show_item, number="1")
    assert "📋 已转督办：B1" in (await last(gao, 11, "标题")).text, "whose unit sees to it may know"


async def test_a_setter_who_has_left_leaves_the_answer_to_the_desk(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await accepted(gao, zhou, zhang)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(work.directory.get_person(zhou.id), state=PersonState.REMOVED))
        await work.refresh_directory()
    await reported(gao, zhang, ReportKind.DONE, "已全部整改。")
    asked = await last(gao, DESK_CHAT, "报办结")
    assert asked.labels == ["同意办结", "退回补办"]
    await tap(gao, wu, asked, "同意办结", decisions.agree, chat_id=DESK_CHAT)
    assert await state(gao) is TaskState.DONE


async def test_the_ledger_shows_the_desk_all_and_a_reporter_the_own_units(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await set_task(gao, zhou, li, title="汛期准备", due="2026-06-05 17:30")
    await do(gao, zhou, lists.command, typed="", chat_id=DESK_CHAT)
    ledger = await last(gao, DESK_CHAT, "督办台账")
    assert ledger.text == (
        "<b>2026年6月督办台账</b>\n临期1件、办理中1件\n\n🟡 <b>B2</b> 汛期准备\n沙河镇 · 临期，未签收 · 截止6月5日（周五）17:30\n"
        "\n🟢 <b>B1</b> 早茶市场监管\n云茶镇 张三 · 办理中 · 截止6月24日（周三）17:30"
    )
    assert ledger.labels == ["B2", "B1"]
    await do(gao, zhang, lists.command, typed="")
    own = await last(gao, 11, "督办台账")
    assert own.text.startswith("<b>2026年6月云茶镇督办台账</b>\n办理中1件\n") and own.labels == ["B1"]
    with pytest.raises(NotFound):
        await do(gao, zhang, lists.show, task_id=2)
    gao.clock.moment = at("2026-06-09 10:00")
    await do(gao, zhou, lists.command, typed="2026-06")
    assert "🔴 <b>B2</b> 汛期准备\n沙河镇 · 逾期2个工作日" in (await last(gao, 21, "台账")).text
    await do(gao, zhou, lists.command, typed="2026-05")
    assert "本月没有督办件。" in (await last(gao, 21, "2026年5月")).text


async def test_a_long_ledger_is_turned_page_by_page(gao: County, zhang: Person, zhou: Person) -> None:
    for number in range(1, 19):
        await set_task(gao, zhou, zhang, title=f"事项{number}")
    await do(gao, zhou, lists.command, typed="")
    first = await last(gao, 21, "督办台账")
    assert first.labels[:8] == [f"B{number}" for number in range(1, 9)]
    assert first.labels[8:] == ["1/3", "下一页 ▶"]
    await do(gao, zhou, lists.turn, page=2, month="2026-06")
    assert (await last(gao, 21, "督办台账")).labels == ["B17", "B18", "◀ 上一页", "3/3"]
    with pytest.raises(NotFound):
        await do(gao, zhou, lists.turn, page=0, month="x")


async def test_partners_and_strangers_to_it_may_do_nothing(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    partner = await gao.person("报社", "报社", role=Role.PARTNER, telegram_id=41)
    for nobody in (li, partner):
        for act, arguments in (
            (reports.accept, {"part_id": 1}),
            (reports.ask_words, {"task_id": 1, "kind": ReportKind.FEEDBACK}),
            (changes.confirm_close, {"task_id": 1}),
        ):
            with pytest.raises(NotAllowed):
                await do(gao, nobody, act, **arguments)
        with pytest.raises(NotFound):
            await do(gao, nobody, lists.show, task_id=1)


async def test_what_was_reported_goes_with_a_marking_and_a_task_with_its_item(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    item = await gao.item(zhang)
    await do(gao, zhou, leader_comments.command, typed="1 张县长:请云茶镇核实整改。", chat_id=DESK_CHAT)
    await set_task(gao, zhou, zhang, item_id=item, comment_id=1)
    await do(gao, zhang, reports.accept, part_id=1)
    await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.FEEDBACK)
    await do(gao, zhang, talk.take_message, said="已检查12家茶厂，其中三家不合格。", message_id=777)
    async with gao.database.work(now=gao.clock.now()) as work:
        marked = Blocked("marking", 11, 0, 11, 777, 0, is_private=True, is_edit=True)
        await wiping.wipe_message(gao.office, work, marked)
    assert await rows_of(gao.database, "SELECT words FROM task_reports") == [("",)]
    left = await rows_of(gao.database, "SELECT count(*) FROM outbox WHERE payload LIKE '%三家不合格%'")
    assert left == [(0,)]
    async with gao.database.work(now=gao.clock.now()) as work:
        wiped = await work.items.find(item)
        assert wiped is not None
        await wiping.wipe_item(gao.office, work, wiped, step=Step.WIPE, person_id=None)
    assert await rows_of(gao.database, "SELECT title, words FROM tasks") == [("", "")]
    await do(gao, zhou, lists.show, task_id=1)
    assert "核实" not in (await last(gao, 21)).text and "B1" in (await last(gao, 21)).text


async def test_a_request_for_time_is_settled_with_the_task_and_comes_back_with_it(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.MORE_TIME, "5个工作日，资金未到位")
    await reported(gao, zhang, ReportKind.DONE, "已办")
    done = await last(gao, 21, "报办结")
    await tap(gao, zhou, done, "同意办结", decisions.agree)
    asked = await last(gao, 21, "申请延期")
    assert asked.labels == [] and asked.text.endswith("↳ 督办已了结，无需再答复")
    await tap(gao, zhou, await last(gao, 21, "报办结"), "撤销", decisions.undo)
    assert (await last(gao, 21, "申请延期")).labels == ["同意", "不同意"]


async def test_a_request_that_is_granted_does_not_name_the_new_time_as_the_old(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.MORE_TIME, "5个工作日，资金未到位")
    asked = await last(gao, 21, "申请延期")
    assert "申请延期至7月1日（周三）17:30（原截止6月24日（周三）17:30）：" in asked.text
    await tap(gao, zhou, asked, "同意", decisions.agree)
    assert "申请延期至7月1日（周三）17:30：" in (await last(gao, 21, "申请延期")).text


async def test_no_more_time_is_taken_back_before_those_alone_who_heard_of_it(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang, helpers=(li,))
    await reported(gao, zhang, ReportKind.MORE_TIME, "5个工作日，资金未到位")
    await tap(gao, zhou, await last(gao, 21, "申请延期"), "不同意", decisions.ask_reason)
    await do(gao, zhou, talk.take_message, said="不行")
    await tap(gao, zhou, await last(gao, 21, "申请延期"), "撤销", decisions.undo)
    assert "撤销了刚才的答复" in (await texts_to(gao, 11))[-1]
    assert not any("撤销" in text for text in await texts_to(gao, 12))


async def test_nobody_is_asked_any_more_why_once_it_is_decided(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.DONE, "已办")
    done = await last(gao, 21, "报办结")
    await tap(gao, zhou, done, "退回补办", decisions.ask_reason)
    await tap(gao, zhou, done, "同意办结", decisions.agree)
    assert await gao.database.reads.drafts.of(21) == []


async def test_a_reply_to_a_progress_report_goes_back_to_who_reported(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.FEEDBACK, "已检查12家茶厂。")
    own = await last(gao, 21, "反馈：")
    await do(gao, zhou, talk.take_message, said="请附 <b>照片</b>", reply_to=own.message_id)
    assert (await texts_to(gao, 11))[-1] == (
        "💬 <b>B1</b> 早茶市场监管：信息中心 周编回复您的反馈：\n请附 &lt;b&gt;照片&lt;/b&gt;"
    )
    assert (await texts_to(gao, 21))[-1] == "<b>B1</b> 早茶市场监管：已转达云茶镇 张三。"
    group = await last(gao, DESK_CHAT, "反馈：")
    await do(gao, zhou, talk.take_message, said="还差两家", chat_id=DESK_CHAT, reply_to=group.message_id)
    assert (await texts_to(gao, 11))[-1].endswith("还差两家")
    assert (await audit(gao, "task", 1))[-2:] == ["reply", "reply"]
    # What is answered to it reaches who replied, and all of it stands under the task, in order.
    asked = await last(gao, 11, "还差两家")
    await do(gao, zhang, talk.take_message, said="周五前补齐。", reply_to=asked.message_id)
    assert (await texts_to(gao, 21))[-1] == "💬 <b>B1</b> 早茶市场监管：云茶镇 张三回复您：\n周五前补齐。"
    await do(gao, zhou, lists.show, task_id=1)
    history = (await last(gao, 21)).text
    assert (
        "💬 6月3日 12:00 信息中心 周编 回复：\n请附 &lt;b&gt;照片&lt;/b&gt;\n"
        "💬 6月3日 12:00 信息中心 周编 回复：\n还差两家\n💬 6月3日 12:00 云茶镇 张三 回复：\n周五前补齐。"
    ) in history
    assert "反馈1次" in history
    with pytest.raises(BadInput):
        await do(gao, zhou, talk.take_message, said="机密★", reply_to=own.message_id)


async def test_what_a_button_decides_is_not_decided_in_words(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await reported(gao, zhang, ReportKind.DONE, "已办")
    done = await last(gao, 21, "报办结")
    before = await texts_to(gao, 11)
    await do(gao, zhou, talk.take_message, said="缺整改前后的数据", reply_to=done.message_id)
    assert "请先点所回复消息下的“同意办结”或“退回补办”" in (await texts_to(gao, 21))[-1]
    assert await texts_to(gao, 11) == before and await state(gao) is TaskState.REPORTED


async def test_a_leaders_task_for_one_person_names_them_and_speaks_of_no_race(
    gao: County, wang: Person, zhang: Person, head: Person
) -> None:
    await set_task(gao, head, wang.id)
    assert (await texts_to(gao, DESK_CHAT))[-1].endswith("\n承办：云茶镇 王茗，截止6月24日（周三）17:30。")
    assert (await last(gao, 13)).text.endswith("\n请点“接受”签收。")


async def test_what_is_marked_by_an_edit_goes_from_the_messages_that_show_it(
    gao: County, zhang: Person, zhou: Person, head: Person
) -> None:
    item = await gao.item(zhang)
    await do(gao, head, leader_comments.command, typed="1 请核实早茶市场秩序。", message_id=41)
    await set_task(gao, zhou, zhang, item_id=item, comment_id=1, words="张县长批示：请核实早茶市场秩序。")
    await do(gao, zhang, reports.accept, part_id=1)
    await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.DONE)
    await do(gao, zhang, talk.take_message, said="已办", message_id=51)
    await do(gao, zhou, lists.command, typed="")
    for telegram_id, message_id in ((11, 51), (31, 41)):
        async with gao.database.work(now=gao.clock.now()) as work:
            marked = Blocked(
                "grade", telegram_id, 0, telegram_id, message_id, 0, is_private=True, is_edit=True
            )
            await wiping.wipe_message(gao.office, work, marked)
    asked = await last(gao, 21, "报办结")
    assert "已办" not in asked.text and asked.labels == ["同意办结", "退回补办"], (
        "it waits for an answer still"
    )
    for chat in (11, 21, DESK_CHAT):
        assert not any("早茶市场" in text for text in await texts_to(gao, chat))
    card = await last(gao, 11, "督办件 B1")
    assert "（内容已清除）" in card.text and "早茶市场" not in card.text


async def test_a_task_whose_own_message_is_marked_by_an_edit_keeps_none_of_its_words(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(
        gao, zhou, forms.write, form="task", text="早茶市场监管\n承办：云茶镇\n请核实秩序。", message_id=61
    )
    await tap(gao, zhou, await last(gao, 21, "督办件预览"), "发布", forms.post)
    assert "早茶市场监管" in (await last(gao, 11)).text
    async with gao.database.work(now=gao.clock.now()) as work:
        marked = Blocked("grade", 21, 0, 21, 61, 0, is_private=True, is_edit=True)
        await wiping.wipe_message(gao.office, work, marked)
    for chat in (11, 21):
        assert not any("早茶市场监管" in text for text in await texts_to(gao, chat))


async def test_of_two_editors_who_turn_one_comment_into_a_task_one_is_first_and_the_other_told(
    gao: County, zhang: Person, zhou: Person, wu: Person, head: Person
) -> None:
    await gao.item(zhang)
    await do(gao, head, leader_comments.command, typed="1 请核实早茶市场秩序。")
    comment = await last(gao, DESK_CHAT, "批示")
    for editor in (zhou, wu):
        await tap(gao, editor, comment, "转督办", task_forms.begin_from_comment, chat_id=DESK_CHAT)
        question = await last(gao, DESK_CHAT, "承办？")
        await do(
            gao, editor, talk.take_message, said="云茶镇", chat_id=DESK_CHAT, reply_to=question.message_id
        )
    previews = [each for each in await shown(gao, DESK_CHAT) if "督办件预览" in each.text]
    await tap(gao, wu, previews[1], "发布", forms.post, chat_id=DESK_CHAT)
    late = await tap(gao, zhou, previews[0], "发布", forms.post, chat_id=DESK_CHAT)
    assert late.alert and late.text.startswith(
        "信息中心 吴编已于6月3日 12:00将本批示转督办（B1），未重复发布。"
    )
    assert await rows_of(gao.database, "SELECT count(*) FROM tasks") == [(1,)]
    again = await tap(gao, zhou, comment, "转督办", task_forms.begin_from_comment, chat_id=DESK_CHAT)
    assert again.text == "信息中心 吴编已于6月3日 12:00将本批示转督办（B1），发送 B1 查看。"
    assert "转督办" not in (await last(gao, DESK_CHAT, "张县长批示")).labels
    # The comment is taken back: who made a task of it hears so, and what quotes it is posted only on a second word.
    await do(gao, head, leader_comments.undo, comment_id=1)
    gone = (await texts_to(gao, wu.telegram_id or 0))[-1]
    assert "批示系误记，已撤销" in gone and "/close_B1" in gone
    await do(gao, head, leader_comments.command, typed="1 请核实夜市秩序。")
    comment = await last(gao, DESK_CHAT, "夜市")
    await tap(gao, zhou, comment, "转督办", task_forms.begin_from_comment, chat_id=DESK_CHAT)
    question = await last(gao, DESK_CHAT, "承办？")
    await do(gao, zhou, talk.take_message, said="云茶镇", chat_id=DESK_CHAT, reply_to=question.message_id)
    await do(gao, head, leader_comments.undo, comment_id=2)
    preview = await last(gao, DESK_CHAT, "督办件预览")
    refused = await tap(gao, zhou, preview, "发布", forms.post, chat_id=DESK_CHAT)
    assert refused.alert and refused.text.startswith("该批示已撤销，未发布。")
    assert await rows_of(gao.database, "SELECT count(*) FROM tasks") == [(1,)]


async def arrive(gao: County, file_id: int, text: str = "整改前后对比", sha256: str = "a" * 64) -> None:
    """A file that somebody sent is on disk, and read."""
    async with gao.database.work(now=gao.clock.now()) as work:
        download = Download(sha256, 99, Reading("docx", text))
        await talk.take_download(gao.office, work, file_id, download)


async def files_to(gao: County, chat_id: int) -> list[str]:
    """The captions of files that went to a chat."""
    rows = await rows_of(
        gao.database,
        "SELECT json_extract(payload, '$.caption') FROM outbox"
        f" WHERE chat_id = {chat_id} AND method IN ('sendDocument', 'sendPhoto') ORDER BY id",
    )
    return [row[0] for row in rows]


async def test_what_comes_with_a_report_goes_to_who_reads_it_and_stays_with_the_task(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    # A picture before the words is kept for them; the paper comes with them.
    await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.FEEDBACK)
    await do(gao, zhang, talk.take_message, attachment="photo")
    assert (await texts_to(gao, 11))[-1] == "📎 附件已收到。\n请再用文字说明情况，附件一并转交。"
    await arrive(gao, 1, sha256="b" * 64)
    assert await files_to(gao, 21) == []
    await do(
        gao, zhang, talk.take_message, said="已检查12家茶厂。", attachment="document", file_name="检查表.docx"
    )
    assert (await texts_to(gao, 11))[-1].endswith("\n📎 附件检查后随即转交。")
    assert (await texts_to(gao, 21))[-1].endswith("\n已检查12家茶厂。\n📎 附件2个，见下")
    assert await files_to(gao, 21) == ["<b>B1</b> 早茶市场监管：云茶镇 张三的附件"], (
        "what is there goes at once"
    )
    await arrive(gao, 2)
    assert (await files_to(gao, 21))[1:] == ["<b>B1</b> 早茶市场监管：云茶镇 张三的附件\n检查表.docx"]
    assert len(await files_to(gao, DESK_CHAT)) == 2
    await do(gao, zhou, lists.show, task_id=1)
    shown_now = await last(gao, 21)
    assert "已检查12家茶厂。\n📎 附件2个\n· 检查表.docx" in shown_now.text and "附件" in shown_now.labels
    await tap(gao, zhou, shown_now, "附件", enclosed.press_files)
    assert len(await files_to(gao, 21)) == 4


async def test_a_file_that_may_be_internal_is_not_passed_on_and_one_with_numbers_goes_into_no_group(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    for said in ("已检查12家茶厂。", "名单附后。"):
        await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.FEEDBACK)
        await do(gao, zhang, talk.take_message, said=said, attachment="document", file_name="表.docx")
    await arrive(gao, 1, "内部资料，注意保存")
    assert (await texts_to(gao, 11))[-1].endswith("所附文字已转交。") and await files_to(gao, 21) == []
    await arrive(gao, 2, "联系人 13812345678", "c" * 64)
    assert len(await files_to(gao, 21)) == 1 and await files_to(gao, DESK_CHAT) == []
    assert (await texts_to(gao, DESK_CHAT))[-1].endswith("文件含个人号码，仅在私聊中提供。")


async def test_a_picture_in_reply_to_the_card_is_no_item_but_asks_for_the_words_of_a_report(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    card = await last(gao, 11, "督办件 B1")
    await do(gao, zhang, talk.take_message, attachment="photo", reply_to=card.message_id)
    assert (await texts_to(gao, 11))[-1].startswith("📎 附件已收到。")
    await do(gao, zhang, talk.take_message, said="已整改。")
    assert (await texts_to(gao, 21))[-1].endswith("反馈：\n已整改。\n📎 附件1个，见下")


async def test_an_album_goes_with_the_words_of_one_of_its_pictures(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await accepted(gao, zhou, zhang)
    await do(gao, zhang, reports.ask_words, task_id=1, kind=ReportKind.DONE)
    await do(gao, zhang, talk.take_message, said="已全部整改。", attachment="photo", album="x")
    for number in (2, 3):
        await do(gao, zhang, talk.take_message, attachment="photo", album="x")
        await arrive(gao, number, sha256=str(number) * 64)
    assert len(await gao.database.reads.attachments.of_report(1)) == 3
    assert len(await files_to(gao, 21)) == 2
    marked = Blocked("grade", 11, 0, 11, 0, 0, is_private=True, is_edit=True)
    (first, *_) = await gao.database.reads.attachments.of_report(1)
    async with gao.database.work(now=gao.clock.now()) as work:
        await wiping.wipe_message(gao.office, work, replace(marked, message_id=first.message_id))
    assert all(
        each.sha256 is None or each.state == "refused"
        for each in await gao.database.reads.attachments.of_report(1)
    )
