"""A message that carries a marking: what had become of it goes, and everybody hears who must (manual, section 2)."""

from __future__ import annotations

import pytest

from bot.clock import to_ms
from bot.desk import talk
from bot.desk.items import lookup, reviews, submissions
from bot.desk.upkeep import blocked
from bot.model import Blocked, ItemState, Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import do, shown, tap, texts_to

GONE = "⬛ 2026-0001 已清除：报送人修改原消息后带有涉密标志。清除前为“{state}”，如已编发请立即撤回。"
DRAFT = "该消息所在的草稿已整份清除；其余不涉密、非内部的内容请重新发送。"


@pytest.fixture
async def zhang(gao: County) -> Person:
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    return await gao.person("张三", "云茶镇", telegram_id=11)


@pytest.fixture
async def zhou(gao: County, zhang: Person) -> Person:
    return await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)


async def mark(gao: County, who: Person, message_id: int) -> None:
    """The person's message in private is edited so that it carries a marking."""
    message = Blocked(
        rule="star",
        chat_id=who.telegram_id or 0,
        thread_id=0,
        telegram_id=who.telegram_id or 0,
        message_id=message_id,
        at=to_ms(gao.clock.now()) // 1000,
        is_private=True,
        is_edit=True,
    )
    async with gao.database.work(now=gao.clock.now()) as work:
        await blocked.take_blocked(gao.office, work, message)


async def adopted(gao: County, who: Person, editor: Person) -> None:
    await do(gao, who, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", message_id=501)
    await tap(gao, editor, (await shown(gao, DESK_CHAT))[-1], "采用", reviews.adopt, chat_id=DESK_CHAT)


async def test_of_an_adopted_item_that_an_edit_has_marked_the_desk_and_its_editor_hear_and_nobody_is_named(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await mark(gao, zhang, 501)
    said = GONE.format(state="采用")
    assert said in await texts_to(gao, DESK_CHAT)
    assert said in await texts_to(gao, 21)
    assert [m.text for m in await shown(gao, DESK_CHAT)] == ["<b>2026-0001</b> · 已销毁", said]
    await do(gao, zhang, lookup.show_item, number="2026-0001")
    looked = (await shown(gao, 11))[-1].text
    assert "⬛ 已销毁" in looked and "已销毁 · 周编" not in looked
    assert looked.endswith("系统 修改后带有涉密标志，内容已清除")


async def test_of_an_item_that_nobody_has_dealt_with_the_card_alone_says_that_it_is_gone(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", message_id=501)
    await mark(gao, zhang, 501)
    assert [m.text for m in await shown(gao, DESK_CHAT)] == ["<b>2026-0001</b> · 已销毁"]


async def test_what_was_merged_into_an_item_that_is_wiped_waits_again(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", message_id=501)
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    await do(gao, li, submissions.submit_tagged, said=f"#报送 沙河镇也已开园\n{BODY}", message_id=601)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=1)
    await mark(gao, zhang, 501)
    (other,) = await gao.database.reads.items.of_person(li.id)
    assert (other.state, other.merged_into) == (ItemState.WAITING, None)
    assert "2026-0001 已清除。原并入该条的2026-0002 李四恢复待审，已有新卡片。" in " ".join(
        await texts_to(gao, DESK_CHAT)
    )
    assert TITLE not in "".join(m.text for m in await shown(gao, DESK_CHAT))


async def test_of_a_merged_item_that_is_wiped_the_other_one_s_card_says_nothing_any_more(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}", message_id=501)
    li = await gao.person("李四", "沙河镇", telegram_id=12)
    await do(gao, li, submissions.submit_tagged, said=f"#报送 沙河镇也已开园\n{BODY}", message_id=601)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=1)
    assert any("含2026-0002" in m.text for m in await shown(gao, DESK_CHAT))
    await mark(gao, li, 601)
    assert not any("含2026-0002" in m.text for m in await shown(gao, DESK_CHAT))
    assert "沙河镇也已开园" not in "".join(m.text for m in await shown(gao, 11))


async def test_of_a_draft_of_two_messages_of_which_one_is_marked_the_writer_hears_that_the_other_is_gone_too(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}", message_id=501)
    await do(gao, zhang, talk.take_message, said="另有七个村完成春耕备耕物资调运。", message_id=502)
    await mark(gao, zhang, 501)
    assert await gao.database.reads.drafts.of(11) == []
    assert (await texts_to(gao, 11))[-1].endswith(DRAFT)


async def test_without_a_draft_nothing_is_said_of_one(gao: County, zhang: Person) -> None:
    await mark(gao, zhang, 501)
    assert DRAFT not in (await texts_to(gao, 11))[-1]
