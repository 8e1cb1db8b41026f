"""Workbooks: what a spreadsheet finds in them, cell by cell; no text of a person's is run, lost without a sign, or a number."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot.making.cells import MOST_CHARS, legal_names, text_of, width_of
from bot.making.kinds import make
from tests.support.soffice import converted, needs_soffice
from tests.support.table import each_row

# What a spreadsheet could run, or take for something else than a text.
HOSTILE = (
    "=cmd|'/C calc'!A0",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "{=1+1}",
    "https://example.com/",
    "mailto:a@example.com",
    "internal:Sheet2!A1",
    "0012",
    "1e5",
    "2026-05-03",
    "true",
    "_x0041_",
    "<b>&amp;</b>",
    "' = 1",
)
COLUMNS = [
    {"head": "单位", "type": "text"},
    {"head": "条数", "type": "int"},
    {"head": "得分", "type": "points"},
    {"head": "稿酬", "type": "money"},
    {"head": "完成率", "type": "percent"},
    {"head": "日期", "type": "date"},
    {"head": "时间", "type": "time"},
]
ROWS: list[list[Any]] = [
    ["云茶镇", 12, 250, 1250, 0.987, "2026-05-03", "2026-05-03T09:07"],
    ["庆符镇", 0, -5, 0, 1.2, "1999-12-31", "2026-02-28 23:59"],
    [None, None, None, None, None, None, None],
]


def spec(*sheets: dict[str, Any]) -> dict[str, Any]:
    return {"sheets": list(sheets)}


def sheet(rows: list[list[Any]], **more: Any) -> dict[str, Any]:
    return {"name": "清单", "columns": COLUMNS, "rows": rows, **more}


def texts(*values: str) -> dict[str, Any]:
    return {
        "name": "清单",
        "columns": [{"head": "文字", "type": "text"}],
        "rows": [[each] for each in values],
    }


def cells(content: bytes, name: str | int = 0) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        found = book.get_sheet_by_index(name) if isinstance(name, int) else book.get_sheet_by_name(name)
        return found.to_python()


def part(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_every_type_of_cell_is_a_value_that_can_be_reckoned_with() -> None:
    made = make("workbook", spec(sheet(ROWS, title="2026年5月信息采用情况", notes=["注：截至5月31日。"])))
    assert cells(made.content) == [
        ["2026年5月信息采用情况", *[""] * 6],
        ["单位", "条数", "得分", "稿酬", "完成率", "日期", "时间"],
        ["云茶镇", 12.0, 2.5, 12.5, 0.987, date(2026, 5, 3), datetime.fromisoformat("2026-05-03 09:07")],
        ["庆符镇", 0.0, -0.05, 0.0, 1.2, date(1999, 12, 31), datetime.fromisoformat("2026-02-28 23:59")],
        [""] * 7,
        ["注：截至5月31日。", *[""] * 6],
    ]
    styles = part(made.content, "xl/styles.xml")
    for shown in ("#,##0.00_ ", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"):
        assert f'formatCode="{shown}"' in styles


def test_what_people_typed_is_text_whatever_it_begins_with(tmp_path: Path) -> None:
    made = make("workbook", spec(texts(*HOSTILE)))
    found = [row[0] for row in cells(made.content)[1:]]
    assert found == [each.replace("\t", " ").replace("\r", "\n") for each in HOSTILE]
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        for name in archive.namelist():
            words = archive.read(name).decode()
            assert not re.search(r"<f[ >]|<hyperlink|externalLink|TargetMode", words), name


def test_a_sheet_is_ready_for_paper_and_screen() -> None:
    narrow = [{"head": "单位", "type": "text"}, {"head": "得分", "type": "points"}]
    made = make(
        "workbook",
        spec(
            {"name": "得分", "title": "得分", "columns": narrow, "rows": [["云茶镇", 100]] * 2, "sign": True},
            sheet([["云" * 60, *ROWS[0][1:]]]),
        ),
    )
    page = part(made.content)
    assert cells(made.content)[1:3] == [["单位", "得分", "签名"], ["云茶镇", 1.0, ""]]
    assert 'topLeftCell="A3"' in page and 'state="frozen"' in page
    assert '<autoFilter ref="A2:C4"/>' in page
    assert 'paperSize="9"' in page and 'fitToHeight="0"' in page and 'orientation="portrait"' in page
    assert "<oddFooter>&amp;C&amp;P / &amp;N</oddFooter>" in page
    assert '<col min="3" max="3" width="18.7' in page  # room to sign
    assert "得分!$2:$2" in part(made.content, "xl/workbook.xml")  # the head stands on every page
    assert page.count(' ht="26" customHeight="1"') == 2
    other = part(made.content, "xl/worksheets/sheet2.xml")
    assert 'orientation="landscape"' in other
    assert '<col min="1" max="1" width="44.7' in other  # what is longer takes several lines
    assert 'wrapText="1"' in part(made.content, "xl/styles.xml")


def test_a_table_of_many_columns_is_printed_on_pages_side_by_side_that_can_be_read() -> None:
    columns = [{"head": f"列{number}", "type": "text", "width": 20} for number in range(14)]
    made = make(
        "workbook", spec({"name": "信息", "title": "信息", "columns": columns, "rows": [["甲"] * 14]})
    )
    page = part(made.content)
    assert 'fitToWidth="2" fitToHeight="0" orientation="landscape"' in page
    # By the head and the first column each page is known.
    assert "信息!$A:$A,信息!$2:$2" in part(made.content, "xl/workbook.xml")


def test_a_workbook_without_rows_has_its_head_and_its_filter() -> None:
    made = make("workbook", spec(sheet([])))
    assert cells(made.content) == [["单位", "条数", "得分", "稿酬", "完成率", "日期", "时间"]]
    assert '<autoFilter ref="A1:G1"/>' in part(made.content)


def test_names_of_sheets_are_legal_and_differ() -> None:
    long = "二〇二六年全县党政办公室系统政务信息报送与采用情况统计结果一览表"
    names = ["a/b:c*?[d]\\", "A-B-C---D--", "", "  ", "'引'", "history", long, long + "二", "表\n一"]
    found = legal_names(names)
    assert found == [
        "a-b-c---d--",
        "A-B-C---D-- (2)",
        "Sheet",
        "Sheet (2)",
        "引",
        "history_",
        long[:31],
        long[:27] + " (2)",
        "表 一",
    ]
    made = make("workbook", spec(*({**texts("一"), "name": name} for name in names)))
    with CalamineWorkbook.from_filelike(io.BytesIO(made.content)) as book:
        assert book.sheet_names == found


@each_row(
    "typed, held",
    [
        ("一\x00二\x07三\x1f四\x7f", "一二三四"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("一\t二", "一 二"),
        ("\u202e倒\u202c写\u2066", "倒写"),
        ("\ud800半\uffff", "半"),
        ("字" * MOST_CHARS, "字" * MOST_CHARS),
        ("字" * (MOST_CHARS + 1), "字" * (MOST_CHARS - 1) + "…"),
        ("\U00020000" * 20_000, "\U00020000" * 16_383 + "…"),
        (12, "12"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_a_text_keeps_what_a_cell_can_hold_and_says_where_it_is_cut(typed: object, held: str) -> None:
    assert text_of(typed) == held
    assert cells(make("workbook", spec(texts(text_of(typed)))).content)[1] == [held]


def test_a_chinese_character_is_two_wide_and_the_widest_line_counts() -> None:
    assert [width_of(each) for each in ("云茶镇", "abc", "第3期", "一\n二三四", "")] == [6, 3, 5, 6, 0]


def test_a_value_of_another_type_is_a_fault_and_no_cell() -> None:
    for wrong in (["一", "十二"], ["一", "=1"]):
        with pytest.raises(TypeError):
            make("workbook", spec({**texts(), "columns": COLUMNS[:2], "rows": [wrong]}))


@needs_soffice
def test_libreoffice_finds_the_same_figures_and_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    made = make("workbook", spec(sheet(ROWS, title="得分", sign=True, notes=["注"]), texts(*HOSTILE)))
    path.write_bytes(made.content)
    (tmp_path / "out").mkdir()
    again = converted(path, "xlsx", into=tmp_path / "out").read_bytes()
    for place in (0, 1):
        # A cell that was never written reads as one that is empty.
        assert cells(again, place) == cells(made.content, place)
        assert not re.search(r"<f[ >]|<hyperlink", part(again, f"xl/worksheets/sheet{place + 1}.xml"))


def test_title_and_notes_of_a_sheet_that_is_wider_than_a_page_stand_whole_on_the_first() -> None:
    columns = [
        {"head": "单位", "type": "text"},
        *({"head": f"第{number}类信息采用数", "type": "int"} for number in range(30)),
    ]
    wide = {
        "name": "单位",
        "title": "采用情况",
        "columns": columns,
        "rows": [["云茶镇", *range(30)]],
        "notes": ["注：截至五月。"],
    }
    page = part(make("workbook", spec(wide)).content)
    title, note = re.findall(r'<mergeCell ref="([A-Z]+)\d+:([A-Z]+)\d+"/>', page)
    assert title[0] == "A" and note[0] == "B"  # what stands in the first column is repeated on each page
    assert title[1] == note[1] and len(note[1]) == 1 and note[1] < "T"
    assert 'fitToWidth="2"' in page
    heads = re.findall(r'<col [^>]*width="([0-9.]+)"', page)
    assert max(map(float, heads[1:])) < 14  # in two lines: 第12类信 息采用数


def test_the_head_of_a_column_to_sign_is_not_cut() -> None:
    sheet_to_sign = {
        "name": "Fees",
        "columns": [{"head": "Name", "type": "text"}],
        "rows": [["a"]],
        "sign": "Received (signature)",
    }
    page = part(make("workbook", spec(sheet_to_sign)).content)
    assert float(re.findall(r'<col [^>]*width="([0-9.]+)"', page)[-1]) > len("Received (signature)")


def test_a_row_is_as_high_as_its_longest_text() -> None:
    rows = [["云" * 20], ["云" * 22], ["云" * 43], ["a\nb\nc"]]
    columns = [{"head": "标题", "type": "text"}]
    page = part(make("workbook", spec({"name": "清单", "columns": columns, "rows": rows})).content)
    tags = dict(re.findall(r'<row r="([2-5])"([^>]*)>', page))
    found = [re.search(r'ht="([0-9.]+)"', tags[place]) for place in "2345"]
    assert [each and float(each[1]) for each in found] == [None, 30.0, 45.0, 45.0]
