"""Text files as people save them with the editors that they have, and texts as a spreadsheet may read them.

Bytes that cannot be told for sure are refused in words.
"""

from __future__ import annotations

import codecs
from pathlib import Path

_FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def harmless(cell: str) -> str:
    """A text as it may stand in a .csv: one that a spreadsheet would read as a formula gets an apostrophe before it."""
    is_formula = cell.startswith(_FORMULA_STARTS) or cell.lstrip().startswith(_FORMULA_STARTS)
    return f"'{cell}" if is_formula else cell


def read_text(path: Path) -> str:
    """A file in UTF-8, with a byte order mark or without, or in UTF-16 with one, as Windows' Notepad and PowerShell write.

    GBK is not guessed at: a UTF-8 file with one wrong byte would be read as nonsense. ValueError says what to do, in both
    languages; OSError.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-16" if content.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(_words(content)) from None
    if "\0" in text:
        raise ValueError(_words(content))
    return text


def _words(content: bytes) -> str:
    kind = "it looks like GBK" if _is_gbk(content) else "damaged, or no text at all"
    return f"not in UTF-8 ({kind}): open it in an editor and save it as UTF-8 / 编码不是 UTF-8，请用编辑器打开后另存为 UTF-8"


def _is_gbk(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("gb18030")
    except UnicodeDecodeError:
        return False
