"""`make`: what it says before it is silent for long, with a Python that only repeats what it is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def made(target: str, *settings: str, environment: Path) -> list[str]:
    """The lines that `make` prints, with `environment` as its .venv."""
    python = environment / "bin" / "python"
    if not python.exists():
        python.parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\necho "python $*"\n', encoding="utf-8")
        python.chmod(0o755)
    done = subprocess.run(
        ["make", "--no-print-directory", target, f"VENV={environment}", *settings],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_demo_says_in_both_languages_that_it_installs_before_it_does(tmp_path: Path) -> None:
    words, install, *rest = made("demo", environment=tmp_path)
    assert words == (
        f"正在把要用的库装进 {tmp_path}，头一次约需半分钟 / "
        f"Installing libraries into {tmp_path}: half a minute the first time ..."
    )
    assert install.startswith("python -m pip install --quiet ") and install.endswith("-r requirements.lock")
    assert rest[-1] == "python -m bot demo"
    assert made("demo", "PORT=0", environment=tmp_path)[-1] == "python -m bot demo --port 0"


def test_the_tests_say_so_too_and_what_is_installed_is_not_installed_again(tmp_path: Path) -> None:
    words, install, *_ = made("test", environment=tmp_path)
    assert words.startswith("正在把库和检查工具装进 ") and install.endswith("-r requirements-dev.lock")
    assert made("demo", environment=tmp_path)[-1] == "python -m bot demo"
    assert not any("pip install" in line for line in made("demo", environment=tmp_path))
