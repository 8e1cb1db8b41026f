"""Tables from files and into them: .csv and .xlsx as rows of text; what the columns mean is in rules/roster.py."""

from __future__ import annotations

import asyncio
import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from bot.errors import BadInput
from bot.exports.workbooks import read_xlsx

FILE_MOST = 20 * 1024 * 1024  # Telegram lets a bot download no more
_ROWS_MOST = 20_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", "\t", ";", "，")
_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")


def read_table(content: bytes) -> list[list[str]]:
    """The rows of a .csv (UTF-8 with or without BOM, UTF-16, GB18030) or of an .xlsx's first sheet that has any.

    BadInput where it is neither, is damaged or locked, or is larger than 20 MB or 20 000 rows.
    """
    check_size(len(content))
    if not content.strip():
        raise BadInput("The file is empty.")
    if content.startswith(_OLE):
        # An .xls and a password-protected .xlsx begin alike.
        raise BadInput(
            "This is an .xls or a protected file. Please save it as .xlsx without a password, or as .csv."
        )
    rows = read_xlsx(content) if content.startswith(_ZIP) else _read_csv(content)
    if len(rows) > _ROWS_MOST:
        raise BadInput(
            "This table is too large for a roster. Please remove what does not belong to it and send it again."
        )
    return rows


async def read_table_aside(content: bytes) -> list[list[str]]:
    """The same in a thread: a large workbook takes seconds, in which others want their answers."""
    return await asyncio.to_thread(read_table, content)


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


def _no_table() -> BadInput:
    return BadInput("This file is not a table that I can read. Please send a .csv or an .xlsx file.")
