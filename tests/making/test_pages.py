"""Papers as LibreOffice lays them out: the measures of GB/T 9704 by what is on the pages, and a program that is ended."""

from __future__ import annotations

import ctypes
import functools
import io
import json
import os
import platform
import re
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from PIL import Image, ImageChops

from bot.making.kinds import make
from bot.making.pages import NoPages, can_draw, draw_pages, shrunk, to_pdf
from tests.support.process import ROOT
from tests.support.soffice import LOCK

needs_pages = pytest.mark.skipif(
    not can_draw(), reason="LibreOffice (soffice) or pdftoppm (poppler-utils) is not installed"
)
MM = 72 / 25.4  # points
DOTS = 10  # of a picture to a millimetre
LEFT, RIGHT, TOP, BOTTOM = 28, 184, 37, 262  # the text area, mm from the paper's upper left corner

FOOT = {
    "to_above": "市政府办公室，县委书记、副书记、常委，县人大、县政府、县政协领导，县委办公室，县人大办公室",
    "to_beside": "县纪委，县人武部",
    "to_below": "各乡镇人民政府",
    "editor": "王编辑",
    "reviewer": "李审核",
    "signer": "赵主任",
    "phone": "0831-5420000",
    "copies": 60,
}


def issue(characters: int) -> dict[str, Any]:
    """An issue with one item of so many characters."""
    return {
        "mark": "高县政务信息",
        "supplement": False,
        "number": "第25期",
        "total": "总第312期",
        "issuer": "高县人民政府办公室",
        "date": "2026年7月3日",
        "items": [{"title": "云茶镇早茶提前开园", "body": "高" * characters, "by": "云茶镇 王茗"}],
        "foot": FOOT,
    }


@dataclass(frozen=True)
class Line:
    """A line of a page: its words, and where they are in mm."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Laid:
    """A paper as it is printed."""

    pages: list[list[Line]]
    pictures: list[Image.Image]


def _laid(pdf: Path, *, are_pictures_wanted: bool) -> Laid:
    boxes = subprocess.run(
        ["pdftotext", "-bbox-layout", str(pdf), "-"], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    pages = [_lines(page) for page in boxes.split("<page ")[1:]]
    if not are_pictures_wanted:
        return Laid(pages, [])
    pictures = pdf.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(25.4 * DOTS), str(pdf), str(pictures)], check=True, timeout=60)
    found = sorted(pdf.parent.glob(f"{pictures.name}-*.ppm"))
    return Laid(pages, [Image.open(each).convert("RGB") for each in found])


def _lines(page: str) -> list[Line]:
    """A page's lines from top to bottom; words beside each other are one line."""
    rows: dict[int, list[tuple[float, float, float, float, str]]] = {}
    for found in re.finditer(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page):
        left, top, right, bottom = (float(found[number]) / MM for number in range(1, 5))
        rows.setdefault(round((top + bottom) / 2), []).append((left, top, right, bottom, found[5]))
    lines = []
    for _, words in sorted(rows.items()):
        words.sort()
        lines.append(
            Line(
                "".join(word[4] for word in words),
                words[0][0],
                min(word[1] for word in words),
                words[-1][2],
                max(word[3] for word in words),
            )
        )
    return lines


def red(picture: Image.Image) -> Image.Image:
    """255 where a dot is red, else 0."""
    bands = (
        band.point(table)
        for band, table in zip(picture.split(), (_above(200), _below(90), _below(90)), strict=True)
    )
    return functools.reduce(ImageChops.multiply, bands)


def dark(picture: Image.Image) -> Image.Image:
    """255 where a dot is dark, else 0."""
    return picture.convert("L").point(_below(100))


def _below(limit: int) -> list[int]:
    return [255 * (value < limit) for value in range(256)]


def _above(limit: int) -> list[int]:
    return [255 * (value > limit) for value in range(256)]


def rows_of(dots: Image.Image) -> dict[int, tuple[int, int, int]]:
    """By row: how many dots are 255, the first and the last."""
    content, width = dots.tobytes(), dots.width
    rows = (content[start : start + width] for start in range(0, len(content), width))
    return {y: (row.count(255), row.index(255), row.rindex(255)) for y, row in enumerate(rows) if 255 in row}


SENTENCE = "高县云茶镇早茶提前十天开园，采摘鲜叶4.6吨，每公斤48元。"
LONG = 1800  # characters: four pages
ENDINGS = (
    7,
    16,
    17,
)  # lines: within a page, where text and imprint just meet, where there is too little room for it
TOLD = range(17, 32, 2)  # sentences, of about a line: the text ends wherever it may on its second page
BEFORE = range(25, 29)  # the item before ends about a page's last line


def rows_of_table(rows: int) -> dict[str, Any]:
    """A table with so many rows of one line."""
    columns = [{"head": "单位", "width": 100}, {"head": "差", "width": 50}]
    return {"columns": columns, "rows": [[f"单位{number}", "1"] for number in range(rows)]}


TABLE = {
    "columns": [
        {"head": head, "width": width}
        for head, width in (("序号", 12), ("单位", 40), ("应报", 20), ("得分", 30))
    ],
    "rows": [[str(number), "高县经济开发区管理委员会人力资源部", "4", "2.5"] for number in range(1, 41)],
}


def told(sentences: int, *, before: int = 0) -> dict[str, Any]:
    """An issue whose last item is one long paragraph; `before`: another item with so many sentences in front of it."""
    made = issue(1)
    if before:
        made["items"].insert(
            0, {"title": "水库除险加固完工", "body": SENTENCE * before, "by": "石堰镇 马建军"}
        )
    made["items"][-1] |= {"body": SENTENCE * sentences, "note": "各镇要举一反三，抓好落实。" * 3}
    return made


def signed(lines: int) -> dict[str, Any]:
    """A paper whose text has so many lines, the last three of them one paragraph, and whose signature finds no room under it."""
    blocks = [*({"text": "前文。" * 3} for _ in range(lines - 3)), {"text": "高" * 80}]
    signer = {"signer": "高县人民政府办公室", "date": "2026年7月3日"}
    return {"title": "得分情况", "blocks": blocks, **signer}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Laid]:
    """A long issue, issues that end somewhere on a page, a paper with a table: by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("papers")
    contents = [
        make("bulletin", issue(LONG)).content,
        *(make("bulletin", issue(28 * lines + 20)).content for lines in ENDINGS),
        make("paper", {"title": "得分情况", "blocks": [{"table": TABLE}]}).content,
        *(make("paper", signed(lines)).content for lines in (16, 18)),
        *(
            make("paper", {**signed(3), "blocks": [{"table": rows_of_table(rows)}]}).content
            for rows in (26, 28)
        ),
        *(make("bulletin", told(lines)).content for lines in TOLD),
        *(make("bulletin", told(5, before=before)).content for before in BEFORE),
    ]
    given = []
    for number, content in enumerate(contents):
        given.append(folder / f"given-{number}.docx")
        given[-1].write_bytes(content)
    with FileLock(LOCK):
        made = to_pdf(given, folder, within=90)
    return [_laid(pdf, are_pictures_wanted=not number) for number, pdf in enumerate(made)]


@pytest.fixture(scope="module")
def bulletin(papers: list[Laid]) -> Laid:
    """The long issue: nothing but characters of full width."""
    return papers[0]


@needs_pages
def test_a_full_page_has_22_lines_of_28_characters_within_the_text_area(bulletin: Laid) -> None:
    assert len(bulletin.pages) == 4
    for page in bulletin.pages[1:3]:
        *text, _ = page  # the last is the page's number
        assert [len(line.text) for line in text] == [28] * 22
        assert all(abs(line.left - LEFT) <= 1 and abs(line.right - RIGHT) <= 1 for line in text)
        pitch = (text[-1].top - text[0].top) / 21
        assert abs(22 * pitch - (BOTTOM - TOP)) <= 1
    ink = [y / DOTS for y in rows_of(dark(bulletin.pictures[1]))]
    inside = [y for y in ink if y < BOTTOM + 3]
    assert TOP <= inside[0] <= TOP + pitch / 2
    assert BOTTOM - pitch / 2 <= inside[-1] <= BOTTOM


@needs_pages
def test_the_name_stands_35_mm_down_in_red_over_a_rule_of_156_mm(bulletin: Laid) -> None:
    inked = rows_of(red(bulletin.pictures[0]))
    assert abs(min(inked) / DOTS - (TOP + 35)) <= 1
    rule = [(y, first, last) for y, (count, first, last) in inked.items() if count > 100 * DOTS]
    assert all(abs((last - first + 1) / DOTS - 156) <= 1 for _, first, last in rule)
    assert all(abs(first / DOTS - LEFT) <= 1 for _, first, _ in rule)
    (issuer,) = [line for line in bulletin.pages[0] if line.text.startswith("高县人民政府办公室")]
    assert issuer.text == "高县人民政府办公室2026年7月3日"
    assert abs(issuer.right - RIGHT) <= 1
    assert 2 <= rule[0][0] / DOTS - issuer.bottom <= 5


@needs_pages
def test_page_numbers_stand_outside_7_mm_below_the_text(bulletin: Laid) -> None:
    for number, page in enumerate(bulletin.pages, start=1):
        line = page[-1]
        assert line.text == f"—{number}—"
        away = RIGHT - line.right if number % 2 else line.left - LEFT
        assert 3 <= away <= 7, number  # a character of 14 points from the edge
        assert abs((line.top + line.bottom) / 2 - (BOTTOM + 7)) <= 1


@needs_pages
def test_the_imprint_ends_the_text_area_of_the_last_page_between_its_rules(bulletin: Laid) -> None:
    texts = [line.text for line in bulletin.pages[-1]]
    assert texts[-7:] == [
        "报：市政府办公室，县委书记、副书记、常委，县人大、县政府、",
        "县政协领导，县委办公室，县人大办公室",
        "送：县纪委，县人武部",
        "发：各乡镇人民政府",
        "责任编辑：王编辑审核：李审核签发：赵主任",
        "电话：0831-5420000共印60份",
        "—4—",
    ]
    wide = [
        (y, first, last)
        for y, (count, first, last) in rows_of(dark(bulletin.pictures[-1])).items()
        if count > 150 * DOTS
    ]
    assert all(abs((last - first + 1) / DOTS - 156) <= 1 for _, first, last in wide)
    rules = [y for number, (y, _, _) in enumerate(wide) if not number or y - wide[number - 1][0] > 1]
    assert len(rules) == 3
    assert abs(wide[-1][0] / DOTS - BOTTOM) <= 0.5


@needs_pages
def test_wherever_the_text_ends_the_imprint_is_whole_and_at_the_foot_of_a_page_with_text(
    papers: list[Laid],
) -> None:
    assert [len(paper.pages) for paper in papers[1:4]] == [2, 2, 2]
    for paper in papers[1:4]:
        last = paper.pages[-1]
        assert last[-2].text == "电话：0831-5420000共印60份"
        assert abs(last[-2].bottom - BOTTOM) <= 4
        assert any(line.text == "（云茶镇王茗）" for line in last)
        assert all(line.bottom <= last[-7].top + 1 for line in last[:-7])  # nothing lies over anything


@needs_pages
def test_tables_repeat_their_head_and_part_no_row(papers: list[Laid]) -> None:
    pages = papers[4].pages
    assert len(pages) > 1
    for page in pages:
        assert "序号单位应报得分" in [line.text for line in page]
        names = "".join(line.text for line in page)
        assert names.count("高县经济开发区管理委员") == names.count("力资源部")


@needs_pages
def test_a_signature_stands_on_no_page_without_text(papers: list[Laid]) -> None:
    for paper in papers[5:7]:
        assert [line.text[:9] for line in paper.pages[-1]] == [
            *["高" * 9] * 3,
            "高县人民政府办公室",
            "2026年7月3日",
            "—2—",
        ]


@needs_pages
def test_a_tables_last_rows_go_with_the_signature_that_finds_no_room_below(papers: list[Laid]) -> None:
    for paper, rows in zip(papers[7:9], (26, 28), strict=True):
        assert [line.text for line in paper.pages[-1]] == [
            *("单位差", f"单位{rows - 2}1", f"单位{rows - 1}1"),
            *("高县人民政府办公室", "2026年7月3日", "—2—"),
        ]


@needs_pages
def test_who_wrote_a_long_paragraph_and_the_imprint_stand_on_no_page_without_its_text(
    papers: list[Laid],
) -> None:
    issues = papers[9:]
    assert len(issues) == len(TOLD) + len(BEFORE)
    for paper in issues:
        assert not any(page[0].text.startswith(("（", "报：")) for page in paper.pages)
        last = [line.text for line in paper.pages[-1]]
        assert last[-2] == "电话：0831-5420000共印60份"
        (by,) = [line for page in paper.pages for line in page if line.text == "（云茶镇王茗）"]
        assert "（云茶镇王茗）" in last[1:] and RIGHT - 8 <= by.right <= RIGHT + 1
        titles = [page[-2].text for page in paper.pages]
        assert "云茶镇早茶提前开园" not in titles  # nothing begins at a page's foot
        assert not any(title.startswith("各镇要举一反三") for title in titles)


@needs_pages
def test_each_page_is_a_picture_for_a_phone_and_nothing_is_left_of_the_program(tmp_path: Path) -> None:
    paper = tmp_path / "paper.docx"
    paper.write_bytes(make("paper", {"title": "通报", "blocks": [{"page": True}, {"text": "完"}]}).content)
    with FileLock(LOCK):
        pictures = draw_pages(paper, folder=tmp_path, most=3)
    sizes = [Image.open(io.BytesIO(each)).size for each in pictures]
    assert sizes == [(1200, 1698)] * 2
    with Image.open(io.BytesIO(shrunk(pictures[0]))) as small:
        assert (small.format, small.size) == ("JPEG", (226, 320))
    assert [each.name for each in tmp_path.iterdir()] == ["paper.docx"]


def _working_in(folder: Path) -> list[str]:
    """Processes whose folder lies there."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str((process / "cwd").readlink()).startswith(str(folder)):
                found.append(process.name)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in (("soffice", "sleep 600 & sleep 600"), ("pdftoppm", "exit 0")):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n")
        (programs / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    paper = tmp_path / "paper.docx"
    paper.write_bytes(b"")
    begun = time.monotonic()
    with pytest.raises(NoPages):
        draw_pages(paper, folder=tmp_path, most=3, within=0.5)
    assert time.monotonic() - begun < 20
    while left := _working_in(tmp_path):  # what was killed takes a moment to go
        assert time.monotonic() - begun < 20, left
    assert {each.name for each in tmp_path.iterdir()} == {"bin", "paper.docx"}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_libreoffice_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    programs, folder = tmp_path / "bin", tmp_path / "making"
    programs.mkdir()
    folder.mkdir()
    for name in ("soffice", "soffice.bin", "pdftoppm"):
        (programs / name).write_text("#!/bin/sh\nexec sleep 600\n")
        (programs / name).chmod(0o700)
    task = {"kind": "bulletin", "spec": issue(20), "path": str(folder / "1"), "within": 60}
    with subprocess.Popen(
        [sys.executable, "-m", "bot.making"],
        cwd=ROOT,
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(task).encode() + b"\n")
        process.stdin.flush()
        until = time.monotonic() + 80  # it lets others go first
        while not _working_in(folder):
            assert time.monotonic() < until and process.poll() is None
            time.sleep(0.05)
        process.kill()
    while left := _working_in(folder):
        assert time.monotonic() < until, left


def _refuse_priorities() -> None:
    """As the unit's SystemCallFilter does: setpriority answers EPERM, to this process and those that it starts."""
    code = (
        (0x20, 0, 0, 4),  # the kind of processor
        (0x15, 0, 3, 0xC000003E),
        (0x20, 0, 0, 0),  # the call's number
        (0x15, 0, 1, 141),
        (0x06, 0, 0, 0x00050001),
        (0x06, 0, 0, 0x7FFF0000),
    )
    packed = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))
    program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(packed))
    prctl = ctypes.CDLL(None).prctl
    assert prctl(38, 1, 0, 0, 0) == 0
    assert prctl(22, 2, ctypes.create_string_buffer(program)) == 0


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() != "x86_64", reason="a filter of calls as Linux has it"
)
def test_files_are_made_where_the_service_may_not_change_priorities(tmp_path: Path) -> None:
    task = {"kind": "paper", "spec": {"title": "通报"}, "path": str(tmp_path / "1")}
    done = subprocess.run(
        [sys.executable, "-m", "bot.making"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        input=json.dumps(task).encode(),
        capture_output=True,
        timeout=60,
        preexec_fn=_refuse_priorities,
        check=True,
    )
    assert "sha256" in json.loads(done.stdout)


def test_a_machine_without_the_programs_gives_no_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert draw_pages(tmp_path / "paper.docx", folder=tmp_path, most=3) == []
