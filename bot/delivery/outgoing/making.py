"""Files that the bot makes, from the order to the disk: claimed, made, settled; what they are for is the desk's affair.

A file is ordered in the commit of its answer. It is made under a hidden name, gets its own once it is whole and on disk, and only
then a Work puts it into the outbox. So a process that ends at any line leaves an order that stands still, and at most a file that
nothing refers to.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from bot.clock import Clock, to_ms
from bot.delivery.outgoing.maker import Maker, MakingFailed
from bot.faultpoint import reached
from bot.logs import get_logger
from bot.model import MadeFile, Product
from bot.store import files
from bot.store.base import Store
from bot.store.repositories.rows import mapper
from bot.tasks import start

_log = get_logger(__name__)
_row = mapper(MadeFile)

BACKOFF = (2.0, 20.0)  # seconds before the second and the third try
PATIENCE = timedelta(minutes=10)  # for a disk that is full: later a picture is of no use
TELL_EVERY = 2.0  # seconds: what takes no longer than that says nothing on the way
PAGED_WITHIN = 120  # seconds for a paper and the pictures of its pages
LARGE_WITHIN = 600  # seconds for a file of very many rows
_NO_DISK_WAIT = 30.0
_LOOK_EVERY = 1.0


class Gather(Protocol):
    """Writes the rows of a large file to a path, one a line; gives the maker's spec but for `rows`, that path."""

    async def __call__(
        self, file: MadeFile, path: Path, on_rows: Callable[[int, int], Awaitable[object]]
    ) -> dict[str, Any]:
        """`on_rows(done, total)` is awaited now and then."""


class Making:
    """Makes what is ordered, one file after another, into `folder`, the files'. One copy of the bot does it: the one that leads.

    `on_made(id, product)` and `on_given_up(id, lacking)` are awaited once it is decided, and open a Work that writes it down.
    Where the waits of `backoff` (seconds) are used up it is given up; at once where a template lacks something (`lacking`), or a
    gathered file is larger than `most` bytes (Telegram's own limit where none is given; `lacking` is then "large"). Files of some
    kinds are too large for an order: `gathers` has who writes down their rows, by kind, and `on_rows(id, done, total)` hears
    every `tell_every` seconds how far they are.
    """

    def __init__(
        self,
        database: Store,
        clock: Clock,
        *,
        folder: Path,
        on_made: Callable[[int, Product], Awaitable[None]],
        on_given_up: Callable[[int, str], Awaitable[None]],
        gathers: Mapping[str, Gather] | None = None,
        on_rows: Callable[[int, int, int], Awaitable[object]] | None = None,
        backoff: Sequence[float] = BACKOFF,
        tell_every: float = TELL_EVERY,
        most: int | None = None,
        maker: Maker | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._folder = folder
        self._on_made = on_made
        self._on_given_up = on_given_up
        self._gathers = gathers or {}
        self._on_rows = on_rows
        self._backoff = tuple(backoff)
        self._tell_every = tell_every
        self._most = most
        self._making = folder / files.MAKING
        self._is_empty = False
        self.maker = maker or Maker()

    async def make_forever(self, stop: asyncio.Event) -> None:
        """Runs until `stop` is set; what is being made is cut off, and begins anew with the next life."""
        stopping = start(stop.wait())
        making = start(self._go_on())
        try:
            await asyncio.wait({stopping, making}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopping, making):
                task.cancel()
            ended = await asyncio.gather(stopping, making, return_exceptions=True)
            await self.maker.close()
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    async def _go_on(self) -> None:
        while True:
            await self.make_next()

    async def make_next(self) -> None:
        """Makes what is due next, or waits for something, a second at most."""
        self._database.making_wanted.clear()
        try:
            if self._database.leads and await self._make_one():
                return
        except Exception as error:
            # It could not be written down what became of it: it is wanted still.
            if self._database.alarm.is_news("making.unavailable"):
                _log.error("making.unavailable", failure=error)
            await asyncio.sleep(_LOOK_EVERY)
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                await self._database.making_wanted.wait()

    async def _make_one(self) -> bool:
        """Whether there was one."""
        if (
            not self._is_empty
        ):  # what a life before this one has left goes, also where there is nothing to make
            await asyncio.to_thread(files.empty, self._making)
            self._is_empty = True
        queries = self._database.queries
        found = await queries.next_made(self._database.reader, now=to_ms(self._clock.now()))
        if found is None:
            return False
        row = _row(found)
        if row.tries > len(self._backoff):  # the last try took the whole process along
            await self._on_given_up(row.id, "")
            return True
        async with self._database.settling() as conn:
            if await queries.claim_made(conn, id=row.id, tries=row.tries) is None:
                return True
        target = self._making / f"{row.id}-{time.time_ns()}"
        try:
            product = await self._make(row, target)
        except (MakingFailed, OSError) as error:
            await self._failed(row, error, tries=row.tries + 1)
        else:
            reached("making.placed")
            await self._on_made(row.id, product)
            reached("making.taken")
        finally:
            with suppress(OSError):  # what the process has put aside as well, should it have been ended
                await asyncio.to_thread(files.clear, self._making)
        return True

    async def _make(self, row: MadeFile, target: Path) -> Product:
        await asyncio.to_thread(files.make_folder, self._making)
        if (gather := self._gathers.get(row.kind)) is not None:
            product = await self._make_large(row, target, gather)
        else:
            spec = self._with_paths(row)
            product = await self.maker.make(row.kind, spec, target, within=_within(row))
        reached("making.written")
        await asyncio.to_thread(files.put, self._folder, target, product.sha256)
        for number, (sha256, _) in enumerate(product.pages, start=1):
            page = target.with_name(f"{target.name}-{number}")
            await asyncio.to_thread(files.put, self._folder, page, sha256)
        return product

    async def _make_large(self, row: MadeFile, target: Path, gather: Gather) -> Product:
        """Its rows are written down, then the file is made of them. Each half of that is half of the way."""
        rows, total, told_at = target.with_suffix(".rows"), 0, time.monotonic()

        async def tell(done: float) -> None:
            nonlocal told_at
            if self._on_rows is not None and time.monotonic() - told_at >= self._tell_every:
                await self._on_rows(row.id, int(done), total)
                told_at = time.monotonic()

        async def on_gathered(done: int, of: int) -> None:
            nonlocal total
            total = of
            await tell(done / 2)

        async def on_written(done: int) -> None:
            await tell((total + done) / 2)

        spec = await gather(row, rows, on_gathered)
        return await self.maker.make(
            row.kind,
            {**spec, "rows": str(rows)},
            target,
            within=LARGE_WITHIN,
            most=self._most,
            on_rows=on_written,
        )

    def _with_paths(self, row: MadeFile) -> Mapping[str, Any]:
        """The spec, and where the pictures lie that a bulletin's items have."""
        if row.kind != "bulletin":
            return row.spec
        named = {sha256 for item in row.spec["items"] for sha256 in item.get("pictures") or ()}
        return {**row.spec, "paths": {sha256: str(files.path_of(self._folder, sha256)) for sha256 in named}}

    async def _failed(self, row: MadeFile, error: MakingFailed | OSError, *, tries: int) -> None:
        why = error.why if isinstance(error, MakingFailed) else "disk"
        _log.warning("making.failed", file=row.id, kind=row.kind, attempts=tries, why=why, failure=error)
        is_patient = why == "disk" and self._clock.now() < row.asked_at + PATIENCE
        is_too_large = why == "large" and row.kind in self._gathers
        if (
            why in ("font", "template")
            or is_too_large
            or (why == "disk" and not is_patient)
            or (why != "disk" and tries > len(self._backoff))
        ):
            lacking = error.error if isinstance(error, MakingFailed) and why == "template" else ""
            await self._on_given_up(row.id, why if is_too_large else lacking)
            return
        wait = _NO_DISK_WAIT if why == "disk" else self._backoff[tries - 1]
        async with self._database.settling() as conn:
            await self._database.queries.put_off_made(
                conn,
                id=row.id,
                tries=row.tries if why == "disk" else tries,
                try_at=to_ms(self._clock.now() + timedelta(seconds=wait)),
            )


def _within(row: MadeFile) -> int | None:
    return PAGED_WITHIN if row.kind in ("bulletin", "paper") else None
