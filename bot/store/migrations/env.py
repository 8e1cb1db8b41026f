"""Alembic's entry: runs the migrations over one SQLite file; the tables themselves are in store/tables.py."""

from __future__ import annotations

from alembic import context
from sqlalchemy import URL, create_engine, pool

from bot.store.tables import metadata

_engine = create_engine(
    URL.create("sqlite", database=str(context.config.attributes["path"])), poolclass=pool.NullPool
)
with _engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
