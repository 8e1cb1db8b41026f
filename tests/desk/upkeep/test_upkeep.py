"""What the desk sees to by itself: owners at the start, floods, messages in doubt, updates set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.desk.upkeep import doubts, excess, holidays, opening, troubles
from bot.errors import NotAllowed, WrongState
from bot.model import Chat, Message, Person, PlaceKind, Policy, Role
from bot.rules.workdays import WorkCalendar
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import do, scene_of, shown, tap, texts_to


@pytest.fixture
async def admin(gao: County) -> Person:
    return await gao.person("李主任", "政府办公室", role=Role.ADMIN, telegram_id=9)


@pytest.fixture
async def deputy(gao: County) -> Person:
    return await gao.person("王副主任", "政府办公室", role=Role.ADMIN, telegram_id=8)


# --- at the start -----------------------------------------------------------------------------------------


async def open_office(gao: County, *owners: int) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await opening.open_office(gao.office, work, owners=owners)


async def test_an_owner_of_the_settings_is_on_the_roster_after_the_first_start(gao: County) -> None:
    await open_office(gao, 1, 2)
    await open_office(gao, 1, 2)
    people = await gao.database.reads.people.people()
    assert [(p.name, p.unit, p.role, p.telegram_id) for p in people] == [
        ("管理员", "政府办公室", Role.ADMIN, 1),
        ("管理员", "政府办公室", Role.ADMIN, 2),
    ]


async def test_an_owner_who_is_on_the_roster_stays_as_they_are(gao: County, admin: Person) -> None:
    await open_office(gao, 9)
    assert await gao.database.reads.people.people() == [admin]


# --- floods -----------------------------------------------------------------------------------------------


async def test_whoever_sends_too_much_is_told_in_private_wherever_it_was(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await do(gao, zhang, excess.tell_of_excess, chat_id=WORK_CHAT)
    assert await shown(gao, WORK_CHAT) == []
    (told,) = await texts_to(gao, 11)
    assert str(gao.office.settings.flood.per_minute) in told


async def test_a_stranger_is_told_only_where_the_chat_is_open(gao: County) -> None:
    await do(gao, 500, excess.tell_of_excess, chat_id=WORK_CHAT)
    assert await gao.sent() == []
    await do(gao, 500, excess.tell_of_excess)  # to write in private opens it
    assert [chat for chat, _ in await gao.sent()] == [500]


async def test_too_many_presses_are_answered_in_the_pressers_language(gao: County) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    async with gao.database.work(now=gao.clock.now()) as work:
        toast = excess.toast_of_excess(scene_of(gao, work, zhang))
    assert (toast.text, toast.alert) == ("点得太快了，这一次没有生效。请稍候再点。", True)


# --- messages in doubt ------------------------------------------------------------------------------------


async def in_doubt(gao: County, words: str) -> int:
    """A group post of which nobody knows whether it arrived; the administrators have been asked."""
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.outbox.say(Chat(WORK_CHAT), Message(words), policy=Policy.HOLD)
    async with gao.database.settling() as conn:
        await conn.execute_fetchall(
            "UPDATE outbox SET state = 'held' WHERE state = 'queued' AND policy = 'hold'"
        )
    (row,) = await rows_of(gao.database, "SELECT max(id) FROM outbox WHERE state = 'held'")
    async with gao.database.work(now=gao.clock.now()) as work:
        await doubts.ask_about_held(gao.office, work, row_ids=[row[0]])
    return int(row[0])


async def states(gao: County) -> list[str]:
    """Of what was meant for the work group."""
    rows = await rows_of(gao.database, f"SELECT state FROM outbox WHERE chat_id = {WORK_CHAT} ORDER BY id")
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("button", "send", "answer", "state"),
    [("重新发布", True, "将重新发布。", "queued"), ("已经发出", False, "不再发布。", "dropped")],
)
async def test_the_first_administrator_decides_and_the_other_is_told_so(
    gao: County, admin: Person, deputy: Person, button: str, send: bool, answer: str, state: str
) -> None:
    await gao.bind(WORK_CHAT, PlaceKind.WORK, title="高县信息工作群")
    await in_doubt(gao, "未完成名单")
    (question,), (other,) = await shown(gao, 9), await shown(gao, 8)
    assert "“高县信息工作群”" in question.text and "未完成名单" in question.text
    toast = await tap(gao, admin, question, question.labels[0 if send else 1], doubts.resolve_held, send=send)
    assert await states(gao) == [state]
    with pytest.raises(WrongState):
        await tap(gao, deputy, other, other.labels[0], doubts.resolve_held, send=True)
    assert await states(gao) == [state]
    assert (question.labels[0 if send else 1], toast.text) == (button, answer)


async def test_a_reporter_decides_about_no_doubt(gao: County, admin: Person) -> None:
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    row_id = await in_doubt(gao, "未完成名单")
    with pytest.raises(NotAllowed):
        await do(gao, zhang, doubts.resolve_held, row_id=row_id, send=True)
    assert await states(gao) == ["held"]


# --- what went wrong --------------------------------------------------------------------------------------


async def test_an_update_set_aside_is_told_in_the_desk_groups_or_else_in_private(
    gao: County, admin: Person
) -> None:
    async def report() -> None:
        async with gao.database.work(now=gao.clock.now()) as work:
            await troubles.report_aside(gao.office, work, update_id=77, error="ZeroDivisionError")

    await report()
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await report()
    assert [chat for chat, _ in await gao.sent()] == [9, DESK_CHAT]
    assert all("五次处理未成" in text and "ZeroDivisionError" in text for _, text in await gao.sent())


# --- holidays -------------------------------------------------------------------------------------------------


async def test_administrators_hear_once_in_december_and_once_in_january_of_a_year_that_nobody_knows(
    gao: County, admin: Person
) -> None:
    """A year so far away that no release of the calendar covers it, whenever this runs."""

    async def looked(moment: str) -> list[str]:
        gao.clock.moment = at(moment)
        before = len(await texts_to(gao, 9))
        for _ in range(2):
            async with gao.database.work(now=gao.clock.now()) as work:
                await holidays.mind_holidays(gao.office, work)
        return (await texts_to(gao, 9))[before:]

    assert await looked("2098-11-28 10:00") == []
    assert await looked("2098-12-01 07:00") == [], "a Monday, before the office opens"
    (first,) = await looked("2098-12-01 10:00")
    assert first.startswith("🗓 2099年的放假调休安排尚未录入。\n")
    assert "chinesecalendar" in first and "<code>days_off</code>" in first
    assert await looked("2098-12-17 10:00") == []
    assert await looked("2099-01-03 10:00") == [], "a Saturday"
    (again,) = await looked("2099-01-05 10:00")
    assert again.startswith("🗓 已进入2099年，但今年的放假调休安排仍未录入。\n")
    assert await looked("2099-01-20 10:00") == []
    gao.office = replace(gao.office, calendar=WorkCalendar([date(2100, 1, 1)]))
    assert await looked("2099-12-01 10:00") == [] and await looked("2100-01-04 10:00") == []
