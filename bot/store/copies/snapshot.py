"""One moment of a running SQLite database in a file of its own, and what such a file holds; archives are made elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from bot.clock import to_ms
from bot.errors import CopyFault, Stopped
from bot.rules.chain import Chain, check_chain
from bot.store.sqlite.migrate import newest_revision

FIRST_REVISION = "0002"  # copies are made since the audit trail has its chain
CLOCK_SEEN_AT = (
    "clock_seen_at"  # meta: the moment up to which everything due has been posted (scheduler/runner.py)
)
CLOCK_BEGUN_AT = (
    "clock_begun_at"  # meta: what fell due up to then is never posted, whatever becomes of the clock
)
RESTORED = "restored"  # meta: "made:restored" in milliseconds, until the administrators have been told
_NEEDED = {"audit", "demands", "items", "meta", "outbox", "people"}
_PAGES = 1000  # a step of the copy: 4 MB
_OPERATIONS = 100_000  # of SQLite's machine, between two looks whether to stop


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a database holds: rows of each table, the audit trail's chain, numbers of the first and last item."""

    revision: str
    tables: dict[str, int]
    chain: Chain
    first_item: str | None
    last_item: str | None
    unsent: int


def take_snapshot(source: Path, target: Path, *, stop: Event) -> None:
    """Copies the database as it stands now into the new file `target`, while others write. Stopped when `stop` is set.

    SQLite's online backup, in steps, from a connection that holds a read transaction: so every step sees the same moment.
    Without it each write of another connection starts the copy anew, and a busy desk's never ended when it was tried;
    VACUUM INTO holds a moment too, but takes twice as long (docs/decisions/0004-copies.md).
    """
    old = sqlite3.connect(source, isolation_level=None, timeout=5)
    new = sqlite3.connect(target, isolation_level=None)
    try:
        old.execute("PRAGMA query_only = 1")
        old.execute("BEGIN")
        old.execute("SELECT 1 FROM meta LIMIT 1").fetchone()  # the transaction begins with its first reading
        new.execute("PRAGMA synchronous = OFF")  # the archive is what has to be on disk
        old.backup(new, pages=_PAGES, progress=lambda *_: _check_stop(stop))
        new.execute("PRAGMA journal_mode = DELETE")  # complete in itself, without a file beside it
    finally:
        new.close()
        old.close()


def inspect(path: Path, *, stop: Event) -> Holdings:
    """Checks a database file that nobody else uses, and counts. CopyFault where it is damaged; Stopped.

    A broken chain is told, not refused: whether that is a fault depends on what it was when the copy was made.
    """
    with _opened(path, stop=stop) as conn:
        revision = _revision(conn)
        if conn.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise CopyFault("The database is damaged.")
        broken = conn.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise CopyFault("The database is damaged: a row of {table} points nowhere.", table=broken[0])
        lines = conn.execute(
            "SELECT id, subject, subject_id, person_id, step, before, after, done_at, hash FROM audit ORDER BY id"
        )
        tables = _count_tables(conn)
        if not tables.keys() >= _NEEDED:
            raise CopyFault("The database is damaged.")
        return Holdings(
            revision=revision,
            tables=tables,
            chain=check_chain(lines),
            first_item=_value(conn, "SELECT number FROM items ORDER BY id LIMIT 1"),
            last_item=_value(conn, "SELECT number FROM items ORDER BY id DESC LIMIT 1"),
            unsent=int(
                _value(
                    conn,
                    "SELECT count(*) FROM outbox WHERE state IN ('queued', 'waiting', 'sending', 'held')",
                )
                or 0
            ),
        )


def hold_unsent(path: Path, *, made_at: datetime, now: datetime) -> None:
    """Readies a copy that was made at `made_at` for a life that begins at `now`: nothing may go out a second time by itself.

    New messages that were queued or under way are held until an administrator decides (edits and deletions come to the same
    when they are repeated); the clock's posts due in between count as posted.
    """
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        conn.execute("BEGIN")
        conn.execute(
            "UPDATE outbox SET state = 'held', error = 'restored' WHERE state IN ('queued', 'sending')"
            " AND method NOT LIKE 'edit%' AND method NOT LIKE 'delete%' AND method NOT LIKE 'set%'"
        )
        # What its answer says is asked about; a picture beside it would come alone.
        conn.execute("UPDATE made_files SET state = 'given_up' WHERE state = 'wanted'")
        conn.executemany(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [
                (CLOCK_SEEN_AT, str(to_ms(now))),
                (CLOCK_BEGUN_AT, str(to_ms(now))),
                (RESTORED, f"{to_ms(made_at)}:{to_ms(now)}"),
            ],
        )
        conn.execute("COMMIT")
    finally:
        conn.close()


@contextmanager
def _opened(path: Path, *, stop: Event) -> Iterator[sqlite3.Connection]:
    """A connection that trusts nothing in the file, and ends its statement where `stop` is set."""
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        conn.set_progress_handler(stop.is_set, _OPERATIONS)
        conn.execute("PRAGMA trusted_schema = OFF")
        conn.execute("PRAGMA query_only = 1")
        yield conn
    except sqlite3.Error as error:
        _check_stop(stop)
        if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
            raise
        raise CopyFault("The database is damaged.") from error
    except (UnicodeDecodeError, TypeError, ValueError) as error:  # a cell that holds no text of ours
        raise CopyFault("The database is damaged.") from error
    finally:
        conn.close()


def _revision(conn: sqlite3.Connection) -> str:
    revision = str(_value(conn, "SELECT version_num FROM alembic_version"))
    if revision > newest_revision():
        raise CopyFault(
            "The copy was made by a newer release (revision {revision}; this one knows {newest}).",
            revision=revision,
            newest=newest_revision(),
        )
    if revision < FIRST_REVISION:
        raise CopyFault(
            "The database is of an older release (revision {revision}). Please start this one once, which brings it up to date.",
            revision=revision,
        )
    return revision


def _count_tables(conn: sqlite3.Connection) -> dict[str, int]:
    names = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    quoted = {name: '"' + name.replace('"', '""') + '"' for (name,) in names}
    return {name: int(_value(conn, f"SELECT count(*) FROM {q}") or 0) for name, q in quoted.items()}  # noqa: S608 - quoted


def _value(conn: sqlite3.Connection, sql: str) -> str | None:
    row = conn.execute(sql).fetchone()
    return None if row is None else row[0]


def _check_stop(stop: Event) -> None:
    if stop.is_set():
        raise Stopped("stopped before the copy was complete")
