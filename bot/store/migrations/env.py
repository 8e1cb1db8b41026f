"""Alembic's entry: runs the migrations over one SQLite file or PostgreSQL database; the tables are in store/tables."""

from __future__ import annotations

import asyncio

import asyncpg
from alembic import context
from sqlalchemy import URL, Connection, create_engine, pool
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.tables import metadata


def _run_on(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def _run_on_server(url: str) -> None:
    # SQLAlchemy takes addresses apart in its own way; asyncpg's is the one that the running bot goes by.
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url), poolclass=pool.NullPool
    )
    async with engine.connect() as connection:
        await connection.run_sync(_run_on)
    await engine.dispose()


_target = context.config.attributes
if "url" in _target:
    asyncio.run(_run_on_server(_target["url"]))
else:
    _engine = create_engine(URL.create("sqlite", database=str(_target["path"])), poolclass=pool.NullPool)
    with _engine.connect() as _connection:
        _run_on(_connection)
