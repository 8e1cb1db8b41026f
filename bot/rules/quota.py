"""Who owes how many items a month (manual, section 5, "Quota"); points and ranking are not here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from bot.model import Employment, ItemState, Person, PersonState, Reason, Role

LAST_DAY_TO_JOIN = 15  # who joins later in the month owes nothing for it
SINCE = "since"  # in the audit trail, beside an entry: from which month something of it holds, where that was said
HALVED_FROM = 10  # working days of training (跟班学习) in the month


class Reporter(NamedTuple):  # made anew for everybody at every count: a tuple takes a third of the time
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
    has_account: bool
    is_halved: bool = False  # 跟班学习减半


class Group(NamedTuple):
    """The items of a month that stand alike: who sent them, with a place in `people` for each item.

    An item belongs to the month of its message's own date in the desk's zone.
    """

    state: ItemState
    reason: str | None
    people: Iterable[int]


class Short(NamedTuple):
    """A reporter who has not done the month's quota."""

    person_id: int
    unit: str
    name: str
    done: int
    quota: int
    missing: int
    is_halved: bool = False  # 跟班学习减半: the quota has been


class Absent(NamedTuple):
    """A reporter who would owe items, but has never had an account to send them with."""

    person_id: int
    unit: str
    name: str


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """How the month 'YYYY-MM' stands: how many people owe items for it, those who have not done them, by unit, and how many
    owe none this time (本月免报). Who is `absent` is among none of these.
    """

    month: str
    owing: int
    short: tuple[Short, ...]
    exempt: int = 0
    absent: tuple[Absent, ...] = ()

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
    end, and whose number is 0. Who is in training for half of the month owes half of it, rounded up from a half: 2 of 3.
    """
    joined = reporter.joined_on
    if reporter.on_leave or _has_left(reporter, month):
        return None
    if joined is not None and joined.isoformat() > f"{month}-{LAST_DAY_TO_JOIN}":
        return None
    if reporter.personal_quota is not None:
        quota = reporter.personal_quota
    elif reporter.unit_quota is not None:
        quota = reporter.unit_quota
    else:
        quota = full_time if reporter.employment is Employment.FULL_TIME else part_time
    if reporter.is_halved:
        quota = (quota + 1) // 2
    return quota if quota > 0 else None


class Altered(NamedTuple):
    """A change of somebody's employment or number, made after a month: what was, what is, and the earlier month `since` which
    it holds, where that was said; else it holds from the month in which it was made."""

    before: Any
    after: Any
    since: str | None


def value_in(now: Any, alterations: Iterable[Altered], *, month: str) -> Any:
    """What held in the month 'YYYY-MM' that is over: `alterations` are those made after it, the newest first."""
    value = now
    for each in alterations:
        if each.since is not None and each.since <= month:
            return each.after
        value = each.before
    return value


def is_halved(
    periods: Iterable[tuple[date, date]], *, month: str, is_workday: Callable[[date], bool]
) -> bool:
    """Whether ten working days or more of the month 'YYYY-MM' lie in these periods of training (first and last days)."""
    first = date.fromisoformat(f"{month}-01")
    days = (first + timedelta(days=n) for n in range(31))
    within = [day for day in days if day.month == first.month and any(a <= day <= b for a, b in periods)]
    return sum(map(is_workday, within)) >= HALVED_FROM


def _has_left(reporter: Reporter, month: str) -> bool:
    return reporter.left_on is not None and _month(reporter.left_on) <= month


def is_exempt_this_time(reporter: Reporter, *, month: str) -> bool:
    """Whether somebody who was here in the month owes nothing for it alone: on leave, or joined after the 15th."""
    joined = reporter.joined_on
    if _has_left(reporter, month) or (joined is not None and _month(joined) > month):
        return False
    joined_late = joined is not None and joined.isoformat() > f"{month}-{LAST_DAY_TO_JOIN}"
    return reporter.personal_quota != 0 and (reporter.on_leave or joined_late)


VOID = frozenset(
    {str(Reason.EMPTY)}
)  # for which an item that is not adopted does not count, unless the settings say otherwise


def counts(state: ItemState, reason: str | None, void: Collection[str] = VOID) -> bool:
    """Whether such an item counts: not withdrawn, merged into another, held or destroyed, nor 不采用 for a `void` reason."""
    if state in (ItemState.WITHDRAWN, ItemState.MERGED, ItemState.HELD, ItemState.DESTROYED):
        return False
    return not (state is ItemState.REJECTED and reason in void)


def tally(groups: Iterable[Group], void: Collection[str] = VOID) -> Counter[int]:
    """How many counting items each person has."""
    done: Counter[int] = Counter()
    for group in groups:
        if counts(group.state, group.reason, void):
            done.update(group.people)
    return done


def shortfall(
    reporters: Iterable[Reporter], done: Mapping[int, int], *, month: str, part_time: int, full_time: int
) -> MonthFigures:
    """Who fell short in the month 'YYYY-MM', of which `done` is the tally.

    Units come in the order in which they first appear among the reporters, people in their order within a unit. Who has no
    account, and sent nothing, cannot have owed anything.
    """
    owing, exempt, short, absent = 0, 0, dict[str, list[Short]](), list[Absent]()
    for reporter in reporters:
        in_unit = short.setdefault(reporter.unit, [])
        quota = quota_of(reporter, month=month, part_time=part_time, full_time=full_time)
        if quota is None:
            exempt += reporter.has_account and is_exempt_this_time(reporter, month=month)
            continue
        has = done.get(reporter.person_id, 0)
        if not reporter.has_account and not has:
            absent.append(Absent(reporter.person_id, reporter.unit, reporter.name))
            continue
        owing += 1
        if has < quota:
            in_unit.append(
                Short(
                    reporter.person_id,
                    reporter.unit,
                    reporter.name,
                    has,
                    quota,
                    quota - has,
                    reporter.is_halved,
                )
            )
    in_order = tuple(each for in_unit in short.values() for each in in_unit)
    return MonthFigures(month, owing, in_order, exempt, tuple(absent))


def owed_by_unit(
    reporters: Iterable[Reporter], done: Mapping[int, int], *, month: str, part_time: int, full_time: int
) -> Counter[str]:
    """How many items each unit's people owe together for the month, by the units' names; who is absent owes none."""
    owed: Counter[str] = Counter()
    for reporter in reporters:
        quota = quota_of(reporter, month=month, part_time=part_time, full_time=full_time)
        if quota is not None and (reporter.has_account or done.get(reporter.person_id, 0)):
            owed[reporter.unit] += quota
    return owed


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whom a list names otherwise than an earlier one did; None: not named."""

    unit: str
    name: str
    before: Short | None
    now: Short | None


def changes(before: MonthFigures, now: MonthFigures) -> list[Change]:
    """Who stands otherwise in the later figures of the same month, in the order of the earlier list."""
    was = {each.person_id: each for each in before.short}
    is_now = {each.person_id: each for each in now.short}
    named = {**is_now, **was}
    ordered = dict.fromkeys((*was, *is_now))
    return [
        Change(named[person].unit, named[person].name, was.get(person), is_now.get(person))
        for person in ordered
        if _count(was.get(person)) != _count(is_now.get(person))
    ]


def _count(short: Short | None) -> tuple[int, int] | None:
    return (short.done, short.quota) if short else None


def _month(day: date) -> str:
    return day.isoformat()[:7]


def idle_units(numbers: Mapping[str, int], people: Iterable[Person]) -> dict[str, int]:
    """Of the settings' `quota.units` those to which nobody on the roster belongs: a unit was renamed, or is written otherwise.

    None before there is a reporter.
    """
    on_roster = [person for person in people if person.state is not PersonState.REMOVED]
    if all(person.role is not Role.MEMBER for person in on_roster):
        return {}
    units = {person.unit for person in on_roster}
    return {unit: number for unit, number in numbers.items() if unit not in units}


def number_of(unit: str, numbers: Mapping[str, int], former: Mapping[str, str]) -> int | None:
    """The unit's own items a month; `former` are the names by which the settings may still know it. None: it has none."""
    return numbers.get(name_in(numbers, unit, former))


def name_in(numbers: Mapping[str, int], unit: str, former: Mapping[str, str]) -> str:
    """What the settings call the unit; its oldest name where they do not know it."""
    for _ in range(len(former)):
        if unit in numbers or unit not in former:
            break
        unit = former[unit]
    return unit


def followed_units(
    numbers: Mapping[str, int], former: Mapping[str, str], people: Iterable[Person]
) -> dict[str, str]:
    """Of the settings' units those that go by another name now, and that one: their number goes on counting."""
    units = {person.unit for person in people if person.state is not PersonState.REMOVED}
    named = ((name_in(numbers, unit, former), unit) for unit in sorted(units - numbers.keys()))
    return {name: unit for name, unit in named if name in numbers and name not in units}


def renamed_unit(
    old: str, now: Iterable[Person], *, was: Mapping[int, str | None], numbers: Mapping[str, int]
) -> str | None:
    """The name by which a unit goes that has just lost its last person; None where it is no longer one.

    It has been renamed where those whom it had last are in one unit now, which has no number of its own, and to which nobody else
    has come from elsewhere. `was`: everybody's unit before, None for who is new.
    """
    there = [person for person in now if person.state is not PersonState.REMOVED]
    names = {person.unit for person in there if was.get(person.id) == old}
    if len(names) != 1 or names & numbers.keys():
        return None
    (new,) = names
    return new if all(was.get(each.id) in (old, None) for each in there if each.unit == new) else None
