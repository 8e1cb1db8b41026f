"""The way in which both ends name failures for the database's error columns, as the log does; handles none."""

from __future__ import annotations

from bot.logs import describe as describe
