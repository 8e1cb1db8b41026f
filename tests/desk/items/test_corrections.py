"""An edit after the review has begun becomes a request to the editors (manual, section 2; domain.md, section 8, row 13)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import mine, talk
from bot.desk.clock import posts
from bot.desk.items import (
    agreements,
    corrections,
    drafts,
    lookup,
    originals,
    reviews,
    revisions,
    submissions,
    undo,
    wiping,
)
from bot.desk.people.language import switch_language
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import CorrectionState, Item, ItemState, Person, PlaceKind
from bot.rules.states import Step
from bot.views.common.callbacks import parse
from tests.desk.items.test_revisions import CHANGED, edit, give_back, items, submit
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

DESK_2 = -1003
ASKED = "已转为更正申请，编辑确认后生效。"


async def newest(gao: County, chat_id: int = 11) -> Shown:
    return (await shown(gao, chat_id))[-1]


async def card(gao: County) -> Shown:
    return next(m for m in await shown(gao, DESK_CHAT) if "✏️" not in m.text and "2026-0001" in m.text)


async def request(gao: County, chat_id: int = DESK_CHAT) -> Shown:
    """The request as the desk sees it."""
    return [m for m in await shown(gao, chat_id) if m.text.startswith("✏️ <b>更正申请</b>")][-1]


async def only(gao: County, who: Person) -> Item:
    (item,) = await items(gao, who)
    return item


async def reviewed(gao: County, who: Person, editor: Person, *, to: ItemState = ItemState.REVIEWING) -> None:
    """An item of message 501 whose review has begun."""
    await submit(gao, who, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await tap(gao, editor, await card(gao), "签收", reviews.receive, chat_id=DESK_CHAT)
    if to is ItemState.ADOPTED:
        await tap(gao, editor, await card(gao), "采用", reviews.adopt, chat_id=DESK_CHAT)


async def asked(
    gao: County, who: Person, editor: Person, *, to: ItemState = ItemState.REVIEWING, text: str = CHANGED
) -> Shown:
    """A correction has been asked for; the desk's message."""
    await reviewed(gao, who, editor, to=to)
    await edit(gao, who, f"#报送 {TITLE}\n{text}", message_id=501)
    await tap(gao, who, await newest(gao), "更正", corrections.press)
    return await request(gao)


async def state(gao: County) -> CorrectionState:
    correction = await gao.database.reads.corrections.find(1)
    assert correction is not None
    return correction.state


async def agree(gao: County, editor: Person, on: Shown, *, chat_id: int = DESK_CHAT) -> str:
    toast = await tap(gao, editor, on, "同意更正", agreements.agree, chat_id=chat_id)
    return str(toast.text)


async def refuse(gao: County, editor: Person, on: Shown, **how: bool) -> None:
    label = "不说明" if how else "不更正"
    await tap(gao, editor, on, label, agreements.refuse, chat_id=DESK_CHAT, **how)


# --- asking -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [ItemState.REVIEWING, ItemState.ADOPTED])
async def test_an_edit_after_review_is_kept_and_offered_with_what_it_changes(
    gao: County, zhang: Person, zhou: Person, to: ItemState
) -> None:
    await reviewed(gao, zhang, zhou, to=to)
    await edit(gao, zhang, f"#报送 {TITLE}\n类别：政策\n{CHANGED}", message_id=501)
    offer = await newest(gao)
    assert offer.labels == ["更正", "取消"]
    word = "在审" if to is ItemState.REVIEWING else "采用"
    assert offer.text.split("\n")[:4] == [
        f"2026-0001现为“{word}”，本次修改未采纳，已存为草稿。",
        "类别：普通→政策",
        "改动：",
        "· <s>4.6吨</s> → <b>5.6吨</b>",
    ]
    assert ("/revise_2026_0001" in offer.text) is (to is ItemState.REVIEWING), "only where it works"
    assert len(await gao.database.reads.drafts.of(11)) == 1
    assert (await only(gao, zhang)).version == 1


async def test_cancelling_the_offer_leaves_the_item_as_it_is(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await reviewed(gao, zhang, zhou)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    await tap(gao, zhang, await newest(gao), "取消", drafts.cancel)
    assert (await newest(gao)).text == "已取消修改，2026-0001 仍为在审状态。"
    assert await gao.database.reads.drafts.of(11) == []
    assert not any(m.text.startswith("✏️") for m in await shown(gao, DESK_CHAT))


async def test_pressing_makes_a_request_in_every_desk_group(gao: County, zhang: Person, zhou: Person) -> None:
    await gao.bind(DESK_2, PlaceKind.DESK)
    first = await asked(gao, zhang, zhou, to=ItemState.ADOPTED)
    second = await request(gao, DESK_2)
    assert (
        first.text
        == second.text
        == "\n".join(
            [
                "✏️ <b>更正申请</b>：云茶镇 张三，6月3日 12:00",
                f"<b>2026-0001</b> {TITLE} · 采用",
                "改动：",
                "· <s>4.6吨</s> → <b>5.6吨</b>",
                "🕓 待编辑确认。",
            ]
        )
    )
    assert first.labels == second.labels == ["同意更正", "不更正", "更正后全文"]
    told = await newest(gao)
    assert told.text.split("\n")[0] == f"2026-0001已采用，{ASKED}" and told.labels == ["撤回申请"]
    assert await gao.database.reads.drafts.of(11) == []
    item = await only(gao, zhang)
    assert (item.version, item.body) == (1, BODY)
    assert (await audit(gao, "item", item.id))[-1] == "ask_correction"


async def test_in_a_group_nobody_else_asks_for_it(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501, chat_id=WORK_CHAT)
    await tap(gao, zhou, await card(gao), "签收", reviews.receive, chat_id=DESK_CHAT)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501, chat_id=WORK_CHAT)
    offer = await newest(gao, WORK_CHAT)
    assert offer.reply_to == 501
    with pytest.raises(NotAllowed):
        await tap(gao, li, offer, "更正", corrections.press, chat_id=WORK_CHAT)
    await tap(gao, zhang, offer, "更正", corrections.press, chat_id=WORK_CHAT)
    told = await newest(gao, WORK_CHAT)
    assert told.text.startswith(f"2026-0001已签收，{ASKED}") and told.reply_to == 501
    with pytest.raises(NotAllowed):
        await tap(gao, li, told, "撤回申请", corrections.take_back, chat_id=WORK_CHAT)
    await agree(gao, zhou, await request(gao))
    assert (await newest(gao, WORK_CHAT)).text.startswith("✅ 更正已生效")
    assert (await only(gao, zhang)).body == CHANGED


async def test_a_reply_to_the_offer_is_a_better_text_of_the_same_correction(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await reviewed(gao, zhang, zhou, to=ItemState.ADOPTED)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    better = BODY.replace("4.6", "6.6")
    await do(
        gao, zhang, talk.take_message, said=f"{TITLE}\n{better}", reply_to=(await newest(gao)).message_id
    )
    preview = await newest(gao)
    assert preview.labels[:2] == ["更正", "修改"] and "提交" not in preview.labels
    await do(gao, zhang, talk.take_message, said="更正")
    assert "6.6吨" in (await request(gao)).text


async def test_a_revision_handed_in_after_the_adoption_becomes_a_request(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await do(gao, zhang, revisions.revise, argument="2026-0001")
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{CHANGED}")
    preview = await newest(gao)
    await tap(gao, zhou, await card(gao), "采用", reviews.adopt, chat_id=DESK_CHAT)
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert "5.6吨" in (await request(gao)).text
    item = await only(gao, zhang)
    assert (item.state, item.version) == (ItemState.ADOPTED, 1)


async def test_revise_of_what_is_adopted_says_how_to_ask(gao: County, zhang: Person, zhou: Person) -> None:
    await reviewed(gao, zhang, zhou, to=ItemState.ADOPTED)
    with pytest.raises(WrongState) as refused:
        await do(gao, zhang, revisions.revise, argument="2026-0001")
    assert gao.office.texts("zh").plain(refused.value.key, **refused.value.fields) == (
        "2026-0001已采用，不再重报。如需更正，请直接编辑原消息，将转请编辑确认。"
    )


async def test_too_little_is_not_asked_for(gao: County, zhang: Person, zhou: Person) -> None:
    await reviewed(gao, zhang, zhou)
    with pytest.raises(BadInput):
        await edit(gao, zhang, f"#报送 {TITLE}\n太短", message_id=501)
    assert await gao.database.reads.drafts.of(11) == []


async def test_an_edit_that_changes_nothing_says_nothing(gao: County, zhang: Person, zhou: Person) -> None:
    await reviewed(gao, zhang, zhou)
    before = await texts_to(gao, 11)
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await edit(gao, zhang, f"#报送  {TITLE} \n\n{BODY}", message_id=501)
    assert await texts_to(gao, 11) == before


async def test_cleaning_and_hints_are_said_of_the_corrected_words_too(
    gao: County, zhang: Person, zhou: Person
) -> None:
    sums = "沙河镇排查隐患点212处，新增9处，整改4处，现有215处，已落实包保责任人215名。"
    on = await asked(gao, zhang, zhou, text=f"{BODY}\n{sums}１２３")
    told = (await newest(gao)).text
    assert "🧹" in told and "123" in on.text
    await agree(gao, zhou, on)
    told = (await newest(gao)).text
    assert told.startswith("✅ 编辑已同意更正。\n✏️ 已更新为第2版") and "🧹" in told
    assert (await newest(gao)).labels == ["看改动"]
    await do(gao, zhang, originals.show_original, item_id=1)
    assert "１２３" in (await newest(gao)).text


# --- a second edit ----------------------------------------------------------------------------------------


async def test_a_second_edit_takes_the_place_of_the_words_that_wait(
    gao: County, zhang: Person, zhou: Person
) -> None:
    first = await asked(gao, zhang, zhou)
    gao.clock.moment += timedelta(minutes=1)
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY.replace('4.6', '7.6')}", message_id=501)
    second = await request(gao)
    assert second.message_id == first.message_id and "7.6吨" in second.text and "5.6吨" not in second.text
    told = [m for m in await shown(gao, 11) if ASKED in m.text]
    assert len(told) == 1 and "7.6吨" in told[0].text
    with pytest.raises(WrongState) as stale:
        seen = parse(first.buttons["同意更正"]).number(1)
        await tap(gao, zhou, first, "同意更正", agreements.agree, chat_id=DESK_CHAT, seen=seen)
    assert "please look at it again" in stale.value.key
    await agree(gao, zhou, second)
    assert "7.6吨" in (await only(gao, zhang)).body


async def test_edited_back_the_request_is_taken_back(gao: County, zhang: Person, zhou: Person) -> None:
    await asked(gao, zhang, zhou)
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    assert await state(gao) is CorrectionState.WITHDRAWN
    on = await request(gao)
    assert "🔙 报送人已撤回申请。" in on.text and on.labels == []
    assert (await newest(gao)).text.startswith("🔙 更正申请已撤回，信息未变")


async def test_of_two_messages_each_edit_adds_to_the_request(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, drafts.begin)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}", message_id=501)
    await do(gao, zhang, talk.take_message, said="下一步将组织技术人员下乡指导。", message_id=502)
    await tap(gao, zhang, await newest(gao), "提交", submissions.submit_draft)
    await tap(gao, zhou, await card(gao), "签收", reviews.receive, chat_id=DESK_CHAT)
    await edit(gao, zhang, f"{TITLE}\n{CHANGED}", message_id=501)
    await tap(gao, zhang, await newest(gao), "更正", corrections.press)
    await edit(gao, zhang, "下一步将组织农技人员下乡指导。", message_id=502)
    on = await request(gao)
    assert "5.6吨" in on.text and "农技" in on.text
    await edit(gao, zhang, "下一步将组织技术人员下乡指导。", message_id=502)
    on = await request(gao)
    assert "5.6吨" in on.text and "农技" not in on.text
    await agree(gao, zhou, on)
    assert (await only(gao, zhang)).body.startswith(CHANGED)


# --- two editors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", [ItemState.REVIEWING, ItemState.ADOPTED])
async def test_agreed_the_item_has_its_next_version_in_the_state_that_it_was_in(
    gao: County, zhang: Person, zhou: Person, wu: Person, to: ItemState
) -> None:
    on = await asked(gao, zhang, zhou, to=to)
    assert await agree(gao, wu, on) == "2026-0001已更正。"
    item = await only(gao, zhang)
    assert (item.state, item.version, item.body, item.editor_id) == (to, 2, CHANGED, zhou.id)
    after = await card(gao)
    assert "第2版" in after.text and "5.6吨" in after.text
    done = await request(gao)
    assert done.text.endswith("✅ 已更正 · 吴编 6月3日 12:00") and "4.6吨" in done.text
    assert done.labels == ["撤销"]
    told = (await newest(gao)).text.split("\n")
    assert told[:2] == ["✅ 编辑已同意更正。", f"✏️ 已更新为第2版：<b>2026-0001</b> {TITLE}"]
    steps = [
        "submit",
        "receive",
        *(["adopt"] if to is ItemState.ADOPTED else []),
        "ask_correction",
        "correct",
    ]
    assert await audit(gao, "item", item.id) == steps
    await do(gao, zhou, lookup.show_audit, number="2026-0001")
    trail = (await newest(gao, 21)).text
    assert "张三 申请更正" in trail and "吴编 同意更正 · 第2版" in trail and "5.6吨" in trail


async def test_the_message_holds_the_corrected_text_from_then_on(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await agree(gao, zhou, await asked(gao, zhang, zhou, to=ItemState.ADOPTED))
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    assert (await newest(gao)).text.startswith("✅ 编辑已同意更正。"), "Telegram reports a link preview"
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED.replace('48元', '52元')}", message_id=501)
    offer = await newest(gao)
    assert "52元" in offer.text and "5.6吨" not in offer.text, "what is corrected is no change any more"


async def test_of_two_editors_one_wins_and_the_other_is_told(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    on = await asked(gao, zhang, zhou)
    await agree(gao, wu, on)
    with pytest.raises(WrongState) as late:
        await agree(gao, zhou, on)
    assert late.value.fields["editor"] == "吴编"
    with pytest.raises(WrongState):
        await refuse(gao, zhou, on)
    assert (await only(gao, zhang)).version == 2


async def test_only_editors_decide(gao: County, zhang: Person, li: Person, zhou: Person) -> None:
    on = await asked(gao, zhang, zhou)
    for other in (zhang, li):
        with pytest.raises(NotAllowed):
            await agree(gao, other, on)
        with pytest.raises(NotAllowed):
            await refuse(gao, other, on)
    assert await state(gao) is CorrectionState.ASKED


async def test_refused_with_a_typed_reason_the_reporter_reads_it(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    on = await asked(gao, zhang, zhou)
    await refuse(gao, zhou, on)
    asking = await request(gao)
    assert asking.labels == ["不说明", "返回"] and "请回复本条消息说明理由" in asking.text
    await do(gao, wu, talk.take_message, said="数据以统计部门为准", chat_id=DESK_CHAT, reply_to=on.message_id)
    assert (await newest(gao)).text == (f"✖️ 未予更正：<b>2026-0001</b> {TITLE}\n理由：数据以统计部门为准")
    on = await request(gao)
    assert on.text.endswith("✖️ 不更正 · 吴编 6月3日 12:00\n理由：数据以统计部门为准")
    assert (await newest(gao, DESK_CHAT)).text == "2026-0001不予更正，已告知报送人张三。"
    assert (await only(gao, zhang)).version == 1
    await do(gao, zhou, lookup.show_audit, number="2026-0001")
    assert "吴编 不更正 · 数据以统计部门为准" in (await newest(gao, 21)).text


async def test_a_reply_gives_the_reason_of_the_request_that_it_replies_to(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    first = await asked(gao, zhang, zhou)
    await submit(gao, li, f"#报送 乙\n{BODY}", message_id=601)
    await tap(gao, zhou, await newest(gao, DESK_CHAT), "签收", reviews.receive, chat_id=DESK_CHAT)
    await edit(gao, li, f"#报送 乙\n{CHANGED}", message_id=601)
    await tap(gao, li, await newest(gao, 12), "更正", corrections.press)
    second = await request(gao)
    await refuse(gao, zhou, first)
    await refuse(gao, zhou, second)
    await do(gao, zhou, talk.take_message, said="无依据", chat_id=DESK_CHAT, reply_to=first.message_id)
    found = [await gao.database.reads.corrections.find(number) for number in (1, 2)]
    assert [each.state.value for each in found if each] == ["refused", "asked"]


async def test_refused_without_a_reason_or_thought_better_of(
    gao: County, zhang: Person, zhou: Person
) -> None:
    on = await asked(gao, zhang, zhou)
    await refuse(gao, zhou, on)
    await tap(gao, zhou, await request(gao), "返回", agreements.go_back, chat_id=DESK_CHAT)
    assert (await request(gao)).labels == on.labels
    await refuse(gao, zhou, on)
    await do(gao, zhou, talk.take_message, said="取消", chat_id=DESK_CHAT, reply_to=on.message_id)
    assert (await request(gao)).labels == on.labels
    await refuse(gao, zhou, on)
    await refuse(gao, zhou, await request(gao), is_plain=True)
    assert (await newest(gao)).text.endswith("未说明理由。")
    assert await state(gao) is CorrectionState.REFUSED


async def test_the_whole_corrected_text_is_there_to_read(gao: County, zhang: Person, zhou: Person) -> None:
    on = await asked(gao, zhang, zhou)
    await tap(gao, zhou, on, "更正后全文", agreements.show_text, chat_id=DESK_CHAT)
    assert CHANGED in (await newest(gao, DESK_CHAT)).text


# --- undoing ----------------------------------------------------------------------------------------------


async def test_an_agreement_is_undone_by_who_agreed_within_ten_minutes(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await reviewed(gao, zhang, zhou, to=ItemState.ADOPTED)
    await edit(gao, zhang, f"#报送 {TITLE}二\n类别：政策\n{CHANGED}", message_id=501)
    await tap(gao, zhang, await newest(gao), "更正", corrections.press)
    await agree(gao, wu, await request(gao))
    done = await request(gao)
    with pytest.raises(NotAllowed):
        await tap(gao, zhou, done, "撤销", agreements.undo, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=9)
    await tap(gao, wu, done, "撤销", agreements.undo, chat_id=DESK_CHAT)
    item = await only(gao, zhang)
    assert (item.title, item.body, item.kind.value, item.version) == (TITLE, BODY, "ordinary", 3)
    assert item.state is ItemState.ADOPTED
    again = await request(gao)
    assert again.labels == ["同意更正", "不更正", "更正后全文"] and "5.6吨" in again.text
    assert any(m.labels == ["撤回申请"] for m in await shown(gao, 11))
    await agree(gao, zhou, again)
    assert (await only(gao, zhang)).body == CHANGED


async def test_after_ten_minutes_the_button_is_gone_and_undoes_nothing(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await agree(gao, zhou, await asked(gao, zhang, zhou))
    done = await request(gao)
    gao.clock.moment += timedelta(minutes=11)
    assert (await request(gao)).labels == []
    with pytest.raises(WrongState):
        await tap(gao, zhou, done, "撤销", agreements.undo, chat_id=DESK_CHAT)
    assert (await only(gao, zhang)).body == CHANGED


async def test_a_refusal_is_undone_unless_a_newer_request_waits(
    gao: County, zhang: Person, zhou: Person
) -> None:
    on = await asked(gao, zhang, zhou)
    await refuse(gao, zhou, on)
    await refuse(gao, zhou, await request(gao), is_plain=True)
    await tap(gao, zhou, await request(gao), "撤销", agreements.undo, chat_id=DESK_CHAT)
    assert await state(gao) is CorrectionState.ASKED
    await refuse(gao, zhou, await request(gao))
    await refuse(gao, zhou, await request(gao), is_plain=True)
    done = await request(gao)
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY.replace('4.6', '7.6')}", message_id=501)
    await tap(gao, zhang, await newest(gao), "更正", corrections.press)
    with pytest.raises(WrongState):
        await tap(gao, zhou, done, "撤销", agreements.undo, chat_id=DESK_CHAT)
    assert await state(gao) is CorrectionState.REFUSED


# --- the item goes another way ----------------------------------------------------------------------------


async def test_the_reporter_takes_the_request_back(gao: County, zhang: Person, zhou: Person) -> None:
    on = await asked(gao, zhang, zhou)
    told = await newest(gao)
    await tap(gao, zhang, told, "撤回申请", corrections.take_back)
    assert (await newest(gao)).text.startswith("🔙 更正申请已撤回，信息未变")
    with pytest.raises(WrongState):
        await agree(gao, zhou, on)
    with pytest.raises(WrongState):
        await tap(gao, zhang, told, "撤回申请", corrections.take_back)
    assert (await only(gao, zhang)).version == 1


async def test_returned_meanwhile_the_words_are_offered_as_the_revision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    on = await asked(gao, zhang, zhou)
    await tap(
        gao, zhou, await card(gao), "退回", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.RETURN, reason="incomplete",
    )  # fmt: skip
    assert "🔙 2026-0001现为“退回”，更正申请随之终止。" in (await request(gao)).text
    with pytest.raises(WrongState):
        await agree(gao, zhou, on)
    offer = await newest(gao)
    assert "5.6吨" in offer.text and offer.labels == ["按修改后的内容重报", "删除草稿"]
    await tap(gao, zhang, offer, "按修改后的内容重报", submissions.submit_draft)
    item = await only(gao, zhang)
    assert (item.state, item.version, item.body) == (ItemState.WAITING, 2, CHANGED)


async def test_the_return_undone_the_request_waits_again(gao: County, zhang: Person, zhou: Person) -> None:
    await asked(gao, zhang, zhou)
    await tap(
        gao, zhou, await card(gao), "退回", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.RETURN, reason="incomplete",
    )  # fmt: skip
    await tap(gao, zhou, await card(gao), "撤销", undo.undo, chat_id=DESK_CHAT)
    on = await request(gao)
    assert on.labels == ["同意更正", "不更正", "更正后全文"]
    assert await gao.database.reads.drafts.of(11) == []
    await agree(gao, zhou, on)
    item = await only(gao, zhang)
    assert (item.state, item.body) == (ItemState.REVIEWING, CHANGED)


async def test_not_adopted_meanwhile_the_reporter_is_told(gao: County, zhang: Person, zhou: Person) -> None:
    await asked(gao, zhang, zhou)
    await tap(
        gao, zhou, await card(gao), "不采用", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.REJECT, reason="routine",
    )  # fmt: skip
    assert (await newest(gao)).text == (
        f"🔙 更正申请已终止：<b>2026-0001</b> {TITLE}\n🔙 2026-0001现为“不采用”，更正申请随之终止。"
    )
    assert await state(gao) is CorrectionState.WITHDRAWN


async def test_merged_meanwhile_the_request_ends(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await asked(gao, zhang, zhou)
    await submit(gao, li, f"#报送 乙\n{BODY}", message_id=601)
    on = await card(gao)
    await tap(gao, zhou, on, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await do(gao, zhou, talk.take_message, said="2026-0002", chat_id=DESK_CHAT, reply_to=on.message_id)
    assert "现为“合并”，更正申请随之终止。" in (await request(gao)).text
    assert await state(gao) is CorrectionState.WITHDRAWN


async def test_put_back_the_request_waits_on_and_a_revision_ends_it(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await asked(gao, zhang, zhou)
    await tap(gao, zhou, await card(gao), "放回", reviews.release, chat_id=DESK_CHAT)
    assert f"{TITLE} · 待审" in (await request(gao)).text
    assert await state(gao) is CorrectionState.ASKED
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{BODY.replace('4.6', '9.6')}")
    assert "🔙 2026-0001已有新的版本，更正申请随之终止。" in (await request(gao)).text
    assert "9.6吨" in (await only(gao, zhang)).body


async def test_adopted_while_it_waits_the_request_goes_on(gao: County, zhang: Person, zhou: Person) -> None:
    await asked(gao, zhang, zhou)
    await tap(gao, zhou, await card(gao), "采用", reviews.adopt, chat_id=DESK_CHAT)
    on = await request(gao)
    assert f"{TITLE} · 采用" in on.text
    await agree(gao, zhou, on)
    item = await only(gao, zhang)
    assert (item.state, item.body) == (ItemState.ADOPTED, CHANGED)


async def test_an_offer_pressed_after_the_return_is_handed_in_as_the_revision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await reviewed(gao, zhang, zhou)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    offer = await newest(gao)
    await give_back(gao, zhou)
    toast = await tap(gao, zhang, offer, "更正", corrections.press)
    assert toast.text == "2026-0001现为“退回”。"
    now = next(m for m in await shown(gao, 11) if m.message_id == offer.message_id)
    assert now.labels == ["按修改后的内容重报", "删除草稿"]


# --- where it is seen -------------------------------------------------------------------------------------


async def test_my_and_nine_o_clock_say_that_it_waits(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await asked(gao, zhang, zhou, to=ItemState.ADOPTED)
    await do(gao, zhang, mine.show)
    assert f"✏️ <b>2026-0001</b> {TITLE}\n更正申请待编辑确认" in (await newest(gao)).text
    await do(gao, li, mine.show)
    assert "更正申请" not in (await newest(gao, 12)).text
    gao.clock.moment += timedelta(days=1)
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_now(gao.office, work, key="deadlines", period="2026-06-04")
    post = await newest(gao, DESK_CHAT)
    assert "待确认的更正申请1条，最早6月3日。" in post.text and post.labels == ["更正 2026-0001"]
    await tap(gao, zhou, post, "更正 2026-0001", agreements.open_request, chat_id=DESK_CHAT)
    await agree(gao, zhou, await newest(gao, DESK_CHAT))
    assert (await only(gao, zhang)).body == CHANGED
    await do(gao, zhang, mine.show)
    assert "更正申请" not in (await newest(gao)).text


async def test_a_reporter_reads_it_in_english_where_that_is_their_language(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhang, switch_language, words="en")
    await reviewed(gao, zhang, zhou)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    offer = await newest(gao)
    assert offer.labels == ["Correct", "Cancel"]
    await tap(gao, zhang, offer, "Correct", corrections.press)
    told = await newest(gao)
    assert told.text.startswith(
        "2026-0001 has been taken for review: your edit is a request for correction now, and takes effect once an editor agrees."
    )
    await agree(gao, zhou, await request(gao))
    assert (await newest(gao)).text.startswith("✅ An editor has agreed to your correction.")


# --- secrecy ----------------------------------------------------------------------------------------------


async def test_what_may_be_internal_is_not_shown_to_the_desk(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await reviewed(gao, zhang, zhou)
    await edit(
        gao, zhang, f"#报送 {TITLE}\n{CHANGED}以上为内部参考，请勿外传。县委常委会会议纪要。", message_id=501
    )
    with pytest.raises(BadInput) as refused:
        await tap(gao, zhang, await newest(gao), "更正", corrections.press)
    assert "may be internal" in refused.value.key
    assert not any("✏️" in m.text for m in await shown(gao, DESK_CHAT))
    assert len(await gao.database.reads.drafts.of(11)) == 1


async def test_wiped_nothing_of_what_was_asked_for_is_left(gao: County, zhang: Person, zhou: Person) -> None:
    phrase = "另有一项不宜外传的工作安排，涉及三个单位和两个园区，由专人负责衔接并于月底前逐项落实到位。"
    assert phrase[:10] in (await asked(gao, zhang, zhou, text=BODY + phrase)).text
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(1)
        assert item is not None
        await wiping.wipe_item(gao.office, work, item, step=Step.WIPE, person_id=None)
    (row,) = await rows_of(gao.database, "SELECT words, before, reason, state FROM corrections")
    assert tuple(row) == ("{}", "{}", None, "withdrawn")
    said = await rows_of(gao.database, "SELECT payload FROM outbox")
    assert said and not any(phrase[:10] in payload for (payload,) in said)
