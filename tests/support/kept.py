"""A demo that was told once for the whole run: opening a copy of what it keeps costs a tenth of telling the story again."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from bot.clock import Clock
from bot.demo.county import DATABASE
from bot.demo.running import run_demo


@asynccontextmanager
async def opened_demo(
    at: datetime, *, keep: Path | None = None, ends_within: float | None = None
) -> AsyncIterator[str]:
    """The demo as `make demo` runs it, begun at a moment; gives the page's address. `ends_within` is in seconds."""
    clock = Clock()
    clock.shift_to(at)
    stop = asyncio.Event()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    running = asyncio.create_task(
        run_demo(keep=keep, port=0, stop=stop, say=print, announce=address.set_result, clock=clock)
    )
    await asyncio.wait((running, address), return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        await running
    try:
        yield address.result()
    finally:
        stop.set()
        await asyncio.wait_for(running, ends_within)


# Pictures and papers that were still to come would be drawn in every copy, for chats that are gone. Nothing waits for
# them: they are drawn when nobody else wants the processor, which may be when the tests are over.
_UNWANTED = "DELETE FROM made_files WHERE state = 'wanted'"


def shared_folder(temporary: pytest.TempPathFactory) -> Path:
    """The folder of all processes of a run."""
    base = temporary.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


class KeptDemos:
    """The folders of demos; all processes of a run share them."""

    def __init__(self, temporary: pytest.TempPathFactory) -> None:
        self._own, self._shared = temporary, shared_folder(temporary)

    async def copy(self, at: datetime) -> Path:
        """A folder of one's own with the demo that was begun at a moment."""
        told = self._shared / f"demo-{at:%d-%H%M}"
        with FileLock(f"{told}.lock"):
            if not told.exists():
                making = told.with_suffix(".making")
                shutil.rmtree(making, ignore_errors=True)  # of a process that could not end it
                with pytest.MonkeyPatch.context() as changed:
                    changed.setenv("PATH", "")  # without LibreOffice
                    async with opened_demo(at, keep=making):
                        pass
                with closing(sqlite3.connect(making / DATABASE)) as conn, conn:
                    conn.execute(_UNWANTED)
                making.rename(told)
        mine = self._own.mktemp("demo")
        shutil.copytree(told, mine, dirs_exist_ok=True)
        return mine
