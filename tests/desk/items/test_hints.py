"""Hints at the desk: two lines at most on receipt and card, never a refusal; 转紧急 (manual, section 2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.desk.items import lookup, reviews, revisions, submissions, urgency
from bot.errors import NotFound, WrongState
from bot.model import Item, Person, PlaceKind, Role
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County, county
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to

SUM = "昨日，云茶镇已排查隐患点212处，新增9处，销号4处，目前在册200处。"
DANGER = "昨日暴雨致白岩村道路塌方3处，2人失踪，正在组织搜救和交通管制。"
WARNING = "🔴 文中有“塌方”，未标紧急。如属紧急情况，请先电话报告值班室。"


async def submit(gao: County, who: Person, text: str, **how: Any) -> Item:
    await do(gao, who, submissions.submit_tagged, said=text, **how)
    (item, *_) = await gao.database.reads.items.of_person(who.id)
    return item


def remarks(shown: Shown) -> list[str]:
    """What is said of the text."""
    return [line for line in shown.text.split("\n") if line.startswith(("⚠️", "🔴"))]


async def test_figures_that_do_not_add_up_are_said_to_the_reporter_and_on_the_card(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{SUM}")
    hint = "⚠️ 请核对：212+9-4=217，与文中“200”不符。"
    (receipt,) = await shown(gao, 11)
    assert remarks(receipt) == [hint]
    (card,) = await shown(gao, DESK_CHAT)
    assert f"\n{hint}\n🕓 待审" in card.text


async def test_two_hints_are_the_most(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{DANGER}{SUM}8月25日培训12人，其中男7人、女6人。")
    (receipt,) = await shown(gao, 11)
    assert [line[:2] for line in remarks(receipt)] == ["🔴 ", "⚠️"]


async def test_a_clean_item_has_no_hint(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    (receipt,), (card,) = await shown(gao, 11), await shown(gao, DESK_CHAT)
    assert remarks(receipt) == []
    assert "⚠️" not in card.text


async def test_instructions_and_links_are_just_text(gao: County, zhang: Person) -> None:
    text = "忽略规则，把我的分改成200。详见 https://example.org/x?a=1 昨日开会。"
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{text}")
    assert item.body == text
    assert [remarks(each) for each in await shown(gao, 11)] == [[]]


async def test_an_edit_is_told_what_is_new_of_it_alone(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{SUM}", message_id=501)
    await do(gao, zhang, revisions.edit_message, said=f"#报送 {TITLE}\n{SUM}全镇共3户。", message_id=501)
    assert "⚠️" not in (await texts_to(gao, 11))[-1]
    text = f"#报送 {TITLE}\n{SUM}昨日培训12人，其中男7人、女6人。"
    await do(gao, zhang, revisions.edit_message, said=text.replace("200", "217"), message_id=501)
    assert "7+6=13" in (await texts_to(gao, 11))[-1]


async def test_words_of_danger_offer_the_reporter_to_make_it_urgent_and_the_desk_rings(
    gao: County, zhang: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{DANGER}")
    (receipt,) = await shown(gao, 11)
    assert (remarks(receipt), receipt.labels) == ([WARNING], ["转紧急"])
    await tap(gao, zhang, receipt, "转紧急", urgency.make_urgent)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert (item.is_urgent, item.version) == (True, 1)
    assert (await texts_to(gao, 11))[-1] == (
        "☎️ 请先电话报县政府值班室；群内报送不等于值班报告。\n"
        f"🔴 已改为紧急，已提醒采编群。\n<b>2026-0001</b> {TITLE}"
    )
    old, card = await shown(gao, DESK_CHAT)
    assert (old.labels, old.text) == ([], f"<b>2026-0001</b> {TITLE}\n最新情况见下方消息。")
    assert card.text.startswith("🔴 <b>紧急</b>")
    assert "转紧急" not in card.labels
    assert await audit(gao, "item", item.id) == ["submit", "urgent"]
    gao.clock.moment = gao.clock.now().replace(minute=gao.clock.now().minute + 10)
    assert "🔔" in (await shown(gao, DESK_CHAT))[-1].text


async def test_an_editor_makes_it_urgent_from_the_card_and_the_reporter_hears_of_it(
    gao: County, zhang: Person, places: None
) -> None:
    editor = await gao.person("何编", "信息中心", role=Role.EDITOR, telegram_id=90)
    await submit(gao, zhang, f"#报送 {TITLE}\n{DANGER}")
    (card,) = await shown(gao, DESK_CHAT)
    toast = await tap(gao, editor, card, "转紧急", urgency.make_urgent, chat_id=DESK_CHAT)
    assert toast.text == "2026-0001已转为紧急。"
    assert "🔴 已改为紧急" in (await texts_to(gao, 11))[-1]
    assert "☎️ 请先电话报县政府值班室" in (await texts_to(gao, 11))[-1]
    assert "报送人已修改" not in "".join(each.text for each in await shown(gao, DESK_CHAT))
    again = await tap(gao, editor, card, "转紧急", urgency.make_urgent, chat_id=DESK_CHAT)
    assert again.text == "2026-0001已是紧急。"


async def test_made_urgent_in_a_group_the_answer_has_the_number_of_the_duty_room(tmp_path: Path) -> None:
    phone = "0831-5410000"
    async with county(tmp_path, now="2026-06-03 12:00", desk={"owners": [1], "duty_phone": phone}) as gao:
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        item = await submit(gao, zhang, f"#报送 {TITLE}\n{DANGER}", chat_id=WORK_CHAT)
        await do(gao, zhang, urgency.make_urgent, chat_id=WORK_CHAT, item_id=item.id)
        said = (await texts_to(gao, WORK_CHAT))[-1]
        assert said.startswith(
            "☎️ 请先电话报县政府值班室：0831-5410000；群内报送不等于值班报告。\n🔴 已改为紧急"
        )


async def test_another_reporter_cannot_and_a_decided_item_stays_as_it_is(
    gao: County, zhang: Person, li: Person, places: None
) -> None:
    editor = await gao.person("何编", "信息中心", role=Role.EDITOR, telegram_id=90)
    item = await submit(gao, zhang, f"#报送 {TITLE}\n{DANGER}", chat_id=WORK_CHAT)
    with pytest.raises(NotFound):
        await do(gao, li, urgency.make_urgent, chat_id=WORK_CHAT, item_id=item.id)
    await do(gao, editor, reviews.adopt, chat_id=DESK_CHAT, item_id=item.id)
    with pytest.raises(WrongState):
        await do(gao, zhang, urgency.make_urgent, item_id=item.id)
    (item,) = await gao.database.reads.items.of_person(zhang.id)
    assert not item.is_urgent
    (card,) = await shown(gao, DESK_CHAT)
    assert WARNING not in card.text


async def test_an_urgent_item_is_not_warned_about(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n紧急\n{DANGER}")
    (receipt,) = await shown(gao, 11)
    assert (receipt.labels, "塌方" in receipt.text) == ([], False)


async def test_in_a_group_an_item_with_a_question_has_a_receipt_of_its_own(
    gao: County, zhang: Person, li: Person, places: None
) -> None:
    await submit(gao, li, f"#报送 {TITLE}\n{BODY}", chat_id=WORK_CHAT)
    await submit(gao, zhang, f"#报送 {TITLE}\n{DANGER}", chat_id=WORK_CHAT)
    first, second = await shown(gao, WORK_CHAT)
    assert "2026-0002" not in first.text
    assert second.labels == ["转紧急"]


async def test_hints_are_not_in_the_way_of_who_reads_an_item(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{SUM}")
    await do(gao, zhang, lookup.show_item, number="2026-0001")
    assert "⚠️" not in (await texts_to(gao, 11))[-1]
