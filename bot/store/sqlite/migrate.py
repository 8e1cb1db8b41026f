"""Brings a database file to the newest tables, with a copy beside it first; Alembic is imported only where an older one is.

A new file gets its tables from schema.sql, which is what the migrations come to: importing Alembic takes longer than all of
the bot's own start. A test compares the two; `renew_schema` writes the file anew after a new migration.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import tempfile
from pathlib import Path

from bot.errors import StoreError
from bot.logs import get_logger

_log = get_logger(__name__)
SCHEMA = Path(__file__).parents[1] / "schema.sql"
_VERSIONS = Path(__file__).parents[1] / "migrations" / "versions"
# How SQLite's dump has the full-text index: as tables that only its own command can make.
_IS_OF_INDEX = re.compile(
    r"PRAGMA writable_schema|INSERT INTO sqlite_master|(CREATE TABLE|INSERT INTO) [\"']search_index_(data|idx|config)\b"
).match
_NAME = re.compile(r"(\d{4})_\w+\.py")


def newest_revision() -> str:
    """The newest revision that this release knows, read off the file names."""
    return max(found[1] for path in _VERSIONS.iterdir() if (found := _NAME.fullmatch(path.name)))


def stored_revision(path: Path) -> str | None:
    """The revision of the database file; None for a new one."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    conn = sqlite3.connect(path)
    try:
        found = conn.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = conn.execute("SELECT version_num FROM alembic_version").fetchone() if found else None
    finally:
        conn.close()
    return row[0] if row else None


def migrate(path: Path) -> None:
    """Upgrades `path` where it is older than this release; StoreError where it is newer."""
    stored, newest = stored_revision(path), newest_revision()
    if stored == newest:
        return
    if stored is not None and stored > newest:
        raise StoreError(
            "{path} was written by a newer release (revision {stored}; this one knows {newest}): install that "
            "release, or put back the copy made before the upgrade",
            path=path,
            stored=stored,
            newest=newest,
        )
    if stored is None:
        create(path)
        return
    _log.info("database.upgrading", database=str(path), stored=stored, newest=newest)
    _copy(path, path.with_name(f"{path.name}.before-{newest}"))
    upgrade(path, "head")


async def migrate_aside(path: Path) -> None:
    """The same in a thread of its own, while the event loop goes on."""
    await asyncio.to_thread(migrate, path)


def schema_of(path: Path) -> str:
    """The SQL that makes a database like this one, in one transaction."""
    conn = sqlite3.connect(path)
    try:
        lines = [line for line in conn.iterdump() if not _IS_OF_INDEX(line)]
        made = conn.execute("SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL %' ORDER BY name")
        lines[-1:-1] = [f"{row[0].strip()};" for row in made]
        return "".join(f"{line}\n" for line in lines)
    finally:
        conn.close()


def renew_schema() -> None:
    """Writes schema.sql as the migrations have it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.db"
        upgrade(path, "head")
        SCHEMA.write_text(schema_of(path), encoding="utf-8")


def create(path: Path) -> None:
    """Gives a new file its tables, all of them or none."""
    conn = sqlite3.connect(path)
    try:
        conn.executescript(SCHEMA.read_text(encoding="utf-8"))
    finally:
        conn.close()


def upgrade(path: Path, revision: str) -> None:
    """Runs Alembic up to `revision`."""
    from alembic import command

    command.upgrade(configuration(path=path), revision)


def downgrade(path: Path, revision: str) -> None:
    """Runs Alembic down to `revision`."""
    from alembic import command

    command.downgrade(configuration(path=path), revision)


def configuration(**target: Path | str):  # type: ignore[no-untyped-def]  # Alembic's class, imported late on purpose
    """Alembic's settings for one database, which migrations/env.py reaches by `path` or by `url`."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(_VERSIONS.parent).replace("%", "%%"))
    settings.attributes.update(target)
    return settings


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online copy: it holds what the WAL holds."""
    old, new = sqlite3.connect(source), sqlite3.connect(target)
    try:
        old.backup(new)
    finally:
        new.close()
        old.close()
