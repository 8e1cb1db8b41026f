"""A real process that is killed while it fetches a file: the next life has it, once, and nothing of the first try stays."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, serve
from tests.support.papers import HEAD, PNG, TEXT, paper
from tests.support.process import query, running, until, write_settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")

OWNER = 1


def files_in(folder: Path) -> list[str]:
    """The names of all files that lie in the files folder, hidden ones too."""
    return sorted(path.name for path in (folder / "data" / "files").rglob("*") if path.is_file())


def attachments(folder: Path) -> list[tuple[object, ...]]:
    return query(folder, "SELECT state, sha256 FROM attachments ORDER BY id")


@pytest.mark.parametrize("point", ["download.written", "download.placed", "download.taken"])
async def test_killed_at_a_named_point_the_next_life_has_the_item_once(
    tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox, content = Sandbox(), paper()
    async with serve(sandbox) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        owner = sandbox.user(OWNER, "主任")
        monkeypatch.setenv("ZHIBAO_FAULT", f"{point}:1")
        async with running(config) as process:
            await owner.start()
            await owner.wait_for(lambda seen: seen.by_bot, timeout=30)
            await owner.send_document(content, "早茶.docx", "#报送")
            assert await process.wait() == -9
        monkeypatch.delenv("ZHIBAO_FAULT")
        async with running(config):
            await owner.wait_for("已收到", timeout=30)
            await until(lambda: query(tmp_path, "SELECT 1 FROM attachments WHERE state = 'had'"), seconds=20)
            name = hashlib.sha256(content).hexdigest()
            assert attachments(tmp_path) == [("had", name)]
            assert query(tmp_path, "SELECT number, title, body FROM items") == [
                (query(tmp_path, "SELECT number FROM items")[0][0], HEAD, TEXT)
            ]
            assert files_in(tmp_path) == [name]


async def test_killed_in_the_midst_of_the_bytes_nothing_half_stays(tmp_path: Path) -> None:
    sandbox, content = Sandbox(), PNG + bytes(1000)
    async with serve(sandbox) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        owner = sandbox.user(OWNER, "主任")
        async with running(config) as process:
            await owner.start()
            await owner.wait_for(lambda seen: seen.by_bot, timeout=30)
            sandbox.faults.add("hang_before", method="file", seconds=60)
            await owner.send_photo(content, f"#报送 {HEAD}\n{TEXT}")
            await owner.wait_for("已收到", timeout=20)
            await until(lambda: len(files_in(tmp_path)) == 1, seconds=20)  # it has begun
            process.kill()
            await process.wait()
        assert [state for state, _ in attachments(tmp_path)] == ["wanted"]
        sandbox.faults.clear()
        async with running(config):
            await until(lambda: query(tmp_path, "SELECT 1 FROM attachments WHERE state = 'had'"), seconds=30)
            assert files_in(tmp_path) == [hashlib.sha256(content).hexdigest()]
