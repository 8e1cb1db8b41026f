"""The files folder: each file under its SHA-256, whole or not at all; which are to be there stands in the database.

What is still coming lies in a folder of its own inside, and so does what is being made: no copy takes them along, every start
empties them. All of it blocks.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

INCOMING = ".incoming"
MAKING = ".making"
_CHUNK = 1 << 20
_NAME_LENGTH = 64


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file is, or would be."""
    return folder / sha256[:2] / sha256


def empty(folder: Path) -> Path:
    """Where what is still coming lies, or what is being made, without what an earlier process has left there.

    It is not made before something comes.
    """
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def clear(folder: Path) -> None:
    """Nothing lies there any more but folders. OSError."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_file():
            path.unlink(missing_ok=True)


def make_folder(incoming: Path) -> None:
    """Made when something comes: a desk to which nobody sends files has an empty folder. OSError."""
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)


def put(folder: Path, coming: Path, sha256: str) -> None:
    """A file that has come whole gets its name; it is on disk under it when this returns. OSError."""
    target = path_of(folder, sha256)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming.replace(target)
    _sync(target.parent)
    _sync(folder)


def drop(folder: Path, sha256: str) -> None:
    """The file is there no more. OSError."""
    path_of(folder, sha256).unlink(missing_ok=True)


def flaw_of(folder: Path, sha256: str) -> str | None:
    """`missing`, `altered`, or None where the file is what it is to be. OSError where it cannot be read."""
    hashed = hashlib.sha256()
    try:
        with path_of(folder, sha256).open("rb") as file:
            while chunk := file.read(_CHUNK):
                hashed.update(chunk)
    except FileNotFoundError:
        return "missing"
    return None if hashed.hexdigest() == sha256 else "altered"


def leftovers(folder: Path, *, wanted: Iterable[str], before: float) -> Iterator[str]:
    """The names of files that nothing refers to and that were put there `before` (seconds since 1970). OSError."""
    known = set(wanted)
    for path in folder.glob("??/*"):
        if len(path.name) == _NAME_LENGTH and path.name not in known:
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    yield path.name


def _sync(folder: Path) -> None:
    """Its names are on disk. Windows cannot open folders, and need not."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
