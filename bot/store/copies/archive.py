"""The one file that a copy is: a .zip of the database, the files folder and a manifest; when one is made is decided elsewhere.

Members: `desk.db`, `files/...`, and `manifest.json`, which names every other member with its size and SHA-256. What is read
may have been damaged or made by anybody: nothing is believed before it is checked.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from threading import Event
from typing import IO, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import CopyFault, Stopped
from bot.store.copies.snapshot import Holdings
from bot.store.files import INCOMING, MAKING

FORMAT = 1
DATABASE = "desk.db"
MANIFEST = "manifest.json"
FOLDER = "files/"
_CHUNK = 1 << 20
_MOST_MANIFEST = 256 << 20
_STRICT = ConfigDict(frozen=True, extra="forbid")
# What zipfile raises over a file that is none, or is damaged somewhere.
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    IndexError,
    OverflowError,
)


class Member(BaseModel):
    """One file in the archive."""

    model_config = _STRICT
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Audit(BaseModel):
    """The audit trail when the copy was made; `broken_at` is the first line that did not follow even then."""

    model_config = _STRICT
    lines: int
    head: str
    broken_at: int | None


class Manifest(BaseModel):
    """What an archive says of itself."""

    model_config = _STRICT
    format: Literal[1]
    release: str
    revision: str
    made_at: AwareDatetime
    tables: dict[str, int]
    audit: Audit
    members: dict[str, Member]

    @property
    def files(self) -> dict[str, Member]:
        """The members of the files folder."""
        return {name: member for name, member in self.members.items() if name != DATABASE}

    def agrees(self, holdings: Holdings) -> bool:
        """Whether the database in the archive is the one that the manifest was written for."""
        chain = holdings.chain
        audit = Audit(lines=chain.lines, head=chain.head, broken_at=chain.broken_at)
        return (self.revision, self.tables, self.audit) == (holdings.revision, holdings.tables, audit)


def write_archive(
    target: Path,
    *,
    database: Path,
    files: Path,
    holdings: Holdings,
    made_at: datetime,
    release: str,
    stop: Event,
) -> Manifest:
    """Writes the archive and has it on disk when it returns. OSError where that fails; Stopped when `stop` is set."""
    chain = holdings.chain
    members: dict[str, Member] = {}
    with _create(target) as file:
        # The quickest level: six times as fast as the usual one, for an eighth more bytes.
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            with database.open("rb") as source:
                members[DATABASE] = _add(archive, DATABASE, source, stop=stop)
            for path, name in _list_files(files):
                try:
                    source = path.open("rb")
                except FileNotFoundError:
                    continue  # taken away since the folder was read: the desk deletes what nothing refers to any more
                with source:
                    members[name] = _add(archive, name, source, stop=stop)
            manifest = Manifest(
                format=FORMAT,
                release=release,
                revision=holdings.revision,
                made_at=made_at,
                tables=holdings.tables,
                audit=Audit(lines=chain.lines, head=chain.head, broken_at=chain.broken_at),
                members=members,
            )
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        file.flush()
        os.fsync(file.fileno())
    return manifest


class Archive:
    """An archive that is open for reading, whose names and manifest have been checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = archive
        self.manifest = manifest

    def check(self, name: str, *, stop: Event) -> None:
        """Reads a member through. CopyFault where it is not what the manifest says; Stopped."""
        self._read(name, lambda _chunk: None, stop=stop)

    def extract(self, name: str, target: Path, *, stop: Event) -> None:
        """Writes a member into the new file `target`, on disk when it returns. CopyFault, OSError, Stopped."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _create(target) as file:
            self._read(name, file.write, stop=stop)
            file.flush()
            os.fsync(file.fileno())

    def _read(self, name: str, take: Callable[[bytes], object], *, stop: Event) -> None:
        member, hashed, size = self.manifest.members[name], hashlib.sha256(), 0
        with _understood(name), self._zip.open(name) as source:
            while chunk := _next_chunk(source, stop):
                size += len(chunk)
                if size > member.bytes:
                    break
                hashed.update(chunk)
                take(chunk)
        if (size, hashed.hexdigest()) != (member.bytes, member.sha256):
            raise CopyFault("The copy is damaged: {member} is not what it was.", member=name)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Opens an archive. CopyFault where it is none, is damaged, or names what no copy holds; OSError where it cannot be read."""
    with path.open("rb") as file:
        with _understood():
            archive = zipfile.ZipFile(file)
        with archive:
            names = _check_infos(archive.infolist())
            manifest = _read_manifest(archive)
            missing = names.symmetric_difference({MANIFEST, *manifest.members})
            if missing or DATABASE not in manifest.members:
                raise CopyFault(
                    "The copy is damaged: {member} is not what it was.", member=min(missing or [DATABASE])
                )
            yield Archive(archive, manifest)


def _check_infos(infos: list[zipfile.ZipInfo]) -> set[str]:
    names: set[str] = set()
    for info in infos:
        name = info.filename
        kind = stat.S_IFMT(info.external_attr >> 16)
        if name in names or not _is_ours(name) or kind not in (0, stat.S_IFREG):
            raise CopyFault("This is no copy that backup made: it holds {member}.", member=ascii(name))
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CopyFault("The copy is damaged: {member} is not what it was.", member=name)
        names.add(name)
    if MANIFEST not in names:
        raise CopyFault("This is no copy that backup made: it has no manifest.")
    return names


def _is_ours(name: str) -> bool:
    """Whether a member may have this name: nothing that leads out of the folder, on any system."""
    if name in (DATABASE, MANIFEST):
        return True
    path = PurePosixPath(name)
    return (
        name.startswith(FOLDER)
        and name == str(path)
        and len(path.parts) > 1
        and ".." not in path.parts
        and not re.search(r'[\\:*?"<>|\x00-\x1f]', name)
    )


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    with _understood(MANIFEST), archive.open(MANIFEST) as source:
        text = source.read(_MOST_MANIFEST + 1)
    try:
        values = json.loads(text)
        made_by = values.get("format")
        if isinstance(made_by, int) and made_by > FORMAT:
            raise CopyFault("The copy was made by a newer release (its form is {form}).", form=made_by)
        return Manifest.model_validate(values)
    except (ValueError, AttributeError, RecursionError, ValidationError) as error:
        raise CopyFault("The copy is damaged: {member} is not what it was.", member=MANIFEST) from error


def _list_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every regular file of the folder with its name in the archive; links are not followed. CopyFault over a name."""
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(set(folders) - {INCOMING, MAKING})  # what is still coming belongs to nothing yet
        for name in sorted(names):
            path = Path(root) / name
            if path.is_symlink() or not path.is_file():
                continue
            member = FOLDER + path.relative_to(folder).as_posix()
            if not _is_ours(member) or any("\ud800" <= char <= "\udfff" for char in member):
                raise CopyFault("The file {name} cannot be kept in a copy: rename it.", name=ascii(str(path)))
            yield path, member


def _add(archive: zipfile.ZipFile, name: str, source: IO[bytes], *, stop: Event) -> Member:
    hashed, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as target:
        while chunk := _next_chunk(source, stop):
            hashed.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return Member(bytes=size, sha256=hashed.hexdigest())


def _next_chunk(source: IO[bytes], stop: Event) -> bytes:
    if stop.is_set():
        raise Stopped("stopped before the copy was complete")
    return source.read(_CHUNK)


def _create(path: Path) -> IO[bytes]:
    """A new file for its owner alone. FileExistsError where there is one."""
    return os.fdopen(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600), "wb"
    )


@contextmanager
def _understood(member: str = "") -> Iterator[None]:
    """What zipfile trips over, in one line."""
    try:
        yield
    except _BROKEN as error:
        if member:
            raise CopyFault("The copy is damaged: {member} is not what it was.", member=member) from error
        raise CopyFault("This is no copy that backup made, or it is damaged.") from error
