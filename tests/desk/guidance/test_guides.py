"""The writing guide: pages, the office's own by text or file with a yes, 恢复 and its 撤销; good examples and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import conversing, talk
from bot.desk.guidance import exemplars, guides
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import Download, DraftKind, ItemState, Person, Reading, Refusal
from tests.support.county import DESK_CHAT, WORK_CHAT, County, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

OWN = "高县信息写作要求：\n一、一事一报，事实先行，数据带单位。\n二、<b>不写</b>套话，800字以内。"


async def newest(gao: County, chat_id: int, words: str) -> Shown:
    return [each for each in await shown(gao, chat_id) if words in each.text][-1]


async def put(gao: County, who: Person, text: str = OWN) -> Shown:
    """The editor puts it in force; what is said then."""
    await do(gao, who, guides.command, text=f"更新\n{text}", chat_id=DESK_CHAT)
    preview = await newest(gao, DESK_CHAT, "尚未启用")
    await tap(gao, who, preview, "确认更新", guides.put, chat_id=DESK_CHAT)
    return await newest(gao, DESK_CHAT, "写作指南已更新")


async def guide(gao: County, who: Person) -> Shown:
    await do(gao, who, guides.command, text="")
    return (await shown(gao, who.telegram_id or 0))[-1]


async def test_the_guide_that_comes_with_the_bot_has_four_pages_turned_in_place(
    gao: County, zhang: Person
) -> None:
    first = await guide(gao, zhang)
    assert first.text.startswith(
        "📘 <b>信息写作指南</b>\n\n<b>一、什么样的信息容易被采用</b>\n1. <b>一事一报。</b>"
    )
    assert first.labels == ["1/4", "下一页 ▶"]
    await do(gao, zhang, guides.turn_page, page=3)
    (only,) = await shown(gao, 11)
    assert (
        only.message_id == first.message_id and "先打电话" in only.text and only.labels == ["◀ 上一页", "4/4"]
    )
    await do(gao, zhang, guides.turn_page, page=99)
    assert "四、紧急信息" in (await shown(gao, 11))[-1].text
    assert "/guide 更新" not in only.text, "that is for editors"


async def test_an_own_guide_is_shown_first_put_in_force_and_the_one_before_restored(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    done = await put(gao, zhou)
    assert (await guide(gao, zhang)).text == (
        "📘 <b>信息写作指南</b>\n\n高县信息写作要求：\n一、一事一报，事实先行，数据带单位。\n"
        "二、&lt;b&gt;不写&lt;/b&gt;套话，800字以内。\n\n<i>周编　6月3日 12:00更新</i>"
    )
    second = await put(gao, wu, "第二版写作要求：标题写出新闻，正文不超过五百字，注明来源。")
    with pytest.raises(WrongState):  # the first one's button: another has come since
        await tap(gao, zhou, done, "恢复上一版", guides.press_restore, chat_id=DESK_CHAT)
    await tap(gao, wu, second, "恢复上一版", guides.press_restore, chat_id=DESK_CHAT)
    restored = await newest(gao, DESK_CHAT, "已恢复6月3日 12:00（周编）")
    assert "高县信息写作要求" in (await guide(gao, zhang)).text
    await tap(gao, wu, restored, "撤销", guides.press_undo, chat_id=DESK_CHAT)
    assert "第二版" in (await guide(gao, zhang)).text
    for _ in range(2):
        await do(gao, zhou, guides.command, text="恢复", chat_id=DESK_CHAT)
    assert "一、什么样的信息" in (await guide(gao, zhang)).text
    with pytest.raises(WrongState):
        await do(gao, zhou, guides.command, text="恢复", chat_id=DESK_CHAT)
    assert await audit(gao, guides.SUBJECT, 2) == ["put", "drop", "put", "drop"]


async def test_a_bare_update_asks_and_a_text_replaces_what_is_previewed(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhou, guides.command, text="更新")
    with pytest.raises(BadInput):
        await do(gao, zhou, talk.take_message, said="太短")
    await do(gao, zhou, talk.take_message, said=OWN)
    preview = await newest(gao, 21, "尚未启用")
    await do(
        gao,
        zhou,
        talk.take_message,
        said="改成这一份写作要求：一事一报，事实先行，数据准确。",
        reply_to=preview.message_id,
    )
    (now,) = [each for each in await shown(gao, 21) if "尚未启用" in each.text]
    assert "改成这一份" in now.text
    await tap(gao, zhou, now, "取消", guides.press_cancel)
    assert "写作指南不变" in (await shown(gao, 21))[-1].text
    assert "一、什么样的信息" in (await guide(gao, zhang)).text


async def test_the_words_of_the_previews_buttons_may_be_typed(gao: County, zhou: Person) -> None:
    await do(gao, zhou, guides.command, text=f"更新\n{OWN}")
    await do(gao, zhou, talk.take_message, said="取消")
    assert "写作指南不变" in (await shown(gao, 21))[-1].text
    await do(gao, zhou, guides.command, text=f"更新\n{OWN}")
    await do(gao, zhou, talk.take_message, said="确认更新")
    assert "写作指南已更新" in (await shown(gao, 21))[-1].text
    assert "一事一报" in (await guide(gao, zhou)).text


async def test_a_file_is_read_as_items_are_then_shown(gao: County, zhou: Person) -> None:
    await do(gao, zhou, guides.command, text="更新", attachment="document", file_name="写作要求.docx")
    assert (await shown(gao, 21))[-1].text == "正在读取文件……"
    await take(gao, Reading(kind="docx", text=OWN))
    preview = (await shown(gao, 21))[-1]
    assert "高县信息写作要求" in preview.text and preview.labels == ["确认更新", "取消"]
    await tap(gao, zhou, preview, "确认更新", guides.put)
    assert "高县信息写作要求" in (await guide(gao, zhou)).text
    assert await rows_of(gao.database, "SELECT * FROM attachments") == [], (
        "of the file its words alone are kept"
    )


async def test_a_file_in_answer_to_the_question_that_cannot_be_read_is_told(
    gao: County, zhou: Person
) -> None:
    await do(gao, zhou, guides.command, text="更新")
    await do(gao, zhou, talk.take_message, attachment="document", file_name="要求.pdf")
    with pytest.raises(WrongState):
        await do(gao, zhou, guides.put, draft_id=1)
    await take(gao, Reading(kind="pdf"))
    assert "读不出文字" in (await shown(gao, 21))[-1].text
    await do(gao, zhou, talk.take_message, said=OWN)
    assert "尚未启用" in (await shown(gao, 21))[-1].text


async def test_a_file_with_a_marking_is_not_kept_and_the_guide_stays(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await do(gao, zhou, guides.command, text="更新", attachment="document", file_name="要求.docx")
    async with gao.database.work(now=gao.clock.now()) as work:
        await talk.refuse_download(gao.office, work, 1, Refusal.MARKED)
    assert [row[0] for row in await rows_of(gao.database, "SELECT kind FROM drafts")] == []
    assert "一、什么样的信息" in (await guide(gao, zhang)).text


async def test_a_guide_that_may_be_internal_is_refused(gao: County, zhou: Person) -> None:
    with pytest.raises(BadInput):
        await do(gao, zhou, guides.command, text=f"更新\n{OWN}\n请参考这份内部文件，暂不公开")
    await do(gao, zhou, guides.command, text="更新", attachment="document", file_name="要求.docx")
    await take(gao, Reading(kind="docx", text=f"{OWN}\n请参考这份内部文件，暂不公开"))
    assert "疑似内部材料" in (await shown(gao, 21))[-1].text
    kinds = [row[0] for row in await rows_of(gao.database, "SELECT data FROM drafts")]
    assert "内部文件" not in "".join(kinds)


async def test_reporters_read_the_guide_and_change_nothing(gao: County, zhang: Person, zhou: Person) -> None:
    with pytest.raises(NotAllowed):
        await do(gao, zhang, guides.command, text=f"更新\n{OWN}")
    with pytest.raises(NotAllowed):
        await do(gao, zhang, guides.command, text="恢复")
    with pytest.raises(NotAllowed):
        await do(gao, zhang, exemplars.command, text="1")
    with pytest.raises(BadInput):
        await do(gao, zhou, guides.command, text="随便写")


async def take(gao: County, reading: Reading) -> None:
    """The newest file has come and is read."""
    async with gao.database.work(now=gao.clock.now()) as work:
        ((newest_id,),) = await rows_of(gao.database, "SELECT max(id) FROM attachments")
        await talk.take_download(gao.office, work, newest_id, Download("ab" * 32, 99, reading))


# --- good examples ----------------------------------------------------------------------------------------


async def test_an_adopted_item_becomes_an_example_and_its_reporter_is_congratulated(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await gao.item(zhang, state=ItemState.ADOPTED)
    await do(gao, zhou, exemplars.command, text="", chat_id=DESK_CHAT)
    bare = (await shown(gao, DESK_CHAT))[-1]
    assert (bare.text.split("\n")[0], bare.labels) == ("还没有好稿示例。", ["➕ 2026-0001 标题"])
    await do(gao, zhou, exemplars.command, text="1 数据准、<b>标题</b>好", chat_id=DESK_CHAT)
    assert (await newest(gao, 11, "祝贺")).text == (
        "祝贺张三：您的<b>2026-0001</b> 标题被选为好稿示例，全体信息员可在 /guide 中看到。\n"
        "编辑点评：数据准、&lt;b&gt;标题&lt;/b&gt;好"
    )
    page = await guide(gao, li)
    assert "好稿示例（1）" in page.labels
    await do(gao, li, exemplars.press_list)
    listed = (await shown(gao, 12))[-1]
    assert listed.labels == ["2026-0001 标题"]
    await tap(gao, li, listed, "2026-0001 标题", exemplars.press_show)
    assert (await shown(gao, 12))[-1].text == (
        f"<b>2026-0001</b> 标题\n云茶镇 张三\n\n{'正文' * 15}\n\n💬 <b>周编点评</b>：数据准、&lt;b&gt;标题&lt;/b&gt;好"
    )


async def test_an_example_is_taken_back_and_the_reporters_message_says_so(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await gao.item(zhang, state=ItemState.ADOPTED)
    await gao.item(zhang, state=ItemState.ADOPTED)
    await do(gao, zhou, exemplars.press_choose, item_id=1, chat_id=DESK_CHAT)
    gao.clock.moment += timedelta(minutes=5)
    with pytest.raises(WrongState, match="already"):  # who was slower is told by whom
        await do(gao, wu, exemplars.command, text="1", chat_id=DESK_CHAT)
    await do(gao, wu, exemplars.command, text="1 再加一句点评", chat_id=DESK_CHAT)
    assert "再加一句点评" in (await newest(gao, 11, "祝贺")).text
    await do(gao, zhou, exemplars.command, text="", chat_id=DESK_CHAT)
    listed = await newest(gao, DESK_CHAT, "编辑选定")
    assert listed.labels == ["2026-0001 标题", "撤销", "➕ 2026-0002 标题"]
    await tap(gao, zhou, listed, "撤销", exemplars.press_revoke, chat_id=DESK_CHAT)
    assert [text for text in await texts_to(gao, 11) if "祝贺" in text] != []
    assert (await shown(gao, 11))[-1].text == "<b>2026-0001</b> 标题已从好稿示例中撤下。"
    assert "<code>/exemplar 2026-0001 再加一句点评</code>" in (await shown(gao, DESK_CHAT))[-1].text
    with pytest.raises(WrongState):
        await do(gao, zhou, exemplars.command, text="1 撤销", chat_id=DESK_CHAT)


async def test_only_an_adopted_item_is_an_example_and_only_as_long_as_it_is(
    gao: County, zhang: Person, zhou: Person
) -> None:
    waiting = await gao.item(zhang)
    with pytest.raises(WrongState):
        await do(gao, zhou, exemplars.command, text="1", chat_id=DESK_CHAT)
    adopted = await gao.item(zhang, state=ItemState.ADOPTED)
    await do(gao, zhou, exemplars.command, text="2", chat_id=DESK_CHAT)
    async with gao.database.work(now=gao.clock.now()) as work:
        item = await work.items.find(adopted)
        assert item is not None and waiting != adopted
        await work.items.set_state(replace(item, state=ItemState.WAITING))
    assert all("好稿示例" not in label for label in (await guide(gao, zhang)).labels)
    with pytest.raises(WrongState):
        await do(gao, zhang, exemplars.press_show, item_id=adopted)


async def test_a_guide_in_a_group_is_turned_there(gao: County, zhang: Person) -> None:
    await do(gao, zhang, guides.command, text="", chat_id=WORK_CHAT)
    await do(gao, zhang, guides.turn_page, page=1, chat_id=WORK_CHAT)
    assert "二、怎么写" in (await shown(gao, WORK_CHAT))[-1].text
    assert DraftKind.GUIDE in conversing.CONVERSATIONS


@pytest.mark.parametrize("typed", ["数据准 标题好 1", "1 数据准 标题好"])
async def test_the_words_may_stand_before_the_number(
    gao: County, zhang: Person, zhou: Person, typed: str
) -> None:
    await gao.item(zhang, state=ItemState.ADOPTED)
    await do(gao, zhou, exemplars.command, text=typed, chat_id=DESK_CHAT)
    assert (await newest(gao, 11, "祝贺")).text.endswith("编辑点评：数据准 标题好")
    await do(gao, zhou, exemplars.command, text="撤销 1", chat_id=DESK_CHAT)
    assert (await shown(gao, 11))[-1].text.endswith("已从好稿示例中撤下。")
