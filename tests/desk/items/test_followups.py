"""A report that tells more of an event: 续报 names the first one, and an edit may change its mind."""

from __future__ import annotations

import pytest

from bot.desk import talk
from bot.desk.items import held, submissions
from bot.model import Person
from tests.desk.items.test_revisions import edit, submit
from tests.support.county import BODY, DESK_CHAT, TITLE, County, office_of
from tests.support.scenes import do, shown, tap, texts_to

FIRST = f"#报送 {TITLE}\n紧急\n{BODY}"
MORE = f"#报送 险情续报\n续报:0001\n{BODY}又转移群众12人。"


async def links(gao: County) -> dict[str, str | None]:
    """Which report each item follows, by number."""
    found = [item for number in range(1, 9) if (item := await gao.database.reads.items.find(number))]
    numbers = {item.id: item.number for item in found}
    return {item.number: numbers.get(item.follows_id or 0) for item in found}


async def test_a_follow_up_is_linked_and_its_receipt_says_to_what(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, FIRST)
    await submit(gao, zhang, MORE)
    assert await links(gao) == {"2026-0001": None, "2026-0002": "2026-0001"}
    assert f"已作为 2026-0001 {TITLE} 的续报（第1次）。" in (await texts_to(gao, 11))[-1]


async def test_a_report_of_a_report_is_one_of_the_first(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, FIRST)
    await submit(gao, zhang, MORE)
    await submit(gao, zhang, MORE.replace("0001", "2026-0002"))
    assert await links(gao) == {"2026-0001": None, "2026-0002": "2026-0001", "2026-0003": "2026-0001"}
    assert f"已作为 2026-0001 {TITLE} 的续报（第2次）。" in (await texts_to(gao, 11))[-1]


@pytest.mark.parametrize("number", ["0099", "2026-0001"])
async def test_what_the_reporter_may_not_see_does_not_exist_and_the_item_is_kept_alone(
    gao: County, zhang: Person, li: Person, number: str
) -> None:
    await submit(gao, zhang, FIRST)
    await submit(gao, li, MORE.replace("0001", number))
    assert await links(gao) == {"2026-0001": None, "2026-0002": None}
    assert (
        f"没有编号为{number}的信息，或您无权查看；本条已作为单独信息收下。" in (await texts_to(gao, 12))[-1]
    )


async def test_a_colleague_of_the_same_unit_may_follow_up(gao: County, zhang: Person) -> None:
    wang = await gao.person("王五", "云茶镇", telegram_id=13)
    await submit(gao, zhang, FIRST)
    await submit(gao, wang, MORE)
    assert (await links(gao))["2026-0002"] == "2026-0001"


async def test_an_edit_links_and_unlinks_and_says_so(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, FIRST)
    alone = MORE.replace("续报:0001\n", "")
    await submit(gao, zhang, alone, message_id=500)
    await edit(gao, zhang, MORE, message_id=500)
    assert (await links(gao))["2026-0002"] == "2026-0001"
    assert "的续报（第1次）" in (await texts_to(gao, 11))[-1]
    await edit(gao, zhang, MORE, message_id=500)
    await edit(gao, zhang, alone, message_id=500)
    assert (await links(gao))["2026-0002"] is None
    assert "不再作为 2026-0001 的续报。" in (await texts_to(gao, 11))[-1]


async def test_a_follow_up_that_is_held_is_linked_once_it_is_let_pass(gao: County, zhang: Person) -> None:
    gao.office = office_of(secrecy={"officers": [31]})
    zheng = await gao.person("郑保密", "县保密局", telegram_id=31)
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    said = f"#报送 {TITLE}续\n续报：2026-0001\n尚未公布的统计数为一百二十三亿元。{BODY}"
    await submit(gao, zhang, said)
    assert not any("续报" in m.text for m in await shown(gao, DESK_CHAT))
    await do(gao, zheng, held.let_pass, item_id=2)
    first, later = (m.text for m in await shown(gao, DESK_CHAT))
    assert "后有续报：2026-0002" in first and "续报:2026-0001" in later


async def test_a_reply_that_begins_so_is_chained_to_what_it_answers(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, FIRST)
    receipt = (await shown(gao, 11))[-1]
    for words in (
        "失踪2人已找到，均无生命危险，现场正在清理。",
        "道路已经抢通，转移群众全部返家，现场清理完毕。",
    ):
        await do(gao, zhang, talk.take_message, said=f"续报：{words}", reply_to=receipt.message_id)
        preview = (await shown(gao, 11))[-1]
        assert f"{TITLE}（续报）" in preview.text and words in preview.text and "提交" in preview.labels
        await tap(gao, zhang, preview, "提交", submissions.submit_draft)
        receipt = (await shown(gao, 11))[-1]
    assert await links(gao) == {"2026-0001": None, "2026-0002": "2026-0001", "2026-0003": "2026-0001"}
    assert (await gao.database.reads.items.find(3)).title == f"{TITLE}（续报）"  # type: ignore[union-attr]
    await do(
        gao,
        zhang,
        talk.take_message,
        said=f"续报：2026-0001\n又报一条\n{BODY}又增加5人。",
        reply_to=receipt.message_id,
    )
    assert "又报一条" in (await shown(gao, 11))[-1].text
