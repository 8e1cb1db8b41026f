"""Who may look at which item, and what they are shown (manual, section 2)."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.items import lookup, reviews, revisions, submissions, undo
from bot.errors import NotAllowed, NotFound
from bot.model import ItemState, Person, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, TITLE, WORK_CHAT, County
from tests.support.scenes import do, shown, tap, texts_to


async def submit(gao: County, who: Person, title: str = TITLE, body: str = BODY) -> None:
    await do(gao, who, submissions.submit_tagged, said=f"#报送 {title}\n{body}")


async def adopt(gao: County, zhou: Person) -> None:
    """The newest card's item."""
    await tap(gao, zhou, (await shown(gao, DESK_CHAT))[-1], "采用", reviews.adopt, chat_id=DESK_CHAT)


async def look(gao: County, who: Person, number: str, *, chat_id: int | None = None) -> None:
    await do(gao, who, lookup.show_item, chat_id=chat_id, number=number)


# --- /item ------------------------------------------------------------------------------------------------


async def test_an_item_is_shown_whole_with_its_history(gao: County, zhang: Person, zhou: Person) -> None:
    await submit(gao, zhang)
    await adopt(gao, zhou)
    await look(gao, zhang, "2026-0001")
    assert (await texts_to(gao, 11))[-1].split("\n") == [
        "<b>2026-0001</b> 云茶镇早茶提前开园",
        "云茶镇 张三 · 普通 · 6月3日 12:00",
        "✅ 采用 · 周编 6月3日 12:00",
        "",
        BODY,
        "",
        "<b>经过</b>",
        "6月3日 12:00 张三 报送",
        "6月3日 12:00 周编 采用",
    ]


@pytest.mark.parametrize("typed", ["2026-0001", " 2026-0001 ", "２０２６-０００１"])
async def test_a_number_is_understood_as_people_type_it(gao: County, zhang: Person, typed: str) -> None:
    await submit(gao, zhang)
    await look(gao, zhang, typed)
    assert (await texts_to(gao, 11))[-1].startswith("<b>2026-0001</b>")


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN, Role.LEADER])
async def test_the_office_and_leaders_see_what_waits(gao: County, zhang: Person, role: Role) -> None:
    reader = await gao.person("某领导", "县政府", role=role, telegram_id=31)
    await submit(gao, zhang)
    await look(gao, reader, "2026-0001")
    assert (await texts_to(gao, 31))[-1].startswith("<b>2026-0001</b>")


async def test_for_other_reporters_an_item_does_not_exist_until_it_is_adopted(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang)
    with pytest.raises(NotFound) as other:
        await look(gao, li, "2026-0001")
    with pytest.raises(NotFound) as none:
        await look(gao, li, "2026-0099")
    assert other.value.key == none.value.key, "the answer tells nothing"
    await adopt(gao, zhou)
    await look(gao, li, "2026-0001")
    assert (await texts_to(gao, 12))[-1].startswith("<b>2026-0001</b>")


async def test_in_a_work_group_only_an_adopted_item_is_read_aloud(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang)
    await look(gao, zhang, "2026-0001", chat_id=WORK_CHAT)
    assert await shown(gao, WORK_CHAT) == []
    await adopt(gao, zhou)
    await look(gao, zhang, "2026-0001", chat_id=WORK_CHAT)
    (said,) = await shown(gao, WORK_CHAT)
    assert said.text.startswith("<b>2026-0001</b>")


async def test_in_the_desk_group_everything_may_be_read_aloud(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang)
    await look(gao, zhou, "2026-0001", chat_id=DESK_CHAT)
    assert any("<b>经过</b>" in said.text for said in await shown(gao, DESK_CHAT))


async def test_a_long_item_comes_in_several_messages_and_whole(gao: County, zhang: Person) -> None:
    body = "\n".join(f"第{place}段：" + "长" * 90 for place in range(80))
    await submit(gao, zhang, body=body)
    before = len(await texts_to(gao, 11))
    await look(gao, zhang, "2026-0001")
    pages = (await texts_to(gao, 11))[before:]
    assert len(pages) > 1 and max(map(len, pages)) <= 4096
    assert all(f"第{place}段：" in "".join(pages) for place in range(80))


# --- by button --------------------------------------------------------------------------------------------


async def test_the_full_text_of_a_card_is_read_in_the_desk_group(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, body="长" * 700 + "尾")
    await tap(gao, zhou, (await shown(gao, DESK_CHAT))[-1], "全文", lookup.show_by_button, chat_id=DESK_CHAT)
    assert (await shown(gao, DESK_CHAT))[-1].text == f"<b>2026-0001</b> {TITLE}\n\n{'长' * 700}尾"


async def test_under_ones_own_item_stands_what_can_be_done_to_it(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang)
    await look(gao, zhang, "2026-0001")
    assert (await shown(gao, 11))[-1].labels == ["修改", "撤回"]
    await tap(gao, zhang, (await shown(gao, 11))[-1], "撤回", revisions.press_withdraw)
    await look(gao, zhang, "2026-0001")
    assert (await shown(gao, 11))[-1].labels == ["撤销"]
    await tap(gao, zhang, (await shown(gao, 11))[-1], "撤销", undo.undo)
    card = (await shown(gao, DESK_CHAT))[-1]
    await tap(
        gao,
        zhou,
        card,
        "退回",
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        step=Step.RETURN,
        reason="doubtful",
    )
    await look(gao, zhang, "2026-0001")
    said = (await shown(gao, 11))[-1]
    assert said.labels == ["修改", "撤回"] and "理由：数据存疑" in said.text
    await look(gao, zhou, "2026-0001")
    assert (await shown(gao, 21))[-1].labels == [], "it is not the editor's own"


async def test_under_ones_own_item_stand_no_buttons_once_it_is_adopted(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang)
    await adopt(gao, zhou)
    await look(gao, zhang, "2026-0001")
    assert (await shown(gao, 11))[-1].labels == []
    await look(gao, zhang, "2026-0001", chat_id=WORK_CHAT)
    assert (await shown(gao, WORK_CHAT))[-1].labels == []


async def test_a_button_with_anothers_number_shows_nothing(gao: County, zhang: Person, li: Person) -> None:
    item_id = await gao.item(zhang)
    with pytest.raises(NotFound):
        await do(gao, li, lookup.show_by_button, item_id=item_id)
    assert await shown(gao, 12) == []


# --- /audit -----------------------------------------------------------------------------------------------


async def test_the_audit_names_who_did_what_when_in_order(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, zhang)
    card = (await shown(gao, DESK_CHAT))[-1]
    await tap(gao, zhou, card, "签收", reviews.receive, chat_id=DESK_CHAT)
    card = (await shown(gao, DESK_CHAT))[-1]
    await tap(gao, wu, card, "采用", reviews.adopt, chat_id=DESK_CHAT, is_sure=True)
    await do(gao, zhou, lookup.show_audit, number="2026-0001")
    lines = (await texts_to(gao, 21))[-1].split("\n")
    assert [line for line in lines if line.startswith("6月3日")] == [
        "6月3日 12:00 张三 报送",
        "6月3日 12:00 周编 签收",
        "6月3日 12:00 吴编 采用",
    ]


async def test_the_audit_is_not_a_reporters(gao: County, zhang: Person) -> None:
    await submit(gao, zhang)
    with pytest.raises(NotAllowed):
        await do(gao, zhang, lookup.show_audit, number="2026-0001")


@pytest.mark.parametrize("state", [state for state in ItemState if state is not ItemState.ADOPTED])
async def test_in_no_other_state_may_a_colleague_see_it(
    gao: County, zhang: Person, li: Person, state: ItemState
) -> None:
    await gao.item(zhang, "2026-06-01 10:00:00", state=state)
    with pytest.raises(NotFound):
        await look(gao, li, "2026-0001")


async def test_a_reason_stands_in_the_history_at_its_own_step_alone(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, "春茶开采")
    await do(gao, zhou, reviews.decide_with_reason, item_id=1, step=Step.RETURN, reason="incomplete")
    card = (await shown(gao, DESK_CHAT))[-1]
    await do(
        gao, zhou, talk.take_message, said="补好数据即可采用", chat_id=DESK_CHAT, reply_to=card.message_id
    )
    await do(gao, zhang, lookup.show_item, number="1")
    history = (await texts_to(gao, 11))[-1].split("<b>经过</b>")[1]
    assert history.count("要素不全") == 1 and history.rstrip().endswith("周编 点评")
