"""`backup` and `restore` as commands: beside a running bot, killed on the way, and the desk's next life (manual, section 8)."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import app, copying
from bot.config import load
from bot.console import texts_of
from bot.errors import CommandFailed
from bot.sandbox import Sandbox, serve
from tests.support import warm
from tests.support.copies import enrol, submit, tables_of
from tests.support.county import BODY
from tests.support.process import command, query, running, until, write_settings
from tests.support.running import OWNER


@pytest.fixture
async def config(tmp_path: Path) -> AsyncIterator[Path]:
    """Settings of a desk with three items, one file and no bot running."""
    config = write_settings(tmp_path, "http://127.0.0.1:9", owners=[OWNER])
    database = app.new_database(load(config))
    await database.open()
    person = await enrol(database)
    for _ in range(3):
        await submit(database, person)
    await database.close()
    (tmp_path / "data" / "files").mkdir(parents=True)
    (tmp_path / "data" / "files" / "a.txt").write_text("附件")
    yield config


def english(config: Path) -> None:
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('language = "zh"', 'language = "en"'), encoding="utf-8")


def take_away(folder: Path) -> None:
    """The machine is lost."""
    for path in folder.glob("desk.db*"):
        path.unlink()
    (folder / "data" / "files" / "a.txt").unlink()


async def test_a_desk_is_copied_checked_and_put_back(config: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.zip"
    code, out, err = await command("backup", str(target), "--config", str(config))
    assert (code, err) == (0, "") and "信息3条（2026-0001 至 2026-0003）" in out and "文件1个" in out
    code, out, err = await command("backup", str(target), "--config", str(config))
    assert (code, out) == (1, "") and err == f"zhibao: {target} 已存在，请换一个文件名。\n"
    code, out, err = await command("restore", "--check", str(target), "--config", str(config))
    assert (code, err) == (0, "") and "完好" in out
    code, out, err = await command("restore", str(target), "--config", str(config))
    assert (code, out) == (
        1,
        "",
    ) and err == f"zhibao: {tmp_path / 'desk.db'} 已存在，请先移走；恢复不会覆盖任何文件。\n"
    tables = tables_of(tmp_path / "desk.db")
    take_away(tmp_path)
    english(config)
    code, out, err = await command("restore", str(target), "--resume", "--config", str(config))
    assert (
        (code, err) == (0, "")
        and "items: 3, 2026-0001 to 2026-0003" in out
        and "messages not sent yet: 3" in out
    )
    assert tables_of(tmp_path / "desk.db") == tables
    assert (tmp_path / "data" / "files" / "a.txt").read_text() == "附件"


async def test_faults_are_one_line_in_the_desks_language(config: Path, tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("直报")
    for words in (
        "这不是 backup 做的备份，或者已损坏。",
        "This is no copy that backup made, or it is damaged.",
    ):
        with pytest.raises(CommandFailed) as fault:
            await copying.put_back(config, file=tmp_path / "text.zip", check_only=True, resume=False)
        assert texts_of(config).told(fault.value) == words
        english(config)


async def test_nothing_is_put_back_under_a_running_bot(config: Path, tmp_path: Path) -> None:
    await copying.back_up(config, file=tmp_path / "copy.zip")
    take_away(tmp_path)
    lock = app.lock_of(load(config))
    with lock, pytest.raises(CommandFailed) as fault:
        await copying.put_back(config, file=tmp_path / "copy.zip", check_only=False, resume=False)
    assert "请先停止" in texts_of(config).told(fault.value)
    assert not (tmp_path / "desk.db").exists()
    await copying.put_back(config, file=tmp_path / "copy.zip", check_only=False, resume=False)
    assert query(tmp_path, "SELECT count(*) FROM items") == [(3,)]


async def test_a_trail_that_was_changed_is_copied_and_the_command_fails(config: Path, tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "desk.db")
    with conn:
        conn.execute("UPDATE audit SET step = 'adopt' WHERE id = 2")
    conn.close()
    with pytest.raises(CommandFailed) as fault:
        await copying.back_up(config, file=tmp_path / "copy.zip")
    assert "第 2 号" in texts_of(config).told(fault.value)
    lines = await copying.put_back(config, file=tmp_path / "copy.zip", check_only=True, resume=False)
    assert "第 2 号" in lines[-1]


@pytest.mark.parametrize("point", ["copy.taken", "copy.written"])
async def test_a_copy_that_is_killed_leaves_nothing_under_its_name(
    config: Path, tmp_path: Path, point: str
) -> None:
    target = tmp_path / "copy.zip"
    assert await killed_at(point, "backup", str(target), "--config", str(config)) == -signal.SIGKILL
    assert not target.exists()
    await copying.back_up(config, file=target)
    assert target.exists()


async def test_a_restore_that_is_killed_leaves_no_desk(config: Path, tmp_path: Path) -> None:
    await copying.back_up(config, file=tmp_path / "copy.zip")
    take_away(tmp_path)
    arguments = ("restore", str(tmp_path / "copy.zip"), "--config", str(config))
    assert await killed_at("restore.files", *arguments) == -signal.SIGKILL
    assert not (tmp_path / "desk.db").exists()
    with pytest.raises(CommandFailed) as fault:
        await copying.put_back(config, file=tmp_path / "copy.zip", check_only=False, resume=False)
    assert "不是空目录" in texts_of(config).told(fault.value)


async def test_a_disk_that_fills_up_is_one_line_and_leaves_nothing(config: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: what the process writes fails in the midst of it."""
    process = await warm.start(
        *("backup", str(tmp_path / "copy.zip"), "--config", str(config)),
        env={"PATH": ""},
        stderr=warm.PIPE,
        most_bytes=60_000,
    )
    _, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert (
        err.decode().startswith(f"zhibao: 备份 {tmp_path / 'copy.zip'} 未能做成：") and err.count(b"\n") == 1
    )
    assert list(tmp_path.glob("*copy*")) == []


async def killed_at(point: str, *arguments: str) -> int | None:
    """`python -m bot ...`, which ends itself with SIGKILL at a fault point; its exit code."""
    process = await warm.start(*arguments, env={"ZHIBAO_FAULT": point, "PATH": ""})
    return await asyncio.wait_for(process.wait(), 60)


async def test_postgresql_is_sent_to_its_own_tools_without_the_password(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = load(config)
    url = "postgresql://desk:geheim@db.county:5433/zhibao"
    elsewhere = settings.model_copy(update={"storage": settings.storage.model_copy(update={"url": url})})
    for words in ("pg_dump {address}", "pg_restore {address}"):
        with pytest.raises(CommandFailed) as fault:
            copying._check_sqlite(elsewhere, words)
        assert str(fault.value).endswith(" postgresql://desk@db.county:5433/zhibao")


async def test_a_restored_desk_asks_before_it_sends_and_takes_what_telegram_still_holds(
    tmp_path: Path,
) -> None:
    """A copy of a desk that was stopped with receipts unsent; then the machine is lost, and life goes on from the copy."""
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        owner = sandbox.user(OWNER, "主任")
        async with running(config) as first:
            await owner.start()
            await owner.wait_for(lambda s: s.by_bot, timeout=20)
            lines = await copying.back_up(config, file=tmp_path / "idle.zip")
            assert "无信息" in "".join(lines)
            first.send_signal(signal.SIGTERM)
            assert await first.wait() == 0
        database = app.new_database(load(config))
        await database.open()
        person = (await database.current_directory()).people[0]
        await submit(database, person)
        await database.close()
        await copying.back_up(config, file=tmp_path / "copy.zip")
        for path in tmp_path.glob("desk.db*"):
            path.unlink()
        await copying.put_back(config, file=tmp_path / "copy.zip", check_only=False, resume=False)
        since = len(owner.messages())
        sandbox.people.say(owner.user, f"#报送 恢复之后\n{BODY}", chat=sandbox.world.chats[owner.id])
        async with running(config):
            asked = await owner.wait_for(lambda s: "全部发送" in s.labels, timeout=20)
            assert "有1条消息待发" in asked.text
            await until(lambda: len(query(tmp_path, "SELECT 1 FROM items")) == 2, seconds=20)
            assert not any("已收到 2026-0001" in s.text for s in owner.messages()[since:])
            await owner.press(asked, "全部发送")
            await owner.wait_for(lambda s: "已收到 2026-0001" in s.text, timeout=20)
        assert query(tmp_path, "SELECT step FROM audit WHERE subject = 'desk' ORDER BY id") == [
            ("restore",),
            ("resume",),
        ]
