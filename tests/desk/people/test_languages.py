"""Two people of two languages in one group: each reads the group's posts in the group's, and answers of their own in theirs.

Found in use (34): an English-speaking trainer pressed buttons in a Chinese group and was answered in Chinese.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.desk import mine
from bot.desk.demands import bookings
from bot.desk.items import reviews
from bot.desk.people.language import switch_language
from bot.errors import Refusal
from bot.locale.texts import Texts
from bot.model import ItemState, Person, PlaceKind, Role
from bot.sections import Appraisal, Review
from bot.views.common import labels
from tests.support.county import DESK_CHAT, WORK_CHAT, County
from tests.support.scenes import do, press, scene_of, shown, texts_to

DUE = "2026-06-12 17:30"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


@pytest.fixture
async def anna(gao: County, zhang: Person) -> Person:
    return await speaking_english(gao, await gao.person("Anna", "沙河镇", telegram_id=12))


@pytest.fixture
async def ben(gao: County, zhang: Person) -> Person:
    editor = await gao.person("Ben", "信息中心", role=Role.EDITOR, telegram_id=21)
    return await speaking_english(gao, editor)


async def speaking_english(gao: County, person: Person) -> Person:
    await do(gao, person, switch_language, words="en")
    return person


async def refused(gao: County, who: Person | int, act: Any, **arguments: Any) -> str:
    """What the presser reads in the desk group where the press is refused."""
    with pytest.raises(Refusal) as caught:
        await do(gao, who, act, chat_id=DESK_CHAT, **arguments)
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = scene_of(gao, work, who, chat_id=DESK_CHAT)
        return scene.toast(lambda t: t.plain(caught.value.key, **caught.value.fields)).text


async def test_a_press_in_the_group_is_answered_in_the_language_of_who_presses(
    gao: County, zhang: Person, anna: Person
) -> None:
    demand = await gao.demand("专报", due=DUE, slots=2)
    assert (await press(gao, anna, demand)).text.startswith("Booked T1 for 沙河镇; due Fri 12 Jun at 17:30.")
    assert (await press(gao, zhang, demand)).text.startswith("已为云茶镇预约 T1，截止6月12日（周五）17:30。")
    given_back = await do(gao, anna, bookings.press_unbook, chat_id=WORK_CHAT, demand_id=demand)
    assert given_back.text == "Your booking of T1 is cancelled; others can book it now."


async def test_what_the_group_reads_after_that_press_stays_in_the_groups_language(
    gao: County, zhang: Person, ben: Person
) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00")
    taken = await do(gao, ben, reviews.receive, chat_id=DESK_CHAT, item_id=1)
    assert taken.text == "You have taken 2026-0001."
    assert (await texts_to(gao, 11))[-1].startswith("🔎 已签收")


async def test_a_refused_press_is_answered_in_that_language_with_the_state_too(
    gao: County, zhang: Person, ben: Person
) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00", state=ItemState.WITHDRAWN)
    assert await refused(gao, ben, reviews.adopt, item_id=1) == (
        "2026-0001 is withdrawn; this is not possible now. Nothing was changed."
    )
    lin = await gao.person("林静", "信息中心", role=Role.EDITOR, telegram_id=22)
    assert (
        await refused(gao, lin, reviews.adopt, item_id=1) == "2026-0001现为“撤回”，不能这样处理，未作改动。"
    )


async def test_who_never_chose_a_language_is_answered_in_the_groups(gao: County) -> None:
    await gao.bind(DESK_CHAT, PlaceKind.DESK, language="en")
    zhang = await gao.person("张三", "云茶镇", telegram_id=11)
    await gao.item(zhang, "2026-06-01 10:00:00", state=ItemState.WITHDRAWN)
    lin = await gao.person("林静", "信息中心", role=Role.EDITOR, telegram_id=22)
    assert (await refused(gao, lin, reviews.adopt, item_id=1)).startswith("2026-0001 is withdrawn")


async def test_what_was_asked_in_the_group_and_is_answered_in_private_speaks_that_language(
    gao: County, zhang: Person, anna: Person
) -> None:
    await do(gao, anna, mine.show, chat_id=WORK_CHAT)
    assert (await shown(gao, 12))[-1].text.startswith("June: 0 of 4 submitted, 4 still to go by 30 Jun.")
    assert await shown(gao, WORK_CHAT) == []


def test_the_products_own_words_in_the_settings_are_english_for_who_has_chosen_english() -> None:
    # Found in use: 先进单位 in an English appraisal, 请补齐… under an English “Key facts missing”.
    t, chinese = Texts("en", ZoneInfo("Asia/Shanghai")), Texts("zh", ZoneInfo("Asia/Shanghai"))
    stored = [award.name for award in Appraisal().awards]
    stored += [reason.sentence for reason in Review().reasons if reason.sentence]
    assert len(stored) == 3
    assert [labels.own(chinese, words) for words in stored] == stored
    assert [words for words in stored if not labels.own(t, words).isascii()] == []
    assert labels.own(t, "县长特别奖") == "县长特别奖"
    said = "Key facts missing: please add time, place, unit, figures or result"
    assert labels.reason(t, "incomplete", "请补齐时间、地点、单位、数据或结果") == said
