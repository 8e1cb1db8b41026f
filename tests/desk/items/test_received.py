"""When an item counts as received: by its message, by the edit that made it one, by the press that handed it in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.desk.items import drafts, submissions
from bot.model import DraftKind, Person
from tests.support.county import County, at, county
from tests.support.scenes import do, scene_of, texts_to

TITLE, BODY = "云茶镇早茶提前开园", "昨日上午，云茶镇1.2万亩早茶全面开园，较去年提前10天。"


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    async with county(tmp_path, now="2026-11-30 23:00") as place:
        yield place


@pytest.fixture
async def wang(gao: County) -> Person:
    return await gao.person("王茗", "云茶镇", telegram_id=101)


async def received(gao: County, number: str) -> tuple[str, str]:
    """The item's month and its moment in Shanghai."""
    item = await gao.database.reads.items.find_number(number)
    assert item is not None
    return item.month, item.received_at.astimezone(gao.office.zone).strftime("%m-%d %H:%M")


async def draft_of(gao: County, person: Person) -> int:
    assert person.telegram_id is not None
    (draft,) = await gao.database.reads.drafts.of(person.telegram_id)
    return draft.id


async def test_a_draft_handed_in_next_month_counts_when_the_button_is_pressed(
    gao: County, wang: Person
) -> None:
    await do(gao, wang, drafts.begin_with_text, said=f"{TITLE}\n{BODY}")
    gao.clock.moment = at("2026-12-01 17:16")
    await do(gao, wang, submissions.submit_draft, draft_id=await draft_of(gao, wang))
    assert await received(gao, "2026-0001") == ("2026-12", "12-01 17:16")
    assert (await texts_to(gao, 101))[-1].split("\n")[1] == "本月第 1/4 条"


async def test_a_message_of_two_items_counts_when_the_button_is_pressed(gao: County, wang: Person) -> None:
    await do(gao, wang, submissions.submit_tagged, said=f"#报送 第一条\n{BODY}\n#报送 第二条\n{BODY}")
    gao.clock.moment = at("2026-12-01 00:01")
    await do(gao, wang, submissions.split, draft_id=await draft_of(gao, wang), several=True)
    assert await received(gao, "2026-0002") == ("2026-12", "12-01 00:01")


async def test_one_step_counts_by_its_messages_date_and_the_receipt_names_the_month(
    gao: County, wang: Person
) -> None:
    sent_at = at("2026-11-30 23:59")
    gao.clock.moment = at("2026-12-01 00:10")
    for number in range(1, 6):
        async with gao.database.work(now=gao.clock.now()) as work:
            scene = scene_of(gao, work, wang, f"#报送 {TITLE}{number}\n{BODY}")
            await submissions.submit_tagged(
                gao.office, work, replace(scene, message_id=number, sent_at=sent_at)
            )
    assert await received(gao, "2026-0001") == ("2026-11", "11-30 23:59")
    counts = [text.split("\n")[1] for text in await texts_to(gao, 101)]
    assert counts == [*(f"计入11月，第 {n}/4 条" for n in range(1, 5)), "计入11月，第 5 条"]


async def test_a_draft_of_an_older_release_can_still_be_handed_in(gao: County, wang: Person) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        data = {"parts": [[5, f"{TITLE}\n{BODY}"]], "sent_at": 1}
        draft = await work.drafts.add(
            101, 101, kind=DraftKind.ITEM, step=drafts.PREVIEW, data=data, now=work.now
        )
    await do(gao, wang, submissions.submit_draft, draft_id=draft.id)
    assert await received(gao, "2026-0001") == ("2026-11", "11-30 23:00")
