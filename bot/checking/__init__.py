"""`python -m bot check`: machine, database and Telegram, each finding in one line with what to do; nothing is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from bot.checking.lines import Line
from bot.checking.machine import check_machine
from bot.checking.reach import check_telegram
from bot.checking.sources import check_sources
from bot.checking.tables import check_tables
from bot.clock import Clock
from bot.config import load
from bot.locale.texts import Texts
from bot.model import Place


async def check(path: Path) -> AsyncIterator[Line]:
    """Lines of what is right and what is wrong, with what to do. Settings that cannot be read end it: ConfigError."""
    settings, now = load(path), Clock().now()
    t = Texts(settings.desk.language, settings.desk.zone)
    places: list[Place] = []
    yield t.plain("ok: settings {path}", path=path), False
    for line in check_machine(t, settings, path=path, now=now):
        yield line
    async for line in check_tables(t, settings, places, now=now):
        yield line
    async for line in check_sources(t, settings):
        yield line
    async for line in check_telegram(t, settings, places):
        yield line
