"""A year of 60 units, 300 people and 20,000 items: fees and appraisal equal what plain SQL finds in the raw rows."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from bot.desk.figures import appraisal, fees
from bot.rules.appraisal import Appraisal
from bot.rules.fees import payees
from tests.desk.figures.test_appraisal import CONTRIBUTORS
from tests.desk.figures.test_fees import BY_SQL
from tests.support.county import county
from tests.support.year import UNIT_QUOTAS, VOID, write_year

REASONS = [
    {"key": key, "zh": key, "en": key, "counts": key not in VOID, "decisions": ["reject"]}
    for key in ("empty", "off_topic", "routine", "stale", "incomplete")
]
IN_YEAR = "BETWEEN '2025-01' AND '2025-12'"


async def test_fees_of_a_month_and_the_appraisal_of_the_year(tmp_path: Path) -> None:
    async with county(
        tmp_path, now="2026-01-04 12:00", review={"reasons": REASONS}, quota={"units": UNIT_QUOTAS}
    ) as gao:
        path = next(tmp_path.rglob("*.db"))
        write_year(path)
        async with gao.database.snapshot() as snapshot:
            listed = await fees.listed(gao.office, snapshot, first="2025-09", last="2025-09")
            shown = await appraisal.reckon(gao.office, snapshot, year="2025", today=date(2026, 1, 4))
            directory = snapshot.directory
    with closing(sqlite3.connect(path)) as raw:
        found = sorted(
            (
                directory.unit_name(each.unit_id),
                directory.get_person(each.person_id).name if each.person_id else "（联合报送）",
                each.items,
                each.fen,
            )
            for each in payees(listed.lines)
        )
        expected = raw.execute(BY_SQL.format(first="2025-09", last="2025-09")).fetchall()
        assert found == sorted(row for row in expected if row[3]) and len(found) > 250
        check(raw, shown)


def check(raw: sqlite3.Connection, shown: Appraisal) -> None:
    for name in ("people_of", "units_of"):
        raw.execute(f"CREATE TEMP TABLE {name} AS {CONTRIBUTORS} SELECT * FROM {name}")
        raw.execute(f"CREATE INDEX {name}_by_item ON {name} (item)")

    def sums(sql: str) -> Counter[Any]:
        return Counter({row[0]: row[1] for row in raw.execute(sql)})

    void = f"state NOT IN ('withdrawn', 'merged', 'held', 'destroyed') AND NOT (state = 'rejected' AND reason IN {VOID})"
    for by_unit, rows in ((True, shown.units), (False, shown.people)):
        who, of = ("unit_id", "units_of") if by_unit else ("person_id", "people_of")
        per = f"SELECT c.{who}, count(*) FROM {of} c JOIN"
        received = sums(f"SELECT {who}, count(*) FROM items WHERE month {IN_YEAR} GROUP BY 1")
        counted = sums(f"SELECT {who}, count(*) FROM items WHERE month {IN_YEAR} AND {void} GROUP BY 1")
        adopted = sums(
            f"SELECT {who}, count(*) FROM items WHERE month {IN_YEAR} AND state = 'adopted' GROUP BY 1"
        )
        comments = sums(f"{per} leader_comments l ON l.item_id = c.item WHERE l.month {IN_YEAR} GROUP BY 1")
        taken = {
            key: sums(
                f"{per} adoptions a ON a.item_id = c.item WHERE a.channel = '{key}' AND a.revoked_at IS NULL"
                " AND a.day BETWEEN '2025-01-01' AND '2025-12-31' GROUP BY 1"
            )
            for key in shown.channels
        }
        assert sum(received.values()) == 20_000 and sum(comments.values()) > 0 and len(shown.channels) >= 3
        wrong = [
            row
            for row in rows
            if (row.received, row.counted, row.adopted, row.comments, *row.taken)
            != (
                received[row.subject],
                counted[row.subject],
                adopted[row.subject],
                comments[row.subject],
                *(taken[key][row.subject] for key in shown.channels),
            )
        ]
        assert wrong == []
    assert (len(shown.units), len(shown.people)) == (60, 300)
