"""Cleaning at the desk: what is kept, what the reporter is told, shown and asked (manual, section 2, "Cleaning")."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import draft_choices, drafts, lookup, originals, revisions, submissions
from bot.desk.people.language import switch_language
from bot.errors import BadInput, NotFound, WrongState
from bot.model import Item, Person, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import Shown, do, shown, tap, texts_to

PASTED = (
    "近日,高县召开会商会,研究下一步工作。: N3 v; h! O3 f\n"
    "/ E0 J$ e2 i, b4 f* q' X\n"
    "截至6月3日,已排查隐患点48处,更换警示牌12块。& i; Q1 F% d' h4 v"
)
CLEANED = "近日，高县召开会商会，研究下一步工作。\n截至6月3日，已排查隐患点48处，更换警示牌12块。"
CODES = "近日，云茶镇对各组监测点重新编号，编号如下：\nA4 B5 C6 D7 E8\n请各组核对后张贴。"


async def submit(gao: County, who: Person, text: str, **how: Any) -> Item:
    await do(gao, who, submissions.submit_tagged, said=text, **how)
    (item, *_) = await gao.database.reads.items.of_person(who.id)
    return item


def remarks(shown: Shown) -> list[str]:
    """What is said of the text."""
    return [line for line in shown.text.split("\n") if line.startswith(("🧹", "❓", "⚠️", "🔴"))]


async def test_a_pasted_text_is_kept_clean_and_the_receipt_says_what_was_done(
    gao: County, zhang: Person
) -> None:
    item = await submit(gao, zhang, f"#报送 高縣排查地質災害隱患🔥\n{PASTED}")
    assert (item.title, item.body) == ("高县排查地质灾害隐患", CLEANED)
    (receipt,) = await shown(gao, 11)
    assert remarks(receipt) == [
        "🧹 已清理乱码 3 处、繁体已转为简体 3 处、已去掉表情符号 1 个、半角标点已转为全角 4 处"
    ]
    assert receipt.labels == ["看改动"]


async def test_a_text_that_needs_nothing_is_kept_as_it_is_and_no_original_beside_it(
    gao: County, zhang: Person
) -> None:
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    assert (item.title, item.body) == (TITLE, BODY)
    assert await gao.database.reads.items.originals(item.id) == []
    (receipt,) = await shown(gao, 11)
    assert (remarks(receipt), receipt.labels) == ([], [])


async def test_see_changes_shows_them_and_the_original_is_what_was_typed(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{PASTED}")
    (receipt,) = await shown(gao, 11)
    await tap(gao, zhang, receipt, "看改动", originals.show_changes)
    changes = (await shown(gao, 11))[-1]
    assert changes.text.split("\n")[1:] == [
        "改动：",
        "· 删去：<s>: N3 v; h! O3 f / E0 J$ e2 i, b4 f* q&#39; X</s>",
        "· 删去：<s>&amp; i; Q1 F% d&#39; h4 v</s>",
        "· 半角标点已转为全角 4 处",
    ]
    await tap(gao, zhang, changes, "原文", originals.show_original)
    assert (
        "#报送 云茶镇早茶提前开园\n近日,高县召开会商会,研究下一步工作。: N3 v; h! O3 f\n"
        in (await texts_to(gao, 11))[-1]
    )


async def test_item_carries_the_original_for_its_reporter_and_editors_and_for_nobody_else(
    gao: County, zhang: Person, li: Person, places: None
) -> None:
    editor = await gao.person("何编", "信息中心", role=Role.EDITOR, telegram_id=90)
    leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=91)
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{PASTED}")
    for who in (zhang, editor, leader):
        await do(gao, who, lookup.show_item, number="2026-0001")
    assert "原文" in (await shown(gao, 11))[-1].labels
    assert any("原文" in message.labels for message in await shown(gao, 90))
    assert all("原文" not in message.labels for message in await shown(gao, 91))
    for who in (li, leader):
        with pytest.raises(NotFound):
            await do(gao, who, originals.show_original, item_id=item.id)
        with pytest.raises(NotFound):
            await do(gao, who, originals.show_changes, item_id=item.id)


async def test_others_than_the_reporter_see_the_original_without_peoples_numbers(
    gao: County, zhang: Person, places: None
) -> None:
    editor = await gao.person("何编", "信息中心", role=Role.EDITOR, telegram_id=90)
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{PASTED}\n联系人电话13812345678,请核对。")
    for who, telegram_id, is_seen in ((zhang, 11, True), (editor, 90, False)):
        for act in (originals.show_original, originals.show_changes):
            await do(gao, who, act, item_id=item.id)
        said = await texts_to(gao, telegram_id)
        assert ("13812345678" in "".join(said[-2:])) is is_seen


async def test_in_a_group_changes_are_shown_in_private(gao: County, zhang: Person, places: None) -> None:
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{PASTED}", chat_id=WORK_CHAT)
    await do(gao, zhang, originals.show_changes, chat_id=WORK_CHAT, item_id=item.id)
    assert len(await shown(gao, WORK_CHAT)) == 1
    assert "改动" in (await texts_to(gao, 11))[-1]


async def test_an_original_is_kept_with_each_version(gao: County, zhang: Person) -> None:
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{PASTED}", message_id=501)
    edited = PASTED.replace("48处", "49处")
    await do(gao, zhang, revisions.edit_message, said=f"#报送 {TITLE}\n{edited}", message_id=501)
    kept = await gao.database.reads.items.originals(item.id)
    assert [(each.version, each.text.count("48处"), each.text.count("49处")) for each in kept] == [
        (1, 1, 0),
        (2, 0, 1),
    ]
    assert kept[1].body == CLEANED.replace("48处", "49处")
    answer = (await shown(gao, 11))[-1]
    assert "🧹 已清理乱码 3 处" in answer.text
    assert answer.labels == ["看改动"]


async def test_an_edit_of_what_cleaning_takes_out_changes_nothing(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}", message_id=501)
    await do(gao, zhang, revisions.edit_message, said=f"#报送 {TITLE}🔥\n{BODY}", message_id=501)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.version, item.title) == (1, TITLE)


async def test_what_may_be_codes_stays_and_the_reporter_is_asked(gao: County, zhang: Person) -> None:
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{CODES}")
    assert item.body == CODES
    (receipt,) = await shown(gao, 11)
    assert remarks(receipt) == [
        "❓ 疑似乱码，也可能是表格或编号，已原样保留，请选择清理或保留：<code>A4 B5 C6 D7 E8</code>"
    ]
    assert receipt.labels == ["清理", "保留"]


async def test_keep_leaves_the_item_alone_and_clean_makes_a_version_with_the_original_beside_it(
    gao: County, zhang: Person, li: Person
) -> None:
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{CODES}")
    about: dict[str, Any] = {"item_id": item.id, "version": 1}
    with pytest.raises(NotFound):
        await do(gao, li, originals.settle_noise, **about, is_noise=True)
    toast = await do(gao, zhang, originals.settle_noise, **about, is_noise=False)
    assert toast.text == "2026-0001已原样保留。"
    await do(gao, zhang, originals.settle_noise, **about, is_noise=True)
    (cleaned,) = await gao.database.reads.items.of_person(zhang.id)
    assert (cleaned.version, cleaned.body) == (2, CODES.replace("A4 B5 C6 D7 E8\n", ""))
    (original,) = await gao.database.reads.items.originals(item.id)
    assert (original.version, original.text) == (2, f"{TITLE}\n{CODES}")
    with pytest.raises(WrongState, match="changed since"):
        await do(gao, zhang, originals.settle_noise, **about, is_noise=True)


async def test_where_there_is_nothing_to_clean_or_show_it_is_said(gao: County, zhang: Person) -> None:
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    with pytest.raises(BadInput, match="nothing to clean"):
        await do(gao, zhang, originals.settle_noise, item_id=item.id, version=1, is_noise=True)
    with pytest.raises(BadInput, match="Nothing was changed"):
        await do(gao, zhang, originals.show_changes, item_id=item.id)


async def test_a_preview_shows_the_clean_text_and_asks_about_what_may_be_noise(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, drafts.begin_with_text, said=f"{TITLE}🔥\n{CODES}")
    (preview,) = await shown(gao, 11)
    assert "🧹 已去掉表情符号 1 个\n❓ 疑似乱码" in preview.text
    assert "清理" in preview.labels
    await tap(gao, zhang, preview, "清理", draft_choices.settle_noise, is_noise=True)
    (preview,) = await shown(gao, 11)
    assert "A4 B5" not in preview.text
    assert "清理" not in preview.labels
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.title, item.body) == (TITLE, CODES.replace("A4 B5 C6 D7 E8\n", ""))
    (original,) = await gao.database.reads.items.originals(item.id)
    assert original.text == f"{TITLE}🔥\n{CODES}"


async def test_codes_that_were_kept_in_the_preview_are_not_asked_about_again(
    gao: County, zhang: Person
) -> None:
    await do(gao, zhang, drafts.begin_with_text, said=f"{TITLE}\n{CODES}")
    (preview,) = await shown(gao, 11)
    await do(gao, zhang, talk.take_message, said="保留")  # typed, it does what the button does
    (preview,) = await shown(gao, 11)
    await tap(gao, zhang, preview, "提交", submissions.submit_draft)
    receipt = (await shown(gao, 11))[-1]
    assert (
        receipt.labels,
        "A4 B5 C6 D7 E8" in (await gao.database.reads.items.of_person(zhang.id))[0].body,
    ) == ([], True)


async def test_names_on_the_roster_stay_as_they_are_written(gao: County, zhang: Person) -> None:
    await gao.person("鍾麗", "於潛鎮", telegram_id=77)
    item = await submit(gao, zhang, f"#报送 於潛鎮鍾麗排查地質災害隱患\n{BODY}")
    assert item.title == "於潛鎮鍾麗排查地质灾害隐患"


async def test_headers_are_understood_however_they_are_typed(gao: County, zhang: Person) -> None:
    item = await submit(gao, zhang, f"#報送\n類別:政策\n🔥來源：縣農業局\n{TITLE}\n{BODY}"[:4000])
    assert (item.kind.value, item.source, item.title) == ("policy", "县农业局", TITLE)


async def test_hostile_words_are_shown_escaped(gao: County, zhang: Person) -> None:
    item = await submit(
        gao, zhang, f"#报送 <b>標題</b>地質災害\n<a href='x'>{PASTED}</a>\n<i> A4 B5 C6 D7 E8"
    )
    for act in (originals.show_changes, originals.show_original):
        await do(gao, zhang, act, item_id=item.id)
    for text in await texts_to(gao, 11):
        assert "<a href" not in text
        assert "<i>" not in text


async def test_an_english_reporter_is_told_in_english(gao: County, zhang: Person) -> None:
    await do(gao, zhang, switch_language, words="en")
    await submit(gao, zhang, f"#submit {TITLE}🔥\n{CODES}")
    receipt = (await shown(gao, 11))[-1]
    assert remarks(receipt) == [
        "🧹 emoji and signs removed: 1",
        "❓ Left as it is, it may be noise, a table or codes: <code>A4 B5 C6 D7 E8</code>",
    ]
    assert receipt.labels == ["Clean", "Keep", "See changes"]


async def test_the_card_carries_the_clean_text_and_no_word_of_cleaning(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{PASTED}")
    (card,) = await shown(gao, DESK_CHAT)
    assert CLEANED in card.text
    assert "🧹" not in card.text
