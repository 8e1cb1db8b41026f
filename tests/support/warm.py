"""A bot's process that begins where the imports end: forked from one that has them, and else a process like any other.

Nearly all that a start of `python -m bot` takes, a second of a core, is imports, and reading the product's own words, queries and
rules (`preloaded.py`). What is started here has its own arguments, environment, output and pid, is killed and stopped like any
process, and is the parent of none of ours. That the command line starts from nothing is tested with the first example of the
documents (`tests/e2e/test_examples.py`), that the desk does in `test_secrets.py`, and that the demo does in `test_demo.py`.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir
from multiprocessing import forkserver, reduction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PIPE = asyncio.subprocess.PIPE
STDOUT = asyncio.subprocess.STDOUT


class Started:
    """What `asyncio.create_subprocess_exec` gives, as far as our tests ask for it."""

    def __init__(
        self, process: Any, stdout: asyncio.StreamReader | None, stderr: asyncio.StreamReader | None
    ):
        self.pid: int = process.pid
        self.stdout, self.stderr = stdout, stderr
        self._process, self._ended = process, asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(process.sentinel, self._end)

    @property
    def returncode(self) -> int | None:
        """The exit code, minus the signal's number where one ended it; None while it lives."""
        code: int | None = self._process.exitcode
        return code

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    async def communicate(self) -> tuple[bytes, bytes]:
        """All that is left of standard output and standard error, where they come to us; then it has ended."""
        said = [await each.read() if each else b"" for each in (self.stdout, self.stderr)]
        await self.wait()
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._ended.set()


Process = Started | asyncio.subprocess.Process


async def start(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    stdout: Any = None,
    stderr: Any = None,
    most_bytes: int | None = None,
) -> Process:
    """`python -m bot ARGUMENTS` in a folder, else the repository's; output goes where ours goes, to a file, or to us (PIPE).

    `most_bytes`: no file that it writes can become larger, as on a disk that fills up (POSIX).
    """
    if not hasattr(os, "fork"):
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=cwd, env=env, stdout=stdout, stderr=stderr
        )
    ends: list[int] = []
    readers: list[asyncio.StreamReader | None] = []
    targets: list[int] = []
    for given, ours in ((stdout, 1), (stderr, 2)):
        readers.append(None)
        if given == PIPE:
            end, target = os.pipe()
            ends.append(target)
            readers[-1] = await _reader_of(end)
        elif given == STDOUT:
            target = targets[0]
        else:
            target = given.fileno() if given else ours
        targets.append(target)
    environment = dict(os.environ if env is None else env)
    process = _context().Process(
        target=live,
        args=(arguments, environment, str(cwd), *(Descriptor(each) for each in targets), most_bytes),
        daemon=True,
    )
    process.start()
    for each in ends:
        os.close(each)
    return Started(process, readers[0], readers[1])


def _context() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.support.preloaded"])
    with chdir(ROOT):  # what it cannot import it leaves out without a word, and it looks where it begins
        forkserver.ensure_running()
    return context


async def _reader_of(end: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(end, "rb")
    )
    return reader


class Descriptor:
    """A file descriptor on its way into the process that is started; there it is a number again."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __reduce__(self) -> tuple[Any, ...]:
        return _arrived, (reduction.DupFd(self.number),)


def _arrived(duplicate: Any) -> int:
    number: int = duplicate.detach()
    return number


def live(
    arguments: Sequence[str],
    environment: dict[str, str],
    folder: str,
    stdout: int,
    stderr: int,
    most_bytes: int | None,
) -> None:
    """In the new process: everything is as it is for one that begins, and then the command line has it."""
    for given, own in ((stdout, 1), (stderr, 2)):
        os.dup2(given, own)
        os.close(given)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    if most_bytes is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    sys.argv = ["bot", *arguments]
    from bot import faultpoint

    importlib.reload(faultpoint)  # which reads the environment as it is imported
    try:
        runpy.run_module("bot", run_name="__main__", alter_sys=True)
    except Exception:
        sys.excepthook(*sys.exc_info())
        sys.exit(1)
