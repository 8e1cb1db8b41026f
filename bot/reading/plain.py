"""Text files in the encodings that editors write."""

from __future__ import annotations

import codecs
import re
from typing import IO

from bot.reading.found import MOST_CHARS, MOST_OTHERS, Found

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOST_BYTES = 8 * MOST_CHARS
_MARKUP = re.compile(r"\s*(?:<!doctype|<html|<head|<body|<table|<meta|<\?xml|MIME-Version:)", re.IGNORECASE)
_RTF = re.compile(
    r"\\'(?P<octet>[0-9a-fA-F]{2})|\\u(?P<code>-?\d{1,5}) ?\??|(?P<end>\\(?:par|line|cell|row|sect)\b ?)"
    r"|\\[a-zA-Z]+-?\d* ?|\\.|[{}\r\n]|(?P<words>[^\\{}\r\n]+)"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read(file: IO[bytes]) -> Found:
    """A text in UTF-8, GB18030, Big5 or UTF-16; anything else is of an unknown kind."""
    file.seek(0)
    content = file.read(_MOST_BYTES + 1)
    is_long = len(content) > _MOST_BYTES
    texts = _decoded(content[:_MOST_BYTES], is_cut=is_long)
    if not texts:
        return Found("unknown")
    text, *guesses = texts
    others = [guess[: MOST_OTHERS // 4] for guess in guesses]
    if _MARKUP.match(text):
        return Found("html", others=[text[:MOST_OTHERS], *others])
    if is_long or len(text) > MOST_CHARS:
        return Found("text", others=[text[:MOST_OTHERS], *others], is_long=True)
    return Found("text", text=text, others=[*others, *_cells(text)])


def read_rtf(file: IO[bytes]) -> Found:
    """Rich text: it is not read, and its words are looked through."""
    file.seek(0)
    content = file.read(_MOST_BYTES).decode("latin-1")
    words: list[str] = []
    octets = bytearray()
    for found in _RTF.finditer(content):
        if found["octet"]:
            octets.append(int(found["octet"], 16))
            continue
        if octets:
            words.append(octets.decode("gb18030", "replace"))
            octets.clear()
        if found["code"]:
            words.append(chr(int(found["code"]) % 0x10000))
        elif found["end"]:
            words.append("\n")
        elif found["words"]:
            words.append(found["words"])
    words.append(octets.decode("gb18030", "replace"))
    lines = "".join(words)[:MOST_OTHERS].split("\n")
    return Found("rtf", others=[line for each in lines if (line := each.strip())])


def _cells(text: str) -> list[str]:
    """The cells of a table, where every line has as many commas: what stands in one is a line of its own to a reader."""
    lines = [line for line in text.splitlines() if line.strip()]
    counts = {line.count(",") for line in lines}
    if len(lines) < 2 or len(counts) != 1 or counts == {0}:
        return []
    cells = {cell.strip(' "\t') for line in lines for cell in line.split(",")}
    return sorted(cell for cell in cells if not cell.isascii())


def _decoded(content: bytes, *, is_cut: bool) -> list[str]:
    """The text, and behind it what else it may be; nothing where it is no text."""
    if content.startswith(_WIDE):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        utf_8 = _try(content, "utf-8-sig", is_cut=is_cut)
        if utf_8 is not None:
            return [utf_8]
        encodings = ("gb18030", "big5", "utf-16-le", "utf-16-be")
    texts = [text for each in encodings if (text := _try(content, each, is_cut=is_cut)) is not None]
    if len(texts) < 2:
        return texts
    # Many octets are something in each of these; the right one is that which comes to words in use. GB18030 has the benefit.
    return sorted(texts, key=lambda text: (text is not texts[0]) * 0.15 - _in_use(text))


def _try(content: bytes, encoding: str, *, is_cut: bool) -> str | None:
    try:
        # The piece that was cut off at the end is no fault of the text's.
        text = codecs.getincrementaldecoder(encoding)().decode(content, final=not is_cut)
    except UnicodeError:
        return None
    return None if _CONTROL.search(text) else text


def _in_use(text: str) -> float:
    """Which part of the beginning of a text are letters, marks, and characters in everyday use, here or in Taiwan: 0 to 1."""
    head = text[:2000]
    used = 0
    for char in head:
        if char.isascii():
            used += 1
            continue
        simple, other = char.encode("gb2312", "ignore"), char.encode("big5", "ignore")
        used += 0xA1 <= (simple[0] if simple else 0) <= 0xD7 or 0xA1 <= (other[0] if other else 0) <= 0xC6
    return used / max(len(head), 1)
