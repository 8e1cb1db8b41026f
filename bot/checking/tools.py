"""What `check` finds installed on the machine, whatever the settings say: a line each to report with, never a fault."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot import __version__
from bot.checking.lines import Line, fine
from bot.locale.texts import Texts
from bot.store.health import ENGINE

_PATIENCE = 10.0  # seconds; fontconfig may have to read every font once
_SHOWN = 3
_DRAWER = "pdftoppm"
_OFFICE = ("soffice", "libreoffice")
# Where systems without fontconfig keep fonts, and how files with Chinese in them are called there.
_FOLDERS = ("C:/Windows/Fonts", "/System/Library/Fonts", "/Library/Fonts", "/usr/share/fonts")
_FILES = ("msyh*", "simsun*", "simhei*", "PingFang*", "Hiragino Sans GB*", "NotoS*CJK*", "SourceHan*", "wqy*")


def check_tools(t: Texts) -> Iterator[Line]:
    """Releases, LibreOffice, fonts."""
    yield fine(
        t.plain(
            "ok: zhibao {release}, Python {python}, SQLite {sqlite}",
            release=__version__,
            python=platform.python_version(),
            sqlite=ENGINE,
        )
    )
    yield _say_office(t, next(filter(None, map(shutil.which, _OFFICE)), None), drawer=shutil.which(_DRAWER))
    yield _say_fonts(t, find_fonts())


def _say_office(t: Texts, path: str | None, *, drawer: str | None) -> Line:
    if path is None or drawer is None:
        return fine(
            t.plain(
                "note: {program} is not there; a bulletin comes as .docx, without pictures of its pages",
                program="LibreOffice (soffice)" if path is None else "pdftoppm (poppler-utils)",
            )
        )
    return fine(t.plain("ok: LibreOffice at {path}", path=path))


def _say_fonts(t: Texts, names: list[str]) -> Line:
    if not names:
        return fine(t.plain("note: there are no fonts for Chinese; this release does without"))
    return fine(t.plain("ok: fonts for Chinese: {names}", names=", ".join(names[:_SHOWN])))


def find_fonts() -> list[str]:
    """Fonts for Chinese: their families as fontconfig has them, or else the names of files in the usual folders."""
    if lister := shutil.which("fc-list"):
        try:
            done = subprocess.run(  # noqa: S603 - a program of the system's, found by its name
                [lister, ":lang=zh", "family"], capture_output=True, timeout=_PATIENCE, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return []
        lines = done.stdout.decode(errors="replace").splitlines()
        return sorted({line.partition(",")[0] for line in lines if line.strip()})
    return sorted({path.name for name in _FOLDERS for kind in _FILES for path in Path(name).rglob(kind)})
