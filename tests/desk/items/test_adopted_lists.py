"""A channel's whole list: pairs are shown first, can be corrected one by one, and are recorded only on 确认."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import adopted_lists, adoptions, reviews, submissions, undo
from bot.errors import BadInput, NotAllowed
from bot.model import Person
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, do, shown, tap, texts_to

TITLES = ["云茶镇1.2万亩早茶提前开园", "白岩镇集中供水工程惠及4个村", "翠竹镇竹编车间吸纳留守妇女就业"]
LIST = "1.高县早茶提前开园\n2、《白岩镇集中供水惠及4村》|综合|2026-06-01\n3. 筠连县黄牛产业带动增收\n4. 竹编车间带动留守妇女就业"


@pytest.fixture
async def three(gao: County, zhang: Person, zhou: Person) -> None:
    now, gao.clock.moment = gao.clock.moment, at("2026-05-29 10:00")
    for item_id, title in enumerate(TITLES, start=1):
        said = f"#报送 {title}\n{BODY}"
        await do(gao, zhang, submissions.submit_tagged, said=said, chat_id=WORK_CHAT)
        await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=item_id)
    gao.clock.moment = now


async def table(gao: County) -> Shown:
    return next(each for each in reversed(await shown(gao, DESK_CHAT)) if each.buttons)


async def ask(gao: County, who: Person, typed: str) -> Shown:
    await do(gao, who, adopted_lists.command, typed=typed, chat_id=DESK_CHAT)
    return await table(gao)


async def taken(gao: County) -> list[Any]:
    return await rows_of(
        gao.database, "SELECT item_id, kind, day FROM adoptions WHERE channel = '市' ORDER BY item_id"
    )


async def test_a_pasted_list_is_shown_as_pairs_and_recorded_on_a_yes_alone(
    gao: County, three: None, zhou: Person
) -> None:
    asked = await ask(gao, zhou, f"市 第12期\n{LIST}")
    assert asked.text.split("\n") == [
        "<b>市采用清单：4条中有3条对上本县信息</b>",
        "还没有登记，请核对。",
        f"1. 高县早茶提前开园 → <b>2026-0001</b> {TITLES[0]}",
        f"2. 白岩镇集中供水惠及4村 → <b>2026-0002</b> {TITLES[1]}",
        f"4. 竹编车间带动留守妇女就业 → <b>2026-0003</b> {TITLES[2]}",
        "<b>没有对上的：</b>",
        "3. 筠连县黄牛产业带动增收",
    ]
    assert asked.labels == ["确认", "逐条", "取消"]
    assert await taken(gao) == []
    await tap(gao, zhou, asked, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    assert await taken(gao) == [
        (1, "single", "2026-06-03"),
        (2, "digest", "2026-06-01"),
        (3, "single", "2026-06-03"),
    ]
    (done,) = [each.text for each in await shown(gao, DESK_CHAT) if "市采用已登记" in each.text]
    assert done == "市采用已登记3条，已通知供稿人。\n1条没有对应，未登记。\n3. 筠连县黄牛产业带动增收"
    assert sum("📰 已被采用：市" in text for text in await texts_to(gao, 11)) == 3


async def test_a_pair_is_corrected_by_a_button_or_a_number_and_an_item_stands_in_one_pair(
    gao: County, three: None, zhou: Person
) -> None:
    asked = await ask(gao, zhou, f"市\n{LIST}")
    await tap(gao, zhou, asked, "逐条", adopted_lists.show_row, chat_id=DESK_CHAT, at=0)
    row = await table(gao)
    assert row.text.startswith("1/4 高县早茶提前开园\n现对应：<b>2026-0001</b>")
    await tap(gao, zhou, row, "没有对应", adopted_lists.set_pair, chat_id=DESK_CHAT, at=0, item_id=0)
    await do(
        gao, zhou, talk.take_message, said="3", chat_id=DESK_CHAT, reply_to=(await table(gao)).message_id
    )
    assert (await table(gao)).text.startswith("3/4 筠连县黄牛产业")
    await tap(gao, zhou, await table(gao), "返回总表", adopted_lists.show_table, chat_id=DESK_CHAT)
    whole = await table(gao)
    assert "2. 白岩镇集中供水惠及4村 → <b>2026-0003</b>" in whole.text
    assert whole.text.count("→") == 1
    await tap(gao, zhou, whole, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    assert await taken(gao) == [(3, "digest", "2026-06-01")]


async def test_a_list_that_is_left_or_booked_again_records_nothing_twice(
    gao: County, three: None, zhou: Person, wu: Person
) -> None:
    left = await ask(gao, zhou, f"市\n{LIST}")
    with pytest.raises(NotAllowed):
        await tap(gao, wu, left, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    await tap(gao, zhou, left, "取消", adopted_lists.press_cancel, chat_id=DESK_CHAT)
    assert await taken(gao) == []
    for _ in range(2):
        again = await ask(gao, zhou, f"市\n{LIST}")
        await tap(gao, zhou, again, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    assert len(await taken(gao)) == 3
    (done,) = [each.text for each in await shown(gao, DESK_CHAT) if "采用没有新登记" in each.text]
    nothing = "市采用没有新登记。\n3条此前已登记。\n1条没有对应，未登记。\n3. 筠连县黄牛产业带动增收"
    assert done == nothing, "nobody was told"
    with pytest.raises(BadInput):
        await do(gao, zhou, adopted_lists.command, typed="2026-0001 市\n甲\n乙", chat_id=DESK_CHAT)


async def test_a_table_of_an_xlsx_is_read_by_its_cells(gao: County, three: None, zhou: Person) -> None:
    rows = [
        ["序号", "标题", "类型", "日期"],
        ["1", TITLES[0], "专报", "2026-06-02"],
        ["2", "别县的标题一则", "", ""],
    ]
    await do(gao, zhou, adopted_lists.begin, typed="市", rows=rows, chat_id=DESK_CHAT)
    await tap(gao, zhou, await table(gao), "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    assert await taken(gao) == [(1, "special", "2026-06-02")]


async def test_a_pair_that_is_recorded_already_is_marked_and_stays_but_for_what_its_own_line_says(
    gao: County, three: None, zhou: Person
) -> None:
    for number in ("1", "2"):
        typed = f"{number} 市 专报 2026-06-01 第11期"
        await do(gao, zhou, adoptions.command, typed=typed, chat_id=DESK_CHAT)
    asked = await ask(gao, zhou, f"市 约稿 第12期\n{TITLES[0]}\n{TITLES[1]}|综合\n{TITLES[2]}\n{TITLES[2]}")
    known = "已登记：市《政务信息快报》专报 2026-06-01 第11期"
    assert asked.text.split("\n")[2:] == [
        f"1. {TITLES[0]} → <b>2026-0001</b> {TITLES[0]}（{known}，不再登记）",
        f"2. {TITLES[1]} → <b>2026-0002</b> {TITLES[1]}（{known}，将改为：市《政务信息快报》综合 2026-06-01 第11期）",
        f"3. {TITLES[2]} → <b>2026-0003</b> {TITLES[2]}",
        "<b>没有对上的：</b>",
        f"4. {TITLES[2]}（重复）",
    ]
    await tap(gao, zhou, asked, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    assert await rows_of(
        gao.database,
        "SELECT item_id, kind, day, issue FROM adoptions"
        " WHERE channel = '市' AND revoked_at IS NULL ORDER BY item_id",
    ) == [
        (1, "special", "2026-06-01", "第11期"),
        (2, "digest", "2026-06-01", "第11期"),
        (3, "commission", "2026-06-03", "第12期"),
    ]


async def test_what_is_not_recorded_is_listed_with_its_reason_before_and_after_the_yes(
    gao: County, three: None, zhang: Person, zhou: Person
) -> None:
    said = f"#报送 沙河镇豆腐节吸引游客5万人\n{BODY}"
    await do(gao, zhang, submissions.submit_tagged, said=said, chat_id=WORK_CHAT)
    titles = f"{TITLES[0]}|2025-06-01\n沙河镇豆腐节吸引游客5万人\n某某某一则\n某某某一则\n{TITLES[1]}"
    asked = await ask(gao, zhou, f"市\n{titles}")
    early = "（2025-06-01早于收到日期2026-05-29，不登记）"
    rest = [
        "2. 沙河镇豆腐节吸引游客5万人（本县未采用：2026-0004 待审）",
        "3. 某某某一则",
        "4. 某某某一则（重复）",
    ]
    lines = asked.text.split("\n")
    assert lines[2] == f"1. {TITLES[0]} → <b>2026-0001</b> {TITLES[0]}{early}"
    assert lines[-3:] == rest
    await tap(gao, zhou, asked, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    (done,) = [each.text for each in await shown(gao, DESK_CHAT) if "市采用已登记" in each.text]
    assert done.split("\n") == [
        "市采用已登记1条，已通知供稿人。",
        "3条没有对应，未登记。",
        *rest,
        "1条日期早于收到日期，未登记：",
        f"1. {TITLES[0]}{early}",
    ]
    # What was adopted when the list was read, and is not any more, has an item of ours.
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=4)
    asked = await ask(gao, zhou, f"市\n{titles}")
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=4)
    await tap(gao, zhou, asked, "确认", adopted_lists.confirm, chat_id=DESK_CHAT)
    assert rest[0] in next(each.text for each in await shown(gao, DESK_CHAT) if "没有新登记" in each.text)


async def test_a_title_just_like_ours_has_the_item_though_one_above_is_called_nearly_so(
    gao: County, three: None, zhang: Person, zhou: Person
) -> None:
    """And what is called just like an item that the county has not adopted is no other one."""
    near = "云茶镇1.2万亩早茶提前两周开园"
    asked = await ask(gao, zhou, f"市\n{near}\n{TITLES[0]}")
    assert asked.text.split("\n")[2:] == [
        f"2. {TITLES[0]} → <b>2026-0001</b> {TITLES[0]}",
        "<b>没有对上的：</b>",
        f"1. {near}",
    ]
    await tap(gao, zhou, asked, "取消", adopted_lists.press_cancel, chat_id=DESK_CHAT)
    said = f"#报送 {near}\n{BODY}"
    await do(gao, zhang, submissions.submit_tagged, said=said, chat_id=WORK_CHAT)
    asked = await ask(gao, zhou, f"市\n{near}")
    assert asked.text.split("\n")[0] == "<b>市采用清单：1条中有0条对上本县信息</b>"
    assert asked.text.split("\n")[-1] == f"1. {near}（本县未采用：2026-0004 待审）"


async def test_the_rest_of_a_list_that_telegram_cut_joins_it_and_makes_no_draft(
    gao: County, three: None, zhou: Person, wu: Person
) -> None:
    lines = [f"{at:03d}、{'某地开展某项工作' * 4}" for at in range(120)]
    head = "市\n" + "\n".join(lines)
    at_line_end = (head[:4080].rpartition("\n")[0], "\n".join(TITLES))
    within_line = (f"{head[:4082]}\n{TITLES[0][:4]}", f"{TITLES[0][4:]}\n{TITLES[1]}")
    for (first, rest), chat_id, fits in ((at_line_end, DESK_CHAT, 3), (within_line, None, 2)):
        where = chat_id or zhou.telegram_id or 0
        now = gao.clock.now()
        said = f"/adopted {first}"
        assert 3900 < len(said) <= 4096 and (len(said) == 4096) is (chat_id is None)
        await do(gao, zhou, adopted_lists.command, said=said, typed=first, chat_id=chat_id)
        late = now + timedelta(seconds=2)
        await do(gao, wu, talk.take_message, said="好的", chat_id=DESK_CHAT, sent_at=late)
        await do(gao, zhou, talk.take_message, said=rest, chat_id=chat_id, sent_at=late)
        drafts = await rows_of(gao.database, f"SELECT kind FROM drafts WHERE chat_id = {where}")
        assert drafts == [("adopted_list",)]
        texts = "\n".join(each.text for each in await shown(gao, where))
        assert f"条中有{fits}条对上本县信息" in texts
        count = first.count("\n") + (3 if chat_id else 1)
        assert f"读到{count}行。更长的清单请发.xlsx，或另发一条“/adopted 市”接着列。" in texts
        asked = next(each for each in reversed(await shown(gao, where)) if "确认" in each.labels)
        await tap(gao, zhou, asked, "取消", adopted_lists.press_cancel, chat_id=chat_id)


async def test_a_later_text_is_no_part_of_a_list(gao: County, three: None, zhou: Person) -> None:
    head = "市\n" + "\n".join(f"{at:03d}、{'某地开展某项工作' * 4}" for at in range(120))
    first = head[:4080].rpartition("\n")[0]
    await do(gao, zhou, adopted_lists.command, said=f"/adopted {first}", typed=first, chat_id=DESK_CHAT)
    late = gao.clock.now() + timedelta(minutes=2)
    await do(gao, zhou, talk.take_message, said="请大家核对", chat_id=DESK_CHAT, sent_at=late)
    (kept,) = await rows_of(gao.database, "SELECT data FROM drafts WHERE kind = 'adopted_list'")
    assert "请大家核对" not in kept[0]


async def test_a_text_that_is_only_called_xlsx_is_refused_by_its_name() -> None:
    async def download() -> bytes:
        return "标题\n早茶提前开园".encode()

    with pytest.raises(BadInput) as refused:
        await adopted_lists.read_file(download, size=30, name="六月.xlsx")
    assert refused.value.fields == {"name": "六月.xlsx"}
    assert await adopted_lists.read_file(download, size=30, name="六月.csv") == [["标题"], ["早茶提前开园"]]
