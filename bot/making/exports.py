"""The tables of an export as one workbook, or as text files in a .zip; their rows are read one at a time from a file beside."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from bot.making.cells import legal_names
from bot.making.workbooks import write_workbook
from bot.plaintext import harmless

Report = Callable[[int], object]
_EVERY = 500  # rows between two reports


def write_export(spec: Mapping[str, Any], path: Path, report: Report) -> None:
    """Spec: `form` (xlsx, csv), `rows` (the file with the rows, one a line as JSON, table after table), `tables`, each `name`,
    `title`, `columns` (as a workbook's) and `count`. `report` is told now and then how many rows are done.
    """
    tables = spec["tables"]
    with Path(spec["rows"]).open("rb") as file:
        rows = _Rows(file, report)
        if spec["form"] == "csv":
            _write_texts(path, tables, rows)
        else:
            write_workbook(str(path), [(table, rows.next(table["count"])) for table in tables])


class _Rows:
    """Rows of one table after the other, each read when it is wanted."""

    def __init__(self, file: BinaryIO, report: Report) -> None:
        self._file, self._report, self._done = file, report, 0

    def next(self, count: int) -> Iterator[list[Any]]:
        """The next so many."""
        for line in islice(self._file, count):
            yield orjson.loads(line)
            self._done += 1
            if self._done % _EVERY == 0:
                self._report(self._done)


def _write_texts(path: Path, tables: Sequence[Mapping[str, Any]], rows: _Rows) -> None:
    names = legal_names([table["name"] for table in tables])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in zip(names, tables, strict=True):
            writers = [_TEXTS.get(column["type"], harmless) for column in table["columns"]]
            with archive.open(f"{name}.csv", "w", force_zip64=True) as part:
                part.write(codecs.BOM_UTF8)
                text = io.TextIOWrapper(part, encoding="utf-8", errors="replace", newline="")
                out = csv.writer(text)
                out.writerow([harmless(column["head"]) for column in table["columns"]])
                for row in rows.next(table["count"]):
                    out.writerow(
                        [
                            "" if cell is None else write(cell)
                            for write, cell in zip(writers, row, strict=True)
                        ]
                    )
                text.flush()
                text.detach()


def _hundredths(value: int) -> str:
    return f"{value / 100:g}" if abs(value) < 10**8 else f"{value / 100:.2f}"


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "int": str,
    "points": _hundredths,
    "money": lambda value: f"{value / 100:.2f}",
    "percent": lambda value: f"{value:.1%}",
    "date": str,
    "time": lambda value: str(value).replace("T", " "),
}
