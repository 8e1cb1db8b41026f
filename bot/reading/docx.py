"""A .docx as lines of text: paragraphs with the signs of their lists, tables a line a row; what it links to is never fetched."""

from __future__ import annotations

from bot.reading.found import MOST_CHARS, MOST_OTHERS, Found
from bot.reading.numbering import Numbering
from bot.reading.packed import Parts, parser_of, refuse_links, spoken, words_aside

CELL = "\t"  # between the cells of a row

# What is there but not shown: what was taken out, how something was before, and the second telling of a drawing.
_HIDDEN = frozenset({"del", "moveFrom", "Fallback", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange"})
_SIGNS = {"br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


class _TooLong(Exception):
    """More characters than any paper."""


def read(parts: Parts) -> Found:
    """The paper's text, its first line the title or first heading."""
    assert parts.main is not None
    refuse_links(parts)
    others = words_aside(parts)
    body = _Body(Numbering(parts))
    parser = parser_of()
    parser.StartElementHandler, parser.EndElementHandler = body.begin, body.end
    parser.CharacterDataHandler = body.take
    try:
        parts.parse(parts.main, parser)
    except _TooLong:
        return Found("docx", others=[*others, *body.others, *body.lines], names=parts.names, is_long=True)
    return Found("docx", text="\n".join(body.lines), others=[*others, *body.others], names=parts.names)


class _Paragraph:
    """One that is being read."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.style = self.number = ""
        self.level: int | None = None


class _Body:
    """Where the parser stands: paragraphs may hold others (in a drawing), cells whole tables."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[str] = []
        self.others: list[str] = []  # what nobody sees at once: taken out, or said of a picture
        self._gone: list[str] = []  # of the same, the paragraph that is being read
        self._left_aside = MOST_OTHERS
        self._numbering = numbering
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[list[list[str]]] = []  # rows that are being read, each of cells, each of lines
        self._hidden = 0
        self._in_words = self._in_form = False
        self._left = MOST_CHARS

    def begin(self, name: str, given: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if given:
            for value in spoken(name, given):
                self._put_aside(self.others, value)
        if self._hidden or kind in _HIDDEN:
            self._hidden += 1
        elif kind == "p":
            self._paragraphs.append(_Paragraph())
        elif kind == "tr":
            self._rows.append([])
        elif kind == "tc" and self._rows:
            self._rows[-1].append([])
        elif self._paragraphs:
            self._begin_in(self._paragraphs[-1], kind, given)

    def _begin_in(self, paragraph: _Paragraph, kind: str, given: dict[str, str]) -> None:
        if kind == "pPr":
            self._in_form = True
        elif kind == "t":
            self._in_words = True
        elif self._in_form:
            value = next((value for name, value in given.items() if name.endswith(" val")), "")
            if kind == "pStyle":
                paragraph.style = value
            elif kind == "numId":
                paragraph.number = value
            elif kind == "ilvl":
                paragraph.level = int(value) if value.isdecimal() and len(value) < 3 else 0
        elif kind == "tab":
            self._add(paragraph, "\t")
        elif kind in _SIGNS:
            self._add(paragraph, _SIGNS[kind])

    def take(self, text: str) -> None:
        if self._hidden:
            self._put_aside(self._gone, text)
        elif self._in_words and self._paragraphs:
            self._add(self._paragraphs[-1], text)

    def _put_aside(self, words: list[str], text: str) -> None:
        self._left_aside -= len(text)
        if self._left_aside > 0:
            words.append(text)

    def _add(self, paragraph: _Paragraph, text: str) -> None:
        self._left -= len(text)
        if self._left < 0:
            raise _TooLong
        paragraph.words.append(text)

    def end(self, name: str) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "p" and self._gone:
            if gone := "".join(self._gone).strip():
                self.others.append(gone)
            self._gone.clear()
        if self._hidden:
            self._hidden -= 1
        elif kind == "t":
            self._in_words = False
        elif kind == "pPr":
            self._in_form = False
        elif kind == "p" and self._paragraphs:
            self._put(self._line_of(self._paragraphs.pop()))
        elif kind == "tr" and self._rows:
            cells = [" ".join(lines) for lines in self._rows.pop()]
            self._put(CELL.join(cells).rstrip(CELL))

    def _line_of(self, paragraph: _Paragraph) -> str:
        text = "".join(paragraph.words).strip()
        if not text:
            return ""
        number, level = self._numbering.styles.get(paragraph.style, ("", 0))
        label = self._numbering.label(
            paragraph.number or number, level if paragraph.level is None else paragraph.level
        )
        # A sign that closes itself (一、 1. （一）) stands close; another one has a blank behind it.
        return f"{label}{'' if label.endswith(('、', '）', ')', '．')) else ' '}{text}" if label else text

    def _put(self, line: str) -> None:
        if not line:
            return
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(line.replace("\n", " "))
        else:
            self.lines.append(line)
