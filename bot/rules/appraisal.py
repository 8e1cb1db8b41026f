"""The yearly appraisal (年终评比): who stands where in a year, and who is proposed for an award, purely; nobody decides here.

An award is proposed by points alone, among those whom nothing bars. Where equal points stand at its edge, all of them are named
and none of them is chosen: that is for people to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bot.errors import BadInput
from bot.rules.spans import is_like_span, read_span
from bot.rules.text import shorten


class Work(NamedTuple):
    """An item that a channel took, by which somebody is shown; its title is looked up."""

    item_id: int
    channel: str
    day: str


class Row(NamedTuple):
    """What a unit or a person has done in the year; `subject` is the id of either, `taken` adoptions in the channels' order.

    `lapses` are bookings that lapsed or stayed unanswered, `months_short` months in which the quota was missed, by `missing`
    items together (of a unit: of all its people). `target` in hundredths, of units alone, from the year `target_of` where the
    year itself had none. `bars` says why no award is proposed: role, left, lapses, short, untrue, target.
    """

    subject: int
    place: int
    unit: str
    name: str
    hundredths: int
    target: int | None
    received: int
    counted: int
    adopted: int
    taken: tuple[int, ...]
    comments: int
    lapses: int
    months_short: int
    missing: int
    untrue: int
    fen: int
    bars: tuple[str, ...] = ()
    works: tuple[Work, ...] = ()
    target_of: int | None = None

    @property
    def rate(self) -> float | None:
        """Adopted of counted, 0 to 1; None where nothing counts."""
        return self.adopted / self.counted if self.counted else None


class Award(NamedTuple):
    """One award: `chosen` are the subjects proposed; of those who are `tied` at its edge `open` may have it."""

    name: str
    by_unit: bool
    number: int
    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    open: int


class Whole(NamedTuple):
    """The whole county's year: items, points in hundredths, comments, lapses, appeals and how many were granted, fees in fen."""

    received: int
    counted: int
    adopted: int
    hundredths: int
    comments: int
    lapses: int
    appeals: int
    granted: int
    fen: int


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A year as it stood on the day `as_of`: `months` of it are counted for the quota; `channels` are keys."""

    year: str
    as_of: date
    months: int
    channels: tuple[str, ...]
    whole: Whole
    units: tuple[Row, ...]
    people: tuple[Row, ...]
    awards: tuple[Award, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """What bars from awards: so many lapses or months short (0: never), an untrue item, less than that per cent of the target."""

    lapses: int
    months_short: int
    untrue: bool
    completion: int


class Prize(NamedTuple):
    """An award of the settings, and how many of it there are."""

    name: str
    by_unit: bool
    number: int


def barred(row: Row, rules: Bars, *, by_unit: bool) -> tuple[str, ...]:
    """Why no award may be proposed for somebody, beside what is known of them already."""
    found = list(row.bars)
    if rules.lapses and row.lapses >= rules.lapses:
        found.append("lapses")
    if rules.months_short and not by_unit and row.months_short >= rules.months_short:
        found.append("short")
    if rules.untrue and row.untrue:
        found.append("untrue")
    if by_unit and row.target and row.hundredths * 100 < row.target * rules.completion:
        found.append("target")
    return tuple(found)


def awards(rows: Sequence[Row], prizes: Iterable[Prize], *, by_unit: bool) -> list[Award]:
    """Who is proposed for each award, the first award first; `rows` in the order of their places."""
    left = [row for row in rows if row.hundredths > 0 and not row.bars]
    found: list[Award] = []
    taken = 0  # of the next award by those who stay tied at the edge of the one before
    for prize in prizes:
        if prize.by_unit is not by_unit:
            continue
        number = max(0, prize.number - taken)
        taken = max(0, taken - prize.number)
        chosen, rest = left[:number], left[number:]
        tied: list[Row] = []
        if chosen and rest and rest[0].hundredths == chosen[-1].hundredths:
            edge = rest[0].hundredths
            tied = [row for row in left if row.hundredths == edge]
            chosen = [row for row in chosen if row.hundredths > edge]
            rest = [row for row in rest if row.hundredths < edge]
            taken += len(tied) - (number - len(chosen))
        spare = number - len(chosen) if tied else 0
        found.append(
            Award(
                prize.name,
                by_unit,
                prize.number,
                tuple(row.subject for row in chosen),
                tuple(row.subject for row in tied),
                spare,
            )
        )
        left = rest
    return found


@dataclass(frozen=True, slots=True)
class Differing:
    """Somebody of whom the published appraisal says something else than is true now; None: not in it."""

    by_unit: bool
    label: str
    before: Row | None
    now: Row | None


def differences(published: Appraisal, now: Appraisal) -> list[Differing]:
    """Who stands otherwise by now: another place, other points or another bar."""
    found: list[Differing] = []
    for by_unit, was, rows in ((True, published.units, now.units), (False, published.people, now.people)):
        before, after = {row.subject: row for row in was}, {row.subject: row for row in rows}
        for subject in dict.fromkeys((*before, *after)):
            one, other = before.get(subject), after.get(subject)
            if _said(one) != _said(other):
                named = one or other
                assert named is not None
                label = named.name if by_unit else f"{named.unit} {named.name}"
                found.append(Differing(by_unit, label, one, other))
    return found


def _said(row: Row | None) -> tuple[object, ...] | None:
    return (row.place, row.hundredths, row.bars) if row else None


def read_asked(raw: str, *, today: date) -> tuple[str, str]:
    """The year and the name that stand behind /appraisal; nothing means this year, in January the year before.

    BadInput where the year is none, or lies ahead.
    """
    usual = f"{today.year - (today.month == 1)}"
    words = re.split(r"[\s,，、]+", raw.strip())
    spans = {word: read_span(unicodedata.normalize("NFKC", word).casefold(), today=today) for word in words}
    # The year stands before the name or behind it.
    years = [word for word in words if spans[word] is not None or is_like_span(word)]
    if not years:
        return usual, " ".join(words)
    head, span = years[0], spans[years[0]]
    name = " ".join(word for word in words if word != head)
    if span is None or span[0] == span[1]:
        raise BadInput(
            "“{value}” is not a year. Write for example /appraisal 2026, or /appraisal 2026 and a name.",
            value=shorten(head, 20),
        )
    if span[0][:4] > f"{today.year}":
        raise BadInput("{year} lies ahead; there is nothing to appraise yet.", year=span[0][:4])
    return span[0][:4], name


def to_json(appraisal: Appraisal) -> dict[str, Any]:
    """As it is kept."""
    return {
        "year": appraisal.year,
        "as_of": appraisal.as_of.isoformat(),
        "months": appraisal.months,
        "channels": list(appraisal.channels),
        "whole": list(appraisal.whole),
        "units": [_kept(row) for row in appraisal.units],
        "people": [_kept(row) for row in appraisal.people],
        "awards": [list(award) for award in appraisal.awards],
    }


def _kept(row: Row) -> list[Any]:
    return [*row[:-2], [list(work) for work in row.works], row.target_of]


def from_json(kept: dict[str, Any]) -> Appraisal:
    """What was kept."""
    return Appraisal(
        kept["year"],
        date.fromisoformat(kept["as_of"]),
        kept["months"],
        tuple(kept["channels"]),
        Whole(*kept["whole"]),
        tuple(map(_row, kept["units"])),
        tuple(map(_row, kept["people"])),
        tuple(
            Award(name, by_unit, number, tuple(chosen), tuple(tied), spare)
            for name, by_unit, number, chosen, tied, spare in kept["awards"]
        ),
    )


def _row(kept: list[Any]) -> Row:
    row = Row(*kept)
    return row._replace(
        taken=tuple(row.taken), bars=tuple(row.bars), works=tuple(Work(*each) for each in row.works)
    )
