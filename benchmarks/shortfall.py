"""Who fell short last month, by the desk and by one SQL statement: `python -m benchmarks.shortfall` prints both and their ratio.

Each round starts a process of the desk's own code and a sqlite3 shell on the same database, and takes the median of several
answers of each, without their start. Both lists must be the same, line by line.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.figures import Goal, Row, ratio, table
from benchmarks.history import ZONE, history
from bot.config import Settings
from bot.desk.common.office import Office
from bot.desk.items import quota as item_quota
from bot.rules.months import previous_month
from bot.rules.workdays import WorkCalendar
from bot.store.sqlite.database import Database

TIMES = 9  # answers in a round
# The rules of the quota as one statement. Of the wordings that were tried this was the fastest.
SQL = """
SELECT p.id, u.name AS unit, p.name, coalesce(d.done, 0), p.quota, p.quota - coalesce(d.done, 0)
FROM (
    SELECT id, unit_id, name,
        coalesce(month_quota, CASE employment WHEN 'full_time' THEN {full} ELSE {part} END) AS quota
    FROM people
    WHERE role = 'member' AND joined_on <= '{month}-15'
        AND (state = 'active' OR (state = 'removed' AND left_on > '{month}-31'))
        AND NOT EXISTS (SELECT 1 FROM leaves l WHERE l.person_id = people.id AND l.month = '{month}')
) p JOIN units u ON u.id = p.unit_id LEFT JOIN (
    SELECT person_id, count(*) AS done FROM items
    WHERE month = '{month}' AND state NOT IN ('withdrawn', 'merged') AND NOT (state = 'rejected' AND reason IS 'empty')
    GROUP BY person_id
) d ON d.person_id = p.id
WHERE coalesce(d.done, 0) < p.quota
ORDER BY (SELECT min(id) FROM people f WHERE f.unit_id = p.unit_id AND f.role = 'member'), p.id;
"""

Line = tuple[int, str, str, int, int, int]


def statement(month: str) -> str:
    """The statement for a month and the numbers of the settings."""
    quota = Settings().quota
    return SQL.format(month=month, full=quota.full_time, part=quota.part_time)


async def by_desk(path: Path, month: str, *, times: int) -> tuple[float, list[float], list[Line]]:
    """Seconds with the roster read anew, seconds with the roster in memory (`times` of them), and the list."""
    office = Office(Settings(), WorkCalendar(), "bench_bot")
    database, taken = Database(path), []
    await database.open()
    try:
        for _ in range(times + 1):
            begun = time.perf_counter()
            async with database.work(now=datetime.now(UTC)) as work:
                figures = await item_quota.month_figures(office, work, month=month)
            taken.append(time.perf_counter() - begun)
    finally:
        await database.close()
    return taken[0], taken[1:], [line[:6] for line in figures.short]


def by_python(path: Path, month: str, *, times: int) -> tuple[list[float], list[Line]]:
    """The statement through Python's own sqlite3: seconds, and the list."""
    conn, taken = sqlite3.connect(path), []
    try:
        for _ in range(times):
            begun = time.perf_counter()
            rows = conn.execute(statement(month)).fetchall()
            taken.append(time.perf_counter() - begun)
    finally:
        conn.close()
    return taken, rows


def by_shell(program: str, path: Path, month: str, *, times: int) -> tuple[list[float], list[Line]]:
    """The statement in the sqlite3 shell: the seconds that its timer shows, and the list."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        script = f".mode json\n.output {file.name}\n{statement(month)}\n.output\n.mode list\n.timer on\n"
        script += f".output /dev/null\n{statement(month)}\n" * times
        done = subprocess.run([program, str(path)], input=script, capture_output=True, text=True, check=True)
        rows = [tuple(row.values()) for row in json.loads(Path(file.name).read_text("utf-8") or "[]")]
    return [float(found) for found in re.findall(r"Run Time: real ([\d.]+)", done.stdout)], _lines(rows)


def _lines(rows: Sequence[Sequence[object]]) -> list[Line]:
    return [tuple(row) for row in rows]  # type: ignore[misc]


def _in_process(path: Path, month: str) -> tuple[float, list[float], list[Line]]:
    command = [sys.executable, "-m", "benchmarks.shortfall", "--desk", str(path), month]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    anew, taken, rows = json.loads(done.stdout)
    return anew, taken, _lines(rows)


def measure(path: Path, month: str, *, rounds: int) -> tuple[str, bool]:
    """The table, and whether the goal is met. ValueError where the two lists differ."""
    program = shutil.which("sqlite3")
    anew, memory, statements = [], [], []
    for _ in range(rounds):
        first, taken, ours = _in_process(path, month)
        if program:
            seconds, theirs = by_shell(program, path, month, times=TIMES)
        else:
            seconds, theirs = by_python(path, month, times=TIMES)
        if ours != theirs:
            raise ValueError("the desk and the statement name different people")
        anew.append(first * 1000)
        memory.append(median(taken) * 1000)
        statements.append(median(seconds) * 1000)
    where = "the sqlite3 shell" if program else "Python's sqlite3 (no sqlite3 shell here)"
    goal = Goal("the desk / the statement", ratio(memory, statements), 1.5)
    rows = [
        Row("the desk, roster in memory as in the running bot", memory),
        Row("the desk, roster read anew (once after a change)", anew),
        Row(f"one statement in {where}", statements),
    ]
    return table(f"milliseconds; {len(ours)} people short", rows, [goal]), goal.is_met


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shortfall")
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="a folder in which the office stays for the next run")
    parser.add_argument("--desk", nargs=2, metavar=("FILE", "MONTH"), help="the desk's half alone, as JSON")
    return parser


def main() -> None:
    """Measures and prints; exit code 1 where the goal is missed."""
    options = arguments().parse_args()
    if options.desk:
        print(json.dumps(asyncio.run(by_desk(Path(options.desk[0]), options.desk[1], times=TIMES))))
        return
    with tempfile.TemporaryDirectory() as spare:
        folder = asyncio.run(history(options.keep or Path(spare), items=options.items, people=options.people))
        month = previous_month(f"{datetime.now(ZONE):%Y-%m}")
        said, is_met = measure(folder / "desk.db", month, rounds=options.rounds)
    print(said)
    sys.exit(not is_met)


if __name__ == "__main__":
    main()
