"""What a file is, by its content; its name is never looked at."""

from __future__ import annotations

import zipfile
from typing import IO

from bot.reading import docx, ole, packed, plain
from bot.reading.found import Fault, Found

_HEAD = 4096
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf'\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_ZIP, _EMPTY_ZIP, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(file: IO[bytes]) -> Found:
    """What the file is and holds. Raises Fault where it is not to be kept."""
    head = file.read(_HEAD)
    if not head:
        raise Fault("empty")
    if head.startswith(_PROGRAMS):
        raise Fault("program")
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _unpack(file)
    if head.startswith(_OLE):
        return ole.read(file)
    if head[4:8] == b"ftyp":
        return Found("mp4")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Found("webp")
    found = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if found == "rtf":
        return plain.read_rtf(file)
    if found == "pdf":
        from bot.reading import pdf  # what it needs takes longer to begin than reading anything else

        return pdf.read(file)
    return Found(found) if found else plain.read(file)


def _unpack(file: IO[bytes]) -> Found:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = packed.Parts(archive)
            if parts.has("vbaProject.bin"):
                raise Fault("macros")
            if parts.main is not None:
                return docx.read(parts)
            return packed.read(parts)
    except packed.DAMAGED:
        raise Fault("damaged") from None
