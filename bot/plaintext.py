"""Text files as people save them with the editors that they have, and texts as a spreadsheet may read them.

Bytes that cannot be told for sure are refused in words.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from bot.errors import Unfit

_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def harmless(cell: str) -> str:
    """A text as it may stand in a .csv: one that a spreadsheet would read as a formula gets an apostrophe before it."""
    is_formula = cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell


def read_text(path: Path) -> str:
    """A file in UTF-8, with a byte order mark or without, or in UTF-16 with one, as Windows' Notepad and PowerShell write.

    GBK is not guessed at: a UTF-8 file with one wrong byte would be read as nonsense. Unfit says what to do; OSError.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(content) from None
    if "\0" in text:
        raise _unreadable(content)
    return text


def _unreadable(content: bytes) -> Unfit:
    if _is_gbk(content):
        return Unfit("not in UTF-8 (it looks like GBK): open it in an editor and save it as UTF-8")
    return Unfit("not in UTF-8 (damaged, or no text at all): open it in an editor and save it as UTF-8")


def _is_gbk(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("gb18030")
    except UnicodeDecodeError:
        return False
