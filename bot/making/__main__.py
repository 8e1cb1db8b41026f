"""`python -m bot.making`: a task a line on standard input, its file where the task says, a line of JSON about it.

A task is `{"kind", "spec", "path"}`; with `pages`, how many pages of a paper are drawn at the most, where that is more than one,
`within` (seconds) where it may take longer than usual, and `most` (bytes) where it may be larger than what Telegram takes. Ends
with its input.

The answer is `{"sha256", "size", "missing", "left_out", "pages", "are_pages_missing", "preview"}` once the file is on disk
(`missing`: characters that no font has; `left_out`: how many pictures could not be had; `pages`: `{"sha256", "size"}` of each
page's picture, which lies where `page_path` says; `preview`: the first page in small, a JPEG in Base64), or `{"fault"}`: `font`,
`disk`, `large`, `template` with what it lacks, or `broken` with the error's name. Before it, for a file that takes long, come
lines `{"done"}` (rows).
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tempfile
import time
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 1 << 30  # bytes of address space; a chart takes an eighth
MOST_BYTES = 50 << 20  # of one file: what Telegram takes
_MOST_WRITTEN = 8 << 30  # of what is put aside for one file, before it is packed
WALL = 30  # seconds for one task; who asked stops waiting a little later
_TELL_EVERY = 0.3  # seconds


def limit() -> None:
    """From now on this process can take no more than that, leaves no picture of its memory, and lets others go first."""
    with suppress(AttributeError, OSError):  # no such thing here, or a service that may not (docs/deploy)
        os.nice(10)
    try:
        import resource
    except ImportError:  # a system without: who asked ends the process by the clock
        return
    # LibreOffice, which draws pages, has to be given more: only what this process may take itself is bounded.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_WRITTEN, _MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Makes files until standard input ends."""
    limit()
    for line in sys.stdin.buffer:
        task = json.loads(line)
        _alarm(int(task.get("within", WALL)))
        answer = _answer(task)
        _alarm(0)
        _say(answer)
    return 0


def _say(words: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(words).encode() + b"\n")
    sys.stdout.buffer.flush()


def _answer(task: dict[str, Any]) -> dict[str, Any]:
    from bot.making.kinds import LARGE, BadTemplate, NoFont, has_pages, has_preview, make, write_large

    path, missing, left_out = Path(task["path"]), "", 0
    # What a library puts aside lies beside the file, where every start empties the folder, and not where others may look.
    tempfile.tempdir = str(path.parent)
    try:
        if task["kind"] in LARGE:
            write_large(task["kind"], task["spec"], path, _Reporter())
        else:
            made = make(task["kind"], task["spec"])
            path.write_bytes(made.content)
            missing, left_out = made.missing, made.left_out
        size, sha256 = _settle(path)
        with_pages, with_preview = (has(task["kind"], task["spec"]) for has in (has_pages, has_preview))
        most_pages = task.get("pages", 1) if with_pages else 0
        pages, preview = _draw_pages(path, most=most_pages, preview=with_preview)
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
    if size > task.get("most", MOST_BYTES):
        return {"fault": "large"}
    return {
        "sha256": sha256,
        "size": size,
        "missing": missing,
        "left_out": left_out,
        "pages": pages or [],
        "are_pages_missing": pages is None,
        "preview": preview,
    }


def page_path(path: Path, number: int) -> Path:
    """Where the picture of a paper's page lies, beside the paper; the first is 1."""
    return path.with_name(f"{path.name}-{number}")


def _draw_pages(path: Path, *, most: int, preview: bool) -> tuple[list[dict[str, Any]] | None, str]:
    """Each page's picture is on disk when this returns, as far as they are wanted; and the preview, a JPEG in Base64.

    Both are empty where the machine has no LibreOffice. None in place of the pages where drawing them failed.
    """
    if not (most or preview):
        return [], ""
    from bot.making.pages import NoPages, draw_pages, shrunk

    try:
        pictures = draw_pages(path, folder=path.parent, most=most or 1)
        small = b64encode(shrunk(pictures[0])).decode() if preview and pictures else ""
    except (NoPages, OSError):
        return None if most else [], ""
    return [_kept(path, number, each) for number, each in enumerate(pictures if most else (), start=1)], small


def _kept(path: Path, number: int, picture: bytes) -> dict[str, Any]:
    target = page_path(path, number)
    target.write_bytes(picture)
    size, sha256 = _settle(target)
    return {"sha256": sha256, "size": size}


class _Reporter:
    """Says now and then how many rows are done."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()

    def __call__(self, done: int) -> None:
        if time.monotonic() - self._said_at >= _TELL_EVERY:
            self._said_at = time.monotonic()
            _say({"done": done})


def _settle(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file that is on disk when this returns."""
    hashed = hashlib.sha256()
    with path.open("rb+") as file:
        while chunk := file.read(1 << 20):
            hashed.update(chunk)
        os.fsync(file.fileno())
        return file.tell(), hashed.hexdigest()


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    sys.exit(main())
