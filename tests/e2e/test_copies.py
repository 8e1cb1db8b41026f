"""Several `python -m bot run` on one PostgreSQL server: a story, a leader killed, a server that goes away for a while."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import Persona, Sandbox, serve
from bot.store.postgres.presence import LEAD, OFFICE
from tests.support import warm
from tests.support.county import BODY, TITLE
from tests.support.databases import OnServer
from tests.support.process import command, running, until, write_settings
from tests.support.running import OWNER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")

_LEADER = f"""
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = {OFFICE} AND objid = {LEAD} AND objsubid = 2 AND granted
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def settings_on(home: OnServer, folder: Path, base: str) -> Path:
    """Settings whose office is on the server."""
    path = write_settings(folder, base, owners=[OWNER])
    text = path.read_text(encoding="utf-8")
    old = f"sqlite:///{folder / 'desk.db'}"
    assert old in text
    path.write_text(text.replace(old, home.url), encoding="utf-8")
    return path


def leader(home: OnServer) -> int | None:
    """The process that leads."""
    found = home.ask(_LEADER)
    return int(found[0][0].split()[1]) if found else None


def enrol(home: OnServer, people: list[Persona]) -> None:
    """Puts people on the roster beside the bots, as a roster import does."""
    home.ask("INSERT INTO units (name) VALUES ('云茶镇')")
    for person in people:
        home.ask(
            "INSERT INTO people (telegram_id, name, unit_id, role, employment, joined_on, state)"
            " SELECT ?, ?, id, 'member', 'part_time', '2026-01-04', 'active' FROM units WHERE name = '云茶镇'",
            person.id,
            person.user.name,
        )
        home.ask(
            "INSERT INTO accounts (telegram_id, is_open, seen_at) VALUES (?, 1, 0)"
            " ON CONFLICT (telegram_id) DO UPDATE SET is_open = 1",
            person.id,
        )
    home.ask("UPDATE meta SET value = (value::int + 1)::text WHERE key = 'directory_version'")


@contextlib.asynccontextmanager
async def office(home: OnServer, folder: Path, *, members: int) -> AsyncIterator[Any]:
    """A sandbox with an owner, members and a desk group, and settings that lead to it and to the server."""
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        owner = sandbox.user(OWNER, "主任")
        group = sandbox.group("采编群", owner, bot_admin=True)
        people = [sandbox.user(1000 + place, f"信息员{place}") for place in range(members)]
        for person in people:
            sandbox.people.start(person.user, None)
        yield sandbox, owner, group, people, settings_on(home, folder, base)


@pytest.mark.timeout(150)
async def test_a_leader_killed_in_the_midst_of_submissions_loses_and_doubles_nothing(
    on_server: OnServer, tmp_path: Path
) -> None:
    async with (
        office(on_server, tmp_path, members=40) as (sandbox, owner, group, people, config),
        running(config) as first,
        running(config) as second,
        running(config) as third,
    ):
        processes = {process.pid: process for process in (first, second, third)}
        await owner.start()
        await owner.wait_for(lambda s: s.by_bot, timeout=30)
        await owner.say("/bind desk", chat=group)
        await owner.wait_for(lambda s: s.by_bot, chat=group)
        enrol(on_server, people)
        said = 0

        def say(count: int) -> None:
            nonlocal said
            for place in range(said, said + count):
                person = people[place % 40]
                sandbox.people.say(
                    person.user, f"#报送 第{place}条\n{BODY}", chat=person.world.chats[person.id]
                )
            said += count

        def items() -> int:
            return int(on_server.ask("SELECT count(*) FROM items")[0][0])

        for _ in range(2):
            before, pid = said, leader(on_server)
            assert pid is not None
            say(100)
            await until(lambda before=before: items() >= before + 20, seconds=60)  # type: ignore[misc]
            processes[pid].send_signal(signal.SIGKILL)
            assert items() < said, "killed too late to prove anything"
            await processes.pop(pid).wait()
            killed_at = time.monotonic()
            await until(lambda pid=pid: leader(on_server) not in (None, pid), seconds=10)  # type: ignore[misc]
            assert time.monotonic() - killed_at < 3
        await until(lambda: items() >= 200, seconds=60)
        unsent = "SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"
        await until(lambda: not on_server.ask(unsent), seconds=60)
        (last,) = processes.values()
        last.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(last.wait(), 5) == 0
    numbers = [row[0] for row in on_server.ask("SELECT number FROM items ORDER BY id")]
    assert numbers == [f"{numbers[0][:4]}-{place:04}" for place in range(1, 201)]
    titles = Counter(row[0] for row in on_server.ask("SELECT title FROM items"))
    assert titles == Counter({f"第{place}条": 1 for place in range(200)})
    receipts: Counter[str] = Counter()
    for person in people:
        texts = [s.text for s in person.messages() if s.by_bot and "已收到" in s.text]
        receipts.update(text.split("：")[1].split(" ")[0] for text in texts)
    assert set(receipts) == set(numbers)
    assert sum(receipts.values()) - 200 <= 2 * 16, "only what the sender had in flight may be sent twice"


async def test_the_usual_way_of_an_item_on_a_server(
    on_server: OnServer, open_county: Callable[..., Any]
) -> None:
    async with open_county(storage={"url": on_server.url}) as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", unit="信息中心", role="编辑")
        await wang.say(f"#报送 {TITLE}\n{BODY}")
        await wang.wait_for("2026-0001")
        card = await gao.card("2026-0001", who=zhou)
        await zhou.press(card, "签收")
        await zhou.press(card, "采用")
        await wang.wait_for("采用")
        await wang.say("#报送 第二条\0\n" + BODY)
        await wang.wait_for("2026-0002")
        await gao.idle()
    assert on_server.ask("SELECT number, state FROM items ORDER BY id") == [
        ("2026-0001", "adopted"),
        ("2026-0002", "waiting"),
    ]


async def test_a_server_that_cuts_everybody_off_is_outlived(
    on_server: OnServer, open_county: Callable[..., Any]
) -> None:
    everybody = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with open_county(storage={"url": on_server.url}) as gao:
        wang = await gao.join("王茗")
        for place in range(1, 4):
            await wang.say(f"#报送 第{place}条\n{BODY}")
            on_server.ask(everybody)
        for place in range(1, 4):
            await wang.wait_for(f"-000{place}", since=0, timeout=20)
        await gao.idle(timeout=20)
    assert on_server.ask("SELECT number, title FROM items ORDER BY id") == [
        (f"2026-000{place}", f"第{place}条") for place in range(1, 4)
    ]


async def test_the_command_line_checks_imports_posts_and_moves_on_a_server(
    on_server: OnServer, tmp_path: Path
) -> None:
    async with office(on_server, tmp_path, members=0) as (_, owner, group, _, config):
        code, out, err = await command("check", "--config", str(config))
        assert code == 1 and err.count("\n") == 1, "only that nobody has pressed Start yet"
        assert "正常：数据库 postgresql://" in out and "postgres:@" not in out + err
        roster = tmp_path / "roster.csv"
        roster.write_text("单位,姓名,Telegram,入职\n云茶镇,王茗,101,2026-01-05\n", encoding="utf-8")
        code, _, err = await command("roster", "import", str(roster), "--config", str(config))
        assert (code, err) == (0, "")
        on_server.ask("INSERT INTO places (chat_id, kind, title) VALUES (?, 'work', '群')", group.id)
        asked = ("post", "shortfall", "--period", "2026-05", "--config", str(config))
        code, out, err = await command(*asked)
        assert (code, err.count("Traceback")) == (0, 0) and "已发送" in out
        assert any("未完成名单" in s.text for s in owner.messages(group))
        moved = ("move", "--from", on_server.url, "--to", "sqlite:///there.db", "--config", str(config))
        code, out, err = await command(*moved)
        assert (code, err) == (0, "") and "people：2行" in out and "校验值" in out
        assert (tmp_path / "there.db").exists(), "a relative path is relative to the settings file"
        code, _, err = await command(*moved)
        assert code == 1 and err.count("\n") == 1 and "there.db" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "mysql://x", "--to", "sqlite:///b.db"), "--from"),
        (("--from", "sqlite:///a.db", "--to", "b.db"), "--to"),
        (("--from", "sqlite:///a.db", "--to", "sqlite:///a.db"), "相同"),
        (("--from", "sqlite:///a.db"), "--to"),
    ],
)
async def test_a_move_between_what_are_no_databases_is_wrong_usage(
    arguments: tuple[str, ...], words: str
) -> None:
    code, _, err = await command("move", *arguments)
    assert code == 2 and words in err


def sending_at(home: OnServer) -> int:
    """How many calls are claimed, and not settled."""
    return int(home.ask("SELECT count(*) FROM outbox WHERE state = 'sending'")[0][0])


@pytest.mark.timeout(150)
async def test_a_leader_that_is_stopped_for_a_while_sends_nothing_when_it_goes_on(
    on_server: OnServer, tmp_path: Path
) -> None:
    async with (
        office(on_server, tmp_path, members=60) as (sandbox, owner, _, people, config),
        running(config) as first,
        running(config) as second,
        running(config) as third,
    ):
        processes = {process.pid: process for process in (first, second, third)}
        await owner.start()
        await owner.wait_for(lambda s: s.by_bot, timeout=30)
        unsent = "SELECT 1 FROM outbox WHERE state IN ('queued', 'sending')"
        await until(lambda: not on_server.ask(unsent), seconds=30)  # everybody has been told how to join
        enrol(on_server, people)
        pid = leader(on_server)
        assert pid is not None

        def arrived() -> Counter[str]:
            chats = [person.world.chats[person.id] for person in people]
            texts = [each.text for chat in chats for each in chat.messages.values() if each.sender.is_bot]
            return Counter(text for text in texts if "已收到" in text)

        # Each answer takes so long that most of what the leader has claimed is not called yet when it is stopped.
        sandbox.faults.add("hang_after", method="sendMessage", times=1000, seconds=0.3)
        for person in people:
            sandbox.people.say(person.user, f"#报送 标题\n{BODY}", chat=person.world.chats[person.id])
        await until(lambda: len(arrived()) >= 4 and sending_at(on_server) >= 20, seconds=30)
        processes[pid].send_signal(signal.SIGSTOP)
        try:
            under_way, stopped_at = sending_at(on_server), time.monotonic()
            at_the_stop = arrived()
            assert under_way >= 12, "nothing was claimed that it could send later"
            await until(lambda: leader(on_server) not in (None, pid), seconds=25)
            assert time.monotonic() - stopped_at < 20
            sandbox.faults.active.clear()  # the other one need not be slow
            await until(lambda: len(arrived()) == 60 and not on_server.ask(unsent), seconds=60)
            by_the_other = arrived()
        finally:
            processes[pid].send_signal(signal.SIGCONT)
        lost = await asyncio.wait_for(said(processes[pid], "lead.lost"), 30)
        assert "lead.lost" in lost
        await owner.say("/help")
        await owner.wait_for(lambda s: s.by_bot and "/submit" in s.text, timeout=30)
        await until(lambda: not on_server.ask(unsent), seconds=30)
        assert arrived() == by_the_other, "the one that had been stopped has sent again what another had sent"
        doubled = {what for what, count in by_the_other.items() if count > 1}
        assert len(doubled - set(at_the_stop)) <= 4, (
            "only calls that were in the air at the stop may be made twice"
        )
        for process in processes.values():
            process.send_signal(signal.SIGTERM)
        assert [await asyncio.wait_for(each.wait(), 10) for each in processes.values()] == [0, 0, 0]


async def said(process: warm.Process, event: str) -> str:
    """The next line of a process's log that names the event."""
    assert process.stderr is not None
    while line := await process.stderr.readline():
        if event in line.decode():
            return line.decode()
    raise AssertionError(f"it ended without {event}")


@contextlib.asynccontextmanager
async def relay_to(home: OnServer, port: int) -> AsyncIterator[None]:
    """The server's socket under a port of this machine."""
    folder = str(home.server.handle.get_uri()).rpartition("host=")[2]

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        await asyncio.gather(carry(reader, back), carry(there, writer))

    async with await asyncio.start_server(meet, "127.0.0.1", port):
        yield


@pytest.mark.parametrize("comes", [True, False])
async def test_a_server_that_is_away_at_the_start_is_waited_for_with_one_line_until_it_comes_or_the_end(
    on_server: OnServer, tmp_path: Path, comes: bool, unused_tcp_port: int
) -> None:
    async with office(on_server, tmp_path, members=0) as (_, owner, _, _, config):
        name = on_server.url.partition("/test_")[2].partition("?")[0]
        away = f"postgresql://postgres@127.0.0.1:{unused_tcp_port}/test_{name}"
        config.write_text(config.read_text(encoding="utf-8").replace(on_server.url, away), encoding="utf-8")
        async with running(config) as process:
            line = await asyncio.wait_for(said(process, "database.unreachable"), 20)
            assert f"127.0.0.1:{unused_tcp_port}" in line and "WARNING" in line
            if comes:
                async with relay_to(on_server, unused_tcp_port):
                    await owner.start()
                    await owner.wait_for(lambda s: s.by_bot, timeout=30)
                    process.send_signal(signal.SIGTERM)
                    assert await asyncio.wait_for(process.wait(), 10) == 0
            else:
                await asyncio.sleep(1.5)  # a second try has failed
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), 5) == 0
            assert process.stderr is not None
            rest = (await process.stderr.read()).decode()
            assert "unreachable" not in rest and "Traceback" not in rest
