"""What a large office costs: `python -m benchmarks.scale` measures submissions, the start and memory with the real process.

Small and large are measured in turns, because the machine is shared; cost is the time between the first fifth and the last of
the answers, divided by the submissions. `--keep FOLDER` keeps the million items for the next run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Goal, Row, ratio, table
from benchmarks.history import history, next_update, settle
from tests.support.far_end import FarEnd, open_far_end
from tests.support.office import submissions

SENDS = 2  # a receipt and a card
WARM = 0.2
_WAITING = 2000  # updates that Telegram holds for the desk at a time
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Milliseconds a submission, round by round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)


@asynccontextmanager
async def running(folder: Path, end: FarEnd, *, limits: bool = False) -> AsyncIterator[int]:
    """The real process on the office in `folder`, once it asks for updates; its process id."""
    config = settle(folder, end, limits=limits)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--config", str(config), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(60):
            await end.asked.wait()
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


async def start(folder: Path) -> float:
    """Seconds from the process's start to its first getUpdates."""
    async with open_far_end(FarEnd(keeps_calls=False)) as end:
        begun = time.perf_counter()
        async with running(folder, end):
            return time.perf_counter() - begun


async def submit(folder: Path, cost: Cost, *, updates: int, alone: int, people: int) -> None:
    """One round: many at once, then one after another."""
    async with open_far_end(FarEnd(keeps_calls=False)) as end, running(folder, end) as pid:
        first = next_update(folder)
        warm = int(updates * WARM)
        wanted = len(end.sent)
        for count in (warm, updates - warm):
            wanted += count * SENDS
            begun, cpu = time.perf_counter(), cpu_of(pid)
            end.give(list(submissions(count, people=people, first_update=first)))
            await answered(end, wanted)
            first += count
        cost.wall.append((end.sent[wanted - 1] - begun) * 1000 / (updates - warm))
        cost.cpu.append((cpu_of(pid) - cpu) * 1000 / (updates - warm))
        begun = time.perf_counter()
        for update in submissions(alone, people=people, first_update=first):
            wanted += SENDS
            end.give([update])
            await answered(end, wanted)
        cost.alone.append((time.perf_counter() - begun) * 1000 / alone)


async def remember(folder: Path, *, marks: tuple[int, int], people: int) -> list[float]:
    """Resident megabytes after so many updates."""
    found = []
    async with open_far_end(FarEnd(keeps_calls=False)) as end, running(folder, end) as pid:
        updates = submissions(marks[-1], people=people, first_update=next_update(folder))
        before, given = len(end.sent), 0
        for mark in marks:
            while given < mark:
                given += 1
                end.give([next(updates)])
                if len(end.waiting) >= _WAITING:
                    await answered(end, before + (given - _WAITING // 2) * SENDS)
            await answered(end, before + mark * SENDS)
            found.append(resident(pid))
    return found


async def answered(end: FarEnd, wanted: int) -> None:
    """Until so many messages have come. TimeoutError where they do not."""
    async with asyncio.timeout(600):
        while len(end.sent) < wanted:
            await asyncio.sleep(0.002)


def cpu_of(pid: int) -> float:
    """Seconds that the process has computed, with those of its own that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICK


def resident(pid: int) -> float:
    """Megabytes of memory that the process has."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def measure(keep: Path, options: argparse.Namespace) -> tuple[str, bool]:
    """The tables, and whether every goal is met."""
    people = options.people
    small = await history(keep, items=1000, people=people)
    large = await history(keep, items=options.items, people=people)
    empty = await history(keep, items=0, people=0)
    costs = {small: Cost(), large: Cost()}
    starts: dict[Path, list[float]] = {empty: [], large: []}
    for turn in range(options.rounds):
        for folder in sorted(costs, reverse=bool(turn % 2)):
            await submit(folder, costs[folder], updates=options.updates, alone=options.alone, people=people)
        for folder in sorted(starts, reverse=bool(turn % 2)):
            starts[folder].append(await start(folder) * 1000)
    memory = await remember(small, marks=(options.memory // 10, options.memory), people=people)
    few, many = costs[small], costs[large]
    goals = [
        Goal("a submission, large / small", ratio(many.wall, few.wall), 1.2),
        Goal("a submission one at a time, large / small", ratio(many.alone, few.alone), 1.2),
        Goal("a start, large / empty", ratio(starts[large], starts[empty]), 1.5),
        Goal(
            f"memory after {options.memory:,} updates / after {options.memory // 10:,}",
            memory[1] / memory[0],
            1.1,
        ),
        Goal("memory, MB", memory[1], 150, digits=0),
    ]
    rows = [
        row
        for name, cost in ((f"{1000:,} items", few), (f"{options.items:,} items", many))
        for row in (
            Row(f"a submission among many, {name}", cost.wall, 2),
            Row(f"  the process's own time in it, {name}", cost.cpu, 2),
            Row(f"a submission one at a time, {name}", cost.alone, 2),
        )
    ]
    rows += [
        Row("start to first getUpdates, empty office", starts[empty], 0),
        Row(f"start to first getUpdates, {options.items:,} items", starts[large], 0),
        Row(f"resident MB after {options.memory // 10:,} updates", memory[:1]),
        Row(f"resident MB after {options.memory:,} updates", memory[1:]),
    ]
    return table(f"milliseconds; {people:,} people", rows, goals), all(goal.is_met for goal in goals)


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--updates", type=int, default=2000, help="submissions in a round, all at once")
    parser.add_argument("--alone", type=int, default=200, help="and then, one after another")
    parser.add_argument("--memory", type=int, default=100_000, help="updates before memory is read")
    parser.add_argument("--keep", type=Path, help="a folder in which the offices stay for the next run")
    return parser


def main() -> None:
    """Measures and prints; exit code 1 where a goal is missed."""
    options = arguments().parse_args()
    with tempfile.TemporaryDirectory() as spare:
        said, is_met = asyncio.run(measure(options.keep or Path(spare), options))
    print(said)
    sys.exit(not is_met)


if __name__ == "__main__":
    main()
