"""How many items came, count and are adopted, in a span of months, by unit, by category and month by month; no points here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.errors import BadInput
from bot.model import ItemState, Kind
from bot.rules.quota import VOID, counts
from bot.rules.spans import read_span, twelve_months, words_of
from bot.rules.text import shorten

_OPEN = (ItemState.WAITING, ItemState.REVIEWING)


class Standing(NamedTuple):
    """How many items of a month, a unit and a category stand alike."""

    month: str
    unit_id: int
    kind: Kind
    state: ItemState
    reason: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`open` wait for review or are in it; `counted` as for the quota."""

    received: int = 0
    counted: int = 0
    adopted: int = 0
    open: int = 0

    @property
    def rate(self) -> float | None:
        """Adopted of counted, 0 to 1; None where nothing counts."""
        return self.adopted / self.counted if self.counted else None


class Month(NamedTuple):
    """One of the twelve; without figures where it has not come yet."""

    month: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Stats:
    """The months from `first` to `last`. `left_out`: how many of each state do not count. `units` with most received first.

    `months` are twelve.
    """

    first: str
    last: str
    total: Figures
    left_out: Mapping[ItemState, int]
    units: tuple[tuple[int, Figures], ...]
    kinds: tuple[tuple[Kind, Figures], ...]
    months: tuple[Month, ...]


def read_asked(raw: str, *, today: date) -> tuple[str, str]:
    """What was typed after /stats, as the first and the last month; nothing means this month. BadInput names what is neither."""
    words = words_of(raw)
    span = read_span(words[0], today=today) if words else (f"{today:%Y-%m}",) * 2
    if span is None or len(words) > 1:
        raise BadInput(
            "“{value}” was not understood. Write /stats, then month, year, 2026-05 or 2026.",
            value=shorten(raw, 40),
        )
    return span


def stats(
    standings: Iterable[Standing], *, first: str, last: str, today: date, void: Collection[str] = VOID
) -> Stats:
    """`standings` are those of the twelve months up to `last`; what is not adopted for a `void` reason does not count.

    Items belong to the month of their message's own date.
    """
    total, left_out = _Sum(), Counter[ItemState]()
    units, kinds, months = (
        defaultdict[int, _Sum](_Sum),
        defaultdict[Kind, _Sum](_Sum),
        defaultdict[str, _Sum](_Sum),
    )
    for row in standings:
        is_counted = counts(row.state, row.reason, void)
        months[row.month].add(row, is_counted=is_counted)
        if first <= row.month <= last:
            for each in (total, units[row.unit_id], kinds[row.kind]):
                each.add(row, is_counted=is_counted)
            if not is_counted:
                left_out[row.state] += row.number
    this_month = f"{today:%Y-%m}"
    by_unit = ((unit, each.figures()) for unit, each in units.items())
    return Stats(
        first,
        last,
        total.figures(),
        left_out,
        tuple(sorted(by_unit, key=lambda each: (-each[1].received, -each[1].adopted, each[0]))),
        tuple((kind, kinds[kind].figures()) for kind in Kind if kind in kinds),
        tuple(
            Month(month, None if month > this_month else months[month].figures())
            for month in twelve_months(last)
        ),
    )


class _Sum:
    """Figures that grow."""

    def __init__(self) -> None:
        self.received = self.counted = self.adopted = self.open = 0

    def add(self, row: Standing, *, is_counted: bool) -> None:
        self.received += row.number
        self.counted += row.number * is_counted
        self.adopted += row.number * (row.state is ItemState.ADOPTED)
        self.open += row.number * (row.state in _OPEN)

    def figures(self) -> Figures:
        return Figures(self.received, self.counted, self.adopted, self.open)
