"""The command line's short verbs, roster import and post: they open the database, do one thing and say what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import app
from bot.clock import Clock
from bot.config import Settings, load
from bot.desk import joining, posting
from bot.desk.office import Office
from bot.errors import CommandFailed
from bot.exports import tables
from bot.locale.texts import Texts
from bot.store.database import Database

_log = logging.getLogger(__name__)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[tuple[Office, Database]]:
    """The database beside a bot that may be running; writes take their turn through SQLite's own lock."""
    database = app.new_database(settings)
    await database.open()
    try:
        username = await database.queries.get_meta(database.reader, key="bot_username")
        yield app.office_of(settings, username=username or ""), database
    finally:
        await database.close()
