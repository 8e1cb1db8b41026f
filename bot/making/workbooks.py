"""Workbooks (.xlsx) as an office prints them: typed cells, a frozen head, filters, widths for Chinese, a row in memory at a time.

No text becomes a formula, a link or a number: each cell is written by its column's type, whatever stands in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
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
_A4 = 9
_ROWS = 1_000_000  # of a sheet; the rest goes on on another one
_SIGN_HEAD = "签名"
_FORMATS: Mapping[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "long": {},
    "int": {"num_format": "0", "align": "center"},
    "points": {"num_format": "General", "align": "center"},
    "money": {"num_format": "#,##0.00"},
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
            {**font, "font_size": 16, "bold": True, "align": "center", "text_wrap": True}
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
    widths = [
        max(_NARROWEST, width_of(head) + 3, _WIDTHS.get(kind, 0))
        for head, kind in zip(heads, kinds, strict=True)
    ]
    if sign := sheet.get("sign"):
        columns.append({"width": _SIGNED})
        heads.append(sign if isinstance(sign, str) else _SIGN_HEAD)
        widths.append(_SIGNED)
    title = text_of(sheet.get("title") or "")
    top = 1 if title else 0
    if title:
        page.set_row(0, 34)
        _across(page, 0, len(heads), title, formats.title)
    page.set_row(top, _LINE * 1.5)
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
    notes = [text_of(note) for note in sheet.get("notes") or ()]
    for offset, note in enumerate(notes, start=last + 1):
        lines = sum(-(-max(1, width_of(line)) // max(1, int(sum(widths) - 2))) for line in note.split("\n"))
        page.set_row(offset, _LINE * lines + 3)
        _across(page, offset, len(heads), note, formats.note)
    _lay_out(page, top=top, last=last, widths=widths)


def _across(page: Worksheet, line: int, count: int, text: str, form: Format) -> None:
    if count > 1:
        page.merge_range(line, 0, line, count - 1, "", form)
    page.write_string(line, 0, text, form)


def _lay_out(page: Worksheet, *, top: int, last: int, widths: Sequence[int]) -> None:
    page.freeze_panes(top + 1, 0)
    page.autofilter(top, 0, max(last, top), len(widths) - 1)
    page.repeat_rows(top)
    page.set_paper(_A4)
    if sum(widths) > _ACROSS:
        page.set_landscape()
    # As few pages side by side as can be read; the first column, by which a row is known, stands on each of them.
    pages = -(-sum(widths) // _ACROSS_LYING)
    if pages > 1:
        page.repeat_columns(0)
        pages = -(-(sum(widths) - widths[0]) // (_ACROSS_LYING - widths[0]))
    page.fit_to_pages(pages, 0)
    page.center_horizontally()
    page.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
    page.set_footer("&C&P / &N")
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{1 << 20}"})
