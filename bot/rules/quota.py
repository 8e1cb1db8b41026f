"""Who owes how many items a month (manual, section 5, "Quota"); points and ranking are not here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bot.model import Employment, ItemState, Reason

LAST_DAY_TO_JOIN = 15  # who joins later in the month owes nothing for it


@dataclass(frozen=True, slots=True)
class Reporter:
    """A member as the quota sees one; `on_leave` is about the month asked for."""

    person_id: int
    unit: str
    name: str
    employment: Employment
    personal_quota: int | None
    unit_quota: int | None
    joined_on: date | None
    left_on: date | None
    on_leave: bool


@dataclass(frozen=True, slots=True)
class Received:
    """An item received in the month, by its message's own date in the desk's zone."""

    person_id: int
    state: ItemState
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Short:
    """A reporter who has not done the month's quota."""

    person_id: int
    unit: str
    name: str
    done: int
    quota: int
    missing: int


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """How the month 'YYYY-MM' stands: how many people owe items for it, and those who have not done them, by unit."""

    month: str
    owing: int
    short: tuple[Short, ...]

    @property
    def fulfilled(self) -> int:
        """How many have done what they owed."""
        return self.owing - len(self.short)

    @property
    def missing(self) -> int:
        """How many items are missing altogether."""
        return sum(each.missing for each in self.short)


def quota_of(reporter: Reporter, *, month: str, part_time: int, full_time: int) -> int | None:
    """How many items the reporter owes in the month 'YYYY-MM'; None: exempt.

    The person's own number goes before the unit's, and that before the settings' number for part-time and
    full-time. Exempt is who is on leave, who joined after the 15th of the month or later, who left before its
    end, and whose number is 0.
    """
    joined, left = reporter.joined_on, reporter.left_on
    if reporter.on_leave or (left is not None and _month(left) <= month):
        return None
    if joined is not None:
        late = _month(joined) == month and joined.day > LAST_DAY_TO_JOIN
        if late or _month(joined) > month:
            return None
    quota = full_time if reporter.employment is Employment.FULL_TIME else part_time
    for own in (reporter.unit_quota, reporter.personal_quota):
        if own is not None:
            quota = own
    return quota if quota > 0 else None


def counts(received: Received) -> bool:
    """Whether the item counts: not withdrawn, not merged into another, not 不采用 as empty."""
    if received.state in (ItemState.WITHDRAWN, ItemState.MERGED):
        return False
    return not (received.state is ItemState.REJECTED and received.reason is Reason.EMPTY)


def shortfall(
    reporters: Sequence[Reporter],
    received: Collection[Received],
    *,
    month: str,
    part_time: int,
    full_time: int,
) -> list[Short]:
    """Who fell short in the month 'YYYY-MM'; `received` are the items of that month.

    Units come in the order in which they first appear among the reporters, people in their order within a unit.
    """
    done = Counter(item.person_id for item in received if counts(item))
    short: dict[str, list[Short]] = {}
    for reporter in reporters:
        in_unit = short.setdefault(reporter.unit, [])
        quota = quota_of(reporter, month=month, part_time=part_time, full_time=full_time)
        missing = 0 if quota is None else quota - done[reporter.person_id]
        if quota is not None and missing > 0:
            person = reporter.person_id
            in_unit.append(Short(person, reporter.unit, reporter.name, done[person], quota, missing))
    return [each for in_unit in short.values() for each in in_unit]


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
