"""Which posts fell due between two moments, by cron text, working days and catch-up: pure; nothing is posted or stored here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.rules.periods import Period, period_of
from bot.rules.workdays import WorkCalendar

_HORIZONS = (timedelta(days=10), timedelta(days=70), timedelta(days=800))
_MOMENT = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)  # the finest step of a five-field cron text


@dataclass(frozen=True, slots=True)
class Timed:
    """One post's times: `cron` rings in the desk's zone; `catch_up` is how late it may still be posted."""

    key: str
    cron: CronTrigger
    workdays_only: bool
    catch_up: timedelta
    period: Period


@dataclass(frozen=True, slots=True)
class Due:
    """A post that is due. `at` is the moment (aware, UTC) after the move to a working day."""

    key: str
    period: str
    at: datetime
    too_old: bool


@lru_cache
def cron_of(text: str, zone: ZoneInfo) -> CronTrigger:
    """The trigger of a five-field cron text. ValueError where a field cannot be read.

    Not `from_crontab`, which says the same: weekdays by number mean other days there than anywhere else, so that the
    settings allow only names.
    """
    minute, hour, day, month, day_of_week = text.split()
    return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=day_of_week, timezone=zone)


def fell_due(
    posts: Iterable[Timed], *, calendar: WorkCalendar, zone: ZoneInfo, after: datetime, now: datetime
) -> list[Due]:
    """What fell due after `after` and not after `now` (both aware), the earliest first.

    The period is that of the day on which the post nominally falls, before it moves to a working day. `too_old` says
    that more than the post's `catch_up` has passed since.
    """
    due = [
        Due(post.key, period, at, too_old=now - at > post.catch_up)
        for post in posts
        for at, period in _moments(post, calendar=calendar, zone=zone, after=after, until=now)
    ]
    return sorted(due, key=lambda each: each.at)


def look_back(
    posts: Iterable[Timed], *, calendar: WorkCalendar, zone: ZoneInfo, begun: datetime, now: datetime
) -> list[Due]:
    """What fell due within each post's `catch_up` before `now`, but not before `begun` (both aware), the earliest first."""
    due = [
        each
        for post in posts
        for each in fell_due(
            [post], calendar=calendar, zone=zone, after=max(begun, now - post.catch_up - _MOMENT), now=now
        )
    ]
    return sorted(due, key=lambda each: each.at)


def upcoming(
    posts: Iterable[Timed], *, calendar: WorkCalendar, zone: ZoneInfo, now: datetime, most: int
) -> list[tuple[str, datetime, str]]:
    """The next posts after `now`: key, moment (aware, UTC) and period, the earliest first, at most `most`."""
    known = list(posts)
    coming: list[Due] = []
    for horizon in _HORIZONS:
        coming = fell_due(known, calendar=calendar, zone=zone, after=now, now=now + horizon)
        if len(coming) >= most:
            break
    return [(due.key, due.at, due.period) for due in coming[:most]]


def last_time(cron: CronTrigger, *, after: datetime, until: datetime) -> datetime | None:
    """The last time after `after` and not after `until` (both aware) at which the trigger rings; None where there is none."""
    last, each = None, _next(cron, after + _MOMENT)
    while each is not None and each <= until:
        last, each = each, _next(cron, each.astimezone(UTC) + _MINUTE)
    return last


def _moments(
    post: Timed, *, calendar: WorkCalendar, zone: ZoneInfo, after: datetime, until: datetime
) -> list[tuple[datetime, str]]:
    """The moments in (after, until] at which the post is to be made, each with its period.

    Nominal times that move onto one moment are one post, the latest of them: a daily post comes once on a Monday.
    """
    moments: dict[datetime, str] = {}
    start = after
    if post.workdays_only:
        # Whatever falls on the last working day before `after` or earlier is made before it.
        day = calendar.previous_workday(after.astimezone(zone).date())
        start = datetime.combine(day, time(), tzinfo=zone)
    nominal = _next(post.cron, start)
    while nominal is not None and nominal <= until:
        at = nominal
        if post.workdays_only:
            day = calendar.next_workday(nominal.date())
            at = nominal if day == nominal.date() else datetime.combine(day, nominal.time(), tzinfo=zone)
        if after < at <= until:
            moments[at.astimezone(UTC)] = period_of(post.period, nominal.date())
        nominal = _next(post.cron, nominal.astimezone(UTC) + _MINUTE)
    return list(moments.items())


@lru_cache(maxsize=512)  # whoever looks again on the same day asks for the same
def _next(cron: CronTrigger, moment: datetime) -> datetime | None:
    """The first time at or after the moment, in the trigger's zone."""
    found: datetime | None = cron.get_next_fire_time(None, moment)
    return found
