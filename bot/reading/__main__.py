"""`python -m bot.reading < FILE`: one line of JSON about what is in it; the process has limits, and ends past them.

`python -m bot.reading feed ADDRESS CONTENT-TYPE < FILE`: the same of a network source.
"""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from typing import IO, Any

MEMORY = 256 << 20  # bytes of address space
CPU = 6  # seconds
WALL = 12  # seconds; who asked stops waiting a little later


def limit() -> None:
    """From now on this process can take no more than that, write no file, and leaves no picture of its memory."""
    signal.alarm(WALL) if hasattr(signal, "alarm") else None
    try:
        import resource
    except ImportError:  # a system without: who asked ends the process by the clock
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Reads standard input, which is the file itself."""
    limit()
    sys.stdout.buffer.write(answer_about(sys.stdin.buffer, sys.argv[1:]) + b"\n")
    return 0


def answer_about(file: IO[bytes], arguments: list[str]) -> bytes:
    """The line about it, as JSON."""
    from bot.reading.found import Fault

    try:
        answer = _read(file, arguments)
    except Fault as fault:
        answer = {"fault": fault.why}
    except (MemoryError, RecursionError):
        answer = {"fault": "large"}
    return json.dumps(answer).encode()


def _read(file: IO[bytes], arguments: list[str]) -> dict[str, Any]:
    if arguments[:1] == ["feed"]:
        from bot.reading import feeds

        return feeds.read(file.read(), address=arguments[1], kind=arguments[2])
    from bot.reading.kinds import read

    return asdict(read(file))


if __name__ == "__main__":
    sys.exit(main())
