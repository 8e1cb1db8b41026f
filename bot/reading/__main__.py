"""`python -m bot.reading < FILE`: one line of JSON about what is in it; the process has limits, and ends past them."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict

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
    from bot.reading.found import Fault
    from bot.reading.kinds import read

    try:
        answer = asdict(read(sys.stdin.buffer))
    except Fault as fault:
        answer = {"fault": fault.why}
    except (MemoryError, RecursionError):
        answer = {"fault": "large"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
