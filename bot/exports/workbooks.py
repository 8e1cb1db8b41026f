""".xlsx files as rows of text, however they were made: what the reader library is given has been measured before; no .csv here.

The library believes what a file says of itself: of one that lies it unpacks whatever there is, and it keeps a sheet as one
block from the first cell to the last. Either can take all memory, which ends the process. So the parts are unpacked here,
bounded, their cells are measured by a strict parser, and only what has passed is packed anew for the library.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from bot.errors import BadInput

_UNPACKED_MOST = 32 * 1024 * 1024  # a roster of 5000 rows unpacks to two or three
_PARTS_MOST = 500
_CELLS_MOST = 1_000_000  # in the block from A1 to the last cell
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# All that cells can hang on: other parts, such as pictures and macros, are never opened.
_PARTS = re.compile(r"(?:xl/.+|_rels/.+)\.(?:xml|rels)|_rels/\.rels|\[Content_Types\]\.xml")
# The zip module raises RuntimeError for an encrypted member and NotImplementedError for an unknown packing.
_DAMAGED = (
    CalamineError,
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
)


def too_large() -> BadInput:
    """How a table beyond any roster is refused."""
    return BadInput(
        "This table is too large for a roster. Please remove what does not belong to it and send it again."
    )


class _TooLarge(Exception):
    """Beyond any roster."""


def read_xlsx(
    content: bytes, *, wanted: Callable[[list[list[str]]], bool] = lambda rows: False
) -> list[list[str]]:
    """The rows of the first sheet that is `wanted`, else of the first that has any; merged cells are filled down.

    BadInput where it is no workbook, is damaged or locked, or too large.
    """
    try:
        rows = _read(_measured(content), wanted=wanted)
    except _TooLarge:
        raise too_large() from None
    except _DAMAGED:
        raise _damaged() from None
    except BaseException as error:
        # How the library's other language reports a fault of its own; it is no Exception and cannot be imported.
        if type(error).__name__ == "PanicException":
            raise _damaged() from None
        raise
    if not rows:
        raise BadInput("The file is empty.")
    return rows


def _read(content: bytes, *, wanted: Callable[[list[list[str]]], bool]) -> list[list[str]]:
    first: list[list[str]] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill_down(rows, sheet.merged_cell_ranges or [])
            if rows and wanted(rows):
                return rows
            first = first or rows
    return first


def _fill_down(rows: list[list[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """What stands in a cell that was merged with those below it stands in each of them; _TooLarge for absurdly many."""
    left = _CELLS_MOST
    for (top, column), (bottom, _) in merged:
        for line in range(top + 1, min(bottom + 1, len(rows))):
            left -= 1
            if left < 0:
                raise _TooLarge
            if column < len(rows[line]) and not rows[line][column]:
                rows[line][column] = rows[top][column]


def _measured(content: bytes) -> bytes:
    """The workbook packed anew, with the parts that matter, each measured. Raises _TooLarge, BadInput or one of _DAMAGED."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(packed, "w") as anew:
        parts = {part.filename: part for part in archive.infolist() if _PARTS.fullmatch(part.filename)}
        if any(part.filename.startswith("word/") for part in archive.infolist()):
            raise BadInput("This is a Word document, not a table. Please send the list as .xlsx or .csv.")
        if "xl/workbook.xml" not in parts:
            raise BadInput("This file is not a table that I can read. Please send a .csv or an .xlsx file.")
        left = _UNPACKED_MOST
        if len(parts) > _PARTS_MOST or sum(part.file_size for part in archive.infolist()) > left:
            raise _TooLarge
        for name, part in parts.items():
            text = _unpacked(archive, part, most=left)
            left -= len(text)
            _check_cells(text)
            anew.writestr(name, text)
    return packed.getvalue()


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, most: int) -> bytes:
    with archive.open(part) as stream:
        text = stream.read(min(most, part.file_size) + 1)
    if len(text) > most:
        raise _TooLarge
    return text


def _check_cells(text: bytes) -> None:
    """Raises _TooLarge where the block from A1 to the last cell is, ExpatError where the part is no proper XML."""
    if b"\0" in text:
        raise ValueError("not in UTF-8, as which the library would read it")
    place = _Place()
    # UTF-8 whatever the part says of itself. Entities of one's own belong to no workbook.
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = place.begin
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(text, True)


def _refuse_doctype(*_: Any) -> None:
    raise ValueError("a workbook has no document type")


class _Place:
    """Where the parser stands in a sheet, and the furthest row and column so far."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._rows = self._columns = 1

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; a row or a cell without a reference stands next to the one before."""
        kind, reference = name.rpartition(":")[2], attributes.get("r")
        if kind == "row":
            self._row = int(reference) if reference else self._row + 1
            self._column = 0
        elif kind == "c":
            self._column += 1
            if reference:
                found = _REFERENCE.fullmatch(reference)
                if found is None:
                    raise ValueError(f"no cell's name: {reference[:10]}")
                self._column, self._row = _number(found[1]), int(found[2])
        else:
            return
        self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
        if self._rows * self._columns > _CELLS_MOST:
            raise _TooLarge


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _damaged() -> BadInput:
    return BadInput("The .xlsx file is damaged or protected. Please save it again and send it once more.")
