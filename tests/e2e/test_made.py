"""Pictures beside answers: they come after the text, where it was asked, once; also to a process that is killed three times."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.sandbox import Sandbox, serve
from tests.support.county import BODY, TITLE
from tests.support.process import query, running, until, write_settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")

OWNER = 1


async def test_killed_at_each_named_point_the_next_life_sends_the_picture_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox()
    async with serve(sandbox) as base:
        config = write_settings(tmp_path, base, owners=[OWNER])
        owner = sandbox.user(OWNER, "主任")
        monkeypatch.setenv("ZHIBAO_FAULT", "making.written:1")
        async with running(config) as process:
            await owner.start()
            await owner.wait_for(lambda seen: seen.by_bot, timeout=30)
            await owner.say(f"#报送 {TITLE}\n{BODY}")
            await owner.wait_for("已收到", since=0, timeout=30)
            await owner.say("/rank")
            assert await process.wait() == -9
        for point in ("making.placed", "making.taken"):
            monkeypatch.setenv("ZHIBAO_FAULT", f"{point}:1")
            async with running(config) as process:
                assert await process.wait() == -9
        assert query(tmp_path, "SELECT state FROM made_files") == [("made",)]
        monkeypatch.delenv("ZHIBAO_FAULT")
        async with running(config):
            picture = await owner.wait_for(lambda seen: seen.is_photo, since=0, timeout=30)
            assert picture.document is not None and picture.document.startswith(b"\x89PNG")
            assert picture.text.endswith("信息报送排行（按单位）")
            await until(
                lambda: query(tmp_path, "SELECT 1 FROM outbox WHERE method = 'sendPhoto' AND state = 'sent'"),
                seconds=20,
            )
        seen = owner.messages()
        assert [each.is_photo for each in seen].count(True) == 1
        place = next(number for number, each in enumerate(seen) if each.is_photo)
        assert "1. " in seen[place - 1].text  # the text came before
        left = [path.name for path in (tmp_path / "data" / "files" / ".making").glob("*") if path.is_file()]
        assert left == []
