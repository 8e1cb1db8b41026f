"""The bulletin's own rules: how `/issue` and `/issues` are typed, the next number, and where an item moves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import BadInput

_BLANKS = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
SIGN = "〓"  # for what is not to be read any more
_ERRATUM = re.compile(
    r"(?:更正|勘误|erratum|correction|correct)\s*(?P<number>\S+)\s*(?P<words>.*)", re.DOTALL | re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:(?P<year>20\d\d)[-年/.])?(?P<word>增刊|增|supplement|总|total)?第?(?P<number>[1-9]\d{0,5})期?号?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(20\d\d)年?")
_SUPPLEMENT = ("增刊", "增", "supplement")


@dataclass(frozen=True, slots=True)
class Named:
    """A bulletin as somebody names it: by its number of a year, or, where `is_total`, by its number in all."""

    number: int
    year: int
    is_supplement: bool = False
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What `/issues` is to show: a year's list, or one bulletin."""

    year: int
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class ErratumAsked:
    """`/issue 更正 25 文字`."""

    named: Named
    words: str


def read_named(typed: str, *, year: int) -> Named | None:
    """25, 第25期, 2026-25, 增刊3, 总312; in `year` where none is given. None for anything else."""
    match = _NUMBER.fullmatch(_plain(typed))
    if match is None:
        return None
    word = (match["word"] or "").casefold()
    return Named(
        int(match["number"]),
        int(match["year"] or year),
        is_supplement=word in _SUPPLEMENT,
        is_total=word in ("总", "total"),
    )


def read_issues(typed: str, *, year: int) -> Asked:
    """What was typed after `/issues`. BadInput where it is neither a year nor a number."""
    plain = _plain(typed)
    if not plain:
        return Asked(year)
    if (match := _YEAR.fullmatch(plain)) is not None:
        return Asked(int(match[1]))
    named = read_named(plain, year=year)
    if named is None:
        raise BadInput(
            "I do not understand “{typed}”. Write a number of this year (/issues 25), of another (/issues 2025-25), a "
            "supplement’s (/issues supplement 3), or a year (/issues 2026).",
            typed=typed[:40],
        )
    return Asked(named.year, named)


def read_erratum(typed: str, *, year: int) -> ErratumAsked | None:
    """What was typed after `/issue`, where it asks for a correction; None where it does not begin so.

    BadInput where the bulletin or the words are missing.
    """
    match = _ERRATUM.match(typed.strip())
    if match is None:
        return None
    named = read_named(match["number"], year=year)
    if named is None or not match["words"].strip():
        raise BadInput(
            "Which bulletin is to be corrected, and how should it read? Nothing was sent. Write it so: "
            "/issue correct 25 the words",
        )
    return ErratumAsked(named, match["words"].strip())


def next_number(last_of_year: int | None, last_ever: int | None, *, first: int) -> int:
    """The number after the last one of its year; a year begins with 1, the very first with what the settings say."""
    if last_of_year is not None:
        return last_of_year + 1
    return first if last_ever is None else 1


def moved(order: Sequence[int], item_id: int, *, by: int) -> list[int]:
    """The order with one item `by` places further on (negative: back), as far as there are places."""
    rest = [each for each in order if each != item_id]
    place = max(0, min(len(rest), list(order).index(item_id) + by))
    return [*rest[:place], item_id, *rest[place:]]


def without(spec: Mapping[str, Any], place: int) -> dict[str, Any]:
    """The paper (as `bot/making` takes it) with a sign in the place of one item, and no note on the whole."""
    blank = {"title": SIGN, "note": "", "body": "", "by": "", "pictures": []}
    left = [blank if at == place else dict(item) for at, item in enumerate(spec["items"])]
    contents = [item["title"] for item in left] if spec.get("contents") else []
    return {**spec, "items": left, "contents": contents, "note": ""}


def without_notes(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The paper without any editor's note."""
    return {**spec, "note": "", "items": [{**item, "note": ""} for item in spec["items"]]}


def _plain(typed: str) -> str:
    """Half-width and without blanks, but for one between two numbers."""
    half_width = unicodedata.normalize("NFKC", typed).strip()
    return _BLANKS.sub("", half_width)
