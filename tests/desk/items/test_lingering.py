"""What is taken and not decided waits again after two working hours; of what waits for four the desk is reminded once."""

from __future__ import annotations

from bot.desk.items import lingering, questions, queue, reviews
from bot.desk.items.submissions import submit_tagged
from bot.desk.people import members
from bot.model import ItemState, Person, Role
from bot.rules.states import Step
from tests.desk.items.test_storage import rings
from tests.support.county import BODY, DESK_CHAT, County, at
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to


async def submit(gao: County, who: Person, title: str, *headers: str) -> Shown:
    await do(gao, who, submit_tagged, said="\n".join([f"#报送 {title}", *headers, BODY]))
    return await card(gao, title)


async def card(gao: County, title: str) -> Shown:
    return [each for each in await shown(gao, DESK_CHAT) if title in each.text][-1]


async def tick(gao: County, moment: str) -> None:
    gao.clock.moment = at(moment)
    async with gao.database.work(now=gao.clock.now()) as work:
        await lingering.mind_items(gao.office, work)


async def state(gao: County, item_id: int) -> ItemState:
    item = await gao.database.reads.items.find(item_id)
    assert item is not None
    return item.state


async def test_what_is_taken_on_friday_evening_is_let_go_on_monday_and_its_taker_and_the_card_say_so(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    gao.clock.moment = at("2026-06-05 16:30:00")
    first, second = await submit(gao, zhang, "甲"), await submit(gao, zhang, "乙")
    await tap(gao, zhou, first, "签收", reviews.receive, chat_id=DESK_CHAT)
    await tick(gao, "2026-06-08 09:29:00")
    assert await state(gao, 1) is ItemState.REVIEWING
    await tap(gao, wu, second, "签收", reviews.receive, chat_id=DESK_CHAT)
    await tick(gao, "2026-06-08 09:30:00")
    assert [await state(gao, 1), await state(gao, 2)] == [ItemState.WAITING, ItemState.REVIEWING]
    now = await card(gao, "甲")
    assert now.text.endswith("🕓 待审\n⏱ 周编签收后2个工作小时内未处理，已自动放回待审。")
    assert "签收" in now.labels and "放回" not in now.labels
    told = (await shown(gao, 21))[-1]
    assert told.text == "您签收的信息2个工作小时内未处理，已自动放回待审：\n<b>2026-0001</b> 甲"
    assert told.labels == ["签收", "全文"]
    assert [each for each in await texts_to(gao, 22) if "自动放回" in each] == []
    assert [each.text for each in await shown(gao, 11) if each.text.startswith("🕓")] == [
        "🕓 待审：<b>2026-0001</b> 甲"
    ]
    assert await audit(gao, "item", 1) == ["submit", "receive", "release"]
    await tap(gao, wu, now, "签收", reviews.receive, chat_id=DESK_CHAT)
    assert await state(gao, 1) is ItemState.REVIEWING


async def test_what_is_decided_in_time_stays_decided(gao: County, zhang: Person, zhou: Person) -> None:
    gao.clock.moment = at("2026-06-05 09:00:00")
    first = await submit(gao, zhang, "甲")
    await tap(gao, zhou, first, "签收", reviews.receive, chat_id=DESK_CHAT)
    await tap(gao, zhou, await card(gao, "甲"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    await tick(gao, "2026-06-05 17:00:00")
    assert await state(gao, 1) is ItemState.ADOPTED


async def test_an_urgent_item_that_is_let_go_rings_again(gao: County, zhang: Person, zhou: Person) -> None:
    gao.clock.moment = at("2026-06-05 09:00:00")
    first = await submit(gao, zhang, "甲", "紧急")
    await tap(gao, zhou, first, "签收", reviews.receive, chat_id=DESK_CHAT)
    assert await rings(gao) == []
    await tick(gao, "2026-06-05 11:00:00")
    assert await rings(gao) == [10, 30, 60]


async def test_the_question_for_a_reason_goes_with_what_is_let_go(
    gao: County, zhang: Person, zhou: Person
) -> None:
    gao.clock.moment = at("2026-06-05 09:00:00")
    first = await submit(gao, zhang, "甲")
    await tap(gao, zhou, first, "签收", reviews.receive, chat_id=DESK_CHAT)
    taken = await card(gao, "甲")
    await do(
        gao,
        zhou,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        message_id=taken.message_id,
        item_id=1,
        step=Step.RETURN,
        reason=None,
    )
    await tick(gao, "2026-06-05 11:00:00")
    assert "回复本条" not in (await card(gao, "甲")).text
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None and await questions.asked_for(work, item.id) is None


async def test_what_an_editor_had_taken_waits_at_once_when_they_are_suspended_removed_or_no_editor_any_more(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    """It stayed theirs until the two hours were over, while nobody could decide it without a second word."""
    admin = await gao.person("罗锋", "县政府", role=Role.ADMIN, telegram_id=9)
    for number, change in enumerate(("职务 信息员", "停用", "移除"), start=1):
        who = await gao.person(f"{change[:2]}编", "信息中心", role=Role.EDITOR, telegram_id=30 + number)
        await tap(
            gao, who, await submit(gao, zhang, f"第{number}篇"), "签收", reviews.receive, chat_id=DESK_CHAT
        )
        asked = await submit(gao, zhang, f"另{number}篇")
        await do(
            gao,
            who,
            reviews.decide_with_reason,
            chat_id=DESK_CHAT,
            message_id=asked.message_id,
            item_id=2 * number,
            step=Step.RETURN,
            reason=None,
        )
        assert "回复本条" in (await card(gao, f"另{number}篇")).text
        if change == "移除":
            await do(
                gao, admin, members.press_member, person_id=who.id, what="remove", value=None, is_sure=True
            )
        else:
            await do(gao, admin, members.show_member, words=f"{who.name} {change}")
        assert await state(gao, 2 * number - 1) is ItemState.WAITING
        free = await card(gao, f"第{number}篇")
        assert free.text.endswith(f"🕓 待审\n⏱ {who.name}已不在编辑岗位，签收已解除，放回待审。")
        assert "签收" in free.labels
        assert "回复本条" not in (await card(gao, f"另{number}篇")).text
    await tap(gao, wu, free, "签收", reviews.receive, chat_id=DESK_CHAT)
    await do(gao, admin, members.show_member, words="周编 停用")  # who has taken nothing
    assert await state(gao, 5) is ItemState.REVIEWING


async def test_the_desk_is_reminded_once_of_what_waits_longer_than_four_working_hours(
    gao: County, zhang: Person, zhou: Person
) -> None:
    gao.clock.moment = at("2026-06-05 15:30:00")
    await submit(gao, zhang, "甲")
    gao.clock.moment = at("2026-06-05 16:00:00")
    await submit(gao, zhang, "乙")
    before = await texts_to(gao, DESK_CHAT)
    await tick(gao, "2026-06-06 12:00:00")
    await tick(gao, "2026-06-08 10:29:00")
    assert await texts_to(gao, DESK_CHAT) == before
    for _ in range(2):  # as after a restart
        await tick(gao, "2026-06-08 10:30:00")
    reminded = "⏳ 以下1条信息待审已超过4个工作小时：\n2026-0001 甲（云茶镇，6月5日）"
    assert (await texts_to(gao, DESK_CHAT))[len(before) :] == [reminded]
    word = (await shown(gao, DESK_CHAT))[-1]
    await tap(gao, zhou, word, "2026-0001", queue.open_card, chat_id=DESK_CHAT)
    assert (await shown(gao, DESK_CHAT))[-1].text.startswith("<b>2026-0001</b> 甲")
    await tick(gao, "2026-06-08 20:00:00")
    assert len(await texts_to(gao, DESK_CHAT)) == len(before) + 2
    await tick(gao, "2026-06-09 08:30:00")
    assert (await texts_to(gao, DESK_CHAT))[-1].endswith("2026-0002 乙（云茶镇，6月5日）")


async def test_what_somebody_has_taken_is_not_brought_to_mind(
    gao: County, zhang: Person, zhou: Person
) -> None:
    gao.clock.moment = at("2026-06-05 09:00:00")
    first = await submit(gao, zhang, "甲")
    gao.clock.moment = at("2026-06-05 12:30:00")
    await tap(gao, zhou, first, "签收", reviews.receive, chat_id=DESK_CHAT)
    await tick(gao, "2026-06-05 13:30:00")
    assert [each for each in await texts_to(gao, DESK_CHAT) if each.startswith("⏳")] == []
