"""Files that people sent, from Telegram to the disk: claimed, streamed, read, settled; what they are for is the desk's affair.

A file is wanted in the commit of the message that brought it. It lies under a hidden name until it is whole, on disk, read and
not refused; then it gets its name, and only then a Work says that it is there and does what follows from it. So a process that
ends at any line leaves a row that is wanted still, and at most a file that nothing refers to.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

from telegram import Bot
from telegram.error import (
    BadRequest,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.clock import Clock, to_ms
from bot.delivery.http.failures import NotSent, TooLarge, retry_seconds
from bot.delivery.http.transport import ApiRequest
from bot.delivery.incoming.reader import Reader
from bot.errors import StoreError
from bot.faultpoint import reached
from bot.logs import describe, get_logger
from bot.model import Attachment, Download, Reading, Refusal
from bot.store import files
from bot.store.base import Store
from bot.store.repositories.rows import mapper
from bot.tasks import start

_log = get_logger(__name__)
_row = mapper(Attachment)

MOST_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download
BACKOFF = (1.0, 3.0, 10.0, 30.0, 120.0, 600.0, 1800.0)  # seconds before the second, third ... try
_TOLD_AT = 3  # the try after which its sender hears that it takes longer
_AT_ONCE = 3
_LOOK_EVERY = 1.0
_SWEEP_EVERY = 3600.0
_ORPHANED_FOR = 3600.0  # what is younger may be on its way to its row
_LOOSE_REST = timedelta(days=3650)
_WITHIN = 600.0  # seconds for one file
_NO_TOKEN_WAIT, _NO_LINE_WAIT, _NO_DISK_WAIT = 60.0, 5.0, 30.0

Told = Callable[[int], Awaitable[None]]  # an attachment's id


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a file whose try failed: given up or not kept for a reason, or tried again after `wait` seconds.

    `is_counted`: it was this file's own fault, as far as anybody knows.
    """

    wait: float = 0.0
    is_counted: bool = True
    refusal: Refusal | None = None


class Downloads:
    """Fetches what is wanted into `folder`, a few at once. One copy of the bot does it: the one that leads.

    `judge(attachment, reading)` says whether what came is not to be kept. Each of the others is awaited once it is decided, and
    opens a Work that writes it down: `on_had(id, download)`, `on_refused(id, refusal)`, which means given up where that is
    UNAVAILABLE, `on_late(id)` where it takes longer than a moment. When the waits of `backoff` (seconds) are used up it is
    given up.
    """

    def __init__(
        self,
        bot: Bot,
        database: Store,
        clock: Clock,
        *,
        folder: Path,
        judge: Callable[[Attachment, Reading], Refusal | None],
        on_had: Callable[[int, Download], Awaitable[None]],
        on_refused: Callable[[int, Refusal], Awaitable[None]],
        on_late: Told,
        backoff: Sequence[float] = BACKOFF,
        most: int = MOST_BYTES,
        reader: Reader | None = None,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._folder = folder
        self._judge = judge
        self._on_had = on_had
        self._on_refused = on_refused
        self._on_late = on_late
        self.backoff = tuple(backoff)
        self._most = most
        self._reader = reader or Reader()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._resting: dict[int, float] = {}  # until when a row is left alone, seconds of the loop's time
        self._sweep_at = 0.0
        self._incoming: Path | None = None

    async def download_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; what is under way is cut off, and begins anew with the next life."""
        bell = start(self._ring_at(stop))
        self._incoming = None
        try:
            while not stop.is_set():
                await self.download_next()
        finally:
            bell.cancel()
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)
            self._tasks.clear()

    async def download_next(self) -> None:
        """One look: starts what may begin, then waits for something new to do, a second at most."""
        self._database.files_wanted.clear()
        try:
            if self._incoming is None:
                self._incoming = await asyncio.to_thread(files.empty, self._folder / files.INCOMING)
            await self._take_away()
            await self._begin(self._incoming)
            await self._sweep()
        except (StoreError, OSError) as error:
            if self._database.alarm.is_news("files.unavailable"):
                _log.error("files.unavailable", failure=error)
            await asyncio.sleep(_LOOK_EVERY)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                await self._database.files_wanted.wait()

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._database.files_wanted.set()

    async def _begin(self, incoming: Path) -> None:
        room = _AT_ONCE - len(self._tasks)
        if room <= 0 or not self._database.leads:
            return
        now, queries = to_ms(self._clock.now()), self._database.queries
        most = room + len(self._tasks) + len(self._resting)
        rows = await queries.list_wanted(self._database.reader, now=now, most=most)
        for row in map(_row, rows):
            rests = self._resting.get(row.id, 0.0) > asyncio.get_running_loop().time()
            if row.id not in self._tasks and not rests and len(self._tasks) < _AT_ONCE:
                self._tasks[row.id] = task = start(self._fetch(row, incoming / f"{row.id}-{time.time_ns()}"))
                task.add_done_callback(partial(self._ended, row.id))

    def _ended(self, attachment_id: int, task: asyncio.Task[None]) -> None:
        self._tasks.pop(attachment_id, None)
        self._resting.pop(attachment_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            # It could not be written down what became of it: it is wanted still.
            self._resting[attachment_id] = asyncio.get_running_loop().time() + _NO_DISK_WAIT
            if self._database.alarm.is_news("download.untold"):
                _log.error("download.untold", attachment=attachment_id, failure=error)
        self._database.files_wanted.set()

    async def _fetch(self, row: Attachment, coming: Path) -> None:
        async with self._database.settling() as conn:
            if await self._database.queries.claim_attachment(conn, id=row.id, tries=row.tries) is None:
                return
        tries = row.tries + 1
        try:
            refusal = await self._get(row, coming)
        except Exception as error:
            await self._failed(row, error, tries=tries)
        else:
            if refusal is not None:
                await self._on_refused(row.id, refusal)
        finally:
            with suppress(OSError):
                await asyncio.to_thread(coming.unlink, missing_ok=True)

    async def _get(self, row: Attachment, coming: Path) -> Refusal | None:
        """The file, whole, read, and said to be there; or why it is not kept."""
        sha256, size = await self._stream(row, coming)
        reached("download.written")
        # What Telegram itself shows as a picture or a film is none of the kinds that are read.
        reading = await self._reader.read(coming) if row.kind == "document" else Reading(kind=row.kind)
        is_loose = row.item_id is None and row.draft_id is None and not row.is_enclosed
        refusal = Refusal(reading.fault) if reading.fault and not is_loose else self._judge(row, reading)
        if refusal is not None:
            return refusal
        if is_loose:
            # Nobody has handed it in: it was looked at for markings, and is not kept.
            async with self._database.settling() as conn:
                until = to_ms(self._clock.now() + _LOOSE_REST)
                await self._database.queries.rest_attachment(conn, id=row.id, until=until)
            return None
        await asyncio.to_thread(files.put, self._folder, coming, sha256)
        reached("download.placed")
        await self._on_had(row.id, Download(sha256, size, reading))
        reached("download.taken")
        return None

    async def _stream(self, row: Attachment, coming: Path) -> tuple[str, int]:
        """SHA-256 and size of the file, which is on disk under its hidden name."""
        request = self._bot.request
        assert isinstance(request, ApiRequest)
        found = await request.call(
            f"{self._bot.base_url}/getFile", {"file_id": row.file_id}, read_timeout=request.read_timeout
        )
        place = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(place, str) or not place:
            raise BadRequest("no file_path")
        hashed = hashlib.sha256()
        await asyncio.to_thread(_write, files.make_folder, coming.parent)
        with coming.open("wb") as file:

            async def take(piece: bytes) -> None:
                hashed.update(piece)
                await asyncio.to_thread(_write, file.write, piece)

            address = f"{self._bot.base_file_url}/{quote(place)}"
            size = await request.download(address, take, most=self._most, within=_WITHIN)
            await asyncio.to_thread(_write, _flush, file)
        told = found.get("file_size")
        if isinstance(told, int) and told != size:
            raise NetworkError("cut off on the way")
        return hashed.hexdigest(), size

    async def _failed(self, row: Attachment, error: Exception, *, tries: int) -> None:
        verdict = judge_failure(error, tries=tries, backoff=self.backoff)
        _log.warning("download.later", attachment=row.id, attempts=tries, wait=verdict.wait, failure=error)
        if verdict.refusal is not None:
            await self._on_refused(row.id, verdict.refusal)
            return
        async with self._database.settling() as conn:
            await self._database.queries.put_off_attachment(
                conn,
                id=row.id,
                tries=tries if verdict.is_counted else row.tries,
                try_at=to_ms(self._clock.now() + timedelta(seconds=verdict.wait)),
                reason=describe(error),
            )
        asyncio.get_running_loop().call_later(verdict.wait, self._database.files_wanted.set)
        if verdict.is_counted and tries == _TOLD_AT:
            await self._on_late(row.id)

    async def _take_away(self) -> None:
        """Files that were wiped go at once, unless something else has the same."""
        for sha256 in list(self._database.wiped_files):
            if await self._database.queries.find_file(self._database.reader, sha256=sha256) is None:
                await asyncio.to_thread(files.drop, self._folder, sha256)
            self._database.wiped_files.discard(sha256)

    async def _sweep(self) -> None:
        """Takes files away that nothing refers to any more."""
        now = asyncio.get_running_loop().time()
        if now < self._sweep_at or not self._database.leads:
            return
        self._sweep_at = now + _SWEEP_EVERY
        queries, reader = self._database.queries, self._database.reader
        wanted = [row[0] for row in await queries.list_files(reader)]
        before = time.time() - _ORPHANED_FOR
        names = await asyncio.to_thread(
            lambda: list(files.leftovers(self._folder, wanted=wanted, before=before))
        )
        for name in names:
            if await queries.find_file(reader, sha256=name) is None:
                await asyncio.to_thread(files.drop, self._folder, name)
        if names:
            _log.info("files.swept", count=len(names))


class _DiskTrouble(Exception):
    """The disk does not take the file."""


def _write(do: Callable[..., object], what: object) -> None:
    try:
        do(what)
    except OSError as error:  # not to be taken for trouble on the way
        raise _DiskTrouble(error.strerror or type(error).__name__) from error


def _flush(file: object) -> None:
    file.flush()  # type: ignore[attr-defined]
    os.fsync(file.fileno())  # type: ignore[attr-defined]


def judge_failure(error: Exception, *, tries: int, backoff: Sequence[float]) -> Verdict:
    """What becomes of a file whose try `tries` raised this."""
    if isinstance(error, TooLarge) or (isinstance(error, BadRequest) and "too big" in error.message.lower()):
        return Verdict(refusal=Refusal.TOO_BIG)
    if isinstance(error, BadRequest | Forbidden):
        return Verdict(refusal=Refusal.UNAVAILABLE)
    if isinstance(error, RetryAfter):
        return Verdict(wait=retry_seconds(error), is_counted=False)
    if isinstance(error, InvalidToken | EndPointNotFound):
        return Verdict(wait=_NO_TOKEN_WAIT, is_counted=False)
    if isinstance(error, NotSent):
        return Verdict(wait=_NO_LINE_WAIT, is_counted=False)
    if isinstance(error, StoreError | OSError | _DiskTrouble) and not isinstance(error, TelegramError):
        return Verdict(wait=_NO_DISK_WAIT, is_counted=False)
    if tries > len(backoff):
        return Verdict(refusal=Refusal.UNAVAILABLE)
    return Verdict(wait=backoff[tries - 1])
