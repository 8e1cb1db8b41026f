"""Letters in pictures: Noto Sans SC from a package, for rare characters whatever this machine has, and a sign for the rest."""

from __future__ import annotations

import functools
import unicodedata
from importlib.resources import as_file, files
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from bot.making.kinds import NoFont

SIGN = "〓"  # what printers set for a character that they have not
_FILE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
_MOST_OTHERS = 200  # fonts of the machine that are looked into
_NOT_DRAWN = ("emoji", "lastresort", "adobeblank")  # pictures in colour, and boxes with numbers
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")


class Letters:
    """The fonts for one picture: `fit` each text before it is drawn with `families`, in this order; `missing`: what had to go."""

    def __init__(self) -> None:
        self.families = [_main()]
        self.missing = ""

    def fit(self, text: str) -> str:
        """The text in one line, without what cannot be seen, and with a sign for each character that no font has."""
        shown = " ".join(unicodedata.normalize("NFC", text).split())
        return "".join(self._letter(char) for char in shown if not _is_unseen(char))

    def _letter(self, char: str) -> str:
        if ord(char) in _characters(_path()):
            return char
        # A private character means something else in each font.
        other = None if unicodedata.category(char) == "Co" else _other_with(char)
        if other is None:
            self.missing += char if char not in self.missing else ""
            return SIGN
        if other not in self.families:
            self.families.append(other)
        return char


def _is_unseen(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in ("Cc", "Cf", "Cs")


@functools.cache
def _path() -> Path:
    """The package's font. NoFont where it is not there, or is another one."""
    package, name = _FILE
    try:
        with as_file(files(package) / name) as path:
            found = path
        has = _characters(found)
    except (ImportError, OSError, RuntimeError):
        raise NoFont from None
    if ord(SIGN) not in has or ord("县") not in has:
        raise NoFont
    return found


@functools.cache
def _characters(path: Path) -> frozenset[int]:
    return frozenset(FT2Font(str(path)).get_charmap())


@functools.cache
def _register(path: Path) -> str:
    """A name by which this very file is meant: machines may have others of the same family, thin ones among them."""
    name = f"desk {path.as_posix()}"
    font_manager.fontManager.ttflist.append(font_manager.FontEntry(fname=str(path), name=name))
    return name


def _main() -> str:
    return _register(_path())


@functools.cache
def _other_with(char: str) -> str | None:
    """A font of the machine's that has the character."""
    paths = sorted({entry.fname for entry in font_manager.fontManager.ttflist})
    for path in [each for each in paths if not any(word in each.casefold() for word in _NOT_DRAWN)][
        :_MOST_OTHERS
    ]:
        try:
            if ord(char) in _characters(Path(path)):
                return _register(Path(path))
        except (OSError, RuntimeError):  # a file that is no font
            continue
    return None
