"""The signs before the paragraphs of a list, which a .docx does not hold but tells how to count."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from bot.reading.packed import Parts, parser_of

BULLET = "·"
_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile("%([1-9])")
_VALUE = " val"


@dataclass
class Level:
    """How a level of a list counts."""

    form: str = "decimal"
    words: str = "%1."
    start: int = 1


class Numbering:
    """The lists of a paper, counted in the order in which their paragraphs come."""

    def __init__(self, parts: Parts) -> None:
        self._levels: dict[str, dict[int, Level]] = defaultdict(dict)  # by abstract list
        self._lists: dict[str, str] = {}  # number of a list -> abstract list
        self.styles: dict[str, tuple[str, int]] = {}  # of a style: list and level
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._read_lists(parts)
        self._read_styles(parts)

    def label(self, number: str, level: int) -> str:
        """The next sign of the list at this level; empty where there is no such list."""
        abstract = self._lists.get(number)
        known = self._levels.get(abstract or "", {})
        found = known.get(level)
        if abstract is None or found is None or found.form == "none":
            return ""
        if found.form == "bullet":
            return BULLET
        counts = self._counts[abstract]
        counts[level] = counts.get(level, found.start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

        def count(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            of = known.get(at, Level())
            return _written(counts.get(at, of.start), of.form)

        return _PLACE.sub(count, found.words)

    def _read_lists(self, parts: Parts) -> None:
        abstract, number, level = "", "", Level()

        def begin(name: str, given: dict[str, str]) -> None:
            nonlocal abstract, number, level
            kind, values = name.rpartition(" ")[2], _values(given)
            if kind == "abstractNum":
                abstract = values.get("abstractNumId", "")
            elif kind == "num":
                number = values.get("numId", "")
            elif kind == "abstractNumId" and number:
                self._lists[number] = values.get("val", "")
            elif kind == "lvl" and not number:
                level = self._levels[abstract][_figure(values.get("ilvl"))] = Level()
            elif kind == "start":
                level.start = _figure(values.get("val"))
            elif kind == "numFmt":
                level.form = values.get("val", "decimal")
            elif kind == "lvlText":
                level.words = values.get("val", "")[:40]

        parser = parser_of()
        parser.StartElementHandler = begin
        parts.parse("word/numbering.xml", parser)

    def _read_styles(self, parts: Parts) -> None:
        style, level = "", 0

        def begin(name: str, given: dict[str, str]) -> None:
            nonlocal style, level
            kind, values = name.rpartition(" ")[2], _values(given)
            if kind == "style":
                style, level = values.get("styleId", ""), 0
            elif kind == "ilvl":
                level = _figure(values.get("val"))
            elif kind == "numId":
                self.styles[style] = (values.get("val", ""), level)

        parser = parser_of()
        parser.StartElementHandler = begin
        parts.parse("word/styles.xml", parser)


def _values(given: dict[str, str]) -> dict[str, str]:
    return {name.rpartition(" ")[2]: value for name, value in given.items()}


def _figure(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 6 else 0


def _written(number: int, form: str) -> str:
    if "hinese" in form or "japanese" in form or "ideograph" in form.lower():
        return _chinese(number)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + number - 1)
    return str(number)


def _chinese(number: int) -> str:
    """一 to 九十九."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
