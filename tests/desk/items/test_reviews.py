"""Two editors decide: each typed reason belongs to the card replied to, a taken item asks twice, a slip is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import reviews, revisions, undo, urgency
from bot.desk.items.submissions import submit_draft, submit_tagged
from bot.desk.people import members
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import BookingState, Person, Role
from bot.rules.states import Step
from tests.desk.items.test_storage import rings
from tests.support.county import BODY, DESK_CHAT, County, rows_of
from tests.support.scenes import Shown, do, shown, tap, texts_to


async def submit(gao: County, who: Person, title: str, *headers: str) -> Shown:
    """An item; its card."""
    await do(gao, who, submit_tagged, said="\n".join([f"#报送 {title}", *headers, BODY]))
    return await card(gao, title)


async def card(gao: County, title: str) -> Shown:
    return [each for each in await shown(gao, DESK_CHAT) if title in each.text][-1]


async def ask(gao: County, who: Person, on: Shown, label: str) -> None:
    steps = {"退回": Step.RETURN, "不采用": Step.REJECT}
    await tap(
        gao, who, on, label, reviews.decide_with_reason, chat_id=DESK_CHAT, step=steps[label], reason=None
    )


async def reply(gao: County, who: Person, to: Shown, words: str) -> None:
    await do(gao, who, talk.take_message, said=words, chat_id=DESK_CHAT, reply_to=to.message_id)


async def standing(gao: County, title: str) -> str:
    return (await card(gao, title)).text


async def kept(gao: County) -> dict[str, list[Any]]:
    """Every table but the audit trail, the messages and what says that a decision can be taken back."""
    names = await rows_of(gao.database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    unlike = {"audit", "outbox", "posts", "undos", "inbox", "sqlite_sequence", "counters", "meta"}
    return {
        name: await rows_of(gao.database, f"SELECT * FROM {name}") for (name,) in names if name not in unlike
    }


async def test_a_typed_reason_decides_the_card_that_is_replied_to(
    gao: County, zhang: Person, zhou: Person
) -> None:
    first, second = [await submit(gao, zhang, title) for title in ("甲", "乙")]
    await ask(gao, zhou, first, "退回")
    await ask(gao, zhou, second, "不采用")
    await reply(gao, zhou, first, "甲条数据有误")
    assert "理由：甲条数据有误" in await standing(gao, "甲")
    assert "不采用：请选一个理由" in await standing(gao, "乙")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "2026-0001：退回，已转告张三。"


async def test_a_reason_that_is_too_long_is_refused_rather_than_cut(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, "甲")
    await ask(gao, zhou, await card(gao, "甲"), "退回")
    with pytest.raises(BadInput, match="at most"):
        await reply(gao, zhou, await card(gao, "甲"), "请补充数据。" * 60)
    assert "待审" in await standing(gao, "甲"), "nothing was decided, and it asks still"
    await reply(gao, zhou, await card(gao, "甲"), "请补充数据。" * 42)
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None and item.reason_text == "请补充数据。" * 42


async def test_any_editor_may_answer_a_cards_question(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    first, second = [await submit(gao, zhang, title) for title in ("甲", "乙")]
    await ask(gao, zhou, first, "退回")
    await ask(gao, wu, second, "退回")
    await reply(gao, wu, first, "请补充受益户数")
    assert "↩️ 退回 · 吴编" in await standing(gao, "甲") and "↩️" not in await standing(gao, "乙")


async def test_a_remark_on_a_card_that_asks_nothing_is_a_comment_and_decides_nothing(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await reply(gao, zhou, only, "写得不错，下次补充对比数据")
    assert (await texts_to(gao, DESK_CHAT))[-1] == "2026-0001：已作为点评转告张三。"
    assert "🕓 待审" in await standing(gao, "甲")


async def test_a_reason_written_without_replying_is_hinted_at_once_for_each_question(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    for said in ("请补充受益户数", "好的", "下午开会"):
        await do(gao, zhou, talk.take_message, said=said, chat_id=DESK_CHAT)
    hints = [text for text in await texts_to(gao, DESK_CHAT) if text.startswith("未转达")]
    assert hints == ["未转达：如这是理由，请“回复”该卡片再发一次。"]
    await reply(gao, zhou, only, "请补充受益户数")
    assert "理由：请补充受益户数" in await standing(gao, "甲")


@pytest.mark.parametrize("typed", ["1", "0001", "2026-1"])
async def test_an_item_is_merged_into_one_that_is_named_by_its_short_number(
    gao: County, zhang: Person, li: Person, zhou: Person, typed: str
) -> None:
    await submit(gao, li, "别条")
    only = await submit(gao, zhang, "甲")
    await tap(gao, zhou, only, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await reply(gao, zhou, only, typed)
    assert (await texts_to(gao, DESK_CHAT))[-1] == "2026-0002：合并，已转告张三。"


async def test_what_another_has_taken_is_adopted_only_on_a_second_word_and_the_taker_hears_of_it(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await tap(gao, zhou, only, "签收", reviews.receive, chat_id=DESK_CHAT)
    toast = await tap(gao, wu, await card(gao, "甲"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    assert (toast.text, toast.alert) == ("周编正在审，仍要采用？", True)
    asking = await card(gao, "甲")
    assert asking.labels == ["仍要采用", "返回"] and "🔎 在审 · 周编" in asking.text
    await tap(gao, wu, asking, "仍要采用", reviews.adopt, chat_id=DESK_CHAT, is_sure=True)
    assert "✅ 采用 · 吴编" in await standing(gao, "甲")
    told = (await texts_to(gao, 21))[-1].split("\n")
    assert told[0] == "您签收的信息，吴编已作决定："
    await do(gao, wu, undo.undo, chat_id=DESK_CHAT, item_id=1)
    again = (await texts_to(gao, 21))[-1].split("\n")
    assert again == ["吴编已撤销决定，您签收的信息仍由您审核：", "<b>2026-0001</b> 甲 · 在审"]


async def test_a_taken_item_is_put_back_by_who_took_it_and_rings_from_then_on(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲", "紧急")
    before = await kept(gao)
    await tap(gao, zhou, only, "签收", reviews.receive, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=15)
    with pytest.raises(NotAllowed):
        await tap(gao, wu, await card(gao, "甲"), "放回", reviews.release, chat_id=DESK_CHAT)
    await tap(gao, zhou, await card(gao, "甲"), "放回", reviews.release, chat_id=DESK_CHAT)
    assert await kept(gao) == before
    assert await rings(gao) == [10, 30, 60]
    gao.clock.moment += timedelta(minutes=11)
    standing = [each.text for each in await shown(gao, DESK_CHAT) if each.text.startswith("🔔")]
    assert [ring.split("\n")[0] for ring in standing] == ["🔔 以下信息已10分钟无人签收："]


async def test_what_became_urgent_late_and_is_put_back_or_undone_loses_no_ring(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, "甲")
    gao.clock.moment += timedelta(hours=5)
    await do(gao, zhang, urgency.make_urgent, item_id=1)
    await tap(gao, zhou, await card(gao, "甲"), "签收", reviews.receive, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=5)
    await tap(gao, zhou, await card(gao, "甲"), "放回", reviews.release, chat_id=DESK_CHAT)
    assert await rings(gao) == [10, 30, 60], "by when it was received all of them would be past"
    gao.clock.moment += timedelta(minutes=2)
    await tap(gao, zhou, await card(gao, "甲"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=3)
    await tap(gao, zhou, await card(gao, "甲"), "撤销", undo.undo, chat_id=DESK_CHAT)
    assert await rings(gao) == [10, 30, 60]


@pytest.mark.parametrize("decision", ["采用", "备用", "退回", "不采用", "合并"])
async def test_a_decision_is_taken_back_with_all_that_followed(
    gao: County, zhang: Person, li: Person, zhou: Person, decision: str
) -> None:
    await gao.demand("春耕", due="2026-06-12 17:30")
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.demands.add_booking(
            1,
            unit_id=zhang.unit_id,
            person_id=zhang.id,
            state=BookingState.BOOKED,
            now=work.now,
        )
    await submit(gao, li, "别条")
    await submit(gao, zhang, "甲", "选题：T1")
    before, told = await kept(gao), (await shown(gao, 11))[-1]
    only = await card(gao, "甲")
    if decision in ("采用", "备用"):
        act = reviews.adopt if decision == "采用" else reviews.reserve
        await tap(gao, zhou, only, decision, act, chat_id=DESK_CHAT)
    elif decision == "合并":
        await tap(gao, zhou, only, decision, reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
        await reply(gao, zhou, only, "2026-0001")
    else:
        await ask(gao, zhou, only, decision)
        await reply(gao, zhou, only, "要素不全")
    assert (await shown(gao, 11))[-1] != told
    undone = await card(gao, "甲")
    above = ["上报", "市采用", "省采用"] if decision == "采用" else []
    if decision == "备用":
        assert undone.labels == ["采用", "退回", "不采用", "合并", "改稿", "撤销", "下一件"]
    else:
        more = ["改稿"] if decision == "采用" else []
        assert undone.labels == ["撤销", "下一件", *above, "全文", *more]
    await tap(gao, zhou, undone, "撤销", undo.undo, chat_id=DESK_CHAT)
    assert await kept(gao) == before
    assert (await card(gao, "甲")).labels == only.labels
    (step,) = [each for each in await shown(gao, 11) if "撤销" in each.text]
    assert step.text.startswith("🕓 待审：") and step.labels == []


async def test_only_who_decided_takes_back_and_only_for_ten_minutes(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await tap(gao, zhou, await submit(gao, zhang, "甲"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    decided = await card(gao, "甲")
    with pytest.raises(NotAllowed):
        await tap(gao, wu, decided, "撤销", undo.undo, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=10, seconds=1)
    with pytest.raises(WrongState):
        await tap(gao, zhou, decided, "撤销", undo.undo, chat_id=DESK_CHAT)
    assert "✅ 采用" in await standing(gao, "甲")


async def test_a_reply_to_what_was_returned_is_the_revision_and_the_next_editor_sees_why(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await reply(gao, zhou, only, "请补充受益户数和资金来源")
    returned = (await shown(gao, 11))[-1]
    await do(gao, zhang, talk.take_message, said=f"甲\n{BODY}受益户数120户。", reply_to=returned.message_id)
    preview = (await shown(gao, 11))[-1]
    assert preview.text.startswith("📝 2026-0001 修改稿预览")
    await tap(gao, zhang, preview, "提交", submit_draft)
    again = await card(gao, "甲")
    assert "上次退回：周编，请补充受益户数和资金来源" in again.text and "2026-0001" in again.text


async def test_who_is_an_editor_no_more_takes_no_decision_back(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, "甲")
    await tap(gao, zhou, await card(gao, "甲"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhou, role=Role.MEMBER))
        await work.refresh_directory()
    with pytest.raises(NotAllowed):
        await tap(gao, zhou, await card(gao, "甲"), "撤销", undo.undo, chat_id=DESK_CHAT)


async def test_a_withdrawal_is_taken_back_by_the_reporter(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, "甲")
    before = await kept(gao)
    await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    gone = (await shown(gao, 11))[-1]
    assert gone.labels == ["撤销"]
    await tap(gao, zhang, gone, "撤销", undo.undo)
    assert await kept(gao) == before
    # What was returned and is so again says why, and can be revised.
    only = await card(gao, "甲")
    await ask(gao, zhou, only, "退回")
    await reply(gao, zhou, only, "要素不全")
    await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    await tap(gao, zhang, (await shown(gao, 11))[-1], "撤销", undo.undo)
    again = next(each for each in await shown(gao, 11) if "已撤销“撤回”" in each.text)
    assert again.text.startswith("↩️ 退回：") and "理由：要素不全" in again.text and again.labels == ["修改"]


async def test_a_reporter_is_nobodys_editor(gao: County, zhang: Person, zhou: Person) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    with pytest.raises(NotAllowed):
        await reply(gao, zhang, only, "不用退了")
    assert zhang.role is Role.MEMBER and "↩️" not in await standing(gao, "甲")


async def test_an_editor_reads_that_a_reporter_who_is_off_the_roster_was_not_told(
    gao: County, zhang: Person, zhou: Person
) -> None:
    boss = await gao.person("主任", "政府办", role=Role.ADMIN, telegram_id=9)
    for title in ("早茶开园", "早茶销售"):
        await do(gao, zhang, submit_tagged, said=f"#报送 {title}\n{BODY}")
    await do(gao, boss, members.press_member, person_id=zhang.id, what="remove", value=None, is_sure=True)
    of_item = await card(gao, "早茶开园")
    await ask(gao, zhou, of_item, "退回")
    await reply(gao, zhou, of_item, "缺数据")
    untold = "⚠️ 张三已不在岗或未绑定账号，未能转告。"
    assert (await shown(gao, DESK_CHAT))[-1].text == f"2026-0001：退回。\n{untold}"
    toast = await do(
        gao, zhou, reviews.decide_with_reason, chat_id=DESK_CHAT, item_id=2, step=Step.REJECT, reason="empty"
    )
    assert toast.text == f"2026-0002：不采用。\n{untold}"
