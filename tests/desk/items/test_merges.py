"""A merge is told to both sides: the item that another one was merged into says so, and its reporter hears."""

from __future__ import annotations

from bot.desk import talk
from bot.desk.items import reviews, undo
from bot.desk.items.submissions import submit_tagged
from bot.model import Person
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, County
from tests.support.scenes import Shown, do, shown, tap


async def merge(gao: County, zhou: Person, zhang: Person, li: Person) -> None:
    """李四's 2026-0002 into 张三's 2026-0001."""
    await do(gao, zhang, submit_tagged, said=f"#报送 早茶开园\n{BODY}")
    await do(gao, li, submit_tagged, said=f"#报送 早茶提前开园\n{BODY}")
    card = await card_of(gao, "2026-0002")
    await tap(gao, zhou, card, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await do(gao, zhou, talk.take_message, said="2026-0001", chat_id=DESK_CHAT, reply_to=card.message_id)


async def card_of(gao: County, number: str) -> Shown:
    return next(each for each in await shown(gao, DESK_CHAT) if f"<b>{number}</b>" in each.text)


async def test_the_targets_card_and_its_reporter_say_what_it_contains(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    assert "含2026-0002 李四" in (await card_of(gao, "2026-0001")).text.split("\n")
    assert (await shown(gao, 11))[-1].text == (
        "🔗 有信息并入您的信息：<b>2026-0001</b> 早茶开园\n含2026-0002 李四"
    )


async def test_a_merge_taken_back_is_told_to_both_too(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await merge(gao, zhou, zhang, li)
    await tap(gao, zhou, await card_of(gao, "2026-0002"), "撤销", undo.undo, chat_id=DESK_CHAT)
    assert "含2026-0002" not in (await card_of(gao, "2026-0001")).text
    assert (await shown(gao, 11))[-1].text == "<b>2026-0001</b> 早茶开园\n2026-0002 李四 的合并已撤销。"


async def test_who_merges_two_of_ones_own_is_not_told_twice(gao: County, zhang: Person, zhou: Person) -> None:
    await merge(gao, zhou, zhang, zhang)
    assert not any("有信息并入" in each.text for each in await shown(gao, 11))
