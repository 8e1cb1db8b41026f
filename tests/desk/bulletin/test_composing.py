"""The bulletin: chosen from the pool, ordered, annotated, signed, numbered once, posted, kept, corrected."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.desk import talk
from bot.desk.bulletin import commands, issues
from bot.desk.items import lookup
from bot.model import ItemState, Person, Role
from bot.views.common.callbacks import parse
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, do, shown

TITLES = ("早茶提前开园", "水库除险加固完工", "秸秆禁烧巡查")


@pytest.fixture
async def boss(gao: County, places: None) -> Person:
    return await gao.person("王主任", "县政府办", role=Role.ADMIN, telegram_id=41)


@pytest.fixture
async def head(gao: County, places: None) -> Person:
    return await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)


@pytest.fixture
async def three(gao: County, zhang: Person) -> list[int]:
    """Three adopted items, the first adopted first."""
    return [await adopted(gao, zhang, title, hour=9 + n) for n, title in enumerate(TITLES)]


async def adopted(gao: County, by: Person, title: str, *, hour: int = 9) -> int:
    moment = at(f"2026-06-02 {hour:02d}:00:00")
    item_id = await gao.item(by, f"2026-06-02 {hour:02d}:00:00", state=ItemState.ADOPTED)
    async with gao.database.work(now=moment) as work:
        item = await work.items.find(item_id)
        assert item is not None
        from dataclasses import replace

        await work.items.rewrite(replace(item, title=title, version=2), now=moment)
        await work.items.set_state(replace(item, decided_at=moment, editor_id=by.id))
    return item_id


async def newest(gao: County, chat: int) -> Shown:
    return (await shown(gao, chat))[-1]


async def bulletin_in(gao: County, chat: int) -> Shown:
    return next(each for each in reversed(await shown(gao, chat)) if each.text.startswith("📰"))


async def press(gao: County, who: Person, message: Shown, label: str, *, chat_id: int | None = None) -> Any:
    """A press of a button, as the handler of the bulletin has it."""
    from handlers.bulletin import _BUTTONS

    data = next(data for each, data in message.buttons.items() if each.startswith(label))
    pressed = parse(data)

    async def act(office: Any, work: Any, scene: Any) -> Any:
        return await _BUTTONS[pressed.press](office, work, scene, pressed)

    return await do(gao, who, act, chat_id=chat_id, message_id=message.message_id)


async def choose(gao: County, who: Person, *titles: str, chat: int = DESK_CHAT) -> None:
    for title in titles:
        message = await bulletin_in(gao, chat)
        if "编排" not in message.labels:
            await press(gao, who, message, "选稿", chat_id=chat)
            message = await bulletin_in(gao, chat)
        label = next(each for each in message.labels if title[:4] in each)
        await press(gao, who, message, label, chat_id=chat)
    await press(gao, who, await bulletin_in(gao, chat), "编排", chat_id=chat)


async def test_from_the_pool_to_leaders_and_groups(
    gao: County, three: list[int], zhang: Person, zhou: Person, boss: Person, head: Person
) -> None:
    await do(gao, zhou, commands.issue, typed="", chat_id=DESK_CHAT)
    pool = await bulletin_in(gao, DESK_CHAT)
    assert pool.text == (
        "📰 <b>待选信息</b>（第1期已选0条）\n2026-0003 秸秆禁烧巡查（云茶镇，6月2日）\n"
        "2026-0002 水库除险加固完工（云茶镇，6月2日）\n2026-0001 早茶提前开园（云茶镇，6月2日）"
    )
    await choose(gao, zhou, *TITLES)
    composed = await bulletin_in(gao, DESK_CHAT)
    assert composed.text == (
        "📰 <b>《高县政务信息》第1期（总第1期）</b> 编排中\n1. 早茶提前开园（2026-0001，云茶镇）\n"
        "2. 水库除险加固完工（2026-0002，云茶镇）\n3. 秸秆禁烧巡查（2026-0003，云茶镇）"
    )
    assert composed.labels == [
        "1. 早茶提前开园",
        "2. 水库除险加固完工",
        "3. 秸秆禁烧巡查",
        "选稿",
        "按语",
        "增刊",
        "预览",
        "送签",
        "签发",
    ]
    await press(gao, zhou, composed, "3. ", chat_id=DESK_CHAT)
    picked = await bulletin_in(gao, DESK_CHAT)
    assert "▸ 3. 秸秆禁烧巡查" in picked.text
    await press(gao, zhou, picked, "↑", chat_id=DESK_CHAT)
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "按语", chat_id=DESK_CHAT)
    question = await newest(gao, DESK_CHAT)
    assert question.text.startswith("请为2026-0003 秸秆禁烧巡查写按语。")
    said = {"said": "各镇要从严落实。", "chat_id": DESK_CHAT, "reply_to": question.message_id}
    await do(gao, zhou, talk.take_message, **said)
    assert "2. 秸秆禁烧巡查（2026-0003，云茶镇） · 有按语" in (await bulletin_in(gao, DESK_CHAT)).text
    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "预览", chat_id=DESK_CHAT)
    orders = await rows_of(gao.database, "SELECT spec, chat_id, name FROM made_files")
    spec = json.loads(orders[0][0])
    assert (orders[0][1:], spec["pages"]) == ((DESK_CHAT, "高县政务信息2026年第1期.docx"), True)
    assert [item["title"] for item in spec["items"]] == [TITLES[0], TITLES[2], TITLES[1]]
    assert spec["items"][1]["note"] == "各镇要从严落实。"
    assert (spec["mark"], spec["number"], spec["total"]) == ("高县政务信息", "第1期", "总第1期")
    assert (spec["issuer"], spec["date"]) == ("高县人民政府办公室", "2026年6月3日")

    await press(gao, zhou, await bulletin_in(gao, DESK_CHAT), "送签", chat_id=DESK_CHAT)
    at_signer = await bulletin_in(gao, 41)
    assert at_signer.text.startswith("📰 <b>《高县政务信息》第1期（总第1期）</b> 已送签")
    assert at_signer.labels == ["签发", "退改", "预览", "取回"]
    await press(gao, boss, at_signer, "退改")
    question = await newest(gao, 41)
    await do(gao, boss, talk.take_message, said="第二条核实数据。", reply_to=question.message_id)
    assert (await newest(gao, 21)).text == "↩️ 王主任退改第1期：第二条核实数据。\n修改请发 /issue"
    mended = await bulletin_in(gao, DESK_CHAT)
    assert mended.text.endswith("↩️ 退改：第二条核实数据。")
    await press(gao, zhou, mended, "送签", chat_id=DESK_CHAT)
    await press(gao, boss, await bulletin_in(gao, 41), "签发")
    sure = await bulletin_in(gao, 41)
    assert sure.labels == ["确认签发", "返回"]
    await press(gao, boss, sure, "确认签发")

    posted = (
        "📰 <b>《高县政务信息》第1期（总第1期）</b>　2026年6月3日\n1. 早茶提前开园（云茶镇 张三）/item_2026_0001\n"
        "2. 秸秆禁烧巡查（云茶镇 张三）/item_2026_0003\n3. 水库除险加固完工（云茶镇 张三）/item_2026_0002\n全刊见随后的文件。"
    )
    assert (await newest(gao, WORK_CHAT)).text == posted
    at_head = await newest(gao, 31)
    assert (at_head.text, at_head.labels) == (posted, ["批示 1", "批示 2", "批示 3"])
    assert (await bulletin_in(gao, DESK_CHAT)).text.startswith(
        "📰 <b>《高县政务信息》第1期（总第1期）</b>\n王主任 6月3日 12:00签发，已发送领导和1个工作群。"
    )
    final = json.loads(
        (await rows_of(gao.database, "SELECT spec FROM made_files ORDER BY id DESC LIMIT 1"))[0][0]
    )
    assert (final["foot"]["signer"], final["foot"]["editor"]) == ("王主任", "周编")
    await do(gao, zhang, lookup.show_item, number="1")
    assert "📰 刊于2026年第1期" in (await newest(gao, 11)).text
    await do(gao, zhang, issues.command, typed="1")
    assert (await newest(gao, 11)).text == posted
