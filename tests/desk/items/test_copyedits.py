"""改稿: the desk's text is shown everywhere, what its reporter sent stays beside it, and 有异议 comes back to the desk."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.items import agreements, copyedits, corrections, lookup, reviews, revisions, undo
from bot.errors import BadInput, NotAllowed, WrongState
from bot.model import ItemState, Person
from tests.desk.items.test_reviews import card, kept, reply, submit
from tests.support.county import BODY, DESK_CHAT, County, rows_of
from tests.support.scenes import Shown, do, shown, tap, texts_to

EDITED = BODY.replace("48元", "50元").replace("昨日上午，", "")


async def newest(gao: County, chat_id: int, words: str) -> Shown:
    return [each for each in await shown(gao, chat_id) if words in each.text][-1]


async def copyedit(gao: County, who: Person, title: str, text: str) -> None:
    """改稿 on the card, and the reply to its question."""
    (on,) = [each for each in await shown(gao, DESK_CHAT) if title in each.text and "改稿" in each.labels]
    await tap(gao, who, on, "改稿", copyedits.press, chat_id=DESK_CHAT)
    await reply(gao, who, await newest(gao, DESK_CHAT, "发改后的全文"), text)


async def edit(gao: County, who: Person, text: str) -> None:
    """The reporter edits the message that 2026-0001 was made of."""
    rows = await rows_of(gao.database, "SELECT message_id FROM item_parts WHERE item_id = 1")
    await do(gao, who, revisions.edit_message, said=text, message_id=rows[0][0])


async def the_item(gao: County) -> tuple[str, str, int, ItemState]:
    item = await gao.database.reads.items.find_number("2026-0001")
    assert item is not None
    return item.title, item.body, item.version, item.state


async def test_the_edited_text_is_the_items_and_what_was_sent_stays_beside_it(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, "春茶开采")
    await copyedit(gao, zhou, "春茶开采", f"云茶镇春茶开采\n{EDITED}")
    assert await the_item(gao) == ("云茶镇春茶开采", EDITED, 2, ItemState.WAITING)
    assert (
        "✎ 周编 6月3日 12:00改稿" in (await card(gao, "春茶开采")).text
        or "50元" in (await shown(gao, DESK_CHAT))[0].text
    )
    told = await newest(gao, 11, "改了您的稿")
    assert "· <s>48元</s> → <b>50元</b>" in told.text
    assert told.labels == ["有异议", "报送稿"]
    await tap(gao, zhang, told, "报送稿", copyedits.show_as_sent)
    assert (await texts_to(gao, 11))[-1] == f"<b>2026-0001</b> 报送稿：\n春茶开采\n{BODY}"
    await do(gao, zhang, lookup.show_item, number="1")
    assert "云茶镇春茶开采" in (await texts_to(gao, 11))[-1]


async def test_editing_is_taken_back_whole_by_who_edited(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang, "春茶开采")
    before = await kept(gao)
    for name in ("comparisons", "drafts", "search_index_stale"):
        before.pop(name, None)
    await copyedit(gao, zhou, "春茶开采", f"云茶镇春茶开采\n{EDITED}")
    done = await newest(gao, DESK_CHAT, "已改稿")
    with pytest.raises(NotAllowed):
        await tap(gao, wu, done, "撤销", copyedits.undo, chat_id=DESK_CHAT)
    await tap(gao, zhou, done, "撤销", copyedits.undo, chat_id=DESK_CHAT)
    after = await kept(gao)
    assert {name: rows for name, rows in after.items() if name in before} == before
    assert "已撤销改稿" in (await newest(gao, 11, "改稿")).text


async def test_an_objection_stands_on_the_card_until_an_editor_answers(
    gao: County, zhang: Person, zhou: Person
) -> None:
    only = await submit(gao, zhang, "春茶开采")
    await copyedit(gao, zhou, "春茶开采", f"春茶开采\n{EDITED}")
    await tap(gao, zhang, await newest(gao, 11, "改了您的稿"), "有异议", copyedits.press_object, version=2)
    await do(gao, zhang, talk.take_message, said="价格确为48元")
    said = await newest(gao, DESK_CHAT, "❗ 张三对改稿有异议 <b>2026-0001</b>")
    assert "价格确为48元" in said.text and said.reply_to == only.message_id

    async def on_card() -> bool:
        (now,) = [each.text for each in await shown(gao, DESK_CHAT) if each.message_id == only.message_id]
        return "❗ 张三对改稿有异议：价格确为48元" in now

    assert await on_card()
    await reply(gao, zhou, said, "已核实，改回48元")
    assert not await on_card() and "改回48元" in (await newest(gao, 11, "周编点评")).text


async def test_a_later_edit_of_the_reporters_is_kept_and_the_edited_text_stands(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, "春茶开采")
    await copyedit(gao, zhou, "春茶开采", f"春茶开采\n{EDITED}")
    await edit(gao, zhang, f"#报送 春茶开采\n{BODY.replace('4.6吨', '4.8吨')}")
    assert (await the_item(gao))[1:3] == (EDITED, 2), "nothing is written over"
    assert "4.8吨" in (await newest(gao, 11, "4.8吨")).text, "and what was edited can be handed in"


async def test_a_correction_that_waits_goes_on_with_the_edited_text(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await tap(gao, zhou, await submit(gao, zhang, "春茶开采"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    await edit(gao, zhang, f"#报送 春茶开采\n{BODY.replace('4.6吨', '4.8吨')}")
    await tap(gao, zhang, await newest(gao, 11, "4.8吨"), "更正", corrections.press)
    await copyedit(gao, zhou, "春茶开采", f"春茶开采\n{EDITED}")
    asked = await newest(gao, DESK_CHAT, "4.8吨")
    assert "同意更正" in asked.labels
    await tap(gao, zhou, asked, "同意更正", agreements.agree, chat_id=DESK_CHAT)
    _, body, version, state = await the_item(gao)
    assert "4.8吨" in body and (version, state) == (3, ItemState.ADOPTED)
    versions = await gao.database.reads.items.versions(1)
    assert [row[2] for row in versions][1] == EDITED, "the desk's words are kept as well"


async def test_a_decision_can_still_be_undone_after_its_text_was_edited(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await tap(gao, zhou, await submit(gao, zhang, "春茶开采"), "采用", reviews.adopt, chat_id=DESK_CHAT)
    await copyedit(gao, zhou, "春茶开采", f"春茶开采\n{EDITED}")
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert (await the_item(gao))[2:] == (2, ItemState.WAITING)


async def test_what_may_be_internal_too_short_or_out_of_date_is_refused(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang, "春茶开采")
    with pytest.raises(BadInput, match="may be internal"):
        await copyedit(gao, zhou, "春茶开采", f"内部文件\n{EDITED}请参考这份内部文件，暂不公开。")
    with pytest.raises(BadInput, match="needs a title"):
        await copyedit(gao, zhou, "春茶开采", "太短")
    await do(gao, wu, copyedits.press, chat_id=DESK_CHAT, item_id=1)
    late = await newest(gao, DESK_CHAT, "发改后的全文")
    await do(gao, zhou, copyedits.edit, chat_id=DESK_CHAT, argument=f"1\n春茶开采\n{EDITED}")
    with pytest.raises(WrongState, match="has changed meanwhile"):
        await reply(gao, wu, late, f"春茶开采\n{BODY}又一段。")
    assert (await the_item(gao))[1:3] == (EDITED, 2)
