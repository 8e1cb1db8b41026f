"""The older office files: which kind one is by its streams, and the words that it holds, to look through; it is not read."""

from __future__ import annotations

import re
from typing import IO

import olefile

from bot.reading.found import MOST_OTHERS, Fault, Found

_KINDS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
_MOST_STREAM = 32 << 20
# Words stand in the streams as they are, two bytes a character.
_WORDS = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2605\u2606\u25a0-\u25ff\\w.,:;()/ -]{2,}")
_DAMAGED = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)


def read(file: IO[bytes]) -> Found:
    """What it is. Fault where it is damaged, or has a password."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as container:
            names = {"/".join(entry) for entry in container.listdir()}
            if "EncryptedPackage" in names:
                raise Fault("locked")
            stream, kind = next((pair for pair in _KINDS if pair[0] in names), ("", "ole"))
            return Found(kind, others=[*_properties(container), *_words(container, stream)])
    except _DAMAGED:
        raise Fault("damaged") from None


def _properties(container: olefile.OleFileIO) -> list[str]:
    values = vars(container.get_metadata()).values()
    words = [value.decode("gb18030", "replace") if isinstance(value, bytes) else value for value in values]
    return [word.strip() for word in words if isinstance(word, str) and 0 < len(word.strip()) <= 1000]


def _words(container: olefile.OleFileIO, stream: str) -> list[str]:
    if not stream:
        return []
    with container.openstream(stream) as source:
        content = source.read(_MOST_STREAM)
    words: list[str] = []
    for begin in (0, 1):  # in a table a word may begin anywhere
        text, left = content[begin:].decode("utf-16-le", "replace"), MOST_OTHERS // 2
        for found in _WORDS.finditer(text):
            left -= len(found[0])
            if left < 0:
                break
            words.append(found[0])
    return words
