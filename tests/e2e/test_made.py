"""Pictures beside answers: they come after the text, where it was asked, once; also to a process that is killed three times."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.rules.exports import Form
from bot.sandbox import Sandbox, serve
from tests.support.county import BODY, TITLE
from tests.support.exported import read_export
from tests.support.papers import PNG
from tests.support.process import query, running, until, write_settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")

OWNER = 1


ISSUE = {
    "mark": "高县政务信息",
    "number": "第25期",
    "date": "2026年7月3日",
    "items": [{"title": "早茶开园", "body": "云茶镇早茶开园。"}],
}


def stand_ins(folder: Path) -> Path:
    """Programs that make two pages of anything."""
    folder.mkdir()
    (folder / "page").write_bytes(PNG)
    for name, script in (
        ("soffice", 'while [ "$1" != --outdir ]; do shift; done; touch "$2/0.pdf"'),
        ("pdftoppm", f'for last; do :; done; for n in 1 2; do cp "{folder}/page" "$last-$n.png"; done'),
    ):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o700)
    return folder


def order_paper(folder: Path) -> None:
    """While no bot is running, an order stands in its database that is older than any other."""
    with closing(sqlite3.connect(folder / "desk.db")) as conn, conn:
        conn.execute(
            "INSERT INTO made_files (kind, spec, name, caption, form, chat_id, language, state, try_at, asked_at)"
            " SELECT 'bulletin', ?, '第25期.docx', '第25期', 'document', chat_id, language, 'wanted', 0, asked_at"
            " FROM made_files",
            (json.dumps(ISSUE),),
        )


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
        # A paper with pictures of its pages, by programs that stand in for LibreOffice; it comes first.
        programs = stand_ins(tmp_path / "bin")
        monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
        order_paper(tmp_path)
        for point in ("making.written", "making.placed", "making.taken", "making.placed", "making.taken"):
            monkeypatch.setenv("ZHIBAO_FAULT", f"{point}:1")
            async with running(config) as process:
                assert await process.wait() == -9
        assert query(tmp_path, "SELECT DISTINCT state FROM made_files") == [("made",)]
        monkeypatch.delenv("ZHIBAO_FAULT")
        async with running(config):
            await until(
                lambda: [each.is_photo for each in owner.messages()].count(True) == 3,
                seconds=30,
            )
        seen = [each for each in owner.messages() if each.by_bot]
        place = next(number for number, each in enumerate(seen) if "1. " in each.text)
        paper, first, second, chart = seen[place + 1 :]  # the answer's text came before
        assert paper.document is not None and paper.document.startswith(b"PK")
        assert [(each.text, each.document) for each in (first, second)] == [
            ("第1页", PNG),
            ("第2页", PNG),
        ]
        assert chart.document is not None and chart.document.startswith(b"\x89PNG")
        assert chart.text.endswith("信息报送排行（按单位）")
        left = [path.name for path in (tmp_path / "data" / "files" / ".making").glob("*") if path.is_file()]
        assert left == []


async def test_killed_at_each_named_point_an_export_comes_once_after_the_next_start(
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
            await owner.say("/export csv")
            assert await process.wait() == -9
        for point in ("making.placed", "making.taken"):
            monkeypatch.setenv("ZHIBAO_FAULT", f"{point}:1")
            async with running(config) as process:
                assert await process.wait() == -9
        monkeypatch.delenv("ZHIBAO_FAULT")
        async with running(config):
            await until(lambda: any(each.file_name for each in owner.messages()), seconds=30)
            await until(
                lambda: not query(tmp_path, "SELECT id FROM outbox WHERE state IN ('queued', 'sending')"),
                seconds=30,
            )
        [file] = [each for each in owner.messages() if each.file_name]
        assert file.document is not None
        [row] = read_export(file.document, Form.TEXTS)["信息"]
        assert row["标题"] == TITLE
        assert not [each for each in owner.messages() if "正在生成" in each.text]
        left = [path.name for path in (tmp_path / "data" / "files" / ".making").glob("*") if path.is_file()]
        assert left == []
