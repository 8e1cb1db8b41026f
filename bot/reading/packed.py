"""The parts of a packed file, none of them believed: sizes are looked at before, and again while they are unpacked."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from bot.reading.found import MOST_OTHERS, Fault, Found

DAMAGED = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    EOFError,
    IndexError,
    OverflowError,
    KeyError,
)
_MOST_UNPACKED = 300 << 20  # bytes of all parts, by the archive's own word; none of them is kept in memory
_MOST_XML = 48 << 20  # bytes of one part that is read
_MOST_PARTS = 5000
_MOST_TAG = (
    8 << 20
)  # bytes of a tag with its attributes; the parser begins one that is not whole anew with each piece
_CHUNK = 1 << 16
_MAIN = re.compile(r"word/document\d*\.xml")
# Where words stand that are looked through, though no item is made of them.
_ASIDE = re.compile(
    r"docProps/[^/]+\.xml|word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml"
    r"|(?:word|xl|ppt)/(?:charts/chart|diagrams/data|drawings/drawing)\d*\.xml"
    r"|xl/(?:sharedStrings|workbook|comments\d*|worksheets/sheet\d+)\.xml"
    r"|ppt/(?:slides/slide|notesSlides/notesSlide|slideMasters/slideMaster|comments/comment)\d+\.xml"
    r"|content\.xml|meta\.xml|styles\.xml"
)
_ENDS = frozenset({"p", "si", "is", "a", "v", "text", "comment"})
_MOST_SHEET = 8 << 20  # bytes of a sheet: of a larger one only the strings that it shares with others
_SHORT = 11  # figures of a cell; no shorter ones are anybody's number
# Words that stand in an attribute: a watermark's, what a picture is said to show, the name of a sheet.
_SPOKEN = frozenset({"string", "descr", "title", "alt"})
_LINKS = re.compile(r"(?:word|xl|ppt)/(?:[^/]+/)*_rels/[^/]+\.rels")
_FETCHED = ("/attachedTemplate", "/oleObject", "/subDocument", "/frame")  # opened with the paper, unasked
_ELSEWHERE = re.compile(
    r"(?:https?|ftp|ftps|mhtml|smb):|\\\\|//|file:/*(?:\\\\|//+[^/]*[^/:|]/)", re.IGNORECASE
)


class Parts:
    """What is in the archive. Fault where it would unpack to more than any paper, or is locked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        infos = archive.infolist()
        if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
            raise Fault("large")
        self._archive = archive
        self._infos = {info.filename: info for info in infos}
        if any(info.flag_bits & 1 for info in infos):
            raise Fault("locked")
        # Office files' own parts are named in ASCII; what people pack is named as they named it.
        self.names = [named for info in infos if not (named := _named(info)).isascii()]
        self.main = next((name for name in self._infos if _MAIN.fullmatch(name)), None)

    def has(self, ending: str) -> bool:
        """Whether a part has this name, in whichever folder."""
        return any(name.rpartition("/")[2] == ending for name in self._infos)

    def named(self, pattern: re.Pattern[str]) -> list[str]:
        """The names that fit, in their order."""
        return sorted(name for name in self._infos if pattern.fullmatch(name))

    def size(self, name: str) -> int:
        """Bytes of the part, by the archive's own word."""
        return self._infos[name].file_size

    def parse(self, name: str, parser: expat.XMLParserType) -> None:
        """Feeds a part to the parser, piece by piece. Fault where it is too large; one of DAMAGED. Nothing for no part."""
        fed = 0
        for chunk in self._chunks(name):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _MOST_TAG:
                raise Fault("large")
        if name in self._infos:
            parser.Parse(b"", True)

    def _chunks(self, name: str) -> Iterator[bytes]:
        info, size = self._infos.get(name), 0
        if info is None:
            return
        if info.file_size > _MOST_XML:
            raise Fault("large")
        with self._archive.open(info) as source:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > _MOST_XML:
                    raise Fault("large")
                yield chunk


def _named(info: zipfile.ZipInfo) -> str:
    """The name of a packed file without its folders. Where nothing says UTF-8 it is what Chinese Windows writes."""
    name = info.filename
    if not info.flag_bits & 0x800:
        name = name.encode("cp437", "replace").decode("gb18030", "replace")
    return name.rstrip("/").rpartition("/")[2]


def parser_of() -> expat.XMLParserType:
    """A strict parser whose names are `address local`; a document type, which can make much of a small file, is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise ValueError("no office file has a document type")


def spoken(name: str, given: dict[str, str]) -> list[str]:
    """The words in an element's attributes."""
    is_sheet = name.rpartition(" ")[2] == "sheet"
    return [
        value
        for each, value in given.items()
        if value and (each.rpartition(" ")[2] in _SPOKEN or (is_sheet and each == "name"))
    ]


def refuse_links(parts: Parts) -> None:
    """Fault where opening the paper would fetch something from another machine: a template, an object. Its own disk is none."""

    def begin(_: str, given: dict[str, str]) -> None:
        if (
            given.get("TargetMode") == "External"
            and given.get("Type", "").endswith(_FETCHED)
            and _ELSEWHERE.match(given.get("Target", "").strip())
        ):
            raise Fault("linked")

    for name in parts.named(_LINKS):
        parser = parser_of()
        parser.StartElementHandler = begin
        parts.parse(name, parser)


def words_aside(parts: Parts) -> list[str]:
    """The words of properties, heads, feet, notes, charts, tables and slides, and watermarks; of very many the beginning."""
    words: list[str] = []
    left = MOST_OTHERS
    for name in parts.named(_ASIDE):
        is_sheet = name.startswith("xl/worksheets/")
        if is_sheet and parts.size(name) > _MOST_SHEET:
            continue
        line: list[str] = []

        def take(text: str, line: list[str] = line, is_sheet: bool = is_sheet) -> None:
            nonlocal left
            if is_sheet and text.isascii() and len(text) < _SHORT:
                return
            left -= len(text)
            if left > 0:
                line.append(text)

        def begin(element: str, given: dict[str, str]) -> None:
            nonlocal left
            for value in spoken(element, given):
                left -= len(value)
                if left > 0:
                    words.append(value)

        is_all = name.startswith("docProps/") or name == "meta.xml"  # a property each

        def end(element: str, line: list[str] = line, is_all: bool = is_all) -> None:
            if (is_all or element.rpartition(" ")[2] in _ENDS) and line:
                words.append("".join(line))
                line.clear()

        parser = parser_of()
        parser.StartElementHandler, parser.EndElementHandler = begin, end
        parser.CharacterDataHandler = take
        parts.parse(name, parser)
        if line:
            words.append("".join(line))
    return [text for each in words if (text := each.strip())]


def read(parts: Parts) -> Found:
    """A packed file that is no paper."""
    kinds = {"workbook.xml": "xlsx", "workbook.bin": "xlsx", "presentation.xml": "pptx", "content.xml": "odf"}
    kind = next((kind for name, kind in kinds.items() if parts.has(name)), "zip")
    refuse_links(parts)
    return Found(kind, others=words_aside(parts), names=parts.names)
