"""Names that nobody types in good faith, through the real bot: of people, chats, files and roster cells (real HTTP).

What is typed into items and demands is tested with them, every message by itself in tests/views.
"""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pytest

from bot.exports.tables import read_table, write_csv
from bot.sandbox import Seen
from tests.support.county import BODY
from tests.support.running import RunningCounty

EVIL = "<b>&lt;甲\"'</b>"
FILES = [
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\a.csv",
    "/dev/null",
    "\u202egpj.exe",
    "a\x00b.csv",
    "甲" * 300 + ".csv",
    "<b>.xlsx",
    "roster.csv\r\nX-Header: y",
    "",
]


def formatting(seen: Seen, words: str) -> list[str]:
    """The kinds of formatting that begin or end inside `words`."""
    at = seen.text.index(words)
    inside = range(at + 1, at + len(words))
    return [
        entity["type"]
        for entity in seen.entities
        if entity["offset"] in inside or entity["offset"] + entity["length"] in inside
    ]


async def test_display_names_and_titles_are_shown_as_they_are(gao: RunningCounty) -> None:
    group = gao.sandbox.group(EVIL, gao.owner)
    await gao.owner.say("/bind work", chat=group)
    await gao.owner.wait_for("绑定为", chat=group)
    newcomer = gao.sandbox.user(900, EVIL)
    await newcomer.join(gao.work_group)
    greeting = await gao.owner.wait_for(lambda s: s.by_bot and EVIL in s.text, chat=gao.work_group, since=0)
    assert formatting(greeting, EVIL) == []
    await gao.owner.say("/preview demands")
    await gao.owner.wait_for(lambda s: s.by_bot)
    await newcomer.say(EVIL)
    await newcomer.say("/join <b>镇</b> <i>张&amp</i>")
    asked = await gao.owner.wait_for(lambda s: "通过" in s.labels, chat=gao.desk_group, since=0)
    assert "<b>镇</b>" in asked.text and "<i>张&amp</i>" in asked.text
    assert formatting(asked, "<b>镇</b>") == formatting(asked, "<i>张&amp</i>") == []


@pytest.mark.parametrize(
    "command", ["/member", "/leave", "/lang", "/topics", "/book", "/item", "/audit", "/rank", "/frobnicate"]
)
async def test_a_commands_own_words_come_back_as_they_were_typed(gao: RunningCounty, command: str) -> None:
    await gao.owner.say(f"{command} {EVIL}")
    said = await gao.owner.wait_for(lambda s: s.by_bot)
    assert said.entities == () or EVIL not in said.text or formatting(said, EVIL) == []


async def test_roster_cells_are_named_as_they_are_and_stay_harmless_in_a_spreadsheet(
    gao: RunningCounty,
) -> None:
    rows = [
        ["单位", "姓名", "职务"],
        ["云茶镇", "张三", EVIL],
        ["=cmd|' /C calc'!A1", "李四", ""],
        ["云茶镇", "@SUM(1)", ""],
    ]
    await gao.owner.send_document(
        "\n".join(",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in rows).encode(),
        "a.csv",
        "/roster",
    )
    said = await gao.owner.wait_for("第2行")
    assert EVIL in said.text and formatting(said, EVIL) == []
    assert "第3行" in said.text and "第4行" in said.text
    assert len(await gao.desk.database.reads.people.people()) == 1


@pytest.mark.parametrize("name", FILES)
async def test_a_files_name_opens_no_path_and_is_no_header(
    gao: RunningCounty, tmp_path: Path, name: str
) -> None:
    before = {path for path in tmp_path.rglob("*") if "desk.db" not in path.name}
    await gao.owner.send_document("单位,姓名\n双溪乡,郑宣\n".encode(), name, "/roster")
    await gao.owner.press(await gao.owner.wait_for(lambda s: "确认导入" in s.labels), "确认导入")
    links = await gao.owner.wait_for(lambda s: s.document is not None)
    assert "/" not in links.file_name and links.file_name.isprintable()
    assert [row[:2] for row in read_table(links.document or b"")][1] == ["双溪乡", "郑宣"]
    await gao.owner.send_document(BODY.encode(), name)
    await gao.owner.wait_for(lambda s: s.by_bot, timeout=20)
    await gao.idle()
    # Where it is no table, which may be a roster, it is kept, under nothing of its own name.
    after = {path for path in tmp_path.rglob("*") if "desk.db" not in path.name}
    sha256 = hashlib.sha256(BODY.encode()).hexdigest()
    new = {path.relative_to(tmp_path / "files").as_posix() for path in after - before if path.is_file()}
    assert {name for name in new if not name.startswith(".incoming/")} <= {f"{sha256[:2]}/{sha256}"}


@pytest.mark.parametrize("start", list("=+-@＝＋－＠"))
def test_no_cell_of_a_file_that_we_make_begins_a_formula(start: str) -> None:
    cells = [f"{start}1+1", f" {start}1", f"\u3000{start}1", f"\n{start}1", start, f"{start}{start}x"]
    written = next(csv.reader(io.StringIO(write_csv([cells]).decode("utf-8-sig"), newline="")))
    assert written == [f"'{cell}" for cell in cells]


@pytest.mark.parametrize("start", ["\t", "\r", "\n"])
def test_no_cell_of_a_file_that_we_make_begins_with_a_control_character(start: str) -> None:
    written = next(csv.reader(io.StringIO(write_csv([[f"{start}x", "x"]]).decode("utf-8-sig"), newline="")))
    assert written == [f"'{start}x", "x"]
