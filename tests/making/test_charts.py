"""The process that makes files: what its pictures show, and its answer where there is none."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from bot.making.fonts import has_letter
from tests.support.county_units import UNITS
from tests.support.process import ROOT

ALL_GB2312 = "".join(
    bytes((first, second)).decode("gb2312", errors="ignore")
    for first in range(0xA1, 0xF8)
    for second in range(0xA1, 0xFF)
)


class Worker:
    """One process for all tests of this file, as the bot has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.making"],
            cwd=ROOT,
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, kind: str, spec: dict[str, Any], *, path: Path | None = None) -> dict[str, Any]:
        """The answer; the picture is in `file`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        task = {"kind": kind, "spec": spec, "path": str(path or self.file)}
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    @property
    def file(self) -> Path:
        return self.folder / "chart.png"

    def picture(self) -> Image.Image:
        with Image.open(self.file) as picture:
            picture.load()
            return picture.copy()


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    found = Worker(tmp_path_factory.mktemp("making"))
    with found.process:
        yield found
        assert found.process.stdin is not None
        found.process.stdin.close()
        assert found.process.wait(timeout=10) == 0  # it ends with its input


def ranking(*labels: str, own: int = -1) -> dict[str, Any]:
    bars = [
        {
            "place": place,
            "label": label,
            "value": len(labels) - place,
            "shown": f"{len(labels) - place}条",
            "is_own": place - 1 == own,
        }
        for place, label in enumerate(labels, start=1)
    ]
    return {
        "title": "2026年5月信息报送排行（按单位）",
        "subtitle": "按采用条数",
        "rest": "其余{count}个见文字",
        "bars": bars,
    }


def has(picture: Image.Image, *wanted: int) -> bool:
    """Whether there is a colour that no eye could tell from this one."""
    found = picture.convert("RGB").getcolors(maxcolors=1 << 12) or []
    return any(
        all(abs(a - b) <= 6 for a, b in zip(colour, wanted, strict=True))
        for _, colour in found
        if isinstance(colour, tuple)
    )


def test_a_ranking_is_whole_and_opaque_fits_a_phone_and_says_what_is_left_out(worker: Worker) -> None:
    sizes = {}
    for count in (12, 60, 80):
        labels = (*UNITS, *UNITS)[:count]
        answer = worker.ask("ranking", ranking(*labels, own=4))
        content = worker.file.read_bytes()
        assert answer == {
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "missing": "",
            "left_out": 0,
            "pages": [],
            "are_pages_missing": False,
            "preview": "",
        }
        picture = worker.picture()
        assert "A" not in picture.mode and "transparency" not in picture.info
        assert has(picture, 0x2F, 0x6D, 0xB3) and has(picture, 0xC2, 0x57, 0x1A)  # bars, and the reader's own
        sizes[count] = picture.size
    assert {width for width, _ in sizes.values()} == {800}
    assert sizes[60][1] <= 2560  # what Telegram makes no smaller
    assert 0 < sizes[80][1] - sizes[60][1] < 60  # the line about the rest


def test_the_font_has_every_character_of_gb2312_and_is_regular() -> None:
    font = TTFont(str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))
    assert {ord(char) for char in (*ALL_GB2312, *"".join(UNITS))} - set(font.getBestCmap()) == set()
    assert font["OS/2"].usWeightClass == 400
    # What is seen of each is what the font's own table says, whatever the writing.
    tried = [*ALL_GB2312[::40], *map(chr, range(0xA1, 0x3100, 97)), *map(chr, range(0x20000, 0x2A6D0, 997))]
    path = Path(str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))
    known = font.getBestCmap()
    assert {has_letter(path, char) for char in tried} == {True, False}
    assert [char for char in tried if has_letter(path, char) != (ord(char) in known)] == []


def test_a_character_that_no_font_has_is_named_and_never_a_box(worker: Worker) -> None:
    answer = worker.ask("ranking", ranking("\U0010fffd镇", "云\ue000茶镇"))
    assert answer["missing"] == "\U0010fffd\ue000"
    # What people typed is drawn as it is.
    hostile = ("$\\frac{a}$ {x}", "<b>庆符</b>\n镇", "\u202e倒\u202c\x00", "", "长" * 200, "%s $$ _^")
    assert worker.ask("ranking", ranking(*hostile))["missing"] == ""


def year(*lines: list[int | None]) -> dict[str, Any]:
    return {
        "title": "近12个月报送情况",
        "subtitle": "2025年6月—2026年5月",
        "months": [f"{month}月" for month in (6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5)],
        "lines": [
            {"label": label, "values": line} for label, line in zip(("收到", "采用"), lines, strict=True)
        ],
    }


def test_twelve_months_are_drawn_whatever_they_hold(worker: Worker) -> None:
    full: list[int | None] = [41, 52, 48, 61, 58, 70, 66, 39, 44, 72, 80, 95]
    nothing: list[int | None] = [None] * 12
    begun: list[int | None] = [3, *nothing[1:]]
    for lines in ((full, full), ([0] * 12, [0] * 12), (begun, nothing), ([10_000] * 12, [1] * 12)):
        assert worker.ask("year", year(*lines)).get("missing") == "", lines
        assert worker.picture().size == (800, 664)


def test_an_order_that_cannot_be_made_is_answered_and_so_is_the_next(worker: Worker, tmp_path: Path) -> None:
    assert worker.ask("ranking", {}) == {"fault": "broken", "error": "KeyError"}
    assert worker.ask("nothing", {}) == {"fault": "broken", "error": "KeyError"}
    assert worker.ask("ranking", ranking("庆符镇"), path=tmp_path / "no" / "folder") == {"fault": "disk"}
    assert "sha256" in worker.ask("ranking", ranking("庆符镇"))
