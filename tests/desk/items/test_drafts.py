"""The guided way to an item: texts gathered, previewed, chosen, submitted or cancelled (manual, section 2)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.desk import talk
from bot.desk.demands import changes
from bot.desk.items import draft_choices, drafts, submissions, typed
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Item, ItemState, Kind, Person
from bot.rules.cleaning import Cleaning
from bot.views.common.callbacks import parse
from bot.views.items import drafts as words
from bot.views.items import previews
from bot.views.items.previews import DraftView
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, county
from tests.support.scenes import Shown, do, shown, tap, texts_to

CHOICES = ["提交", "修改", "类别", "主题", "紧急", "取消"]


@pytest.fixture
async def gao(tmp_path: Path) -> AsyncIterator[County]:
    """The office has two themes."""
    async with county(tmp_path, now="2026-06-03 12:00", desk={"themes": ["春耕", "防汛"]}) as place:
        yield place


async def begin(gao: County, who: Person, *texts: str, chat_id: int | None = None) -> Shown:
    """报送, and then the texts; the newest message of the bot's."""
    await do(gao, who, drafts.begin, chat_id=chat_id)
    for text in texts:
        await write(gao, who, text, chat_id=chat_id)
    return await newest(gao, who, chat_id=chat_id)


async def write(gao: County, who: Person, text: str, *, chat_id: int | None = None) -> None:
    """Said in private; in a group as a reply to the bot's newest message."""
    reply_to = (await shown(gao, chat_id))[-1].message_id if chat_id else None
    await do(gao, who, talk.take_message, said=text, chat_id=chat_id, reply_to=reply_to)


async def newest(gao: County, who: Person, *, chat_id: int | None = None) -> Shown:
    """The newest message of the bot's."""
    return (await shown(gao, chat_id or who.telegram_id or 0))[-1]


async def items(gao: County, who: Person) -> list[Item]:
    return await gao.database.reads.items.of_person(who.id)


async def test_a_text_is_previewed_with_its_choices_before_anything_is_stored(
    gao: County, zhang: Person
) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    assert preview.text.split("\n")[:3] == ["📝 预览 · 正文50字", f"<b>{TITLE}</b>", "类别：普通"]
    assert preview.labels == CHOICES
    assert await items(gao, zhang) == []
    assert await shown(gao, DESK_CHAT) == []


async def test_several_messages_are_one_item_under_one_preview(gao: County, zhang: Person) -> None:
    await begin(gao, zhang, TITLE, BODY, "当日还举办了开园仪式，省内外客商60余人到场。")
    previews = [message for message in await shown(gao, 11) if message.labels == CHOICES]
    assert len(previews) == 1, "the older ones are taken away"
    await tap(gao, zhang, previews[0], "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.title, item.body) == (TITLE, f"{BODY}\n当日还举办了开园仪式，省内外客商60余人到场。")


async def test_the_words_of_the_buttons_do_the_same_when_they_are_typed(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}", "紧急")
    assert "🔴 紧急" in preview.text and "正文50字" in preview.text
    await write(gao, zhang, "类别")
    assert "综合" in (await newest(gao, zhang)).labels
    await write(gao, zhang, "修改")
    await write(gao, zhang, "早茶开园")
    await write(gao, zhang, "緊急")  # it is: the word says what is meant, and takes nothing back
    await write(gao, zhang, "提交。")
    (item,) = await items(gao, zhang)
    assert (item.title, item.body, item.is_urgent) == ("早茶开园", BODY, True)


async def test_the_words_of_the_buttons_are_typed_in_english_as_well(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}", "urgent")
    assert "🔴 紧急" in preview.text and "正文50字" in preview.text
    await write(gao, zhang, "Not urgent.")
    assert "🔴" not in (await newest(gao, zhang)).text
    await write(gao, zhang, "CATEGORY")
    assert "综合" in (await newest(gao, zhang)).labels
    await write(gao, zhang, "edit")
    await write(gao, zhang, "早茶开园")
    await write(gao, zhang, "Submit!")
    (item,) = await items(gao, zhang)
    assert (item.title, item.body, item.is_urgent) == ("早茶开园", BODY, False)


async def test_the_words_of_the_choices_are_typed_too_and_lead_back(gao: County, zhang: Person) -> None:
    await begin(gao, zhang, f"{TITLE}\n{BODY}", "类别", "综合", "主题", "春耕")
    assert "✓ 春耕" in (await newest(gao, zhang)).labels
    await write(gao, zhang, "Back")
    preview = await newest(gao, zhang)
    assert preview.labels == CHOICES
    assert {"类别：综合", "主题：春耕"} <= set(preview.text.split("\n"))
    assert "正文50字" in preview.text, "no word became text"
    await write(gao, zhang, "修改")
    await write(gao, zhang, "返回")
    await write(gao, zhang, "Submit")
    (item,) = await items(gao, zhang)
    assert (item.title, item.kind, item.themes) == (TITLE, Kind.COMPREHENSIVE, ("春耕",))


def test_every_button_of_a_preview_has_its_word(gao: County) -> None:
    t, item = gao.office.texts("en"), cast(Item, SimpleNamespace(id=7, number="2026-0007"))
    plain = DraftView(1, TITLE, BODY, Kind.ORDINARY, (), False, None, None, None, ())
    doubtful = Cleaning("", {}, ("A4 B5 C6",))
    shown_at = [
        replace(plain, is_urgent=urgent, cleaning=doubtful, state=state, may_add=[item], may_part=may_part)
        for urgent, state, may_part in product((False, True), (None, *ItemState), (False, True))
    ]
    keyboards = [
        *(each.keyboard for view in shown_at if (each := previews.render_preview(t, view))),
        previews.kind_keyboard(t, 1, chosen=Kind.ORDINARY),
        previews.theme_keyboard(t, 1, themes=["春耕"], chosen=[]),
        words.render_edit_how(t, 1, in_group=False).keyboard,
        words.render_ask_drop(t, 1, before=9, after=1).keyboard,
    ]
    buttons = [each for keyboard in keyboards for row in keyboard for each in row]
    assert {parse(each.data or "").press for each in buttons} == set(typed.BUTTONS)
    named = {t.plain(label) for label in previews.LABELS}
    under = {each for view in shown_at for row in previews.render_preview(t, view).keyboard for each in row}
    assert {each.label for each in under if "2026-0007" not in each.label} | {"Back"} == named
    for view in shown_at:
        own = {each for row in previews.render_preview(t, view).keyboard for each in row}
        assert own <= set(previews.typed_buttons(t, view))


async def test_before_there_is_a_preview_the_words_of_its_buttons_are_no_text(
    gao: County, zhang: Person
) -> None:
    asked = await begin(gao, zhang, "提交")
    assert asked.text == "“提交”未加入草稿，草稿保持不变。请发送标题或正文。"
    await write(gao, zhang, "Submit")
    assert (await newest(gao, zhang)).text == "“Submit”未加入草稿，草稿保持不变。请发送标题或正文。"


async def test_what_stands_behind_the_command_is_previewed_beside_another_draft(
    gao: County, zhang: Person
) -> None:
    await begin(gao, zhang, f"第一条\n{BODY}")
    said = f"/submit {TITLE}\n类别:综合\n{BODY}"
    await do(gao, zhang, drafts.begin_with_text, said=said, message_id=77)
    preview = await newest(gao, zhang)
    assert preview.text.split("\n")[:3] == ["📝 预览 · 正文50字", f"<b>{TITLE}</b>", "类别：综合"]
    edited = said.replace(TITLE, "早茶开园")
    await do(gao, zhang, submissions.edit_draft, said=edited, message_id=77)
    await tap(gao, zhang, await newest(gao, zhang), "提交", submissions.submit_draft)
    assert [item.title for item in await items(gao, zhang)] == ["早茶开园"]


async def test_submitting_takes_the_preview_away_and_gives_the_receipt(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    messages = await shown(gao, 11)
    assert preview.message_id not in [message.message_id for message in messages]
    assert (
        messages[-1].text
        == f"✅ 已收到：<b>2026-0001</b> {TITLE}\n本月第 1/4 条\n审核前可直接编辑原消息更正。"
    )


async def test_what_is_missing_is_said_and_cannot_be_submitted(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, TITLE)
    assert "⚠️ 正文现有0字，至少需要20字：请继续发送。" in preview.text
    with pytest.raises(BadInput):
        await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    await write(gao, zhang, BODY)
    await tap(gao, zhang, await newest(gao, zhang), "提交", submissions.submit_draft)
    assert [item.title for item in await items(gao, zhang)] == [TITLE]


async def test_kind_theme_and_urgency_are_chosen_by_button(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await tap(gao, zhang, preview, "类别", draft_choices.choose_kind, kind=None)
    assert (await newest(gao, zhang)).labels == ["✓ 普通", "综合", "政策", "苗头", "返回"]
    await tap(gao, zhang, await newest(gao, zhang), "苗头", draft_choices.choose_kind, kind="early_warning")
    await tap(gao, zhang, await newest(gao, zhang), "主题", draft_choices.choose_theme, place=None)
    assert (await newest(gao, zhang)).labels == ["春耕", "防汛", "返回"]
    await tap(gao, zhang, await newest(gao, zhang), "防汛", draft_choices.choose_theme, place="1")
    assert (await newest(gao, zhang)).labels == ["春耕", "✓ 防汛", "返回"]
    await tap(gao, zhang, await newest(gao, zhang), "返回", drafts.go_back)
    await tap(gao, zhang, await newest(gao, zhang), "紧急", draft_choices.switch_urgent)
    chosen = await newest(gao, zhang)
    assert chosen.message_id == preview.message_id, "the preview changes where it stands"
    assert chosen.text.split("\n")[2:5] == ["类别：苗头", "主题：防汛", "🔴 紧急"]
    await tap(gao, zhang, chosen, "提交", submissions.submit_draft)
    (item,) = await items(gao, zhang)
    assert (item.kind, item.themes, item.is_urgent) == (Kind.EARLY_WARNING, ("防汛",), True)


async def test_after_edit_the_next_text_takes_the_drafts_place(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await tap(gao, zhang, preview, "修改", drafts.ask_replacement)
    await write(gao, zhang, f"换了题目\n{BODY}")
    await tap(gao, zhang, await newest(gao, zhang), "提交", submissions.submit_draft)
    assert [item.title for item in await items(gao, zhang)] == ["换了题目"]


async def test_after_edit_a_single_line_is_the_new_title_and_the_text_stays(
    gao: County, zhang: Person
) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await tap(gao, zhang, preview, "修改", drafts.ask_replacement)
    await write(gao, zhang, "换了题目")
    said = await newest(gao, zhang)
    assert "<b>换了题目</b>" in said.text and BODY in said.text and TITLE not in said.text


async def test_two_short_parts_are_both_kept_in_their_order(gao: County, zhang: Person) -> None:
    await begin(gao, zhang, "题目", "第一段。", "第二段。")
    said = await newest(gao, zhang)
    assert "<b>题目</b>" in said.text and "第一段。\n第二段。" in said.text


async def test_a_cancelled_draft_is_gone_and_its_buttons_with_it(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await tap(gao, zhang, preview, "取消", drafts.cancel)
    (cancelled,) = [m for m in await shown(gao, 11) if m.message_id == preview.message_id]
    assert cancelled.labels == []
    with pytest.raises(WrongState):
        await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert await items(gao, zhang) == []


async def test_a_draft_is_submitted_once_however_often_it_is_pressed(gao: County, zhang: Person) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    with pytest.raises(WrongState):
        await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert len(await items(gao, zhang)) == 1


async def test_two_reporters_in_one_group_each_have_their_own_draft(
    gao: County, zhang: Person, li: Person
) -> None:
    mine = await begin(gao, zhang, f"甲\n{BODY}", chat_id=WORK_CHAT)
    theirs = await begin(gao, li, f"乙\n{BODY}", chat_id=WORK_CHAT)
    with pytest.raises(NotAllowed):
        await tap(gao, li, mine, "提交", submissions.submit_draft, chat_id=WORK_CHAT)
    await tap(gao, zhang, mine, "提交", submissions.submit_draft, chat_id=WORK_CHAT)
    await tap(gao, li, theirs, "提交", submissions.submit_draft, chat_id=WORK_CHAT)
    assert [item.title for item in await items(gao, zhang)] == ["甲"]
    assert [item.title for item in await items(gao, li)] == ["乙"]


async def test_a_draft_for_a_demand_names_it_and_is_linked(gao: County, zhang: Person, zhou: Person) -> None:
    demand = await gao.demand("春耕生产", due="2026-06-12 17:30")
    await do(gao, zhang, drafts.begin, purpose=drafts.Purpose(demand_id=demand))
    assert "T1 春耕生产" in (await texts_to(gao, 11))[-1]
    await write(gao, zhang, f"{TITLE}\n{BODY}")
    preview = await newest(gao, zhang)
    assert "选题：T1 春耕生产" in preview.text
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert [item.demand_id for item in await items(gao, zhang)] == [demand]


async def test_the_preview_of_a_draft_says_that_its_demand_was_closed_meanwhile(
    gao: County, zhang: Person, zhou: Person
) -> None:
    demand = await gao.demand("春耕生产", due="2026-06-12 17:30")
    await do(gao, zhang, drafts.begin, purpose=drafts.Purpose(demand_id=demand))
    await do(gao, zhou, changes.confirm_close, demand_id=demand)
    await write(gao, zhang, f"{TITLE}\n{BODY}")
    assert "选题：T1 春耕生产（已关闭，提交后不关联）" in (await newest(gao, zhang)).text


async def test_a_forwarded_text_shows_its_origin_in_the_preview_and_keeps_it(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY}", forwarded_from="县融媒体中心")
    preview = await newest(gao, zhang)
    assert "转发自：县融媒体中心" in preview.text
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    assert [item.origin for item in await items(gao, zhang)] == ["县融媒体中心"]


@pytest.mark.parametrize(("kind", "place"), [("nonsense", None), (None, "9"), (None, "-1"), (None, "x")])
async def test_altered_buttons_change_nothing(
    gao: County, zhang: Person, kind: str | None, place: str | None
) -> None:
    preview = await begin(gao, zhang, f"{TITLE}\n{BODY}")
    with pytest.raises(BadInput):
        if kind:
            await tap(gao, zhang, preview, "类别", draft_choices.choose_kind, kind=kind)
        else:
            await tap(gao, zhang, preview, "主题", draft_choices.choose_theme, place=place)
    assert await newest(gao, zhang) == preview


# --- found in use (2): a key or a second draft throws nothing away ------------------------------------------


async def test_the_key_to_submit_gives_an_open_draft_up_only_on_a_word(gao: County, zhang: Person) -> None:
    """报送 is the big key right under the thumb where 提交 was meant."""
    await begin(gao, zhang, f"{TITLE}\n{BODY}")
    await do(gao, zhang, drafts.begin)
    asked = await newest(gao, zhang)
    assert asked.text == f"您有一条未提交的信息《{TITLE}》（50字）。"
    assert asked.labels == ["提交这一条", "另写一条（保留草稿）", "删除草稿"]
    await tap(gao, zhang, asked, "另写一条（保留草稿）", submissions.begin_another, demand_id=0)
    await write(gao, zhang, f"又一条\n{BODY}")
    kept = await gao.database.reads.drafts.of(11)
    assert [TITLE in str(draft.data) for draft in kept].count(True) == 1
    assert ["又一条" in str(draft.data) for draft in kept].count(True) == 1
    await tap(gao, zhang, asked, "提交这一条", submissions.submit_draft)
    assert [item.title for item in await items(gao, zhang)] == [TITLE]


async def test_an_open_draft_without_a_title_is_called_so(gao: County, zhang: Person) -> None:
    await begin(gao, zhang, BODY)
    await do(gao, zhang, drafts.begin)
    assert (await shown(gao, 11))[-1].text == "您有一条未提交的信息，尚无标题（50字）。"


async def test_of_two_tagged_drafts_in_a_group_a_text_goes_to_the_one_whose_prompt_it_answers(
    gao: County, zhang: Person
) -> None:
    for title in ("云茶镇开展茶园病虫害冬防", "云茶镇消息"):
        await do(gao, zhang, submissions.submit_tagged, said=f"#报送 {title}", chat_id=WORK_CHAT)
    first = next(each for each in await shown(gao, WORK_CHAT) if "冬防" in each.text)
    await do(gao, zhang, talk.take_message, said=BODY, chat_id=WORK_CHAT, reply_to=first.message_id)
    held = {str(draft.data) for draft in await gao.database.reads.drafts.of(11)}
    assert len(held) == 2
    (with_body,) = [data for data in held if BODY in data]
    assert "冬防" in with_body and "云茶镇消息" not in with_body
