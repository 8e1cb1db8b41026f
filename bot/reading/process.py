"""The process in which a file that somebody sent is opened: started for one file, ended with it; what it says is its caller's."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from weakref import WeakKeyDictionary

_ROOT = Path(__file__).resolve().parents[2]
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH", "COVERAGE_PROCESS_START")
_LEAVING = 1.0  # seconds, for the end of a process that has answered
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def ask(
    *module: str, file: IO[bytes] | None = None, content: bytes = b"", within: float, most: int
) -> dict[str, Any] | None:
    """What `python -m MODULE` says, in one line of JSON, about a file, or bytes, that it reads as its standard input.

    One at a time, whoever asks. None where it ended without a word, took longer than `within` seconds, or said more than `most`
    bytes. OSError where no process can be started.
    """
    async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *module,
            cwd=_ROOT,
            env=environment,  # without the token
            stdin=file or asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=most,
        )
        line = b""
        try:
            async with asyncio.timeout(within):
                await _tell(process.stdin, content)
                assert process.stdout is not None
                line = await process.stdout.readline()
                async with asyncio.timeout(
                    _LEAVING
                ):  # one that is killed just as it ends is waited for by two
                    await process.wait()
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


async def _tell(stdin: asyncio.StreamWriter | None, content: bytes) -> None:
    if stdin is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):  # it has ended
        stdin.write(content)
        await stdin.drain()
    stdin.close()
