"""Copies of a desk that keeps itself in SQLite: made while it runs, checked, put back, thinned out; when, is decided elsewhere.

Everything here blocks: call it in a thread. A copy appears under its name whole or not at all, and so does a desk.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Event

import bot
from bot.errors import CopyFault, reason_of
from bot.faultpoint import reached
from bot.model import DeskCopy
from bot.store.copies.archive import DATABASE, FOLDER, Archive, Manifest, open_archive, write_archive
from bot.store.copies.snapshot import Holdings, hold_unsent, inspect, take_snapshot
from bot.store.sqlite.sent_log import SENT_LOG

_WORKSHOP = ".zhibao-copy-"
_STALE = 12 * 3600.0  # seconds; what is left of a process that was killed
_SIDES = ("", "-wal", "-shm", "-journal", SENT_LOG)
_NAME = re.compile(r"zhibao-\d{8}-\d{4}\.zip")


def make_copy(
    *, database: Path, files: Path, target: Path, made_at: datetime, stop: Event | None = None
) -> DeskCopy:
    """Writes a copy of the desk, running or not, to the new file `target`, reads it back and only then gives it its name.

    CopyFault where that is impossible; Stopped where `stop` is set meanwhile. An audit trail whose chain is broken is copied
    all the same, and told in the manifest.
    """
    stop = stop or Event()
    _check_places(database, files, target)
    with (
        _faults(CopyFault("The copy {path} could not be made: {reason}.", path=target)),
        _workshop(target.parent) as room,
    ):
        _check_room(target.parent, database, files)
        snapshot, archive = room / DATABASE, room / target.name
        # The database first: files are written before the items that refer to them, and stay. So whatever this moment of
        # the database refers to is in the folder afterwards; the other way round, what came in between would be missing.
        take_snapshot(database, snapshot, stop=stop)
        reached("copy.taken")
        holdings = inspect(snapshot, stop=stop)
        manifest = write_archive(
            archive,
            database=snapshot,
            files=files,
            holdings=holdings,
            made_at=made_at,
            release=bot.__version__,
            stop=stop,
        )
        with open_archive(archive) as opened:
            for name in opened.manifest.members:
                opened.check(name, stop=stop)
        reached("copy.written")
        _put(archive, target)
    return _told(target, manifest, holdings)


def check_copy(source: Path, *, beside: Path, stop: Event | None = None) -> DeskCopy:
    """Checks a copy and puts nothing in place; the database is unpacked for it in a hidden folder in `beside`."""
    stop = stop or Event()
    with (
        _faults(CopyFault("The copy {path} cannot be read: {reason}.", path=source)),
        open_archive(source) as opened,
    ):
        beside = beside if beside.is_dir() else Path(tempfile.gettempdir())
        with _workshop(beside) as room:
            copy = _unpack(source, opened, room / DATABASE, stop=stop)
        for name in opened.manifest.files:
            opened.check(name, stop=stop)
        return copy


def restore(
    source: Path,
    *,
    database: Path,
    files: Path,
    now: datetime,
    resume: bool = False,
    stop: Event | None = None,
) -> DeskCopy:
    """Checks a copy whole and then puts the desk where there is none. CopyFault where there is one, or the copy is no good.

    Unless `resume` says that nothing has happened since the copy was made, what it wanted to send is held (`hold_unsent`).
    The caller sees to it that no bot starts meanwhile.
    """
    stop = stop or Event()
    with (
        _faults(CopyFault("The copy {path} could not be put back: {reason}.", path=source)),
        _free_place(database, files),
        open_archive(source) as opened,
        _workshop(database.parent) as room,
        _workshop(files.parent) as files_room,
    ):
        copy = _unpack(source, opened, room / DATABASE, stop=stop)
        unpacked = files_room / "files"
        for name in opened.manifest.files:
            opened.extract(name, unpacked / name.removeprefix(FOLDER), stop=stop)
        if not resume:
            hold_unsent(room / DATABASE, made_at=copy.made_at, now=now)
        _sync(room / DATABASE)
        _check_free(database, files)
        _put_in_place(room / DATABASE, database, unpacked, files)
    return copy


def copy_name(period: datetime) -> str:
    """The file name of a scheduled copy; `period` is the moment at which it fell due, in the desk's zone."""
    return f"zhibao-{period:%Y%m%d-%H%M}.zip"


def thin_out(folder: Path, *, keep: int, newest: str) -> list[str]:
    """Deletes the oldest scheduled copies beyond `keep`, never the one named `newest` and no file of another name."""
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and _is_plain(path))
    others = [path for path in found if path.name != newest]
    old = others[: max(0, len(others) - (keep - 1))]
    for path in old:
        path.unlink(missing_ok=True)
    return [path.name for path in old]


def _unpack(source: Path, opened: Archive, database: Path, *, stop: Event) -> DeskCopy:
    """The copy's database as a file, checked."""
    manifest = opened.manifest
    need = sum(member.bytes for member in manifest.members.values())
    if shutil.disk_usage(database.parent).free < need:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    opened.extract(DATABASE, database, stop=stop)
    holdings = inspect(database, stop=stop)
    if holdings.chain.broken_at not in (None, manifest.audit.broken_at):
        raise CopyFault(
            "The audit trail in the copy has been changed: line {line} does not follow the one before.",
            line=holdings.chain.broken_at,
        )
    if not manifest.agrees(holdings):
        raise CopyFault("The database in the copy does not hold what the manifest says.")
    return _told(source, manifest, holdings)


def _told(path: Path, manifest: Manifest, holdings: Holdings) -> DeskCopy:
    tables, chain = holdings.tables, holdings.chain
    return DeskCopy(
        path=path,
        made_at=manifest.made_at,
        release=manifest.release,
        revision=manifest.revision,
        people=tables["people"],
        items=tables["items"],
        first_item=holdings.first_item,
        last_item=holdings.last_item,
        demands=tables["demands"],
        unsent=holdings.unsent,
        audit_lines=chain.lines,
        audit_head=chain.head,
        broken_at=chain.broken_at,
        files=len(manifest.files),
        file_bytes=sum(member.bytes for member in manifest.files.values()),
    )


def _check_places(database: Path, files: Path, target: Path) -> None:
    if not database.is_file():
        raise CopyFault("There is no database {path} yet.", path=database)
    if os.path.lexists(target):
        raise CopyFault("{path} exists already: name a new file.", path=target)
    if not target.parent.is_dir():
        raise CopyFault("There is no folder {path}.", path=target.parent)
    for path in (database, target):
        if path.resolve().is_relative_to(files.resolve()):
            raise CopyFault(
                "{path} lies in the files folder {files}, which is copied whole.", path=path, files=files
            )


@contextmanager
def _free_place(database: Path, files: Path) -> Iterator[None]:
    _check_free(database, files)
    for folder in (database.parent, files.parent):
        folder.mkdir(parents=True, exist_ok=True)
    yield


def _check_free(database: Path, files: Path) -> None:
    """Nothing of a desk may be where one is put back."""
    for path in [database.with_name(database.name + side) for side in _SIDES]:
        if os.path.lexists(path):
            raise CopyFault(
                "{path} exists already: move it away first; restore overwrites nothing.", path=path
            )
    if os.path.lexists(files) and (files.is_symlink() or not files.is_dir() or any(files.iterdir())):
        raise CopyFault("{path} is not empty: move it away first; restore overwrites nothing.", path=files)


def _check_room(folder: Path, database: Path, files: Path) -> None:
    """A copy must not fill the disk on which the desk works: CopyFault before anything is written."""
    sides = [database.with_name(database.name + side) for side in _SIDES]
    kept = sum(path.stat().st_size for path in files.rglob("*") if _is_plain(path)) if files.is_dir() else 0
    # The snapshot and, at worst, as much again in the archive.
    need = 2 * sum(path.stat().st_size for path in sides if path.exists()) + kept
    free = shutil.disk_usage(folder).free
    if free < need:
        raise CopyFault(
            "There is no room for a copy in {path}: {need} MB are needed, {free} MB are free.",
            path=folder,
            need=need // 10**6 + 1,
            free=free // 10**6,
        )


def _put(made: Path, target: Path) -> None:
    """Gives a finished file its name, in one step, where nothing has it."""
    try:
        os.link(made, target)  # unlike a rename, it never replaces what came in between
    except FileExistsError:
        raise CopyFault("{path} exists already: name a new file.", path=target) from None
    except OSError:  # a file system without links
        made.rename(target)
    _sync(target.parent)


def _put_in_place(database: Path, database_target: Path, files: Path, files_target: Path) -> None:
    """Files first, then the database, without which there is no desk: until its name stands, nothing has been restored."""
    has_files, had_folder = files.is_dir(), files_target.is_dir()
    if has_files:
        if had_folder:
            files_target.rmdir()
        files.rename(files_target)
        _sync(files_target.parent)
        reached("restore.files")
    try:
        _put(database, database_target)
    except BaseException:
        if has_files:
            files_target.rename(files)
            if had_folder:
                files_target.mkdir()
        raise


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A hidden folder for unfinished work, gone afterwards; one that a killed process has left goes with the next."""
    for left in folder.glob(f"{_WORKSHOP}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_WORKSHOP, dir=folder, ignore_cleanup_errors=True) as room:
        yield Path(room)


@contextmanager
def _faults(fault: CopyFault) -> Iterator[None]:
    """What the system or SQLite refuses, as this fault with its reason."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        fault.fields["reason"] = reason_of(error)
        raise fault from error


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _sync(path: Path) -> None:
    """Has a file, or a folder's names, on disk. Windows cannot open folders, and need not."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
