"""What the settings alone decide: the office, a bot, a database, and who holds its lock."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from telegram import Bot
from telegram.error import TelegramError

from bot.config import Settings, misspelt
from bot.delivery.http.transport import ApiRequest
from bot.desk.common.office import Office
from bot.desk.redrawn import BLANK, REDRAW, RENEW
from bot.errors import CommandFailed, ConfigError, reason_of
from bot.plaintext import read_text
from bot.rules.secrecy.rulebook import Rulebook, read_rules, rulebook
from bot.rules.workdays import WorkCalendar
from bot.store.base import Store
from bot.store.sqlite.database import Database


def office_of(settings: Settings, *, username: str) -> Office:
    """The office as the desk's functions see it."""
    calendar = WorkCalendar(days_off=settings.calendar.days_off, workdays=settings.calendar.workdays)
    return Office(
        settings, calendar, username, rulebook_of(settings), redraw=REDRAW, renew=RENEW, blank=BLANK
    )


def rulebook_of(settings: Settings) -> Rulebook:
    """The rules about secret papers, with the office's own. ConfigError where these cannot be read."""
    if not settings.secrecy.rules:
        return rulebook()
    try:
        return rulebook(read_rules(read_text(Path(settings.secrecy.rules))))
    except tomllib.TOMLDecodeError as error:
        reason = misspelt(error)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
    raise ConfigError("secrecy.rules = {path}: {reason}", path=settings.secrecy.rules, reason=reason)


async def ask_username(settings: Settings) -> str:
    """The bot's name from Telegram, once; empty where there is no token or no answer."""
    if not settings.telegram.token:
        return ""
    bot = new_bot(settings)
    try:
        await bot.initialize()
        return bot.username
    except TelegramError:
        return ""
    finally:
        await bot.shutdown()


def new_bot(settings: Settings) -> Bot:
    """A bot by the settings, outside any application."""
    telegram = settings.telegram
    return Bot(
        telegram.token,
        base_url=telegram.base_url,
        base_file_url=telegram.base_file_url,
        request=ApiRequest(proxy=telegram.proxy),
        get_updates_request=ApiRequest(proxy=telegram.proxy),
    )


def new_database(settings: Settings) -> Store:
    """The settings' database, not yet open."""
    owners = settings.desk.owners
    if settings.storage.is_shared:
        from bot.store.postgres.database import Postgres  # its driver is of no use to an office with a file

        return Postgres(settings.storage.url, owners=owners)
    return Database(settings.database_path, owners=owners)


def lock_of(settings: Settings) -> FileLock:
    """The lock that one running bot holds on an SQLite file. CommandFailed where there can be no folder for it."""
    path = settings.database_path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandFailed(
            "{path}: {reason}; the bot must be able to write there", path=path.parent, reason=reason_of(error)
        ) from None
    return FileLock(f"{path}.lock", timeout=0)


async def is_sending(settings: Settings) -> bool:
    """Whether a running bot sends what the settings' database holds."""
    if not settings.storage.is_shared:
        return is_running(settings)
    from bot.store.postgres.database import is_led

    return await is_led(settings.storage.url)


def is_running(settings: Settings) -> bool:
    """Whether a bot is running on the settings' file."""
    lock = lock_of(settings)
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    return False


@contextmanager
def sole(settings: Settings) -> Iterator[None]:
    """While this lasts no other copy runs on the same file. A server may be shared."""
    if settings.storage.is_shared:
        yield
        return
    lock = lock_of(settings)
    try:
        lock.acquire()
    except Timeout:
        raise CommandFailed(
            "another copy of the bot is running on {path}; stop it first", path=settings.database_path
        ) from None
    except OSError as error:
        raise CommandFailed(
            "{path}: {reason}; the bot must be able to write there",
            path=lock.lock_file,
            reason=reason_of(error),
        ) from None
    try:
        yield
    finally:
        lock.release()
