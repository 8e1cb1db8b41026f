"""Tables from files and into them: encodings, what is no table, what would be read as a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter

from bot.errors import BadInput
from bot.exports.tables import FILE_MOST, read_table, read_table_aside, write_csv
from tests.support.table import each_row

ROWS = [["单位", "姓名"], ["云茶镇", "张三"]]
TEXT = "单位,姓名\r\n云茶镇,张三\r\n"


def xlsx(*sheets: list[list[object]]) -> bytes:
    """A workbook of these sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(line, place, cell, *([day] if isinstance(cell, date) else []))
    book.close()
    return file.getvalue()


@each_row("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_every_usual_encoding(encoding: str) -> None:
    assert read_table(TEXT.encode(encoding)) == ROWS


@each_row("delimiter", [",", "\t", ";", "，"])
def test_a_csv_with_every_usual_delimiter(delimiter: str) -> None:
    assert read_table(TEXT.replace(",", delimiter).encode()) == ROWS


def test_quoted_cells_keep_commas_and_line_breaks() -> None:
    assert read_table('单位,姓名\n"云,茶\n镇",张三\n'.encode()) == [["单位", "姓名"], ["云,茶\n镇", "张三"]]


def test_an_xlsx_gives_numbers_and_dates_as_text() -> None:
    content = xlsx([["单位", 6, 30.5, 123456789012, date(2026, 5, 1), True]])
    assert read_table(content) == [["单位", "6", "30.5", "123456789012", "2026-05-01", "True"]]


def test_an_xlsx_keeps_row_numbers_and_skips_empty_sheets() -> None:
    assert read_table(xlsx([], [[], ["单位", "姓名"]])) == [["", ""], ["单位", "姓名"]]


def is_roster(rows: list[list[str]]) -> bool:
    return any("单位" in row and "姓名" in row for row in rows)


def test_the_sheet_that_is_wanted_is_read_wherever_it_stands() -> None:
    content = xlsx([["说明"], ["请勿改动"]], [["单位", "姓名"], ["云茶镇", "张三"]])
    assert read_table(content, wanted=is_roster) == ROWS
    assert read_table(content) == [["说明"], ["请勿改动"]]


def test_merged_cells_are_filled_down() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.merge_range("A1:B1", "高县信息员名册")
    for place, cell in enumerate(("单位", "姓名")):
        sheet.write(1, place, cell)
    sheet.merge_range("A3:A4", "云茶镇")
    for line, cell in enumerate(("张三", "李四", "王五"), 2):
        sheet.write(line, 1, cell)
    sheet.write(4, 0, "沙河镇")
    book.close()
    assert read_table(file.getvalue()) == [
        ["高县信息员名册", ""],
        ["单位", "姓名"],
        ["云茶镇", "张三"],
        ["云茶镇", "李四"],
        ["沙河镇", "王五"],
    ]


def stretched(content: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    """The workbook with other places in its sheet's text: the library would write each cell that lies in between."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(changed, "w") as anew:
        for name in book.namelist():
            part = book.read(name)
            for old, new in changes if name == "xl/worksheets/sheet1.xml" else ():
                part, count = re.subn(old, new, part)
                assert count > 0, old
            anew.writestr(name, part)
    return changed.getvalue()


def test_endless_merged_cells_are_refused() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(4999, 0, "x")
    for column in range(1, 260):
        sheet.merge_range(0, column, 1, column, "y")
    book.close()
    with pytest.raises(BadInput) as refusal:
        read_table(stretched(file.getvalue(), (rb'(<mergeCell ref="[A-Z]+1:[A-Z]+)2"', rb'\g<1>5000"')))
    assert refusal.value.key.startswith("This table is too large")


@each_row("delimiter", ["\t", ";"])
def test_a_title_line_above_does_not_hide_the_delimiter(delimiter: str) -> None:
    text = "附件1，高县信息员名册\n" + TEXT.replace(",", delimiter)
    assert read_table(text.encode(), wanted=is_roster)[1:] == ROWS


def test_what_was_written_for_excel_to_keep_its_zeros_is_text() -> None:
    assert read_table('单位,Telegram\n云茶镇,="0123"\n'.encode()) == [
        ["单位", "Telegram"],
        ["云茶镇", "0123"],
    ]


def zipped(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return file.getvalue()


@each_row(
    ("content", "key"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(b" \r\n ", "The file is empty.", id="blank"),
        pytest.param(xlsx([]), "The file is empty.", id="empty-xlsx"),
        pytest.param(b"\xff" * 50, "This file is not a table", id="bytes"),
        pytest.param(b"a,b\0c", "This file is not a table", id="nul"),
        pytest.param(zipped({"word/document.xml": b"<x/>"}), "This is a Word document", id="docx"),
        pytest.param(zipped({"ppt/slides.xml": b"<x/>"}), "This file is not a table", id="pptx"),
        pytest.param(b"%PDF-1.7 ...", "This is a .pdf", id="pdf"),
        pytest.param(
            "<html><table><tr><td>单位</td></tr></table></html>".encode("gb18030"),
            "This is a web page",
            id="html-called-xls",
        ),
        pytest.param(b'\n<?xml version="1.0"?><Workbook/>', "This is a web page", id="xml-called-xls"),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "This is an .xls or a protected file.", id="xls"),
        pytest.param(xlsx([["a"]])[:900], "The .xlsx file is damaged", id="cut-off"),
        pytest.param(zipped({"xl/workbook.xml": b"<x/>"}), "The .xlsx file is damaged", id="hollow"),
        pytest.param(
            zipped({"xl/workbook.xml": b"<x/>", "xl/big": b"\0" * 40_000_000}),
            "This table is too large",
            id="bomb",
        ),
        pytest.param(b"a" * (FILE_MOST + 1), "The file is larger than 20 MB", id="too-large"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(content: bytes, key: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_table(content)
    assert refusal.value.key.startswith(key)


@each_row("content", [TEXT.encode(), b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "请看附件".encode("gb18030")])
async def test_what_is_only_called_xlsx_is_told_that_it_cannot_be_read_as_excel(content: bytes) -> None:
    for is_roster in (True, False):
        with pytest.raises(BadInput, match="cannot be read as Excel"):
            await read_table_aside(content, is_roster=is_roster, name="跟班名单.XLSX")


async def test_a_table_that_is_wanted_is_taken_though_its_name_is_wrong() -> None:
    rows = await read_table_aside(TEXT.encode(), is_roster=True, name="名册.xlsx", wanted=is_roster)
    assert rows == ROWS


async def test_what_somebody_sent_is_read_in_a_process_with_limits_that_gives_rows_or_the_reason() -> None:
    content = xlsx([["说明"], ["请勿改动"]], [[*row] for row in ROWS])
    assert await read_table_aside(content, is_roster=True) == ROWS
    assert await read_table_aside(content, is_roster=False) == [["说明"], ["请勿改动"]]
    many = "单位,姓名\n" + "云茶镇,张三丰李四光\n" * 19_000
    assert len(await read_table_aside(many.encode("gb18030"), is_roster=True)) == 19_001
    for bad, said in ((b"%PDF-1.7 ...", "This is a .pdf"), (b"a" * (FILE_MOST + 1), "The file is larger")):
        with pytest.raises(BadInput, match=said):
            await read_table_aside(bad, is_roster=False)
    # Nine million cells in one row take more memory than the process may have.
    with pytest.raises(BadInput, match="too large"):
        await read_table_aside(b"a" + b",a" * (9 << 20), is_roster=False)


def test_a_stray_cell_at_the_sheets_end_is_refused_before_it_takes_the_memory() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "单位")
    sheet.write(1, 1, "x")
    book.close()
    content = stretched(file.getvalue(), (rb"\bB2\b", b"XFD1048576"), (rb'<row r="2"', b'<row r="1048576"'))
    with pytest.raises(BadInput) as refusal:
        read_table(content)
    assert refusal.value.key.startswith("This table is too large")


def test_a_written_csv_opens_in_excel_and_holds_no_formula() -> None:
    cells = ["=1+1", "+1", "-1", "@x", "  =x", "＝1", "\t=1", "a=b", "张三", 'a,"b"']
    content = write_csv([cells])
    assert content.startswith(b"\xef\xbb\xbf")
    row = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert row == ["'=1+1", "'+1", "'-1", "'@x", "'  =x", "'＝1", "'\t=1", "a=b", "张三", 'a,"b"']
