"""LibreOffice without a window: what it makes of a file; where it is not installed, its tests are skipped and say so."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from filelock import FileLock

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
LOCK = Path(tempfile.gettempdir()) / "soffice.lock"  # one after another: each takes a core and 300 MB


def converted(path: Path, form: str, *, into: Path) -> Path:
    """The file as LibreOffice writes it in another form (pdf, xlsx ...), in the folder `into`."""
    assert SOFFICE is not None
    with FileLock(LOCK):
        subprocess.run(
            [
                SOFFICE,
                f"-env:UserInstallation={(into / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                form,
                "--outdir",
                str(into),
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=90,
            env={name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        )
    return into / f"{path.stem}.{form}"
