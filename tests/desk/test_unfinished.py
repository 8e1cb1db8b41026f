"""Drafts that were left lying: one reminder on the next working morning, which goes on with them (manual, section 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import conversing, mine, talk
from bot.desk.common.office import Office
from bot.desk.items import drafts, submissions
from bot.desk.unfinished import remind
from bot.model import Person, PersonState, PlaceKind
from bot.store.work import Work
from tests.support.county import BODY, WORK_CHAT, County, at, county
from tests.support.scenes import Shown, do, shown, tap

LONG = "今年以来，云茶镇扎实推进茶园病虫害冬季防治，组织农技人员进村入户开展指导。"
FRIDAY = "2026-06-05 16:00"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


async def tick(gao: County, moment: str) -> None:
    """A look of the clock at this moment."""
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        await remind(gao.office, work)


async def write(gao: County, who: Person, moment: str, text: str = f"冬防\n{LONG}") -> None:
    gao.clock.moment = at(moment)
    await do(gao, who, talk.take_message, said=text)


async def reminders(gao: County, chat_id: int = 11) -> list[Shown]:
    return [said for said in await shown(gao, chat_id) if "草稿保留到" in said.text]


async def test_a_draft_is_reminded_of_once_on_the_next_working_morning(gao: County, zhang: Person) -> None:
    await write(gao, zhang, FRIDAY)
    for moment in ("2026-06-05 17:00", "2026-06-06 10:00", "2026-06-08 08:29", "2026-06-08 08:30"):
        assert await reminders(gao) == []
        await tick(gao, moment)
    (said,) = await reminders(gao)
    assert said.text.split("\n") == ["📝 未提交：信息《冬防》（37字）", "草稿保留到6月11日 08:30。"]
    assert said.labels == ["继续", "删除草稿"]
    for moment in ("2026-06-08 08:31", "2026-06-08 17:00", "2026-06-09 08:30", "2026-06-10 08:30"):
        await tick(gao, moment)
    assert len(await reminders(gao)) == 1


async def test_several_drafts_bring_one_reminder_that_names_them_with_their_buttons(
    gao: County, zhang: Person
) -> None:
    gao.clock.moment = at(FRIDAY)
    for number in range(1, 11):
        await do(gao, zhang, drafts.begin_with_text, said=f"冬防之{number}\n{LONG}")
    await tick(gao, "2026-06-08 08:30")
    (said,) = await reminders(gao)
    lines = said.text.split("\n")
    assert lines[:2] == ["📝 您有10份草稿未完成：", "1. 信息《冬防之1》，37字"]
    assert lines[8:] == ["8. 信息《冬防之8》，37字", "……另有2件：/my", "草稿保留到6月11日 08:30。"]
    assert said.labels[:4] == ["1 继续", "1 删除草稿", "2 继续", "2 删除草稿"] and len(said.labels) == 16
    await tick(gao, "2026-06-08 08:31")
    assert len(await reminders(gao)) == 1


async def test_it_comes_later_in_the_day_where_the_clock_stood_still_but_not_at_night(
    gao: County, zhang: Person
) -> None:
    await write(gao, zhang, "2026-06-03 16:00")
    await tick(gao, "2026-06-04 22:00")
    assert await reminders(gao) == []
    await tick(gao, "2026-06-05 14:00")
    assert len(await reminders(gao)) == 1


async def test_a_restart_between_reminds_nobody_twice(tmp_path: Path) -> None:
    async with county(tmp_path, now=FRIDAY) as gao:
        who = await gao.person("张三", "云茶镇", telegram_id=11)
        await write(gao, who, FRIDAY)
        await tick(gao, "2026-06-08 08:30")
    async with county(tmp_path, now="2026-06-08 08:31") as gao:
        await tick(gao, "2026-06-08 08:31")
        assert sum("草稿保留到" in text for _, text in await gao.sent()) == 1


async def test_a_long_holiday_takes_no_draft_away_before_its_reminder(gao: County, zhang: Person) -> None:
    """The National Day's holidays of 2026 last from 1 to 7 October."""
    await write(gao, zhang, "2026-09-30 16:00")
    await tick(gao, "2026-10-07 09:00")
    assert await reminders(gao) == []
    await tick(gao, "2026-10-08 09:00")
    (said,) = await reminders(gao)
    await tap(gao, zhang, said, "继续", conversing.press_open)
    assert "<b>冬防</b>" in (await shown(gao, 11))[-1].text


async def test_a_draft_that_had_expired_before_is_not_brought_up_again(gao: County, zhang: Person) -> None:
    await write(gao, zhang, "2026-06-01 10:00")
    await tick(gao, "2026-06-10 09:00")
    assert await reminders(gao) == []


async def test_a_reply_to_the_reminder_goes_on_with_its_draft(gao: County, zhang: Person) -> None:
    await write(gao, zhang, FRIDAY, f"甲事\n{LONG}")
    await tick(gao, "2026-06-08 08:30")
    (about,) = await reminders(gao)
    await do(gao, zhang, talk.take_message, said="下一步还将开展回头看。", reply_to=about.message_id)
    (draft,) = await gao.database.reads.drafts.of(11)
    assert "甲事" in str(draft.data) and "回头看" in str(draft.data)


async def test_of_a_reply_to_the_reminder_of_several_it_is_asked_which_is_meant(
    gao: County, zhang: Person
) -> None:
    for title in ("甲事", "乙事"):
        gao.clock.moment = at(FRIDAY)
        await do(gao, zhang, drafts.begin_anew, purpose=drafts.Purpose())
        asked = (await shown(gao, 11))[-1]
        await do(gao, zhang, talk.take_message, said=f"{title}\n{LONG}", reply_to=asked.message_id)
    await tick(gao, "2026-06-08 08:30")
    (about,) = await reminders(gao)
    await do(gao, zhang, talk.take_message, said="下一步还将开展回头看。", reply_to=about.message_id)
    which = (await shown(gao, 11))[-1]
    assert any("甲事" in label for label in which.labels) and any("乙事" in label for label in which.labels)


async def test_a_draft_of_the_group_is_reminded_of_in_private_and_goes_on_there(
    gao: County, zhang: Person
) -> None:
    gao.clock.moment = at(FRIDAY)
    await do(gao, zhang, submissions.submit_tagged, said="#报送 云茶镇消息", chat_id=WORK_CHAT)
    in_group = len(await shown(gao, WORK_CHAT))
    await tick(gao, "2026-06-08 08:30")
    (said,) = await reminders(gao)
    assert len(await shown(gao, WORK_CHAT)) == in_group
    await do(gao, zhang, talk.take_message, said=BODY, reply_to=said.message_id)
    preview = (await shown(gao, 11))[-1]
    assert "云茶镇消息" in preview.text and BODY in preview.text
    assert len(await gao.database.reads.drafts.of(11)) == 1


async def test_what_was_changed_since_is_lying_anew(gao: County, zhang: Person) -> None:
    await write(gao, zhang, FRIDAY)
    await tick(gao, "2026-06-08 08:30")
    await write(gao, zhang, "2026-06-08 10:00", "再补充一句。")
    await tick(gao, "2026-06-08 17:00")
    assert len(await reminders(gao)) == 1
    await tick(gao, "2026-06-09 08:30")
    assert len(await reminders(gao)) == 2


async def test_a_question_to_which_nothing_was_written_is_no_draft(gao: County, zhang: Person) -> None:
    gao.clock.moment = at(FRIDAY)
    await do(gao, zhang, drafts.begin)
    await tick(gao, "2026-06-08 08:30")
    assert await reminders(gao) == []
    await do(gao, zhang, mine.show)
    assert "📝 未完成：" in (await shown(gao, 11))[-1].text


async def test_who_is_suspended_is_not_reminded(gao: County, zhang: Person) -> None:
    li = await gao.person("李四", "云茶镇", telegram_id=12)
    await write(gao, li, FRIDAY)
    async with gao.database.work(now=gao.clock.now()) as work:
        await _suspend(gao.office, work, li)
    await tick(gao, "2026-06-08 08:30")
    assert await reminders(gao, 12) == []


async def _suspend(_office: Office, work: Work, person: Person) -> None:
    await work.people.save(replace(person, state=PersonState.SUSPENDED))
    await work.refresh_directory()


async def test_what_comes_too_late_is_told_so_and_counted_from_the_reminder(
    gao: County, zhang: Person
) -> None:
    await write(gao, zhang, FRIDAY)
    await tick(gao, "2026-06-08 08:30")
    (said,) = await reminders(gao)
    gao.clock.moment += timedelta(days=3, minutes=1)
    await do(gao, zhang, talk.take_message, said=BODY, reply_to=said.message_id)
    assert (await shown(gao, 11))[-1].text == (
        "该草稿已过期（保留3天），这条文字未收下，请重新以“#报送”发送。"
    )
