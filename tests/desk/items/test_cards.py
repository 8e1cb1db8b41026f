"""The card of an item in the desk groups: what it shows, where it stands, what becomes of it (manual, section 3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.desk import talk
from bot.desk.items import reviews, revisions, submissions
from bot.desk.people import join
from bot.errors import NotFound
from bot.model import Person, PlaceKind, Priority, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, TITLE, County, county, rows_of
from tests.support.scenes import Shown, do, shown, tap

DECISIONS = ["采用", "备用", "退回", "不采用", "合并", "签收", "改稿"]


async def submit(gao: County, who: Person, text: str, **how: Any) -> None:
    await do(gao, who, submissions.submit_tagged, said=text, **how)


async def card(gao: County, chat_id: int = DESK_CHAT) -> Shown:
    """The newest card."""
    return (await shown(gao, chat_id))[-1]


async def test_a_card_shows_who_what_when_and_what_can_be_done(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    assert (await card(gao)).text.split("\n") == [
        "<b>2026-0001</b> 云茶镇早茶提前开园",
        "云茶镇 张三 · 普通 · 6月3日 12:00",
        "",
        BODY,
        "",
        "🕓 待审",
    ]
    assert (await card(gao)).labels == DECISIONS


async def test_what_presses_stands_at_the_cards_head_and_leaves_before_other_cards(
    gao: County, zhang: Person, li: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}")
    await submit(gao, li, f"#报送 乙\n紧急\n类别：苗头\n{BODY}")
    priorities = await rows_of(
        gao.database, f"SELECT priority FROM outbox WHERE chat_id = {DESK_CHAT} AND send_at <= 1780459200000"
    )
    assert sorted(row[0] for row in priorities) == [int(Priority.URGENT), int(Priority.REPLY)]
    first = (await shown(gao, DESK_CHAT))[0]
    assert first.text.split("\n")[:3] == ["🔴 <b>紧急</b>", "🟠 <b>苗头信息</b>", "<b>2026-0002</b> 乙"]


async def test_a_long_body_is_cut_and_the_whole_is_a_button_away(gao: County, zhang: Person) -> None:
    await submit(gao, zhang, f"#报送 甲\n{'长' * 700}尾")
    assert "尾" not in (await card(gao)).text
    assert (await card(gao)).labels == [*DECISIONS, "全文"]


async def test_a_card_in_every_desk_group_in_its_language_and_topic(gao: County, zhang: Person) -> None:
    await gao.bind(-1003, PlaceKind.DESK, thread_id=5, language="en")
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    assert (await card(gao)).labels == DECISIONS
    assert (await card(gao, -1003)).labels == [
        "Adopt",
        "Keep in reserve",
        "Return",
        "Do not adopt",
        "Merge",
        "Take",
        "Edit the text",
    ]
    rows = await rows_of(
        gao.database, "SELECT chat_id, thread_id FROM posts WHERE slot = 'card:1' ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [(DESK_CHAT, 0), (-1003, 5)]


async def test_without_a_desk_group_each_editor_has_a_card_in_private(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
        await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
        await tap(gao, zhou, await card(gao, 21), "采用", reviews.adopt)
        assert [(await card(gao, account)).text.split("\n")[-1] for account in (21, 22)] == [
            "✅ 采用 · 周编 6月3日 12:00"
        ] * 2


async def test_a_decision_changes_the_card_where_it_stands_in_every_group(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.bind(-1003, PlaceKind.DESK)
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    before = [(await card(gao, chat)).message_id for chat in (DESK_CHAT, -1003)]
    await tap(gao, zhou, await card(gao), "签收", reviews.receive, chat_id=DESK_CHAT)
    after = [await card(gao, chat) for chat in (DESK_CHAT, -1003)]
    assert [each.message_id for each in after] == before
    assert [each.text.split("\n")[-1] for each in after] == ["🔎 在审 · 周编 6月3日 12:00"] * 2
    assert after[0].labels == ["采用", "备用", "退回", "不采用", "合并", "放回", "改稿"]


async def test_a_decided_card_shrinks_says_why_and_has_ten_minutes_later_only_the_way_to_its_text(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await tap(
        gao, zhou, await card(gao), "不采用", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.REJECT, reason="stale",
    )  # fmt: skip
    assert (await card(gao)).text.split("\n") == [
        "<b>2026-0001</b> 云茶镇早茶提前开园",
        "云茶镇 张三",
        "✖️ 不采用 · 周编 6月3日 12:00",
        "理由：时效已过",
    ]
    assert (await card(gao)).labels == ["撤销", "全文"]
    gao.clock.moment += timedelta(minutes=10)
    assert (await card(gao)).labels == ["全文"]


async def test_cards_of_two_items_do_not_touch_each_other(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 甲\n{BODY}")
    await submit(gao, li, f"#报送 乙\n{BODY}")
    first, _ = await shown(gao, DESK_CHAT)
    await tap(gao, zhou, first, "采用", reviews.adopt, chat_id=DESK_CHAT)
    above = ["上报", "市采用", "省采用"]
    assert [each.labels for each in await shown(gao, DESK_CHAT)] == [
        ["撤销", "下一件", *above, "全文", "改稿"],
        DECISIONS,
    ]


async def test_a_revision_has_a_new_card_below_and_the_old_one_points_there(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
    await tap(
        gao, zhou, await card(gao), "退回", reviews.decide_with_reason,
        chat_id=DESK_CHAT, step=Step.RETURN, reason="doubtful",
    )  # fmt: skip
    await do(gao, zhang, revisions.revise, argument="2026-0001")
    old = await card(gao)
    await do(gao, zhang, talk.take_message, said=f"{TITLE}\n{BODY.replace('4.6', '5.6')}")
    await tap(gao, zhang, await card(gao, 11), "提交", submissions.submit_draft)
    moved, new = await shown(gao, DESK_CHAT)
    assert (moved.message_id, moved.labels) == (old.message_id, [])
    assert moved.text.endswith("报送人已修改，请看下方新卡片。")
    assert "第2版" in new.text and "<s>4.6吨</s> → <b>5.6吨</b>" in new.text
    assert new.labels == DECISIONS


async def test_a_button_of_an_item_that_never_was(gao: County, zhou: Person) -> None:
    with pytest.raises(NotFound):
        await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=77)


async def test_a_card_that_waits_for_a_shut_chat_is_there_when_it_opens_with_its_newest_words(
    tmp_path: Path,
) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22, is_open=False)
        await submit(gao, zhang, f"#报送 {TITLE}\n{BODY}")
        assert await shown(gao, 22) == []
        await tap(gao, zhou, await card(gao, 21), "采用", reviews.adopt)
        gao.clock.moment += timedelta(hours=1)
        await do(gao, wu, join.start, payload="")
        cards = [each for each in await shown(gao, 22) if "2026-0001" in each.text]
        assert [each.text.split("\n")[-1] for each in cards] == ["✅ 采用 · 周编 6月3日 12:00"]
