"""`python -m bot check`: settings, calendar, database, token and groups, each in one line; nothing is changed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import app
from bot.clock import Clock
from bot.config import Settings, load, without_password
from bot.errors import ConfigError, StoreError
from bot.locale.texts import Texts
from bot.model import Place
from bot.store.database import Database
from bot.store.migrate import newest_revision, stored_revision
from bot.views import labels

Line = tuple[str, bool]  # the words, and whether they name a fault


async def check(path: Path) -> AsyncIterator[Line]:
    """Lines of what is right and what is wrong, with what to do. Settings that cannot be read end it: ConfigError."""
    settings = load(path)
    t = Texts(settings.desk.language, settings.desk.zone)
    yield t.plain("ok: settings {path}", path=path), False
    for line in check_settings(t, settings):
        yield line
    places: list[Place] = []
    try:
        places = await _places(settings)
        yield (
            t.plain(
                "ok: database {path}, {count} places bound", path=settings.database_path, count=len(places)
            ),
            False,
        )
    except StoreError as error:
        yield t.plain("fault: database: {error}", error=error), True
    async for line in _check_telegram(t, settings, places):
        yield line


def check_settings(t: Texts, settings: Settings) -> list[Line]:
    """What the settings allow but an office would regret."""
    lines = []
    if not settings.desk.owners:
        lines.append(
            (
                t.plain(
                    "fault: desk.owners is empty: nobody could administer the desk; put your numeric Telegram id there"
                ),
                True,
            )
        )
    office = app.office_of(settings, username="")
    this_year = office.today(Clock().now()).year
    unknown = [year for year in (this_year, this_year + 1) if not office.calendar.knows(year)]
    lines += [(_unknown_year(t, year), False) for year in unknown]
    return lines + _check_modes(t, settings.database_path)


def _check_modes(t: Texts, path: Path) -> list[Line]:
    """A database that an earlier release made, or that was copied here, may lie open. Windows has no such modes."""
    if os.name != "posix" or not path.exists() or not path.stat().st_mode & 0o077:
        return []
    words = t.plain("note: other accounts of this machine can read {path}: chmod 600 {path}", path=path)
    return [(words, False)]


def _unknown_year(t: Texts, year: int) -> str:
    return t.plain(
        "note: the holidays of {year} are not known yet; Monday to Friday count as working days "
        "until calendar.days_off and calendar.workdays are set",
        year=year,
    )


async def _places(settings: Settings) -> list[Place]:
    """The bound places. A database that does not exist yet, or is older than this release, is not made or changed."""
    stored = stored_revision(settings.database_path)
    if stored is None:
        return []
    if stored > newest_revision():
        raise StoreError(f"{settings.database_path} was written by a newer release")
    if stored < newest_revision():
        return []
    database: Database = app.new_database(settings)
    await database.open()
    try:
        return await database.reads.people.places()
    finally:
        await database.close()


async def _check_telegram(t: Texts, settings: Settings, places: list[Place]) -> AsyncIterator[Line]:
    telegram = settings.telegram
    if not telegram.token:
        raise ConfigError("telegram.token is empty: set TELEGRAM_BOT_TOKEN, or token in the settings")
    bot = app.new_bot(settings)
    try:
        await bot.initialize()
        yield t.plain("ok: token of @{username}", username=bot.username), False
        if not bot.bot.can_read_all_group_messages:
            yield (
                t.plain(
                    "fault: privacy mode is on, so #报送 in groups is not seen: turn it off with @BotFather /setprivacy, "
                    "then take the bot out of its groups and in again"
                ),
                True,
            )
        for place in places:
            yield await _check_place(t, bot, place)
    except InvalidToken:
        yield t.plain("fault: telegram.token: Telegram does not know this token"), True
    except TelegramError as error:
        yield (
            t.plain(
                "fault: Telegram cannot be reached at {url}: {error}",
                url=without_password(telegram.base_url),
                error=type(error).__name__,
            ),
            True,
        )
    finally:
        await bot.shutdown()


async def _check_place(t: Texts, bot: Bot, place: Place) -> Line:
    kind = t.plain(labels.PLACES[place.kind])
    try:
        member = await bot.get_chat_member(place.chat_id, bot.id)
    except TelegramError as error:
        return t.plain(
            "fault: {kind} “{title}”: {error}; bind it again or /unbind it",
            kind=kind,
            title=place.title,
            error=error,
        ), True
    if member.status in ("left", "kicked"):
        return t.plain(
            "fault: {kind} “{title}”: the bot is no member any more; take it in again",
            kind=kind,
            title=place.title,
        ), True
    return t.plain("ok: {kind} “{title}”", kind=kind, title=place.title), False
