"""/fees: lists as plain SQL finds them, settled once for good, for editors alone."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.desk.common.office import Scene
from bot.desk.figures import fees
from bot.desk.items import points
from bot.errors import BadInput, NotAllowed, NotJoined, Refusal, WrongState
from bot.model import AdoptionKind, Fault, ItemState, Person, PlaceKind, Role
from tests.support.county import DESK_CHAT, WORK_CHAT, County, at, county
from tests.support.databases import Home, on_file_alone
from tests.support.lived import lived
from tests.support.scenes import do, scene_of, shown
from tests.support.small_year import REASONS, SeededYear


async def ask(gao: County, who: Person | int, typed: str, *, chat_id: int | None = DESK_CHAT) -> None:
    """/fees, as its handler asks for it: looked up first, then answered."""
    scene: Scene
    async with gao.database.work(now=gao.clock.now()) as work:
        scene = scene_of(gao, work, who, chat_id=chat_id)
    first, last = fees.asked(gao.office, scene, typed=typed, now=gao.clock.now())
    async with gao.database.snapshot() as snapshot:
        found = await fees.listed(gao.office, snapshot, first=first, last=last)
    await do(gao, who, fees.show, chat_id=chat_id, found=found)


def books(home: Home) -> list[tuple[str, list[list[list[Any]]]]]:
    """Name of every workbook that was ordered, and the rows of its sheets."""
    rows = home.ask("SELECT name, spec FROM made_files WHERE kind = 'workbook' ORDER BY id")
    return [(name, [sheet["rows"] for sheet in json.loads(spec)["sheets"]]) for name, spec in rows]


async def adopt(gao: County, person: Person, channel: str, when: str, *, item_id: int | None = None) -> int:
    """A channel takes an item, a new one where none is named, at a moment in Shanghai."""
    item_id = item_id or await gao.item(person, when, state=ItemState.ADOPTED)
    async with gao.database.work(now=at(when)) as work:
        item = await work.items.find(item_id)
        assert item is not None
        await points.record(
            gao.office,
            work,
            item,
            channel=channel,
            kind=AdoptionKind.SINGLE,
            day=gao.office.today(work.now),
            issue="第7期",
            person_id=person.id,
        )
    return item_id


async def take_back(gao: County, person: Person, item_id: int, when: str) -> None:
    async with gao.database.work(now=at(when)) as work:
        item = await work.items.find(item_id)
        assert item is not None
        *_, newest = [each for each in await work.adoptions.of_item(item_id) if each.stands]
        await points.revoke(gao.office, work, item, newest, person_id=person.id)


# --- every figure ------------------------------------------------------------------------------------------

BY_SQL = """
WITH RECURSIVE prices (channel, fen) AS (VALUES ('县', 2000), ('市', 5000), ('省', 10000), ('国', 20000)),
contained (whole, id) AS (
    SELECT merged_into, id FROM items WHERE state = 'merged' AND merged_into IS NOT NULL
    UNION SELECT c.whole, m.id FROM contained c JOIN items m ON m.merged_into = c.id WHERE m.state = 'merged'
),
wrote AS (
    SELECT id AS item, id AS part, 0 AS merged_at FROM items
    UNION ALL SELECT c.whole, c.id, i.decided_at FROM contained c JOIN items i ON i.id = c.id WHERE i.editor_id IS NOT NULL
),
first_of_each AS (
    SELECT item, part, row_number() OVER (PARTITION BY item, i.person_id ORDER BY merged_at, part) AS nth, merged_at
    FROM wrote JOIN items i ON i.id = part
),
credit AS (
    SELECT item, merged_at, part, 0 AS place, i.person_id, i.unit_id
    FROM first_of_each JOIN items i ON i.id = part WHERE nth = 1
    UNION ALL
    SELECT item, merged_at, part, 1 + j.key, NULL, u.id
    FROM first_of_each JOIN items i ON i.id = part JOIN json_each(i.joint_units) j JOIN units u ON u.name = j.value
    WHERE nth = 1 AND u.id <> i.unit_id
),
once AS (
    SELECT item, person_id, unit_id, min(merged_at) AS at, min(part) AS part, min(place) AS place
    FROM credit GROUP BY item, person_id, unit_id
),
numbered AS (
    SELECT item, person_id, unit_id, count(*) OVER (PARTITION BY item) AS heads,
           row_number() OVER (PARTITION BY item ORDER BY at, part, place) - 1 AS head
    FROM once
),
standing AS (
    SELECT a.item_id AS item, a.month, max(p.fen) AS fen FROM adoptions a JOIN prices p ON p.channel = a.channel
    JOIN items i ON i.id = a.item_id WHERE a.revoked_at IS NULL GROUP BY a.item_id, a.month
),
reached AS (SELECT item, month, max(fen) OVER (PARTITION BY item ORDER BY month) AS fen FROM standing),
steps AS (SELECT item, month, fen, coalesce(lag(fen) OVER (PARTITION BY item ORDER BY month), 0) AS before FROM reached),
lines AS (
    SELECT s.item, month, person_id, unit_id,
           (fen + heads - 1 - head) / heads - (before + heads - 1 - head) / heads AS fen
    FROM steps s JOIN numbered n ON n.item = s.item
)
SELECT u.name, coalesce(p.name, '（联合报送）'), count(DISTINCT item), sum(fen)
FROM lines l JOIN units u ON u.id = l.unit_id LEFT JOIN people p ON p.id = l.person_id
WHERE month >= '{first}' AND month <= '{last}' AND fen <> 0 GROUP BY l.unit_id, l.person_id ORDER BY 1, 2
"""


@on_file_alone
async def test_every_figure_of_a_year_equals_what_plain_sql_finds(home: Home, tmp_path: Path) -> None:
    """Merges, joint units, adoptions taken back, commissions that came late, two channels and three."""
    async with lived(tmp_path, SeededYear, now="2027-01-04 12:00", review={"reasons": REASONS}) as year:
        gao = year.gao
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        for typed, first, last in (
            ("2026", "2026-01", "2026-12"),
            ("2026Q2", "2026-04", "2026-06"),
            ("2026-09", "2026-09", "2026-09"),
        ):
            await ask(gao, year.editor, typed)
            (*payees, together), details = books(home)[-1][1]
            expected = home.ask(BY_SQL.format(first=first, last=last))
            assert sorted(row[1:] for row in payees) == sorted(map(list, expected))
            assert together[4] == sum(row[3] for row in expected) == sum(row[8] for row in details) > 0
            assert [row[0] for row in payees] == list(range(1, len(payees) + 1))
        # Month by month it comes to the same as the year.
        async with gao.database.snapshot() as snapshot:
            months = [await fees.listed(gao.office, snapshot, first=m, last=m) for m in MONTHS]
            whole = await fees.listed(gao.office, snapshot, first=MONTHS[0], last=MONTHS[-1])
        assert [line for month in months for line in month.lines] == list(whole.lines)
        # Settled, the whole year is the same list, whatever is decided and set after it.
        await do(gao, year.editor, fees.settle, chat_id=DESK_CHAT, period="2026")
        assert books(home)[-1] == books(home)[0]
        home.ask(
            "UPDATE adoptions SET revoked_at = 1, revoked_month = '2026-05', revoked_by = 1 WHERE id % 3 = 0"
        )
        await ask(gao, year.editor, "2026")
        assert books(home)[-1] == books(home)[0]


MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


# --- words -------------------------------------------------------------------------------------------------


async def fill(gao: County) -> tuple[Person, Person, Person]:
    zhang = await gao.reporter("张三", "云茶镇")
    li = await gao.reporter("李四", "沙河镇")
    zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
    await gao.bind(DESK_CHAT, PlaceKind.DESK)
    await gao.bind(WORK_CHAT, PlaceKind.WORK)
    first = await adopt(gao, zhang, "县", "2026-04-02 10:00:00")
    await adopt(gao, zhang, "市", "2026-05-12 10:00:00", item_id=first)
    await adopt(gao, zhang, "县", "2026-05-13 10:00:00")
    await adopt(gao, li, "省", "2026-06-20 10:00:00")
    return zhang, li, zhou


@on_file_alone
async def test_a_quarter_that_is_over_in_words_and_as_a_table_to_sign(home: Home) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        _, _, zhou = await fill(gao)
        await ask(gao, zhou, "2026Q2")
        (message,) = await shown(gao, DESK_CHAT)
        assert message.text.split("\n") == [
            "<b>2026年第二季度稿酬清单（草稿）</b>",
            "1. 云茶镇 张三：2篇，70.00元",
            "2. 沙河镇 李四：1篇，100.00元",
            "合计2人（单位），3篇，170.00元",
            "",
            "以上为截至目前的情况。定稿后不再变动，此后的增减列入发生当月的清单。",
            "本清单仅作记录，不发放、不扣减任何款项。",
            "其他期间：/fees_2026Q1 /fees_2026_03，或发 /fees 2026",
        ]
        assert message.labels == ["定稿"]
        ((name, (payees, details)),) = books(home)
        assert name == "稿酬清单2026Q2.xlsx"
        assert payees == [
            [1, "云茶镇", "张三", 2, 7000],
            [2, "沙河镇", "李四", 1, 10000],
            [None, "合计", None, 3, 17000],
        ]
        assert details[1] == [
            "云茶镇", "张三", "2026-0001", "标题", "政务信息快报", "单条", "第7期", "2026-05-12", 3000, "补更高渠道差额",
        ]  # fmt: skip
        ((form,),) = home.ask("SELECT form FROM made_files")
        assert form == "document"
        # One that was found untrue stays in the sum, and whoever signs reads that it was.
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.adoptions.add_fault(
                1, Fault.UNTRUE, day=date(2026, 6, 30), month="2026-06", person_id=zhou.id, now=work.now
            )
        await ask(gao, zhou, "2026Q2")
        said = "⚠️ 已认定失实、仍计入合计：2026-0001（50.00元）。是否发放由签批人决定。"
        lines = (await shown(gao, DESK_CHAT))[-1].text.split("\n")
        assert lines[3:5] == ["合计2人（单位），3篇，170.00元", said]
        (_, details) = books(home)[-1][1]
        assert [row[3] for row in details] == ["（失实）标题", "（失实）标题", "标题", "标题"]
        (spec,) = home.ask("SELECT spec FROM made_files ORDER BY id DESC LIMIT 1")
        assert said in json.loads(spec[0])["sheets"][0]["notes"]
        await do(gao, zhou, fees.ask_settle, chat_id=DESK_CHAT, period="2026Q2")
        assert said in (await shown(gao, DESK_CHAT))[-1].text
        home.ask("UPDATE item_faults SET cleared_at = 1, cleared_by = 1, cleared_month = '2026-06'")
        await ask(gao, zhou, "2026Q2")
        assert "失实" not in (await shown(gao, DESK_CHAT))[-1].text and books(home)[-1] == books(home)[0]


@on_file_alone
async def test_a_time_under_way_is_not_to_be_settled_and_one_without_items_says_so(home: Home) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        _, _, zhou = await fill(gao)
        await ask(gao, zhou, "")
        assert (await shown(gao, DESK_CHAT))[-1].text.split("\n")[:2] == [
            "<b>2026年第三季度稿酬清单（草稿）</b>",
            "没有应列稿酬的信息。",
        ]
        assert books(home) == []
        with pytest.raises(WrongState):
            await do(gao, zhou, fees.ask_settle, chat_id=DESK_CHAT, period="2026Q3")
        with pytest.raises(BadInput):
            await do(gao, zhou, fees.settle, chat_id=DESK_CHAT, period="2026Q9")
        assert home.ask("SELECT * FROM fee_months") == []


# --- settling ----------------------------------------------------------------------------------------------


@on_file_alone
async def test_settled_by_a_second_word_with_the_months_before_it_and_only_once(home: Home) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        _, _, zhou = await fill(gao)
        wu = await gao.person("吴编", "信息中心", role=Role.EDITOR, telegram_id=22)
        await ask(gao, zhou, "2026-05")
        listed = (await shown(gao, DESK_CHAT))[-1]
        await do(gao, zhou, fees.ask_settle, chat_id=DESK_CHAT, period="2026-05")
        asked = (await shown(gao, DESK_CHAT))[-1]
        assert listed.buttons["定稿"] == "q1:2026-05" and asked.buttons["确认定稿"] == "q2:2026-05"
        assert asked.text.split("\n") == [
            "将2026年5月及以前的稿酬清单定稿？共1人（单位），70.00元。定稿后清单不再变动，此后的增减列入发生当月。",
            "⚠️ 此前未定稿的2026年4月一并定稿：其中1人（单位），20.00元。",
        ]
        # Two editors at once.
        outcomes = await asyncio.gather(
            *(do(gao, who, fees.settle, chat_id=DESK_CHAT, period="2026-05") for who in (zhou, wu)),
            return_exceptions=True,
        )
        refused = [each for each in outcomes if isinstance(each, Refusal)]
        assert len(refused) == 1 and isinstance(refused[0], WrongState)
        assert gao.office.texts("zh").plain(refused[0].key, **refused[0].fields) == (
            "该清单已由周编于7月2日 12:00定稿，不再变动。"
        )
        assert home.ask("SELECT month, count(*), sum(fen) FROM fee_lines GROUP BY month ORDER BY month") == [
            ("2026-04", 1, 2000),
            ("2026-05", 2, 5000),
        ]
        final = (await shown(gao, DESK_CHAT))[-1]
        assert final.text.split("\n")[0] == "<b>2026年5月稿酬清单</b>"
        assert "已由周编于7月2日 12:00定稿，不再变动。" in final.text
        assert final.labels == []


async def test_after_that_a_higher_adoption_one_taken_back_and_one_recorded_late_go_into_their_own_month(
    home: Home,
) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        zhang, li, zhou = await fill(gao)
        await do(gao, zhou, fees.settle, chat_id=DESK_CHAT, period="2026Q2")
        before = home.ask("SELECT * FROM fee_lines ORDER BY id")
        await adopt(gao, zhang, "省", "2026-07-05 10:00:00", item_id=1)  # 50 yuan had been listed
        await take_back(gao, zhou, 3, "2026-07-06 10:00:00")  # 李四's 100 yuan
        late = await gao.item(li, "2026-06-29 10:00:00", state=ItemState.ADOPTED)
        async with gao.database.work(now=at("2026-07-08 10:00")) as work:
            item = await work.items.find(late)
            assert item is not None
            await points.record(
                gao.office, work, item, channel="县", kind=AdoptionKind.SINGLE, day=at("2026-06-30 10:00").date(),
                issue=None, person_id=zhou.id,
            )  # fmt: skip
        gao.clock.moment = at("2026-08-03 09:00")
        await ask(gao, zhou, "2026-07")
        payees, details = books(home)[-1][1]
        assert payees == [
            [1, "云茶镇", "张三", 1, 5000],
            [2, "沙河镇", "李四", 2, -8000],
            [None, "合计", None, 3, -3000],
        ]
        assert [(row[2], row[7], row[8], row[9]) for row in details] == [
            ("2026-0001", "2026-07-05", 5000, "补更高渠道差额"),
            ("2026-0004", "2026-06-30", 2000, "按最高渠道"),
            ("2026-0003", "2026-07-06", -10000, "撤销采用"),
        ]
        await ask(gao, zhou, "2026Q2")
        assert home.ask("SELECT * FROM fee_lines ORDER BY id") == before
        assert books(home)[-1][1][0][-1] == [None, "合计", None, 3, 17000]


async def test_an_undone_adoption_leaves_a_settled_list_and_is_taken_back_by_a_line(home: Home) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        zhang, _, zhou = await fill(gao)
        async with gao.database.work(now=gao.clock.now()) as work:
            item = await work.items.find(3)
            assert item is not None
            mark = type(await work.adoptions.mark())(2, 0)
            until = await work.adoptions.mark()
            await work.fees.settle("2026-06", [], by=zhang.id, now=work.now)
            await points.take_back(
                gao.office, work, item, mark, until=until, person_id=zhou.id, first_percent=None
            )
        assert home.ask("SELECT count(*), count(revoked_at) FROM adoptions WHERE item_id = 3") == [(1, 1)]


# --- who may -----------------------------------------------------------------------------------------------


@on_file_alone
async def test_who_may_not_see_it_is_told_so_and_nothing_is_ordered(home: Home) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        zhang, _, zhou = await fill(gao)
        leader = await gao.reporter("钱县长", "县政府", role=Role.LEADER)
        with pytest.raises(NotAllowed):
            await ask(gao, zhang, "2026Q2", chat_id=None)
        with pytest.raises(NotAllowed):
            await ask(gao, leader, "2026Q2", chat_id=None)
        with pytest.raises(NotAllowed):
            await ask(gao, zhou, "2026Q2", chat_id=WORK_CHAT)
        with pytest.raises(NotJoined):
            await ask(gao, 999, "2026Q2", chat_id=None)
        with pytest.raises(NotAllowed):
            await do(gao, zhang, fees.settle, period="2026Q2")
        assert (books(home), home.ask("SELECT * FROM fee_months")) == ([], [])


@on_file_alone
async def test_what_people_typed_is_shown_as_it_is_and_their_numbers_hidden_in_the_table(home: Home) -> None:
    async with county(home, now="2026-07-02 12:00") as gao:
        wang = await gao.reporter("王五", "<庆符>镇")
        zhou = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        await adopt(gao, wang, "县", "2026-06-20 10:00:00")
        home.ask("UPDATE items SET title = '来电13800138000反映<b>'")
        await ask(gao, zhou, "2026-06")
        assert "1. &lt;庆符&gt;镇 王五：1篇，20.00元" in (await shown(gao, DESK_CHAT))[-1].text
        (details,) = books(home)[-1][1][1]
        assert details[:4] == ["<庆符>镇", "王五", "2026-0001", "来电138****8000反映<b>"]
