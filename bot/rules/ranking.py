"""Who stands where in a month or a year, and how a ranking is asked for; points are not counted here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from bot.errors import BadInput
from bot.model import ItemState
from bot.rules.dates import parse_month
from bot.rules.quota import VOID, counts
from bot.rules.text import shorten

_BY_UNIT = {"单位", "unit", "units"}
_BY_PERSON = {"个人", "person", "persons", "people"}
_MONTH = {"月", "本月", "month"}
_YEAR = {"年", "本年", "今年", "全年", "year"}
_YEAR_NUMBER = re.compile(r"(20\d\d)年?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RankingAsked:
    """The months from `first` to `last`, both written 2026-05, by unit or by person."""

    first: str
    last: str
    by_unit: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """One line of a ranking: `subject` is a person's or a unit's id; equal figures share a place."""

    place: int
    subject: int
    adopted: int
    submitted: int


def read_asked(raw: str, *, today: date) -> RankingAsked:
    """What was typed after /rank, in any order; nothing means this month by unit. BadInput names what it cannot read."""
    first = last = f"{today:%Y-%m}"
    by_unit = True
    for word in unicodedata.normalize("NFKC", raw).casefold().split():
        if word in _BY_UNIT or word in _BY_PERSON:
            by_unit = word in _BY_UNIT
        elif word in _YEAR:
            first, last = _year(f"{today:%Y}")
        elif match := _YEAR_NUMBER.fullmatch(word):
            first, last = _year(match[1])
        elif word not in _MONTH:
            first = last = _month(word, today=today)
    return RankingAsked(first, last, by_unit)


def ranking(
    groups: Iterable[tuple[int, ItemState, str | None, int]], void: Collection[str] = VOID
) -> list[Placed]:
    """Subjects with how many of their items stand how, ranked by adopted items, then by counting ones.

    Only counting items are looked at, as for the quota; who has none is not placed. Equal figures share a place and
    the next one is left out (1, 2, 2, 4), in the order in which the subjects first appear.
    """
    figures: dict[int, tuple[int, int]] = {}
    for subject, state, reason, number in groups:
        if counts(state, reason, void):
            adopted, submitted = figures.get(subject, (0, 0))
            figures[subject] = (adopted + number * (state is ItemState.ADOPTED), submitted + number)
    ordered = sorted(figures.items(), key=lambda each: each[1], reverse=True)
    placed: list[Placed] = []
    for position, (subject, figure) in enumerate(ordered, start=1):
        tied = bool(placed) and (placed[-1].adopted, placed[-1].submitted) == figure
        placed.append(Placed(placed[-1].place if tied else position, subject, *figure))
    return placed


def _year(year: str) -> tuple[str, str]:
    return f"{year}-01", f"{year}-12"


def _month(word: str, *, today: date) -> str:
    try:
        return parse_month(word, today=today)
    except BadInput:
        raise BadInput(
            "“{value}” was not understood. Write /rank, then month, year, 2026-05 or 2026, then unit or person.",
            value=shorten(word, 40),
        ) from None
