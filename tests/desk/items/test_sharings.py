"""Sharing with partners (资源共享): offered, taken by several, told, taken back; and what it is worth."""

from __future__ import annotations

import pytest

from bot.config import build
from bot.desk import talk
from bot.desk.common.office import Office
from bot.desk.items import (
    adoptions,
    attachments,
    copyedits,
    lookup,
    offers,
    reviews,
    search,
    sharings,
    submissions,
    undo,
    wiping,
)
from bot.errors import NotAllowed, NotFound, WrongState
from bot.model import Person, PlaceKind, Role
from bot.rules.states import Step
from bot.rules.workdays import WorkCalendar
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

PARTNER_CHAT = -1003
TAKEN = "SELECT channel, revoked_at IS NULL FROM adoptions WHERE channel <> '县' ORDER BY id"


@pytest.fixture
async def paper(gao: County, places: None) -> Person:
    await gao.bind(PARTNER_CHAT, PlaceKind.PARTNER)
    return await gao.person("李记者", "县报社", role=Role.PARTNER, telegram_id=41)


@pytest.fixture
async def station(gao: County, places: None) -> Person:
    return await gao.person("王导播", "县电视台", role=Role.PARTNER, telegram_id=42)


async def shared(gao: County, zhang: Person, zhou: Person) -> None:
    await do(
        gao,
        zhang,
        submissions.submit_tagged,
        said=f"#报送 早茶开园\n{BODY}联系人13812345678。",
        chat_id=WORK_CHAT,
    )
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    await do(gao, zhou, sharings.command, typed="", chat_id=DESK_CHAT)
    bare = (await shown(gao, DESK_CHAT))[-1]
    assert (bare.text, bare.labels) == (
        "向联席单位共享哪一条？要撤回共享：<code>/share 2026-0001 撤销</code>",
        ["2026-0001 早茶开园"],
    )
    await tap(gao, zhou, bare, "2026-0001 早茶开园", sharings.press_share, chat_id=DESK_CHAT)
    await do(gao, zhou, sharings.command, typed="", chat_id=DESK_CHAT)
    assert (await shown(gao, DESK_CHAT))[-1].labels == []


async def offer(gao: County) -> Shown:
    return (await shown(gao, PARTNER_CHAT))[-1]


async def test_two_partners_take_what_is_shared_each_by_its_own_channel(
    gao: County, zhang: Person, zhou: Person, paper: Person, station: Person
) -> None:
    await shared(gao, zhang, zhou)
    seen = await offer(gao)
    assert seen.text.startswith("🤝 资源共享：\n<b>2026-0001</b> 早茶开园\n云茶镇 张三\n")
    assert seen.labels == ["采用", "不用"]
    assert "13812345678" not in seen.text
    await tap(gao, paper, seen, "采用", sharings.take, chat_id=PARTNER_CHAT)
    await tap(gao, station, seen, "采用", sharings.take, chat_id=PARTNER_CHAT)
    with pytest.raises(WrongState):
        await tap(gao, paper, seen, "采用", sharings.take, chat_id=PARTNER_CHAT)
    with pytest.raises(NotAllowed):
        await tap(gao, zhou, seen, "采用", sharings.take, chat_id=PARTNER_CHAT)
    assert await rows_of(gao.database, TAKEN) == [("县报社", 1), ("县电视台", 1)]
    assert await rows_of(gao.database, "SELECT sum(hundredths) FROM point_lines") == [(100,)]
    assert (await offer(gao)).text.endswith("✅ 县报社 李记者：采用\n✅ 县电视台 王导播：采用")
    assert "县报社 单条 2026-06-03" in (await texts_to(gao, 11))[-2]
    desk = [each.text for each in await shown(gao, DESK_CHAT)]
    assert "<b>2026-0001</b> 早茶开园\n🤝 县报社 李记者采用，已登记。" in desk


async def test_partners_see_what_is_shared_and_no_other_item(
    gao: County, zhang: Person, zhou: Person, paper: Person
) -> None:
    await shared(gao, zhang, zhou)
    said = f"#报送 夏茶开采\n{BODY.replace('早茶', '夏茶')}"
    await do(gao, zhang, submissions.submit_tagged, said=said, chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=2)

    async def found() -> str:
        await do(gao, paper, search.search, typed="全面")
        return (await shown(gao, 41))[-1].text

    await do(gao, paper, lookup.show_item, number="1")
    assert "全面开园" in (await texts_to(gao, 41))[-1]
    assert "早茶开园" in await found()
    assert "夏茶" not in await found()
    for _ in range(2):
        with pytest.raises(NotFound):
            await do(gao, paper, lookup.show_item, number="2")
        with pytest.raises(NotFound):
            await do(gao, paper, attachments.press_files, item_id=2)
        # Nor does an editor show it to them by asking in their group.
        await do(gao, zhou, lookup.show_item, number="2", chat_id=PARTNER_CHAT)
    assert not any("夏茶" in each.text for each in await shown(gao, PARTNER_CHAT))
    await do(gao, zhou, sharings.command, typed="1 撤销", chat_id=DESK_CHAT)
    with pytest.raises(NotFound):
        await do(gao, paper, lookup.show_item, number="1")
    assert "早茶开园" not in await found()


async def test_a_partner_thinks_better_of_it_and_the_desk_may_take_an_adoption_back(
    gao: County, zhang: Person, zhou: Person, paper: Person, station: Person
) -> None:
    await shared(gao, zhang, zhou)
    seen = await offer(gao)
    for partner in (paper, station):
        await tap(gao, partner, seen, "采用", sharings.take, chat_id=PARTNER_CHAT)
    await tap(gao, paper, seen, "不用", sharings.leave, chat_id=PARTNER_CHAT)
    with pytest.raises(WrongState):
        await tap(gao, paper, seen, "不用", sharings.leave, chat_id=PARTNER_CHAT)
    await do(gao, zhou, adoptions.command, typed="1 县电视台 撤销", chat_id=DESK_CHAT)
    assert (await offer(gao)).text.endswith("\n➖ 县报社 李记者：不用")
    assert await rows_of(gao.database, TAKEN) == [("县报社", 0), ("县电视台", 0)]
    # Nobody has it any more, so that the desk's own decision can be undone; the offer ends with it.
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert (await offer(gao)).text == "<b>2026-0001</b> 早茶开园\n已撤回共享。"
    assert (await offer(gao)).labels == []


async def test_what_is_offered_follows_the_text_that_the_desk_has_edited(
    gao: County, zhang: Person, zhou: Person, paper: Person
) -> None:
    await shared(gao, zhang, zhou)
    assert "全面开园" in (await offer(gao)).text
    await do(gao, zhou, copyedits.edit, argument="1", chat_id=DESK_CHAT)
    question = (await shown(gao, DESK_CHAT))[-1].message_id
    text = "早茶提前开园\n昨日，云茶镇1.2万亩早茶开园，较去年提前10天，当日采摘鲜叶4.6吨。"
    await do(gao, zhou, talk.take_message, said=text, chat_id=DESK_CHAT, reply_to=question)
    assert "<b>2026-0001</b> 早茶提前开园\n" in (await offer(gao)).text


async def test_shared_twice_taken_back_and_shared_again(
    gao: County, zhang: Person, zhou: Person, paper: Person
) -> None:
    await shared(gao, zhang, zhou)
    with pytest.raises(WrongState):
        await do(gao, zhou, sharings.command, typed="1", chat_id=DESK_CHAT)
    seen = await offer(gao)
    await tap(gao, paper, seen, "采用", sharings.take, chat_id=PARTNER_CHAT)
    told = next(each for each in await shown(gao, DESK_CHAT) if "撤回共享" in each.labels)
    await tap(gao, zhou, told, "撤回共享", sharings.press_undo, chat_id=DESK_CHAT)
    with pytest.raises(WrongState):
        await do(gao, zhou, sharings.command, typed="1 撤销", chat_id=DESK_CHAT)
    with pytest.raises(WrongState):
        await tap(gao, paper, seen, "不用", sharings.leave, chat_id=PARTNER_CHAT)
    assert await rows_of(gao.database, TAKEN) == [("县报社", 1)]
    await do(gao, zhou, sharings.command, typed="1", chat_id=DESK_CHAT)
    assert (await offer(gao)).text.endswith("✅ 县报社 李记者：采用")
    assert [each for each in await audit(gao, "item", 1) if "shared" in each] == [
        "offer_shared",
        "end_shared",
        "offer_shared",
    ]


async def test_only_what_is_adopted_is_shared_and_only_where_a_partner_group_is(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 早茶开园\n{BODY}", chat_id=WORK_CHAT)
    with pytest.raises(WrongState):
        await do(gao, zhou, sharings.command, typed="1", chat_id=DESK_CHAT)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    with pytest.raises(NotFound):
        await do(gao, zhou, sharings.command, typed="1", chat_id=DESK_CHAT)
    assert await rows_of(gao.database, "SELECT * FROM sharings") == []


async def test_nothing_of_a_wiped_item_stays_in_the_partner_group(
    gao: County, zhang: Person, zhou: Person, paper: Person
) -> None:
    await shared(gao, zhang, zhou)
    assert "早茶" in (await offer(gao)).text
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
    rows = "SELECT count(*) FROM outbox WHERE payload LIKE '%收购价%'"
    assert await rows_of(gao.database, rows) == [(0,)]
    last = f"SELECT method FROM outbox WHERE chat_id = {PARTNER_CHAT} ORDER BY id DESC LIMIT 1"
    assert await rows_of(gao.database, last) == [("deleteMessage",)]


def test_a_partners_channel_is_the_one_that_is_called_as_its_unit() -> None:
    channels = [
        {"key": "台", "name": "高县电视台", "level": 0, "points": 1},
        {"key": "市委", "name": "县报社", "level": 2},
    ]
    office = Office(build({"channels": channels}), WorkCalendar(), "zhibao_bot")
    found = [offers.channel_of(office, unit) for unit in ("县电视台", "台", "县报社")]
    assert found == ["台", "台", "县报社"]
