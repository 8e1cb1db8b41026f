"""A sheet whose rows come whole: the library's own way, cell by cell, takes four times as long, and a large export has a million.

It stands on how xlsxwriter keeps a sheet in constant memory: rows are written to a file as they come, each once. The tests
of workbooks read what comes of it with two other programs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from bot.making.cells import moment_of, text_of, width_of

_LINE = 15.0  # points
_CODE = re.compile(r"_(x[0-9a-fA-F]{4}_)")  # which a program would read as the character of that number


def _whole(value: Any) -> float:
    if not isinstance(value, int):
        raise TypeError("no whole number")
    return value


# What a column's value is in its cell; a text's way is its own.
_NUMBERS: Mapping[str, Callable[[Any], float]] = {
    "int": _whole,
    "points": lambda value: _whole(value) / 100,
    "money": lambda value: _whole(value) / 100,
    "percent": lambda value: value + 0,
    "date": moment_of,
    "time": moment_of,
}


class LineSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet to which `write_lines` adds many rows; what stands above is written before, what stands below after it."""

    def write_lines(
        self,
        first: int,
        rows: Iterable[Sequence[Any]],
        kinds: Sequence[str],
        formats: Mapping[str, Format],
        *,
        widths: list[int],
        widest: int,
        is_ruled: bool,
        height: float | None = None,
    ) -> int:
        """Writes the rows from the line `first` on; the last line's number. `kinds` are the columns' types.

        `widths` become those of what is in the columns, up to `widest`. `is_ruled`: empty cells are there too, since they have
        rules around them. A row is as high as its longest text, since not every program finds that out by itself. TypeError or
        ValueError where a value is not of its column's type.
        """
        plan = [
            (place, xl_col_to_name(place), f'" s="{formats[kind]._get_xf_index()}"', _NUMBERS.get(kind))
            for place, kind in enumerate(kinds)
        ]
        self._write_single_row(first)  # what stands above
        write, line = self.fh.write, first - 1
        size = f' ht="{height:g}" customHeight="1"' if height is not None else ""
        for line, row in enumerate(rows, start=first):
            number, tall = line + 1, 1
            cells = [f'<row r="{number}"{size}>']
            for (place, letter, style, convert), value in zip(plan, row, strict=True):
                if value is None or value == "":
                    if is_ruled:
                        cells.append(f'<c r="{letter}{number}{style}/>')
                elif convert is not None:
                    cells.append(f'<c r="{letter}{number}{style}><v>{convert(value):.16G}</v></c>')
                else:
                    text = text_of(value)
                    if widths[place] < widest and (width := width_of(text) + 2) > widths[place]:
                        widths[place] = width
                    if is_ruled and kinds[place] == "text" and (len(text) * 2 + 2 > widest or "\n" in text):
                        tall = max(tall, _lines(text, widest))
                    cells.append(f'<c r="{letter}{number}{style} t="inlineStr"><is>{_inline(text)}</is></c>')
            if tall > 1:
                high = max(height or 0, tall * _LINE)
                cells[0] = f'<row r="{number}" ht="{high:g}" customHeight="1">'
            cells.append("</row>")
            write("".join(cells))
        if line >= first:
            self._check_dimensions(line, len(kinds) - 1)
            self.previous_row = line
        return line


def _lines(text: str, widest: int) -> int:
    """How many lines a text takes in a column of this width; a word that does not fit ends its line early."""
    return sum(max(1, -(-width_of(line) // (widest - 2))) for line in text.split("\n"))


def _inline(text: str) -> str:
    if "_x" in text:
        text = _CODE.sub(r"_x005F_\1", text)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{space}>{escape(text, quote=False)}</t>"
