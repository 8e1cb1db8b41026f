"""A unit that is not on the roster: which one is meant is asked, and a new one is made only on a yes."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.people import enrolment, join, members, requests, unit_answers
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Person
from tests.support.county import County
from tests.support.scenes import do, last_labels, texts_to

STRANGER = 500


@pytest.fixture(autouse=True)
async def known(gao: County) -> None:
    await gao.person("刘芳", "金竹镇", telegram_id=20)
    await gao.person("王茗", "云茶镇", telegram_id=21)


async def units(gao: County) -> list[str]:
    return [unit.name for unit in await gao.database.reads.people.units()]


async def unit_of(gao: County, name: str) -> str | None:
    return next((p.unit for p in await gao.database.reads.people.people() if p.name == name), None)


async def question(gao: County, who: Person | int) -> int:
    """The id of the open question."""
    telegram_id = who if isinstance(who, int) else who.telegram_id or 0
    return max(
        draft.id for draft in await gao.database.reads.drafts.of(telegram_id) if draft.kind.value == "unit"
    )


async def settle(gao: County, who: Person | int, unit: str | None) -> None:
    """Presses the unit's button, or 就是新单位."""
    ids = {each.name: each.id for each in await gao.database.reads.people.units()}
    draft_id = await question(gao, who)
    await do(gao, who, unit_answers.press_unit, draft_id=draft_id, unit_id=ids[unit] if unit else 0)


async def say(gao: County, who: Person | int, text: str) -> None:
    await do(gao, who, talk.take_message, said=text)


async def open_requests(gao: County) -> list[tuple[str, str]]:
    rows = await gao.database.reader.execute_fetchall("SELECT unit, name FROM join_requests")
    return [(row[0], row[1]) for row in rows]


# --- /join ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["云查镇", "云茶", "高县云茶镇人民政府"])
async def test_a_join_with_a_unit_like_a_known_one_asks_which_is_meant(
    gao: County, admin: Person, typed: str
) -> None:
    await do(gao, STRANGER, join.ask_to_join, words=f"{typed} 赵小川")
    assert (await texts_to(gao, STRANGER))[-1].startswith(f"没有“{typed}”这个单位，是否指：云茶镇？")
    assert await last_labels(gao, STRANGER) == ["云茶镇", "就是新单位", "取消"]
    assert await open_requests(gao) == []
    await settle(gao, STRANGER, "云茶镇")
    assert await open_requests(gao) == [("云茶镇", "赵小川")]


async def test_the_unit_may_be_typed_instead(gao: County, admin: Person) -> None:
    await do(gao, STRANGER, join.ask_to_join, words="云查镇 赵小川")
    await say(gao, STRANGER, "云茶镇")
    assert await open_requests(gao) == [("云茶镇", "赵小川")]


async def test_a_swapped_order_is_recognised(gao: County, admin: Person) -> None:
    await do(gao, STRANGER, join.ask_to_join, words="赵小川 云茶镇")
    assert await open_requests(gao) == [("云茶镇", "赵小川")]


async def test_width_makes_no_new_unit(gao: County, admin: Person) -> None:
    await gao.person("孙平", "县财政局（信息股）", telegram_id=22)
    await do(gao, STRANGER, join.ask_to_join, words="县财政局(信息股) 赵小川")
    assert await open_requests(gao) == [("县财政局（信息股）", "赵小川")]


async def test_an_administrator_corrects_a_new_unit_on_the_card(gao: County, admin: Person) -> None:
    await do(gao, STRANGER, join.ask_to_join, words="云查镇 赵小川")
    await settle(gao, STRANGER, None)
    assert await last_labels(gao, 9) == ["改为云茶镇", "通过", "拒绝"]
    (unit_id,) = [u.id for u in await gao.database.reads.people.units() if u.name == "云茶镇"]
    await do(gao, admin, requests.correct_unit, request_id=1, unit_id=unit_id)
    assert await last_labels(gao, 9) == ["通过", "拒绝"]
    await do(gao, admin, requests.decide, request_id=1, is_passed=True)
    assert await unit_of(gao, "赵小川") == "云茶镇"
    assert "云查镇" not in await units(gao)


async def test_somebody_elses_question_is_not_answered(gao: County, admin: Person) -> None:
    await do(gao, STRANGER, join.ask_to_join, words="云查镇 赵小川")
    draft_id = await question(gao, STRANGER)
    with pytest.raises(NotAllowed):
        await do(gao, 501, unit_answers.press_unit, draft_id=draft_id, unit_id=0)


# --- /invite ----------------------------------------------------------------------------------------------


async def test_an_unknown_post_is_refused_with_what_there_is(gao: County, admin: Person) -> None:
    with pytest.raises(BadInput) as refusal:
        await do(gao, admin, enrolment.invite, words="金竹镇 周八 组长")
    assert refusal.value.fields == {"value": "组长"}
    assert await unit_of(gao, "周八") is None


@pytest.mark.parametrize("words", ["x", "金竹镇", "单位 姓名"])
async def test_an_administrator_who_names_no_person_is_asked_for_the_persons_unit_and_name(
    gao: County, admin: Person, words: str
) -> None:
    # Found in use: “your unit and your name”, to whoever invites somebody else.
    with pytest.raises(BadInput) as refusal:
        await do(gao, admin, enrolment.invite, words=words)
    assert refusal.value.key.startswith("Please write the person's unit and name")


async def test_an_invitation_to_an_unknown_unit_asks_first(gao: County, admin: Person) -> None:
    await do(gao, admin, enrolment.invite, words="金竹 周八 编辑")
    assert await last_labels(gao, 9) == ["金竹镇", "就是新单位", "取消"]
    assert await unit_of(gao, "周八") is None
    await settle(gao, admin, "金竹镇")
    assert await unit_of(gao, "周八") == "金竹镇"
    assert (await texts_to(gao, 9))[-1].startswith("金竹镇 周八（编辑）的个人邀请链接：")
    assert "金竹" not in await units(gao)


async def test_a_new_unit_is_made_on_a_yes_and_a_second_press_does_nothing(
    gao: County, admin: Person
) -> None:
    await do(gao, admin, enrolment.invite, words="县统计局 周八")
    assert await last_labels(gao, 9) == ["就是新单位", "取消"]
    assert "县统计局" not in await units(gao)
    draft_id = await question(gao, admin)
    await settle(gao, admin, None)
    assert await unit_of(gao, "周八") == "县统计局"
    with pytest.raises(WrongState):
        await do(gao, admin, unit_answers.press_unit, draft_id=draft_id, unit_id=0)


async def test_cancelled_nothing_is_made(gao: County, admin: Person) -> None:
    await do(gao, admin, enrolment.invite, words="县统计局 周八")
    await say(gao, admin, "取消")
    assert (await texts_to(gao, 9))[-1] == "已取消，未作改动。"
    assert await unit_of(gao, "周八") is None and "县统计局" not in await units(gao)


async def test_a_unit_typed_that_nobody_knows_either_is_asked_about_again(gao: County, admin: Person) -> None:
    await do(gao, admin, enrolment.invite, words="县统计局 周八")
    await say(gao, admin, "金竹")
    assert await last_labels(gao, 9) == ["金竹镇", "就是新单位", "取消"]
    await say(gao, admin, "是")
    assert await unit_of(gao, "周八") == "金竹镇"


# --- /member ----------------------------------------------------------------------------------------------


async def test_a_move_to_an_unknown_unit_asks_first(gao: County, admin: Person) -> None:
    await do(gao, admin, members.show_member, words="王茗 单位 金竹")
    assert await unit_of(gao, "王茗") == "云茶镇"
    assert await last_labels(gao, 9) == ["金竹镇", "就是新单位", "取消"]
    await settle(gao, admin, "金竹镇")
    assert await unit_of(gao, "王茗") == "金竹镇"
