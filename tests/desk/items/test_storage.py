"""What is kept of an item, what its receipt adds, and when the desk is rung for it (manual, section 2)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import to_ms
from bot.desk.items import reviews, submissions
from bot.model import Kind, Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, county, rows_of
from tests.support.scenes import do, shown, tap, texts_to

EDITABLE = "审核前可直接编辑原消息更正。"
NO_DEMAND = "选题“{wanted}”不存在或已关闭，信息已保存，未关联选题。"


async def submit(gao: County, who: Person, text: str, **how: Any) -> None:
    await do(gao, who, submissions.submit_tagged, said=text, **how)


async def notes(gao: County, chat_id: int) -> list[str]:
    """The lines of the newest receipt under number and count."""
    return (await texts_to(gao, chat_id))[-1].split("\n")[2:]


async def rings(gao: County) -> list[int]:
    """In how many minutes the desk is rung again, if nobody does anything."""
    rows = await rows_of(
        gao.database,
        "SELECT o.send_at FROM outbox o JOIN posts p ON p.id = o.post_id"
        " WHERE p.slot LIKE 'ring:%' AND o.state = 'queued' AND o.method = 'sendMessage' ORDER BY o.send_at",
    )
    return [(row[0] - to_ms(gao.clock.now())) // 60_000 for row in rows]


async def test_every_header_is_kept(gao: County, zhang: Person) -> None:
    lines = ["#报送 汛前排查", "类别：综合", "来源: 县应急局", "联合：沙河镇、双溪乡", "紧急", BODY]
    await submit(gao, zhang, "\n".join(lines))
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.title, item.body, item.kind, item.is_urgent) == ("汛前排查", BODY, Kind.COMPREHENSIVE, True)
    assert (item.source, item.joint_units) == ("县应急局", ("沙河镇", "双溪乡"))
    assert (item.version, item.month, item.received_at) == (1, "2026-06", at("2026-06-03 12:00"))


async def test_a_month_is_that_of_the_message_not_of_its_handling(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}", sent_at=at("2026-05-31 23:59"))
    await submit(gao, zhang, f"#报送 乙\n{BODY}", sent_at=at("2026-06-01 00:00"))
    items = await gao.database.reads.items.of_person(zhang.id)
    assert sorted((item.title, item.month) for item in items) == [("乙", "2026-06"), ("甲", "2026-05")]
    assert [text.split("\n")[1] for text in await texts_to(gao, 11)] == [
        "计入5月，第 1/4 条",
        "本月第 1/4 条",
    ]


async def test_past_the_quota_the_count_goes_on_without_it(gao: County, zhang: Person) -> None:
    for place in range(5):
        await submit(gao, zhang, f"#报送 第{place}条\n{BODY}")
    assert [text.split("\n")[1] for text in await texts_to(gao, 11)][3:] == ["本月第 4/4 条", "本月第 5 条"]


async def test_without_a_quota_the_count_stands_alone(gao: County, places: None) -> None:
    zhao = await gao.person("赵六", "双溪乡", telegram_id=13, quota=0)
    await submit(gao, zhao, f"#报送 甲\n{BODY}")
    assert (await texts_to(gao, 13))[0].split("\n")[1] == "本月第 1 条"


async def test_an_unknown_kind_is_stored_as_ordinary_and_told_with_what_there_is(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n类别：快讯\n{BODY}")
    assert await notes(gao, 11) == [
        "没有“快讯”这一类别，已按“普通”保存。可用：普通、综合、政策、苗头",
        EDITABLE,
    ]
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.kind is Kind.ORDINARY


async def test_an_unknown_demand_is_told_with_those_that_are_open(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due="2026-06-12 17:30")
    await submit(gao, zhang, f"#报送 甲\n选题：T9\n{BODY}")
    assert await notes(gao, 11) == [NO_DEMAND.format(wanted="T9"), "现有选题：", "T1 春耕生产", EDITABLE]
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.demand_id is None


async def test_words_in_place_of_a_demands_number_are_told(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n选题：春耕\n{BODY}")
    assert (await notes(gao, 11))[0] == NO_DEMAND.format(wanted="春耕")


async def test_a_demand_without_a_booking_is_linked_all_the_same(
    gao: County, zhang: Person, zhou: Person
) -> None:
    demand = await gao.demand("春耕生产", due="2026-06-12 17:30")
    await submit(gao, zhang, f"#报送 甲\n选题：1\n{BODY}")
    assert await notes(gao, 11) == ["已关联选题 T1 春耕生产（贵单位未预约）。", EDITABLE]
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.demand_id == demand
    assert "选题：T1 春耕生产" in (await shown(gao, DESK_CHAT))[-1].text


async def test_a_forwarded_text_keeps_where_it_came_from(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}", forwarded_from="县融媒体中心")
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.origin == "县融媒体中心"
    assert "转发自：县融媒体中心" in (await shown(gao, DESK_CHAT))[-1].text


async def test_submitting_is_on_record_with_who_did_it(gao: County, zhang: Person, li: Person) -> None:
    await submit(gao, li, f"#报送 甲\n{BODY}")
    (item,) = await gao.database.reads.items.of_person(li.id)
    (entry,) = await gao.database.reads.trail.of("item", item.id)
    assert (entry.step, entry.person) == ("submit", "李四")


# --- what rings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["紧急", "类别：苗头"])
async def test_what_presses_rings_the_desk_three_more_times(gao: County, zhang: Person, line: str) -> None:
    await submit(gao, zhang, f"#报送 山体裂缝\n{line}\n{BODY}")
    assert await rings(gao) == [10, 30, 60]


async def test_an_ordinary_item_rings_nobody(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}")
    assert await rings(gao) == []


async def test_a_ring_says_for_how_long_nobody_has_taken_it(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 山体裂缝\n紧急\n{BODY}")
    gao.clock.moment += timedelta(minutes=10)
    _, ring = await shown(gao, DESK_CHAT)
    assert ring.text == "🔔 以下信息已10分钟无人签收：\n<b>2026-0001</b> 山体裂缝"
    assert ring.labels == ["签收", "全文"]


async def test_one_ring_of_an_item_stands_in_the_group_and_none_once_it_is_taken(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 山体裂缝\n紧急\n{BODY}")
    seen = []
    for minutes in (10, 20, 30):
        gao.clock.moment += timedelta(minutes=minutes)
        seen.append([m.text.partition("\n")[0] for m in (await shown(gao, DESK_CHAT))[1:]])
    assert seen == [
        ["🔔 以下信息已10分钟无人签收："],
        ["🔔 以下信息已30分钟无人签收："],
        ["🔔 以下信息已60分钟无人签收："],
    ]
    ring = (await shown(gao, DESK_CHAT))[-1]
    await tap(gao, zhou, ring, "签收", reviews.receive, chat_id=DESK_CHAT)
    (card,) = await shown(gao, DESK_CHAT)
    assert "在审 · 周编" in card.text


async def test_taking_one_item_leaves_the_rings_of_the_other(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n紧急\n{BODY}")
    gao.clock.moment += timedelta(minutes=5)
    await submit(gao, li, f"#报送 乙\n紧急\n{BODY}")
    first, _ = await shown(gao, DESK_CHAT)
    await tap(gao, zhou, first, "签收", reviews.receive, chat_id=DESK_CHAT)
    assert await rings(gao) == [10, 30, 60]


async def test_a_ring_is_taken_from_where_it_stands(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n紧急\n{BODY}")
    gao.clock.moment += timedelta(minutes=10)
    ring = (await shown(gao, DESK_CHAT))[-1]
    await tap(gao, zhou, ring, "签收", reviews.receive, chat_id=DESK_CHAT)
    assert await rings(gao) == []
    assert "在审 · 周编" in (await shown(gao, DESK_CHAT))[0].text


async def test_every_desk_group_is_rung_in_its_language(gao: County, zhang: Person) -> None:
    await gao.bind(-1003, PlaceKind.DESK, language="en")
    await submit(gao, zhang, f"#报送 山体裂缝\n紧急\n{BODY}", chat_id=WORK_CHAT)
    gao.clock.moment += timedelta(minutes=30)
    assert [m.text.partition("\n")[0] for m in (await shown(gao, -1003))[1:]] == [
        "🔔 Nobody has taken this item for 30 minutes:",
    ]


async def test_without_a_desk_group_every_editor_is_rung_in_private(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        for name, account in (("周编", 21), ("吴编", 22)):
            await gao.person(name, "信息中心", role=Role.EDITOR, telegram_id=account)
        await submit(gao, zhang, f"#报送 山体裂缝\n紧急\n{BODY}")
        gao.clock.moment += timedelta(minutes=10)
        for account in (21, 22):
            assert (await texts_to(gao, account))[1].startswith("🔔 以下信息已10分钟无人签收：")
