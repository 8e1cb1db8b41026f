"""/stats: the words and the picture's figures, in private and in a group, on both kinds of database."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bot.desk.figures import stats
from bot.model import AdoptionKind, ItemState, Person, PlaceKind, Reason, Role
from tests.support.county import WORK_CHAT, County, county
from tests.support.databases import Home
from tests.support.scenes import do


async def ask(gao: County, who: Person, typed: str = "", *, chat_id: int | None = None) -> list[str]:
    before = len(await gao.sent())
    await do(gao, who, stats.show, chat_id=chat_id, typed=typed)
    return [line for _, text in (await gao.sent())[before:] for line in text.split("\n")]


def orders(home: Home) -> list[tuple[int, int | None, str, dict[str, Any]]]:
    """Chat, reply, caption and what is to be drawn of every picture that was ordered."""
    rows = home.ask("SELECT chat_id, reply_to, caption, spec FROM made_files ORDER BY id")
    return [(chat, reply, caption, json.loads(spec)) for chat, reply, caption, spec in rows]


async def fill(gao: County) -> Person:
    zhang = await gao.reporter("张三", "云茶镇")
    wang = await gao.reporter("王五", "<庆符>镇")
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.item(zhang, "2026-05-02 10:00:00", state=ItemState.ADOPTED)
    await gao.item(zhang, "2026-05-03 10:00:00")
    await gao.item(zhang, "2026-05-04 10:00:00", state=ItemState.REJECTED, reason=Reason.EMPTY)
    await gao.item(zhang, "2026-05-05 10:00:00", state=ItemState.HELD)
    await gao.item(wang, "2026-05-06 10:00:00", state=ItemState.REJECTED, reason=Reason.ROUTINE)
    await gao.item(wang, "2026-05-07 10:00:00", state=ItemState.WITHDRAWN)
    await gao.item(wang, "2026-03-07 10:00:00", state=ItemState.ADOPTED)
    return zhang


async def test_a_month_in_words_and_the_twelve_up_to_it_as_a_picture(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        zhang = await fill(gao)
        assert await ask(gao, zhang, "2026-05") == [
            "<b>2026年5月报送统计</b>",
            "收到6条，计数3条，采用1条",
            "采用率33.3%",
            "其中待审、在审1条",
            "不计数：不采用且不计数1条、撤回1条、其他1条",
            "",
            "<b>按类别</b>",
            "普通：收6 计3 采1（33.3%）",
            "",
            "<b>按单位</b>",
            "云茶镇：收4 计2 采1（50.0%）",
            "&lt;庆符&gt;镇：收2 计1 采0（0.0%）",
            "",
            "按报送月份归月；采用指这些信息至今采用的条数；采用率为采用数除以计数数。",
        ]
        ((chat, reply, caption, spec),) = orders(home)
        assert (chat, reply, caption) == (zhang.telegram_id, None, "信息收到与采用，2025年6月—2026年5月")
        assert (spec["months"][0], spec["months"][-1]) == ("6月", "5月")
        assert [line["values"] for line in spec["lines"]] == [
            [0] * 9 + [1, 0, 6],
            [0] * 9 + [1, 0, 1],
        ]


async def test_a_year_in_a_group_has_no_figures_for_months_to_come(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        zhang = await fill(gao)
        lines = await ask(gao, zhang, "年", chat_id=WORK_CHAT)
        assert lines[:2] == ["<b>2026年报送统计</b>", "收到7条，计数4条，采用2条"]
        ((chat, reply, _, spec),) = orders(home)
        assert chat == WORK_CHAT and reply is not None
        assert spec["lines"][0]["values"] == [0, 0, 1, 0, 6, 0] + [None] * 6


async def test_adoptions_are_counted_by_channel_in_the_month_of_their_booking_and_against_that_of_their_taking_back(
    home: Home,
) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        zhang = await fill(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            for channel, month in (("市", 5), ("县", 5), ("县", 6), ("县", 5), ("旧刊", 5), ("县", 5)):
                added = await work.adoptions.add(
                    1,
                    channel=channel,
                    kind=AdoptionKind.SINGLE,
                    day=date(2026, 5, 31),
                    month=f"2026-0{month}",
                    issue=None,
                    is_late=False,
                    person_id=zhang.id,
                    now=work.now,
                )
        home.ask(f"UPDATE adoptions SET revoked_at = 1, revoked_month = '2026-05' WHERE id = {added}")
        home.ask(f"UPDATE adoptions SET revoked_at = 1, revoked_month = '2026-06' WHERE id = {added - 2}")
        lines = await ask(gao, zhang, "2026-05")
        begin = lines.index("<b>按渠道采用（次）</b>")
        assert lines[begin : begin + 4] == ["<b>按渠道采用（次）</b>", "县：2", "市：1", "旧刊：1"]
        assert lines[-1] == "各渠道采用条数按记入的月份计；撤销的在撤销记入的月份减去。"
        # What came later, and what was taken back later, are June's: one more and one less.
        assert "县：0" not in await ask(gao, zhang, "2026-06")


async def test_where_nothing_came_there_is_no_picture(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        leader = await gao.reporter("钱县长", "县政府", role=Role.LEADER)
        assert await ask(gao, leader) == ["2026年6月：没有收到信息。"]
        assert orders(home) == []
