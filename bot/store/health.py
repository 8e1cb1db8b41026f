"""Whether an SQLite file is sound, asked on a connection of its own that cannot write; what is in it is not judged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bot.errors import Worded, reason_of

ENGINE = sqlite3.sqlite_version  # of the library that this Python brings


def find_damage(path: Path) -> Worded | None:
    """SQLite's first complaint about the file, or None. Reads all of it: some seconds for a gigabyte."""
    try:
        conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            (word,) = conn.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            conn.close()
    except sqlite3.Error as error:
        return reason_of(error)
    return None if word == "ok" else reason_of(Exception(" ".join(str(word).split())))
