"""Brings an office on a server to the newest tables, by the migrations that SQLite has too; one copy does it, the others wait.

Alembic is imported only where there is something to do. A copy of an older office is for the server's own tools to make.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from bot.errors import StoreError
from bot.logs import get_logger
from bot.store.addresses import shown
from bot.store.postgres.adapter import translated
from bot.store.postgres.connecting import reach
from bot.store.postgres.presence import MIGRATE, OFFICE
from bot.store.sqlite.migrate import configuration, newest_revision

_log = get_logger(__name__)

_LACKING = """
SELECT 'CREATE' WHERE NOT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
UNION ALL
SELECT format('%s %s', kind, relname) FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS kind
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND NOT has_table_privilege(pg_class.oid, kind)
"""
_WAIT = 600.0  # seconds; another copy may be at a long migration


async def stored_revision(conn: Any) -> str | None:
    """The revision of the office that this connection reaches; None for a new one."""
    if await conn.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    found: str | None = await conn.fetchval("SELECT version_num FROM alembic_version")
    return found


async def migrate(url: str) -> None:
    """Upgrades the office where it is older than this release; StoreError where it is newer, or no office can be there."""
    conn = await reach(url)
    try:
        with translated():
            if _is_newest(url, await stored_revision(conn)):
                return
            encoding = await conn.fetchval("SHOW server_encoding")
            if encoding != "UTF8":
                raise StoreError(
                    "{url}: the database is in {encoding}; it must be in UTF8",
                    url=shown(url),
                    encoding=encoding,
                )
            await conn.execute("SET lock_timeout TO 0")
            await conn.fetchval("SELECT pg_advisory_lock($1, $2)", OFFICE, MIGRATE, timeout=_WAIT)
            stored = await stored_revision(conn)
            if not _is_newest(url, stored):
                _log.info("database.upgrading", database=shown(url), stored=stored, newest=newest_revision())
                await upgrade(url, "head")
    finally:
        await conn.close()


def _is_newest(url: str, stored: str | None) -> bool:
    newest = newest_revision()
    if stored is not None and stored > newest:
        raise StoreError(
            "{path} was written by a newer release (revision {stored}; this one knows {newest}): install that "
            "release, or put back the copy made before the upgrade",
            path=shown(url),
            stored=stored,
            newest=newest,
        )
    return stored == newest


async def upgrade(url: str, revision: str) -> None:
    """Runs Alembic up to `revision`, in one transaction."""
    await asyncio.to_thread(_run, "upgrade", url, revision)


async def downgrade(url: str, revision: str) -> None:
    """Runs Alembic down to `revision`, in one transaction."""
    await asyncio.to_thread(_run, "downgrade", url, revision)


def _run(verb: str, url: str, revision: str) -> None:
    from alembic import command
    from sqlalchemy.exc import SQLAlchemyError

    try:
        getattr(command, verb)(configuration(url=url), revision)
    except SQLAlchemyError as error:
        raise StoreError(
            "{url}: {fault} at the migration to {revision}",
            url=shown(url),
            fault=type(error).__name__,
            revision=revision,
        ) from error


@dataclass(frozen=True, slots=True)
class Look:
    """What `check` wants to know of an office on a server: its revision, what the account may not do, the server's release."""

    revision: str | None
    lacking: tuple[str, ...]
    release: str


async def look(url: str) -> Look:
    """Looks at an office without changing it. StoreError where it cannot be reached."""
    conn = await reach(url)
    try:
        with translated():
            revision = await stored_revision(conn)
            rows = await conn.fetch(_LACKING)
            release = await conn.fetchval("SHOW server_version")
    finally:
        await conn.close()
    return Look(revision, tuple(row[0] for row in rows), release)
