"""/appraisal and the clock's post: figures as plain SQL finds them, published once and then for good, for desk and leaders."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.desk.clock import posts
from bot.desk.figures import appraisal, appraisals, notices
from bot.desk.items import points, quota
from bot.errors import BadInput, NotAllowed, NotFound
from bot.model import AdoptionKind, Fault, ItemState, Person, PlaceKind, Role
from bot.rules import notice
from bot.rules.appraisal import Appraisal, from_json, to_json
from bot.rules.exports import Asked, Form
from bot.views.figures.appraisal import Frame, not_proposed, person_facts, render_appraisal
from bot.views.figures.appraisal_files import order_sheets
from bot.views.figures.notices import notice_lines
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county, office_of, rows_of
from tests.support.databases import Home
from tests.support.exported import exported
from tests.support.lived import lived
from tests.support.scenes import do, scene_of, texts_to
from tests.support.small_year import REASONS, SeededYear

NOW = "2027-01-04 12:00"


@asynccontextmanager
async def full_year(folder: Path, **sections: dict[str, Any]) -> AsyncIterator[tuple[County, SeededYear]]:
    review = {"reasons": REASONS}
    async with lived(folder, SeededYear, now=NOW, review=review) as year:
        gao = year.gao
        gao.office = office_of(review=review, **sections)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        yield gao, year


async def reckoned(gao: County, year: str = "2026") -> Appraisal:
    async with gao.database.snapshot() as snapshot:
        found = await appraisals.find(
            gao.office, snapshot, year=year, today=gao.office.today(gao.clock.now())
        )
    return found.now


async def ask(gao: County, who: Person | int, typed: str, *, chat_id: int | None = DESK_CHAT) -> list[str]:
    """/appraisal, as its handler asks for it; the lines of the answer."""
    now = gao.clock.now()
    async with gao.database.work(now=now) as work:
        scene = scene_of(gao, work, who, chat_id=chat_id)
    year, name = appraisals.asked(gao.office, scene, typed=typed, now=now)
    async with gao.database.snapshot() as snapshot:
        found = await appraisals.find(gao.office, snapshot, year=year, today=gao.office.today(now))
    before = len(await gao.sent())
    await do(gao, who, appraisals.show, chat_id=chat_id, found=found, name=name)
    return [line for _, text in (await gao.sent())[before:] for line in text.split("\n")]


async def orders(gao: County) -> list[tuple[int, str, str]]:
    return [
        tuple(row)
        for row in await rows_of(gao.database, "SELECT chat_id, kind, name FROM made_files ORDER BY id")
    ]


# --- every figure ------------------------------------------------------------------------------------------

CONTRIBUTORS = """
WITH RECURSIVE contained (whole, id) AS (
    SELECT merged_into, id FROM items WHERE state = 'merged' AND merged_into IS NOT NULL
    UNION SELECT c.whole, m.id FROM contained c JOIN items m ON m.merged_into = c.id WHERE m.state = 'merged'
),
parts AS (SELECT id AS item, id AS part FROM items UNION ALL
    SELECT c.whole, c.id FROM contained c JOIN items i ON i.id = c.id WHERE i.editor_id IS NOT NULL),
people_of AS (SELECT DISTINCT item, person_id FROM parts JOIN items i ON i.id = part),
first_part AS (
    SELECT item, i.person_id, part, row_number() OVER (
        PARTITION BY item, i.person_id ORDER BY part <> item, i.decided_at, part) AS nth
    FROM parts JOIN items i ON i.id = part
),
units_of AS (
    SELECT item, i.unit_id FROM first_part f JOIN items i ON i.id = f.part WHERE nth = 1
    UNION SELECT item, u.id FROM first_part f JOIN items i ON i.id = f.part
        JOIN json_each(i.joint_units) j JOIN units u ON u.name = j.value WHERE nth = 1
)
"""
IN_YEAR = "BETWEEN '2026-01' AND '2026-12'"
COUNTED = (
    "state NOT IN ('withdrawn', 'merged', 'held', 'destroyed')"
    " AND NOT (state = 'rejected' AND reason IN ('empty', 'untrue'))"
)


async def sums(gao: County, sql: str) -> Counter[Any]:
    return Counter({row[0]: row[1] for row in await rows_of(gao.database, sql)})


async def test_every_figure_of_a_year_equals_what_plain_sql_finds(tmp_path: Path) -> None:
    async with full_year(tmp_path) as (gao, _):
        async with gao.database.work(now=at("2026-11-02 09:00")) as work:
            adopted = [
                each.item_id for each in await work.appraisals.standing(date(2026, 1, 1), date(2026, 9, 30))
            ]
            found_untrue = await rows_of(gao.database, "SELECT id FROM people WHERE name = '周编'")
        async with gao.database.settling() as conn:
            for item_id in adopted[::9]:
                await conn.execute_fetchall(
                    "INSERT INTO item_faults (item_id, fault, day, month, person_id, recorded_at, cleared_at)"
                    " VALUES (?, 'untrue', '2026-11-02', '2026-11', ?, 1, ?)",
                    (item_id, found_untrue[0][0], None if item_id % 2 else 2),
                )
        shown = await reckoned(gao)
        for by_unit, rows in ((True, shown.units), (False, shown.people)):
            who, of = ("unit_id", "units_of") if by_unit else ("person_id", "people_of")
            per = f"{CONTRIBUTORS} SELECT c.{who}, count(*) FROM {of} c"
            points = await sums(
                gao,
                f"SELECT {who}, sum(hundredths) FROM point_lines WHERE month {IN_YEAR} AND {who} IS NOT NULL GROUP BY 1",
            )
            received = await sums(gao, f"SELECT {who}, count(*) FROM items WHERE month {IN_YEAR} GROUP BY 1")
            counted = await sums(
                gao, f"SELECT {who}, count(*) FROM items WHERE month {IN_YEAR} AND {COUNTED} GROUP BY 1"
            )
            taken = await sums(
                gao,
                f"SELECT {who}, count(*) FROM items WHERE month {IN_YEAR} AND state = 'adopted' GROUP BY 1",
            )
            comments = await sums(gao, f"{per} JOIN leader_comments l ON l.item_id = c.item GROUP BY 1")
            untrue = await sums(
                gao, f"{per} JOIN item_faults f ON f.item_id = c.item WHERE f.cleared_at IS NULL GROUP BY 1"
            )
            lapses = await sums(
                gao, f"SELECT {who}, count(*) FROM bookings WHERE state = 'lapsed' GROUP BY 1"
            )
            by_channel = {
                key: await sums(
                    gao,
                    f"{per} JOIN adoptions a ON a.item_id = c.item WHERE a.channel = '{key}' AND a.revoked_at IS NULL"
                    " AND a.day BETWEEN '2026-01-01' AND '2026-12-31' GROUP BY 1",
                )
                for key in shown.channels
            }
            assert sum(points.values()) > 0 and sum(untrue.values()) > 0 and sum(comments.values()) > 0
            for row in rows:
                me = row.subject
                assert (row.hundredths, row.received, row.counted, row.adopted) == (
                    points[me], received[me], counted[me], taken[me],
                ), row  # fmt: skip
                assert row.taken == tuple(by_channel[key][me] for key in shown.channels), row
                assert (row.comments, row.untrue, row.lapses) == (comments[me], untrue[me], lapses[me]), row
                assert row.place == 1 + sum(other.hundredths > row.hundredths for other in rows), row
        listed = {(row.unit, row.name) for row in shown.people}
        assert ("沙河镇", "钱二") in listed  # who left in September is in it, and is not proposed
        gone = next(row for row in shown.people if row.name == "钱二")
        assert "left" in gone.bars


async def test_months_short_are_those_that_the_roster_and_the_items_give(tmp_path: Path) -> None:
    """On leave in March and April, joined on 20 May, left in September, full-time: as for the monthly list."""
    async with full_year(tmp_path) as (gao, year):
        shown = await reckoned(gao)
        done = {
            (row[0], row[1]): row[2]
            for row in await rows_of(
                gao.database, f"SELECT person_id, month, count(*) FROM items WHERE {COUNTED} GROUP BY 1, 2"
            )
        }
        for person in year.people:
            owed = 8 if person.employment == "full_time" else 4
            months = [f"2026-{month:02d}" for month in range(1, 13)]
            if person.id == year.people[0].id:
                months = [month for month in months if month not in ("2026-03", "2026-04")]
            if person.joined_on == date(2026, 5, 20):
                months = [month for month in months if month > "2026-05"]
            if person.id == year.people[3].id:
                months = [month for month in months if month < "2026-09"]
            gaps = [owed - done.get((person.id, month), 0) for month in months]
            row = next(row for row in shown.people if row.subject == person.id)
            assert (row.months_short, row.missing) == (
                sum(gap > 0 for gap in gaps),
                sum(max(0, gap) for gap in gaps),
            ), person.label
        assert sum(row.missing for row in shown.units) == sum(row.missing for row in shown.people)
        # Where somebody was when the month was posted, there it counts, whoever is moved since; and a unit whose reporters have
        # all been moved is still one that had some, not barred as one without.
        async with gao.database.work(now=at("2027-01-03 09:00")) as work:
            for month in range(1, 13):
                await quota.keep_figures(gao.office, work, month=f"2026-{month:02d}")
        before = {row.name: (row.months_short, row.missing, row.bars) for row in (await reckoned(gao)).units}
        assert before["云茶镇"][0] and "role" not in before["云茶镇"][2]
        async with gao.database.work(now=at("2027-01-03 09:00")) as work:
            water = work.directory.find_unit("水利局")
            for person in work.directory.people:
                if person.unit == "云茶镇" and water:
                    await work.people.save(replace(person, unit=water.name, unit_id=water.id))
            await work.refresh_directory()
        after = {row.name: (row.months_short, row.missing, row.bars) for row in (await reckoned(gao)).units}
        assert after == before
        # Nobody with points is left out of both lists: not even who is no reporter any more.
        async with gao.database.work(now=at("2027-01-03 09:00")) as work:
            await work.people.save(replace(work.directory.get_person(year.people[1].id), role=Role.EDITOR))
            await work.refresh_directory()
        said = not_proposed(gao.office.texts("zh"), await reckoned(gao))
        assert any(why.startswith("非信息员") for who, why in said if year.people[1].name in who)


async def test_months_before_the_desks_first_item_are_nobodys_shortfall(tmp_path: Path) -> None:
    """The office began in September: nobody missed anything from January on, in the list of the export neither."""
    async with county(tmp_path, now="2026-11-02 09:00") as gao:
        zhang = await gao.reporter("张三", "云茶镇")
        await gao.item(zhang, "2026-09-12 10:00:00")
        async with gao.database.work(now=gao.clock.now()) as work:
            found = await appraisal.reckon(gao.office, work, year="2026", today=date(2026, 11, 2))
        assert [(row.months_short, row.missing) for row in found.people] == [(2, 7)]
        asked = Asked("2026-01", "2026-12", Form.TEXTS)
        tables = await exported(gao.office, gao.database, gao.clock, asked, folder=tmp_path)
        assert {row["月份"] for row in tables["未完成"]} == {"2026-09", "2026-10", "2026-11"}


async def test_targets_are_the_years_own_though_the_next_years_are_set_already(tmp_path: Path) -> None:
    units, own = ("云茶镇", "沙河镇", "庆符镇", "水利局", "林业局"), [2000, 2500, 3000, 3500, None]
    async with full_year(tmp_path) as (gao, _):
        for is_published in (False, True):  # with December's notice or without
            async with gao.database.work(now=at("2027-01-03 09:00")) as work:
                if is_published:
                    await notices.publish(gao.office, work, month="2026-12")
                for unit in work.directory.units:
                    await work.people.set_target(unit.id, year=2027, points=99_900)
            rows = {row.name: row for row in (await reckoned(gao)).units}
            assert [rows[unit].target for unit in units] == own
            assert [rows[unit].target_of for unit in units] == [None] * 5


async def test_a_year_without_targets_of_its_own_goes_by_the_last_years_and_says_so(tmp_path: Path) -> None:
    async with full_year(tmp_path) as (gao, _):
        async with gao.database.work(now=at("2027-01-03 09:00")) as work:
            for unit_id, target in (await work.people.targets(2026)).items():
                await work.people.set_target(unit_id, year=2026, points=None)
                await work.people.set_target(unit_id, year=2025, points=target.points)
        found = await reckoned(gao)
        assert {row.target_of for row in found.units} == {2025, None}
        assert from_json(json.loads(json.dumps(to_json(found)))).units == found.units
        t = gao.office.texts("zh")
        [said] = [
            line
            for message in render_appraisal(t, found, Frame("高县", None))
            for line in message.text.split("\n")
            if "未下达" in line
        ]
        assert said == "4个单位未下达本年度任务，完成率按上一次下达的任务计算。"
        # So does the notice of a month, and it stays in what is kept of it.
        async with gao.database.work(now=at("2027-02-03 09:00")) as work:
            ready = await notices.ready(gao.office, work, t, month="2027-01")
        kept = notice.from_json(notice.to_json(ready.figures))
        assert kept == ready.figures and {row.target_of for row in kept.units if row.target} == {2025}
        assert any("4个单位未下达本年度任务" in line for line in notice_lines(t, kept, ready.frame))


# --- the answer --------------------------------------------------------------------------------------------


async def test_a_draft_in_words_with_its_tables_its_paper_and_the_sheets(tmp_path: Path) -> None:
    awards = [
        {"name": "先进单位", "for": "unit", "number": 2},
        {"name": "优秀信息员", "for": "person", "number": 3},
    ]
    async with full_year(tmp_path, appraisal={"awards": awards, "months_short": 0}) as (gao, year):
        lines = await ask(gao, year.editor, "2026")
        assert lines[0] == "<b>高县2026年信息工作年终评比情况（草稿）</b>"
        assert lines[1].startswith("截至2026年12月31日，全年收到信息")
        assert "<b>单位</b>" in lines and "<b>个人</b>" in lines
        assert any(line.startswith("<b>拟评先进单位</b>（2个）：") for line in lines)
        assert any(line.startswith("<b>拟评优秀信息员</b>（3个）：") for line in lines)
        assert lines[-1] == "以上按规则自动汇总，为截至目前的草稿；评定以会议研究为准。"
        assert await orders(gao) == [
            (DESK_CHAT, "workbook", "2026年年终评比.xlsx"),
            (DESK_CHAT, "paper", "2026年年终评比.docx"),
            (DESK_CHAT, "paper", "2026年度评优评先登记表.docx"),
        ]
        # Merged and joint items are adopted once and taken for each contributor: the sheets where that shows say so.
        ((spec,),) = await rows_of(gao.database, "SELECT spec FROM made_files WHERE kind = 'workbook'")
        notes = [" ".join(sheet["notes"]) for sheet in json.loads(spec)["sheets"]]
        assert ["各渠道采用数按登记的年份计" in each for each in notes] == [True, True, False]


async def test_equal_points_at_an_awards_edge_are_shown_and_not_decided(tmp_path: Path) -> None:
    awards = [{"name": "优秀信息员", "for": "person", "number": 1}]
    async with full_year(tmp_path, appraisal={"awards": awards, "months_short": 0, "lapses": 0}) as (
        gao,
        year,
    ):
        async with gao.database.settling() as conn:
            await conn.execute_fetchall("UPDATE point_lines SET hundredths = 0")
            for person in year.people[:2]:
                await conn.execute_fetchall(
                    "UPDATE point_lines SET hundredths = 100 WHERE id = (SELECT min(id) FROM point_lines WHERE person_id = ?)",
                    (person.id,),
                )
        lines = await ask(gao, year.editor, "2026")
        assert "<b>拟评优秀信息员</b>（1个）：无" in lines
        tie = next(line for line in lines if line.startswith("末位同分，余1个名额，2个并列，请研究确定："))
        assert "云茶镇 赵一" in tie and "云茶镇 赵二" in tie


async def test_one_persons_sheet_for_a_leader_in_private(tmp_path: Path) -> None:
    async with full_year(tmp_path) as (gao, year):
        lines = await ask(gao, year.leader, "2026 赵一", chat_id=None)
        assert lines[0] == "<b>云茶镇 赵一 2026年度</b>"
        assert [line.partition("：")[0] for line in lines[1:13]] == [
            "名次", "得分", "报送", "计数", "采用", "各渠道采用",
            "领导批示", "月任务", "逾期未交", "稿酬（元）", "拟评", "不列入拟评原因",
        ]  # fmt: skip
        assert "主要采用信息：" in lines
        # What the channels took is not what is adopted of the year's own items: said where both stand.
        adopted, channels = lines[5], lines[6]
        assert channels.endswith("（按登记年份）") and adopted[3:].partition("条")[0] not in channels
        assert await orders(gao) == [(31, "paper", "2026年度评优评先登记表 赵一.docx")]
        # In English one item is one item, and a channel is called as English calls it.
        found, t = await reckoned(gao), gao.office.texts("en")
        row = found.people[0]._replace(received=1, counted=0, adopted=1, lapses=1)
        facts = dict(person_facts(t, found, row))
        assert (facts["Items received"], facts["Counted"]) == ("1 item", "0 items")
        assert facts["Adopted"].startswith("1 item (") and facts["Bookings not delivered"] == "1 time"
        titles = {work.item_id: "Tea" for work in row.works}
        frame = Frame("Gao", None)
        sheet = json.dumps(order_sheets(t, found, frame, [row], titles=titles, day=date(2027, 1, 4)).spec)
        assert '"County"' in sheet or '"City"' in sheet
        with pytest.raises(BadInput) as refused:
            await ask(gao, year.editor, "2026 一")
        assert "赵一" in str(refused.value.fields["names"])
        with pytest.raises(NotFound):
            await ask(gao, year.editor, "2026 没有此人")
        with pytest.raises(NotFound):
            await ask(gao, year.editor, "2026 周编")


async def test_who_may_not_see_it_is_told_so(tmp_path: Path) -> None:
    async with full_year(tmp_path) as (gao, year):
        for who, chat in ((year.people[0], None), (year.people[0], WORK_CHAT), (year.leader, WORK_CHAT)):
            with pytest.raises(NotAllowed):
                await ask(gao, who, "2026", chat_id=chat)
        assert await orders(gao) == []


async def test_a_year_without_items_says_so_and_orders_no_files(tmp_path: Path) -> None:
    async with county(tmp_path, now=NOW) as gao:
        editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        assert (await ask(gao, editor, "2025"))[1].startswith("截至2025年12月31日，全年收到信息0条")
        assert await orders(gao) == []


# --- published ---------------------------------------------------------------------------------------------


async def post(gao: County, period: str = "2026") -> int:
    async with gao.database.work(now=gao.clock.now()) as work:
        outcome = await posts.post_now(gao.office, work, key="appraisal", period=period)
    return outcome.posted


async def test_posted_it_is_kept_and_afterwards_what_differs_is_shown_beside_it(tmp_path: Path) -> None:
    async with full_year(tmp_path) as (gao, year):
        gao.clock.moment = at("2027-01-05 09:00")
        before = await reckoned(gao)
        outcomes = await asyncio.gather(post(gao), post(gao))  # two at once
        assert sorted(outcomes) == [0, 2]  # the desk group and the leader, once
        ((kept,),) = await rows_of(gao.database, "SELECT figures FROM appraisals")
        assert json.loads(kept)["whole"] == list(before.whole)
        assert [text.split("\n")[0] for text in await texts_to(gao, 31)] == [
            "<b>高县2026年信息工作年终评比情况</b>",
            "全部名次、正式文稿和个人登记表：/appraisal_2026",
        ]
        assert "发布以来" not in "".join(await texts_to(gao, 31)), "it is being published just now"
        assert [name for chat, _, name in await orders(gao) if chat == DESK_CHAT] == [
            "2026年年终评比.xlsx", "2026年年终评比.docx", "2026年度评优评先登记表.docx",
        ]  # fmt: skip
        same = await ask(gao, year.editor, "2026")
        assert same[-2:] == [
            "以上为1月5日 09:00发布的结果，不再变动；评定以会议研究为准。",
            "发布以来没有变化。",
        ]
        async with gao.database.settling() as conn:
            await conn.execute_fetchall(
                "UPDATE point_lines SET hundredths = hundredths + 10000 WHERE person_id = 1"
            )
        later = await ask(gao, year.editor, "2026")
        assert later[: same.index("发布以来没有变化。")] == same[:-1]
        changed = later[later.index("<b>发布以来的变化</b>（不改动已发布结果）") + 1 :]
        assert any(line.startswith("云茶镇 赵一：发布时第") and "现为第1名" in line for line in changed)
        assert await rows_of(gao.database, "SELECT figures FROM appraisals") == [(kept,)]


async def test_on_either_kind_of_database_a_year_is_kept_once(home: Home) -> None:
    async with county(home, now="2027-01-05 09:00") as gao:
        zhang = await gao.reporter("张三", "云茶镇")
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        item_id = await gao.item(zhang, "2026-05-12 10:00:00", state=ItemState.ADOPTED)
        async with gao.database.work(now=at("2026-05-13 10:00")) as work:
            item = await work.items.find(item_id)
            assert item is not None
            await points.record(
                gao.office,
                work,
                item,
                channel="市",
                kind=AdoptionKind.SINGLE,
                day=date(2026, 5, 13),
                issue=None,
                person_id=zhang.id,
            )
            await work.leader_comments.add(
                item_id,
                leader_id=zhang.id,
                recorded_by=zhang.id,
                words="请研究。",
                chat_id=11,
                message_id=1,
                level=1,
                by_deputy=False,
                day=date(2026, 5, 14),
                month="2026-05",
                now=work.now,
            )
            await work.adoptions.add_fault(
                item_id,
                Fault.UNTRUE,
                day=date(2026, 5, 15),
                month="2026-05",
                person_id=zhang.id,
                now=work.now,
            )
            await work.appeals.add(
                person_id=zhang.id,
                item_id=item_id,
                month=None,
                text="申诉",
                chat_id=11,
                message_id=2,
                now=work.now,
            )
        assert (await post(gao), await post(gao)) == (1, 0)
        kept = await gao.database.reads.appraisals.find("2026")
        assert kept is not None
        shown = from_json(kept[0])
        (row,) = shown.people
        assert (row.hundredths, row.taken, row.comments, row.untrue, row.fen) == (200, (1,), 1, 1, 5000)
        assert (row.bars, [each.channel for each in row.works]) == (("short", "untrue"), ["市"])
        assert (shown.whole.appeals, shown.whole.granted) == (1, 0)


async def test_a_preview_publishes_nothing_and_a_year_under_way_is_not_posted(tmp_path: Path) -> None:
    async with full_year(tmp_path) as (gao, _):
        async with gao.database.work(now=gao.clock.now()) as work:
            shown = await posts.compose_preview(gao.office, work, key="appraisal", period="2026")
        assert "年终评比" in shown[0] and any("（草稿）" in text for text in shown)
        assert await rows_of(gao.database, "SELECT * FROM appraisals") == []
        with pytest.raises(BadInput):
            await post(gao, "2027")
        with pytest.raises(BadInput):
            posts.check_period("appraisal", "2026-05", today=date(2027, 1, 4))
        assert posts.check_period("appraisal", "2026年", today=date(2027, 1, 4)) == "2026"
        assert posts.default_period("appraisal", gao.clock.now(), gao.office.zone) == "2026"
        assert await orders(gao) == []
