"""Exports as people get them: over HTTP in both forms, and by the command line on a server and where it is used wrongly."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.app.exporting import export_file
from bot.rules.exports import Asked, Form
from bot.sandbox import Sandbox, serve
from bot.store.sqlite import migrate
from bot.verbs import bar_on
from tests.e2e.test_copies import settings_on
from tests.support.county import BODY, TITLE, county
from tests.support.databases import OnServer
from tests.support.exported import read_export
from tests.support.process import command, write_settings
from tests.support.running import OWNER, RunningCounty


async def test_an_editor_gets_the_months_file_in_both_forms_and_others_are_refused(
    gao: RunningCounty,
) -> None:
    zhang = await gao.join("张三")
    zhou = await gao.join("周编", unit="信息中心", role="编辑")
    await zhang.say(f"#报送 {TITLE}\n{BODY}")
    await zhang.wait_for("已收到", since=0)
    await zhou.say("/export 2026-06")
    file = await zhou.wait_for(lambda seen: seen.file_name == "信息数据_2026-06.xlsx", since=0, timeout=30)
    assert file.text == "2026年6月数据" and file.document is not None
    found = read_export(file.document, Form.WORKBOOK)
    assert [(row["编号"], row["姓名"], row["标题"], row["正文"]) for row in found["信息"]] == [
        ("2026-0001", "张三", TITLE, BODY)
    ]
    # At the desk, where editors read along: what was there to wait for is gone once the file has come.
    await zhou.say("/export 2026 .csv", chat=gao.desk_group)
    packed = await zhou.wait_for(
        lambda seen: seen.file_name == "信息数据_2026.zip", chat=gao.desk_group, since=0, timeout=30
    )
    assert packed.document is not None
    assert [row["编号"] for row in read_export(packed.document, Form.TEXTS)["信息"]] == ["2026-0001"]
    await gao.idle()
    assert not [
        seen for seen in (*zhou.messages(), *zhou.messages(gao.desk_group)) if "正在生成" in seen.text
    ]
    await zhang.say("/export 2026-06")
    await zhang.wait_for("权限", since=0)
    assert not [seen for seen in zhang.messages() if seen.file_name]


async def test_the_command_line_exports_from_a_server(on_server: OnServer, tmp_path: Path) -> None:
    async with serve(Sandbox()) as base:
        config = settings_on(on_server, tmp_path, base)
        code, out, err = await command(
            "export", "--year", "2026", "--out", str(tmp_path / "a.xlsx"), "--config", str(config)
        )
    assert (code, err) == (0, "") and "a.xlsx：0 行" in out
    found = read_export((tmp_path / "a.xlsx").read_bytes(), Form.WORKBOOK)
    assert list(found) == [
        "信息",
        "采用",
        "预约",
        "得分",
        "稿酬",
        "未完成",
        "督办件",
        "阅文情况",
        "参会情况",
        "信息要点",
    ]
    assert on_server.ask("SELECT person_id, after FROM audit WHERE subject = 'export'") == [
        (None, '{"period":"2026","form":"xlsx"}')
    ]


async def test_a_name_without_a_folder_is_a_file_where_the_operator_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that makes the file works elsewhere; so `export` without --out once failed outside the sources."""

    async def told(done: int, total: int) -> None:
        pass

    monkeypatch.chdir(tmp_path)
    async with county(tmp_path, now="2026-06-03 12:00") as gao:
        rows = await export_file(
            gao.office,
            gao.database,
            gao.clock,
            Asked("2026-05", "2026-05"),
            target=Path("a.xlsx"),
            on_rows=told,
        )
    assert rows == 0 and list(read_export((tmp_path / "a.xlsx").read_bytes(), Form.WORKBOOK))


async def test_wrong_usage_is_exit_code_2_and_a_file_that_cannot_be_written_1(tmp_path: Path) -> None:
    config = str(write_settings(tmp_path, "http://127.0.0.1:9", owners=[OWNER]))
    for wrong, words in (
        (("--month", "五月份的"), "zhibao: 无法识别月份“五月份的”。"),
        (("--year", "26"), "zhibao: --year 26：请写年份，如 2026"),
        (("--year", "2099"), "zhibao: 2099尚未开始，没有可导出的数据。"),
        (
            ("--out", "a.pdf"),
            "zhibao: --out a.pdf：文件名须以 .xlsx 结尾，要文本文件则以 .zip 结尾",
        ),
        (
            ("--month", "2026-05", "--year", "2026"),
            "python -m bot export：参数 --year：不能与参数 --month 同用",
        ),
    ):
        code, out, err = await command("export", *wrong, "--config", config)
        assert (code, out) == (2, "") and words in err, wrong
    migrate.migrate(tmp_path / "desk.db")
    code, out, err = await command("export", "--out", str(tmp_path / "no" / "a.xlsx"), "--config", config)
    assert (code, out) == (1, "") and err.startswith("zhibao: ") and "不能写入：没有这个文件或文件夹" in err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def test_the_command_line_has_a_bar_on_a_terminal_alone() -> None:
    for stream, is_shown in ((_Terminal(), True), (io.StringIO(), False)):
        with bar_on(stream, delay=0.0) as on_rows:
            for done in (0, 20_000, 40_000):
                await on_rows(done, 40_000)
                await asyncio.sleep(0.11)  # it is drawn ten times a second at most
        assert ("40.0k/40.0k" in stream.getvalue()) is is_shown
        assert is_shown or not stream.getvalue()
