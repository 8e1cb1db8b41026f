"""Tables from files and into them: .csv and .xlsx as rows of text; what the columns mean is in rules/roster.py."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook

from bot.errors import BadInput

FILE_MOST = 20 * 1024 * 1024  # Telegram lets a bot download no more
_UNPACKED_MOST = 32 * 1024 * 1024  # a roster of 5000 rows unpacks to two or three
# The reader keeps a sheet as one block from its first cell to its last, so a stray cell far out costs memory.
_BLOCK_MOST = 1_000_000
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHEETS = "xl/worksheets/"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# The zip module raises RuntimeError for an encrypted member and NotImplementedError for an unknown packing.
_DAMAGED = (
    CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
)
_DELIMITERS = (",", "\t", ";", "，")
_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")


def read_table(content: bytes) -> list[list[str]]:
    """The rows of a .csv (UTF-8 with or without BOM, UTF-16, GB18030) or of an .xlsx's first sheet that has any.

    BadInput where it is neither, is damaged or locked, or is larger than 20 MB.
    """
    check_size(len(content))
    if not content.strip():
        raise BadInput("The file is empty.")
    if content.startswith(_OLE):
        # An .xls and a password-protected .xlsx begin alike.
        raise BadInput(
            "This is an .xls or a protected file. Please save it as .xlsx without a password, or as .csv."
        )
    return _read_xlsx(content) if content.startswith(_ZIP) else _read_csv(content)


def check_size(size: int) -> None:
    """Refuses a file, by its size in bytes, that Telegram would not let a bot download."""
    if size > FILE_MOST:
        raise BadInput("The file is larger than 20 MB; nothing was changed. Please send a smaller one.")


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A .csv in UTF-8 with BOM, for Excel. A cell that a spreadsheet would read as a formula gets an apostrophe before it."""
    text = io.StringIO()
    csv.writer(text).writerows([[_harmless(cell) for cell in row] for row in rows])
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _harmless(cell: str) -> str:
    return (
        f"'{cell}" if cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS) else cell
    )


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decode(content)
    if "\0" in text:
        raise _no_table()
    first = next((line for line in text.splitlines() if line.strip()), "")
    # Ties go to the comma: max keeps the first.
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise _no_table() from None


def _decode(content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_table()


def _read_xlsx(content: bytes) -> list[list[str]]:
    try:
        _check_size(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                if rows:
                    return [[_text(cell) for cell in row] for row in rows]
    except _DAMAGED:
        raise BadInput(
            "The .xlsx file is damaged or protected. Please save it again and send it once more."
        ) from None
    raise BadInput("The file is empty.")


def _check_size(content: bytes) -> None:
    """Refuses what would unpack, or spread, beyond any roster."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if "xl/workbook.xml" not in {member.filename for member in members}:
            raise _no_table()
        if sum(member.file_size for member in members) > _UNPACKED_MOST:
            raise _too_large()
        for member in members:
            if member.filename.startswith(_SHEETS) and _block(archive.read(member)) > _BLOCK_MOST:
                raise _too_large()


def _block(sheet: bytes) -> int:
    """How many cells lie between a sheet's first cell and its last."""
    places = _CELL.findall(sheet)
    rows = max((int(row) for _, row in places), default=0)
    columns = max((_column(letters) for letters, _ in places), default=0)
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _no_table() -> BadInput:
    return BadInput("This file is not a table that I can read. Please send a .csv or an .xlsx file.")


def _too_large() -> BadInput:
    return BadInput(
        "This table is too large for a roster. Please remove what does not belong to it and send it again."
    )
