"""A deputy accepts, reports and answers in somebody's place, and /today shows what waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import today
from bot.desk.supervision import changes, deadlines, decisions, lists, reports
from bot.errors import NotAllowed
from bot.model import Person, ReportKind
from tests.support.county import County, rows_of
from tests.support.scenes import do, shown, stands_in, texts_to
from tests.support.tasks import set_task


async def test_a_deputy_accepts_and_reports_in_the_persons_place(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    await stands_in(gao, li, zhang)
    await stands_in(gao, wu, zhou)
    await set_task(gao, zhou, zhang)
    copy = next(each for each in await shown(gao, 12) if "督办件 B1" in each.text)
    assert copy.labels == ["接受"]
    await do(gao, li, reports.accept, part_id=1)
    assert "承办：云茶镇（李四 代 张三 6月3日 12:00签收）" in (await shown(gao, 12))[0].text
    assert (await texts_to(gao, 11))[-1] == "李四已代您办理：已签收 B1 早茶市场监管"
    task = await gao.database.reads.supervision.find(1)
    assert task is not None
    for who in (li, zhang):
        await do(gao, who, reports.ask_words, task_id=1, kind=ReportKind.DONE)
    asked = await rows_of(gao.database, "SELECT telegram_id FROM drafts ORDER BY 1")
    assert asked == [(11,), (12,)], "neither takes the other's question away"
    await do(gao, li, reports.report, task=task, kind=ReportKind.DONE, text="已全部整改。")
    with pytest.raises(NotAllowed):
        await do(gao, li, decisions.agree, report_id=1)
    await do(gao, wu, decisions.agree, report_id=1)
    await do(gao, wu, decisions.undo, report_id=1)
    await do(gao, wu, decisions.agree, report_id=1)
    told = [text for text in await texts_to(gao, 11) if "同意办结" in text]
    assert told[-1] == "✅ <b>B1</b> 早茶市场监管：信息中心 吴编 代 信息中心 周编同意办结。"
    # Who did it for whom stands where the task is looked at, not in the trail alone.
    said = await texts_to(gao, 21)
    assert "✅ <b>B1</b> 早茶市场监管：沙河镇 李四 代 云茶镇 张三已签收。" in said
    assert any("沙河镇 李四 代 云茶镇 张三 报办结：" in text for text in said)
    await do(gao, zhou, lists.show, task_id=1)
    history = (await shown(gao, 21))[-1].text
    assert "沙河镇 李四 代 云茶镇 张三 报办结：" in history and "吴编 代 周编 同意办结" in history
    assert "✅ <b>办结</b> · 当天办结" in history
    await do(gao, zhou, lists.command, typed="")
    assert "云茶镇 李四 代 张三 · 当天办结 · 截止" in (await shown(gao, 21))[-1].text
    steps = [(entry.step, entry.person_id) for entry in await gao.database.reads.trail.of("task", 1)]
    assert steps[:3] == [("set", zhou.id), ("accept", li.id), ("report", li.id)], "and the line says for whom"


async def test_today_shows_what_waits(gao: County, zhang: Person, zhou: Person) -> None:
    for title in ("甲", "乙", "丙"):
        await set_task(gao, zhou, zhang, title=title)
    await do(gao, zhang, reports.accept, part_id=1)
    await do(gao, zhang, today.show)
    told = (await shown(gao, 11))[-1]
    assert (
        "📋 B1 甲：办理中，截止6月24日（周三）17:30\n📋 待签收：B2 乙，截止6月24日（周三）17:30\n"
        in told.text
    )
    assert "B1" in told.labels and "/tasks" in told.text
    task = await gao.database.reads.supervision.find(1)
    assert task is not None
    await do(gao, zhang, reports.report, task=task, kind=ReportKind.DONE, text="已全部整改。")
    await do(gao, zhou, today.show)
    assert "📨 待您答复：B1 甲" in (await shown(gao, 21))[-1].text


async def test_a_colleague_who_stands_in_hears_once_that_it_is_overdue(
    gao: County, zhang: Person, wang: Person, zhou: Person
) -> None:
    await stands_in(gao, wang, zhang)
    await set_task(gao, zhou, zhang, due="2026-06-05 17:30")
    await do(gao, zhang, reports.accept, part_id=1)
    gao.clock.moment += timedelta(days=5)
    async with gao.database.work(now=gao.clock.now()) as work:
        await deadlines.mind_overdue(gao.office, work)
    (told,) = [each for each in await shown(gao, 13) if "已逾期" in each.text]
    assert told.text.startswith("<b>【代 云茶镇 张三】</b>") and told.labels == ["反馈", "办结"]


async def test_a_deputy_who_is_told_in_their_own_name_gets_no_copy(
    gao: County, zhang: Person, zhou: Person
) -> None:
    colleague = await gao.person("王茗", "云茶镇", telegram_id=13)
    await stands_in(gao, colleague, zhang)
    await set_task(gao, zhou, zhang)
    await do(gao, zhou, changes.extend, task_id=1, raw="3天")
    assert len([text for text in await texts_to(gao, 13) if "办理期限" in text or "截止" in text]) == 2
