"""Holds an SQLite office to the arrows of bot/model/ends.py: any other change of a row's state is an error there and then."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.model import ATTACHMENT_ARROWS, CORRECTION_ARROWS, INBOX_ARROWS, OUTBOX_ARROWS

_TRIGGERS = """
CREATE TRIGGER {table}_begins BEFORE INSERT ON {table} WHEN NEW.state NOT IN ({first})
BEGIN SELECT RAISE(ABORT, 'a row of {table} may not begin so'); END;
CREATE TRIGGER {table}_moves BEFORE UPDATE OF state ON {table}
WHEN NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ({arrows})
BEGIN SELECT RAISE(ABORT, 'no such arrow in {table}'); END;
"""


def hold_to_arrows(path: Path) -> None:
    """From now on, in this file."""
    conn = sqlite3.connect(path)
    try:
        for table, arrows in (
            ("inbox", INBOX_ARROWS),
            ("outbox", OUTBOX_ARROWS),
            ("attachments", ATTACHMENT_ARROWS),
            ("corrections", CORRECTION_ARROWS),
        ):
            conn.executescript(_triggers(table, arrows))
    finally:
        conn.close()


def _triggers(table: str, arrows: Mapping[Any, str]) -> str:
    first = ", ".join(f"'{state}'" for before, state in arrows if before is None)
    moves = ", ".join(f"'{before} {state}'" for before, state in arrows if before is not None)
    return _TRIGGERS.format(table=table, first=first, arrows=moves)
