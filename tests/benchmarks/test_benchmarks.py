"""The benchmarks still run: each in its smallest form where that is quick, and else its command line."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from aiohttp import ClientSession

from benchmarks.__main__ import ALL, commands
from benchmarks.broadcast import Broadcast, CountingEnd, report
from benchmarks.figures import Goal, Row, ratio, table
from benchmarks.history import ZONE, history, next_update
from benchmarks.scale import cpu_of, resident
from benchmarks.shortfall import by_desk, by_python, by_shell
from bot.rules.months import previous_month
from bot.store.copies.snapshot import inspect
from tests.support.far_end import TOKEN, open_far_end
from tests.support.office import FIRST_ID, submissions

ROOT = Path(__file__).resolve().parents[2]


async def test_a_made_up_office_is_one_that_the_desk_could_have_written(tmp_path: Path) -> None:
    folder = await history(tmp_path, items=300, people=12)
    holdings = inspect(folder / "desk.db", stop=Event())
    assert holdings.chain.broken_at is None
    assert holdings.chain.lines > holdings.tables["items"] == holdings.tables["item_versions"] == 300
    assert holdings.tables["item_parts"] == holdings.tables["posts"] == 300
    assert holdings.tables["inbox"] and holdings.tables["outbox"] > holdings.tables["inbox"]
    assert next_update(folder) == 301
    assert await history(tmp_path, items=300, people=12) == folder  # made once


async def test_desk_and_statement_name_the_same_people(tmp_path: Path) -> None:
    path = await history(tmp_path, items=600, people=20) / "desk.db"
    month = previous_month(f"{datetime.now(ZONE):%Y-%m}")
    anew, taken, ours = await by_desk(path, month, times=1)
    assert anew > 0 and len(taken) == 1
    assert 0 < len(ours) <= 20
    assert by_python(path, month, times=1)[1] == ours
    if program := shutil.which("sqlite3"):
        seconds, theirs = by_shell(program, path, month, times=2)
        assert (len(seconds), theirs) == (2, ours)


async def test_the_counting_end_refuses_the_second_message_to_a_chat_within_a_second() -> None:
    end = CountingEnd()
    async with open_far_end(end), ClientSession() as client:
        address = f"{end.url}/bot{TOKEN}/sendMessage"
        answers = [
            await client.post(address, data={"chat_id": chat, "text": text})
            for chat, text in ((7, "a"), (7, "b"), (8, "已收到 c"))
        ]
        assert [answer.status for answer in answers] == [200, 429, 200]
        assert (await answers[1].json())["parameters"]["retry_after"] == 1
    assert (end.refused, len(end.told()), end.answered(7)) == (1, 1, None)
    assert end.answered(8) is not None


def test_a_missed_goal_is_called_missed() -> None:
    said, is_met = report([Broadcast(seconds=6.0, replies=[0.2], refused=0)], people=150)
    assert not is_met and "1.200 (goal: at most 1.050) MISSED" in said
    said, is_met = report([Broadcast(seconds=5.0, replies=[0.2], refused=0)], people=150)
    assert is_met and "MISSED" not in said
    assert not report([Broadcast(seconds=5.0, replies=[0.2], refused=1)], people=150)[1]


def test_a_table_shows_medians_and_a_ratio_goes_round_by_round() -> None:
    assert ratio([2.0, 9.0, 4.0], [1.0, 3.0, 4.0]) == 2.0
    said = table("milliseconds", [Row("thing", [3.0, 1.0, 2.0])], [Goal("limit", 2.0, 2.0)])
    assert said.splitlines()[1].split() == ["thing", "3", "2.0", "1.0", "3.0"]
    assert said.endswith("limit: 2.00 (goal: at most 2.00) met")


def test_each_message_is_sent_once_by_the_people_in_turn() -> None:
    first = list(submissions(3, people=2))
    second = list(submissions(2, people=2, first_update=4, sender=1))
    senders = [update["message"]["from"]["id"] - FIRST_ID for update in (*first, *second)]
    assert senders == [1, 2, 1, 2, 1]
    assert len({update["message"]["message_id"] for update in (*first, *second)}) == 5


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_time_and_memory_of_a_process_are_read() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert cpu_of(process.pid) >= 0
        assert 0 < resident(process.pid) < 500
    finally:
        process.communicate(b"\n")


@pytest.mark.parametrize("name", [name for name in ALL if importlib.util.find_spec(f"benchmarks.{name}")])
def test_what_a_small_run_passes_on_is_understood(name: str) -> None:
    module = importlib.import_module(f"benchmarks.{name}")
    passed = commands(quick=True, keep="somewhere")[name][2:]
    if hasattr(module, "arguments"):
        module.arguments().parse_args(passed)
    else:
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert [option for option in passed if option.startswith("--") and f'"{option}"' not in text] == []
