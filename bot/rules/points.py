"""What adopted items are worth, and for whom: decisions in, lines out, purely (domain.md 1.3); what is booked is the desk's.

Points are whole hundredths. What an item is worth depends on which decisions stand, never on their order; a line books what a
decision has changed for one contributor, in the month of that decision. So the lines of an item always sum up to its worth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from bot.model import AdoptionKind, Fault, PointRule

COMMENTED = "批示"  # stands for the channel in the line of a leader's comment
DEDUCTED = "扣分"  # and in that of points taken off


class Credit(NamedTuple):
    """Who gets points: a unit, and the person who reported for it; None for a unit that reported jointly."""

    person_id: int | None
    unit_id: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an item, or one that was merged into it: the own unit, then those with which it was reported jointly."""

    person_id: int | None
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Adopted:
    """A channel took the item on `day`; `month` ('2026-06') is where it is booked. `is_late`: a commission that came late."""

    id: int
    day: date
    month: str
    channel: str
    kind: AdoptionKind
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Revoked:
    """The adoption `adopted` was taken back."""

    adopted: int
    day: date
    month: str


@dataclass(frozen=True, slots=True)
class Commented:
    """A leader of the level (1 county … 4 state) commented on it; `by_deputy`: 分管领导."""

    id: int
    day: date
    month: str
    level: int
    by_deputy: bool = False


@dataclass(frozen=True, slots=True)
class Faulty:
    """An editor found the item at fault."""

    id: int
    day: date
    month: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Cleared:
    """The fault `faulty` was taken back."""

    faulty: int
    day: date
    month: str


@dataclass(frozen=True, slots=True)
class Voided:
    """The item was not adopted, for a reason by which it does not count: nothing said of it is worth points."""

    day: date
    month: str


@dataclass(frozen=True, slots=True)
class Authored:
    """From now on these wrote it, the lead first; `first_percent` is the lead's share where an editor has set it.

    Of several the one with the highest `order` holds.
    """

    order: int
    day: date
    month: str
    authors: tuple[Author, ...]
    first_percent: int | None = None


Decision = Adopted | Revoked | Commented | Faulty | Cleared | Voided | Authored


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A unit did not deliver what it was commissioned; `person_id`: who had taken it on."""

    day: date
    month: str
    person_id: int | None
    unit_id: int


@dataclass(frozen=True, slots=True)
class FellShort:
    """Somebody sent so many items fewer than the month's quota."""

    day: date
    month: str
    person_id: int
    unit_id: int
    missing: int


@dataclass(frozen=True, slots=True)
class Penalties:
    """What is taken off, in hundredths, and what an urgent item that was reported late keeps; as they are here, nothing is."""

    undelivered_person: int = 0
    undelivered_unit: int = 0
    missing_item: int = 0
    untrue: int = 0
    late_report_percent: int = 100


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of the rule book, in hundredths: `prices` by channel and kind, `bonuses` by level and whether a deputy did."""

    valid_from: date
    is_cumulative: bool
    late_percent: int
    prices: Mapping[tuple[str, AdoptionKind], int]
    bonuses: Mapping[tuple[int, bool], int]
    penalties: Penalties = Penalties()

    @property
    def name(self) -> str:
        """How a line remembers it: the day from which it holds, empty for the first."""
        return "" if self.valid_from == date.min else self.valid_from.isoformat()


@dataclass(frozen=True)
class RuleBook:
    """The versions, the oldest first; the first holds since ever."""

    versions: Sequence[RuleVersion]

    def at(self, day: date) -> RuleVersion:
        """The version that holds on a day."""
        return next(each for each in reversed(self.versions) if each.valid_from <= day)


@dataclass(frozen=True, slots=True)
class Line:
    """What a decision has changed for somebody: `hundredths` may be negative. `kind` is None where no adoption is the cause."""

    day: date
    month: str
    channel: str
    kind: AdoptionKind | None
    credit: Credit
    hundredths: int
    rule: PointRule
    version: str


def lines(
    decisions: Sequence[Decision],
    book: RuleBook,
    *,
    booked: Mapping[Credit, int] | None = None,
    is_published: Callable[[str], bool] = lambda month: False,
) -> list[Line]:
    """The lines of one item's decisions, in their order. What was `booked` in published months stands as it is."""
    sums = Counter(booked or {})
    found: list[Line] = []
    for count, decision in enumerate(decisions, start=1):
        if is_published(decision.month):
            continue
        new = differences(decisions[:count], book, booked=sums)
        found += new
        for line in new:
            sums[line.credit] += line.hundredths
    return found


def differences(
    decisions: Sequence[Decision], book: RuleBook, *, booked: Mapping[Credit, int], month: str | None = None
) -> list[Line]:
    """What is to be booked so that the item is worth what its decisions say; the last of them is the cause.

    `month` where it is not the cause's own.
    """
    if not decisions:
        return []
    worth, cause = entitled(decisions, book), decisions[-1]
    channel, kind, version = _caused_by(cause, decisions, book)
    found = []
    for credit in dict.fromkeys((*worth, *booked)):
        hundredths = worth.get(credit, 0) - booked.get(credit, 0)
        if hundredths:
            rule = _rule(cause, is_first=not booked.get(credit, 0), book=book)
            found.append(
                Line(cause.day, month or cause.month, channel, kind, credit, hundredths, rule, version)
            )
    return found


def entitled(decisions: Iterable[Decision], book: RuleBook) -> dict[Credit, int]:
    """What an item is worth to each contributor, by the decisions that stand, in whatever order they were made."""
    decisions = list(decisions)
    taken_back = {each.adopted for each in decisions if isinstance(each, Revoked)}
    adopted = [each for each in decisions if isinstance(each, Adopted) and each.id not in taken_back]
    authored = max(
        (each for each in decisions if isinstance(each, Authored)), key=lambda each: each.order, default=None
    )
    if authored is None or not authored.authors or any(isinstance(each, Voided) for each in decisions):
        return {}
    faults = _standing_faults(decisions)
    weights = _weights(authored)
    if off := max(
        (book.at(each.day).penalties.untrue for each in faults if each.fault is Fault.UNTRUE), default=0
    ):
        return {credit: -part for credit, part in share(off, weights).items()}
    prices = [_price(each, len(authored.authors), book) for each in adopted]
    newest = max((each.day for each in adopted), default=None)
    is_cumulative = newest is not None and book.at(newest).is_cumulative
    whole = sum(prices) if is_cumulative else max(prices, default=0)
    whole += sum(_bonuses(decisions, book).values())
    late = [each for each in faults if each.fault is Fault.LATE_REPORT]
    percent = min((book.at(each.day).penalties.late_report_percent for each in late), default=100)
    return share((whole * percent + 50) // 100, weights)


def deductions(of: Undelivered | FellShort, book: RuleBook) -> list[Line]:
    """What is taken off for something that is no item's; nothing where the rule book of that day does not say so."""
    penalties = book.at(of.day).penalties
    if isinstance(of, FellShort):
        parts = [(Credit(of.person_id, of.unit_id), of.missing * penalties.missing_item)]
    else:
        parts = [(Credit(None, of.unit_id), penalties.undelivered_unit)]
        if of.person_id is not None:
            parts.append((Credit(of.person_id, of.unit_id), penalties.undelivered_person))
    rule = PointRule.SHORT if isinstance(of, FellShort) else PointRule.UNDELIVERED
    return [
        Line(of.day, of.month, DEDUCTED, None, credit, -hundredths, rule, book.at(of.day).name)
        for credit, hundredths in parts
        if hundredths
    ]


def takes_off(penalties: Penalties, fault: Fault) -> bool:
    """Whether the fault of an item costs anything."""
    return penalties.untrue > 0 if fault is Fault.UNTRUE else penalties.late_report_percent < 100


def _standing_faults(decisions: Iterable[Decision]) -> list[Faulty]:
    decisions = list(decisions)
    cleared = {each.faulty for each in decisions if isinstance(each, Cleared)}
    return [each for each in decisions if isinstance(each, Faulty) and each.id not in cleared]


def _price(adopted: Adopted, authors: int, book: RuleBook) -> int:
    """What an adoption is worth as a whole."""
    version = book.at(adopted.day)
    price = version.prices.get((adopted.channel, adopted.kind), 0)
    if adopted.kind is AdoptionKind.DIGEST:
        price *= authors  # each contributor gets its points
    if adopted.is_late and adopted.kind is AdoptionKind.COMMISSION:
        price = (price * version.late_percent + 50) // 100
    return price


def _bonuses(decisions: Iterable[Decision], book: RuleBook) -> dict[int, int]:
    """By level, the best of its comments: each level counts once."""
    found: dict[int, int] = {}
    for each in decisions:
        if isinstance(each, Commented):
            bonus = book.at(each.day).bonuses.get((each.level, each.by_deputy), 0)
            found[each.level] = max(found.get(each.level, 0), bonus)
    return found


def _weights(authored: Authored) -> dict[Credit, Fraction]:
    """Everybody's part of the whole, the lead first: equal among authors but for what the lead was given, and within each."""
    count, weights = len(authored.authors), dict[Credit, Fraction]()
    first = Fraction(1, count)
    if authored.first_percent is not None and count > 1:
        first = Fraction(authored.first_percent, 100)
    for place, author in enumerate(authored.authors):
        part = first if place == 0 else (1 - first) / (count - 1)
        for at, unit in enumerate(author.units):
            credit = Credit(author.person_id if at == 0 else None, unit)
            weights[credit] = weights.get(credit, Fraction(0)) + part / len(author.units)
    return weights


def share(whole: int, weights: Mapping[Credit, Fraction]) -> dict[Credit, int]:
    """The whole by largest remainder, to the hundredth; of equal remainders the lead's goes first."""
    exact = {credit: whole * weight for credit, weight in weights.items()}
    parts = {credit: int(value) for credit, value in exact.items()}
    by_remainder = sorted(exact, key=lambda credit: parts[credit] - exact[credit])  # stable: the lead first
    for credit in by_remainder[: whole - sum(parts.values())]:
        parts[credit] += 1
    return parts


def _caused_by(
    cause: Decision, decisions: Sequence[Decision], book: RuleBook
) -> tuple[str, AdoptionKind | None, str]:
    """Channel, kind and version of the rule book that a line names."""
    if isinstance(cause, Commented):
        return COMMENTED, None, book.at(cause.day).name
    if isinstance(cause, Faulty | Cleared):
        return DEDUCTED, None, book.at(cause.day).name
    if isinstance(cause, Revoked):
        cause = next(each for each in decisions if isinstance(each, Adopted) and each.id == cause.adopted)
    if isinstance(cause, Adopted):
        return cause.channel, cause.kind, book.at(cause.day).name
    return "", None, book.at(cause.day).name


def _rule(cause: Decision, *, is_first: bool, book: RuleBook) -> PointRule:
    match cause:
        case Revoked():
            return PointRule.REVOKED
        case Commented():
            return PointRule.COMMENT
        case Faulty():
            return PointRule(cause.fault.value)
        case Cleared():
            return PointRule.CLEARED
        case Voided():
            return PointRule.VOIDED
        case Authored():
            return PointRule.SHARES
    is_whole = is_first or book.at(cause.day).is_cumulative
    return PointRule.PRICE if is_whole else PointRule.DIFFERENCE


def written(hundredths: int) -> str:
    """191, 2.5, -0.33: points as they are written."""
    sign, (whole, rest) = ("-" if hundredths < 0 else ""), divmod(abs(hundredths), 100)
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def completion(hundredths: int, target: int) -> str:
    """120.1%: what was reached of a target, both in hundredths, in per cent to one decimal, half up."""
    tenths = (hundredths * 2000 + target) // (target * 2)
    sign, (whole, rest) = ("-" if tenths < 0 else ""), divmod(abs(tenths), 10)
    return f"{sign}{whole}.{rest}%"
