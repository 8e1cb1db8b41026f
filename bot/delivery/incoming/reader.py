"""Has a file that somebody sent read by a process of its own, one at a time; what is in the file is `bot/reading`'s affair."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.model import Reading

_ROOT = Path(__file__).resolve().parents[3]
_MOST_ANSWER = 8 << 20  # bytes
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH", "COVERAGE_PROCESS_START")


class Reader:
    """Reads files, one after another, each in a process of its own that has limits of memory and time.

    Whatever a file does to its process, the next one gets a fresh one, and this process holds no more than the words that came
    out. `within` (seconds) is the longest that anybody waits for one file; the process has tighter limits of its own.
    """

    def __init__(self, *, within: float = 14.0) -> None:
        self._within = within
        self._turn = asyncio.Lock()

    async def read(self, path: Path) -> Reading:
        """What is in the file. One whose reading takes too much comes back with the fault `large`. OSError."""
        async with self._turn:
            answer = await self._ask(path)
        if answer is None:
            return Reading(fault="large")
        return Reading(
            kind=str(answer.get("kind", "")),
            text=answer.get("text"),
            others=tuple(answer.get("others", ())),
            names=tuple(answer.get("names", ())),
            is_long=bool(answer.get("is_long")),
            fault=answer.get("fault"),
        )

    async def _ask(self, path: Path) -> dict[str, Any] | None:
        """The process's line; None where it ended without one."""
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        with path.open("rb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.reading",
                cwd=_ROOT,
                env=environment,  # without the token
                stdin=file,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=_MOST_ANSWER,
            )
        assert process.stdout is not None
        line = b""
        try:
            async with asyncio.timeout(self._within):
                line = await process.stdout.readline()
        except (TimeoutError, ValueError):  # ValueError: a line beyond the limit
            pass
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        try:
            answer = json.loads(line)
        except ValueError:
            return None
        return answer if isinstance(answer, dict) else None
