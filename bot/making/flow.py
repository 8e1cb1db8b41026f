"""Where on a page a text ends, by the measures of our own papers: enough to know what might stand alone on the next."""

from __future__ import annotations

import math
import re

from bot.making.breaking import width_of
from bot.making.official import LINE

PAGE = 22 * LINE
ABOUT = (
    1.5 * LINE
)  # how far a page's lines may be from what is reckoned here: fonts differ, and so does where lines break
_STOP = re.compile(r"[。！？；][”’」』）]*")
_GAP = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
_FEWEST, _MOST, _WISHED = 2.6, 9.4, 5.0  # lines of a text that goes to the next page


class _Column:
    """Pieces set one below another; `end` is where the last ends on its page, in twips from the text area's top."""

    def __init__(self, gap: float) -> None:
        self.gap = gap
        self.page, self.end = 1, 0.0

    def piece(self, height: float, before: float, keeps: float) -> None:
        before = before if self.end else 0.0
        if self.end + before + height + keeps > PAGE:
            self.page, self.end, before = self.page + 1, 0.0, 0.0
        self.end += before + height


class Flow:
    """Pieces set one below another, by programs that leave no gap between Chinese characters and figures (Word, as told) and by
    those that do (LibreOffice).
    """

    def __init__(self) -> None:
        self._columns = [_Column(0.0), _Column(0.25)]

    def piece(self, height: float, *, before: float = 0.0, keeps: float = 0.0) -> None:
        """One that is never parted, nor from so much of what follows; space before it is none at a page's top."""
        for column in self._columns:
            column.piece(height, before, keeps)

    def text(self, words: str, *, across: float = 28.0, indent: float = 2.0) -> None:
        """A paragraph, whose lines may stand on two pages."""
        for column in self._columns:
            for _ in range(lines_of(words, across=across, indent=indent, gap=column.gap)):
                column.piece(LINE, 0.0, 0.0)

    def may_part(self, height: float) -> bool:
        """Whether what is so high, and not parted, may find no room below the last piece."""
        return len({column.page for column in self._columns}) > 1 or any(
            column.end + height + ABOUT > PAGE or column.end < ABOUT for column in self._columns
        )


def lines_of(words: str, *, across: float = 28.0, indent: float = 2.0, gap: float = 0.0) -> int:
    """How many lines a paragraph has."""
    wide = width_of(words) + (gap * len(_GAP.findall(words)) if gap else 0.0)
    return max(1, math.ceil((wide + indent) / across))


def split_off(words: str) -> tuple[str, str] | None:
    """A long paragraph without its last sentences, and these, about five lines; None where no sentence ends there."""
    found: tuple[float, int] | None = None
    for stop in _STOP.finditer(words):
        lines = width_of(words[stop.end() :]) / 28
        if _FEWEST <= lines <= _MOST and (found is None or abs(lines - _WISHED) < found[0]):
            found = (abs(lines - _WISHED), stop.end())
    return (words[: found[1]], words[found[1] :]) if found else None
