"""Has files made by a process of its own, which starts when there is one to make and ends when it is idle."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.errors import DeliveryError
from bot.model import MOST_PAGES, Product
from bot.tasks import outlast, start

_ROOT = Path(__file__).resolve().parents[3]
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH", "COVERAGE_PROCESS_START")
_LATER = 5.0  # seconds after the process's own limit
# Bytes of an order, after which the process is not kept: the memory that it took, it would not give back.
_LARGE = 1 << 18


class MakingFailed(DeliveryError):
    """No file came. `why`: font, disk, large, template (`error`: what it lacks), broken (`error`: the error's name), or ended
    where the process did not answer.
    """

    def __init__(self, why: str, error: str = "") -> None:
        super().__init__(f"{why} {error}".strip())
        self.why = why
        self.error = error


class Maker:
    """Makes files, one after another. `within` (seconds) is the longest that anybody waits for one file, `idle` how long the
    process waits for another one.
    """

    def __init__(self, *, within: float = 35.0, idle: float = 60.0) -> None:
        self._within = within
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._resting: asyncio.TimerHandle | None = None

    @property
    def process_id(self) -> int | None:
        """The process's, while there is one that lives."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def make(
        self,
        kind: str,
        spec: Mapping[str, Any],
        path: Path,
        *,
        within: int | None = None,
        most: int | None = None,
        on_rows: Callable[[int], Awaitable[object]] | None = None,
    ) -> Product:
        """The file stands at `path`, on disk, when this returns, and the pictures of its pages at `path-1` and so on.
        MakingFailed, OSError.

        `within` (seconds) and `most` (bytes) for a file that may take longer, or be larger, than others; `on_rows` is awaited now
        and then with how many rows of such a file are done.
        """
        task: dict[str, Any] = {"kind": kind, "spec": spec, "path": str(path), "pages": MOST_PAGES + 1}
        task |= {"within": within} if within is not None else {}
        task |= {"most": most} if most is not None else {}
        async with self._turn:
            if self._resting is not None:
                self._resting.cancel()
            line = json.dumps(task).encode() + b"\n"
            try:
                answer = await self._ask(
                    line, within=self._within if within is None else within + _LATER, on_rows=on_rows
                )
            finally:
                loop = asyncio.get_running_loop()
                self._resting = loop.call_later(self._idle, lambda: start(self._rest()))
        if "fault" in answer:
            raise MakingFailed(answer["fault"], answer.get("error", ""))
        return Product(
            answer["sha256"],
            answer["size"],
            answer["missing"],
            answer["left_out"],
            pages=tuple((page["sha256"], page["size"]) for page in answer["pages"]),
            are_pages_missing=answer["are_pages_missing"],
            preview=answer["preview"],
        )

    async def close(self) -> None:
        """Ends the process."""
        if self._resting is not None:
            self._resting.cancel()
        if (process := self._process) is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            await asyncio.sleep(0)  # what watched it is closed a step later
            if self._process is process:
                self._process = None

    async def _rest(self) -> None:
        async with self._turn:
            await self.close()

    async def _ask(
        self, line: bytes, *, within: float, on_rows: Callable[[int], Awaitable[object]] | None
    ) -> dict[str, Any]:
        """The process's answer; one that gives none, or takes too long, is ended, and the next file gets a fresh one."""
        if self.process_id is None:  # one that rested may have been ended meanwhile, where memory ran short
            await self.close()
        try:
            process = self._process or await self._begin()
            async with asyncio.timeout(within):
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(line)
                await process.stdin.drain()
                answer = json.loads(await process.stdout.readline())
                while "done" in answer:
                    if on_rows is not None:
                        await on_rows(answer["done"])
                    answer = json.loads(await process.stdout.readline())
        except (TimeoutError, ValueError, ConnectionError):
            await self.close()
            raise MakingFailed("ended") from None
        except BaseException:
            await self.close()
            raise
        assert isinstance(answer, dict)
        if len(line) > _LARGE:
            await self.close()
        return answer

    async def _begin(self) -> asyncio.subprocess.Process:
        """A new process, of which this knows even where whoever waits for it is cut off meanwhile."""
        starting = start(self._start())
        try:
            await asyncio.shield(starting)
        finally:
            await outlast(starting)
            if not starting.exception():
                self._process = starting.result()
        return starting.result()

    async def _start(self) -> asyncio.subprocess.Process:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.making",
            cwd=_ROOT,
            env=environment,  # without the token
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
