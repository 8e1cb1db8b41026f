"""What `check` looks at before the database and Telegram: settings, who may read them, folders, room, hours and holidays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot import app
from bot.checking.lines import Line, fault, fine
from bot.checking.papers import check_template
from bot.checking.tools import check_tools
from bot.config import Settings, read_values
from bot.errors import ConfigError
from bot.locale.texts import Texts
from bot.rules.secrecy.rulebook import rulebook
from bot.rules.workdays import WorkCalendar

LITTLE_ROOM = 200 * 2**20  # bytes: below it a busy day may fill the disk
SOME_ROOM = 2**30
_OTHERS_READ = 0o004


def check_machine(t: Texts, settings: Settings, *, path: Path, now: datetime) -> Iterator[Line]:
    """Everything that this machine alone decides; `path` is the settings file."""
    yield from check_tools(t)
    yield from check_settings_file(t, path)
    yield from check_database_file(t, settings.database_path)
    yield from check_owners(t, settings)
    yield from check_folders(t, settings)
    yield check_rules(t, settings)
    yield check_template(t, settings.bulletin.template)
    yield from check_hours(t, settings, now=now)


def check_settings_file(t: Texts, path: Path) -> Iterator[Line]:
    """Whether everybody on the machine may read the secrets that stand in the file."""
    held = _secrets_in(path)
    if os.name == "posix" and held and path.stat().st_mode & _OTHERS_READ:
        # Allowed, and harmless where nobody else has an account: no fault.
        yield fine(
            t.plain(
                "note: {path} holds {keys} and everybody on this machine may read it: put the token into the environment "
                "variable TELEGRAM_BOT_TOKEN, or run chmod 640 {path}",
                path=path,
                keys=", ".join(held),
            )
        )


def check_database_file(t: Texts, path: Path) -> Iterator[Line]:
    """A database that an earlier release made, or that was copied here, may lie open. Windows has no such modes."""
    if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
        yield fine(
            t.plain("note: other accounts of this machine can read {path}: chmod 600 {path}", path=path)
        )


def _secrets_in(path: Path) -> list[str]:
    """The keys of the settings file that hold secrets."""
    values = read_values(path)
    telegram = values.get("telegram", {})
    found = {
        "telegram.token": telegram.get("token"),
        "telegram.webhook.secret_token": telegram.get("webhook", {}).get("secret_token"),
        "telegram.proxy": "@" in telegram.get("proxy", ""),
        "storage.url": "@" in values.get("storage", {}).get("url", ""),
    }
    return [key for key, value in found.items() if value]


def check_owners(t: Texts, settings: Settings) -> Iterator[Line]:
    """Whether there is anybody who may administer the desk."""
    if not settings.desk.owners:
        yield fault(
            t.plain(
                "fault: desk.owners is empty: nobody could administer the desk; put your numeric Telegram id there"
            )
        )


def check_folders(t: Texts, settings: Settings) -> Iterator[Line]:
    """Whether the data folders can be written, and have room. What does not exist yet is judged by where it will be."""
    files = settings.storage.files
    data = files if settings.storage.is_shared else settings.database_path.parent
    copies = (settings.backup.folder,) if settings.backup.enabled and not settings.storage.is_shared else ()
    folders = dict.fromkeys((data, files, *copies))
    for folder in folders:
        existing = next(each for each in (folder, *folder.parents) if each.exists())
        if not existing.is_dir():
            yield fault(t.plain("fault: {path} is no folder: move it away", path=existing))
        elif not os.access(existing, os.W_OK | os.X_OK):
            yield fault(
                t.plain(
                    "fault: {path} cannot be written by the user who runs this: give it to the bot's user, "
                    "or run check as that user",
                    path=existing,
                )
            )
    existing = next(each for each in (data, *data.parents) if each.exists())
    yield check_room(t, existing, free=shutil.disk_usage(existing).free)


def check_room(t: Texts, folder: Path, *, free: int) -> Line:
    """Whether `free` bytes will do."""
    room = f"{free / 2**20:.0f} MB" if free < 10 * 2**30 else f"{free / 2**30:.0f} GB"
    if free < LITTLE_ROOM:
        return fault(
            t.plain("fault: {path}: only {room} free: make room, or move the data", path=folder, room=room)
        )
    if free < SOME_ROOM:
        return fine(t.plain("note: {path}: {room} free: make room before long", path=folder, room=room))
    return fine(t.plain("ok: {path}: {room} free", path=folder, room=room))


def check_hours(t: Texts, settings: Settings, *, now: datetime) -> Iterator[Line]:
    """The desk's time, for a look at the clock on the wall, and the years whose holidays are not known."""
    yield fine(t.plain("ok: time zone {zone}, it is {now} there", zone=settings.desk.timezone, now=now))
    calendar = WorkCalendar(days_off=settings.calendar.days_off, workdays=settings.calendar.workdays)
    this_year = now.astimezone(settings.desk.zone).year
    for year in (this_year, this_year + 1):
        if not calendar.knows(year):
            yield fine(
                t.plain(
                    "note: the holidays of {year} are not known yet; Monday to Friday count as working days "
                    "until calendar.days_off and calendar.workdays are set",
                    year=year,
                )
            )


def check_rules(t: Texts, settings: Settings) -> Line:
    """How many rules there are about secret papers, the office's own among them."""
    try:
        rules = app.rulebook_of(settings)
    except ConfigError as error:
        return fault(t.plain("fault: {error}", error=error))
    words = t.plain("ok: {count} secrecy rules", count=rules.count)
    own = rules.count - rulebook().count
    if not settings.secrecy.rules:
        return fine(words)
    return fine(
        t.plain("{words}, {own} of them in {path}", words=words, own=own, path=settings.secrecy.rules)
    )
