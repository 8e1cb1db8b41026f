"""A marking in a message, or cut into several: what had become of it goes, and all hear who must (manual, section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from bot.clock import to_ms
from bot.desk import forms, mine, talk, today
from bot.desk.demands import drafts as demands
from bot.desk.demands import proposals, wishes
from bot.desk.figures import point_lists
from bot.desk.items import adopted_lists, blocked, downloads, lookup, reviews, submissions
from bot.desk.planning import keypoints, minutes
from bot.errors import BadInput
from bot.model import Blocked, Download, ItemState, Person, PlaceKind, Reading, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, rows_of
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


async def mark(gao: County, who: Person, message_id: int, *, chat_id: int | None = None) -> None:
    """The person's message, in private where no chat is given, is edited so that it carries a marking."""
    message = Blocked(
        rule="star",
        chat_id=chat_id or who.telegram_id or 0,
        thread_id=0,
        telegram_id=who.telegram_id or 0,
        message_id=message_id,
        at=to_ms(gao.clock.now()) // 1000,
        is_private=chat_id is None,
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
    said = (
        f"{GONE.format(state='采用')}\n该条已记的1分未扣回；如需扣回：<code>/adopted 2026-0001 县 撤销</code>"
    )
    assert said in await texts_to(gao, DESK_CHAT)
    assert said in await texts_to(gao, 21)
    assert [m.text for m in await shown(gao, DESK_CHAT)] == ["<b>2026-0001</b> · 已销毁", said]
    await do(gao, zhang, lookup.show_item, number="2026-0001")
    looked = (await shown(gao, 11))[-1].text
    assert "⬛ 已销毁" in looked and "已销毁 · 周编" not in looked
    assert looked.endswith("系统 修改后带有涉密标志，内容已清除")
    await do(gao, zhang, mine.show)
    assert "⬛ <b>2026-0001</b> 已销毁 · 6月3日\n（内容已清除）" in (await shown(gao, 11))[-1].text
    # Its points stay until an editor takes them back; no list of them has a word of it, nor a gap.
    await do(gao, zhang, point_lists.show_points, typed="")
    line = "06-03 2026-0001 （内容已清除） 县 单条 +1分（按计分规则）"
    assert (await texts_to(gao, 11))[-1].split("\n")[1:] == [line]
    await do(gao, zhang, point_lists.show_why, number="1")
    assert "云茶镇 张三：2026-06-03 县 单条 +1分（按计分规则）" in (await texts_to(gao, 11))[-1]
    await do(gao, zhou, adopted_lists.command, chat_id=DESK_CHAT, typed="2026-0001 县 撤销")
    assert (
        "撤销" in (await texts_to(gao, DESK_CHAT))[-1] and "重新" not in (await texts_to(gao, DESK_CHAT))[-1]
    )
    await do(gao, zhang, point_lists.show_points, typed="")
    assert (await texts_to(gao, 11))[-1].startswith("<b>云茶镇 张三 2026年积分 0分</b>")


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


# --- a marking cut into several messages, or into a caption and its file ---------------------------------


async def draft_left(gao: County) -> list[str]:
    """What the draft's writer was told last, where nothing of it is left."""
    assert await gao.database.reads.drafts.of(11) == []
    return (await texts_to(gao, 11))[-1].splitlines()


async def test_an_edit_of_a_part_that_makes_a_marking_with_the_next_one_is_refused_and_the_draft_wiped(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}甲", message_id=501)
    await do(gao, zhang, talk.take_message, said="密★5年，另有七个村完成春耕备耕物资调运。", message_id=502)
    assert len(await gao.database.reads.drafts.of(11)) == 1
    await do(gao, zhang, submissions.edit_draft, said=f"{TITLE}\n{BODY}机", message_id=501)
    told = await draft_left(gao)
    assert told[0].startswith("⛔") and told[-1] == DRAFT


async def test_a_caption_that_makes_a_marking_with_the_album_s_other_words_is_refused(
    gao: County, zhang: Person
) -> None:
    album: dict[str, Any] = {"album": "7", "attachment": "photo"}
    await do(gao, zhang, submissions.submit_tagged, said="#报送 内部资料", message_id=501, **album)
    await do(gao, zhang, talk.take_message, said="注意保存", message_id=502, **album)
    assert (await draft_left(gao))[0].startswith("⛔")


async def test_a_file_that_makes_a_marking_with_its_caption_is_refused(gao: County, zhang: Person) -> None:
    paper: dict[str, Any] = {"attachment": "document", "file_name": "材料.txt"}
    await do(gao, zhang, submissions.submit_tagged, said="#报送 内部资料", message_id=501, **paper)
    async with gao.database.work(now=gao.clock.now()) as work:
        reading = Reading(kind="text", text=f"注意保存\n{BODY}")
        await downloads.take(gao.office, work, 1, Download("a" * 64, 99, reading))
    assert (await draft_left(gao))[0].startswith("⛔")


# --- what is circulated and is no item ----------------------------------------------------------------------

INTERNAL = "写的内容疑似内部材料，未转发，也未保存。请删去有关内容后重发，或与保密审查人员联系。"


async def test_what_may_be_internal_is_not_circulated_by_topics_proposals_or_wishes(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """A topic goes to the work groups, a proposal and a leader's words to the desk: no officer sees them before."""
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=41)
    admin = await gao.person("李主任", "信息中心", role=Role.ADMIN, telegram_id=51)
    ways: list[tuple[Person, Any, dict[str, Any]]] = [
        (zhang, proposals.propose, {"text": "尚未公布的一季度统计数据"}),
        (leader, wishes.offer_choice, {"said": "请关注专案组的侦查方案落实情况"}),
        (admin, forms.write, {"form": "demand", "said": "#需求 尚未公布的统计数据\n截止：3天"}),
        (admin, forms.write, {"form": "demand", "text": "尚未公布的统计数据"}),
        (admin, demands.begin_with_text, {"text": "尚未公布的统计数据"}),
    ]
    kept = []
    for who, act, how in ways:
        try:
            await do(gao, who, act, **how)
        except BadInput as refusal:
            if gao.office.texts("zh").plain(refusal.key) == INTERNAL:
                continue
        kept.append(act.__name__)
    assert kept == []
    assert await texts_to(gao, DESK_CHAT) == [] and await texts_to(gao, WORK_CHAT) == []


async def test_a_reason_may_say_what_is_internal_in_an_item(gao: County, zhang: Person, zhou: Person) -> None:
    """It speaks of the reporter's own text, to the reporter."""
    await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {TITLE}\n{BODY}")
    card = (await shown(gao, DESK_CHAT))[-1]
    await tap(
        gao, zhou, card, "退回", reviews.decide_with_reason, chat_id=DESK_CHAT, step=Step.RETURN, reason=None
    )
    why: dict[str, Any] = {"said": "请删去尚未公布的数据", "chat_id": DESK_CHAT, "reply_to": card.message_id}
    await do(gao, zhou, talk.take_message, **why)
    assert "请删去尚未公布的数据" in (await texts_to(gao, 11))[-1]


# --- what was published from several messages -----------------------------------------------------------------

WIPED = "此前由该消息保存的内容已清除：{names}"


async def step_by_step(gao: County, who: Person, form: str) -> None:
    """Every question answered by a message of its own, then published."""
    await do(gao, who, forms.write, form=form, text="", message_id=70)
    numbers = iter(range(71, 90))
    answers = {"title": "茶园防汛专题", "brief": "云雾山水库泄洪方案", "begin": "周五15:00", "due": "周五"}
    while (draft := (await gao.database.reads.drafts.of(who.telegram_id or 0))[0]).data["to_ask"]:
        key = str(draft.data["to_ask"][0])  # type: ignore[index]
        said = answers.get(key, "信息员" if key in ("scope", "attendees") else "跳过")
        await do(gao, who, talk.take_message, said=said, message_id=next(numbers))
    await do(gao, who, forms.post, draft_id=draft.id)


@pytest.mark.parametrize(("form", "code"), [("circular", "D1"), ("meeting", "M1"), ("demand", "T1")])
async def test_of_a_form_written_step_by_step_an_edit_of_a_later_message_blanks_what_was_published(
    gao: County, zhang: Person, zhou: Person, form: str, code: str
) -> None:
    await step_by_step(gao, zhou, form)
    chats = (11, 21, WORK_CHAT)
    assert "泄洪方案" in "".join([m.text for chat in chats for m in await shown(gao, chat)])
    await do(gao, zhang, today.show)
    assert ("茶园防汛专题" in (await shown(gao, 11))[-1].text) is (form != "demand")
    await mark(gao, zhou, 72)
    assert WIPED.format(names=code) in "\n".join(await texts_to(gao, 21))
    said = [m.text for chat in chats for m in await shown(gao, chat)]
    assert not any("茶园防汛" in text or "泄洪" in text for text in said)
    where = WORK_CHAT if form == "demand" else 11
    bare = [m.text for m in await shown(gao, where) if code in m.text and "（内容已清除）" in m.text]
    assert bare and (await shown(gao, 11))[-1].labels[-1] == "刷新", "/today is renewed where it stands"
    kept = await rows_of(
        gao.database, "SELECT payload FROM outbox UNION ALL SELECT coalesce(after, '') FROM audit"
    )
    assert not any("泄洪" in row[0] or "茶园" in row[0] for row in kept)
    for number in (70, 71, 72, 73):
        await mark(gao, zhou, number)  # nothing is left, and nothing else is taken for it
    assert [m.text for m in await shown(gao, where) if code in m.text and "（内容已清除）" in m.text] == bare


async def test_a_leaders_wish_its_answer_and_the_topic_made_of_it_go_with_their_messages(
    gao: County, zhang: Person, zhou: Person
) -> None:
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=41)
    await do(gao, leader, proposals.propose, text="请关注云雾山水库泄洪方案", message_id=61)
    await do(gao, zhou, wishes.ask_answer, proposal_id=1)
    await do(gao, zhou, talk.take_message, said="已请水务局核实库容", message_id=62)
    await do(gao, zhou, minutes.keep, text="会商议定：核实库容并专报", message_id=63)
    await do(gao, zhou, demands.turn_proposal, proposal_id=1)
    for number, said in enumerate(("跳过", "周五", "跳过", "跳过", "跳过"), start=64):
        await do(gao, zhou, talk.take_message, said=said, message_id=number)
    draft = (await gao.database.reads.drafts.of(21))[0]
    assert draft.data["extra"]["written_in"][:2] == [[41, 61], [21, 64]]  # type: ignore[index]
    await do(gao, zhou, forms.post, draft_id=draft.id)
    await mark(gao, zhou, 62)
    await mark(gao, zhou, 63)
    await mark(gao, leader, 61)
    said = "\n".join([m.text for chat in (11, 21, 41, DESK_CHAT, WORK_CHAT) for m in await shown(gao, chat)])
    assert "泄洪" not in said and "库容" not in said
    assert "📝 <b>会商纪要</b>（周编，6月3日 12:00）\n（内容已清除）" in said
    told = "\n".join(await texts_to(gao, 21) + await texts_to(gao, 41))
    named = [text.partition("已清除：")[2] for text in told.split("\n") if "已清除：" in text]
    assert named == ["给领导的回复", "6月3日 12:00的会商纪要", "T1、6月3日 12:00的建议"]
    kept = await rows_of(
        gao.database,
        "SELECT text FROM proposals UNION ALL SELECT text FROM proposal_answers UNION ALL SELECT text FROM minutes"
        " UNION ALL SELECT title FROM demands UNION ALL SELECT coalesce(after, '') FROM audit",
    )
    assert not any("泄洪" in row[0] or "库容" in row[0] for row in kept)


async def test_a_marked_edit_takes_a_form_that_is_being_written_with_all_its_messages(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """In the desk group another editor answers one of its questions."""
    wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
    await do(gao, zhou, forms.write, form="circular", text="茶园防汛专题", message_id=71, chat_id=DESK_CHAT)
    preview = (await shown(gao, DESK_CHAT))[-1]
    await do(
        gao,
        wu,
        talk.take_message,
        said="正文：泄洪方案",
        message_id=72,
        chat_id=DESK_CHAT,
        reply_to=preview.message_id,
    )
    assert len(await gao.database.reads.drafts.of(21)) == 1
    await mark(gao, wu, 72, chat_id=DESK_CHAT)
    assert await gao.database.reads.drafts.of(21) == []
    assert DRAFT in "\n".join(await texts_to(gao, 22))


async def test_of_a_months_key_points_the_one_goes_whose_message_an_edit_has_marked(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhou, keypoints.key_points, text="2026-06\n1. 夏粮收购进度\n2. 水库泄洪方案", message_id=61)
    preview = (await shown(gao, 21))[-1]
    await do(gao, zhou, keypoints.ask_change, draft_id=(await gao.database.reads.drafts.of(21))[0].id)
    await do(gao, zhou, talk.take_message, said="2. 云雾山水库泄洪方案 | 下游转移", message_id=62)
    preview = (await shown(gao, 21))[-1]
    await tap(gao, zhou, preview, "发布", keypoints.publish)
    assert "云雾山水库泄洪方案" in (await shown(gao, WORK_CHAT))[-1].text
    await mark(gao, zhou, 62)
    post = next(m.text for m in await shown(gao, WORK_CHAT) if "夏粮收购进度" in m.text)
    assert "泄洪" not in post and "下游" not in post and "（内容已清除）" in post
    assert WIPED.format(names="2026年6月第2条信息要点") in "\n".join(await texts_to(gao, 21))
    assert [each.title for each in await gao.database.reads.keypoints.of("2026-06")] == [
        "夏粮收购进度",
        "（内容已清除）",
    ]
