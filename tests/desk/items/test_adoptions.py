"""Channels take adopted items: records, lines of points, who hears of it, and the seed's half-year by the chat's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.desk import talk, today
from bot.desk.figures import carried_targets, fees, notices, point_lists, ranking, recounting, targets
from bot.desk.items import adoptions, leader_comments, lookup, reviews, submissions, undo, wiping
from bot.desk.people import members
from bot.errors import BadInput, NotAllowed, NotFound, Refusal, WrongState
from bot.model import ItemState, Person, PersonState, Reason, Role, UnitTarget
from bot.rules.states import Step
from bot.views.common.callbacks import parse
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, office_of, rows_of
from tests.support.scenes import Shown, audit, do, shown, tap, texts_to


async def adopted(gao: County, who: Person, editor: Person, title: str = "甲", extra: str = "") -> Shown:
    """An item that the desk has adopted; its card."""
    await do(gao, who, submissions.submit_tagged, said=f"#报送 {title}\n{extra}{BODY}", chat_id=WORK_CHAT)
    item_id = (await rows_of(gao.database, "SELECT max(id) FROM items"))[0][0]
    await do(gao, editor, reviews.adopt, chat_id=DESK_CHAT, item_id=item_id)
    return next(card for card in reversed(await shown(gao, DESK_CHAT)) if f"> {title}" in card.text)


async def say(gao: County, who: Person, act: Any, typed: str, **more: Any) -> list[str]:
    """A command in private; the lines of the answer."""
    before = len(await texts_to(gao, who.telegram_id or 0))
    await do(gao, who, act, typed=typed, **more)
    return "\n".join((await texts_to(gao, who.telegram_id or 0))[before:]).split("\n")


async def why(gao: County, who: Person, number: str = "2026-0001") -> list[str]:
    before = len(await texts_to(gao, who.telegram_id or 0))
    await do(gao, who, point_lists.show_why, number=number)
    return "\n".join((await texts_to(gao, who.telegram_id or 0))[before:]).split("\n")


async def test_adopting_at_the_desk_books_the_countys_points_and_the_reporter_hears_how_many(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    told = (await shown(gao, 11))[-1].text.split("\n")
    assert told[0].startswith("✅ 已采用") and told[-1] == "您得+1分"
    assert await why(gao, zhang) == [
        "<b>2026-0001</b> 甲",
        "<b>合计 1分</b>",
        "云茶镇 张三：2026-06-03 县 单条 +1分（按计分规则）",
    ]


async def test_a_channel_above_is_recorded_told_and_shown_and_books_the_difference(
    gao: County, zhang: Person, zhou: Person
) -> None:
    card = await adopted(gao, zhang, zhou)
    assert card.labels == ["撤销", "上报", "市采用", "省采用", "全文", "改稿"]
    assert await say(gao, zhou, adoptions.command, "1 市 单条 6月3日 第12期") == [
        "<b>2026-0001</b> 甲",
        "已登记：市《政务信息快报》单条 2026-06-03 第12期",
        "云茶镇 张三 +1分",
    ]
    assert (await texts_to(gao, 11))[-1].split("\n") == [
        "<b>2026-0001</b> 甲",
        "📰 已被采用：市《政务信息快报》单条 2026-06-03 第12期",
        "您得+1分",
    ]
    card = (await shown(gao, DESK_CHAT))[-1]
    assert card.text.endswith("📌 市《政务信息快报》单条 2026-06-03 第12期")
    assert card.labels == ["撤销", "上报", "撤销市采用", "省采用", "全文", "改稿"]
    assert (await why(gao, zhang))[-1] == "云茶镇 张三：2026-06-03 市 单条 +1分（就高补差）"
    assert await audit(gao, "item", 1) == ["submit", "adopt", "take"]
    # Whoever is moved takes along nothing: the lines name the unit that has the points.
    async with gao.database.work(now=gao.clock.now()) as work:
        unit_id = await work.people.ensure_unit("沙河镇")
        await work.people.save(replace(zhang, unit="沙河镇", unit_id=unit_id))
        await work.refresh_directory()
    assert (await say(gao, zhou, adoptions.command, "1 省"))[-1] == "云茶镇 张三 +3分"
    assert {line.split("：")[0] for line in (await why(gao, zhou))[-3:]} == {"云茶镇 张三"}


async def test_the_buttons_record_and_take_back_and_nothing_is_deleted(
    gao: County, zhang: Person, zhou: Person
) -> None:
    card = await adopted(gao, zhang, zhou)

    async def press(*, is_undo: bool) -> Any:
        return await tap(
            gao, zhou, card, "市采用", adoptions.press, chat_id=DESK_CHAT, channel="市", is_undo=is_undo
        )

    toast = await press(is_undo=False)
    assert toast.text == "2026-0001 已记为市采用。 云茶镇 张三 +1分"
    with pytest.raises(WrongState):
        await press(is_undo=False)
    await tap(gao, zhou, card, "上报", adoptions.press_send_up, chat_id=DESK_CHAT, is_undo=False)
    assert "📤 已上报：周编" in (await shown(gao, DESK_CHAT))[-1].text
    toast = await press(is_undo=True)
    assert toast.text == "2026-0001 已撤销市采用。 云茶镇 张三 -1分"
    assert [line.split("：")[-1] for line in (await why(gao, zhang))[-3:]] == [
        "2026-06-03 县 单条 +1分（按计分规则）",
        "2026-06-03 市 单条 +1分（就高补差）",
        "2026-06-03 市 单条 -1分（撤销采用）",
    ]
    assert (await rows_of(gao.database, "SELECT channel, revoked_by FROM adoptions ORDER BY id"))[1] == (
        "市",
        zhou.id,
    )


async def test_undoing_the_decision_leaves_nothing_and_waits_for_what_channels_above_took(
    gao: County, zhang: Person, zhou: Person
) -> None:
    card = await adopted(gao, zhang, zhou)
    await say(gao, zhou, adoptions.command, "2026-0001 市")
    with pytest.raises(WrongState, match="take that back first"):
        await tap(gao, zhou, card, "撤销", undo.undo, chat_id=DESK_CHAT)
    await say(gao, zhou, adoptions.command, "2026-0001 市 撤销")
    gao.clock.moment += timedelta(minutes=1)
    await tap(gao, zhou, card, "撤销", undo.undo, chat_id=DESK_CHAT)
    assert [line.split("：")[-1] for line in (await why(gao, zhang))[1:]] == [
        "<b>合计 0分</b>",
        "2026-06-03 县 单条 +1分（按计分规则）",
        "2026-06-03 市 单条 +1分（就高补差）",
        "2026-06-03 市 单条 -1分（撤销采用）",
        "2026-06-03 县 单条 -1分（撤销采用）",
    ]
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=1)
    assert (await why(gao, zhang))[1] == "<b>合计 1分</b>"
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert len(await why(gao, zhang)) == 6, "a decision that nothing followed leaves nothing"


async def test_undoing_a_merge_keeps_what_was_booked_after_it_and_takes_back_the_own_by_lines(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, li, submissions.submit_tagged, said=f"#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=1)
    await say(gao, zhou, adoptions.command, "2026-0001 市")
    before = await rows_of(gao.database, "SELECT * FROM point_lines ORDER BY id")
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=2)
    after = await rows_of(gao.database, "SELECT * FROM point_lines ORDER BY id")
    assert after[: len(before)] == before
    assert await _shared(gao) == {zhang.id: 200, li.id: 0}
    assert {
        row[0]
        for row in await rows_of(gao.database, f"SELECT rule FROM point_lines WHERE id > {before[-1][0]}")
    } == {"shares"}


async def test_contributors_keep_their_credit_through_a_chain_of_merges_and_the_card_names_all(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    wang = await gao.person("王五", "县水利局", telegram_id=13)
    for who, title in ((wang, "甲"), (li, "乙"), (zhang, "丙")):
        await do(gao, who, submissions.submit_tagged, said=f"#报送 {title}\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=1, target_id=2)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=3)
    card = next(each for each in await shown(gao, DESK_CHAT) if "> 丙" in each.text)
    assert "含2026-0001 王五、2026-0002 李四" in card.text
    await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=3)
    assert await _shared(gao) == {zhang.id: 34, wang.id: 33, li.id: 33}
    assert "您得+0.33分" in (await texts_to(gao, 13))[-1]
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=1)
    assert await _shared(gao) == {zhang.id: 50, wang.id: 0, li.id: 50}
    card = next(each for each in await shown(gao, DESK_CHAT) if "> 丙" in each.text)
    assert "王五" not in card.text


async def _standing(gao: County, channel: str = "市") -> list[Any]:
    return await rows_of(
        gao.database,
        f"SELECT item_id, kind, day, issue FROM adoptions WHERE channel = '{channel}' AND revoked_at IS NULL",
    )


async def test_what_is_recorded_is_changed_only_by_what_is_said(
    gao: County, zhang: Person, zhou: Person
) -> None:
    card = await adopted(gao, zhang, zhou)
    gao.clock.moment = at("2026-06-10 09:00")
    await say(gao, zhou, adoptions.command, "1 市 专报 2026-06-05 第12期")
    with pytest.raises(WrongState) as refused:
        await say(gao, zhou, adoptions.command, "1 市")
    assert zhou_hears(gao, refused.value) == (
        "2026-0001已登记：市《政务信息快报》专报 2026-06-05 第12期，未作改动。如需更改，只写要改的一项，其余不变，"
        "例如：/adopted 2026-0001 市 单条"
    )
    with pytest.raises(WrongState):
        await tap(gao, zhou, card, "市采用", adoptions.press, chat_id=DESK_CHAT, channel="市", is_undo=False)
    assert await _standing(gao) == [(1, "special", "2026-06-05", "第12期")]
    for typed, kept in [
        ("1 市 单条", ("single", "2026-06-05", "第12期")),
        ("1 市 6月8日", ("single", "2026-06-08", "第12期")),
        ("1 市 第十三期", ("single", "2026-06-08", "第十三期")),
    ]:
        await say(gao, zhou, adoptions.command, typed)
        assert await _standing(gao) == [(1, *kept)]


def zhou_hears(gao: County, refusal: Any) -> str:
    return str(gao.office.texts("zh").plain(refusal.key, **refusal.fields))


async def test_a_day_of_a_year_before_the_item_came_in_is_refused_with_what_to_write(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    for typed in ("1 市 2025-06-03", "1 市 6月30日"):
        with pytest.raises(BadInput) as refused:
            await say(gao, zhou, adoptions.command, typed)
    assert zhou_hears(gao, refused.value) == (
        "2026-0001是2026-06-03收到的，市不可能在2025-06-30采用，未登记。请核对年份和日期后重发，"
        "例如：/adopted 2026-0001 市 2026-06-03"
    )
    with pytest.raises(BadInput) as refused:
        await say(gao, zhou, adoptions.command, "1 市 2026-07-03")
    assert zhou_hears(gao, refused.value) == "2026-07-03还没有到，未登记。请核对日期后重发，例如2026-06-03。"
    assert await _standing(gao) == []


async def test_a_day_of_the_same_year_before_the_item_came_in_is_taken_and_asked_about(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await say(gao, zhou, adoptions.command, "1 市 2026-06-02")
    assert await _standing(gao) == [(1, "single", "2026-06-02", None)]
    answer = (await texts_to(gao, 21))[-1]
    assert "⚠️ 请核对日期：该条2026-06-03才收到。" in answer.split("\n")


async def test_what_answers_a_commission_is_taken_as_one_where_no_kind_is_said(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("专报", due="2026-06-12 17:30", units=(zhang.unit_id,))
    card = await adopted(gao, zhang, zhou, extra="选题：T1\n")
    await tap(gao, zhou, card, "市采用", adoptions.press, chat_id=DESK_CHAT, channel="市", is_undo=False)
    await say(gao, zhou, adoptions.command, "1 省")
    assert await _standing(gao) == [(1, "commission", "2026-06-03", None)]
    assert await _standing(gao, "省") == [(1, "commission", "2026-06-03", None)]


async def test_the_countys_own_adoption_that_was_taken_back_is_said_and_can_be_recorded_again(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    answered = await say(gao, zhou, adoptions.command, "1 县 撤销")
    assert answered[-1] == "信息仍为采用。重新登记请发：<code>/adopted 2026-0001 县</code>"
    card = (await shown(gao, DESK_CHAT))[-1]
    assert card.text.endswith("📌 县采用已撤销（分值一并撤销）")
    assert "县采用" in card.labels
    assert "📌 县采用已撤销（分值一并撤销）" in await say(gao, zhou, lookup_item, "")
    await tap(gao, zhou, card, "县采用", adoptions.press, chat_id=DESK_CHAT, channel="县", is_undo=False)
    card = (await shown(gao, DESK_CHAT))[-1]
    assert "县采用" not in card.labels and "已撤销" not in card.text
    assert [each[1] for each in await _standing(gao, "县")] == ["single"]


async def lookup_item(office: Any, work: Any, scene: Any, *, typed: str) -> None:
    await lookup.show_item(office, work, scene, number="1")


async def test_the_history_names_the_kind_in_the_readers_language(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await say(gao, zhou, adoptions.command, "1 市 专报 第12期")
    lines = await say(gao, zhou, lookup_item, "")
    assert any(line.endswith("登记采用 · 市 专报 2026-06-03 第12期") for line in lines)


async def test_joint_units_and_merged_reporters_share_and_each_hears_the_own_part(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    wang = await gao.person("王五", "县水利局", telegram_id=13)
    card = await adopted(gao, zhang, zhou, extra="联合：县水利局\n")
    assert [line.split("（")[0] for line in (await why(gao, zhou))[-2:]] == [
        "云茶镇 张三：2026-06-03 县 单条 +0.5分",
        "县水利局：2026-06-03 县 单条 +0.5分",
    ]
    await do(gao, li, submissions.submit_tagged, said=f"#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=1)
    assert {
        (person, unit): points
        for person, unit, points in await rows_of(
            gao.database, "SELECT person_id, unit_id, sum(hundredths) FROM point_lines GROUP BY 1, 2"
        )
    } == {(zhang.id, zhang.unit_id): 25, (None, wang.unit_id): 25, (li.id, li.unit_id): 50}
    assert "您得+0.5分" in (await texts_to(gao, 12))[-2] + (await texts_to(gao, 12))[-1]
    merged = next(each for each in await shown(gao, DESK_CHAT) if "> 乙" in each.text)
    await tap(gao, zhou, merged, "撤销", undo.undo, chat_id=DESK_CHAT)
    assert await rows_of(gao.database, "SELECT count(*), sum(hundredths) FROM point_lines") == [(2, 100)]
    assert card.labels[0] == "撤销"


async def test_an_editor_sets_what_the_first_report_gets_and_undoing_the_merge_takes_it_back(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, li, submissions.submit_tagged, said=f"#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    other = next(each for each in await shown(gao, DESK_CHAT) if "> 乙" in each.text)
    await tap(gao, zhou, other, "合并", reviews.ask, chat_id=DESK_CHAT, step=Step.MERGE)

    async def say_to(message: Shown, said: str) -> None:
        await do(gao, zhou, talk.take_message, said=said, chat_id=DESK_CHAT, reply_to=message.message_id)

    await say_to(other, "2026-0001 首报 70%")
    assert await _shared(gao) == {zhang.id: 70, li.id: 30}
    card = next(each for each in await shown(gao, DESK_CHAT) if "含2026-0002" in each.text)
    await say_to(card, "首报60％")
    assert await _shared(gao) == {zhang.id: 60, li.id: 40}
    await say_to(card, "首报 平分")
    assert await _shared(gao) == {zhang.id: 50, li.id: 50}
    await do(gao, zhou, undo.undo, chat_id=DESK_CHAT, item_id=2)
    assert await _shared(gao) == {zhang.id: 100, li.id: 0}
    assert await rows_of(gao.database, "SELECT * FROM shares") == []


async def _shared(gao: County) -> dict[int, int]:
    rows = await rows_of(gao.database, "SELECT person_id, sum(hundredths) FROM point_lines GROUP BY 1")
    return dict(rows)


async def test_a_recount_shows_what_differs_and_books_it_only_where_nothing_is_published(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    gao.clock.moment = at("2026-07-02 09:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        await notices.publish(gao.office, work, month="2026-06")
    await adopted(gao, zhang, zhou, title="乙")
    other = office_of(points={"levels": {"1": {"单条": 4}}})

    async def recount(*, apply: bool) -> list[tuple[str, str, int, int]]:
        async with gao.database.work(now=gao.clock.now()) as work:
            found = await recounting.recount(other, work, since="2026-01", apply=apply)
        return [(each.number, each.month, each.before, each.after) for each in found]

    before = await rows_of(gao.database, "SELECT * FROM point_lines")
    assert await recount(apply=False) == [("2026-0002", "2026-07", 100, 400)]
    assert await rows_of(gao.database, "SELECT * FROM point_lines") == before
    await recount(apply=True)
    assert await recount(apply=False) == []
    assert await rows_of(gao.database, "SELECT * FROM point_lines WHERE rule <> 'recount'") == before
    assert await rows_of(gao.database, "SELECT month, hundredths, rule FROM point_lines ORDER BY id") == [
        ("2026-06", 100, "price"),
        ("2026-07", 100, "price"),
        ("2026-07", 300, "recount"),
    ]


async def test_a_recount_by_the_same_rules_finds_nothing_whatever_was_decided(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await say(gao, zhou, adoptions.command, "1 市 约稿")
    await do(gao, li, submissions.submit_tagged, said=f"#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=1)
    await say(gao, zhou, adoptions.command, "1 省 综合")
    await say(gao, zhou, adoptions.command, "1 市 撤销")
    await gao.person("孙八", "水利局")
    await adopted(gao, li, zhou, title="丙", extra="联合：水利局\n")
    await do(gao, li, submissions.submit_tagged, said=f"#报送 丁\n{BODY}", chat_id=WORK_CHAT)
    await do(
        gao,
        zhou,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=4,
        step=Step.REJECT,
        reason=Reason.EMPTY,
    )
    gao.clock.moment = at("2026-07-02 09:00")
    # What counts for nothing earns nothing by what a leader says of it in a later month.
    await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    await say(gao, zhou, leader_comments.command, "4 张县长:好。")
    async with gao.database.work(now=gao.clock.now()) as work:
        wiped = await work.items.find(3)
        assert wiped is not None
        await wiping.wipe_item(gao.office, work, wiped, step=Step.WIPE, person_id=None)
        assert await recounting.recount(gao.office, work, since="2026-01", apply=False) == []
        # Of what was wiped each keeps the part, of the fee as well, until an editor takes the adoption back.
        listed = await fees.open_lines(gao.office, work, first="2026-06", last="2026-06")
        assert [line.fen for line in listed if line.item_id == 3] == [1000, 1000]


async def test_what_a_channel_took_for_no_more_points_stands_in_the_notice_beside_its_unit(
    gao: County, zhang: Person, zhou: Person
) -> None:
    """The highest was booked in the year before, and nobody of the unit is there any more: its row has nothing else."""
    await adopted(gao, zhang, zhou)
    await say(gao, zhou, adoptions.command, "1 省")
    admin = await gao.person("赵主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    gao.clock.moment = at("2027-01-05 09:00")
    await do(gao, admin, members.press_member, person_id=zhang.id, what="unit", value="县政府办")
    await say(gao, zhou, adoptions.command, "2026-0001 市")
    async with gao.database.work(now=gao.clock.now()) as work:
        found = await notices.reckon(gao.office, work, month="2027-01", today=gao.office.today(work.now))
    assert {row.name: (row.month, row.taken) for row in found.units if any(row.taken)} == {
        "云茶镇": (0, (0, 1, 0))
    }
    assert [channel.number for channel in found.channels] == [0, 1, 0]


async def test_decisions_of_one_millisecond_keep_their_order_and_each_line_its_cause(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=31)
    await adopted(gao, zhang, zhou)  # the clock of these tests stands
    await do(gao, li, submissions.submit_tagged, said=f"#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    await say(gao, zhou, leader_comments.command, "1 张县长:好。")
    await do(gao, zhou, reviews.merge_into, chat_id=DESK_CHAT, item_id=2, target_id=1)
    await say(gao, zhou, adoptions.command, "1 县 撤销")
    booked = await rows_of(gao.database, "SELECT channel, rule, hundredths FROM point_lines ORDER BY id")
    assert booked == [
        ("县", "price", 100),
        ("批示", "comment", 200),
        ("", "shares", -150),
        ("", "shares", 150),
        ("县", "revoked", -50),
        ("县", "revoked", -50),
    ]
    async with gao.database.work(now=gao.clock.now()) as work:
        assert await recounting.recount(gao.office, work, since="2026-01", apply=False) == []


async def test_a_commission_is_adopted_as_one_and_late_ones_keep_half(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await gao.demand("专报", due="2026-06-02 17:30", units=(zhang.unit_id,))
    await adopted(gao, zhang, zhou, extra="选题：T1\n")
    assert (await why(gao, zhang))[-1] == "云茶镇 张三：2026-06-03 县 约稿 +0.75分（按计分规则）"


async def test_what_is_recorded_of_a_published_month_is_booked_in_the_present_one(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    gao.clock.moment = at("2026-07-02 09:00")
    async with gao.database.work(now=gao.clock.now()) as work:
        await notices.publish(gao.office, work, month="2026-06")
    await say(gao, zhou, adoptions.command, "2026-0001 省 2026-06-20")
    assert (await why(gao, zhang))[-1] == "云茶镇 张三：2026-06-20 省 单条 +4分（就高补差），计入2026年7月"
    june = await say(gao, zhou, ranking.rank, "2026-06")
    july = await say(gao, zhou, ranking.rank, "2026-07")
    assert (june[1], july[1]) == ("1. 云茶镇 1分", "1. 云茶镇 4分")


async def test_what_cannot_be_recorded_says_why_and_changes_nothing(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    await do(gao, li, submissions.submit_tagged, said=f"#报送 乙\n{BODY}", chat_id=WORK_CHAT)
    before = await rows_of(gao.database, "SELECT * FROM adoptions")
    for typed, fault in [
        ("2026-0002 市", WrongState),
        ("2026-0001", BadInput),
        ("2026-0001 乡", BadInput),
        ("2026-0001 市 2026-06-04", BadInput),
        ("2026-0001 市 2026-02-30", BadInput),
        ("2026-0001 省 撤销", WrongState),
        ("市", BadInput),
    ]:
        with pytest.raises(fault):
            await do(gao, zhou, adoptions.command, typed=typed)
    with pytest.raises(NotAllowed):
        await do(gao, zhang, adoptions.command, typed="2026-0001 市")
    assert await rows_of(gao.database, "SELECT * FROM adoptions") == before


async def test_everybody_sees_the_own_lines_and_the_units_and_editors_all(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    own = await say(gao, zhang, point_lists.show_points, "")
    assert own == [
        "<b>云茶镇 张三 2026年积分 1分</b>",
        "06-03 2026-0001 甲 县 单条 +1分（按计分规则）",
    ]
    assert (await say(gao, zhang, point_lists.show_points, "云茶镇 2026-06"))[1:] == own[1:]
    assert await say(gao, zhang, point_lists.show_points, "5月") == [
        "<b>云茶镇 张三 2026年5月积分 0分</b>",
        "没有计分明细。",
    ]
    assert (await say(gao, zhou, point_lists.show_points, "张三"))[1:] == own[1:]
    for typed in ("张三", "云茶镇"):
        with pytest.raises(NotAllowed):
            await do(gao, li, point_lists.show_points, typed=typed)
    # Who has left still stands in the notices, and so do the lines behind the figure.
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.save(replace(zhang, state=PersonState.REMOVED))
        await work.refresh_directory()
    assert (await say(gao, zhou, point_lists.show_points, "张三，6月"))[1:] == own[1:]


async def test_a_target_is_set_by_administrators_and_shown_beside_the_time_that_has_passed(
    gao: County, zhang: Person, zhou: Person
) -> None:
    admin = await gao.person("钱主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    await adopted(gao, zhang, zhou)
    assert await say(gao, admin, targets.command, "云茶镇 30") == [
        "任务已设定。",
        "云茶镇 2026年任务30分，已得1分，完成3.3%（时序进度50.0%，本月按整月计）",
        "为2026年任务；2027年任务下达前沿用并注明。2025年度不受影响。",
    ]
    assert (await say(gao, admin, targets.command, "云茶镇：30分"))[2] == "原任务30分。"
    assert (await say(gao, admin, targets.command, "全县 159"))[-1] == "仅2026年适用，下一年另行设定。"
    assert await say(gao, zhang, targets.command, "") == [
        "全县（上级采用） 2026年任务159分，已得0分，完成0.0%（时序进度50.0%，本月按整月计）",
        "云茶镇 2026年任务30分，已得1分，完成3.3%（时序进度50.0%，本月按整月计）",
    ]
    for who, typed, fault in [(zhou, "云茶镇 40", NotAllowed), (admin, "云茶镇 0", BadInput)]:
        with pytest.raises(fault):
            await do(gao, who, targets.command, typed=typed)


async def test_in_a_new_year_the_last_years_target_goes_on_and_is_said_to_be_the_last_years(
    gao: County, zhang: Person, zhou: Person
) -> None:
    admin = await gao.person("钱主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    await say(gao, admin, targets.command, "云茶镇 30")
    gao.clock.moment = at("2027-01-05 10:00")
    county = "全县（上级采用） 2027年已得0分，未设任务。"
    carried = "云茶镇 2027年任务30分，已得0分，完成0.0%（时序进度8.3%，本月按整月计）；沿用2026年任务，2027年任务尚未下达"
    how = "下达2027年任务：<code>/target 云茶镇 30</code>（不设任务写“无”），或导入带“年任务”一列的名册。"
    assert await say(gao, admin, targets.command, "") == [county, carried, how]
    assert await say(gao, zhang, targets.command, "") == [county, carried]
    # Set for the new year, it is the new year's; undone, last year's goes on again.
    await do(gao, admin, targets.command, typed="云茶镇 40")
    made = (await shown(gao, 31))[-1]
    assert (
        made.text.split("\n")[1] == "云茶镇 2027年任务40分，已得0分，完成0.0%（时序进度8.3%，本月按整月计）"
    )
    assert await gao.database.reads.people.targets(2026) == {
        zhang.unit_id: UnitTarget(zhang.unit_id, 2026, 3000)
    }
    pressed = parse(made.buttons["撤销"])
    await do(
        gao,
        admin,
        targets.undo,
        message_id=made.message_id,
        unit_id=pressed.number(),
        line=pressed.number(1),
    )
    assert (await say(gao, zhang, targets.command, "云茶镇")) == [carried]
    # Freed of it, it has none in the new year, until that is undone.
    none = "云茶镇 2027年已得0分，未设任务。"
    assert await say(gao, admin, targets.command, "云茶镇 无") == ["本年度任务已取消。", none, "原任务30分。"]
    assert (await say(gao, zhang, targets.command, "云茶镇")) == [none]
    freed = next(each for each in reversed(await shown(gao, 31)) if each.labels)
    pressed = parse(freed.buttons["撤销"])
    await do(gao, admin, targets.undo, unit_id=pressed.number(), line=pressed.number(1))
    assert (await say(gao, zhang, targets.command, "云茶镇")) == [carried]
    with pytest.raises(NotAllowed):
        await do(gao, zhang, targets.command, typed="云茶镇 无")


async def test_in_january_a_short_number_without_an_item_names_the_last_years(
    gao: County, zhang: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou)
    for moment, key in (("2027-01-05 10:00", "Of last year"), ("2027-06-05 10:00", "may not see it.")):
        gao.clock.moment = at(moment)
        with pytest.raises(NotFound) as caught:
            await do(gao, zhou, adoptions.command, typed="1 市")
        assert key in caught.value.key and caught.value.fields["number"] == "2027-0001"
        assert caught.value.fields.get("earlier") == ("2026-0001" if "01-05" in moment else None)
    assert (await say(gao, zhou, adoptions.command, "2026-0001 市"))[-1] == "云茶镇 张三 +1分"


async def test_one_button_keeps_all_last_targets_for_the_new_year_and_is_undone_but_for_what_was_set_since(
    gao: County, zhang: Person, li: Person
) -> None:
    admin = await gao.person("钱主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    other = await gao.person("李主任", "县政府办", role=Role.ADMIN, telegram_id=32)
    await do(gao, admin, targets.command, typed="云茶镇 30")
    await do(gao, admin, targets.command, typed="沙河镇 12.5")
    assert (await shown(gao, 31))[-1].labels == ["撤销"]
    gao.clock.moment = at("2027-01-05 10:00")
    await do(gao, admin, targets.command, typed="")
    listed = (await shown(gao, 31))[-1]
    assert listed.labels == ["沿用上年"]
    await do(gao, admin, today.show)
    waiting = (await shown(gao, 31))[-1]
    assert "🎯 2个单位尚未下达2027年任务，暂按上一次的任务计算：/target" in waiting.text
    assert "沿用上年" in waiting.labels
    await do(gao, zhang, targets.command, typed="")
    assert (await shown(gao, 11))[-1].labels == []

    async def press(who: Person, act: Any = carried_targets.press, year: int = 2027) -> str:
        return str((await do(gao, who, act, year=year)).text)

    for who, year, fault in ((zhang, 2027, NotAllowed), (admin, 2026, BadInput)):
        with pytest.raises(fault):
            await press(who, year=year)
    assert await press(admin) == "已沿用，共2个单位。"
    kept = (await shown(gao, 31))[-1]
    assert kept.labels == ["撤销"] and kept.text.split("\n") == [
        "已将上年任务沿用为2027年任务：2个单位，共42.5分。",
        "云茶镇 30分",
        "沙河镇 12.5分",
        "个别调整：<code>/target 云茶镇 40</code>（不设任务写“无”）；全县任务另行设定：<code>/target 全县 159</code>",
    ]
    await do(gao, other, today.show)
    assert "🎯" not in (await shown(gao, 32))[-1].text
    assert await press(other) == "钱主任已于1月5日 10:00沿用，未作改动。"
    assert "沿用2026年" not in "".join(await say(gao, admin, targets.command, ""))
    assert await audit(gao, "target", zhang.unit_id) == ["target", "target_carry"]
    # Undone by whoever pressed it; what was set meanwhile stays.
    await do(gao, other, targets.command, typed="沙河镇 20")
    with pytest.raises(NotAllowed):
        await press(other, carried_targets.undo)
    assert await press(admin, carried_targets.undo) == "已撤销，仍按上年任务沿用。"
    [undone] = [each for each in await shown(gao, 31) if each.message_id == kept.message_id]
    assert undone.labels == [] and undone.text.split("\n") == [
        "已撤销：2027年任务下达前，仍按上一次下达的任务计算。",
        "其后另行设定的，保持不变：沙河镇",
    ]
    found = await gao.database.reads.people.targets(2027)
    assert {unit: (each.year, each.points) for unit, each in found.items()} == {
        zhang.unit_id: (2026, 3000),
        li.unit_id: (2027, 2000),
    }
    await press(other)
    await do(gao, other, targets.command, typed="云茶镇 40")
    with pytest.raises(WrongState, match="set anew"):
        await press(other, carried_targets.undo)
    gao.clock.moment += timedelta(minutes=11)
    with pytest.raises(WrongState, match="time is over"):
        await press(other, carried_targets.undo)


async def test_a_target_is_undone_for_ten_minutes_by_who_set_it(gao: County, zhang: Person) -> None:
    admin = await gao.person("钱主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    other = await gao.person("李主任", "县政府办", role=Role.ADMIN, telegram_id=32)
    await do(gao, admin, targets.command, typed="云茶镇 30")
    first = (await shown(gao, 31))[-1]
    await do(gao, admin, targets.command, typed="40分 云茶镇")
    [*_, second] = await shown(gao, 31)
    assert "\n原任务30分。\n" in second.text and second.labels == ["撤销"]

    async def undo_under(message: Shown, who: Person) -> Any:
        pressed = parse(message.buttons["撤销"])
        unit_id, line = pressed.number(), pressed.number(1)
        return await do(gao, who, targets.undo, message_id=message.message_id, unit_id=unit_id, line=line)

    for message, who, fault in (
        (first, admin, WrongState),
        (second, other, NotAllowed),
        (second, zhang, NotAllowed),
    ):
        with pytest.raises(fault):
            await undo_under(message, who)
    assert (await undo_under(second, admin)).text == "已撤销，恢复原任务。"
    assert (await shown(gao, 31))[-1].text == (
        "已撤销，恢复原任务。\n云茶镇 2026年任务30分，已得0分，完成0.0%（时序进度50.0%，本月按整月计）"
    )
    await do(gao, admin, targets.command, typed="全县 159")
    county = (await shown(gao, 31))[-1]
    await undo_under(county, admin)
    assert (await say(gao, admin, targets.command, "全县")) == ["全县（上级采用） 2026年已得0分，未设任务。"]
    await do(gao, admin, targets.command, typed="全县 159")
    county = (await shown(gao, 31))[-1]
    gao.clock.moment += timedelta(minutes=11)
    assert (await shown(gao, 31))[-1].labels == []
    with pytest.raises(WrongState, match="time is over"):
        await undo_under(county, admin)
    assert await audit(gao, "target", 0) == ["target", "target_undo", "target"]


async def test_the_seeds_half_year_comes_to_191_points_and_120_1_per_cent(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    admin = await gao.person("钱主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    await say(gao, admin, targets.command, "全县 159")
    taken = ["市 单条"] * 60 + ["市 约稿"] * 6 + ["市 专报"] * 6 + ["省 参阅"] * 2 + ["省 重要"]
    for count, words in enumerate(taken):
        item = await gao.item(zhang if count % 2 else li, "2026-02-03 10:00:00", state=ItemState.WAITING)
        gao.clock.moment = at("2026-01-15 10:00") + timedelta(days=2 * count)
        await do(gao, zhou, reviews.adopt, chat_id=DESK_CHAT, item_id=item)
        await do(gao, zhou, adoptions.command, typed=f"2026-{count + 1:04d} {words}")
    ranked = await say(gao, zhou, ranking.rank, "年")
    assert ranked[-1] == "合计 191分"
    sums = {}
    for unit in ("云茶镇", "沙河镇"):
        head, *_ = await say(gao, zhou, point_lists.show_points, f"{unit} 2026")
        sums[unit] = head.split("积分 ")[1].removesuffix("分</b>")
        assert f"{unit} {sums[unit]}分" in "\n".join(ranked)
    assert sum(float(each) for each in sums.values()) == 191
    assert (await say(gao, zhou, point_lists.show_points, "全县"))[0] == (
        "<b>全县（上级采用） 2026年积分 191分</b>"
    )
    assert await say(gao, zhou, targets.command, "全县") == [
        "全县（上级采用） 2026年任务159分，已得191分，完成120.1%（时序进度50.0%，本月按整月计）；"
        "按今年前5个月的进度推算，全年约396分"
    ]


async def test_in_a_work_group_points_are_answered_in_private(
    gao: County, zhang: Person, li: Person, zhou: Person
) -> None:
    await adopted(gao, zhang, zhou, extra="联合：沙河镇\n")
    before = len(await shown(gao, WORK_CHAT))
    await do(gao, zhang, point_lists.show_points, typed="", chat_id=WORK_CHAT)
    await do(gao, zhang, point_lists.show_why, number="1", chat_id=WORK_CHAT)
    assert [each.text for each in (await shown(gao, WORK_CHAT))[before:]] == ["已私聊发给您。"] * 2
    assert (await texts_to(gao, 11))[-2].startswith("<b>云茶镇 张三 2026年积分 0.5分</b>")
    # Others' lines are theirs: a reporter reads the own ones and the unit's.
    assert (await texts_to(gao, 11))[-1].split("\n")[-2:] == [
        "<b>本人和本单位合计：0.5分</b>",
        "云茶镇 张三：2026-06-03 县 单条 +0.5分（按计分规则）",
    ]
    assert (await why(gao, zhou))[-1] == "沙河镇：2026-06-03 县 单条 +0.5分（按计分规则）"


async def test_a_bad_figure_is_not_blamed_on_the_name(gao: County, zhang: Person) -> None:
    admin = await gao.person("钱主任", "县政府办", role=Role.ADMIN, telegram_id=31)
    faults = []
    for figure in ("150%", "-3", "abc", "30.555"):
        with pytest.raises(BadInput) as refused:
            await do(gao, admin, targets.command, typed=f"云茶镇 {figure}")
        faults.append(gao.office.texts("zh").plain(refused.value.key, **refused.value.fields))
    assert faults == [
        f"“{figure}”不是任务分。任务分为大于0的数，最多两位小数，例如：/target 云茶镇 30。未作改动。"
        for figure in ("150%", "-3", "abc", "30.555")
    ]
    for typed, words in [
        ("张三 2026-99", "“2026-99”不是月份或年份，请写成例如2026-05或2026。"),
        ("某某", "名册中没有“某某”。直接发 /points 可查询本人的计分，/rank 查询排名。"),
    ]:
        with pytest.raises(Refusal) as wrong:
            await do(gao, zhang, point_lists.show_points, typed=typed)
        assert gao.office.texts("zh").plain(wrong.value.key, **wrong.value.fields) == words
