"""Faults of the machine before the real process: killed at every named point, disk full, file locked or read-only."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.clock import Clock, from_ms
from bot.model import Chat, Message
from bot.sandbox.api.faults import Kind
from bot.store.sqlite.database import Database
from scheduler.runner import Runner
from tests.support import warm
from tests.support.county import BODY
from tests.support.databases import hurry
from tests.support.far_end import FarEnd, open_far_end
from tests.support.logged import events
from tests.support.office import FIRST_ID, found, submissions, write_settings
from tests.support.process import ROOT, command, query, until
from tests.support.running import RunningCounty
from tests.support.witness import Witness

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")

POINTS = (
    "inbox.written",
    "inbox.committed",
    "work.written",
    "work.committed",
    "claim.written",
    "claim.committed",
    "call.answered",
    "call.noted",
    "settle.written",
    "settle.committed",
)
ELSEWHERE = {"copy.taken", "copy.written", "restore.files"}  # tests/e2e/test_backup.py
MADE = {"making.written", "making.placed", "making.taken"}  # tests/e2e/test_made.py
DOWNLOADS = {"download.written", "download.placed", "download.taken"}  # tests/e2e/test_files_killed.py
PEOPLE = 12
NTH = 20  # the start and the clock's first look pass no point so often
RARE = {"claim": 2, "settle": 8}  # a look a second for what others queue; and many calls share a settlement
MOST = 200  # submissions


class Office:
    """A real process before a far end that hands out submissions one after another and keeps what it gets."""

    def __init__(self, folder: Path, end: FarEnd, config: Path) -> None:
        self.folder, self.end, self.config = folder, end, config
        self.seen = Witness(give=lambda update: end.give([update]))
        end.watch = self.seen.see
        self._updates = submissions(1000, people=PEOPLE)
        self.given = 0

    def give(self) -> None:
        """The next submission is before the bot."""
        self.end.give([next(self._updates)])
        self.given += 1

    @contextlib.asynccontextmanager
    async def life(self, *, fault: str = "") -> AsyncIterator[warm.Process]:
        """The process, killed at the end if it has not ended; its log is in the folder."""
        with (self.folder.parent / "log").open("ab") as log:
            process = await warm.start(
                "run", "--config", str(self.config), stderr=log, env={**os.environ, "ZHIBAO_FAULT": fault}
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def work_off(self, *, seconds: float = 20) -> None:
        """Until every submission has its receipt and card, and nothing waits."""
        wanted = {f"{place:04}" for place in range(1, self.given + 1)}

        def is_done() -> bool:
            receipts, cards = ({key[5:] for key in each} for each in (self.seen.receipts, self.seen.cards))
            return (
                receipts >= wanted
                and cards >= wanted
                and not self.ask("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')")
            )

        await until(is_done, seconds=seconds)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What is committed."""
        return query(self.folder, sql)

    def log(self) -> str:
        """What the processes have said."""
        return (self.folder.parent / "log").read_text(encoding="utf-8")

    def events(self, name: str) -> list[str]:
        """The lines of one event."""
        return [line for line in self.log().splitlines() if f" {name} " in line]

    def check(self) -> None:
        """Everything given is there once, with one number; no traceback was said."""
        items = self.ask("SELECT number, title FROM items ORDER BY id")
        assert [str(number)[5:] for number, _ in items] == [
            f"{place:04}" for place in range(1, self.given + 1)
        ]
        titles = Counter(title for _, title in items)
        assert titles == Counter({f"汛前排查情况第{place}期": 1 for place in range(self.given)})
        assert "Traceback" not in self.log() and "意外故障" not in self.log()


@contextlib.asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    """An office whose database is in `folder`, beside which the log is written."""
    async with open_far_end() as end:
        more = ["[flood]", "per_minute = 0", "[backup]", "enabled = false"]
        config = write_settings(folder, end.url, more=more)
        await found(config, people=PEOPLE)
        yield Office(folder, end, config)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder for the database alone."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


def test_every_point_of_the_source_is_killed_at_somewhere() -> None:
    sources = (ROOT / "bot").rglob("*.py")
    calls = re.compile(r"\breached\((.+)\)")
    found_names = {
        name
        for path in sources
        if path.name != "faultpoint.py"
        for call in calls.findall(path.read_text(encoding="utf-8"))
        for name in re.findall(r'"([a-z]+\.[a-z]+)"', call)
    }
    assert found_names == {*POINTS, *ELSEWHERE, *DOWNLOADS, *MADE}
    backup = (ROOT / "tests/e2e/test_backup.py").read_text(encoding="utf-8")
    assert {name for name in ELSEWHERE if name not in backup} == set()


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_a_point_the_next_life_has_each_submission_once(home: Path, point: str) -> None:
    async with office(home) as desk:
        nth = RARE.get(point.split(".")[0], NTH)
        async with desk.life(fault=f"{point}:{nth}") as process:
            while process.returncode is None and desk.given < MOST:
                desk.give()
                if point.startswith("claim"):
                    queue_from_outside(desk.folder, f"旁{desk.given}")
                    await asyncio.sleep(0.05)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(_receipt_or_end(desk, process), 20)
            assert await asyncio.wait_for(process.wait(), 5) == -signal.SIGKILL
        assert 1 < desk.given < MOST, "killed before there was anything to lose, or not at all"
        async with desk.life():
            desk.give()
            await desk.work_off()
        desk.check()
        assert sum(desk.seen.receipts.values()) - desk.given <= 2, "only what was in flight is said again"


def queue_from_outside(folder: Path, text: str) -> None:
    """A message of another program's, as `python -m bot post` queues them."""
    conn = sqlite3.connect(folder / "desk.db", timeout=10)
    with conn:
        conn.execute(
            "INSERT INTO outbox (chat_id, method, payload, priority, policy, state, attempts, send_at, created_at) "
            "VALUES (?, 'sendMessage', ?, 1, 'repeat', 'queued', 0, 0, 0)",
            (FIRST_ID + 1, json.dumps({"chat_id": FIRST_ID + 1, "text": text})),
        )
    conn.close()


async def _receipt_or_end(desk: Office, process: warm.Process) -> None:
    while len(desk.seen.receipts) < desk.given and process.returncode is None:
        await asyncio.sleep(0.002)


# -- the disk


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A small disk in memory, larger than the write-ahead log at its largest; skips where that is not allowed."""
    if not shutil.which("mount") or os.geteuid() != 0:
        pytest.skip("needs the right to mount a small disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"cannot mount a small disk here: {mounted.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that takes what room there is."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return path


async def test_a_full_disk_confirms_nothing_that_is_not_stored_and_goes_on_when_there_is_room(
    home: Path,
) -> None:
    with small_disk(home):
        async with office(home) as desk, desk.life() as process:
            for _ in range(3):
                desk.give()
            await desk.work_off()
            filler = fill(home)
            for _ in range(60):
                desk.give()
            await until(lambda: desk.events("database.stuck"), seconds=10)
            for _ in range(8):  # every look: what Telegram may forget is on disk
                stored = {row[0] for row in desk.ask("SELECT update_id FROM inbox")}
                held = {update["update_id"] for update in desk.end.waiting}
                assert set(range(1, desk.given + 1)) <= stored | held
                await asyncio.sleep(0.2)
            assert desk.end.waiting, "it was not full"
            lines = [line for line in desk.log().splitlines() if "outbox.later" not in line]
            assert len(desk.events("database.stuck")) == 1 and len(lines) < 12, lines
            template = (
                home / "own.docx"
            )  # a file that a command leaves half-done would be in its own way next time
            code, _, said = await command("template", str(template), "--config", str(desk.config))
            assert (code, template.exists()) == (1, False) and "磁盘已满" in said
            filler.unlink()
            await desk.work_off()
            assert process.returncode is None, "without a restart"
            await until(lambda: desk.events("database.recovered"), seconds=30)
        desk.check()
        assert "is full" in desk.events("database.stuck")[0]


async def test_a_database_that_is_read_only_ends_the_start_with_one_line(home: Path) -> None:
    with small_disk(home):
        async with office(home) as desk:
            subprocess.run(["mount", "-o", "remount,ro", str(home)], check=True)
            async with desk.life() as process:
                assert await asyncio.wait_for(process.wait(), 15) == 1
        (line,) = desk.log().splitlines()
        assert line.startswith("zhibao: ") and "desk.db" in line and "磁盘只读" in line


async def test_a_file_that_cannot_be_written_in_a_folder_that_can_ends_the_start_with_one_line(
    tmp_path: Path,
) -> None:
    async with open_far_end() as end:
        config = write_settings(tmp_path, end.url)
        await found(config, people=1)
    with immutable(tmp_path / "desk.db"):
        code, _, errors = await command("run", "--config", str(config))
    assert code == 1 and errors.count("\n") == 1
    assert "desk.db" in errors and "数据库文件只读" in errors


@contextlib.contextmanager
def immutable(path: Path) -> Iterator[None]:
    """A file that nobody may write, not even an administrator; skips where files cannot be made so."""
    path.chmod(0o444)
    changed = (
        subprocess.run(["chattr", "+i", str(path)], capture_output=True, check=False)
        if os.geteuid() == 0
        else None
    )
    if changed is not None and changed.returncode:
        pytest.skip(f"cannot make a file read-only here: {changed.stderr.decode().strip()}")
    try:
        yield
    finally:
        if changed is not None:
            subprocess.run(["chattr", "-i", str(path)], check=True)


# -- in the midst of work


async def say_and_wait(
    gao: RunningCounty, stuck: Callable[[], Awaitable[None]], freed: Callable[[], Awaitable[None]]
) -> list[str]:
    """Something is sent while the database cannot be written, and arrives when it can; the numbers in the receipts."""
    wang = await gao.join("王茗")
    await wang.say(f"#报送 第1条\n{BODY}")
    await wang.wait_for("2026-0001")
    await gao.idle()
    await stuck()
    for place in (2, 3):
        await wang.say(f"#报送 第{place}条\n{BODY}")
    alarm = gao.desk.database.alarm
    alarm.calm = 0.5
    await until(lambda: alarm.lasts, seconds=5)
    assert not [seen for seen in wang.messages() if "2026-0002" in seen.text]
    await freed()
    for place in (2, 3):
        await wang.wait_for(f"2026-000{place}", since=0, timeout=15)
    await gao.idle()
    await until(lambda: not alarm.lasts, seconds=10)
    return [f"{row[0]}" for row in await _rows(gao, "SELECT number FROM items ORDER BY id")]


async def _rows(gao: RunningCounty, sql: str) -> list[Any]:
    return list(await gao.desk.database.reader.execute_fetchall(sql))


async def test_a_file_locked_by_another_program_for_a_while_loses_nothing_and_bothers_nobody(
    gao: RunningCounty, caplog: pytest.LogCaptureFixture
) -> None:
    await hurry(gao.desk.database)
    other = sqlite3.connect(gao.settings.database_path, isolation_level=None)

    async def lock() -> None:
        other.execute("BEGIN IMMEDIATE")

    async def unlock() -> None:
        other.execute("ROLLBACK")

    try:
        assert await say_and_wait(gao, lock, unlock) == [f"2026-000{place}" for place in (1, 2, 3)]
    finally:
        other.close()
    assert [each["reason"] for each in events(caplog, "database.stuck")] == ["database is locked"]
    assert len(events(caplog, "database.recovered")) == 1
    await gao.desk.runner.tick()
    await gao.idle()
    assert not [seen for seen in gao.owner.messages(gao.desk_group) if "数据库无法写入" in seen.text]


async def test_a_database_that_becomes_read_only_is_told_when_it_is_over(
    gao: RunningCounty, caplog: pytest.LogCaptureFixture
) -> None:
    conn = await hurry(gao.desk.database)

    async def shut() -> None:
        await conn.execute_fetchall("PRAGMA query_only = 1")

    async def open_again() -> None:
        await until(lambda: events(caplog, "updates.unavailable"), seconds=5)
        await conn.execute_fetchall("PRAGMA query_only = 0")

    assert await say_and_wait(gao, shut, open_again) == [f"2026-000{place}" for place in (1, 2, 3)]
    for _ in range(2):
        await gao.desk.runner.tick()
    await gao.idle()
    told = [seen.text for seen in gao.owner.messages(gao.desk_group) if "数据库无法写入" in seen.text]
    assert len(told) == 1 and "readonly" in told[0]
    assert len(events(caplog, "database.stuck")) == len(events(caplog, "updates.unavailable")) == 1


# -- the clock


async def test_a_clock_a_month_ahead_and_put_back_keeps_no_message_back(
    open_county: Callable[..., Any],
) -> None:
    right = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
    async with open_county(at=right) as gao:
        wang, li = await gao.join("王茗"), await gao.join("李四", unit="水利局")
        await gao.desk.runner.tick()
        gao.clock.shift_to(right + timedelta(days=31))
        await gao.desk.runner.tick()
        gao.sandbox.faults.add("500", method="sendMessage", chat_id=wang.id, times=1)
        gao.sandbox.faults.add("429", method="sendMessage", chat_id=li.id, times=1, seconds=1)
        for person in (wang, li):
            await person.say(f"#报送 {person.user.name}的信息\n{BODY}")
        await until(lambda: not gao.sandbox.faults.active, seconds=5)
        while await _rows(gao, "SELECT 1 FROM outbox WHERE state = 'sending'"):  # put off by the wrong clock
            await asyncio.sleep(0.01)
        async with gao.desk.database.work(now=gao.clock.now()) as work:
            await work.outbox.say(Chat(wang.id), Message("催办"), send_at=work.now + timedelta(minutes=30))
        gao.clock.shift_to(right + timedelta(minutes=1))
        await gao.desk.runner.tick()
        for person in (wang, li):
            await person.wait_for("已收到", since=0, timeout=8)
        rows = await _rows(gao, "SELECT send_at FROM outbox WHERE state = 'queued'")
        minutes = [(from_ms(row[0]) - right).total_seconds() / 60 for row in rows]
        assert minutes == pytest.approx([31], abs=0.5), "half an hour is half an hour by either clock"


async def test_a_month_end_slept_through_by_the_whole_desk_is_posted_once_on_waking(
    open_county: Callable[..., Any], tmp_path: Path
) -> None:
    """The desk is away over 1 June, and comes back twice in the same hour."""
    async with open_county(at=datetime(2026, 5, 31, 4, 0, tzinfo=UTC)) as gao:
        wang = await gao.join("王茗")
        await wang.say(f"#报送 五月的信息\n{BODY}")
        await wang.wait_for("2026-0001")
        await gao.desk.runner.tick()
        clock = Clock()
        for hours in (45, 45.5):
            clock.shift_to(datetime(2026, 5, 31, 4, 0, tzinfo=UTC) + timedelta(hours=hours))
            other = Database(gao.settings.database_path)
            await other.open()
            try:
                await Runner(gao.desk.office, other, clock).tick()
            finally:
                await other.close()
        gao.clock.shift_to(clock.now())
        await gao.idle()
        lists = [
            seen.text for seen in wang.messages(gao.work_group) if "2026年5月信息报送未完成名单" in seen.text
        ]
        assert len(lists) == 1 and "云茶镇 王茗 1/4，差3条" in lists[0]


# -- Telegram


@pytest.mark.parametrize(("kind", "most"), [("hang_before", 2), ("hang_after", 2)])
async def test_a_receipt_arrives_though_telegram_hangs(gao: RunningCounty, kind: Kind, most: int) -> None:
    wang = await gao.join("王茗")
    gao.desk.sender.read_timeout = 0.3  # the usual 25 seconds are too long for a test
    gao.sandbox.faults.add(kind, method="sendMessage", chat_id=wang.id, times=1, seconds=1.5)
    await wang.say(f"#报送 第1条\n{BODY}")
    await wang.wait_for("2026-0001", timeout=15)
    await gao.idle()
    assert 1 <= len([seen for seen in wang.messages() if "2026-0001" in seen.text]) <= most


async def test_a_call_that_telegram_refuses_is_given_up_alone(
    gao: RunningCounty, caplog: pytest.LogCaptureFixture
) -> None:
    """400: words that Telegram cannot read, in the desk group before an item's card."""
    wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
    async with gao.desk.database.work(now=gao.clock.now()) as work:
        await work.outbox.say(Chat(gao.desk_group.id), Message("<b>never closed"))
    await wang.say(f"#报送 第1条\n{BODY}")
    await wang.wait_for("2026-0001")
    await zhou.press(await gao.card("2026-0001", who=zhou), "采用")
    await wang.wait_for("采用")
    await gao.idle()
    (dead,) = events(caplog, "outbox.dead")
    assert "parse entities" in str(dead["reason"]) and len(gao.sandbox.violations) == 1
    gao.sandbox.violations.clear()
    assert await _rows(gao, "SELECT count(*) FROM outbox WHERE state = 'dead'") == [(1,)]


# -- an update that cannot be handled


async def test_a_message_that_a_handler_cannot_bear_is_told_of_once_while_others_go_on(
    gao: RunningCounty, caplog: pytest.LogCaptureFixture
) -> None:
    wang, li = await gao.join("王茗"), await gao.join("李四", unit="水利局")
    gao.desk.dispatcher.backoff = (0.05,) * 4
    seen: list[str] = []

    async def burst(update: Update, context: Any) -> None:
        seen.append(str(update.effective_message and update.effective_message.text))
        raise ZeroDivisionError

    gao.desk.application.handlers[0].insert(0, MessageHandler(filters.Text(["毒"]), burst))
    await wang.say("毒")
    await li.say(f"#报送 第1条\n{BODY}")
    await wang.say(f"#报送 第2条\n{BODY}")
    await li.wait_for("2026-0001")
    await wang.wait_for("2026-0002", timeout=10)
    await gao.idle()
    assert seen == ["毒"] * 5
    told = [each.text for each in gao.owner.messages(gao.desk_group) if "五次处理未成" in each.text]
    assert len(told) == 1 and "ZeroDivisionError" in told[0]
    assert len(events(caplog, "update.aside")) == 1
    assert await _rows(gao, "SELECT state, count(*) FROM inbox WHERE state <> 'handled' GROUP BY 1") == [
        ("aside", 1)
    ]
