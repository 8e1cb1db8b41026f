"""The command line's verbs backup and restore: what may be done now, and what to print; a copy itself is the store's affair."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import TypeVar
from urllib.parse import urlsplit

from filelock import Timeout

from bot import app
from bot.clock import Clock
from bot.config import Settings, load
from bot.errors import CommandFailed, CopyFault, reason_of
from bot.locale.texts import N_, Texts
from bot.model import DeskCopy
from bot.store.copies.backup import check_copy, make_copy, restore
from bot.views.upkeep import copies as views

T = TypeVar("T")


async def back_up(config: Path, *, file: Path) -> list[str]:
    """Makes a copy of the desk, running or not; what to print. CommandFailed where it cannot be made.

    An audit trail that was changed past the desk is copied too, but the command fails: somebody has to look.
    """
    settings = load(config)
    t = _texts(settings)
    _check_sqlite(
        settings,
        N_("{storage} is copied with PostgreSQL's own: pg_dump --format=custom --file=FILE {address}"),
    )
    copy = await _in_thread(
        lambda stop: make_copy(
            database=settings.database_path,
            files=settings.storage.files,
            target=file,
            made_at=Clock().now(),
            stop=stop,
        ),
    )
    if copy.broken_at is not None:
        raise CommandFailed(
            "the copy {path} was made, but the audit trail has been changed past the desk: line {line} does not "
            "follow the one before",
            path=file,
            line=copy.broken_at,
        )
    return [t.plain("Copied to {path}, and read back:", path=file), *views.lines_of(t, copy)]


async def put_back(config: Path, *, file: Path, check_only: bool, resume: bool) -> list[str]:
    """Checks a copy and puts it in place where no desk is; what to print. CommandFailed where either is impossible."""
    settings = load(config)
    t = _texts(settings)
    _check_sqlite(
        settings,
        N_("{storage} is put back with PostgreSQL's own: pg_restore --exit-on-error --dbname={address} FILE"),
    )
    if check_only:
        beside = settings.database_path.parent
        copy = await _in_thread(lambda stop: check_copy(file, beside=beside, stop=stop))
        return [
            t.plain("{path} is whole; nothing was put in place. It holds:", path=file),
            *views.lines_of(t, copy),
        ]
    copy = await _put_back(settings, file=file, resume=resume)
    lines = [t.plain("Put back from {path}:", path=file), *views.lines_of(t, copy)]
    if not resume:
        lines.append(
            t.plain(
                "What waited to be sent is held; the administrators are asked when the bot starts. "
                "python -m bot run starts it."
            )
        )
    return lines


async def _put_back(settings: Settings, *, file: Path, resume: bool) -> DeskCopy:
    """With the lock of the database held, so that no bot starts meanwhile."""
    try:
        lock = app.lock_of(settings)
        lock.acquire()
    except Timeout:
        raise CommandFailed(
            "a bot is running on {path}; stop it first", path=settings.database_path
        ) from None
    except OSError as error:
        raise CommandFailed(
            "{path}: {reason}", path=settings.database_path, reason=reason_of(error)
        ) from error
    try:
        return await _in_thread(
            lambda stop: restore(
                file,
                database=settings.database_path,
                files=settings.storage.files,
                now=Clock().now(),
                resume=resume,
                stop=stop,
            ),
        )
    finally:
        lock.release()


async def _in_thread(do: Callable[[Event], T]) -> T:
    """What blocks, in a thread that ends early when the command is broken off."""
    stop = Event()
    try:
        return await asyncio.to_thread(do, stop)
    except CopyFault as fault:
        raise CommandFailed(fault.key, **fault.fields) from fault
    finally:
        stop.set()


def _texts(settings: Settings) -> Texts:
    return Texts(settings.desk.language, settings.desk.zone)


def _check_sqlite(settings: Settings, words: str) -> None:
    """PostgreSQL has better means of its own; they are named, without the password."""
    url = urlsplit(settings.storage.url)
    if url.scheme == "sqlite":
        return
    place = url.netloc.rpartition("@")
    user = place[0].partition(":")[0]
    address = f"{url.scheme}://{user}{place[1]}{place[2]}{url.path}"
    raise CommandFailed(words, storage=url.scheme, address=address)
