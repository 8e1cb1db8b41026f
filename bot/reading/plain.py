"""Text files in the encodings that editors write."""

from __future__ import annotations

import codecs
import re
from typing import IO

from bot.reading.found import MOST_CHARS, MOST_OTHERS, Found

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOST_BYTES = 8 * MOST_CHARS
_MARKUP = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<table|<meta|<\?xml|MIME-Version:)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(file: IO[bytes]) -> Found:
    """A text in UTF-8, GB18030, or UTF-16 with its mark; anything else is of an unknown kind."""
    file.seek(0)
    content = file.read(_MOST_BYTES + 1)
    is_long = len(content) > _MOST_BYTES
    text = _decoded(content[:_MOST_BYTES], is_cut=is_long)
    if text is None or _CONTROL.search(text):
        return Found("unknown")
    if _MARKUP.match(text):
        return Found("html", others=[text[:MOST_OTHERS]])
    if is_long or len(text) > MOST_CHARS:
        return Found("text", others=[text[:MOST_OTHERS]], is_long=True)
    return Found("text", text=text)


def _decoded(content: bytes, *, is_cut: bool) -> str | None:
    for encoding in ("utf-16",) if content.startswith(_WIDE) else ("utf-8-sig", "gb18030"):
        try:
            # The piece that was cut off at the end is no fault of the text's.
            return codecs.getincrementaldecoder(encoding)().decode(content, final=not is_cut)
        except UnicodeError:
            continue
    return None
