"""Traditional to simplified characters, by phrases; what people and units are called stays as it is on the roster."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from itertools import chain, pairwise

from opencc import OpenCC

_CHARACTERS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_SHOWN = "\uffff"  # fonts seldom have the rare characters beyond
_ONE_IN = (
    100  # a text is simplified where more than one in so many visible characters differs (manual, section 2)
)


def simplify(text: str, *, names: Iterable[str] = ()) -> tuple[str, int]:
    """The text in simplified characters, and in how many places it differs; as it is where too few do.

    `names` are looked at only where there is something to convert: those written with traditional characters stay.
    """
    if not may_be_traditional(text):
        return text, 0
    kept = _protected(text, names)
    simple = "".join(part if place % 2 else _convert(part) for place, part in enumerate(kept))
    differing = [old != new for old, new in zip(text, simple, strict=False)]
    if sum(differing) * _ONE_IN <= sum(not char.isspace() for char in text):
        return text, 0
    return simple, sum(now and not before for before, now in pairwise(chain([False], differing)))


def traditional_characters() -> str:
    """Every character that may be written another way in simplified texts; the first call takes a tenth of a second."""
    return "".join(map(chr, _single()))


def single_forms() -> Mapping[int, str]:
    """Every such character by its code, with the simplified one, whatever stands beside it."""
    return _single()


def may_be_traditional(text: str) -> bool:
    """Whether there is a character that simplified texts write another way."""
    return _traditional().search(text) is not None


def _protected(text: str, names: Iterable[str]) -> list[str]:
    """The text in parts: what may be converted, and every second one a name that stays."""
    written = {name for name in names if name in text and may_be_traditional(name)}
    if not written:
        return [text]
    longest_first = sorted(written, key=len, reverse=True)
    return re.split(f"({'|'.join(map(re.escape, longest_first))})", text)


def _convert(text: str) -> str:
    """Simplified by phrases; character by character where phrases would change the length, which places are counted by.

    A character whose simplified form hardly any phone can show stays.
    """
    simple = _converter().convert(text)
    if len(simple) != len(text):
        return text.translate(_single())
    return "".join(new if new <= _SHOWN else old for old, new in zip(text, simple, strict=True))


@functools.cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@functools.cache
def _single() -> dict[int, str]:
    """Every character that has another simplified form, by its code."""
    characters = [chr(code) for codes in _CHARACTERS for code in codes]
    simple = _converter().convert("\n".join(characters)).split("\n")
    return {
        ord(old): new
        for old, new in zip(characters, simple, strict=True)
        if old != new and len(new) == 1 and new <= _SHOWN
    }


@functools.cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{traditional_characters()}]")
