"""What span of time a post is about, and how people write it; when a post falls due is the scheduler's affair."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from bot.errors import BadInput, NoDay
from bot.rules.dates import parse_day
from bot.rules.months import parse_month, previous_month
from bot.rules.text import shorten

_YEAR = re.compile(r"(20\d\d)年?度?", re.ASCII)
_WEEK = re.compile(r"(?:(?P<year>20\d\d)[-年]?)?(?:w|第|week)(?P<week>\d{1,2})周?", re.ASCII)
_WEEKS_BESIDE = {
    **dict.fromkeys(("本周", "这周", "本星期", "thisweek"), 0),
    **dict.fromkeys(("下周", "下星期", "nextweek"), 1),
    **dict.fromkeys(("上周", "上星期", "lastweek"), -1),
}


class Period(StrEnum):
    """The spans. A period is written 2026-06-20, 2026-W23 (ISO), 2026-05 or 2026, and begins with its year."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"  # the day's
    LAST_MONTH = "last_month"  # the month before the day
    LAST_YEAR = "last_year"  # the year before the day


def period_of(kind: Period, day: date) -> str:
    """The period that a post is about which falls on the day."""
    if kind is Period.DAY:
        return day.isoformat()
    if kind is Period.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if kind is Period.MONTH:
        return f"{day:%Y-%m}"
    if kind is Period.LAST_YEAR:
        return f"{day.year - 1}"
    return previous_month(f"{day:%Y-%m}")


def parse_period(kind: Period, raw: str, *, today: date) -> str:
    """The period as somebody typed it, in its written form. BadInput says what is allowed."""
    if kind in (Period.MONTH, Period.LAST_MONTH):
        # What is posted at a month's beginning is looked at ahead: 6月 in May is the next one.
        return parse_month(raw, today=today, future=kind is Period.MONTH)
    typed = "".join(unicodedata.normalize("NFKC", raw).casefold().split())
    if kind is Period.LAST_YEAR:
        if typed in ("去年", "上年"):
            return f"{today.year - 1}"
        if match := _YEAR.fullmatch(typed):
            return match[1]
        shown = shorten(raw.strip(), 40)
        raise BadInput("The year “{value}” could not be read. Write for example 2026.", value=shown)
    if kind is Period.WEEK and (apart := _WEEKS_BESIDE.get(typed)) is not None:
        return period_of(kind, today + timedelta(weeks=apart))
    try:
        if kind is Period.WEEK and (match := _WEEK.fullmatch(typed)):
            first = date.fromisocalendar(int(match["year"] or today.year), int(match["week"]), 1)
            return period_of(kind, first)
        return period_of(kind, parse_day(raw, today=today))  # of a week any day
    except NoDay:
        raise
    except (ValueError, BadInput):
        pass
    shown = shorten(raw.strip(), 40)
    if kind is Period.DAY:
        raise BadInput("The day “{value}” could not be read. Write for example 2026-06-20.", value=shown)
    raise BadInput("The week “{value}” could not be read. Write for example 2026-W23.", value=shown)


def first_day(kind: Period, period: str) -> date:
    """The first day of a written period."""
    if kind is Period.DAY:
        return date.fromisoformat(period)
    if kind is Period.WEEK:
        return date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return date.fromisoformat(f"{period}-01-01" if kind is Period.LAST_YEAR else f"{period}-01")


def check_begun(kind: Period, period: str, *, today: date) -> None:
    """BadInput where the period lies ahead."""
    if first_day(kind, period) > today:
        raise BadInput("{period} has not begun yet. Nothing was posted.", period=period)


def check_ripe(kind: Period, period: str, *, today: date) -> None:
    """BadInput where a post about the period would come too early: what is looked back on must be over, others must have begun.

    Each post is made once, so one that came too early would stand in the way of the right one.
    """
    check_begun(kind, period, today=today)
    now = {Period.LAST_MONTH: f"{today:%Y-%m}", Period.LAST_YEAR: f"{today:%Y}"}.get(kind)
    if now is not None and period >= now:
        raise BadInput(
            "{period} is not over yet. Nothing was posted; /preview shows how it stands.", period=period
        )


def week_days(period: str) -> tuple[date, date]:
    """Monday and Sunday of a week written 2026-W23."""
    monday = first_day(Period.WEEK, period)
    return monday, monday + timedelta(days=6)
