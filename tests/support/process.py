"""The bot as a process of its own, as an operator runs it: its settings, its life, and what it has committed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.support import warm

ROOT = Path(__file__).resolve().parents[2]

_NO_LIMITS = (
    ("overall_per_second = 30", "overall_per_second = 0"),
    ("group_per_minute = 20", "group_per_minute = 0"),
    ("chat_per_second = 1", "chat_per_second = 0"),
)


def write_settings(folder: Path, base: str, *, owners: list[int], limits: bool = False) -> Path:
    """The repository's own config.toml with token, addresses, storage and owners changed, and no limits unless asked."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    for old, new in (
        ('token = ""      ', 'token = "123456:SANDBOX"'),
        ("https://api.telegram.org/bot", f"{base}/bot"),
        ("https://api.telegram.org/file/bot", f"{base}/file/bot"),
        ("sqlite:///data/desk.db", f"sqlite:///{folder / 'desk.db'}"),
        ("owners = []", f"owners = {owners}"),
        *(() if limits else _NO_LIMITS),
    ):
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


@asynccontextmanager
async def running(config: Path, **environment: str) -> AsyncIterator[warm.Process]:
    """`python -m bot run`, killed at the end if it has not ended; `environment` is beside ours."""
    process = await warm.start(
        "run", "--config", str(config), env={**os.environ, **environment}, stderr=warm.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """What is committed, read beside the bot; nothing while there are no tables yet."""
    conn = sqlite3.connect(f"file:{folder / 'desk.db'}?mode=ro", uri=True, timeout=5)
    try:
        return list(conn.execute(sql))
    except sqlite3.OperationalError:
        return []
    finally:
        conn.close()


async def until(condition: Callable[[], object], *, seconds: float) -> None:
    """Waits until the callable is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"
        await asyncio.sleep(0.02)


async def command(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of `python -m bot ...`."""
    process = await warm.start(
        *arguments, stdout=warm.PIPE, stderr=warm.PIPE, env={"PATH": "", **environment}
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert "Traceback" not in err.decode()
    return process.returncode or 0, out.decode(), err.decode()
