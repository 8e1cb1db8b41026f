"""Texts in the one form in which rules look for words: whatever hides a word from a search, and not from a reader, is undone."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

# Nothing of these is seen, or only upon others: zero-width, direction and control characters, soft hyphens, combining marks.
UNSEEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
STARS = "☆✩✪✫✬✭✮✯✰⭐🌟⋆⭑⭒٭✦✧❋✡✶✴"  # ★ looks like these, and * is looked for where it stands for one
_COMPATIBLE = "\u2e80-\u2fdf\u3280-\u33ff\uf900-\ufaff"  # radicals, circled and compatibility characters
_WIDE = "\uff21-\uff3a\uff41-\uff5a"  # Ａ to ｚ: full-width digits hide no word
# The two characters of a grade with something drawn between them, as it is written and in the normal form.
_BETWEEN = r"\s?[_./|~·・•…⋯*+=—–．／｜～＿-]{1,3}\s?"
_DRAWN = re.compile(f"(?<=[绝机秘]){_BETWEEN}(?=密)")
_HAS_DRAWN = re.compile(f"[绝机秘]{_BETWEEN}密")  # the quick look: it begins with a set
_BREAKS = "\n\r\v\f\x85\u2028\u2029"


@cache
def simplified() -> dict[str, str]:
    """Each traditional character with the simplified one."""
    characters = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    forms = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    found = {one: other for one, other in zip(characters, forms, strict=True) if one != other}
    return {**found, "宻": "密"}


@cache
def disguises() -> re.Pattern[str]:
    """Characters for which a text must be brought into the normal form before words are looked for in it."""
    return re.compile(f"[{UNSEEN}{STARS}{_COMPATIBLE}{_WIDE}{''.join(simplified())}]")


def is_drawn_apart(text: str) -> bool:
    """Whether a grade is written with something between its characters."""
    return "密" in text and _HAS_DRAWN.search(text) is not None


_UNSEEN = re.compile(f"[{UNSEEN}]")
_LINE_ENDS, _BLANKS = re.compile(r"\s*\n\s*"), re.compile(r"[^\S\n]+")


@cache
def _undone() -> dict[int, str | None]:
    """What becomes of each single character: unseen ones go, stars and simplified characters stand for those like them."""
    unseen = (chr(code) for code in range(0x10000) if _UNSEEN.match(chr(code)))
    return {
        **{ord(one): other for one, other in simplified().items()},
        **{ord(star): "★" for star in STARS},
        **{ord(one): "\n" for one in _BREAKS},
        **{ord(one): None for one in unseen if one not in _BREAKS},
    }


def plain(text: str) -> str:
    """The text of `normal`, without the places: many times as fast, for long texts."""
    table = _undone()
    # Compatibility forms may be forms of traditional characters.
    found = unicodedata.normalize("NFKC", text.translate(table)).translate(table)
    return _DRAWN.sub("", _BLANKS.sub(" ", _LINE_ENDS.sub("\n", found)))


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in the normal form, and for each of its characters where it stood in the text as it was written."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the normal form stands in the text as it was written."""
        return self.places[start], self.places[end - 1] + 1


def normal(text: str) -> Normal:
    """NFKC, simplified, stars ★, unseen characters and what draws a grade apart out, runs of blanks and line breaks one."""
    forms = simplified()
    found: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if _UNSEEN.match(char):
            continue
        if char in STARS:
            form = "★"
        elif char in _BREAKS:
            form = "\n"
        elif char.isspace():
            form = " "
        else:
            form = char if char.isascii() else unicodedata.normalize("NFKC", char)
        for one in form:
            if _UNSEEN.match(one):
                continue
            shown = forms.get(one, one)
            if shown in " \n" and found and found[-1] in " \n":
                if shown == "\n":
                    found[-1] = shown
                continue
            found.append(shown)
            places.append(place)
    for drawn in reversed(list(_DRAWN.finditer("".join(found)))):
        del found[slice(*drawn.span())], places[slice(*drawn.span())]
    return Normal("".join(found), tuple(places))
