"""What the clock brings of supervision tasks: warnings, and who hears of one that is overdue, each once for a due date."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.desk.supervision import changes, deadlines, decisions, reports
from bot.errors import BadInput, NotFound, WrongState
from bot.model import Person, PlaceKind, ReportKind, Role
from bot.rules.supervision import is_over
from bot.views.supervision.deadlines import day_lines
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.databases import Home
from tests.support.scenes import deliver, do, stands_in, texts_to
from tests.support.tasks import DUE, set_task

MORNINGS = ("2026-06-15", "2026-06-16", "2026-06-17", "2026-06-18", "2026-06-22", "2026-06-23", "2026-06-24")


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-06-03 12:00") as place:
        yield place


async def on(gao: County, moment: str) -> None:
    """What the clock does at that hour, twice, as after a restart."""
    gao.clock.moment = at(moment)
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            if moment.endswith("09:00"):
                await deadlines.mind_due(gao.office, work, today=gao.office.today(work.now))
            await deadlines.mind_overdue(gao.office, work)
    await deliver(gao)


async def say_done(gao: County, who: Person, number: int) -> None:
    task = await gao.database.reads.supervision.find(number)
    assert task is not None
    await do(gao, who, reports.report, task=task, kind=ReportKind.DONE, text="已全部整改。")


async def heard(gao: County, chat: int, part: str) -> list[str]:
    return [text.split("\n")[0] for text in await texts_to(gao, chat) if part in text]


async def test_who_has_it_is_warned_five_and_two_working_days_before_and_on_the_day(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=13)
    await set_task(gao, zhou, zhang, due=DUE)
    await do(gao, zhang, reports.accept, part_id=1)
    for day in MORNINGS:
        await on(gao, f"{day} 09:00")
    assert await heard(gao, 11, "⏰") == [
        "⏰ 督办件 <b>B1</b> 早茶市场监管 即将到期",
        "⏰ 督办件 <b>B1</b> 早茶市场监管 即将到期",
        "⏰ 督办件 <b>B1</b> 早茶市场监管 今日到期",
    ]
    assert await heard(gao, 13, "⏰") == []


async def test_where_nobody_has_accepted_it_everybody_is_warned(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=13)
    await set_task(gao, zhou, zhang, due=DUE)
    await on(gao, "2026-06-24 09:00")
    for chat in (11, 13):
        assert (await texts_to(gao, chat))[-1].endswith("尚无人签收，请尽快接受并办理。")


async def test_overdue_the_unit_hears_at_once_the_desk_a_working_day_later_the_leaders_after_three(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.person("王茗", "云茶镇", telegram_id=13)
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    deputy = await gao.person("李县长", "县政府", role=Role.LEADER, telegram_id=32)
    await set_task(gao, zhou, zhang, due=DUE)
    await do(gao, zhang, reports.accept, part_id=1)
    await on(gao, "2026-06-24 17:31")
    for chat in (11, 13):
        assert await heard(gao, chat, "已逾期") == ["🔴 已逾期：督办件 <b>B1</b> 早茶市场监管"]
    assert await heard(gao, DESK_CHAT, "逾期") == [] == await heard(gao, 31, "逾期")
    await on(gao, "2026-06-25 09:00")
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        "🔴 逾期1个工作日：督办件 <b>B1</b> 早茶市场监管\n承办：云茶镇（张三 6月3日 12:00签收）\n"
        "截止：6月24日（周三）17:30\n交办：信息中心 周编，6月3日 12:00"
    )
    await on(gao, "2026-06-26 09:00")
    assert await heard(gao, 31, "逾期") == []
    await stands_in(gao, deputy, leader)
    for day in ("2026-06-29", "2026-06-30", "2026-07-01"):
        await on(gao, f"{day} 09:00")
    for chat in (31, 32):  # who stands in for another leader has it in their own name, and once
        assert await heard(gao, chat, "逾期") == ["🔴 逾期3个工作日：督办件 <b>B1</b> 早茶市场监管"]
    assert len(await heard(gao, DESK_CHAT, "逾期")) == 1 and len(await heard(gao, 11, "已逾期")) == 1


async def test_more_time_begins_the_warnings_anew_and_what_is_reported_or_over_is_not_warned_of(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for title in ("甲", "乙", "丙"):
        await set_task(gao, zhou, zhang, due=DUE, title=title)
    for part_id in (1, 2, 3):
        await do(gao, zhang, reports.accept, part_id=part_id)
    await on(gao, "2026-06-24 09:00")
    assert len(await heard(gao, 11, "今日到期")) == 3
    await do(gao, zhou, changes.extend, task_id=1, raw="2026-07-03")
    await say_done(gao, zhang, 2)
    await do(gao, zhou, changes.confirm_close, task_id=3)
    for moment in ("2026-06-24 17:31", "2026-06-25 09:00", "2026-06-30 09:00"):
        await on(gao, moment)
    assert await heard(gao, 11, "已逾期") == [] == await heard(gao, DESK_CHAT, "逾期")
    assert (await heard(gao, 11, "即将到期"))[-1] == "⏰ 督办件 <b>B1</b> 甲 即将到期"
    # What goes back after its time is told once, by the message that sends it back; the desk hears of it the next morning.
    await do(gao, zhou, decisions.ask_reason, report_id=1)
    draft = (await gao.database.reads.drafts.in_chat(21, 21))[-1]
    await do(gao, zhou, decisions.take_reason, said="数据不全", draft=draft)
    assert "是否另给期限？" in (await texts_to(gao, 21))[-1]
    await on(gao, "2026-06-30 17:31")
    assert await heard(gao, 11, "已逾期") == []
    await on(gao, "2026-07-01 09:00")
    assert await heard(gao, DESK_CHAT, "逾期5个工作日") == ["🔴 逾期5个工作日：督办件 <b>B2</b> 乙"]


async def test_the_days_list_has_what_is_overdue_due_and_waits_for_an_answer(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for title, due in (
        ("甲", "2026-06-04"),
        ("乙", "2026-06-08"),
        ("丙", "2026-06-09"),
        ("丁", "2026-07-01"),
    ):
        await set_task(gao, zhou, zhang, due=f"{due} 17:30", title=title)
    await set_task(gao, zhou, zhang, due="2026-06-30 17:30", title="戊")
    await do(gao, zhang, reports.accept, part_id=5)
    await say_done(gao, zhang, 5)
    gao.clock.moment = at("2026-06-08 09:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        rows = await deadlines.rows_of_day(gao.office, work, today=gao.office.today(work.now))
    assert [str(line) for line in day_lines(gao.office.texts(None), rows)] == [
        "<b>🔴 逾期的督办件（1）</b>",
        "B1 甲 · 云茶镇 · 逾期2个工作日 · 截止6月4日（周四）17:30",
        "<b>⏰ 督办件今日到期（1）</b>",
        "B2 乙 · 云茶镇 · 待签收 · 截止6月8日（周一）17:30",
        "<b>⏰ 督办件下一工作日到期（1）</b>",
        "B3 丙 · 云茶镇 · 待签收 · 截止6月9日（周二）17:30",
        "<b>🔵 督办件已报办结，待答复（1）</b>",
        "B5 戊 · 云茶镇 张三 · 已报办结 · 截止6月30日（周二）17:30",
    ]


async def test_it_is_the_same_on_both_kinds_of_database(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        await set_task(gao, zhou, zhang, due=DUE)
        await do(gao, zhang, reports.accept, part_id=1)
        await say_done(gao, zhang, 1)
        await do(gao, zhou, decisions.agree, report_id=1)
        await do(gao, zhou, decisions.undo, report_id=1)
        async with gao.database.work(now=gao.clock.now()) as work:
            assert [each.id for each in await work.supervision.open()] == [1]
            assert (
                await work.supervision.newly_overdue(at("2026-07-01 09:00")) == []
            )  # it waits for an answer
            alive = await work.supervision.alive(at("2026-06-01 00:00"), at("2026-07-01 00:00"))
            assert [each.id for each in alive] == [1]
            (part,) = await work.supervision.parts(1)
            free = replace(part, person_id=None, accepted_at=None)
            assert not await work.supervision.accept(free, person_id=zhou.id, now=work.now), "somebody has it"


@pytest.mark.parametrize("seed", range(6))
async def test_over_random_days_each_warning_goes_out_once_for_a_due_date_and_none_after_the_end(
    gao: County, zhang: Person, zhou: Person, seed: int
) -> None:
    """Restarts, more time, reports that go back and come again, decisions taken back; the messages are counted."""
    await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    chance = Random(seed)
    await set_task(gao, zhou, zhang, due=f"2026-06-{chance.randint(8, 30):02d} 17:30")
    await do(gao, zhang, reports.accept, part_id=1)
    told: Counter[tuple[str, str, str]] = Counter()
    heard_before = dict.fromkeys((11, 31, DESK_CHAT), 0)
    day, ended = date(2026, 6, 4), False
    for _ in range(40):
        event = chance.choice(["look"] * 8 + ["extend", "report", "report", "back", "agree", "undo", "end"])
        task = await gao.database.reads.supervision.find(1)
        assert task is not None
        said = await gao.database.reads.supervision.reports(1)
        with suppress(WrongState, BadInput, NotFound):
            if event == "extend":
                await do(gao, zhou, changes.extend, task_id=1, raw=f"{chance.randint(1, 9)}天")
            elif event == "report":
                await say_done(gao, zhang, 1)
            elif event == "back":
                await do(gao, zhou, decisions.ask_reason, report_id=said[-1].id if said else 0)
                draft = (await gao.database.reads.drafts.in_chat(21, 21))[-1]
                await do(gao, zhou, decisions.take_reason, said="再核", draft=draft)
            elif event == "agree" and said:
                await do(gao, zhou, decisions.agree, report_id=said[-1].id)
            elif event == "undo" and said:
                await do(gao, zhou, decisions.undo, report_id=said[-1].id)
            elif event == "end" and chance.random() < 0.3:
                await do(gao, zhou, changes.confirm_close, task_id=1)
        day += timedelta(days=chance.randint(0, 2))
        task = await gao.database.reads.supervision.find(1)
        assert task is not None
        ended = is_over(task.state)
        for chat in heard_before:
            heard_before[chat] = len(await clocks_words(gao, chat))
        await on(gao, f"{day} {chance.choice(['09:00', '17:31'])}")
        for chat, before in heard_before.items():
            new = (await clocks_words(gao, chat))[before:]
            assert not (ended and new), "nothing after it is done or called off"
            told.update(
                (str(chat), text.split("：")[0][:2], gao.office.today(task.due_at).isoformat())
                for text in new
            )
    warned = [count for (_, mark, _), count in told.items() if mark.startswith("⏰")]
    assert all(count <= 3 for count in warned), "the first, the second, the day"
    assert all(count == 1 for (_, mark, _), count in told.items() if mark.startswith("🔴"))


async def clocks_words(gao: County, chat: int) -> list[str]:
    """What the clock has said of tasks in a chat."""
    return [text for text in await texts_to(gao, chat) if text.startswith(("⏰", "🔴"))]
