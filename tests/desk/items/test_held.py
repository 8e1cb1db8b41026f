"""What is held waits for the secrecy officers alone: it rings them where it presses, and is destroyed on a second word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.items import held, held_again, reviews, revisions, submissions
from bot.errors import NotAllowed, WrongState
from bot.model import ItemState, Person
from tests.support.county import DESK_CHAT, County, office_of
from tests.support.scenes import Shown, do, shown, tap

OFFICER = 31
HELD_BODY = "全县一季度生产总值核算工作已经完成，尚未公布的统计数为一百二十三亿元，增长百分之六点一。"
PAPER = f"#报送 一季度核算完成\n{HELD_BODY}"
PRESSING = f"#报送 一季度核算完成\n紧急\n{HELD_BODY}"
RING = "🔔 2026-0001 为紧急类信息，已等您 {minutes} 分钟。\n您放行或销毁之前，其他人都看不到；发送 /held 查看内容。"


@pytest.fixture
async def zheng(gao: County, zhang: Person, zhou: Person) -> Person:
    """The secrecy officer, who is on the roster as a reporter."""
    gao.office = office_of(secrecy={"officers": [OFFICER]})
    return await gao.person("郑保密", "县保密局", telegram_id=OFFICER)


async def later(gao: County, minutes: int) -> list[str]:
    """What the officer has before the eyes so many minutes later."""
    gao.clock.moment += timedelta(minutes=minutes)
    return [message.text for message in await shown(gao, OFFICER)]


async def asked(gao: County) -> Shown:
    """The officer's newest message about an item."""
    return [m for m in await shown(gao, OFFICER) if "等待保密审查" in m.text or "待保密审查" in m.text][-1]


async def test_an_item_that_presses_rings_the_officers_until_one_decides_and_then_the_desk(
    gao: County, zhang: Person, zheng: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=PRESSING)
    (card,) = await shown(gao, OFFICER)
    assert card.text.startswith("🔴 <b>紧急</b>\n🔒") and card.labels == ["放行", "销毁"]
    for minutes, passed in ((10, 10), (30, 20), (60, 30)):
        assert (await later(gao, passed))[1:] == [RING.format(minutes=minutes)], minutes
    ring = (await shown(gao, OFFICER))[-1]
    assert ring.labels == ["放行", "销毁"]
    assert await shown(gao, DESK_CHAT) == []
    await tap(gao, zheng, ring, "放行", held.let_pass)
    assert await later(gao, 0) == ["2026-0001 已放行，经办：郑保密"]
    assert "2026-0001" in (await shown(gao, DESK_CHAT))[-1].text
    gao.clock.moment += timedelta(minutes=10)
    assert (await shown(gao, DESK_CHAT))[-1].text.startswith("🔔")


async def test_the_officer_who_let_it_pass_holds_it_again_within_ten_minutes_before_anybody_has_decided(
    gao: County, zhang: Person, zheng: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=PAPER)
    await tap(gao, zheng, await asked(gao), "放行", held.let_pass)
    assert HELD_BODY in (await shown(gao, DESK_CHAT))[-1].text
    decided = (await shown(gao, OFFICER))[-1]
    assert decided.labels == ["撤销"]
    with pytest.raises(NotAllowed):
        await tap(gao, zhou, decided, "撤销", held_again.undo)
    await tap(gao, zheng, decided, "撤销", held_again.undo)
    assert [m.text for m in await shown(gao, DESK_CHAT)] == ["<b>2026-0001</b> · 待保密审查"]
    assert (await asked(gao)).labels == ["放行", "销毁"] and len(await shown(gao, OFFICER)) == 1
    assert (await shown(gao, 11))[-1].text.startswith("🔒 2026-0001 已收到，待保密审查")
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.state, item.body) == (ItemState.HELD, HELD_BODY)
    with pytest.raises(WrongState):
        await do(gao, zheng, held_again.undo, item_id=1)
    await tap(gao, zheng, await asked(gao), "放行", held.let_pass)
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    with pytest.raises(WrongState):
        await do(gao, zheng, held_again.undo, item_id=1)
    gao.clock.moment += timedelta(minutes=11)
    assert (await shown(gao, OFFICER))[-1].labels == []


async def test_an_item_that_does_not_press_rings_nobody(gao: County, zhang: Person, zheng: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=PAPER)
    assert len(await later(gao, 60)) == 1


async def test_an_edit_that_makes_a_held_item_press_brings_it_up_again_and_rings_and_the_other_way_round(
    gao: County, zhang: Person, zheng: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=PAPER, message_id=501)
    before = await asked(gao)
    await do(gao, zhang, revisions.edit_message, said=PRESSING, message_id=501)
    (again,) = await shown(gao, OFFICER)
    assert again.message_id != before.message_id and again.text.startswith("🔴 <b>紧急</b>")
    assert len(await later(gao, 10)) == 2
    await do(gao, zhang, revisions.edit_message, said=PAPER, message_id=501)
    assert len(await later(gao, 60)) == 1


async def test_a_held_item_whose_edited_words_meet_no_rule_says_so_and_waits_all_the_same(
    gao: County, zhang: Person, zheng: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=PAPER, message_id=501)
    edited = "#报送 植树活动\n6月2日，县里开展植树活动，参加干部群众120人，种树500株。"
    await do(gao, zhang, revisions.edit_message, said=edited, message_id=501)
    card = await asked(gao)
    assert card.text.startswith("🔒 <b>待保密审查</b> · 现有文字未触及规则\n") and card.labels == [
        "放行",
        "销毁",
    ]


async def test_a_card_that_rang_the_desk_rings_the_officers_alone_once_an_edit_has_the_item_held(
    gao: County, zhang: Person, zheng: Person
) -> None:
    text = PRESSING.replace("尚未公布的", "本次")
    await do(gao, zhang, submissions.submit_tagged, said=text, message_id=501)
    assert len(await shown(gao, DESK_CHAT)) == 1
    await do(gao, zhang, revisions.edit_message, said=PRESSING, message_id=501)
    assert len(await later(gao, 10)) == 2
    assert [m.text for m in await shown(gao, DESK_CHAT)] == ["<b>2026-0001</b> · 待保密审查"]


async def test_destroying_asks_first_and_says_what_will_be_gone(
    gao: County, zhang: Person, zheng: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=PRESSING)
    assert await tap(gao, zheng, await asked(gao), "销毁", held.destroy) is None
    question = (await shown(gao, OFFICER))[-1]
    assert question.text == (
        "⬛ <b>确认销毁 2026-0001？</b>销毁后不能恢复。\n"
        "将清除：全部版本的标题和正文（共 1 版）、附件 0 个，以及重复过这些内容的消息；只保留编号、报送人和时间。"
    )
    assert question.labels == ["确认销毁", "返回"]
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert item.state is ItemState.HELD and item.body == HELD_BODY
    await tap(gao, zheng, question, "返回", held.go_back)
    assert (await shown(gao, OFFICER))[-1].labels == ["放行", "销毁"]
    with pytest.raises(NotAllowed, match="Your role"):
        await tap(gao, zhou, question, "确认销毁", held.destroy, is_sure=True)
    await tap(gao, zheng, question, "确认销毁", held.destroy, is_sure=True)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.state, item.body) == (ItemState.DESTROYED, "")
    assert await later(gao, 60) == ["2026-0001 已销毁，经办：郑保密"]
