"""Which of a month's key points (信息要点) an item names, and what is covered of each; their writing: keypoints.py."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from bot.model import ItemState, KeyPoint
from bot.rules.names import squeeze
from bot.rules.quota import counts

_NAMED = re.compile(r"(?:第)?[#№]?0*(?P<number>[1-9]\d?)(?:条|号|项)?(?:[.、,:)\s](?P<rest>.*))?", re.DOTALL)
_SEVERAL = re.compile(
    r"(?:第)?[#№]?0*[1-9]\d?(?:条|号|项)?(?:\s*(?:[、,;/&+]|和|及|与|and|\s)\s*(?:第)?[#№]?0*[1-9]\d?(?:条|号|项)?)+[.。]?",
    re.I,
)
_TITLE_LIKE = re.compile(r"[^。;；!！?？\n]{2,40}")
_WORD_LEAST = 2  # characters that may name a title


def names_keypoint(raw: str) -> bool:
    """Whether a header's value may name a key point: a number, or a few words of a title."""
    typed = _half(raw).strip()
    return bool(typed) and bool(_NAMED.fullmatch(typed) or _TITLE_LIKE.fullmatch(typed))


def find_named(raw: str, points: Sequence[KeyPoint]) -> KeyPoint | None:
    """The key point that is named: by its number, the first of several, or by words that stand in one title alone.

    None where that is not sure, as where the words behind a number are another one's.
    """
    typed = _half(raw).strip()
    if numbers := _numbers(typed):
        return next((point for number in numbers for point in points if point.number == number), None)
    if match := _NAMED.fullmatch(typed):
        found = next((point for point in points if point.number == int(match["number"])), None)
        meant = _titled(match["rest"] or "", points)
        return found if len(meant) != 1 or found in meant else None
    held = _titled(typed, points)
    return held[0] if len(held) == 1 else None


def is_number(raw: str) -> bool:
    """Whether a header names a key point by one number alone."""
    match = _NAMED.fullmatch(_half(raw).strip())
    return match is not None and not match["rest"]


def left_out(raw: str, points: Sequence[KeyPoint]) -> list[int]:
    """The other numbers where a header names several: an item is about one key point."""
    found = find_named(raw, points)
    return [number for number in _numbers(_half(raw).strip()) if found and number != found.number]


def _numbers(typed: str) -> list[int]:
    """1、3; 第1条和第3条. Empty where it is not several numbers and nothing else."""
    found = re.findall(r"\d+", typed) if _SEVERAL.fullmatch(typed) else []
    return list(dict.fromkeys(int(number) for number in found))


def _titled(typed: str, points: Sequence[KeyPoint]) -> list[KeyPoint]:
    """Those whose title holds the words, or stands in them; a single character or piece of a Latin word names nothing."""
    word = _letters(typed)
    if len(word) < _WORD_LEAST:
        return []
    held = [point for point in points if word in _letters(point.title) and not _is_piece(word, point.title)]
    return held or [point for point in points if _letters(point.title) in word]


def _letters(words: str) -> str:
    return "".join(letter for letter in squeeze(words) if letter.isalnum())


def _is_piece(word: str, title: str) -> bool:
    """Whether it is only a part of a Latin word or a number in the title."""
    return word.isascii() and word not in re.findall(r"[a-z0-9]+", _half(title).casefold())


class Covered(NamedTuple):
    """How many items a key point has that count, and how many of them are adopted."""

    items: int
    adopted: int


def covered(
    rows: Iterable[tuple[int, ItemState, str | None, int]], *, void: Iterable[str]
) -> dict[int, Covered]:
    """By number; `rows` are key point, state, reason and number of items, `void` the reasons that make an item count not."""
    found: dict[int, Covered] = {}
    empty = frozenset(void)
    for number, state, reason, count in rows:
        if not counts(state, reason, empty) or state in (ItemState.HELD, ItemState.DESTROYED):
            continue
        before = found.get(number, Covered(0, 0))
        found[number] = Covered(
            before.items + count, before.adopted + (count if state is ItemState.ADOPTED else 0)
        )
    return found


def _half(raw: str) -> str:
    return unicodedata.normalize("NFKC", raw).strip()
