"""备用: kept for later, counted, undone, and decided later by anybody who reviews."""

from __future__ import annotations

import pytest

from bot.desk import mine
from bot.desk.items import quota as figures
from bot.desk.items import reviews, revisions, undo
from bot.errors import WrongState
from bot.model import Person
from bot.rules.states import Step
from tests.desk.items.test_reviews import card, kept, standing, submit
from tests.support.county import DESK_CHAT, County
from tests.support.scenes import do, tap, texts_to


async def test_what_is_in_reserve_counts_and_its_reporter_is_told(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await tap(gao, zhou, await submit(gao, zhang, "甲"), "备用", reviews.reserve, chat_id=DESK_CHAT)
    assert "🗂 备用 · 周编" in await standing(gao, "甲")
    assert (await texts_to(gao, 11))[-1] == ("🗂 备用：<b>2026-0001</b> 甲\n计入本月条数，以后仍可能采用。")
    async with gao.database.work(now=gao.clock.now()) as work:
        assert await figures.standing(gao.office, work, person=zhang, month="2026-06") == (1, 4)
    await do(gao, zhang, mine.show)
    assert "备用" in (await texts_to(gao, 11))[-1]


async def test_every_decision_but_itself_follows_the_reserve_and_undo_leads_back_there(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    target = await submit(gao, zhang, "合并的去处")
    del target
    for name, act, more in (
        ("采用", reviews.adopt, {}),
        ("退回", reviews.decide_with_reason, {"step": Step.RETURN, "reason": "incomplete"}),
        ("不采用", reviews.decide_with_reason, {"step": Step.REJECT, "reason": "stale"}),
    ):
        await tap(gao, zhou, await submit(gao, zhang, name * 3), "备用", reviews.reserve, chat_id=DESK_CHAT)
        before = await kept(gao)
        await tap(gao, wu, await card(gao, name * 3), name, act, chat_id=DESK_CHAT, from_reserve=True, **more)
        assert f"{name} · 吴编" in await standing(gao, name * 3)
        await tap(gao, wu, await card(gao, name * 3), "撤销", undo.undo, chat_id=DESK_CHAT)
        assert await kept(gao) == before, name
        assert "🗂 备用 · 周编" in await standing(gao, name * 3)


async def test_a_slip_into_the_reserve_is_taken_back(gao: County, zhang: Person, zhou: Person) -> None:
    first = await submit(gao, zhang, "甲")
    before = await kept(gao)
    await tap(gao, zhou, first, "备用", reviews.reserve, chat_id=DESK_CHAT)
    await tap(gao, zhou, await card(gao, "甲"), "撤销", undo.undo, chat_id=DESK_CHAT)
    assert await kept(gao) == before


async def test_what_is_in_reserve_is_neither_withdrawn_nor_revised(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await tap(gao, zhou, await submit(gao, zhang, "甲"), "备用", reviews.reserve, chat_id=DESK_CHAT)
    with pytest.raises(WrongState):
        await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    with pytest.raises(WrongState, match="is not revised any more"):
        await do(gao, zhang, revisions.revise, argument="2026-0001")
