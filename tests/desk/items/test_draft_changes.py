"""What changes a draft and what does not: edits of its messages, 修改, thanks, numbers, other tags (manual, sections 1 and 2)."""

from __future__ import annotations

import pytest

from bot.desk import mine, talk
from bot.desk.items import drafts, reviews, revisions, submissions
from bot.errors import WrongState
from bot.model import Item, Person
from bot.rules.states import Step
from tests.support.county import BODY, TITLE, WORK_CHAT, County
from tests.support.scenes import Shown, do, shown, tap

BEGUN = "已存为草稿，尚未报送：《短草稿》"


async def newest(gao: County, chat_id: int = 11) -> Shown:
    return (await shown(gao, chat_id))[-1]


async def items(gao: County, who: Person) -> list[Item]:
    return await gao.database.reads.items.of_person(who.id)


async def write(gao: County, who: Person, text: str, *, reply_to: int | None = None) -> None:
    await do(gao, who, talk.take_message, said=text, reply_to=reply_to)


async def edit(gao: County, who: Person, message_id: int, text: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, revisions.edit_message, said=text, message_id=message_id, chat_id=chat_id)


async def begin_tagged(gao: County, who: Person, text: str, *, chat_id: int | None = None) -> int:
    """A tagged message that is too short; its id."""
    message_id = next(gao.message_ids)
    await do(gao, who, submissions.submit_tagged, said=text, message_id=message_id, chat_id=chat_id)
    return message_id


async def begin_change(gao: County, who: Person) -> int:
    """A draft of title and body, and 修改 pressed; the id of the question."""
    await do(gao, who, drafts.begin)
    await write(gao, who, f"{TITLE}\n{BODY}")
    await tap(gao, who, await newest(gao), "修改", drafts.ask_replacement)
    return (await newest(gao)).message_id


# --- edits of a tagged message ----------------------------------------------------------------------------


async def test_an_edit_that_completes_a_tagged_draft_submits_it_with_the_receipt(
    gao: County, zhang: Person
) -> None:
    message_id = await begin_tagged(gao, zhang, "#报送 短草稿")
    assert (await newest(gao)).text.startswith(BEGUN)
    await edit(gao, zhang, message_id, f"#报送 短草稿\n{BODY}")
    assert (await newest(gao)).text.startswith("✅ 已收到：<b>2026-0001</b> 短草稿\n本月第 1/4 条")
    assert [(item.title, item.body) for item in await items(gao, zhang)] == [("短草稿", BODY)]
    assert await gao.database.reads.drafts.of(11) == []
    await edit(gao, zhang, message_id, f"#报送 短草稿\n{BODY}另有60余名客商到场。")
    assert "已更新" in (await newest(gao)).text and len(await items(gao, zhang)) == 1


async def test_an_edit_that_leaves_a_tagged_draft_too_short_says_what_is_missing_still(
    gao: County, zhang: Person
) -> None:
    message_id = await begin_tagged(gao, zhang, "#报送 短草稿")
    await edit(gao, zhang, message_id, "#报送 冬防\n今天检查。")
    said = (await newest(gao)).text
    assert said.startswith("已存为草稿，尚未报送：《冬防》\n⚠️ 正文现有5字，至少需要20字")
    assert len(await shown(gao, 11)) == 2 and await items(gao, zhang) == []
    await write(gao, zhang, BODY, reply_to=(await newest(gao)).message_id)
    assert "<b>冬防</b>" in (await newest(gao)).text and "今天检查。" in (await newest(gao)).text


async def test_an_edit_of_the_same_words_says_nothing(gao: County, zhang: Person) -> None:
    message_id = await begin_tagged(gao, zhang, "#报送 短草稿")
    await edit(gao, zhang, message_id, "#报送 短草稿")
    assert len(await shown(gao, 11)) == 1


async def test_in_a_group_only_the_writers_own_draft_is_submitted_by_an_edit(
    gao: County, zhang: Person, li: Person
) -> None:
    first = await begin_tagged(gao, zhang, "#报送 甲", chat_id=WORK_CHAT)
    await begin_tagged(gao, li, "#报送 乙", chat_id=WORK_CHAT)
    await edit(gao, zhang, first, f"#报送 甲\n{BODY}", chat_id=WORK_CHAT)
    assert [item.title for item in await items(gao, zhang)] == ["甲"] and await items(gao, li) == []
    assert len(await gao.database.reads.drafts.of(12)) == 1


async def test_an_edit_into_two_items_asks_and_an_edit_of_those_asks_anew(gao: County, zhang: Person) -> None:
    message_id = await begin_tagged(gao, zhang, "#报送 甲")
    await edit(gao, zhang, message_id, f"#报送 甲\n{BODY}\n#报送 乙\n{BODY}")
    assert (await newest(gao)).labels == ["拆成2条", "就是一条", "取消"]
    assert len(await gao.database.reads.drafts.of(11)) == 1
    await edit(gao, zhang, message_id, f"#报送 甲\n{BODY}")
    assert [item.title for item in await items(gao, zhang)] == ["甲"]
    assert await gao.database.reads.drafts.of(11) == []


async def test_an_edit_of_a_previewed_message_shows_the_preview_anew(gao: County, zhang: Person) -> None:
    await do(gao, zhang, drafts.begin)
    message_id = next(gao.message_ids)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}", message_id=message_id)
    await edit(gao, zhang, message_id, f"换了题目\n{BODY}")
    assert "<b>换了题目</b>" in (await newest(gao)).text


# --- 修改 ---------------------------------------------------------------------------------------------------


async def test_a_text_that_would_drop_the_body_is_asked_about_first(gao: County, zhang: Person) -> None:
    await begin_change(gao, zhang)
    await write(gao, zhang, "翠竹镇冬管\n很好")
    asked = await newest(gao)
    assert asked.text == "尚未改动：您发来的正文只有2字，若整篇替换，原有正文50字将不再保留。请选择："
    assert asked.labels == ["保留原文，续在后面", "整篇替换", "不改"]
    await tap(gao, zhang, asked, "保留原文，续在后面", drafts.settle_pending, is_whole=False)
    said = (await newest(gao)).text
    assert "<b>翠竹镇冬管</b>" in said and f"{BODY}\n很好" in said and TITLE not in said
    with pytest.raises(WrongState):
        await tap(gao, zhang, asked, "整篇替换", drafts.settle_pending, is_whole=True)


async def test_the_body_is_dropped_on_a_yes_and_kept_on_a_no(gao: County, zhang: Person) -> None:
    await begin_change(gao, zhang)
    await write(gao, zhang, "翠竹镇冬管\n很好")
    await tap(gao, zhang, await newest(gao), "不改", drafts.go_back)
    (draft,) = await gao.database.reads.drafts.of(11)
    assert draft.data["parts"][0][1] == f"{TITLE}\n{BODY}"  # type: ignore[index]
    await do(gao, zhang, drafts.ask_replacement, draft_id=draft.id)
    await write(gao, zhang, "翠竹镇冬管\n很好")
    await tap(gao, zhang, await newest(gao), "整篇替换", drafts.settle_pending, is_whole=True)
    said = (await newest(gao)).text
    assert "<b>翠竹镇冬管</b>" in said and "⚠️ 正文现有2字" in said and BODY not in said


async def test_nothing_is_submitted_while_it_is_asked_and_what_follows_belongs_to_the_same_text(
    gao: County, zhang: Person
) -> None:
    await begin_change(gao, zhang)
    await write(gao, zhang, "翠竹镇冬管\n很好")
    (draft,) = await gao.database.reads.drafts.of(11)
    with pytest.raises(WrongState):
        await do(gao, zhang, submissions.submit_draft, draft_id=draft.id)
    rest = "全镇3600亩茶园已全部完成冬季管护，出动劳力420人次。"
    await write(gao, zhang, rest)
    said = (await newest(gao)).text
    assert "<b>翠竹镇冬管</b>" in said and f"很好\n{rest}" in said and BODY not in said


async def test_a_second_title_in_answer_to_the_same_question_takes_the_place_of_the_first(
    gao: County, zhang: Person
) -> None:
    question = await begin_change(gao, zhang)
    for title in ("第一个题目", "第二个题目"):
        await write(gao, zhang, title, reply_to=question)
    said = (await newest(gao)).text
    assert "<b>第二个题目</b>" in said and BODY in said and "第一个题目" not in said
    await write(gao, zhang, "当日还举办了开园仪式。")
    assert f"{BODY}\n当日还举办了开园仪式。" in (await newest(gao)).text, "no reply: it is added"


@pytest.mark.parametrize("text", ["1", "t1", "t 1", "2026-0001", "谢谢", "谢谢！", "好的", "收到"])
async def test_after_edit_a_number_or_thanks_changes_nothing(gao: County, zhang: Person, text: str) -> None:
    question = await begin_change(gao, zhang)
    before = await gao.database.reads.drafts.of(11)
    for reply_to in (None, question):
        await write(gao, zhang, text, reply_to=reply_to)
        assert (await newest(gao)).text == f"“{text}”未加入草稿，草稿保持不变。请发送标题或正文。"
    assert await gao.database.reads.drafts.of(11) == before


@pytest.mark.parametrize("text", ["谢谢", "收到，谢谢！"])
async def test_thanks_under_a_preview_are_not_added_to_it(gao: County, zhang: Person, text: str) -> None:
    await do(gao, zhang, drafts.begin)
    await write(gao, zhang, f"{TITLE}\n{BODY}")
    await write(gao, zhang, text)
    assert (await newest(gao)).text == (
        f"“{text}”未加入草稿，草稿保持不变。要提交请点〔提交〕，要修改请点〔修改〕。"
    )


@pytest.mark.parametrize("tag", ["#选题", "# 选题：", "＃需求", "#选题#"])
async def test_a_text_with_another_tag_is_not_added_to_a_draft(gao: County, zhang: Person, tag: str) -> None:
    await do(gao, zhang, drafts.begin)
    await write(gao, zhang, f"{TITLE}\n{BODY}")
    await write(gao, zhang, f"{tag} 建议关注春茶价格\n今年春茶收购价波动较大。")
    assert (await newest(gao)).text.startswith("未加入草稿，草稿保持不变：")
    (draft,) = await gao.database.reads.drafts.of(11)
    assert "春茶价格" not in str(draft.data)


async def test_thanks_for_a_return_are_no_revision(gao: County, zhang: Person, zhou: Person) -> None:
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}")
    await do(gao, zhou, reviews.decide_with_reason, item_id=1, step=Step.RETURN, reason="incomplete")
    returned = await newest(gao)
    await write(gao, zhang, "收到，谢谢！", reply_to=returned.message_id)
    assert await newest(gao) == returned and await gao.database.reads.drafts.of(11) == []
    await write(gao, zhang, f"换了题目\n{BODY}", reply_to=returned.message_id)
    assert "<b>换了题目</b>" in (await newest(gao)).text


# --- /my ----------------------------------------------------------------------------------------------------


async def test_my_counts_a_draft_as_its_preview_does(gao: County, zhang: Person) -> None:
    await do(gao, zhang, drafts.begin)
    await write(gao, zhang, f"{TITLE}\n{BODY}")
    assert (await newest(gao)).text.startswith("📝 预览 · 正文50字")
    await do(gao, zhang, mine.show)
    assert "（50字）" in (await newest(gao)).text
