"""The run of the tests itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LEFT_OPEN = """
import asyncio, pathlib, sys
from bot.store.sqlite.connection import connect
from tests.conftest import pytest_sessionfinish
left = asyncio.run(connect(pathlib.Path(sys.argv[1])))
pytest_sessionfinish()
"""


def test_a_run_ends_though_a_test_has_left_a_connection_open(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LEFT_OPEN, str(tmp_path / "desk.db")]
    root = Path(__file__).resolve().parents[1]
    assert subprocess.run(command, cwd=root, timeout=60, check=False).returncode == 0
