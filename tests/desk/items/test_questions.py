"""A card's question takes only the answers that were written for it, whoever else touches the card meanwhile."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.items import reviews, revisions, undo
from bot.model import ItemState, Person
from bot.rules.states import Step
from tests.desk.items.test_reviews import ask, card, reply, standing, submit
from tests.support.county import BODY, DESK_CHAT, County
from tests.support.scenes import Shown, do, shown, tap, texts_to

ASKS_RETURN = "退回：请选一个理由，或直接回复本条写明理由。"
ASKS_REJECT = "不采用：请选一个理由，或直接回复本条写明理由。"


async def told(gao: County) -> str:
    return (await texts_to(gao, DESK_CHAT))[-1]


async def state(gao: County, number: str = "2026-0001") -> ItemState:
    item = await gao.database.reads.items.find_number(number)
    assert item is not None
    return item.state


async def edit(gao: County, zhang: Person) -> None:
    """张三 edits the message that 2026-0001 was made of."""
    (part,) = await gao.database.reads.items.parts_of_item(1)
    said = f"#报送 甲\n{BODY}另有60余名客商到场。"
    await do(gao, zhang, revisions.edit_message, said=said, message_id=part.message_id)


async def back(gao: County, who: Person, on: Shown) -> None:
    await tap(gao, who, on, "返回", reviews.go_back, chat_id=DESK_CHAT)


async def test_a_card_redrawn_by_an_edit_goes_on_asking(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    await ask(gao, zhou, await submit(gao, zhang, "甲"), "退回")
    await edit(gao, zhang)
    redrawn = await card(gao, "甲")
    assert "60余名客商" in redrawn.text and redrawn.text.endswith(f"<b>{ASKS_RETURN}</b>")
    assert redrawn.labels[-1] == "返回" and "采用" not in redrawn.labels
    await reply(gao, wu, redrawn, "请补充受益户数")
    assert "理由：请补充受益户数" in await standing(gao, "甲")


async def test_a_reply_to_a_card_whose_question_was_closed_decides_nothing(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await back(gao, wu, await card(gao, "甲"))
    await reply(gao, zhou, only, "请补充受益户数")
    assert await told(gao) == (
        "未转达，未作任何决定：您提出的“退回”已由吴编取消。如仍要退回，请在卡片上重新点相应按钮，再回复理由。"
    )
    await reply(gao, zhou, only, "写得不错，可以采用")
    assert await told(gao) == "2026-0001：已作为点评转告张三。"
    await reply(gao, wu, only, "写得不错，可以采用")
    assert await state(gao) is ItemState.WAITING


async def test_an_answer_to_a_question_that_became_anothers_decides_nothing_the_first_time(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await back(gao, wu, await card(gao, "甲"))
    await ask(gao, wu, await card(gao, "甲"), "不采用")
    await reply(gao, zhou, only, "请补充受益户数")
    assert await told(gao) == (
        "未转达，未作任何决定：您提出的“退回”已由吴编改为“不采用”。如所写也是其理由，请再回复一次；否则请点卡片上的〔返回〕。"
    )
    assert await state(gao) is ItemState.WAITING
    assert (await card(gao, "甲")).text.endswith(f"<b>{ASKS_REJECT}</b>")
    await reply(gao, zhou, only, "与上周信息重复")
    assert "✖️ 不采用 · 周编" in await standing(gao, "甲")


async def test_who_turned_the_question_answers_it_at_once(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await back(gao, wu, await card(gao, "甲"))
    await ask(gao, wu, await card(gao, "甲"), "不采用")
    await reply(gao, wu, only, "与上周信息重复")
    assert "✖️ 不采用 · 吴编" in await standing(gao, "甲")


async def test_two_editors_who_ask_for_the_same_may_both_answer(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await back(gao, wu, await card(gao, "甲"))
    await ask(gao, wu, await card(gao, "甲"), "退回")
    await reply(gao, zhou, only, "请补充受益户数")
    assert "↩️ 退回 · 周编" in await standing(gao, "甲")


async def test_a_question_that_stands_on_two_items_is_each_cards_own(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    first, second = [await submit(gao, zhang, title) for title in ("甲", "乙")]
    for each in (first, second):
        await ask(gao, zhou, each, "退回")
    await back(gao, wu, await card(gao, "甲"))
    await reply(gao, zhou, second, "请补充受益户数")
    assert (await state(gao), await state(gao, "2026-0002")) == (ItemState.WAITING, ItemState.RETURNED)


async def test_the_second_word_before_an_adoption_takes_no_reason(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await tap(gao, zhou, only, "签收", reviews.receive, chat_id=DESK_CHAT)
    await ask(gao, zhou, await card(gao, "甲"), "退回")
    await do(gao, wu, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    assert (await card(gao, "甲")).labels == ["仍要采用", "返回"]
    await reply(gao, zhou, only, "请补充受益户数")
    assert (await told(gao)).startswith("未转达，未作任何决定：您提出的“退回”已由吴编取消。")
    assert await state(gao) is ItemState.REVIEWING


async def test_a_withdrawn_item_leaves_no_question_behind(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await do(gao, zhang, revisions.withdraw, argument="1")
    await do(gao, zhang, undo.undo, item_id=1)
    assert "采用" in (await card(gao, "甲")).labels
    await reply(gao, wu, only, "写得不错，可以采用")
    assert await state(gao) is ItemState.WAITING


async def test_a_reply_to_a_card_that_was_decided_is_a_comment_but_for_who_had_asked_for_a_reason(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, wu, only, "不采用")
    await tap(gao, zhou, only, "采用", reviews.adopt, chat_id=DESK_CHAT)
    await reply(gao, wu, only, "内容太空")
    assert await told(gao) == (
        "未转达：您提出“不采用”后，周编已将2026-0001处理为“采用”。如仍要让报送人知道所写内容，请再回复一次，将作为点评转告张三。"
    )
    await reply(gao, zhou, only, "写得不错")
    assert await told(gao) == "2026-0001：已作为点评转告张三。"
    assert [text for text in await texts_to(gao, 11) if "内容太空" in text] == []


async def test_a_reply_to_a_card_that_was_replaced_is_told_where_the_newer_one_stands(
    gao: County, zhang: Person, zhou: Person, wu: Person
) -> None:
    old = await submit(gao, zhang, "甲")
    await do(gao, zhang, revisions.revise, argument=f"1\n甲\n{BODY}另有60余名客商到场。")
    await ask(gao, zhou, await card(gao, "甲"), "退回")
    await reply(gao, wu, old, "请补充受益户数")
    assert await told(gao) == "未转达：下方已有该信息的新卡片，请在新卡片上操作并回复新卡片。"
    assert await state(gao) is ItemState.WAITING


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        (
            "请他再补充对比数据",
            "未转达：所回复的消息不需要答复。要处理信息，请先点卡片上的按钮，再回复卡片。",
        ),
        ("收到，谢谢！", "2026-0001：退回，已转告张三。"),
        ("收到", "2026-0001：退回，已转告张三。"),
    ],
)
async def test_more_words_under_a_decision_are_answered_thanks_are_not(
    gao: County, zhang: Person, zhou: Person, said: str, answered: str
) -> None:
    only = await submit(gao, zhang, "甲")
    await ask(gao, zhou, only, "退回")
    await reply(gao, zhou, only, "请补充受益户数")
    decided = (await shown(gao, DESK_CHAT))[-1]
    assert decided.text == "2026-0001：退回，已转告张三。"
    await do(gao, zhou, talk.take_message, said=said, chat_id=DESK_CHAT, reply_to=decided.message_id)
    assert await told(gao) == answered


async def test_a_reply_that_names_a_number_goes_to_no_merging_that_was_turned_into_a_return(
    gao: County, zhang: Person, li: Person, zhou: Person, wu: Person
) -> None:
    await submit(gao, li, "别条")
    only = await submit(gao, zhang, "甲")
    await tap(gao, zhou, only, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)
    await ask_anew(gao, wu)
    await reply(gao, zhou, only, "1")
    assert await state(gao, "2026-0002") is ItemState.WAITING


async def ask_anew(gao: County, who: Person) -> None:
    """退回 pressed on a card that another desk group still shows with its usual buttons."""
    await do(gao, who, reviews.ask, chat_id=DESK_CHAT, item_id=2, step=Step.RETURN)
