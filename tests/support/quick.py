"""An office on a file costs a test little: its tables are copied from one file of the run, and no commit waits for the disk.

Nearly all tests make an office, and a power cut is the matter of few. Only this process is meant: a bot that a test starts is
as it is in an office.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.store.sqlite import connection, migrate

_create, _SYNCHRONOUS = migrate.create, connection.SYNCHRONOUS


@contextmanager
def quick_offices(folder: Path) -> Iterator[None]:
    """Until the end; `folder` is for the file that is copied."""
    template = folder / "template.db"
    _create(template)
    conn = sqlite3.connect(template)
    conn.execute("PRAGMA journal_mode = WAL")  # every office's first step
    conn.close()

    def copy(path: Path) -> None:
        shutil.copyfile(template, path)

    with _replaced(copy, "OFF"):
        yield


@contextmanager
def installed_offices() -> Iterator[None]:
    """Until the end everything is as in an office again."""
    with _replaced(_create, _SYNCHRONOUS):
        yield


@contextmanager
def _replaced(create: object, synchronous: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(migrate, "create", create)
        changed.setattr(connection, "SYNCHRONOUS", synchronous)
        yield
