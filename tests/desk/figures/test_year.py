"""A simulated year (tests/support/year.py): every figure in its files equals what plain SQL reckons anew from the raw rows."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.desk.figures import recounting
from bot.desk.figures.notices import reckon
from bot.rules.exports import Asked, Form
from bot.rules.notice import MonthNotice
from tests.support.county import county
from tests.support.databases import Files
from tests.support.exported import Table, exported
from tests.support.table import each_row
from tests.support.year import DEMANDS, ITEMS, UNIT_QUOTAS, VOID, YEAR, write_year

NOW = "2026-01-10 09:00"
SETTINGS: dict[str, Any] = {
    "quota": {"units": UNIT_QUOTAS},
    "review": {
        "reasons": [
            {"key": key, "zh": key, "en": key, "counts": key not in VOID}
            for key in ("empty", "off_topic", "routine", "stale", "incomplete")
        ]
    },
}
# domain.md 1.3, in hundredths: channel, then 综合, 单条, 约稿, 专报; a late 约稿 keeps half.
PRICES = {
    "县": (50, 100, 150, 300),
    "市": (100, 200, 500, 500),
    "省": (300, 500, 500, 800),
    "国": (800, 1000, 1000, 1500),
}
BONUSES = {(1, 0): 200, (1, 1): 100, (2, 0): 500, (2, 1): 500, (3, 0): 1000, (3, 1): 1000}
FEE = {"县": 2000, "市": 5000, "省": 10_000, "国": 20_000}  # fen, by the highest channel
KINDS = ("digest", "single", "commission", "special")
KIND_WORDS = {"digest": "综合", "single": "单条", "commission": "约稿", "special": "专报"}
MONTHS = [f"{YEAR}-{month:02}" for month in range(1, 13)]


@dataclass
class Figures:
    """The year's export, its twelve notices, and the rows of which they were made."""

    tables: dict[str, Table]
    notices: list[MonthNotice]
    raw: sqlite3.Connection
    _asked: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Reckoned once: nobody writes any more, and three figures rest on everybody's points."""
        if sql not in self._asked:
            self._asked[sql] = self.raw.execute(sql).fetchall()
        return self._asked[sql]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    folder = tmp_path_factory.mktemp("year")
    tables, notices = asyncio.run(_files(folder))
    raw = sqlite3.connect(folder / "desk.db")
    _prepare(raw)
    yield Figures(tables, notices, raw)
    raw.close()


async def _files(folder: Path) -> tuple[dict[str, Table], list[MonthNotice]]:
    home = Files(folder)
    async with county(home, now=NOW, **SETTINGS):
        pass  # an empty office
    write_year(home.path)
    async with county(home, now=NOW, **SETTINGS) as gao:
        async with gao.database.work(now=gao.clock.now()) as work:
            await recounting.recount(gao.office, work, since=MONTHS[0], apply=True)
            notices = [
                await reckon(gao.office, work, month=month, today=gao.office.today(work.now))
                for month in MONTHS
            ]
        asked = Asked(MONTHS[0], MONTHS[-1], Form.TEXTS)  # a fourth of the time that a workbook takes
        return await exported(gao.office, gao.database, gao.clock, asked, folder=folder), notices


def _prepare(raw: sqlite3.Connection) -> None:
    """Prices, months and authors as tables; everything else is reckoned by the statements."""
    raw.executescript(
        "CREATE TEMP TABLE price (channel, kind, hundredths); CREATE TEMP TABLE bonus (level, by_deputy, hundredths);"
        "CREATE TEMP TABLE fee (channel, fen); CREATE TEMP TABLE months (month); CREATE TEMP TABLE void (reason);"
        "CREATE TEMP TABLE unit_quota (name, quota);"
    )
    raw.executemany(
        "INSERT INTO price VALUES (?, ?, ?)",
        [
            (channel, kind, price)
            for channel, prices in PRICES.items()
            for kind, price in zip(KINDS, prices, strict=True)
        ],
    )
    raw.executemany("INSERT INTO bonus VALUES (?, ?, ?)", [(*key, bonus) for key, bonus in BONUSES.items()])
    raw.executemany("INSERT INTO fee VALUES (?, ?)", list(FEE.items()))
    raw.executemany("INSERT INTO months VALUES (?)", [(month,) for month in MONTHS])
    raw.executemany("INSERT INTO void VALUES (?)", [(reason,) for reason in VOID])
    raw.executemany("INSERT INTO unit_quota VALUES (?, ?)", list(UNIT_QUOTAS.items()))
    raw.executescript(
        # Who wrote an item, and since which month: its reporter, then those of what was merged into it, each once.
        """
        CREATE TEMP TABLE worthy AS SELECT item_id AS id FROM adoptions UNION SELECT item_id FROM leader_comments;
        CREATE TEMP TABLE author AS
        SELECT item, source, person, since, row_number() OVER (PARTITION BY item ORDER BY place) - 1 AS place FROM (
            SELECT i.id AS item, i.id AS source, i.person_id AS person, i.month AS since, 0 AS place
            FROM items i JOIN worthy w ON w.id = i.id
            UNION ALL
            SELECT item, source, person, since, place FROM (
                SELECT m.merged_into AS item, m.id AS source, m.person_id AS person,
                    strftime('%Y-%m', m.decided_at / 1000 + 28800, 'unixepoch') AS since, m.decided_at AS place,
                    row_number() OVER (PARTITION BY m.merged_into, m.person_id ORDER BY m.decided_at) AS turn
                FROM items m JOIN items t ON t.id = m.merged_into JOIN worthy w ON w.id = t.id
                WHERE m.state = 'merged' AND m.editor_id IS NOT NULL AND m.person_id <> t.person_id
            ) WHERE turn = 1
        );
        CREATE TEMP TABLE author_unit AS
        SELECT item, source, person, since, place, unit, at, count(*) OVER (PARTITION BY item, source) AS units FROM (
            SELECT a.*, i.unit_id AS unit, 0 AS at FROM author a JOIN items i ON i.id = a.source
            UNION ALL
            SELECT a.*, u.id, 1 + j.key FROM author a JOIN items i ON i.id = a.source, json_each(i.joint_units) j
            JOIN units u ON u.name = j.value WHERE u.id <> i.unit_id
        );
        CREATE TEMP TABLE payee AS
        SELECT *, row_number() OVER (PARTITION BY item ORDER BY turn) - 1 AS k, count(*) OVER (PARTITION BY item) AS n FROM (
            SELECT item, CASE WHEN at = 0 THEN person END AS person, unit, min(place * 10 + at) AS turn
            FROM author_unit GROUP BY 1, 2, 3
        );
        CREATE INDEX temp.payee_item ON payee (item);
        """
    )


_STANDING = "a.month <= m.month AND (a.revoked_month IS NULL OR a.revoked_month > m.month)"
# What each contributor has of an item at a month's end, to the hundredth; what is booked in a month is the difference to before.
POINTS = f"""
WITH authors AS (
    SELECT m.month, a.item, count(*) AS n FROM months m JOIN author a ON a.since <= m.month GROUP BY m.month, a.item
), best AS (
    SELECT m.month, a.item_id AS item, max(
        CASE WHEN a.kind = 'commission' AND a.is_late THEN (p.hundredths * 50 + 50) / 100
             WHEN a.kind = 'digest' THEN p.hundredths * n.n ELSE p.hundredths END) AS points
    FROM months m JOIN adoptions a ON {_STANDING} JOIN price p ON p.channel = a.channel AND p.kind = a.kind
    JOIN authors n ON n.month = m.month AND n.item = a.item_id
    GROUP BY m.month, a.item_id
), said AS (
    SELECT month, item, sum(points) AS points FROM (
        SELECT m.month, c.item_id AS item, max(b.hundredths) AS points
        FROM months m JOIN leader_comments c ON c.month <= m.month JOIN bonus b ON b.level = c.level AND b.by_deputy = c.by_deputy
        GROUP BY m.month, c.item_id, c.level
    ) GROUP BY month, item
), whole AS (
    SELECT n.month, n.item, n.n, coalesce(b.points, 0) + coalesce(s.points, 0) AS points, h.first_percent AS p
    FROM authors n LEFT JOIN best b ON b.month = n.month AND b.item = n.item
    LEFT JOIN said s ON s.month = n.month AND s.item = n.item LEFT JOIN shares h ON h.item_id = n.item
), parts AS (
    SELECT w.month, w.item, w.points, CASE WHEN u.at = 0 THEN u.person END AS person, u.unit,
        min(u.place * 10 + u.at) AS turn,
        sum(6 / u.units * CASE WHEN w.n = 1 OR w.p IS NULL THEN 1
            WHEN u.place = 0 THEN w.p * (w.n - 1) ELSE 100 - w.p END) AS part,
        6 * CASE WHEN w.n = 1 THEN 1 WHEN w.p IS NULL THEN w.n ELSE 100 * (w.n - 1) END AS of
    FROM whole w JOIN author_unit u ON u.item = w.item AND u.since <= w.month
    GROUP BY w.month, w.item, CASE WHEN u.at = 0 THEN u.person END, u.unit
), floors AS (
    SELECT *, points * part / of AS low,
        row_number() OVER (PARTITION BY month, item ORDER BY points * part % of DESC, turn) AS turn_of_rest,
        points - sum(points * part / of) OVER (PARTITION BY month, item) AS rest
    FROM parts
), held AS (
    SELECT month, item, person, unit, low + (turn_of_rest <= rest) AS points FROM floors
), booked AS (
    SELECT month, item, person, unit, points - coalesce(
        lag(points) OVER (PARTITION BY item, person, unit ORDER BY month), 0) AS points FROM held
)
SELECT b.month, i.number, u.name, p.name, b.points FROM booked b JOIN items i ON i.id = b.item JOIN units u ON u.id = b.unit
LEFT JOIN people p ON p.id = b.person WHERE b.points <> 0
"""
# The highest fee of the adoptions that stand at the year's end, in the month in which it was reached; equal parts for whoever
# has contributed by then, the rest to the first.
FEES = """
WITH best AS (
    SELECT m.month, a.item_id AS item, max(f.fen) AS fen
    FROM months m JOIN adoptions a ON a.month <= m.month AND a.revoked_at IS NULL
    JOIN fee f ON f.channel = a.channel GROUP BY 1, 2
), held AS (
    SELECT b.month, b.item, c.person, c.unit, b.fen / c.n + (c.k < b.fen % c.n) AS fen
    FROM best b JOIN payee c ON c.item = b.item
), listed AS (
    SELECT *, fen - coalesce(lag(fen) OVER (PARTITION BY item, person, unit ORDER BY month), 0) AS more FROM held
)
SELECT l.month, i.number, u.name, p.name, l.more FROM listed l JOIN items i ON i.id = l.item JOIN units u ON u.id = l.unit
LEFT JOIN people p ON p.id = l.person WHERE l.more <> 0
"""
COUNTED = (
    "i.state NOT IN ('withdrawn', 'merged', 'held', 'destroyed')"
    " AND NOT (i.state = 'rejected' AND i.reason IN (SELECT reason FROM void))"
)
SHORTFALLS = f"""
WITH done AS (SELECT i.month, i.person_id, count(*) AS n FROM items i WHERE {COUNTED} GROUP BY i.month, i.person_id),
owed AS (
    SELECT m.month, p.id, u.name AS unit, p.name, p.telegram_id, coalesce(p.month_quota, q.quota,
        CASE p.employment WHEN 'full_time' THEN 8 ELSE 4 END) AS quota
    FROM months m JOIN people p JOIN units u ON u.id = p.unit_id LEFT JOIN unit_quota q ON q.name = u.name
    WHERE p.role = 'member' AND p.joined_on <= m.month || '-15'
        AND (p.state = 'active' OR (p.state = 'removed' AND substr(p.left_on, 1, 7) > m.month))
        AND NOT EXISTS (SELECT 1 FROM leaves l WHERE l.person_id = p.id AND l.month = m.month)
)
SELECT o.month, o.unit, o.name, o.quota, coalesce(d.n, 0), o.quota - coalesce(d.n, 0)
FROM owed o LEFT JOIN done d ON d.month = o.month AND d.person_id = o.id
WHERE coalesce(d.n, 0) < o.quota AND (o.telegram_id IS NOT NULL OR d.n > 0)
"""


def items(year: Figures) -> tuple[Any, Any]:
    """Month, unit, person, whether it counts and whether it was adopted: how many of each."""
    found = Counter(
        (row["归属月份"], row["单位"], row["姓名"], row["计入任务"] == "是", row["状态"] == "采用")
        for row in year.tables["信息"]
    )
    reckoned = year.ask(
        f"SELECT i.month, u.name, p.name, {COUNTED}, i.state = 'adopted', count(*)"
        " FROM items i JOIN units u ON u.id = i.unit_id JOIN people p ON p.id = i.person_id"
        " WHERE i.state NOT IN ('held', 'destroyed') GROUP BY 1, 2, 3, 4, 5"
    )
    assert len(year.tables["信息"]) > ITEMS * 0.97
    return found, {
        (month, unit, name, bool(is_counted), bool(is_adopted)): n
        for month, unit, name, is_counted, is_adopted, n in reckoned
    }


def adoptions(year: Figures) -> tuple[Any, Any]:
    """Month of the day, channel, kind, whether it was taken back, by which unit's item: how many."""
    found = Counter(
        (
            row["采用日期"][:7],
            row["渠道"],
            row["采用方式"],
            bool(row["撤销时间"]),
            row["撤销计入月份"],
            row["单位"],
        )
        for row in year.tables["采用"]
    )
    reckoned = year.ask(
        "SELECT substr(a.day, 1, 7), a.channel, a.kind, a.revoked_at IS NOT NULL, coalesce(a.revoked_month, ''), u.name, count(*)"
        " FROM adoptions a JOIN items i ON i.id = a.item_id JOIN units u ON u.id = i.unit_id GROUP BY 1, 2, 3, 4, 5, 6"
    )
    assert len(found) > 500
    return found, {
        (month, channel, KIND_WORDS[kind], bool(is_gone), gone_in, unit): n
        for month, channel, kind, is_gone, gone_in, unit, n in reckoned
    }


def bookings(year: Figures) -> tuple[Any, Any]:
    """Topic and state: how many."""
    found = Counter((row["选题"], row["单位"], row["状态"] == "已交稿") for row in year.tables["预约"])
    reckoned = year.ask(
        "SELECT 'T' || b.demand_id, u.name, b.state = 'fulfilled', count(*)"
        " FROM bookings b JOIN units u ON u.id = b.unit_id GROUP BY 1, 2, 3"
    )
    assert len(found) > DEMANDS / 2
    return found, {(topic, unit, bool(is_done)): n for topic, unit, is_done, n in reckoned}


def points(year: Figures) -> tuple[Any, Any]:
    """Month, item, unit, person: hundredths."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in year.tables["得分"]:
        found[row["计入月份"], row["编号"], row["单位"], row["姓名"] or None] += round(
            float(row["分值"]) * 100
        )
    assert len(found) > 4000
    return {key: value for key, value in found.items() if value}, {
        (month, number, unit, person): value for month, number, unit, person, value in year.ask(POINTS)
    }


def fees(year: Figures) -> tuple[Any, Any]:
    """Month, item, unit, person: fen."""
    found: Counter[tuple[Any, ...]] = Counter()
    for row in year.tables["稿酬"]:
        found[row["列入月份"], row["编号"], row["单位"], row["姓名"] or None] += round(
            float(row["稿酬（元）"]) * 100
        )
    assert len(found) > 4000
    return dict(found), {
        (month, number, unit, person): fen for month, number, unit, person, fen in year.ask(FEES)
    }


def notice_units(year: Figures) -> tuple[Any, Any]:
    """Month and unit: received, counted, comments, points of the month and of the year up to it, owed, taken by channel."""
    found: Counter[tuple[Any, ...]] = Counter()
    for notice in year.notices:
        for row in notice.units:
            key = (notice.month, row.name)
            figures = ("received", "counted", "comments", "month", "year", "owed")
            found.update({(*key, figure): getattr(row, figure) for figure in figures})
            for channel, number in zip(notice.channels, row.taken, strict=True):
                found[*key, channel.key] += number
    reckoned: Counter[tuple[Any, ...]] = Counter()
    for month, unit, received, counted in year.ask(
        f"SELECT i.month, u.name, count(*), sum({COUNTED}) FROM items i JOIN units u ON u.id = i.unit_id GROUP BY 1, 2"
    ):
        reckoned.update({(month, unit, "received"): received, (month, unit, "counted"): counted})
    for month, unit, comments in year.ask(
        "SELECT c.month, u.name, count(*) FROM leader_comments c JOIN items i ON i.id = c.item_id"
        " JOIN units u ON u.id = i.unit_id GROUP BY 1, 2"
    ):
        reckoned[month, unit, "comments"] += comments
    for month, _, unit, _, hundredths in year.ask(POINTS):
        reckoned[month, unit, "month"] += hundredths
        for later in MONTHS[MONTHS.index(month) :]:
            reckoned[later, unit, "year"] += hundredths
    for month, unit, channel, number in year.ask(
        "SELECT month, name, channel, sum(n) FROM ("
        " SELECT a.month, u.name, a.channel, 1 AS n FROM adoptions a JOIN items i ON i.id = a.item_id"
        " JOIN units u ON u.id = i.unit_id UNION ALL SELECT a.revoked_month, u.name, a.channel, -1 FROM adoptions a"
        " JOIN items i ON i.id = a.item_id JOIN units u ON u.id = i.unit_id WHERE a.revoked_at IS NOT NULL) GROUP BY 1, 2, 3"
    ):
        reckoned[month, unit, channel] += number
    for month, unit, owed in year.ask(
        SHORTFALLS[: SHORTFALLS.index("SELECT o.month")] + "SELECT o.month, o.unit, sum(o.quota) FROM owed o"
        " LEFT JOIN done d ON d.month = o.month AND d.person_id = o.id"
        " WHERE o.quota > 0 AND (o.telegram_id IS NOT NULL OR d.n > 0) GROUP BY 1, 2"
    ):
        reckoned[month, unit, "owed"] += owed
    return {key: n for key, n in found.items() if n}, {key: n for key, n in reckoned.items() if n}


def notice_people(year: Figures) -> tuple[Any, Any]:
    """Month, unit and person: points, of those that have any; and the county's whole month."""
    found = {
        (notice.month, row.unit, row.name): row.hundredths for notice in year.notices for row in notice.people
    }
    found |= {
        (notice.month, "", figure): getattr(notice.now, figure)
        for notice in year.notices
        for figure in ("received", "counted", "adopted", "comments", "hundredths")
    }
    reckoned: Counter[tuple[Any, ...]] = Counter()
    for month, _, unit, person, hundredths in year.ask(POINTS):
        reckoned[month, "", "hundredths"] += hundredths
        if person is not None:
            reckoned[month, unit, person] += hundredths
    for month, received, counted, adopted in year.ask(
        f"SELECT i.month, count(*), sum({COUNTED}), sum(i.state = 'adopted') FROM items i GROUP BY 1"
    ):
        figures = {"received": received, "counted": counted, "adopted": adopted}
        reckoned.update({(month, "", figure): number for figure, number in figures.items()})
    for month, comments in year.ask("SELECT month, count(*) FROM leader_comments GROUP BY 1"):
        reckoned[month, "", "comments"] += comments
    return found, {key: n for key, n in reckoned.items() if n > 0}


def notice_shortfalls(year: Figures) -> tuple[Any, Any]:
    """Month, unit, person, owed, done, missing, as the notices name them."""
    found = {
        (notice.month, each.unit, each.name, each.quota, each.done, each.missing)
        for notice in year.notices
        for each in notice.quota.short
    }
    return found, set(year.ask(SHORTFALLS))


def shortfalls(year: Figures) -> tuple[Any, Any]:
    """Month, unit, person, owed, done, missing."""
    found = {
        (row["月份"], row["单位"], row["姓名"], int(row["应报"]), int(row["已报"]), int(row["差"]))
        for row in year.tables["未完成"]
    }
    assert len(found) > 500
    return found, set(year.ask(SHORTFALLS))


@each_row(
    "figure",
    [items, adoptions, bookings, points, fees, shortfalls, notice_units, notice_people, notice_shortfalls],
    ids=lambda figure: figure.__name__,
)
def test_every_figure_of_a_simulated_year_equals_what_sql_reckons_from_the_raw_rows(
    year: Figures, figure: Any
) -> None:
    found, reckoned = figure(year)
    assert found == reckoned
