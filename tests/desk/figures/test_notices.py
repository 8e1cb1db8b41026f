"""The monthly notice: its figures against plain SQL and the other commands, its draft, its publication, its corrections."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bot.desk import mine, talk
from bot.desk.clock import notices as deciding
from bot.desk.clock import posts
from bot.desk.figures import appeals, notices, point_lists, ranking, stats
from bot.desk.items import adoptions, leader_comments, quota, reviews, revisions, undo, wiping
from bot.desk.people import members
from bot.desk.upkeep import refusals
from bot.errors import BadInput, NotAllowed, NotFound, Refusal, WrongState
from bot.model import AppealState, Hindrance, Person, PlaceKind, Reason
from bot.rules.exports import Asked, Form
from bot.rules.notice import MonthNotice, differences, from_json, to_json
from bot.rules.points import written
from bot.rules.states import Step
from bot.rules.text import utf16_length
from bot.views.figures.notice_files import order_paper
from bot.views.figures.notice_tables import order_tables
from bot.views.figures.notices import notice_lines
from scheduler.runner import Runner
from tests.desk.figures.month import May
from tests.desk.upkeep.test_refusals import refuse
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county, office_of, rows_of
from tests.support.databases import Home
from tests.support.exported import exported
from tests.support.scenes import audit, do, shown, texts_to

TITLE = "2026年5月政务信息报送采用情况通报"


@pytest.fixture
async def gao(may: May) -> County:
    return may.gao


async def reckoned(gao: County, month: str = "2026-05") -> MonthNotice:
    async with gao.database.work(now=gao.clock.now()) as work:
        return await notices.reckon(gao.office, work, month=month, today=gao.office.today(work.now))


async def tick(gao: County, *moments: str) -> None:
    """The clock looks at each of these moments, by a process of its own."""
    for moment in moments:
        gao.clock.moment = at(moment)
        await Runner(gao.office, gao.database, gao.clock).tick()


async def orders(gao: County, chat: int) -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, name and spec of the files that were ordered for a chat."""
    rows = await rows_of(
        gao.database, f"SELECT kind, name, spec FROM made_files WHERE chat_id = {chat} ORDER BY id"
    )
    return [(row[0], row[1], json.loads(row[2])) for row in rows]


async def answer(gao: County, who: Person, act: Any, typed: str) -> str:
    before = len(await texts_to(gao, who.telegram_id or 0))
    await do(gao, who, act, typed=typed)
    return "\n".join((await texts_to(gao, who.telegram_id or 0))[before:])


async def one(gao: County, sql: str) -> Any:
    return (await rows_of(gao.database, sql))[0][0]


# --- figures ----------------------------------------------------------------------------------------------

_COUNTS = "state NOT IN ('withdrawn', 'merged', 'held', 'destroyed') AND NOT (state = 'rejected' AND reason = 'empty')"


async def test_every_figure_is_what_plain_sql_reckons_from_the_rows(home: Home) -> None:
    async with county(home, now="2026-06-03 12:00") as gao:
        await May(gao).happen()
        await _compare(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            published = await notices.publish(gao.office, work, month="2026-05")
        # What is reckoned again of a published month asks other queries.
        again = await reckoned(gao)
        assert differences(from_json(published.figures), again) == []
        assert await reckoned(gao, "2026-06") != again


async def _compare(gao: County) -> None:
    found = await reckoned(gao)
    units = {row.name: row for row in found.units}
    for unit_id, name in await rows_of(gao.database, "SELECT id, name FROM units"):
        of = f"unit_id = {unit_id} AND month = '2026-05'"
        lines = "SELECT coalesce(sum(hundredths), 0) FROM point_lines WHERE"
        expected = (
            await one(gao, f"SELECT count(*) FROM items WHERE {of}"),
            await one(gao, f"SELECT count(*) FROM items WHERE {of} AND {_COUNTS}"),
            await one(gao, f"{lines} {of}"),
            await one(gao, f"{lines} unit_id = {unit_id} AND month BETWEEN '2026-01' AND '2026-05'"),
        )
        row = units.get(name)
        assert (row is None and not any(expected)) or (
            row is not None and (row.received, row.counted, row.month, row.year) == expected
        ), name
    for at_, channel in enumerate(found.channels):
        standing = await one(
            gao,
            f"SELECT (SELECT count(*) FROM adoptions WHERE month = '2026-05' AND channel = '{channel.key}')"
            f" - (SELECT count(*) FROM adoptions WHERE revoked_month = '2026-05' AND channel = '{channel.key}')",
        )
        assert channel.number == standing == sum(row.taken[at_] for row in found.units), channel.key
    assert found.now == (
        await one(gao, "SELECT count(*) FROM items WHERE month = '2026-05'"),
        await one(gao, f"SELECT count(*) FROM items WHERE month = '2026-05' AND {_COUNTS}"),
        await one(gao, "SELECT count(*) FROM items WHERE month = '2026-05' AND state = 'adopted'"),
        await one(gao, "SELECT count(*) FROM leader_comments WHERE month = '2026-05'"),
        await one(gao, "SELECT sum(hundredths) FROM point_lines WHERE month = '2026-05'"),
    )
    people = await rows_of(
        gao.database,
        "SELECT person_id, sum(hundredths) FROM point_lines WHERE month = '2026-05' AND person_id IS NOT NULL"
        " GROUP BY person_id HAVING sum(hundredths) > 0",
    )
    assert {row.person_id: row.hundredths for row in found.people} == dict(people)


async def test_the_month_reckoned_by_hand(gao: County, may: May) -> None:
    """What is merged gives a part, a late commission half, what is taken back nothing; who is on leave owes nothing."""
    found = await reckoned(gao)
    assert [
        (
            row.place,
            row.name,
            row.owed,
            row.received,
            row.counted,
            row.taken,
            row.comments,
            row.month,
            row.year,
        )
        for row in found.units
    ] == [
        # 甲 2 and its leader's 2; 丙, merged into 乙, half of 乙's 1 and of its leader's 2. April's 1 is the year's.
        (1, "云茶镇", 4, 4, 1, (1, 1, 0), 1, 550, 650),
        # A quarter of 乙; 己 2 and its leader's 2, the province's having been taken back. Both comments count as their points
        # do, though one may not be passed on and of the other nobody has said.
        (2, "沙河镇", 1, 2, 2, (2, 1, 0), 2, 475, 475),
        # A quarter of 乙 as its joint unit; 庚, a commission's 5 that came late.
        (3, "水利局", 4, 2, 2, (1, 1, 0), 0, 325, 325),
        (4, "教育局", 0, 1, 1, (0, 0, 0), 0, 0, 0),
    ]
    assert [(row.place, row.name, row.hundredths) for row in found.people] == [
        (1, "张三", 550),
        (2, "李四", 475),
        (3, "王五", 250),
    ]
    assert [(row.demand_id, row.unit, row.became) for row in found.bookings] == [(1, "水利局", "late")]
    assert (found.quota.owing, found.quota.exempt, [each.name for each in found.quota.absent]) == (
        3,
        2,
        ["孙八"],
    )
    assert [(each.name, each.done, each.quota) for each in found.quota.short] == [
        ("张三", 1, 4),
        ("王五", 2, 4),
    ]
    assert found.county == (900, 15900), "2 of 甲, 2 of 己, 5 of 庚, which above nobody calls late"
    assert from_json(to_json(found)) == found
    # Why 水利局 has points of an item that is not among its two is said; April had no such item.
    t, note = gao.office.texts("zh"), "联合报送和合并的信息，条数、批示计入首报单位，得分由各供稿单位分享。"
    frame = notices.frame_of(gao.office, t, number=1, day=gao.office.today(gao.clock.now()))
    assert note in notice_lines(t, found, frame)
    assert note not in notice_lines(t, await reckoned(gao, "2026-04"), frame)
    # 县 4 beside 已采用 4 needs no word; an item of April that is adopted in May does, in every form.
    assert not found.is_apart and found.now.adopted == found.channels[0].number
    may.turn("2026-04-30 10:00")
    april = await may.report(may.zhang, "四月底的一条")
    may.turn("2026-05-31 12:00")
    await may.adopt(april)
    found = await reckoned(gao)
    assert found.is_apart and found.now.adopted + 1 == found.channels[0].number
    apart = (
        "“已采用”和采用率计本月来稿截至本期通报的采用情况；各渠道采用数按登记的月份计，"
        "含以前月份的来稿和其后合并、清除的信息，两者口径不同。"
    )
    assert sum(line == apart for line in notice_lines(t, found, frame)) == 1
    paper, tables = order_paper(t, found, frame, desk="高县"), order_tables(t, found, frame)
    assert sum(block.get("text") == apart for block in paper.spec["blocks"]) == 1
    assert [apart in sheet.get("notes", ()) for sheet in tables.spec["sheets"]][:2] == [True, True]


async def test_what_is_decided_of_a_leaders_comment_changes_no_figure(gao: County, may: May) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    before = await reckoned(gao)
    await do(gao, may.editor, leader_comments.keep, chat_id=DESK_CHAT, comment_id=3)
    assert await reckoned(gao) == before and before.now.comments == 3
    async with gao.database.work(now=gao.clock.now()) as work:
        assert (
            "批示" not in (await notices.foot(gao.office, work, gao.office.texts("zh"), month="2026-05")).text
        )


async def test_every_figure_is_what_the_commands_and_the_shortfall_list_say(gao: County, may: May) -> None:
    found = await reckoned(gao)
    said = (await answer(gao, may.editor, stats.show, "2026-05")).split("\n")
    rate = found.now.rate or 0
    assert said[1:3] == [
        f"收到{found.now.received}条，计数{found.now.counted}条，采用{found.now.adopted}条",
        f"采用率{rate:.1%}",
    ]
    begin = said.index("<b>按渠道采用（次）</b>") + 1
    assert said[begin : begin + 2] == [f"{row.key}：{row.number}" for row in found.channels if row.number]
    for row in found.units:
        assert any(line.startswith(f"{row.name}：收{row.received} 计{row.counted} ") for line in said)
        own = await answer(gao, may.editor, point_lists.show_points, f"{row.name} 2026-05")
        assert own.startswith(f"<b>{row.name} 2026年5月积分 {written(row.month)}分</b>")
    ranked = (await answer(gao, may.editor, ranking.rank, "2026-05 单位")).split("\n")
    assert ranked[1:-1] == [f"{row.place}. {row.name} {written(row.month)}分" for row in found.units]
    assert ranked[-1] == f"合计 {written(found.now.hundredths)}分"
    ranked = (await answer(gao, may.editor, ranking.rank, "2026-05 个人")).split("\n")
    named = [f"{row.place}. {row.unit} {row.name} {written(row.hundredths)}分" for row in found.people]
    assert ranked[1 : 1 + len(named)] == named
    async with gao.database.work(now=gao.clock.now()) as work:
        await posts.post_now(gao.office, work, key="shortfall", period="2026-05")
        await posts.post_now(gao.office, work, key="notice", period="2026-05")
    shortfall, notice = (await texts_to(gao, WORK_CHAT))[-2:]
    assert "\n".join(shortfall.split("\n")[1:3]) in notice
    for line in ("1. 云茶镇 张三 1/4，差3条", "2. 水利局 王五 2/4，差2条"):
        assert line in shortfall and line in notice


# --- the draft, and the notice ----------------------------------------------------------------------------


async def foot(gao: County, chat: int = DESK_CHAT) -> Any:
    return next(
        each
        for each in reversed(await shown(gao, chat))
        if "发布" in each.text and not each.text.startswith("<b>")
    )


async def press(gao: County, who: Person, act: Any, chat: int | None = DESK_CHAT) -> Any:
    return await do(gao, who, act, chat_id=chat, month="2026-05")


async def test_the_draft_comes_on_the_first_with_its_table_and_the_notice_on_the_third_once_with_all_files(
    gao: County, may: May
) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-01 10:01")
    draft = await texts_to(gao, DESK_CHAT)
    head = f"<b>{TITLE}（征求意见稿）</b>\n拟发：2026年第1期\n"
    assert sum(text.startswith(head) for text in draft) == 1
    under = await foot(gao)
    assert under.text.startswith("请核对。6月3日（周三）09:00自动发布；")
    assert under.text.endswith("有1件批示尚未明确是否转达，已计入件数和得分。")
    assert under.labels == ["发布", "暂缓"]
    assert [(kind, name) for kind, name, _ in await orders(gao, DESK_CHAT)] == [
        ("workbook", f"{TITLE}（征求意见稿）（2026年第1期）.xlsx")
    ]
    assert await texts_to(gao, WORK_CHAT) == [
        each for each in await texts_to(gao, WORK_CHAT) if TITLE not in each
    ]
    await tick(gao, "2026-06-03 08:59", "2026-06-03 09:00", "2026-06-03 09:01", "2026-06-04 09:00")
    for chat in (WORK_CHAT, 41):
        said = [text for text in await texts_to(gao, chat) if text.startswith(f"<b>{TITLE}</b>")]
        assert len(said) == 1 and said[0].split("\n")[1] == "2026年第1期"
        assert [(kind, name) for kind, name, _ in await orders(gao, chat)] == [
            ("ranking", "排行.png"),
            ("paper", f"{TITLE}（2026年第1期）.docx"),
            ("workbook", f"{TITLE}（2026年第1期）.xlsx"),
        ]
    after = await foot(gao)
    assert after.text == "已于6月3日 09:00发布，2026年第1期。" and after.labels == []
    assert await rows_of(gao.database, "SELECT kind, year, number, month, published_by FROM notices") == [
        ("notice", 2026, 1, "2026-05", None)
    ]


async def test_held_back_it_does_not_come_by_itself_and_two_who_publish_do_it_once(
    gao: County, may: May
) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    with pytest.raises(NotAllowed):
        await press(gao, may.editor, deciding.press_hold)
    assert (await press(gao, may.admin, deciding.press_hold)).text == "已暂缓，到时不自动发布。"
    held = await foot(gao)
    assert held.text.endswith("有1件批示尚未明确是否转达，已计入件数和得分。")
    assert held.text.startswith("⏸ 赵主任已暂缓2026年5月通报，到时不自动发布。")
    assert held.labels == ["发布", "恢复自动发布"]
    await tick(gao, "2026-06-03 09:00", "2026-06-03 09:01", "2026-06-04 09:00")
    assert not any(TITLE in text for text in await texts_to(gao, WORK_CHAT))
    assert await rows_of(gao.database, "SELECT 1 FROM notices") == []
    other = await gao.person("李主任", "县政府办", role=may.admin.role, telegram_id=32)
    # It cannot be taken back, so it asks first; who goes back has changed nothing.
    assert await press(gao, other, deciding.ask_publish) is None
    asked = await foot(gao)
    assert asked.text.startswith("现在发布2026年5月通报？") and asked.labels == ["确认发布", "返回"]
    assert await press(gao, other, deciding.press_back) is None
    assert (await foot(gao)).labels == ["发布", "恢复自动发布"]
    assert await rows_of(gao.database, "SELECT 1 FROM notices") == []
    with pytest.raises(NotAllowed):
        await press(gao, may.editor, deciding.ask_publish)
    assert (
        await press(gao, may.admin, deciding.press_publish)
    ).text == "已发布：2026年第1期，共发2个群（人）。"
    late = await press(gao, other, deciding.ask_publish)
    assert late.text == "已经发布：2026年第1期。", "whose button is an old one is told at once"
    assert (await press(gao, other, deciding.press_publish)).text == "已经发布：2026年第1期。"
    with pytest.raises(WrongState):
        await press(gao, other, deciding.press_hold)
    await tick(gao, "2026-06-04 09:01")
    for chat in (WORK_CHAT, 41):
        assert sum(TITLE in text for text in await texts_to(gao, chat)) == 1
        assert len(await orders(gao, chat)) == 3
    assert (await foot(gao)).text == "已于6月4日 09:00发布，2026年第1期。发布人：赵主任。"
    assert await audit(gao, "notice", 202605) == ["notice_hold", "notice_publish"]


async def test_what_was_held_back_comes_by_itself_after_all_where_somebody_says_so_in_time(
    gao: County, may: May
) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    await press(gao, may.admin, deciding.press_hold)
    with pytest.raises(NotAllowed):
        await press(gao, may.editor, deciding.press_resume)
    other = await gao.person("李主任", "县政府办", role=may.admin.role, telegram_id=32)
    assert (await press(gao, other, deciding.press_resume)).text == "已恢复，到时自动发布。"
    assert (await foot(gao)).labels == ["发布", "暂缓"]
    await tick(gao, "2026-06-03 09:00")
    assert sum(TITLE in text for text in await texts_to(gao, WORK_CHAT)) == 1
    with pytest.raises(WrongState, match="out already"):
        await press(gao, other, deciding.press_resume)
    assert await audit(gao, "notice", 202605) == ["notice_hold", "notice_resume", "notice_publish"]


async def test_after_its_time_what_was_held_back_is_published_by_hand(gao: County, may: May) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    await press(gao, may.admin, deciding.press_hold)
    await tick(gao, "2026-06-03 09:00")
    with pytest.raises(WrongState, match="is over"):
        await press(gao, may.admin, deciding.press_resume)
    assert (await foot(gao)).labels == ["发布", "恢复自动发布"]


async def test_a_preview_of_the_draft_sends_no_table_once_the_notice_is_out(gao: County, may: May) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-03 09:00")
    await do(gao, may.admin, posts.preview, typed="notice_draft 2026-05")
    assert await orders(gao, 31) == []


async def test_after_holidays_that_bring_both_to_one_day_the_notice_comes_on_the_next(
    tmp_path: Path,
) -> None:
    """The 1st to 7th of October 2026 are days off: draft and notice would both come on the 8th."""
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        await May(gao).people()
        await tick(
            gao,
            "2026-09-30 12:00",
            "2026-10-08 09:00",
            "2026-10-08 09:01",
            "2026-10-08 10:00",
            "2026-10-08 17:01",
            "2026-10-09 08:59",
        )
        assert sum("征求意见稿" in text for text in await texts_to(gao, DESK_CHAT)) == 1
        assert not any("信息报送采用情况通报" in text for text in await texts_to(gao, WORK_CHAT))
        await tick(gao, "2026-10-09 09:00", "2026-10-09 09:01")
        for chat in (WORK_CHAT, 41):
            assert sum("2026年9月政务信息报送采用情况通报" in text for text in await texts_to(gao, chat)) == 1


async def test_a_group_that_refuses_is_owed_the_notice_with_its_files_and_gets_each_once(
    gao: County, may: May
) -> None:

    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-03 09:00")
    await refuse(gao, Hindrance.NO_RIGHT, chat_id=WORK_CHAT)
    assert await rows_of(
        gao.database, f"SELECT DISTINCT state FROM made_files WHERE chat_id = {WORK_CHAT}"
    ) == [("given_up",)]
    await _add_late(gao, may)  # the month stays as it was published
    async with gao.database.work(now=gao.clock.now()) as work:
        await refusals.regain(gao.office, work, chat_id=WORK_CHAT)
    await tick(gao, "2026-06-03 09:10", "2026-06-03 09:11")
    wanted = await rows_of(
        gao.database,
        f"SELECT kind FROM made_files WHERE chat_id = {WORK_CHAT} AND state = 'wanted' ORDER BY id",
    )
    assert [row[0] for row in wanted] == ["ranking", "paper", "workbook"]
    leaders = next(text for text in await texts_to(gao, 41) if TITLE in text)
    again = [text for text in await texts_to(gao, WORK_CHAT) if TITLE in text]
    assert again[-1] == leaders


async def _add_late(gao: County, may: May) -> None:
    """An item of May is adopted when its notice is out."""
    gao.clock.moment = at("2026-06-03 09:05")
    await do(gao, may.editor, reviews.adopt, chat_id=DESK_CHAT, item_id=9)


# --- who is named -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", ["public", "units", "private"])
async def test_names_are_as_the_settings_say_in_every_form(gao: County, may: May, names: str) -> None:
    """孙 fell short and has no points: nothing but the list of those who fell short could name him."""
    gao.office = office_of(notices={"names": names})
    await gao.person("孙十一", "林业局", telegram_id=51)
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-03 09:00")
    said: list[str] = []
    for chat in (WORK_CHAT, DESK_CHAT, 41):
        said += [text for text in await texts_to(gao, chat) if TITLE in text]
        said += [json.dumps(spec, ensure_ascii=False) for _, _, spec in await orders(gao, chat)]
    assert len(said) == 3 + 1 + 3 + 3
    short = [text for text in said if "孙十一" in text]
    assert len(short) == (8 if names == "public" else 0), "each form but the chart"
    missing = [text for text in said if re.search(r"林业局.{0,20}(未完成1人|, 1, 4\]|\"1\", \"4\")", text)]
    assert len(missing) == (8 if names == "units" else 0)
    assert any("应报4、" in text or '"应报"' in text for text in said) == (names != "private")
    await _forget(gao, may)
    asked = await answer(gao, may.admin, deciding.correct, "2026-05")
    await do(gao, may.admin, deciding.press_correct, draft_id=await one(gao, "SELECT max(id) FROM drafts"))
    paper = json.dumps([spec for _, _, spec in (await orders(gao, WORK_CHAT))[3:]], ensure_ascii=False)
    for form in (asked, (await texts_to(gao, WORK_CHAT))[-1], paper):
        assert ("孙十一" in form) == (names == "public")
        assert ("林业局" in form and "1 / 4" in form) or names != "units"


async def test_with_nobody_named_each_reads_their_own_line_of_the_month_as_it_was_published(
    gao: County, may: May
) -> None:
    gao.office = office_of(notices={"names": "private"})

    async def own(who: Person) -> str:
        await do(gao, who, mine.show)
        return (await shown(gao, who.telegram_id or 0))[-1].text.split("\n")[1]

    assert await own(may.wang) == "5月：应报4条，实报2条，差2条。"
    away = await gao.person("孙十一", "林业局", telegram_id=51)
    await do(gao, may.admin, members.press_member, person_id=away.id, what="suspend", value=None)
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-03 09:00")
    await do(gao, may.admin, members.press_member, person_id=away.id, what="restore", value=None)
    assert await own(away) == "5月：免报，实报0条。", "suspended when the notice came out: owed nothing"
    gao.clock.moment = at("2026-06-03 09:05")
    # Taken back now, it counts in May still, and the receipt says what the notice and /my say.
    await do(gao, may.wang, revisions.withdraw, argument="2026-0009")
    assert (await shown(gao, 13))[-1].text.split("\n")[1:] == [
        "当月计 2/4 条",
        "2026年5月通报已经公布，不作改动。",
    ]
    await do(gao, may.wang, undo.undo, item_id=9)
    await do(  # 辛 of 水利局 counts no more, after the notice
        gao,
        may.editor,
        reviews.decide_with_reason,
        chat_id=DESK_CHAT,
        item_id=9,
        step=Step.REJECT,
        reason=Reason.EMPTY,
    )
    assert await own(may.wang) == "5月：应报4条，实报2条，差2条。"
    assert await own(may.li) == "5月：应报1条，实报2条，已完成。"
    assert await own(may.qian) == "5月：免报，实报1条。"
    assert await own(may.late) == "5月：免报，实报0条。"


async def _forget(gao: County, may: May) -> None:
    """孙十一 had the month off: the desk had forgotten it."""
    async with gao.database.work(now=gao.clock.now()) as work:
        person = work.directory.named("孙十一")[0]
        await work.people.set_leave(person.id, month="2026-05", on_leave=True)
        await work.refresh_directory()


# --- corrections ------------------------------------------------------------------------------------------


async def test_a_correction_shows_each_figure_before_and_after_and_goes_where_the_notice_went(
    gao: County, may: May, tmp_path: Path
) -> None:
    for who in (may.editor, may.zhang):
        with pytest.raises(NotAllowed):
            await do(gao, who, deciding.correct, typed="2026-05")
    with pytest.raises(NotFound):
        await do(gao, may.admin, deciding.correct, typed="2026-05")
    await gao.person("孙十一", "林业局", telegram_id=51)
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-03 09:00")
    await _add_late(gao, may)  # decided after the notice: of June, and no fault of May's
    # What had been withdrawn, or did not count, counts no more because its text is gone.
    async with gao.database.work(now=gao.clock.now()) as work:
        for number in ("2026-0005", "2026-0006"):
            gone = await work.items.find_number(number)
            assert gone is not None
            await wiping.wipe_item(gao.office, work, gone, step=Step.WIPE, person_id=None)
    # Nor are a transfer, another role and a suspension since: who owed for May owed it where they were then.
    for words in ("张三 单位 水利局", "王五 职务 编辑"):
        await do(gao, may.admin, members.show_member, words=words)
    await do(gao, may.admin, members.press_member, person_id=may.li.id, what="suspend", value=None)
    with pytest.raises(WrongState, match="Nothing differs"):
        await do(gao, may.admin, deciding.correct, typed="2026-05")
    await do(gao, may.admin, ranking.rank, typed="2026-05 个人")
    assert "云茶镇 张三" in (await texts_to(gao, 31))[-1], "as the notice has it"
    # A new quota, and who is full-time now, hold from June on; one that was wrong in May already is written with the month.
    for words in ("张三 月任务 6", "张三 类别 专职"):
        await do(gao, may.admin, members.show_member, words=words)
        assert (await shown(gao, 31))[-1].text.split("\n")[-1] == (
            f"⏱ 自2026年6月起执行，以前月份不变。应从以前月份算起的，请发：<code>/member {words} 2026-05</code>"
        )
        with pytest.raises(WrongState, match="Nothing differs"):
            await do(gao, may.admin, deciding.correct, typed="2026-05")
    async with gao.database.work(now=gao.clock.now()) as work:
        zhang, owed = work.directory.get_person(may.zhang.id), dict[str, tuple[int, int | None]]()
        for month in ("2026-05", "2026-06"):
            owed[month] = await quota.standing(gao.office, work, person=zhang, month=month)
    assert (owed["2026-05"], owed["2026-06"][1]) == ((1, 4), 6)
    with pytest.raises(BadInput):
        await do(gao, may.admin, members.show_member, words="张三 月任务 6 2026-07")
    await do(gao, may.admin, members.show_member, words="张三 月任务 6 2026-05")
    assert "自2026年5月起执行。" in (await shown(gao, 31))[-1].text
    await do(gao, may.admin, deciding.correct, typed="2026-05")
    assert "云茶镇 张三 未完成名单（完成/应报）：1/4 → 1/6" in (await shown(gao, 31))[-1].text
    await do(gao, may.admin, members.show_member, words="张三 月任务 默认 2026-05")
    await do(gao, may.admin, members.show_member, words="张三 类别 兼职 2026年5月")
    await _forget(gao, may)
    await do(gao, may.admin, deciding.correct, typed="2026年5月：孙十一5月请假，漏登")
    question = (await shown(gao, 31))[-1]
    assert question.text.split("\n") == [
        "<b>2026年5月：与已发通报不一致的数据</b>",
        "全县 应报人数：4 → 3",
        "全县 未完成人数：3 → 2",
        "全县 共差（条）：9 → 5",
        "全县 免报人数：2 → 3",
        "林业局 应报（条）：4 → 无",
        "林业局 孙十一 未完成名单（完成/应报）：0/4 → 未列入",
        "更正原因：孙十一5月请假，漏登",
        "",
        "是否发布更正通报？将发到收到过该通报的2个群（人）。",
    ]
    assert question.labels == ["发布", "取消"]
    draft = await one(gao, "SELECT max(id) FROM drafts")
    await do(gao, may.admin, deciding.press_correct, draft_id=draft)
    for chat in (WORK_CHAT, 41):
        text = (await texts_to(gao, chat))[-1]
        assert text.startswith("<b>2026年5月政务信息报送采用情况更正通报</b>\n2026年更正第1期\n")
        assert "2026年第1期通报有关数据更正如下" in text and "林业局 孙十一" in text
        assert [name for _, name, _ in (await orders(gao, chat))[3:]] == [
            "2026年5月政务信息报送采用情况更正通报（2026年更正第1期）.docx",
            f"{TITLE}（2026年第1期，更正后）.xlsx",
        ]
    with pytest.raises(Refusal):
        await do(gao, may.admin, deciding.press_correct, draft_id=draft)
    with pytest.raises(WrongState, match="Nothing differs"):
        await do(gao, may.admin, deciding.correct, typed="2026-05")
    kept = await rows_of(gao.database, "SELECT kind, number, why FROM notices ORDER BY id")
    assert kept == [("notice", 1, None), ("correction", 1, "孙十一5月请假，漏登")]
    # From then on the export and the yearly appraisal count what the county was told last.
    found = await exported(
        gao.office, gao.database, gao.clock, Asked("2026-05", "2026-05", Form.WORKBOOK), folder=tmp_path
    )
    assert "孙十一" not in [row["姓名"] for row in found["未完成"]]
    assert {row["情况"] for row in found["未完成"]} == {"已通报"}


# --- appeals ----------------------------------------------------------------------------------------------


async def test_what_an_appeal_shows_is_in_the_notice_and_after_it_none_is_taken(
    gao: County, may: May
) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    await do(gao, may.zhang, appeals.appeal, typed="2026-05 5月28日市里又采用了丙，漏登")
    await do(gao, may.editor, adoptions.command, typed="2026-0003 市 专报 2026-05-28")
    await do(gao, may.editor, adoptions.command, typed="2026-0007 市 撤销")
    await tick(gao, "2026-06-03 09:00")
    notice = next(text for text in await texts_to(gao, WORK_CHAT) if TITLE in text)
    # 乙 is worth 5 by the city instead of 1 by the county; 己's 2 are its county's 1 again, in May, whose notice was not out.
    for line in ("1. 云茶镇 本月7.5分", "2. 沙河镇 本月4.75分", "3. 水利局 本月4.25分"):
        assert line in notice
    gao.clock.moment = at("2026-06-03 09:05")
    for typed in ("2026-05 还有一条漏登", "2026-0003 还有一条漏登"):
        with pytest.raises(WrongState, match="is out"):
            await do(gao, may.zhang, appeals.appeal, typed=typed)
    await do(gao, may.zhang, appeals.appeal, typed="2026-06 市里6月2日采用了丙")


async def _decide(gao: County, may: May, appeal_id: int, state: AppealState) -> str:
    """What the desk is told when the editor has answered an appeal."""
    await do(gao, may.editor, appeals.ask_reason, chat_id=DESK_CHAT, appeal_id=appeal_id, state=state)
    asked = (await shown(gao, DESK_CHAT))[-1].message_id
    await do(gao, may.editor, talk.take_message, said="情况属实", chat_id=DESK_CHAT, reply_to=asked)
    return (await texts_to(gao, DESK_CHAT))[-1]


async def test_appeals_that_nobody_has_answered_stand_under_the_draft_and_in_the_answer_to_its_publication(
    gao: County, may: May
) -> None:
    await do(gao, may.qian, appeals.appeal, typed="2026-0011 六月的一条应计入五月")
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    assert "申诉未答复" not in (await foot(gao)).text, "June's is none of May's"
    await do(gao, may.zhang, appeals.appeal, typed="2026-05 5月28日市里又采用了丙，漏登")
    await do(gao, may.li, appeals.appeal, typed="2026-0003 这一条应当单条计分")
    await do(gao, may.li, appeals.appeal, typed="2026-0007 省里采用过这一条")
    assert (await foot(gao)).text.endswith("\n尚有3件申诉未答复（2026年5月、2026-0003、2026-0007）。")
    assert await _decide(gao, may, 4, AppealState.GRANTED) == "已告知沙河镇 李四。"
    assert (await foot(gao)).text.endswith("\n尚有2件申诉未答复（2026年5月、2026-0003）。")
    gao.clock.moment = at("2026-06-02 09:00")
    said = await press(gao, may.admin, deciding.press_publish)
    assert said.text == (
        "已发布：2026年第1期，共发2个群（人）。\n尚有2件申诉未答复（2026年5月、2026-0003）。"
    )
    assert said.alert
    assert (await foot(gao)).text.endswith("。\n尚有2件申诉未答复（2026年5月、2026-0003）。")
    for appeal_id in (2, 3):
        assert (await _decide(gao, may, appeal_id, AppealState.GRANTED)).split("\n")[1] == (
            "2026年5月通报已发布，不作改动，现在登记的计入2026年6月。确需更正的，请管理员发：<code>/correct 2026-05</code>"
        )
    assert "申诉" not in (await foot(gao)).text


# --- the text ---------------------------------------------------------------------------------------------


async def test_a_long_notice_is_split_at_the_ends_of_lines_and_fits_telegram(tmp_path: Path) -> None:
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        await May(gao).people()
        gao.clock.moment = at("2026-05-12 10:00")
        for number in range(70):
            who = await gao.reporter(f"信息员{number}", f"第{number}镇<&人民政府办公室")
            await gao.item(who)
        await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-03 09:00")
        said = [text for text in await texts_to(gao, WORK_CHAT) if "第0镇" in text or "第69镇" in text]
        assert len(said) >= 2
        for text in said:
            assert utf16_length(unescape(re.sub(r"<[^>]*>", "", text))) <= 4096
            assert text.count("<b>") == text.count("</b>")
        joined = "\n".join(said).split("\n")
        for number in range(70):
            assert (
                sum(line.startswith(f"1. 第{number}镇&lt;&amp;人民政府办公室 本月0分") for line in joined)
                == 1
            )


async def test_the_preview_and_the_command_line_show_it_without_publishing(gao: County, may: May) -> None:
    await do(gao, may.admin, posts.preview, typed="notice 2026-05")
    assert any(TITLE in text for text in await texts_to(gao, 31))
    assert [kind for kind, _, _ in await orders(gao, 31)] == ["ranking", "paper", "workbook"]
    async with gao.database.work(now=gao.clock.now()) as work:
        printed = await posts.compose_preview(gao.office, work, key="notice", period="2026-05")
    assert TITLE in printed[0]
    assert await rows_of(gao.database, "SELECT 1 FROM notices") == []


async def test_what_is_shared_anew_between_draft_and_notice_is_of_the_month_and_later_of_the_present_one(
    gao: County, may: May
) -> None:
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00")
    # 辛 of 水利局 into 己 of 沙河镇
    await do(gao, may.editor, reviews.merge_into, chat_id=DESK_CHAT, item_id=9, target_id=7)
    assert (await reckoned(gao)).units[1].month == 525, "half of 己's 2 and of its leader's 2 besides"
    await tick(gao, "2026-06-03 09:00")
    gao.clock.moment = at("2026-06-03 09:05")
    # 壬 of 教育局 into 甲 of 云茶镇
    await do(gao, may.editor, reviews.merge_into, chat_id=DESK_CHAT, item_id=10, target_id=2)
    assert await rows_of(
        gao.database,
        "SELECT month, sum(hundredths) FROM point_lines WHERE person_id = (SELECT id FROM people WHERE name = '钱七')"
        " GROUP BY month",
    ) == [("2026-06", 200)]
    with pytest.raises(WrongState, match="Nothing differs"):
        await do(gao, may.admin, deciding.correct, typed="2026-05")


async def test_without_a_desk_group_the_administrators_get_the_draft_and_decide_in_private(
    gao: County, may: May
) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        await work.people.unbind(next(each.id for each in work.directory.places_of(PlaceKind.DESK)))
        await work.refresh_directory()
    await tick(gao, "2026-05-31 12:00", "2026-06-01 10:00", "2026-06-01 10:01")
    assert sum(f"{TITLE}（征求意见稿）" in text for text in await texts_to(gao, 31)) == 1
    assert [kind for kind, _, _ in await orders(gao, 31)] == ["workbook"]
    under = await foot(gao, 31)
    assert under.labels == ["发布", "暂缓"]
    await press(gao, may.admin, deciding.press_hold, None)
    assert (await foot(gao, 31)).labels == ["发布", "恢复自动发布"]
    await tick(gao, "2026-06-03 09:00")
    assert not any(TITLE in text for text in await texts_to(gao, WORK_CHAT))
    await press(gao, may.admin, deciding.press_publish, None)
    assert sum(TITLE in text for text in await texts_to(gao, WORK_CHAT)) == 1
    assert (await foot(gao, 31)).text.startswith("已于6月3日 09:00发布，2026年第1期。")
