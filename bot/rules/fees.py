"""Fees (稿酬) of adopted items: what is listed for whom in which month, purely; nobody is paid or fined by it (domain.md 4).

Money is whole fen. An item is worth the fee of the highest channel that took it, once; its contributors share that equally. A
month that has been settled (定稿) stays as it was listed: what is decided later is listed in the month in which it comes in, a
higher adoption with the difference, one that was taken back with a negative amount. In a month that is open, what was taken
back is not listed at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from bot.errors import BadInput
from bot.model import AdoptionKind, FeeLine, PointRule
from bot.rules.points import Credit, share
from bot.rules.spans import read_quarter, read_span, span_written, words_of
from bot.rules.text import shorten

Table = Mapping[tuple[str, AdoptionKind], int]  # fees by channel and kind


@dataclass(frozen=True, slots=True)
class Taken:
    """A channel took the item on `day`; `month` ('2026-06') is where that is listed, `revoked` day and month of its end."""

    day: date
    month: str
    channel: str
    kind: AdoptionKind
    revoked: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True)
class Contributors:
    """From the month on these have written the item, the lead first."""

    day: date
    month: str
    credits: tuple[Credit, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What has become of one item; contributors the oldest first, of whom the first are its own."""

    item_id: int
    taken: Sequence[Taken]
    contributors: Sequence[Contributors]


def read_asked(raw: str, *, today: date) -> tuple[str, str]:
    """What was typed after /fees, as the first and the last month; nothing means this quarter. BadInput names what is neither."""
    word = "".join(words_of(raw)) or "quarter"
    span = read_quarter(word, today=today) or read_span(word, today=today)
    if span is None:
        raise BadInput(
            "“{value}” is neither a month nor a quarter. Write for example /fees 2026-05 or /fees 2026Q2.",
            value=shorten(raw, 40),
        )
    if span[0] > f"{today:%Y-%m}":
        raise BadInput("{span} lies ahead; nothing can be listed for it yet.", span=span_written(*span))
    return span


def month_of_listing(
    month: str, recorded_month: str, recorded_at: datetime, settled: Mapping[str, datetime]
) -> str:
    """Where an adoption of a month is listed: there, or in the month of its record where that came after the settling.

    `settled` are the settled months, each with its moment.
    """
    later = [each for each in settled if each >= month]
    if later and recorded_at > settled[min(later)]:
        return max(month, recorded_month)
    return month


def fee_lines(
    story: Story, table: Table, *, listed: Iterable[FeeLine] = (), settled_to: str = ""
) -> list[FeeLine]:
    """The lines of an item in its open months, those after `settled_to`; `listed` are its lines in the settled ones."""
    sums: Counter[Credit] = Counter()
    for line in listed:
        sums[Credit(line.person_id, line.unit_id)] += line.fen
    # Where nothing of it has been listed, who has contributed by now shares from the beginning.
    steps = story.contributors if any(sums.values()) else story.contributors[-1:]
    taken = [each for each in story.taken if each.month <= settled_to or each.revoked is None]
    found: list[FeeLine] = []
    for month in _open_months(taken, steps, settled_to):
        before = sum(sums.values())
        best = _best(taken, table, month)
        whole = table.get((best.channel, best.kind), 0) if best else 0
        # A table that was changed since neither takes anything back nor gives more: only what was decided does.
        lost = next((each for each in taken if each.revoked and each.revoked[1] == month), None)
        if not any(each.month == month for each in taken):
            whole = min(whole, before)
        if lost is None:
            whole = max(whole, before)
        authors = [each for each in steps if each.month <= month] or steps[:1]
        credits = authors[-1].credits
        worth = share(whole, dict.fromkeys(credits, Fraction(1, len(credits))))
        for credit in dict.fromkeys((*worth, *sums)):
            if fen := worth.get(credit, 0) - sums[credit]:
                found.append(_line(story.item_id, month, credit, fen, before, whole, best, lost, authors[-1]))
                sums[credit] += fen
    return found


def _open_months(taken: Sequence[Taken], steps: Sequence[Contributors], settled_to: str) -> list[str]:
    """The months in which anything was decided that can change a list."""
    months = {each.month for each in taken}
    months |= {each.revoked[1] for each in taken if each.revoked}
    months |= {each.month for each in steps[1:]}
    return sorted(month for month in months if month > settled_to)


def _best(taken: Sequence[Taken], table: Table, month: str) -> Taken | None:
    """The highest that stands at the end of the month; of two that are worth the same the earlier."""
    standing = [
        each for each in taken if each.month <= month and (each.revoked is None or each.revoked[1] > month)
    ]
    return min(standing, key=lambda each: (-table.get((each.channel, each.kind), 0), each.day), default=None)


def _line(
    item_id: int,
    month: str,
    credit: Credit,
    fen: int,
    before: int,
    whole: int,
    best: Taken | None,
    lost: Taken | None,
    authors: Contributors,
) -> FeeLine:
    """Each line names what it comes of: the channel that took the item, the one that did not after all, or who contributed."""
    day, channel, kind, rule = authors.day, "", None, PointRule.SHARES
    if whole > before and fen > 0 and best is not None:
        day, channel, kind = best.day, best.channel, best.kind
        rule = PointRule.DIFFERENCE if before else PointRule.PRICE
    elif whole < before and fen < 0 and lost is not None and lost.revoked is not None:
        day, channel, kind, rule = lost.revoked[0], lost.channel, lost.kind, PointRule.REVOKED
    return FeeLine(item_id, month, day, channel, kind, credit.person_id, credit.unit_id, fen, rule)


@dataclass(frozen=True, slots=True)
class Payee:
    """What a list says of one contributor: of how many items, and how much together; a unit by itself has no person."""

    person_id: int | None
    unit_id: int
    items: int
    fen: int


def payees(lines: Iterable[FeeLine]) -> list[Payee]:
    """The contributors of some lines, in the order of their first line; who comes to nothing is left out."""
    items: dict[Credit, set[int]] = {}
    sums: Counter[Credit] = Counter()
    for line in lines:
        credit = Credit(line.person_id, line.unit_id)
        items.setdefault(credit, set()).add(line.item_id)
        sums[credit] += line.fen
    return [
        Payee(credit.person_id, credit.unit_id, len(found), sums[credit])
        for credit, found in items.items()
        if sums[credit]
    ]


def yuan(fen: int) -> str:
    """1,250.00, -6.67: money as a list writes it."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"
