"""Workbooks that somebody made to hurt: what they say of themselves is not believed, and memory stays bounded."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.exports.tables import read_table
from tests.exports.test_tables import xlsx
from tests.support.table import each_row

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
PLAIN = xlsx([["单位", "姓名"], ["云茶镇", "张三"]])
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TOO_LARGE, DAMAGED = "This table is too large", "The .xlsx file is damaged"


def changed(parts: dict[str, bytes | Callable[[bytes], bytes]], *, source: bytes = PLAIN) -> bytes:
    """The plain workbook with parts replaced, changed or added."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source)) as archive,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as anew,
    ):
        names = [info.filename for info in archive.infolist()]
        for name in [*names, *(name for name in parts if name not in names)]:
            new = parts.get(name, archive.read(name) if name in names else b"")
            anew.writestr(name, new(archive.read(name)) if callable(new) else new)
    return packed.getvalue()


def sheet(rows: str) -> bytes:
    return f"{HEAD}<sheetData>{rows}</sheetData></worksheet>".encode()


def cell(reference: str, quote: str = '"') -> str:
    return f'<c r={quote}{reference}{quote} t="inlineStr"><is><t>x</t></is></c>'


def said_to_unpack_to(content: bytes, name: str, *, size: int, head: bytes) -> bytes:
    """The directory's line of one part altered: another size, and the checksum of `head`."""
    altered = bytearray(content)
    at = altered.index(b"PK\x01\x02")
    while altered[at + 46 : at + 46 + len(name)] != name.encode():
        at = altered.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", altered, at + 16, zlib.crc32(head))
    struct.pack_into("<I", altered, at + 24, size)
    return bytes(altered)


def key_of(content: bytes) -> str:
    with pytest.raises(BadInput) as refusal:
        read_table(content)
    return refusal.value.key


@each_row(
    ("rows", "key"),
    [
        pytest.param(cell("A1", "'") + cell("XFD1048576", "'"), TOO_LARGE, id="single-quotes"),
        pytest.param(cell("A1") + cell("xfd1048576"), TOO_LARGE, id="small-letters"),
        pytest.param(cell("A1") + "<row r='99999999999'><c t='b'><v>1</v></c></row>", TOO_LARGE, id="row"),
        pytest.param("<row>" + "<c><v>1</v></c>" * 20_000 + "</row><row r='60'><c/></row>", TOO_LARGE, id="unnamed"),
        pytest.param(cell("ZZZZ1"), DAMAGED, id="no-column"),
        pytest.param(cell("1"), DAMAGED, id="no-name"),
        pytest.param("<row r='-5'><c/></row><row r='x'/>", DAMAGED, id="no-row"),
        pytest.param("<row>", DAMAGED, id="not-closed"),
    ],
)  # fmt: skip
def test_far_and_odd_cells_are_refused(rows: str, key: str) -> None:
    assert key_of(changed({SHEET: sheet(rows)})).startswith(key)


def test_a_sheet_in_an_unusual_place_is_measured_all_the_same() -> None:
    content = changed(
        {
            "xl/_rels/workbook.xml.rels": lambda old: old.replace(
                b"worksheets/sheet1.xml", b"elsewhere/s.xml"
            ),
            "xl/elsewhere/s.xml": sheet(cell("A1") + cell("XFD1048576")),
        }
    )
    assert key_of(content).startswith(TOO_LARGE)


def test_a_part_that_unpacks_to_more_than_it_says_is_refused_without_unpacking_it() -> None:
    head = b"<sst><si><t>" + b"A" * 988
    bomb = changed({STRINGS: head + b"A" * 60_000_000 + b"</t></si></sst>"})
    tracemalloc.start()
    try:
        key = key_of(said_to_unpack_to(bomb, STRINGS, size=1000, head=head))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert key.startswith(DAMAGED)
    assert peak < 10_000_000


@each_row(
    ("parts", "key"),
    [
        pytest.param({"xl/media/a.png": b"\0" * 40_000_000}, TOO_LARGE, id="sum"),
        pytest.param({f"xl/p{n}.xml": b"<x/>" for n in range(600)}, TOO_LARGE, id="parts"),
        pytest.param({STRINGS: b"<!DOCTYPE s [<!ENTITY a 'x'>]><sst><si><t>&a;</t></si></sst>"}, DAMAGED, id="doctype"),
        pytest.param({SHEET: sheet("").decode().encode("utf-16")}, DAMAGED, id="utf-16"),
        pytest.param({SHEET: b""}, DAMAGED, id="empty-part"),
    ],
)  # fmt: skip
def test_what_no_office_program_writes_is_refused(parts: dict[str, bytes], key: str) -> None:
    assert key_of(changed(dict(parts))).startswith(key)


def test_parts_that_hold_no_cells_are_never_opened() -> None:
    parts: dict[str, bytes | Callable[[bytes], bytes]] = {
        "../../etc/passwd": b"x",
        "xl/vbaProject.bin": b"\0\1",
        "/abs.xml": b"<<<",
    }
    assert read_table(changed(parts)) == [["单位", "姓名"], ["云茶镇", "张三"]]


def test_a_string_that_is_not_there_is_a_damaged_file() -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'
    assert key_of(changed({SHEET: sheet(rows)})).startswith((DAMAGED, "The file is empty."))


def test_more_rows_than_any_roster_has_are_refused_in_either_form() -> None:
    rows = "".join(cell(f"A{n}") for n in range(1, 20_003))
    assert key_of(changed({SHEET: sheet(rows)})).startswith(TOO_LARGE)
    assert key_of(b"a,b\n" * 20_001).startswith(TOO_LARGE)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_altered_bytes_is_read_or_refused(at: int, put: bytes) -> None:
    altered = PLAIN[:at] + put + PLAIN[at + len(put) :]
    with suppress(BadInput):
        assert all(isinstance(cell, str) for row in read_table(altered) for cell in row)
