"""/close, /extend and numbers with a letter: each goes to what bears it, and a button of before still means a topic."""

from __future__ import annotations

import pytest

from bot.desk import letters
from bot.errors import BadInput
from bot.model import DemandState, Role
from tests.support.county import County, at
from tests.support.scenes import do

DUE = "2026-06-12 17:30"


async def test_figures_alone_and_an_older_buttons_are_a_topics(gao: County) -> None:
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    for title in ("早茶", "防汛"):
        await gao.demand(title, due=DUE)
    await do(gao, editor, letters.extend, text="1 3天")
    await do(gao, editor, letters.press_extend, code="1", days=3)
    await do(gao, editor, letters.press_close, code="2")
    first, second = [await gao.database.reads.demands.find(number) for number in (1, 2)]
    assert first is not None and first.due_at == at("2026-06-18 17:30")
    assert second is not None and second.state is DemandState.CLOSED


@pytest.mark.parametrize("code", ["", "X1", "T", "../1"])
async def test_a_button_that_we_never_built_does_nothing(gao: County, code: str) -> None:
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    with pytest.raises(BadInput):
        await do(gao, editor, letters.press_close, code=code)


@pytest.mark.parametrize("text", ["3天 T1", "T1，3天", "T1：3天", "T1、 3天。"])
async def test_the_time_may_stand_before_the_number_and_behind_a_mark(gao: County, text: str) -> None:
    editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await gao.demand("早茶", due=DUE)
    await do(gao, editor, letters.extend, text=text)
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.due_at == at("2026-06-15 17:30")
    await do(gao, editor, letters.extend, text="1 6月20日 17:00")
    demand = await gao.database.reads.demands.find(1)
    assert demand is not None and demand.due_at == at("2026-06-20 17:00")
