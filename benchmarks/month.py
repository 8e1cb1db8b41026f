"""The files of a month in a large office: `python -m benchmarks.month` asks the real process for all of them at once.

They are the monthly notice, the shortfall and the export. The month is the one before this: a million items in two years are
41,667 a month, four for each of 10,000 people, as they owe. Meanwhile people submit, four a second, and the longest wait for a
receipt is measured. A second office with a tenth of the items says whether the time grows faster than the month's own items.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Goal, Row, table
from benchmarks.history import ZONE, history, next_update
from benchmarks.scale import cpu_of, resident, running
from bot.rules.months import previous_month
from tests.support.far_end import FarEnd, open_far_end
from tests.support.office import FIRST_ID, submissions

EVERY = 0.25  # seconds between two submissions
# Of the adopted items each third is taken by the county's bulletin, as a sixth of all were in the county that this is for.
_DECIDE = """
INSERT INTO adoptions (item_id, channel, kind, day, month, is_late, person_id, recorded_at)
SELECT id, '县', 'single', date(decided_at / 1000 + 28800, 'unixepoch'),
    strftime('%Y-%m', decided_at / 1000 + 28800, 'unixepoch'), 0, 1, decided_at
FROM items WHERE state = 'adopted' AND id % 3 = 0;
INSERT INTO point_lines (item_id, day, month, channel, kind, person_id, unit_id, hundredths, rule, version)
SELECT a.item_id, a.day, a.month, a.channel, a.kind, i.person_id, i.unit_id, 100, 'price', ''
FROM adoptions a JOIN items i ON i.id = a.item_id;
"""


@dataclass
class Measured:
    """Seconds until all was there, and what the longest receipt took; megabytes of bot and maker together at most."""

    items: int
    seconds: float = 0.0
    processor: float = 0.0  # seconds of bot and maker, submissions included
    receipts: list[float] = field(default_factory=list)
    memory: float = 0.0
    size: int = 0  # bytes of the export


@dataclass
class Watched:
    """What has come at the far end: the answers that are waited for, and who has got a receipt when."""

    wanted: dict[str, asyncio.Event]
    given: dict[int, float] = field(default_factory=dict)
    receipts: list[float] = field(default_factory=list)
    size: int = 0

    def see(self, method: str, params: dict[str, Any], _: int) -> None:
        """Each call as it arrives."""
        chat = int(params.get("chat_id", 0))
        if chat in self.given:
            self.receipts.append(time.perf_counter() - self.given.pop(chat))
        elif chat == FIRST_ID:
            words = str(params.get("text") or params.get("caption") or "")
            for sign, event in self.wanted.items():
                if sign in words and (method == "sendDocument") == sign.startswith("数据"):
                    event.set()
            if method == "sendDocument":
                self.size = max(self.size, len(params["document"][1]))


async def office(keep: Path, *, items: int, people: int) -> Path:
    """An office with years behind it whose channels have taken items."""
    folder = await history(keep, items=items, people=people)
    if not (folder / "decided").exists():
        await asyncio.to_thread(_decide, folder / "desk.db")
        (folder / "decided").touch()
    return folder


def _decide(path: Path) -> None:
    conn = sqlite3.connect(path)
    with conn:
        conn.executescript(_DECIDE)
    conn.close()


async def measure(folder: Path, *, month: str, people: int) -> Measured:
    """One run."""
    found = Measured(_items_of(folder, month))
    asks = {"未完成": f"/preview shortfall {month}", "数据": f"/export {month}"}
    if has_notice():
        asks["通报"] = f"/preview notice {month}"
    seen = Watched({sign: asyncio.Event() for sign in asks})
    end = FarEnd(keeps_calls=False, watch=seen.see)
    async with open_far_end(end), running(folder, end) as pid:
        first = next_update(folder)
        end.give([_said("/start", first)])
        await asyncio.sleep(2.0)  # what a start does beside
        watching = asyncio.create_task(_watch(pid, found))
        submitting = asyncio.create_task(_submit(end, seen, first=first + 100, people=people))
        begun, spent = time.perf_counter(), _processor(pid)
        end.give([_said(text, first + 1 + place) for place, text in enumerate(asks.values())])
        async with asyncio.timeout(600):
            for event in seen.wanted.values():
                await event.wait()
        found.seconds, found.processor = time.perf_counter() - begun, _processor(pid) - spent
        submitting.cancel()
        await asyncio.sleep(1.0)
        watching.cancel()
        for task in (submitting, watching):
            with suppress(asyncio.CancelledError):
                await task
    found.receipts, found.size = seen.receipts, seen.size
    return found


def _both(pid: int) -> list[int]:
    """The bot, and its maker while there is one."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def _processor(pid: int) -> float:
    return sum(cpu_of(each) for each in _both(pid))


def has_notice() -> bool:
    """Whether this desk makes monthly notices."""
    from bot.desk.clock.contents import POSTS

    return "notice" in POSTS


def _items_of(folder: Path, month: str) -> int:
    conn = sqlite3.connect(folder / "desk.db")
    try:
        return int(conn.execute("SELECT count(*) FROM items WHERE month = ?", (month,)).fetchone()[0])
    finally:
        conn.close()


def _said(text: str, update: int) -> dict[str, Any]:
    """The owner writes in private."""
    user = {"id": FIRST_ID, "is_bot": False, "first_name": "主任"}
    return {
        "update_id": update,
        "message": {
            "message_id": 9 + update,
            "date": int(time.time()),
            "chat": {"id": FIRST_ID, "type": "private", "first_name": "主任"},
            "from": user,
            "text": text,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}],
        },
    }


async def _submit(end: FarEnd, seen: Watched, *, first: int, people: int) -> None:
    updates: Iterator[dict[str, Any]] = submissions(people, people=people, first_update=first)
    for update in updates:
        seen.given[update["message"]["chat"]["id"]] = time.perf_counter()
        end.give([update])
        await asyncio.sleep(EVERY)


async def _watch(pid: int, found: Measured) -> None:
    """Bot and maker together, at their largest."""
    while True:
        whole = 0.0
        for each in _both(pid):
            with suppress(OSError):
                whole += resident(each)
        found.memory = max(found.memory, whole)
        await asyncio.sleep(0.05)


async def run(keep: Path, options: argparse.Namespace) -> tuple[str, bool]:
    """The table, and whether every goal is met."""
    people = options.people
    month = previous_month(f"{datetime.now(ZONE):%Y-%m}")
    small = await office(keep, items=options.items // 10, people=people)
    large = await office(keep, items=options.items, people=people)
    runs: dict[Path, list[Measured]] = {small: [], large: []}
    for turn in range(options.rounds):
        for folder in sorted(runs, reverse=bool(turn % 2)):
            runs[folder].append(await measure(folder, month=month, people=people))
    few, many = runs[small], runs[large]
    per_item = [[each.seconds * 1000 / each.items for each in found] for found in (few, many)]
    receipts = [each for found in many for each in found.receipts]
    rows = [
        Row(f"seconds for a month of {few[0].items:,} items", [each.seconds for each in few], 2),
        Row(f"seconds for a month of {many[0].items:,} items", [each.seconds for each in many], 2),
        Row("  seconds of processor of bot and maker, large", [each.processor for each in many], 2),
        Row("  milliseconds an item, small", per_item[0], 3),
        Row("  milliseconds an item, large", per_item[1], 3),
        Row("seconds to a receipt meanwhile, large", receipts, 3),
        Row("MB of bot and maker together, large", [each.memory for each in many], 0),
        Row("MB of the export, large", [each.size / 2**20 for each in many]),
    ]
    goals = [
        Goal("seconds for the month's files", rows[1].middle, 10),
        Goal("milliseconds an item, large / small", rows[4].middle / rows[3].middle, 1.0),
        Goal("the longest wait for a receipt, seconds", max(receipts), 1.0),
        Goal("MB of bot and maker together", max(each.memory for each in many), 300, digits=0),
    ]
    parts = "notice, shortfall and export" if has_notice() else "shortfall and export"
    return table(f"{parts}; {people:,} people", rows, goals), all(goal.is_met for goal in goals)


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.month")
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="a folder in which the offices stay for the next run")
    return parser


def main() -> None:
    """Measures and prints; exit code 1 where a goal is missed."""
    options = arguments().parse_args()
    with tempfile.TemporaryDirectory() as spare:
        said, is_met = asyncio.run(run(options.keep or Path(spare), options))
    print(said)
    sys.exit(not is_met)


if __name__ == "__main__":
    main()
