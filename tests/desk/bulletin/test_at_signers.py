"""The bulletin while signers have it: what is changed in it is said, and their paper is the present one."""

from __future__ import annotations

import json

import pytest

from bot.desk.bulletin import commands, composing, signing
from bot.desk.common import making
from bot.desk.items import cards, copyedits, reviews, submissions
from bot.errors import WrongState
from bot.model import Person, Product, Role
from tests.desk.bulletin.test_composing import adopted, bulletin_in, composed, issue, press
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import do, shown


@pytest.fixture
async def boss(gao: County, places: None) -> Person:
    return await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)


async def at_signers(gao: County, zhang: Person, zhou: Person) -> None:
    """2026-0001, adopted on the desk, is in the bulletin that the signers have; its paper was made."""
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 夏粮收购\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await press(gao, zhou, await composed(gao, zhou, "夏粮收购"), "送签", chat_id=DESK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await making.take(gao.office, work, 1, Product("ab" * 32, 20_000))
    gao.clock.moment = at("2026-06-03 12:05:00")


async def copyedit(gao: County, who: Person, text: str) -> None:
    """`/edit 2026-0001 text`."""
    await do(gao, who, copyedits.edit, argument=f"2026-0001\n{text}", chat_id=DESK_CHAT)


DRAFTS = "SELECT state, chat_id, also, spec FROM made_files WHERE state <> 'made' ORDER BY id"


async def test_signers_are_told_what_was_changed_at_theirs_and_get_one_paper_of_it(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await gao.person("李主任", "县政府办", role=Role.ADMIN, telegram_id=42)
    await at_signers(gao, zhang, zhou)
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    sure = await bulletin_in(gao, 41)
    for title in ("夏粮收购开秤", "夏粮收购全面开秤"):
        await copyedit(gao, zhou, f"{title}\n{BODY}")
    for chat in (41, 42):
        assert "\n⚠️ 2026-0001送签后有改动。" in (await bulletin_in(gao, chat)).text
    rows = await rows_of(gao.database, DRAFTS)
    assert [row[0] for row in rows] == ["given_up", "wanted"]
    assert (rows[1][1], json.loads(rows[1][2])[0][0]) == (41, 42)
    assert json.loads(rows[1][3])["items"][0]["title"] == "夏粮收购全面开秤"
    with pytest.raises(WrongState, match="changed since"):
        await press(gao, boss, sure, "确认签发")
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    assert "送签后有改动" in (await bulletin_in(gao, 41)).text
    await do(gao, zhou, signing.fetch_back, chat_id=DESK_CHAT, bulletin_id=1)
    await do(gao, zhou, signing.send, chat_id=DESK_CHAT, bulletin_id=1)
    assert "送签后有改动" not in (await bulletin_in(gao, 41)).text
    rows = await rows_of(gao.database, DRAFTS)
    assert [row[0] for row in rows] == ["given_up", "given_up", "wanted"], "sent twice, one paper comes"


async def test_signers_get_the_paper_anew_when_an_edit_is_taken_back(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await at_signers(gao, zhang, zhou)
    await copyedit(gao, zhou, f"夏粮收购开秤\n{BODY}")
    await do(gao, zhou, copyedits.undo, chat_id=DESK_CHAT, item_id=1)
    assert "送签后有改动" not in (await bulletin_in(gao, 41)).text
    rows = await rows_of(gao.database, DRAFTS)
    assert json.loads(rows[-1][3])["items"][0]["title"] == "夏粮收购"


async def test_a_change_of_the_card_alone_sends_signers_no_paper(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await at_signers(gao, zhang, zhou)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await cards.update(gao.office, work, item)
    assert await rows_of(gao.database, DRAFTS) == []


async def test_a_draft_that_is_not_made_when_it_is_issued_does_not_arrive_afterwards(
    gao: County, zhang: Person, zhou: Person, boss: Person
) -> None:
    await adopted(gao, zhang, "早茶提前开园")
    message = await composed(gao, zhou, "早茶提前开园")
    await press(gao, zhou, message, "预览", chat_id=DESK_CHAT)
    await do(gao, boss, composing.preview, bulletin_id=1)
    said = len(await shown(gao, 41))
    await issue(gao, boss)
    states = await rows_of(gao.database, "SELECT state, caption <> '' FROM made_files ORDER BY id")
    assert states == [("given_up", 1), ("given_up", 1), ("wanted", 0)]
    async with gao.database.work(now=gao.clock.now()) as work:  # one was being drawn
        await making.take(gao.office, work, 1, Product("ab" * 32, 20_000))
        await making.give_up(gao.office, work, 2)
    assert await rows_of(gao.database, "SELECT count(*) FROM outbox WHERE method = 'sendDocument'") == [(0,)]
    assert len(await shown(gao, 41)) == said


async def test_an_empty_pool_says_that_there_is_nothing_to_choose(gao: County, zhou: Person) -> None:
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    assert (await bulletin_in(gao, DESK_CHAT)).text.endswith("\n暂无待选信息。")
