"""Reporters change or take back what they sent: edited messages, /revise, /withdraw, long pastes (manual, section 2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import additions, lookup, reviews, revisions, submissions, undo
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.model import Item, ItemState, Person
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

CHANGED = BODY.replace("4.6", "5.6")


async def submit(gao: County, who: Person, text: str, **how: Any) -> None:
    await do(gao, who, submissions.submit_tagged, said=text, **how)


async def edit(gao: County, who: Person, text: str, *, message_id: int, **how: Any) -> None:
    await do(gao, who, revisions.edit_message, said=text, message_id=message_id, **how)


async def items(gao: County, who: Person) -> list[Item]:
    """Everything that somebody has sent, oldest first."""
    return sorted(await gao.database.reads.items.of_person(who.id), key=lambda item: item.id)


async def give_back(gao: County, editor: Person) -> None:
    """The newest card's item is returned."""
    await tap(
        gao, editor, (await shown(gao, DESK_CHAT))[-1], "退回", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.RETURN, reason="incomplete",
    )  # fmt: skip


# --- edited messages --------------------------------------------------------------------------------------


async def test_an_edit_before_review_is_a_new_version_in_the_same_card(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    (card,) = await shown(gao, DESK_CHAT)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    (item,) = await items(gao, zhang)
    assert (item.number, item.version, item.body) == ("2026-0001", 2, CHANGED)
    (after,) = await shown(gao, DESK_CHAT)
    assert after.message_id == card.message_id and "第2版" in after.text and "5.6吨" in after.text
    assert (await texts_to(gao, 11))[-1].startswith("✏️ 已更新为第2版：<b>2026-0001</b> 云茶镇早茶提前开园")
    assert await audit(gao, "item", item.id) == ["submit", "edit"]


async def test_an_edit_that_changes_nothing_says_nothing(gao: County, zhang: Person) -> None:
    """Telegram reports link previews and reactions as edits."""
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    assert (await items(gao, zhang))[0].version == 1
    assert len(await texts_to(gao, 11)) == 1


async def test_an_edit_touches_the_item_of_that_message_alone(gao: County, zhang: Person, li: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}", chat_id=WORK_CHAT, message_id=501)
    await submit(gao, zhang, f"#报送 乙\n{BODY}", chat_id=WORK_CHAT, message_id=502)
    await edit(gao, zhang, f"#报送 甲二\n{BODY}", chat_id=WORK_CHAT, message_id=501)
    await edit(gao, li, f"#报送 别人改的\n{BODY}", chat_id=WORK_CHAT, message_id=502)
    assert [(item.title, item.version) for item in await items(gao, zhang)] == [("甲二", 2), ("乙", 1)]
    assert await items(gao, li) == []


async def test_a_message_that_becomes_a_submission_by_an_edit_is_one(gao: County, zhang: Person) -> None:
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    assert [item.number for item in await items(gao, zhang)] == ["2026-0001"]


async def test_an_edit_that_would_leave_too_little_keeps_what_there_was(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    with pytest.raises(BadInput):
        await edit(gao, zhang, f"#报送 {TITLE}\n太短", message_id=501)
    assert [(item.version, item.body) for item in await items(gao, zhang)] == [(1, BODY)]


async def test_after_a_decision_an_edit_changes_nothing_by_itself(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await give_back(gao, zhou)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    told = (await shown(gao, 11))[-1]
    assert (
        told.text.startswith("2026-0001现为“退回”，本次修改未采纳，已存为草稿。")
        and "/revise_2026_0001" in told.text
    )
    assert (await items(gao, zhang))[0].version == 1


async def test_an_edit_of_what_is_settled_says_why_it_cannot_be(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """Of what is adopted a correction can be asked for: test_corrections."""
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await tap(
        gao, zhou, (await shown(gao, DESK_CHAT))[-1], "不采用", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.REJECT, reason="routine",
    )  # fmt: skip
    with pytest.raises(WrongState) as refused:
        await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    assert "can no longer be changed" in refused.value.key
    await submit(gao, zhang, f"#报送 又一件\n{CHANGED}", message_id=502)
    await do(gao, zhang, revisions.withdraw, argument="2")
    with pytest.raises(WrongState) as refused:
        await edit(gao, zhang, f"#报送 又一件\n{BODY}", message_id=502)
    assert "send it as a new message" in refused.value.key
    assert await gao.database.reads.drafts.of(11) == []


async def test_each_of_two_items_in_one_message_has_its_own_version(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}", message_id=501)
    await tap(gao, zhang, (await shown(gao, 11))[-1], "拆成2条", submissions.split, several=True)
    await edit(gao, zhang, f"#报送 甲\n{BODY}\n#报送 乙\n{CHANGED}", message_id=501)
    assert [(item.title, item.version) for item in await items(gao, zhang)] == [("甲", 1), ("乙", 2)]
    with pytest.raises(BadInput):
        await edit(gao, zhang, f"#报送 甲\n{BODY}", message_id=501)
    assert [(item.title, item.version) for item in await items(gao, zhang)] == [("甲", 1), ("乙", 2)]


# --- /revise ----------------------------------------------------------------------------------------------


async def test_a_revision_keeps_its_number_and_waits_for_review_again(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    told = (await shown(gao, 11))[-1]
    assert "要素不全" in told.text and told.labels == ["修改"]
    await tap(gao, zhang, told, "修改", revisions.begin_by_button)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{CHANGED}")
    await tap(gao, zhang, (await shown(gao, 11))[-1], "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.number, item.state, item.version) == ("2026-0001", ItemState.WAITING, 2)
    assert (item.reason, item.editor_id, item.decided_at) == (None, None, None)


async def test_a_returned_item_is_not_another_reporters_to_revise(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    (item,) = await items(gao, zhang)
    with pytest.raises(NotFound):
        await do(gao, li, revisions.revise, argument="2026-0001")
    with pytest.raises(NotFound):
        await do(gao, li, revisions.begin_by_button, item_id=item.id)


@pytest.mark.parametrize("state", [ItemState.ADOPTED, ItemState.MERGED, ItemState.WITHDRAWN])
async def test_what_is_settled_is_revised_no_more(gao: County, zhang: Person, state: ItemState) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00", state=state)
    with pytest.raises(WrongState):
        await do(gao, zhang, revisions.revise, argument="2026-0001")


# --- /withdraw --------------------------------------------------------------------------------------------


async def test_what_is_withdrawn_counts_no_more_and_its_card_is_closed(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n紧急\n{BODY}")
    await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    assert (await texts_to(gao, 11))[-1].split("\n") == [
        "🔙 已撤回：<b>2026-0001</b> 云茶镇早茶提前开园",
        "当月计 0/4 条",
    ]
    gao.clock.moment += timedelta(hours=2)
    (card,) = await shown(gao, DESK_CHAT)
    assert card.text.endswith("撤回") and card.labels == ["全文"], "and nobody is rung for it"


async def test_somebody_elses_item_is_not_withdrawn(gao: County, zhang: Person, li: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    with pytest.raises(NotFound):
        await do(gao, li, revisions.withdraw, argument="2026-0001")
    assert (await items(gao, zhang))[0].state is ItemState.WAITING


async def test_under_review_it_is_too_late_to_withdraw(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await tap(gao, zhou, (await shown(gao, DESK_CHAT))[-1], "采用", reviews.adopt, chat_id=DESK_CHAT)
    with pytest.raises(WrongState):
        await do(gao, zhang, revisions.withdraw, argument="2026-0001")
    assert (await items(gao, zhang))[0].state is ItemState.ADOPTED


async def test_a_withdrawal_in_a_group_is_confirmed_in_private(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await do(gao, zhang, revisions.withdraw, argument="2026-0001", chat_id=WORK_CHAT)
    assert await shown(gao, WORK_CHAT) == []
    assert (await texts_to(gao, 11))[-1].startswith("🔙 已撤回：")


async def test_a_stranger_withdraws_nothing(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    with pytest.raises(NotAllowed):
        await do(gao, 500, revisions.withdraw, argument="2026-0001")


# --- what Telegram cuts -----------------------------------------------------------------------------------

HEAD = f"#报送 长文\n{'长' * 4080}"  # as much as one message holds


async def test_the_rest_of_a_long_paste_joins_the_item_that_telegram_cut(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, HEAD, message_id=501)
    await do(gao, zhang, talk.take_message, said="余下的半句。", message_id=502)
    (item,) = await items(gao, zhang)
    assert (item.version, item.body.endswith("余下的半句。")) == (2, True)


async def test_somebody_elses_words_in_the_group_join_nothing(gao: County, zhang: Person, li: Person) -> None:
    await submit(gao, zhang, HEAD, message_id=501, chat_id=WORK_CHAT)
    await do(gao, li, talk.take_message, said="收到，辛苦了", message_id=502, chat_id=WORK_CHAT)
    assert [item.version for item in await items(gao, zhang)] == [1]


async def test_what_comes_after_a_minute_is_not_the_rest(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, HEAD, message_id=501)
    gao.clock.moment += timedelta(seconds=61)
    await do(gao, zhang, talk.take_message, said="另一句话。", message_id=502)
    assert [item.version for item in await items(gao, zhang)] == [1]


async def test_a_short_item_has_no_rest(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await do(gao, zhang, talk.take_message, said="另一句话。", message_id=502)
    assert [item.version for item in await items(gao, zhang)] == [1]


async def test_the_text_that_a_tap_copies_keeps_the_reporters_own_numbers(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}联系人电话13812345678。")
    await do(gao, zhang, revisions.revise, argument="2026-0001")
    assert "13812345678" in (await texts_to(gao, 11))[-1]
    assert "13812345678" not in "".join(await texts_to(gao, DESK_CHAT))


async def test_a_return_that_was_undone_is_none_that_the_revision_answers(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await do(gao, zhou, reviews.decide_with_reason, item_id=1, step=Step.RETURN, reason="incomplete")
    await do(gao, zhou, undo.undo, item_id=1)
    await do(gao, zhang, revisions.revise, argument=f"1\n{TITLE}\n{BODY}另有60余名客商到场。")
    assert "上次退回" not in (await shown(gao, DESK_CHAT))[-1].text
    await do(gao, wu, reviews.decide_with_reason, item_id=1, step=Step.RETURN, reason="doubtful")
    await do(gao, zhang, revisions.revise, argument=f"1\n{TITLE}\n{BODY}另有70余名客商到场。")
    assert "上次退回：吴编，数据存疑" in (await shown(gao, DESK_CHAT))[-1].text


async def test_the_own_item_is_shown_whole_in_private_and_masked_in_a_group(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}联系人电话13812345678。")
    await do(gao, zhang, lookup.show_item, number="2026-0001")
    assert "13812345678" in (await texts_to(gao, 11))[-1]
    await tap(gao, zhou, (await shown(gao, DESK_CHAT))[-1], "采用", reviews.adopt, chat_id=DESK_CHAT)
    await do(gao, zhang, lookup.show_item, number="2026-0001", chat_id=WORK_CHAT)
    assert "138****5678" in (await texts_to(gao, WORK_CHAT))[-1]
    await do(gao, zhou, lookup.show_item, number="2026-0001")
    assert "138****5678" in (await texts_to(gao, 21))[-1]


# --- a supplement to what was sent back, in private without a reply ------------------------------------------

OTHER = "石门镇抢通三处道路\n石门镇昨夜遭遇强降雨，3个村道路中断，已组织60人抢通，无人员伤亡，群众生活物资供应正常。"


async def say(gao: County, who: Person, text: str, **how: Any) -> None:
    await do(gao, who, talk.take_message, said=text, **how)


async def preview_of(gao: County, chat_id: int = 11) -> Shown:
    """The newest preview of an item under way."""
    return next(each for each in reversed(await shown(gao, chat_id)) if "预览" in each.text)


async def put_to(gao: County, who: Person, preview: Shown, number: str) -> Any:
    draft_id, item_id = preview.buttons[f"补入 {number}"].split(":")[1:]
    return await do(gao, who, additions.add, draft_id=int(draft_id), item_id=int(item_id))


async def test_a_long_text_after_an_item_was_sent_back_is_put_to_it_by_a_button(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """Manual, section 2: a long private text brings up the preview; here its writer was asked for just this."""
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    text = "受益情况：全镇早茶覆盖7个村1260户，户均增收预计2300元，已组织技术员12名下村指导采摘。"
    await say(gao, zhang, f"类别:综合\n{text}", message_id=601)
    preview = await preview_of(gao)
    assert "如是对 2026-0001 的补充，请点“补入”；直接提交则另编新号。" in preview.text
    assert preview.labels == ["提交", "修改", "补入 2026-0001", "类别", "主题", "紧急", "取消"]

    toast = await put_to(gao, zhang, preview, "2026-0001")
    assert toast.text == "已接在 2026-0001 原文之后，核对后请点“提交”。"
    preview = await preview_of(gao)
    assert preview.text.startswith("📝 2026-0001 修改稿预览") and "类别：综合" in preview.text
    assert "另作新信息" in preview.labels and "补入 2026-0001" not in preview.labels
    with pytest.raises(WrongState):  # pressed twice
        await do(gao, zhang, additions.add, draft_id=1, item_id=1)

    await tap(gao, zhang, preview, "另作新信息", additions.take_apart)
    preview = await preview_of(gao)
    assert preview.text.startswith("📝 预览") and BODY not in preview.text
    with pytest.raises(WrongState):
        await do(gao, zhang, additions.take_apart, draft_id=1)
    for word in ("补入", "另作新信息", "Add to 2026-0001"):
        await say(gao, zhang, word)
    await tap(gao, zhang, await preview_of(gao), "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.title, item.body, item.state) == (TITLE, f"{BODY}\n{text}", ItemState.WAITING)
    assert await gao.database.reads.drafts.of(11) == []


async def test_of_several_the_word_without_a_number_is_answered_with_what_to_send(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for number, told in enumerate((f"{TITLE}\n{BODY}", OTHER), start=1):
        await submit(gao, zhang, f"#报送 {told}")
        await do(
            gao, zhou, reviews.decide_with_reason,
            chat_id=DESK_CHAT, item_id=number, step=Step.RETURN, reason="incomplete",
        )  # fmt: skip
    text = "受益情况：全镇早茶覆盖7个村1260户，户均增收预计2300元，已组织技术员12名下村指导采摘。"
    await say(gao, zhang, text)
    for word in ("补入", "Add to", "补入。", "补入7"):
        await say(gao, zhang, word)
        assert (await shown(gao, 11))[-1].text == (
            "补入哪一条？目前未作改动。请点带编号的“补入”，或发送例如：补入 2026-0001\n可补入：2026-0001、2026-0002"
        )
    await say(gao, zhang, "补入1")
    assert (await preview_of(gao)).text.startswith("📝 2026-0001 修改稿预览")


async def test_what_tells_most_of_it_again_takes_its_place_and_is_not_doubled(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    whole = f"{TITLE}、收购价上涨\n{CHANGED}受益农户1260户。"
    await say(gao, zhang, whole)
    toast = await put_to(gao, zhang, await preview_of(gao), "2026-0001")
    assert toast.text == "已作为 2026-0001 的修改稿，核对后请点“提交”。"
    await tap(gao, zhang, await preview_of(gao), "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert f"{item.title}\n{item.body}" == whole


async def test_a_new_item_stays_one_and_nobody_elses_or_settled_item_is_offered(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    await say(gao, li, OTHER)
    assert not any(label.startswith("补入") for label in (await preview_of(gao, 12)).labels)
    await say(gao, zhang, OTHER)
    preview = await preview_of(gao)
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{CHANGED}")
    with pytest.raises(WrongState):
        await do(gao, li, additions.add, draft_id=1, item_id=1)
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert [item.body for item in await items(gao, zhang)] == [CHANGED, OTHER.partition("\n")[2]]
    gao.clock.moment += timedelta(days=20)  # what was sent back long ago is not meant
    await tap(
        gao, zhou, (await shown(gao, DESK_CHAT))[-1], "退回", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.RETURN, reason="incomplete",
    )  # fmt: skip
    gao.clock.moment += timedelta(days=15)
    await say(gao, zhang, OTHER.replace("石门镇", "云茶镇"))
    assert not any(label.startswith("补入") for label in (await preview_of(gao)).labels)


async def test_a_paper_sent_after_an_item_was_sent_back_is_put_to_it_with_the_file(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    await say(gao, zhang, "受益情况见附表，另附现场照片。", attachment="document", file_name="受益情况.xlsx")
    await put_to(gao, zhang, await preview_of(gao), "2026-0001")
    await tap(gao, zhang, await preview_of(gao), "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert item.body == f"{BODY}\n受益情况见附表，另附现场照片。"
    assert [file.name for file in await gao.database.reads.attachments.of_item(item.id)] == ["受益情况.xlsx"]


async def test_words_behind_a_number_are_the_text_of_a_revision_and_nothing_to_a_withdrawal(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await do(gao, zhang, revisions.revise, argument=f"2026-0001 早茶开园更正\n{BODY}另有客商到场。")
    assert [(item.title, item.version) for item in await items(gao, zhang)] == [("早茶开园更正", 2)]
    await do(gao, zhang, revisions.withdraw, argument="1 写错了")
    assert [item.state for item in await items(gao, zhang)] == [ItemState.WITHDRAWN]
