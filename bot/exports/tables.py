"""Tables from files and into them: .csv and .xlsx as rows of text; what the columns mean is in rules/roster.py."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from bot.errors import BadInput
from bot.exports.workbooks import read_xlsx, too_large
from bot.plaintext import harmless
from bot.rules.text import shorten

Wanted = Callable[[list[list[str]]], bool]

FILE_MOST = 20 * 1024 * 1024  # Telegram lets a bot download no more
_ROWS_MOST = 20_000
_WITHIN = 14.0  # seconds; the process has tighter limits of its own
_ANSWER_MOST = 64 << 20  # bytes
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DELIMITERS = (",", "\t", ";", "，")
_PDF = b"%PDF"
_LINES_LOOKED_AT = 20
_AS_TEXT = re.compile('="([^"]*)"')
_MARKUP = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<table|<meta|<style|<\?xml|MIME-Version:)", re.I)


def read_table(content: bytes, *, wanted: Wanted = lambda rows: False) -> list[list[str]]:
    """The rows of a .csv (UTF-8 with or without BOM, UTF-16, GB18030) or of one sheet of an .xlsx.

    `wanted` says which rows are meant: the first sheet that they are, else the first that has any; the delimiter of a .csv with
    which they are, else the most frequent. BadInput where it is no table, is damaged or locked, or is larger than 20 MB or
    20 000 rows; it names what the file is where that can be seen.
    """
    check_size(len(content))
    if not content.strip():
        raise BadInput("The file is empty.")
    if content.startswith(_OLE):
        # An .xls and a password-protected .xlsx begin alike.
        raise BadInput(
            "This is an .xls or a protected file. Please save it as .xlsx without a password, or as .csv."
        )
    if content.startswith(_PDF):
        raise BadInput("This is a .pdf, not a table. Please send the list as .xlsx or .csv.")
    read = read_xlsx if content.startswith(_ZIP) else _read_csv
    rows = read(content, wanted=wanted)
    if len(rows) > _ROWS_MOST:
        raise too_large()
    return rows


async def read_table_aside(
    content: bytes, *, is_roster: bool, name: str = "", wanted: Wanted = lambda rows: False
) -> list[list[str]]:
    """The same of a file that somebody sent: in a process of its own, with limits; `is_roster` is what is wanted.

    BadInput, too, where the file takes more than these, and where it is only called .xlsx and its rows are not `wanted`: it would
    be found to have no headers, and its sender would look for the fault in the table.
    """
    if not (name.casefold().endswith(".xlsx") and _looks_like_text(content)):
        return await _read_aside(content, is_roster=is_roster)
    try:
        rows = await _read_aside(content, is_roster=is_roster)
    except BadInput:
        rows = []
    if not wanted(rows):
        raise BadInput(
            "“{name}” cannot be read as Excel: it is no .xlsx file, whatever its name says. Nothing was changed. Please open the "
            "list in Excel or WPS, save it as .xlsx there and send it again.",
            name=shorten(name, 60),
        )
    return rows


async def _read_aside(content: bytes, *, is_roster: bool) -> list[list[str]]:
    from bot.reading.process import ask  # of no use to the process itself, which begins sooner without

    kind = "roster" if is_roster else "table"
    answer = await ask("bot.exports", kind, content=content, within=_WITHIN, most=_ANSWER_MOST)
    if answer is None:
        raise too_large()
    if "refusal" in answer:
        raise BadInput(str(answer["refusal"]))
    rows: list[list[str]] = answer["rows"]
    return rows


def _looks_like_text(content: bytes) -> bool:
    """Whether it is no workbook, .pdf nor page by its first bytes, so that it would be read as .csv."""
    page = _MARKUP.match(content[:200].decode(errors="replace"))
    return bool(content.strip()) and not content.startswith((_ZIP, _OLE, _PDF)) and page is None


def check_size(size: int) -> None:
    """Refuses a file, by its size in bytes, that Telegram would not let a bot download."""
    if size > FILE_MOST:
        raise BadInput("The file is larger than 20 MB; nothing was changed. Please send a smaller one.")


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A .csv in UTF-8 with BOM, for Excel. A cell that a spreadsheet would read as a formula gets an apostrophe before it."""
    text = io.StringIO()
    csv.writer(text).writerows([[harmless(cell) for cell in row] for row in rows])
    return codecs.BOM_UTF8 + text.getvalue().encode()


def _read_csv(content: bytes, *, wanted: Wanted) -> list[list[str]]:
    text = _decode(content)
    if "\0" in text:
        raise _no_table()
    if _MARKUP.match(text):
        raise BadInput(
            "This is a web page named like a table, as some systems export them. Please open it in "
            "Excel or WPS, save it as .xlsx and send that."
        )
    filled = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    # A title above the table has no delimiters, or others. Ties go to the comma: the sort is stable.
    likely = sorted(_DELIMITERS, key=lambda each: -sum(line.count(each) for line in filled))
    try:
        readings = (_parse_csv(text, delimiter=each) for each in likely)
        return next((rows for rows in readings if wanted(rows)), None) or _parse_csv(
            text, delimiter=likely[0]
        )
    except csv.Error:
        raise _no_table() from None


def _parse_csv(text: str, *, delimiter: str) -> list[list[str]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [[_unquoted(cell) for cell in row] for row in rows]


def _unquoted(cell: str) -> str:
    """What a program wrote as ="0123", so that Excel keeps the zero."""
    found = _AS_TEXT.fullmatch(cell.strip())
    return found[1] if found else cell


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
