"""Figures of posts are reckoned beside the Works that need them, and what is published with them is right all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.desk.clock import posts
from bot.desk.figures import appraisal, notices, targets
from bot.desk.items import adoptions, quota, reviews, submissions
from bot.model import Reason
from bot.rules.notice import MonthNotice, from_json
from bot.rules.states import Step
from bot.store.beside import TRIES, beside, doing
from bot.store.look import Look
from bot.store.work import Work
from tests.desk.figures.month import May
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, county
from tests.support.databases import Home
from tests.support.scenes import do, scene_of, texts_to

Deed = Callable[[], Awaitable[object]]


@pytest.fixture
async def gao(may: May) -> County:
    return may.gao


class Turns:
    """Works that begin one after another, and what happens at the desk before one of them; how many there were."""

    def __init__(self, gao: County, *before: Deed) -> None:
        self._gao = gao
        self._before = list(before)
        self.begun = 0

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Work]:
        """The first begins at once: what happens later falls between the figures and the Work that uses them."""
        if self.begun and self._before:
            await self._before.pop(0)()
        self.begun += 1
        async with self._gao.database.work(now=self._gao.clock.now()) as work:
            yield work


async def post(gao: County, key: str, period: str, *before: Deed) -> int:
    """Posts by hand; in how many Works."""
    turns = Turns(gao, *before)
    await doing(gao.database, turns.begin, partial(posts.post_now, gao.office, key=key, period=period))
    return turns.begun


async def test_what_is_decided_between_figures_and_publication_is_in_the_notice(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        may = May(gao)
        await may.happen()
        before = await _reckoned(gao)
        # 辛 had waited: it is adopted, and the city takes it, when the figures have been reckoned already.
        assert await post(gao, "notice", "2026-05", partial(may.adopt, 9, "市 2026-05-28")) == 3
        published = await gao.database.reads.notices.of_month("2026-05")
        assert published is not None
        said, now = from_json(published.figures), await _reckoned(gao)
        assert said.now.adopted == before.now.adopted + 1
        assert (said.now, said.units, said.people) == (now.now, now.units, now.people)
        took = {row.key: row.number for row in before.channels}
        assert {row.key: row.number for row in said.channels} == {**took, "市": took["市"] + 1}
        # What comes after it is booked in the month in which it comes in.
        later = await _reckoned(gao, "2026-06")
        await do(gao, may.editor, adoptions.command, typed="9 省 2026-05-29")
        took = {row.key: row.number for row in later.channels}
        later = await _reckoned(gao, "2026-06")
        assert {row.key: row.number for row in later.channels} == {**took, "省": took["省"] + 1}


async def test_what_cannot_alter_a_month_does_not_have_it_reckoned_again(gao: County, may: May) -> None:

    async def report() -> None:
        await do(gao, may.zhang, submissions.submit_tagged, said=f"#报送 六月\n{BODY}六月", chat_id=WORK_CHAT)

    assert await post(gao, "notice", "2026-05", report) == 2


async def test_a_shortfall_list_counts_what_was_refused_a_moment_before(gao: County, may: May) -> None:
    refuse = partial(
        do,
        gao,
        may.editor,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=9,
        step=Step.REJECT,
        reason=Reason.EMPTY,
    )
    assert await post(gao, "shortfall", "2026-05", refuse) == 3
    async with gao.database.snapshot() as seen:
        kept = await quota.posted_figures(seen, month="2026-05")
    assert kept is not None
    assert {each.name: each.done for each in kept.short}["王五"] == 1  # 庚; without the refusal it were 2


async def test_an_appraisal_is_published_with_what_came_a_moment_before(gao: County, may: May) -> None:
    may.turn("2027-01-05 09:00")
    assert await post(gao, "appraisal", "2026", partial(may.adopt, 9)) == 3
    async with gao.database.snapshot() as seen:
        kept = await appraisal.published(seen, "2026")
    assert kept is not None
    assert {row.name: row.adopted for row in kept[0].people}["王五"] == 2


async def test_where_something_comes_in_without_a_break_the_work_reckons_itself(
    gao: County, may: May
) -> None:

    def set_target(number: int) -> Deed:
        return partial(do, gao, may.admin, targets.command, typed=f"云茶镇 {number}")

    deeds = [set_target(number) for number in range(30, 30 + TRIES)]
    assert await post(gao, "notice", "2026-05", *deeds) == TRIES + 1
    published = await gao.database.reads.notices.of_month("2026-05")
    assert published is not None
    units = {row.name: row.target for row in from_json(published.figures).units}
    assert units["云茶镇"] == (30 + TRIES - 1) * 100


@pytest.mark.parametrize(
    ("key", "period"),
    [("shortfall", "2026-05"), ("notice_draft", "2026-05"), ("notice", "2026-05"), ("appraisal", "2026")],
)
async def test_a_preview_is_reckoned_beside_its_work(gao: County, may: May, key: str, period: str) -> None:
    turns = Turns(gao)

    async def preview(work: Work) -> None:
        await posts.preview(gao.office, work, scene_of(gao, work, may.admin), typed=f"{key} {period}")

    await doing(gao.database, turns.begin, preview)
    assert turns.begun == 2  # the first said what it wants
    told = await texts_to(gao, 31)
    await do(gao, may.admin, posts.preview, typed=f"{key} {period}")  # reckoned in the Work
    assert await texts_to(gao, 31) == [*told, *told]


async def test_others_write_while_figures_are_reckoned(gao: County) -> None:
    loop = asyncio.get_running_loop()

    async def write() -> None:
        async with gao.database.work(now=gao.clock.now()) as other:
            await other.set_meta("target:2026", "100")

    async def reckon(look: Look) -> str | None:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(write(), loop))
        return await look.get_meta("target:2026")

    async def act(work: Work) -> tuple[str | None, str | None]:
        return await beside(work, "a figure", reckon), await work.get_meta("target:2026")

    async with asyncio.timeout(10):
        found = await doing(gao.database, Turns(gao).begin, act)
    assert found == ("15900", "100")  # what was committed when the figures were begun, and what is now


async def _reckoned(gao: County, month: str = "2026-05") -> MonthNotice:
    async with gao.database.work(now=gao.clock.now()) as work:
        return await notices.reckon(gao.office, work, month=month, today=gao.office.today(work.now))
