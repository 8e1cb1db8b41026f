"""The bot as a process of its own: killed while it works, restarted, stopped (architecture, "The way of one submission")."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.sandbox import Persona, Sandbox, serve
from tests.support import warm
from tests.support.county import BODY
from tests.support.process import query, running, until, write_settings
from tests.support.running import OWNER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")


def enrol(folder: Path, people: list[Persona]) -> None:
    """Puts people on the roster beside the bot, as a roster import does."""
    conn = sqlite3.connect(folder / "desk.db", timeout=10)
    with conn:
        conn.execute("INSERT INTO units (name) VALUES ('云茶镇')")
        unit = conn.execute("SELECT id FROM units WHERE name = '云茶镇'").fetchone()[0]
        conn.executemany(
            "INSERT INTO people (telegram_id, name, unit_id, role, employment, joined_on, state)"
            " VALUES (?, ?, ?, 'member', 'part_time', '2026-01-04', 'active')",
            [(person.id, person.user.name, unit) for person in people],
        )
        conn.executemany(
            "INSERT OR REPLACE INTO accounts (telegram_id, is_open, seen_at) VALUES (?, 1, 0)",
            [(p.id,) for p in people],
        )
        conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'directory_version'")
    conn.close()


@pytest.mark.timeout(180)
async def test_kill_9_with_500_submissions_in_flight_loses_and_doubles_nothing(tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        desk_group = sandbox.group("采编群", owner, bot_admin=True)
        people = [sandbox.user(1000 + place, f"信息员{place}") for place in range(50)]
        for person in people:
            sandbox.people.start(person.user, None)
        config = write_settings(tmp_path, base, owners=[OWNER])
        async with running(config) as first:
            await owner.start()
            await owner.wait_for(lambda s: s.by_bot, timeout=20)
            await owner.say("/bind desk", chat=desk_group)
            await owner.wait_for(lambda s: s.by_bot, chat=desk_group)
            enrol(tmp_path, people)
            for place in range(500):
                person = people[place % 50]
                sandbox.people.say(
                    person.user, f"#报送 第{place}条\n{BODY}", chat=person.world.chats[person.id]
                )
            await until(lambda: len(query(tmp_path, "SELECT 1 FROM items")) >= 120, seconds=60)
            first.send_signal(signal.SIGKILL)
            await first.wait()
        assert len(query(tmp_path, "SELECT 1 FROM items")) < 500, "killed too late to prove anything"
        async with running(config) as second:
            await until(lambda: len(query(tmp_path, "SELECT 1 FROM items")) >= 500, seconds=90)
            busy = "SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"
            await until(lambda: not query(tmp_path, busy), seconds=90)
            second.send_signal(signal.SIGTERM)
            started = time.monotonic()
            assert await second.wait() == 0
            assert time.monotonic() - started < 5
        numbers = [str(row[0]) for row in query(tmp_path, "SELECT number FROM items ORDER BY id")]
        year = numbers[0][:4]
        assert numbers == [f"{year}-{place:04}" for place in range(1, 501)]
        titles = Counter(row[0] for row in query(tmp_path, "SELECT title FROM items"))
        assert titles == Counter({f"第{place}条": 1 for place in range(500)})
        receipts: Counter[str] = Counter()
        for person in people:
            texts = [s.text for s in person.messages() if s.by_bot and "已收到" in s.text]
            receipts.update(text.split("：")[1].split(" ")[0] for text in texts)
        assert set(receipts) == set(numbers)
        assert sum(receipts.values()) - 500 <= 16, "only what the sender had in flight may be sent twice"


async def test_a_second_copy_on_one_file_refuses_with_one_line(tmp_path: Path) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        config = write_settings(tmp_path, base, owners=[OWNER])
        async with running(config):
            await owner.start()
            await owner.wait_for(lambda s: s.by_bot, timeout=20)
            async with running(config) as second:
                _, errors = await asyncio.wait_for(second.communicate(), 20)
                assert second.returncode == 1
                assert errors.decode() == f"zhibao: 另一个机器人正在使用 {tmp_path / 'desk.db'}，请先停掉\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "--config", "nowhere.toml"], 2, "nowhere.toml"),
        (["--config", "nowhere.toml", "run"], 2, "nowhere.toml"),
        (["frob"], 2, "frob"),
        (["post"], 2, "KEY"),
    ],
)
async def test_wrong_usage_is_one_clear_line(arguments: list[str], code: int, words: str) -> None:
    process = await warm.start(*arguments, stderr=warm.PIPE)
    _, errors = await process.communicate()
    assert process.returncode == code
    assert words in errors.decode() and "Traceback" not in errors.decode()
