"""/queue: what editors have to decide, since when and who has it; a decided card leads on to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.items import queue, reviews
from bot.errors import NotAllowed
from bot.model import Person
from tests.desk.items.test_reviews import card, submit
from tests.support.county import DESK_CHAT, WORK_CHAT, County
from tests.support.scenes import do, shown, tap


async def test_the_queue_says_what_waits_since_when_and_who_has_it_pressing_first(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang, "甲")
    await tap(gao, wu, await card(gao, "甲"), "签收", reviews.receive, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=5)
    await submit(gao, zhang, "乙")
    await submit(gao, zhang, "丙", "紧急")
    await submit(gao, zhang, "丁")
    await tap(gao, wu, await card(gao, "丁"), "备用", reviews.reserve, chat_id=DESK_CHAT)
    await do(gao, zhou, queue.show, chat_id=DESK_CHAT)
    shown_now = (await shown(gao, DESK_CHAT))[-1]
    assert shown_now.text.split("\n") == [
        "<b>待审清单</b>",
        "待审2条，最早6月3日；其中紧急、苗头1条：",
        "在审1条（吴编1条）。",
        "🔴 2026-0003 丙（云茶镇，6月3日 12:05）",
        "2026-0002 乙（云茶镇，6月3日 12:05）",
        "🔎 2026-0001 甲（云茶镇，6月3日 12:00；吴编 6月3日 12:00签收）",
    ]
    assert shown_now.labels == ["🔴 2026-0003", "2026-0002", "2026-0001", "备用1条"]
    await tap(gao, zhou, shown_now, "2026-0002", queue.open_card, chat_id=DESK_CHAT)
    assert "乙" in (await shown(gao, DESK_CHAT))[-1].text
    await do(gao, zhou, queue.turn_page, chat_id=DESK_CHAT, page=0, is_reserve=True)
    (reserve,) = [each for each in await shown(gao, DESK_CHAT) if each.text.startswith("<b>备用</b>")]
    assert reserve.labels == ["2026-0004", "待审清单"]


async def test_a_long_queue_is_paged_in_its_place_and_a_new_one_takes_the_place_of_the_old(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for number in range(11):
        await submit(gao, zhang, f"第{number}条")
    await do(gao, zhou, queue.show)
    await do(gao, zhou, queue.show)
    (listed,) = await shown(gao, 21)
    assert listed.labels[-2:] == ["1/2", "下一页 ▶"] and listed.labels[0] == "2026-0001"
    await do(gao, zhou, queue.turn_page, page=1)
    (listed,) = await shown(gao, 21)
    assert listed.labels == ["2026-0010", "2026-0011", "◀ 上一页", "2/2"]


async def test_under_a_decided_card_stands_the_next_one_that_waits(
    gao: County, zhang: Person, zhou: Person
) -> None:
    first = await submit(gao, zhang, "甲")
    await submit(gao, zhang, "乙")
    await tap(gao, zhou, first, "采用", reviews.adopt, chat_id=DESK_CHAT)
    await do(gao, zhou, queue.open_next, chat_id=DESK_CHAT)
    last = (await shown(gao, DESK_CHAT))[-1]
    assert "乙" in last.text and "签收" in last.labels
    await tap(gao, zhou, last, "采用", reviews.adopt, chat_id=DESK_CHAT)
    assert (await shown(gao, DESK_CHAT))[-1].labels == ["撤销", "上报", "市采用", "省采用", "全文", "改稿"], (
        "nothing waits any more"
    )
    told = await do(gao, zhou, queue.open_next, chat_id=DESK_CHAT)
    assert told.text == "没有待审信息。"


async def test_reporters_and_work_groups_see_no_queue(gao: County, zhang: Person, zhou: Person) -> None:
    for who, chat in ((zhang, None), (zhou, WORK_CHAT)):
        with pytest.raises(NotAllowed):
            await do(gao, who, queue.show, chat_id=chat)
