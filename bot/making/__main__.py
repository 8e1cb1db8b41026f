"""`python -m bot.making`: a task a line on standard input, its file where the task says, a line of JSON about it.

A task is `{"kind", "spec", "path"}`; the answer `{"sha256", "size", "missing", "left_out"}` once the file is on disk (`missing`:
characters that no font has; `left_out`: how many pictures could not be had), or `{"fault"}`: `font`, `disk`, `large`, `template`
with what it lacks, or `broken` with the error's name. Ends with its input.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

MEMORY = 1 << 30  # bytes of address space; a chart takes a third
MOST_BYTES = 50 << 20  # of one file: what Telegram takes
WALL = 30  # seconds for one task; who asked stops waiting a little later


def limit() -> None:
    """From now on this process can take no more than that, leaves no picture of its memory, and lets others go first."""
    if hasattr(os, "nice"):
        os.nice(10)
    try:
        import resource
    except ImportError:  # a system without: who asked ends the process by the clock
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Makes files until standard input ends."""
    limit()
    for line in sys.stdin.buffer:
        _alarm(WALL)
        answer = _answer(json.loads(line))
        _alarm(0)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _answer(task: dict[str, Any]) -> dict[str, Any]:
    from bot.making.kinds import BadTemplate, NoFont, make

    path = Path(task["path"])
    # What a library puts aside lies beside the file, where every start empties the folder, and not where others may look.
    tempfile.tempdir = str(path.parent)
    try:
        made = make(task["kind"], task["spec"])
        _write(path, made.content)
    except NoFont:
        return {"fault": "font"}
    except BadTemplate as error:
        return {"fault": "template", "error": str(error)}
    except OSError:
        return {"fault": "disk"}
    except MemoryError:
        return {"fault": "large"}
    except Exception as error:
        return {"fault": "broken", "error": type(error).__name__}
    sha256 = hashlib.sha256(made.content).hexdigest()
    return {
        "sha256": sha256,
        "size": len(made.content),
        "missing": made.missing,
        "left_out": made.left_out,
    }


def _write(path: Path, content: bytes) -> None:
    """On disk when this returns."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    sys.exit(main())
