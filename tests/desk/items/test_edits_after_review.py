"""What is returned is revised by a reply, by the edited original or by the button (manual, section 2)."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.items import corrections, drafts, reviews, revisions, submissions
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import ItemState, Person
from bot.rules.states import Step
from tests.desk.items.test_revisions import CHANGED, edit, give_back, items, submit
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import DUE, Shown, do, press, shown, states, tap, texts_to

OFFER = "按修改后的内容重报"
LATER = "沙河镇开展汛前隐患排查，共排查重点部位36处，发现问题5处，已全部整改到位。"


async def edited_after_return(gao: County, who: Person, zhou: Person, text: str, **where: int) -> Shown:
    """An item is returned, its original message edited: what the bot offers."""
    await submit(gao, who, f"#报送 {TITLE}\n{BODY}", message_id=501, **where)
    await give_back(gao, zhou)
    await edit(gao, who, text, message_id=501, **where)
    return (await shown(gao, where.get("chat_id", who.telegram_id or 0)))[-1]


async def test_a_reply_to_the_returned_item_is_its_revision(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    told = (await shown(gao, 11))[-1]
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{CHANGED}", reply_to=told.message_id)
    preview = (await shown(gao, 11))[-1]
    assert "2026-0001" in preview.text and "5.6吨" in preview.text
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.number, item.version, item.state) == ("2026-0001", 2, ItemState.WAITING)


async def test_of_two_returned_items_the_reply_revises_the_one_it_replies_to(
    gao: County, zhang: Person, zhou: Person
) -> None:
    for title in ("甲", "乙"):
        await submit(gao, zhang, f"#报送 {title}\n{BODY}")
        await give_back(gao, zhou)
    first = next(m for m in await shown(gao, 11) if m.text.startswith("↩️") and "甲" in m.text)
    await do(gao, zhang, talk.take_message, said=f"甲\n{CHANGED}", reply_to=first.message_id)
    await tap(gao, zhang, (await shown(gao, 11))[-1], "提交", submissions.submit_draft)
    assert [(item.title, item.version) for item in await items(gao, zhang)] == [("甲", 2), ("乙", 1)]


async def test_the_edited_original_becomes_the_revision_by_its_button(
    gao: County, zhang: Person, zhou: Person
) -> None:
    offer = await edited_after_return(gao, zhang, zhou, f"#报送 {TITLE}\n类别：政策\n{CHANGED}")
    assert offer.labels == [OFFER, "删除草稿"]
    assert "5.6吨" in offer.text and "要重报请点下方按钮，或发送 /revise_2026_0001" in offer.text
    await tap(gao, zhang, offer, OFFER, submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.version, item.body, item.kind.value, item.state) == (2, CHANGED, "policy", ItemState.WAITING)
    assert await gao.database.reads.drafts.of(11) == []
    assert not any(m.labels == offer.labels for m in await shown(gao, 11)), "the offer is gone"
    assert (
        "上次退回：周编，要素不全：请补齐时间、地点、单位、数据或结果"
        in (await shown(gao, DESK_CHAT))[-1].text
    )


async def test_what_was_edited_is_kept_as_a_draft_until_then(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await edited_after_return(gao, zhang, zhou, f"#报送 {TITLE}\n{CHANGED}")
    (draft,) = await gao.database.reads.drafts.of(11)
    async with gao.database.work(now=gao.clock.now()) as work:
        assert await drafts.name(gao.office, work, gao.office.texts("zh"), draft) == "2026-0001的修改"
    await do(gao, zhang, revisions.revise, argument="2026-0001")
    preview = (await shown(gao, 11))[-1]
    assert preview.text.startswith("📝 2026-0001 修改稿预览") and "5.6吨" in preview.text
    assert len(await gao.database.reads.drafts.of(11)) == 1


async def test_a_second_edit_takes_the_place_of_the_first(gao: County, zhang: Person, zhou: Person) -> None:
    await edited_after_return(gao, zhang, zhou, f"#报送 {TITLE}\n{CHANGED}")
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY.replace('4.6', '6.6')}", message_id=501)
    offers = [m for m in await shown(gao, 11) if OFFER in m.labels]
    assert len(offers) == 1 and "6.6吨" in offers[0].text
    await tap(gao, zhang, offers[0], OFFER, submissions.submit_draft)
    assert "6.6吨" in (await items(gao, zhang))[0].body


async def test_another_text_in_private_does_not_become_part_of_it(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await edited_after_return(gao, zhang, zhou, f"#报送 {TITLE}\n{CHANGED}")
    await do(gao, zhang, talk.take_message, said=f"沙河镇汛前排查\n{LATER}")
    preview = (await shown(gao, 11))[-1]
    assert preview.text.startswith("📝 预览") and "沙河镇汛前排查" in preview.text
    assert len(await gao.database.reads.drafts.of(11)) == 2


async def test_a_reply_to_the_offer_is_a_better_text_of_the_same_revision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    offer = await edited_after_return(gao, zhang, zhou, f"#报送 {TITLE}\n{CHANGED}")
    await do(gao, zhang, talk.take_message, said=f"早茶开园\n{LATER}", reply_to=offer.message_id)
    await tap(gao, zhang, (await shown(gao, 11))[-1], "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.number, item.title, item.body) == ("2026-0001", "早茶开园", LATER)


async def test_nobody_else_hands_it_in_where_the_whole_group_sees_it(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    offer = await edited_after_return(gao, zhang, zhou, f"#报送 {TITLE}\n{CHANGED}", chat_id=WORK_CHAT)
    assert offer.labels == [OFFER, "删除草稿"] and offer.reply_to == 501
    for other in (li, zhou):
        with pytest.raises(NotAllowed):
            await tap(gao, other, offer, OFFER, submissions.submit_draft, chat_id=WORK_CHAT)
    assert (await items(gao, zhang))[0].version == 1
    await tap(gao, zhang, offer, OFFER, submissions.submit_draft, chat_id=WORK_CHAT)
    assert (await items(gao, zhang))[0].version == 2


async def test_a_draft_that_comes_after_the_decision_is_refused_and_kept(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """What is adopted meanwhile can still be asked to be corrected: test_corrections."""
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await tap(gao, zhou, (await shown(gao, DESK_CHAT))[-1], "签收", reviews.receive, chat_id=DESK_CHAT)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    offer = (await shown(gao, 11))[-1]
    assert "现为“在审”" in offer.text
    await tap(
        gao, zhou, (await shown(gao, DESK_CHAT))[-1], "不采用", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.REJECT, reason="routine",
    )  # fmt: skip
    with pytest.raises(WrongState):
        await tap(gao, zhang, offer, "更正", corrections.press)
    (item,) = await items(gao, zhang)
    assert (item.version, item.state) == (1, ItemState.REJECTED)
    assert len(await gao.database.reads.drafts.of(11)) == 1


async def test_too_little_is_no_draft(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await give_back(gao, zhou)
    with pytest.raises(BadInput):
        await edit(gao, zhang, f"#报送 {TITLE}\n太短", message_id=501)
    assert await gao.database.reads.drafts.of(11) == []


async def test_a_topic_taken_out_of_the_original_is_taken_out_of_the_revision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("春耕生产", due=DUE)
    await press(gao, zhang, 1)
    await submit(gao, zhang, f"#报送 {TITLE}\n选题：T1\n{BODY}", message_id=501)
    await give_back(gao, zhou)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    offer = next(m for m in await shown(gao, 11) if OFFER in m.labels)
    await tap(gao, zhang, offer, OFFER, submissions.submit_draft)
    assert (await items(gao, zhang))[0].demand_id is None
    assert await states(gao, 1) == [("云茶镇", "booked")]


async def test_the_revision_is_edited_in_its_own_message_from_then_on(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await give_back(gao, zhou)
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{CHANGED}", message_id=601)
    await edit(gao, zhang, f"{TITLE}\n{CHANGED.replace('48元', '52元')}", message_id=601)
    (item,) = await items(gao, zhang)
    assert (item.version, item.body) == (3, CHANGED.replace("48元", "52元")), (
        "the old text does not come back"
    )


async def test_the_original_of_a_revised_item_is_offered_not_put_beside_the_revision(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await give_back(gao, zhou)
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{CHANGED}", message_id=601)
    await edit(gao, zhang, f"#报送 {TITLE}\n{BODY.replace('48元', '52元')}", message_id=501)
    offer = (await shown(gao, 11))[-1]
    assert offer.text.startswith("2026-0001在这条消息之后已另行修改，本次修改未采纳，已存为草稿。")
    assert (await items(gao, zhang))[0].body == CHANGED


async def test_the_present_text_is_there_to_copy_and_giving_up_leaves_the_item_returned(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    await tap(gao, zhang, (await shown(gao, 11))[-1], "修改", revisions.begin_by_button)
    assert f"<code>{TITLE}\n{BODY}</code>" in (await shown(gao, 11))[-1].text
    await do(gao, zhang, talk.take_message, said="取消")
    assert (await texts_to(gao, 11))[-1] == "已取消修改，2026-0001 仍为退回状态。"
    assert (await items(gao, zhang))[0].state is ItemState.RETURNED


async def test_a_ready_reason_says_what_is_to_be_done(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await give_back(gao, zhou)
    told = (await shown(gao, 11))[-1].text
    assert "理由：要素不全：请补齐时间、地点、单位、数据或结果" in told


async def test_the_second_editor_reads_what_the_first_one_had_asked_for(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    (card,) = await shown(gao, DESK_CHAT)
    await tap(
        gao, zhou, card, "退回", reviews.decide_with_reason, chat_id=DESK_CHAT, step=Step.RETURN, reason=None
    )
    await do(
        gao, wu, talk.take_message, said="请补充受益户数和资金来源", chat_id=DESK_CHAT, reply_to=card.message_id
    )  # fmt: skip
    await do(gao, zhang, revisions.revise, argument=f"2026-0001\n{TITLE}\n{CHANGED}")
    assert "上次退回：吴编，请补充受益户数和资金来源" in (await shown(gao, DESK_CHAT))[-1].text


async def test_the_edit_of_what_is_adopted_is_told_of_the_followup_as_well(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await tap(gao, zhou, (await shown(gao, DESK_CHAT))[-1], "采用", reviews.adopt, chat_id=DESK_CHAT)
    await edit(gao, zhang, f"#报送 {TITLE}\n{CHANGED}", message_id=501)
    offer = (await shown(gao, 11))[-1]
    assert offer.labels == ["更正", "取消"] and "/revise" not in offer.text
    assert offer.text.split("\n")[-1] == (
        "如有新的进展：另报一条，在标题下加一行 <code>续报：2026-0001</code>"
    )
