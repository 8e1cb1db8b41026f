"""Who stands where in a month or a year by points, and how a ranking is asked for; points are reckoned in points.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.errors import BadInput
from bot.rules.points import COMMENTED
from bot.rules.spans import read_span, words_of
from bot.rules.text import shorten

_BY_UNIT = {"单位", "unit", "units"}
_BY_PERSON = {"个人", "person", "persons", "people"}
_WORDS, _WORDS_MOST = ("排行", "ranking"), 20
_LATE = 2**62  # after every line


@dataclass(frozen=True, slots=True)
class RankingAsked:
    """The months from `first` to `last`, both written 2026-05, by unit or by person."""

    first: str
    last: str
    by_unit: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of a ranking: `subject` is a person's or a unit's id; equal points share a place."""

    place: int
    subject: int
    hundredths: int


def read_asked(raw: str, *, today: date) -> RankingAsked:
    """What was typed after /rank, in any order; nothing means this month by unit. BadInput names what it cannot read."""
    first = last = f"{today:%Y-%m}"
    by_unit = True
    for word in words_of(raw):
        if word in _BY_UNIT or word in _BY_PERSON:
            by_unit = word in _BY_UNIT
        elif (span := read_span(word, today=today)) is not None:
            first, last = span
        else:
            raise BadInput(
                "“{value}” was not understood. Write /rank, then month, year, 2026-05 or 2026, then unit or person.",
                value=shorten(word, 40),
            )
    return RankingAsked(first, last, by_unit)


def asked_in_words(text: str, *, today: date) -> str | None:
    """What stands beside the keyboard's word: 排行 个人, 上月排行, 个人排行. None where that is more than a ranking takes."""
    plain = " ".join(text.split()).casefold()
    if len(plain) > _WORDS_MOST:
        return None
    for word in _WORDS:
        if plain.startswith(word) or plain.endswith(word):
            beside = plain.removeprefix(word) if plain.startswith(word) else plain.removesuffix(word)
            try:
                read_asked(beside, today=today)
            except BadInput:
                return None
            return beside
    return None


def ranking(
    sums: Iterable[tuple[int, str, int, int, int]], *, levels: Mapping[str, int], others: Iterable[int] = ()
) -> list[Placed]:
    """Subjects by their points: `sums` are subject, channel, hundredths, the number of items, and the newest line's id.

    Equal points share a place and the next one is left out (1, 2, 2, 4). Within a tie stands first who has more items that
    the province or the state took, then more with leaders' comments, then more that the city took, then who came to the
    points first. `others` have sent items and have no points; they stand last, in their order. `levels` are the channels'.
    """
    totals: dict[int, list[int]] = {}
    for subject, channel, hundredths, items, newest in sums:
        total = totals.setdefault(subject, [0, 0, 0, 0, 0])
        total[0] += hundredths
        level = levels.get(channel, 0)
        total[1] += items if level >= 3 else 0
        total[2] += items if channel == COMMENTED else 0
        total[3] += items if level == 2 else 0
        total[4] = max(total[4], newest)
    for subject in others:
        totals.setdefault(subject, [0, 0, 0, 0, _LATE])
    ordered = sorted(totals.items(), key=lambda each: (*(-figure for figure in each[1][:4]), each[1][4]))
    placed: list[Placed] = []
    for position, (subject, total) in enumerate(ordered, start=1):
        tied = bool(placed) and placed[-1].hundredths == total[0]
        placed.append(Placed(placed[-1].place if tied else position, subject, total[0]))
    return placed
