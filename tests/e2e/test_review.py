"""Editors review, over real HTTP: two at once, reasons by button and by reply, merging, rings (manual, section 3)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.model import ItemState
from bot.sandbox import Persona
from tests.support.county import BODY, TITLE
from tests.support.running import RunningCounty


async def submitted(gao: RunningCounty, wang: Persona, *, title: str = TITLE, headers: str = "") -> None:
    """One item of the reporter's, with its receipt read."""
    await wang.say(f"#报送 {title}\n{headers}{BODY}")
    await wang.wait_for(title)


async def test_two_editors_at_once_one_wins_and_the_other_is_told(gao: RunningCounty) -> None:
    wang, zhou, wu = (
        await gao.join("王茗"),
        await gao.join("周编", role="编辑"),
        await gao.join("吴编", role="编辑"),
    )
    await submitted(gao, wang)
    card = await gao.card("2026-0001")
    took, adopted = await asyncio.gather(zhou.press(card, "签收"), wu.press(card, "采用"))
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None
    # Whoever came second hears who was first, and has decided nothing.
    if item.state is ItemState.REVIEWING:
        assert (took.alert, adopted.alert, adopted.text) == (False, True, "周编正在审，仍要采用？")
    else:
        assert (item.state, adopted.alert, took.alert) == (ItemState.ADOPTED, False, True)
        assert took.text == "2026-0001已由吴编于6月3日 12:00处理为“采用”，未作改动。"
    trail = await gao.desk.database.reads.trail.of("item", item.id)
    assert [entry.step for entry in trail][1:] in (["receive"], ["adopt"])


async def test_the_reporter_hears_every_step(gao: RunningCounty) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await submitted(gao, wang)
    card = await gao.card("2026-0001")
    assert (await zhou.press(card, "签收")).text == "已签收 2026-0001。"
    assert "责任编辑：周编" in (await wang.wait_for("已签收")).text
    card = await zhou.wait_for("在审 · 周编", chat=gao.desk_group)
    assert "签收" not in card.labels
    await zhou.press(card, "采用")
    await wang.wait_for("已采用")
    card = await zhou.wait_for("采用 · 周编", chat=gao.desk_group)
    assert card.labels == ["撤销", "上报", "市采用", "省采用", "全文", "改稿"]


async def test_a_reason_typed_as_a_reply(gao: RunningCounty) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await submitted(gao, wang)
    card = await gao.card("2026-0001")
    await zhou.press(card, "不采用")
    asked = await zhou.wait_for("直接回复本条", chat=gao.desk_group)
    assert "返回" in asked.labels
    await zhou.say("此事上月已编发，<暂不>重复。", chat=gao.desk_group, reply_to=asked)
    told = await wang.wait_for("不采用")
    assert "此事上月已编发，<暂不>重复。" in told.text
    await zhou.say("/audit 2026-0001", chat=gao.desk_group)
    trail = await zhou.wait_for("此事上月已编发", chat=gao.desk_group)
    assert "报送" in trail.text and "不采用" in trail.text


async def test_back_from_the_reasons_changes_nothing(gao: RunningCounty) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await submitted(gao, wang)
    card = await gao.card("2026-0001")
    await zhou.press(card, "退回")
    asked = await zhou.wait_for(lambda s: "返回" in s.labels, chat=gao.desk_group)
    await zhou.press(asked, "返回")
    await zhou.wait_for(lambda s: "签收" in s.labels, chat=gao.desk_group)
    await zhou.say("只是闲聊", chat=gao.desk_group, reply_to=asked)
    await gao.idle()
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and item.state is ItemState.WAITING


async def test_merged_items_do_not_count_and_name_where_they_went(gao: RunningCounty) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await submitted(gao, wang)
    await submitted(gao, wang, title="早茶开园续报")
    card = await gao.card("2026-0002")
    await zhou.press(card, "合并")
    asked = await zhou.wait_for("并入哪一条", chat=gao.desk_group)
    await zhou.say("2026-0009", chat=gao.desk_group, reply_to=asked)
    await zhou.wait_for("没有编号为2026-0009的信息", chat=gao.desk_group)
    await zhou.say("2026-0001", chat=gao.desk_group, reply_to=asked)
    await wang.wait_for("已合并到 2026-0001")
    await wang.say("/my")
    await wang.wait_for("已报1条（任务4条），还差3条")


async def test_a_reporter_s_press_on_a_card_is_refused(gao: RunningCounty) -> None:
    wang = await gao.join("王茗")
    await submitted(gao, wang)
    gao.sandbox.groups.join(gao.desk_group, wang.user)
    answer = await wang.press(await gao.card("2026-0001"), "采用")
    assert answer.alert and "没有此项权限" in answer.text
    # Only the presser sees it: it speaks the presser's language, whatever the group's.
    await wang.say("/lang en")
    answer = await wang.press(await gao.card("2026-0001"), "采用")
    assert answer.alert and "Your role does not allow this" in answer.text
    item = await gao.desk.database.reads.items.find_number("2026-0001")
    assert item is not None and item.state is ItemState.WAITING


async def test_an_urgent_item_rings_until_it_is_taken(gao: RunningCounty) -> None:
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    await submitted(gao, wang, headers="紧急\n")
    await submitted(gao, wang, title="普通的一条")
    gao.clock.shift_to(gao.clock.now() + timedelta(minutes=11))
    await zhou.wait_for("已10分钟无人签收", chat=gao.desk_group, since=0)
    gao.clock.shift_to(gao.clock.now() + timedelta(minutes=20))
    ring = await zhou.wait_for("已30分钟无人签收", chat=gao.desk_group, since=0)
    await gao.idle()
    await zhou.press(ring, "签收")
    await wang.wait_for("已签收", since=0)
    gao.clock.shift_to(gao.clock.now() + timedelta(minutes=60))
    await gao.idle()
    assert [s for s in zhou.messages(gao.desk_group) if "无人签收" in s.text] == []
    assert [call.error for call in gao.sandbox.calls if call.error] == [], "a ring goes once"
