"""Exports from the database to the disk: their rows beside a running desk, and a whole file for the command line."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.delivery.outgoing.maker import Maker, MakingFailed
from bot.delivery.outgoing.making import LARGE_WITHIN
from bot.desk.common.office import Office
from bot.desk.figures import exporting
from bot.errors import CommandFailed, Worded, reason_of
from bot.rules.exports import Asked
from bot.store.base import Store
from bot.store.snapshot import Snapshot

OnRows = Callable[[int, int], Awaitable[object]]
_MOST_BYTES = 1 << 40  # of a file that stays on this machine
_WHY = {
    "disk": Worded("there is no room for the file, or it may not be written"),
    "large": Worded("it is too large for this machine's memory"),
}


async def gather_rows(
    office: Office,
    database: Store,
    clock: Clock,
    asked: Asked,
    *,
    language: str | None,
    path: Path,
    on_rows: OnRows,
) -> dict[str, Any]:
    """Writes the rows as they are now to `path`; the rest of the maker's spec. StoreError, OSError."""
    loop = asyncio.get_running_loop()

    async def tell(done: int, total: int) -> None:
        told = asyncio.run_coroutine_threadsafe(_told(on_rows, done, total), loop)
        await asyncio.wrap_future(told)

    with path.open("wb") as file:

        async def write(lines: bytes) -> None:
            file.write(lines)  # in the gathering's own thread

        async def gather(snapshot: Snapshot) -> dict[str, Any]:
            return await exporting.gather(
                office,
                snapshot,
                asked,
                t=office.texts(language),
                as_of=clock.now(),
                write=write,
                on_rows=tell,
            )

        return await database.look(gather)


async def _told(on_rows: OnRows, done: int, total: int) -> None:
    await on_rows(done, total)


async def export_file(
    office: Office, database: Store, clock: Clock, asked: Asked, *, target: Path, on_rows: OnRows
) -> int:
    """The export stands at `target`, whole, when this returns; how many rows it has. CommandFailed, StoreError.

    `on_rows(done, total)` hears how far it is; reading a row is half of it, writing it the other half.
    """
    beside = await asyncio.to_thread(
        target.parent.absolute
    )  # the process that makes the file works elsewhere
    try:
        with tempfile.TemporaryDirectory(prefix=".export-", dir=beside) as folder:
            path, rows = Path(folder) / target.name, Path(folder) / "rows"
            spec = await gather_rows(
                office,
                database,
                clock,
                asked,
                language=None,
                path=rows,
                on_rows=lambda done, total: on_rows(done // 2, total),
            )
            total: int = spec["total"]
            maker = Maker()
            try:
                await maker.make(
                    exporting.KIND,
                    {**spec, "rows": str(rows)},
                    path,
                    within=LARGE_WITHIN,
                    most=_MOST_BYTES,
                    on_rows=lambda done: on_rows((total + done) // 2, total),
                )
            finally:
                await maker.close()
            path.replace(target)
    except OSError as error:
        raise CommandFailed(
            "{path} cannot be written: {reason}", path=target, reason=reason_of(error)
        ) from error
    except MakingFailed as error:
        why = _WHY.get(error.why) or reason_of(error)
        raise CommandFailed("{path} cannot be made: {reason}", path=target, reason=why) from error
    return total
