"""A PDF: no item is made of it, and its words are looked through, as far as they are letters and no picture of them."""

from __future__ import annotations

import time
import zlib
from typing import IO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError, WrongPasswordError

from bot.reading.found import MOST_OTHERS, Fault, Found

SECONDS = 4.0  # of processor; the pages after that are not looked through
# The library has many ways to say that a paper is broken.
_BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)


def read(file: IO[bytes], *, seconds: float = SECONDS) -> Found:
    """The words of its pages, a text each, its properties, and the names of what is packed in it. Fault where it has a password.

    One that is broken is kept like a picture, whose words nobody can look through either.
    """
    file.seek(0)
    words: list[str] = []
    names: list[str] = []
    try:
        _look_through(PdfReader(file), words, names, until=time.process_time() + seconds)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        raise Fault("locked") from None
    except _BROKEN:
        pass  # what was read before is looked through
    return Found("pdf", others=words, names=names)


def _properties(reader: PdfReader) -> list[str]:
    values = (reader.metadata or {}).values()
    return [word for value in values if (word := str(value).strip()) and not word.isascii()]


def _look_through(reader: PdfReader, words: list[str], names: list[str], *, until: float) -> None:
    """Puts what it finds into `words` and `names`, page by page."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise Fault("locked")
    words += _properties(reader)
    names += [str(name) for name in reader.attachments if not str(name).isascii()]
    left = MOST_OTHERS
    for page in reader.pages:
        text = page.extract_text().strip()
        left -= len(text)
        if left < 0 or time.process_time() > until:
            break
        if text:
            words.append(text)
