"""An export as its reader finds it: gathered from an office's database and made, without a process of its own."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bot.app.exporting import gather_rows
from bot.clock import Clock
from bot.desk.common.office import Office
from bot.making.exports import write_export
from bot.rules.exports import Asked, Form
from bot.store.base import Store

Table = list[dict[str, Any]]


async def exported(
    office: Office, store: Store, clock: Clock, asked: Asked, *, folder: Path, language: str = "zh"
) -> dict[str, Table]:
    """Each table by its name: its rows by the heads of its columns."""
    rows, path = folder / "rows", folder / f"export.{asked.form.ending}"

    async def on_rows(done: int, total: int) -> None:
        assert 0 < done <= total

    spec = await gather_rows(office, store, clock, asked, language=language, path=rows, on_rows=on_rows)
    write_export({**spec, "rows": str(rows)}, path, lambda done: None)
    return read_export(path.read_bytes(), asked.form)


def read_export(content: bytes, form: Form) -> dict[str, Table]:
    """The tables of such a file."""
    return _read_texts(content) if form is Form.TEXTS else _read_workbook(content)


def _read_workbook(content: bytes) -> dict[str, Table]:
    found: dict[str, Table] = {}
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            _title, heads, *rows = book.get_sheet_by_name(name).to_python()
            found[name] = [dict(zip(map(str, heads), row, strict=True)) for row in rows]
    return found


def _read_texts(content: bytes) -> dict[str, Table]:
    found: dict[str, Table] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            assert part.startswith(b"\xef\xbb\xbf"), name
            heads, *rows = csv.reader(io.StringIO(part.decode("utf-8-sig"), newline=""))
            found[name.removesuffix(".csv")] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found
