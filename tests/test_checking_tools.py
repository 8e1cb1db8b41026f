"""What `check` says of the machine's programs: releases, LibreOffice, fonts; worth knowing, never a fault."""

from __future__ import annotations

import platform
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from bot import __version__
from bot.checking.tools import check_tools, find_fonts
from bot.config import build
from bot.locale.texts import Texts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="programs are made of shell here")
EN, ZH = (Texts(language, build({}).desk.zone) for language in ("en", "zh"))


def install(folder: Path, name: str, script: str) -> None:
    """A program of that name."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all of PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def said(t: Texts) -> list[str]:
    """The words; none of them is a fault."""
    lines = list(check_tools(t))
    assert [is_fault for _, is_fault in lines] == [False] * len(lines)
    return [words for words, _ in lines]


def test_the_releases_of_product_python_and_sqlite_come_first() -> None:
    assert said(EN)[0] == (
        f"ok: zhibao {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    assert said(ZH)[0].startswith(f"正常：直报 {__version__}，Python 3.")


@pytest.mark.parametrize("name", ["soffice", "libreoffice"])
def test_libreoffice_is_found_by_either_name(programs: Path, name: str) -> None:
    install(programs, name, "")
    assert said(EN)[1] == (
        "note: pdftoppm (poppler-utils) is not there; a bulletin comes as .docx, without pictures of its pages"
    )
    install(programs, "pdftoppm", "")
    assert said(EN)[1] == f"ok: LibreOffice at {programs / name}"


def test_fonts_are_named_as_fontconfig_has_them_each_once(programs: Path) -> None:
    install(
        programs, "fc-list", 'echo "Noto Sans CJK SC,思源黑体"; echo "Noto Sans CJK SC"; echo "SimSun,宋体"'
    )
    assert find_fonts() == ["Noto Sans CJK SC", "SimSun"]
    assert said(EN)[2] == "ok: fonts for Chinese: Noto Sans CJK SC, SimSun"


@pytest.mark.parametrize("script", ["exit 0", "exit 1"])
def test_a_machine_without_them_is_told_so_and_that_it_does_not_matter(programs: Path, script: str) -> None:
    install(programs, "fc-list", script)
    assert said(EN)[1:] == [
        "note: LibreOffice (soffice) is not there; a bulletin comes as .docx, without pictures of its pages",
        "note: there are no fonts for Chinese; this release does without",
    ]
    assert said(ZH)[1:] == [
        "提示：没有安装LibreOffice (soffice)；期刊只发 .docx，没有页面图片",
        "提示：没有中文字体；本版不用它",
    ]
