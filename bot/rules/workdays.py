"""Which days are working days in China, with the settings' corrections; no posts and no deadlines here."""

from __future__ import annotations

import functools
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import chinese_calendar

_DAY = timedelta(days=1)
_FAR = timedelta(days=300)


class Unusual(NamedTuple):
    """What somebody who names a day may not have meant: asked about, never refused."""

    is_day_off: bool
    is_far: bool  # a year that was mistyped is not seen in 6月20日


class WorkCalendar:
    """Public holidays and adjusted working days (调休); settings `[calendar]` win over the library's years.

    A day that is in both lists is a day off. A year that the library does not cover is Monday to Friday.
    """

    def __init__(self, days_off: Collection[date] = (), workdays: Collection[date] = ()) -> None:
        self._days_off = frozenset(days_off)
        self._workdays = frozenset(workdays)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day."""
        if day in self._days_off:
            return False
        if day in self._workdays:
            return True
        official = _official(day)
        return day.weekday() < 5 if official is None else official

    def unusual(self, day: date, *, today: date) -> Unusual:
        """Whether a day that was named for something is a strange one."""
        return Unusual(not self.is_workday(day), day - today > _FAR)

    def next_workday(self, day: date) -> date:
        """The day itself where it is a working day, else the first one after it."""
        while not self.is_workday(day):
            day += _DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The last working day strictly before the day."""
        day -= _DAY
        while not self.is_workday(day):
            day -= _DAY
        return day

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after the day, which itself is not counted; the day itself where n is 0."""
        for _ in range(n):
            day = self.next_workday(day + _DAY)
        return day

    def add_hours(self, moment: datetime, span: timedelta, *, start: time, end: time) -> datetime:
        """The moment at which `span` of working time has passed; `moment` is in the desk's zone.

        Working time runs from `start` to `end` of each working day.
        """
        day = moment.date()
        while True:
            opens, closes = (datetime.combine(day, at, tzinfo=moment.tzinfo) for at in (start, end))
            begins = max(moment, opens)
            if self.is_workday(day) and begins < closes:
                if span <= closes - begins:
                    return begins + span
                span -= closes - begins
            day += _DAY

    def knows(self, year: int) -> bool:
        """Whether the library or the settings say anything about the year, else `check` warns."""
        if any(day.year == year for day in self._days_off | self._workdays):
            return True
        return _official(date(year, 1, 1)) is not None


@functools.lru_cache(maxsize=10_000)
def _official(day: date) -> bool | None:
    """The library's answer, None for a year that its release does not cover."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
