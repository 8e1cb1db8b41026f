"""The same text, also reworked: keys by which a database finds candidates, and the measure that verifies them.

Of a text without marks, its figures made alike, all runs of three characters are hashed; the smallest hashes of 60 groups are
taken three at a time as keys. Of texts that were reworked in ten ways 98 in 100 share one of these
keys, whatever the order of their sentences (docs/likeness.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

SAME_FROM = 0.57  # containment: verified as the same text, reworked
REPEATED_FROM = 0.85  # overlap: nothing but the same text
FULL = 200  # texts under one key: boilerplate that everybody copies, and not looked at

_LENGTH = 3  # characters of a run
_GROUPS, _ROWS, _ACROSS = 60, 3, 8
_FEWEST = 40  # runs: below, a text has its exact key alone
_MARKS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")
_EMPTY = 1 << 32  # larger than any hash
_WORD = 0xFFFFFFFF
_STEP = 0x9E3779B1  # odd, with its bits well spread
_KEY = (1 << 47) - 1  # SQLite keeps it in six bytes

Shingles = frozenset[int]


def shingles(title: str, body: str) -> Shingles:
    """The hashes of all runs of three characters, without marks and blanks, each figure as one 0."""
    return frozenset(_hashes(_plain(title, body)))


def keys_of(title: str, body: str) -> tuple[int, ...]:
    """The text's keys, 47 bits each: the exact one first, then one for each band where the text is long enough."""
    plain = _plain(title, body)
    exact = (crc32(plain.encode("utf-8", "surrogatepass")) * _STEP ^ len(plain) * _STEP * _STEP) & _KEY
    hashes = _hashes(plain)
    if len(hashes) < _FEWEST:
        return (exact,)
    least = _filled(_least(hashes))
    keys = [exact]
    for band, (first, second, third) in enumerate(_bands(least)):
        mixed = ((first * _STEP ^ second) * _STEP ^ third) * _STEP + band
        keys.append((mixed ^ mixed >> 47) & _KEY)
    return tuple(keys)


def _bands(least: list[int]) -> Iterator[list[int]]:
    """Three groups side by side, and then some across, so that other three agree."""
    for at in range(0, _GROUPS, _ROWS):
        yield least[at : at + _ROWS]
    for at in range(_ACROSS):
        yield least[at :: _GROUPS // _ROWS][:_ROWS]


def containment(one: Shingles, other: Shingles) -> float:
    """How much of the shorter text is in the other one, 0 to 1."""
    return len(one & other) / (min(len(one), len(other)) or 1)


def overlap(one: Shingles, other: Shingles) -> float:
    """How much of the longer text is in the other one, 0 to 1."""
    return len(one & other) / (max(len(one), len(other)) or 1)


def _plain(title: str, body: str) -> str:
    return _DIGITS.sub("0", _MARKS.sub("", title + body)).lower()


def _hashes(plain: str) -> set[int]:
    data = plain.encode("utf-16-le", "surrogatepass")
    size = 2 * _LENGTH
    return {crc32(data[at : at + size]) for at in range(0, len(data) - size + 2, 2)}


def _least(hashes: set[int]) -> list[int]:
    least = [_EMPTY] * _GROUPS
    for value in hashes:
        mixed = value * _STEP & _WORD  # CRCs of similar runs are similar
        group = mixed % _GROUPS
        if mixed < least[group]:
            least[group] = mixed
    return least


def _filled(least: list[int]) -> list[int]:
    """A group that no run fell into borrows from the next one that has some, so that it agrees where that one agrees."""
    if _EMPTY not in least:
        return least
    filled = list(least)
    for group, value in enumerate(least):
        distance = 0
        while value == _EMPTY:
            distance += 1
            value = least[(group + distance) % _GROUPS]
        filled[group] = (value + distance * _STEP) & _WORD if distance else value
    return filled
