"""The process in which files are opened: whatever a file does to it, there is an answer, and the next file is read."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.delivery.incoming.reader import Reader
from bot.model import Reading
from tests.support.papers import HEAD, PNG, TEXT, bomb, packed, paper
from tests.support.process import ROOT


async def reading_of(tmp_path: Path, content: bytes, *, reader: Reader | None = None) -> Reading:
    path = tmp_path / "file"
    path.write_bytes(content)
    return await (reader or Reader()).read(path)


async def test_a_paper_comes_back_as_text(tmp_path: Path) -> None:
    found = await reading_of(tmp_path, paper())
    assert (found.kind, found.text, found.fault) == ("docx", f"{HEAD}\n{TEXT}", None)


async def test_a_fault_of_the_file_comes_back_as_one(tmp_path: Path) -> None:
    assert (await reading_of(tmp_path, b"")).fault == "empty"


# A small process that has the file read, and says how much memory (KB) that took at the most; what is read is told first.
_MEASURED = (
    "import resource, subprocess, sys; "
    "subprocess.run([sys.executable, '-m', 'bot.reading'], stdin=open(sys.argv[1], 'rb')); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bomb, id="a bomb of 3 GB"),
        # One word without an end: a parser has to keep the whole of it.
        pytest.param(lambda: packed(word__document=b"<" + b"a" * (40 << 20)), id="a word of 40 MB"),
        pytest.param(lambda: packed(word__document=b"<a>" * (12 << 20)), id="12 million elements"),
    ],
)
def test_what_would_take_all_memory_or_time_is_refused_within_both(
    tmp_path: Path, content: Callable[[], bytes]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content())
    before = time.monotonic()
    done = subprocess.run([sys.executable, "-c", _MEASURED, path], cwd=ROOT, capture_output=True, check=True)
    *answer, memory = done.stdout.decode().splitlines()
    assert [json.loads(line).get("fault") for line in answer] in ([], ["large"], ["damaged"])
    assert int(memory) < 256 * 1024
    assert time.monotonic() - before < 20


async def test_a_process_that_takes_too_long_is_ended_and_the_next_file_is_read(tmp_path: Path) -> None:
    reader = Reader(within=0.0)
    assert (await reading_of(tmp_path, paper(), reader=reader)).fault == "large"
    assert (await reading_of(tmp_path, PNG)).kind == "png"


async def test_the_token_is_not_in_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456:SECRET")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    seen = tmp_path / "seen"
    # What every Python process of that path runs first.
    (tmp_path / "sitecustomize.py").write_text(
        f"import os; open({str(seen)!r}, 'w').write(' '.join(os.environ))", encoding="utf-8"
    )
    assert (await reading_of(tmp_path, PNG)).kind == "png"
    assert "TELEGRAM_BOT_TOKEN" not in seen.read_text(encoding="utf-8")
