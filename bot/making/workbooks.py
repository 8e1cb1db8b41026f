"""Workbooks (.xlsx) as an office prints them: typed cells, a frozen head, filters, widths for Chinese, a row in memory at a time.

No text becomes a formula, a link or a number: each cell is written by its column's type, whatever stands in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.making.cells import legal_name, text_of, width_of
from bot.making.kinds import Content
from bot.making.lines import LineSheet

_FONT = "宋体"
_NARROWEST, _WIDEST = 6, 44  # half-width characters
_SIGNED = 18  # wide enough for a name by hand
_SIGNED_HEIGHT = 26.0  # points
_LINE = 15.0  # points
_ACROSS = 92  # half-width characters that stand upright on A4 without becoming too small
_ACROSS_LYING = 190  # the same lying, at seven tenths of their size
_CROWDED = 150  # heads as wide as this leave little room for what stands below them
_TITLE_SIZE = 16
_A4 = 9
_ROWS = 1_000_000  # of a sheet; the rest goes on on another one
_SIGN_HEAD = "签名"
_FORMATS: Mapping[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "long": {},
    "int": {"num_format": "0", "align": "center"},
    "points": {"num_format": "General", "align": "center"},
    "money": {"num_format": "#,##0.00_ "},  # a blank between it and the next column's text
    "percent": {"num_format": "0.0%", "align": "center"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "time": {"num_format": "yyyy-mm-dd hh:mm", "align": "center"},
}
_WIDTHS = {"int": 6, "points": 9, "money": 12, "percent": 9, "date": 12, "time": 18}


def make_workbook(spec: Mapping[str, Any]) -> Content:
    """Spec: `sheets`, each `name`, `title` (a line above), `columns` (`head`, `type`, `width` in half-width characters), `rows`,
    `notes` (lines below), `sign` (a last, empty column to sign; its head, or true), `plain` (no rules around the cells: for very
    many rows, which nobody prints).

    Types: text, long (text in one line, however long it is), int, points (hundredths, shown 2.5), money (hundredths, shown
    12.50), percent (a fraction, shown 98.7%), date and time (ISO, a time to the minute). null: an empty cell. ValueError or
    TypeError where a value is not of its column's type.
    """
    out = io.BytesIO()
    write_workbook(out, [(sheet, sheet["rows"]) for sheet in spec["sheets"]])
    return Content(out.getvalue())


def write_workbook(out: Any, sheets: Sequence[tuple[Mapping[str, Any], Iterable[Sequence[Any]]]]) -> None:
    """The same with each sheet's rows beside it, which may come from anywhere; `out` is a path or a binary file."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "use_zip64": True,
    }
    with Workbook(out, options) as book:
        formats = _Formats(book)
        names: list[str] = []
        for sheet, rows in sheets:
            for part in _in_sheets(rows):
                names.append(legal_name(str(sheet["name"]), names))
                _write_sheet(book.add_worksheet(names[-1], LineSheet), formats, sheet, part)


def _in_sheets(rows: Iterable[Sequence[Any]]) -> Iterator[Iterable[Sequence[Any]]]:
    """As many rows at a time as a sheet takes; each part is read to its end before the next."""
    rest = iter(rows)
    yield islice(rest, _ROWS)
    for row in rest:
        yield chain((row,), islice(rest, _ROWS - 1))


class _Formats:
    def __init__(self, book: Workbook) -> None:
        font: dict[str, Any] = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
        cell = {**font, "border": 1, "border_color": "#9AA3AD"}
        self.title = book.add_format(
            {**font, "font_size": _TITLE_SIZE, "bold": True, "align": "center", "text_wrap": True}
        )
        self.head = book.add_format(
            {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EDF2"}
        )
        self.note = book.add_format({**font, "font_size": 10, "text_wrap": True})
        self.cells = {kind: book.add_format({**cell, **extra}) for kind, extra in _FORMATS.items()}
        self.plain = {kind: book.add_format({**font, **extra}) for kind, extra in _FORMATS.items()}


def _write_sheet(
    page: LineSheet, formats: _Formats, sheet: Mapping[str, Any], rows: Iterable[Sequence[Any]]
) -> None:
    columns = list(sheet["columns"])
    kinds = [str(column["type"]) for column in columns]
    heads = [text_of(column["head"]) for column in columns]
    widths = [_width(head, kind) for head, kind in zip(heads, kinds, strict=True)]
    # Many columns side by side: the heads of figures stand in two lines, so that fewer pages stand side by side.
    is_crowded = sum(widths) > _CROWDED
    if is_crowded:
        widths = [
            width if kind in ("text", "long") else _width(_halved(head), kind)
            for width, head, kind in zip(widths, heads, kinds, strict=True)
        ]
    if sign := sheet.get("sign"):
        heads.append(sign if isinstance(sign, str) else _SIGN_HEAD)
        widths.append(max(_SIGNED, width_of(heads[-1]) + 3))
        columns.append({"width": widths[-1]})
    title = text_of(sheet.get("title") or "")
    top = 1 if title else 0
    if title:
        page.set_row(
            0, max(34, 22 * -(-width_of(title) * _TITLE_SIZE // (11 * sum(widths[: _first(widths)]))))
        )
        page.write_string(0, 0, title, formats.title)
    page.set_row(top, _LINE * (2.4 if is_crowded else 1.5))
    for place, head in enumerate(heads):
        page.write_string(top, place, head, formats.head)
    is_plain = bool(sheet.get("plain"))
    last = page.write_lines(
        top + 1,
        ((*row, None) for row in rows) if sign else rows,
        [*kinds, "text"] if sign else kinds,
        formats.plain if is_plain else formats.cells,
        widths=widths,
        widest=_WIDEST,
        is_ruled=not is_plain,
        height=_SIGNED_HEIGHT if sign else None,
    )
    for place, column in enumerate(columns):
        width = column.get("width") or min(widths[place], _WIDEST)
        widths[place] = width
        page.set_column(place, place, width)
    # Where several pages stand side by side, title and notes stand on the first, and whole.
    count = _first(widths)
    if title:
        _merge(page, 0, 0, count)
    left = (
        1 if count < len(widths) and count > 1 else 0
    )  # the first column is repeated on the others, and what stands in it
    notes = [text_of(note) for note in sheet.get("notes") or ()]
    for offset, note in enumerate(notes, start=last + 1):
        room = max(1, int(sum(widths[left:count]) - 2))
        lines = sum(-(-max(1, width_of(line)) // room) for line in note.split("\n"))
        page.set_row(offset, _LINE * lines + 3)
        page.write_string(offset, left, note, formats.note)
        _merge(page, offset, left, count)
    _lay_out(page, top=top, last=last, widths=widths)


def _width(head: str, kind: str) -> int:
    return max(_NARROWEST, width_of(head) + 3, _WIDTHS.get(kind, 0))


def _halved(head: str) -> str:
    """The longer line of a head that stands in two."""
    words, glue = (head.split(), " ") if head.isascii() or " " in head else (list(head), "")
    halves = [(glue.join(words[:at]), glue.join(words[at:])) for at in range(len(words) + 1)]
    return min((max(pair, key=width_of) for pair in halves), key=width_of)


def _pages_across(widths: Sequence[int]) -> int:
    """As few pages side by side as can be read; the first column, by which a row is known, stands on each of them."""
    if sum(widths) <= _ACROSS_LYING:
        return 1
    return -(-(sum(widths) - widths[0]) // (_ACROSS_LYING - widths[0]))


def _first(widths: Sequence[int]) -> int:
    """How many columns are sure to stand on the first of them."""
    share, taken = sum(widths) / _pages_across(widths), 0
    for count, width in enumerate(widths):
        taken += width
        if taken > share:
            return max(1, count)
    return len(widths)


def _merge(page: Worksheet, line: int, left: int, count: int) -> None:
    """The cells of a line become one; it was written before their number was known."""
    if count - left > 1:
        page.merge.append([line, left, line, count - 1])


def _lay_out(page: Worksheet, *, top: int, last: int, widths: Sequence[int]) -> None:
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, max(last, top), len(widths) - 1)
    page.repeat_rows(top)
    page.set_paper(_A4)
    if sum(widths) > _ACROSS:
        page.set_landscape()
    pages = _pages_across(widths)
    if pages > 1:
        page.repeat_columns(0)
    page.fit_to_pages(pages, 0)
    page.center_horizontally()
    page.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
    page.set_footer("&C&P / &N")
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{1 << 20}"})
