"""Pictures of a paper's pages, by LibreOffice and poppler where a machine has them; each runs with limits and leaves nothing."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image

WITHIN = 60.0  # seconds for a paper
_WIDTH = 1200  # dots of a picture: three to a dot of a phone's
_MEMORY = 6 << 30  # bytes of address space; LibreOffice asks for two and a half, and uses a tenth of it
_PREVIEW = 320  # dots, the longer side of a thumbnail
_RESTART = (79, 81)  # LibreOffice's codes for: once more, with the profile that I have just made
_PARENT_DIED = 1  # prctl's PR_SET_PDEATHSIG

# Where a font is missing: others of its kind, by the names that systems give them, and Noto, which CI and the package have.
_INSTEAD: Mapping[str, Sequence[str]] = {
    "仿宋_GB2312": ("仿宋", "FangSong", "STFangsong", "Noto Serif CJK SC", "Source Han Serif SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "STKaiti", "AR PL UKai CN", "Noto Serif CJK SC", "Source Han Serif SC"),
    "方正小标宋简体": (
        "FZXiaoBiaoSong-B05S",
        "Noto Serif CJK SC",
        "Source Han Serif SC",
        "SimSun",
        "STSong",
    ),
    "宋体": ("SimSun", "STSong", "Noto Serif CJK SC", "Source Han Serif SC"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC"),
}
_TITLES = "方正小标宋简体"
_LAST = ("Noto Sans SC", "WenQuanYi Zen Hei")
_PACKAGE = "pylopdf_fonts_zh_cn"


class NoPages(Exception):
    """The programs are there, and no pictures came of them."""


def can_draw() -> bool:
    """Whether this machine has what it takes."""
    return _office() is not None and shutil.which("pdftoppm") is not None


def draw_pages(paper: Path, *, folder: Path, most: int, within: float = WITHIN) -> list[bytes]:
    """The first pages of a .docx as PNG, in order, at most so many; none where it cannot be done
    here. What is put aside lies in `folder`. NoPages where it takes longer than `within` (seconds) or comes to nothing.
    """
    office, drawer = _office(), shutil.which("pdftoppm")
    if office is None or drawer is None:
        return []
    until = time.monotonic() + within
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as held:
        inside = Path(held)
        (pdf,) = to_pdf([paper], inside, within=within)
        _run(
            [
                *(drawer, "-png", "-scale-to-x", str(_WIDTH), "-scale-to-y", "-1"),
                *("-l", str(most), str(pdf), str(inside / "page")),
            ],
            inside,
            within=until - time.monotonic(),
        )
        found = sorted(inside.glob("page-*.png"), key=lambda each: int(each.stem.rpartition("-")[2]))
        if not found:
            raise NoPages("no picture")
        return [each.read_bytes() for each in found]


def shrunk(page: bytes) -> bytes:
    """A page's picture as a JPEG of the size that Telegram takes as a document's thumbnail."""
    with Image.open(io.BytesIO(page)) as picture:
        small = picture.convert("RGB")
        small.thumbnail((_PREVIEW, _PREVIEW))
    out = io.BytesIO()
    small.save(out, format="jpeg", quality=75)
    return out.getvalue()


def to_pdf(papers: Sequence[Path], folder: Path, *, within: float = WITHIN) -> list[Path]:
    """Each .docx as PDF, in `folder`, where the program's own files lie, too; in one go, since a start takes longest. NoPages."""
    office = _office()
    if office is None:
        raise NoPages("no LibreOffice")
    sources = [Path(shutil.copyfile(paper, folder / f"{number}.docx")) for number, paper in enumerate(papers)]
    (folder / "fonts.conf").write_text(_fonts(), encoding="utf-8")
    call = [
        *office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf"),
        *("--outdir", str(folder), *map(str, sources)),
    ]
    until = time.monotonic() + within
    code = _run(call, folder, within=within)
    if code in _RESTART:
        code = _run(call, folder, within=until - time.monotonic())
    made = [source.with_suffix(".pdf") for source in sources]
    if code or not all(each.is_file() for each in made):
        raise NoPages(f"LibreOffice ended with {code}")
    return made


def _office() -> list[str] | None:
    """LibreOffice's own process where it can be found, since what starts it would outlive whoever ends what started it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    itself = Path(found).resolve().with_name("soffice.bin")
    return [str(itself)] if sys.platform == "linux" and itself.is_file() else [found]


def _run(call: Sequence[str], folder: Path, *, within: float) -> int:
    """Its exit code; it and all that it has started are ended when this returns. NoPages where it takes too long."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    environment |= {
        "HOME": str(folder),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
        "SAL_USE_VCLPLUGIN": "svp",  # draws without a display
    }
    process = subprocess.Popen(  # noqa: S603 - a program of the system's
        call,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limits() if os.name == "posix" else None,  # noqa: PLW1509 - this process has one thread
    )
    try:
        return process.wait(timeout=max(within, 0.0))
    except subprocess.TimeoutExpired:
        raise NoPages("took too long") from None
    finally:
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()


def _limits() -> Callable[[], None]:
    """What is done in the process that is to run it: limits of its own, and an end with the one that started it."""
    import resource

    death, parent = _death_call(), os.getpid()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    memory = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)

    def apply() -> None:
        with suppress(OSError, ValueError):  # what limits there are stay
            resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
        if death is not None:
            death(_PARENT_DIED, signal.SIGKILL)
            if os.getppid() != parent:  # it ended just before
                os._exit(1)

    return apply


def _death_call() -> Callable[[int, int], object] | None:
    if sys.platform != "linux":
        return None
    import ctypes

    found: Callable[[int, int], object] | None = getattr(ctypes.CDLL(None), "prctl", None)
    return found


def _fonts() -> str:
    """Settings of fontconfig: the system's, the package's font, and what stands in for a font that is missing."""
    folders = ""
    with suppress(ImportError):
        folders = f"<dir>{escape(str(files(_PACKAGE)))}</dir>"
    instead = "".join(
        f'<alias binding="same"><family>{name}</family><accept>'
        + "".join(f"<family>{other}</family>" for other in (*others, *_LAST))
        + "</accept></alias>"
        for name, others in _INSTEAD.items()
    )
    # Titles are heavier than the text; what stands in for their font is bold, then.
    bold = (
        f'<match target="pattern"><test name="family"><string>{_TITLES}</string></test>'
        '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit></match>'
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{folders}{instead}{bold}'
        '<cachedir prefix="xdg">fontconfig</cachedir></fontconfig>'
    )
