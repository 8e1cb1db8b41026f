"""Months: as people type them, as bounds in time, one after another; days and hours are in dates.py."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BadInput
from bot.rules.date_words import MONTH_EN, MONTHS_EN, normal, shown

_MONTH_EN = re.compile(rf"(?:(?P<before>20\d\d) )?(?P<name>{MONTH_EN})(?: ?(?P<year>20\d\d))?", re.ASCII)
_MONTH = re.compile(r"(?:(?P<year>20\d\d) ?(?:[-/.] ?|年 ?)?)?(?P<month>\d{1,2})(?P<mark> ?月份?)?", re.ASCII)

_MONTHS_BESIDE = {
    **dict.fromkeys(("本月", "这个月", "这月", "当月", "this month"), 0),
    **dict.fromkeys(("下月", "下个月", "next month"), 1),
    **dict.fromkeys(("上月", "上个月", "last month"), -1),
}


def parse_month(raw: str, *, today: date, future: bool = False) -> str:
    """'YYYY-MM' for 2026-05, 2026年5月, 202605, 5月, May or 本月, with `future` for 5 too; BadInput for anything else.

    A month without a year is the latest that has begun; with `future` (leave is also asked for ahead) the nearest
    one on either side, the coming one where both are six months away.
    """
    typed = normal(raw)
    if named := _MONTH_EN.fullmatch(typed):
        typed = f"{named['before'] or named['year'] or ''} {MONTHS_EN.index(named['name'][:3]) + 1}月".strip()
    if (apart := _MONTHS_BESIDE.get(typed)) is not None:
        return _month_text(today.year * 12 + today.month - 1 + apart)
    match = _MONTH.fullmatch(typed)
    # Where only a month can stand, a bare number is one.
    if match is None or not (match["year"] or match["mark"] or future) or not 1 <= int(match["month"]) <= 12:
        raise BadInput(
            "The month “{value}” could not be read. Write for example 2026-05 or May.", value=shown(raw)
        )
    month = int(match["month"])
    if match["year"]:
        return f"{match['year']}-{month:02d}"
    ahead = (month - today.month) % 12
    if ahead > (6 if future else 0):
        ahead -= 12
    return _month_text(today.year * 12 + today.month - 1 + ahead)


def month_of(moment: datetime, zone: ZoneInfo) -> str:
    """The month 'YYYY-MM' in which an aware moment lies for people in the zone."""
    local = moment.astimezone(zone)
    return f"{local.year:04d}-{local.month:02d}"


def month_bounds(month: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The first moment of the month 'YYYY-MM' and the first of the next one, both aware, UTC."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return _midnight(first, zone), _midnight(following, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def previous_month(month: str) -> str:
    """The month 'YYYY-MM' before the month."""
    first = date.fromisoformat(f"{month}-01")
    return _month_text(first.year * 12 + first.month - 2)


def month_after(month: str) -> str:
    """The month after."""
    return f"{date.fromisoformat(f'{month}-01') + timedelta(days=31):%Y-%m}"


def _month_text(months: int) -> str:
    """'YYYY-MM' for the months since year 0."""
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
