"""What the county's people send along in the demo: a paper of Word, and pictures of one colour each."""

from __future__ import annotations

import io
import struct
import zlib

import docx

_WIDTH, _HEIGHT = 320, 240
_COLOURS = ((188, 214, 172), (232, 220, 180), (176, 200, 220))


def paper(title: str, body: str) -> bytes:
    """A .docx with a heading and a paragraph."""
    document = docx.Document()
    document.add_heading(title, level=1)
    document.add_paragraph(body)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def pictures(count: int) -> list[tuple[str, bytes]]:
    """Names and contents of so many pictures."""
    return [(f"{number}.png", _picture(_COLOURS[number % len(_COLOURS)])) for number in range(count)]


def _picture(colour: tuple[int, int, int]) -> bytes:
    rows = (b"\0" + bytes(colour) * _WIDTH) * _HEIGHT
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
