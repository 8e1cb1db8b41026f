"""A month's figures as its notice (通报) says them: one object from which text, chart, paper and tables are made.

It is kept as JSON, so that a published month never changes; a correction is the difference of two of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from bot.rules.quota import Absent, MonthFigures, Short

_FORM = 1  # of the JSON


class Whole(NamedTuple):
    """The county's month: items received, counted and adopted of these, leaders' comments, points of all units (hundredths)."""

    received: int
    counted: int
    adopted: int
    comments: int
    hundredths: int

    @property
    def rate(self) -> float | None:
        """Adopted of counted, 0 to 1; None where nothing counts."""
        return self.adopted / self.counted if self.counted else None


class ChannelRow(NamedTuple):
    """How many adoptions a channel of this level (0 a partner's, 1 county … 4 state) made, and in the month before."""

    key: str
    level: int
    number: int
    before: int


class UnitRow(NamedTuple):
    """A unit's month. `place` by its points, 0 for none; `owed` items by quota; `taken`: by channel, in the notice's order.

    `month` and `year` are hundredths of points, the year up to this month; so is the yearly `target`, which goes on from the
    year `target_of` where the notice's own has none yet.
    """

    unit_id: int
    name: str
    place: int
    owed: int
    received: int
    counted: int
    taken: tuple[int, ...]
    comments: int
    month: int
    year: int
    target: int | None
    target_of: int | None = None


class PersonRow(NamedTuple):
    """Somebody with points in the month."""

    person_id: int
    unit: str
    name: str
    place: int
    hundredths: int


class Handed(StrEnum):
    """What became of a booking."""

    IN_TIME = "in_time"
    LATE = "late"
    LAPSED = "lapsed"  # given up for want of an item, or of an answer


class BookingRow(NamedTuple):
    """A booked or commissioned topic whose item came in the month, or that lapsed in it."""

    demand_id: int
    title: str
    unit: str
    became: Handed


class KeyPointRow(NamedTuple):
    """A key point of the month, how many items about it count, and how many of them are adopted."""

    number: int
    title: str
    items: int
    adopted: int


class CountyTarget(NamedTuple):
    """The county's own target towards the city, and what was reached up to this month; hundredths."""

    reached: int
    target: int


@dataclass(frozen=True, slots=True)
class MonthNotice:
    """The month 'YYYY-MM'. `units` in the order of their places; `shared`: units have points of items counted for others."""

    month: str
    now: Whole
    before: Whole
    channels: tuple[ChannelRow, ...]
    units: tuple[UnitRow, ...]
    people: tuple[PersonRow, ...]
    bookings: tuple[BookingRow, ...]
    quota: MonthFigures
    county: CountyTarget | None = None
    keypoints: tuple[KeyPointRow, ...] = ()  # none where the month had none
    shared: bool = False

    @property
    def passed(self) -> int:
        """The time's progress (时序进度), in tenths of a per cent: a month counts whole."""
        return round(int(self.month[5:]) * 1000 / 12)

    @property
    def levels(self) -> tuple[int, ...]:
        """The channels' levels that a table shows: county, city and province always, others where they took something."""
        used = {channel.level for channel in self.channels if channel.number}
        return (1, 2, 3, *(level for level in (4, 0) if level in used))

    @property
    def is_apart(self) -> bool:
        """Whether the county's adoptions, which go by the month of their booking, differ from the month's own items adopted, or
        are more than what a unit has sent: two figures side by side that nobody could make agree."""
        county = sum(channel.number for channel in self.channels if channel.level == 1)
        return county != self.now.adopted or any(self.taken_by(row, 1) > row.counted for row in self.units)

    def taken_by(self, unit: UnitRow, level: int) -> int:
        """How many of a unit's items the channels of the level took."""
        pairs = zip(self.channels, unit.taken, strict=True)
        return sum(number for channel, number in pairs if channel.level == level)


def to_json(notice: MonthNotice) -> str:
    """As it is kept."""
    return json.dumps(
        {
            "form": _FORM,
            "month": notice.month,
            "now": notice.now,
            "before": notice.before,
            "channels": notice.channels,
            "units": notice.units,
            "people": notice.people,
            "bookings": notice.bookings,
            "quota": [
                notice.quota.owing,
                notice.quota.short,
                notice.quota.exempt,
                notice.quota.absent,
            ],
            "county": notice.county,
            "keypoints": notice.keypoints,
            "shared": notice.shared,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str) -> MonthNotice:
    """What `to_json` has made."""
    kept = json.loads(text)
    owing, short, exempt, absent = kept["quota"]
    return MonthNotice(
        month=kept["month"],
        now=Whole(*kept["now"]),
        before=Whole(*kept["before"]),
        channels=tuple(ChannelRow(*row) for row in kept["channels"]),
        units=tuple(map(_unit_row, kept["units"])),
        people=tuple(PersonRow(*row) for row in kept["people"]),
        bookings=tuple(BookingRow._make([*row[:3], Handed(row[3])]) for row in kept["bookings"]),
        quota=MonthFigures(
            kept["month"],
            owing,
            tuple(Short(*each) for each in short),
            exempt,
            tuple(Absent(*each) for each in absent),
        ),
        county=CountyTarget(*kept["county"]) if kept["county"] else None,
        keypoints=tuple(KeyPointRow(*row) for row in kept.get("keypoints", ())),  # older notices have none
        shared=kept.get("shared", False),
    )


def _unit_row(kept: list[Any]) -> UnitRow:
    row = UnitRow(*kept)  # an older notice says nothing of the target's year
    return row._replace(taken=tuple(row.taken))


class Figure(StrEnum):
    """What a line of a correction is about."""

    RECEIVED = "received"
    COUNTED = "counted"
    ADOPTED = "adopted"
    COMMENTS = "comments"
    POINTS = "points"  # hundredths, as YEAR and TARGET
    YEAR = "year"
    TARGET = "target"
    TAKEN = "taken"
    PLACE = "place"
    OWED = "owed"
    OWING = "owing"  # people with a quota, of which some are SHORT
    SHORT = "short"
    MISSING = "missing"
    EXEMPT = "exempt"
    BOOKING = "booking"


class Of(StrEnum):
    """Whose figure it is."""

    COUNTY = "county"
    UNIT = "unit"
    PERSON = "person"
    SHORT_PERSON = "short_person"  # who fell short: named as the settings say
    BOOKING = "booking"


class Change(NamedTuple):
    """A figure before and after; None: there was, or is, no such line. `subject` is a name, `channel` a channel's key."""

    of: Of
    subject: str
    figure: Figure
    before: int | str | None
    after: int | str | None
    channel: str = ""


def differences(before: MonthNotice, now: MonthNotice) -> list[Change]:
    """Each figure of the same month that differs: the county's first, then units, people, bookings and who fell short.

    What the month before had is no part of it.
    """
    found = _county(before, now)
    found += _each(Of.UNIT, before.units, now.units, lambda row: row.unit_id, _of_unit(before, now))
    found += _each(Of.PERSON, before.people, now.people, lambda row: row.person_id, _of_person)
    found += _each(Of.BOOKING, before.bookings, now.bookings, lambda row: row[:3], _of_booking)
    found += _each(Of.SHORT_PERSON, before.quota.short, now.quota.short, lambda row: row.person_id, _of_short)
    return found


def _county(before: MonthNotice, now: MonthNotice) -> list[Change]:
    figures: list[tuple[Figure, int | None, int | None, str]] = [
        (Figure.RECEIVED, before.now.received, now.now.received, ""),
        (Figure.COUNTED, before.now.counted, now.now.counted, ""),
        (Figure.ADOPTED, before.now.adopted, now.now.adopted, ""),
        (Figure.COMMENTS, before.now.comments, now.now.comments, ""),
        (Figure.POINTS, before.now.hundredths, now.now.hundredths, ""),
        (Figure.OWING, before.quota.owing, now.quota.owing, ""),
        (Figure.SHORT, len(before.quota.short), len(now.quota.short), ""),
        (Figure.MISSING, before.quota.missing, now.quota.missing, ""),
        (Figure.EXEMPT, before.quota.exempt, now.quota.exempt, ""),
    ]
    taken = {row.key: row.number for row in before.channels}, {row.key: row.number for row in now.channels}
    keys = dict.fromkeys((*taken[0], *taken[1]))
    figures += [(Figure.TAKEN, taken[0].get(key, 0), taken[1].get(key, 0), key) for key in keys]
    if before.county or now.county:
        was, is_now = before.county, now.county
        figures += [
            (Figure.YEAR, was.reached if was else None, is_now.reached if is_now else None, ""),
            (Figure.TARGET, was.target if was else None, is_now.target if is_now else None, ""),
        ]
    return [
        Change(Of.COUNTY, "", figure, old, new, channel)
        for figure, old, new, channel in figures
        if old != new
    ]


Read = Callable[[Any], tuple[str, list[tuple[Figure, str, int | str | None]]]]


def _each(
    of: Of, before: Sequence[Any], now: Sequence[Any], key: Callable[[Any], Hashable], read: Read
) -> list[Change]:
    """The figures of rows that stand for the same thing; of a row that one side lacks, each that is not nothing."""
    was, is_now = {key(row): row for row in before}, {key(row): row for row in now}
    found: list[Change] = []
    for each in dict.fromkeys((*was, *is_now)):
        old = read(was[each]) if each in was else None
        new = read(is_now[each]) if each in is_now else None
        subject = (new or old or ("", []))[0]
        old_figures = {(figure, channel): value for figure, channel, value in (old[1] if old else ())}
        new_figures = {(figure, channel): value for figure, channel, value in (new[1] if new else ())}
        for figure, channel in dict.fromkeys((*old_figures, *new_figures)):
            left, right = old_figures.get((figure, channel)), new_figures.get((figure, channel))
            if left != right and (left or right):
                found.append(Change(of, subject, figure, left, right, channel))
    return found


def _of_unit(before: MonthNotice, now: MonthNotice) -> Read:
    keys = {id(row): notice.channels for notice in (before, now) for row in notice.units}

    def read(row: UnitRow) -> tuple[str, list[tuple[Figure, str, int | str | None]]]:
        taken = zip(keys[id(row)], row.taken, strict=True)
        return row.name, [
            (Figure.PLACE, "", row.place),
            (Figure.OWED, "", row.owed),
            (Figure.RECEIVED, "", row.received),
            (Figure.COUNTED, "", row.counted),
            *((Figure.TAKEN, channel.key, number) for channel, number in taken),
            (Figure.COMMENTS, "", row.comments),
            (Figure.POINTS, "", row.month),
            (Figure.YEAR, "", row.year),
            (Figure.TARGET, "", row.target),
        ]

    return read


def _of_person(row: PersonRow) -> tuple[str, list[tuple[Figure, str, int | str | None]]]:
    return f"{row.unit} {row.name}", [(Figure.PLACE, "", row.place), (Figure.POINTS, "", row.hundredths)]


def _of_booking(row: BookingRow) -> tuple[str, list[tuple[Figure, str, int | str | None]]]:
    return f"T{row.demand_id} {row.unit}", [(Figure.BOOKING, "", row.became.value)]


def _of_short(row: Short) -> tuple[str, list[tuple[Figure, str, int | str | None]]]:
    return f"{row.unit} {row.name}", [(Figure.SHORT, "", f"{row.done}/{row.quota}")]


def by_unit(short: Iterable[Short]) -> list[tuple[str, int, int]]:
    """Unit, how many of it fell short, and how many items are missing there, in the order of the list."""
    found: dict[str, list[int]] = {}
    for each in short:
        sums = found.setdefault(each.unit, [0, 0])
        sums[0] += 1
        sums[1] += each.missing
    return [(unit, people, missing) for unit, (people, missing) in found.items()]


def forecast(reached: int, months: int) -> int | None:
    """What the year comes to if it goes on as in its first so many months, which are over; hundredths, to a tenth of a point.

    None: no month is over, or nothing was reached yet.
    """
    if months <= 0 or reached <= 0:
        return None
    return (reached * 12 + months * 5) // (months * 10) * 10
