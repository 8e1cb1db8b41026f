"""Letters in pictures: Noto Sans SC from a package, for rare characters whatever this machine has, and a sign for the rest."""

from __future__ import annotations

import functools
import itertools
import os
import unicodedata
from importlib.resources import as_file, files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.making.kinds import NoFont

SIGN = "〓"  # what printers set for a character that they have not
_FILE = ("pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf")
# Where systems keep their fonts; what is not there holds none.
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    f"{os.environ.get('SYSTEMROOT', 'C:/Windows')}/Fonts",
)
_KINDS = (".ttf", ".otf", ".ttc")
_MOST_OTHERS = 200  # fonts of the machine that are looked into
_NOT_DRAWN = ("emoji", "lastresort", "adobeblank")  # pictures in colour, and boxes with numbers
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_NOBODYS = "\U0010ffff"  # no character, and never one
_TRIED = 20  # pixels


class Letters:
    """The letters of one picture; `missing`: what had to go."""

    def __init__(self) -> None:
        self.missing = ""

    def pieces(self, text: str, size: float) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        """The text in one line, in pieces of a font each, `size` in pixels; without what cannot be seen, and with a sign for each
        character that no font has.
        """
        shown = " ".join(unicodedata.normalize("NFC", text).split())
        letters = [self._letter(char) for char in shown if not _is_unseen(char)]
        return [
            (font(path, size), "".join(char for _, char in piece))
            for path, piece in itertools.groupby(letters, key=lambda letter: letter[0])
        ]

    def _letter(self, char: str) -> tuple[Path, str]:
        """The font that has it, and it; or the sign."""
        if has_letter(_path(), char):
            return _path(), char
        # A private character means something else in each font.
        other = None if unicodedata.category(char) == "Co" else _other_with(char)
        if other is None:
            self.missing += char if char not in self.missing else ""
            return _path(), SIGN
        return other, char


def _is_unseen(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in ("Cc", "Cf", "Cs")


@functools.cache
def font(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """OSError where the file is no font."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _path() -> Path:
    """The package's font. NoFont where it is not there, or is another one."""
    package, name = _FILE
    try:
        with as_file(files(package) / name) as path:
            found = path
        is_whole = has_letter(found, SIGN) and has_letter(found, "县")
    except (ImportError, OSError):
        raise NoFont from None
    if not is_whole:
        raise NoFont
    return found


@functools.cache
def has_letter(path: Path, char: str) -> bool:
    """Whether the font has it: what it has not is drawn like what nobody has, as a box."""
    return _drawn(path, char) != _drawn(path, _NOBODYS)


def _drawn(path: Path, char: str) -> bytes:
    sheet = Image.new("L", (3 * _TRIED, 3 * _TRIED))
    ImageDraw.Draw(sheet).text((_TRIED, _TRIED), char, fill=255, font=font(path, _TRIED))
    return sheet.tobytes()


@functools.cache
def _others() -> list[Path]:
    """The machine's fonts."""
    found = sorted(
        path
        for folder in _FOLDERS
        for path in Path(os.path.expanduser(folder)).rglob("*")  # noqa: PTH111 - a service's user may have no home
        if path.suffix.lower() in _KINDS and not any(word in path.name.casefold() for word in _NOT_DRAWN)
    )
    return found[:_MOST_OTHERS]


@functools.cache
def _other_with(char: str) -> Path | None:
    """A font of the machine's that has the character."""
    for path in _others():
        try:
            if has_letter(path, char):
                return path
        except OSError:  # a file that is no font
            continue
    return None
