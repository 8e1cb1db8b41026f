"""Files as people send them, made on the spot: papers of Word, packed and unpacked, whole and broken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence

import docx

HEAD = "云茶镇早茶提前开园"
TEXT = "3月1日，云茶镇1.2万亩早茶全面开园，较去年提前10天，当日采摘鲜叶4.6吨，收购价每公斤48元。"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x02\x00\x00\x00\xfd\xd4\x9as"
    b"\x00\x00\x00\x0bIDATx\x9cc`@\x06\x00\x00\x0e\x00\x01\xa9\x91s\xb1\x00\x00\x00\x00IEND\xaeB`\x82"
)


def paper(head: str = HEAD, *paragraphs: str, author: str = "", rows: Sequence[Sequence[str]] = ()) -> bytes:
    """A .docx with a heading, paragraphs and perhaps a table at the end."""
    document = docx.Document()
    document.core_properties.author = author
    if head:
        document.add_heading(head, level=1)
    for text in paragraphs or (TEXT,):
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(line.cells, cells, strict=True):
                cell.text = text
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def packed(**parts: bytes) -> bytes:
    """A .zip of these parts; `__` stands for the stroke in a name, and all of them end with .xml."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"{name.replace('__', '/')}.xml", data)
    return content.getvalue()


def bomb(size: int = 3 << 30) -> bytes:
    """A .docx of three megabytes that unpacks to three gigabytes: its text is one block over and over."""
    return _archive("word/document.xml", _over_and_over(b"\0", size), size=size, crc=0)


def liar(size: int = 200 << 20) -> bytes:
    """A .docx whose text says that it is small, and unpacks to far more."""
    return _archive("word/document.xml", _over_and_over(b" ", size), size=1000, crc=0)


def older(stream: str = "WordDocument", text: str = TEXT) -> bytes:
    """A file of the kind that Word wrote before .docx (so does WPS): one stream with this name, which holds the text."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    content = text.encode("utf-16-le").ljust(4096, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    head += struct.pack("<I", free) * 108
    chain = [0xFFFFFFFD, end, *range(3, 10), end]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    entries = _entry("Root Entry", kind=5, child=1) + _entry(stream, kind=2, start=2, size=len(content))
    return head + table + entries.ljust(512, b"\0") + content


def pdf(*pages: str, title: str = "") -> bytes:
    """A PDF with a line of letters on each page, as word processors write it: numbered glyphs, and a map of what they mean."""
    meaning = b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (len(pages), b" ".join(b"%d 0 R" % (7 + 2 * place) for place in range(len(pages)))),
        b"<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Song/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(meaning), meaning),
        b"<</Title<FEFF%s>>>" % title.encode("utf-16-be").hex().encode(),
    ]
    for place, text in enumerate(pages):
        drawn = b"BT /F1 12 Tf 50 700 Td <%s> Tj ET" % text.encode("utf-16-be").hex().encode()
        parts.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (8 + 2 * place)
        )
        parts.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    content, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(parts) + 1,
        len(content),
    )
    return content + head + table + end


def _entry(name: str, *, kind: int, child: int = 0xFFFFFFFF, start: int = 0, size: int = 0) -> bytes:
    """A line of such a file's directory."""
    none, written = 0xFFFFFFFF, name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, none, none, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def _over_and_over(byte: bytes, size: int) -> bytes:
    """So many of one byte, packed a megabyte at a time: all of them at once would take seconds."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packing.compress(byte * (1 << 20)) + packing.flush(zlib.Z_FULL_FLUSH)
    return block * (size >> 20) + packing.flush()


def _archive(name: str, data: bytes, *, size: int, crc: int) -> bytes:
    """A .zip with one packed part, its sizes as they are given."""
    named = name.encode()
    sizes = struct.pack("<III", crc, len(data), size)
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(named), 0)
    central = b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
    central += struct.pack("<HHHHHII", len(named), 0, 0, 0, 0, 0, 0) + named
    start = len(local) + len(named) + len(data)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), start, 0)
    return local + named + data + central + end
